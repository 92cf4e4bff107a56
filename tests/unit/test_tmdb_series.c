/* Series, seasons and episodes of TMDB: recorded ones, field by field, and invented ones. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "harness/answered.h"
#include "harness/answers.h"

#define IMAGES "https://image.tmdb.org/t/p/"

static struct answers answers;
static struct answer got;
static struct error err;
static struct meta known, series;
static enum numbering numbering;
static bool every_picture;

static void setup(void)
{
	answers_init(&answers);
	memset(&got, 0, sizeof(got));
	meta_init(&known);
	meta_init(&series);
	numbering = NUMBERING_TMDB;
	every_picture = false;
}

static void teardown(void)
{
	answers_release(&answers);
	answer_release(&got);
	error_release(&err);
	meta_release(&known);
	meta_release(&series);
}

/* The season or episode of the series with that id; a negative season: the series itself. */
static enum ask_state ask(const char *id, int season, int episode, const char *languages, const char *country)
{
	struct subject s = {.type = season < 0	  ? ENTITY_SERIES
				    : episode < 0 ? ENTITY_SEASON
						  : ENTITY_EPISODE,
		.numbering = numbering};
	char first[8] = "", second[8] = "", number[16];
	struct wanted w;

	meta_clear_field(&series, MF_UNIQUEIDS);
	meta_add_id(&series, "tmdb", id, false);
	snprintf(number, sizeof(number), "%d", season);
	ck_assert(season < 0 || !meta_set(&known, MF_SEASON_NUMBER, number, &err));
	snprintf(number, sizeof(number), "%d", episode);
	ck_assert(episode < 0 || !meta_set(&known, MF_EPISODE_NUMBER, number, &err));
	s.meta = season < 0 ? &series : &known;
	s.series = season < 0 ? NULL : &series;
	ck_assert(provider_tmdb.knows(&s));
	sscanf(languages, "%7[^,],%7s", first, second);
	answer_release(&got);
	want(&w, first, *second ? second : NULL, country);
	w.wishes.every_picture = every_picture;
	return answers_details(&answers, &provider_tmdb, &s, &w.wishes, &got, &err);
}

#define said(field, text) field_is(&got.meta, (field), (text))

START_TEST(recorded_series_1396)
{
	const struct picture *p;

	if (!answers_recorded(&answers))
		return;
	ck_assert_int_eq(ask("1396", -1, -1, "en", "US"), ASK_ANSWERED);
	ck_assert_uint_eq(answers_asked(&answers), 1);
	said(MF_TITLE, "Breaking Bad");
	said(MF_ORIGINAL_TITLE, "Breaking Bad");
	said(MF_YEAR, "2008");
	said(MF_PREMIERED, "2008-01-20");
	said(MF_PLOT, "Walter White, a New Mexico chemistry teacher, is diagnosed with Stage III cancer and "
		      "given a prognosis of only two years left to live. He becomes filled with a sense of "
		      "fearlessness and an unrelenting desire to secure his family's financial future at any "
		      "cost as he enters the dangerous world of drugs and crime.");
	said(MF_TAGLINE, "Change the equation.");
	said(MF_MPAA, "TV-MA");
	said(MF_RUNTIME, NULL); /* the list is empty */
	said(MF_SERIES_STATUS, "Ended");
	said(MF_GENRES, "Drama, Crime");
	said(MF_STUDIOS, "AMC");
	said(MF_COUNTRIES, "United States of America");
	said(MF_WRITERS, "Vince Gilligan");
	said(MF_DIRECTORS, NULL);
	said(MF_TRAILER_URL, "plugin://plugin.video.youtube/play/?video_id=XZ8daibM3AE");
	said(MF_UNIQUEIDS, "tmdb 1396");
	said(MF_RATINGS, NULL);
	ck_assert_uint_eq(got.meta.tags.n, 28);
	ck_assert_str_eq(got.meta.tags.item[0], "new mexico");
	ck_assert_uint_eq(pictures_of(&got, "poster"), 169);
	ck_assert_uint_eq(pictures_of(&got, "keyart"), 37);
	ck_assert_uint_eq(pictures_of(&got, "fanart"), 96);
	ck_assert_uint_eq(pictures_of(&got, "landscape"), 34);
	ck_assert_uint_eq(pictures_of(&got, "clearlogo"), 36);
	for (size_t i = 0; i < 36; i++) {
		p = picture_of(&got, "clearlogo", i);
		ck_assert_ptr_null(strstr(p->url, ".svg"));
		ck_assert_ptr_null(strstr(p->preview_url, ".svg"));
	}
	ck_assert_int_eq(ask("1396", -1, -1, "en", "DE"), ASK_ANSWERED);
	said(MF_MPAA, "FSK 16");
}
END_TEST

