/* Who is asked about an item, in what order, and whose word counts. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/answered.h"
#include "harness/answers.h"
#include "provider/inquiry.h"

#define MATRIX                                                                                               \
	"{\"id\":603,\"title\":\"The Matrix\",\"original_title\":\"The Matrix\",\"overview\":\"Neo.\","      \
	"\"release_date\":\"1999-03-31\",\"imdb_id\":\"tt0133093\"}"

static struct answers answers;
static struct inquiry q;
static struct meta meta, series;
static struct wanted wanted;

static void setup(void)
{
	answers_init(&answers);
	q = (struct inquiry)INQUIRY_INIT;
	meta_init(&meta);
	meta_init(&series);
	q.meta = &meta;
	q.series = &series;
	q.wishes = want(&wanted, "en", NULL, "US");
	q.identifies = ~0u;
}

static void teardown(void)
{
	answers_release(&answers);
	inquiry_release(&q);
	meta_release(&meta);
	meta_release(&series);
}

/* "tmdb fanart.tv": the best first. */
static void asked(const char *list)
{
	struct strbuf text = STRBUF_INIT;
	char *word;

	strbuf_addstr(&text, list);
	for (word = strtok(text.buf, " "); word; word = strtok(NULL, " "))
		q.order[q.norder++] = (enum provider_id)provider_by_name(word);
	strbuf_release(&text);
}

static void set(struct meta *m, enum meta_field f, const char *value)
{
	ck_assert_int_eq(meta_set(m, f, value, NULL), 0);
}

static void tmdb(const char *path, const char *json)
{
	answers_put(&answers, PROVIDER_TMDB, path, json);
}

static enum ask_state run_once(struct ask *a, void *ctx)
{
	return inquiry_run(a, ctx);
}

static void run(enum entity type, enum inquiry_end end, const char *reason)
{
	q.type = type;
	ck_assert_int_eq(answers_run(&answers, run_once, &q), ASK_ANSWERED);
	ck_assert_msg(q.end == end, "end %d, not %d: %s", q.end, end, q.reason.buf);
	ck_assert_str_eq(q.reason.buf, reason);
}

static void said(enum provider_id p, enum ask_state state, enum meta_field f, const char *text)
{
	ck_assert_msg(q.by[p].state == state, "%s: state %d, not %d", provider_name(p), q.by[p].state, state);
	if (state == ASK_ANSWERED)
		field_is(&q.by[p].answer.meta, f, text);
}

START_TEST(by_its_own_id)
{
	asked("tmdb fanart.tv");
	meta_add_id(&meta, "tmdb", "603", false);
	tmdb("movie/603", MATRIX);
	answers_put(
		&answers, PROVIDER_FANARTTV, "movies/603", "{\"name\":\"The Matrix\",\"tmdb_id\":\"603\"}");
	run(ENTITY_MOVIE, INQUIRY_GOOD, "");
	said(PROVIDER_TMDB, ASK_ANSWERED, MF_PLOT, "Neo.");
	said(PROVIDER_FANARTTV, ASK_ANSWERED, MF_PLOT, NULL);
	ck_assert_str_eq(q.by[PROVIDER_TMDB].id, "603");
	ck_assert(!q.searched);
	ck_assert_int_eq(answers.rounds, 2); /* both at once */
}
END_TEST

START_TEST(by_the_id_of_another)
{
	asked("tmdb");
	set(&meta, MF_TITLE, "Quite Another Title");
	meta_add_id(&meta, "imdb", "tt0133093", false);
	tmdb("find/tt0133093?external_source=imdb_id", "{\"movie_results\":[" MATRIX "]}");
	tmdb("movie/603", MATRIX);
	run(ENTITY_MOVIE, INQUIRY_GOOD, "");
	said(PROVIDER_TMDB, ASK_ANSWERED, MF_TITLE, "The Matrix");
	ck_assert(!q.searched);
}
END_TEST

