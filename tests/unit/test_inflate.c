/* Inflating: what was deflated comes back, within the limit; what is cut off, damaged or too much is refused.
 */
#include <check.h>
#include <string.h>
#include <zlib.h>

#include "core/inflate.h"
#include "harness/scratch.h"

static void fill(struct strbuf *text)
{
	int i;

	for (i = 0; i < 20000; i++)
		strbuf_addf(text, "{\"number\":%d}", i % 1000);
}

START_TEST(what_was_deflated_comes_back)
{
	struct strbuf text = STRBUF_INIT, packed = STRBUF_INIT, out = STRBUF_INIT;

	fill(&text);
	deflate_bytes(text.buf, text.len, &packed);
	ck_assert_uint_lt(packed.len, text.len / 4);
	strbuf_addstr(&out, "before:");
	ok(inflate_bytes(packed.buf, packed.len, text.len, &out, &scratch_err));
	ck_assert_uint_eq(out.len, text.len + 7);
	ck_assert_str_eq(out.buf + 7, text.buf);
	fails(inflate_bytes(packed.buf, packed.len, text.len - 1, &out, &scratch_err), ERR_TOO_LONG);
	ck_assert_uint_eq(out.len, text.len + 7);
	strbuf_clear(&packed);
	deflate_bytes("", 0, &packed);
	strbuf_clear(&out);
	ok(inflate_bytes(packed.buf, packed.len, 0, &out, &scratch_err));
	ck_assert_uint_eq(out.len, 0);
	strbuf_release(&text);
	strbuf_release(&packed);
	strbuf_release(&out);
}
END_TEST

START_TEST(what_is_damaged_is_refused)
{
	struct strbuf text = STRBUF_INIT, packed = STRBUF_INIT, out = STRBUF_INIT;
	size_t i;

	fill(&text);
	deflate_bytes(text.buf, text.len, &packed);
	for (i = 0; i < packed.len; i += 97)
		fails(inflate_bytes(packed.buf, i, text.len, &out, &scratch_err), ERR_BAD_VALUE);
	for (i = 0; i < packed.len; i += 97) {
		packed.buf[i] ^= 0x55;
		/* Another distance back may mean the same. */
		if (!inflate_bytes(packed.buf, packed.len, text.len, &out, &scratch_err))
			ck_assert_str_eq(out.buf, text.buf);
		strbuf_clear(&out);
		packed.buf[i] ^= 0x55;
	}
	strbuf_addstr(&packed, "more");
	fails(inflate_bytes(packed.buf, packed.len, text.len, &out, &scratch_err), ERR_BAD_VALUE);
	fails(inflate_bytes("plain text", 10, 100, &out, &scratch_err), ERR_BAD_VALUE);
	ck_assert_uint_eq(out.len, 0);
	strbuf_release(&text);
	strbuf_release(&packed);
	strbuf_release(&out);
}
END_TEST

/* A gigabyte in a megabyte stops at the limit. */
START_TEST(a_bomb_goes_off_within_the_limit)
{
	static char zeros[1 << 20];
	struct strbuf packed = STRBUF_INIT, out = STRBUF_INIT;
	z_stream z = {.next_in = NULL};
	int i;

	ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
	strbuf_grow(&packed, 1 << 20);
	z.next_out = (Bytef *)packed.buf;
	z.avail_out = 1 << 20;
	for (i = 0; i < 256; i++) {
		z.next_in = (Bytef *)zeros;
		z.avail_in = sizeof(zeros);
		ck_assert_int_eq(
			deflate(&z, i == 255 ? Z_FINISH : Z_NO_FLUSH), i == 255 ? Z_STREAM_END : Z_OK);
	}
	strbuf_setlen(&packed, z.total_out);
	deflateEnd(&z);
	fails(inflate_bytes(packed.buf, packed.len, 1 << 20, &out, &scratch_err), ERR_TOO_LONG);
	ck_assert_uint_lt(out.alloc, 8 << 20);
	strbuf_release(&packed);
	strbuf_release(&out);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		what_was_deflated_comes_back, what_is_damaged_is_refused, a_bomb_goes_off_within_the_limit};

	return scratch_run("inflate", tests, sizeof(tests) / sizeof(tests[0]));
}
