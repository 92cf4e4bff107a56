/*
 * What a person locked stays, whatever comes in whatever order: random scans of NFOs, edits of them by
 * people, whole rewrites by programs, values of providers, pictures, restarts; against a model that knows
 * only what was said by edits.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/sha256.h"
#include "harness/items.h"
#include "media/nfo.h"
#include "store/absorb.h"
#include "store/candidate.h"
#include "store/edit.h"
#include "store/nfotext.h"

#define SEED 20260229
#define FILMS 4
#define RESTART_EVERY 100

/* The fields that are played with. */
static const enum meta_field fields[] = {
	MF_TITLE, MF_YEAR, MF_PLOT, MF_MPAA, MF_GENRES, MF_TAGS, MF_DIRECTORS};
#define NFIELDS (sizeof(fields) / sizeof(fields[0]))
static const char *const kinds[] = {"poster", "fanart", "banner"};
#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))
static const char *const names[] = {"Anna", "Bert", "Cleo", "Dora"};

enum lock { FREE, BY_FILE, BY_EDIT }; /* BY_FILE: an edit of the file itself may change it */

static struct model {
	enum lock lock[NFIELDS];
	char *value[NFIELDS];	      /* of what is locked, as JSON */
	enum { ANY, IN, OUT } tag[4]; /* of each name, among the tags */
	bool kind[NKINDS];
	int64_t chosen[NKINDS]; /* of what is locked: the sum of the selected candidates' ids */
} models[FILMS];

static size_t dice(size_t n)
{
	return (size_t)random() % n;
}

static char *value_of(const struct item *it, size_t i)
{
	struct strbuf json = STRBUF_INIT;

	meta_field_json(&it->meta, fields[i], &json);
	return strbuf_detach(&json, NULL);
}

/* A value as an edit or a file may have it. */
static const char *some_value(enum meta_field f)
{
	static char text[32];

	if (f == MF_YEAR)
		snprintf(text, sizeof(text), "%zu", 1950 + dice(5));
	else if (f == MF_GENRES || f == MF_TAGS || f == MF_DIRECTORS)
		return names[dice(4)];
	else
		snprintf(text, sizeof(text), "%s %zu", names[dice(4)], dice(5));
	return text;
}

/* ---- what a person does ---- */

static void edit(size_t film, const char *word, const char *lock, const char *unlock, const char *keep)
{
	struct edit e = {0};
	struct edit_job job = {
		.type = ENTITY_MOVIE, .id = (int64_t)film + 1, .edit = &e, .error = ERROR_INIT};
	int64_t batch = 0;

	if (word)
		must(edit_assign(&e, word, &engines_err));
	if (lock)
		must(edit_lock(&e, lock, true, &engines_err));
	if (unlock)
		must(edit_lock(&e, unlock, false, &engines_err));
	if (keep)
		must(edit_keep_side(&e, keep, &engines_err));
	must(edit_items(engines_db, &job, 1, "ann", false, &batch, &engines_err));
	ck_assert_msg(job.error.code == ERR_NONE, "%s", job.error.msg.buf);
	edit_job_release(&job);
	edit_release(&e);
}

static void free_tags(struct model *m)
{
	memset(m->tag, 0, sizeof(m->tag));
}

static void set(size_t film)
{
	size_t i = dice(NFIELDS);
	struct strbuf word = STRBUF_INIT;

	strbuf_addf(&word, "%s=%s", meta_field_name(fields[i]), some_value(fields[i]));
	edit(film, word.buf, NULL, NULL, NULL);
	models[film].lock[i] = BY_EDIT;
	if (fields[i] == MF_TAGS)
		free_tags(&models[film]);
	free(models[film].value[i]);
	models[film].value[i] = NULL; /* as it is now */
	strbuf_release(&word);
}

static void lock_field(size_t film)
{
	size_t i = dice(NFIELDS);

	edit(film, NULL, meta_field_name(fields[i]), NULL, NULL);
	models[film].lock[i] = BY_EDIT;
	free(models[film].value[i]);
	models[film].value[i] = NULL;
}

