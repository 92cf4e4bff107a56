/*
 * Migrations; see migrate.h. The version is a row a step in schema_migrations, written in the step's own
 * transaction: after a crash the database is at a version, with all of it and nothing else.
 */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/plural.h"
#include "db/catalog.h"
#include "db/images.h"
#include "db/lock.h"
#include "db/migrate.h"
#include "db/words.h"

#define VERSION_OF_IMAGES 2
#define VERSION_OF_WORDS 9

static const struct db_sql make_versions = {
	"CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL, "
	"applied_at TEXT NOT NULL) STRICT",
	"CREATE TABLE schema_migrations (version BIGINT PRIMARY KEY NOT NULL, name TEXT COLLATE \"C\" NOT "
	"NULL, "
	"applied_at TEXT COLLATE \"C\" NOT NULL)",
};

enum { VERSION, ADD_VERSION, DELETE_VERSION };
static const struct db_sql statements[] = {
	[VERSION] = {"SELECT COALESCE(MAX(version), 0) FROM schema_migrations"},
	[ADD_VERSION] = {"INSERT INTO schema_migrations (version, name, applied_at) VALUES ($1, $2, $3)"},
	[DELETE_VERSION] = {"DELETE FROM schema_migrations WHERE version = $1"},
};
const struct db_sqltab migrate_sql = {"migrate", statements, sizeof(statements) / sizeof(statements[0])};

int migrate_latest(void)
{
	int latest = 0;
	size_t i;

	for (i = 0; i < schema_text_count; i++)
		if (schema_texts[i].version > latest)
			latest = schema_texts[i].version;
	return latest;
}

static const struct schema_text *find_text(enum db_engine engine, int version, bool up)
{
	size_t i;

	for (i = 0; i < schema_text_count; i++)
		if (schema_texts[i].engine == engine && schema_texts[i].version == version &&
			schema_texts[i].up == up)
			return &schema_texts[i];
	return NULL;
}

const char *migrate_name(int version)
{
	const struct schema_text *text = find_text(DB_SQLITE, version, true);

	return text ? text->name : NULL;
}

int db_schema_version(struct db *db, struct error *err)
{
	int there = catalog_has_table(db, SCHEMA_VERSIONS, err), version;
	struct db_stmt *st;

	if (there <= 0)
		return there;
	st = db_stmt(db, &migrate_sql, VERSION);
	if (db_step(st, err) != 1)
		return -1;
	version = (int)db_int(st, 0);
	db_reset(st);
	return version;
}

static int too_new(struct db *db, int version, struct error *err)
{
	return error_set(err, ERR_CONFIG,
		"the database '%s' has version %d and this program knows only %d: a newer Metarr has "
		"migrated it",
		db_name(db), version, migrate_latest());
}

/* At version 0: -1 when the tables of another program are there. */
static int must_be_empty(struct db *db, struct error *err)
{
	int64_t tables = catalog_table_count(db, err);

	if (tables > 0)
		return error_set(err, ERR_CONFIG,
			"'%s' is the database of another program: it has %lld %s, none of "
			"them Metarr's",
			db_name(db), (long long)tables, plural(tables, "table", "tables"));
	return tables < 0 ? -1 : 0;
}

int schema_require(struct db *db, struct error *err)
{
	int version = db_schema_version(db, err);

	if (version < 0)
		return -1;
	if (version == migrate_latest())
		return 0;
	if (version > migrate_latest())
		return too_new(db, version, err);
	if (version)
		return error_set(err, ERR_CONFIG,
			"the database '%s' has version %d and %d is needed: metarr-db migrate", db_name(db),
			version, migrate_latest());
	if (must_be_empty(db, err))
		return -1;
	return error_set(err, ERR_CONFIG, "the database '%s' is empty: metarr-db create", db_name(db));
}

/* Reports */

struct reporter {
	migrate_report report; /* NULL: nobody listens */
	void *ctx;
};