START_TEST(by_its_title)
{
	asked("tmdb");
	set(&meta, MF_TITLE, "matrix");
	set(&meta, MF_YEAR, "1999");
	tmdb("search/movie?query=matrix&year=1999", "{\"results\":[" MATRIX "]}");
	tmdb("movie/603", MATRIX);
	run(ENTITY_MOVIE, INQUIRY_GOOD, "");
	said(PROVIDER_TMDB, ASK_ANSWERED, MF_TITLE, "The Matrix");
	ck_assert(q.searched);
	ck_assert_uint_eq(q.matches.n, 1);
}
END_TEST

#define SOLARIS(id, year)                                                                                    \
	"{\"id\":" id ",\"title\":\"Solaris\",\"original_title\":\"Solaris\",\"release_date\":\"" year       \
	"-01-01\"}"

START_TEST(several_are_a_persons_business)
{
	asked("tmdb");
	set(&meta, MF_TITLE, "Solaris");
	tmdb("search/movie?query=Solaris",
		"{\"results\":[" SOLARIS("593", "1972") "," SOLARIS("2103", "2002") "]}");
	run(ENTITY_MOVIE, INQUIRY_UNKNOWN, "2 could be it: 'metarr show --matches' lists them");
	ck_assert_uint_eq(q.matches.n, 2);
	ck_assert_int_eq(q.by[PROVIDER_TMDB].state, ASK_WAITING);
}
END_TEST

START_TEST(nobody_has_it)
{
	asked("tmdb");
	set(&meta, MF_TITLE, "Holiday 2019");
	tmdb("search/movie?query=Holiday%202019", "{\"results\":[]}");
	run(ENTITY_MOVIE, INQUIRY_UNKNOWN, "no provider knows such a title");
}
END_TEST

/* An id that is wrong is no reason to take it for another one of that name. */
START_TEST(a_title_does_not_outrank_an_id)
{
	asked("tmdb");
	set(&meta, MF_TITLE, "The Matrix");
	meta_add_id(&meta, "imdb", "tt9999999", false);
	tmdb("find/tt9999999?external_source=imdb_id", "{\"movie_results\":[]}");
	tmdb("search/movie?query=The%20Matrix", "{\"results\":[" MATRIX "]}");
	tmdb("movie/603", MATRIX);
	run(ENTITY_MOVIE, INQUIRY_UNKNOWN, "1 could be it: 'metarr show --matches' lists them");
	said(PROVIDER_TMDB, ASK_NOTHING, MF_TITLE, NULL);
}
END_TEST

/* The NFO's id leads nowhere, and the folder has another one. */
START_TEST(by_the_id_of_its_name)
{
	struct meta named = META_INIT;

	asked("tmdb");
	set(&meta, MF_TITLE, "Something");
	meta_add_id(&meta, "imdb", "tt0133093", false);
	meta_add_id(&named, "tmdb", "603", false);
	q.named = &named;
	tmdb("find/tt0133093?external_source=imdb_id", "{\"movie_results\":[]}");
	tmdb("movie/603", MATRIX);
	run(ENTITY_MOVIE, INQUIRY_GOOD, "");
	said(PROVIDER_TMDB, ASK_ANSWERED, MF_TITLE, "The Matrix");
	ck_assert(!q.searched);
	/* Which is another film, by the NFO's. */
	meta_clear_field(&meta, MF_UNIQUEIDS);
	meta_add_id(&meta, "imdb", "tt0000001", false);
	tmdb("find/tt0000001?external_source=imdb_id", "{\"movie_results\":[]}");
	tmdb("search/movie?query=Something", "{\"results\":[]}");
	run(ENTITY_MOVIE, INQUIRY_UNKNOWN, "no provider knows its ids");
	meta_release(&named);
}
END_TEST

START_TEST(an_id_that_is_gone)
{
	asked("tmdb");
	set(&meta, MF_TITLE, "Nothing Like It");
	meta_add_id(&meta, "tmdb", "999999999", false);
	run(ENTITY_MOVIE, INQUIRY_UNKNOWN, "no provider knows its ids");
}
END_TEST

START_TEST(without_any_provider)
{
	set(&meta, MF_TITLE, "The Matrix");
	run(ENTITY_MOVIE, INQUIRY_UNKNOWN, "no provider can be asked: none has a key");
}
END_TEST

