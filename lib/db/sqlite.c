/*
 * The engine SQLite: one file, WAL, many processes. Whoever will write begins with BEGIN IMMEDIATE, waits by
 * sleeping 100 and then 500 microseconds (SQLite's own handler sleeps up to 100 ms and lets some wait for
 * seconds), and "database is locked" reaches nobody. A killed process leaves the file as of its last commit.
 */
#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "db/dbfile.h"
#include "db/engine.h"

#define CACHE_SIZE "-4096" /* KiB: what a transaction of a hundred items changes has room */

struct sqlite {
	struct db base;
	sqlite3 *handle;
	int64_t busy_since; /* of the wait that goes on */
	int synchronous;    /* as set last: 1 NORMAL, 2 FULL */
	bool scratch;	    /* it stays at 0, OFF */
};

struct sqlite_stmt {
	struct db_stmt base;
	sqlite3_stmt *handle;
	int *index; /* of $1 … in SQLite's own numbers */
};

static struct sqlite *sq(struct db *db)
{
	return (struct sqlite *)db;
}

static sqlite3_stmt *handle_of(struct db_stmt *st)
{
	return ((struct sqlite_stmt *)st)->handle;
}

static enum error_code code_of_io(sqlite3 *handle)
{
	int errnum = sqlite3_system_errno(handle);

	return errnum == ENOSPC || errnum == EDQUOT ? ERR_NO_SPACE : ERR_IO;
}

/* A file beside the database cannot be made where the folder may not be written; else what kept it from being
 * opened is the disk's. */
static enum error_code code_of_open(const char *path)
{
	struct strbuf dir = STRBUF_INIT;
	bool writable;

	path_dir(&dir, path);
	writable = access(dir.buf, W_OK | X_OK) == 0 || errno != EACCES;
	strbuf_release(&dir);
	return writable ? ERR_IO : ERR_PERMISSION;
}

static enum error_code code_of(struct db *db, int rc)
{
	switch (rc & 0xff) {
	case SQLITE_FULL:
		return ERR_NO_SPACE;
	case SQLITE_IOERR:
		return code_of_io(sq(db)->handle);
	case SQLITE_CANTOPEN:
		return code_of_open(db->path);
	case SQLITE_PERM:
		return ERR_PERMISSION;
	case SQLITE_READONLY:
		return ERR_READ_ONLY;
	default:
		return ERR_DATABASE;
	}
}

static int fail(struct db *db, int rc, struct error *err)
{
	sqlite3 *handle = sq(db)->handle;
	enum error_code code;

	if ((rc & 0xff) == SQLITE_BUSY || (rc & 0xff) == SQLITE_LOCKED) {
		db->again = true;
		return error_set(err, ERR_BUSY,
			"the database '%s' is busy: another program has kept it for %d ms", db->name,
			db->patience_ms);
	}
	db->again = false;
	code = code_of(db, rc);
	if ((rc & 0xff) == SQLITE_NOTADB)
		return error_set(err, ERR_CONFIG, "'%s' is no SQLite database", db->name);
	if ((rc & 0xff) == SQLITE_CORRUPT)
		return error_set(
			err, code, "the database '%s' is damaged: %s", db->name, sqlite3_errmsg(handle));
	if (code == ERR_DATABASE)
		return error_set(err, code, "%s", sqlite3_errmsg(handle));
	return error_set(err, code, "the database '%s': %s", db->name, sqlite3_errmsg(handle));
}

static int busy(void *ctx, int tries)
{
	struct sqlite *s = ctx;

	if (!tries)
		s->busy_since = db_clock_ms();
	else if (db_clock_ms() - s->busy_since >= s->base.patience_ms)
		return 0;
	db_sleep_us(tries < 20 ? 100 : 500);
	return 1;
}

