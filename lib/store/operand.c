/* Operands; see operand.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "store/operand.h"
#include "store/search.h"
#include "store/titles.h"

void target_list_release(struct target_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		free(list->item[i].folder);
		free(list->item[i].path);
	}
	free(list->item);
	memset(list, 0, sizeof(*list));
}

static struct target *add(struct target_list *list, enum target_kind kind, int64_t library_id)
{
	struct target *t;

	ALLOC_GROW(list->item, list->n + 1, list->alloc);
	t = &list->item[list->n++];
	memset(t, 0, sizeof(*t));
	t->kind = kind;
	t->library_id = library_id;
	return t;
}

static void add_item(struct target_list *list, const struct item *it)
{
	struct target *t = add(list, TARGET_ITEM, it->library_id);

	t->type = it->type;
	t->id = it->id;
}

static int by_id(struct db *db, enum entity type, int64_t id, struct target_list *list, struct error *err)
{
	struct item it = ITEM_INIT;
	int rc = item_load(db, type, id, ITEM_ROW, &it, err);

	if (rc == 1)
		add_item(list, &it);
	else if (rc == 0)
		error_set(err, ERR_NOT_FOUND, "there is no %s:%lld", entity_name(type), (long long)id);
	item_release(&it);
	return rc == 1 ? 0 : -1;
}

static int parse_id(const char *word, const char *digits, int64_t *id, struct error *err)
{
	char *end;

	errno = 0;
	*id = strtoll(digits, &end, 10);
	if (errno || end == digits || *end || *id <= 0)
		return error_set(err, ERR_USAGE, "'%s' names no item: a number from 1 is wanted", word);
	return 0;
}

static int by_external_id(struct db *db, const char *word, const char *type, const char *value,
	struct target_list *list, struct error *err)
{
	static const enum entity types[] = {ENTITY_MOVIE, ENTITY_SERIES};
	struct id_list ids = {0};
	size_t i, k, before = list->n;
	int rc = 0;

	for (i = 0; i < sizeof(types) / sizeof(types[0]) && !rc; i++) {
		rc = items_by_external_id(db, types[i], type, value, &ids, err);
		for (k = 0; k < ids.n && !rc; k++)
			rc = by_id(db, types[i], ids.id[k], list, err);
		id_list_release(&ids);
	}
	if (!rc && list->n == before)
		rc = error_set(err, ERR_NOT_FOUND, "no item has the id '%s'", word);
	return rc;
}

static int by_library(struct db *db, const char *name, struct target_list *list, struct error *err)
{
	struct library lib = {0};
	int rc = library_by_name(db, name, &lib, err);

	if (rc == 1)
		add(list, TARGET_LIBRARY, lib.id);
	library_release(&lib);
	return rc;
}

/* Whether there is anything at a path of a library: on this machine's disk, or among the items. 1, 0, -1. */
static int is_known(
	const struct session *s, int64_t library_id, const char *path, const char *folder, struct error *err)
{
	struct strbuf here = STRBUF_INIT;
	struct list_filter filter = {.library_id = library_id, .folder = folder, .unpublished = -1};
	int64_t n = 0;
	int type, rc;

	conf_map_path(&s->conf, path, &here);
	rc = access(here.buf, F_OK) == 0;
	for (type = 0; type < ENTITY_COUNT && rc == 0; type++) {
		filter.type = (enum entity)type;
		rc = list_count(s->db, &filter, &n, err) ? -1 : n > 0;
	}
	strbuf_release(&here);
	return rc;
}

/* The item whose file it is, or (of a series or season) folder. */
static int by_file(
	struct db *db, const struct library *lib, const char *path, struct item *it, struct error *err)
{
	static const enum entity shows[] = {ENTITY_SERIES, ENTITY_EPISODE, ENTITY_SEASON};
	size_t i;
	int rc = 0;

	if (lib->type == LIBRARY_MOVIES)
		return item_by_file(db, ENTITY_MOVIE, path, ITEM_ROW, it, err);
	for (i = 0; i < sizeof(shows) / sizeof(shows[0]) && rc == 0; i++)
		rc = item_by_file(db, shows[i], path, ITEM_ROW, it, err);
	return rc;
}

/* A path inside a library: the library itself, the item of that file, or a folder and what is below it. */
static int in_library(const struct session *s, const struct library *lib, const char *path,
	struct target_list *list, struct error *err)
{
	const char *rel = path_relative(path, lib->path);
	struct item it = ITEM_INIT;
	struct target *t;
	int rc;

