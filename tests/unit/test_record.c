/* Records, and the lines they come in. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/json.h"
#include "core/lines.h"
#include "core/record.h"
#include "harness/scratch.h"

static struct record *parsed(const char *line)
{
	struct record *r = record_new();

	ok(record_parse(r, line, strlen(line), &scratch_err));
	return r;
}

static void is(const struct record *r, const char *expected)
{
	struct strbuf out = STRBUF_INIT;

	record_format(r, &out);
	ck_assert_str_eq(out.buf, expected);
	strbuf_release(&out);
}

START_TEST(members_pass_through_by_value)
{
	struct record *r =
		parsed(" { \"big\" : 123456789012345678901234567890, \"f\":1.50, \"s\":\"\\u00e9\\/\", "
		       "\"o\":{ \"b\":[ 1 , null ] } , \"\":true }\r");

	is(r, "{\"big\":123456789012345678901234567890,\"f\":1.50,\"s\":\"\\u00e9\\/"
	      "\",\"o\":{\"b\":[1,null]},"
	      "\"\":true}");
	record_free(r);
}
END_TEST

START_TEST(reading_members)
{
	struct record *r =
		parsed("{\"s\":\"a\\n\\u00e9\",\"plain\":\"p\",\"i\":-42,\"max\":9223372036854775807,"
		       "\"over\":9223372036854775808,\"e\":1e3,\"half\":0.5,\"t\":true,\"n\":null}");
	const char *s = record_str(r, "s"), *plain = record_str(r, "plain");
	size_t len = 0;
	int64_t i = 1;
	bool b = false;

	ck_assert_str_eq(s, "a\n\xc3\xa9");
	ck_assert_str_eq(plain, "p");
	ck_assert_ptr_null(record_str(r, "i"));
	ck_assert_ptr_null(record_str(r, "n"));
	ck_assert_ptr_null(record_str(r, "absent"));
	ck_assert(record_int(r, "i", &i) && i == -42);
	ck_assert(record_int(r, "max", &i) && i == INT64_MAX);
	ck_assert(record_int(r, "e", &i) && i == 1000);
	ck_assert(!record_int(r, "over", &i) && !record_int(r, "half", &i) && !record_int(r, "s", &i));
	ck_assert(!record_int(r, "absent", &i) && !record_int(r, "t", &i));
	ck_assert(record_bool(r, "t", &b) && b);
	ck_assert(!record_bool(r, "n", &b));
	ck_assert(record_has(r, "n") && !record_has(r, "absent"));
	ck_assert_mem_eq(record_raw(r, "half", &len), "0.5", 3);
	ck_assert_uint_eq(len, 3);
	ck_assert_ptr_null(record_raw(r, "absent", &len));
	record_free(r);
}
END_TEST

START_TEST(changing_members)
{
	struct record *r = parsed("{\"a\":1,\"b\":\"x\",\"c\":3}");
	const char *raw;
	size_t len;

	record_set_str(r, "b", "y\"");
	record_set_int(r, "d", 4);
	record_set_str(r, "e", NULL);
	record_set_real(r, "f", 0.5);
	record_set_bool(r, "g", true);
	record_set_raw(r, "h", "[1,\n2]", 6);
	record_remove(r, "c");
	record_remove(r, "absent");
	is(r, "{\"a\":1,\"b\":\"y\\\"\",\"d\":4,\"e\":null,\"f\":0.5,\"g\":true,\"h\":[1,2]}");
	ck_assert_str_eq(record_str(r, "b"), "y\"");
	record_set_str(r, "b", "z");
	ck_assert_str_eq(record_str(r, "b"), "z");
	raw = record_raw(r, "h", &len);
	record_set_raw(r, "a", raw, len);
	record_set_str(r, "d", record_str(r, "b"));
	record_remove(r, "b");
	is(r, "{\"a\":[1,2],\"d\":\"z\",\"e\":null,\"f\":0.5,\"g\":true,\"h\":[1,2]}");
	record_clear(r);
	is(r, "{}");
	record_free(r);
}
END_TEST

START_TEST(of_doubles_the_last_counts)
{
	struct record *r = parsed("{\"a\":1,\"b\":2,\"a\":3,\"\\u0061\":4}");

	is(r, "{\"a\":4,\"b\":2}");
	record_free(r);
}
END_TEST

START_TEST(keys_are_compared_decoded)
{
	struct record *r = parsed("{\"a\\\"b\":1,\"\\u00e9\":2}");
	int64_t i;

	ck_assert(record_int(r, "a\"b", &i) && i == 1);
	ck_assert(record_int(r, "\xc3\xa9", &i) && i == 2);
	is(r, "{\"a\\\"b\":1,\"\xc3\xa9\":2}");
	record_free(r);
}
END_TEST

START_TEST(only_objects_are_records)
{
	static const char *const lines[] = {"", "[]", "1", "\"a\"", "null", "{} {}", "{\"a\":1", "x"};
	struct record *r = record_new();
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		record_set_int(r, "old", 1);
		fails(record_parse(r, lines[i], strlen(lines[i]), &scratch_err), ERR_BAD_RECORD);
		is(r, "{}");
	}
	record_free(r);
}
END_TEST

START_TEST(members_are_limited)
{
	struct strbuf line = STRBUF_INIT;
	struct record *r = record_new();
	int i;

	strbuf_addstr(&line, "{\"x\":0");
	for (i = 1; i < RECORD_MAX_MEMBERS; i++)
		strbuf_addf(&line, ",\"k%d\":%d", i, i);
	strbuf_addstr(&line, "}");
	ok(record_parse(r, line.buf, line.len, &scratch_err));
	strbuf_setlen(&line, line.len - 1);
	strbuf_addstr(&line, ",\"y\":0}");
	fails(record_parse(r, line.buf, line.len, &scratch_err), ERR_TOO_LONG);
	record_free(r);
	strbuf_release(&line);
}
END_TEST

START_TEST(errors_go_there_and_back)
{
	struct record *r = parsed("{\"type\":\"movie\"}");
	struct error got = ERROR_INIT;

	ck_assert(!record_error(r, &got));
	error_set(&scratch_err, ERR_NO_SPACE, "no room for '%s'", "a\"b");
	record_set_error(r, &scratch_err);
	is(r, "{\"type\":\"movie\",\"error\":{\"code\":\"no_space\",\"message\":\"no room for 'a\\\"b'\","
	      "\"retry\":true}}");
	ck_assert(record_error(r, NULL));
	ck_assert(record_error(r, &got));
	ck_assert_int_eq((int)got.code, ERR_NO_SPACE);
	ck_assert_str_eq(got.msg.buf, "no room for 'a\"b'");
	record_set_raw(r, "error", "null", 4);
	ck_assert(!record_error(r, &got));
	record_set_raw(r, "error", "\"text\"", 6);
	ck_assert(record_error(r, &got));
	ck_assert_int_eq((int)got.code, ERR_INTERNAL);
	error_release(&got);
	record_free(r);
}
END_TEST

/* Lines */

