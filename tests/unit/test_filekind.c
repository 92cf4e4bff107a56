/* What entries of a library's folder are, and what ignore files say about them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "media/filekind.h"
#include "media/ignore.h"

static const struct {
	const char *name;
	enum file_kind kind;
} files[] = {
	{"The Matrix (1999).mkv", FILE_VIDEO},
	{"The Matrix (1999).MKV", FILE_VIDEO},
	{"movie.nfo", FILE_NFO},
	{"poster.jpg", FILE_PICTURE},
	{"x.avif", FILE_PICTURE},
	{"x.en.forced.srt", FILE_SUBTITLE},
	{"x.idx", FILE_SUBTITLE},
	{"theme.mp3", FILE_THEME},
	{"song.mp3", FILE_UNKNOWN},
	{"x.zip", FILE_UNKNOWN},
	{"noextension", FILE_UNKNOWN},
	{"", FILE_UNKNOWN},
	{"The Matrix (1999)-trailer.mkv", FILE_TRAILER},
	{"The Matrix (1999)-trailer2.mkv", FILE_TRAILER},
	{"The Matrix (1999) - Trailer.mkv", FILE_TRAILER},
	{"x_trailer.mp4", FILE_TRAILER},
	{"trailer.mp4", FILE_TRAILER},
	{"movie-trailer.mp4", FILE_TRAILER},
	{"Trailer Park Boys (1999).mkv", FILE_VIDEO},
	{"House Trailer.mkv", FILE_VIDEO},
	{"x-behindthescenes.mkv", FILE_EXTRA},
	{"x-deleted.mkv", FILE_EXTRA},
	{"The Big Short.mkv", FILE_VIDEO},
	{"-short.mkv", FILE_VIDEO},
	{"grp-movie-sample.mkv", FILE_SAMPLE},
	{"sample-grp.avi", FILE_SAMPLE},
	{"sample.mkv", FILE_SAMPLE},
	{"Movie.sample.1080p.mkv", FILE_SAMPLE},
	{"Free Sample (2012).mkv", FILE_VIDEO},
	{"Sample This (2012).mkv", FILE_VIDEO},
	{"Resampled.mkv", FILE_VIDEO},
	{".nomedia", FILE_MARKER},
	{".plexignore", FILE_MARKER},
	{"x.mkv.part", FILE_PARTIAL},
	{"x.mkv.!qB", FILE_PARTIAL},
	{".DS_Store", FILE_HIDDEN},
	{"._The Matrix (1999).mkv", FILE_HIDDEN},
	{"Thumbs.db", FILE_CLUTTER},
	{"Icon\r", FILE_CLUTTER},
	{".metarr-aB3x.tmp", FILE_TEMP},
	{".metarr-.jpg", FILE_HIDDEN},
};

START_TEST(kinds)
{
	ck_assert_msg(file_kind(files[_i].name) == files[_i].kind, "'%s' is %s", files[_i].name,
		file_kind_name(file_kind(files[_i].name)));
}
END_TEST

static const struct {
	const char *name;
	enum dir_kind above, in_item; /* in a folder of folders, below an item */
} dirs[] = {
	{"The Matrix (1999)", DIR_PLAIN, DIR_PLAIN},
	{"Shorts", DIR_PLAIN, DIR_EXTRAS},
	{"Behind The Scenes", DIR_PLAIN, DIR_EXTRAS},
	{"Trailers", DIR_PLAIN, DIR_TRAILERS},
	{"Subs", DIR_PLAIN, DIR_SUBTITLES},
	{"Sample", DIR_SAMPLE, DIR_SAMPLE},
	{"CD1", DIR_PLAIN, DIR_PART},
	{"disc 2", DIR_PLAIN, DIR_PART},
	{"Disc 2 Bonus", DIR_PLAIN, DIR_PLAIN},
	{"VIDEO_TS", DIR_DVD, DIR_DVD},
	{"bdmv", DIR_BLURAY, DIR_BLURAY},
	{".actors", DIR_ACTORS, DIR_ACTORS},
	{"extrafanart", DIR_FANART, DIR_FANART},
	{"extrathumbs", DIR_THUMBS, DIR_THUMBS},
	{".git", DIR_HIDDEN, DIR_HIDDEN},
	{"@eaDir", DIR_CLUTTER, DIR_CLUTTER},
	{"#recycle", DIR_CLUTTER, DIR_CLUTTER},
	{"$RECYCLE.BIN", DIR_CLUTTER, DIR_CLUTTER},
	{"lost+found", DIR_CLUTTER, DIR_CLUTTER},
	{"x.trickplay", DIR_CLUTTER, DIR_CLUTTER},
	{"metadata", DIR_PLAIN, DIR_CLUTTER},
};

