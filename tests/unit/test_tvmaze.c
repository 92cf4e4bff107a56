/* What TVmaze says of series, seasons and episodes. */
#include <stdlib.h>

#include "core/file.h"
#include "harness/answered.h"
#include "harness/answers.h"
#include "harness/scratch.h"

#define ART "https://static.tvmaze.com/uploads/images/"
#define PARTS "?embed[]=cast&embed[]=crew&embed[]=seasons&embed[]=images"
#define GUESTS "?embed[]=guestcast&embed[]=guestcrew"

static struct answers answers;
static struct meta series, item;
static struct answer out;
static struct match_list matches;
static struct wanted wanted;
static enum numbering numbering;

static void release(void)
{
	answer_release(&out);
	match_list_release(&matches);
	meta_release(&item);
	meta_release(&series);
	answers_release(&answers);
}

static void put(const char *path, const char *json)
{
	answers_put(&answers, PROVIDER_TVMAZE, path, json);
}

/* Answers with what was recorded for another form of the question; 'list': in an array of its own. */
static void put_recorded(const char *path, const char *file, bool list)
{
	struct strbuf name = STRBUF_INIT, text = STRBUF_INIT;

	strbuf_addf(&name, "%s/tvmaze/%s", getenv("METARR_FIXTURES"), file);
	ok(file_read(name.buf, 1 << 20, &text, &scratch_err));
	if (list) {
		strbuf_splice(&text, 0, 0, "[", 1);
		strbuf_addch(&text, ']');
	}
	put(path, text.buf);
	strbuf_release(&name);
	strbuf_release(&text);
}

static enum ask_state ask_for(enum entity type)
{
	struct subject s = {.type = type, .meta = &item, .series = &series, .numbering = numbering};

	answer_release(&out);
	return answers_details(
		&answers, &provider_tvmaze, &s, want(&wanted, "de", "en", "DE"), &out, &scratch_err);
}

static enum ask_state ask_id(const char *type, const char *id)
{
	meta_release(&item);
	meta_add_id(&item, type, id, false);
	return ask_for(ENTITY_SERIES);
}

/* A season, or an episode of it, of the series with TVmaze's id. */
static enum ask_state ask_number(const char *id, const char *season, const char *episode)
{
	meta_release(&item);
	meta_release(&series);
	meta_add_id(&series, "tvmaze", id, false);
	ok(meta_set(&item, MF_SEASON_NUMBER, season, &scratch_err));
	ok(meta_set(&item, MF_EPISODE_NUMBER, episode, &scratch_err));
	return ask_for(episode ? ENTITY_EPISODE : ENTITY_SEASON);
}

static enum ask_state find(const char *title)
{
	struct subject s = {.type = ENTITY_SERIES, .meta = &item, .numbering = numbering};

	match_list_release(&matches);
	ok(meta_set(&item, MF_TITLE, title, &scratch_err));
	return answers_identify(
		&answers, &provider_tvmaze, &s, want(&wanted, "de", "en", "DE"), &matches, &scratch_err);
}

