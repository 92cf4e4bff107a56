/*
 * All rows of a database on their way into another one, or into a dump: a source gives them to a sink, table
 * by table, a table after those that its foreign keys name. Between dump.h and the engines; inside lib/db
 * only.
 */
#ifndef DB_ROWS_H
#define DB_ROWS_H

#include "db/engine.h"

/* What rows follow. */
struct rows_table {
	const char *name;
	const char *const *columns;
	size_t ncolumns;
	int64_t last_id; /* as table_last_id() */
};

/* Each returns 0, or -1 to end it. What they are given is theirs until they return. */
struct rows_sink {
	int (*start)(void *ctx, int version, enum db_engine engine, const char *made_at, struct error *err);
	int (*table)(void *ctx, const struct rows_table *table, struct error *err);
	/* One for each column; bytes of texts have no NUL after them. */
	int (*row)(void *ctx, const struct db_value *values, struct error *err);
	void *ctx;
};

/* Gives all rows; again from the start when it is called again, or ERR_BUSY where that cannot be. */
struct rows_source {
	int (*give)(void *ctx, const struct rows_sink *sink, struct error *err);
	void *ctx;
};

/*
 * Gives what a database holds, as of one moment, each table by its primary key. Without 'secrets' the rows of
 * the tables that hold nothing else are left out, and their columns elsewhere are empty texts: see
 * rows_left_out(). Waits for a migration that runs, and lets none begin meanwhile.
 */
int rows_read(struct db *db, bool secrets, const struct rows_sink *sink, struct error *err);
/* Whether passwords, keys or what stands for them are in a column, NULL: in the table as such; or it is a
 * cache. */
bool rows_left_out(const char *table, const char *column);

/*
 * Puts all rows of a source into a database that holds none, in one transaction: its tables are brought to
 * the source's version, triggers rest meanwhile, foreign keys are checked, numbers that were given once are
 * given by no counter again. 'before_end' (NULL: none) runs before that is final. ERR_EXISTS: there are rows
 * already.
 */
int rows_load(struct db *db, const struct rows_source *source,
	int (*before_end)(struct db *db, void *ctx, struct error *err), void *ctx, struct error *err);

#endif
