/* Films and sets of TMDB: recorded ones, field by field, and invented ones for what nobody recorded. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/path.h"
#include "harness/answered.h"
#include "harness/answers.h"

#define IMAGES "https://image.tmdb.org/t/p/"

static struct answers answers;
static struct answer got;
static struct error err;
static struct meta known;
static bool every_picture;

static void setup(void)
{
	answers_init(&answers);
	memset(&got, 0, sizeof(got));
	meta_init(&known);
	every_picture = false;
}

static void teardown(void)
{
	answers_release(&answers);
	answer_release(&got);
	error_release(&err);
	meta_release(&known);
}

static enum ask_state ask(enum entity type, const char *id, const char *languages, const char *country)
{
	struct subject s = {.type = type, .meta = &known};
	char first[8] = "", second[8] = "";
	struct wanted w;

	if (!meta_id(&known, "tmdb"))
		meta_add_id(&known, "tmdb", id, false);
	ck_assert(provider_tmdb.knows(&s));
	sscanf(languages, "%7[^,],%7s", first, second);
	answer_release(&got);
	want(&w, first, *second ? second : NULL, country);
	w.wishes.every_picture = every_picture;
	return answers_details(&answers, &provider_tmdb, &s, &w.wishes, &got, &err);
}

/* How many pictures there are of the kinds: poster, keyart, fanart, landscape, clearlogo. */
static void ck_pictures(size_t poster, size_t keyart, size_t fanart, size_t landscape, size_t clearlogo)
{
	ck_assert_uint_eq(pictures_of(&got, "poster"), poster);
	ck_assert_uint_eq(pictures_of(&got, "keyart"), keyart);
	ck_assert_uint_eq(pictures_of(&got, "fanart"), fanart);
	ck_assert_uint_eq(pictures_of(&got, "landscape"), landscape);
	ck_assert_uint_eq(pictures_of(&got, "clearlogo"), clearlogo);
}

#define said(field, text) field_is(&got.meta, (field), (text))

START_TEST(recorded_550)
{
	const struct meta_person *actor;
	const struct picture *p;

	if (!answers_recorded(&answers))
		return;
	ck_assert_int_eq(ask(ENTITY_MOVIE, "550", "en", "US"), ASK_ANSWERED);
	ck_assert_uint_eq(answers_asked(&answers), 1);
	said(MF_TITLE, "Fight Club");
	said(MF_ORIGINAL_TITLE, "Fight Club");
	said(MF_YEAR, "1999");
	said(MF_PREMIERED, "1999-10-15");
	said(MF_RUNTIME, "139");
	said(MF_MPAA, "R");
	said(MF_TAGLINE, "Mischief. Mayhem. Soap.");
	said(MF_PLOT,
		"A ticking-time-bomb insomniac and a slippery soap salesman channel primal male aggression "
		"into a shocking new form of therapy. Their concept catches on, with underground \"fight "
		"clubs\" forming in every town, until an eccentric gets in the way and ignites an "
		"out-of-control spiral toward oblivion.");
	said(MF_TRAILER_URL, "plugin://plugin.video.youtube/play/?video_id=BdJKm16Co6M");
	said(MF_GENRES, "Drama, Thriller");
	said(MF_STUDIOS, "Fox 2000 Pictures, Regency Enterprises, Linson Entertainment, 20th Century Fox, "
			 "Taurus Film");
	said(MF_COUNTRIES, "Germany, United States of America");
	said(MF_TAGS, "dual identity, rage and hate, based on novel or book, nihilism, fight, support group, "
		      "dystopia, insomnia, alter ego, breaking the fourth wall, split personality, "
		      "quitting a job, dissociative identity disorder, self destructiveness");
	said(MF_DIRECTORS, "David Fincher");
	said(MF_WRITERS, "Chuck Palahniuk, Jim Uhls");
	said(MF_UNIQUEIDS, "tmdb 550, imdb tt0137523, wikidata Q190050, facebook FightClub");
	said(MF_RATINGS, "tmdb 8.438/10");
	ck_assert_int_eq(got.meta.ratings.item[0].votes, 30717);
	said(MF_SET, NULL);
	ck_assert_uint_eq(got.meta.actors.n, 75);
	actor = &got.meta.actors.item[1];
	ck_assert_str_eq(actor->name, "Brad Pitt");
	ck_assert_str_eq(actor->role, "Tyler Durden");
	ck_assert_int_eq(actor->order, 1);
	ck_assert_str_eq(actor->tmdb_id, "287");
	ck_assert_str_eq(actor->thumb, IMAGES "original/9OfnD7lxgIj3BNQpJFnwxnwl6w5.jpg");

	ck_pictures(143, 3, 76, 21, 55);
	ck_assert_uint_eq(got.pictures.n, 143 + 3 + 76 + 21 + 55 + 27);
	p = picture_of(&got, "poster", 0);
	ck_assert_str_eq(p->url, IMAGES "original/r3pPehX4ik8NLYPpbDRAh0YRtMb.jpg");
	ck_assert_str_eq(p->preview_url, IMAGES "w342/r3pPehX4ik8NLYPpbDRAh0YRtMb.jpg");
	ck_assert_str_eq(p->provider_key, "/r3pPehX4ik8NLYPpbDRAh0YRtMb.jpg");
	ck_assert_str_eq(p->language, "pt");
	ck_assert_int_eq(p->width, 600);
	ck_assert_int_eq(p->height, 900);
	ck_assert(p->vote_average == 3.984);
	ck_assert_int_eq(p->vote_count, 30);
	p = picture_of(&got, "fanart", 0);
	ck_assert_str_eq(p->preview_url, IMAGES "w780/hZkgoQYus5vegHoetLkCJzb17zJ.jpg");
	ck_assert_ptr_null(p->language);
	p = picture_of(&got, "clearlogo", 0);
	ck_assert_str_eq(p->preview_url, IMAGES "w300/7Uqhv24pGJs4Ns31NoOPWFJGWNG.png");
	p = picture_of(&got, "actor/Brad_Pitt", 0);
	ck_assert_str_eq(p->url, actor->thumb);
	ck_assert_int_eq(p->vote_count, -1);
}
END_TEST

