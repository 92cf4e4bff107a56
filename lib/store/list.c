/* Lists by pages; see list.h. */
#include <stdlib.h>
#include <string.h>

#include "store/columns.h"
#include "store/list.h"
#include "store/row.h"

/* One statement for each kind of item, in the order of enum entity; only what has files is summed up. */
enum {
	LIST_PAGE,
	LIST_ONE = LIST_PAGE + ENTITY_ALL,
	LIST_COUNT = LIST_ONE + ENTITY_ALL,
	LIST_COUNT_ONE = LIST_COUNT + ENTITY_ALL,
	LIST_SUM = LIST_COUNT_ONE + ENTITY_ALL,
	LIST_INTERRUPTED = LIST_SUM + ENTITY_COUNT,
	LIST_STATEMENTS
};

/* The columns after those of the row. */
enum {
	COL_LIBRARY = COL_COUNT,
	COL_SERIES, /* of a set: how many films */
	COL_INTERRUPTED,
	COL_CONFLICT,
	COL_CODEC,
	COL_WIDTH,
	COL_HEIGHT,
	COL_ASSET_TYPE
};

/* $1 library, $2 state, $3 unpublished, $4 deleted, $5 folder, $6 series or set, $7 season, $8 conflict */
#define IN_FOLDER(item)                                                                                      \
	"(CAST($5 AS TEXT) IS NULL OR " item ".folder = $5 "                                                 \
	"OR substr(" item ".folder, 1, length(CAST($5 AS TEXT)) + 1) = CAST($5 AS TEXT) || '/') "
#define STATE                                                                                                \
	"(CAST($2 AS TEXT) IS NULL OR m.state = $2 "                                                         \
	"OR (CAST($2 AS TEXT) = 'error' AND substr(m.state, 1, 6) = 'error_')) "                             \
	"AND (CAST($3 AS BIGINT) < 0 OR m.has_unpublished_changes = $3) "                                    \
	"AND CASE WHEN m.deleted_on IS NULL THEN 0 ELSE 1 END = $4 "
#define FILTER(library, below)                                                                               \
	"(CAST($1 AS BIGINT) = 0 OR " library " = $1) AND " STATE "AND " IN_FOLDER("m") "AND " below
/* A set is where its films are, or were. */
#define SET_FILTER                                                                                           \
	"((CAST($1 AS BIGINT) = 0 AND CAST($5 AS TEXT) IS NULL) OR EXISTS (SELECT 1 FROM movies i "          \
	"WHERE i.set_id = m.id AND (CAST($1 AS BIGINT) = 0 OR i.library_id = $1) "                           \
	"AND (CAST($4 AS BIGINT) = 1 OR i.deleted_on IS NULL) AND " IN_FOLDER("i") ")) "                     \
										   "AND " STATE              \
										   "AND " BELOW_SET

#define CONFLICT(word)                                                                                       \
	"(EXISTS (SELECT 1 FROM field_state c WHERE c.entity_type = '" word "' AND c.entity_id = m.id "      \
	"AND c.disk_value IS NOT NULL) OR EXISTS (SELECT 1 FROM asset_candidates u "                         \
	"WHERE u.entity_type = '" word "' AND u.entity_id = m.id AND +u.is_selected = 0 "                    \
	"AND u.selected_by = 'file')) "
#define BELOW(word, series, season)                                                                          \
	"(CAST($6 AS BIGINT) = 0 OR " series " = $6) AND (CAST($7 AS BIGINT) = 0 OR " season " = $7) "       \
	"AND (CAST($8 AS BIGINT) = 0 OR " CONFLICT(word) ") "
#define BELOW_MOVIE                                                                                          \
	BELOW("movie",                                                                                       \
		"CASE WHEN CAST($6 AS BIGINT) < 0 AND m.set_id IS NOT NULL THEN $6 ELSE m.set_id END", "0")
#define BELOW_SET BELOW("set", "m.id", "0")
#define BELOW_SERIES BELOW("series", "m.id", "0")
#define BELOW_SEASON BELOW("season", "m.series_id", "m.id")
#define BELOW_EPISODE                                                                                        \
	BELOW("episode", "m.series_id",                                                                      \
		"(SELECT z.id FROM seasons z WHERE z.series_id = m.series_id "                               \
		"AND z.season_number = m.season_number)")

