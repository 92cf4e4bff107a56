/* Countries by their codes. */
#include "harness/scratch.h"
#include "media/country.h"

START_TEST(codes)
{
	ck_assert_str_eq(country_code("usa"), "US");
	ck_assert_str_eq(country_code("DEU"), "DE");
	ck_assert_str_eq(country_code("gb"), "GB");
	ck_assert_str_eq(country_code("zwe"), "ZW");
	ck_assert_ptr_null(country_code("global"));
	ck_assert_ptr_null(country_code("xx"));
	ck_assert_ptr_null(country_code(""));
	ck_assert_ptr_null(country_code(NULL));
}
END_TEST

START_TEST(names)
{
	ck_assert_str_eq(country_name("usa"), "United States of America");
	ck_assert_str_eq(country_name("JP"), "Japan");
	ck_assert_str_eq(country_name("kor"), "South Korea");
	ck_assert_ptr_null(country_name("Japan"));
	ck_assert_ptr_null(country_name(NULL));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {codes, names};

	return scratch_run("country", tests, sizeof(tests) / sizeof(tests[0]));
}