/* Nobody recorded it in German, so it has no German title; and its set is not there. */
START_TEST(recorded_603)
{
	if (!answers_recorded(&answers))
		return;
	ck_assert_int_eq(ask(ENTITY_MOVIE, "603", "de", "DE"), ASK_ANSWERED);
	said(MF_TITLE, "The Matrix");
	said(MF_PREMIERED, "1999-03-30");
	said(MF_RUNTIME, "136");
	said(MF_GENRES, "Action, Science Fiction");
	said(MF_STUDIOS, "Village Roadshow Pictures, Groucho II Film Partnership, Silver Pictures, Warner "
			 "Bros.");
	said(MF_COUNTRIES, "Australia, United States of America");
	said(MF_SET, "The Matrix Collection");
	ck_assert_str_eq(got.meta.set_tmdb_id, "2344");
	ck_assert_ptr_null(got.meta.set_overview);
	said(MF_UNIQUEIDS, "tmdb 603, imdb tt0133093");
	said(MF_RATINGS, "tmdb 7.9/10");
	said(MF_MPAA, NULL);
	said(MF_ACTORS, NULL);
	ck_pictures(70, 4, 22, 1, 0);
	ck_assert_uint_eq(answers_asked(&answers), 2);
	ck_assert_int_eq(answers.rounds, 3);
}
END_TEST

