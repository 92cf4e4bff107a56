/* Who may be an item whose video is gone: by its file, by what else is known of it, or nobody. */
#include <check.h>
#include <stdlib.h>

#include "scan/claims.h"
#include "store/seen.h"

static struct claims *claims;
static struct seen_file files[8];
static struct seen_list seen = {files, 0, 0};

/* A video that was seen, and the items of it that are gone, from 'id'. */
static void gone(int64_t size, int64_t inode, int64_t id, int items)
{
	static char names[] = "a\0b\0c\0d\0e\0f\0g\0h";
	char *name = names + 2 * seen.n;

	files[seen.n++] =
		(struct seen_file){.name = name, .size = size, .mtime_ns = 1, .inode = inode, .entity = -1};
	for (int i = 0; i < items; i++)
		claims_add_gone(claims, id + i, 0, &seen, name);
}

static struct folder_file video(int64_t size, int64_t inode)
{
	return (struct folder_file){.size = size, .mtime_ns = 1, .inode = inode, .kind = FILE_VIDEO};
}

static void fresh(int64_t size, int64_t inode)
{
	struct folder_file f = video(size, inode);

	claims_add_fresh(claims, &f);
}

static int64_t by_inode(int64_t size, int64_t inode, size_t nth)
{
	struct folder_file f = video(size, inode);

	return claims_by_inode(claims, &f, nth);
}

static int64_t by_size(int64_t size)
{
	struct folder_file f = video(size, 99);

	return claims_by_size(claims, &f, 0);
}

static void begin(void)
{
	claims = claims_new();
	seen.n = 0;
}

static void end(void)
{
	claims_free(claims);
}

/* Its id is no proof against the video itself, before that was looked at and after. */
START_TEST(moved)
{
	gone(100, 1, 11, 1);
	gone(200, 2, 12, 1);
	fresh(100, 1);
	fresh(300, 3);
	claims_sort(claims, true);
	ck_assert_int_eq(claims_state(claims, 11), CLAIM_TAKEN);
	ck_assert_int_eq(claims_state(claims, 12), CLAIM_OPEN);
	ck_assert_int_eq(claims_state(claims, 13), CLAIM_UNKNOWN);
	ck_assert_int_eq(by_inode(100, 1, 0), 11);
	claims_take(claims, 11);
	ck_assert_int_eq(by_inode(100, 1, 0), 0);
	ck_assert_int_eq(claims_state(claims, 11), CLAIM_TAKEN);
	claims_take(claims, 12);
	ck_assert_int_eq(claims_state(claims, 12), CLAIM_TAKEN);
}
END_TEST

/* Who claimed it begins again. */
START_TEST(returned)
{
	gone(100, 1, 11, 1);
	gone(200, 2, 12, 1);
	fresh(100, 1);
	claims_sort(claims, true);
	claims_take(claims, 11);
	claims_take(claims, 12);
	claims_return(claims, 11);
	claims_return(claims, 12);
	claims_return(claims, 13);
	ck_assert_int_eq(by_inode(100, 1, 0), 11);
	ck_assert_int_eq(claims_state(claims, 11), CLAIM_TAKEN);
	ck_assert_int_eq(claims_state(claims, 12), CLAIM_OPEN);
}
END_TEST

/* Two that could be the one, or two that it could be: neither is, and whoever has its id may be it. */
START_TEST(ambiguous)
{
	gone(100, 1, 11, 1);
	gone(200, 2, 12, 1);
	gone(200, 2, 13, 1);
	fresh(100, 1);
	fresh(100, 1);
	fresh(200, 2);
	claims_sort(claims, true);
	for (int64_t id = 11; id <= 13; id++)
		ck_assert_int_eq(claims_state(claims, id), CLAIM_OPEN);
	ck_assert_int_eq(by_inode(100, 1, 0), 0);
	ck_assert_int_eq(by_inode(200, 2, 0), 0);
}
END_TEST

/* Of a video with several episodes the first is awaited: the new one may have fewer. */
START_TEST(several_episodes)
{
	gone(100, 1, 11, 2);
	fresh(100, 1);
	claims_sort(claims, true);
	ck_assert_int_eq(claims_state(claims, 11), CLAIM_TAKEN);
	ck_assert_int_eq(claims_state(claims, 12), CLAIM_OPEN);
	ck_assert_int_eq(by_inode(100, 1, 0), 11);
	ck_assert_int_eq(by_inode(100, 1, 1), 12);
	ck_assert_int_eq(by_inode(100, 1, 2), 0);
}
END_TEST

/* Where inode numbers do not stay, the size counts. */
START_TEST(without_inodes)
{
	gone(100, 1, 11, 1);
	gone(200, 2, 12, 1);
	fresh(100, 7);
	fresh(201, 2);
	claims_sort(claims, false);
	ck_assert_int_eq(claims_state(claims, 11), CLAIM_TAKEN);
	ck_assert_int_eq(claims_state(claims, 12), CLAIM_OPEN);
	ck_assert_int_eq(by_size(100), 11);
	ck_assert_int_eq(by_size(200), 0);
}
END_TEST

/* What no scan has seen a file of is nobody's by its file. */
START_TEST(never_seen)
{
	claims_add_gone(claims, 11, 0, &seen, NULL);
	fresh(100, 1);
	claims_sort(claims, true);
	ck_assert_int_eq(claims_state(claims, 11), CLAIM_OPEN);
	ck_assert_uint_eq(claims_gone(claims), 1);
	ck_assert_uint_eq(claims_lost(claims, true), 1);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		moved, returned, ambiguous, several_episodes, without_inodes, never_seen};
	Suite *s = suite_create("claims");
	TCase *tc = tcase_create("claims");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, begin, end);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
