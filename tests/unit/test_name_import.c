/* Which names a player imports, and what the others should be called. */
#include <check.h>
#include <stdlib.h>

#include "core/strbuf.h"
#include "media/name_import.h"
#include "media/name_kodi.h"

static const struct {
	const char *path, *better; /* NULL: it is imported */
} episodes[] = {
	{"Show/Season 1/Show S01E03.mkv", NULL},
	{"Show/Season 1/Show 1x03 - Title.mkv", NULL},
	{"Show/Season 1/ep03.mkv", NULL},
	{"Show/Season 1/103 - Title.mkv", NULL},
	{"Show/Show - 103 - Title.mkv", NULL},
	{"Show/Show 2024-01-31.mkv", NULL},
	{"Show/Show S01E01-E02.mkv", NULL},
	{"Show/Season 1/03 - Title.mkv", "Show - S01E03 - Title.mkv"},
	{"Show/Season 1/03.mkv", "Show - S01E03.mkv"},
	{"Show (2010)/Season 1/03.Some.Title.720p.x264-GRP.mkv", "Show (2010) - S01E03 - Some Title.mkv"},
	{"Show/Season 2/ep03.mkv", "Show - S02E03.mkv"},
	{"Show/Specials/01 - Title.mkv", "Show - S00E01 - Title.mkv"},
	{"Show/Season 2/01-02 - Title.mkv", "Show - S02E01E02 - Title.mkv"},
	{"Show/Season 1/Show S01E01-E03 - Title.mkv", "Show S01E01E02E03 - Title.mkv"},
	{"Show/Show Season 2 Episode 3.mkv", "Show - S02E03.mkv"},
	{"[Grp] Show - 45 [720p].mkv", "Show - S01E45.mkv"},
	{"剧/第二季/第03集.mkv", "剧 - S02E03.mkv"},
	{"Show/Show (4th December 2020) - Guest.mkv", "Show - 2020-12-04 - Guest.mkv"},
	{"Show/Show 2024_01_31.mkv", "Show - 2024-01-31.mkv"},
	{"Show/Pilot.mkv", ""},
};

START_TEST(episode)
{
	struct strbuf better = STRBUF_INIT;
	const char *want = episodes[_i].better;
	struct name_kodi kodi;
	bool good = name_importable(episodes[_i].path, NAME_EPISODE, &better);

	ck_assert_msg(good == !want, "%s: imported: %d, better '%s'", episodes[_i].path, good, better.buf);
	ck_assert_str_eq(better.buf, want ? want : "");
	if (better.len)
		ck_assert(name_kodi_read(better.buf, &kodi));
	strbuf_release(&better);
}
END_TEST

START_TEST(film)
{
	struct strbuf better = STRBUF_INIT;

	ck_assert(name_importable("Film (2010)/film.mkv", NAME_MOVIE, &better));
	ck_assert(name_importable("Film (2010)/film.mkv", NAME_ANY, &better));
	ck_assert(!name_importable("Free Sample (2012).mkv", NAME_MOVIE, &better));
	ck_assert_str_eq(better.buf, "Free (Sample) (2012).mkv");
	ck_assert(name_importable("Free (Sample) (2012).mkv", NAME_MOVIE, &better));
	strbuf_clear(&better);
	ck_assert(!name_importable("Film (2010)-trailer.mkv", NAME_MOVIE, &better));
	ck_assert(!name_importable("", NAME_MOVIE, &better));
	ck_assert_str_eq(better.buf, "");
	strbuf_release(&better);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("name_import");
	TCase *tc = tcase_create("names");
	SRunner *sr;
	int failed;

	suite_add_tcase(s, tc);
	tcase_add_loop_test(tc, episode, 0, sizeof(episodes) / sizeof(*episodes));
	tcase_add_test(tc, film);
	sr = srunner_create(s);
	srunner_set_fork_status(sr, CK_NOFORK); /* dear for so many, under valgrind */
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