static void unlock_field(size_t film)
{
	size_t i = dice(NFIELDS);

	edit(film, NULL, NULL, meta_field_name(fields[i]), NULL);
	models[film].lock[i] = FREE;
	if (fields[i] == MF_TAGS)
		free_tags(&models[film]);
}

/* Into the list or out of it; a list that is locked changes by that, too. */
static void pin(size_t film)
{
	size_t name = dice(4), i;
	bool in = dice(2);
	struct strbuf word = STRBUF_INIT;

	strbuf_addf(&word, "tags%s%s", in ? "+=" : "-=", names[name]);
	edit(film, word.buf, NULL, NULL, NULL);
	models[film].tag[name] = in ? IN : OUT;
	for (i = 0; i < NFIELDS; i++)
		if (fields[i] == MF_TAGS) {
			free(models[film].value[i]);
			models[film].value[i] = NULL;
		}
	strbuf_release(&word);
}

static void lock_kind(size_t film)
{
	size_t k = dice(NKINDS);
	bool lock = dice(2);

	edit(film, NULL, lock ? kinds[k] : NULL, lock ? NULL : kinds[k], NULL);
	models[film].kind[k] = lock;
	models[film].chosen[k] = -1; /* as it is now */
}

/* A conflict is settled: what is locked may become what the file says, by a person's word. */
static void settle(size_t film)
{
	struct item it;
	size_t i, k;

	edit(film, NULL, NULL, NULL, dice(2) ? "disk" : "metarr");
	items_load(&it, ENTITY_MOVIE, (int64_t)film + 1);
	for (i = 0; i < NFIELDS; i++) {
		if (strcmp(it.field[fields[i]].source, SOURCE_FILE) != 0)
			continue;
		free(models[film].value[i]);
		models[film].value[i] = NULL;
		models[film].lock[i] = item_locked(&it, fields[i]) ? BY_FILE : FREE;
	}
	for (k = 0; k < NKINDS; k++)
		models[film].chosen[k] = -1;
	item_release(&it);
}

/* ---- what comes by itself ---- */

struct keeping {
	const char *text, *hash;
	int64_t id;
};

static int keep_version(struct db *db, void *ctx, struct error *err)
{
	const struct keeping *k = ctx;

	return nfotext_put(db, k->hash, k->text, strlen(k->text), err) ||
			       nfo_version_add(
				       db, ENTITY_MOVIE, k->id, k->hash, "/f/movie.nfo", NFO_FILE, 0, err)
		       ? -1
		       : 0;
}

static void write_element(struct strbuf *out, enum meta_field f)
{
	static const char *const elements[] = {[MF_TITLE] = "title",
		[MF_YEAR] = "year",
		[MF_PLOT] = "plot",
		[MF_MPAA] = "mpaa",
		[MF_GENRES] = "genre",
		[MF_TAGS] = "tag",
		[MF_DIRECTORS] = "director"};
	size_t n = f >= MF_SET ? 1 + dice(2) : 1;

	while (n--)
		strbuf_addf(out, "<%s>%s</%s>", elements[f], some_value(f), elements[f]);
}

/* A scan finds an NFO of some fields, and takes it as it does. */
static void nfo(size_t film, enum nfo_maker maker, size_t chance, bool locks)
{
	struct strbuf text = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE];
	struct nfo read = NFO_INIT;
	struct nfo_seen seen = {.hash = hash, .nfo = &read};
	struct keeping k = {.hash = hash, .id = (int64_t)film + 1};
	struct item it;
	uint64_t changed = 0;
	size_t i;

	strbuf_addstr(&text, "<movie>");
	for (i = 0; i < NFIELDS; i++)
		if (dice(100) < chance)
			write_element(&text, fields[i]);
	if (locks)
		strbuf_addstr(&text, "<lockedfields>Overview|Genres</lockedfields>");
	strbuf_addstr(&text, "</movie>");
	sha256_hex(text.buf, text.len, hash);
	must(nfo_read(&read, text.buf, text.len, &engines_err));
	read.maker = maker;
	seen.root = &read.item[0];
	items_load(&it, ENTITY_MOVIE, k.id);
	must(absorb_nfo(engines_db, &it, &seen, &changed, &engines_err));
	free(it.nfo_hash);
	it.nfo_hash = xstrdup(hash);
	k.text = text.buf;
	items_write(keep_version, &k);
	ck_assert_int_ge(items_save(&it, changed, false, true), 0);
	item_release(&it);
	nfo_release(&read);
	strbuf_release(&text);
}