START_TEST(recorded_series)
{
	answers_init(&answers);
	if (!answers_recorded(&answers))
		return;
	put_recorded("lookup/shows?thetvdb=78874", "singlesearch-180.json", false);
	put_recorded("shows/180" PARTS, "singlesearch-180.json", false);
	ck_assert_int_eq(ask_id("tvdb", "78874"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "Firefly");
	field_is(&out.meta, MF_PLOT,
		"Five hundred years in the future, a renegade crew aboard a small spacecraft tries to "
		"survive as they travel the unknown parts of the galaxy and evade warring factions as well "
		"as authority agents out to get them.");
	field_is(&out.meta, MF_PREMIERED, "2002-09-20");
	field_is(&out.meta, MF_YEAR, "2002");
	field_is(&out.meta, MF_RUNTIME, "60");
	field_is(&out.meta, MF_SERIES_STATUS, "Ended");
	field_is(&out.meta, MF_GENRES, "Adventure, Science-Fiction, Western");
	field_is(&out.meta, MF_STUDIOS, "FOX");
	field_is(&out.meta, MF_COUNTRIES, "United States of America");
	field_is(&out.meta, MF_RATINGS, "tvmaze 9.3/10");
	field_is(&out.meta, MF_UNIQUEIDS, "tvmaze 180, tvdb 78874, imdb tt0303461");
	ck_assert_uint_eq(out.pictures.n, 1);
	picture_is(picture_of(&out, "poster", 0), ART "original_untouched/1/2600.jpg", NULL, NULL);
	ck_assert_str_eq(picture_of(&out, "poster", 0)->preview_url, ART "medium_portrait/1/2600.jpg");

	ck_assert_int_eq(ask_number("180", "1", NULL), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, NULL);
	field_is(&out.meta, MF_AIRED, "2002-09-20");
	field_is(&out.meta, MF_UNIQUEIDS, "tvmaze 800");
	ck_assert_ptr_nonnull(strstr(meta_get(&out.meta, MF_PLOT), "Captain Malcolm 'Mal' Reynolds"));
	picture_is(picture_of(&out, "poster", 0), ART "original_untouched/9/23969.jpg", NULL, NULL);
	ck_assert_int_eq(ask_number("180", "2", NULL), ASK_NOTHING);
	ck_assert_int_eq(ask_id("tvdb", "1"), ASK_NOTHING);
	release();
}
END_TEST

START_TEST(recorded_shows_of_all_kinds)
{
	static const struct {
		const char *id, *file, *title, *status, *studio;
	} shows[] = {
		{"13", "show-13.embed-seasons.json", "The Flash", "Continuing", "The CW"},
		{"118", "singlesearch-118.json", "House", "Ended", "FOX"},
		{"210", "singlesearch-210.json", "Doctor Who", "Continuing", "BBC One"},
		{"15824", "singlesearch-15824.json", "Krøniken", "Ended", "DR1"},
	};

	answers_init(&answers);
	if (!answers_recorded(&answers))
		return;
	for (size_t i = 0; i < sizeof(shows) / sizeof(shows[0]); i++) {
		struct strbuf path = STRBUF_INIT;

		strbuf_addf(&path, "shows/%s%s", shows[i].id, PARTS);
		put_recorded(path.buf, shows[i].file, false);
		strbuf_release(&path);
		ck_assert_int_eq(ask_id("tvmaze", shows[i].id), ASK_ANSWERED);
		field_is(&out.meta, MF_TITLE, shows[i].title);
		field_is(&out.meta, MF_SERIES_STATUS, shows[i].status);
		field_is(&out.meta, MF_STUDIOS, shows[i].studio);
		ck_assert(meta_has(&out.meta, MF_PLOT));
		ck_assert(!strchr(meta_get(&out.meta, MF_PLOT), '<'));
		ck_assert_uint_eq(pictures_of(&out, "poster"), 1);
	}
	ck_assert_int_eq(ask_number("13", "5", NULL), ASK_ANSWERED);
	field_is(&out.meta, MF_AIRED, "2018-10-09");
	release();
}
END_TEST

START_TEST(recorded_episodes)
{
	static const struct {
		const char *show, *season, *episode, *file, *title, *aired;
	} episodes[] = {
		{"13", "1", "1", "show-13-s01e01.json", "City of Heroes", "2014-10-07"},
		{"13", "2", "4", "show-13-s02e04.json", "The Fury of Firestorm", "2015-10-27"},
		{"118", "1", "2", "show-118-s01e02.json", "Paternity", "2004-11-23"},
		{"180", "1", "13", "show-180-s01e13.json", "Trash", NULL},
		{"210", "2", "3", "show-210-s02e03.json", "School Reunion", "2006-04-29"},
	};

	for (size_t i = 0; i < sizeof(episodes) / sizeof(episodes[0]); i++) {
		struct strbuf path = STRBUF_INIT;

		answers_init(&answers);
		if (!answers_recorded(&answers))
			return;
		strbuf_addf(&path, "shows/%s/episodes?specials=1", episodes[i].show);
		put_recorded(path.buf, episodes[i].file, true);
		strbuf_release(&path);
		ck_assert_int_eq(
			ask_number(episodes[i].show, episodes[i].season, episodes[i].episode), ASK_ANSWERED);
		field_is(&out.meta, MF_TITLE, episodes[i].title);
		field_is(&out.meta, MF_AIRED, episodes[i].aired);
		ck_assert(meta_has(&out.meta, MF_PLOT) && meta_has(&out.meta, MF_RUNTIME));
		ck_assert_uint_eq(pictures_of(&out, "thumb"), 1);
		ck_assert_int_eq(ask_number(episodes[i].show, "100", "100"), ASK_NOTHING);
		release();
	}
}
END_TEST

START_TEST(everything_of_a_show)
{
	answers_init(&answers);
	put("lookup/shows?imdb=tt0000007",
		"{\"id\":7,\"name\":\"Aisle Nine\",\"premiered\":\"2011-01-01\",\"weight\":42,"
		"\"webChannel\":{\"name\":\"Webbox\",\"country\":{\"code\":\"GB\"}}}");
	put("shows/7" PARTS,
		"{\"id\":7,\"name\":\"Aisle Nine\",\"status\":\"In Development\",\"averageRuntime\":31,"
		"\"runtime\":30,\"network\":null,\"webChannel\":{\"name\":\"Webbox\",\"country\":null},"
		"\"image\":{\"original\":\"http://x/p.jpg\",\"medium\":null},\"_embedded\":{"
		"\"cast\":[{\"person\":{\"name\":\"Ann "
		"Able\",\"image\":{\"original\":\"https://x/ann.jpg\"}},"
		"\"character\":{\"name\":\"Kim\"}},{\"person\":{\"name\":\"Bo Baker\",\"image\":null},"
		"\"character\":{\"name\":\"Lee\",\"image\":{\"original\":\"https://x/lee.jpg\"}}}],"
		"\"crew\":[{\"type\":\"Creator\",\"person\":{\"name\":\"Cy Cole\"}},"
		"{\"type\":\"Catering\",\"person\":{\"name\":\"Di Dunn\"}}],"
		"\"images\":[{\"id\":1,\"type\":\"poster\",\"resolutions\":{\"original\":{\"url\":"
		"\"https://x/p.jpg\",\"width\":680,\"height\":1000},\"medium\":{\"url\":\"https://x/"
		"m.jpg\"}}},"
		"{\"id\":2,\"type\":\"background\",\"resolutions\":{\"original\":{\"url\":\"https://x/"
		"b.jpg\","
		"\"width\":1280,\"height\":720}}},{\"id\":3,\"type\":\"typography\",\"resolutions\":{"
		"\"original\":"
		"{\"url\":\"https://x/t.png\"}}},{\"id\":4,\"type\":\"banner\",\"resolutions\":{\"original\":"
		"{\"url\":\"https://x/w.jpg\"}}},{\"id\":5,\"type\":null,\"resolutions\":{\"original\":"
		"{\"url\":\"https://x/n.jpg\"}}}]}}");
	ck_assert_int_eq(ask_id("imdb", "tt0000007"), ASK_ANSWERED);
	field_is(&out.meta, MF_SERIES_STATUS, "Upcoming");
	field_is(&out.meta, MF_RUNTIME, "31");
	field_is(&out.meta, MF_STUDIOS, "Webbox");
	field_is(&out.meta, MF_COUNTRIES, NULL);
	field_is(&out.meta, MF_ACTORS, "Ann Able as Kim, Bo Baker as Lee");
	field_is(&out.meta, MF_WRITERS, "Cy Cole");
	field_is(&out.meta, MF_DIRECTORS, NULL);
	ck_assert_uint_eq(out.pictures.n, 6);
	picture_is(picture_of(&out, "poster", 0), "https://x/p.jpg", NULL, "1");
	ck_assert_int_eq(picture_of(&out, "poster", 0)->width, 680);
	ck_assert_str_eq(picture_of(&out, "poster", 0)->preview_url, "https://x/m.jpg");
	picture_is(picture_of(&out, "fanart", 0), "https://x/b.jpg", NULL, "2");
	picture_is(picture_of(&out, "clearlogo", 0), "https://x/t.png", NULL, "3");
	picture_is(picture_of(&out, "banner", 0), "https://x/w.jpg", NULL, "4");
	picture_is(picture_of(&out, "actor/Ann_Able", 0), "https://x/ann.jpg", NULL, NULL);
	picture_is(picture_of(&out, "actor/Bo_Baker", 0), "https://x/lee.jpg", NULL, NULL);

	ck_assert_int_eq(find(NULL), ASK_ANSWERED);
	ck_assert_uint_eq(matches.n, 1);
	ck_assert_str_eq(matches.item[0].id, "7");
	ck_assert(matches.item[0].by_id);
	ck_assert_str_eq(matches.item[0].country, "GB");
	ck_assert_int_eq(matches.item[0].year, 2011);
	ck_assert(matches.item[0].popularity > 41);
	release();
}
END_TEST

START_TEST(specials_by_their_day)
{
	answers_init(&answers);
	put("shows/7/episodes?specials=1",
		"[{\"id\":69,\"name\":\"Later\",\"season\":2,\"number\":1,\"airdate\":\"2013-01-01\"},"
		"{\"id\":70,\"name\":\"One\",\"season\":1,\"number\":1,\"airdate\":\"2011-01-01\"},"
		"{\"id\":71,\"name\":\"Christmas\",\"season\":1,\"number\":null,\"airdate\":\"2011-12-25\","
		"\"type\":\"significant_special\"},"
		"{\"id\":72,\"name\":\"A\",\"season\":1,\"number\":null,\"airdate\":\"2012-12-25\"},"
		"{\"id\":73,\"name\":\"B\",\"season\":1,\"number\":null,\"airdate\":\"2012-12-25\"}]");
	put("episodes/71" GUESTS,
		"{\"id\":71,\"name\":\"Christmas\",\"airdate\":\"2011-12-25\",\"runtime\":null,\"rating\":"
		"{\"average\":7},\"summary\":\"<p>Snow.</p>\",\"_embedded\":{\"guestcast\":[{\"person\":"
		"{\"name\":\"Eve Ely\"},\"character\":{\"name\":\"Santa\"}}],\"guestcrew\":["
		"{\"guestCrewType\":\"Writer\",\"person\":{\"name\":\"Flo Fox\"}},"
		"{\"guestCrewType\":\"Director\",\"person\":{\"name\":\"Gus Gray\"}}]}}");
	ck_assert_int_eq(ask_number("7", "0", "1"), ASK_NOTHING);
	ok(meta_set(&item, MF_AIRED, "2011-12-25", &scratch_err));
	ck_assert_int_eq(ask_for(ENTITY_EPISODE), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "Christmas");
	field_is(&out.meta, MF_PLOT, "Snow.");
	field_is(&out.meta, MF_RUNTIME, NULL);
	field_is(&out.meta, MF_RATINGS, "tvmaze 7/10");
	field_is(&out.meta, MF_ACTORS, "Eve Ely as Santa");
	field_is(&out.meta, MF_WRITERS, "Flo Fox");
	field_is(&out.meta, MF_DIRECTORS, "Gus Gray");
	ck_assert_int_eq(ask_number("7", "1", "1"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "One");
	ck_assert_int_eq(ask_number("7", "0", "1"), ASK_NOTHING);
	ok(meta_set(&item, MF_AIRED, "2012-12-25", &scratch_err));
	ck_assert_int_eq(ask_for(ENTITY_EPISODE), ASK_NOTHING);
	ok(meta_set(&item, MF_AIRED, "2011-01-01", &scratch_err));
	ck_assert_int_eq(ask_for(ENTITY_EPISODE), ASK_NOTHING);
	numbering = NUMBERING_ABSOLUTE;
	ck_assert_int_eq(ask_number("7", "1", "1"), ASK_NOTHING);
	release();
}
END_TEST

START_TEST(found_by_title)
{
	answers_init(&answers);
	put("search/shows?q=Nine+%26+Co",
		"[{\"score\":0.9,\"show\":{\"id\":7,\"name\":\"Nine & Co\",\"premiered\":null}},"
		"{\"show\":null},{\"show\":{\"id\":8}},\"x\",{\"show\":{\"id\":\"9\",\"name\":\"Nine\","
		"\"premiered\":\"1999-09-09\",\"network\":{\"country\":{\"code\":\"us\"}}}}]");
	ck_assert_int_eq(find("Nine & Co"), ASK_ANSWERED);
	ck_assert_uint_eq(matches.n, 2);
	ck_assert_str_eq(matches.item[0].title, "Nine & Co");
	ck_assert_int_eq(matches.item[0].year, 0);
	ck_assert(!matches.item[0].by_id);
	ck_assert_str_eq(matches.item[0].url, "https://www.tvmaze.com/shows/7");
	ck_assert_str_eq(matches.item[1].id, "9");
	ck_assert_str_eq(matches.item[1].country, "US");
	ck_assert_int_eq(find("Nobody"), ASK_NOTHING);
	meta_release(&item);
	ck_assert_int_eq(find(NULL), ASK_NOTHING);
	release();
}
END_TEST

START_TEST(other_shapes)
{
	answers_init(&answers);
	put("lookup/shows?thetvdb=1", "[]");
	ck_assert_int_eq(ask_id("tvdb", "1"), ASK_FAILED);
	ck_assert_int_eq(scratch_err.code, ERR_BAD_ANSWER);
	put("shows/2" PARTS, "{\"id\":3,\"name\":\"Another\"}");
	ck_assert_int_eq(ask_id("tvmaze", "2"), ASK_FAILED);
	says("tvmaze's answer to 'shows/2");
	put("shows/4" PARTS,
		"{\"id\":\"4\",\"name\":5,\"summary\":[],\"rating\":null,\"genres\":[null,1,\"Drama\",\"\"],"
		"\"network\":\"x\",\"image\":3,\"externals\":[],\"_embedded\":{\"cast\":[null,{\"person\":"
		"null}],"
		"\"crew\":{},\"images\":[{\"type\":\"poster\"}],\"seasons\":[7,{\"number\":\"1\"}]}}");
	ck_assert_int_eq(ask_id("tvmaze", "4"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "5");
	field_is(&out.meta, MF_GENRES, "Drama");
	field_is(&out.meta, MF_ACTORS, NULL);
	ck_assert_uint_eq(out.pictures.n, 0);
	ck_assert_int_eq(ask_number("4", "1", NULL), ASK_ANSWERED);
	put("shows/4/episodes?specials=1", "{\"episodes\":[]}");
	ck_assert_int_eq(ask_number("4", "1", "1"), ASK_FAILED);
	release();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {recorded_series, recorded_shows_of_all_kinds, recorded_episodes,
		everything_of_a_show, specials_by_their_day, found_by_title, other_shapes};

	return scratch_run("tvmaze", tests, sizeof(tests) / sizeof(tests[0]));
}
