/* The engines' own tables of tables; see catalog.h. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/alloc.h"
#include "db/catalog.h"
#include "db/engine.h"

enum { HAS_TABLE, COUNT_TABLES, TABLES, SIZE };
static const struct db_sql statements[] = {
	[HAS_TABLE] = {"SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = $1",
		"SELECT COUNT(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename "
		"= $1"},
	[COUNT_TABLES] = {"SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) <> "
			  "'sqlite_'",
		"SELECT COUNT(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema()"},
	[TABLES] = {"SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' "
		    "ORDER BY name",
		"SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema() "
		"ORDER BY CAST(tablename AS TEXT) COLLATE \"C\""},
	[SIZE] = {"SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
		"SELECT pg_database_size(current_database())"},
};
const struct db_sqltab catalog_sql = {"catalog", statements, sizeof(statements) / sizeof(statements[0])};

static bool plain(const char *table)
{
	return *table && !table[strspn(table, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

/* The one whole number of a statement. */
static int number(struct db_stmt *st, int64_t *out, struct error *err)
{
	if (db_step(st, err) != 1)
		return -1;
	*out = db_int(st, 0);
	db_reset(st);
	return 0;
}

int catalog_has_table(struct db *db, const char *table, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &catalog_sql, HAS_TABLE);
	int64_t n;

	db_bind_text(st, 1, table);
	return number(st, &n, err) ? -1 : n > 0;
}

int64_t catalog_table_count(struct db *db, struct error *err)
{
	int64_t n;

	return number(db_stmt(db, &catalog_sql, COUNT_TABLES), &n, err) ? -1 : n;
}

int catalog_rows(struct db *db, const char *table, int64_t *rows, struct error *err)
{
	struct strbuf sql = STRBUF_INIT;
	int rc;

	if (!plain(table))
		BUG("'%s' is no name of a table", table);
	strbuf_addf(&sql, "SELECT COUNT(*) FROM %s", table); /* a name cannot be bound */
	rc = db_scalar(db, sql.buf, rows, err);
	strbuf_release(&sql);
	return rc;
}

int catalog_each_table(
	struct db *db, void (*fn)(const char *table, int64_t rows, void *ctx), void *ctx, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &catalog_sql, TABLES);
	int64_t rows;
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		if (!plain(db_text(st, 0)))
			continue;
		if (catalog_rows(db, db_text(st, 0), &rows, err)) {
			db_reset(st);
			return -1;
		}
		fn(db_text(st, 0), rows, ctx);
	}
	return rc;
}

int catalog_size(struct db *db, int64_t *bytes, struct error *err)
{
	struct strbuf wal = STRBUF_INIT;
	struct stat st;

	if (number(db_stmt(db, &catalog_sql, SIZE), bytes, err))
		return -1;
	if (db->id == DB_SQLITE) {
		strbuf_addf(&wal, "%s-wal", db->path);
		if (!stat(wal.buf, &st))
			*bytes += st.st_size;
		strbuf_release(&wal);
	}
	return 0;
}
