/* Stream details to JSON and back. */
#include <stdlib.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/record.h"
#include "harness/scratch.h"
#include "media/streams.h"

static struct streams s;
static struct strbuf text;

static void fill(void)
{
	struct video_stream *v = streams_add_video(&s);
	struct audio_stream *a = streams_add_audio(&s);
	struct subtitle_stream *t = streams_add_subtitle(&s);

	s.duration = 6127.1234;
	*v = (struct video_stream){xstrdup("hevc"), xstrdup("hdr10"), xstrdup("bt2020nc"), NULL, NULL, 3840,
		1600, 2.4, 24000 / 1001.0, 31000000};
	*a = (struct audio_stream){xstrdup("dtshd_ma"), xstrdup("ger"), xstrdup("7.1"),
		xstrdup("Ton \"laut\""), 1, 8, true, false};
	*t = (struct subtitle_stream){xstrdup("subrip"), xstrdup("eng"), NULL, false, true};
}

static void write_json(void)
{
	struct jsonw w;

	strbuf_clear(&text);
	jsonw_init(&w, &text);
	jsonw_object(&w);
	streams_to_json(&s, &w);
	jsonw_end(&w);
}

START_TEST(json)
{
	fill();
	write_json();
	ck_assert_str_eq(text.buf,
		"{\"duration_seconds\":6127.123,\"video\":[{\"codec\":\"hevc\",\"width\":3840,\"height\":"
		"1600,"
		"\"aspect\":2.4,\"framerate\":23.976,\"bitrate\":31000000,\"hdr_type\":\"hdr10\","
		"\"color_space\":\"bt2020nc\",\"stereo_mode\":null,\"language\":null}],"
		"\"audio\":[{\"stream_index\":1,\"codec\":\"dtshd_ma\",\"language\":\"ger\",\"channels\":8,"
		"\"channel_layout\":\"7.1\",\"title\":\"Ton \\\"laut\\\"\",\"is_default\":true,"
		"\"is_forced\":false}],"
		"\"subtitle\":[{\"codec\":\"subrip\",\"language\":\"eng\",\"file_path\":null,"
		"\"is_default\":false,\"is_forced\":true}]}");
}
END_TEST

START_TEST(there_and_back)
{
	struct strbuf first = STRBUF_INIT;

	fill();
	write_json();
	strbuf_addbuf(&first, &text);
	ok(streams_from_json(&s, first.buf, first.len, &scratch_err));
	ck_assert_uint_eq(s.nvideo, 1);
	ck_assert_uint_eq(s.naudio, 1);
	ck_assert_uint_eq(s.nsubtitle, 1);
	write_json();
	ck_assert_str_eq(text.buf, first.buf);
	strbuf_release(&first);
}
END_TEST

START_TEST(into_a_record)
{
	static const char line[] = "{\"path\":\"a.mkv\",\"video\":7,\"mine\":18446744073709551615}";
	struct record *r = record_new();

	ok(record_parse(r, line, sizeof(line) - 1, &scratch_err));
	streams_to_record(&s, r);
	strbuf_clear(&text);
	record_format(r, &text);
	ck_assert_str_eq(text.buf, "{\"path\":\"a.mkv\",\"video\":[],\"mine\":18446744073709551615,"
				   "\"duration_seconds\":null,\"audio\":[],\"subtitle\":[]}");
	record_free(r);
}
END_TEST

static int from(const char *line)
{
	return streams_from_json(&s, line, strlen(line), &scratch_err);
}

START_TEST(what_cannot_be_is_not_known)
{
	ok(from("{\"duration_seconds\":-3,\"video\":[{\"width\":99999999,\"height\":-1,\"aspect\":\"wide\","
		"\"bitrate\":1.5},7,null],\"audio\":{},\"subtitle\":[{\"language\":5}]}"));
	ck_assert(s.duration == 0);
	ck_assert_uint_eq(s.nvideo, 1);
	ck_assert_int_eq(s.video[0].width, 0);
	ck_assert_int_eq(s.video[0].height, 0);
	ck_assert(s.video[0].aspect == 0);
	ck_assert_int_eq(s.video[0].bitrate, 0);
	ck_assert_uint_eq(s.naudio, 0);
	ck_assert_ptr_null(s.subtitle[0].language);
}
END_TEST

START_TEST(too_many_streams_are_cut)
{
	strbuf_clear(&text);
	strbuf_addstr(&text, "{\"audio\":[{}");
	for (int i = 0; i < STREAMS_MAX + 10; i++)
		strbuf_addstr(&text, ",{}");
	strbuf_addstr(&text, "]}");
	ok(from(text.buf));
	ck_assert_uint_eq(s.naudio, STREAMS_MAX);
}
END_TEST

START_TEST(errors)
{
	fill();
	fails(from("{\"path\":\"x\",\"error\":{\"code\":\"timeout\",\"message\":\"not "
		   "read\",\"retry\":true}}"),
		ERR_TIMEOUT);
	says("not read");
	ck_assert_uint_eq(s.nvideo, 0);
	fails(from("{\"error\":7}"), ERR_INTERNAL);
	fails(from("[]"), ERR_BAD_RECORD);
	fails(from("{"), ERR_BAD_RECORD);
	fails(from(""), ERR_BAD_RECORD);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {json, there_and_back, into_a_record, what_cannot_be_is_not_known,
		too_many_streams_are_cut, errors};

	strbuf_init(&text);
	return scratch_run("streams", tests, sizeof(tests) / sizeof(tests[0]));
}
