/* Whether a library is there: what the child finds out about its folder. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/scratch.h"
#include "store/guard.h"

static struct guard_facts facts = {STRBUF_INIT, false};

START_TEST(empty_or_not)
{
	scratch_mkdir("lib", 0755);
	ok(guard_look(scratch("lib"), &facts, &scratch_err));
	ck_assert(facts.empty);
	scratch_write("lib/.hidden", "");
	ok(guard_look(scratch("lib"), &facts, &scratch_err));
	ck_assert(!facts.empty);
}
END_TEST

START_TEST(kind_of_filesystem)
{
	ok(guard_look("/proc", &facts, &scratch_err));
	ck_assert_str_eq(facts.fs_type.buf, "proc");
	scratch_mkdir("lib", 0755);
	ok(guard_look(scratch("lib"), &facts, &scratch_err));
	ck_assert_uint_gt(facts.fs_type.len, 0);
	ck_assert_str_ne(facts.fs_type.buf, "proc");
}
END_TEST

START_TEST(no_folder)
{
	fails(guard_look(scratch("absent"), &facts, &scratch_err), ERR_NOT_FOUND);
	scratch_write("file", "");
	ck_assert_int_eq(guard_look(scratch("file"), &facts, &scratch_err), -1);
	says("cannot read folder");
	scratch_mkdir("locked", 0);
	if (geteuid() != 0)
		fails(guard_look(scratch("locked"), &facts, &scratch_err), ERR_PERMISSION);
	chmod(scratch("locked"), 0755);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {empty_or_not, kind_of_filesystem, no_folder};

	return scratch_run("guard", tests, sizeof(tests) / sizeof(tests[0]));
}
