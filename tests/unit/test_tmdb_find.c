/* What TMDB says an item may be: over recorded answers, and invented ones. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "harness/answered.h"
#include "harness/answers.h"
#include "provider/match.h"

static struct answers answers;
static struct match_list found;
static struct error err;
static struct meta known;

static void setup(void)
{
	answers_init(&answers);
	memset(&found, 0, sizeof(found));
	meta_init(&known);
}

static void teardown(void)
{
	answers_release(&answers);
	match_list_release(&found);
	error_release(&err);
	meta_release(&known);
}

/* Whether what is 'known' by title and year is found, and what is made of it. */
static enum ask_state identify(
	enum entity type, const char *title, const char *year, enum match_verdict *verdict)
{
	struct subject s = {.type = type, .meta = &known};
	enum ask_state state;
	struct wanted w;

	ck_assert_int_eq(meta_set(&known, MF_TITLE, title, &err), 0);
	ck_assert_int_eq(meta_set(&known, MF_YEAR, year, &err), 0);
	match_list_release(&found);
	state = answers_identify(&answers, &provider_tmdb, &s, want(&w, "en", NULL, "US"), &found, &err);
	if (verdict)
		*verdict = match_judge(&found, &s);
	return state;
}

/* The first that was found. */
static void ck_first(enum match_verdict verdict, enum match_verdict wanted, const char *id)
{
	ck_assert_int_eq(verdict, wanted);
	ck_assert_uint_ge(found.n, 1);
	ck_assert_str_eq(found.item[0].id, id);
}

static bool asked(const char *path)
{
	for (size_t i = 0; i < answers_asked(&answers); i++)
		if (!strcmp(answers_question(&answers, i), path))
			return true;
	return false;
}

START_TEST(recorded_by_id)
{
	enum match_verdict verdict;

	if (!answers_recorded(&answers))
		return;
	meta_add_id(&known, "imdb", "tt0088247", false);
	ck_assert_int_eq(identify(ENTITY_MOVIE, "Der Terminator", NULL, &verdict), ASK_ANSWERED);
	ck_first(verdict, MATCH_CLEAR, "218");
	ck_assert(found.item[0].by_id);
	ck_assert_str_eq(found.item[0].title, "The Terminator");
	ck_assert_int_eq(found.item[0].year, 1984);
	ck_assert_str_eq(found.item[0].url, "https://www.themoviedb.org/movie/218");
	ck_assert_uint_eq(answers_asked(&answers), 1);

	/* The id of a film is no series; the title is what is left. */
	ck_assert_int_eq(identify(ENTITY_SERIES, "Breaking Bad", "2008", &verdict), ASK_ANSWERED);
	ck_first(verdict, MATCH_CLEAR, "1396");
	ck_assert(!found.item[0].by_id);

	meta_clear_field(&known, MF_UNIQUEIDS);
	meta_add_id(&known, "tvdb", "81189", false);
	ck_assert_int_eq(identify(ENTITY_SERIES, "Something", NULL, &verdict), ASK_ANSWERED);
	ck_first(verdict, MATCH_CLEAR, "1396");
	ck_assert(found.item[0].by_id);
	ck_assert_str_eq(found.item[0].country, "US");
	ck_assert_str_eq(found.item[0].url, "https://www.themoviedb.org/tv/1396");

	/* That number is an episode of another series, too. */
	meta_clear_field(&known, MF_UNIQUEIDS);
	meta_add_id(&known, "tvdb", "121361", false);
	ck_assert_int_eq(identify(ENTITY_SERIES, "Something", NULL, &verdict), ASK_ANSWERED);
	ck_assert_uint_eq(found.n, 1);
	ck_first(verdict, MATCH_CLEAR, "1399");
}
END_TEST

START_TEST(recorded_films_by_title)
{
	enum match_verdict verdict;

	if (!answers_recorded(&answers))
		return;
	ck_assert_int_eq(identify(ENTITY_MOVIE, "The Matrix", NULL, &verdict), ASK_ANSWERED);
	ck_first(verdict, MATCH_CLEAR, "603");
	ck_assert(!found.item[0].by_id);
	ck_assert(found.item[0].popularity > 35);
	/* Nobody recorded the search with its year: it is found without one. */
	ck_assert_int_eq(identify(ENTITY_MOVIE, "The Matrix", "1999", &verdict), ASK_ANSWERED);
	ck_first(verdict, MATCH_CLEAR, "603");
	ck_assert(asked("search/movie?query=The%20Matrix&year=1999&language=en"));
	ck_assert_int_eq(identify(ENTITY_MOVIE, "the matrix reloaded", "2003", &verdict), ASK_ANSWERED);
	ck_first(verdict, MATCH_CLEAR, "604");
	ck_assert_int_eq(identify(ENTITY_MOVIE, "Jack Reacher", "2016", &verdict), ASK_ANSWERED);
	ck_assert_str_eq(found.item[0].id, "343611");
	ck_assert_int_eq(identify(ENTITY_MOVIE, "Meen of Stal", NULL, NULL), ASK_NOTHING);
	ck_assert_uint_eq(found.n, 0);
	ck_assert_int_eq(identify(ENTITY_MOVIE, NULL, "1999", NULL), ASK_NOTHING);
}
END_TEST

