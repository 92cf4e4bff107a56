/* What providers say, into items of every origin. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "provider/merge.h"

#define ALL (~UINT64_C(0))

static struct item it;
static struct meta tmdb, tvdb, tvmaze;

static void setup(void)
{
	it = (struct item)ITEM_INIT;
	meta_init(&tmdb);
	meta_init(&tvdb);
	meta_init(&tvmaze);
}

static void teardown(void)
{
	item_release(&it);
	meta_release(&tmdb);
	meta_release(&tvdb);
	meta_release(&tvmaze);
}

static void from(enum meta_field f, const char *source)
{
	snprintf(it.field[f].source, sizeof(it.field[f].source), "%s", source);
}

static void has(enum meta_field f, const char *value, const char *source)
{
	ck_assert_int_eq(meta_set(&it.meta, f, value, NULL), 0);
	from(f, source);
}

static void says(struct meta *m, enum meta_field f, const char *value)
{
	ck_assert_int_eq(meta_set(m, f, value, NULL), 0);
}

/* The three in this order; who says nothing at all gave no answer. */
static uint64_t merge_for(uint64_t replace)
{
	struct merge_source list[] = {
		{PROVIDER_TMDB, &tmdb}, {PROVIDER_TVDB, &tvdb}, {PROVIDER_TVMAZE, &tvmaze}};
	const struct meta empty = META_INIT;
	size_t i;

	for (i = 0; i < 3; i++)
		if (!meta_diff(list[i].meta, &empty))
			list[i].meta = NULL;
	return merge_item(&it, list, 3, replace);
}

static uint64_t merge(void)
{
	return merge_for(0);
}

static void is(enum meta_field f, const char *value, const char *source)
{
	const char *got = meta_get(&it.meta, f);

	ck_assert_msg(got ? value && !strcmp(got, value) : !value, "%s: '%s', not '%s'", meta_field_name(f),
		got ? got : "(none)", value ? value : "(none)");
	ck_assert_str_eq(it.field[f].source, source);
}

static void names(const struct meta *m, enum meta_field f, const char *text)
{
	struct strbuf out = STRBUF_INIT;

	meta_field_text(m, f, &out);
	ck_assert_str_eq(out.buf, text);
	strbuf_release(&out);
}

static void rating(struct meta *m, const char *source, double value, bool is_default)
{
	const struct meta_rating r = {(char *)(uintptr_t)source, value, 10, 100, is_default};

	meta_add_rating(m, &r);
}

START_TEST(what_is_empty_is_filled)
{
	says(&tvdb, MF_PLOT, "Second");
	says(&tmdb, MF_TAGLINE, "First");
	says(&tvdb, MF_TAGLINE, "Second");
	ck_assert_uint_eq(merge(), MF_BIT(MF_PLOT) | MF_BIT(MF_TAGLINE));
	is(MF_PLOT, "Second", "tvdb");
	is(MF_TAGLINE, "First", "tmdb");
	is(MF_OUTLINE, NULL, "");
	ck_assert_uint_eq(merge(), 0); /* nothing new, nothing changed */
}
END_TEST

/* Whose value it is, and whether a provider's takes its place: by itself, and when it is to be replaced. */
static const struct {
	const char *source;
	bool gives_way, when_replaced;
} origins[] = {
	{"nfo", false, true}, {"file", false, true}, {"", false, true}, /* of before there were sources */
	{"player", false, true}, {"name", true, true}, {"probe", true, true}, {"radarr", true, true},
	{"sonarr", true, true}, {"edit", true, true}, /* a person unlocked it */
	{"tmdb", true, true}, {"tvdb", true, true}, {"tvmaze", true, true},
	{"fanart.tv", true, true}, /* none of the library's any more */
};

