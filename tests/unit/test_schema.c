/*
 * The tables: the same on both engines, every statement can be prepared, the indexes are used by the queries
 * they are for, and cascades and reference counts hold whatever is inserted, changed and deleted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/catalog.h"
#include "db/engine.h"
#include "db/images.h"
#include "db/migrate.h"
#include "harness/engines.h"

static void add_line(const char *line, void *ctx)
{
	strbuf_addstr(ctx, line);
	strbuf_addch(ctx, '\n');
}

/* Appends the first column of every row. */
static void add_rows(struct db *db, const char *text, struct strbuf *out)
{
	const struct db_sql one = {text, NULL};
	const struct db_sqltab tab = {"test", &one, 1};
	struct db *own = NULL; /* a statement is kept by its handle, and this one lives only here */
	struct db_stmt *st;
	int rc;

	must(db_open(&own, db_path(db) ? db_path(db) : engines_url(), 0, &engines_err));
	st = db_stmt(own, &tab, 0);
	while ((rc = db_step(st, &engines_err)) == 1)
		add_line(db_text(st, 0), out);
	ck_assert_msg(rc == 0, "%s: %s", text, engines_err.msg.buf);
	db_close(own);
}

/* Statements */

/* Every table of statements in lib/ ("make lint" looks), but for images_collect_sql, which is of version 1.
 */
#define STATEMENTS(X)                                                                                        \
	X(artrule_sql)                                                                                       \
	X(below_sql)                                                                                         \
	X(cacheobject_sql)                                                                                   \
	X(candidate_sql)                                                                                     \
	X(catalog_sql)                                                                                       \
	X(check_sql)                                                                                         \
	X(choices_sql)                                                                                       \
	X(complete_sql)                                                                                      \
	X(db_sql)                                                                                            \
	X(due_sql)                                                                                           \
	X(edit_sql)                                                                                          \
	X(editlog_sql)                                                                                       \
	X(enriched_sql)                                                                                      \
	X(forget_sql)                                                                                        \
	X(images_adopt_sql)                                                                                  \
	X(inventory_sql)                                                                                     \
	X(item_sql)                                                                                          \
	X(itemlists_sql)                                                                                     \
	X(itemnames_sql)                                                                                     \
	X(words_sql)                                                                                         \
	X(search_sql)                                                                                        \
	X(itemseason_sql)                                                                                    \
	X(itemset_sql)                                                                                       \
	X(itemrow_sql)                                                                                       \
	X(itemstate_sql)                                                                                     \
	X(itemstreams_sql)                                                                                   \
	X(library_sql)                                                                                       \
	X(list_sql)                                                                                          \
	X(localart_sql)                                                                                      \
	X(matches_sql)                                                                                       \
	X(migrate_sql)                                                                                       \
	X(moved_sql)                                                                                         \
	X(nfotext_sql)                                                                                       \
	X(original_sql)                                                                                      \
	X(pick_sql)                                                                                          \
	X(pubend_sql)                                                                                        \
	X(pubfiles_sql)                                                                                      \
	X(publog_sql)                                                                                        \
	X(pubread_sql)                                                                                       \
	X(pubshare_sql)                                                                                      \
	X(rate_sql)                                                                                          \
	X(rejected_sql)                                                                                      \
	X(remoteart_sql)                                                                                     \
	X(reply_sql)                                                                                         \
	X(revert_version_sql)                                                                                \
	X(revert_set_sql)                                                                                    \
	X(rows_load_sql)                                                                                     \
	X(seen_sql)                                                                                          \
	X(serieswish_sql)                                                                                    \
	X(setting_sql)                                                                                       \
	X(sets_sql)                                                                                          \
	X(tables_sql)                                                                                        \
	X(titles_sql)                                                                                        \
	X(trouble_sql)

#define DECLARE(name) extern const struct db_sqltab name;
#define ADDRESS(name) &(name),
STATEMENTS(DECLARE)
static const struct db_sqltab *const tables_of_statements[] = {STATEMENTS(ADDRESS)};