START_TEST(recorded_47964)
{
	if (!answers_recorded(&answers))
		return;
	ck_assert_int_eq(ask(ENTITY_MOVIE, "47964", "it,en", "IT"), ASK_ANSWERED);
	said(MF_TITLE, "Die Hard - Un buon giorno per morire");
	said(MF_ORIGINAL_TITLE, "A Good Day to Die Hard");
	said(MF_TAGLINE, "Tale padre. Tale figlio. Stesso inferno.");
	said(MF_GENRES, "Azione, Thriller");
	said(MF_SET, "Die Hard - Collezione");
	said(MF_PREMIERED, "2013-02-06");
	said(MF_RUNTIME, "97");
	said(MF_MPAA, NULL);	/* TMDB has no Italian one */
	said(MF_RATINGS, NULL); /* 0 is nobody's vote */
	said(MF_TRAILER_URL, "plugin://plugin.video.youtube/play/?video_id=mXTImBrEKUc");
	said(MF_DIRECTORS, "John Moore");
	said(MF_WRITERS, "Skip Woods, Roderick Thorp");
	ck_pictures(139, 10, 18, 20, 35);
	ck_assert(picture_of(&got, "poster", 0)->vote_average < 0);
	ck_assert_int_eq(picture_of(&got, "poster", 0)->vote_count, 0);

	ck_assert_int_eq(ask(ENTITY_MOVIE, "47964", "de,en", "DE"), ASK_ANSWERED);
	said(MF_TITLE, "Stirb langsam - Ein guter Tag zum Sterben");
	said(MF_TAGLINE, "Wie der Vater, so der Sohn");
	said(MF_MPAA, "FSK 16");

	/* Danish has a plot, but no title and no tagline of its own. */
	ck_assert_int_eq(ask(ENTITY_MOVIE, "47964", "da,en", "GB"), ASK_ANSWERED);
	said(MF_TITLE, "A Good Day to Die Hard");
	said(MF_TAGLINE, "Yippee ki-yay Mother Russia.");
	ck_assert_int_ne(strncmp(meta_get(&got.meta, MF_PLOT), "Iconoclastic", 12), 0);
	said(MF_MPAA, "12A");

	/* One language in two countries. */
	ck_assert_int_eq(ask(ENTITY_MOVIE, "47964", "pt-BR", "PT"), ASK_ANSWERED);
	said(MF_TITLE, "Duro de Matar: Um Bom Dia para Morrer");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "47964", "pt", "BR"), ASK_ANSWERED);
	said(MF_TITLE, "Duro de Matar: Um Bom Dia para Morrer");
	said(MF_MPAA, "12");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "47964", "pt", "PT"), ASK_ANSWERED);
	said(MF_TITLE, "Die Hard: Nunca é Bom Dia para Morrer");
}
END_TEST

START_TEST(recorded_120)
{
	if (!answers_recorded(&answers))
		return;
	ck_assert_int_eq(ask(ENTITY_MOVIE, "120", "en", "US"), ASK_ANSWERED);
	said(MF_TITLE, "The Lord of the Rings: The Fellowship of the Ring");
	said(MF_RUNTIME, "179");
	said(MF_MPAA, "PG-13");
	said(MF_SET, "The Lord of the Rings Collection");
	ck_assert_str_eq(got.meta.set_tmdb_id, "119");
	ck_assert_int_eq(strncmp(got.meta.set_overview, "The Lord of the Rings trilogy", 29), 0);
	said(MF_WRITERS, "Philippa Boyens, Fran Walsh, Peter Jackson, J.R.R. Tolkien");
	said(MF_DIRECTORS, "Peter Jackson");
	/* An official trailer before one that is not. */
	said(MF_TRAILER_URL, "plugin://plugin.video.youtube/play/?video_id=_nZdmwHrcnw");
	ck_assert_uint_eq(got.meta.actors.n, 117);
	/* The answer has no list of pictures, but it names one of each kind. */
	ck_pictures(1, 0, 1, 0, 0);
	ck_assert_str_eq(
		picture_of(&got, "poster", 0)->url, IMAGES "original/6oom5QYQ2yQTMJIbnvbkBL9cHo6.jpg");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "120", "en", "DE"), ASK_ANSWERED);
	said(MF_MPAA, "FSK 12"); /* of the film in the cinema, not of its longer version, 16 */
}
END_TEST

START_TEST(recorded_sets)
{
	if (!answers_recorded(&answers))
		return;
	meta_set_collection(&known, "Star Wars", NULL, "10");
	ck_assert_int_eq(ask(ENTITY_SET, "119", "en", "US"), ASK_ANSWERED);
	ck_assert_str_eq(got.meta.set_name, "Star Wars Collection");
	ck_assert_str_eq(got.meta.set_overview,
		"An epic space-opera theatrical film series, which depicts the adventures of various "
		"characters \"a long time ago in a galaxy far, far away….\"");
	ck_assert_str_eq(got.meta.set_tmdb_id, "10");
	ck_pictures(109, 2, 18, 15, 0);
	meta_set_collection(&known, NULL, NULL, NULL);
	ck_assert_int_eq(ask(ENTITY_SET, "119", "en", "US"), ASK_ANSWERED);
	ck_assert_str_eq(got.meta.set_name, "The Lord of the Rings Collection");
	ck_pictures(97, 4, 20, 3, 0); /* one poster is in the answer twice */
}
END_TEST

