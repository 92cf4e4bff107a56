/* Whose file is whose: films of a folder by the names of its files. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/path.h"
#include "core/strbuf.h"
#include "scan/film.h"

static struct folder f = FOLDER_INIT;
static struct finds films;
static struct strbuf text = STRBUF_INIT;

static enum dir_kind where_of(const char *name)
{
	struct strbuf top = STRBUF_INIT;
	enum dir_kind kind = DIR_PLAIN;

	if (strchr(name, '/')) {
		strbuf_add(&top, name, strcspn(name, "/"));
		kind = dir_kind(top.buf, true);
	}
	strbuf_release(&top);
	return kind;
}

/* "base[parts] (label) nfo=… short/long  poster=… sub=…; next film | unknown files" */
static const char *films_of(const char *folder, const char *const *names)
{
	struct stat st = {.st_size = 1, .st_mode = S_IFREG};

	folder_clear(&f, folder);
	for (; *names; names++)
		folder_add(&f, *names, &st, where_of(*names));
	folder_sort(&f);
	films_find(&films, &f, *folder ? path_base(folder) : "Films");
	strbuf_clear(&text);
	for (size_t k = 0; k < films.n; k++) {
		struct found *film = &films.item[k];

		found_choose_pictures(film);
		strbuf_addf(&text, "%s%s:", k ? "\n" : "", film->base);
		for (size_t i = 0; i < film->nparts; i++)
			strbuf_addf(&text, " %s", folder_name(&f, film->part[i]));
		if (film->label)
			strbuf_addf(&text, " (%s)", film->label);
		if (film->nfo != NO_FILE)
			strbuf_addf(&text, " nfo=%s", folder_name(&f, film->nfo));
		if (film->naming != NAMING_UNKNOWN)
			strbuf_addf(&text, " %s", naming_name(film->naming));
		for (size_t i = 0; i < film->npictures; i++)
			strbuf_addf(&text, " %s%s%s", film->picture[i].kind ? film->picture[i].kind : "?",
				film->picture[i].shown ? "=" : "~", folder_name(&f, film->picture[i].file));
		for (size_t i = 0; i < film->nsubtitles; i++)
			strbuf_addf(&text, " sub=%s", folder_name(&f, film->subtitle[i]));
	}
	for (size_t i = 0; i < f.n; i++) {
		if (films.unknown[i])
			strbuf_addf(&text, " | %s", folder_name(&f, i));
	}
	return text.buf;
}

#define names(...)                                                                                           \
	(const char *const[])                                                                                \
	{                                                                                                    \
		__VA_ARGS__, NULL                                                                            \
	}

START_TEST(own_folder)
{
	ck_assert_str_eq(
		films_of("A (2001)", names("a.mkv", "movie.nfo", "poster.jpg", "fanart.jpg", "fanart1.jpg",
					     "a-poster.png", "a.en.srt", "a-trailer.mkv", "notes.txt")),
		"a: a.mkv nfo=movie.nfo short poster=a-poster.png fanart=fanart.jpg fanart=fanart1.jpg "
		"poster~poster.jpg sub=a.en.srt | notes.txt");
	/* movie.nfo wins over the long name, whatever its case; the other one is known all the same. */
	ck_assert_str_eq(films_of("A", names("a.mkv", "a.nfo", "Movie.NFO")), "a: a.mkv nfo=Movie.NFO short");
	ck_assert_str_eq(films_of("A", names("a.mkv", "A.nfo")), "a: a.mkv nfo=A.nfo long");
}
END_TEST

START_TEST(the_only_nfo)
{
	films_of("A", names("a.mkv", "group.nfo"));
	ck_assert_str_eq(folder_name(&f, films.item[0].nfo), "group.nfo");
	ck_assert(films.item[0].nfo_any);
	films_of("A", names("a.mkv", "group.nfo", "other.nfo"));
	ck_assert(films.item[0].nfo == NO_FILE);
}
END_TEST

