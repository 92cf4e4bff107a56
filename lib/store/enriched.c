/* What providers said, stored; see enriched.h. */
#include <stdlib.h>
#include <string.h>

#include "core/instant.h"
#include "store/enriched.h"
#include "store/forget.h"
#include "store/row.h"

/* One statement for each kind of item, in the order of enum entity. */
enum {
	ENRICHED_AT,
	ENRICHED_TRIED = ENRICHED_AT + ENTITY_ALL,
	ENRICHED_SAME = ENRICHED_TRIED + ENTITY_ALL,
	ENRICHED_ASKED,
	ENRICHED_REFUSED,
	ENRICHED_COUNT
};

#define AT(table, column)                                                                                    \
	{                                                                                                    \
		"UPDATE " table " SET " column " = $2 WHERE id = $1", NULL                                   \
	}

static const struct db_sql statements[ENRICHED_COUNT] = {
	[ENRICHED_AT] = AT("movies", "enriched_at"),
	AT("series", "enriched_at"),
	AT("seasons", "enriched_at"),
	AT("episodes", "enriched_at"),
	AT("sets", "enriched_at"),
	[ENRICHED_TRIED] = AT("movies", "updated_at"),
	AT("series", "updated_at"),
	AT("seasons", "updated_at"),
	AT("episodes", "updated_at"),
	AT("sets", "updated_at"),
	[ENRICHED_SAME] = {"SELECT 1 FROM provider_items WHERE entity_type = $1 AND entity_id = $2 "
			   "AND provider = $3 AND fetched_at IS NOT NULL AND failed_at IS NULL "
			   "AND COALESCE(provider_id, '') = COALESCE(CAST($4 AS TEXT), '')",
		NULL},
	[ENRICHED_ASKED] = {"INSERT INTO provider_items (entity_type, entity_id, provider, provider_id, "
			    "fetched_at) VALUES ($1, $2, $3, $4, $5) "
			    "ON CONFLICT (entity_type, entity_id, provider) DO UPDATE SET "
			    "provider_id = excluded.provider_id, fetched_at = excluded.fetched_at, "
			    "failed_at = NULL, message = NULL, attempts = 0",
		NULL},
	[ENRICHED_REFUSED] = {"INSERT INTO provider_items (entity_type, entity_id, provider, provider_id, "
			      "failed_at, message, attempts) VALUES ($1, $2, $3, $4, $5, $6, 1) "
			      "ON CONFLICT (entity_type, entity_id, provider) DO UPDATE SET "
			      "failed_at = excluded.failed_at, message = excluded.message, "
			      "attempts = provider_items.attempts + 1",
		NULL},
};
const struct db_sqltab enriched_sql = {"enriched", statements, ENRICHED_COUNT};

static bool is(const char *a, const char *b)
{
	return a && !strcmp(a, b);
}

/* What it is when it was enriched. An error is over; a phase that changed nothing leaves the rest. */
static const char *good_state(const struct enriched *e)
{
	const struct item *it = e->it;

	if (e->values || !it->state || is(it->state, "discovered") || is(it->state, "identified"))
		return "enriched";
	if (strncmp(it->state, "error_", 6) != 0 && !is(it->state, STATE_UNKNOWN))
		return it->state;
	return it->last_published_at && !it->has_unpublished_changes ? "published" : "enriched";
}

/* The item as it is to be stored; its texts stay those of e->it, and of the caller. */
static struct item stored(const struct enriched *e, char *now)
{
	const char *state = e->how == ENRICHED_GOOD	 ? good_state(e)
			    : e->how == ENRICHED_UNKNOWN ? STATE_UNKNOWN
							 : STATE_FAILED;
	const char *message = e->how == ENRICHED_GOOD ? NULL : e->message;
	struct item it = *e->it;

	it.state = (char *)(uintptr_t)state;
	it.error_message = (char *)(uintptr_t)message;
	if (e->how == ENRICHED_GOOD)
		it.enriched_at = now;
	return it;
}

/* Nothing of it is another than before but for the time. */
static bool is_same(const struct enriched *e, const struct item *it)
{
	return e->how != ENRICHED_FAILED && !e->fields &&
	       (e->how == ENRICHED_UNKNOWN || e->it->enriched_at) &&
	       !strcmp(e->it->error_message ? e->it->error_message : "",
		       it->error_message ? it->error_message : "") &&
	       (it->type == ENTITY_SET || is(e->it->state, it->state));
}