/* A file's own word may become another, and what it says is locked by it. */
static void by_a_person(size_t film)
{
	struct item it;
	size_t i;

	nfo(film, NFO_BY_UNKNOWN, 70, dice(8) == 0);
	items_load(&it, ENTITY_MOVIE, (int64_t)film + 1);
	for (i = 0; i < NFIELDS; i++) {
		if (models[film].lock[i] == BY_EDIT)
			continue;
		models[film].lock[i] = item_locked(&it, fields[i]) ? BY_FILE : FREE;
		free(models[film].value[i]);
		models[film].value[i] = NULL;
	}
	item_release(&it);
}

/* A few fields that differ from what the program wrote before are taken for a person's. */
static void by_a_program(size_t film)
{
	static const enum nfo_maker makers[] = {
		NFO_BY_RADARR, NFO_BY_SONARR, NFO_BY_JELLYFIN, NFO_BY_TINYMEDIAMANAGER, NFO_BY_MEDIAELCH};
	struct item it;
	size_t i;

	nfo(film, makers[dice(5)], 100, dice(4) == 0);
	items_load(&it, ENTITY_MOVIE, (int64_t)film + 1);
	for (i = 0; i < NFIELDS; i++) {
		if (models[film].lock[i] == BY_EDIT ||
			(models[film].lock[i] == BY_FILE && strcmp(it.field[fields[i]].source, SOURCE_FILE)))
			continue;
		models[film].lock[i] = item_locked(&it, fields[i]) ? BY_FILE : FREE;
		free(models[film].value[i]);
		models[film].value[i] = NULL;
	}
	item_release(&it);
}

static void by_a_provider(size_t film)
{
	struct meta from = META_INIT;
	struct item it;
	uint64_t changed = 0;
	size_t i;

	items_load(&it, ENTITY_MOVIE, (int64_t)film + 1);
	for (i = 0; i < NFIELDS; i++) {
		const char *value = some_value(fields[i]);

		if (fields[i] == MF_DIRECTORS)
			pins_add_person(&from, MF_DIRECTORS, value);
		else if (fields[i] > MF_SET)
			meta_add_name(&from, fields[i], value);
		else
			must(meta_set(&from, fields[i], value, &engines_err));
		if (fields[i] < MF_SET && dice(3) == 0)
			absorb_put(&it, fields[i], value, "tmdb", &changed);
	}
	absorb_fill(&it, &from, "tmdb", &changed);
	ck_assert_int_ge(items_save(&it, changed, false, true), 0);
	item_release(&it);
	meta_release(&from);
}

static void published(size_t film)
{
	struct item it;

	items_load(&it, ENTITY_MOVIE, (int64_t)film + 1);
	free(it.published_nfo_hash);
	it.published_nfo_hash = xstrdup_or_null(it.nfo_hash);
	ck_assert_int_ge(items_save(&it, 0, false, false), 0);
	item_release(&it);
}

static int find_pictures(struct db *db, void *ctx, struct error *err)
{
	const size_t *film = ctx;
	struct local_picture p[NKINDS];
	struct strbuf path[NKINDS];
	bool changed;
	size_t k, n = 0;
	int rc;

	for (k = 0; k < NKINDS; k++) {
		strbuf_init(&path[k]);
		strbuf_addf(&path[k], "/f/%zu/%s%zu.jpg", *film, kinds[k], dice(3));
		if (dice(4) > 0)
			p[n++] = (struct local_picture){.asset_type = (char *)kinds[k],
				.path = path[k].buf,
				.selected = dice(4) > 0,
				.changed = dice(3) == 0};
	}
	rc = candidates_set_local(db, ENTITY_MOVIE, (int64_t)*film + 1, p, n, &changed, err);
	for (k = 0; k < NKINDS; k++)
		strbuf_release(&path[k]);
	return rc;
}