START_TEST(recorded_series_1399)
{
	if (!answers_recorded(&answers))
		return;
	ck_assert_int_eq(ask("1399", -1, -1, "en", "DE"), ASK_ANSWERED);
	said(MF_TITLE, "Game of Thrones");
	said(MF_YEAR, "2011");
	said(MF_PREMIERED, "2011-04-17");
	said(MF_TAGLINE, "Winter is coming.");
	said(MF_MPAA, "FSK 16");
	said(MF_SERIES_STATUS, "Ended");
	said(MF_GENRES, "Sci-Fi & Fantasy, Drama, Action & Adventure");
	said(MF_STUDIOS, "HBO");
	said(MF_COUNTRIES, "United Kingdom, United States of America");
	said(MF_WRITERS, "David Benioff, D. B. Weiss");
	said(MF_RATINGS, "tmdb 8.454/10");
	said(MF_UNIQUEIDS, "tmdb 1399, imdb tt0944947, tvdb 121361, wikidata Q23572, facebook GameOfThrones, "
			   "instagram gameofthrones, twitter GameOfThrones");
	ck_assert_uint_eq(got.meta.actors.n, 14);
	ck_assert_str_eq(got.meta.actors.item[0].name, "Peter Dinklage");
	ck_assert_str_eq(got.meta.actors.item[0].role, "Tyrion 'The Halfman' Lannister");
	ck_assert_str_eq(
		picture_of(&got, "poster", 0)->url, IMAGES "original/1XS1oqL89opfnbLl8WnZY1O1uJx.jpg");
	ck_assert_str_eq(
		picture_of(&got, "fanart", 0)->url, IMAGES "original/zZqpAXxVSBtxV9qPBcscfXBcL2w.jpg");
	ck_assert_uint_eq(pictures_of(&got, "actor/Kit_Harington"), 1);
}
END_TEST

START_TEST(recorded_season)
{
	const struct picture *p;

	if (!answers_recorded(&answers))
		return;
	ck_assert_int_eq(ask("1396", 1, -1, "en", "US"), ASK_ANSWERED);
	said(MF_TITLE, "Season 1");
	said(MF_PLOT,
		"High school chemistry teacher Walter White's life is suddenly transformed by a dire medical "
		"diagnosis. Street-savvy former student Jesse Pinkman \"teaches\" Walter a new trade.");
	said(MF_AIRED, "2008-01-20");
	said(MF_UNIQUEIDS, "tmdb 3572, tvdb 30272, wikidata Q1582890");
	ck_assert_uint_eq(pictures_of(&got, "poster"), 54);
	ck_assert_uint_eq(pictures_of(&got, "keyart"), 2);
	ck_assert_uint_eq(got.pictures.n, 56);
	p = picture_of(&got, "poster", 0);
	ck_assert_str_eq(p->url, IMAGES "original/1BP4xYv9ZG4ZVHkL7ocOziBbSYH.jpg");
	ck_assert_str_eq(p->language, "en");
	ck_assert_int_eq(p->width, 1200);

	ck_assert_int_eq(ask("1399", 1, -1, "en", "US"), ASK_ANSWERED);
	said(MF_RATINGS, "tmdb 8.3/10");
	ck_assert_int_eq(got.meta.ratings.item[0].votes, -1);
	ck_assert_uint_eq(got.pictures.n, 1); /* the one that the season names */
	ck_assert_int_eq(ask("1399", 9, -1, "en", "US"), ASK_NOTHING);
}
END_TEST

