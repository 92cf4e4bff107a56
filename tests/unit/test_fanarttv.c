/* Pictures of fanart.tv. */
#include "harness/answered.h"
#include "harness/answers.h"
#include "harness/scratch.h"

#define BASE "https://assets.fanart.tv/fanart/"

static struct answers answers;
static struct meta series, item;
static struct answer out;
static struct wanted wanted;

static void release(void)
{
	answer_release(&out);
	meta_release(&item);
	meta_release(&series);
	answers_release(&answers);
}

/* Asks for a film by its TMDB id, a series by its TVDB id, or a season of it. */
static enum ask_state ask_for(enum entity type, const char *id, const char *season)
{
	struct subject s = {.type = type, .meta = &item, .series = &series};

	answer_release(&out);
	meta_release(&item);
	meta_release(&series);
	meta_add_id(type == ENTITY_SEASON ? &series : &item,
		type == ENTITY_MOVIE || type == ENTITY_SET ? "tmdb" : "tvdb", id, false);
	ok(meta_set(&item, MF_SEASON_NUMBER, season, &scratch_err));
	ck_assert(provider_fanarttv.knows(&s));
	return answers_details(
		&answers, &provider_fanarttv, &s, want(&wanted, "de", "en", "DE"), &out, &scratch_err);
}

START_TEST(recorded_films)
{
	const struct picture *p;

	answers_init(&answers);
	if (!answers_recorded(&answers))
		return;
	ck_assert_int_eq(ask_for(ENTITY_MOVIE, "372058", NULL), ASK_ANSWERED);
	field_is(&out.meta, MF_UNIQUEIDS, "tmdb 372058, imdb tt5311514");
	field_is(&out.meta, MF_TITLE, NULL);
	ck_assert_uint_eq(pictures_of(&out, "clearlogo"), 7);
	ck_assert_uint_eq(pictures_of(&out, "fanart"), 9);
	ck_assert_uint_eq(pictures_of(&out, "poster"), 17);
	ck_assert_uint_eq(pictures_of(&out, "keyart"), 3);
	ck_assert_uint_eq(pictures_of(&out, "discart"), 8);
	ck_assert_uint_eq(pictures_of(&out, "landscape"), 4);
	ck_assert_uint_eq(pictures_of(&out, "banner"), 3);
	ck_assert_uint_eq(pictures_of(&out, "clearart"), 3);
	ck_assert_uint_eq(out.pictures.n, 7 + 9 + 17 + 3 + 8 + 4 + 3 + 3);
	p = picture_of(&out, "clearlogo", 0);
	picture_is(p, BASE "movies/372058/hdmovielogo/your-name-587d8cb5bef81.png", "en", "179358");
	ck_assert_str_eq(p->preview_url,
		"https://assets.fanart.tv/preview/movies/372058/hdmovielogo/your-name-587d8cb5bef81.png");
	ck_assert_int_eq(p->vote_count, 7);
	ck_assert(p->vote_average < 0 && p->width == 0 && p->height == 0);
	picture_is(picture_of(&out, "poster", 0),
		BASE "movies/372058/movieposter/your-name-5845df3ac3d16.jpg", NULL, "173198");
	picture_is(picture_of(&out, "poster", 1),
		BASE "movies/372058/movieposter/your-name-566af06fcb6f5.jpg", "ja", "130709");
	picture_is(picture_of(&out, "keyart", 0),
		BASE "movies/372058/movieposter/your-name-5845df3ac3d16.jpg", NULL, "173198");
	ck_assert_ptr_null(picture_of(&out, "fanart", 0)->language);

	ck_assert_int_eq(ask_for(ENTITY_MOVIE, "120", NULL), ASK_ANSWERED);
	ck_assert_uint_eq(out.pictures.n, 9);
	picture_is(picture_of(&out, "clearlogo", 0),
		BASE "movies/120/hdmovielogo/the-lord-of-the-rings-the-fellowship-of-the-ring-5199eb99bb348"
		     ".png",
		"hu", "35686");
	picture_is(picture_of(&out, "clearlogo", 1),
		BASE "movies/120/movielogo/the-lord-of-the-rings-the-fellowship-of-the-ring-50366fc502e6d"
		     ".png",
		"fr", "10233");
	ck_assert_int_eq(ask_for(ENTITY_MOVIE, "70160", NULL), ASK_ANSWERED);
	ck_assert_uint_eq(pictures_of(&out, "fanart"), 15);
	ck_assert_uint_eq(pictures_of(&out, "clearart"), 3);
	ck_assert_int_eq(ask_for(ENTITY_MOVIE, "999999999", NULL), ASK_NOTHING);
	release();
}
END_TEST