START_TEST(every_statement_can_be_prepared)
{
	size_t i;
	int n, count = 0;

	for (i = 0; i < sizeof(tables_of_statements) / sizeof(tables_of_statements[0]); i++)
		for (n = 0; n < tables_of_statements[i]->count; n++, count++)
			must(db_try_prepare(engines_db, tables_of_statements[i], n, &engines_err));
	ck_assert_int_gt(count, 100);
	must(migrate_to(engines_db, 1, NULL, NULL, NULL, &engines_err));
	must(db_try_prepare(engines_db, &images_collect_sql, 0, &engines_err));
}
END_TEST

/* Both engines */

struct view {
	const char *what, *sqlite, *postgres;
};

/* Queries that give the same lines, if the tables are the same. */
static const struct view views[] = {
	{"columns",
		"SELECT m.name || '.' || p.name || ' ' || p.type || ' ' || CASE WHEN p.\"notnull\" OR p.pk "
		"THEN 'not null' "
		"ELSE 'null' END || ' ' || COALESCE(p.dflt_value, '-') FROM sqlite_schema AS m, "
		"pragma_table_info(m.name) "
		"AS p WHERE m.type = 'table' AND substr(m.name, 1, 7) <> 'sqlite_' ORDER BY m.name, p.cid",
		"SELECT table_name || '.' || column_name || ' ' || CASE data_type WHEN 'bigint' THEN "
		"'INTEGER' WHEN 'double "
		"precision' THEN 'REAL' WHEN 'bytea' THEN 'BLOB' WHEN 'text' THEN CASE collation_name WHEN "
		"'C' THEN 'TEXT' "
		"ELSE 'TEXT of another collation' END ELSE data_type END || ' ' || CASE is_nullable WHEN "
		"'NO' THEN 'not null' "
		"ELSE 'null' END || ' ' || COALESCE(regexp_replace(column_default, '::text$', ''), '-') FROM "
		"information_schema.columns WHERE table_schema = current_schema() ORDER BY CAST(table_name "
		"AS TEXT) "
		"COLLATE \"C\", ordinal_position"},
	{"primary keys",
		"SELECT t || ' (' || group_concat(c, ', ') || ')' FROM (SELECT m.name AS t, p.name AS c FROM "
		"sqlite_schema AS "
		"m, pragma_table_info(m.name) AS p WHERE m.type = 'table' AND substr(m.name, 1, 7) <> "
		"'sqlite_' AND p.pk > 0 "
		"ORDER BY m.name, p.pk) GROUP BY t ORDER BY t",
		"SELECT t.relname || ' (' || string_agg(a.attname, ', ' ORDER BY "
		"array_position(CAST(i.indkey AS smallint[]), "
		"a.attnum)) || ')' FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid JOIN "
		"pg_attribute AS a ON "
		"a.attrelid = t.oid AND a.attnum = ANY (i.indkey) WHERE i.indisprimary AND t.relnamespace = "
		"CAST(current_schema() AS regnamespace) GROUP BY t.relname ORDER BY CAST(t.relname AS TEXT) "
		"COLLATE \"C\""},
	/* The name of a constraint's own index differs; ours are called idx_…. */
	{"indexes",
		"SELECT t || ' ' || n || ' ' || u || ' ' || w || ' (' || group_concat(c, ', ') || ')' AS "
		"line FROM (SELECT "
		"m.name AS t, CASE l.origin WHEN 'c' THEN l.name ELSE 'constraint' END AS n, l.\"unique\" AS "
		"u, l.partial AS w, "
		"i.name AS c, l.name AS k FROM sqlite_schema AS m, pragma_index_list(m.name) AS l, "
		"pragma_index_info(l.name) "
		"AS i WHERE m.type = 'table' AND l.origin <> 'pk' ORDER BY m.name, l.name, i.seqno) GROUP BY "
		"k ORDER BY line",
		"SELECT line FROM (SELECT t.relname || ' ' || CASE WHEN substr(CAST(x.relname AS TEXT), 1, "
		"4) = 'idx_' THEN "
		"x.relname ELSE 'constraint' END || ' ' || CAST(CAST(i.indisunique AS INTEGER) AS TEXT) || ' "
		"' || CASE WHEN "
		"i.indpred IS NULL THEN '0' ELSE '1' END || ' (' || string_agg(a.attname, ', ' ORDER BY "
		"array_position(CAST(i.indkey AS smallint[]), a.attnum)) || ')' AS line FROM pg_index AS i "
		"JOIN pg_class AS t "
		"ON t.oid = i.indrelid JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_attribute AS a ON "
		"a.attrelid = t.oid "
		"AND a.attnum = ANY (i.indkey) WHERE NOT i.indisprimary AND t.relnamespace = "
		"CAST(current_schema() AS "
		"regnamespace) GROUP BY t.relname, x.relname, i.indisunique, i.indpred) AS l ORDER BY line "
		"COLLATE \"C\""},
	{"foreign keys",
		"SELECT m.name || '.' || f.\"from\" || ' ' || f.\"table\" || '.' || f.\"to\" || ' ' || "
		"f.on_delete AS line FROM "
		"sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table' ORDER BY "
		"line",
		"SELECT line FROM (SELECT t.relname || '.' || a.attname || ' ' || r.relname || '.' || "
		"b.attname || ' ' || CASE "
		"k.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE 'NO ACTION' END AS line "
		"FROM pg_constraint "
		"AS k JOIN pg_class AS t ON t.oid = k.conrelid JOIN pg_class AS r ON r.oid = k.confrelid "
		"JOIN pg_attribute AS a "
		"ON a.attrelid = t.oid AND a.attnum = k.conkey[1] JOIN pg_attribute AS b ON b.attrelid = "
		"r.oid AND b.attnum = "
		"k.confkey[1] WHERE k.contype = 'f') AS l ORDER BY line COLLATE \"C\""},
	{"triggers",
		"SELECT tbl_name || ' ' || name AS line FROM sqlite_schema WHERE type = 'trigger' ORDER BY "
		"line",
		"SELECT line FROM (SELECT c.relname || ' ' || t.tgname AS line FROM pg_trigger AS t JOIN "
		"pg_class AS c ON c.oid "
		"= t.tgrelid WHERE NOT t.tgisinternal) AS l ORDER BY line COLLATE \"C\""},
};

