/* Words of a command line to an edit; see edit.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/nearest.h"
#include "media/artname.h"
#include "store/editparts.h"

static const char *const kinds[] = {ART_POSTER, ART_FANART, ART_BANNER, ART_CLEARLOGO, ART_CLEARART,
	ART_DISCART, ART_LANDSCAPE, ART_KEYART, ART_CHARACTERART, ART_THUMB};
#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

static const char *const ids[] = {"tmdb", "imdb", "tvdb"};
#define NIDS (sizeof(ids) / sizeof(ids[0]))

void edit_release(struct edit *e)
{
	size_t i;

	meta_release(&e->values);
	for (i = 0; i < e->nword; i++) {
		free(e->word[i].name);
		free(e->word[i].value);
	}
	free(e->word);
	names_release(&e->lock_kinds);
	names_release(&e->unlock_kinds);
	names_release(&e->keep_kinds);
	*e = (struct edit){0};
}

static void add_word(
	struct edit *e, enum edit_verb verb, enum meta_field f, const char *name, const char *value)
{
	ALLOC_GROW(e->word, e->nword + 1, e->aword);
	e->word[e->nword++] = (struct edit_word){verb, f, xstrdup_or_null(name), xstrdup(value)};
}

void edit_copy(struct edit *to, const struct edit *from)
{
	size_t i;

	edit_release(to);
	*to = (struct edit){.sets = from->sets,
		.locks = from->locks,
		.unlocks = from->unlocks,
		.unlock_all = from->unlock_all,
		.keep = from->keep,
		.keep_fields = from->keep_fields};
	meta_copy(&to->values, &from->values);
	for (i = 0; i < from->nword; i++)
		add_word(
			to, from->word[i].verb, from->word[i].field, from->word[i].name, from->word[i].value);
	for (i = 0; i < from->lock_kinds.n; i++)
		names_add(&to->lock_kinds, from->lock_kinds.item[i]);
	for (i = 0; i < from->unlock_kinds.n; i++)
		names_add(&to->unlock_kinds, from->unlock_kinds.item[i]);
	for (i = 0; i < from->keep_kinds.n; i++)
		names_add(&to->keep_kinds, from->keep_kinds.item[i]);
}

bool edit_is_empty(const struct edit *e)
{
	return !e->sets && !e->locks && !e->unlocks && !e->unlock_all && !e->nword && !e->lock_kinds.n &&
	       !e->unlock_kinds.n && e->keep == KEEP_NEITHER;
}

/* The length of the name that an assignment begins with; 0: it is none. */
static size_t name_length(const char *word)
{
	size_t n = 0;

	if (!isalpha((unsigned char)*word))
		return 0;
	while (isalnum((unsigned char)word[n]) || (word[n] && strchr("_.:", word[n])))
		n++;
	return word[n] == '=' || ((word[n] == '+' || word[n] == '-') && word[n + 1] == '=') ? n : 0;
}

bool edit_is_assignment(const char *word)
{
	return name_length(word) > 0;
}

/* "posters", "poster": the kind, or NULL. */
static const char *kind_by_name(const char *name)
{
	size_t i, len = strlen(name);

	for (i = 0; i < NKINDS; i++) {
		size_t n = strlen(kinds[i]);

		if (!strncasecmp(name, kinds[i], n) && (len == n || (len == n + 1 && name[n] == 's')))
			return kinds[i];
	}
	return NULL;
}

/* "with_kinds": the names of kinds of artwork are known, too. */
static int no_such_field(const char *name, bool with_kinds, struct error *err)
{
	const char *known[MF_COUNT + NIDS + NKINDS + 1];
	const char *guess;
	size_t n = 0, i;

	for (i = 0; i < MF_COUNT; i++)
		known[n++] = meta_field_name((enum meta_field)i);
	for (i = 0; i < NIDS; i++)
		known[n++] = ids[i];
	for (i = 0; i < NKINDS && with_kinds; i++)
		known[n++] = kinds[i];
	known[n] = NULL;
	guess = nearest(name, known);
	if (!guess)
		return error_set(err, ERR_USAGE, "there is no field '%s'", name);
	return error_set(err, ERR_USAGE, "there is no field '%s': did you mean '%s'?", name, guess);
}