START_TEST(recorded_series)
{
	answers_init(&answers);
	if (!answers_recorded(&answers))
		return;
	ck_assert_int_eq(ask_for(ENTITY_SERIES, "79349", NULL), ASK_ANSWERED);
	field_is(&out.meta, MF_UNIQUEIDS, "tvdb 79349");
	ck_assert_uint_eq(pictures_of(&out, "clearlogo"), 6);
	ck_assert_uint_eq(pictures_of(&out, "clearart"), 17);
	ck_assert_uint_eq(pictures_of(&out, "characterart"), 8);
	ck_assert_uint_eq(pictures_of(&out, "fanart"), 22);
	ck_assert_uint_eq(pictures_of(&out, "landscape"), 18);
	ck_assert_uint_eq(pictures_of(&out, "banner"), 2);
	ck_assert_uint_eq(pictures_of(&out, "season-all-landscape"), 3);
	ck_assert_uint_eq(out.pictures.n, 6 + 17 + 8 + 22 + 18 + 2 + 3);

	ck_assert_int_eq(ask_for(ENTITY_SEASON, "79349", "6"), ASK_ANSWERED);
	ck_assert_uint_eq(pictures_of(&out, "fanart"), 1);
	ck_assert_uint_eq(pictures_of(&out, "landscape"), 5);
	ck_assert_uint_eq(out.pictures.n, 6);
	picture_is(picture_of(&out, "landscape", 0), BASE "tv/79349/seasonthumb/dexter-4fe21b7708ebe.jpg",
		"en", "18986");
	ck_assert_int_eq(ask_for(ENTITY_SEASON, "79349", "0"), ASK_ANSWERED);
	ck_assert_uint_eq(out.pictures.n, 1);
	ck_assert_int_eq(ask_for(ENTITY_SEASON, "79349", "99"), ASK_ANSWERED);
	ck_assert_uint_eq(out.pictures.n, 0);
	ck_assert_uint_eq(answers_asked(&answers), 1);

	ck_assert_int_eq(ask_for(ENTITY_SERIES, "75682", NULL), ASK_ANSWERED);
	ck_assert_uint_eq(out.pictures.n, 9);
	picture_is(picture_of(&out, "poster", 0), BASE "tv/75682/tvposter/bones-52deb10f82d0f.jpg", "en",
		"36565");
	ck_assert_int_eq(ask_for(ENTITY_SEASON, "75682", "1"), ASK_ANSWERED);
	picture_is(picture_of(&out, "banner", 0), BASE "tv/75682/seasonbanner/bones-532e0883bb9d7.jpg", "en",
		"37718");
	ck_assert_uint_eq(out.pictures.n, 1);
	release();
}
END_TEST

