/* What TVDB says of series, seasons, episodes and films. */
#include <stdlib.h>

#include "core/file.h"
#include "harness/answered.h"
#include "harness/answers.h"
#include "harness/scratch.h"

#define ART "https://artworks.thetvdb.com/banners/"

static struct answers answers;
static struct meta series, item;
static struct answer out;
static struct wanted wanted;
static enum numbering numbering;
static bool brief;
static const char *first = "de", *second = "en", *country = "DE";

static void release(void)
{
	answer_release(&out);
	meta_release(&item);
	meta_release(&series);
	answers_release(&answers);
}

/* Asks for what 'item' and 'series' are. */
static enum ask_state ask_for(enum entity type)
{
	struct subject s = {
		.type = type, .meta = &item, .series = &series, .numbering = numbering, .brief = brief};

	answer_release(&out);
	return answers_details(
		&answers, &provider_tvdb, &s, want(&wanted, first, second, country), &out, &scratch_err);
}

/* A film or series by its id. */
static enum ask_state ask_id(enum entity type, const char *id)
{
	meta_release(&item);
	meta_add_id(&item, "tvdb", id, false);
	return ask_for(type);
}

/* A season, or an episode of it, of a series. */
static enum ask_state ask_number(const char *id, const char *season, const char *episode)
{
	meta_release(&item);
	meta_release(&series);
	meta_add_id(&series, "tvdb", id, false);
	ok(meta_set(&item, MF_SEASON_NUMBER, season, &scratch_err));
	ok(meta_set(&item, MF_EPISODE_NUMBER, episode, &scratch_err));
	return ask_for(episode ? ENTITY_EPISODE : ENTITY_SEASON);
}

static void put(const char *path, const char *json)
{
	answers_put(&answers, PROVIDER_TVDB, path, json);
}

static cJSON *recorded(const char *file)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	cJSON *json;

	strbuf_addf(&path, "%s/tvdb/%s", getenv("METARR_FIXTURES"), file);
	ok(file_read(path.buf, 1 << 20, &text, &scratch_err));
	json = json_parse(text.buf, text.len, &scratch_err);
	ck_assert_ptr_nonnull(json);
	strbuf_release(&path);
	strbuf_release(&text);
	return json;
}

/* Answers with what was recorded for another form of the question, in one part or (else NULL) two. */
static void put_recorded(const char *path, const char *one, const char *other)
{
	cJSON *all = recorded(one), *more = other ? recorded(other) : cJSON_CreateObject();
	cJSON *data = cJSON_GetObjectItem(all, "data"), *part = cJSON_GetObjectItem(more, "data");
	char *text;

	while (part && part->child) {
		cJSON *member = cJSON_DetachItemViaPointer(part, part->child);

		if (cJSON_HasObjectItem(data, member->string))
			cJSON_Delete(member);
		else
			cJSON_AddItemToObject(data, member->string, member);
	}
	text = cJSON_PrintUnformatted(all);
	put(path, text);
	free(text);
	cJSON_Delete(all);
	cJSON_Delete(more);
}

