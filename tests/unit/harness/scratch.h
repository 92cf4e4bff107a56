/*
 * A folder for one test, and what tests do in it. Add the pair to a test case:
 *
 *	tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
 *
 * It lies below $TMPDIR, else /var/tmp, so that it is on a disk. Every function ends the test when it fails.
 */
#ifndef HARNESS_SCRATCH_H
#define HARNESS_SCRATCH_H

#include <check.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/error.h"

void scratch_setup(void);
void scratch_teardown(void);

/* The path of a name in the folder; "" for the folder itself. Lives until the teardown. */
const char *scratch(const char *name);
void scratch_write(const char *name, const char *text);
/* What a file holds; lives until the teardown. */
const char *scratch_read(const char *name);
void scratch_mkdir(const char *name, mode_t mode);
/* How many names a folder in it has, "." and ".." not counted. */
size_t scratch_count(const char *name);

/* An error for the test to use, and what is asked of it. */
extern struct error scratch_err;
#define ok(call) ck_assert_msg((call) == 0, "%s: %s", #call, scratch_err.msg.buf)
#define fails(call, expected)                                                                                \
	do {                                                                                                 \
		error_clear(&scratch_err);                                                                   \
		ck_assert_int_eq((call), -1);                                                                \
		ck_assert_str_eq(error_name(scratch_err.code), error_name(expected));                        \
	} while (0)
#define says(words)                                                                                          \
	ck_assert_msg(strstr(scratch_err.msg.buf, (words)) != NULL, "'%s' is not in '%s'", (words),          \
		scratch_err.msg.buf)

/* Catches the messages of the log from here on; the text so far, one a line. */
void scratch_log_catch(void);
const char *scratch_log(void);

/* Runs one suite of one test case with the fixture; the exit status of the program. */
int scratch_run(const char *name, const TTest *const *tests, size_t count);

#endif