/* The time of an answer that says nothing new: by it an item is due again (due.h), and no sooner than after a
 * day. So it is written where it is older than that, and what is asked again at once costs no write. */
static int save_time(struct db *db, const struct enriched *e, const char *now, struct error *err)
{
	bool good = e->how == ENRICHED_GOOD;
	const char *was = good ? e->it->enriched_at : e->it->updated_at;
	char day_ago[INSTANT_SIZE];
	struct db_stmt *st;

	instant_days_later(now, -1, day_ago);
	if (was && strcmp(was, day_ago) > 0)
		return 0;
	st = db_stmt(db, &enriched_sql, (good ? ENRICHED_AT : ENRICHED_TRIED) + (int)e->it->type);
	db_bind_int(st, 1, e->it->id);
	db_bind_text(st, 2, now);
	return db_run(st, err);
}

static bool has_id(const struct meta *m)
{
	return meta_id(m, "tmdb") || meta_id(m, "imdb") || meta_id(m, "tvdb");
}

static int save_item(struct db *db, struct enriched *e, char *now, struct error *err)
{
	struct item it = stored(e, now);
	struct item_save what = {.fields = e->fields, .unpublished = e->values};

	if (is_same(e, &it))
		return save_time(db, e, now, err);
	if (item_save(db, &it, &what, err) < 0)
		return -1;
	e->changed |= e->values;
	if (it.type == ENTITY_SERIES && e->fields & MF_BIT(MF_UNIQUEIDS) && has_id(&it.meta))
		return item_identify_below(db, it.id, true, err);
	return 0;
}

/* When a provider last said something new, unless it failed since: an answer like the one before is not
 * written. 1: it is as it was; 0; -1. */
static int is_known(struct db *db, const struct enriched *e, const struct enriched_by *by, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &enriched_sql, ENRICHED_SAME, e->it->type, e->it->id);
	int rc;

	db_bind_text(st, 3, by->provider);
	db_bind_text(st, 4, by->provider_id);
	rc = db_step(st, err);
	db_reset(st);
	return rc;
}

static int save_by(
	struct db *db, struct enriched *e, const struct enriched_by *by, const char *now, struct error *err)
{
	const struct item *it = e->it;
	struct db_stmt *st;
	bool news = false;
	int rc;

	if (!by->failure && candidates_set_remote(db, it->type, it->id, by->provider, by->picture,
				    by->npicture, &news, err))
		return -1;
	e->changed |= news;
	rc = by->failure || e->values || news ? 0 : is_known(db, e, by, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	st = stmt_of(db, &enriched_sql, by->failure ? ENRICHED_REFUSED : ENRICHED_ASKED, it->type, it->id);
	db_bind_text(st, 3, by->provider);
	db_bind_text(st, 4, by->provider_id);
	db_bind_text(st, 5, now);
	if (by->failure)
		db_bind_text(st, 6, by->failure->msg.buf);
	return db_run(st, err);
}

static int save_one(struct db *db, struct enriched *e, char *now, struct error *err)
{
	size_t i;

	if (e->another && forget_rows(db, e->it->type, e->it->id, true, err))
		return -1;
	if (!e->pictures_only && save_item(db, e, now, err))
		return -1;
	for (i = 0; i < e->nby; i++)
		if (save_by(db, e, &e->by[i], now, err))
			return -1;
	return e->asked_what ? matches_save(db, e->it->type, e->it->id, e->match, e->nmatch, err) : 0;
}

struct saving {
	struct enriched *list;
	size_t n;
};

/* An item that somebody wrote meanwhile is left alone; item_save() has written nothing of it then. */
static int save_all(struct db *db, void *ctx, struct error *err)
{
	struct saving *s = ctx;
	char now[DB_INSTANT_SIZE];
	size_t i;

	if (db_now(db, now, err))
		return -1;
	for (i = 0; i < s->n; i++) {
		struct enriched *e = &s->list[i];

		e->changed = false;
		error_clear(&e->error);
		if (!save_one(db, e, now, err))
			continue;
		if (err->code != ERR_CHANGED && err->code != ERR_NOT_FOUND)
			return -1;
		error_move(&e->error, err);
	}
	return 0;
}

int enriched_save(struct db *db, struct enriched *list, size_t n, struct error *err)
{
	struct saving s = {list, n};

	return n ? db_transact(db, DB_WRITE, save_all, &s, err) : 0;
}
