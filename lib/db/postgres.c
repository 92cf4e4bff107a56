/*
 * The engine PostgreSQL. Parameters go as text without a type, which the server takes from the statement,
 * blobs as bytes; results come whole and as text. The one connection is never made anew: locks live in its
 * session, so a lost one fails everything until the program opens the database again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "db/engine.h"
#include "db/libpq.h"
#include "db/pgconn.h"

#define OID_BYTEA 17 /* pg_type.h */

struct postgres {
	struct db base;
	PGconn *conn;
	int prepared; /* statements so far, for their names */
};

struct pg_param {
	struct strbuf bytes;
	bool is_null;
	bool is_binary;
};

struct pg_stmt {
	struct db_stmt base;
	struct strbuf name; /* on the server; "" for STMT_ONCE: the next of these takes its place */
	struct pg_param *params;
	PGresult *result; /* NULL: not run yet */
	int row;
	unsigned char *blob; /* decoded by the last col_blob() */
};

static struct postgres *pg(struct db *db)
{
	return (struct postgres *)db;
}

static struct pg_stmt *ps(struct db_stmt *st)
{
	return (struct pg_stmt *)st;
}

static int fail(struct db *db, const PGresult *res, struct error *err)
{
	const char *state = res ? pq.PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
	const char *said = res ? pq.PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	struct strbuf msg = STRBUF_INIT;
	enum error_code code = state ? libpq_code(state) : ERR_IO;

	libpq_add_message(&msg, said ? said : pq.PQerrorMessage(pg(db)->conn));
	db->again = state && (!strcmp(state, "40001") || !strcmp(state, "40P01"));
	if (pq.PQstatus(pg(db)->conn) != CONNECTION_OK)
		error_set(err, ERR_IO, "the connection to the database '%s' was lost: %s", db->name, msg.buf);
	else if (code == ERR_BUSY)
		error_set(err, code, "the database '%s' is busy: %s", db->name, msg.buf);
	else if (code == ERR_DATABASE)
		error_set(err, code, "%s", msg.buf);
	else
		error_set(err, code, "the database '%s': %s", db->name, msg.buf);
	strbuf_release(&msg);
	return -1;
}

static int pg_exec(struct db *db, const char *sql, struct error *err)
{
	PGresult *res = pq.PQexec(pg(db)->conn, sql);
	ExecStatusType status = pq.PQresultStatus(res);
	int rc = 0;

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
		rc = fail(db, res, err);
	pq.PQclear(res);
	return rc;
}