START_TEST(who_is_first_is_missed)
{
	asked("tmdb fanart.tv");
	meta_add_id(&meta, "tmdb", "603", false);
	answers_fail(&answers, PROVIDER_TMDB, "movie/603", ERR_TIMEOUT);
	answers_put(&answers, PROVIDER_FANARTTV, "movies/603", "{\"tmdb_id\":\"603\"}");
	q.type = ENTITY_MOVIE;
	answers_run(&answers, run_once, &q);
	ck_assert_int_eq(q.end, INQUIRY_FAILED);
	ck_assert(q.reason.len > 0);
	ck_assert_int_eq(q.by[PROVIDER_TMDB].failure.code, ERR_TIMEOUT);
}
END_TEST

START_TEST(who_stands_behind_is_not)
{
	asked("tmdb fanart.tv");
	meta_add_id(&meta, "tmdb", "603", false);
	tmdb("movie/603", MATRIX);
	answers_fail(&answers, PROVIDER_FANARTTV, "movies/603", ERR_TIMEOUT);
	run(ENTITY_MOVIE, INQUIRY_GOOD, "");
	said(PROVIDER_TMDB, ASK_ANSWERED, MF_PLOT, "Neo.");
	said(PROVIDER_FANARTTV, ASK_FAILED, MF_PLOT, NULL);
}
END_TEST

#define SHOW_OF_TVDB                                                                                         \
	"{\"status\":\"success\",\"data\":{\"id\":80,\"name\":\"Show\",\"originalLanguage\":\"eng\","        \
	"\"overview\":\"Says TVDB.\"}}"

/* Whatever keeps TMDB from it: what TVDB has counts, and that TMDB failed is kept. */
START_TEST(who_fails_is_passed_by)
{
	static const enum error_code codes[] = {ERR_CONFIG, ERR_PROVIDER, ERR_BAD_ANSWER};
	size_t i;

	for (i = 0; i < 3; i++) {
		asked("tmdb tvdb");
		meta_add_id(&meta, "tmdb", "70", false);
		meta_add_id(&meta, "tvdb", "80", false);
		answers_fail(&answers, PROVIDER_TMDB, "tv/70", codes[i]);
		answers_put(&answers, PROVIDER_TVDB, "series/80/extended?meta=translations", SHOW_OF_TVDB);
		run(ENTITY_SERIES, INQUIRY_GOOD, "");
		said(PROVIDER_TVDB, ASK_ANSWERED, MF_PLOT, "Says TVDB.");
		ck_assert_int_eq(q.by[PROVIDER_TMDB].failure.code, codes[i]);
		teardown();
		setup();
	}
}
END_TEST

START_TEST(tvdb_identifies_films_when_tmdb_refuses)
{
	asked("tmdb tvdb");
	q.identifies = 1u << PROVIDER_TMDB;
	set(&meta, MF_TITLE, "The Matrix");
	set(&meta, MF_YEAR, "1999");
	answers_fail(&answers, PROVIDER_TMDB, "search/movie?query=The%20Matrix&year=1999", ERR_CONFIG);
	answers_put(&answers, PROVIDER_TVDB, "search?query=The%20Matrix&type=movie&year=1999",
		"{\"status\":\"success\",\"data\":[{\"tvdb_id\":\"169\",\"name\":\"The Matrix\",\"year\":"
		"\"1999\",\"type\":\"movie\"}]}");
	answers_put(&answers, PROVIDER_TVDB, "movies/169/extended?meta=translations",
		"{\"status\":\"success\",\"data\":{\"id\":169,\"name\":\"The Matrix\",\"runtime\":136}}");
	run(ENTITY_MOVIE, INQUIRY_GOOD, "");
	said(PROVIDER_TVDB, ASK_ANSWERED, MF_RUNTIME, "136");
}
END_TEST

