/*
 * The database, whichever engine it is. Everything above speaks through this header; sqlite.c and postgres.c
 * alone know their engines, and libpq is loaded (dlopen) only when a URL names PostgreSQL.
 *
 * What holds after a crash: a transaction is there whole or not at all. DB_WRITE_FULL has reached the disk
 * when db_transact() returns; DB_WRITE may lose its last moments to a power cut, never to a killed process.
 *
 * Statements live in tables at the top of each store file and are bound by position $1 … $n. One text serves
 * both engines wherever it can; the rules for that:
 *   - No LIKE, lower(), REPLACE INTO, CURRENT_TIMESTAMP, double quotes, bare boolean results; CAST every SUM;
 *     CAST($1 AS TEXT) IS NULL for an optional parameter; instants are bound TEXT 'YYYY-MM-DD HH:MM:SS.mmm'.
 *   - In SQLite "$1" is a name: the driver looks up the index of each, so '$2,$1' means what it says.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

enum db_engine { DB_SQLITE, DB_POSTGRES };

struct db;
struct db_stmt;

/* One statement: the text for both engines, or one for each where they differ (pg NULL: the same). */
struct db_sql {
	const char *text;
	const char *pg;
};

/* A table of statements, indexed by an enum of its file. Statements are prepared on first use and kept. */
struct db_sqltab {
	const char *name; /* for messages: "item" */
	const struct db_sql *sql;
	int count;
};

/*
 * Opens 'url': a path of a SQLite file, or a "postgresql://" or "postgres://" URL, for which the password
 * comes through libpq's own means. Never makes a database unless DB_CREATE is given. A SQLite file on NFS,
 * SMB or FUSE is refused with the reason (ERR_CONFIG), a file that is no database is ERR_CONFIG, an absent
 * one is ERR_CONFIG naming "metarr-db create". The version of the schema is not looked at here: migrate.h
 * does.
 */
enum db_flags {
	DB_CREATE = 1,
	DB_READONLY = 2,
	DB_SCRATCH = 4, /* SQLite: what is in it may all be lost, and nothing waits for the disk */
};
int db_open(struct db **out, const char *url, unsigned flags, struct error *err);
void db_close(struct db *db); /* NULL is fine */
enum db_engine db_engine(const struct db *db);
/* The URL without any password, for messages. Borrowed. */
const char *db_name(const struct db *db);
/* The path of the SQLite file, NULL for PostgreSQL. Borrowed. */
const char *db_path(const struct db *db);

/*
 * Runs 'fn' inside a transaction, again when the engine asks for it (SQLITE_BUSY, 40001, 40P01), until it
 * returned 0 and was committed. fn returns 0 to commit and -1 to roll back (having set *err or left the
 * database's own error standing). fn must be able to run again from the start: it changes nothing outside
 * the database until db_transact() returned. No file, image, network or child work inside.
 * DB_READ: one snapshot. DB_WRITE: BEGIN IMMEDIATE / SERIALIZABLE. DB_WRITE_FULL: the same, on disk at
 * return. DB_CLAIM: as DB_WRITE, READ COMMITTED on PostgreSQL, for job claims.
 */
enum db_txn { DB_READ, DB_WRITE, DB_WRITE_FULL, DB_CLAIM };
int db_transact(struct db *db, enum db_txn kind, int (*fn)(struct db *db, void *ctx, struct error *err),
	void *ctx, struct error *err);
bool db_in_transaction(const struct db *db);
/* How long a statement, a begin or all tries of a transaction wait for others before they are ERR_BUSY; 30000
 * at first. */
void db_set_patience(struct db *db, int ms);

/*
 * A statement of a table, reset and with no parameter bound. Never NULL: a failure to prepare shows itself at
 * the first db_step(). Borrowed; the same (tab, index) gives the same object, so a statement cannot be nested
 * in itself.
 */
struct db_stmt *db_stmt(struct db *db, const struct db_sqltab *tab, int index);
/* Parameters count from 1. Text and blobs are copied. NULL text binds NULL. */
void db_bind_int(struct db_stmt *st, int param, int64_t value);
void db_bind_real(struct db_stmt *st, int param, double value);
void db_bind_text(struct db_stmt *st, int param, const char *text);
void db_bind_textn(struct db_stmt *st, int param, const char *text, size_t len);
void db_bind_blob(struct db_stmt *st, int param, const void *data, size_t len);
void db_bind_null(struct db_stmt *st, int param);
/* 1: a row is there; 0: done (the statement is reset); -1: failed (reset, *err filled; inside db_transact
 * the transaction is to be given up by returning -1). Columns count from 0 and are borrowed until the next
 * call. */
int db_step(struct db_stmt *st, struct error *err);
int64_t db_int(struct db_stmt *st, int col); /* NULL reads as 0 */
double db_real(struct db_stmt *st, int col);
const char *db_text(struct db_stmt *st, int col); /* NULL for NULL */
const void *db_blob(struct db_stmt *st, int col, size_t *len);
bool db_is_null(struct db_stmt *st, int col);
void db_reset(struct db_stmt *st); /* when rows are left unread */
/* Steps a statement that returns no rows to its end. 0 or -1. */
int db_run(struct db_stmt *st, struct error *err);
/* How many rows the last finished statement changed. */
int64_t db_changes(const struct db_stmt *st);
/* Runs several statements of fixed text (migrations, pragmas, tests); no parameters, no rows. */
int db_exec(struct db *db, const char *sql, struct error *err);
/* Prepares the statement without running it, for the test that prepares them all. */
int db_try_prepare(struct db *db, const struct db_sqltab *tab, int index, struct error *err);

/* Now, UTC, 'YYYY-MM-DD HH:MM:SS.mmm': the server's clock on PostgreSQL, this machine's on SQLite. */
#define DB_INSTANT_SIZE 24
int db_now(struct db *db, char out[DB_INSTANT_SIZE], struct error *err);

/* The statements of this file, for the test that prepares all. */
extern const struct db_sqltab db_sql;

#endif