START_TEST(recorded_series_by_title)
{
	enum match_verdict verdict;

	if (!answers_recorded(&answers))
		return;
	ck_assert_int_eq(identify(ENTITY_SERIES, "dallas", "2012", &verdict), ASK_ANSWERED);
	ck_first(verdict, MATCH_CLEAR, "37759");
	ck_assert_int_eq(identify(ENTITY_SERIES, "dallas", "1978", &verdict), ASK_ANSWERED);
	ck_first(verdict, MATCH_CLEAR, "40");
	ck_assert_int_eq(identify(ENTITY_SERIES, "house of cards", "1990", &verdict), ASK_ANSWERED);
	ck_first(verdict, MATCH_CLEAR, "21720");
	ck_assert_int_eq(identify(ENTITY_SERIES, "house of cards (US)", NULL, &verdict), ASK_ANSWERED);
	ck_first(verdict, MATCH_CLEAR, "1425");
}
END_TEST

START_TEST(recorded_set)
{
	struct subject s = {.type = ENTITY_SET, .meta = &known};
	struct wanted w;

	if (!answers_recorded(&answers))
		return;
	meta_set_collection(&known, "James Bond", NULL, NULL);
	ck_assert(!provider_tmdb.knows(&s));
	ck_assert_int_eq(
		answers_identify(&answers, &provider_tmdb, &s, want(&w, "en", NULL, "US"), &found, &err),
		ASK_ANSWERED);
	ck_assert_str_eq(found.item[0].id, "645");
	ck_assert_str_eq(found.item[0].title, "James Bond Collection");
	ck_assert_str_eq(found.item[0].aliases.item[0], "James Bond");
	ck_assert_uint_eq(answers_asked(&answers), 1);
}
END_TEST

START_TEST(ids_that_contradict)
{
	enum match_verdict verdict;

	meta_add_id(&known, "imdb", "tt1", false);
	meta_add_id(&known, "tvdb", "2", false);
	answers_put(&answers, PROVIDER_TMDB, "find/tt1?external_source=imdb_id",
		"{\"tv_results\":[{\"id\":11,\"name\":\"One\"}]}");
	answers_put(&answers, PROVIDER_TMDB, "find/2?external_source=tvdb_id",
		"{\"tv_results\":[{\"id\":12,\"name\":\"Two\"}]}");
	ck_assert_int_eq(identify(ENTITY_SERIES, "One", NULL, &verdict), ASK_ANSWERED);
	ck_assert_int_eq(verdict, MATCH_SEVERAL);
	ck_assert_int_eq(answers.rounds, 2); /* both were asked at once */
	/* Two that agree are one. */
	answers_put(&answers, PROVIDER_TMDB, "find/3?external_source=tvdb_id",
		"{\"tv_results\":[{\"id\":11,\"name\":\"One\"}]}");
	meta_clear_field(&known, MF_UNIQUEIDS);
	meta_add_id(&known, "imdb", "tt1", false);
	meta_add_id(&known, "tvdb", "3", false);
	ck_assert_int_eq(identify(ENTITY_SERIES, "One", NULL, &verdict), ASK_ANSWERED);
	ck_first(verdict, MATCH_CLEAR, "11");
}
END_TEST

/* A film that nobody finds by its titles has another one. */
START_TEST(other_titles)
{
	enum match_verdict verdict;

	answers_put(&answers, PROVIDER_TMDB, "search/movie?query=Zwei%20Welten&year=2001",
		"{\"results\":[{\"id\":\"21\",\"title\":\"Deux mondes\",\"original_title\":\"Deux mondes\","
		"\"release_date\":\"2001-05-01\",\"popularity\":\"3.5\"},{\"id\":22,\"title\":null,"
		"\"original_title\":\"Due mondi\",\"release_date\":\"2001-01-01\"},{\"id\":null},null]}");
	answers_put(&answers, PROVIDER_TMDB, "search/movie?query=Zwei%20Welten", "{\"results\":[]}");
	answers_put(&answers, PROVIDER_TMDB, "movie/21",
		"{\"id\":21,\"title\":\"Deux mondes\",\"runtime\":91,\"alternative_titles\":{\"titles\":["
		"{\"title\":\"Two Worlds\"},{\"title\":null}]},\"translations\":{\"translations\":["
		"{\"data\":{\"title\":\"Zwei Welten\"}},{\"data\":{\"title\":\"\"}}]}}");
	answers_put(&answers, PROVIDER_TMDB, "movie/22",
		"{\"id\":22,\"title\":\"Due "
		"mondi\",\"runtime\":\"0\",\"alternative_titles\":{\"titles\":[]}}");
	ck_assert_int_eq(identify(ENTITY_MOVIE, "Zwei Welten", "2001", &verdict), ASK_ANSWERED);
	ck_first(verdict, MATCH_CLEAR, "21");
	ck_assert_int_eq(found.item[0].runtime, 91);
	ck_assert(found.item[0].popularity == 3.5);
	/* With a year, without, the details of both. */
	ck_assert_uint_eq(answers_asked(&answers), 4);
	ck_assert_int_eq(answers.rounds, 4);
}
END_TEST

