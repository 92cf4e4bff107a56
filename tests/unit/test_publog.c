/* A publish in the database: between its two commits everything is there to finish it or to drop it. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "harness/items.h"
#include "store/nfotext.h"
#include "store/publog.h"
#include "store/seen.h"

#define HASH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HASH_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define HASH_C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"

static int prepare_rows(struct db *db, void *ctx, struct error *err)
{
	struct seen_file f[] = {{.name = (char *)"A.mkv", .size = 1, .entity = -1},
		{.name = (char *)"movie.nfo", .size = 2, .entity = ENTITY_MOVIE, .entity_id = 1},
		{.name = (char *)"old.jpg", .size = 3, .entity = -1}};
	struct seen_list list = {f, 3, 3};

	(void)ctx;
	return seen_set_folder(db, 1, "A", "sig", &list, err);
}

static struct journal_row row(
	enum journal_action action, const char *path, const char *old, const char *new, const char *type)
{
	return (struct journal_row){.action = action,
		.path = (char *)path,
		.old_hash = (char *)old,
		.new_hash = (char *)new,
		.old_kind = !old   ? CONTENT_NONE
			    : type ? CONTENT_CACHE
				   : CONTENT_NFO,
		.new_kind = !new   ? CONTENT_NONE
			    : type ? CONTENT_CACHE
				   : CONTENT_NFO,
		.temp_path = (char *)(action == JOURNAL_WRITE ? "/f/A/.metarr-x.tmp" : NULL),
		.asset_type = (char *)type};
}

static struct journal_row rows[3];
static struct displaced displaced[2];

/* A stored film "A" and the plan of its publish: a new poster, a new NFO over an old one, and a removal. */
static void plan(struct publish *p)
{
	items_new(items_library("films", "/f"), "/f", "A");
	items_write(prepare_rows, NULL);
	rows[0] = row(JOURNAL_WRITE, "/f/A/poster.jpg", NULL, HASH_C, "poster");
	rows[1] = row(JOURNAL_WRITE, "/f/A/movie.nfo", HASH_A, HASH_B, NULL);
	rows[2] = row(JOURNAL_REMOVE, "/f/A/old.jpg", HASH_C, NULL, "poster");
	displaced[0] = (struct displaced){.path = (char *)"/f/A/movie.nfo",
		.existed = true,
		.hash = (char *)HASH_A,
		.kind = CONTENT_NFO,
		.mode = 0100644,
		.uid = 1000,
		.gid = 1001,
		.mtime_ns = INT64_C(1700000000123456789),
		.owner = (char *)"ann",
		.xattrs = (char *)"{}"};
	displaced[1] = (struct displaced){.path = (char *)"/f/A/poster.jpg"};
	*p = (struct publish){.type = ENTITY_MOVIE,
		.entity_id = 1,
		.library_id = 1,
		.revision = 1,
		.folder = (char *)"A",
		.nfo_hash = (char *)HASH_B,
		.row = rows,
		.nrow = 3,
		.displaced = displaced,
		.ndisplaced = 2};
}

static const struct published_file files[] = {
	{(char *)"/f/A/poster.jpg", (char *)"artwork", (char *)"poster", (char *)HASH_C, 100, 111, 11, NULL},
	{(char *)"/f/A/movie.nfo", (char *)"nfo", NULL, (char *)HASH_B, 200, 222, 22, NULL},
};
static const struct publish_result result = {files, 2, "/f/A/movie.nfo", NAMING_SHORT, "ann"};

START_TEST(open_between_the_commits)
{
	struct publish p, *open = NULL;
	size_t n = 0;

	plan(&p);
	must(publog_begin(engines_db, &p, &engines_err));
	ck_assert_int_gt(p.id, 0);
	must(publog_open_in(engines_db, 1, "B", &open, &n, &engines_err));
	ck_assert_int_eq(n, 0);
	publishes_free(open, n);
	must(publog_open_in(engines_db, 1, NULL, &open, &n, &engines_err));
	ck_assert_int_eq(n, 1);
	ck_assert(open[0].id == p.id && open[0].type == ENTITY_MOVIE && open[0].entity_id == 1);
	ck_assert_int_eq(open[0].revision, 1);
	ck_assert_str_eq(open[0].folder, "A");
	ck_assert_str_eq(open[0].nfo_hash, HASH_B);
	ck_assert_int_eq(open[0].nrow, 3);
	ck_assert(open[0].row[0].action == JOURNAL_WRITE && open[0].row[0].old_kind == CONTENT_NONE);
	ck_assert(!open[0].row[0].old_hash && open[0].row[0].new_kind == CONTENT_CACHE);
	ck_assert_str_eq(open[0].row[0].temp_path, "/f/A/.metarr-x.tmp");
	ck_assert(open[0].row[1].old_kind == CONTENT_NFO && !open[0].row[1].asset_type);
	ck_assert(open[0].row[2].action == JOURNAL_REMOVE && !open[0].row[2].new_hash);
	ck_assert_int_eq(open[0].ndisplaced, 2);
	ck_assert(open[0].displaced[0].mode == 0100644 && open[0].displaced[0].gid == 1001);
	ck_assert(open[0].displaced[0].mtime_ns == displaced[0].mtime_ns && open[0].displaced[0].existed);
	ck_assert_str_eq(open[0].displaced[0].owner, "ann");
	ck_assert(!open[0].displaced[1].existed && open[0].displaced[1].kind == CONTENT_NONE);
	publishes_free(open, n);
	ck_count(0, "SELECT success FROM publish_log WHERE open = 1");
	ck_count(1, "SELECT COUNT(*) FROM movies WHERE state = 'discovered' AND last_published_at IS NULL");
}
END_TEST

