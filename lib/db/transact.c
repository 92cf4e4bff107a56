/* Transactions that are run again, and waiting in general; db_transact() of db.h. */
#include <time.h>

#include "core/alloc.h"
#include "db/engine.h"

int64_t db_clock_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void db_sleep_us(long us)
{
	struct timespec ts = {us / 1000000, us % 1000000 * 1000};

	nanosleep(&ts, NULL);
}

bool db_in_transaction(const struct db *db)
{
	return db->in_txn;
}

static int attempt(struct db *db, enum db_txn kind, int (*fn)(struct db *db, void *ctx, struct error *err),
	void *ctx, struct error *err)
{
	int rc;

	db->again = false;
	if (db->engine->begin(db, kind, err))
		return -1;
	db->in_txn = true;
	db->kind = kind;
	rc = fn(db, ctx, err);
	db_reset_rows(db);
	/* A failure that fn did not mind, or did not name. */
	if (db->failed.code != ERR_NONE && (!rc || err->code == ERR_NONE))
		rc = error_set(err, db->failed.code, "%s", db->failed.msg.buf);
	if (rc)
		db->engine->rollback(db);
	else
		rc = db->engine->commit(db, err);
	db->in_txn = false;
	error_clear(&db->failed);
	return rc;
}

/* Up to 2, 4, … 64 ms, by chance: two that failed because of each other shall not meet again. */
static void pause_before_again(int tries)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	db_sleep_us((long)(ts.tv_nsec / 64 % (2000 << (tries < 5 ? tries : 5))));
}

int db_transact(struct db *db, enum db_txn kind, int (*fn)(struct db *db, void *ctx, struct error *err),
	void *ctx, struct error *err)
{
	int64_t deadline = db_clock_ms() + db->patience_ms;
	struct error own = ERROR_INIT;
	int rc, tries;

	if (db->in_txn)
		BUG("a transaction inside a transaction");
	if (db->open_rows)
		BUG("a transaction begins while a statement is read");
	for (tries = 0;; tries++) {
		rc = attempt(db, kind, fn, ctx, &own);
		if (!rc || !db->again || db_clock_ms() >= deadline)
			break;
		error_clear(&own);
		pause_before_again(tries);
	}
	if (rc && own.code == ERR_NONE)
		error_set(&own, ERR_INTERNAL, "a transaction was given up without a reason");
	if (rc && err)
		error_move(err, &own);
	error_release(&own);
	return rc;
}
