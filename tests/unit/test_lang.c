/* Languages in all their spellings. */
#include "harness/scratch.h"
#include "media/lang.h"

START_TEST(all_forms_give_one_code)
{
	static const char *const pairs[][2] = {{"de", "ger"}, {"deu", "ger"}, {"ger", "ger"}, {"DE", "ger"},
		{"de-AT", "ger"}, {"pt_BR", "por"}, {"German", "ger"}, {"fra", "fre"}, {"zho", "chi"},
		{"zh-Hant-TW", "chi"}, {"en", "eng"}, {"ice", "ice"}, {"isl", "ice"}, {"tlh", "tlh"}};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		ck_assert_str_eq(lang_code(pairs[i][0]), pairs[i][1]);
}
END_TEST

START_TEST(no_language)
{
	static const char *const none[] = {"", "und", "mis", "mul", "zxx", "UND", "-", "x1", "eng1", "xx",
		"a word with spaces", "averyveryveryveryverylongwordindeed", "\xff\xfe"};

	ck_assert_ptr_null(lang_code(NULL));
	ck_assert_ptr_null(lang_known(NULL));
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		ck_assert_ptr_null(lang_code(none[i]));
		ck_assert_ptr_null(lang_known(none[i]));
	}
}
END_TEST

START_TEST(two_letters)
{
	static const char *const pairs[][2] = {{"eng", "en"}, {"ger", "de"}, {"deu", "de"}, {"DE", "de"},
		{"zho", "zh"}, {"pt-BR", "pt"}, {"French", "fr"}};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		ck_assert_str_eq(lang_two(pairs[i][0]), pairs[i][1]);
	ck_assert_ptr_null(lang_two("tlh"));
	ck_assert_ptr_null(lang_two("00"));
	ck_assert_ptr_null(lang_two(""));
	ck_assert_ptr_null(lang_two(NULL));
}
END_TEST

START_TEST(words_are_no_languages)
{
	ck_assert_str_eq(lang_known("english"), "eng");
	ck_assert_str_eq(lang_known("sq"), "alb");
	ck_assert_ptr_null(lang_known("the"));
	ck_assert_ptr_null(lang_known("cut"));
	ck_assert_ptr_null(lang_known("tlh"));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		all_forms_give_one_code, no_language, two_letters, words_are_no_languages};

	return scratch_run("lang", tests, sizeof(tests) / sizeof(tests[0]));
}