/* Not otherwise, when TMDB does not answer for now. */
START_TEST(a_film_waits_for_tmdb)
{
	asked("tmdb tvdb");
	q.identifies = 1u << PROVIDER_TMDB;
	set(&meta, MF_TITLE, "The Matrix");
	answers_fail(&answers, PROVIDER_TMDB, "search/movie?query=The%20Matrix", ERR_PROVIDER);
	q.type = ENTITY_MOVIE;
	answers_run(&answers, run_once, &q);
	ck_assert_int_eq(q.end, INQUIRY_FAILED);
	ck_assert_uint_eq(answers_asked(&answers), 1);
}
END_TEST

START_TEST(a_search_that_fails_says_nothing)
{
	asked("tmdb");
	set(&meta, MF_TITLE, "The Matrix");
	answers_fail(&answers, PROVIDER_TMDB, "search/movie?query=The%20Matrix", ERR_TIMEOUT);
	q.type = ENTITY_MOVIE;
	answers_run(&answers, run_once, &q);
	ck_assert_int_eq(q.end, INQUIRY_FAILED);
}
END_TEST

/* An episode of a series that TMDB and TVDB number differently. */
static void show(const char *providers, const char *aired)
{
	asked(providers);
	set(&series, MF_TITLE, "Show");
	set(&meta, MF_SEASON_NUMBER, "1");
	set(&meta, MF_EPISODE_NUMBER, "2");
	set(&meta, MF_AIRED, aired);
	q.aired_is_ours = aired != NULL;
	q.series_asked = true;
	tmdb("tv/70/season/1", "{\"id\":1,\"season_number\":1,\"episodes\":[{\"id\":11,\"season_number\":1,"
			       "\"episode_number\":2,"
			       "\"name\":\"TMDB's\",\"air_date\":\"2008-01-27\"}]}");
	answers_put(&answers, PROVIDER_TVDB, "series/80/episodes/official",
		"{\"status\":\"success\",\"data\":{\"series\":{\"id\":80,\"originalLanguage\":\"eng\"},"
		"\"episodes\":["
		"{\"id\":21,\"seasonNumber\":1,\"number\":2,\"name\":\"TVDB's\",\"aired\":\"2008-02-03\"}]},"
		"\"links\":{\"next\":null}}");
	answers_put(&answers, PROVIDER_TVDB, "episodes/21/extended?meta=translations",
		"{\"status\":\"success\",\"data\":{\"id\":21,\"seasonNumber\":1,\"number\":2,\"name\":\"TVDB'"
		"s\","
		"\"aired\":\"2008-02-03\"}}");
	answers_put(&answers, PROVIDER_TVMAZE, "shows/90/episodebynumber?season=1&number=2",
		"{\"id\":31,\"season\":1,\"number\":2,\"name\":\"TVmaze's\",\"airdate\":\"2008-02-03\"}");
}

START_TEST(with_an_id_of_tvdb_it_is_tvdbs)
{
	show("tmdb tvdb", NULL);
	meta_add_id(&series, "tmdb", "70", false);
	meta_add_id(&series, "tvdb", "80", false);
	run(ENTITY_EPISODE, INQUIRY_GOOD, "");
	said(PROVIDER_TVDB, ASK_ANSWERED, MF_TITLE, "TVDB's");
	ck_assert_int_eq(q.by[PROVIDER_TMDB].state, ASK_NOTHING);
	ck_assert_int_eq(q.rank[0], PROVIDER_TVDB);
}
END_TEST

static size_t asked_for(const char *path)
{
	size_t i, n = 0;

	for (i = 0; i < answers_asked(&answers); i++)
		n += !!strstr(answers_question(&answers, i), path);
	return n;
}

