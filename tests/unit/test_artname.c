/* Artwork file names: what each reads as, what is written, which of several wins. */
#include <check.h>
#include <stdlib.h>

#include "core/strbuf.h"
#include "media/artname.h"

#define BASE "The Matrix (1999)"

static const struct reading {
	const char *file, *base;
	enum art_owner owner;
	const char *type; /* NULL: no artwork */
	int index, season;
	enum art_naming naming;
	bool known, alias, by_pixels;
} readings[] = {
	{BASE "-poster.jpg", BASE, ART_MOVIE, "poster", 0, -1, ART_LONG, true, false, false},
	{"poster.jpg", BASE, ART_MOVIE, "poster", 0, -1, ART_SHORT, true, false, false},
	{"POSTER.PNG", BASE, ART_MOVIE, "poster", 0, -1, ART_SHORT, true, false, false},
	{BASE "-fanart12.jpg", BASE, ART_MOVIE, "fanart", 12, -1, ART_LONG, true, false, false},
	{"fanart-3.jpg", BASE, ART_MOVIE, "fanart", 3, -1, ART_SHORT, true, true, false},
	{"backdrop1.jpg", BASE, ART_MOVIE, "fanart", 1, -1, ART_SHORT, true, true, false},
	{"folder.jpg", BASE, ART_MOVIE, "poster", 0, -1, ART_SHORT, true, false, true},
	{"folder.png", BASE, ART_MOVIE, "poster", 0, -1, ART_SHORT, true, true, false},
	{"movie.jpg", BASE, ART_MOVIE, "poster", 0, -1, ART_SHORT, true, true, false},
	{"logo.png", BASE, ART_MOVIE, "clearlogo", 0, -1, ART_SHORT, true, true, false},
	{BASE "-cdart.png", BASE, ART_MOVIE, "discart", 0, -1, ART_LONG, true, true, false},
	{BASE ".jpg", BASE, ART_MOVIE, "poster", 0, -1, ART_LONG, true, true, false},
	{BASE ".tbn", BASE, ART_MOVIE, "poster", 0, -1, ART_LONG, true, true, false},
	{"poster.tbn", BASE, ART_MOVIE, "poster", 0, -1, ART_SHORT, true, true, false},
	{"Square2.jpg", BASE, ART_MOVIE, "square2", 0, -1, ART_SHORT, false, false, false},
	{"my-own.jpg", BASE, ART_MOVIE, NULL, 0, 0, 0, 0, 0, 0},
	{"abcdefghijklmnopqrstuvwxyz.jpg", BASE, ART_MOVIE, NULL, 0, 0, 0, 0, 0, 0},
	{BASE "-poster.txt", BASE, ART_MOVIE, NULL, 0, 0, 0, 0, 0, 0},
	{BASE " - 2160p-poster.jpg", BASE, ART_MOVIE, NULL, 0, 0, 0, 0, 0, 0},
	{"the matrix (1999)-poster.jpg", BASE, ART_MOVIE, NULL, 0, 0, 0, 0, 0, 0},
	{".metarr-poster.jpg", BASE, ART_MOVIE, NULL, 0, 0, 0, 0, 0, 0},
	{"poster.jpg", NULL, ART_SERIES, "poster", 0, -1, ART_SHORT, true, false, false},
	{"show.jpg", NULL, ART_SERIES, "poster", 0, -1, ART_SHORT, true, true, false},
	{"season01-poster.jpg", NULL, ART_SERIES, "poster", 0, 1, ART_SHORT, true, false, false},
	{"season2010-fanart1.jpg", NULL, ART_SERIES, "fanart", 1, 2010, ART_SHORT, true, false, false},
	{"season-specials-banner.jpg", NULL, ART_SERIES, "banner", 0, 0, ART_SHORT, true, false, false},
	{"season-all-poster.jpg", NULL, ART_SERIES, "poster", 0, ART_ALL_SEASONS, ART_SHORT, true, false,
		false},
	{"season3-poster.jpg", NULL, ART_SERIES, "poster", 0, 3, ART_SHORT, true, true, false},
	{"Season04-poster.jpg", NULL, ART_SERIES, "poster", 0, 4, ART_SHORT, true, true, false},
	{"Season02.jpg", NULL, ART_SERIES, "poster", 0, 2, ART_SHORT, true, true, false},
	{"season02-.jpg", NULL, ART_SERIES, NULL, 0, 0, 0, 0, 0, 0},
	{"poster.jpg", NULL, ART_SEASON, "poster", 0, -1, ART_SHORT, true, true, false},
	{"S01E01-thumb.jpg", "S01E01", ART_EPISODE, "thumb", 0, -1, ART_LONG, true, false, false},
	{"S01E01.jpg", "S01E01", ART_EPISODE, "thumb", 0, -1, ART_LONG, true, true, false},
	{"poster.jpg", "S01E01", ART_EPISODE, NULL, 0, 0, 0, 0, 0, 0},
	{"clearlogo.png", NULL, ART_SET, "clearlogo", 0, -1, ART_SHORT, true, false, false},
};

