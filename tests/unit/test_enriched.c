/* What providers said of items, as it is stored, and the states that follow. */
#include <stdio.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "harness/items.h"
#include "store/enriched.h"
#include "store/serieswish.h"

static int64_t film(void)
{
	return items_new(items_library("films", "/f"), "/f", "A");
}

static void give(struct item *it, enum meta_field f, const char *value, uint64_t *fields)
{
	must(meta_set(&it->meta, f, value, &engines_err));
	snprintf(it->field[f].source, sizeof(it->field[f].source), "tmdb");
	*fields |= MF_BIT(f);
}

/* The film, asked about: TMDB says this plot (NULL: nothing new). */
static bool enrich(int64_t id, const char *plot, const struct remote_picture *pictures, size_t n)
{
	struct item it;
	struct enriched_by by = {
		.provider = "tmdb", .provider_id = "603", .picture = pictures, .npicture = n};
	struct enriched e = {.it = &it, .how = ENRICHED_GOOD, .by = &by, .nby = 1, .error = ERROR_INIT};

	items_load(&it, ENTITY_MOVIE, id);
	if (plot)
		give(&it, MF_PLOT, plot, &e.fields);
	e.values = plot != NULL;
	must(enriched_save(engines_db, &e, 1, &engines_err));
	ck_assert_int_eq(e.error.code, ERR_NONE);
	item_release(&it);
	return e.changed;
}

static void miss(int64_t id, enum enriched_how how, const char *message)
{
	struct item it;
	struct error failure = ERROR_INIT;
	struct enriched_by by = {.provider = "tmdb", .failure = how == ENRICHED_FAILED ? &failure : NULL};
	struct enriched e = {
		.it = &it, .how = how, .message = message, .by = &by, .nby = 1, .error = ERROR_INIT};

	error_set(&failure, ERR_TIMEOUT, "%s", message);
	items_load(&it, ENTITY_MOVIE, id);
	must(enriched_save(engines_db, &e, 1, &engines_err));
	ck_assert(!e.changed);
	error_release(&failure);
	item_release(&it);
}

static void is(int64_t id, const char *state, bool unpublished, const char *message)
{
	struct item it;

	items_load(&it, ENTITY_MOVIE, id);
	ck_assert_str_eq(it.state, state);
	ck_assert_int_eq(it.has_unpublished_changes, unpublished);
	ck_assert_str_eq(it.error_message ? it.error_message : "", message);
	item_release(&it);
}

static int64_t revision(void)
{
	return engines_int("SELECT revision FROM movies");
}

START_TEST(a_film_is_enriched)
{
	const struct remote_picture poster = {
		.asset_type = "poster", .url = "https://i/1", .vote_average = -1};
	int64_t id = film(), was;
	struct item it;

	ck_assert(enrich(id, "Words.", &poster, 1));
	is(id, "enriched", true, "");
	items_load(&it, ENTITY_MOVIE, id);
	ck_assert_str_eq(meta_get(&it.meta, MF_PLOT), "Words.");
	ck_assert_str_eq(it.field[MF_PLOT].source, "tmdb");
	ck_assert_ptr_nonnull(it.enriched_at);
	item_release(&it);
	ck_count(1, "SELECT COUNT(*) FROM asset_candidates WHERE provider = 'tmdb' AND is_downloaded = 0");
	ck_count(1, "SELECT COUNT(*) FROM provider_items WHERE provider_id = '603' AND attempts = 0");
	/* The same again moves nothing but the time. */
	engines_exec("UPDATE movies SET enriched_at = '2000-01-01 00:00:00.000'");
	engines_exec("UPDATE provider_items SET fetched_at = '2000-01-01 00:00:00.000'");
	was = revision();
	ck_assert(!enrich(id, NULL, &poster, 1));
	ck_assert_int_eq(revision(), was);
	ck_count(0, "SELECT COUNT(*) FROM movies WHERE enriched_at < '2001'");
	ck_count(1, "SELECT COUNT(*) FROM provider_items WHERE fetched_at < '2001'");
}
END_TEST

START_TEST(a_film_without_news_is_enriched_all_the_same)
{
	int64_t id = film();

	ck_assert(!enrich(id, NULL, NULL, 0));
	is(id, "enriched", false, "");
}
END_TEST

START_TEST(back_from_published_only_with_news)
{
	const struct remote_picture poster = {
		.asset_type = "poster", .url = "https://i/1", .vote_average = -1};
	int64_t id = film();

	engines_exec("UPDATE movies SET state = 'published', last_published_at = '2000-01-01 00:00:00.000'");
	ck_assert(!enrich(id, NULL, NULL, 0));
	is(id, "published", false, "");
	ck_assert(enrich(id, NULL, &poster, 1)); /* to choose from; nothing of it is to be published */
	is(id, "published", false, "");
	ck_assert(enrich(id, "Words.", &poster, 1));
	is(id, "enriched", true, "");
}
END_TEST

