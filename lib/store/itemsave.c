/* Saving an item: only what differs from the stored rows is written; see item.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "media/name.h"
#include "store/columns.h"
#include "store/itemparts.h"
#include "store/row.h"

enum {
	SAVE_INSERT,
	SAVE_UPDATE = SAVE_INSERT + ENTITY_COUNT,
	SAVE_SERIES_KEY = SAVE_UPDATE + ENTITY_COUNT,
	SAVE_SEASON_KEYS,
	SAVE_EPISODE_KEYS,
	SAVE_COUNT
};

/*
 * Parameters: $1 to $17 are the same for all four; then the scalars of the table in the order of 'columns';
 * then what only one has; and, in an update, the id.
 */
#define SHARED_NAMES                                                                                         \
	"folder, nfo_path, naming, state, error_message, has_unpublished_changes, revision, nfo_hash, "      \
	"published_nfo_hash, last_published_at, nfo_parsed_at, enriched_at, deleted_on, updated_at, "        \
	"sort_key, "
#define SHARED_VALUES "$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, "
#define SHARED_SET                                                                                           \
	"folder = $3, nfo_path = $4, naming = $5, state = $6, error_message = $7, "                          \
	"has_unpublished_changes = $8, revision = $9, nfo_hash = $10, published_nfo_hash = $11, "            \
	"last_published_at = $12, nfo_parsed_at = $13, enriched_at = $14, deleted_on = $15, "                \
	"updated_at = $16, sort_key = $17, "
#define P_UPDATED 16
#define P_SCALARS 18

static const struct db_sql statements[SAVE_COUNT] = {
	[SAVE_INSERT + ENTITY_MOVIE] =
		{"INSERT INTO movies (library_id, file_path, " SHARED_NAMES
		 "title, original_title, sort_title, year, plot, outline, tagline, mpaa, premiered, runtime, "
		 "user_rating, trailer_url, version_label, set_id, tmdb_id, imdb_id, created_at) VALUES "
		 "($1, $2, " SHARED_VALUES "$18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, "
		 "$31, $32, $33, $16) RETURNING id",
			NULL},
	[SAVE_INSERT + ENTITY_SERIES] =
		{"INSERT INTO series (library_id, directory_path, " SHARED_NAMES
		 "title, original_title, sort_title, year, plot, outline, mpaa, premiered, runtime, "
		 "user_rating, series_status, tmdb_id, imdb_id, tvdb_id, created_at) VALUES "
		 "($1, $2, " SHARED_VALUES "$18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, "
		 "$31, $16) RETURNING id",
			NULL},
	[SAVE_INSERT + ENTITY_SEASON] = {"INSERT INTO seasons (series_id, directory_path, " SHARED_NAMES
					 "season_number, title, plot, air_date, created_at) VALUES "
					 "($1, $2, " SHARED_VALUES "$18, $19, $20, $21, $16) RETURNING id",
		NULL},
	[SAVE_INSERT + ENTITY_EPISODE] =
		{"INSERT INTO episodes (series_id, file_path, " SHARED_NAMES
		 "season_number, episode_number, display_season, display_episode, title, plot, outline, "
		 "aired, runtime, user_rating, created_at) VALUES "
		 "($1, $2, " SHARED_VALUES
		 "$18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $16) RETURNING id",
			NULL},
	[SAVE_UPDATE + ENTITY_MOVIE] =
		{"UPDATE movies SET library_id = $1, file_path = $2, " SHARED_SET
		 "title = $18, original_title = $19, sort_title = $20, year = $21, plot = $22, outline = "
		 "$23, "
		 "tagline = $24, mpaa = $25, premiered = $26, runtime = $27, user_rating = $28, "
		 "trailer_url = $29, version_label = $30, set_id = $31, tmdb_id = $32, imdb_id = $33 "
		 "WHERE id = $34",
			NULL},
	[SAVE_UPDATE + ENTITY_SERIES] =
		{"UPDATE series SET library_id = $1, directory_path = $2, " SHARED_SET
		 "title = $18, original_title = $19, sort_title = $20, year = $21, plot = $22, outline = "
		 "$23, "
		 "mpaa = $24, premiered = $25, runtime = $26, user_rating = $27, series_status = $28, "
		 "tmdb_id = $29, imdb_id = $30, tvdb_id = $31 WHERE id = $32",
			NULL},
	[SAVE_UPDATE + ENTITY_SEASON] =
		{"UPDATE seasons SET series_id = $1, directory_path = $2, " SHARED_SET
		 "season_number = $18, title = $19, plot = $20, air_date = $21 WHERE id = $22",
			NULL},
	[SAVE_UPDATE + ENTITY_EPISODE] =
		{"UPDATE episodes SET series_id = $1, file_path = $2, " SHARED_SET
		 "season_number = $18, episode_number = $19, display_season = $20, display_episode = $21, "
		 "title = $22, plot = $23, outline = $24, aired = $25, runtime = $26, user_rating = $27 "
		 "WHERE id = $28",
			NULL},
	[SAVE_SERIES_KEY] = {"SELECT sort_key FROM series WHERE id = $1", NULL},
	[SAVE_SEASON_KEYS] = {"UPDATE seasons SET sort_key = $2 || substr(sort_key, length($3) + 1) "
			      "WHERE series_id = $1",
		NULL},
	[SAVE_EPISODE_KEYS] = {"UPDATE episodes SET sort_key = $2 || substr(sort_key, length($3) + 1) "
			       "WHERE series_id = $1",
		NULL},
};
const struct db_sqltab itemsave_sql = {"itemsave", statements, SAVE_COUNT};