START_TEST(who_outranks_whom)
{
	bool way = _i % 2 ? origins[_i / 2].when_replaced : origins[_i / 2].gives_way;

	has(MF_PLOT, "Old", origins[_i / 2].source);
	says(&tmdb, MF_PLOT, "New");
	merge_for(_i % 2 ? MF_BIT(MF_PLOT) : ALL & ~MF_BIT(MF_PLOT));
	is(MF_PLOT, way ? "New" : "Old", way ? "tmdb" : origins[_i / 2].source);
}
END_TEST

START_TEST(locked_stays_whatever_it_is)
{
	int i = _i / 2;

	has(MF_PLOT, "Old", origins[i].source);
	has(MF_TAGLINE, NULL, SOURCE_EDIT);
	it.field[MF_PLOT].locked = it.field[MF_TAGLINE].locked = it.field[MF_RATINGS].locked = true;
	it.field[MF_SERIES_STATUS].locked = it.field[MF_GENRES].locked = it.field[MF_UNIQUEIDS].locked = true;
	says(&tmdb, MF_PLOT, "New");
	says(&tmdb, MF_TAGLINE, "New");
	says(&tmdb, MF_SERIES_STATUS, "Ended");
	meta_add_name(&tmdb, MF_GENRES, "Drama");
	meta_add_id(&tmdb, "imdb", "tt0133093", false);
	rating(&tmdb, "tmdb", 8, false);
	ck_assert_uint_eq(merge_for(_i % 2 ? ALL : 0), 0);
	is(MF_PLOT, "Old", origins[i].source);
	is(MF_TAGLINE, NULL, SOURCE_EDIT);
}
END_TEST

START_TEST(in_conflict_stays)
{
	struct meta disk = META_INIT;

	has(MF_PLOT, "Ours", "tmdb");
	meta_set(&disk, MF_PLOT, "Theirs", NULL);
	item_set_conflict(&it, MF_BIT(MF_PLOT), &disk);
	says(&tmdb, MF_PLOT, "New");
	ck_assert_uint_eq(merge_for(ALL), 0);
	is(MF_PLOT, "Ours", "tmdb");
	meta_release(&disk);
}
END_TEST

START_TEST(who_gave_it_refreshes_it)
{
	has(MF_PLOT, "Old", "tvdb");
	has(MF_OUTLINE, "Old", "tvdb");
	has(MF_TAGLINE, "Old", "tvdb");
	says(&tvmaze, MF_PLOT, "Behind");
	says(&tvmaze, MF_OUTLINE, "Behind");
	says(&tvdb, MF_OUTLINE, "Fresh");
	says(&tvdb, MF_TAGLINE, "Fresh");
	says(&tmdb, MF_TAGLINE, "In front");
	ck_assert_uint_eq(merge(), MF_BIT(MF_OUTLINE) | MF_BIT(MF_TAGLINE));
	is(MF_PLOT, "Old", "tvdb"); /* it says nothing any more, but said it */
	is(MF_OUTLINE, "Fresh", "tvdb");
	is(MF_TAGLINE, "In front", "tmdb");
}
END_TEST

START_TEST(who_was_not_asked_loses_nothing_to_those_behind)
{
	has(MF_PLOT, "Old", "tmdb");
	says(&tvdb, MF_PLOT, "Behind");
	ck_assert_uint_eq(merge(), 0);
	is(MF_PLOT, "Old", "tmdb");
}
END_TEST

START_TEST(nothing_replaces_nothing)
{
	has(MF_PLOT, "Old", "name");
	meta_add_name(&it.meta, MF_GENRES, "Drama");
	from(MF_GENRES, "tmdb");
	says(&tmdb, MF_TITLE, "T");
	ck_assert_uint_eq(merge_for(ALL), MF_BIT(MF_TITLE));
	is(MF_PLOT, "Old", "name");
	names(&it.meta, MF_GENRES, "Drama");
}
END_TEST

