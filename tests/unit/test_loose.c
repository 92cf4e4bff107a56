/* Members of providers' answers, as they should be and as they come. */
#include <check.h>
#include <string.h>

#include "provider/loose.h"

static cJSON *json;

static void setup(void)
{
	static const char text[] =
		"{\"int\":7,\"real\":7.5,\"true\":true,\"null\":null,\"text\":\" a \",\"blank\":\" \\n\","
		"\"int_text\":\"12\",\"real_text\":\"8.25\",\"unit\":\"12 min\",\"hex\":\"0x10\","
		"\"huge\":1e300,\"huge_text\":\"1e999\",\"minus\":-3,\"one\":1,\"zero\":\"0\","
		"\"list\":[{\"name\":\"A\"},null,{\"name\":\" \"},{\"name\":\"B\"},{\"name\":3},\"C\"],"
		"\"object\":{\"name\":\"A\"},\"day\":\"1999-03-31T00:00:00.000Z\",\"no_day\":\"1999\"}";

	json = json_parse(text, strlen(text), NULL);
}

static void teardown(void)
{
	cJSON_Delete(json);
}

START_TEST(texts)
{
	ck_assert_str_eq(loose_text(json, "text"), " a ");
	ck_assert_str_eq(loose_text(json, "int_text"), "12");
	ck_assert_ptr_null(loose_text(json, "blank"));
	ck_assert_ptr_null(loose_text(json, "null"));
	ck_assert_ptr_null(loose_text(json, "int"));
	ck_assert_ptr_null(loose_text(json, "absent"));
	ck_assert_ptr_null(loose_text(NULL, "text"));
	ck_assert_ptr_null(loose_text(json_member(json, "list"), "text"));
}
END_TEST

START_TEST(numbers)
{
	char id[LOOSE_ID];
	double real = -1;
	int64_t whole = -1;

	ck_assert(loose_real(json, "real", &real) && real == 7.5);
	ck_assert(loose_real(json, "real_text", &real) && real == 8.25);
	ck_assert(loose_int(json, "int", &whole) && whole == 7);
	ck_assert(loose_int(json, "int_text", &whole) && whole == 12);
	ck_assert(loose_int(json, "minus", &whole) && whole == -3);
	whole = -1;
	real = -1;
	for (const char *const *key = (const char *const[]){"unit", "hex", "huge_text", "null", "blank",
		     "true", "list", "absent", NULL};
		*key; key++)
		ck_assert_msg(!loose_real(json, *key, &real) && !loose_int(json, *key, &whole), "%s", *key);
	ck_assert(!loose_int(json, "real", &whole));
	ck_assert(!loose_int(json, "huge", &whole));
	ck_assert(whole == -1 && real == -1);
	ck_assert_str_eq(loose_id(json, "int_text", id), "12");
	ck_assert_ptr_null(loose_id(json, "minus", id));
	ck_assert_ptr_null(loose_id(json, "zero", id));
}
END_TEST

START_TEST(truths)
{
	ck_assert(loose_true(json, "true"));
	ck_assert(loose_true(json, "one"));
	ck_assert(!loose_true(json, "zero"));
	ck_assert(!loose_true(json, "null"));
	ck_assert(!loose_true(json, "text"));
}
END_TEST

START_TEST(fields)
{
	struct meta m = META_INIT;

	loose_set(&m, MF_RUNTIME, json, "int_text");
	ck_assert_str_eq(meta_get(&m, MF_RUNTIME), "12");
	loose_set(&m, MF_RUNTIME, json, "unit");
	loose_set(&m, MF_RUNTIME, json, "blank");
	ck_assert_str_eq(meta_get(&m, MF_RUNTIME), "12");
	loose_set(&m, MF_RUNTIME, json, "int");
	ck_assert_str_eq(meta_get(&m, MF_RUNTIME), "7");
	loose_set_date(&m, MF_PREMIERED, json, "day");
	loose_set_date(&m, MF_PREMIERED, json, "no_day");
	loose_set_date(&m, MF_PREMIERED, json, "null");
	ck_assert_str_eq(meta_get(&m, MF_PREMIERED), "1999-03-31");
	loose_add(&m, MF_GENRES, json, "list", "name");
	loose_add(&m, MF_GENRES, json, "object", "name");
	loose_add(&m, MF_GENRES, json, "absent", "name");
	ck_assert_uint_eq(m.genres.n, 2);
	ck_assert_str_eq(m.genres.item[1], "B");
	ck_assert_ptr_null(loose_list(json, "object"));
	meta_release(&m);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("loose");
	TCase *tcase = tcase_create("loose");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, texts);
	tcase_add_test(tcase, numbers);
	tcase_add_test(tcase, truths);
	tcase_add_test(tcase, fields);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