/* The scalars that each table has a column for, in the order of the parameters; -1 ends. */
static const int columns[ENTITY_COUNT][MF_SCALARS + 1] = {
	[ENTITY_MOVIE] = {MF_TITLE, MF_ORIGINAL_TITLE, MF_SORT_TITLE, MF_YEAR, MF_PLOT, MF_OUTLINE,
		MF_TAGLINE, MF_MPAA, MF_PREMIERED, MF_RUNTIME, MF_USER_RATING, MF_TRAILER_URL, -1},
	[ENTITY_SERIES] = {MF_TITLE, MF_ORIGINAL_TITLE, MF_SORT_TITLE, MF_YEAR, MF_PLOT, MF_OUTLINE, MF_MPAA,
		MF_PREMIERED, MF_RUNTIME, MF_USER_RATING, MF_SERIES_STATUS, -1},
	[ENTITY_SEASON] = {MF_SEASON_NUMBER, MF_TITLE, MF_PLOT, MF_AIRED, -1},
	[ENTITY_EPISODE] = {MF_SEASON_NUMBER, MF_EPISODE_NUMBER, MF_DISPLAY_SEASON, MF_DISPLAY_EPISODE,
		MF_TITLE, MF_PLOT, MF_OUTLINE, MF_AIRED, MF_RUNTIME, MF_USER_RATING, -1},
};

bool item_has_column(enum entity type, enum meta_field f)
{
	const int *c;

	for (c = columns[type]; *c >= 0; c++)
		if (*c == (int)f)
			return true;
	return false;
}

bool item_is_number(enum meta_field f)
{
	return f == MF_YEAR || f == MF_RUNTIME || f == MF_USER_RATING || f == MF_SEASON_NUMBER ||
	       f == MF_EPISODE_NUMBER || f == MF_DISPLAY_SEASON || f == MF_DISPLAY_EPISODE;
}

static void bind_scalar(struct db_stmt *st, int param, const struct meta *m, enum meta_field f, bool needed)
{
	const char *v = meta_get(m, f);

	if (v && item_is_number(f))
		db_bind_int(st, param, strtoll(v, NULL, 10));
	else
		db_bind_text(st, param, v || !needed ? v : "");
}

