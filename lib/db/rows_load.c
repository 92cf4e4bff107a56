/*
 * A database as a sink of rows; see rows.h. All of it is one transaction: killed at any moment it leaves the
 * database as empty as it was. Rows are as they were, what triggers would count is in them already; so the
 * triggers rest: SQLite's are dropped and made again, PostgreSQL's disabled.
 */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "db/catalog.h"
#include "db/lock.h"
#include "db/migrate.h"
#include "db/rows.h"
#include "db/tables.h"

/* One statement puts in so many rows at PostgreSQL, for which each is a round trip, or fewer long ones. */
#define BATCH_ROWS 100
#define BATCH_BYTES (1024 * 1024)

enum { TRIGGERS };
static const struct db_sql statements[] = {
	[TRIGGERS] = {"SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid",
		"SELECT '', '' WHERE 1 = 0"},
};
const struct db_sqltab rows_load_sql = {"rows", statements, sizeof(statements) / sizeof(statements[0])};

struct loader {
	struct db *db;
	const struct rows_source *source;
	int (*before_end)(struct db *db, void *ctx, struct error *err);
	void *ctx;
	int version;
	struct tables tables;
	struct strbuf triggers; /* SQLite: the texts that make them again */
	/* the table that is filled */
	const struct table *table; /* NULL: none yet */
	size_t ncolumns;	   /* that are given */
	char **columns;
	enum value_type *types;
	int id; /* the index of "id" among them; -1: none */
	int64_t last_id;
	/* rows that wait */
	struct db_value *values;
	size_t rows, most_rows;
	struct strbuf bytes;  /* of their texts and blobs; a value has its offset until they go */
	struct db_stmt *full; /* puts in most_rows of them */
	struct strbuf full_sql;
};

/* Before */

static int check_empty(struct db *db, struct error *err)
{
	struct tables tables = {NULL, 0, 0};
	int64_t rows = 0;
	size_t i;
	int rc = tables_read(&tables, db, err);

	for (i = 0; i < tables.count && !rc; i++) {
		if (!strcmp(tables.list[i].name, SCHEMA_VERSIONS))
			continue;
		rc = catalog_rows(db, tables.list[i].name, &rows, err);
		if (!rc && rows)
			rc = error_set(err, ERR_EXISTS,
				"the database '%s' is not empty (%lld rows of %s): it takes a new one, see "
				"db in "
				"metarr.conf(5)",
				db_name(db), (long long)rows, tables.list[i].name);
	}
	tables_release(&tables);
	return rc;
}

static int collect_triggers(struct loader *l, struct error *err)
{
	struct db_stmt *st = db_stmt(l->db, &rows_load_sql, TRIGGERS);
	struct strbuf drops = STRBUF_INIT;
	int rc;

	strbuf_clear(&l->triggers);
	while ((rc = db_step(st, err)) == 1) {
		strbuf_addstr(&drops, "DROP TRIGGER ");
		tables_quote(&drops, db_text(st, 0));
		strbuf_addstr(&drops, ";\n");
		strbuf_addf(&l->triggers, "%s;\n", db_text(st, 1));
	}
	if (!rc)
		rc = db_exec(l->db, drops.buf, err);
	strbuf_release(&drops);
	return rc;
}

static int switch_triggers(struct loader *l, const char *verb, struct error *err)
{
	struct strbuf sql = STRBUF_INIT;
	size_t i;
	int rc;

	for (i = 0; i < l->tables.count; i++) {
		strbuf_addstr(&sql, "ALTER TABLE ");
		tables_quote(&sql, l->tables.list[i].name);
		strbuf_addf(&sql, " %s TRIGGER USER;\n", verb);
	}
	rc = db_exec(l->db, sql.buf, err);
	strbuf_release(&sql);
	return rc;
}

static int rest_triggers(struct loader *l, struct error *err)
{
	return db_engine(l->db) == DB_SQLITE ? collect_triggers(l, err) : switch_triggers(l, "DISABLE", err);
}

static int wake_triggers(struct loader *l, struct error *err)
{
	return db_engine(l->db) == DB_SQLITE ? db_exec(l->db, l->triggers.buf, err)
					     : switch_triggers(l, "ENABLE", err);
}