/* Two films of a set, and the set itself, ask for it once. */
START_TEST(a_set_is_one_question)
{
	static const char film[] = "{\"id\":%d,\"title\":\"A\",\"belongs_to_collection\":{\"id\":9,"
				   "\"name\":\"A Collection\"}}";
	char text[256];

	for (int id = 1; id <= 2; id++) {
		char path[32];

		snprintf(path, sizeof(path), "movie/%d", id);
		snprintf(text, sizeof(text), film, id);
		answers_put(&answers, PROVIDER_TMDB, path, text);
	}
	answers_put(&answers, PROVIDER_TMDB, "collection/9",
		"{\"id\":9,\"name\":\"A Collection\",\"overview\":\"\",\"poster_path\":\"/p.jpg\","
		"\"backdrop_path\":null,\"translations\":{\"translations\":[{\"iso_639_1\":\"de\",\"iso_3166_"
		"1\":"
		"\"DE\",\"data\":{\"title\":\"A Filmreihe\",\"overview\":\"\"}},{\"iso_639_1\":\"en\","
		"\"iso_3166_1\":\"US\",\"data\":{\"title\":\"\",\"overview\":\"All of A.\"}}]}}");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "1", "de", "DE"), ASK_ANSWERED);
	said(MF_SET, "A Filmreihe");
	ck_assert_str_eq(got.meta.set_overview, "All of A.");
	meta_clear_field(&known, MF_UNIQUEIDS);
	ck_assert_int_eq(ask(ENTITY_MOVIE, "2", "de", "DE"), ASK_ANSWERED);
	meta_clear_field(&known, MF_UNIQUEIDS);
	ck_assert_int_eq(ask(ENTITY_SET, "9", "de", "DE"), ASK_ANSWERED);
	ck_assert_str_eq(got.meta.set_name, "A Filmreihe");
	ck_pictures(1, 0, 0, 0, 0);
	ck_assert_uint_eq(answers_asked(&answers), 3);
}
END_TEST

/* Fields that TMDB has in one language only, and what it gives in place of the others. */
START_TEST(each_field_has_its_language)
{
	answers_put(&answers, PROVIDER_TMDB, "movie/7",
		"{\"id\":7,\"title\":\"Le Phare\",\"original_title\":\"Le "
		"Phare\",\"original_language\":\"fr\","
		"\"overview\":\"\",\"tagline\":\"\",\"translations\":{\"translations\":["
		"{\"iso_639_1\":\"fr\",\"iso_3166_1\":\"FR\",\"data\":{\"title\":\"\",\"overview\":\"Un "
		"phare.\","
		"\"tagline\":\"La lumière.\"}},"
		"{\"iso_639_1\":\"de\",\"iso_3166_1\":\"DE\",\"data\":{\"title\":\"\",\"overview\":\"  \","
		"\"tagline\":\"Das Licht.\"}},"
		"{\"iso_639_1\":\"de\",\"iso_3166_1\":\"CH\",\"data\":{\"title\":\"\",\"overview\":null}},"
		"{\"iso_639_1\":\"en\",\"iso_3166_1\":\"US\",\"data\":{\"title\":\"The Lighthouse\","
		"\"overview\":\"A lighthouse.\",\"tagline\":\"The light.\"}}]}}");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "de", "DE"), ASK_ANSWERED);
	said(MF_TITLE, "The Lighthouse");
	said(MF_ORIGINAL_TITLE, "Le Phare");
	said(MF_PLOT, "A lighthouse.");
	said(MF_TAGLINE, "Das Licht.");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "de,fr", "CH"), ASK_ANSWERED);
	said(MF_TITLE, "Le Phare"); /* in its own language the original title is the right one */
	said(MF_PLOT, "Un phare.");
	said(MF_TAGLINE, "Das Licht.");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "en", "US"), ASK_ANSWERED);
	said(MF_TITLE, "The Lighthouse");
	answers_put(&answers, PROVIDER_TMDB, "movie/7?language=ja",
		"{\"id\":7,\"title\":\"Le Phare\",\"original_title\":\"Le "
		"Phare\",\"original_language\":\"fr\"}");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "ja", "JP"), ASK_ANSWERED);
	said(MF_TITLE, "Le Phare"); /* better than none */
	said(MF_PLOT, NULL);
}
END_TEST