START_TEST(an_error_keeps_all_and_is_over_some_day)
{
	int64_t id = film();

	enrich(id, "Words.", NULL, 0);
	engines_exec("UPDATE movies SET state = 'published', has_unpublished_changes = 0, "
		     "last_published_at = '2000-01-01 00:00:00.000'");
	miss(id, ENRICHED_FAILED, "TMDB answered 503");
	is(id, STATE_FAILED, false, "TMDB answered 503");
	miss(id, ENRICHED_FAILED, "TMDB answered 502");
	ck_count(2, "SELECT attempts FROM provider_items");
	ck_count(1, "SELECT COUNT(*) FROM movies WHERE enriched_at IS NOT NULL AND plot = 'Words.'");
	enrich(id, NULL, NULL, 0);
	is(id, "published", false, "");
	ck_count(0, "SELECT attempts FROM provider_items WHERE failed_at IS NULL AND message IS NULL");
}
END_TEST

START_TEST(what_it_may_be_is_kept_in_order)
{
	const struct match_row rows[] = {{(char *)"tmdb", (char *)"593", (char *)"Solaris", (char *)"Солярис",
						 (char *)"https://www.themoviedb.org/movie/593", 1972, 88},
		{(char *)"tvmaze", (char *)"2", (char *)"Solaris", NULL, NULL, 0, 87.5}};
	int64_t id = film();
	struct item it;
	struct enriched e = {.it = &it,
		.how = ENRICHED_UNKNOWN,
		.message = "several",
		.match = rows,
		.nmatch = 2,
		.asked_what = true,
		.error = ERROR_INIT};
	struct match_rows got = {0};
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;

	items_load(&it, ENTITY_MOVIE, id);
	must(enriched_save(engines_db, &e, 1, &engines_err));
	item_release(&it);
	is(id, STATE_UNKNOWN, false, "several");
	ck_count(0, "SELECT COUNT(*) FROM movies WHERE enriched_at IS NOT NULL");
	must(matches_load(engines_db, ENTITY_MOVIE, id, &got, &engines_err));
	ck_assert_uint_eq(got.n, 2);
	ck_assert_str_eq(got.item[0].original_title, "Солярис");
	ck_assert_int_eq(got.item[1].year, 0);
	jsonw_init(&w, &out);
	matches_json(&got, &w);
	ck_assert_ptr_nonnull(strstr(out.buf, "\"identify\":\"tmdb=593\""));
	ck_assert_ptr_nonnull(strstr(out.buf, "\"year\":null,\"score\":87.5,\"url\":null,"
					      "\"identify\":\"uniqueids.tvmaze=2\""));
	strbuf_clear(&out);
	matches_text(&got, &out);
	ck_assert_ptr_nonnull(strstr(out.buf, "   88  tmdb=593"));
	ck_assert_ptr_nonnull(strstr(out.buf, "Solaris (Солярис)"));
	strbuf_release(&out);
	match_rows_release(&got);
	/* And goes with the film. */
	engines_exec("DELETE FROM movies");
	ck_count(0, "SELECT COUNT(*) FROM matches");
}
END_TEST

START_TEST(who_was_changed_meanwhile_is_left_and_the_others_done)
{
	int64_t a = film(), b = items_new(1, "/f", "B");
	struct item it[2];
	struct enriched e[2] = {{.it = &it[0], .values = true, .error = ERROR_INIT},
		{.it = &it[1], .values = true, .error = ERROR_INIT}};

	items_load(&it[0], ENTITY_MOVIE, a);
	items_load(&it[1], ENTITY_MOVIE, b);
	give(&it[0], MF_PLOT, "Ours.", &e[0].fields);
	give(&it[1], MF_PLOT, "Ours.", &e[1].fields);
	engines_exec("UPDATE movies SET revision = revision + 1, plot = 'Theirs.' WHERE title = 'A'");
	must(enriched_save(engines_db, e, 2, &engines_err));
	ck_assert_int_eq(e[0].error.code, ERR_CHANGED);
	ck_assert(!e[0].changed && e[1].changed);
	is(a, "discovered", false, "");
	is(b, "enriched", true, "");
	error_release(&e[0].error);
	item_release(&it[0]);
	item_release(&it[1]);
}
END_TEST

START_TEST(wishes_of_a_series)
{
	struct series_wishes w = {0};

	items_library("films", "/f");
	ck_assert_int_eq(series_wishes_load(engines_db, 1, &w, &engines_err), 0);
	engines_exec("INSERT INTO series (library_id, title, directory_path, folder, created_at, numbering) "
		     "VALUES (1, 'S', '/f/S', 'S', '2000-01-01 00:00:00.000', 'dvd')");
	ck_assert_int_eq(series_wishes_load(engines_db, 1, &w, &engines_err), 1);
	ck_assert_str_eq(w.numbering, "dvd");
	ck_assert_ptr_null(w.language);
	series_wishes_release(&w);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {a_film_is_enriched, a_film_without_news_is_enriched_all_the_same,
		back_from_published_only_with_news, an_error_keeps_all_and_is_over_some_day,
		what_it_may_be_is_kept_in_order, who_was_changed_meanwhile_is_left_and_the_others_done,
		wishes_of_a_series};
	Suite *s = suite_create("enriched");

	engines_add(s, "enriched", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