START_TEST(reads)
{
	const struct reading *r = &readings[_i];
	struct artname a;

	bool found = artname_read(r->file, r->base, r->owner, &a);
	ck_assert_msg(found == (r->type != NULL), "%s", r->file);
	if (!found)
		return;
	ck_assert_str_eq(a.type, r->type);
	ck_assert_int_eq(a.index, r->index);
	ck_assert_int_eq(a.season, r->season);
	ck_assert_int_eq(a.naming, r->naming);
	ck_assert_int_eq(a.known, r->known);
	ck_assert_int_eq(a.alias, r->alias);
	ck_assert_int_eq(a.by_pixels, r->by_pixels);
}
END_TEST

/* Each list from the winner down. */
static void ck_order(const char *const *files, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct artname better, worse;
		ck_assert(artname_read(files[i - 1], BASE, ART_MOVIE, &better));
		ck_assert(artname_read(files[i], BASE, ART_MOVIE, &worse));
		ck_assert_msg(better.rank < worse.rank, "%s before %s", files[i - 1], files[i]);
	}
}

START_TEST(ranks)
{
	static const char *const posters[] = {BASE "-poster.png", BASE "-poster.jpg", "poster.png",
		"poster.jpg", "folder.jpg", BASE "-cover.jpg", "folder.png", "cover.jpg", "default.jpg",
		"movie.jpg"};
	static const char *const fanarts[] = {"fanart.jpg", "fanart.png", "fanart.webp", "backdrop.jpg"};

	ck_order(posters, sizeof(posters) / sizeof(*posters));
	ck_order(fanarts, sizeof(fanarts) / sizeof(*fanarts));
}
END_TEST

START_TEST(pixels)
{
	ck_assert_str_eq(artname_by_pixels(1000, 1500), "poster");
	ck_assert_str_eq(artname_by_pixels(1000, 185), "banner");
	ck_assert_str_eq(artname_by_pixels(1920, 1080), "thumb");
	ck_assert_str_eq(artname_by_pixels(4294967295u, 4294967295u), "thumb");
}
END_TEST

static void ck_written(struct artname a, const char *base, const char *ext, const char *want)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, "/");
	ck_assert_int_eq(artname_write(&sb, &a, base, ext), want ? 0 : -1);
	ck_assert_str_eq(sb.buf + 1, want ? want : "");
	strbuf_release(&sb);
}