/* A set that TMDB has without a name, or no longer has. */
START_TEST(a_set_without_a_name)
{
	answers_put(&answers, PROVIDER_TMDB, "movie/7",
		"{\"id\":7,\"title\":\"A\",\"belongs_to_collection\":{\"id\":9,\"name\":\"S\"}}");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "en", "US"), ASK_ANSWERED);
	said(MF_SET, "S");
	ck_assert_str_eq(got.meta.set_tmdb_id, "9");
	answers_put(&answers, PROVIDER_TMDB, "collection/9?language=de", "{\"id\":9,\"name\":null}");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "de", "DE"), ASK_ANSWERED);
	said(MF_SET, "S");
}
END_TEST

START_TEST(certifications)
{
	answers_put(&answers, PROVIDER_TMDB, "movie/7",
		"{\"id\":7,\"title\":\"A\",\"origin_country\":[\"DE\",\"XX\",null,\"FR\"],"
		"\"release_dates\":{\"results\":["
		"{\"iso_3166_1\":\"US\",\"release_dates\":[{\"certification\":\"NR\",\"type\":1},"
		"{\"certification\":\"\",\"type\":3},{\"certification\":\"PG\",\"type\":5},"
		"{\"certification\":\"PG-13\",\"type\":2}]},"
		"{\"iso_3166_1\":\"DE\",\"release_dates\":[{\"certification\":\"16\",\"type\":6},"
		"{\"certification\":\"0\",\"type\":\"3\"}]},"
		"{\"iso_3166_1\":\"FR\",\"release_dates\":null},{\"iso_3166_1\":null}]}}");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "en", "US"), ASK_ANSWERED);
	said(MF_MPAA, "PG-13");
	said(MF_COUNTRIES, "Germany, France");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "en", "DE"), ASK_ANSWERED);
	said(MF_MPAA, "FSK 0");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "en", "FR"), ASK_ANSWERED);
	said(MF_MPAA, NULL);
}
END_TEST

START_TEST(trailers)
{
	answers_put(&answers, PROVIDER_TMDB, "movie/7",
		"{\"id\":7,\"title\":\"A\",\"videos\":{\"results\":["
		"{\"site\":\"Vimeo\",\"type\":\"Trailer\",\"key\":\"1\",\"iso_639_1\":\"de\",\"official\":"
		"true},"
		"{\"site\":\"YouTube\",\"type\":\"Teaser\",\"key\":\"2\",\"iso_639_1\":\"de\",\"official\":"
		"true},"
		"{\"site\":\"YouTube\",\"type\":\"Trailer\",\"key\":\"a&b\",\"iso_639_1\":\"de\","
		"\"official\":true},"
		"{\"site\":\"YouTube\",\"type\":\"Trailer\",\"key\":\"en_1\",\"iso_639_1\":\"en\","
		"\"official\":true},"
		"{\"site\":\"YouTube\",\"type\":\"Trailer\",\"key\":\"fr-1\",\"iso_639_1\":\"fr\","
		"\"official\":true},"
		"{\"site\":\"YouTube\",\"type\":\"Trailer\",\"key\":\"de-1\",\"iso_639_1\":\"de\"},"
		"{\"site\":\"YouTube\",\"type\":\"Trailer\",\"key\":\"de-2\",\"iso_639_1\":\"de\","
		"\"official\":true},"
		"{\"site\":\"YouTube\",\"type\":\"Trailer\",\"key\":\"de-3\",\"iso_639_1\":\"de\","
		"\"official\":true},"
		"null,{\"site\":\"YouTube\",\"type\":\"Trailer\"}]}}");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "de", "DE"), ASK_ANSWERED);
	said(MF_TRAILER_URL, "plugin://plugin.video.youtube/play/?video_id=de-2");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "fr,de", "FR"), ASK_ANSWERED);
	said(MF_TRAILER_URL, "plugin://plugin.video.youtube/play/?video_id=fr-1");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "nl", "NL"), ASK_ANSWERED);
	said(MF_TRAILER_URL, "plugin://plugin.video.youtube/play/?video_id=en_1");
}
END_TEST

