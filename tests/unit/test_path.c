/* Paths as text. */
#include <unistd.h>

#include "core/path.h"
#include "harness/scratch.h"

static struct strbuf got = STRBUF_INIT;

#define gives(call, expected)                                                                                \
	do {                                                                                                 \
		strbuf_clear(&got);                                                                          \
		call;                                                                                        \
		ck_assert_str_eq(got.buf, expected);                                                         \
	} while (0)

START_TEST(joining)
{
	gives(path_join(&got, "/a", "b"), "/a/b");
	gives(path_join(&got, "/a/", "b"), "/a/b");
	gives(path_join(&got, "/", "b"), "/b");
	gives(path_join(&got, "", "b"), "b");
	gives(path_join(&got, "", "/b"), "/b");
	gives(path_join(&got, "/a", ""), "/a");
	gives(path_join(&got, "/a", "/b"), "/a/b");
	gives(path_join(&got, "a", "b/c"), "a/b/c");
}
END_TEST

START_TEST(taking_apart)
{
	ck_assert_str_eq(path_base("/a/b.mkv"), "b.mkv");
	ck_assert_str_eq(path_base("b.mkv"), "b.mkv");
	ck_assert_str_eq(path_base("/a/"), "");
	ck_assert_str_eq(path_ext("/a.b/c"), "");
	ck_assert_str_eq(path_ext("/a/c.tar.GZ"), "GZ");
	ck_assert_str_eq(path_ext("/a/.nfo"), "");
	ck_assert_str_eq(path_ext("/a/c."), "");
	gives(path_stem(&got, "/a/c.tar.gz"), "c.tar");
	gives(path_stem(&got, "/a.b/c"), "c");
	gives(path_stem(&got, "/a/.nfo"), ".nfo");
	gives(path_dir(&got, "/a/b/c"), "/a/b");
	gives(path_dir(&got, "/a"), "/");
	gives(path_dir(&got, "a"), ".");
	gives(path_dir(&got, "a/b"), "a");
	gives(path_dir(&got, ""), ".");
}
END_TEST

START_TEST(normalising)
{
	gives(ok(path_normalise(&got, "/a//b/./c/../d/", &scratch_err)), "/a/b/d");
	gives(ok(path_normalise(&got, "/../../a", &scratch_err)), "/a");
	gives(ok(path_normalise(&got, "/a/..", &scratch_err)), "/");
	gives(ok(path_normalise(&got, "/", &scratch_err)), "/");
	gives(ok(path_normalise(&got, "/a/...", &scratch_err)), "/a/...");
	gives(ok(path_normalise(&got, "/a/..b", &scratch_err)), "/a/..b");
	ck_assert_int_eq(chdir("/usr/lib"), 0);
	gives(ok(path_normalise(&got, "x/../../y", &scratch_err)), "/usr/y");
	gives(ok(path_normalise(&got, "", &scratch_err)), "/usr/lib");
	strbuf_clear(&got);
	strbuf_addstr(&got, "kept:");
	ok(path_normalise(&got, "/a/../..", &scratch_err));
	ck_assert_str_eq(got.buf, "kept:/");
}
END_TEST

START_TEST(a_lost_current_folder_is_said)
{
	scratch_mkdir("gone", 0755);
	ck_assert_int_eq(chdir(scratch("gone")), 0);
	ck_assert_int_eq(rmdir(scratch("gone")), 0);
	fails(path_normalise(&got, "x", &scratch_err), ERR_NOT_FOUND);
	ok(path_normalise(&got, "/x", &scratch_err));
	ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

START_TEST(inside_means_whole_components)
{
	ck_assert(path_inside("/a/b", "/a"));
	ck_assert(path_inside("/a", "/a"));
	ck_assert(path_inside("/a/b", "/a/"));
	ck_assert(path_inside("/a", "/"));
	ck_assert(!path_inside("/ab", "/a"));
	ck_assert(!path_inside("/", "/a"));
	ck_assert(!path_inside("a", "/"));
	ck_assert_str_eq(path_relative("/a/b/c", "/a"), "b/c");
	ck_assert_str_eq(path_relative("/a/b/c", "/"), "a/b/c");
	ck_assert_str_eq(path_relative("/a", "/a"), "");
	ck_assert_ptr_null(path_relative("/ab/c", "/a"));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {joining, taking_apart, normalising, a_lost_current_folder_is_said,
		inside_means_whole_components};
	int status = scratch_run("path", tests, sizeof(tests) / sizeof(tests[0]));

	strbuf_release(&got);
	return status;
}