START_TEST(recorded_episodes)
{
	const struct picture *p;

	if (!answers_recorded(&answers))
		return;
	ck_assert_int_eq(ask("1396", 1, 1, "en", "US"), ASK_ANSWERED);
	said(MF_TITLE, "Pilot");
	said(MF_PLOT, "When an unassuming high school chemistry teacher discovers he has a rare form of lung "
		      "cancer, he decides to team up with a former student and create a top of the line "
		      "crystal meth in a used RV, to provide for his family once he is gone.");
	said(MF_AIRED, "2008-01-20");
	said(MF_RUNTIME, "59");
	said(MF_DIRECTORS, "Vince Gilligan");
	said(MF_WRITERS, "Vince Gilligan");
	said(MF_UNIQUEIDS, "tmdb 62085");
	said(MF_SEASON_NUMBER, NULL);
	ck_assert_uint_eq(got.meta.actors.n, 17);
	ck_assert_str_eq(got.meta.actors.item[0].name, "Steven Michael Quezada");
	ck_assert_str_eq(got.meta.actors.item[0].role, "Steven Gomez");
	ck_assert_int_eq(got.meta.actors.item[0].order, 8);
	p = picture_of(&got, "thumb", 0);
	ck_assert_str_eq(p->url, IMAGES "original/ydlY3iPfeOAvu8gVqrxPoMvzNCn.jpg");
	ck_assert_str_eq(p->preview_url, IMAGES "w300/ydlY3iPfeOAvu8gVqrxPoMvzNCn.jpg");
	ck_assert_uint_eq(got.pictures.n, 1 + 11);
	/* All others of the season, and the season itself, are in the same answer. */
	for (int e = 2; e <= 7; e++)
		ck_assert_int_eq(ask("1396", 1, e, "en", "US"), ASK_ANSWERED);
	said(MF_TITLE, "A No Rough Stuff Type Deal");
	ck_assert_int_eq(ask("1396", 1, -1, "en", "US"), ASK_ANSWERED);
	ck_assert_uint_eq(answers_asked(&answers), 1);
	/* One that it has not is nobody else. */
	ck_assert_int_eq(ask("1396", 1, 8, "en", "US"), ASK_NOTHING);
	ck_assert_int_eq(ask("1396", 7, 1, "en", "US"), ASK_NOTHING);

	ck_assert_int_eq(ask("1399", 1, 2, "en", "US"), ASK_ANSWERED);
	said(MF_TITLE, "The Kingsroad");
	said(MF_AIRED, "2011-04-24");
	said(MF_RUNTIME, "56");
	said(MF_RATINGS, "tmdb 7.84/10");
	ck_assert_int_eq(got.meta.ratings.item[0].votes, 225);
	said(MF_DIRECTORS, "Tim Van Patten");
	said(MF_WRITERS, "D. B. Weiss, David Benioff");
}
END_TEST

START_TEST(every_picture_that_there_is)
{
	if (!answers_recorded(&answers))
		return;
	every_picture = true;
	ck_assert_int_eq(ask("1396", 1, 1, "en", "US"), ASK_ANSWERED);
	ck_assert_int_eq(answers.rounds, 2);
	ck_assert_str_eq(answers_question(&answers, 1), "tv/1396/season/1/episode/1/images");
	ck_assert_uint_eq(pictures_of(&got, "thumb"), 6);
	ck_assert_int_eq(picture_of(&got, "thumb", 0)->width, 1920);
	ck_assert_int_eq(ask("1396", 1, 2, "en", "US"), ASK_ANSWERED); /* whose list nobody recorded */
	ck_assert_uint_eq(pictures_of(&got, "thumb"), 1);
	ck_assert_int_eq(ask("1396", 1, -1, "en", "US"), ASK_ANSWERED);
	ck_assert_uint_eq(pictures_of(&got, "poster"), 54);
	ck_assert_str_eq(answers_question(&answers, 3), "tv/1396/season/1/images");
	ck_assert_int_eq(ask("1396", -1, -1, "en", "US"), ASK_ANSWERED);
	ck_assert_uint_eq(pictures_of(&got, "poster"), 169);
	ck_assert_str_eq(answers_question(&answers, 5), "tv/1396/images");
}
END_TEST