START_TEST(people)
{
	answers_put(&answers, PROVIDER_TMDB, "movie/7",
		"{\"id\":7,\"title\":\"A\",\"credits\":{\"cast\":["
		"{\"name\":\"Last\",\"character\":\"\",\"order\":null,\"profile_path\":\"\"},"
		"{\"name\":\"Third\",\"character\":null,\"order\":\"2\",\"id\":\"33\",\"profile_path\":null},"
		"{\"name\":\" First Player \",\"character\":\"One\",\"order\":0,\"id\":11,"
		"\"profile_path\":\"/f.jpg\"},"
		"{\"name\":\"A/B\",\"character\":\"Two\",\"order\":1,\"profile_path\":\"/s.jpg\"},"
		"{\"name\":null,\"order\":1},{\"name\":\"First "
		"Player\",\"character\":\"One\",\"order\":5},7],"
		"\"crew\":["
		"{\"name\":\"W\",\"job\":\"Screenplay\",\"department\":\"Writing\"},"
		"{\"name\":\"W\",\"job\":\"Story\",\"department\":\"Writing\"},"
		"{\"name\":\"X\",\"job\":\"Script Consultant\",\"department\":\"Writing\"},"
		"{\"name\":\"D\",\"job\":\"Director\",\"department\":\"Directing\",\"id\":5},"
		"{\"name\":\"E\",\"job\":\"Second Unit Director\",\"department\":\"Directing\"},"
		"{\"name\":\"P\",\"job\":\"Director of Photography\",\"department\":\"Camera\"},"
		"{\"name\":\"V\",\"job\":\"Novel\",\"department\":\"Writing\"},{\"job\":\"Director\"}]}}");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "en", "US"), ASK_ANSWERED);
	said(MF_ACTORS, "First Player as One, A/B as Two, Third, Last");
	ck_assert_str_eq(got.meta.actors.item[2].tmdb_id, "33");
	ck_assert_int_eq(got.meta.actors.item[3].order, -1);
	ck_assert_ptr_null(got.meta.actors.item[3].thumb);
	said(MF_DIRECTORS, "D");
	ck_assert_str_eq(got.meta.directors.item[0].tmdb_id, "5");
	said(MF_WRITERS, "W, V");
	ck_assert_uint_eq(got.pictures.n, 1); /* a file cannot have the name of the other */
	ck_assert_str_eq(got.pictures.item[0].kind, "actor/First_Player");
	ck_assert_str_eq(got.pictures.item[0].preview_url, IMAGES "w185/f.jpg");
	ck_assert_str_eq(got.meta.actors.item[1].thumb, IMAGES "original/s.jpg");
}
END_TEST

START_TEST(a_cast_has_an_end)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addstr(&text, "{\"id\":7,\"title\":\"A\",\"credits\":{\"cast\":[");
	for (int i = 0; i < 1000; i++)
		strbuf_addf(&text, "%s{\"name\":\"N%d\",\"order\":%d}", i ? "," : "", i, 999 - i);
	strbuf_addstr(&text, "]}}");
	answers_put(&answers, PROVIDER_TMDB, "movie/7", text.buf);
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "en", "US"), ASK_ANSWERED);
	ck_assert_uint_eq(got.meta.actors.n, 200);
	ck_assert_str_eq(got.meta.actors.item[0].name, "N999");
	strbuf_release(&text);
}
END_TEST

START_TEST(pictures)
{
	const struct picture *p;

	answers_put(&answers, PROVIDER_TMDB, "movie/7",
		"{\"id\":7,\"title\":\"A\",\"poster_path\":\"/one.jpg\",\"backdrop_path\":\"/two.jpg\","
		"\"images\":{\"posters\":["
		"{\"file_path\":\"/none.jpg\",\"iso_639_1\":\"xx\",\"width\":\"2000\",\"height\":3000,"
		"\"vote_average\":\"5.5\",\"vote_count\":\"12\"},"
		"{\"file_path\":\"/../etc\"},{\"file_path\":\"/..\"},{\"file_path\":\"http://elsewhere/"
		"x.jpg\"},"
		"{\"file_path\":\"/a b.jpg\"},{\"file_path\":\"\"},{\"file_path\":null},3,"
		"{\"file_path\":\"/de.jpg\",\"iso_639_1\":\"de\",\"width\":-5,\"vote_average\":5,"
		"\"vote_count\":0}],"
		"\"backdrops\":[{\"file_path\":\"/title.jpg\",\"iso_639_1\":\"en\"}],"
		"\"logos\":[{\"file_path\":\"/"
		"logo.svg\",\"iso_639_1\":\"en\",\"width\":800,\"height\":310}]}}");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "de", "DE"), ASK_ANSWERED);
	ck_pictures(2, 1, 1, 1, 1);
	p = picture_of(&got, "poster", 0);
	ck_assert_str_eq(p->url, IMAGES "original/none.jpg");
	ck_assert_ptr_null(p->language);
	ck_assert_int_eq(p->width, 2000);
	ck_assert(p->vote_average == 5.5);
	ck_assert_int_eq(p->vote_count, 12);
	ck_assert_str_eq(picture_of(&got, "keyart", 0)->url, p->url);
	p = picture_of(&got, "poster", 1);
	ck_assert_str_eq(p->language, "de");
	ck_assert_int_eq(p->width, 0);
	ck_assert(p->vote_average < 0 && p->vote_count == 0);
	/* All backdrops have words: so one of them is the fanart, too. */
	ck_assert_str_eq(picture_of(&got, "landscape", 0)->url, IMAGES "original/title.jpg");
	ck_assert_str_eq(picture_of(&got, "fanart", 0)->url, IMAGES "original/title.jpg");
	/* A drawing is had as pixels. */
	p = picture_of(&got, "clearlogo", 0);
	ck_assert_str_eq(p->url, IMAGES "original/logo.png");
	ck_assert_str_eq(p->preview_url, IMAGES "w300/logo.png");
	ck_assert_str_eq(p->provider_key, "/logo.svg");
}
END_TEST