START_TEST(recorded_series)
{
	const struct picture *p;

	answers_init(&answers);
	if (!answers_recorded(&answers))
		return;
	put_recorded("series/78878/extended?meta=translations", "series-78878-extended.json",
		"series-78878-extended-meta-translations.json");
	ck_assert_int_eq(ask_id(ENTITY_SERIES, "78878"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "FLCL");
	field_is(&out.meta, MF_ORIGINAL_TITLE, "フリクリ");
	ck_assert_ptr_eq(
		strstr(meta_get(&out.meta, MF_PLOT), "Noatas ruhiges Leben"), meta_get(&out.meta, MF_PLOT));
	field_is(&out.meta, MF_YEAR, "2000");
	field_is(&out.meta, MF_PREMIERED, "2000-04-26");
	field_is(&out.meta, MF_RUNTIME, "24");
	field_is(&out.meta, MF_SERIES_STATUS, "Ended");
	field_is(&out.meta, MF_GENRES, "Science Fiction");
	field_is(&out.meta, MF_STUDIOS, "Anime OAV");
	field_is(&out.meta, MF_COUNTRIES, "Japan");
	field_is(&out.meta, MF_MPAA, "FSK 12");
	field_is(&out.meta, MF_ACTORS, "Yutaka Aoyama as Tabata Kanda");
	ck_assert_str_eq(out.meta.actors.item[0].thumb, ART "person/464299/primary.jpg");
	ck_assert_int_eq(out.meta.actors.item[0].order, 0);
	field_is(&out.meta, MF_UNIQUEIDS, "tvdb 78878");
	field_is(&out.meta, MF_RATINGS, NULL);
	ck_assert_uint_eq(out.pictures.n, 3);
	picture_is(picture_of(&out, "actor/Yutaka_Aoyama", 0), ART "person/464299/primary.jpg", NULL, NULL);
	p = picture_of(&out, "fanart", 0);
	picture_is(p, ART "fanart/original/78878-6.jpg", "ja", "686641");
	ck_assert_str_eq(p->preview_url, ART "fanart/original/78878-6_t.jpg");
	ck_assert_int_eq(p->width, 1280);
	ck_assert_int_eq(p->height, 720);
	ck_assert_int_eq(p->vote_count, 100000);
	ck_assert(p->vote_average < 0);
	picture_is(picture_of(&out, "poster", 0), ART "posters/78878-1.jpg", NULL, NULL);

	first = "es";
	second = NULL;
	country = "US";
	ck_assert_int_eq(ask_id(ENTITY_SERIES, "78878"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "フリクリ");
	ck_assert_ptr_nonnull(strstr(meta_get(&out.meta, MF_PLOT), "Todo comienza cuando Naota"));
	field_is(&out.meta, MF_MPAA, NULL);
	release();
}
END_TEST

START_TEST(recorded_seasons)
{
	answers_init(&answers);
	if (!answers_recorded(&answers))
		return;
	put_recorded("series/373426/extended?meta=translations", "series-373426-extended.full.json", NULL);
	ck_assert_int_eq(ask_id(ENTITY_SERIES, "373426"), ASK_ANSWERED);
	ck_assert_uint_eq(pictures_of(&out, "poster"), 1);
	ck_assert_uint_eq(pictures_of(&out, "fanart"), 3);
	ck_assert_uint_eq(pictures_of(&out, "square"), 2);
	ck_assert_uint_eq(pictures_of(&out, "banner"), 0);
	picture_is(picture_of(&out, "poster", 0), ART "series/373426/posters/5f5933d55075d.jpg", "en",
		"62318824");
	field_is(&out.meta, MF_ACTORS, "Adam Savage as Host");
	field_is(&out.meta, MF_STUDIOS, "YouTube");
	field_is(&out.meta, MF_RUNTIME, "134");
	field_is(&out.meta, MF_SERIES_STATUS, "Continuing");

	ck_assert_int_eq(ask_number("373426", "2020", NULL), ASK_ANSWERED);
	field_is(&out.meta, MF_UNIQUEIDS, "tvdb 1805152");
	ck_assert_uint_eq(out.pictures.n, 2);
	picture_is(picture_of(&out, "banner", 0), ART "series/373426/seasons/1805152/banners/62055635.jpg",
		"en", "62055635");
	picture_is(picture_of(&out, "fanart", 0),
		ART "series/373426/seasons/1805152/backgrounds/62055634.jpg", NULL, NULL);
	ck_assert_int_eq(ask_number("373426", "0", NULL), ASK_ANSWERED);
	field_is(&out.meta, MF_UNIQUEIDS, "tvdb 1805151");
	ck_assert_uint_eq(out.pictures.n, 0);
	ck_assert_int_eq(ask_number("373426", "1", NULL), ASK_NOTHING);
	numbering = NUMBERING_ABSOLUTE;
	ck_assert_int_eq(ask_number("373426", "1", NULL), ASK_ANSWERED);
	field_is(&out.meta, MF_UNIQUEIDS, "tvdb 1809753");
	numbering = NUMBERING_DVD;
	ck_assert_int_eq(ask_number("373426", "1", NULL), ASK_NOTHING);
	release();
}
END_TEST

START_TEST(recorded_episodes)
{
	answers_init(&answers);
	if (!answers_recorded(&answers))
		return;
	put_recorded("series/75978/episodes/official", "series-75978-episodes-default.json", NULL);
	ck_assert_int_eq(ask_number("75978", "0", "1"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "Stewie Griffin: The Untold Story");
	field_is(&out.meta, MF_AIRED, "2006-05-21");
	field_is(&out.meta, MF_RUNTIME, "90");
	field_is(&out.meta, MF_DISPLAY_SEASON, "4");
	field_is(&out.meta, MF_DISPLAY_EPISODE, "28");
	field_is(&out.meta, MF_UNIQUEIDS, "tvdb 181165");
	field_is(&out.meta, MF_SEASON_NUMBER, NULL);
	picture_is(picture_of(&out, "thumb", 0), ART "episodes/75978/181165.jpg", NULL, NULL);
	ck_assert_int_eq(ask_number("75978", "1", "1"), ASK_NOTHING);

	numbering = NUMBERING_DVD;
	put_recorded(
		"series/81189/episodes/dvd", "series-81189-episodes-dvd-season-0-episodeNumber-1.json", NULL);
	put_recorded("episodes/3859781/extended?meta=translations", "episodes-127396-extended.json",
		"episodes-127396-extended-meta-translations.json");
	first = "zh";
	second = "es";
	ck_assert_int_eq(ask_number("81189", "0", "1"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "黑衣劍士");
	field_is(&out.meta, MF_WRITERS, "Kentaro Miura, Atsuhiro Tomioka");
	ck_assert_ptr_nonnull(strstr(meta_get(&out.meta, MF_PLOT), "El espadachín negro"));
	release();
}
END_TEST

START_TEST(recorded_film)
{
	answers_init(&answers);
	if (!answers_recorded(&answers))
		return;
	put_recorded("movies/12586/extended?meta=translations", "movies-12586-extended.json",
		"movies-12586-extended-meta-translations.json");
	ck_assert_int_eq(ask_id(ENTITY_MOVIE, "12586"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "Macross: Do You Remember Love?");
	field_is(&out.meta, MF_ORIGINAL_TITLE, "超時空要塞マクロス 愛・おぼえていますか");
	field_is(&out.meta, MF_YEAR, "1984");
	field_is(&out.meta, MF_PREMIERED, "1984-07-21");
	field_is(&out.meta, MF_RUNTIME, "114");
	field_is(&out.meta, MF_GENRES, "Action");
	field_is(&out.meta, MF_STUDIOS, "Artland");
	field_is(&out.meta, MF_COUNTRIES, "Japan");
	field_is(&out.meta, MF_UNIQUEIDS, "tvdb 12586, imdb tt0087660, tmdb 14132");
	field_is(&out.meta, MF_ACTORS, "Arihiro Hase as Hikaru Ichijyo");
	field_is(&out.meta, MF_TRAILER_URL, "plugin://plugin.video.youtube/play/?video_id=uY4fme_AvW4");
	picture_is(picture_of(&out, "fanart", 0), ART "movies/12586/backgrounds/12586.jpg", NULL, "2534504");
	picture_is(picture_of(&out, "poster", 0), ART "movies/12586/posters/12586.jpg", NULL, NULL);
	ck_assert_int_eq(ask_id(ENTITY_MOVIE, "1"), ASK_NOTHING);
	release();
}
END_TEST

#define TRANSLATIONS(names, overviews)                                                                       \
	"\"translations\":{\"nameTranslations\":[" names "],\"overviewTranslations\":[" overviews "]}"
#define NAME(language, name) "{\"language\":\"" language "\",\"name\":\"" name "\"}"
#define TEXT(language, text) "{\"language\":\"" language "\",\"overview\":\"" text "\"}"
#define FOUND(data) "{\"status\":\"success\",\"data\":" data "}"

/* Title and plot of a series in the languages that are wished. */
static void texts_are(const char *one, const char *two, const char *of, const char *title, const char *plot)
{
	first = one;
	second = two;
	country = of;
	ck_assert_int_eq(ask_id(ENTITY_SERIES, "5"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, title);
	field_is(&out.meta, MF_PLOT, plot);
}

START_TEST(each_text_in_its_best_language)
{
	static const char names[] = "{\"language\":\"deu\",\"name\":\"Alias\",\"isAlias\":true}," NAME(
		"deu", "Deutsch") "," NAME("por", "Portugal") "," NAME("pt", "Brasil") ",";
	static const char more[] = NAME("zhtw", "Taiwan") "," NAME("zho", "China") "," NAME(
		"fra", " ") "," NAME("eng", "English");
	struct strbuf json = STRBUF_INIT;

	answers_init(&answers);
	strbuf_addf(&json,
		FOUND("{\"id\":5,\"name\":\"Original\",\"overview\":\"Of "
		      "old.\",\"originalLanguage\":\"jpn\"," TRANSLATIONS(
			      "%s%s", TEXT("eng", "In English.") "," TEXT("zho", "Chinese.")) "}"),
		names, more);
	put("series/5/extended?meta=translations", json.buf);
	strbuf_release(&json);
	texts_are("de", NULL, "DE", "Deutsch", "In English.");
	texts_are("de-AT", "ja", "AT", "Deutsch", "Of old.");
	texts_are("fr", "de", "FR", "Deutsch", "In English.");
	texts_are("fr", NULL, "FR", "English", "In English.");
	texts_are("pt", NULL, "PT", "Portugal", "In English.");
	texts_are("pt-BR", NULL, "DE", "Brasil", "In English.");
	texts_are("pt", NULL, "BR", "Brasil", "In English.");
	texts_are("zh", NULL, "CN", "China", "Chinese.");
	texts_are("zh-TW", NULL, "DE", "Taiwan", "Chinese.");
	texts_are("ja", "de", "JP", "Original", "Of old.");
	field_is(&out.meta, MF_ORIGINAL_TITLE, "Original");
	release();
}
END_TEST

START_TEST(everything_of_a_series)
{
	const struct picture *p;

	answers_init(&answers);
	put("series/5/extended?meta=translations",
		FOUND("{\"id\":5,\"name\":\"Aisle Nine\",\"firstAired\":\"2011-01-01\",\"year\":null,"
		      "\"status\":{\"name\":\"Upcoming\"},\"originalNetwork\":null,\"latestNetwork\":{"
		      "\"name\":\"Net\"},"
		      "\"originalCountry\":\"gbr\",\"averageRuntime\":0,"
		      "\"genres\":[{\"name\":\"Drama\"},{\"name\":\"Comedy\"}],"
		      "\"contentRatings\":[{\"country\":\"usa\",\"name\":\"TV-14\"},{\"country\":\"gbr\","
		      "\"name\":\"15\"},"
		      "{\"country\":\"gbr\",\"name\":\"18\"}],"
		      "\"trailers\":[{\"url\":\"https://vimeo.com/1\",\"language\":\"deu\"},"
		      "{\"url\":\"https://youtu.be/abc_-1?t=3\",\"language\":\"spa\"},"
		      "{\"url\":\"https://www.youtube.com/watch?v=def&x=1\",\"language\":\"eng\"},"
		      "{\"url\":\"https://youtu.be/ghi\",\"language\":\"spa\"}],"
		      "\"remoteIds\":[{\"id\":\"tt0000005\",\"sourceName\":\"IMDB\"},{\"id\":\"55-aisle\","
		      "\"sourceName\":\"TheMovieDB.com\"},{\"id\":\"Q42\",\"sourceName\":\"Wikidata\"},"
		      "{\"id\":\"123x\",\"sourceName\":\"TV Maze\"},{\"id\":\"12\",\"sourceName\":\"EIDR\"}],"
		      "\"characters\":["
		      "{\"peopleType\":\"Guest Star\",\"personName\":\"Gus "
		      "Gray\",\"name\":\"Santa\",\"sort\":0},"
		      "{\"peopleType\":\"Actor\",\"personName\":\"Bo Baker\",\"name\":\"Lee\",\"sort\":2},"
		      "{\"peopleType\":\"Actor\",\"personName\":\"Ann Able\",\"name\":\"Kim\",\"sort\":1,"
		      "\"image\":\"/banners/ann.jpg\",\"personImgURL\":\"https://x/other.jpg\"},"
		      "{\"peopleType\":\"Actor\",\"personName\":\"AC/DC\",\"name\":null,\"sort\":3,"
		      "\"personImgURL\":\"https://x/acdc.jpg\"},"
		      "{\"peopleType\":\"Creator\",\"personName\":\"Cy Cole\"},"
		      "{\"peopleType\":\"Musical Guest\",\"personName\":\"Di Dunn\"},"
		      "{\"peopleType\":\"Director\",\"personName\":\"Eve Ely\"}],"
		      "\"image\":\"banners/one.jpg\","
		      "\"artworks\":[{\"id\":1,\"type\":2,\"image\":\"/banners/"
		      "one.jpg\",\"thumbnail\":\"banners/one_t.jpg\","
		      "\"language\":null,\"includesText\":false,\"width\":680,\"height\":1000,\"score\":7},"
		      "{\"id\":2,\"type\":2,\"image\":\"http://artworks.thetvdb.com/banners/"
		      "two.jpg\",\"language\":\"zhtw\"},"
		      "{\"id\":3,\"type\":\"23\",\"image\":\"https://x/logo.png\",\"language\":\"deu\"},"
		      "{\"id\":4,\"type\":22,\"image\":\"https://x/"
		      "art.png\"},{\"id\":5,\"type\":1,\"image\":\"https://x/b.jpg\"},"
		      "{\"id\":6,\"type\":7,\"image\":\"https://x/season.jpg\",\"seasonId\":9},"
		      "{\"id\":7,\"type\":20,\"image\":\"https://x/cinemagraph.mp4\"},"
		      "{\"id\":8,\"type\":14,\"image\":\"https://x/"
		      "film.jpg\"},{\"id\":9,\"type\":2,\"image\":\"\"},"
		      "{\"id\":10,\"type\":2,\"image\":\"https://x/words.jpg\",\"includesText\":true}]}"));
	country = "GB";
	ck_assert_int_eq(ask_id(ENTITY_SERIES, "5"), ASK_ANSWERED);
	field_is(&out.meta, MF_YEAR, "2011");
	field_is(&out.meta, MF_SERIES_STATUS, "Upcoming");
	field_is(&out.meta, MF_STUDIOS, "Net");
	field_is(&out.meta, MF_COUNTRIES, "United Kingdom");
	field_is(&out.meta, MF_RUNTIME, NULL);
	field_is(&out.meta, MF_GENRES, "Drama, Comedy");
	field_is(&out.meta, MF_MPAA, "15");
	field_is(&out.meta, MF_TRAILER_URL, "plugin://plugin.video.youtube/play/?video_id=def");
	field_is(&out.meta, MF_UNIQUEIDS, "tvdb 5, imdb tt0000005, tmdb 55, wikidata Q42");
	field_is(&out.meta, MF_ACTORS, "Ann Able as Kim, Bo Baker as Lee, AC/DC, Gus Gray as Santa");
	field_is(&out.meta, MF_WRITERS, "Cy Cole");
	field_is(&out.meta, MF_DIRECTORS, "Eve Ely");
	ck_assert_str_eq(out.meta.actors.item[0].thumb, ART "ann.jpg");
	ck_assert_int_eq(out.meta.actors.item[3].order, 3);
	picture_is(picture_of(&out, "actor/Ann_Able", 0), ART "ann.jpg", NULL, NULL);
	p = picture_of(&out, "poster", 0);
	picture_is(p, ART "one.jpg", NULL, "1");
	ck_assert_str_eq(p->preview_url, ART "one_t.jpg");
	ck_assert(p->width == 680 && p->height == 1000 && p->vote_count == 7 && p->vote_average < 0);
	picture_is(picture_of(&out, "keyart", 0), ART "one.jpg", NULL, "1");
	picture_is(picture_of(&out, "poster", 1), ART "two.jpg", "zh", "2");
	picture_is(picture_of(&out, "clearlogo", 0), "https://x/logo.png", "de", "3");
	picture_is(picture_of(&out, "clearart", 0), "https://x/art.png", NULL, "4");
	picture_is(picture_of(&out, "banner", 0), "https://x/b.jpg", NULL, "5");
	picture_is(picture_of(&out, "poster", 2), "https://x/words.jpg", NULL, "10");
	ck_assert_uint_eq(pictures_of(&out, "keyart"), 1);
	ck_assert_uint_eq(out.pictures.n, 8);
	release();
}
END_TEST

START_TEST(pictures_of_a_season)
{
	answers_init(&answers);
	put("series/5/extended?meta=translations",
		FOUND("{\"id\":5,\"originalLanguage\":\"eng\",\"seasons\":["
		      "{\"id\":90,\"number\":1,\"type\":{\"type\":\"dvd\"}},"
		      "{\"id\":91,\"number\":1,\"type\":{\"type\":\"official\"},\"image\":\"https://x/"
		      "own.jpg\",\"imageType\":7}],"
		      "\"artworks\":[{\"id\":1,\"type\":7,\"image\":\"https://x/mine.jpg\",\"seasonId\":91},"
		      "{\"id\":2,\"type\":7,\"image\":\"https://x/other.jpg\",\"seasonId\":90},"
		      "{\"id\":3,\"type\":7,\"image\":\"https://x/nobody.jpg\"},"
		      "{\"id\":4,\"type\":3,\"image\":\"https://x/show.jpg\",\"seasonId\":91}]}"));
	put("seasons/91/extended?meta=translations",
		FOUND("{\"id\":91,\"name\":\"The "
		      "First\",\"artwork\":[{\"id\":5,\"type\":7,\"image\":\"https://x/more.jpg\","
		      "\"language\":\"deu\"},{\"id\":1,\"type\":7,\"image\":\"https://x/mine.jpg\"},"
		      "{\"id\":6,\"type\":8,\"image\":\"https://x/back.jpg\"}]," TRANSLATIONS(
			      NAME("deu", "Die erste"), TEXT("fra", "Une.") "," TEXT("eng", "One.")) "}"));
	ck_assert_int_eq(ask_number("5", "1", NULL), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "Die erste");
	field_is(&out.meta, MF_PLOT, "One.");
	field_is(&out.meta, MF_UNIQUEIDS, "tvdb 91");
	ck_assert_uint_eq(pictures_of(&out, "poster"), 3);
	picture_is(picture_of(&out, "poster", 0), "https://x/more.jpg", "de", "5");
	picture_is(picture_of(&out, "poster", 1), "https://x/mine.jpg", NULL, "1");
	picture_is(picture_of(&out, "poster", 2), "https://x/own.jpg", NULL, NULL);
	ck_assert_uint_eq(pictures_of(&out, "fanart"), 1);
	release();
}
END_TEST

START_TEST(an_episode_of_a_further_page)
{
	answers_init(&answers);
	put("series/5/episodes/official",
		"{\"status\":\"success\",\"data\":{\"episodes\":[{\"id\":51,\"seasonNumber\":1,\"number\":1}]"
		"},"
		"\"links\":{\"next\":\"https://api4.thetvdb.com/v4/series/5/episodes/official?page=1\"}}");
	put("series/5/episodes/official?page=1",
		"{\"status\":\"success\",\"data\":{\"series\":{\"originalLanguage\":\"jpn\"},\"episodes\":[{"
		"\"id\":52,"
		"\"seasonNumber\":0,\"number\":2,\"name\":\"Base\",\"aired\":\"2011-12-25\",\"runtime\":null,"
		"\"airsAfterSeason\":1}]},\"links\":{\"next\":null}}");
	put("episodes/52/extended?meta=translations",
		FOUND("{\"id\":52,\"name\":\"Base\",\"aired\":\"2011-12-25\",\"airsAfterSeason\":1,"
		      "\"image\":\"/banners/e.jpg\",\"imageType\":11,"
		      "\"remoteIds\":[{\"id\":\"tt0000052\",\"sourceName\":\"IMDB\"}],"
		      "\"characters\":[{\"peopleType\":\"Director\",\"personName\":\"Eve Ely\"},"
		      "{\"peopleType\":\"Guest Star\",\"personName\":\"Gus "
		      "Gray\",\"name\":\"Santa\"}]," TRANSLATIONS(
			      NAME("deu", "Folge 2") "," NAME("eng", "TBA") "," NAME("fra", "Noël"),
			      "") "}"));
	ck_assert_int_eq(ask_number("5", "0", "2"), ASK_ANSWERED);
	ck_assert_int_eq(answers.rounds, 4);
	field_is(&out.meta, MF_TITLE, "Base");
	field_is(&out.meta, MF_AIRED, "2011-12-25");
	field_is(&out.meta, MF_DISPLAY_SEASON, "1");
	field_is(&out.meta, MF_DISPLAY_EPISODE, "4096");
	field_is(&out.meta, MF_UNIQUEIDS, "tvdb 52, imdb tt0000052");
	field_is(&out.meta, MF_DIRECTORS, "Eve Ely");
	field_is(&out.meta, MF_ACTORS, "Gus Gray as Santa");
	picture_is(picture_of(&out, "thumb", 0), ART "e.jpg", NULL, NULL);
	first = "fr";
	ck_assert_int_eq(ask_number("5", "0", "2"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "Noël");
	ck_assert_int_eq(ask_number("5", "7", "7"), ASK_NOTHING);
	release();
}
END_TEST

#define LISTED(names, more) FOUND("{\"series\":{\"originalLanguage\":\"jpn\"},\"episodes\":[" names more "]}")

/* Nothing of its own is asked for: each text comes from the list of the best language that it is said to be
 * in. */
START_TEST(an_episode_in_brief)
{
	answers_init(&answers);
	brief = true;
	put("series/5/episodes/official",
		LISTED("{\"id\":51,\"seasonNumber\":1,\"number\":1,\"name\":\"一\",\"overview\":\"火。\","
		       "\"aired\":"
		       "\"2011-01-01\",\"runtime\":24,\"nameTranslations\":[\"eng\",\"jpn\",\"deu\",\"fra\"],"
		       "\"overviewTranslations\":[\"eng\",\"jpn\"],\"image\":\"/banners/"
		       "1.jpg\",\"imageType\":11,"
		       "\"airsBeforeSeason\":2,\"airsBeforeEpisode\":3},",
			"{\"id\":52,\"seasonNumber\":1,\"number\":2,\"name\":\"二\",\"nameTranslations\":"
			"null}"));
	put("series/5/episodes/official/deu", LISTED("{\"id\":51,\"name\":\"TBA\",\"overview\":null},",
						      "{\"id\":52,\"name\":\"Not said\"}"));
	put("series/5/episodes/official/eng", LISTED("{\"id\":51,\"name\":\"One\",\"overview\":\"A fire.\"},",
						      "{\"id\":52,\"name\":null}"));
	ck_assert_int_eq(ask_number("5", "1", "1"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "One");
	field_is(&out.meta, MF_PLOT, "A fire.");
	field_is(&out.meta, MF_AIRED, "2011-01-01");
	field_is(&out.meta, MF_RUNTIME, "24");
	field_is(&out.meta, MF_DISPLAY_SEASON, "2");
	field_is(&out.meta, MF_DISPLAY_EPISODE, "3");
	field_is(&out.meta, MF_UNIQUEIDS, "tvdb 51");
	picture_is(picture_of(&out, "thumb", 0), ART "1.jpg", NULL, NULL);
	ck_assert_uint_eq(answers_asked(&answers), 3);
	ck_assert_int_eq(answers.rounds, 3); /* both languages at once */
	/* Another one of the same lists asks for nothing more. */
	ck_assert_int_eq(ask_number("5", "1", "2"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "二");
	ck_assert_uint_eq(answers_asked(&answers), 3);
	first = "ja";
	ck_assert_int_eq(ask_number("5", "1", "1"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "一");
	ck_assert_uint_eq(answers_asked(&answers), 3);
	answers_fail(&answers, PROVIDER_TVDB, "series/5/episodes/official/fra", ERR_TIMEOUT);
	first = "fr";
	ck_assert_int_eq(ask_number("5", "1", "1"), ASK_FAILED);
	release();
}
END_TEST

START_TEST(an_episode_in_each_order)
{
	answers_init(&answers);
	put("series/5/episodes/official",
		FOUND("{\"episodes\":[{\"id\":1,\"seasonNumber\":2,\"number\":3,\"name\":\"Aired\"}]}"));
	put("series/5/episodes/dvd",
		FOUND("{\"episodes\":[{\"id\":2,\"seasonNumber\":2,\"number\":3,\"name\":\"On disc\"}]}"));
	put("series/5/episodes/absolute",
		FOUND("{\"episodes\":[{\"id\":3,\"seasonNumber\":0,\"number\":27,\"name\":\"Special\"},"
		      "{\"id\":4,\"seasonNumber\":1,\"number\":27,\"name\":\"Absolute\"}]}"));
	ck_assert_int_eq(ask_number("5", "2", "3"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "Aired");
	numbering = NUMBERING_DVD;
	ck_assert_int_eq(ask_number("5", "2", "3"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "On disc");
	ck_assert_int_eq(ask_number("5", "2", "4"), ASK_NOTHING);
	numbering = NUMBERING_ABSOLUTE;
	ck_assert_int_eq(ask_number("5", "2", "27"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "Absolute");
	ck_assert_int_eq(ask_number("5", "0", "27"), ASK_ANSWERED);
	field_is(&out.meta, MF_TITLE, "Special");
	ck_assert_int_eq(ask_number("5", "1", "3"), ASK_NOTHING);
	numbering = NUMBERING_TMDB;
	ck_assert_int_eq(ask_number("5", "2", "3"), ASK_NOTHING);
	release();
}
END_TEST

static struct match_list matches;

static enum ask_state find(enum entity type, const char *title, const char *year, const char *imdb)
{
	struct subject s = {.type = type, .meta = &item, .numbering = numbering};

	match_list_release(&matches);
	meta_release(&item);
	ok(meta_set(&item, MF_TITLE, title, &scratch_err));
	ok(meta_set(&item, MF_YEAR, year, &scratch_err));
	meta_add_id(&item, "imdb", imdb, false);
	return answers_identify(
		&answers, &provider_tvdb, &s, want(&wanted, first, second, country), &matches, &scratch_err);
}

START_TEST(found_by_title)
{
	answers_init(&answers);
	if (!answers_recorded(&answers))
		return;
	first = "es";
	ck_assert_int_eq(find(ENTITY_SERIES, "saint seiya", NULL, NULL), ASK_ANSWERED);
	ck_assert_uint_eq(matches.n, 1);
	ck_assert_str_eq(matches.item[0].id, "72775");
	ck_assert_str_eq(matches.item[0].title, "Los Caballeros del Zodíaco");
	ck_assert_str_eq(matches.item[0].original_title, "聖闘士星矢");
	ck_assert_int_eq(matches.item[0].year, 1986);
	ck_assert_str_eq(matches.item[0].country, "JP");
	ck_assert_str_eq(matches.item[0].url, "https://thetvdb.com/series/saint-seiya");
	ck_assert_uint_eq(matches.item[0].aliases.n, 5);
	ck_assert(!matches.item[0].by_id);
	ck_assert_int_eq(find(ENTITY_SERIES, "saint seiya", NULL, "tt0161952"), ASK_ANSWERED);
	ck_assert_uint_eq(matches.n, 1);
	ck_assert(matches.item[0].by_id);
	match_list_release(&matches);
	release();
}
END_TEST

START_TEST(found_by_imdb)
{
	answers_init(&answers);
	put("search/remoteid/tt0000005",
		FOUND("[{\"episode\":{\"id\":9,\"name\":\"An "
		      "episode\"}},null,{\"series\":{\"id\":5,\"name\":\"Nine\","
		      "\"year\":\"2011\",\"originalCountry\":\"gbr\",\"slug\":\"nine\",\"aliases\":[{"
		      "\"language\":\"eng\","
		      "\"name\":\"IX\"},null,7]}},{\"movie\":{\"id\":6,\"name\":\"Nine, the film\"}}]"));
	ck_assert_int_eq(find(ENTITY_SERIES, "Nine", "2011", "tt0000005"), ASK_ANSWERED);
	ck_assert_uint_eq(answers_asked(&answers), 1);
	ck_assert_uint_eq(matches.n, 1);
	ck_assert_str_eq(matches.item[0].id, "5");
	ck_assert(matches.item[0].by_id);
	ck_assert_str_eq(matches.item[0].country, "GB");
	ck_assert_str_eq(matches.item[0].aliases.item[0], "IX");
	ck_assert_int_eq(find(ENTITY_MOVIE, "Nine", "2011", "tt0000005"), ASK_ANSWERED);
	ck_assert_str_eq(matches.item[0].id, "6");
	ck_assert_ptr_null(matches.item[0].url);

	put("search?query=R%26B%20%C3%A9&type=movie&year=1999",
		FOUND("[{\"tvdb_id\":\"7\",\"type\":\"movie\",\"name\":\"R&B é\",\"year\":\"1999\"}]"));
	put("search?query=R%26B%20%C3%A9&type=movie",
		FOUND("[{\"tvdb_id\":\"7\",\"type\":\"movie\",\"name\":\"R&B "
		      "é\"},{\"tvdb_id\":8,\"type\":\"movie\","
		      "\"name\":\"Other\"},{\"tvdb_id\":\"9\",\"type\":\"person\",\"name\":\"R "
		      "B\"},{\"type\":\"movie\"},3]"));
	ck_assert_int_eq(find(ENTITY_MOVIE, "R&B é", "1999", NULL), ASK_ANSWERED);
	ck_assert_uint_eq(matches.n, 2);
	ck_assert_int_eq(answers.rounds, 2);
	ck_assert_int_eq(matches.item[0].year, 1999);
	ck_assert_int_eq(find(ENTITY_MOVIE, "Nobody", NULL, NULL), ASK_ANSWERED);
	ck_assert_uint_eq(matches.n, 0);
	match_list_release(&matches);
	release();
}
END_TEST

START_TEST(other_shapes)
{
	answers_init(&answers);
	put("series/1/extended?meta=translations", "{\"status\":\"success\",\"data\":null}");
	ck_assert_int_eq(ask_id(ENTITY_SERIES, "1"), ASK_NOTHING);
	put("series/2/extended?meta=translations",
		"{\"status\":\"failure\",\"message\":\"?\",\"data\":null}");
	ck_assert_int_eq(ask_id(ENTITY_SERIES, "2"), ASK_FAILED);
	ck_assert_int_eq(scratch_err.code, ERR_BAD_ANSWER);
	says("tvdb's answer to 'series/2/extended");
	put("series/3/extended?meta=translations", "[]");
	ck_assert_int_eq(ask_id(ENTITY_SERIES, "3"), ASK_FAILED);
	put("series/4/extended?meta=translations", FOUND("{\"id\":44,\"name\":\"Another\"}"));
	ck_assert_int_eq(ask_id(ENTITY_SERIES, "4"), ASK_FAILED);
	put("series/5/extended?meta=translations", FOUND("[]"));
	ck_assert_int_eq(ask_id(ENTITY_SERIES, "5"), ASK_FAILED);
	put("series/6/extended?meta=translations",
		FOUND("{\"id\":\"6\",\"name\":7,\"year\":[],\"status\":\"Ended\",\"originalNetwork\":3,"
		      "\"genres\":{},"
		      "\"artworks\":[null,1,{\"type\":null,\"image\":1},{\"type\":2,\"image\":\"ftp://x/"
		      "y.jpg\"}],"
		      "\"characters\":[{\"peopleType\":1},{\"peopleType\":\"Actor\"},null],\"remoteIds\":[[],"
		      "{\"id\":5}],"
		      "\"trailers\":\"x\",\"contentRatings\":[{\"country\":5}],\"translations\":[],"
		      "\"seasons\":[null,{\"id\":1,"
		      "\"number\":1}]}"));
	ck_assert_int_eq(ask_id(ENTITY_SERIES, "6"), ASK_ANSWERED);
	ck_assert_uint_eq(out.pictures.n, 0);
	field_is(&out.meta, MF_UNIQUEIDS, "tvdb 6");
	ck_assert_int_eq(ask_number("6", "1", NULL), ASK_NOTHING);
	answers_fail(&answers, PROVIDER_TVDB, "series/7/extended?meta=translations", ERR_TIMEOUT);
	ck_assert_int_eq(ask_id(ENTITY_SERIES, "7"), ASK_FAILED);
	ck_assert_int_eq(scratch_err.code, ERR_TIMEOUT);
	ck_assert_int_eq(ask_id(ENTITY_SERIES, "8"), ASK_NOTHING);
	meta_release(&item);
	ck_assert_int_eq(ask_for(ENTITY_SERIES), ASK_NOTHING);
	release();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {recorded_series, recorded_seasons, recorded_episodes, recorded_film,
		each_text_in_its_best_language, everything_of_a_series, pictures_of_a_season,
		an_episode_of_a_further_page, an_episode_in_brief, an_episode_in_each_order, found_by_title,
		found_by_imdb, other_shapes};

	return scratch_run("tvdb", tests, sizeof(tests) / sizeof(tests[0]));
}