/* Each gets its bytes, and some of what is selected is published. */
static void pictures(size_t film)
{
	items_write(find_pictures, &film);
	engines_exec(
		"UPDATE asset_candidates SET content_hash = CAST(id AS TEXT) WHERE content_hash IS NULL");
	if (dice(4) == 0)
		engines_exec(
			"INSERT INTO published_files (path, entity_type, entity_id, kind, asset_type, hash) "
			"SELECT local_path, entity_type, entity_id, 'artwork', asset_type, MAX(content_hash) "
			"FROM asset_candidates WHERE is_selected = 1 GROUP BY local_path, entity_type, "
			"entity_id, asset_type ON CONFLICT DO NOTHING");
}

/* ---- the model ---- */

static int64_t chosen(size_t film, size_t k)
{
	struct candidate_list list = {0};
	int64_t sum = 0;
	size_t i;

	must(candidates_of(engines_db, ENTITY_MOVIE, (int64_t)film + 1, &list, &engines_err));
	for (i = 0; i < list.n; i++)
		if (list.item[i].is_selected && !strcmp(list.item[i].asset_type, kinds[k]))
			sum += list.item[i].id;
	candidate_list_release(&list);
	return sum;
}

static void check_tags(const struct model *m, const struct item *it, int step)
{
	const struct meta_names *tags = meta_names(&it->meta, MF_TAGS);
	size_t n;

	for (n = 0; n < 4; n++) {
		bool there = names_find(tags, names[n]) >= 0;

		ck_assert_msg(m->tag[n] == ANY || there == (m->tag[n] == IN), "step %d: the tag %s %s", step,
			names[n], there ? "came back" : "is gone");
	}
}

static void check(size_t film, int step)
{
	struct model *m = &models[film];
	struct item it;
	size_t i, k;

	items_load(&it, ENTITY_MOVIE, (int64_t)film + 1);
	for (i = 0; i < NFIELDS; i++) {
		char *value = value_of(&it, i);

		if (m->lock[i] != FREE) {
			ck_assert_msg(item_locked(&it, fields[i]), "step %d: the lock of %s is gone", step,
				meta_field_name(fields[i]));
			ck_assert_msg(!m->value[i] || !strcmp(m->value[i], value),
				"step %d: %s was %s and is %s", step, meta_field_name(fields[i]), m->value[i],
				value);
		}
		free(m->value[i]);
		m->value[i] = value;
	}
	check_tags(m, &it, step);
	for (k = 0; k < NKINDS; k++) {
		int64_t now = chosen(film, k);

		ck_assert_msg(!m->kind[k] || m->chosen[k] < 0 || m->chosen[k] == now,
			"step %d: another %s was chosen", step, kinds[k]);
		m->chosen[k] = now;
	}
	item_release(&it);
}

/* What a person does is as likely as what comes by itself. */
static void (*const operations[])(size_t film) = {set, lock_field, unlock_field, pin, lock_kind, settle,
	by_a_person, by_a_person, by_a_program, by_a_program, by_a_provider, by_a_provider, published,
	pictures, pictures};

/* "make locks" asks for ten thousand. */
static int operations_wanted(void)
{
	const char *n = getenv("METARR_TEST_OPERATIONS");

	return n ? atoi(n) : getenv("METARR_TEST_BRIEF") ? 200 : 1000;
}

START_TEST(what_is_locked_stays)
{
	int64_t lib = items_library("films", "/f");
	int step, steps = operations_wanted();
	size_t film, i;

	srandom(SEED);
	memset(models, 0, sizeof(models));
	for (film = 0; film < FILMS; film++) {
		ck_assert_int_eq(items_new(lib, "/f", names[film]), film + 1);
		check(film, 0);
	}
	for (step = 1; step <= steps; step++) {
		film = dice(FILMS);
		operations[dice(sizeof(operations) / sizeof(operations[0]))](film);
		if (step % RESTART_EVERY == 0) {
			db_close(engines_db);
			engines_db = engines_open();
		}
		check(film, step);
	}
	for (film = 0; film < FILMS; film++)
		for (i = 0; i < NFIELDS; i++)
			free(models[film].value[i]);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {what_is_locked_stays};
	Suite *s = suite_create("locks");

	engines_add(s, "locks", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