START_TEST(finished)
{
	struct published_file *got = NULL;
	struct seen_list seen = {0};
	struct publish p, *open = NULL;
	struct nfo_version *v = NULL;
	struct item it;
	char *text;
	size_t n = 0;

	plan(&p);
	engines_exec("INSERT INTO published_files (path, entity_type, entity_id, kind) VALUES "
		     "('/f/A/old.jpg', 'movie', 1, 'artwork'), ('/f/A/kept.jpg', 'movie', 1, 'artwork')");
	engines_exec("UPDATE movies SET has_unpublished_changes = 1, error_message = 'x'");
	must(publog_begin(engines_db, &p, &engines_err));
	must(publog_finish(engines_db, &p, &result, &engines_err));
	must(publog_open_in(engines_db, 1, NULL, &open, &n, &engines_err));
	ck_assert_int_eq(n, 0);
	publishes_free(open, n);

	items_load(&it, ENTITY_MOVIE, 1);
	ck_assert_str_eq(it.state, "published");
	ck_assert_str_eq(it.nfo_hash, HASH_B);
	ck_assert_str_eq(it.published_nfo_hash, HASH_B);
	ck_assert_str_eq(it.nfo_path, "/f/A/movie.nfo");
	ck_assert(it.naming == NAMING_SHORT && !it.has_unpublished_changes && !it.error_message);
	ck_assert(it.last_published_at && it.revision == 1);
	item_release(&it);

	must(published_of(engines_db, ENTITY_MOVIE, 1, &got, &n, &engines_err));
	ck_assert_int_eq(n, 3);
	ck_assert_str_eq(got[0].path, "/f/A/kept.jpg");
	ck_assert_str_eq(got[2].hash, HASH_C);
	ck_assert(got[2].size == 100 && got[2].mtime_ns == 111 && got[2].inode == 11);
	published_free(got, n);

	must(seen_files(engines_db, 1, "A", &seen, &engines_err)); /* what the next scan compares with */
	ck_assert_int_eq(seen.n, 3);
	ck_assert(seen.item[1].size == 200 && seen.item[1].mtime_ns == 222 && seen.item[1].inode == 22);
	ck_assert_str_eq(seen.item[1].kind, "nfo");
	ck_assert_str_eq(seen.item[2].kind, "picture");
	ck_assert_str_eq(seen.item[2].content_hash, HASH_C);
	ck_assert(seen.item[2].entity == ENTITY_MOVIE && seen.item[2].entity_id == 1);
	seen_list_release(&seen);
	ck_count(1, "SELECT COUNT(*) FROM scan_folders WHERE signature IS NULL");

	must(nfo_versions_of(engines_db, ENTITY_MOVIE, 1, &v, &n, &engines_err));
	ck_assert(n == 1 && v[0].origin == NFO_PUBLISHED);
	ck_assert_str_eq(v[0].hash, HASH_B);
	nfo_versions_free(v, n);
	text = engines_text("SELECT assets_published FROM publish_log WHERE success = 1 AND open = 0 "
			    "AND published_by = 'ann'");
	ck_assert_str_eq(
		text, "[{\"type\":\"poster\",\"path\":\"/f/A/poster.jpg\",\"hash\":\"" HASH_C "\"}]");
	free(text);
	ck_count(2, "SELECT COUNT(*) FROM displaced_files WHERE created_by_us = 0");
	ck_count(0, "SELECT COUNT(*) FROM publish_journal");

	ck_assert_int_eq(publog_finish(engines_db, &p, &result, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_CHANGED);
	ck_assert_str_eq(engines_err.msg.buf, "publish 1 is not open any more");
}
END_TEST

START_TEST(changed_while_published)
{
	struct publish p;

	plan(&p);
	engines_exec("UPDATE movies SET has_unpublished_changes = 1");
	must(publog_begin(engines_db, &p, &engines_err));
	engines_exec("UPDATE movies SET revision = 2, state = 'enriched'");
	must(publog_finish(engines_db, &p, &result, &engines_err));
	ck_count(1, "SELECT COUNT(*) FROM movies WHERE state = 'enriched' AND has_unpublished_changes = 1 "
		    "AND published_nfo_hash = '" HASH_B "' AND last_published_at IS NOT NULL");
}
END_TEST

START_TEST(changed_since_planned)
{
	struct publish p;

	plan(&p);
	p.revision = 0;
	ck_assert_int_eq(publog_begin(engines_db, &p, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_CHANGED);
	ck_assert_str_eq(engines_err.msg.buf, "movie:1 was changed meanwhile");
	ck_assert_int_eq(publog_nothing(engines_db, &p, &result, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_CHANGED);
	p.entity_id = 9; /* gone */
	ck_assert_int_eq(publog_begin(engines_db, &p, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_CHANGED);
	ck_count(0, "SELECT COUNT(*) FROM publish_log");
}
END_TEST

START_TEST(dropped)
{
	struct publog_entry *e = NULL;
	struct publish p;
	size_t n = 0;

	plan(&p);
	must(publog_begin(engines_db, &p, &engines_err));
	must(publog_drop(engines_db, &p, "no space", &engines_err));
	ck_count(0, "SELECT (SELECT COUNT(*) FROM publish_journal) + (SELECT COUNT(*) FROM displaced_files)");
	ck_count(1, "SELECT COUNT(*) FROM movies WHERE state = 'discovered'");
	ck_assert_int_eq(publog_drop(engines_db, &p, "again", &engines_err), -1);
	must(publog_begin(engines_db, &p, &engines_err));
	must(publog_finish(engines_db, &p, &result, &engines_err));
	must(publog_of(engines_db, ENTITY_MOVIE, 1, &e, &n, &engines_err));
	ck_assert_int_eq(n, 2);
	ck_assert(e[0].success && !e[0].open && !e[0].error_message);
	ck_assert_str_eq(e[0].published_by, "ann");
	ck_assert(!e[1].success);
	ck_assert_str_eq(e[1].error_message, "no space");
	publog_free(e, n);
}
END_TEST

/* A journal row holds references on the cache as long as it stands. */
START_TEST(journal_holds_the_cache)
{
	struct publish p;

	plan(&p);
	engines_exec(
		"INSERT INTO cache_inventory (content_hash, file_path, file_size, asset_type, first_used_at) "
		"VALUES ('" HASH_C "', 'x', 1, 'poster', '')");
	must(publog_begin(engines_db, &p, &engines_err));
	ck_count(2, "SELECT reference_count FROM cache_inventory");
	must(publog_finish(engines_db, &p, &result, &engines_err));
	ck_count(1, "SELECT reference_count FROM cache_inventory"); /* and what is published is held, too */
	engines_exec("DELETE FROM published_files");
	ck_count(0, "SELECT reference_count FROM cache_inventory");
}
END_TEST

START_TEST(displaced_by_us)
{
	struct published_file f = {0};
	struct publish p;

	plan(&p);
	ck_assert_int_eq(published_at(engines_db, "/f/A/movie.nfo", &f, &engines_err), 0);
	must(publog_begin(engines_db, &p, &engines_err));
	must(publog_finish(engines_db, &p, &result, &engines_err));
	ck_assert_int_eq(published_at(engines_db, "/f/A/movie.nfo", &f, &engines_err), 1);
	ck_assert_str_eq(f.hash, HASH_B);
	published_file_release(&f);
	must(publog_begin(engines_db, &p, &engines_err));
	ck_count(2, "SELECT COUNT(*) FROM displaced_files WHERE created_by_us = 1");
}
END_TEST

START_TEST(nothing_to_do)
{
	struct publish p;

	plan(&p);
	ck_assert_int_eq(publog_nothing(engines_db, &p, &result, &engines_err), 1);
	ck_count(1, "SELECT COUNT(*) FROM movies WHERE state = 'published' AND last_published_at IS NOT NULL "
		    "AND published_nfo_hash = '" HASH_B "' AND naming = 'short'");
	engines_exec("UPDATE movies SET last_published_at = 'then'");
	ck_assert_int_eq(publog_nothing(engines_db, &p, &result, &engines_err), 0);
	ck_count(1, "SELECT COUNT(*) FROM movies WHERE last_published_at = 'then'");
	ck_count(0, "SELECT COUNT(*) FROM publish_log");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {open_between_the_commits, finished, changed_while_published,
		changed_since_planned, dropped, journal_holds_the_cache, displaced_by_us, nothing_to_do};
	Suite *s = suite_create("publog");

	engines_add(s, "publog", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
