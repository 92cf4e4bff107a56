/* Which items are to be asked about again by now. */
#include <string.h>

#include "core/alloc.h"
#include "harness/items.h"
#include "store/due.h"

#define NOW "2024-06-30 12:00:00.000"

static void library(void)
{
	items_library("films", "/f");
	engines_exec(
		"INSERT INTO series (id, library_id, title, series_status, directory_path, folder, "
		"created_at, "
		"enriched_at, state) VALUES "
		"(1, 1, 'Goes on', 'Continuing', '/f/1', '1', '', '2024-06-20 00:00:00.000', 'enriched'), "
		"(2, 1, 'Ended', 'Ended', '/f/2', '2', '', '2024-06-20 00:00:00.000', 'enriched')");
}

/* The ids that are due; "1(title)": when that is none, "1?": by time alone. */
static void due(enum entity type, const char *want)
{
	struct due_list list = {0};
	struct strbuf got = STRBUF_INIT;
	size_t i;

	must(due_items(engines_db, type, 1, NOW, &list, &engines_err));
	for (i = 0; i < list.n; i++) {
		strbuf_addf(&got, "%s%d", i ? " " : "", (int)list.item[i].id);
		if (list.item[i].title)
			strbuf_addf(&got, "(%s)", list.item[i].title);
		else if (list.item[i].was_enriched)
			strbuf_addch(&got, '?');
	}
	ck_assert_str_eq(got.buf, want);
	due_list_release(&list);
	strbuf_release(&got);
}

static void film(int id, const char *enriched, const char *premiered, const char *state, const char *updated)
{
	struct strbuf sql = STRBUF_INIT;

	strbuf_addf(&sql,
		"INSERT INTO movies (id, library_id, title, file_path, created_at, enriched_at, premiered, "
		"state, "
		"updated_at) VALUES (%d, 1, 'T', '/f/%d', '', %s, '%s', '%s', '%s')",
		id, id, enriched, premiered, state, updated);
	engines_exec(sql.buf);
	strbuf_release(&sql);
}

START_TEST(films)
{
	library();
	film(1, "NULL", "2000-01-01", "identified", "");
	film(2, "'2024-06-29 00:00:00.000'", "2024-01-01", "published", "");
	film(3, "'2024-06-20 00:00:00.000'", "2024-01-01", "published", "");
	film(4, "'2024-06-20 00:00:00.000'", "2000-01-01", "published", "");
	film(5, "'2024-03-01 00:00:00.000'", "2000-01-01", "published", "");
	film(6, "'2024-06-30 00:00:00.000'", "2000-01-01", "error_provider", "");
	film(7, "NULL", "2000-01-01", "needs_identification", "2024-06-29 00:00:00.000");
	film(8, "NULL", "2000-01-01", "needs_identification", "2024-06-01 00:00:00.000");
	film(9, "'2024-06-30 00:00:00.000'", "2000-01-01", "enriched", "");
	engines_exec("INSERT INTO provider_items (entity_type, entity_id, provider, failed_at) "
		     "VALUES ('movie', 9, 'fanart.tv', '2024-06-30 00:00:00.000')");
	film(10, "NULL", "2000-01-01", "identified", "");
	engines_exec("UPDATE movies SET deleted_on = 'then' WHERE id = 10");
	due(ENTITY_MOVIE, "1 3? 5? 6 8 9");
}
END_TEST

START_TEST(series_that_go_on)
{
	library();
	due(ENTITY_SERIES, "1?");
	engines_exec("UPDATE series SET enriched_at = '2024-03-01 00:00:00.000'");
	due(ENTITY_SERIES, "1? 2?");
}
END_TEST

START_TEST(episodes)
{
	library();
	engines_exec(
		"INSERT INTO episodes (id, series_id, season_number, episode_number, title, aired, "
		"file_path, "
		"enriched_at, state, created_at) VALUES "
		"(1, 2, 1, 1, 'TBA', '2024-06-25', '/f/2/1', '2024-06-29 00:00:00.000', 'enriched', ''), "
		"(2, 2, 1, 2, 'Name', '2024-06-25', '/f/2/2', '2024-06-29 00:00:00.000', 'enriched', ''), "
		"(3, 2, 1, 3, 'TBA', '2024-05-25', '/f/2/3', '2024-06-29 00:00:00.000', 'enriched', ''), "
		"(4, 1, 1, 1, 'Name', '2024-01-25', '/f/1/1', '2024-06-20 00:00:00.000', 'enriched', ''), "
		"(5, 1, 1, 2, 'Name', '2020-01-25', '/f/1/2', '2024-06-20 00:00:00.000', 'enriched', '')");
	engines_exec("INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, "
		     "provider_url, created_at) "
		     "VALUES ('episode', 1, 'thumb', 'tvdb', 'a', '')");
	due(ENTITY_EPISODE, "1(TBA) 2? 4?");
}
END_TEST

START_TEST(what_did_not_change_is_fresh)
{
	const int64_t ids[] = {1, 2};
	struct due_asked *asked;
	size_t n;

	library();
	must(due_unchanged(engines_db, ENTITY_SERIES, ids, 2, &engines_err));
	due(ENTITY_SERIES, "");
	engines_exec("INSERT INTO provider_items (entity_type, entity_id, provider, provider_id) "
		     "VALUES ('series', 1, 'tvdb', '81189'), ('series', 1, 'fanart.tv', NULL)");
	must(due_asked_of(engines_db, ENTITY_SERIES, 1, &asked, &n, &engines_err));
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(asked[1].provider_id, "81189");
	ck_assert_ptr_null(asked[0].provider_id);
	due_asked_free(asked, n);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {films, series_that_go_on, episodes, what_did_not_change_is_fresh};
	Suite *s = suite_create("due");

	engines_add(s, "due", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
