/* A tree in one piece is the tree that cJSON makes of the same text. */
#include <stdlib.h>
#include <string.h>

#include "core/jsontree.h"
#include "harness/scratch.h"

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static void same(const cJSON *a, const cJSON *b)
{
	const cJSON *last = NULL;

	ck_assert_int_eq(a->type, b->type);
	ck_assert(same_text(a->string, b->string) && same_text(a->valuestring, b->valuestring));
	ck_assert_int_eq(a->valueint, b->valueint);
	ck_assert(a->valuedouble == b->valuedouble);
	for (a = a->child, b = b->child; a && b; a = a->next, b = b->next) {
		same(a, b);
		ck_assert(!last || a->prev == last);
		last = a;
	}
	ck_assert(!a && !b);
	ck_assert(!last || !last->next);
}

static void compare(const char *text)
{
	size_t len = strlen(text);
	struct json_tree *tree = json_tree_new(text, len, len, &scratch_err);
	cJSON *theirs = json_parse(text, len, &scratch_err);

	ck_assert_msg(tree && theirs, "%s", scratch_err.msg.buf);
	same(json_tree_root(tree), theirs);
	json_tree_free(tree);
	cJSON_Delete(theirs);
}

static const char *const texts[] = {"{}", " [ ] ", "null", "true", "\"\"", "\"a\"", "[false,true,null]",
	"{\"a\":{\"b\":[{},[],[[1]]]},\"a\":2}", " { \"a\" : [ 1 ,\t2 ] ,\r\n\"b\" : { \"c\" : \"d\" } } ",
	"[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\", \"x\\ny\"]",
	"[\"\\u0041\\u00e9\\u20AC\\ud83d\\uDE00\", \"\\u007f\\u0080\\u07ff\\u0800\\uffff\\udbff\\udfff\"]",
	"{\"\\u0061\\\"\":\"ä€😀\"}", "[0,-0,1,-1,10,2147483647,2147483648,-2147483648,-2147483649]",
	"[0.1,-0.1,3.984,5.312,0.667,1.0,100.25,0.000000000000001,999999999999999,99999999999999.9]",
	"[1e5,1E+5,-2.5e-3,1e22,1e23,1.7976931348623157e308,5e-324,1e999,-1e999]",
	"[1234567890123456,12345678901234567890,0.1234567890123456789,123456789012345.6,9007199254740993]",
	"[0.30000000000000004,2.2250738585072014e-308,0.000123456789012345]"};

START_TEST(as_cjson_has_it)
{
	compare(texts[_i]);
}
END_TEST

START_TEST(what_is_no_json_is_refused)
{
	static const char *const bad[] = {"", "[1,]", "{\"a\":1}x", "[01]", "\"\\ud800\"", "\"\xff\""};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_ptr_null(json_tree_new(bad[i], strlen(bad[i]), 100, &scratch_err));
	ck_assert_ptr_null(json_tree_new("[100]", 5, 4, &scratch_err));
	ck_assert_int_eq(scratch_err.code, ERR_TOO_LONG);
	json_tree_free(NULL);
}
END_TEST

/* Only the bytes that are said to be there. */
START_TEST(the_text_need_not_end)
{
	static const char text[] = "[12]34]";
	struct json_tree *tree = json_tree_new(text, 4, 100, &scratch_err);

	ck_assert_ptr_nonnull(tree);
	ck_assert(json_tree_root(tree)->child->valuedouble == 12);
	json_tree_free(tree);
	tree = json_tree_new("123", 2, 100, &scratch_err);
	ck_assert(json_tree_root(tree)->valuedouble == 12);
	json_tree_free(tree);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("jsontree");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
	tcase_add_loop_test(tc, as_cjson_has_it, 0, sizeof(texts) / sizeof(texts[0]));
	tcase_add_test(tc, what_is_no_json_is_refused);
	tcase_add_test(tc, the_text_need_not_end);
	suite_add_tcase(s, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