/* Those in languages that nobody asked for come with a question more, at once with the first. */
START_TEST(every_picture_that_there_is)
{
	answers_put(&answers, PROVIDER_TMDB, "movie/7",
		"{\"id\":7,\"title\":\"A\",\"images\":{\"posters\":[{\"file_path\":\"/en.jpg\","
		"\"iso_639_1\":\"en\"}]}}");
	answers_put(&answers, PROVIDER_TMDB, "movie/7/images",
		"{\"id\":7,\"posters\":[{\"file_path\":\"/en.jpg\",\"iso_639_1\":\"en\"},"
		"{\"file_path\":\"/ja.jpg\",\"iso_639_1\":\"ja\"}]}");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "en", "US"), ASK_ANSWERED);
	ck_assert_uint_eq(answers_asked(&answers), 1);
	every_picture = true;
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "en", "US"), ASK_ANSWERED);
	ck_pictures(2, 0, 0, 0, 0);
	ck_assert_str_eq(answers_question(&answers, 1), "movie/7/images");
	ck_assert_int_eq(answers.rounds, 2);
	/* Where that fails the rest is no good: they are what was wanted. */
	answers_fail(&answers, PROVIDER_TMDB, "movie/8/images", ERR_TIMEOUT);
	answers_put(&answers, PROVIDER_TMDB, "movie/8", "{\"id\":8,\"title\":\"A\"}");
	meta_clear_field(&known, MF_UNIQUEIDS);
	ck_assert_int_eq(ask(ENTITY_MOVIE, "8", "en", "US"), ASK_FAILED);
	ck_assert_int_eq(answers.rounds, 2);
	answers_put(&answers, PROVIDER_TMDB, "collection/9",
		"{\"id\":9,\"name\":\"A\",\"images\":{\"posters\":[{\"file_path\":\"/en.jpg\"}]}}");
	answers_put(&answers, PROVIDER_TMDB, "collection/9/images",
		"{\"backdrops\":[{\"file_path\":\"/b.jpg\"}]}");
	meta_clear_field(&known, MF_UNIQUEIDS);
	ck_assert_int_eq(ask(ENTITY_SET, "9", "en", "US"), ASK_ANSWERED);
	ck_pictures(0, 0, 1, 0, 0);
}
END_TEST

START_TEST(odd_values)
{
	answers_put(&answers, PROVIDER_TMDB, "movie/7",
		"{\"id\":\"7\",\"title\":\" \",\"original_title\":\"A\",\"overview\":null,\"tagline\":3,"
		"\"runtime\":\"97\",\"release_date\":\"\",\"imdb_id\":\"\",\"external_ids\":{\"imdb_id\":"
		"\"tt0000007\",\"facebook_id\":null,\"wikidata_id\":\"\"},\"genres\":[{\"name\":null},"
		"{\"name\":\"Drama / Crime\"}],\"production_companies\":{},\"belongs_to_collection\":[],"
		"\"vote_average\":\"7.5\",\"vote_count\":\"1234\",\"images\":null,\"credits\":[],"
		"\"keywords\":\"none\",\"videos\":0,\"translations\":{\"translations\":[null,{},{\"data\":1}]"
		"}}");
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "en", "US"), ASK_ANSWERED);
	said(MF_TITLE, "A");
	said(MF_RUNTIME, "97");
	said(MF_PREMIERED, NULL);
	said(MF_YEAR, NULL);
	said(MF_PLOT, NULL);
	said(MF_UNIQUEIDS, "tmdb 7, imdb tt0000007");
	said(MF_GENRES, "Drama, Crime");
	said(MF_RATINGS, "tmdb 7.5/10");
	ck_assert_int_eq(got.meta.ratings.item[0].votes, 1234);
	said(MF_SET, NULL);
	ck_assert_uint_eq(got.pictures.n, 0);
}
END_TEST