static void say(const struct reporter *to, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void say(const struct reporter *to, const char *fmt, ...)
{
	struct strbuf line = STRBUF_INIT;
	va_list ap;

	if (!to->report)
		return;
	va_start(ap, fmt);
	strbuf_vaddf(&line, fmt, ap);
	va_end(ap);
	to->report(line.buf, to->ctx);
	strbuf_release(&line);
}

/* The word at 'text', up to a space or semicolon; the caller frees. */
static char *word(const char *text)
{
	return xstrndup(text, strcspn(text, " ;\n"));
}

/* One table that is dropped, or one that loses the columns in 'columns' (when that is not empty). */
static int say_loss(struct db *db, const struct reporter *to, const char *table, const struct strbuf *columns,
	struct error *err)
{
	int there = catalog_has_table(db, table, err);
	int64_t rows;

	if (there <= 0)
		return there;
	if (catalog_rows(db, table, &rows, err))
		return -1;
	if (columns->len)
		say(to, "drops of %s: %s (%lld %s)", table, columns->buf, (long long)rows,
			plural(rows, "row", "rows"));
	else
		say(to, "drops %s (%lld %s)", table, (long long)rows, plural(rows, "row", "rows"));
	return 0;
}

/* Appends the columns that the lines from 'line' on take from one table; gives the first line after them. */
static const char *gather_columns(const char *line, const char *table, struct strbuf *columns)
{
	static const char drop[] = " DROP COLUMN ";
	size_t head = strlen("ALTER TABLE ") + strlen(table);

	while (!strncmp(line, "ALTER TABLE ", 12) && !strncmp(line + 12, table, strlen(table)) &&
		!strncmp(line + head, drop, strlen(drop))) {
		const char *column = line + head + strlen(drop);
		strbuf_addstr(columns, columns->len ? ", " : "");
		strbuf_add(columns, column, strcspn(column, ";\n"));
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return line;
}

/* Reads the step's own text: what it drops is on lines "DROP TABLE x;" and "ALTER TABLE x DROP COLUMN y;". */
static int say_losses(struct db *db, const struct reporter *to, const char *text, struct error *err)
{
	const char *line = text, *next;
	int rc = 0;

	for (; *line && !rc; line = next) {
		struct strbuf columns = STRBUF_INIT;
		char *table = NULL;
		next = line + strcspn(line, "\n");
		next += *next == '\n';
		if (!strncmp(line, "DROP TABLE ", 11)) {
			table = word(line + 11);
		} else if (!strncmp(line, "ALTER TABLE ", 12)) {
			table = word(line + 12);
			next = gather_columns(line, table, &columns);
		}
		if (table)
			rc = say_loss(db, to, table, &columns, err);
		free(table);
		strbuf_release(&columns);
	}
	return rc;
}

/* Steps */

struct step {
	int from, to;
	const struct schema_text *text;
	struct images *images; /* NULL: the step needs none */
};

static struct step step_towards(struct db *db, int from, int target)
{
	struct step step = {from, target > from ? from + 1 : from - 1, NULL, NULL};
	bool up = step.to > from;

	step.text = find_text(db_engine(db), up ? step.to : from, up);
	if (!step.text)
		BUG("there is no step from version %d to %d", from, step.to);
	return step;
}

static int announce(
	struct db *db, struct step *step, const char *cache_dir, const struct reporter *to, struct error *err)
{
	say(to, "%s %d, %s", step->text->up ? "up to" : "down from", step->text->version, step->text->name);
	if (!step->text->up)
		return say_losses(db, to, step->text->text, err);
	if (step->to != VERSION_OF_IMAGES || catalog_has_table(db, "images", NULL) != 1)
		return 0;
	if (images_collect(&step->images, db, cache_dir, err))
		return -1;
	if (images_count(step->images))
		say(to, "takes over %zu images; the files of %zu are gone", images_count(step->images),
			images_gone(step->images));
	return 0;
}

static int note_version(struct db *db, const struct step *step, struct error *err)
{
	struct db_stmt *st;
	char now[DB_INSTANT_SIZE];

	if (step->to < step->from) {
		st = db_stmt(db, &migrate_sql, DELETE_VERSION);
		db_bind_int(st, 1, step->from);
		if (db_run(st, err))
			return -1;
		return step->to ? 0 : db_exec(db, "DROP TABLE schema_migrations", err);
	}
	if (db_now(db, now, err))
		return -1;
	st = db_stmt(db, &migrate_sql, ADD_VERSION);
	db_bind_int(st, 1, step->to);
	db_bind_text(st, 2, step->text->name);
	db_bind_text(st, 3, now);
	return db_run(st, err);
}

static int make_version_table(struct db *db, struct error *err)
{
	const char *pg = db_engine(db) == DB_POSTGRES ? make_versions.pg : NULL;

	if (must_be_empty(db, err))
		return -1;
	return db_exec(db, pg ? pg : make_versions.text, err);
}

static int run_step(struct db *db, void *ctx, struct error *err)
{
	const struct step *step = ctx;
	int version = db_schema_version(db, err);

	if (version < 0)
		return -1;
	if (version != step->from)
		return error_set(err, ERR_CHANGED,
			"the database '%s' was migrated by somebody else meanwhile", db_name(db));
	if (!version && make_version_table(db, err))
		return -1;
	if (db_exec(db, step->text->text, err))
		return error_prefix(
			err, "migration %d %s", step->text->version, step->text->up ? "up" : "down");
	if (step->images && images_adopt(db, step->images, err))
		return -1;
	if (step->text->up && step->to == VERSION_OF_WORDS && words_fill(db, err))
		return -1;
	return note_version(db, step, err);
}

/* The next step on the way: 1; 0: that was the last one; -1. */
static int next_step(struct db *db, int target, struct step *out, struct error *err)
{
	int version = db_schema_version(db, err);

	if (version < 0)
		return -1;
	if (version == target)
		return 0;
	if (version > migrate_latest())
		return too_new(db, version, err);
	*out = step_towards(db, version, target);
	return 1;
}

/* Under the lock. */
static int migrate_steps(
	struct db *db, int target, const char *cache_dir, const struct reporter *to, struct error *err)
{
	struct step step;
	int rc;

	while ((rc = next_step(db, target, &step, err)) == 1) {
		rc = announce(db, &step, cache_dir, to, err);
		if (!rc)
			rc = db_transact(db, DB_WRITE_FULL, run_step, &step, err);
		images_free(step.images);
		if (rc)
			return -1;
	}
	return rc;
}

static int check_target(int target, struct error *err)
{
	if (target >= 0 && target <= migrate_latest())
		return 0;
	return error_set(err, ERR_USAGE, "there is no version %d: 0 to %d", target, migrate_latest());
}

int migrate_to(
	struct db *db, int target, const char *cache_dir, migrate_report report, void *ctx, struct error *err)
{
	const struct reporter to = {report, ctx};
	struct db_lock *lock = NULL;
	int rc;

	if (check_target(target, err) || db_lock(&lock, db, MIGRATION_LOCK, DB_EXCLUSIVE, -1, err) != 1)
		return -1;
	rc = migrate_steps(db, target, cache_dir, &to, err);
	db_unlock(lock);
	return rc;
}

int migrate_empty(struct db *db, int target, struct error *err)
{
	struct step step;
	int rc;

	if (check_target(target, err))
		return -1;
	while ((rc = next_step(db, target, &step, err)) == 1)
		if (run_step(db, &step, err))
			return -1;
	return rc;
}

int migrate_plan(
	struct db *db, int target, const char *cache_dir, migrate_report report, void *ctx, struct error *err)
{
	const struct reporter to = {report, ctx};
	int version, rc = 0;

	if (check_target(target, err))
		return -1;
	version = db_schema_version(db, err);
	if (version < 0)
		return -1;
	if (version > migrate_latest())
		return too_new(db, version, err);
	while (version != target && !rc) {
		struct step step = step_towards(db, version, target);
		rc = announce(db, &step, cache_dir, &to, err);
		images_free(step.images);
		version = step.to;
	}
	return rc;
}