static bool has_members(int f)
{
	return f == MF_RATINGS || f == MF_UNIQUEIDS || f == MF_EXTRA;
}

static int member(struct edit *e, enum meta_field f, const char *name, const char *value, struct error *err)
{
	if (edit_check_member(f, name, value, err))
		return -1;
	add_word(e, EDIT_MEMBER, f, name, value);
	return 0;
}

/* "tmdb", "tmdb_id": the type of id, or NULL. */
static const char *id_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < NIDS; i++)
		if (!strncasecmp(name, ids[i], 4) && (!name[4] || !strcasecmp(name + 4, "_id")))
			return ids[i];
	return NULL;
}

/* Letters of any alphabet, and what stands between the words of a name. */
static int check_country(const char *value, struct error *err)
{
	const char *p;
	size_t letters = 0;

	for (p = value; *p; p++) {
		bool letter = isalpha((unsigned char)*p) || (unsigned char)*p >= 0x80;

		letters += letter;
		if (!letter && !strchr(" .,'()-&/", *p))
			letters = 0;
		if (!letter && !strchr(" .,'()-&/", *p))
			break;
	}
	if (letters < 2)
		return error_set(
			err, ERR_BAD_VALUE, "countries takes the name of a country, not '%s'", value);
	return 0;
}

static int check_element(enum meta_field f, const char *value, struct error *err)
{
	if (strlen(value) > META_MAX_NAME)
		return error_set(err, ERR_TOO_LONG, "%s takes a value of at most %d bytes",
			meta_field_name(f), META_MAX_NAME);
	if (f == MF_ACTORS && *value == '/')
		return error_set(err, ERR_BAD_VALUE, "actors takes NAME/ROLE, not '%s'", value);
	return f == MF_COUNTRIES ? check_country(value, err) : 0;
}

/* NAME:VALUE of a list of members. */
static int add_member(struct edit *e, enum meta_field f, const char *text, struct error *err)
{
	const char *colon = strchr(text, ':');
	char *name;
	int rc;

	if (!colon || !colon[1])
		return error_set(
			err, ERR_BAD_VALUE, "%s takes NAME:VALUE, not '%s'", meta_field_name(f), text);
	name = xstrndup(text, (size_t)(colon - text));
	rc = edit_check_member(f, name, colon + 1, err);
	if (!rc)
		edit_set_member(&e->values, f, name, colon + 1);
	free(name);
	return rc;
}

/* One more of a list; the first one begins it. */
static int add_element(struct edit *e, enum meta_field f, const char *value, struct error *err)
{
	if (!*value)
		return 0;
	if (has_members(f))
		return add_member(e, f, value, err);
	if (check_element(f, value, err))
		return -1;
	if (f == MF_SET)
		meta_set_collection(&e->values, value, NULL, NULL);
	else if (f == MF_ACTORS || f == MF_DIRECTORS || f == MF_WRITERS)
		pins_add_person(&e->values, f, value);
	else
		meta_add_name(&e->values, f, value);
	return 0;
}

static int set_field(struct edit *e, enum meta_field f, const char *value, struct error *err)
{
	int rc = f < MF_SCALARS ? meta_set(&e->values, f, value, err) : add_element(e, f, value, err);

	if (!rc)
		e->sets |= MF_BIT(f);
	return rc;
}

static int pin(struct edit *e, enum meta_field f, bool in, const char *value, struct error *err)
{
	if (!pins_field(f))
		return error_set(err, ERR_USAGE, "%s has no values to be locked one by one: %s=VALUE",
			meta_field_name(f), meta_field_name(f));
	if (!*value)
		return error_set(
			err, ERR_BAD_VALUE, "%s%s takes a value", meta_field_name(f), in ? "+=" : "-=");
	if (check_element(f, value, err))
		return -1;
	add_word(e, in ? EDIT_PIN : EDIT_BAR, f, NULL, value);
	return 0;
}

