/*
 * Migrations: the numbered texts of schema/, inside the programs, and what runs them.
 *
 * Every step is one transaction under the lock "migration", in which the version is read again; so a
 * migration that is killed leaves the database at a version, and two that run at once do each step once. What
 * a step needs from the file system (002: the hashes of old images) is collected before its transaction.
 * Nothing migrates by itself: programs call schema_require(), and only metarr-db and what makes a database
 * migrate.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "db/db.h"

/* The table of a row a step, which is no data. */
#define SCHEMA_VERSIONS "schema_migrations"
/* The lock that a migration holds; shared by whoever must see one version from start to end. */
#define MIGRATION_LOCK "migration"

/* One migration file. Made by scripts/embed-schema at build time; in order of engine, version, up before
 * down. */
struct schema_text {
	enum db_engine engine;
	int version;	  /* of the step: up leads to it, down to the one below */
	const char *name; /* "base" */
	bool up;
	const char *text;
};

extern const struct schema_text schema_texts[];
extern const size_t schema_text_count;

/* The newest version that this program knows. */
int migrate_latest(void);
/* The name of a step ("base"), NULL for a version that this program does not know. */
const char *migrate_name(int version);

/* The version of the database: 0 when it holds no table of Metarr yet, -1 with *err set when it cannot be
 * read. */
int db_schema_version(struct db *db, struct error *err);

/* ERR_CONFIG unless the version is migrate_latest(): the message names the command that helps. 0 or -1. */
int schema_require(struct db *db, struct error *err);

/* Told of each step before it runs, with one line a matter, without a line end. ctx is the caller's. */
typedef void (*migrate_report)(const char *line, void *ctx);

/*
 * Brings the database to version 'target' (0 to migrate_latest()), up or down, step by step. cache_dir is
 * where relative paths of old images start (the directory of the cache; NULL: the current one). What a step
 * down drops is reported before it goes, with its number of rows. Waits for another migration that runs. 0 or
 * -1; after a failure the database stands at the version of the last step that was done.
 */
int migrate_to(struct db *db, int target, const char *cache_dir, migrate_report report, void *ctx,
	struct error *err);
/* The same in the caller's transaction, who holds the lock, for a database without a row: the steps alone. */
int migrate_empty(struct db *db, int target, struct error *err);
/* Reports what migrate_to() would do, and changes nothing. */
int migrate_plan(struct db *db, int target, const char *cache_dir, migrate_report report, void *ctx,
	struct error *err);

/*
 * Looks for what must not be: the engine's own check of the file and of foreign keys (SQLite; on PostgreSQL
 * they are the server's), reference counts that are not what is counted, rows of an item that is not there.
 * One line for each fault through 'report'. The number of faults, or -1 when it could not look.
 */
int db_schema_check(struct db *db, migrate_report report, void *ctx, struct error *err);

/* The statements of migrate.c and check.c, for the test that prepares all. */
extern const struct db_sqltab migrate_sql;
extern const struct db_sqltab check_sql;

#endif
