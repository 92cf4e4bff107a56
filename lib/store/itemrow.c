/* The row of an item, with its place in lists; see itemparts.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "media/name.h"
#include "store/columns.h"
#include "store/itemparts.h"
#include "store/row.h"

enum {
	ROW_INSERT,
	ROW_UPDATE = ROW_INSERT + ENTITY_COUNT,
	ROW_SERIES_KEY = ROW_UPDATE + ENTITY_COUNT,
	ROW_SEASON_KEYS,
	ROW_EPISODE_KEYS,
	ROW_COUNT
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

static const struct db_sql statements[ROW_COUNT] = {
	[ROW_INSERT + ENTITY_MOVIE] =
		{"INSERT INTO movies (library_id, file_path, " SHARED_NAMES
		 "title, original_title, sort_title, year, plot, outline, tagline, mpaa, premiered, runtime, "
		 "user_rating, trailer_url, version_label, set_id, tmdb_id, imdb_id, created_at) VALUES "
		 "($1, $2, " SHARED_VALUES "$18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, "
		 "$31, $32, $33, $16) RETURNING id",
			NULL},
	[ROW_INSERT + ENTITY_SERIES] =
		{"INSERT INTO series (library_id, directory_path, " SHARED_NAMES
		 "title, original_title, sort_title, year, plot, outline, mpaa, premiered, runtime, "
		 "user_rating, series_status, tmdb_id, imdb_id, tvdb_id, created_at) VALUES "
		 "($1, $2, " SHARED_VALUES "$18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, "
		 "$31, $16) RETURNING id",
			NULL},
	[ROW_INSERT + ENTITY_SEASON] = {"INSERT INTO seasons (series_id, directory_path, " SHARED_NAMES
					"season_number, title, plot, air_date, created_at) VALUES "
					"($1, $2, " SHARED_VALUES "$18, $19, $20, $21, $16) RETURNING id",
		NULL},
	[ROW_INSERT + ENTITY_EPISODE] =
		{"INSERT INTO episodes (series_id, file_path, " SHARED_NAMES
		 "season_number, episode_number, display_season, display_episode, title, plot, outline, "
		 "aired, runtime, user_rating, created_at) VALUES "
		 "($1, $2, " SHARED_VALUES
		 "$18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $16) RETURNING id",
			NULL},
	[ROW_UPDATE + ENTITY_MOVIE] =
		{"UPDATE movies SET library_id = $1, file_path = $2, " SHARED_SET
		 "title = $18, original_title = $19, sort_title = $20, year = $21, plot = $22, outline = "
		 "$23, "
		 "tagline = $24, mpaa = $25, premiered = $26, runtime = $27, user_rating = $28, "
		 "trailer_url = $29, version_label = $30, set_id = $31, tmdb_id = $32, imdb_id = $33 "
		 "WHERE id = $34",
			NULL},
	[ROW_UPDATE + ENTITY_SERIES] =
		{"UPDATE series SET library_id = $1, directory_path = $2, " SHARED_SET
		 "title = $18, original_title = $19, sort_title = $20, year = $21, plot = $22, outline = "
		 "$23, "
		 "mpaa = $24, premiered = $25, runtime = $26, user_rating = $27, series_status = $28, "
		 "tmdb_id = $29, imdb_id = $30, tvdb_id = $31 WHERE id = $32",
			NULL},
	[ROW_UPDATE + ENTITY_SEASON] =
		{"UPDATE seasons SET series_id = $1, directory_path = $2, " SHARED_SET
		 "season_number = $18, title = $19, plot = $20, air_date = $21 WHERE id = $22",
			NULL},
	[ROW_UPDATE + ENTITY_EPISODE] =
		{"UPDATE episodes SET series_id = $1, file_path = $2, " SHARED_SET
		 "season_number = $18, episode_number = $19, display_season = $20, display_episode = $21, "
		 "title = $22, plot = $23, outline = $24, aired = $25, runtime = $26, user_rating = $27 "
		 "WHERE id = $28",
			NULL},
	[ROW_SERIES_KEY] = {"SELECT sort_key FROM series WHERE id = $1", NULL},
	[ROW_SEASON_KEYS] = {"UPDATE seasons SET sort_key = $2 || substr(sort_key, length($3) + 1) "
			     "WHERE series_id = $1",
		NULL},
	[ROW_EPISODE_KEYS] = {"UPDATE episodes SET sort_key = $2 || substr(sort_key, length($3) + 1) "
			      "WHERE series_id = $1",
		NULL},
};
const struct db_sqltab itemrow_sql = {"itemrow", statements, ROW_COUNT};

/* The scalars that each table has a column for, in the order of the parameters; -1 ends. */
static const int columns[ENTITY_ALL][MF_SCALARS + 1] = {
	[ENTITY_MOVIE] = {MF_TITLE, MF_ORIGINAL_TITLE, MF_SORT_TITLE, MF_YEAR, MF_PLOT, MF_OUTLINE,
		MF_TAGLINE, MF_MPAA, MF_PREMIERED, MF_RUNTIME, MF_USER_RATING, MF_TRAILER_URL, -1},
	[ENTITY_SERIES] = {MF_TITLE, MF_ORIGINAL_TITLE, MF_SORT_TITLE, MF_YEAR, MF_PLOT, MF_OUTLINE, MF_MPAA,
		MF_PREMIERED, MF_RUNTIME, MF_USER_RATING, MF_SERIES_STATUS, -1},
	[ENTITY_SEASON] = {MF_SEASON_NUMBER, MF_TITLE, MF_PLOT, MF_AIRED, -1},
	[ENTITY_EPISODE] = {MF_SEASON_NUMBER, MF_EPISODE_NUMBER, MF_DISPLAY_SEASON, MF_DISPLAY_EPISODE,
		MF_TITLE, MF_PLOT, MF_OUTLINE, MF_AIRED, MF_RUNTIME, MF_USER_RATING, -1},
	[ENTITY_SET] = {MF_TITLE, MF_SORT_TITLE, MF_PLOT, -1},
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
	struct db_stmt *st = db_stmt(db, &itemrow_sql, ROW_SERIES_KEY);
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

	for (i = ROW_SEASON_KEYS; i <= ROW_EPISODE_KEYS; i++) {
		struct db_stmt *st = db_stmt(db, &itemrow_sql, i);

		db_bind_int(st, 1, series_id);
		db_bind_text(st, 2, to);
		db_bind_text(st, 3, from);
		if (db_run(st, err))
			return -1;
	}
	return 0;
}

