/* The shared rates; see rate.h. */
#include <stdlib.h>
#include <time.h>

#include "core/alloc.h"
#include "store/rate.h"

#define PACE 97		   /* per cent of the limit */
#define SECOND 1000000LL   /* microseconds */
#define FAR (600 * SECOND) /* nobody takes slots so far ahead: then a clock was set back */

#define NOW_PG "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)"
/* The moment from which a counter counts on. */
#define NEXT(now) "CASE WHEN next_us BETWEEN " now " AND " now " + 600000000 THEN next_us ELSE " now " END"
/* $1 provider, $2 and $3 the intervals of 'shared' and 'kept' (0: not to be used). */
#define INTERVAL "CASE counter WHEN 'kept' THEN CAST($3 AS BIGINT) ELSE CAST($2 AS BIGINT) END"
/* The earlier of the two. */
#define TAKE_AT(now)                                                                                         \
	"UPDATE provider_rates SET next_us = " NEXT(                                                         \
		now) " + " INTERVAL " WHERE provider = $1 AND counter = "                                    \
		     "(SELECT counter FROM provider_rates WHERE provider = $1 AND (counter = 'shared' OR "   \
		     "CAST($3 AS BIGINT) > 0) ORDER BY " NEXT(now) ", counter LIMIT 1) "                     \
								   "RETURNING next_us - " INTERVAL " - " now
#define HOLD_AT(now)                                                                                         \
	"UPDATE provider_rates SET next_us = " now                                                           \
	" + CAST($2 AS BIGINT) WHERE provider = $1 AND next_us < " now " + CAST($2 AS BIGINT)"

enum { TAKE, HOLD, ADD, COUNT };
static const struct db_sql statements[COUNT] = {
	[TAKE] = {TAKE_AT("CAST($4 AS BIGINT)"), TAKE_AT(NOW_PG)},
	[HOLD] = {HOLD_AT("CAST($3 AS BIGINT)"), HOLD_AT(NOW_PG)},
	[ADD] = {"INSERT INTO provider_rates (provider, counter, next_us) VALUES ($1, 'shared', 0), ($1, "
		 "'kept', 0) "
		 "ON CONFLICT DO NOTHING",
		NULL},
};
const struct db_sqltab rate_sql = {"rate", statements, COUNT};

struct rates {
	struct db *db;
	struct db *own; /* NULL: they are in the session's */
};

static int make_table(struct db *db, void *ctx, struct error *err)
{
	(void)ctx;
	return db_exec(db,
		"CREATE TABLE IF NOT EXISTS provider_rates (provider TEXT NOT NULL, counter TEXT NOT NULL, "
		"next_us INTEGER NOT NULL, PRIMARY KEY (provider, counter)) STRICT, WITHOUT ROWID",
		err);
}

int rates_open(struct rates **out, struct db *db, struct error *err)
{
	struct rates *r = xcalloc(1, sizeof(*r));
	struct strbuf path = STRBUF_INIT;
	int rc = 0;

	r->db = db;
	if (db_path(db)) {
		strbuf_addf(&path, "%s-rate", db_path(db));
		rc = db_open(&r->own, path.buf, DB_CREATE | DB_SCRATCH, err);
		r->db = r->own;
		if (!rc)
			rc = db_transact(r->own, DB_WRITE, make_table, NULL, err);
	}
	strbuf_release(&path);
	if (rc)
		rates_close(r);
	else
		*out = r;
	return rc;
}

void rates_close(struct rates *r)
{
	if (!r)
		return;
	db_close(r->own);
	free(r);
}

struct taking {
	const struct rate_limit *limit;
	bool kept;
	int64_t us; /* to hold; and what came of taking */
	bool found;
};

/* The clock of this machine, for SQLite; a server has its own. */
static void bind_now(struct db *db, struct db_stmt *st, int param)
{
	struct timespec ts;

	if (db_engine(db) != DB_SQLITE)
		return;
	clock_gettime(CLOCK_REALTIME, &ts);
	db_bind_int(st, param, ts.tv_sec * SECOND + ts.tv_nsec / 1000);
}

static int64_t interval(int rate)
{
	return rate > 0 ? SECOND * 100 / PACE / rate : 0;
}

static int add(struct db *db, const struct rate_limit *limit, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &rate_sql, ADD);

	db_bind_text(st, 1, limit->provider);
	return db_run(st, err);
}

static int step_take(struct db *db, struct taking *t, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &rate_sql, TAKE);
	int rc;

	db_bind_text(st, 1, t->limit->provider);
	db_bind_int(st, 2, interval(t->limit->rate - t->limit->kept));
	db_bind_int(st, 3, t->kept ? interval(t->limit->kept) : 0);
	bind_now(db, st, 4);
	rc = db_step(st, err);
	t->found = rc == 1;
	if (t->found) {
		t->us = db_int(st, 0);
		rc = db_step(st, err);
	}
	return rc;
}

static int take(struct db *db, void *ctx, struct error *err)
{
	struct taking *t = ctx;

	if (step_take(db, t, err))
		return -1;
	if (!t->found && (add(db, t->limit, err) || step_take(db, t, err)))
		return -1;
	return 0;
}

int rates_take(
	struct rates *r, const struct rate_limit *limit, int priority, int64_t *wait_us, struct error *err)
{
	struct taking t = {.limit = limit, .kept = priority <= RATE_PRIORITY_KEPT && limit->kept > 0};

	if (db_transact(r->db, DB_CLAIM, take, &t, err))
		return -1;
	*wait_us = t.us > 0 ? t.us : 0;
	return 0;
}

static int hold(struct db *db, void *ctx, struct error *err)
{
	struct taking *t = ctx;
	struct db_stmt *st;

	if (add(db, t->limit, err))
		return -1;
	st = db_stmt(db, &rate_sql, HOLD);
	db_bind_text(st, 1, t->limit->provider);
	db_bind_int(st, 2, t->us < FAR ? t->us : FAR);
	bind_now(db, st, 3);
	return db_run(st, err);
}

int rates_hold(struct rates *r, const struct rate_limit *limit, int64_t us, struct error *err)
{
	return db_transact(r->db, DB_CLAIM, hold, &(struct taking){.limit = limit, .us = us}, err);
}
