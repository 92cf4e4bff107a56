/* What the filesystem of a folder can do. */
#include <string.h>

#include "core/strbuf.h"
#include "harness/scratch.h"
#include "publish/ability.h"

START_TEST(looking_writes_nothing)
{
	struct ability a;

	scratch_mkdir("dir", 0755);
	ability_look(scratch("dir"), &a);
	ck_assert_int_eq(a.case_matters, -1); /* there is no name to look at */
	ck_assert_int_eq(a.exchange, -1);
	ck_assert(!a.tried);
	scratch_write("dir/123", "");
	scratch_write("dir/Name", "");
	ability_look(scratch("dir"), &a);
	ck_assert_int_eq(a.case_matters, 1);
	scratch_write("dir/name", "");
	ability_look(scratch("dir"), &a);
	ck_assert_int_eq(a.case_matters, 1);
	ck_assert_uint_eq(scratch_count("dir"), 3);
}
END_TEST

START_TEST(trying_leaves_nothing)
{
	struct ability a;

	scratch_mkdir("dir", 0755);
	ok(ability_try(scratch("dir"), NULL, &a, &scratch_err));
	ck_assert(a.tried);
	ck_assert_int_ge(a.exchange, 0);
	ck_assert_int_ge(a.xattrs, 0);
	ck_assert_uint_eq(a.refused, 0);
	ck_assert_uint_eq(scratch_count("dir"), 0);
}
END_TEST

START_TEST(where_nothing_can_be_made)
{
	struct ability a;

	fails(ability_try(scratch("nowhere"), NULL, &a, &scratch_err), ERR_NOT_FOUND);
	ck_assert(!a.tried);
	ck_assert_int_eq(a.case_matters, -1);
	ck_assert_int_eq(a.xattrs, -1);
}
END_TEST

START_TEST(in_words)
{
	struct ability a = {.case_matters = -1, .xattrs = -1, .exchange = -1};
	struct strbuf text = STRBUF_INIT;

	ability_text(&a, &text);
	ck_assert_str_eq(text.buf, "");
	a = (struct ability){.case_matters = 0, .xattrs = 1, .exchange = 0, .tried = true};
	a.refused = FILE_REFUSED_MODE;
	ability_text(&a, &text);
	ck_assert_str_eq(text.buf, "case does not matter in names, extended attributes, files do not change "
				   "names in one step, no modes, owners");
	strbuf_release(&text);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		looking_writes_nothing, trying_leaves_nothing, where_nothing_can_be_made, in_words};

	return scratch_run("ability", tests, sizeof(tests) / sizeof(tests[0]));
}