/* TVDB's own record of an episode costs a second: it is asked for where its people are missing. */
START_TEST(people_of_an_episode)
{
	static const struct {
		const char *crew, *day, *director;
		size_t asked;
	} cases[] = {
		{"[{\"name\":\"Ann\",\"job\":\"Director\"}]", "2008-02-03", NULL, 0},
		{"[]", "2008-02-03", "Bo", 1},
		{"[{\"name\":\"Ann\",\"job\":\"Director\"}]", "2009-02-03", "Bo", 1}, /* another episode */
	};
	struct strbuf season = STRBUF_INIT;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		show("tmdb tvdb", NULL);
		meta_add_id(&series, "tmdb", "70", false);
		meta_add_id(&series, "tvdb", "80", false);
		strbuf_clear(&season);
		strbuf_addf(&season,
			"{\"id\":1,\"season_number\":1,\"episodes\":[{\"id\":11,\"season_number\":1,"
			"\"episode_number\":2,\"name\":\"T\",\"air_date\":\"%s\",\"crew\":%s}]}",
			cases[i].day, cases[i].crew);
		tmdb("tv/70/season/1", season.buf);
		answers_put(&answers, PROVIDER_TVDB, "episodes/21/extended?meta=translations",
			"{\"status\":\"success\",\"data\":{\"id\":21,\"name\":\"TVDB's\",\"aired\":\"2008-02-"
			"03\","
			"\"characters\":[{\"peopleType\":\"Director\",\"personName\":\"Bo\"}]}}");
		run(ENTITY_EPISODE, INQUIRY_GOOD, "");
		said(PROVIDER_TVDB, ASK_ANSWERED, MF_TITLE, "TVDB's");
		said(PROVIDER_TVDB, ASK_ANSWERED, MF_DIRECTORS, cases[i].director);
		ck_assert_uint_eq(asked_for("episodes/21/extended"), cases[i].asked);
		teardown();
		setup();
	}
	strbuf_release(&season);
}
END_TEST

START_TEST(without_one_it_is_tmdbs)
{
	show("tmdb tvdb", NULL);
	meta_add_id(&series, "tmdb", "70", false);
	run(ENTITY_EPISODE, INQUIRY_GOOD, "");
	said(PROVIDER_TMDB, ASK_ANSWERED, MF_TITLE, "TMDB's");
}
END_TEST

START_TEST(a_person_may_say_whose)
{
	show("tmdb tvdb", NULL);
	meta_add_id(&series, "tmdb", "70", false);
	meta_add_id(&series, "tvdb", "80", false);
	q.numbering = NUMBERING_TMDB;
	run(ENTITY_EPISODE, INQUIRY_GOOD, "");
	said(PROVIDER_TMDB, ASK_ANSWERED, MF_TITLE, "TMDB's");
}
END_TEST

START_TEST(an_order_of_tvdb_without_it)
{
	show("tmdb", NULL);
	meta_add_id(&series, "tmdb", "70", false);
	meta_add_id(&series, "tvdb", "80", false);
	q.numbering = NUMBERING_DVD;
	run(ENTITY_EPISODE, INQUIRY_UNKNOWN, "tvdb, which counts so, cannot be asked: it has no key");
}
END_TEST

START_TEST(what_the_source_lacks_is_nobodys)
{
	show("tmdb tvdb", NULL);
	meta_add_id(&series, "tmdb", "70", false);
	meta_add_id(&series, "tvdb", "80", false);
	set(&meta, MF_EPISODE_NUMBER, "99");
	run(ENTITY_EPISODE, INQUIRY_UNKNOWN, "tvdb has no S01E99");
}
END_TEST

START_TEST(another_day_is_another_episode)
{
	show("tvdb", "2008-01-20");
	meta_add_id(&series, "tvdb", "80", false);
	run(ENTITY_EPISODE, INQUIRY_UNKNOWN,
		"tvdb has another episode as S01E02: it aired on 2008-02-03, and the file's on 2008-01-20");
	ck_assert_int_eq(q.by[PROVIDER_TVDB].state, ASK_NOTHING);
	teardown();
	setup();
	show("tvdb", "2008-02-04"); /* at night */
	meta_add_id(&series, "tvdb", "80", false);
	run(ENTITY_EPISODE, INQUIRY_GOOD, "");
}
END_TEST

/* TVDB fails with this code at an episode that TVmaze has, too. */
static void show_without_tvdb(enum error_code code)
{
	show("tmdb tvdb tvmaze", NULL);
	q.substitutes = 1u << PROVIDER_TVMAZE;
	meta_add_id(&series, "tvdb", "80", false);
	meta_add_id(&series, "tvmaze", "90", false);
	answers_fail(&answers, PROVIDER_TVDB, "series/80/episodes/official", code);
	answers_put(&answers, PROVIDER_TVMAZE, "shows/90/episodes?specials=1",
		"[{\"id\":31,\"season\":1,\"number\":2,\"name\":\"TVmaze's\",\"airdate\":\"2008-02-03\"}]");
}