/*
 * $9 texts; then what 'where' has. Nothing is joined before the page is cut, so that its order is that of the
 * index; the kinds of artwork come as rows of their own, joined after it. (The + keeps SQLite off the index
 * of all selected pictures, which it takes to be better than the item's.) Actors' pictures are left out.
 */
#define TEXT(column) "CASE WHEN $9 = 1 THEN " column " END"
#define ROWS(word, columns, from, library, filter, title, where)                                             \
	{                                                                                                    \
		"SELECT p.*, v.codec, v.width, v.height, a.asset_type FROM (SELECT " columns ", "            \
		"(SELECT l.name FROM libraries l WHERE l.id = " library "), " title ", "                     \
		"CASE WHEN EXISTS (SELECT 1 FROM publish_log o WHERE o.entity_type = '" word "' "            \
		"AND o.entity_id = m.id AND o.open = 1) THEN 1 ELSE 0 END, "                                 \
		"CASE WHEN " CONFLICT(                                                                       \
			word) "THEN 1 ELSE 0 END "                                                           \
			      "FROM " from " WHERE " filter where ") p LEFT JOIN video_streams v "           \
			      "ON v.entity_type = '" word "' AND v.entity_id = p.id AND v.stream_index = 0 " \
			      "LEFT JOIN asset_candidates a "                                                \
			      "ON a.entity_type = '" word "' AND a.entity_id = p.id AND +a.is_selected = 1 " \
			      "AND SUBSTR(a.asset_type, 1, 6) <> 'actor/' "                                  \
			      "ORDER BY p.sort_key, p.id, a.asset_type",                                     \
			NULL                                                                                 \
	}
#define FILTER_MOVIE FILTER("m.library_id", BELOW_MOVIE)
#define FILTER_SERIES FILTER("m.library_id", BELOW_SERIES)
#define FILTER_SEASON FILTER("s.library_id", BELOW_SEASON)
#define FILTER_EPISODE FILTER("s.library_id", BELOW_EPISODE)
#define FILMS "(SELECT COUNT(*) FROM movies f WHERE f.set_id = m.id AND f.deleted_on IS NULL)"
#define MOVIE_COLUMNS COLS_MOVIE(TEXT("m.plot"), TEXT("m.outline"))
#define SERIES_COLUMNS COLS_SERIES(TEXT("m.plot"), TEXT("m.outline"))
#define SEASON_COLUMNS COLS_SEASON(TEXT("m.plot"), TEXT("m.outline"))
#define EPISODE_COLUMNS COLS_EPISODE(TEXT("m.plot"), TEXT("m.outline"))
#define SET_COLUMNS COLS_SET(TEXT("m.overview"))
#define PAGE(word, columns, from, library, filter, title)                                                    \
	ROWS(word, columns, from, library, filter, title,                                                    \
		"AND (m.sort_key, m.id) > ($10, $11) ORDER BY m.sort_key, m.id LIMIT $12")
#define ONE(word, columns, from, library, filter, title)                                                     \
	ROWS(word, columns, from, library, filter, title, "AND m.id = $10")
#define COUNT(from, filter, where)                                                                           \
	{                                                                                                    \
		"SELECT COUNT(*) FROM " from " WHERE " filter where, NULL                                    \
	}
#define SUM(from, library)                                                                                   \
	{                                                                                                    \
		"SELECT m.state, m.has_unpublished_changes, CASE WHEN m.deleted_on IS NULL THEN 0 ELSE 1 "   \
		"END, COUNT(*) FROM " from " WHERE CAST($1 AS BIGINT) = 0 OR " library " = $1 "              \
		"GROUP BY 1, 2, 3",                                                                          \
			NULL                                                                                 \
	}