/* Shows the first line that differs: the whole is long. */
static void same_lines(const char *what, const char *sqlite, const char *postgres)
{
	while (*sqlite || *postgres) {
		size_t a = strcspn(sqlite, "\n"), b = strcspn(postgres, "\n");
		ck_assert_msg(a == b && !memcmp(sqlite, postgres, a),
			"%s: '%.*s' on SQLite, '%.*s' on PostgreSQL", what, (int)a, sqlite, (int)b, postgres);
		sqlite += a + (sqlite[a] == '\n');
		postgres += b + (postgres[b] == '\n');
	}
}

static struct db *sqlite_beside(void)
{
	struct strbuf path = STRBUF_INIT;
	struct db *db = NULL;

	strbuf_addf(&path, "%s/beside.db", engines_dir());
	must(db_open(&db, path.buf, DB_CREATE, &engines_err));
	strbuf_release(&path);
	return db;
}

START_TEST(engines_have_the_same_tables)
{
	struct db *sqlite = sqlite_beside();
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;
	int version;
	size_t i;

	for (version = 0; version <= migrate_latest(); version++) {
		must(migrate_to(sqlite, version, NULL, NULL, NULL, &engines_err));
		must(migrate_to(engines_db, version, NULL, NULL, NULL, &engines_err));
		for (i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
			strbuf_clear(&a);
			strbuf_clear(&b);
			add_rows(sqlite, views[i].sqlite, &a);
			add_rows(engines_db, views[i].postgres, &b);
			ck_assert_msg(!version || a.len > 50, "no %s", views[i].what);
			same_lines(views[i].what, a.buf, b.buf);
		}
	}
	db_close(sqlite);
	strbuf_release(&a);
	strbuf_release(&b);
}
END_TEST

/* Plans */