/* A real answer with blank texts, nulls and an empty date. */
START_TEST(recorded_quirks)
{
	const char *root = getenv("METARR_FIXTURES");
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;

	if (!answers_recorded(&answers))
		return;
	path_join(&path, root, "tmdb/quirk-movie-blank-homepage-release-date.json");
	ck_assert_msg(!file_read(path.buf, 1 << 20, &text, &err), "%s", err.msg.buf);
	answers_put(&answers, PROVIDER_TMDB, "movie/9443", text.buf);
	ck_assert_int_eq(ask(ENTITY_MOVIE, "9443", "en", "GB"), ASK_ANSWERED);
	said(MF_TITLE, "Chariots of Fire");
	said(MF_PREMIERED, NULL);
	said(MF_YEAR, NULL);
	said(MF_SET, NULL);
	said(MF_RUNTIME, "124");
	said(MF_COUNTRIES, "United Kingdom");
	ck_assert_str_eq(got.meta.studios.item[1], "Enigma Productions");
	strbuf_release(&path);
	strbuf_release(&text);
}
END_TEST

START_TEST(no_answer)
{
	static const char *const shapes[] = {"[]", "[{\"id\":7}]", "{}", "{\"id\":8}", "{\"id\":\"seven\"}",
		"{\"success\":false,\"status_code\":34}"};

	answers_put(&answers, PROVIDER_TMDB, "movie/7", NULL);
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "en", "US"), ASK_NOTHING);
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		teardown();
		setup();
		answers_put(&answers, PROVIDER_TMDB, "movie/7", shapes[i]);
		ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "en", "US"), ASK_FAILED);
		ck_assert_int_eq(err.code, ERR_BAD_ANSWER);
		ck_assert_ptr_nonnull(strstr(err.msg.buf, "'movie/7?language=en&"));
	}
	teardown();
	setup();
	answers_put(&answers, PROVIDER_TMDB, "movie/7",
		"{\"id\":7,\"title\":\"A\",\"belongs_to_collection\":{\"id\":9,\"name\":\"S\"}}");
	answers_fail(&answers, PROVIDER_TMDB, "collection/9", ERR_TIMEOUT);
	ck_assert_int_eq(ask(ENTITY_MOVIE, "7", "en", "US"), ASK_FAILED);
	ck_assert_int_eq(err.code, ERR_TIMEOUT);
}
END_TEST

START_TEST(ids_that_are_none)
{
	static const char *const ids[] = {"tt0133093", "0", "007", "7/../8", "-1", "7?a=b"};
	struct subject s = {.type = ENTITY_MOVIE, .meta = &known};

	ck_assert(!provider_tmdb.knows(&s));
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		meta_clear_field(&known, MF_UNIQUEIDS);
		meta_add_id(&known, "tmdb", ids[i], false);
		ck_assert_msg(!provider_tmdb.knows(&s), "%s", ids[i]);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tmdb film");
	TCase *tcase = tcase_create("tmdb film");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, recorded_550);
	tcase_add_test(tcase, recorded_603);
	tcase_add_test(tcase, recorded_47964);
	tcase_add_test(tcase, recorded_120);
	tcase_add_test(tcase, recorded_sets);
	tcase_add_test(tcase, a_set_is_one_question);
	tcase_add_test(tcase, each_field_has_its_language);
	tcase_add_test(tcase, a_set_without_a_name);
	tcase_add_test(tcase, certifications);
	tcase_add_test(tcase, trailers);
	tcase_add_test(tcase, people);
	tcase_add_test(tcase, a_cast_has_an_end);
	tcase_add_test(tcase, pictures);
	tcase_add_test(tcase, every_picture_that_there_is);
	tcase_add_test(tcase, odd_values);
	tcase_add_test(tcase, recorded_quirks);
	tcase_add_test(tcase, no_answer);
	tcase_add_test(tcase, ids_that_are_none);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
