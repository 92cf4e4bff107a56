/* Whose file is whose in a show's folder: series, seasons and episodes by the names of its files. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/path.h"
#include "core/strbuf.h"
#include "scan/show.h"

static struct folder f = FOLDER_INIT;
static struct finds finds;
static struct strbuf text = STRBUF_INIT;

/* What a file's folder is to the show, as the lister says. */
static enum dir_kind where_of(const char *name)
{
	enum dir_kind kind = DIR_PLAIN;
	struct strbuf part = STRBUF_INIT;

	for (; strchr(name, '/') && kind == DIR_PLAIN; name = strchr(name, '/') + 1) {
		strbuf_clear(&part);
		strbuf_add(&part, name, strcspn(name, "/"));
		kind = dir_kind(part.buf, true);
		kind = kind == DIR_PART ? DIR_PLAIN : kind;
	}
	strbuf_release(&part);
	return kind;
}

static void say_item(const struct found *found)
{
	if (found->type == ENTITY_SERIES)
		strbuf_addstr(&text, "series");
	else if (found->type == ENTITY_SEASON)
		strbuf_addf(&text, "season %d in '%s'", found->season, found->dir);
	else
		strbuf_addf(&text, "%dx%d%s%s%s:", found->season, found->episode,
			found->by_name	? ""
			: found->by_nfo ? " by nfo"
					: " guessed",
			*found->date ? " of " : "", found->date);
	for (size_t i = 0; i < found->nparts; i++)
		strbuf_addf(&text, " %s", folder_name(&f, found->part[i]));
	if (found->nfo != NO_FILE)
		strbuf_addf(&text, " nfo=%s", folder_name(&f, found->nfo));
	for (size_t i = 0; i < found->npictures; i++)
		strbuf_addf(&text, " %s%s%s", found->picture[i].kind ? found->picture[i].kind : "?",
			found->picture[i].shown ? "=" : "~", folder_name(&f, found->picture[i].file));
	for (size_t i = 0; i < found->nsubtitles; i++)
		strbuf_addf(&text, " sub=%s", folder_name(&f, found->subtitle[i]));
	strbuf_addch(&text, '\n');
}

/* An NFO that says 3x7 and 3x8. */
static bool nfo(const struct folder *folder, size_t video, size_t i, struct show_numbers *out, void *ctx)
{
	(void)folder;
	(void)video;
	(void)i;
	(void)ctx;
	*out = (struct show_numbers){.season = 3, .episode = {7, 8}, .n = 2};
	return true;
}

/* A line for each item, then the unknown files. */
static const char *show_of(const char *folder, const char *const *names)
{
	struct stat st = {.st_size = 1, .st_mode = S_IFREG};

	folder_clear(&f, folder);
	for (; *names; names++)
		folder_add(&f, *names, &st, where_of(*names));
	folder_sort(&f);
	show_find(&finds, &f, nfo, NULL);
	strbuf_clear(&text);
	for (size_t k = 0; k < finds.n; k++) {
		found_choose_pictures(&finds.item[k]);
		say_item(&finds.item[k]);
	}
	for (size_t i = 0; i < f.n; i++) {
		if (finds.unknown[i])
			strbuf_addf(&text, "? %s\n", folder_name(&f, i));
	}
	return text.buf;
}

#define names(...)                                                                                           \
	(const char *const[])                                                                                \
	{                                                                                                    \
		__VA_ARGS__, NULL                                                                            \
	}

START_TEST(seasons_in_folders)
{
	ck_assert_str_eq(
		show_of("Alpha (2008)",
			names("tvshow.nfo", "poster.jpg", "fanart1.jpg", "theme.mp3", ".actors/A_B.jpg",
				"season01-poster.jpg", "season-specials-banner.jpg", "season-all-poster.jpg",
				"Season 01/.actors/C_D.jpg", "Season 01/Alpha S01E01.mkv",
				"Season 01/Alpha S01E01.nfo", "Season 01/Alpha S01E01-thumb.jpg",
				"Season 01/Alpha S01E01.de.srt", "Season 01/season.nfo",
				"Season 01/poster.jpg", "Specials/Alpha S00E01.mkv", "Season 2/folder.jpg")),
		"series nfo=tvshow.nfo actor/A_B=.actors/A_B.jpg fanart=fanart1.jpg poster=poster.jpg "
		"season-all-poster=season-all-poster.jpg\n"
		"season 0 in 'Specials' banner=season-specials-banner.jpg\n"
		"season 1 in 'Season 01' nfo=Season 01/season.nfo poster~Season 01/poster.jpg "
		"poster=season01-poster.jpg\n"
		"season 2 in 'Season 2' ?~Season 2/folder.jpg\n"
		"1x1: Season 01/Alpha S01E01.mkv nfo=Season 01/Alpha S01E01.nfo "
		"thumb=Season 01/Alpha S01E01-thumb.jpg sub=Season 01/Alpha S01E01.de.srt\n"
		"0x1: Specials/Alpha S00E01.mkv\n");
}
END_TEST