START_TEST(several_films)
{
	ck_assert_str_eq(films_of("Best of", names("a.mkv", "a.nfo", "a-poster.jpg", "b.mkv", "b.de.srt",
						     "movie.nfo", "poster.jpg")),
		"a: a.mkv nfo=a.nfo long poster=a-poster.jpg\nb: b.mkv long sub=b.de.srt | movie.nfo | "
		"poster.jpg");
	ck_assert(!films.shared);
	/* A base that begins like another one. */
	ck_assert_str_eq(
		films_of("Best of", names("Cars.mkv", "Cars 2.mkv", "Cars 2-poster.jpg", "Cars-poster.jpg")),
		"Cars 2: Cars 2.mkv long poster=Cars 2-poster.jpg\nCars: Cars.mkv long "
		"poster=Cars-poster.jpg");
}
END_TEST

START_TEST(actors)
{
	ck_assert_str_eq(films_of("A", names("a.mkv", "actor.jpg", ".actors/Tom_Doe.jpg",
					       ".actors/Tom_Doe.png", ".actors/x/y.jpg")),
		"a: a.mkv actor/Tom_Doe=.actors/Tom_Doe.jpg actor/Tom_Doe~.actors/Tom_Doe.png "
		"actor=actor.jpg");
	/* Whatever versions they are named after. */
	ck_assert_str_eq(films_of("A", names("A - x.mkv", "A - y.mkv", ".actors/A.jpg")),
		"A - x: A - x.mkv (x) long actor/A=.actors/A.jpg\n"
		"A - y: A - y.mkv (y) long actor/A=.actors/A.jpg");
	/* Of several films only their NFOs tell. */
	ck_assert_str_eq(
		films_of("B", names("a.mkv", "b.mkv", ".actors/a.jpg")), "a: a.mkv long\nb: b.mkv long");
}
END_TEST

START_TEST(root)
{
	ck_assert_str_eq(films_of("", names("a.mkv", "movie.nfo", "a-poster.jpg", "poster.jpg")),
		"a: a.mkv long poster=a-poster.jpg | movie.nfo | poster.jpg");
}
END_TEST

START_TEST(versions)
{
	ck_assert_str_eq(films_of("A (2001)", names("A (2001) - 1080p.mkv", "A (2001) - 2160p.mkv",
						      "movie.nfo", "poster.jpg",
						      "A (2001) - 2160p-poster.jpg", "A (2001) - 2160p.nfo")),
		"A (2001) - 1080p: A (2001) - 1080p.mkv (1080p) nfo=movie.nfo long poster=poster.jpg\n"
		"A (2001) - 2160p: A (2001) - 2160p.mkv (2160p) nfo=A (2001) - 2160p.nfo long "
		"poster=A (2001) - 2160p-poster.jpg poster~poster.jpg");
	ck_assert(films.shared);
	/* One that is not named after the folder: they are several films. */
	films_of("A (2001)", names("A (2001) - 1080p.mkv", "B.mkv"));
	ck_assert(!films.shared);
}
END_TEST

START_TEST(stacks)
{
	ck_assert_str_eq(
		films_of("A", names("a-cd1.avi", "a-cd2.avi", "a-cd10.avi", "a-cd1.nfo", "a-poster.jpg")),
		"a: a-cd1.avi a-cd2.avi nfo=a-cd1.nfo long poster=a-poster.jpg\n"
		"a-cd10: a-cd10.avi long");
	ck_assert_str_eq(films_of("A", names("a-cd1.avi", "a-cd2.avi", "a.nfo")),
		"a: a-cd1.avi a-cd2.avi nfo=a.nfo long");
	ck_assert_str_eq(films_of("A", names("cd1/x.avi", "cd2/y.avi", "movie.nfo")),
		"A: cd1/x.avi cd2/y.avi nfo=movie.nfo short");
}
END_TEST

