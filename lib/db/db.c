/*
 * What both engines share. A failed statement ends its transaction on both, so that code which works on one
 * cannot go on where the other would not; transact.c has the rest of that, stmt.c the statements.
 */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "db/db.h"
#include "db/engine.h"

#define PATIENCE_MS 30000

enum { SQL_NOW };
static const struct db_sql statements[] = {
	[SQL_NOW] = {"SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')",
		"SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')"},
};
const struct db_sqltab db_sql = {"db", statements, sizeof(statements) / sizeof(statements[0])};

void db_setup(struct db *db, enum db_engine id, const struct engine *engine, const char *name,
	const char *path, unsigned flags)
{
	db->id = id;
	db->engine = engine;
	db->name = xstrdup(name);
	db->path = xstrdup_or_null(path);
	db->readonly = flags & DB_READONLY;
	db->patience_ms = PATIENCE_MS;
	strbuf_init(&db->failed.msg);
}

int db_open(struct db **out, const char *url, unsigned flags, struct error *err)
{
	if (!strncmp(url, "postgresql://", 13) || !strncmp(url, "postgres://", 11))
		return postgres_open(out, url, flags, err);
	if (!strncmp(url, "sqlite:", 7) || strstr(url, "://"))
		return error_set(err, ERR_CONFIG,
			"cannot open '%s': a database is a path or a postgresql:// URL", url);
	return sqlite_open(out, url, flags, err);
}

void db_close(struct db *db)
{
	if (!db)
		return;
	if (db->in_txn || db->locks)
		BUG("'%s' is closed %s", db->name,
			db->in_txn ? "inside a transaction" : "while a lock is held");
	db_stmts_free(db);
	error_release(&db->failed);
	free(db->name);
	free(db->path);
	db->engine->close(db);
}

enum db_engine db_engine(const struct db *db)
{
	return db->id;
}

const char *db_name(const struct db *db)
{
	return db->name;
}

const char *db_path(const struct db *db)
{
	return db->path;
}

void db_set_patience(struct db *db, int ms)
{
	db->patience_ms = ms;
	db->engine->set_patience(db);
}

int db_failed(struct db *db, const struct error *cause)
{
	if (db->in_txn && db->failed.code == ERR_NONE)
		error_set(&db->failed, cause->code, "%s", cause->msg.buf);
	return -1;
}

int db_exec(struct db *db, const char *sql, struct error *err)
{
	struct error own = ERROR_INIT;
	int rc;

	if (db->failed.code != ERR_NONE)
		return error_set(err, db->failed.code, "%s", db->failed.msg.buf);
	rc = db->engine->exec(db, sql, &own);
	if (rc) {
		db_failed(db, &own);
		if (err)
			error_move(err, &own);
	}
	error_release(&own);
	return rc;
}

int db_scalar(struct db *db, const char *sql, int64_t *out, struct error *err)
{
	struct db_stmt *st = db_stmt_once(db, sql, err);
	int rc = st ? db_step(st, err) : -1;

	if (rc >= 0)
		*out = rc ? db_int(st, 0) : 0;
	db_stmt_drop(st);
	return rc < 0 ? -1 : 0;
}

int db_now(struct db *db, char out[DB_INSTANT_SIZE], struct error *err)
{
	struct db_stmt *st = db_stmt(db, &db_sql, SQL_NOW);

	if (db_step(st, err) != 1)
		return -1;
	memcpy(out, db_text(st, 0), DB_INSTANT_SIZE);
	db_reset(st);
	return 0;
}
