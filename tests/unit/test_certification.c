/* Certifications in their countries' forms. */
#include "harness/scratch.h"
#include "provider/certification.h"

static void gives(const char *country, const char *text, const char *expected)
{
	struct meta m = META_INIT;

	certification_set(&m, country, text);
	if (expected)
		ck_assert_str_eq(meta_get(&m, MF_MPAA), expected);
	else
		ck_assert_ptr_null(meta_get(&m, MF_MPAA));
	meta_release(&m);
}

START_TEST(germany_has_the_fsk)
{
	gives("DE", "12", "FSK 12");
	gives("DE", "0", "FSK 0");
	gives("DE", "16+", "FSK 16");
	gives("DE", "FSK 18", "FSK 18");
	gives("DE", "ab 6", "FSK 6");
	gives("DE", "Keine Jugendfreigabe", "Keine Jugendfreigabe");
	gives("DE", "2003", "2003");
	gives("DE", "6-12", "6-12");
}
END_TEST

START_TEST(others_are_as_they_are)
{
	gives("US", "PG-13", "PG-13");
	gives("GB", "12A", "12A");
	gives("FR", "12", "12");
	gives("US", "", NULL);
	gives("DE", NULL, NULL);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {germany_has_the_fsk, others_are_as_they_are};

	return scratch_run("certification", tests, sizeof(tests) / sizeof(tests[0]));
}