static void put_season(const char *language, const char *episodes)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;

	strbuf_addf(&path, "tv/7/season/2?language=%s", language);
	strbuf_addf(&text, "{\"id\":70,\"season_number\":2,\"name\":\"\",\"episodes\":[%s]}", episodes);
	answers_put(&answers, PROVIDER_TMDB, path.buf, text.buf);
	strbuf_release(&path);
	strbuf_release(&text);
}

START_TEST(texts_of_episodes)
{
	put_season("de",
		"{\"id\":1,\"episode_number\":1,\"name\":\"Der Anfang\",\"overview\":\"Es beginnt.\"},"
		"{\"id\":2,\"episode_number\":2,\"name\":\"Folge 2\",\"overview\":\"\"},"
		"{\"id\":3,\"episode_number\":3,\"name\":\"Drei\",\"overview\":null},"
		"{\"id\":4,\"episode_number\":\"4\",\"name\":\"Folge 4\",\"overview\":\"Vier.\"},"
		"{\"id\":5,\"episode_number\":5,\"name\":\"TBA\",\"overview\":\"\"}");
	put_season("fr", "{\"id\":2,\"episode_number\":2,\"name\":\"Épisode 2\",\"overview\":\"Deux.\"},"
			 "{\"id\":5,\"episode_number\":5,\"name\":\"Épisode 5\",\"overview\":\" \"}");
	put_season("en", "{\"id\":2,\"episode_number\":2,\"name\":\"Two\",\"overview\":\"This is two.\"},"
			 "{\"id\":3,\"episode_number\":3,\"name\":\"Three\",\"overview\":\"This is three.\"},"
			 "{\"id\":4,\"episode_number\":4,\"name\":\"Four\",\"overview\":\"\"},"
			 "{\"id\":5,\"episode_number\":5,\"name\":\"Episode 5\",\"overview\":\"\"}");
	ck_assert_int_eq(ask("7", 2, 1, "de,fr", "DE"), ASK_ANSWERED);
	said(MF_TITLE, "Der Anfang");
	ck_assert_uint_eq(answers_asked(&answers), 1); /* no other language was needed */
	ck_assert_int_eq(ask("7", 2, 2, "de,fr", "DE"), ASK_ANSWERED);
	said(MF_TITLE, "Two");
	said(MF_PLOT, "Deux.");
	ck_assert_uint_eq(answers_asked(&answers), 3);
	ck_assert_int_eq(ask("7", 2, 3, "de", "DE"), ASK_ANSWERED);
	said(MF_TITLE, "Drei");
	said(MF_PLOT, "This is three.");
	ck_assert_int_eq(ask("7", 2, 4, "de", "DE"), ASK_ANSWERED);
	said(MF_TITLE, "Four");
	said(MF_PLOT, "Vier.");
	ck_assert_int_eq(ask("7", 2, 5, "de,fr", "DE"), ASK_ANSWERED);
	said(MF_TITLE, NULL);
	said(MF_PLOT, NULL);
	said(MF_UNIQUEIDS, "tmdb 5");
}
END_TEST

START_TEST(a_language_that_is_not_there)
{
	put_season("de", "{\"id\":2,\"episode_number\":2,\"name\":\"Folge 2\",\"overview\":\"Zwei.\"}");
	answers_put(&answers, PROVIDER_TMDB, "tv/7/season/2?language=en", NULL);
	ck_assert_int_eq(ask("7", 2, 2, "de", "DE"), ASK_ANSWERED);
	said(MF_TITLE, NULL);
	said(MF_PLOT, "Zwei.");
	answers_fail(&answers, PROVIDER_TMDB, "tv/7/season/2?language=fr", ERR_TIMEOUT);
	ck_assert_int_eq(ask("7", 2, 2, "de,fr", "DE"), ASK_FAILED);
	ck_assert_int_eq(err.code, ERR_TIMEOUT);
}
END_TEST

