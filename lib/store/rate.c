/* The shared rates; see rate.h. */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/alloc.h"
#include "db/lock.h"
#include "store/rate.h"

#define PACE 97		   /* per cent of the limit */
#define SLOW (SECOND / 5)  /* an interval: then nobody takes a slot long before it is due */
#define SECOND 1000000LL   /* microseconds */
#define FAR (600 * SECOND) /* nobody takes slots so far ahead: then a clock was set back */

#define OPEN_MS 30000

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
		     "CAST($3 AS BIGINT) > 0) ORDER BY " NEXT(                                               \
			     now) ", counter LIMIT 1) "                                                      \
				  "AND " NEXT(now) " - " now                                                 \
						   " <= CAST($4 AS BIGINT) RETURNING next_us - " INTERVAL    \
						   " - " now
#define LEFT_AT(now)                                                                                         \
	"SELECT " NEXT(now) " - " now " FROM provider_rates WHERE provider = $1 AND counter = 'shared'"
#define HOLD_AT(now)                                                                                         \
	"UPDATE provider_rates SET next_us = " now                                                           \
	" + CAST($2 AS BIGINT) WHERE provider = $1 AND next_us < " now " + CAST($2 AS BIGINT)"

enum { TAKE, LEFT, HOLD, ADD, COUNT };
static const struct db_sql statements[COUNT] = {
	[TAKE] = {TAKE_AT("CAST($5 AS BIGINT)"), TAKE_AT(NOW_PG)},
	[LEFT] = {LEFT_AT("CAST($2 AS BIGINT)"), LEFT_AT(NOW_PG)},
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
	uint32_t dice;
};

static int make_table(struct db *db, void *ctx, struct error *err)
{
	(void)ctx;
	return db_exec(db,
		"CREATE TABLE IF NOT EXISTS provider_rates (provider TEXT NOT NULL, counter TEXT NOT NULL, "
		"next_us INTEGER NOT NULL, PRIMARY KEY (provider, counter)) STRICT, WITHOUT ROWID",
		err);
}

/* One after the other: the first one makes the file. */
static int open_own(struct rates *r, struct db *db, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	struct db_lock *lock = NULL;
	int rc = db_lock(&lock, db, "rate", DB_EXCLUSIVE, OPEN_MS, err);

	if (!rc)
		error_set(err, ERR_BUSY, "another program has kept the file of the rates for %d ms", OPEN_MS);
	strbuf_addf(&path, "%s-rate", db_path(db));
	rc = rc == 1 ? db_open(&r->own, path.buf, DB_CREATE | DB_SCRATCH, err) : -1;
	if (!rc)
		rc = db_transact(r->own, DB_WRITE, make_table, NULL, err);
	db_unlock(lock);
	strbuf_release(&path);
	return rc;
}

int rates_open(struct rates **out, struct db *db, struct error *err)
{
	struct rates *r = xcalloc(1, sizeof(*r));

	r->dice = (uint32_t)getpid() * 2654435761u;
	if (db_path(db) && open_own(r, db, err)) {
		rates_close(r);
		return -1;
	}
	r->db = r->own ? r->own : db;
	*out = r;
	return 0;
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
	int64_t ahead; /* how far the slot may be */
	int64_t us;    /* to hold; and what came of taking */
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
	db_bind_int(st, 4, t->ahead);
	bind_now(db, st, 5);
	rc = db_step(st, err);
	t->found = rc == 1;
	if (t->found) {
		t->us = db_int(st, 0);
		rc = db_step(st, err);
	}
	return rc;
}

/* How long it is to the next slot. 1, or 0: there is no such provider yet. */
static int step_left(struct db *db, struct taking *t, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &rate_sql, LEFT);
	int rc;

	db_bind_text(st, 1, t->limit->provider);
	bind_now(db, st, 2);
	rc = db_step(st, err);
	if (rc == 1)
		t->us = db_int(st, 0);
	db_reset(st);
	return rc;
}

static int take(struct db *db, void *ctx, struct error *err)
{
	struct taking *t = ctx;
	int rc = step_take(db, t, err);

	if (rc || t->found)
		return rc;
	rc = step_left(db, t, err);
	if (rc < 0 || (rc && t->us > t->ahead))
		return rc < 0 ? -1 : 0;
	/* Nobody asked yet, or somebody else came first meanwhile. */
	return add(db, t->limit, err) ? -1 : step_take(db, t, err);
}

/* Whoever asks again does so at another moment than the others. */
static int64_t some_of(struct rates *r, int64_t us)
{
	r->dice = r->dice * 1664525 + 1013904223;
	return (int64_t)((uint64_t)us * (r->dice >> 16) / 65536);
}

int rates_take(
	struct rates *r, const struct rate_limit *limit, int priority, int64_t *wait_us, struct error *err)
{
	bool hurry = priority <= RATE_PRIORITY_KEPT;
	int64_t pause = interval(limit->rate - limit->kept);
	struct taking t = {.limit = limit, .kept = hurry && limit->kept > 0, .ahead = FAR};

	if (!hurry && pause > SLOW)
		t.ahead = pause / 2;
	if (db_transact(r->db, DB_CLAIM, take, &t, err))
		return -1;
	if (!t.found)
		t.us += some_of(r, pause / 4) - t.ahead;
	*wait_us = t.us > 0 ? t.us : 0;
	return t.found;
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