START_TEST(tvmaze_counts_when_tvdb_refuses)
{
	show_without_tvdb(ERR_CONFIG);
	run(ENTITY_EPISODE, INQUIRY_GOOD, "");
	said(PROVIDER_TVMAZE, ASK_ANSWERED, MF_TITLE, "TVmaze's");
	ck_assert_int_eq(q.rank[0], PROVIDER_TVMAZE);
	ck_assert_int_eq(q.by[PROVIDER_TVDB].failure.code, ERR_CONFIG);
	/* What TVmaze does not have, TVDB may have once its key is mended. */
	set(&meta, MF_EPISODE_NUMBER, "3");
	q.type = ENTITY_EPISODE;
	answers_run(&answers, run_once, &q);
	ck_assert_int_eq(q.end, INQUIRY_FAILED);
	ck_assert_str_eq(q.reason.buf, q.by[PROVIDER_TVDB].failure.msg.buf);
}
END_TEST

START_TEST(tvmaze_does_not_count_while_tvdb_is_away)
{
	show_without_tvdb(ERR_PROVIDER);
	q.type = ENTITY_EPISODE;
	answers_run(&answers, run_once, &q);
	ck_assert_int_eq(q.end, INQUIRY_FAILED);
	ck_assert_int_eq(q.by[PROVIDER_TVMAZE].state, ASK_WAITING);
}
END_TEST

START_TEST(its_series_is_asked_about_first)
{
	show("tmdb", NULL);
	q.series_asked = false;
	meta_add_id(&series, "imdb", "tt0903747", false);
	tmdb("find/tt0903747?external_source=imdb_id", "{\"tv_results\":[{\"id\":70,\"name\":\"Show\"}]}");
	tmdb("tv/70", "{\"id\":70,\"name\":\"Show\"}");
	run(ENTITY_EPISODE, INQUIRY_GOOD, "");
	said(PROVIDER_TMDB, ASK_ANSWERED, MF_TITLE, "TMDB's");
}
END_TEST

START_TEST(nor_is_its_series_known)
{
	show("tmdb", NULL);
	q.series_asked = false;
	tmdb("search/tv?query=Show", "{\"results\":[]}");
	run(ENTITY_EPISODE, INQUIRY_UNKNOWN, "its series is not identified");
}
END_TEST

START_TEST(its_series_cannot_be_asked_about)
{
	show("tmdb", NULL);
	q.series_asked = false;
	answers_fail(&answers, PROVIDER_TMDB, "search/tv?query=Show", ERR_TIMEOUT);
	q.type = ENTITY_EPISODE;
	answers_run(&answers, run_once, &q);
	ck_assert_int_eq(q.end, INQUIRY_FAILED);
	ck_assert(q.reason.len > 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {by_its_own_id, by_the_id_of_another, by_its_title,
		several_are_a_persons_business, nobody_has_it, a_title_does_not_outrank_an_id,
		an_id_that_is_gone, without_any_provider, who_is_first_is_missed, who_stands_behind_is_not,
		who_fails_is_passed_by, tvdb_identifies_films_when_tmdb_refuses, a_film_waits_for_tmdb,
		by_the_id_of_its_name, people_of_an_episode, tvmaze_counts_when_tvdb_refuses,
		tvmaze_does_not_count_while_tvdb_is_away, a_search_that_fails_says_nothing,
		with_an_id_of_tvdb_it_is_tvdbs, without_one_it_is_tmdbs, a_person_may_say_whose,
		an_order_of_tvdb_without_it, what_the_source_lacks_is_nobodys, another_day_is_another_episode,
		its_series_is_asked_about_first, nor_is_its_series_known, its_series_cannot_be_asked_about};
	Suite *suite = suite_create("inquiry");
	TCase *tcase = tcase_create("inquiry");
	SRunner *runner;
	size_t i;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	for (i = 0; i < sizeof(tests) / sizeof(*tests); i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