START_TEST(other_titles_of_a_series)
{
	enum match_verdict verdict;

	answers_put(&answers, PROVIDER_TMDB, "search/tv?query=Zwei%20Welten",
		"{\"results\":[{\"id\":31,\"name\":\"Deux mondes\",\"first_air_date\":\"2001-05-01\"}]}");
	answers_put(&answers, PROVIDER_TMDB, "tv/31",
		"{\"id\":31,\"name\":\"Deux mondes\",\"alternative_titles\":{\"results\":["
		"{\"title\":\"Zwei Welten\"}]},\"translations\":{\"translations\":["
		"{\"data\":{\"name\":\"Two Worlds\"}}]}}");
	ck_assert_int_eq(identify(ENTITY_SERIES, "Zwei Welten", NULL, &verdict), ASK_ANSWERED);
	ck_first(verdict, MATCH_CLEAR, "31");
	ck_assert_uint_eq(found.item[0].aliases.n, 2);
}
END_TEST

/* What is clear with its year is not asked for again; and the original title is asked for at once. */
START_TEST(no_question_too_many)
{
	enum match_verdict verdict;

	ck_assert_int_eq(meta_set(&known, MF_ORIGINAL_TITLE, "Le Phare & la Mer", &err), 0);
	answers_put(&answers, PROVIDER_TMDB, "search/movie?query=Der%20Leuchtturm&year=1999",
		"{\"results\":[{\"id\":5,\"title\":\"Zug\",\"release_date\":\"1999\"}]}");
	answers_put(&answers, PROVIDER_TMDB, "search/movie?query=Le%20Phare%20%26%20la%20Mer&year=1999",
		"{\"results\":[{\"id\":6,\"title\":\"Der Leuchtturm\",\"original_title\":"
		"\"Le Phare & la Mer\",\"release_date\":\"1999-12-31\"}]}");
	ck_assert_int_eq(identify(ENTITY_MOVIE, "Der Leuchtturm", "1999", &verdict), ASK_ANSWERED);
	ck_assert_uint_eq(answers_asked(&answers), 2);
	ck_assert_int_eq(answers.rounds, 2);
	ck_assert_str_eq(found.item[0].id, "6");
}
END_TEST

START_TEST(no_answer)
{
	static const char *const shapes[] = {"[]", "{}", "{\"results\":{}}", "{\"results\":null}"};

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		teardown();
		setup();
		answers_put(&answers, PROVIDER_TMDB, "search/movie?query=A", shapes[i]);
		ck_assert_int_eq(identify(ENTITY_MOVIE, "A", NULL, NULL), ASK_FAILED);
		ck_assert_int_eq(err.code, ERR_BAD_ANSWER);
	}
	teardown();
	setup();
	answers_fail(&answers, PROVIDER_TMDB, "search/tv?query=A", ERR_TIMEOUT);
	ck_assert_int_eq(identify(ENTITY_SERIES, "A", NULL, NULL), ASK_FAILED);
	ck_assert_int_eq(err.code, ERR_TIMEOUT);
	ck_assert_int_eq(identify(ENTITY_SEASON, "A", NULL, NULL), ASK_NOTHING);
	ck_assert_int_eq(identify(ENTITY_EPISODE, "A", NULL, NULL), ASK_NOTHING);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tmdb find");
	TCase *tcase = tcase_create("tmdb find");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, recorded_by_id);
	tcase_add_test(tcase, recorded_films_by_title);
	tcase_add_test(tcase, recorded_series_by_title);
	tcase_add_test(tcase, recorded_set);
	tcase_add_test(tcase, ids_that_contradict);
	tcase_add_test(tcase, other_titles);
	tcase_add_test(tcase, other_titles_of_a_series);
	tcase_add_test(tcase, no_question_too_many);
	tcase_add_test(tcase, no_answer);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