START_TEST(a_list_comes_whole_from_one)
{
	meta_add_name(&tmdb, MF_GENRES, "Science Fiction");
	meta_add_name(&tvdb, MF_GENRES, "Drama");
	meta_add_name(&tvdb, MF_GENRES, "Crime");
	meta_add_name(&tvdb, MF_STUDIOS, "HBO");
	merge();
	names(&it.meta, MF_GENRES, "Science Fiction");
	names(&it.meta, MF_STUDIOS, "HBO");
	ck_assert_str_eq(it.field[MF_STUDIOS].source, "tvdb");
}
END_TEST

START_TEST(values_locked_into_a_list_stay_in_it)
{
	meta_add_name(&it.meta, MF_TAGS, "Kids");
	from(MF_TAGS, SOURCE_EDIT);
	pins_add(&it.field[MF_TAGS].pins, MF_TAGS, "Kids");
	pins_bar(&it.field[MF_TAGS].pins, MF_TAGS, "hacker");
	meta_add_name(&tmdb, MF_TAGS, "dystopia");
	meta_add_name(&tmdb, MF_TAGS, "hacker");
	ck_assert_uint_eq(merge(), MF_BIT(MF_TAGS));
	names(&it.meta, MF_TAGS, "dystopia, Kids");
	ck_assert_uint_eq(merge(), 0);
}
END_TEST

START_TEST(ratings_are_fresh_by_their_source)
{
	rating(&it.meta, "imdb", 8.7, true);
	rating(&it.meta, "tmdb", 7.9, false);
	from(MF_RATINGS, "nfo");
	rating(&tmdb, "tmdb", 8.2, true);
	rating(&tvdb, "tvdb", 9, true);
	ck_assert_uint_eq(merge(), MF_BIT(MF_RATINGS));
	ck_assert_uint_eq(it.meta.ratings.n, 3);
	ck_assert(it.meta.ratings.item[0].value == 8.7 && it.meta.ratings.item[0].is_default);
	ck_assert(it.meta.ratings.item[1].value == 8.2 && !it.meta.ratings.item[1].is_default);
	ck_assert(it.meta.ratings.item[2].value == 9 && !it.meta.ratings.item[2].is_default);
	ck_assert_str_eq(it.field[MF_RATINGS].source, "nfo");
	ck_assert_uint_eq(merge(), 0);
}
END_TEST

START_TEST(what_has_none_gets_ratings_and_ids_of_a_provider)
{
	rating(&tvdb, "tmdb", 8.2, true);
	meta_add_id(&tvdb, "tvdb", "900", true);
	ck_assert_uint_eq(merge(), MF_BIT(MF_RATINGS) | MF_BIT(MF_UNIQUEIDS));
	ck_assert_str_eq(it.field[MF_RATINGS].source, "tvdb");
	ck_assert_str_eq(it.field[MF_UNIQUEIDS].source, "tvdb");
	ck_assert_uint_eq(merge(), 0);
}
END_TEST

START_TEST(the_status_is_fresh)
{
	has(MF_SERIES_STATUS, "Continuing", "nfo");
	says(&tvdb, MF_SERIES_STATUS, "Ended");
	ck_assert_uint_eq(merge(), MF_BIT(MF_SERIES_STATUS));
	is(MF_SERIES_STATUS, "Ended", "tvdb");
}
END_TEST

START_TEST(ids_are_added)
{
	meta_add_id(&it.meta, "imdb", "tt0133093", true);
	from(MF_UNIQUEIDS, "nfo");
	meta_add_id(&tmdb, "tmdb", "603", true);
	meta_add_id(&tmdb, "imdb", "tt9999999", false);
	ck_assert_uint_eq(merge(), MF_BIT(MF_UNIQUEIDS));
	ck_assert_str_eq(meta_id(&it.meta, "imdb"), "tt0133093");
	ck_assert_str_eq(meta_id(&it.meta, "tmdb"), "603");
	ck_assert_str_eq(it.field[MF_UNIQUEIDS].source, "nfo");
	/* What a provider gave is corrected by it. */
	from(MF_UNIQUEIDS, "tmdb");
	merge();
	ck_assert_str_eq(meta_id(&it.meta, "imdb"), "tt9999999");
}
END_TEST