	if (!*rel) {
		add(list, TARGET_LIBRARY, lib->id)->path = xstrdup(path);
		return 0;
	}
	rc = by_file(s->db, lib, path, &it, err);
	if (rc == 1) {
		add_item(list, &it);
		list->item[list->n - 1].path = xstrdup(path);
	} else if (rc == 0 && (rc = is_known(s, lib->id, path, rel, err)) == 1) {
		t = add(list, TARGET_FOLDER, lib->id);
		t->folder = xstrdup(rel);
		t->path = xstrdup(path);
	} else if (rc == 0) {
		rc = error_set(err, ERR_NOT_FOUND, "there is no '%s'", path);
	}
	item_release(&it);
	return rc < 0 ? -1 : 0;
}

/* The library of a path, in the spelling of this machine or of the database; *path becomes the latter. */
static int library_of(const struct session *s, struct strbuf *path, struct library *lib, struct error *err)
{
	struct strbuf theirs = STRBUF_INIT;
	int rc = library_of_path(s->db, path->buf, lib, err);

	if (rc == 0) {
		conf_unmap_path(&s->conf, path->buf, &theirs);
		rc = library_of_path(s->db, theirs.buf, lib, err);
		if (rc == 1) {
			strbuf_clear(path);
			strbuf_addbuf(path, &theirs);
		}
	}
	strbuf_release(&theirs);
	return rc;
}

/* As it is spelled, and as the links in it lead. */
static int by_path(const struct session *s, const char *word, struct target_list *list, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	struct library lib = {0};
	char *real = realpath(word, NULL);
	int rc = -1;

	if (path_normalise(&path, word, err))
		goto out;
	rc = library_of(s, &path, &lib, err);
	if (rc == 0 && real) {
		strbuf_clear(&path);
		strbuf_addstr(&path, real);
		rc = library_of(s, &path, &lib, err);
	}
	if (rc == 1)
		rc = in_library(s, &lib, path.buf, list, err);
	else if (rc == 0)
		rc = error_set(err, ERR_NOT_FOUND, "'%s' is in no library", word);
out:
	free(real);
	library_release(&lib);
	strbuf_release(&path);
	return rc;
}

unsigned operand_kind(const char *word)
{
	static const char *const words[ENTITY_ALL] = {"movies", "series", "seasons", "episodes", "sets"};
	unsigned i;

	for (i = 0; i < ENTITY_ALL; i++)
		if (!strcmp(word, words[i]))
			return 1u << i;
	return !strcmp(word, "tvshows") ? 1u << ENTITY_SERIES : 0;
}

/* What is of a kind, in every library that may have such. */
static int by_kind(struct db *db, unsigned kinds, struct target_list *list, struct error *err)
{
	enum library_type type = kinds & 1u << ENTITY_MOVIE ? LIBRARY_MOVIES : LIBRARY_TVSHOWS;
	struct library_list libs = {0};
	size_t i;
	int rc;

	if (kinds == 1u << ENTITY_SET) {
		add(list, TARGET_LIBRARY, 0)->kinds = kinds;
		return 0;
	}
	rc = library_all(db, &libs, err);
	for (i = 0; i < libs.n && !rc; i++)
		if (libs.item[i].type == type)
			add(list, TARGET_LIBRARY, libs.item[i].id)->kinds = kinds;
	library_list_release(&libs);
	return rc;
}

static bool is_imdb(const char *word)
{
	return !strncmp(word, "tt", 2) && strlen(word) >= 9 &&
	       strspn(word + 2, "0123456789") == strlen(word + 2);
}

/* "PREFIX:REST": 1 when the prefix is one of ours and *list got what it means, 0 when it is none. */
static int by_prefix(struct db *db, const char *word, struct target_list *list, struct error *err)
{
	static const char *const ids[] = {"tmdb", "imdb", "tvdb"};
	const char *rest = strchr(word, ':');
	char *prefix;
	int64_t id;
	size_t i;
	int type, rc = 0;

	if (!rest)
		return 0;
	prefix = xstrndup(word, (size_t)(rest++ - word));
	type = entity_by_name(prefix);
	if (type >= 0)
		rc = parse_id(word, rest, &id, err) || by_id(db, (enum entity)type, id, list, err) ? -1 : 1;
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (!strcmp(prefix, ids[i]))
			rc = by_external_id(db, word, ids[i], rest, list, err) ? -1 : 1;
	if (!strcmp(prefix, "library")) {
		rc = by_library(db, rest, list, err);
		if (rc == 0)
			rc = error_set(err, ERR_NOT_FOUND, "there is no library '%s'", rest);
	}
	free(prefix);
	return rc;
}