static const struct {
	const char *index, *query;
} plans[] = {
	{"idx_movies_state", "SELECT id FROM movies WHERE state = 'selected'"},
	{"idx_movies_unpublished", "SELECT id FROM movies WHERE has_unpublished_changes = 1"},
	{"idx_movies_needs_enrichment", "SELECT enrichment_priority FROM movies WHERE state IN "
					"('identified', 'discovered') AND enriched_at IS NULL"},
	{"idx_asset_candidates_entity", "SELECT id FROM asset_candidates WHERE entity_type = 'movie' AND "
					"entity_id = 1 AND asset_type = 'poster'"},
	{"idx_asset_candidates_selected", "SELECT id FROM asset_candidates WHERE is_selected = 1"},
	{"idx_asset_candidates_content_hash", "SELECT id FROM asset_candidates WHERE content_hash = 'x'"},
	{"idx_asset_candidates_open", "SELECT id FROM asset_candidates WHERE provider = 'local' AND "
				      "is_downloaded = 0 AND id > 5 ORDER BY id LIMIT 10"},
	{"idx_published_files_hash", "SELECT path FROM published_files WHERE hash = 'x'"},
	{"idx_cache_content_hash", "SELECT id FROM cache_inventory WHERE content_hash = 'x'"},
	{"idx_cache_orphaned", "SELECT id FROM cache_inventory WHERE orphaned_at < '2024'"},
	{"idx_cache_phash_open", "SELECT id FROM cache_inventory WHERE phash_done = 0"},
	{"idx_job_queue_processing",
		"SELECT id FROM job_queue WHERE status = 'pending' ORDER BY priority, created_at LIMIT 1"},
	{"idx_publish_log_entity",
		"SELECT id FROM publish_log WHERE entity_type = 'movie' AND entity_id = 1"},
	{"idx_publish_log_timestamp", "SELECT id FROM publish_log ORDER BY published_at DESC LIMIT 10"},
	{"idx_publish_log_open",
		"SELECT id FROM publish_log WHERE library_id = 1 AND folder = 'x' AND open = 1"},
	{"idx_movies_library", "SELECT id FROM movies WHERE library_id = 1"},
	{"idx_movies_folder", "SELECT id FROM movies WHERE library_id = 1 AND folder = 'x'"},
	{"idx_series_unpublished", "SELECT id FROM series WHERE has_unpublished_changes = 1"},
	{"idx_episodes_unpublished", "SELECT id FROM episodes WHERE has_unpublished_changes = 1"},
	{"idx_external_ids_value",
		"SELECT entity_id FROM external_ids WHERE type = 'tmdb' AND value = '603'"},
	{"idx_displaced_files_hash", "SELECT id FROM displaced_files WHERE hash = 'x'"},
	{"idx_scan_files_entity",
		"SELECT name FROM scan_files WHERE entity_type = 'movie' AND entity_id = 1"},
};

/* A few thousand rows, so that PostgreSQL has a reason to look for an index. */
static void fill(void)
{
	static const char series[] =
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) ";
	static const char *const inserts[] = {
		"INSERT INTO movies (library_id, title, file_path, state, enriched_at, created_at) SELECT 1, "
		"'x', CAST(i AS TEXT), "
		"CASE WHEN i % 4 = 0 THEN 'identified' ELSE 'published' END, CASE WHEN i % 400 <> 0 THEN "
		"'2024' END, '2024' "
		"FROM n",
		"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, is_selected, "
		"created_at) SELECT "
		"'movie', i, 'poster', 'tmdb', CASE WHEN i % 100 = 0 THEN 1 ELSE 0 END, '2024' FROM n",
		"INSERT INTO publish_log (entity_type, entity_id, nfo_hash, published_at) SELECT 'movie', i, "
		"'x', "
		"CAST(i AS TEXT) FROM n",
		"INSERT INTO job_queue (job_type, priority, payload, status, created_at) SELECT 'scan', i % "
		"5, '{}', "
		"CASE WHEN i % 10 = 0 THEN 'pending' ELSE 'completed' END, CAST(i AS TEXT) FROM n",
		"INSERT INTO cache_inventory (content_hash, file_path, file_size, asset_type, first_used_at, "
		"phash_done) SELECT "
		"CAST(i AS TEXT), 'x', 1, 'poster', '2024', CASE WHEN i % 100 = 0 THEN 0 ELSE 1 END FROM n",
	};
	struct strbuf sql = STRBUF_INIT;
	size_t i;

	engines_exec("INSERT INTO libraries (id, name, type, path, created_at) VALUES (1, 'x', 'movies', "
		     "'/x', '2024')");
	for (i = 0; i < sizeof(inserts) / sizeof(inserts[0]); i++) {
		/* SQLite takes WITH before INSERT, as PostgreSQL does. */
		strbuf_clear(&sql);
		strbuf_addstr(&sql, series);
		strbuf_addstr(&sql, inserts[i]);
		engines_exec(sql.buf);
	}
	engines_exec("ANALYZE");
	strbuf_release(&sql);
}

