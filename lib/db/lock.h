/*
 * Named locks between processes (and, on PostgreSQL, machines), given back by death and never by time.
 * SQLite: one byte of "<database>.lock" by F_OFD_SETLK, a close-on-exec descriptor for each lock; PostgreSQL:
 * a session advisory lock. A name is hashed; two names on one byte only wait for each other. The order in
 * which locks are taken: migration, library, folder, cache. While one is held, no fork without exec.
 */
#ifndef DB_LOCK_H
#define DB_LOCK_H

#include <stdbool.h>

#include "core/error.h"
#include "db/db.h"

enum db_lock_mode { DB_SHARED, DB_EXCLUSIVE };
struct db_lock;

/*
 * Waits up to 'timeout_ms' (0: one try, -1: for ever). 1 held, 0 somebody else has it, -1 error. Not inside a
 * transaction, and a name once at a time through one handle: either is a BUG(), since it would wait for
 * itself. Two handles of one process wait for each other as two processes do. Locks are given back before
 * db_close().
 */
int db_lock(struct db_lock **out, struct db *db, const char *name, enum db_lock_mode mode, int timeout_ms,
	struct error *err);
/* Whether it is still ours: asks the server on PostgreSQL, where a lost session loses its locks. */
bool db_lock_alive(struct db_lock *lock);
void db_unlock(struct db_lock *lock); /* NULL is fine */

#endif