START_TEST(without_season_folders)
{
	ck_assert_str_eq(show_of("Alpha", names("Alpha 1x02.avi", "Alpha 2x01.avi", "Alpha 1x02.tbn")),
		"series\n"
		"season 1 in ''\n"
		"season 2 in ''\n"
		"1x2: Alpha 1x02.avi thumb=Alpha 1x02.tbn\n"
		"2x1: Alpha 2x01.avi\n");
	/* A folder for each episode is none of a season. */
	ck_assert_str_eq(show_of("Alpha", names("Alpha.S01E01/a.mkv", "Alpha.S01E02/a.mkv")),
		"series\n"
		"season 1 in ''\n"
		"1x1: Alpha.S01E01/a.mkv\n"
		"1x2: Alpha.S01E02/a.mkv\n");
	ck_assert_str_eq(show_of("Alpha", names("Book One/Alpha S01E01.mkv", "Book One/Alpha S01E02.mkv")),
		"series\n"
		"season 1 in 'Book One'\n"
		"1x1: Book One/Alpha S01E01.mkv\n"
		"1x2: Book One/Alpha S01E02.mkv\n");
	/* A folder that names its season goes before one that does not. */
	ck_assert_str_eq(show_of("Alpha", names("Bonus/Alpha S01E09.mkv", "Season 1/Alpha S01E01.mkv")),
		"series\n"
		"season 1 in 'Season 1'\n"
		"1x9: Bonus/Alpha S01E09.mkv\n"
		"1x1: Season 1/Alpha S01E01.mkv\n");
}
END_TEST

START_TEST(several_of_one_file)
{
	ck_assert_str_eq(show_of("Alpha", names("S1/Alpha S01E01-E03.mkv", "S1/Alpha S01E01-E03.nfo",
						  "S1/Alpha S01E01-E03-thumb.jpg")),
		"series\n"
		"season 1 in 'S1'\n"
		"1x1: S1/Alpha S01E01-E03.mkv nfo=S1/Alpha S01E01-E03.nfo thumb=S1/Alpha "
		"S01E01-E03-thumb.jpg\n"
		"1x2: S1/Alpha S01E01-E03.mkv nfo=S1/Alpha S01E01-E03.nfo thumb=S1/Alpha "
		"S01E01-E03-thumb.jpg\n"
		"1x3: S1/Alpha S01E01-E03.mkv nfo=S1/Alpha S01E01-E03.nfo thumb=S1/Alpha "
		"S01E01-E03-thumb.jpg\n");
	ck_assert_uint_eq(finds.item[2].twin, NO_FILE);
	ck_assert_uint_eq(finds.item[4].twin, 2);
	ck_assert_uint_eq(finds.owner[0], 2);
	/* One of several files. */
	ck_assert_str_eq(show_of("Alpha", names("Alpha S01E01.cd1.avi", "Alpha S01E01.cd2.avi",
						  "Alpha S01E01-thumb.jpg")),
		"series\n"
		"season 1 in ''\n"
		"1x1: Alpha S01E01.cd1.avi Alpha S01E01.cd2.avi thumb=Alpha S01E01-thumb.jpg\n");
}
END_TEST

