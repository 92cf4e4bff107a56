/* Looks for what must not be in a database of the newest version; db_schema_check() of migrate.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/plural.h"
#include "db/catalog.h"
#include "db/engine.h"
#include "db/migrate.h"

/* Every table whose rows belong to an item or a set; publish_log, activity_log and displaced_files
 * are history. */
#define OF_ITEM(table) "SELECT '" table "' AS tab, entity_type, entity_id FROM " table " UNION ALL "
#define OF_ITEMS                                                                                             \
	OF_ITEM("external_ids")                                                                              \
	OF_ITEM("extra_fields")                                                                              \
	OF_ITEM("item_people")                                                                               \
	OF_ITEM("item_genres")                                                                               \
	OF_ITEM("item_studios")                                                                              \
	OF_ITEM("item_tags")                                                                                 \
	OF_ITEM("item_countries")                                                                            \
	OF_ITEM("ratings")                                                                                   \
	OF_ITEM("video_streams")                                                                             \
	OF_ITEM("audio_streams")                                                                             \
	OF_ITEM("subtitle_streams")                                                                          \
	OF_ITEM("unknown_files")                                                                             \
	OF_ITEM("asset_candidates")                                                                          \
	OF_ITEM("field_state")                                                                               \
	OF_ITEM("search_words")                                                                              \
	OF_ITEM("nfo_versions")                                                                              \
	OF_ITEM("published_files")                                                                           \
	OF_ITEM("matches")                                                                                   \
	OF_ITEM("provider_items")                                                                            \
	"SELECT 'scan_files' AS tab, entity_type, entity_id FROM scan_files WHERE entity_id IS NOT NULL"
#define NO_ITEM(type, table)                                                                                 \
	"NOT EXISTS (SELECT 1 FROM " table " AS i WHERE r.entity_type = '" type "' AND i.id = r.entity_id)"

enum { INTEGRITY, FOREIGN_KEYS, REFERENCES, ORPHANS, ITEMS, OBJECTS };
static const struct db_sql statements[] = {
	[INTEGRITY] = {"PRAGMA integrity_check(20)", "SELECT 'ok'"},
	[FOREIGN_KEYS] = {"SELECT \"table\", parent, COUNT(*) FROM pragma_foreign_key_check GROUP BY 1, 2 "
			  "ORDER BY 1, 2",
		"SELECT '', '', 0 WHERE 1 = 0"},
	[REFERENCES] =
		{"SELECT content_hash, reference_count, counted FROM (SELECT c.content_hash, "
		 "c.reference_count, "
		 "(SELECT COUNT(*) FROM asset_candidates AS a WHERE a.content_hash = c.content_hash "
		 "AND a.is_rejected = 0 AND (a.is_selected = 1 OR a.local_path IS NOT NULL)) + "
		 "(SELECT COUNT(*) FROM published_files AS f WHERE f.hash = c.content_hash) + "
		 "(SELECT COUNT(*) FROM displaced_files AS d WHERE d.hash = c.content_hash) + "
		 "(SELECT COUNT(*) FROM nfo_versions AS n WHERE n.hash = c.content_hash) + "
		 "(SELECT COUNT(*) FROM publish_journal AS o WHERE o.old_hash = c.content_hash) + "
		 "(SELECT COUNT(*) FROM publish_journal AS j WHERE j.new_hash = c.content_hash) AS counted "
		 "FROM cache_inventory AS c) AS r WHERE reference_count <> counted ORDER BY content_hash"},
	[ORPHANS] = {"SELECT content_hash, reference_count FROM cache_inventory WHERE (reference_count = 0) "
		     "<> (orphaned_at IS NOT NULL) "
		     "ORDER BY content_hash"},
	[ITEMS] = {"SELECT tab, entity_type, entity_id, COUNT(*) FROM (" OF_ITEMS
		   ") AS r WHERE " NO_ITEM("movie", "movies") " AND " NO_ITEM(
			   "series", "series") " AND " NO_ITEM("season", "seasons") " AND " NO_ITEM("episode",
			   "episodes") " AND " NO_ITEM("set", "sets") " GROUP BY tab, entity_type, entity_id "
								      "ORDER BY tab, entity_type, entity_id"},
	[OBJECTS] = {"SELECT COUNT(*) FROM sqlite_schema WHERE type = $1 AND name = $2",
		"SELECT (SELECT COUNT(*) FROM pg_catalog.pg_tables WHERE $1 = 'table' AND schemaname = "
		"current_schema() AND "
		"tablename = $2) + (SELECT COUNT(*) FROM pg_catalog.pg_indexes WHERE $1 = 'index' AND "
		"schemaname = "
		"current_schema() AND indexname = $2) + (SELECT COUNT(*) FROM pg_catalog.pg_trigger AS t "
		"JOIN "
		"pg_catalog.pg_class AS c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = "
		"c.relnamespace "
		"WHERE $1 = 'trigger' AND n.nspname = current_schema() AND t.tgname = $2 AND t.tgenabled <> "
		"'D')"},
};
const struct db_sqltab check_sql = {"check", statements, sizeof(statements) / sizeof(statements[0])};

struct check {
	migrate_report report; /* NULL: only count */
	void *ctx;
	int faults;
};