static int sqlite_exec(struct db *db, const char *sql, struct error *err)
{
	int rc = sqlite3_exec(sq(db)->handle, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : fail(db, rc, err);
}

static int set_synchronous(struct db *db, int level, struct error *err)
{
	if (sq(db)->scratch || sq(db)->synchronous == level)
		return 0;
	if (sqlite_exec(db, level == 2 ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", err))
		return -1;
	sq(db)->synchronous = level;
	return 0;
}

static int sqlite_begin(struct db *db, enum db_txn kind, struct error *err)
{
	if (kind == DB_READ)
		return sqlite_exec(db, "BEGIN", err);
	if (set_synchronous(db, kind == DB_WRITE_FULL ? 2 : 1, err))
		return -1;
	return sqlite_exec(db, "BEGIN IMMEDIATE", err);
}

static void sqlite_rollback(struct db *db)
{
	/* A full disk or an I/O error has rolled back already. */
	if (!sqlite3_get_autocommit(sq(db)->handle))
		sqlite3_exec(sq(db)->handle, "ROLLBACK", NULL, NULL, NULL);
}

static int sqlite_commit(struct db *db, struct error *err)
{
	int rc = sqlite_exec(db, "COMMIT", err);

	if (rc)
		sqlite_rollback(db);
	return rc;
}

static void sqlite_set_patience(struct db *db)
{
	(void)db; /* the busy handler reads it */
}

static bool sqlite_alive(struct db *db)
{
	(void)db;
	return true;
}

static struct db_stmt *sqlite_stmt_new(struct db *db)
{
	struct sqlite_stmt *st = xcalloc(1, sizeof(*st));

	(void)db;
	return &st->base;
}

static void sqlite_stmt_free(struct db_stmt *st)
{
	sqlite3_finalize(handle_of(st));
	free(((struct sqlite_stmt *)st)->index);
	free(st);
}

/* "$2" is a name to SQLite, which numbers names as it meets them. */
static int *param_indexes(sqlite3_stmt *handle, int nparams)
{
	int *index = xcalloc((size_t)nparams + 1, sizeof(*index));
	int i;

	for (i = 1; i <= sqlite3_bind_parameter_count(handle); i++) {
		const char *name = sqlite3_bind_parameter_name(handle, i);
		long n = name && name[0] == '$' ? strtol(name + 1, NULL, 10) : 0;
		if (n < 1 || n > nparams)
			BUG("'%s' is no parameter", name ? name : "?");
		index[n] = i;
	}
	return index;
}

static int sqlite_prepare(struct db_stmt *base, struct error *err)
{
	struct sqlite_stmt *st = (struct sqlite_stmt *)base;
	const char *rest;
	int rc = sqlite3_prepare_v3(
		sq(base->db)->handle, base->text, -1, SQLITE_PREPARE_PERSISTENT, &st->handle, &rest);

	if (rc != SQLITE_OK)
		return fail(base->db, rc, err);
	if (*rest)
		BUG("more than one statement: '%s'", base->text);
	st->index = param_indexes(st->handle, base->nparams);
	return 0;
}

static void sqlite_bind(struct db_stmt *st, int param, const struct db_value *v)
{
	sqlite3_stmt *handle = handle_of(st);
	int i = ((struct sqlite_stmt *)st)->index[param], rc = SQLITE_OK;

	if (!i)
		BUG("statement %s/%d skips parameter $%d", st->group, st->index, param);
	switch (v->type) {
	case VALUE_NULL:
		rc = sqlite3_bind_null(handle, i);
		break;
	case VALUE_INT:
		rc = sqlite3_bind_int64(handle, i, v->integer);
		break;
	case VALUE_REAL:
		rc = sqlite3_bind_double(handle, i, v->real);
		break;
	case VALUE_TEXT:
		rc = sqlite3_bind_text64(handle, i, v->bytes, v->len, SQLITE_TRANSIENT, SQLITE_UTF8);
		break;
	case VALUE_BLOB: /* no bytes are a blob too, not NULL */
		rc = sqlite3_bind_blob64(handle, i, v->len ? v->bytes : "", v->len, SQLITE_TRANSIENT);
		break;
	}
	if (rc != SQLITE_OK)
		BUG("statement %s/%d: $%d: %s", st->group, st->index, param, sqlite3_errstr(rc));
}

static int sqlite_step(struct db_stmt *st, struct error *err)
{
	struct db *db = st->db;
	sqlite3_stmt *handle = handle_of(st);
	bool writes = !sqlite3_stmt_readonly(handle);
	int rc;

	if (writes && (!db->in_txn || db->kind == DB_READ))
		BUG("statement %s/%d writes outside of a writing transaction", st->group, st->index);
	rc = sqlite3_step(handle);
	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		return fail(db, rc, err);
	st->changes = writes ? sqlite3_changes64(sq(db)->handle) : 0;
	return 0;
}

static void sqlite_reset(struct db_stmt *st)
{
	sqlite3_reset(handle_of(st));
	sqlite3_clear_bindings(handle_of(st));
}

static int64_t sqlite_col_int(struct db_stmt *st, int col)
{
	return sqlite3_column_int64(handle_of(st), col);
}

static double sqlite_col_real(struct db_stmt *st, int col)
{
	return sqlite3_column_double(handle_of(st), col);
}

static const char *sqlite_col_text(struct db_stmt *st, int col)
{
	return (const char *)sqlite3_column_text(handle_of(st), col);
}

static const void *sqlite_col_blob(struct db_stmt *st, int col, size_t *len)
{
	const void *blob = sqlite3_column_blob(handle_of(st), col);

	*len = (size_t)sqlite3_column_bytes(handle_of(st), col);
	return blob || sqlite3_column_type(handle_of(st), col) == SQLITE_NULL ? blob : "";
}

static bool sqlite_col_is_null(struct db_stmt *st, int col)
{
	return sqlite3_column_type(handle_of(st), col) == SQLITE_NULL;
}

static int sqlite_col_count(struct db_stmt *st)
{
	return sqlite3_column_count(handle_of(st));
}

static void sqlite_close(struct db *db)
{
	sqlite3_close(sq(db)->handle);
	free(db);
}

static const struct engine engine_sqlite = {
	.close = sqlite_close,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.exec = sqlite_exec,
	.set_patience = sqlite_set_patience,
	.alive = sqlite_alive,
	.stmt_new = sqlite_stmt_new,
	.stmt_free = sqlite_stmt_free,
	.prepare = sqlite_prepare,
	.bind = sqlite_bind,
	.step = sqlite_step,
	.reset = sqlite_reset,
	.col_int = sqlite_col_int,
	.col_real = sqlite_col_real,
	.col_text = sqlite_col_text,
	.col_blob = sqlite_col_blob,
	.col_is_null = sqlite_col_is_null,
	.col_count = sqlite_col_count,
};

static int set_up(struct db *db, struct error *err)
{
	sqlite3_busy_handler(sq(db)->handle, busy, sq(db));
	/* What undoes one statement is kept in memory: in a file it is most of all that a scan writes. The
	 * last one reads the file, and so finds out whether it is a database. */
	if (sqlite_exec(db,
		    "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; "
		    "PRAGMA schema_version",
		    err))
		return -1;
	if (db->readonly)
		return sqlite_exec(db, "PRAGMA query_only = ON", err);
	if (sqlite_exec(db, "PRAGMA journal_mode = WAL; PRAGMA cache_size = " CACHE_SIZE, err))
		return -1;
	if (sq(db)->scratch)
		return sqlite_exec(db, "PRAGMA synchronous = OFF", err);
	return set_synchronous(db, 1, err);
}

static int open_file(struct sqlite *s, struct error *err)
{
	int mode = s->base.readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	int rc = sqlite3_open_v2(s->base.path, &s->handle, mode | SQLITE_OPEN_NOMUTEX, NULL);

	return rc == SQLITE_OK ? set_up(&s->base, err) : fail(&s->base, rc, err);
}

/* Nobody asks how much memory it has, and counting it takes a mutex at every allocation. */
static void configure(void)
{
	static bool done;

	if (!done)
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	done = true;
}

int sqlite_open(struct db **out, const char *path, unsigned flags, struct error *err)
{
	struct strbuf real = STRBUF_INIT;
	struct sqlite *s;
	int rc = dbfile_prepare(path, flags, &real, err);

	configure();
	if (!rc) {
		s = xcalloc(1, sizeof(*s));
		s->scratch = flags & DB_SCRATCH;
		db_setup(&s->base, DB_SQLITE, &engine_sqlite, real.buf, real.buf, flags);
		rc = open_file(s, err);
		if (rc)
			db_close(&s->base);
		else
			*out = &s->base;
	}
	strbuf_release(&real);
	return rc;
}
