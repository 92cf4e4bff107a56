/* What Kodi makes of the names of episodes' files, and the names that it would take. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "media/name_kodi.h"

static struct strbuf text = STRBUF_INIT, name = STRBUF_INIT;

/* "1x02,3 [what stands there]", "date [2024-01-31]", "-" */
static const char *kodi(const char *file)
{
	struct name_kodi k;

	strbuf_clear(&text);
	if (!name_kodi_read(file, &k))
		return "-";
	if (k.dated)
		strbuf_addstr(&text, "date");
	else
		strbuf_addf(&text, "%d", k.season);
	for (int i = 0; i < k.nepisodes; i++)
		strbuf_addf(&text, "%s%d", i ? "," : "x", k.episodes[i]);
	strbuf_addf(&text, " [%.*s]", (int)(k.to - k.from), file + k.from);
	return text.buf;
}

static const char *better(const char *file, int season, int first, int last)
{
	int episodes[NAME_KODI_EPISODES], n = 0;

	for (int e = first; e <= last; e++)
		episodes[n++] = e;
	strbuf_clear(&name);
	name_kodi_write(&name, file, season, episodes, n);
	return name.buf;
}

START_TEST(one_episode)
{
	ck_assert_str_eq(kodi("Show - S01E02 - Pilot.mkv"), "1x2 [S01E02]");
	ck_assert_str_eq(kodi("show.s01.e02.mkv"), "1x2 [s01.e02]");
	ck_assert_str_eq(kodi("S00E03.mkv"), "0x3 [S00E03]");
	ck_assert_str_eq(kodi("Show 2x13.avi"), "2x13 [2x13]");
	ck_assert_str_eq(kodi("Show ep02.avi"), "1x2 [ep02]");
	ck_assert_str_eq(kodi("E05.mkv"), "1x5 [E05]");
	ck_assert_str_eq(kodi("Show 1x01a.mkv"), "1x1 [1x01a]");
	ck_assert_str_eq(kodi("Show Part II.mkv"), "1x2 [Part II]");
	ck_assert_str_eq(kodi("Show pt.3 x.mkv"), "1x3 [pt.3]");
	ck_assert_str_eq(kodi("Show.102.hdtv.mkv"), "1x2 [102]");
	/* A year is a season and an episode to it. */
	ck_assert_str_eq(kodi("Show 2010 pilot.mkv"), "20x10 [2010]");
	ck_assert_str_eq(kodi("Show 2010 S01E02.mkv"), "1x2 [S01E02]");
}
END_TEST

START_TEST(several_episodes)
{
	ck_assert_str_eq(kodi("Show S01E01E02.mkv"), "1x1,2 [S01E01E02]");
	ck_assert_str_eq(kodi("Show S01E01-E02.mkv"), "1x1,2 [S01E01-E02]");
	ck_assert_str_eq(kodi("Show S01E01-02.mkv"), "1x1,2 [S01E01-02]");
	ck_assert_str_eq(kodi("Show S01E01.S01E02.mkv"), "1x1,2 [S01E01.S01E02]");
	ck_assert_str_eq(kodi("Show 1x01-1x02.mkv"), "1x1,2 [1x01-1x02]");
	ck_assert_str_eq(kodi("Show 1x01x02.mkv"), "1x1,2 [1x01x02]");
	/* No ranges: what Sonarr calls three episodes is two. */
	ck_assert_str_eq(kodi("Show S01E01-E03.mkv"), "1x1,3 [S01E01-E03]");
	ck_assert_str_eq(kodi("Show S01E01 - 1080p.mkv"), "1x1 [S01E01]");
}
END_TEST

START_TEST(dates)
{
	ck_assert_str_eq(kodi("Show 2024-01-31.mkv"), "date [2024-01-31]");
	ck_assert_str_eq(kodi("Show.31.01.2024.mkv"), "date [31.01.2024]");
	/* Not so divided. */
	ck_assert_str_eq(kodi("Show 2024_01_31.mkv"), "20x24,1,31 [2024_01_31]");
}
END_TEST

START_TEST(nothing)
{
	ck_assert_str_eq(kodi("Pilot.mkv"), "-");
	ck_assert_str_eq(kodi("[Group] Show - 45.mkv"), "-");
	ck_assert_str_eq(kodi("03 - Third.mkv"), "-");
	ck_assert_str_eq(kodi(""), "-");
	ck_assert_str_eq(kodi("Show S01.mkv"), "-");
}
END_TEST

START_TEST(names_that_work)
{
	ck_assert_str_eq(better("03 - Third.mkv", 2, 3, 3), "03 - Third S02E03.mkv");
	ck_assert_str_eq(better("[G] Show - 045.mkv", 1, 45, 45), "[G] Show - 045 S01E45.mkv");
	ck_assert_str_eq(better("Show S01E01-E03 - A.mkv", 1, 1, 3), "Show S01E01E02E03 - A.mkv");
	ck_assert_str_eq(better("Making of", 0, 1, 1), "Making of S00E01");
	ck_assert_str_eq(kodi(better("Show 102 x.mkv", 3, 4, 5)), "3x4,5 [S03E04E05]");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("name_kodi");
	TCase *tc = tcase_create("names");
	SRunner *sr;
	int failed;

	suite_add_tcase(s, tc);
	tcase_add_test(tc, one_episode);
	tcase_add_test(tc, several_episodes);
	tcase_add_test(tc, dates);
	tcase_add_test(tc, nothing);
	tcase_add_test(tc, names_that_work);
	sr = srunner_create(s);
	srunner_set_fork_status(sr, CK_NOFORK); /* dear for so many, under valgrind */
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	strbuf_release(&text);
	strbuf_release(&name);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
