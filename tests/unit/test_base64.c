/* Base64, against the vectors of RFC 4648. */
#include "core/base64.h"
#include "harness/scratch.h"

static const struct {
	const char *bytes, *text;
} vectors[] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="},
	{"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "+//+"}};

START_TEST(the_vectors)
{
	struct strbuf out = STRBUF_INIT;
	size_t i;

	for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		strbuf_clear(&out);
		base64_encode(&out, vectors[i].bytes, strlen(vectors[i].bytes));
		ck_assert_str_eq(out.buf, vectors[i].text);
		strbuf_clear(&out);
		ck_assert(base64_decode(&out, vectors[i].text, strlen(vectors[i].text)));
		ck_assert_str_eq(out.buf, vectors[i].bytes);
	}
	strbuf_release(&out);
}
END_TEST

START_TEST(all_bytes)
{
	struct strbuf bytes = STRBUF_INIT, text = STRBUF_INIT, back = STRBUF_INIT;
	int i;

	for (i = 0; i < 1000; i++) {
		strbuf_clear(&text);
		strbuf_clear(&back);
		base64_encode(&text, bytes.buf, bytes.len);
		ck_assert(base64_decode(&back, text.buf, text.len));
		ck_assert_uint_eq(back.len, bytes.len);
		ck_assert(!memcmp(back.buf, bytes.buf, bytes.len));
		strbuf_addch(&bytes, i * 37 % 256);
	}
	strbuf_release(&bytes);
	strbuf_release(&text);
	strbuf_release(&back);
}
END_TEST

START_TEST(what_is_none)
{
	static const char *const texts[] = {"Z", "Zg",
		"Zg=", "Zg==Zg==", "Zh==", "Zm9=", "====", "=Zg=", "Zm 9", "Zm9v\n", "Zm9\xc3",
		"Zm9v=", "Zg-_"};
	struct strbuf out = STRBUF_INIT;
	size_t i;

	strbuf_addstr(&out, "kept");
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		ck_assert_msg(!base64_decode(&out, texts[i], strlen(texts[i])), "'%s' is taken", texts[i]);
		ck_assert_str_eq(out.buf, "kept");
	}
	strbuf_release(&out);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {the_vectors, all_bytes, what_is_none};

	return scratch_run("base64", tests, sizeof(tests) / sizeof(tests[0]));
}
