/*
 * What the engine itself says of the database: its tables and their rows, its size.
 */
#ifndef DB_CATALOG_H
#define DB_CATALOG_H

#include "db/db.h"

/* Whether a table of this name is there: 1, 0, -1. */
int catalog_has_table(struct db *db, const char *table, struct error *err);
/* The number of tables, whosever they are; -1: cannot tell. */
int64_t catalog_table_count(struct db *db, struct error *err);
/* Rows of a table whose name is a plain lower-case word (BUG otherwise). 0 or -1. */
int catalog_rows(struct db *db, const char *table, int64_t *rows, struct error *err);
/* Calls fn for each table that has a plain name, in order, with its rows. 0 or -1. */
int catalog_each_table(
	struct db *db, void (*fn)(const char *table, int64_t rows, void *ctx), void *ctx, struct error *err);
/* Bytes on disk (SQLite: with what waits in the WAL). 0 or -1. */
int catalog_size(struct db *db, int64_t *bytes, struct error *err);

extern const struct db_sqltab catalog_sql;

#endif
