/*
 * The tables of the database with their columns, as the engine's catalog has them: what moves rows from one
 * database into another learns here what there is, so that a table of a later migration is never forgotten.
 * Only names of lower-case letters, digits and "_" count; others are nobody's of Metarr.
 */
#ifndef DB_TABLES_H
#define DB_TABLES_H

#include "db/engine.h"

struct column {
	char *name;
	enum value_type type;
	int key; /* its place in the primary key, from 1; 0: not in it */
};

struct table {
	char *name;
	struct column *columns; /* in the order of the catalog */
	size_t ncolumns, alloc;
	bool counts; /* the engine gives its "id", and no number twice */
};

struct tables {
	struct table *list; /* a table after those that its foreign keys name */
	size_t count, alloc;
};

/* Zeroed before. 0, or -1: also for a column whose type is none of the four (ERR_UNSUPPORTED). */
int tables_read(struct tables *out, struct db *db, struct error *err);
void tables_release(struct tables *tables);
const struct table *tables_find(const struct tables *tables, const char *name); /* NULL: none */
/* The index of a column; -1: none. */
int table_column(const struct table *table, const char *name);

/* Whether a name is plain, and so can stand in a statement. */
bool tables_plain(const char *name);
/* Appends it in double quotes: some are words of SQL. */
void tables_quote(struct strbuf *sql, const char *name);

/* The highest id that was ever given; 0: none yet, or none is given. */
int table_last_id(const struct table *table, struct db *db, int64_t *last, struct error *err);
/* The ids go on after 'last'. Inside a transaction. */
int table_set_last_id(const struct table *table, struct db *db, int64_t last, struct error *err);

extern const struct db_sqltab tables_sql;

#endif