static int load_start(void *ctx, int version, enum db_engine engine, const char *made_at, struct error *err)
{
	struct loader *l = ctx;

	(void)engine;
	(void)made_at;
	l->version = version;
	tables_release(&l->tables);
	return migrate_empty(l->db, version, err) || tables_read(&l->tables, l->db, err) ||
			       rest_triggers(l, err)
		       ? -1
		       : 0;
}

/* Rows */

static void add_insert(struct strbuf *sql, const struct loader *l, size_t rows)
{
	size_t i, n = l->ncolumns;

	strbuf_addstr(sql, "INSERT INTO ");
	tables_quote(sql, l->table->name);
	for (i = 0; i < n; i++) {
		strbuf_addstr(sql, i ? ", " : " (");
		tables_quote(sql, l->columns[i]);
	}
	strbuf_addstr(sql, ") VALUES ");
	for (i = 0; i < rows * n; i++) {
		const char *before = i % n ? ", " : i ? ", (" : "(";
		strbuf_addf(sql, "%s$%zu%s", before, i + 1, i % n == n - 1 ? ")" : "");
	}
}

static int run_insert(struct loader *l, struct db_stmt *st, struct error *err)
{
	size_t i;

	for (i = 0; i < l->rows * l->ncolumns; i++) {
		struct db_value *v = &l->values[i];
		if (v->type == VALUE_TEXT || v->type == VALUE_BLOB)
			v->bytes = l->bytes.buf + v->integer;
		db_bind_value(st, (int)i + 1, v);
	}
	return db_run(st, err);
}

/* What the engine refuses is the fault of what was read. */
static int refused(const struct loader *l, struct error *err)
{
	if (err->code == ERR_DATABASE)
		err->code = ERR_BAD_RECORD;
	return l->rows > 1 ? error_prefix(err, "one of the last %zu rows of %s", l->rows, l->table->name)
			   : error_prefix(err, "a row of %s", l->table->name);
}

static int flush_rows(struct loader *l, struct error *err)
{
	struct strbuf sql = STRBUF_INIT;
	struct db_stmt *some = NULL, *st = l->full;
	int rc;

	if (!l->rows)
		return 0;
	if (l->rows < l->most_rows) {
		add_insert(&sql, l, l->rows);
		st = some = db_stmt_once(l->db, sql.buf, err);
	} else if (!st) {
		add_insert(&l->full_sql, l, l->rows);
		st = l->full = db_stmt_once(l->db, l->full_sql.buf, err);
	}
	rc = st ? run_insert(l, st, err) : -1;
	if (rc)
		refused(l, err);
	db_stmt_drop(some);
	if (some) { /* it took the place of the other */
		db_stmt_drop(l->full);
		l->full = NULL;
		strbuf_clear(&l->full_sql);
	}
	strbuf_release(&sql);
	l->rows = 0;
	strbuf_clear(&l->bytes);
	return rc;
}

static void release_table(struct loader *l)
{
	size_t i;

	db_stmt_drop(l->full);
	l->full = NULL;
	strbuf_clear(&l->full_sql);
	for (i = 0; i < l->ncolumns; i++)
		free(l->columns[i]);
	free(l->columns);
	free(l->types);
	free(l->values);
	l->columns = NULL;
	l->types = NULL;
	l->values = NULL;
	l->ncolumns = l->rows = 0;
	l->table = NULL;
	strbuf_clear(&l->bytes);
}

static int end_table(struct loader *l, struct error *err)
{
	int rc = 0;

	if (l->table)
		rc = flush_rows(l, err) || table_set_last_id(l->table, l->db, l->last_id, err) ? -1 : 0;
	release_table(l);
	return rc;
}