static void fault(struct check *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void fault(struct check *c, const char *fmt, ...)
{
	struct strbuf line = STRBUF_INIT;
	va_list ap;

	c->faults++;
	if (!c->report)
		return;
	va_start(ap, fmt);
	strbuf_vaddf(&line, fmt, ap);
	va_end(ap);
	c->report(line.buf, c->ctx);
	strbuf_release(&line);
}

static void integrity_row(struct check *c, struct db_stmt *st)
{
	if (strcmp(db_text(st, 0), "ok"))
		fault(c, "damaged: %s", db_text(st, 0));
}

static void foreign_key_row(struct check *c, struct db_stmt *st)
{
	fault(c, "%s: %lld %s a row of %s that is not there", db_text(st, 0), (long long)db_int(st, 2),
		plural(db_int(st, 2), "row names", "rows name"), db_text(st, 1));
}

static void reference_row(struct check *c, struct db_stmt *st)
{
	fault(c, "cache object '%s' counts %lld %s, and there %s %lld", db_text(st, 0),
		(long long)db_int(st, 1), plural(db_int(st, 1), "reference", "references"),
		plural(db_int(st, 2), "is", "are"), (long long)db_int(st, 2));
}

static void orphan_row(struct check *c, struct db_stmt *st)
{
	if (db_int(st, 1))
		fault(c, "cache object '%s' is dated as an orphan and has references", db_text(st, 0));
	else
		fault(c, "cache object '%s' has no reference and no date since when", db_text(st, 0));
}

static void item_row(struct check *c, struct db_stmt *st)
{
	fault(c, "%s: %s %lld is not there (%lld %s)", db_text(st, 0), db_text(st, 1),
		(long long)db_int(st, 2), (long long)db_int(st, 3), plural(db_int(st, 3), "row", "rows"));
}

static int each_row(struct db *db, int index, void (*row)(struct check *c, struct db_stmt *st),
	struct check *c, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &check_sql, index);
	int rc;

	while ((rc = db_step(st, err)) == 1)
		row(c, st);
	return rc;
}

/* What the migrations made and did not drop again */

struct object {
	const char *type; /* table, index, trigger */
	char *name, *table;
};

struct objects {
	struct object *list;
	size_t count, alloc;
};

static const char *const types[] = {"table", "index", "trigger"};

/* "CREATE TABLE x (…": the type and where the name starts; NULL when the line is no such statement. */
static const char *type_of(const char *line, const char *verb, const char **name)
{
	static const char *const words[] = {"TABLE ", "INDEX ", "TRIGGER "};
	size_t i;

	if (strncmp(line, verb, strlen(verb)))
		return NULL;
	line += strlen(verb);
	if (!strncmp(line, "UNIQUE ", 7))
		line += 7;
	for (i = 0; i < 3; i++)
		if (!strncmp(line, words[i], strlen(words[i]))) {
			*name = line + strlen(words[i]);
			return types[i];
		}
	return NULL;
}

static char *word_at(const char *text)
{
	return xstrndup(text, strcspn(text, " ;(\n"));
}

static void add_object(struct objects *o, const char *type, const char *name)
{
	const char *end = name + strcspn(name, "\n"), *on = strstr(name, " ON ");
	struct object *new;

	ALLOC_GROW(o->list, o->count + 1, o->alloc);
	new = &o->list[o->count++];
	new->type = type;
	new->name = word_at(name);
	new->table = type != types[0] && on &&on < end ? word_at(on + 4) : xstrdup("");
}

/* With a table go its indexes and triggers. */
static void drop_object(struct objects *o, const char *type, const char *name)
{
	char *gone = word_at(name);
	size_t i, kept = 0;

	for (i = 0; i < o->count; i++) {
		struct object *x = &o->list[i];
		if ((x->type == type && !strcmp(x->name, gone)) ||
			(type == types[0] && !strcmp(x->table, gone))) {
			free(x->name);
			free(x->table);
			continue;
		}
		o->list[kept++] = *x;
	}
	o->count = kept;
	free(gone);
}

static void read_objects(struct objects *o, const char *text)
{
	const char *line, *type, *name;

	for (line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		if ((type = type_of(line, "CREATE ", &name)))
			add_object(o, type, name);
		else if ((type = type_of(line, "DROP ", &name)))
			drop_object(o, type, name);
	}
}

static int object_is_there(struct db *db, const struct object *x, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &check_sql, OBJECTS);
	int there;

	db_bind_text(st, 1, x->type);
	db_bind_text(st, 2, x->name);
	if (db_step(st, err) != 1)
		return -1;
	there = db_int(st, 0) > 0;
	db_reset(st);
	return there;
}

static int check_objects(struct db *db, struct check *c, struct error *err)
{
	struct objects o = {NULL, 0, 0};
	size_t i;
	int there = 1;

	for (i = 0; i < schema_text_count; i++)
		if (schema_texts[i].engine == db->id && schema_texts[i].up)
			read_objects(&o, schema_texts[i].text);
	for (i = 0; i < o.count; i++) {
		if (there >= 0)
			there = object_is_there(db, &o.list[i], err);
		if (!there)
			fault(c, "%s %s is missing", o.list[i].type, o.list[i].name);
		free(o.list[i].name);
		free(o.list[i].table);
	}
	free(o.list);
	return there < 0 ? -1 : 0;
}

static int check_all(struct db *db, void *ctx, struct error *err)
{
	struct check *c = ctx;

	if (each_row(db, INTEGRITY, integrity_row, c, err) ||
		each_row(db, FOREIGN_KEYS, foreign_key_row, c, err))
		return -1;
	if (schema_require(db, err) || check_objects(db, c, err))
		return -1;
	return each_row(db, REFERENCES, reference_row, c, err) || each_row(db, ORPHANS, orphan_row, c, err) ||
			       each_row(db, ITEMS, item_row, c, err)
		       ? -1
		       : 0;
}

int db_schema_check(struct db *db, migrate_report report, void *ctx, struct error *err)
{
	struct check c = {report, ctx, 0};

	return db_transact(db, DB_READ, check_all, &c, err) ? -1 : c.faults;
}
