/* Lists: pages that meet without gap or double, filters, the record of a row, and the index behind them. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/record.h"
#include "harness/items.h"
#include "store/list.h"

static void add(int64_t library, const char *root, const char *title)
{
	items_new(library, root, title);
}

/* The titles of a page, divided by "|". */
static char *titles(const struct list_page *page)
{
	struct strbuf out = STRBUF_INIT;
	size_t i;

	for (i = 0; i < page->n; i++)
		strbuf_addf(&out, "%s%s", i ? "|" : "", meta_get(&page->row[i].item.meta, MF_TITLE));
	return strbuf_detach(&out, NULL);
}

#define ck_titles(expected, ...)                                                                             \
	do {                                                                                                 \
		struct list_page page_ = {0};                                                                \
		int64_t count_ = -1;                                                                         \
		char *got_;                                                                                  \
		const struct list_filter filter_ = {__VA_ARGS__};                                            \
		must(list_items(engines_db, &filter_, NULL, 0, 100, &page_, &engines_err));                  \
		got_ = titles(&page_);                                                                       \
		ck_assert_str_eq(got_, expected);                                                            \
		must(list_count(engines_db, &filter_, &count_, &engines_err));                               \
		ck_assert_int_eq(count_, page_.n);                                                           \
		free(got_);                                                                                  \
		list_page_release(&page_);                                                                   \
	} while (0)

START_TEST(order_and_filters)
{
	int64_t a = items_library("a", "/a"), b = items_library("b", "/b");

	add(a, "/a", "The Zebra");
	add(a, "/a", "alpha");
	add(a, "/a", "Ähre");
	add(b, "/b", "Beta");
	ck_titles("Ähre|alpha|Beta|The Zebra", .type = ENTITY_MOVIE, .unpublished = -1);
	ck_titles("Beta", .type = ENTITY_MOVIE, .unpublished = -1, .library_id = b);
	ck_titles("", .type = ENTITY_SERIES, .unpublished = -1);
	ck_titles("", .type = ENTITY_EPISODE, .unpublished = -1, .only_id = 1);
	ck_titles("alpha", .type = ENTITY_MOVIE, .unpublished = -1, .only_id = 2);
	ck_titles("", .type = ENTITY_MOVIE, .unpublished = -1, .only_id = 2, .library_id = b);
	engines_exec("UPDATE movies SET state = 'error_probe', has_unpublished_changes = 1 WHERE id = 1");
	engines_exec("UPDATE movies SET state = 'published' WHERE id = 2");
	engines_exec("UPDATE movies SET deleted_on = 'x' WHERE id = 4");
	ck_titles("The Zebra", .type = ENTITY_MOVIE, .unpublished = -1, .state = "error");
	ck_titles("The Zebra", .type = ENTITY_MOVIE, .unpublished = -1, .state = "error_probe");
	ck_titles("alpha", .type = ENTITY_MOVIE, .unpublished = -1, .state = "published");
	ck_titles("The Zebra", .type = ENTITY_MOVIE, .unpublished = 1);
	ck_titles("Ähre|alpha", .type = ENTITY_MOVIE, .unpublished = 0);
	ck_titles("Beta", .type = ENTITY_MOVIE, .unpublished = -1, .deleted = true);
	engines_exec("UPDATE movies SET folder = 'x/y' WHERE id = 1");
	engines_exec("UPDATE movies SET folder = 'x' WHERE id = 2");
	engines_exec("UPDATE movies SET folder = 'xy' WHERE id = 3");
	ck_titles("alpha|The Zebra", .type = ENTITY_MOVIE, .unpublished = -1, .library_id = a, .folder = "x");
	ck_titles("Ähre|alpha|The Zebra", .type = ENTITY_MOVIE, .unpublished = -1, .library_id = a,
		.folder = "");
}
END_TEST

/* Many of one title, so that only the id tells them apart. */
START_TEST(pages_meet)
{
	const struct list_filter filter = {.type = ENTITY_MOVIE, .unpublished = -1};
	int64_t lib = items_library("films", "/f"), last = 0;
	struct list_page page = {0};
	char *key = NULL, name[16];
	size_t seen = 0;
	int i;

	for (i = 0; i < 25; i++) {
		snprintf(name, sizeof(name), "F%d", i);
		add(lib, "/f", name);
	}
	engines_exec("UPDATE movies SET sort_key = 'f' WHERE id % 3 <> 0");
	do {
		must(list_items(engines_db, &filter, key, last, 4, &page, &engines_err));
		for (i = 0; i < (int)page.n; i++, seen++) {
			const struct item *it = &page.row[i].item;

			ck_assert(!key || strcmp(it->sort_key, key) > 0 ||
				  (!strcmp(it->sort_key, key) && it->id > last));
			free(key);
			key = xstrdup(it->sort_key);
			last = it->id;
		}
		i = (int)page.n;
		list_page_release(&page);
	} while (i == 4);
	ck_assert_int_eq(seen, 25);
	free(key);
}
END_TEST