/* What people call it. A film and its set may have one name: the film is meant. */
static int by_title(struct db *db, const char *word, struct target_list *list, struct error *err)
{
	static const enum entity types[] = {ENTITY_MOVIE, ENTITY_SERIES, ENTITY_SET};
	struct id_list ids = {0};
	size_t i, k, before = list->n;
	int rc = 0;

	for (i = 0; i < sizeof(types) / sizeof(types[0]) && !rc; i++) {
		if (types[i] == ENTITY_SET && list->n > before)
			break;
		rc = items_by_title(db, types[i], word, &ids, err);
		for (k = 0; k < ids.n && !rc; k++)
			rc = by_id(db, types[i], ids.id[k], list, err);
		id_list_release(&ids);
	}
	return !rc && list->n > before ? 1 : rc;
}

/* Words of titles. */
static int by_words(struct db *db, const char *word, size_t most, struct target_list *list, struct error *err)
{
	static const enum entity types[] = {ENTITY_SET, ENTITY_MOVIE, ENTITY_SERIES};
	struct id_list ids[sizeof(types) / sizeof(types[0])] = {{0}};
	size_t i, k, n = 0;
	int rc = 0;

	for (i = 0; i < sizeof(types) / sizeof(types[0]) && !rc; i++) {
		rc = items_by_words(db, types[i], word, &ids[i], err);
		n += ids[i].n;
	}
	if (!rc && n > most)
		rc = error_set(
			err, ERR_NOT_FOUND, "'%s' is in %zu titles: metarr ls --search '%s'", word, n, word);
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		for (k = 0; k < ids[i].n && !rc; k++)
			rc = by_id(db, types[i], ids[i].id[k], list, err);
		id_list_release(&ids[i]);
	}
	return !rc && n ? 1 : rc;
}

/* 1, 0: it means nothing; -1. */
static int resolve(const struct session *s, const char *word, struct target_list *list, struct error *err)
{
	int rc = by_prefix(s->db, word, list, err);

	if (rc)
		return rc;
	if (strchr(word, '/'))
		return by_path(s, word, list, err) ? -1 : 1;
	if (is_imdb(word))
		return by_external_id(s->db, word, "imdb", word, list, err) ? -1 : 1;
	if (operand_kind(word))
		return by_kind(s->db, operand_kind(word), list, err) ? -1 : 1;
	rc = by_library(s->db, word, list, err);
	if (rc)
		return rc;
	if (!access(word, F_OK))
		return by_path(s, word, list, err) ? -1 : 1;
	return by_title(s->db, word, list, err);
}

static int no_such_thing(const char *word, struct error *err)
{
	return error_set(err, ERR_NOT_FOUND, "'%s' is no library, item, title or path", word);
}

int operand_resolve(const struct session *s, const char *word, struct target_list *list, struct error *err)
{
	int rc = resolve(s, word, list, err);

	return rc == 0 ? no_such_thing(word, err) : rc < 0 ? -1 : 0;
}

int operand_find(
	const struct session *s, const char *word, size_t most, struct target_list *list, struct error *err)
{
	int rc = resolve(s, word, list, err);

	if (rc == 0)
		rc = by_words(s->db, word, most, list, err);
	return rc == 0 ? no_such_thing(word, err) : rc < 0 ? -1 : 0;
}

int operand_all(const struct session *s, struct target_list *list, struct error *err)
{
	struct library_list libs = {0};
	size_t i;
	int rc = library_all(s->db, &libs, err);

	for (i = 0; i < libs.n && !rc; i++)
		add(list, TARGET_LIBRARY, libs.item[i].id);
	library_list_release(&libs);
	return rc;
}

int record_target(const struct session *s, struct record *r, struct target_list *list, struct error *err)
{
	const char *type = record_str(r, "type"), *path;
	int entity = type ? entity_by_name(type) : -1;
	int64_t id;

	if (entity >= 0 && record_int(r, "id", &id))
		return by_id(s->db, (enum entity)entity, id, list, err);
	path = record_str(r, "path");
	if (path)
		return by_path(s, path, list, err);
	return error_set(err, ERR_BAD_RECORD, "the record names no item: type and id, or path, are wanted");
}

int record_item(const struct session *s, struct record *r, enum entity *type, int64_t *id, struct error *err)
{
	struct target_list list = {0};
	int rc = record_target(s, r, &list, err);

	if (!rc && (list.n != 1 || list.item[0].kind != TARGET_ITEM))
		rc = error_set(err, ERR_NOT_FOUND, "the path of the record is that of no item");
	if (!rc) {
		*type = list.item[0].type;
		*id = list.item[0].id;
	}
	target_list_release(&list);
	return rc;
}