START_TEST(discs)
{
	ck_assert_str_eq(films_of("A (2001)", names("VIDEO_TS/VIDEO_TS.IFO", "VIDEO_TS/VTS_01_1.VOB",
						      "movie.nfo", "A (2001)-poster.jpg", "fanart.jpg")),
		"A (2001): VIDEO_TS/VIDEO_TS.IFO nfo=movie.nfo short poster=A (2001)-poster.jpg "
		"fanart=fanart.jpg");
	ck_assert_str_eq(films_of("A", names("VIDEO_TS/VIDEO_TS.IFO", "VIDEO_TS/VIDEO_TS.nfo", "movie.nfo")),
		"A: VIDEO_TS/VIDEO_TS.IFO nfo=VIDEO_TS/VIDEO_TS.nfo long");
	ck_assert_str_eq(
		films_of("A", names("BDMV/index.bdmv", "BDMV/STREAM/00001.m2ts", "BDMV/PLAYLIST/00001.mpls")),
		"A: BDMV/index.bdmv");
	ck_assert_str_eq(
		films_of("A", names("VIDEO_TS.IFO", "VTS_01_1.VOB", "VTS_01_0.BUP")), "A: VIDEO_TS.IFO");
}
END_TEST

START_TEST(no_film)
{
	ck_assert_str_eq(films_of("A", names("poster.jpg", "a-trailer.mkv", "sample.mkv")), "");
	ck_assert_uint_eq(films.n, 0);
}
END_TEST

START_TEST(pictures)
{
	/* What only its pixels tell has no type yet; extrafanart is never shown. */
	ck_assert_str_eq(
		films_of("A", names("a.mkv", "folder.jpg", "extrafanart/1.jpg", "fanart.jpg", "logo.png")),
		"a: a.mkv fanart~extrafanart/1.jpg fanart=fanart.jpg ?~folder.jpg clearlogo=logo.png");
}
END_TEST

START_TEST(subtitles)
{
	bool forced, is_default;

	ck_assert_str_eq(found_subtitle("a.en.forced.srt", "a", &forced, &is_default), "eng");
	ck_assert(forced && !is_default);
	ck_assert_str_eq(found_subtitle("Subs/2_German.srt", "a", &forced, &is_default), "ger");
	ck_assert(!forced);
	ck_assert_str_eq(found_subtitle("a.default.fr.srt", "a", &forced, &is_default), "fre");
	ck_assert(is_default);
	ck_assert_ptr_null(found_subtitle("a.srt", "a", &forced, &is_default));
	/* A word of the title is no language. */
	ck_assert_ptr_null(found_subtitle("The German.srt", "The German", &forced, &is_default));
}
END_TEST

START_TEST(a_flat_library_is_not_quadratic)
{
	struct stat st = {.st_size = 1, .st_mode = S_IFREG};
	struct strbuf name = STRBUF_INIT;

	folder_clear(&f, "");
	for (int i = 0; i < 20000; i++) {
		static const char *const ends[] = {".mkv", ".nfo", "-poster.jpg"};

		for (int k = 0; k < 3; k++) {
			strbuf_clear(&name);
			strbuf_addf(&name, "Film %05d (1999)%s", i, ends[k]);
			folder_add(&f, name.buf, &st, DIR_PLAIN);
		}
	}
	folder_sort(&f);
	films_find(&films, &f, "Films");
	ck_assert_uint_eq(films.n, 20000);
	ck_assert_uint_eq(films.item[19999].npictures, 1);
	ck_assert(films.item[7].nfo != NO_FILE);
	strbuf_release(&name);
}
END_TEST

static void release(void)
{
	finds_release(&films);
	folder_release(&f);
	strbuf_release(&text);
}

int main(void)
{
	const TTest *const tests[] = {own_folder, the_only_nfo, several_films, actors, root, versions, stacks,
		discs, no_film, pictures, subtitles, a_flat_library_is_not_quadratic};
	Suite *s = suite_create("film");
	TCase *tc = tcase_create("film");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, NULL, release);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(s, tc);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