/* One round trip. A commit that need not be on disk may be lost with the server, never be seen in part. */
static int pg_begin(struct db *db, enum db_txn kind, struct error *err)
{
	static const char *const text[] = {
		[DB_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
		[DB_WRITE] =
			"BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE; SET LOCAL synchronous_commit = off",
		[DB_WRITE_FULL] =
			"BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE; SET LOCAL synchronous_commit = on",
		[DB_CLAIM] =
			"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL synchronous_commit = off",
	};

	if (db->readonly && kind != DB_READ)
		return error_set(err, ERR_READ_ONLY, "the database '%s' was opened for reading", db->name);
	return pg_exec(db, text[kind], err);
}

static void pg_rollback(struct db *db)
{
	pq.PQclear(pq.PQexec(pg(db)->conn, "ROLLBACK"));
}

static int pg_commit(struct db *db, struct error *err)
{
	PGresult *res = pq.PQexec(pg(db)->conn, "COMMIT");
	int rc = 0;

	if (pq.PQresultStatus(res) != PGRES_COMMAND_OK) {
		rc = fail(db, res, err);
		if (pq.PQstatus(pg(db)->conn) != CONNECTION_OK)
			error_set(err, ERR_IO,
				"the connection to the database '%s' was lost during a commit, which may or "
				"may not have "
				"been done",
				db->name);
	} else if (strcmp(pq.PQcmdStatus(res), "COMMIT")) {
		/* The server answers a commit of a failed transaction with ROLLBACK, and calls that success.
		 */
		rc = error_set(err, ERR_INTERNAL, "a failed transaction was to be committed");
	}
	pq.PQclear(res);
	return rc;
}

static void pg_set_patience(struct db *db)
{
	struct strbuf sql = STRBUF_INIT;

	strbuf_addf(
		&sql, "SET lock_timeout = %d", db->patience_ms > 0 ? db->patience_ms : 1); /* 0: for ever */
	pg_exec(db, sql.buf, NULL);
	strbuf_release(&sql);
}

/* The empty query is answered inside a failed transaction too. */
static bool pg_alive(struct db *db)
{
	PGresult *res = pq.PQexec(pg(db)->conn, "");
	bool alive = pq.PQresultStatus(res) == PGRES_EMPTY_QUERY;

	pq.PQclear(res);
	return alive;
}

static struct db_stmt *pg_stmt_new(struct db *db)
{
	struct pg_stmt *st = xcalloc(1, sizeof(*st));

	(void)db;
	strbuf_init(&st->name);
	return &st->base;
}

static void drop_blob(struct pg_stmt *st)
{
	if (st->blob)
		pq.PQfreemem(st->blob);
	st->blob = NULL;
}

static void drop_result(struct pg_stmt *st)
{
	drop_blob(st);
	pq.PQclear(st->result);
	st->result = NULL;
}

static void pg_stmt_free(struct db_stmt *base)
{
	struct pg_stmt *st = ps(base);
	int i;

	drop_result(st);
	for (i = 0; st->params && i < base->nparams; i++)
		strbuf_release(&st->params[i].bytes);
	free(st->params);
	strbuf_release(&st->name);
	free(st);
}

static int pg_prepare(struct db_stmt *base, struct error *err)
{
	struct pg_stmt *st = ps(base);
	PGresult *res;
	int i, rc = 0;

	if (base->index != STMT_ONCE && !st->name.len)
		strbuf_addf(&st->name, "s%d", ++pg(base->db)->prepared);
	res = pq.PQprepare(pg(base->db)->conn, st->name.buf, base->text, 0, NULL);
	if (pq.PQresultStatus(res) != PGRES_COMMAND_OK)
		rc = fail(base->db, res, err);
	pq.PQclear(res);
	if (rc)
		return rc;
	st->params = xcalloc((size_t)base->nparams + 1, sizeof(*st->params));
	for (i = 0; i < base->nparams; i++) {
		strbuf_init(&st->params[i].bytes);
		st->params[i].is_null = true;
	}
	return 0;
}

static void pg_bind(struct db_stmt *st, int param, const struct db_value *v)
{
	struct pg_param *p = &ps(st)->params[param - 1];

	strbuf_clear(&p->bytes);
	p->is_null = v->type == VALUE_NULL;
	p->is_binary = v->type == VALUE_BLOB;
	switch (v->type) {
	case VALUE_NULL:
		break;
	case VALUE_INT:
		strbuf_addf(&p->bytes, "%lld", (long long)v->integer);
		break;
	case VALUE_REAL:
		strbuf_addf(&p->bytes, "%.17g", v->real);
		break;
	case VALUE_TEXT:
	case VALUE_BLOB:
		strbuf_add(&p->bytes, v->bytes, v->len);
		break;
	}
}

static PGresult *run(struct db_stmt *base)
{
	struct pg_stmt *st = ps(base);
	size_t n = (size_t)base->nparams;
	const char **values = xcalloc(n + 1, sizeof(*values));
	int *lengths = xcalloc(n + 1, sizeof(*lengths)), *formats = xcalloc(n + 1, sizeof(*formats));
	PGresult *res;
	size_t i;

	for (i = 0; i < n; i++) {
		values[i] = st->params[i].is_null ? NULL : st->params[i].bytes.buf;
		lengths[i] = (int)st->params[i].bytes.len;
		formats[i] = st->params[i].is_binary;
	}
	res = pq.PQexecPrepared(pg(base->db)->conn, st->name.buf, base->nparams, values, lengths, formats, 0);
	free(values);
	free(lengths);
	free(formats);
	return res;
}

/* "SELECT 3" counts rows that were read, which are no changes. */
static int64_t changes_of(PGresult *res)
{
	return strncmp(pq.PQcmdStatus(res), "SELECT", 6) ? strtoll(pq.PQcmdTuples(res), NULL, 10) : 0;
}

static int pg_step(struct db_stmt *base, struct error *err)
{
	struct pg_stmt *st = ps(base);
	ExecStatusType status;

	drop_blob(st);
	if (st->result) {
		st->row++;
	} else {
		st->result = run(base);
		st->row = 0;
		status = pq.PQresultStatus(st->result);
		if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
			return fail(base->db, st->result, err);
	}
	if (st->row < pq.PQntuples(st->result))
		return 1;
	base->changes = changes_of(st->result);
	return 0;
}

static void pg_reset(struct db_stmt *base)
{
	struct pg_stmt *st = ps(base);
	int i;

	drop_result(st);
	for (i = 0; i < base->nparams; i++)
		st->params[i].is_null = true;
}

static const char *field(struct db_stmt *st, int col)
{
	return pq.PQgetvalue(ps(st)->result, ps(st)->row, col); /* "" for NULL */
}

static int64_t pg_col_int(struct db_stmt *st, int col)
{
	return strtoll(field(st, col), NULL, 10);
}

static double pg_col_real(struct db_stmt *st, int col)
{
	return strtod(field(st, col), NULL);
}

static bool pg_col_is_null(struct db_stmt *st, int col)
{
	return pq.PQgetisnull(ps(st)->result, ps(st)->row, col);
}

static const char *pg_col_text(struct db_stmt *st, int col)
{
	return pg_col_is_null(st, col) ? NULL : field(st, col);
}

static const void *pg_col_blob(struct db_stmt *st, int col, size_t *len)
{
	drop_blob(ps(st));
	*len = 0;
	if (pg_col_is_null(st, col))
		return NULL;
	if (pq.PQftype(ps(st)->result, col) != OID_BYTEA) {
		*len = (size_t)pq.PQgetlength(ps(st)->result, ps(st)->row, col);
		return field(st, col);
	}
	ps(st)->blob = pq.PQunescapeBytea((const unsigned char *)field(st, col), len);
	if (!ps(st)->blob)
		BUG("out of memory in libpq");
	return ps(st)->blob;
}

static int pg_col_count(struct db_stmt *st)
{
	return pq.PQnfields(ps(st)->result);
}

static void pg_close(struct db *db)
{
	pq.PQfinish(pg(db)->conn);
	free(db);
}

static const struct engine engine_postgres = {
	.close = pg_close,
	.begin = pg_begin,
	.commit = pg_commit,
	.rollback = pg_rollback,
	.exec = pg_exec,
	.set_patience = pg_set_patience,
	.alive = pg_alive,
	.stmt_new = pg_stmt_new,
	.stmt_free = pg_stmt_free,
	.prepare = pg_prepare,
	.bind = pg_bind,
	.step = pg_step,
	.reset = pg_reset,
	.col_int = pg_col_int,
	.col_real = pg_col_real,
	.col_text = pg_col_text,
	.col_blob = pg_col_blob,
	.col_is_null = pg_col_is_null,
	.col_count = pg_col_count,
};

static int set_up(struct db *db, struct error *err)
{
	pg_set_patience(db);
	return pg_exec(db,
		db->readonly ? "SET bytea_output = hex; SET default_transaction_read_only = on"
			     : "SET bytea_output = hex",
		err);
}

int postgres_open(struct db **out, const char *url, unsigned flags, struct error *err)
{
	struct strbuf name = STRBUF_INIT;
	PGconn *conn = NULL;
	struct postgres *p;
	int rc = -1;

	if (libpq_load(err))
		return -1;
	pgconn_public_url(&name, url);
	if (pgconn_open(&conn, url, name.buf, err))
		goto out;
	p = xcalloc(1, sizeof(*p));
	p->conn = conn;
	db_setup(&p->base, DB_POSTGRES, &engine_postgres, name.buf, NULL, flags);
	rc = set_up(&p->base, err);
	if (rc)
		db_close(&p->base);
	else
		*out = &p->base;
out:
	strbuf_release(&name);
	return rc;
}
