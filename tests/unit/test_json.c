/* JSON out through the writer, in through the strict scanner. */
#include <math.h>
#include <stdlib.h>

#include "core/json.h"
#include "core/jsonscan.h"
#include "harness/scratch.h"

START_TEST(the_writer_puts_commas)
{
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &out);
	jsonw_object(&w);
	jsonw_kstr(&w, "a", "x");
	jsonw_kint(&w, "b", INT64_MIN);
	jsonw_key(&w, "c");
	jsonw_array(&w);
	jsonw_bool(&w, true);
	jsonw_null(&w);
	jsonw_object(&w);
	jsonw_end(&w);
	jsonw_array(&w);
	jsonw_end(&w);
	jsonw_end(&w);
	jsonw_kbool(&w, "d", false);
	jsonw_kreal(&w, "e", 0.1);
	jsonw_kstr(&w, "f", NULL);
	jsonw_end(&w);
	ck_assert_str_eq(out.buf, "{\"a\":\"x\",\"b\":-9223372036854775808,\"c\":[true,null,{},[]],"
				  "\"d\":false,\"e\":0.1,\"f\":null}");
	strbuf_release(&out);
}
END_TEST

static const char *written(struct strbuf *out, void (*write)(struct jsonw *w))
{
	struct jsonw w;

	strbuf_clear(out);
	jsonw_init(&w, out);
	write(&w);
	return out->buf;
}

static void all_escapes(struct jsonw *w)
{
	jsonw_strn(w, "\"\\\b\f\n\r\t\x01\x1f\x7f/\xc3\xa9\0\xff", 16);
}

static void raw_over_lines(struct jsonw *w)
{
	static const char text[] = "{ \"a b\" : [ 1,\r\n2 ],\t\"c\\\" d\":\"\\\\\" }";

	jsonw_raw(w, text, sizeof(text) - 1);
}

START_TEST(strings_are_always_json)
{
	struct strbuf out = STRBUF_INIT;

	ck_assert_str_eq(
		written(&out, all_escapes), "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\x7f/\xc3\xa9\"");
	ok(json_check(out.buf, out.len, &scratch_err));
	ck_assert_str_eq(written(&out, raw_over_lines), "{\"a b\":[1,2],\"c\\\" d\":\"\\\\\"}");
	strbuf_release(&out);
}
END_TEST

START_TEST(reals_read_back_the_same)
{
	static const double values[] = {0, 1, -1, 0.1, 1.0 / 3, 7.8, 1e21, 1e-7, 5e-324,
		1.7976931348623157e308, 123456789.123456789, 23.976023976023978};
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;
	size_t i;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		strbuf_clear(&out);
		jsonw_init(&w, &out);
		jsonw_real(&w, values[i]);
		ok(json_check(out.buf, out.len, &scratch_err));
		ck_assert_msg(strtod(out.buf, NULL) == values[i], "%s", out.buf);
	}
	ck_assert_uint_le(out.len, 18);
	strbuf_clear(&out);
	jsonw_init(&w, &out);
	jsonw_array(&w);
	jsonw_real(&w, NAN);
	jsonw_real(&w, INFINITY);
	jsonw_real(&w, 7.8);
	jsonw_end(&w);
	ck_assert_str_eq(out.buf, "[null,null,7.8]");
	strbuf_release(&out);
}
END_TEST

static const char *const good[] = {"0", "-0", "-0.0e-0", "1E+2", "10", "\"\"", "\"\\ud83c\\udfac\"",
	"\"\\/\"", "true", "false", "null", " [ ] ", "{}", "\t\r\n{\"a\" : {\"a\":1}}", "[[],{}]", "\"\x7f\"",
	"1e999"};

START_TEST(json_is_taken)
{
	ok(json_check(good[_i], strlen(good[_i]), &scratch_err));
}
END_TEST

