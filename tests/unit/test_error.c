/* Errors: words, statuses, messages. */
#include <errno.h>

#include "core/file.h"
#include "harness/scratch.h"

START_TEST(every_code_has_its_word)
{
	int code;

	for (code = ERR_NONE; code <= ERR_INTERNAL; code++)
		ck_assert_int_eq((int)error_by_name(error_name((enum error_code)code)), code);
	ck_assert_int_eq((int)error_by_name("no such word"), ERR_INTERNAL);
}
END_TEST

START_TEST(the_manual_knows_every_code)
{
	struct strbuf page = STRBUF_INIT, want = STRBUF_INIT;
	int code;

	ok(file_read("man/metarr-records.5", 1 << 20, &page, &scratch_err));
	for (code = ERR_NONE + 1; code <= ERR_INTERNAL; code++) {
		const char *at;
		strbuf_clear(&want);
		strbuf_addf(&want, "\n.It Li %s Ta %d Ta ", error_name((enum error_code)code),
			error_exit_status((enum error_code)code));
		at = strstr(page.buf, want.buf);
		ck_assert_msg(at != NULL, "metarr-records.5 does not have '%s'", want.buf + 1);
		strbuf_clear(&want);
		strbuf_add(&want, at + 1, strcspn(at + 1, "\n"));
		ck_assert_msg((strstr(want.buf, "; retry") != NULL) == error_retry((enum error_code)code),
			"%s", want.buf);
	}
	strbuf_release(&page);
	strbuf_release(&want);
}
END_TEST

START_TEST(statuses_follow_from_codes)
{
	ck_assert_int_eq(error_exit_status(ERR_BAD_RECORD), 65);
	ck_assert_int_eq(error_exit_status(ERR_NO_SPACE), 75);
	ck_assert_int_eq(error_exit_status(ERR_PERMISSION), 77);
	ck_assert_int_eq(error_exit_status(ERR_CONFIG), 78);
	ck_assert_int_eq(error_exit_status(ERR_NOT_FOUND), 1);
	ck_assert_int_eq(error_exit_status(ERR_INTERNAL), 70);
	ck_assert(error_retry(ERR_BUSY));
	ck_assert(!error_retry(ERR_BAD_NFO));
}
END_TEST

START_TEST(codes_follow_from_errno)
{
	static const struct {
		int errnum;
		enum error_code code;
	} pairs[] = {{EACCES, ERR_PERMISSION}, {EPERM, ERR_PERMISSION}, {ENOSPC, ERR_NO_SPACE},
		{EDQUOT, ERR_NO_SPACE}, {EROFS, ERR_READ_ONLY}, {ENOENT, ERR_NOT_FOUND},
		{ENOTDIR, ERR_NOT_FOUND}, {EEXIST, ERR_EXISTS}, {ENAMETOOLONG, ERR_TOO_LONG}, {EIO, ERR_IO},
		{EBADF, ERR_IO}, {ETIMEDOUT, ERR_TIMEOUT}};
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		ck_assert_int_eq(error_errno(&scratch_err, pairs[i].errnum, "x"), -1);
		ck_assert_int_eq((int)scratch_err.code, (int)pairs[i].code);
	}
}
END_TEST

START_TEST(messages)
{
	struct error moved = ERROR_INIT;

	error_errno(&scratch_err, ENOENT, "cannot open '%s'", "a\x1b");
	ck_assert_str_eq(scratch_err.msg.buf, "cannot open 'a\\x1b': No such file or directory");
	error_set(&scratch_err, ERR_IO, "again: %s", scratch_err.msg.buf);
	says("again: cannot open");
	error_prefix(&scratch_err, "scan of '%s'", "f");
	says("scan of 'f': again: cannot open");
	ck_assert_int_eq((int)scratch_err.code, ERR_IO);
	error_move(&moved, &scratch_err);
	ck_assert_int_eq((int)scratch_err.code, ERR_NONE);
	ck_assert_str_eq(scratch_err.msg.buf, "");
	ck_assert_int_eq((int)moved.code, ERR_IO);
	error_release(&moved);
}
END_TEST

START_TEST(nobody_needs_to_listen)
{
	ck_assert_int_eq(error_set(NULL, ERR_IO, "x"), -1);
	ck_assert_int_eq(error_errno(NULL, EIO, "x"), -1);
	ck_assert_int_eq(error_prefix(NULL, "x"), -1);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {every_code_has_its_word, the_manual_knows_every_code,
		statuses_follow_from_codes, codes_follow_from_errno, messages, nobody_needs_to_listen};

	return scratch_run("error", tests, sizeof(tests) / sizeof(tests[0]));
}
