/* A database as a source of rows; see rows.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/prog.h"
#include "db/lock.h"
#include "db/migrate.h"
#include "db/rows.h"
#include "db/tables.h"

/* A PostgreSQL result comes whole: so few rows at a time, and fewer where long texts are. */
#define FETCH_ROWS "200"
#define FETCH_LONG "8"

/* What a dump must not hold. What is a secret in a new table belongs here: a test looks at the names. Then
 * what is kept only so that it need not be asked for again. */
static const struct {
	const char *table, *column; /* column NULL: the table is nothing else */
} left_out[] = {
	{"sessions", NULL},
	{"api_keys", NULL},
	{"users", "password_hash"},
	{"provider_cache", NULL},
	{"provider_rates", NULL},
};

bool rows_left_out(const char *table, const char *column)
{
	size_t i;

	for (i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
		if (!strcmp(left_out[i].table, table) &&
			(!left_out[i].column || (column && !strcmp(left_out[i].column, column))))
			return true;
	return false;
}

struct reader {
	const struct rows_sink *sink;
	bool secrets;
	/* of the table that is read */
	const struct table *table;
	struct db_value *values;
	struct strbuf *blobs; /* db_blob() is good only until the next one */
};

/* The primary key, so that the same rows always come in the same order. */
static void add_order(struct strbuf *sql, const struct table *t)
{
	const char *separator = " ORDER BY ";
	size_t i;
	int key;

	for (key = 1; key <= (int)t->ncolumns; key++)
		for (i = 0; i < t->ncolumns; i++)
			if (t->columns[i].key == key) {
				strbuf_addstr(sql, separator);
				tables_quote(sql, t->columns[i].name);
				separator = ", ";
			}
}

static void add_select(struct strbuf *sql, const struct reader *r)
{
	size_t i;

	for (i = 0; i < r->table->ncolumns; i++) {
		const char *name = r->table->columns[i].name;
		strbuf_addstr(sql, i ? ", " : "SELECT ");
		if (!r->secrets && rows_left_out(r->table->name, name))
			strbuf_addstr(sql, "CAST('' AS TEXT)");
		else
			tables_quote(sql, name);
	}
	strbuf_addstr(sql, " FROM ");
	tables_quote(sql, r->table->name);
	add_order(sql, r->table);
}

static void read_value(struct reader *r, struct db_stmt *st, size_t col)
{
	struct db_value *v = &r->values[col];
	const void *blob;

	memset(v, 0, sizeof(*v));
	v->type = db_is_null(st, (int)col) ? VALUE_NULL : r->table->columns[col].type;
	switch (v->type) {
	case VALUE_NULL:
		break;
	case VALUE_INT:
		v->integer = db_int(st, (int)col);
		break;
	case VALUE_REAL:
		v->real = db_real(st, (int)col);
		break;
	case VALUE_TEXT:
		v->bytes = db_text(st, (int)col);
		v->len = strlen(v->bytes);
		break;
	case VALUE_BLOB:
		blob = db_blob(st, (int)col, &v->len);
		strbuf_clear(&r->blobs[col]);
		strbuf_add(&r->blobs[col], blob, v->len);
		v->bytes = r->blobs[col].buf;
		break;
	}
}

/* Hands on what a statement gives; *rows: how many. */
static int hand_rows(struct reader *r, struct db *db, const char *sql, size_t *rows, struct error *err)
{
	struct db_stmt *st = db_stmt_once(db, sql, err);
	size_t i;
	int rc = -1;

	*rows = 0;
	while (st && (rc = db_step(st, err)) == 1) {
		for (i = 0; i < r->table->ncolumns; i++)
			read_value(r, st, i);
		rc = prog_interrupted() ? error_set(err, ERR_BUSY, "interrupted")
					: r->sink->row(r->sink->ctx, r->values, err);
		if (rc)
			break;
		++*rows;
	}
	db_stmt_drop(st);
	return rc;
}

/* SQLite gives a row when it is asked for; PostgreSQL through a cursor. */
static int hand_table(struct reader *r, struct db *db, struct error *err)
{
	struct strbuf sql = STRBUF_INIT;
	const char *fetch = "FETCH FORWARD " FETCH_ROWS " FROM dump";
	size_t rows, i;
	int rc;

	if (db_engine(db) == DB_SQLITE) {
		add_select(&sql, r);
		rc = hand_rows(r, db, sql.buf, &rows, err);
	} else {
		for (i = 0; i < r->table->ncolumns; i++)
			if (r->table->columns[i].type == VALUE_BLOB)
				fetch = "FETCH FORWARD " FETCH_LONG " FROM dump";
		strbuf_addstr(&sql, "DECLARE dump NO SCROLL CURSOR FOR ");
		add_select(&sql, r);
		rc = db_exec(db, sql.buf, err);
		do {
			if (!rc)
				rc = hand_rows(r, db, fetch, &rows, err);
		} while (!rc && rows);
		if (!rc)
			rc = db_exec(db, "CLOSE dump", err);
	}
	strbuf_release(&sql);
	return rc;
}

static int announce(const struct reader *r, struct db *db, struct error *err)
{
	const struct table *t = r->table;
	const char **columns = xcalloc(t->ncolumns, sizeof(*columns));
	struct rows_table rows = {t->name, columns, t->ncolumns, 0};
	size_t i;
	int rc;

	for (i = 0; i < t->ncolumns; i++)
		columns[i] = t->columns[i].name;
	rc = table_last_id(t, db, &rows.last_id, err) ? -1 : r->sink->table(r->sink->ctx, &rows, err);
	free(columns);
	return rc;
}

static int read_table(struct reader *r, struct db *db, const struct table *t, struct error *err)
{
	size_t i;
	int rc;

	r->table = t;
	r->values = xcalloc(t->ncolumns, sizeof(*r->values));
	r->blobs = xcalloc(t->ncolumns, sizeof(*r->blobs));
	for (i = 0; i < t->ncolumns; i++)
		strbuf_init(&r->blobs[i]);
	rc = announce(r, db, err) || hand_table(r, db, err) ? -1 : 0;
	for (i = 0; i < t->ncolumns; i++)
		strbuf_release(&r->blobs[i]);
	free(r->blobs);
	free(r->values);
	return rc;
}

static int start(const struct reader *r, struct db *db, struct error *err)
{
	int version = db_schema_version(db, err);
	char now[DB_INSTANT_SIZE];

	if (version < 0)
		return -1;
	if (version == 0 || version > migrate_latest())
		return schema_require(db, err); /* says why not */
	return db_now(db, now, err) ? -1 : r->sink->start(r->sink->ctx, version, db_engine(db), now, err);
}

static int read_all(struct db *db, void *ctx, struct error *err)
{
	struct reader *r = ctx;
	struct tables tables = {NULL, 0, 0};
	size_t i;
	int rc = start(r, db, err);

	if (!rc)
		rc = tables_read(&tables, db, err);
	for (i = 0; i < tables.count && !rc; i++) {
		const char *name = tables.list[i].name;
		if (!strcmp(name, SCHEMA_VERSIONS) || (!r->secrets && rows_left_out(name, NULL)))
			continue;
		rc = read_table(r, db, &tables.list[i], err);
	}
	tables_release(&tables);
	return rc;
}

int rows_read(struct db *db, bool with_secrets, const struct rows_sink *sink, struct error *err)
{
	struct reader r = {.sink = sink, .secrets = with_secrets};
	struct db_lock *lock = NULL;
	int rc;

	rc = db_lock(&lock, db, MIGRATION_LOCK, DB_SHARED, db->patience_ms, err);
	if (rc != 1)
		return rc ? -1
			  : error_set(err, ERR_BUSY, "the database '%s' is migrated just now", db_name(db));
	rc = db_transact(db, DB_READ, read_all, &r, err);
	db_unlock(lock);
	return rc;
}
