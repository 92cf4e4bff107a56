/* Diffs are what patch(1) takes: every one that is made here is applied by it. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "media/textdiff.h"

#include "harness/scratch.h"

static struct error err = ERROR_INIT;

static void in_dir(struct strbuf *path, const char *name)
{
	strbuf_clear(path);
	strbuf_addstr(path, scratch(name));
}

/* The old text on disk, patched, must be the new one. NULL: no file. */
static void applies(const char *name, const char *old, size_t oldlen, const char *new, size_t newlen)
{
	struct strbuf diff = STRBUF_INIT, path = STRBUF_INIT, got = STRBUF_INIT;
	struct file_stamp stamp;

	textdiff(&diff, name, old, oldlen, new, newlen);
	in_dir(&path, name);
	if (old)
		ck_assert_int_eq(file_write(path.buf, old, oldlen, NULL, NULL, &err), 0);
	in_dir(&path, "diff");
	ck_assert_int_eq(file_write(path.buf, diff.buf, diff.len, NULL, NULL, &err), 0);
	strbuf_clear(&path);
	strbuf_addf(&path, "patch -s --binary -p1 -d '%s' <'%s' >&2", scratch(""), scratch("diff"));
	if (diff.len)
		ck_assert_msg(system(path.buf) == 0, "not taken:\n%s", diff.buf);
	in_dir(&path, name);
	if (new) {
		ck_assert_int_eq(file_read(path.buf, 1 << 24, &got, &err), 0);
		ck_assert_uint_eq(got.len, newlen);
		ck_assert(!memcmp(got.buf, new, newlen));
		unlink(path.buf);
	} else {
		ck_assert_int_eq(file_stamp(path.buf, &stamp, &err), 0);
	}
	strbuf_release(&diff);
	strbuf_release(&path);
	strbuf_release(&got);
}

static void texts(const char *old, const char *new)
{
	applies("movie.nfo", old, old ? strlen(old) : 0, new, new ? strlen(new) : 0);
}

START_TEST(nothing)
{
	struct strbuf out = STRBUF_INIT;

	textdiff(&out, "x", "a\nb\n", 4, "a\nb\n", 4);
	ck_assert_uint_eq(out.len, 0);
}
END_TEST

START_TEST(one_line)
{
	struct strbuf out = STRBUF_INIT;
	const char *old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n", *new = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n";

	textdiff(&out, "A film/movie.nfo", old, strlen(old), new, strlen(new));
	ck_assert_str_eq(out.buf,
		"--- a/A film/movie.nfo\t\n+++ b/A film/movie.nfo\t\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n"
		" 6\n 7\n 8\n");
	strbuf_release(&out);
}
END_TEST

START_TEST(names_are_quoted_as_git_does)
{
	struct strbuf out = STRBUF_INIT;

	textdiff(&out, "W\xc3\xbct\"end\\\n\001.nfo", "a\n", 2, "b\n", 2);
	ck_assert_ptr_nonnull(strstr(out.buf, "+++ \"b/W\\303\\274t\\\"end\\\\\\n\\001.nfo\"\n"));
	strbuf_release(&out);
}
END_TEST

START_TEST(hunks_that_touch_are_one)
{
	texts("a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n");
	texts("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n");
	texts("x\na\nb\nc\nd\ne\nf\ng\nh\n", "a\nb\nc\nd\ne\nf\ng\nh\ny\n");
}
END_TEST

START_TEST(ends_of_lines)
{
	texts("a\r\nb\r\n", "a\r\nc\r\n");
	texts("a\nb", "a\nb\n");
	texts("a\nb\n", "a\nb");
	texts("a\nb", "a\nc");
	texts("a", "b");
	applies("nul", "a\0b\nc\n", 6, "a\0b\nd\n", 6);
}
END_TEST

START_TEST(new_and_removed)
{
	texts(NULL, "a\nb\n");
	texts("a\nb\n", NULL);
	texts(NULL, "no end");
}
END_TEST

START_TEST(names)
{
	static const char *const all[] = {"plain", "with space", "quo\"te", "back\\slash", "umlaut \xc3\xa4",
		"latin \xe4", "tab\there"};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		applies(all[i], "a\nb\nc\n", 6, "a\nx\nc\n", 6);
}
END_TEST

/* Random texts of few different lines: much that is alike, at every distance. */
START_TEST(random_texts)
{
	struct strbuf old = STRBUF_INIT, new = STRBUF_INIT;
	int i, k, lines;

	srandom((unsigned)_i + 1);
	for (i = 0; i < 10; i++) {
		strbuf_clear(&old);
		strbuf_clear(&new);
		lines = (int)(random() % 60);
		for (k = 0; k < lines; k++) {
			if (random() % 6)
				strbuf_addf(&old, "line %ld\n", random() % 8);
			strbuf_addstr(&new,
				random() % 4 ? old.buf + (old.len > 7 ? old.len - 7 : old.len) : "new\n");
		}
		if (random() % 3 == 0 && new.len)
			strbuf_setlen(&new, new.len - 1);
		strbuf_addch(&old, 'x');
		texts(old.buf, new.len ? new.buf : "y");
	}
	strbuf_release(&old);
	strbuf_release(&new);
}
END_TEST

START_TEST(more_than_is_compared)
{
	struct strbuf old = STRBUF_INIT, new = STRBUF_INIT;
	int i;

	for (i = 0; i < 5000; i++) {
		strbuf_addf(&old, "old %d\n", i);
		strbuf_addf(&new, "new %d\n", i);
	}
	texts(old.buf, new.buf);
	strbuf_release(&old);
	strbuf_release(&new);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("textdiff");
	TCase *t = tcase_create("textdiff");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(t, scratch_setup, scratch_teardown);
	tcase_add_test(t, nothing);
	tcase_add_test(t, one_line);
	tcase_add_test(t, hunks_that_touch_are_one);
	tcase_add_test(t, ends_of_lines);
	tcase_add_test(t, new_and_removed);
	tcase_add_test(t, names);
	tcase_add_test(t, names_are_quoted_as_git_does);
	tcase_add_loop_test(t, random_texts, 0, 20);
	tcase_add_test(t, more_than_is_compared);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