static struct line_reader *reader;
static const char *line;
static size_t len;

static void open_lines(const char *text, size_t n)
{
	int fd = open(scratch("lines"), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ck_assert_int_eq(write(fd, text, n), (ssize_t)n);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	reader = line_reader_new(fd);
}

static void close_lines(void)
{
	close(line_reader_fd(reader));
	line_reader_free(reader);
}

static void next_is(const char *expected)
{
	ck_assert_int_eq(line_reader_next(reader, &line, &len, &scratch_err), 1);
	ck_assert_str_eq(line, expected);
	ck_assert_uint_eq(len, strlen(expected));
}

static void end_is_here(void)
{
	ck_assert_int_eq(line_reader_next(reader, &line, &len, &scratch_err), 0);
	ck_assert_int_eq(line_reader_next(reader, &line, &len, &scratch_err), 0);
}

START_TEST(lines_of_all_kinds)
{
	static const char text[] = "one\n\ntwo\r\na\0b\nlast";

	open_lines(text, sizeof(text) - 1);
	ck_assert(!line_reader_buffered(reader));
	next_is("one");
	ck_assert(line_reader_buffered(reader));
	next_is("");
	next_is("two\r");
	ck_assert_int_eq(line_reader_next(reader, &line, &len, &scratch_err), 1);
	ck_assert_uint_eq(len, 3);
	ck_assert_mem_eq(line, "a\0b", 4);
	ck_assert(!line_reader_buffered(reader));
	next_is("last");
	end_is_here();
	close_lines();
	open_lines("", 0);
	end_is_here();
	close_lines();
}
END_TEST

START_TEST(lines_have_a_limit)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < JSON_MAX_LINE; i++)
		strbuf_addch(&text, 'x');
	strbuf_addstr(&text, "\nshort\n");
	for (i = 0; i < JSON_MAX_LINE + 1; i++)
		strbuf_addch(&text, 'y');
	strbuf_addstr(&text, "\nshort\n");
	for (i = 0; i < 3 * JSON_MAX_LINE; i++)
		strbuf_addch(&text, 'z');
	open_lines(text.buf, text.len);
	ck_assert_int_eq(line_reader_next(reader, &line, &len, &scratch_err), 1);
	ck_assert_uint_eq(len, JSON_MAX_LINE);
	next_is("short");
	fails(line_reader_next(reader, &line, &len, &scratch_err), ERR_TOO_LONG);
	next_is("short");
	fails(line_reader_next(reader, &line, &len, &scratch_err), ERR_TOO_LONG);
	end_is_here();
	close_lines();
	strbuf_release(&text);
}
END_TEST

START_TEST(lines_of_a_pipe_come_in_pieces)
{
	int fds[2];

	ck_assert_int_eq(pipe2(fds, O_CLOEXEC | O_NONBLOCK), 0);
	reader = line_reader_new(fds[0]);
	fails(line_reader_next(reader, &line, &len, &scratch_err), ERR_BUSY);
	ck_assert_int_eq(write(fds[1], "ab", 2), 2);
	fails(line_reader_next(reader, &line, &len, &scratch_err), ERR_BUSY);
	ck_assert_int_eq(write(fds[1], "c\nd", 3), 3);
	next_is("abc");
	close(fds[1]);
	next_is("d");
	end_is_here();
	close_lines();
}
END_TEST

START_TEST(a_folder_has_no_lines)
{
	reader = line_reader_new(open("/", O_RDONLY | O_CLOEXEC));
	fails(line_reader_next(reader, &line, &len, &scratch_err), ERR_IO);
	says("cannot read the input");
	close_lines();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {members_pass_through_by_value, reading_members, changing_members,
		of_doubles_the_last_counts, keys_are_compared_decoded, only_objects_are_records,
		members_are_limited, errors_go_there_and_back, lines_of_all_kinds, lines_have_a_limit,
		lines_of_a_pipe_come_in_pieces, a_folder_has_no_lines};

	return scratch_run("record", tests, sizeof(tests) / sizeof(tests[0]));
}
