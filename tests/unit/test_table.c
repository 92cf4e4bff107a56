/* Tables line up whatever the characters are, and keep within the terminal. */
#include <check.h>
#include <stdlib.h>

#include "core/table.h"

static char *print(const struct table *t, size_t width)
{
	struct strbuf out = STRBUF_INIT;

	table_format(t, width, &out);
	return strbuf_detach(&out, NULL);
}

static struct table *titles(void)
{
	static const char *const heads[] = {"TITLE", "YEAR", "STATE", NULL};
	struct table *t = table_new(heads);

	table_align(t, 1, TABLE_RIGHT);
	table_add(t, "七人の侍");
	table_add(t, "1954");
	table_add(t, NULL);
	table_add(t, "Ame\xcc\x81lie"); /* a combining accent */
	table_add(t, "12345");
	table_add(t, "published");
	table_add(t, "a\nb");
	table_add(t, "");
	table_add(t, "x");
	return t;
}

START_TEST(lines_up)
{
	struct table *t = titles();
	char *text = print(t, 0);

	ck_assert_str_eq(text, "TITLE      YEAR  STATE\n"
			       "七人の侍   1954\n"
			       "Ame\xcc\x81lie    12345  published\n"
			       "a\\x0ab           x\n");
	free(text);
	table_free(t);
}
END_TEST

START_TEST(gives_way)
{
	static const char *const heads[] = {"A", "TITLE", NULL};
	struct table *t = table_new(heads);
	char *text;

	table_gives(t, 1);
	table_add(t, "1");
	table_add(t, "七人の侍七人の侍");
	text = print(t, 12); /* nine columns: four wide ones and the mark */
	ck_assert_str_eq(text, "A  TITLE\n1  七人の侍…\n");
	free(text);
	text = print(t, 13); /* the fifth would pass the line */
	ck_assert_str_eq(text, "A  TITLE\n1  七人の侍…\n");
	free(text);
	text = print(t, 19);
	ck_assert_str_eq(text, "A  TITLE\n1  七人の侍七人の侍\n");
	free(text);
	text = print(t, 3); /* too narrow for anything: eight columns are kept */
	ck_assert_str_eq(text, "A  TITLE\n1  七人の…\n");
	free(text);
	table_free(t);
}
END_TEST

START_TEST(widths)
{
	ck_assert_uint_eq(text_width("abc", 3), 3);
	ck_assert_uint_eq(text_width("\xff"
				     "a",
				  2),
		2);
	ck_assert_uint_eq(text_width("侍", 3), 2);
	ck_assert_uint_eq(terminal_width(-1), 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("table");
	TCase *tc = tcase_create("table");
	SRunner *sr;
	int failed;

	tcase_add_test(tc, lines_up);
	tcase_add_test(tc, gives_way);
	tcase_add_test(tc, widths);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