static const struct db_sql statements[LIST_STATEMENTS] = {
	[LIST_PAGE] = PAGE("movie", MOVIE_COLUMNS, FROM_MOVIE, "m.library_id", FILTER_MOVIE, "NULL"),
	PAGE("series", SERIES_COLUMNS, FROM_SERIES, "m.library_id", FILTER_SERIES, "NULL"),
	PAGE("season", SEASON_COLUMNS, FROM_SEASON, "s.library_id", FILTER_SEASON, "s.title"),
	PAGE("episode", EPISODE_COLUMNS, FROM_EPISODE, "s.library_id", FILTER_EPISODE, "s.title"),
	PAGE("set", SET_COLUMNS, FROM_SET, "m.library_id", SET_FILTER, FILMS),
	[LIST_ONE] = ONE("movie", MOVIE_COLUMNS, FROM_MOVIE, "m.library_id", FILTER_MOVIE, "NULL"),
	ONE("series", SERIES_COLUMNS, FROM_SERIES, "m.library_id", FILTER_SERIES, "NULL"),
	ONE("season", SEASON_COLUMNS, FROM_SEASON, "s.library_id", FILTER_SEASON, "s.title"),
	ONE("episode", EPISODE_COLUMNS, FROM_EPISODE, "s.library_id", FILTER_EPISODE, "s.title"),
	ONE("set", SET_COLUMNS, FROM_SET, "m.library_id", SET_FILTER, FILMS),
	[LIST_COUNT] = COUNT(FROM_MOVIE, FILTER_MOVIE, ""),
	COUNT(FROM_SERIES, FILTER_SERIES, ""),
	COUNT(FROM_SEASON, FILTER_SEASON, ""),
	COUNT(FROM_EPISODE, FILTER_EPISODE, ""),
	COUNT(FROM_SET, SET_FILTER, ""),
	[LIST_COUNT_ONE] = COUNT(FROM_MOVIE, FILTER_MOVIE, "AND m.id = $9"),
	COUNT(FROM_SERIES, FILTER_SERIES, "AND m.id = $9"),
	COUNT(FROM_SEASON, FILTER_SEASON, "AND m.id = $9"),
	COUNT(FROM_EPISODE, FILTER_EPISODE, "AND m.id = $9"),
	COUNT(FROM_SET, SET_FILTER, "AND m.id = $9"),
	[LIST_SUM] = SUM(FROM_MOVIE, "m.library_id"),
	SUM(FROM_SERIES, "m.library_id"),
	SUM(FROM_SEASON, "s.library_id"),
	SUM(FROM_EPISODE, "s.library_id"),
	[LIST_INTERRUPTED] = {"SELECT COUNT(*) FROM publish_log WHERE open = 1 AND entity_type = $1 "
			      "AND (CAST($2 AS BIGINT) = 0 OR library_id = $2)",
		NULL},
};
const struct db_sqltab list_sql = {"list", statements, LIST_STATEMENTS};

void list_row_release(struct list_row *row)
{
	item_release(&row->item);
	free(row->library);
	free(row->series);
	free(row->video_codec);
	free(row->artwork);
	*row = (struct list_row){.item = ITEM_INIT};
}

void list_page_release(struct list_page *page)
{
	size_t i;

	for (i = 0; i < page->n; i++)
		list_row_release(&page->row[i]);
	free(page->row);
	*page = (struct list_page){0};
}

static void bind_filter(struct db_stmt *st, const struct list_filter *f)
{
	db_bind_int(st, 1, f->library_id);
	db_bind_text(st, 2, f->state);
	db_bind_int(st, 3, f->unpublished);
	db_bind_int(st, 4, f->deleted);
	db_bind_text(st, 5, f->folder && *f->folder ? f->folder : NULL);
	db_bind_int(st, 6, f->type == ENTITY_MOVIE ? f->set_id : f->series_id);
	db_bind_int(st, 7, f->season_id);
	db_bind_int(st, 8, f->conflict);
}

/* The kinds come in the order of their names, fanart once for each picture. */
static void add_artwork(struct list_row *row, const char *asset_type)
{
	struct strbuf all = STRBUF_INIT;
	const char *last;

	if (!asset_type)
		return;
	last = row->artwork ? strrchr(row->artwork, ',') : NULL;
	last = last ? last + 1 : row->artwork;
	if (last && !strcmp(last, asset_type))
		return;
	if (row->artwork)
		strbuf_addf(&all, "%s,", row->artwork);
	strbuf_addstr(&all, asset_type);
	free(row->artwork);
	row->artwork = strbuf_detach(&all, NULL);
}