START_TEST(writes)
{
	char longbase[256] = {0};

	memset(longbase, 'x', sizeof(longbase) - 1);
	ck_written((struct artname){"poster", .season = -1, .naming = ART_LONG}, BASE, "jpg",
		BASE "-poster.jpg");
	ck_written((struct artname){"fanart", .season = -1, .index = 2}, NULL, "jpg", "fanart2.jpg");
	ck_written((struct artname){"poster", .season = 0}, NULL, "jpg", "season-specials-poster.jpg");
	ck_written((struct artname){"banner", .season = 7}, NULL, "jpg", "season07-banner.jpg");
	ck_written(
		(struct artname){"banner", .season = ART_ALL_SEASONS}, NULL, "jpg", "season-all-banner.jpg");
	ck_written((struct artname){"../x", .season = -1}, NULL, "jpg", NULL);
	ck_written((struct artname){"poster", .season = -1}, NULL, "", NULL);
	ck_written((struct artname){"poster", .season = -1, .naming = ART_LONG}, longbase, "jpg", NULL);
	ck_assert_str_eq(artname_ext("clearlogo"), "png");
	ck_assert_str_eq(artname_ext("poster"), "jpg");
}
END_TEST

START_TEST(people_and_sets)
{
	struct strbuf sb = STRBUF_INIT;

	ck_assert_int_eq(artname_actor(&sb, "Robert Downey Jr.", "jpg"), 0);
	ck_assert_str_eq(sb.buf, "Robert_Downey_Jr..jpg");
	strbuf_clear(&sb);
	ck_assert_int_eq(artname_actor(&sb, "AC/DC", "jpg"), -1);
	ck_assert_int_eq(artname_actor(&sb, "", "jpg"), -1);
	ck_assert_uint_eq(sb.len, 0);
	ck_assert_int_eq(artname_set_folder(&sb, "Alien: Collection?..."), 0);
	ck_assert_str_eq(sb.buf, "Alien_ Collection_");
	strbuf_release(&sb);
	ck_assert_int_eq(artname_set_folder(&sb, ".. "), -1);
	ck_assert_int_eq(artname_set_folder(&sb, ""), -1);
	strbuf_release(&sb);
}
END_TEST

static const char *kind_of(const char *file, bool in_actors)
{
	static struct strbuf sb = STRBUF_INIT;
	struct artname art;

	strbuf_clear(&sb);
	if (in_actors ? artname_read_actor(file, &art) : artname_read(file, NULL, ART_SERIES, &art))
		artname_kind(&art, file, &sb);
	return sb.buf;
}

START_TEST(kinds)
{
	struct artname art = {.season = 3};

	ck_assert_str_eq(kind_of("fanart2.jpg", false), "fanart");
	ck_assert_str_eq(kind_of("season-all-banner.jpg", false), "season-all-banner");
	ck_assert_str_eq(kind_of("Robert_Downey_Jr..jpg", true), "actor/Robert_Downey_Jr.");
	ck_assert_str_eq(kind_of("Tom_Doe.txt", true), "");
	ck_assert_str_eq(artname_kind_actor("actor/Tom_Doe"), "Tom_Doe");
	ck_assert_ptr_null(artname_kind_actor("actor"));
	ck_assert(!artname_read_kind("actor/Tom_Doe", &art));
	ck_assert_int_eq(art.season, 3);
	ck_assert(artname_read_kind("season-all-banner", &art));
	ck_assert_str_eq(art.type, "banner");
	ck_assert_int_eq(art.season, ART_ALL_SEASONS);
	art = (struct artname){.season = 3};
	ck_assert(artname_read_kind("poster", &art));
	ck_assert_str_eq(art.type, "poster");
	ck_assert_int_eq(art.season, ART_NO_SEASON);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("artname");
	TCase *tc = tcase_create("all");

	tcase_add_loop_test(tc, reads, 0, sizeof(readings) / sizeof(*readings));
	tcase_add_test(tc, ranks);
	tcase_add_test(tc, pixels);
	tcase_add_test(tc, writes);
	tcase_add_test(tc, people_and_sets);
	tcase_add_test(tc, kinds);
	suite_add_tcase(s, tc);
	SRunner *sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	int failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
