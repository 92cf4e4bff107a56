/*
 * Between db.c and the two engines: what an engine does, and the bodies of a database and of a statement.
 * Nothing outside lib/db includes this.
 *
 * A function of an engine returns -1 with *err filled; when the same transaction may succeed if it is run
 * again (SQLITE_BUSY, 40001, 40P01) it sets db->again too.
 */
#ifndef DB_ENGINE_H
#define DB_ENGINE_H

#include "db/db.h"

struct db_lock;

enum value_type { VALUE_NULL, VALUE_INT, VALUE_REAL, VALUE_TEXT, VALUE_BLOB };

/* A parameter on its way to the engine, which copies what it needs. */
struct db_value {
	enum value_type type;
	int64_t integer;
	double real;
	const void *bytes; /* of a text or blob */
	size_t len;
};

struct engine {
	void (*close)(struct db *db);
	int (*begin)(struct db *db, enum db_txn kind, struct error *err);
	int (*commit)(struct db *db, struct error *err); /* after a failure nothing is open any more */
	void (*rollback)(struct db *db);
	int (*exec)(struct db *db, const char *sql, struct error *err);
	void (*set_patience)(struct db *db);
	bool (*alive)(struct db *db); /* whether the session that was opened is still there */

	struct db_stmt *(*stmt_new)(struct db *db);
	void (*stmt_free)(struct db_stmt *st); /* the engine's part and the memory */
	int (*prepare)(struct db_stmt *st, struct error *err);
	void (*bind)(struct db_stmt *st, int param, const struct db_value *value);
	int (*step)(
		struct db_stmt *st, struct error *err); /* 1, 0, -1, as db_step(); fills st->changes at 0 */
	void (*reset)(struct db_stmt *st);		/* no row, parameters NULL */
	int64_t (*col_int)(struct db_stmt *st, int col);
	double (*col_real)(struct db_stmt *st, int col);
	const char *(*col_text)(struct db_stmt *st, int col);
	const void *(*col_blob)(struct db_stmt *st, int col, size_t *len);
	bool (*col_is_null)(struct db_stmt *st, int col);
	int (*col_count)(struct db_stmt *st);
};

struct stmt_set; /* the prepared statements of one table */

struct db {
	enum db_engine id;
	const struct engine *engine;
	char *name;	     /* for messages, without a password */
	char *path;	     /* SQLite */
	bool readonly;	     /* DB_READONLY */
	int patience_ms;     /* how long a busy engine is waited for */
	bool in_txn;	     /* between begin and commit or rollback */
	enum db_txn kind;    /* of that transaction */
	bool again;	     /* the last failure may go away when the transaction is run again */
	struct error failed; /* the first failure of a statement in this transaction, which so is lost */
	int open_rows;	     /* statements that stand on a row */
	struct stmt_set *sets;
	size_t nsets, sets_alloc;
	struct db_lock *locks; /* held through this handle */
};

#define STMT_ONCE (-1) /* the index of a statement that is prepared for one use */

struct db_stmt {
	struct db *db;
	const char *text;  /* of this engine; borrowed from the table */
	const char *group; /* name of the table, for messages */
	int index;	   /* in the table */
	int nparams;	   /* the highest $n in the text */
	bool prepared;
	bool used;   /* bound or stepped since the engine reset it */
	bool on_row; /* the last step gave a row */
	int64_t changes;
	struct error unprepared; /* why it could not be prepared; shown by the first step */
};

int sqlite_open(struct db **out, const char *path, unsigned flags, struct error *err);
int postgres_open(struct db **out, const char *url, unsigned flags, struct error *err);

/* A fresh struct db's common part; 'name' and 'path' are copied, path may be NULL. */
void db_setup(struct db *db, enum db_engine id, const struct engine *engine, const char *name,
	const char *path, unsigned flags);

/* A statement whose text was made at run time, of names from the catalog, and is in no table; the text must
 * stay. NULL with *err set when it cannot be prepared. One at a time on PostgreSQL: the next takes its place.
 */
struct db_stmt *db_stmt_once(struct db *db, const char *text, struct error *err);
void db_stmt_drop(struct db_stmt *st); /* NULL is fine */
/* Binds a value as the function of its type does. */
void db_bind_value(struct db_stmt *st, int param, const struct db_value *value);

/* One whole number from a text that is not in a table: counts of tables that a migration names. No row: 0. */
int db_scalar(struct db *db, const char *sql, int64_t *out, struct error *err);

/* Keeps the first failure of a transaction, in which nothing may run any more. -1. */
int db_failed(struct db *db, const struct error *cause);

void db_stmts_free(struct db *db); /* all that were prepared */
/* Resets every statement that stands on a row. */
void db_reset_rows(struct db *db);

/* Milliseconds of a clock that only goes forward. */
int64_t db_clock_ms(void);
void db_sleep_us(long us);

#endif