static void full(struct list_page *page, bool texts)
{
	struct list_filter filter = {.type = ENTITY_MOVIE, .unpublished = -1, .texts = texts};
	struct item it;

	items_film(&it, items_library("films", "/f"), "/f", "A");
	items_fill(&it);
	ALLOC_GROW(it.streams.video, 2, it.streams.avideo);
	it.streams.video[it.streams.nvideo++] =
		(struct video_stream){.codec = xstrdup("hevc"), .width = 3840, .height = 2160};
	it.streams.video[it.streams.nvideo++] = (struct video_stream){.codec = xstrdup("mjpeg")};
	ck_assert_int_eq(items_save(&it, ALL_FIELDS, true, false), 1);
	item_release(&it);
	engines_exec(
		"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, is_selected, "
		"created_at) VALUES ('movie', 1, 'poster', 'local', 1, ''), ('movie', 1, 'fanart', 'local', "
		"1, ''), ('movie', 1, 'fanart', 'local', 1, ''), ('movie', 1, 'banner', 'local', 0, ''), "
		"('series', 1, 'clearlogo', 'local', 1, '')");
	engines_exec("INSERT INTO publish_log (entity_type, entity_id, nfo_hash, published_at, open) VALUES "
		     "('movie', 1, '', '', 1)");
	must(list_items(engines_db, &filter, NULL, 0, 10, page, &engines_err));
	ck_assert_int_eq(page->n, 1);
}

START_TEST(row)
{
	struct list_page page = {0};

	full(&page, false);
	ck_assert_str_eq(page.row[0].library, "films");
	ck_assert_str_eq(page.row[0].artwork, "fanart,poster");
	ck_assert_str_eq(page.row[0].video_codec, "hevc");
	ck_assert(page.row[0].video_width == 3840 && page.row[0].video_height == 2160);
	ck_assert(page.row[0].interrupted);
	ck_assert_ptr_null(meta_get(&page.row[0].item.meta, MF_PLOT));
	list_page_release(&page);
}
END_TEST

START_TEST(record)
{
	struct record *r = record_new();
	struct list_page page = {0};
	struct strbuf line = STRBUF_INIT;
	int64_t n;

	must(record_parse(r, "{\"mine\":[1],\"state\":\"old\"}", 26, &engines_err));
	full(&page, true);
	list_record(&page.row[0], r);
	record_format(r, &line);
	ck_assert_msg(!strncmp(line.buf,
			      "{\"mine\":[1],\"state\":\"discovered\",\"type\":\"movie\",\"id\":1,"
			      "\"library\":\"films\",\"path\":\"/f/A/A.mkv\",\"title\":\"The Größe\"",
			      110),
		"%s", line.buf);
	ck_assert_str_eq(record_str(r, "plot"), "Line one.\nLine two.");
	ck_assert_str_eq(record_str(r, "imdb_id"), "tt0133093");
	ck_assert(record_int(r, "tmdb_id", &n) && n == 603);
	ck_assert(record_int(r, "year", &n) && n == 1999);
	ck_assert_str_eq(record_str(r, "file_path"), "/f/A/A.mkv");
	ck_assert(record_has(r, "version_label") && !record_str(r, "version_label"));
	ck_assert(record_has(r, "has_unpublished_changes") && !record_has(r, "directory_path"));
	strbuf_release(&line);
	list_page_release(&page);
	record_free(r);
}
END_TEST