static const struct {
	const char *text;
	const char *words;
} bad[] = {
	{"", "at byte 0"},
	{"  ", "at byte 2: a value is missing"},
	{"01", "leading zero"},
	{"-", "digit"},
	{"+1", "value"},
	{".5", "value"},
	{"1.", "digit"},
	{"1.e5", "digit"},
	{"1e", "digit"},
	{"0x10", "after the value"},
	{"NaN", "value"},
	{"nan", "word"},
	{"Infinity", "value"},
	{"-Infinity", "digit"},
	{"tru", "word"},
	{"nulll", "after"},
	{"True", "value"},
	{"'a'", "value"},
	{"\"a", "without its end"},
	{"\"a\\\"", "without its end"},
	{"\"\\x41\"", "escape"},
	{"\"\\u12g4\"", "four"},
	{"\"\\u123", "four"},
	{"\"\\u0000\"", "\\u0000"},
	{"\"\\ud83c\"", "surrogate"},
	{"\"\\ud83c\\u0041\"", "surrogate"},
	{"\"\\udfac\"", "surrogate"},
	{"\"\\ud83c\\n\"", "surrogate"},
	{"\"a\nb\"", "control"},
	{"\"a\tb\"", "control"},
	{"[1,]", "value"},
	{"[,1]", "value"},
	{"[1 2]", "comma"},
	{"[1", "comma"},
	{"{\"a\":1,}", "string"},
	{"{\"a\" 1}", "colon"},
	{"{a:1}", "string"},
	{"{\"a\":}", "value"},
	{"{\"a\":1", "comma"},
	{"{\"a\":1]", "comma"},
	{"1 2", "after"},
	{"{} x", "after"},
	{"/* c */ 1", "value"},
	{"1 // c", "after"},
	{"\xef\xbb\xbf{}", "value"},
	{"\"\xff\"", "UTF-8"},
	{"\"\xed\xa0\x80\"", "UTF-8"},
	{"\v1", "value"},
	{"\f1", "value"},
	{"\xc2\xa0"
	 "1",
		"value"},
};

START_TEST(what_is_no_json_is_refused)
{
	fails(json_check(bad[_i].text, strlen(bad[_i].text), &scratch_err), ERR_BAD_RECORD);
	says(bad[_i].words);
	ck_assert_ptr_null(json_parse(bad[_i].text, strlen(bad[_i].text), &scratch_err));
}
END_TEST

START_TEST(a_nul_is_no_white_space)
{
	fails(json_check("{}\0", 3, &scratch_err), ERR_BAD_RECORD);
	fails(json_check("\0{}", 3, &scratch_err), ERR_BAD_RECORD);
	fails(json_check("\"a\0b\"", 5, &scratch_err), ERR_BAD_RECORD);
	fails(json_check("\"\\\0\"", 4, &scratch_err), ERR_BAD_RECORD);
}
END_TEST

static void nested(struct strbuf *out, int depth)
{
	int i;

	strbuf_clear(out);
	for (i = 0; i < depth; i++)
		strbuf_addstr(out, i % 2 ? "[" : "{\"a\":");
	strbuf_addstr(out, "1");
	for (i = depth; i-- > 0;)
		strbuf_addch(out, i % 2 ? ']' : '}');
}

START_TEST(limits)
{
	struct strbuf text = STRBUF_INIT;
	cJSON *tree;
	int i;

	nested(&text, JSON_MAX_DEPTH);
	tree = json_parse(text.buf, text.len, &scratch_err);
	ck_assert_ptr_nonnull(tree);
	cJSON_Delete(tree);
	nested(&text, JSON_MAX_DEPTH + 1);
	fails(json_check(text.buf, text.len, &scratch_err), ERR_TOO_LONG);

	strbuf_clear(&text);
	strbuf_addch(&text, '"');
	for (i = 0; i < JSON_MAX_LINE - 2; i++)
		strbuf_addch(&text, 'x');
	strbuf_addch(&text, '"');
	ok(json_check(text.buf, text.len, &scratch_err));
	strbuf_addch(&text, ' ');
	fails(json_check(text.buf, text.len, &scratch_err), ERR_TOO_LONG);
	strbuf_release(&text);
}
END_TEST

