/* Growing strings and UTF-8. */
#include <stdlib.h>

#include "core/strbuf.h"
#include "harness/scratch.h"

START_TEST(an_empty_one_is_a_string)
{
	struct strbuf sb = STRBUF_INIT;
	char *s;

	ck_assert_str_eq(sb.buf, "");
	strbuf_clear(&sb);
	strbuf_setlen(&sb, 0);
	strbuf_add(&sb, NULL, 0);
	strbuf_trim(&sb);
	strbuf_splice(&sb, 0, 0, NULL, 0);
	ck_assert_uint_eq(sb.len, 0);
	s = strbuf_detach(&sb, NULL);
	ck_assert_str_eq(s, "");
	free(s);
}
END_TEST

START_TEST(building)
{
	struct strbuf sb = STRBUF_INIT, other = STRBUF_INIT;
	size_t len;
	char *s;

	strbuf_addstr(&sb, "ab");
	strbuf_addch(&sb, '\0');
	strbuf_addch(&sb, 0xff);
	ck_assert_mem_eq(sb.buf, "ab\0\xff", 5);
	strbuf_addstr(&other, "x");
	strbuf_addbuf(&sb, &other);
	strbuf_addf(&sb, "%s %d", "y", 7);
	s = strbuf_detach(&sb, &len);
	ck_assert_uint_eq(len, 8);
	ck_assert_mem_eq(s, "ab\0\xffxy 7", 9);
	ck_assert_str_eq(sb.buf, "");
	free(s);
	strbuf_release(&other);
}
END_TEST

START_TEST(a_format_longer_than_the_room)
{
	struct strbuf sb = STRBUF_INIT;
	char wide[300];

	memset(wide, 'w', sizeof(wide) - 1);
	wide[sizeof(wide) - 1] = '\0';
	strbuf_addf(&sb, "%s|%s", wide, wide);
	ck_assert_uint_eq(sb.len, 2 * 299 + 1);
	ck_assert_int_eq(sb.buf[299], '|');
	strbuf_release(&sb);
}
END_TEST

START_TEST(splicing)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, "one three");
	strbuf_splice(&sb, 4, 0, "two ", 4);
	ck_assert_str_eq(sb.buf, "one two three");
	strbuf_splice(&sb, 0, 4, NULL, 0);
	ck_assert_str_eq(sb.buf, "two three");
	strbuf_splice(&sb, 4, 5, "four and more", 13);
	ck_assert_str_eq(sb.buf, "two four and more");
	strbuf_splice(&sb, sb.len, 0, "!", 1);
	ck_assert_str_eq(sb.buf, "two four and more!");
	strbuf_release(&sb);
}
END_TEST

START_TEST(trimming)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, " \t\r\n a b \v\f");
	strbuf_trim(&sb);
	ck_assert_str_eq(sb.buf, "a b");
	strbuf_clear(&sb);
	strbuf_addstr(&sb, " \n ");
	strbuf_trim(&sb);
	ck_assert_str_eq(sb.buf, "");
	strbuf_add(&sb, "\0a\0", 3);
	strbuf_trim(&sb);
	ck_assert_uint_eq(sb.len, 3);
	strbuf_release(&sb);
}
END_TEST

START_TEST(utf8_is_strict)
{
	static const char *const good[] = {"", "a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x8e\xac",
		"\xed\x9f\xbf", "\xee\x80\x80", "\xf4\x8f\xbf\xbf"};
	static const char *const bad[] = {"\x80", "\xc3", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf",
		"\xed\xa0\x80", "\xf0\x80\x80\xaf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff",
		"\xe2\x82", "a\xc3z"};
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(utf8_valid(good[i], strlen(good[i])), "good %zu", i);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!utf8_valid(bad[i], strlen(bad[i])), "bad %zu", i);
}
END_TEST

/* Wherever in a word it stands. */
START_TEST(utf8_is_strict_in_the_middle)
{
	struct strbuf sb = STRBUF_INIT;
	char text[40];

	for (size_t len = 0; len <= sizeof(text); len++) {
		memset(text, 'a', sizeof(text));
		ck_assert(utf8_valid(text, len));
		for (size_t at = 0; at < len; at++) {
			memset(text, 'a', sizeof(text));
			text[at] = (char)0x80;
			ck_assert(!utf8_valid(text, len));
			strbuf_clear(&sb);
			ck_assert_uint_eq(strbuf_add_utf8(&sb, text, len), 1);
			ck_assert_uint_eq(sb.len, len - 1);
			text[at] = '\0';
			ck_assert(utf8_valid(text, len));
			strbuf_clear(&sb);
			ck_assert_uint_eq(strbuf_add_utf8(&sb, text, len), 1);
			ck_assert_uint_eq(strspn(sb.buf, "a"), len - 1);
		}
	}
	strbuf_release(&sb);
}
END_TEST

START_TEST(utf8_is_cleaned)
{
	struct strbuf sb = STRBUF_INIT;

	ck_assert_uint_eq(strbuf_add_utf8(&sb, "a\xff\0\xc3\xa9\xe2\x82z", 8), 4);
	ck_assert_str_eq(sb.buf, "a\xc3\xa9z");
	strbuf_release(&sb);
}
END_TEST

START_TEST(nothing_escaped_moves_a_cursor)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_add_escaped(&sb, "a\x1b[2J\n\x7f\xc2\x9b\xff\xc3\xa9\0", 13);
	ck_assert_str_eq(sb.buf, "a\\x1b[2J\\x0a\\x7f\\xc2\\x9b\\xff\xc3\xa9\\x00");
	strbuf_release(&sb);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {an_empty_one_is_a_string, building, a_format_longer_than_the_room,
		splicing, trimming, utf8_is_strict, utf8_is_strict_in_the_middle, utf8_is_cleaned,
		nothing_escaped_moves_a_cursor};

	return scratch_run("strbuf", tests, sizeof(tests) / sizeof(tests[0]));
}