START_TEST(dates_and_absolute_numbers)
{
	ck_assert_str_eq(show_of("Daily", names("Daily 2024-01-31.mkv", "Daily 2024-02-01.mkv",
						  "Daily 2024-02-01.nfo")),
		"series\n"
		"season 3 in ''\n"
		"season 2024 in ''\n"
		"2024x131 guessed of 2024-01-31: Daily 2024-01-31.mkv\n"
		"3x7 by nfo of 2024-02-01: Daily 2024-02-01.mkv nfo=Daily 2024-02-01.nfo\n"
		"3x8 by nfo of 2024-02-01: Daily 2024-02-01.mkv nfo=Daily 2024-02-01.nfo\n");
	ck_assert_str_eq(show_of("Anime", names("[G] Anime - 045 [1080p].mkv")),
		"series\n"
		"season 1 in ''\n"
		"1x45 guessed: [G] Anime - 045 [1080p].mkv\n");
	/* The folder has the season. */
	ck_assert_str_eq(show_of("Alpha", names("Season 2/03 - Third.mkv")),
		"series\n"
		"season 2 in 'Season 2'\n"
		"2x3: Season 2/03 - Third.mkv\n");
}
END_TEST

START_TEST(subtitles_in_folders)
{
	ck_assert_str_eq(show_of("Alpha", names("S1/Alpha S01E01.mkv", "S1/Subs/Alpha S01E01.en.srt",
						  "S1/Subs/Alpha S01E01/2_German.srt", "S1/Subs/other.srt")),
		"series\n"
		"season 1 in 'S1'\n"
		"1x1: S1/Alpha S01E01.mkv sub=S1/Subs/Alpha S01E01.en.srt "
		"sub=S1/Subs/Alpha S01E01/2_German.srt\n");
}
END_TEST

START_TEST(extras_and_the_rest)
{
	ck_assert_str_eq(show_of("Alpha", names("extras/bloopers.mkv", "extras/Alpha S00E05.mkv",
						  "S1/Alpha S01E01.mkv", "S1/Alpha S01E01-trailer.mkv",
						  "S1/Alpha S01E01-sample.mkv", "S1/notes.txt",
						  "S1/Alpha S01E01.txt", "unsorted.mkv", "old.nfo",
						  "season09-poster.jpg", "extrafanart/x.jpg")),
		"series fanart~extrafanart/x.jpg\n"
		"season 0 in 'extras'\n"
		"season 1 in 'S1'\n"
		"1x1: S1/Alpha S01E01.mkv\n"
		"0x5: extras/Alpha S00E05.mkv\n"
		"? S1/Alpha S01E01.txt\n"
		"? S1/notes.txt\n"
		"? old.nfo\n"
		"? season09-poster.jpg\n"
		"? unsorted.mkv\n");
}
END_TEST

START_TEST(discs)
{
	ck_assert_str_eq(show_of("Alpha", names("Alpha S01E01/VIDEO_TS/VIDEO_TS.IFO",
						  "Alpha S01E01/VIDEO_TS/VTS_01_1.VOB", "Alpha S01E01.nfo",
						  "Season 2/Alpha S02E01/BDMV/index.bdmv",
						  "Season 2/Alpha S02E01/BDMV/STREAM/00001.m2ts")),
		"series\n"
		"season 1 in ''\n"
		"season 2 in 'Season 2'\n"
		"1x1: Alpha S01E01/VIDEO_TS/VIDEO_TS.IFO nfo=Alpha S01E01.nfo\n"
		"2x1: Season 2/Alpha S02E01/BDMV/index.bdmv\n");
}
END_TEST

START_TEST(no_show)
{
	ck_assert_str_eq(show_of("Alpha", names("readme.txt", "clip.mkv")), "");
	ck_assert_str_eq(show_of("", names("Alpha S01E01.mkv")), "");
	ck_assert_str_eq(show_of("Alpha", names("TVShow.nfo")), "series nfo=TVShow.nfo\n");
	ck_assert_str_eq(
		show_of("Alpha", names("tvshow.nfo", "clip.mkv")), "series nfo=tvshow.nfo\n? clip.mkv\n");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("show");
	TCase *tc = tcase_create("names");
	SRunner *sr;
	int failed;

	suite_add_tcase(s, tc);
	tcase_add_test(tc, seasons_in_folders);
	tcase_add_test(tc, without_season_folders);
	tcase_add_test(tc, several_of_one_file);
	tcase_add_test(tc, dates_and_absolute_numbers);
	tcase_add_test(tc, subtitles_in_folders);
	tcase_add_test(tc, extras_and_the_rest);
	tcase_add_test(tc, discs);
	tcase_add_test(tc, no_show);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	folder_release(&f);
	finds_release(&finds);
	strbuf_release(&text);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