START_TEST(members_have_types)
{
	static const char text[] =
		"{\"s\":\"x\",\"i\":3,\"r\":1.5,\"b\":true,\"n\":null,\"big\":9007199254740993000,"
		"\"inf\":1e999,\"S\":\"upper\",\"d\":1,\"d\":2,\"whole\":2e3}";
	cJSON *obj = json_parse(text, sizeof(text) - 1, &scratch_err);
	int64_t i = -7;
	double r = 0;
	bool b = false;

	ck_assert_ptr_nonnull(obj);
	ck_assert_str_eq(json_str(obj, "s"), "x");
	ck_assert_ptr_null(json_str(obj, "i"));
	ck_assert_ptr_null(json_str(obj, "absent"));
	ck_assert_ptr_null(json_str(NULL, "s"));
	ck_assert(json_int(obj, "i", &i) && i == 3);
	ck_assert(json_int(obj, "whole", &i) && i == 2000);
	ck_assert(json_int(obj, "d", &i) && i == 2);
	ck_assert(!json_int(obj, "r", &i) && !json_int(obj, "big", &i) && !json_int(obj, "s", &i));
	ck_assert_int_eq(i, 2);
	ck_assert(json_real(obj, "r", &r) && r == 1.5);
	ck_assert(!json_real(obj, "inf", &r));
	ck_assert(json_bool(obj, "b", &b) && b);
	ck_assert(!json_bool(obj, "i", &b));
	ck_assert(cJSON_IsNull(json_member(obj, "n")));
	cJSON_Delete(obj);
}
END_TEST

/* Some versions of cJSON stop after 63 characters of a number: then it is refused, and never cut. */
static void add_element(const char *value, size_t len, void *ctx)
{
	strbuf_add(ctx, value, len);
	strbuf_addch(ctx, '|');
}

START_TEST(elements_of_the_outermost_array)
{
	static const char text[] = " [1 , \"a,b\",[2,3] ,{\"k\":[4]},null] ";
	struct strbuf out = STRBUF_INIT;

	ok(json_elements(text, strlen(text), add_element, &out, &scratch_err));
	ck_assert_str_eq(out.buf, "1|\"a,b\"|[2,3]|{\"k\":[4]}|null|");
	strbuf_clear(&out);
	ok(json_elements("[]", 2, add_element, &out, &scratch_err));
	ck_assert_str_eq(out.buf, "");
	fails(json_elements("{\"a\":[1]}", 9, add_element, &out, &scratch_err), ERR_BAD_RECORD);
	says("no JSON array");
	fails(json_elements("[1,]", 4, add_element, &out, &scratch_err), ERR_BAD_RECORD);
	says("byte 3");
	strbuf_release(&out);
}
END_TEST

START_TEST(strings_are_decoded)
{
	struct strbuf out = STRBUF_INIT;

	json_unquote(&out, "\"plain \"", 8);
	json_unquote(&out, "\"\\u00e4\\n\\\"\"", 12);
	ck_assert_str_eq(out.buf, "plain ä\n\"");
	strbuf_release(&out);
}
END_TEST

START_TEST(a_long_number_is_never_cut)
{
	char text[101];
	cJSON *tree;

	memset(text, '1', 100);
	text[100] = '\0';
	ok(json_check(text, 100, &scratch_err));
	tree = json_parse(text, 100, &scratch_err);
	if (tree)
		ck_assert(tree->valuedouble == strtod(text, NULL));
	else
		says("63");
	cJSON_Delete(tree);
}
END_TEST

static void wrong_key(void)
{
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &out);
	jsonw_array(&w);
	jsonw_key(&w, "a");
}

static void no_key(void)
{
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &out);
	jsonw_object(&w);
	jsonw_int(&w, 1);
}

static void two_values(void)
{
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &out);
	jsonw_int(&w, 1);
	jsonw_int(&w, 2);
}

static void end_of_nothing(void)
{
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &out);
	jsonw_end(&w);
}

/* The program ends with status 70, which Check is told to expect. */
START_TEST(a_wrong_order_is_a_bug)
{
	static void (*const wrong[])(void) = {wrong_key, no_key, two_values, end_of_nothing};

	wrong[_i]();
}
END_TEST

int main(void)
{
	Suite *s = suite_create("json");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, scratch_setup, scratch_teardown);
	tcase_add_test(tc, the_writer_puts_commas);
	tcase_add_test(tc, strings_are_always_json);
	tcase_add_test(tc, reals_read_back_the_same);
	tcase_add_loop_test(tc, json_is_taken, 0, sizeof(good) / sizeof(good[0]));
	tcase_add_loop_test(tc, what_is_no_json_is_refused, 0, sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(tc, a_nul_is_no_white_space);
	tcase_add_test(tc, limits);
	tcase_add_test(tc, members_have_types);
	tcase_add_test(tc, elements_of_the_outermost_array);
	tcase_add_test(tc, strings_are_decoded);
	tcase_add_test(tc, a_long_number_is_never_cut);
	tcase_add_loop_exit_test(tc, a_wrong_order_is_a_bug, 70, 0, 4);
	suite_add_tcase(s, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
