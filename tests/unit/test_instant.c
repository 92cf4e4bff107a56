/* Instants as text. */
#include "core/instant.h"
#include "harness/scratch.h"

static void later_is(const char *instant, int days, const char *wanted)
{
	char out[INSTANT_SIZE];

	instant_days_later(instant, days, out);
	ck_assert_str_eq(out, wanted);
}

START_TEST(days_later)
{
	later_is("2024-02-28 23:59:59.999", 1, "2024-02-29 23:59:59.999");
	later_is("2024-02-29 00:00:00.000", 365, "2025-02-28 00:00:00.000");
	later_is("2024-12-31 12:00:00.001", 0, "2024-12-31 12:00:00.001");
}
END_TEST

START_TEST(days_before)
{
	later_is("2024-01-01 00:00:00.123", -1, "2023-12-31 00:00:00.123");
	later_is("1970-01-02 03:04:05.678", -30, "1969-12-03 03:04:05.678");
}
END_TEST

START_TEST(seconds)
{
	ck_assert_int_eq(instant_seconds("1970-01-01 00:00:00.000"), 0);
	ck_assert_int_eq(instant_seconds("2024-02-29 12:34:56.789"), 1709210096);
	ck_assert_int_eq(instant_seconds("1969-12-31 23:59:59.000"), -1);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {days_later, days_before, seconds};

	return scratch_run("instant", tests, sizeof(tests) / sizeof(tests[0]));
}