/* An id that is a column of whole numbers: NULL when it is none. */
static void bind_number_id(struct db_stmt *st, int param, const struct meta *m, const char *type)
{
	const char *v = meta_id(m, type);

	if (v && *v >= '1' && *v <= '9' && strspn(v, "0123456789") == strlen(v) && strlen(v) <= 15)
		db_bind_int(st, param, strtoll(v, NULL, 10));
	else
		db_bind_null(st, param);
}

static int series_key(struct db *db, int64_t series_id, struct strbuf *key, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &itemsave_sql, SAVE_SERIES_KEY);
	int rc;

	db_bind_int(st, 1, series_id);
	rc = db_step(st, err);
	if (rc < 0)
		return -1;
	if (!rc)
		return error_set(err, ERR_NOT_FOUND, "there is no series %" PRId64, series_id);
	strbuf_addstr(key, db_text(st, 0));
	db_reset(st);
	return 0;
}

/* Where it stands in a list: by its title; seasons and episodes by that of their series and their numbers. */
static int sort_key(
	struct db *db, const struct item *it, const struct meta *m, struct strbuf *key, struct error *err)
{
	static const enum meta_field numbers[] = {MF_SEASON_NUMBER, MF_EPISODE_NUMBER};
	const char *v = meta_get(m, MF_SORT_TITLE);
	size_t i;

	if (it->type == ENTITY_MOVIE || it->type == ENTITY_SERIES) {
		v = v ? v : meta_get(m, MF_TITLE);
		if (v)
			name_sort_key(key, v, NULL);
		return 0;
	}
	if (series_key(db, it->series_id, key, err))
		return -1;
	for (i = 0; i < (it->type == ENTITY_SEASON ? 1 : 2); i++) {
		v = meta_get(m, numbers[i]);
		strbuf_addf(key, " %06lld", v ? strtoll(v, NULL, 10) : 0);
	}
	return 0;
}

/* Seasons and episodes follow the key of their series. */
static int move_keys(struct db *db, int64_t series_id, const char *from, const char *to, struct error *err)
{
	int i;

	for (i = SAVE_SEASON_KEYS; i <= SAVE_EPISODE_KEYS; i++) {
		struct db_stmt *st = db_stmt(db, &itemsave_sql, i);

		db_bind_int(st, 1, series_id);
		db_bind_text(st, 2, to);
		db_bind_text(st, 3, from);
		if (db_run(st, err))
			return -1;
	}
	return 0;
}

struct saving {
	const struct item *it;
	const struct item_save *what;
	struct item old;	 /* as stored, then with the fields that are saved; empty for a new one */
	const struct meta *meta; /* as it will be stored */
	uint64_t changed;	 /* fields whose values differ */
	uint64_t restated;	 /* fields whose field_state is to be written */
	char now[DB_INSTANT_SIZE];
};

