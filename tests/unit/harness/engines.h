/*
 * Runs each test of a database on both engines: a fresh database for every test, SQLite in a folder of its
 *own on disk (below $TMPDIR, else /var/tmp), PostgreSQL on the server that METARR_TEST_PG names. Without that
 *variable the PostgreSQL half fails; it is never skipped.
 *
 *	const TTest *const tests[] = {insert_and_read, …};
 *	engines_add(suite, "items", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
 */
#ifndef HARNESS_ENGINES_H
#define HARNESS_ENGINES_H

#include <check.h>
#include <sys/types.h>

#include "db/db.h"

enum {
	ENGINES_EMPTY = 0,    /* version 0 */
	ENGINES_MIGRATED = 1, /* the newest version */
	ENGINES_SQLITE = 2,   /* only there */
	ENGINES_POSTGRES = 4  /* only there */
};

/* Adds the test cases "TITLE on SQLite" and "TITLE on PostgreSQL", each with all tests. */
void engines_add(Suite *s, const char *title, unsigned how, const TTest *const *tests, size_t count);
/* Runs the suite and gives the exit status of the program. */
int engines_run(Suite *s);

/* In a test: its database, opened; the URL, for a second handle or a child; an empty folder for files. */
extern struct db *engines_db;
const char *engines_url(void);
const char *engines_dir(void);
/* One more handle on the test's database. The test closes it. */
struct db *engines_open(void);

/* Ends the test unless the call gave 0, with the error's words; the error is 'engines_err'. */
extern struct error engines_err;
#define must(call) ck_assert_msg((call) == 0, "%s: %s", #call, engines_err.msg.buf)
/* fork() without a handle on the database that both sides would have: engines_db is closed before it, and
 * opened anew on this side, where it must be in use by nobody. */
pid_t engines_fork(void);
/* Ends the test unless fn, run in a child, ends that with BUG(). */
void engines_must_bug(void (*fn)(void));
/* Several statements of fixed text, as db_exec(). */
void engines_exec(const char *sql);
/* The whole number that a query gives. */
int64_t engines_int(const char *sql);
/* The text that a query gives; NULL reads "(null)". The caller frees. */
char *engines_text(const char *sql);

#endif