START_TEST(every_list_of_a_series)
{
	static const char *const kinds[] = {"poster", "keyart", "fanart", "landscape", "square",
		"season-all-poster", "season-all-banner"};

	answers_init(&answers);
	answers_put(&answers, PROVIDER_FANARTTV, "tv/5",
		"{\"name\":\"Aisle Nine\",\"thetvdb_id\":5,"
		"\"tvposter\":[{\"id\":1,\"url\":\"http://x/fanart/p.jpg\",\"lang\":\"\",\"likes\":3}],"
		"\"show4kbackground\":[{\"id\":\"2\",\"url\":\"https://x/"
		"4k.jpg\",\"lang\":\"00\",\"likes\":\"2\","
		"\"season\":\"0\",\"width\":\"9\",\"height\":\"9\"}],"
		"\"tvthumb\":[{\"id\":\"3\",\"url\":\"https://x/t.jpg\",\"lang\":\"de\"}],"
		"\"tvsquare\":[{\"id\":\"4\",\"url\":\"https://x/s.jpg\",\"lang\":\"pt-br\"}],"
		"\"seasonposter\":[{\"id\":\"5\",\"url\":\"https://x/all.jpg\",\"season\":\"all\"},"
		"{\"id\":\"6\",\"url\":\"https://x/s0.jpg\",\"season\":0},"
		"{\"id\":\"7\",\"url\":\"https://x/s1.jpg\",\"season\":1,\"lang\":\"\"}],"
		"\"seasonbanner\":[{\"id\":\"8\",\"url\":\"https://x/b.jpg\",\"season\":\"all\"}]}");
	ck_assert_int_eq(ask_for(ENTITY_SERIES, "5", NULL), ASK_ANSWERED);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		ck_assert_uint_eq(pictures_of(&out, kinds[i]), 1);
	ck_assert_uint_eq(out.pictures.n, sizeof(kinds) / sizeof(kinds[0]));
	picture_is(picture_of(&out, "poster", 0), "https://x/fanart/p.jpg", NULL, "1");
	ck_assert_str_eq(picture_of(&out, "poster", 0)->preview_url, "https://x/preview/p.jpg");
	ck_assert_int_eq(picture_of(&out, "poster", 0)->vote_count, 3);
	ck_assert_int_eq(picture_of(&out, "landscape", 0)->vote_count, -1);
	ck_assert_ptr_null(picture_of(&out, "landscape", 0)->preview_url);
	ck_assert_ptr_null(picture_of(&out, "fanart", 0)->language);
	ck_assert_int_eq(picture_of(&out, "fanart", 0)->width, 0);
	ck_assert_str_eq(picture_of(&out, "square", 0)->language, "pt");

	ck_assert_int_eq(ask_for(ENTITY_SEASON, "5", "0"), ASK_ANSWERED);
	ck_assert_uint_eq(out.pictures.n, 2);
	picture_is(picture_of(&out, "poster", 0), "https://x/s0.jpg", NULL, "6");
	ck_assert_int_eq(ask_for(ENTITY_SEASON, "5", "1"), ASK_ANSWERED);
	picture_is(picture_of(&out, "poster", 0), "https://x/s1.jpg", NULL, "7");
	ck_assert_uint_eq(pictures_of(&out, "keyart"), 1);
	release();
}
END_TEST

START_TEST(what_is_no_picture)
{
	answers_init(&answers);
	answers_put(&answers, PROVIDER_FANARTTV, "movies/1",
		"{\"tmdb_id\":null,\"imdb_id\":17,\"movieposter\":null,\"moviebanner\":{\"url\":\"https://x/"
		"1\"},"
		"\"moviethumb\":\"none\",\"moviedisc\":[null,3,\"x\",{},{\"url\":null},{\"url\":\"\"},"
		"{\"url\":\"file:///etc/passwd\"},{\"url\":\"https://x/d.png\",\"lang\":7,\"likes\":\"many\","
		"\"id\":\"abc\"}]}");
	ck_assert_int_eq(ask_for(ENTITY_MOVIE, "1", NULL), ASK_ANSWERED);
	ck_assert_uint_eq(out.pictures.n, 1);
	picture_is(picture_of(&out, "discart", 0), "https://x/d.png", NULL, NULL);
	ck_assert_int_eq(picture_of(&out, "discart", 0)->vote_count, -1);
	field_is(&out.meta, MF_UNIQUEIDS, NULL);

	answers_put(&answers, PROVIDER_FANARTTV, "movies/2",
		"{\"status\":\"error\",\"error message\":\"Not found\"}");
	ck_assert_int_eq(ask_for(ENTITY_MOVIE, "2", NULL), ASK_NOTHING);
	answers_put(&answers, PROVIDER_FANARTTV, "movies/3", "[]");
	ck_assert_int_eq(ask_for(ENTITY_MOVIE, "3", NULL), ASK_FAILED);
	says("fanart.tv's answer to 'movies/3'");
	answers_fail(&answers, PROVIDER_FANARTTV, "movies/4", ERR_TIMEOUT);
	ck_assert_int_eq(ask_for(ENTITY_MOVIE, "4", NULL), ASK_FAILED);
	ck_assert_int_eq(scratch_err.code, ERR_TIMEOUT);
	release();
}
END_TEST