/* Every line of the plan; on PostgreSQL without whole-table scans, to see whether the index can serve. */
static void add_plan(const char *query, struct strbuf *out)
{
	struct strbuf text = STRBUF_INIT;
	bool sqlite = db_engine(engines_db) == DB_SQLITE;
	struct db_sql one;
	struct db_sqltab tab = {"plan", &one, 1};
	struct db *db = engines_open();
	struct db_stmt *st;

	if (!sqlite)
		must(db_exec(db, "SET enable_seqscan = off", &engines_err));
	strbuf_addf(&text, "%s %s", sqlite ? "EXPLAIN QUERY PLAN" : "EXPLAIN", query);
	one = (struct db_sql){text.buf, NULL};
	st = db_stmt(db, &tab, 0);
	while (db_step(st, &engines_err) == 1)
		add_line(db_text(st, sqlite ? 3 : 0), out);
	db_close(db);
	strbuf_release(&text);
}

START_TEST(indexes_are_used)
{
	struct strbuf plan = STRBUF_INIT;
	size_t i;

	fill();
	for (i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
		strbuf_clear(&plan);
		add_plan(plans[i].query, &plan);
		ck_assert_msg(strstr(plan.buf, plans[i].index) != NULL, "%s: %s", plans[i].query, plan.buf);
		/* An order that the index has needs no sorting. */
		if (strstr(plans[i].query, "ORDER BY"))
			ck_assert_msg(
				!strstr(plan.buf, "Sort") && !strstr(plan.buf, "B-TREE"), "%s", plan.buf);
	}
	strbuf_release(&plan);
}
END_TEST

/* Cascades and reference counts, at random */

#define OPERATIONS (getenv("METARR_TEST_BRIEF") ? 800 : 3000)
#define SEED 20240229

static long dice(long n)
{
	return random() % n + 1;
}