static void bind_row(struct db_stmt *st, const struct saving *s, const char *key, int64_t set_id)
{
	const struct item *it = s->it;
	const struct meta *m = s->meta;
	bool with_series = it->type == ENTITY_SEASON || it->type == ENTITY_EPISODE;
	const int *c;
	int p = P_SCALARS;

	db_bind_int(st, 1, with_series ? it->series_id : it->library_id);
	db_bind_text(st, 2, it->file_path);
	db_bind_text(st, 3, it->folder);
	db_bind_text(st, 4, it->nfo_path);
	db_bind_text(st, 5, naming_name(it->naming));
	db_bind_text(st, 6, it->state ? it->state : "discovered");
	db_bind_text(st, 7, it->error_message);
	db_bind_int(
		st, 8, s->old.has_unpublished_changes || it->has_unpublished_changes || s->what->unpublished);
	db_bind_int(st, 9, s->old.revision + 1);
	db_bind_text(st, 10, it->nfo_hash);
	db_bind_text(st, 11, it->published_nfo_hash);
	db_bind_text(st, 12, it->last_published_at);
	db_bind_text(st, 13, it->nfo_parsed_at);
	db_bind_text(st, 14, it->enriched_at);
	db_bind_text(st, 15, it->deleted_on);
	db_bind_text(st, P_UPDATED, s->now);
	db_bind_text(st, 17, key);
	for (c = columns[it->type]; *c >= 0; c++)
		bind_scalar(st, p++, m, (enum meta_field) * c, *c == MF_TITLE && it->type != ENTITY_SEASON);
	if (it->type == ENTITY_MOVIE) {
		db_bind_text(st, p++, it->version_label);
		bind_int_unless(st, p++, set_id, 0);
	}
	if (!with_series) {
		bind_number_id(st, p++, m, "tmdb");
		db_bind_text(st, p++, meta_id(m, "imdb"));
	}
	if (it->type == ENTITY_SERIES)
		bind_number_id(st, p++, m, "tvdb");
	if (it->id)
		db_bind_int(st, p, it->id);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* Whether a column other than those of the meta fields is to be written; nfo_parsed_at does not count. */
static bool columns_differ(const struct item *a, const struct item *b)
{
	return a->library_id != b->library_id || a->series_id != b->series_id || a->naming != b->naming ||
	       (b->has_unpublished_changes && !a->has_unpublished_changes) ||
	       !same_text(a->file_path, b->file_path) || !same_text(a->folder, b->folder) ||
	       !same_text(a->nfo_path, b->nfo_path) || !same_text(a->version_label, b->version_label) ||
	       !same_text(a->state, b->state) || !same_text(a->error_message, b->error_message) ||
	       !same_text(a->nfo_hash, b->nfo_hash) ||
	       !same_text(a->published_nfo_hash, b->published_nfo_hash) ||
	       !same_text(a->last_published_at, b->last_published_at) ||
	       !same_text(a->enriched_at, b->enriched_at) || !same_text(a->deleted_on, b->deleted_on);
}

/* The stored item, as far as it is compared. 0 or -1. */
static int load_old(struct db *db, struct saving *s, struct error *err)
{
	const struct item *it = s->it;
	unsigned parts = (s->what->fields ? ITEM_META | ITEM_FIELDS : ITEM_ROW) |
			 (s->what->streams ? ITEM_STREAMS : ITEM_ROW);
	int rc = item_load(db, it->type, it->id, parts, &s->old, err);

	if (rc < 0)
		return -1;
	if (!rc)
		return error_set(
			err, ERR_NOT_FOUND, "there is no %s %" PRId64, entity_name(it->type), it->id);
	if (s->old.revision != it->revision)
		return error_set(err, ERR_CHANGED, "%s %" PRId64 " was changed meanwhile",
			entity_name(it->type), it->id);
	return 0;
}

/* A new item is stored whole, as it stands. */
static void take_fields(struct saving *s)
{
	const struct item *it = s->it;
	int f;

	s->meta = &it->meta;
	for (f = 0; f < MF_COUNT; f++) {
		if (meta_has(&it->meta, f))
			s->changed |= MF_BIT(f);
		if (*it->field[f].source)
			s->restated |= MF_BIT(f);
	}
}

/* The value as its pins allow it, in the place of the stored one; whether it differs from that. */
static bool take_value(struct saving *s, int f)
{
	const struct pins *pins = &s->it->field[f].pins;
	struct meta pinned = META_INIT;
	const struct meta *to = &s->it->meta;
	bool differs;

	if (pins_any(pins)) {
		meta_copy_field(&pinned, to, f);
		pins_apply(pins, &pinned, f);
		to = &pinned;
	}
	differs = !meta_field_equal(&s->old.meta, to, f);
	if (differs)
		meta_copy_field(&s->old.meta, to, f);
	meta_release(&pinned);
	return differs;
}

static bool info_differs(const struct field_info *a, const struct field_info *b)
{
	return a->locked != b->locked || strcmp(a->source, b->source) != 0 ||
	       !pins_equal(&a->pins, &b->pins) || !same_text(a->disk_value, b->disk_value);
}

/* Which values differ, and which rows of field_state. */
static void compare_fields(struct saving *s)
{
	const struct item *it = s->it;
	int f;

	s->meta = &s->old.meta;
	for (f = 0; f < MF_COUNT; f++) {
		if (!(s->what->fields & MF_BIT(f)))
			continue;
		if (take_value(s, f))
			s->changed |= MF_BIT(f);
		if ((s->changed & MF_BIT(f)) || info_differs(&s->old.field[f], &it->field[f]))
			s->restated |= MF_BIT(f);
	}
}

static int write_row(struct db *db, struct saving *s, int64_t *id, struct error *err)
{
	const struct item *it = s->it;
	struct strbuf key = STRBUF_INIT;
	struct db_stmt *st;
	int64_t set_id = 0;
	int rc = -1;

	if (it->type == ENTITY_MOVIE && item_set_id(db, s->meta, s->now, &set_id, err))
		goto out;
	if (sort_key(db, it, s->meta, &key, err))
		goto out;
	if (it->id && it->type == ENTITY_SERIES && strcmp(key.buf, s->old.sort_key) != 0 &&
		move_keys(db, it->id, s->old.sort_key, key.buf, err))
		goto out;
	st = db_stmt(db, &itemsave_sql, (it->id ? SAVE_UPDATE : SAVE_INSERT) + it->type);
	bind_row(st, s, key.buf, set_id);
	if (it->id) {
		*id = it->id;
		rc = db_run(st, err);
		goto out;
	}
	if (db_step(st, err) != 1)
		goto out;
	*id = db_int(st, 0);
	db_reset(st);
	rc = 0;
out:
	strbuf_release(&key);
	return rc;
}

/* What has neither value nor lock has no source. */
static int write_state(struct db *db, const struct saving *s, int64_t id, struct error *err)
{
	struct field_info field[MF_COUNT];
	int f;

	memcpy(field, s->it->field, sizeof(field));
	for (f = 0; f < MF_COUNT; f++)
		if (!meta_has(s->meta, f) && !field[f].locked)
			field[f].source[0] = '\0';
	return item_state_save(db, s->it->type, id, field, s->restated, s->now, s->what->job_id, err);
}

static int write_parts(struct db *db, const struct saving *s, bool streams, int64_t id, struct error *err)
{
	const struct item *it = s->it;

	if (item_lists_save(db, it->type, id, s->meta, s->changed, !it->id, s->now, err))
		return -1;
	if (s->restated && write_state(db, s, id, err))
		return -1;
	return streams ? item_streams_save(db, it->type, id, &it->streams, !it->id, s->now, err) : 0;
}

static int save(struct db *db, struct saving *s, struct item_save *what, struct error *err)
{
	const struct item *it = s->it;
	bool streams;
	int64_t id;

	if (it->id && load_old(db, s, err))
		return -1;
	if (it->id)
		compare_fields(s);
	else
		take_fields(s);
	streams = what->streams && !item_streams_equal(&s->old.streams, &it->streams);
	if (it->id && !what->touch && !s->changed && !s->restated && !streams &&
		!columns_differ(&s->old, it)) {
		what->id = it->id;
		what->revision = it->revision;
		return 0;
	}
	if (db_now(db, s->now, err) || write_row(db, s, &id, err) || write_parts(db, s, streams, id, err))
		return -1;
	what->id = id;
	what->revision = s->old.revision + 1;
	return 1;
}

int item_save(struct db *db, const struct item *it, struct item_save *what, struct error *err)
{
	struct saving s = {.it = it, .what = what};
	int rc = save(db, &s, what, err);

	item_release(&s.old);
	return rc;
}