START_TEST(summary)
{
	int64_t a = items_library("a", "/a"), b = items_library("b", "/b");
	struct list_sum sum;

	add(a, "/a", "1");
	add(a, "/a", "2");
	add(a, "/a", "3");
	add(b, "/b", "4");
	engines_exec("UPDATE movies SET state = 'error_x', has_unpublished_changes = 1 WHERE id = 1");
	engines_exec("UPDATE movies SET state = 'published' WHERE id = 2");
	engines_exec("UPDATE movies SET deleted_on = 'x' WHERE id = 3");
	engines_exec(
		"INSERT INTO publish_log (entity_type, entity_id, library_id, nfo_hash, published_at, open) "
		"VALUES ('movie', 4, 2, '', '', 1)");
	must(list_summary(engines_db, ENTITY_MOVIE, a, &sum, &engines_err));
	ck_assert(sum.items == 2 && sum.unpublished == 1 && sum.errors == 1 && sum.deleted == 1);
	ck_assert(sum.discovered == 0 && sum.published == 1 && sum.interrupted == 0);
	must(list_summary(engines_db, ENTITY_MOVIE, 0, &sum, &engines_err));
	ck_assert(sum.items == 3 && sum.interrupted == 1 && sum.discovered == 1);
	must(list_summary(engines_db, ENTITY_EPISODE, 0, &sum, &engines_err));
	ck_assert(sum.items == 0 && sum.interrupted == 0);
	must(list_summary_all(engines_db, 0, &sum, &engines_err));
	ck_assert(sum.items == 3 && sum.interrupted == 1);
}
END_TEST

/* The text with every parameter replaced by its value. */
static void fill_in(const char *text, const char *const values[], struct strbuf *out)
{
	for (; *text; text++) {
		if (*text != '$') {
			strbuf_addch(out, *text);
			continue;
		}
		strbuf_addstr(out, values[strtol(text + 1, NULL, 10)]);
		while (isdigit((unsigned char)text[1]))
			text++;
	}
}

static void add_plan(const char *query, struct strbuf *out)
{
	bool sqlite = db_engine(engines_db) == DB_SQLITE;
	struct strbuf text = STRBUF_INIT;
	struct db *db = engines_open();
	struct db_sqltab tab = {"plan", NULL, 1};
	struct db_sql one;
	struct db_stmt *st;

	if (!sqlite)
		must(db_exec(db, "SET enable_seqscan = off", &engines_err));
	strbuf_addf(&text, "%s %s", sqlite ? "EXPLAIN QUERY PLAN" : "EXPLAIN", query);
	one = (struct db_sql){text.buf, NULL};
	tab.sql = &one;
	st = db_stmt(db, &tab, 0);
	while (db_step(st, &engines_err) == 1)
		strbuf_addf(out, "%s\n", db_text(st, sqlite ? 3 : 0));
	db_close(db);
	strbuf_release(&text);
}

/* A page in the middle, of all libraries. */
START_TEST(pages_have_an_index)
{
	static const char *const values[] = {
		"", "0", "NULL", "-1", "0", "NULL", "0", "0", "0", "0", "'m'", "50", "50"};
	static const struct {
		enum entity type;
		const char *index;
	} of[] = {{ENTITY_MOVIE, "idx_movies_sort"}, {ENTITY_SERIES, "idx_series_sort"},
		{ENTITY_SET, "idx_sets_sort"}};
	struct strbuf query = STRBUF_INIT, plan = STRBUF_INIT;
	int64_t lib = items_library("films", "/f");
	char name[16];
	int i;

	for (i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "F%d", i);
		items_new(lib, "/f", name);
	}
	engines_exec("ANALYZE");
	for (i = 0; i < 3; i++) {
		strbuf_clear(&query);
		strbuf_clear(&plan);
		fill_in(list_sql.sql[of[i].type].text, values, &query);
		add_plan(query.buf, &plan);
		ck_assert_msg(strstr(plan.buf, of[i].index) != NULL, "%s", plan.buf);
	}
	strbuf_release(&query);
	strbuf_release(&plan);
}
END_TEST

/* One row costs the same in a library of any size: nothing but the item's own rows is walked. */
START_TEST(a_row_has_an_index)
{
	static const char *const values[] = {"", "0", "NULL", "-1", "0", "NULL", "0", "0", "0", "0", "5"};
	struct strbuf query = STRBUF_INIT, plan = STRBUF_INIT;
	int i;

	for (i = 0; i < ENTITY_ALL; i++) {
		strbuf_clear(&query);
		strbuf_clear(&plan);
		fill_in(list_sql.sql[ENTITY_ALL + i].text, values, &query);
		add_plan(query.buf, &plan);
		ck_assert_msg(strstr(plan.buf, "idx_asset_candidates_entity") != NULL, "%s", plan.buf);
	}
	strbuf_release(&query);
	strbuf_release(&plan);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		order_and_filters, pages_meet, row, record, summary, pages_have_an_index, a_row_has_an_index};
	Suite *s = suite_create("list");

	engines_add(s, "list", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