static int assign(struct edit *e, const char *name, int op, const char *value, struct error *err)
{
	const char *dot = strchr(name, '.'), *id = id_by_name(name);
	char *list = xstrndup(name, dot ? (size_t)(dot - name) : strlen(name));
	int f = id ? MF_UNIQUEIDS : meta_field_by_name(list);

	free(list);
	if (f < 0 || (dot && !has_members(f)))
		return no_such_field(name, false, err);
	if (op)
		return pin(e, (enum meta_field)f, op == '+', value, err);
	if (id || dot)
		return member(e, (enum meta_field)f, id ? id : dot + 1, value, err);
	return set_field(e, (enum meta_field)f, value, err);
}

int edit_assign(struct edit *e, const char *word, struct error *err)
{
	size_t len = name_length(word);
	char *name = xstrndup(word, len);
	int op = word[len] == '=' ? 0 : word[len], rc;
	const char *value = word + len + (op ? 2 : 1);

	if (!utf8_valid(value, strlen(value)))
		rc = error_set(err, ERR_BAD_VALUE, "the value of %s is not UTF-8", name);
	else
		rc = assign(e, name, op, value, err);
	free(name);
	return rc;
}

static int assign_json(struct edit *e, const char *field, const cJSON *value, struct error *err)
{
	int f = meta_field_by_name(field);

	if (f < 0)
		return no_such_field(field, false, err);
	if (meta_read_json(&e->values, (enum meta_field)f, value, err))
		return -1;
	e->sets |= MF_BIT(f);
	return 0;
}

int edit_assign_object(struct edit *e, const char *json, size_t len, struct error *err)
{
	cJSON *object = json_parse(json, len, err);
	const cJSON *v;
	int rc = object ? 0 : -1;

	if (object && !cJSON_IsObject(object))
		rc = error_set(err, ERR_BAD_VALUE, "set is to be an object of fields and their values");
	for (v = object ? object->child : NULL; v && !rc; v = v->next)
		rc = assign_json(e, v->string, v, err);
	cJSON_Delete(object);
	return rc;
}

static int lock_one(struct edit *e, const char *name, bool lock, struct error *err)
{
	int f = meta_field_by_name(name);
	const char *kind = kind_by_name(name);

	if (f >= 0)
		*(lock ? &e->locks : &e->unlocks) |= MF_BIT(f);
	else if (kind)
		names_add(lock ? &e->lock_kinds : &e->unlock_kinds, kind);
	else if (!lock && !strcmp(name, "all"))
		e->unlock_all = true;
	else if (id_by_name(name))
		*(lock ? &e->locks : &e->unlocks) |= MF_BIT(MF_UNIQUEIDS);
	else
		return no_such_field(name, true, err);
	return 0;
}

int edit_lock(struct edit *e, const char *names, bool lock, struct error *err)
{
	int rc = 0;

	while (!rc && *names) {
		size_t len = strcspn(names, ",");
		char *name = xstrndup(names, len);

		rc = lock_one(e, name, lock, err);
		free(name);
		names += len + (names[len] == ',');
	}
	return rc;
}

int edit_keep_side(struct edit *e, const char *side, struct error *err)
{
	if (!strcmp(side, "disk"))
		e->keep = KEEP_DISK;
	else if (!strcmp(side, "metarr"))
		e->keep = KEEP_METARR;
	else
		return error_set(err, ERR_USAGE, "--keep takes disk or metarr, not '%s'", side);
	return 0;
}

bool edit_keep_field(struct edit *e, const char *word)
{
	int f = meta_field_by_name(word);
	const char *kind = kind_by_name(word);

	if (f >= 0)
		e->keep_fields |= MF_BIT(f);
	else if (kind)
		names_add(&e->keep_kinds, kind);
	return f >= 0 || kind;
}
