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
	struct subject s = {type, &item, &series, numbering};

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

int main(void)
{
	const TTest *const tests[] = {recorded_series, recorded_seasons, recorded_episodes, recorded_film};

	return scratch_run("tvdb", tests, sizeof(tests) / sizeof(tests[0]));
}
