/* The engines' catalogs of tables and columns; see tables.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "db/tables.h"

enum { COLUMNS, KEYS, LAST_ID, FORGET_LAST_ID, SET_LAST_ID };
static const struct db_sql statements[] = {
	[COLUMNS] = {"SELECT m.name, c.name, c.type, c.pk, CASE WHEN c.pk = 1 AND instr(m.sql, "
		     "'AUTOINCREMENT') > 0 "
		     "THEN 1 ELSE 0 END FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c "
		     "WHERE m.type = 'table' AND substr(m.name, 1, 7) <> 'sqlite_' ORDER BY m.name, c.cid",
		"SELECT CAST(c.relname AS TEXT) COLLATE \"C\", CAST(a.attname AS TEXT), "
		"CAST(format_type(a.atttypid, NULL) AS TEXT), "
		"COALESCE(array_position(CAST(i.indkey AS int2[]), a.attnum) + 1, 0), "
		"CASE WHEN a.attidentity <> '' THEN 1 ELSE 0 END "
		"FROM pg_catalog.pg_class AS c "
		"JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = "
		"current_schema() "
		"JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT "
		"a.attisdropped "
		"LEFT JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid AND i.indisprimary "
		"WHERE c.relkind = 'r' ORDER BY 1, a.attnum"},
	[KEYS] = {"SELECT m.name, f.\"table\" FROM sqlite_schema AS m JOIN pragma_foreign_key_list(m.name) "
		  "AS f "
		  "WHERE m.type = 'table'",
		"SELECT c.relname, p.relname FROM pg_catalog.pg_constraint AS k "
		"JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid "
		"JOIN pg_catalog.pg_class AS p ON p.oid = k.confrelid "
		"JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = "
		"current_schema() "
		"WHERE k.contype = 'f'"},
	[LAST_ID] = {"SELECT seq FROM sqlite_sequence WHERE name = $1",
		"SELECT COALESCE(pg_sequence_last_value(CAST(pg_get_serial_sequence($1, 'id') AS regclass)), "
		"0)"},
	[FORGET_LAST_ID] = {"DELETE FROM sqlite_sequence WHERE name = $1",
		"SELECT CAST($1 AS TEXT) WHERE 1 = 0"},
	[SET_LAST_ID] = {"INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)",
		"SELECT setval(CAST(pg_get_serial_sequence($1, 'id') AS regclass), $2)"},
};
const struct db_sqltab tables_sql = {"tables", statements, sizeof(statements) / sizeof(statements[0])};

bool tables_plain(const char *name)
{
	return *name && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

void tables_quote(struct strbuf *sql, const char *name)
{
	if (!tables_plain(name))
		BUG("'%s' is no name for a statement", name);
	strbuf_addf(sql, "\"%s\"", name);
}

static int type_of(const char *name, enum value_type *type)
{
	static const struct {
		const char *name;
		enum value_type type;
	} types[] = {
		{"INTEGER", VALUE_INT},
		{"REAL", VALUE_REAL},
		{"TEXT", VALUE_TEXT},
		{"BLOB", VALUE_BLOB},
		{"bigint", VALUE_INT},
		{"double precision", VALUE_REAL},
		{"text", VALUE_TEXT},
		{"bytea", VALUE_BLOB},
	};
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (!strcmp(types[i].name, name)) {
			*type = types[i].type;
			return 0;
		}
	return -1;
}

static struct table *add_table(struct tables *tables, const char *name)
{
	struct table *t;

	ALLOC_GROW(tables->list, tables->count + 1, tables->alloc);
	t = &tables->list[tables->count++];
	memset(t, 0, sizeof(*t));
	t->name = xstrdup(name);
	return t;
}

static int add_column(struct table *t, struct db_stmt *st, struct error *err)
{
	struct column c = {.key = (int)db_int(st, 3)};

	if (type_of(db_text(st, 2), &c.type))
		return error_set(err, ERR_UNSUPPORTED,
			"the column %s of %s is of the type '%s', which no table of "
			"Metarr has",
			db_text(st, 1), t->name, db_text(st, 2));
	t->counts = t->counts || db_int(st, 4);
	c.name = xstrdup(db_text(st, 1));
	ALLOC_GROW(t->columns, t->ncolumns + 1, t->alloc);
	t->columns[t->ncolumns++] = c;
	return 0;
}

static int read_columns(struct tables *out, struct db *db, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &tables_sql, COLUMNS);
	struct table *t = NULL;
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		if (!tables_plain(db_text(st, 0)) || !tables_plain(db_text(st, 1)))
			continue;
		if (!t || strcmp(t->name, db_text(st, 0)))
			t = add_table(out, db_text(st, 0));
		if (add_column(t, st, err)) {
			db_reset(st);
			return -1;
		}
	}
	return rc;
}

/* The order */

