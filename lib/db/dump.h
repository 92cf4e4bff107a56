/*
 * Backup, restore and copy: everything that a database holds, from either engine into either, ids and history
 * included. metarr-db(1) describes the dump: lines of JSON, the last of which vouches for all before it.
 *
 * What holds after a crash: a dump is there under its name whole or not at all, and a database that is
 * restored or copied into is as empty as it was, or has everything.
 */
#ifndef DB_DUMP_H
#define DB_DUMP_H

#include <stdint.h>

#include "core/error.h"
#include "db/db.h"

#define DUMP_FORMAT 1
#define DUMP_MAX_VALUE (64 * 1024 * 1024) /* bytes of one text */

struct dump_sum {
	int version;	       /* of the tables */
	enum db_engine engine; /* where the rows are from */
	char made_at[DB_INSTANT_SIZE];
	int64_t tables, rows;
};

/* What else belongs to it, and is to be done before a dump has its name or a restored database is there. */
struct dump_more {
	int (*before_end)(struct db *db, void *ctx, struct error *err);
	void *ctx;
};

/*
 * Writes a dump, as of one moment, to a file (durable, mode 0600) or "-", standard output. Without passwords,
 * sessions and keys. 'more' may be NULL.
 */
int dump_backup(struct db *db, const char *path, const struct dump_more *more, struct dump_sum *sum,
	struct error *err);
/*
 * Fills a database that has no row from a dump, "-" for standard input; its tables get the dump's version,
 * which may be older than migrate_latest(). 'more' (may be NULL) runs in the transaction. A dump that is not
 * as it should be is ERR_BAD_RECORD, naming the line; one of a newer Metarr ERR_CONFIG; a database that has
 * rows ERR_EXISTS.
 */
int dump_restore(struct db *db, const char *path, const struct dump_more *more, struct dump_sum *sum,
	struct error *err);
/* Fills 'to' from 'from', of which nothing is left out. */
int dump_copy(struct db *from, struct db *to, struct dump_sum *sum, struct error *err);
/* What dump_backup() or dump_copy() would take, and dump_restore() after the same checks of the dump. */
int dump_survey(struct db *db, bool copy, struct dump_sum *sum, struct error *err);
int dump_verify(const char *path, struct dump_sum *sum, struct error *err);

/* The statements below it, for the test that prepares all. */
extern const struct db_sqltab rows_load_sql;

#endif