/* Other numbers are not TMDB's, but for TVDB's: an episode comes with its date, for the caller to compare; of
 * a season the pictures do, unless it is plainly another one. */
START_TEST(numbers_of_others)
{
	static const enum numbering others[] = {NUMBERING_DVD, NUMBERING_ABSOLUTE};

	answers_put(&answers, PROVIDER_TMDB, "tv/7/season/2",
		"{\"id\":70,\"season_number\":2,\"name\":\"Season 2\",\"overview\":\"Text.\",\"air_date\":"
		"\"2010-09-01\",\"poster_path\":\"/p.jpg\",\"episodes\":[{\"id\":1,\"episode_number\":1,"
		"\"name\":\"One\",\"air_date\":\"2010-09-01\"}]}");
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		numbering = others[i];
		ck_assert_int_eq(ask("7", 2, 1, "en", "US"), ASK_NOTHING);
	}
	ck_assert_int_eq(ask("7", 2, -1, "en", "US"), ASK_NOTHING);
	numbering = NUMBERING_TVDB;
	ck_assert_int_eq(ask("7", 2, 1, "en", "US"), ASK_ANSWERED);
	said(MF_TITLE, "One");
	said(MF_AIRED, "2010-09-01");
	ck_assert_int_eq(ask("7", 2, -1, "en", "US"), ASK_ANSWERED);
	said(MF_TITLE, NULL);
	said(MF_UNIQUEIDS, NULL);
	ck_assert_uint_eq(got.pictures.n, 1);
	ck_assert_int_eq(meta_set(&known, MF_AIRED, "2010-01-01", &err), 0);
	ck_assert_int_eq(ask("7", 2, -1, "en", "US"), ASK_ANSWERED);
	ck_assert_int_eq(meta_set(&known, MF_AIRED, "2005-09-01", &err), 0);
	ck_assert_int_eq(ask("7", 2, -1, "en", "US"), ASK_NOTHING);
}
END_TEST

START_TEST(specials)
{
	answers_put(&answers, PROVIDER_TMDB, "tv/7/season/0",
		"{\"id\":70,\"season_number\":0,\"name\":\"Specials\",\"air_date\":\"\",\"poster_path\":\"\","
		"\"episodes\":[{\"id\":1,\"episode_number\":0,\"name\":\"Before\"}]}");
	ck_assert_int_eq(ask("7", 0, -1, "en", "US"), ASK_ANSWERED);
	said(MF_TITLE, "Specials");
	said(MF_AIRED, NULL);
	ck_assert_uint_eq(got.pictures.n, 0);
	ck_assert_int_eq(ask("7", 0, 0, "en", "US"), ASK_ANSWERED);
	said(MF_TITLE, "Before");
}
END_TEST