struct edge {
	const struct table *child, *parent; /* of the catalog's list */
};

struct edges {
	struct edge *list;
	size_t count, alloc;
};

static int read_edges(struct edges *edges, const struct tables *tables, struct db *db, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &tables_sql, KEYS);
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		struct edge e = {tables_find(tables, db_text(st, 0)), tables_find(tables, db_text(st, 1))};
		if (!e.child || !e.parent || e.child == e.parent)
			continue;
		ALLOC_GROW(edges->list, edges->count + 1, edges->alloc);
		edges->list[edges->count++] = e;
	}
	return rc;
}

/* Whether a parent of 'child' has not been taken yet. */
static bool waits(
	const struct edges *edges, const struct tables *tables, const struct table *child, const bool *taken)
{
	size_t i;

	for (i = 0; i < edges->count; i++)
		if (edges->list[i].child == child && !taken[edges->list[i].parent - tables->list])
			return true;
	return false;
}

/* Each time the first, by name, that waits for none; so the same tables always have the same order. */
static int sort_by_edges(struct tables *tables, const struct edges *edges, struct error *err)
{
	struct table *sorted = xcalloc(tables->count + 1, sizeof(*sorted));
	bool *taken = xcalloc(tables->count + 1, sizeof(*taken));
	size_t n = 0, i;

	while (n < tables->count) {
		for (i = 0; i < tables->count; i++)
			if (!taken[i] && !waits(edges, tables, &tables->list[i], taken))
				break;
		if (i == tables->count)
			break;
		taken[i] = true;
		sorted[n++] = tables->list[i];
	}
	free(taken);
	if (n < tables->count) {
		free(sorted);
		return error_set(err, ERR_UNSUPPORTED, "tables whose foreign keys go in a circle");
	}
	free(tables->list);
	tables->list = sorted;
	tables->alloc = tables->count + 1;
	return 0;
}

int tables_read(struct tables *out, struct db *db, struct error *err)
{
	struct tables tables = {NULL, 0, 0};
	struct edges edges = {NULL, 0, 0};
	int rc;

	rc = read_columns(&tables, db, err) || read_edges(&edges, &tables, db, err) ||
			     sort_by_edges(&tables, &edges, err)
		     ? -1
		     : 0;
	free(edges.list);
	if (rc)
		tables_release(&tables);
	else
		*out = tables;
	return rc;
}

void tables_release(struct tables *tables)
{
	size_t i, c;

	for (i = 0; i < tables->count; i++) {
		for (c = 0; c < tables->list[i].ncolumns; c++)
			free(tables->list[i].columns[c].name);
		free(tables->list[i].columns);
		free(tables->list[i].name);
	}
	free(tables->list);
	memset(tables, 0, sizeof(*tables));
}

const struct table *tables_find(const struct tables *tables, const char *name)
{
	size_t i;

	for (i = 0; i < tables->count; i++)
		if (!strcmp(tables->list[i].name, name))
			return &tables->list[i];
	return NULL;
}

int table_column(const struct table *table, const char *name)
{
	size_t i;

	for (i = 0; i < table->ncolumns; i++)
		if (!strcmp(table->columns[i].name, name))
			return (int)i;
	return -1;
}

/* Counters */

int table_last_id(const struct table *table, struct db *db, int64_t *last, struct error *err)
{
	struct db_stmt *st;
	int rc;

	*last = 0;
	if (!table->counts)
		return 0;
	st = db_stmt(db, &tables_sql, LAST_ID);
	db_bind_text(st, 1, table->name);
	rc = db_step(st, err);
	if (rc == 1)
		*last = db_int(st, 0);
	db_reset(st);
	return rc < 0 ? -1 : 0;
}

int table_set_last_id(const struct table *table, struct db *db, int64_t last, struct error *err)
{
	struct db_stmt *st;
	int rc;

	if (!table->counts || last <= 0)
		return 0;
	st = db_stmt(db, &tables_sql, FORGET_LAST_ID);
	db_bind_text(st, 1, table->name);
	if (db_step(st, err))
		return -1;
	st = db_stmt(db, &tables_sql, SET_LAST_ID);
	db_bind_text(st, 1, table->name);
	db_bind_int(st, 2, last);
	rc = db_step(st, err);
	db_reset(st);
	return rc < 0 ? -1 : 0;
}