START_TEST(folders)
{
	ck_assert_msg(dir_kind(dirs[_i].name, false) == dirs[_i].above, "%s above", dirs[_i].name);
	ck_assert_msg(dir_kind(dirs[_i].name, true) == dirs[_i].in_item, "%s in an item", dirs[_i].name);
}
END_TEST

/* Every entry of the tables is found: bsearch wants them sorted. */
START_TEST(tables_sorted)
{
	static const char *const known[] = {"!qb", "3gp", "aqt", "asf", "ass", "avi", "avif", "bc!", "bivx",
		"bmp", "crdownload", "disc", "divx", "dv", "dvr-ms", "evo", "f4v", "filepart", "flv", "gif",
		"idx", "img", "iso", "jpeg", "jpg", "jss", "m2t", "m2ts", "m2v", "m4v", "mk3d", "mks", "mkv",
		"mov", "mp4", "mpe", "mpeg", "mpg", "mts", "nfo", "nsv", "nuv", "ogm", "ogv", "part",
		"partial", "png", "qt", "rm", "rmvb", "sami", "smi", "srt", "ssa", "strm", "sub", "sup",
		"tbn", "tp", "trp", "ts", "utf", "utf8", "viv", "vob", "vtt", "webm", "webp", "wmv", "wtv",
		"xvid"};
	char name[32] = "x.";

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		memcpy(name + 2, known[i], strlen(known[i]) + 1);
		ck_assert_msg(file_kind(name) != FILE_UNKNOWN, "%s", name);
	}
}
END_TEST

START_TEST(parts_of_names)
{
	ck_assert_str_eq(file_ext("a.b.mkv"), "mkv");
	ck_assert_str_eq(file_ext(".hidden"), "");
	ck_assert_str_eq(file_ext("Mr. Smith goes to Washington"), "");
	ck_assert_str_eq(file_ext("plain"), "");
	ck_assert_uint_eq(file_extra_suffix("Movie-trailer.mkv"), 8);
	ck_assert_uint_eq(file_extra_suffix("Movie - trailer12.mkv"), 11);
	ck_assert_uint_eq(file_extra_suffix("Movie-deletedscene.mkv"), 13);
	ck_assert_uint_eq(file_extra_suffix("Movie.mkv"), 0);
	for (int k = FILE_UNKNOWN; k <= FILE_TEMP; k++)
		ck_assert_ptr_nonnull(file_kind_name(k));
}
END_TEST

START_TEST(markers)
{
	ck_assert_int_eq(ignore_scope(".nomedia", 100), IGNORE_FOLDER);
	ck_assert_int_eq(ignore_scope(".ignore", 0), IGNORE_FOLDER);
	ck_assert_int_eq(ignore_scope(".ignore", 5), IGNORE_PATTERNS);
	ck_assert_int_eq(ignore_scope(".plexignore", 0), IGNORE_PATTERNS);
	ck_assert_int_eq(ignore_scope("nomedia", 0), IGNORE_NONE);
}
END_TEST

