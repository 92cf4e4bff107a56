/* What is to be asked about again; see due.h. */
#include <stdlib.h>
#include <string.h>

#include "store/due.h"
#include "store/row.h"

enum { DUE_ITEMS, DUE_TOUCH = DUE_ITEMS + ENTITY_ALL, DUE_ASKED = DUE_TOUCH + ENTITY_ALL, DUE_COUNT };

/*
 * $1 library; instants: $2 a day ago, $3 a week, $4 ninety days; days: $5 a year ago, $6 thirty days ago. The
 * third column is 1 where the time that went by is the only reason, the fourth the title of an episode that
 * is due when that is none.
 */
#define FAILED(word)                                                                                         \
	"EXISTS (SELECT 1 FROM provider_items p WHERE p.entity_type = '" word "' AND p.entity_id = m.id "    \
	"AND p.failed_at IS NOT NULL)"
#define AT_ONCE(word)                                                                                        \
	"CASE WHEN m.state = 'needs_identification' AND m.updated_at > $3 THEN 0 "                           \
	"WHEN m.enriched_at IS NULL OR m.state = 'error_provider' OR " FAILED(word) " THEN 1 ELSE 0 END"
#define DUE(word, from, library, weekly)                                                                     \
	{                                                                                                    \
		"SELECT q.id, q.enriched_at, 1 - q.at_once, NULL FROM (SELECT m.id AS id, "                  \
		"m.enriched_at AS enriched_at, " AT_ONCE(                                                    \
			word) " AS at_once, "                                                                \
			      "CASE WHEN m.enriched_at <= $4 OR (m.enriched_at <= $3 AND " weekly            \
			      ") THEN 1 ELSE 0 END "                                                         \
			      "AS late FROM " from " WHERE " library " = $1 AND m.deleted_on IS NULL "       \
			      "AND CAST($2 AS TEXT) = $2 AND CAST($5 AS TEXT) = $5 AND CAST($6 AS TEXT) = "  \
			      "$6) q "                                                                       \
			      "WHERE q.at_once = 1 OR q.late = 1 ORDER BY q.id",                             \
			NULL                                                                                 \
	}
#define GOES_ON "COALESCE(s.series_status, '') <> 'Ended'"
#define BELOW(table) table " m JOIN series s ON s.id = m.series_id"
#define TOUCH(table)                                                                                         \
	{                                                                                                    \
		"UPDATE " table " SET enriched_at = $2 WHERE id = $1", NULL                                  \
	}

static const struct db_sql statements[DUE_COUNT] = {
	[DUE_ITEMS] = DUE("movie", "movies m", "m.library_id", "m.premiered >= $5"),
	DUE("series", "series m", "m.library_id", "COALESCE(m.series_status, '') <> 'Ended'"),
	DUE("season", BELOW("seasons"), "s.library_id", GOES_ON),
	{"SELECT q.id, q.enriched_at, 1 - q.at_once, CASE WHEN q.at_once = 0 AND q.late = 0 AND q.picture = "
	 "1 "
	 "THEN q.title END FROM (SELECT m.id AS id, m.enriched_at AS enriched_at, m.title AS title, " AT_ONCE(
		 "episode") " AS at_once, CASE WHEN EXISTS (SELECT 1 FROM asset_candidates a "
			    "WHERE a.entity_type = 'episode' AND a.entity_id = m.id AND a.asset_type = "
			    "'thumb') THEN 1 ELSE 0 END "
			    "AS picture, CASE WHEN m.enriched_at <= $4 OR (m.enriched_at <= $3 AND m.aired "
			    ">= $5 AND " GOES_ON ") THEN 1 ELSE 0 END AS late, CASE WHEN m.enriched_at <= $2 "
			    "AND m.aired >= $6 THEN 1 ELSE 0 END AS fresh "
			    "FROM " BELOW("episodes") " WHERE s.library_id = $1 AND m.deleted_on IS NULL) q "
						      "WHERE q.at_once = 1 OR q.late = 1 OR q.fresh = 1 "
						      "ORDER BY q.id",
		NULL},
	{"SELECT m.id, m.enriched_at, CASE WHEN m.enriched_at IS NULL THEN 0 ELSE 1 END, NULL FROM sets m "
	 "WHERE (m.enriched_at IS NULL OR m.enriched_at <= $4) AND m.tmdb_collection_id IS NOT NULL "
	 "AND CAST($1 AS BIGINT) = $1 AND CAST($2 AS TEXT) = $2 AND CAST($3 AS TEXT) = $3 "
	 "AND CAST($5 AS TEXT) = $5 AND CAST($6 AS TEXT) = $6 ORDER BY m.id",
		NULL},
	[DUE_TOUCH] = TOUCH("movies"),
	TOUCH("series"),
	TOUCH("seasons"),
	TOUCH("episodes"),
	TOUCH("sets"),
	[DUE_ASKED] = {"SELECT provider, provider_id FROM provider_items WHERE entity_type = $1 "
		       "AND entity_id = $2 ORDER BY provider",
		NULL},
};
const struct db_sqltab due_sql = {"due", statements, DUE_COUNT};