/* One statement; $ is a random number up to 40, # a hash out of a few, % one of the kinds of items. */
static const char *const operations[] = {
	"INSERT INTO libraries (id, name, type, path, created_at) VALUES ($, '#', 'movies', '#', 'x') ON "
	"CONFLICT DO NOTHING",
	"INSERT INTO movies (id, library_id, title, file_path, created_at) SELECT $, id, 'x', '#$', 'x' FROM "
	"libraries WHERE "
	"id < $ ORDER BY id LIMIT 1 ON CONFLICT DO NOTHING",
	"INSERT INTO movies (id, library_id, title, file_path, created_at) SELECT $, id, 'x', '#$', 'x' FROM "
	"libraries WHERE "
	"id < $ ORDER BY id LIMIT 1 ON CONFLICT DO NOTHING",
	"INSERT INTO series (id, library_id, title, directory_path, created_at) SELECT $, id, 'x', '#$', 'x' "
	"FROM libraries "
	"WHERE id < $ ORDER BY id LIMIT 1 ON CONFLICT DO NOTHING",
	"INSERT INTO seasons (id, series_id, season_number, created_at) SELECT $, id, $, 'x' FROM series "
	"WHERE id < $ "
	"ORDER BY id LIMIT 1 ON CONFLICT DO NOTHING",
	"INSERT INTO episodes (id, series_id, season_number, episode_number, title, file_path, created_at) "
	"SELECT $, id, $, "
	"$, 'x', '#', 'x' FROM series WHERE id < $ ORDER BY id LIMIT 1 ON CONFLICT DO NOTHING",
	"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, content_hash, "
	"created_at) SELECT '%', id, "
	"'poster', 'local', '#', 'x' FROM @ WHERE id < $ ORDER BY id LIMIT 1",
	"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, content_hash, "
	"created_at) SELECT '%', id, "
	"'poster', 'local', '#', 'x' FROM @ WHERE id < $ ORDER BY id DESC LIMIT 2",
	"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, created_at) SELECT '%', "
	"id, 'poster', "
	"'tmdb', 'x' FROM @ WHERE id < $ ORDER BY id LIMIT 1",
	"INSERT INTO nfo_versions (entity_type, entity_id, version, hash, origin) SELECT '%', id, $, '#', "
	"'found' FROM @ WHERE "
	"id < $ ORDER BY id LIMIT 1 ON CONFLICT DO NOTHING",
	"INSERT INTO field_state (entity_type, entity_id, field, source) SELECT '%', id, '#', 'nfo' FROM @ "
	"WHERE id < $ "
	"ORDER BY id LIMIT 1 ON CONFLICT DO NOTHING",
	"INSERT INTO matches (entity_type, entity_id, rank, provider, provider_id, title, score) SELECT '%', "
	"id, $, 'tmdb', '#', 'x', 0.5 FROM @ WHERE id < $ ORDER BY id LIMIT 1 ON CONFLICT DO NOTHING",
	"INSERT INTO provider_items (entity_type, entity_id, provider, provider_id) SELECT '%', id, '#', '$' "
	"FROM @ WHERE id < $ ORDER BY id LIMIT 1 ON CONFLICT DO NOTHING",
	"INSERT INTO ratings (entity_type, entity_id, source, value) SELECT '%', id, '#', 7.5 FROM @ WHERE "
	"id < $ "
	"ORDER BY id LIMIT 1",
	"INSERT INTO published_files (path, entity_type, entity_id, kind, hash) SELECT '#', '%', id, 'nfo', "
	"'#' FROM @ WHERE id < $ ORDER BY id LIMIT 1 ON CONFLICT DO NOTHING",
	"UPDATE published_files SET hash = '#' WHERE path = '#'",
	"UPDATE published_files SET hash = NULL WHERE path = '#'",
	"DELETE FROM published_files WHERE path = '#'",
	"UPDATE asset_candidates SET is_selected = 1 - is_selected WHERE entity_id = $",
	"UPDATE asset_candidates SET is_rejected = 1 - is_rejected WHERE entity_id = $",
	"UPDATE asset_candidates SET local_path = CASE WHEN local_path IS NULL THEN '#' END WHERE entity_id "
	"= $",
	"INSERT INTO scan_files (library_id, folder, name, size, mtime_ns, entity_type, entity_id) SELECT "
	"library_id, '#', "
	"'$', 1, 1, 'movie', id FROM movies WHERE id < $ ORDER BY id LIMIT 1 ON CONFLICT DO NOTHING",
	"INSERT INTO displaced_files (library_id, path, existed, hash, displaced_at) SELECT id, '#', 1, '#', "
	"'x' FROM "
	"libraries WHERE id < $ ORDER BY id LIMIT 1",
	"INSERT INTO publish_log (id, entity_type, entity_id, library_id, nfo_hash, published_at) SELECT $, "
	"'movie', 1, id, "
	"'#', 'x' FROM libraries WHERE id < $ ORDER BY id LIMIT 1 ON CONFLICT DO NOTHING",
	"INSERT INTO publish_journal (publish_id, seq, library_id, path, action, old_hash, new_hash, "
	"created_at) SELECT id, $, "
	"library_id, '#', 'write', '#', '#', 'x' FROM publish_log WHERE id < $ ORDER BY id LIMIT 1 ON "
	"CONFLICT DO NOTHING",
	"INSERT INTO publish_journal (publish_id, seq, library_id, path, action, old_hash, created_at) "
	"SELECT id, $, "
	"library_id, '#', 'remove', '#', 'x' FROM publish_log WHERE id < $ ORDER BY id LIMIT 1 ON CONFLICT "
	"DO NOTHING",
	"INSERT INTO cache_inventory (content_hash, file_path, file_size, asset_type, first_used_at) VALUES "
	"('#', 'x', 1, "
	"'poster', 'x') ON CONFLICT DO NOTHING",
	"INSERT INTO cache_inventory (content_hash, file_path, file_size, asset_type, first_used_at) VALUES "
	"('#', 'x', 1, "
	"'poster', 'x') ON CONFLICT DO NOTHING",
	"UPDATE asset_candidates SET content_hash = '#' WHERE entity_id = $",
	"UPDATE asset_candidates SET content_hash = NULL WHERE entity_id = $ AND entity_type = '%'",
	"UPDATE asset_candidates SET is_selected = 1 - is_selected, content_hash = content_hash WHERE "
	"entity_id < $",
	"UPDATE displaced_files SET hash = '#' WHERE hash = '#'",
	"UPDATE displaced_files SET hash = NULL WHERE hash = '#'",
	"UPDATE nfo_versions SET hash = '#' WHERE hash = '#'",
	"UPDATE publish_journal SET old_hash = new_hash WHERE publish_id = $",
	"UPDATE publish_journal SET old_hash = '#', new_hash = '#' WHERE publish_id = $",
	"UPDATE cache_inventory SET content_hash = '#' WHERE content_hash = '#' AND NOT EXISTS (SELECT 1 "
	"FROM cache_inventory "
	"AS c WHERE c.content_hash IN ('h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'h7', 'h8'))",
	"DELETE FROM cache_inventory WHERE content_hash = '#'",
	"DELETE FROM @ WHERE id = $",
	"DELETE FROM @ WHERE id BETWEEN $ AND $",
	"DELETE FROM movies WHERE id = $",
	"DELETE FROM libraries WHERE id = $",
	"DELETE FROM asset_candidates WHERE entity_id = $",
	"DELETE FROM nfo_versions WHERE hash = '#'",
	"DELETE FROM displaced_files WHERE hash = '#'",
	"DELETE FROM publish_log WHERE id = $",
	"DELETE FROM publish_journal WHERE publish_id = $ AND seq < $",
};