static void read_row(struct db_stmt *st, const struct list_filter *filter, struct list_row *row)
{
	*row = (struct list_row){.texts = filter->texts};
	item_read_row(st, filter->type, &row->item);
	row->library = row_dup(st, COL_LIBRARY);
	if (filter->type == ENTITY_SET)
		row->films = db_int(st, COL_SERIES);
	else
		row->series = row_dup(st, COL_SERIES);
	row->interrupted = db_int(st, COL_INTERRUPTED) != 0;
	row->conflict = db_int(st, COL_CONFLICT) != 0;
	row->video_codec = row_dup(st, COL_CODEC);
	row->video_width = db_int(st, COL_WIDTH);
	row->video_height = db_int(st, COL_HEIGHT);
}

int list_items(struct db *db, const struct list_filter *filter, const char *after_key, int64_t after_id,
	size_t limit, struct list_page *out, struct error *err)
{
	struct db_stmt *st =
		db_stmt(db, &list_sql, (filter->only_id ? LIST_ONE : LIST_PAGE) + (int)filter->type);
	struct list_page page = {0};
	int rc;

	bind_filter(st, filter);
	db_bind_int(st, 9, filter->texts);
	if (filter->only_id) {
		db_bind_int(st, 10, filter->only_id);
	} else {
		db_bind_text(st, 10, after_key ? after_key : "");
		db_bind_int(st, 11, after_id);
		db_bind_int(st, 12, (int64_t)limit);
	}
	while ((rc = db_step(st, err)) == 1) {
		if (!page.n || page.row[page.n - 1].item.id != db_int(st, COL_ID)) {
			ALLOC_GROW(page.row, page.n + 1, page.alloc);
			read_row(st, filter, &page.row[page.n++]);
		}
		add_artwork(&page.row[page.n - 1], db_text(st, COL_ASSET_TYPE));
	}
	if (rc) {
		list_page_release(&page);
		return -1;
	}
	*out = page;
	return 0;
}

int list_count(struct db *db, const struct list_filter *filter, int64_t *out, struct error *err)
{
	struct db_stmt *st =
		db_stmt(db, &list_sql, (filter->only_id ? LIST_COUNT_ONE : LIST_COUNT) + (int)filter->type);

	bind_filter(st, filter);
	if (filter->only_id)
		db_bind_int(st, 9, filter->only_id);
	if (db_step(st, err) != 1)
		return -1;
	*out = db_int(st, 0);
	db_reset(st);
	return 0;
}

static void add_to_sum(struct list_sum *sum, const char *state, bool unpublished, bool deleted, int64_t n)
{
	if (deleted) {
		sum->deleted += n;
		return;
	}
	sum->items += n;
	if (unpublished)
		sum->unpublished += n;
	if (!strncmp(state, "error_", 6))
		sum->errors += n;
	else if (!strcmp(state, "discovered"))
		sum->discovered += n;
	else if (!strcmp(state, "identified"))
		sum->identified += n;
	else if (!strcmp(state, "published"))
		sum->published += n;
}

static int add_kind(
	struct db *db, enum entity type, int64_t library_id, struct list_sum *sum, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &list_sql, LIST_SUM + (int)type);
	int rc;

	db_bind_int(st, 1, library_id);
	while ((rc = db_step(st, err)) == 1)
		add_to_sum(sum, db_text(st, 0), db_int(st, 1) != 0, db_int(st, 2) != 0, db_int(st, 3));
	if (rc)
		return -1;
	st = stmt_of(db, &list_sql, LIST_INTERRUPTED, type, library_id);
	if (db_step(st, err) != 1)
		return -1;
	sum->interrupted += db_int(st, 0);
	db_reset(st);
	return 0;
}

int list_summary(struct db *db, enum entity type, int64_t library_id, struct list_sum *out, struct error *err)
{
	struct list_sum sum = {0};

	if (add_kind(db, type, library_id, &sum, err))
		return -1;
	*out = sum;
	return 0;
}

int list_summary_all(struct db *db, int64_t library_id, struct list_sum *out, struct error *err)
{
	struct list_sum sum = {0};
	int type;

	for (type = 0; type < ENTITY_COUNT; type++)
		if (add_kind(db, (enum entity)type, library_id, &sum, err))
			return -1;
	*out = sum;
	return 0;
}