static int take_columns(struct loader *l, const struct rows_table *rows, struct error *err)
{
	size_t i, k;

	l->columns = xcalloc(rows->ncolumns + 1, sizeof(*l->columns));
	l->types = xcalloc(rows->ncolumns + 1, sizeof(*l->types));
	l->id = -1;
	for (i = 0; i < rows->ncolumns; i++) {
		int at = table_column(l->table, rows->columns[i]);
		if (at < 0)
			return error_set(err, ERR_BAD_RECORD, "%s has no column '%s' in version %d",
				rows->name, rows->columns[i], l->version);
		for (k = 0; k < i; k++)
			if (!strcmp(rows->columns[k], rows->columns[i]))
				return error_set(err, ERR_BAD_RECORD, "the column '%s' of %s twice",
					rows->columns[i], rows->name);
		l->columns[l->ncolumns] = xstrdup(rows->columns[i]);
		l->types[l->ncolumns++] = l->table->columns[at].type;
		if (!strcmp(rows->columns[i], "id"))
			l->id = (int)i;
	}
	return rows->ncolumns ? 0 : error_set(err, ERR_BAD_RECORD, "%s without a column", rows->name);
}

static int load_table(void *ctx, const struct rows_table *rows, struct error *err)
{
	struct loader *l = ctx;

	if (end_table(l, err))
		return -1;
	l->table = tables_find(&l->tables, rows->name);
	if (!l->table || !strcmp(rows->name, SCHEMA_VERSIONS)) {
		l->table = NULL;
		return error_set(
			err, ERR_BAD_RECORD, "there is no table '%s' in version %d", rows->name, l->version);
	}
	if (take_columns(l, rows, err)) {
		release_table(l);
		return -1;
	}
	l->last_id = rows->last_id;
	l->most_rows = db_engine(l->db) == DB_SQLITE ? 1 : BATCH_ROWS;
	l->values = xcalloc(l->most_rows * l->ncolumns, sizeof(*l->values));
	return 0;
}

/* Neither engine sees the types of parameters alike: what is no number of this kind, or no text, is refused
 * here. */
static bool fits(enum value_type column, enum value_type value)
{
	return value == VALUE_NULL || value == column || (column == VALUE_REAL && value == VALUE_INT);
}

static int load_row(void *ctx, const struct db_value *values, struct error *err)
{
	struct loader *l = ctx;
	struct db_value *to = l->values + l->rows * l->ncolumns;
	size_t i;

	for (i = 0; i < l->ncolumns; i++) {
		if (!fits(l->types[i], values[i].type))
			return error_set(err, ERR_BAD_RECORD,
				"the value of the column '%s' of %s is of another type", l->columns[i],
				l->table->name);
		to[i] = values[i];
		if (values[i].type == VALUE_TEXT || values[i].type == VALUE_BLOB) {
			to[i].integer = (int64_t)l->bytes.len;
			strbuf_add(&l->bytes, values[i].bytes, values[i].len);
		}
	}
	if (l->id >= 0 && values[l->id].type == VALUE_INT && values[l->id].integer > l->last_id)
		l->last_id = values[l->id].integer;
	l->rows++;
	return l->rows == l->most_rows || l->bytes.len > BATCH_BYTES ? flush_rows(l, err) : 0;
}

static int load_all(struct db *db, void *ctx, struct error *err)
{
	struct loader *l = ctx;
	const struct rows_sink sink = {load_start, load_table, load_row, l};
	int version = db_schema_version(db, err), rc;

	if (version < 0 || (version && check_empty(db, err)))
		return -1;
	rc = l->source->give(l->source->ctx, &sink, err);
	if (!rc)
		rc = end_table(l, err) || wake_triggers(l, err) ? -1 : 0;
	release_table(l);
	if (!rc && l->before_end)
		rc = l->before_end(db, l->ctx, err);
	return rc;
}

int rows_load(struct db *db, const struct rows_source *source,
	int (*before_end)(struct db *db, void *ctx, struct error *err), void *ctx, struct error *err)
{
	struct loader l = {.db = db,
		.source = source,
		.before_end = before_end,
		.ctx = ctx,
		.triggers = STRBUF_INIT,
		.bytes = STRBUF_INIT,
		.full_sql = STRBUF_INIT};
	struct db_lock *lock = NULL;
	int rc;

	if (db_lock(&lock, db, MIGRATION_LOCK, DB_EXCLUSIVE, -1, err) != 1)
		return -1;
	rc = db_transact(db, DB_WRITE_FULL, load_all, &l, err);
	db_unlock(lock);
	tables_release(&l.tables);
	strbuf_release(&l.triggers);
	strbuf_release(&l.bytes);
	strbuf_release(&l.full_sql);
	return rc;
}