START_TEST(an_id_of_a_name_stays_and_is_in_good_company)
{
	meta_add_id(&it.meta, "tmdb", "603", false);
	from(MF_UNIQUEIDS, "name");
	meta_add_id(&tmdb, "tmdb", "604", false);
	meta_add_id(&tmdb, "imdb", "tt0133093", false);
	merge();
	ck_assert_str_eq(meta_id(&it.meta, "tmdb"), "603");
	ck_assert_str_eq(meta_id(&it.meta, "imdb"), "tt0133093");
	ck_assert_str_eq(it.field[MF_UNIQUEIDS].source, "tmdb"); /* a rescan would take the second back */
}
END_TEST

START_TEST(numbers_are_never_a_providers)
{
	it.type = ENTITY_EPISODE;
	has(MF_EPISODE_NUMBER, "2", "name");
	says(&tmdb, MF_EPISODE_NUMBER, "3");
	says(&tmdb, MF_SEASON_NUMBER, "3");
	says(&tmdb, MF_USER_RATING, "9");
	ck_assert_uint_eq(merge_for(ALL), 0);
	is(MF_EPISODE_NUMBER, "2", "name");
	is(MF_SEASON_NUMBER, NULL, "");
}
END_TEST

START_TEST(a_placeholder_is_no_title)
{
	it.type = ENTITY_EPISODE;
	has(MF_TITLE, "Episode 7", "nfo");
	says(&tmdb, MF_TITLE, "Folge 7");
	ck_assert_uint_eq(merge(), 0);
	says(&tvdb, MF_TITLE, "Pilot");
	ck_assert_uint_eq(merge(), MF_BIT(MF_TITLE));
	is(MF_TITLE, "Pilot", "tvdb");
	/* And no name is one after it. */
	says(&tmdb, MF_TITLE, "TBA");
	ck_assert_uint_eq(merge(), 0);
}
END_TEST

static const struct {
	const char *title;
	bool placeholder;
} titles[] = {
	{"TBA", true},
	{"tbd", true},
	{"Episode 7", true},
	{"Episode #1.7", true},
	{"Folge 12", true},
	{"Épisode 3", true},
	{"第7話", true},
	{"第 7 集", true},
	{"Episode", false},
	{"Episode 7: The Return", false},
	{"Episode One", false},
	{"Pilot", false},
	{"7", false},
	{"第七感", false},
	{"", false},
};

START_TEST(placeholders)
{
	ck_assert_msg(merge_placeholder(ENTITY_EPISODE, titles[_i].title) == titles[_i].placeholder, "'%s'",
		titles[_i].title);
	ck_assert(!merge_placeholder(ENTITY_MOVIE, titles[_i].title));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {what_is_empty_is_filled, in_conflict_stays, who_gave_it_refreshes_it,
		who_was_not_asked_loses_nothing_to_those_behind, nothing_replaces_nothing,
		a_list_comes_whole_from_one, values_locked_into_a_list_stay_in_it,
		ratings_are_fresh_by_their_source, what_has_none_gets_ratings_and_ids_of_a_provider,
		the_status_is_fresh, ids_are_added, an_id_of_a_name_stays_and_is_in_good_company,
		numbers_are_never_a_providers, a_placeholder_is_no_title};
	Suite *suite = suite_create("merge");
	TCase *tcase = tcase_create("merge");
	SRunner *runner;
	size_t i;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	for (i = 0; i < sizeof(tests) / sizeof(*tests); i++)
		tcase_add_test(tcase, tests[i]);
	tcase_add_loop_test(tcase, who_outranks_whom, 0, 2 * sizeof(origins) / sizeof(*origins));
	tcase_add_loop_test(tcase, locked_stays_whatever_it_is, 0, 2 * sizeof(origins) / sizeof(*origins));
	tcase_add_loop_test(tcase, placeholders, 0, sizeof(titles) / sizeof(*titles));
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