START_TEST(a_series_in_german)
{
	answers_put(&answers, PROVIDER_TMDB, "tv/7",
		"{\"id\":7,\"name\":\"Havet\",\"original_name\":\"Havet\",\"original_language\":\"da\","
		"\"overview\":\"\",\"status\":\"Returning Series\",\"episode_run_time\":[45,50],"
		"\"networks\":[],\"production_companies\":[{\"name\":\"Nordisk\"}],"
		"\"created_by\":[{\"name\":\"C\",\"id\":3},{\"name\":null}],"
		"\"content_ratings\":{\"results\":[{\"iso_3166_1\":\"DE\",\"rating\":\"12\"},"
		"{\"iso_3166_1\":\"GB\",\"rating\":\"\"}]},\"external_ids\":{\"tvdb_id\":\"123\","
		"\"imdb_id\":\"tt1\"},"
		"\"aggregate_credits\":{\"cast\":[{\"name\":\"B\",\"order\":1,\"roles\":[{\"character\":\"\"}"
		","
		"{\"character\":\"Second\"}]},{\"name\":\"A\",\"order\":0,\"roles\":[{\"character\":"
		"\"First\"},{\"character\":\"Other\"}],\"profile_path\":\"/a.jpg\"}]},"
		"\"translations\":{\"translations\":[{\"iso_639_1\":\"de\",\"iso_3166_1\":\"DE\",\"data\":"
		"{\"name\":\"Das Meer\",\"overview\":\"\",\"tagline\":\"Tief.\"}},{\"iso_639_1\":\"en\","
		"\"iso_3166_1\":\"US\",\"data\":{\"name\":\"The Sea\",\"overview\":\"The sea.\"}}]}}");
	ck_assert_int_eq(ask("7", -1, -1, "de", "DE"), ASK_ANSWERED);
	said(MF_TITLE, "Das Meer");
	said(MF_ORIGINAL_TITLE, "Havet");
	said(MF_PLOT, "The sea.");
	said(MF_TAGLINE, "Tief.");
	said(MF_MPAA, "FSK 12");
	said(MF_SERIES_STATUS, "Continuing");
	said(MF_RUNTIME, "45");
	said(MF_STUDIOS, "Nordisk");
	said(MF_WRITERS, "C");
	said(MF_ACTORS, "A as First, B as Second");
	said(MF_UNIQUEIDS, "tmdb 7, imdb tt1, tvdb 123");
	ck_assert_int_eq(ask("7", -1, -1, "fr", "GB"), ASK_ANSWERED);
	said(MF_TITLE, "The Sea");
	said(MF_MPAA, NULL);
	ck_assert_int_eq(ask("7", -1, -1, "da", "DK"), ASK_ANSWERED);
	said(MF_TITLE, "Havet");
}
END_TEST

START_TEST(words_for_a_state)
{
	static const char *const states[][2] = {{"Returning Series", "Continuing"}, {"Ended", "Ended"},
		{"Canceled", "Ended"}, {"Planned", "Upcoming"}, {"In Production", "Upcoming"},
		{"Something Else", "Something Else"}, {"", NULL}};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		char text[96];

		teardown();
		setup();
		snprintf(text, sizeof(text), "{\"id\":7,\"name\":\"A\",\"status\":\"%s\"}", states[i][0]);
		answers_put(&answers, PROVIDER_TMDB, "tv/7", text);
		ck_assert_int_eq(ask("7", -1, -1, "en", "US"), ASK_ANSWERED);
		said(MF_SERIES_STATUS, states[i][1]);
	}
}
END_TEST

START_TEST(no_answer)
{
	static const char *const shapes[] = {"[]", "{}", "{\"season_number\":3,\"episodes\":[]}",
		"{\"season_number\":null,\"episodes\":[]}"};

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		teardown();
		setup();
		answers_put(&answers, PROVIDER_TMDB, "tv/7/season/2", shapes[i]);
		ck_assert_int_eq(ask("7", 2, 1, "en", "US"), ASK_FAILED);
		ck_assert_int_eq(err.code, ERR_BAD_ANSWER);
	}
	teardown();
	setup();
	answers_put(&answers, PROVIDER_TMDB, "tv/7/season/2", "{\"season_number\":2,\"episodes\":{\"a\":1}}");
	ck_assert_int_eq(ask("7", 2, 1, "en", "US"), ASK_NOTHING);
	answers_fail(&answers, PROVIDER_TMDB, "tv/8", ERR_TIMEOUT);
	ck_assert_int_eq(ask("8", -1, -1, "en", "US"), ASK_FAILED);
	ck_assert_int_eq(ask("9", -1, -1, "en", "US"), ASK_NOTHING);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tmdb series");
	TCase *tcase = tcase_create("tmdb series");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, recorded_series_1396);
	tcase_add_test(tcase, recorded_series_1399);
	tcase_add_test(tcase, recorded_season);
	tcase_add_test(tcase, recorded_episodes);
	tcase_add_test(tcase, every_picture_that_there_is);
	tcase_add_test(tcase, texts_of_episodes);
	tcase_add_test(tcase, a_language_that_is_not_there);
	tcase_add_test(tcase, numbers_of_others);
	tcase_add_test(tcase, specials);
	tcase_add_test(tcase, a_series_in_german);
	tcase_add_test(tcase, words_for_a_state);
	tcase_add_test(tcase, no_answer);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
