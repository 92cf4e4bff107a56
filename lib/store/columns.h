/*
 * The tables of items in one shape: every SELECT of a row gives the same columns in the same order (enum
 * item_column), NULL where a table has none, so that one function reads them all. The table is aliased m; the
 * series of a season or an episode s. Inside store/ only.
 */
#ifndef STORE_COLUMNS_H
#define STORE_COLUMNS_H

#include "store/item.h"

enum item_column {
	COL_ID,
	COL_LIBRARY_ID,
	COL_SERIES_ID,
	COL_FILE_PATH,
	COL_FOLDER,
	COL_NFO_PATH,
	COL_NAMING,
	COL_STATE,
	COL_ERROR,
	COL_UNPUBLISHED,
	COL_REVISION,
	COL_NFO_HASH,
	COL_PUBLISHED_NFO_HASH,
	COL_LAST_PUBLISHED,
	COL_NFO_PARSED,
	COL_ENRICHED,
	COL_DELETED,
	COL_CREATED,
	COL_UPDATED,
	COL_SORT_KEY,
	COL_VERSION_LABEL,
	COL_SET_ID,
	COL_TMDB_ID,
	COL_IMDB_ID,
	COL_TVDB_ID,
	COL_SCALARS, /* MF_SCALARS columns from here, in the order of enum meta_field */
	COL_COUNT = COL_SCALARS + MF_SCALARS
};

#define COLS_SHARED                                                                                          \
	"m.folder, m.nfo_path, m.naming, m.state, m.error_message, m.has_unpublished_changes, m.revision, "  \
	"m.nfo_hash, m.published_nfo_hash, m.last_published_at, m.nfo_parsed_at, m.enriched_at, "            \
	"m.deleted_on, m.created_at, m.updated_at, m.sort_key, "

/* plot and outline are given, so that a list may leave them out */
#define COLS_MOVIE(plot, outline)                                                                            \
	"m.id, m.library_id, NULL, m.file_path, " COLS_SHARED                                                \
	"m.version_label, m.set_id, m.tmdb_id, m.imdb_id, NULL, "                                            \
	"m.title, m.original_title, m.sort_title, m.year, " plot ", " outline ", m.tagline, m.mpaa, "        \
	"m.premiered, NULL, m.runtime, m.user_rating, m.trailer_url, NULL, NULL, NULL, NULL, NULL"
#define FROM_MOVIE "movies m"

#define COLS_SERIES(plot, outline)                                                                           \
	"m.id, m.library_id, NULL, m.directory_path, " COLS_SHARED                                           \
	"NULL, NULL, m.tmdb_id, m.imdb_id, m.tvdb_id, "                                                      \
	"m.title, m.original_title, m.sort_title, m.year, " plot ", " outline ", NULL, m.mpaa, "             \
	"m.premiered, NULL, m.runtime, m.user_rating, NULL, m.series_status, NULL, NULL, NULL, NULL"
#define FROM_SERIES "series m"

#define COLS_SEASON(plot, outline)                                                                           \
	"m.id, s.library_id, m.series_id, m.directory_path, " COLS_SHARED "NULL, NULL, NULL, NULL, NULL, "   \
	"m.title, NULL, NULL, NULL, " plot ", NULL, NULL, NULL, "                                            \
	"NULL, m.air_date, NULL, NULL, NULL, NULL, m.season_number, NULL, NULL, NULL"
#define FROM_SEASON "seasons m JOIN series s ON s.id = m.series_id"

#define COLS_EPISODE(plot, outline)                                                                          \
	"m.id, s.library_id, m.series_id, m.file_path, " COLS_SHARED "NULL, NULL, NULL, NULL, NULL, "        \
	"m.title, NULL, NULL, NULL, " plot ", " outline ", NULL, NULL, "                                     \
	"NULL, m.aired, m.runtime, m.user_rating, NULL, NULL, m.season_number, m.episode_number, "           \
	"m.display_season, m.display_episode"
#define FROM_EPISODE "episodes m JOIN series s ON s.id = m.series_id"

/*
 * A set has no files: its library is that of its films when they are all in one, it differs from what is
 * published when one of them does, and is gone when they are.
 */
#define COLS_SET(plot)                                                                                       \
	"m.id, m.library_id, NULL, NULL, NULL, NULL, NULL, m.state, NULL, m.has_unpublished_changes, "       \
	"m.revision, NULL, NULL, NULL, NULL, m.enriched_at, m.deleted_on, m.created_at, m.updated_at, "      \
	"m.sort_key, NULL, NULL, m.tmdb_collection_id, NULL, NULL, "                                         \
	"m.name, NULL, m.sort_title, NULL, " plot ", NULL, NULL, NULL, "                                     \
	"NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"
#define SET_FILMS "FROM movies f WHERE f.set_id = x.id AND f.deleted_on IS NULL"
#define FROM_SET                                                                                             \
	"(SELECT x.id, x.name, x.sort_title, x.overview, x.tmdb_collection_id, x.revision, x.enriched_at, "  \
	"x.created_at, x.updated_at, x.sort_key, "                                                           \
	"(SELECT CASE WHEN MIN(f.library_id) = MAX(f.library_id) THEN MIN(f.library_id) END " SET_FILMS      \
	") AS library_id, CASE WHEN x.tmdb_collection_id IS NULL THEN 'discovered' "                         \
	"WHEN x.enriched_at IS NULL THEN 'identified' ELSE 'enriched' END AS state, "                        \
	"CASE WHEN EXISTS (SELECT 1 " SET_FILMS " AND f.has_unpublished_changes = 1) THEN 1 ELSE 0 END "     \
	"AS has_unpublished_changes, "                                                                       \
	"CASE WHEN NOT EXISTS (SELECT 1 " SET_FILMS ") THEN COALESCE(x.updated_at, x.created_at) END "       \
	"AS deleted_on FROM sets x) m"

/* Fills the row members, the scalars and the ids of an empty item from a row of that shape. */
void item_read_row(struct db_stmt *st, enum entity type, struct item *it);

/* Whether the table of this kind has a column for a scalar; the others are kept in extra_fields. */
bool item_has_column(enum entity type, enum meta_field f);
/* Whether a scalar is a whole number. */
bool item_is_number(enum meta_field f);

#endif