void due_list_release(struct due_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		free(list->item[i].enriched_at);
		free(list->item[i].title);
	}
	free(list->item);
	*list = (struct due_list){0};
}

/* The instant so many days before 'now' as $param; 'day': only its day. */
static void bind_before(struct db_stmt *st, int param, const char *now, int days, bool day)
{
	char at[INSTANT_SIZE];

	instant_days_later(now, -days, at);
	db_bind_textn(st, param, at, day ? strlen("YYYY-MM-DD") : strlen(at));
}

int due_items(struct db *db, enum entity type, int64_t library_id, const char *now, struct due_list *out,
	struct error *err)
{
	struct db_stmt *st = db_stmt(db, &due_sql, DUE_ITEMS + (int)type);
	int rc;

	db_bind_int(st, 1, library_id);
	bind_before(st, 2, now, 1, false);
	bind_before(st, 3, now, 7, false);
	bind_before(st, 4, now, 90, false);
	bind_before(st, 5, now, 365, true);
	bind_before(st, 6, now, 30, true);
	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(out->item, out->n + 1, out->alloc);
		out->item[out->n++] = (struct due_row){.id = db_int(st, 0),
			.enriched_at = row_dup(st, 1),
			.was_enriched = db_int(st, 2) != 0,
			.title = row_dup(st, 3)};
	}
	return rc;
}

int due_asked_of(
	struct db *db, enum entity type, int64_t id, struct due_asked **out, size_t *n, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &due_sql, DUE_ASKED, type, id);
	struct due_asked *list = NULL;
	size_t count = 0, alloc = 0;
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(list, count + 1, alloc);
		list[count++] = (struct due_asked){row_dup(st, 0), row_dup(st, 1)};
	}
	*out = list;
	*n = count;
	return rc;
}

void due_asked_free(struct due_asked *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		free(list[i].provider);
		free(list[i].provider_id);
	}
	free(list);
}

struct touching {
	enum entity type;
	const int64_t *ids;
	size_t n;
};

static int touch(struct db *db, void *ctx, struct error *err)
{
	const struct touching *t = ctx;
	char now[DB_INSTANT_SIZE];
	size_t i;

	if (db_now(db, now, err))
		return -1;
	for (i = 0; i < t->n; i++) {
		struct db_stmt *st = db_stmt(db, &due_sql, DUE_TOUCH + (int)t->type);

		db_bind_int(st, 1, t->ids[i]);
		db_bind_text(st, 2, now);
		if (db_run(st, err))
			return -1;
	}
	return 0;
}

int due_unchanged(struct db *db, enum entity type, const int64_t *ids, size_t n, struct error *err)
{
	struct touching t = {type, ids, n};

	return n ? db_transact(db, DB_WRITE, touch, &t, err) : 0;
}