static void bind_row(struct db_stmt *st, const struct item_row *row, const char *key, int64_t set_id)
{
	const struct item *it = row->item;
	const struct meta *m = row->meta;
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
	db_bind_int(st, 8, row->unpublished);
	db_bind_int(st, 9, row->revision);
	db_bind_text(st, 10, it->nfo_hash);
	db_bind_text(st, 11, it->published_nfo_hash);
	db_bind_text(st, 12, it->last_published_at);
	db_bind_text(st, 13, it->nfo_parsed_at);
	db_bind_text(st, 14, it->enriched_at);
	db_bind_text(st, 15, it->deleted_on);
	db_bind_text(st, P_UPDATED, row->now);
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

int item_row_save(struct db *db, const struct item_row *row, int64_t *id, struct error *err)
{
	const struct item *it = row->item;
	struct strbuf key = STRBUF_INIT;
	struct db_stmt *st;
	int64_t set_id = 0;
	int rc = -1;

	if (it->type == ENTITY_SET)
		return item_set_row_save(db, row, id, err);
	if (it->type == ENTITY_MOVIE && item_set_id(db, row, &set_id, err))
		goto out;
	if (sort_key(db, it, row->meta, &key, err))
		goto out;
	if (it->id && it->type == ENTITY_SERIES && strcmp(key.buf, row->old_key) != 0 &&
		move_keys(db, it->id, row->old_key, key.buf, err))
		goto out;
	st = db_stmt(db, &itemrow_sql, (it->id ? ROW_UPDATE : ROW_INSERT) + it->type);
	bind_row(st, row, key.buf, set_id);
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