static void add_operation(struct strbuf *sql)
{
	static const char *const kinds[][2] = {
		{"movie", "movies"}, {"series", "series"}, {"season", "seasons"}, {"episode", "episodes"}};
	const char *const *kind = kinds[dice(4) - 1];
	const char *p = operations[dice(sizeof(operations) / sizeof(operations[0])) - 1];

	for (; *p; p++) {
		if (*p == '$')
			strbuf_addf(sql, "%ld", dice(40));
		else if (*p == '#')
			strbuf_addf(sql, "h%ld", dice(8));
		else if (*p == '%' || *p == '@')
			strbuf_addstr(sql, kind[*p == '@']);
		else
			strbuf_addch(sql, *p);
	}
	strbuf_addstr(sql, ";\n");
}

static int run_batch(struct db *db, void *ctx, struct error *err)
{
	return db_exec(db, ((struct strbuf *)ctx)->buf, err);
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

START_TEST(counts_hold_at_random)
{
	struct strbuf batch = STRBUF_INIT, faults = STRBUF_INIT;
	int64_t objects = 0, candidates = 0;
	int n;

	srandom(SEED);
	for (n = 1; n <= OPERATIONS; n++) {
		add_operation(&batch);
		if (n % 50)
			continue;
		must(db_transact(engines_db, DB_WRITE, run_batch, &batch, &engines_err));
		db_schema_check(engines_db, add_line, &faults, &engines_err);
		ck_assert_msg(!faults.len, "after %d operations: %.500s", n, faults.buf);
		strbuf_clear(&batch);
		objects = most(objects, engines_int("SELECT COUNT(*) FROM cache_inventory"));
		candidates = most(candidates, engines_int("SELECT COUNT(*) FROM asset_candidates"));
	}
	/* There was something to count. */
	ck_assert_int_gt(objects, 2);
	ck_assert_int_gt(candidates, 2);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM cache_inventory WHERE content_hash LIKE 'h%' AND "
				     "file_path = 'x'"),
		engines_int("SELECT COUNT(*) FROM cache_inventory"));
	engines_exec("DELETE FROM libraries");
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM asset_candidates"), 0);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM episodes"), 0);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM cache_inventory WHERE reference_count <> 0 OR "
				     "orphaned_at IS NULL"),
		0);
	ck_assert_int_eq(db_schema_check(engines_db, NULL, NULL, &engines_err), 0);
	strbuf_release(&batch);
	strbuf_release(&faults);
}
END_TEST

int main(void)
{
	const TTest *const both[] = {
		every_statement_can_be_prepared, indexes_are_used, counts_hold_at_random};
	const TTest *const compare[] = {engines_have_the_same_tables};
	Suite *s = suite_create("schema");

	engines_add(s, "schema", ENGINES_MIGRATED, both, sizeof(both) / sizeof(both[0]));
	engines_add(s, "both engines", ENGINES_POSTGRES, compare, 1);
	return engines_run(s);
}