static const struct {
	const char *patterns, *path;
	bool is_dir, ignored;
} ignores[] = {
	{"*.tmp\n", "a/b.tmp", false, true},
	{"*.tmp", "b.tmpx", false, false},
	{"# b.tmp\n\n  \n", "b.tmp", false, false},
	{"*.mkv\r\n!keep.mkv\r\n", "keep.mkv", false, false},
	{"*.mkv\r\n!keep.mkv\r\n", "other.mkv", false, true},
	{"extras/", "extras", true, true},
	{"extras/", "extras", false, false},
	{"/top", "a/top", true, false},
	{"/top", "top", true, true},
	{"a/*.mkv", "a/b.mkv", false, true},
	{"a/*.mkv", "a/b/c.mkv", false, false},
	{"a/**/c.mkv", "a/c.mkv", false, true},
	{"a/**/c.mkv", "a/x/y/c.mkv", false, true},
	{"**/b/*x*", "a/b/cxd", false, true},
	{"a/**", "a/b/c", false, true},
	{"a/**", "b/a", false, false},
	{"[a-c]?.mkv", "b1.mkv", false, true},
	{"[!a-c]?.mkv", "b1.mkv", false, false},
	{"[]x].mkv", "].mkv", false, true},
	{"[open.mkv", "[open.mkv", false, true},
	{"\\*.mkv", "*.mkv", false, true},
	{"\\*.mkv", "a.mkv", false, false},
	{"*a*b*c", "xxaxxbxxbxc", false, true},
	{"a", "", false, false},
	{"", "a", false, false},
};

START_TEST(patterns)
{
	ck_assert_msg(ignore_match(ignores[_i].patterns, ignores[_i].path, ignores[_i].is_dir) ==
			      ignores[_i].ignored,
		"%s: %s", ignores[_i].patterns, ignores[_i].path);
}
END_TEST

/* What makes backtracking matchers run for ages. */
START_TEST(hostile_patterns)
{
	char pattern[IGNORE_MAX_LINE], path[4000];

	for (size_t i = 0; i + 1 < sizeof(pattern); i++)
		pattern[i] = i % 2 ? 'a' : '*';
	pattern[sizeof(pattern) - 2] = 'c';
	pattern[sizeof(pattern) - 1] = '\0';
	memset(path, 'a', sizeof(path));
	path[sizeof(path) - 2] = 'b';
	path[sizeof(path) - 1] = '\0';
	clock_t before = clock();
	ck_assert(!ignore_match(pattern, path, false));
	for (size_t i = 0; i + 4 < sizeof(pattern); i++)
		pattern[i] = "**/a/"[i % 5];
	for (size_t i = 1; i < sizeof(path) - 2; i += 2)
		path[i] = '/';
	ignore_match(pattern, path, false);
	ck_assert_int_lt(clock() - before, CLOCKS_PER_SEC);
}
END_TEST

START_TEST(long_lines_are_not_read)
{
	char text[IGNORE_MAX_LINE + 16];

	memset(text, '*', sizeof(text));
	memcpy(text + IGNORE_MAX_LINE + 2, "\nb\n", 4);
	ck_assert(!ignore_match(text, "a", false));
	ck_assert(ignore_match(text, "b", false));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("filekind");
	TCase *tc = tcase_create("all");

	tcase_add_loop_test(tc, kinds, 0, sizeof(files) / sizeof(*files));
	tcase_add_loop_test(tc, folders, 0, sizeof(dirs) / sizeof(*dirs));
	tcase_add_test(tc, tables_sorted);
	tcase_add_test(tc, parts_of_names);
	tcase_add_test(tc, markers);
	tcase_add_loop_test(tc, patterns, 0, sizeof(ignores) / sizeof(*ignores));
	tcase_add_test(tc, hostile_patterns);
	tcase_add_test(tc, long_lines_are_not_read);
	suite_add_tcase(s, tc);
	SRunner *sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	int failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