/* A set has its number among the films: what is no set is a film with the same one. */
START_TEST(sets_of_films)
{
	answers_init(&answers);
	answers_put(&answers, PROVIDER_FANARTTV, "movies/119",
		"{\"name\":\"The Lord of the Rings Collection\",\"tmdb_id\":\"119\",\"movieposter\":["
		"{\"id\":\"7\",\"url\":\"" BASE
		"movies/119/movieposter/a.jpg\",\"lang\":\"en\",\"likes\":\"3\"}]}");
	ck_assert_int_eq(ask_for(ENTITY_SET, "119", NULL), ASK_ANSWERED);
	picture_is(picture_of(&out, "poster", 0), BASE "movies/119/movieposter/a.jpg", "en", "7");
	field_is(&out.meta, MF_UNIQUEIDS, NULL);
	answers_put(&answers, PROVIDER_FANARTTV, "movies/120",
		"{\"name\":\"The Fellowship of the Ring\",\"tmdb_id\":\"120\",\"movieposter\":["
		"{\"id\":\"8\",\"url\":\"" BASE "movies/120/movieposter/b.jpg\"}]}");
	ck_assert_int_eq(ask_for(ENTITY_SET, "120", NULL), ASK_NOTHING);
	ck_assert_uint_eq(out.pictures.n, 0);
	answers_put(&answers, PROVIDER_FANARTTV, "movies/121", "{\"name\":7}");
	ck_assert_int_eq(ask_for(ENTITY_SET, "121", NULL), ASK_NOTHING);
	release();
}
END_TEST

START_TEST(whom_it_knows)
{
	struct subject s = {.type = ENTITY_MOVIE, .meta = &item, .series = &series};

	ck_assert(!provider_fanarttv.knows(&s));
	meta_add_id(&item, "imdb", "tt0133093", false);
	ck_assert(provider_fanarttv.knows(&s));
	answers_init(&answers);
	answers_put(&answers, PROVIDER_FANARTTV, "movies/tt0133093", "{\"name\":\"The Matrix\"}");
	ck_assert_int_eq(answers_details(&answers, &provider_fanarttv, &s, want(&wanted, "de", NULL, "DE"),
				 &out, &scratch_err),
		ASK_ANSWERED);
	meta_release(&item);
	meta_add_id(&item, "tmdb", "603?x", false);
	ck_assert(!provider_fanarttv.knows(&s));
	s.type = ENTITY_SERIES;
	ck_assert(!provider_fanarttv.knows(&s));
	s.type = ENTITY_SEASON;
	meta_add_id(&series, "tvdb", "5", false);
	ck_assert(!provider_fanarttv.knows(&s));
	ok(meta_set(&item, MF_SEASON_NUMBER, "0", &scratch_err));
	ck_assert(provider_fanarttv.knows(&s));
	ck_assert(!provider_fanarttv.details[ENTITY_EPISODE]);
	release();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {recorded_films, recorded_series, every_list_of_a_series,
		what_is_no_picture, sets_of_films, whom_it_knows};

	return scratch_run("fanarttv", tests, sizeof(tests) / sizeof(tests[0]));
}
