/* Streams of libavformat in Kodi's words, on structures that are filled here: no encoder at hand makes
 * DTS-HD, Dolby Vision or 3D. Real files are in tests/cli/probe.bats. */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/dovi_meta.h>
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/parseutils.h>
#include <libavutil/stereo3d.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/file.h"
#include "core/json.h"
#include "harness/scratch.h"
#include "media/avmap.h"
#include "media/probe.h"
#include "media/sps.h"

static AVFormatContext *ctx;
static struct streams got;

static AVStream *add(enum AVMediaType type, enum AVCodecID id)
{
	AVStream *st;

	if (!ctx)
		ctx = avformat_alloc_context();
	st = avformat_new_stream(ctx, NULL);
	st->codecpar->codec_type = type;
	st->codecpar->codec_id = id;
	return st;
}

static AVStream *add_video(enum AVCodecID id, int width, int height)
{
	AVStream *st = add(AVMEDIA_TYPE_VIDEO, id);

	st->codecpar->width = width;
	st->codecpar->height = height;
	st->avg_frame_rate = (AVRational){24000, 1001};
	return st;
}

static void tag(AVStream *st, const char *key, const char *value)
{
	av_dict_set(&st->metadata, key, value, 0);
}

static const struct video_stream *video(void)
{
	streams_release(&got);
	avmap_streams(&got, ctx);
	ck_assert_uint_ge(got.nvideo, 1);
	return &got.video[0];
}

START_TEST(audio_codecs)
{
	static const struct {
		enum AVCodecID id;
		int profile;
		const char *name;
	} codecs[] = {{AV_CODEC_ID_DTS, FF_PROFILE_DTS_HD_MA, "dtshd_ma"},
		{AV_CODEC_ID_DTS, FF_PROFILE_DTS_HD_HRA, "dtshd_hra"},
		{AV_CODEC_ID_DTS, FF_PROFILE_DTS, "dca"}, {AV_CODEC_ID_DTS, FF_PROFILE_DTS_ES, "dca"},
		{AV_CODEC_ID_DTS, FF_PROFILE_UNKNOWN, "dca"},
		{AV_CODEC_ID_DTS, FF_PROFILE_DTS_EXPRESS, "dca"},
		/* Atmos and DTS:X, as newer libraries number them. */
		{AV_CODEC_ID_TRUEHD, 30, "truehd"}, {AV_CODEC_ID_EAC3, 30, "eac3"},
		{AV_CODEC_ID_DTS, 61, "dtshd_ma"}, {AV_CODEC_ID_DTS, 62, "dtshd_ma"},
		{AV_CODEC_ID_AAC, FF_PROFILE_AAC_HE, "aac"}, {AV_CODEC_ID_AC3, 0, "ac3"},
		{AV_CODEC_ID_PCM_S24LE, 0, "pcm_s24le"}, {AV_CODEC_ID_FLAC, 0, "flac"}};

	for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++)
		ck_assert_str_eq(avmap_audio_codec(codecs[i].id, codecs[i].profile), codecs[i].name);
}
END_TEST

START_TEST(high_dynamic_range)
{
	AVStream *st = add_video(AV_CODEC_ID_HEVC, 3840, 1600);

	ck_assert_ptr_null(avmap_hdr(st));
	av_stream_new_side_data(
		st, AV_PKT_DATA_MASTERING_DISPLAY_METADATA, sizeof(AVMasteringDisplayMetadata));
	ck_assert_str_eq(avmap_hdr(st), "hdr10");
	st->codecpar->color_trc = AVCOL_TRC_ARIB_STD_B67;
	ck_assert_str_eq(avmap_hdr(st), "hlg");
	st->codecpar->color_trc = AVCOL_TRC_SMPTE2084;
	ck_assert_str_eq(avmap_hdr(st), "hdr10");
	av_stream_new_side_data(st, AV_PKT_DATA_DOVI_CONF, sizeof(AVDOVIDecoderConfigurationRecord));
	ck_assert_str_eq(avmap_hdr(st), "dolbyvision");
	ck_assert_str_eq(video()->hdr_type, "dolbyvision");
	ck_assert_str_eq(video()->codec, "hevc");
	ck_assert_double_eq_tol(video()->aspect, 2.4, 1e-6);
}
END_TEST

START_TEST(shapes)
{
	AVStream *st = add_video(AV_CODEC_ID_H264, 1440, 1080);

	st->sample_aspect_ratio = (AVRational){4, 3};
	ck_assert_int_eq(video()->width, 1440);
	ck_assert_double_eq_tol(video()->aspect, 16 / 9.0, 1e-6);
	ck_assert_double_eq_tol(video()->framerate, 23.976, 1e-3);
}
END_TEST

static void turn(AVStream *st, double angle)
{
	int32_t *matrix =
		(int32_t *)av_stream_new_side_data(st, AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(int32_t));

	av_display_rotation_set(matrix, angle);
}

START_TEST(turned_pictures)
{
	AVStream *st = add_video(AV_CODEC_ID_H264, 1920, 1080);

	turn(st, 90);
	ck_assert_int_eq(video()->width, 1080);
	ck_assert_int_eq(video()->height, 1920);
	ck_assert_double_eq_tol(video()->aspect, 9 / 16.0, 1e-6);
	turn(st, -90);
	ck_assert_int_eq(video()->width, 1080);
	turn(st, 180);
	ck_assert_int_eq(video()->width, 1920);
	turn(st, 0);
	ck_assert_int_eq(video()->width, 1920);
}
END_TEST

START_TEST(three_dimensions)
{
	static const struct {
		enum AVStereo3DType type;
		int flags;
		const char *name;
	} modes[] = {{AV_STEREO3D_SIDEBYSIDE, 0, "left_right"},
		{AV_STEREO3D_SIDEBYSIDE, AV_STEREO3D_FLAG_INVERT, "right_left"},
		{AV_STEREO3D_TOPBOTTOM, 0, "top_bottom"},
		{AV_STEREO3D_TOPBOTTOM, AV_STEREO3D_FLAG_INVERT, "bottom_top"},
		{AV_STEREO3D_FRAMESEQUENCE, 0, "block_lr"}, {AV_STEREO3D_LINES, 0, "row_interleaved_lr"},
		{AV_STEREO3D_COLUMNS, AV_STEREO3D_FLAG_INVERT, "col_interleaved_rl"},
		{AV_STEREO3D_CHECKERBOARD, 0, "checkerboard_lr"}};
	AVStream *st = add_video(AV_CODEC_ID_H264, 1920, 1080);
	AVStereo3D *s3d = (AVStereo3D *)av_stream_new_side_data(st, AV_PKT_DATA_STEREO3D, sizeof(AVStereo3D));

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		*s3d = (AVStereo3D){.type = modes[i].type, .flags = modes[i].flags};
		ck_assert_str_eq(video()->stereo_mode, modes[i].name);
	}
	tag(st, "stereo_mode", "anaglyph_cyan_red");
	ck_assert_str_eq(video()->stereo_mode, "anaglyph_cyan_red");
	tag(st, "stereo_mode", "mono");
	ck_assert_ptr_null(video()->stereo_mode);
}
END_TEST

START_TEST(covers_are_no_video)
{
	AVStream *cover;

	add_video(AV_CODEC_ID_MJPEG, 600, 900)->disposition = AV_DISPOSITION_ATTACHED_PIC;
	add_video(AV_CODEC_ID_HEVC, 1920, 1080);
	cover = add_video(AV_CODEC_ID_PNG, 600, 900); /* without its flag */
	ck_assert_str_eq(video()->codec, "hevc");
	ck_assert_uint_eq(got.nvideo, 1);
	ck_assert(!avmap_is_video(ctx, cover));
}
END_TEST

START_TEST(motion_jpeg_is_a_video_where_nothing_else_is)
{
	add_video(AV_CODEC_ID_MJPEG, 320, 240);
	ck_assert_str_eq(video()->codec, "mjpeg");
}
END_TEST

START_TEST(sound_and_subtitles)
{
	AVStream *st = add(AVMEDIA_TYPE_AUDIO, AV_CODEC_ID_TRUEHD), *core;

	add_video(AV_CODEC_ID_HEVC, 1920, 1080);
	av_channel_layout_from_string(&st->codecpar->ch_layout, "7.1");
	st->disposition = AV_DISPOSITION_DEFAULT;
	tag(st, "language", "deu");
	tag(st, "title", "  Ton\xff 7.1  ");
	core = add(AVMEDIA_TYPE_AUDIO, AV_CODEC_ID_AC3);
	core->codecpar->ch_layout = (AVChannelLayout){.order = AV_CHANNEL_ORDER_UNSPEC, .nb_channels = 6};
	tag(core, "language", "und");
	st = add(AVMEDIA_TYPE_SUBTITLE, AV_CODEC_ID_HDMV_PGS_SUBTITLE);
	st->disposition = AV_DISPOSITION_FORCED;
	tag(st, "language", "fr-CA");
	add(AVMEDIA_TYPE_ATTACHMENT, AV_CODEC_ID_TTF);
	video();
	ck_assert_uint_eq(got.naudio, 2);
	ck_assert_str_eq(got.audio[0].codec, "truehd");
	ck_assert_str_eq(got.audio[0].language, "ger");
	ck_assert_str_eq(got.audio[0].title, "Ton 7.1");
	ck_assert_str_eq(got.audio[0].channel_layout, "7.1");
	ck_assert_int_eq(got.audio[0].channels, 8);
	ck_assert(got.audio[0].is_default && !got.audio[0].is_forced);
	ck_assert_int_eq(got.audio[1].stream_index, 2);
	ck_assert_int_eq(got.audio[1].channels, 6);
	ck_assert_ptr_null(got.audio[1].channel_layout); /* 5.1 or 5.1(side): only the codec knows */
	ck_assert_ptr_null(got.audio[1].language);
	ck_assert_uint_eq(got.nsubtitle, 1);
	ck_assert_str_eq(got.subtitle[0].codec, "hdmv_pgs_subtitle");
	ck_assert_str_eq(got.subtitle[0].language, "fre");
	ck_assert(got.subtitle[0].is_forced);
}
END_TEST

START_TEST(long_titles_are_cut_between_characters)
{
	AVStream *st = add(AVMEDIA_TYPE_AUDIO, AV_CODEC_ID_AAC);
	char title[400];

	add_video(AV_CODEC_ID_HEVC, 1920, 1080);
	title[0] = 'x';
	for (size_t i = 1; i + 2 < sizeof(title); i += 2)
		memcpy(title + i, "\xc3\xa4", 2);
	title[399] = '\0';
	tag(st, "title", title);
	video();
	ck_assert_uint_eq(strlen(got.audio[0].title), 255);
	ck_assert(utf8_valid(got.audio[0].title, 255));
}
END_TEST

START_TEST(durations)
{
	AVStream *st = add_video(AV_CODEC_ID_HEVC, 1920, 1080);

	st->time_base = (AVRational){1, 1000};
	st->duration = 61500;
	video();
	ck_assert_double_eq_tol(got.duration, 61.5, 1e-6);
	ctx->duration = 62 * (int64_t)AV_TIME_BASE;
	video();
	ck_assert_double_eq_tol(got.duration, 62, 1e-6);
	ctx->duration = INT64_MAX;
	video();
	ck_assert(got.duration == 0);
}
END_TEST

START_TEST(bit_rates)
{
	AVStream *st = add_video(AV_CODEC_ID_HEVC, 1920, 1080);

	ck_assert_int_eq(video()->bitrate, 0);
	tag(st, "BPS-eng", "31000000");
	ck_assert_int_eq(video()->bitrate, 31000000);
	st->codecpar->bit_rate = 5000;
	ck_assert_int_eq(video()->bitrate, 5000);
	st->codecpar->bit_rate = 0;
	tag(st, "BPS-eng", "99999999999999999999");
	ck_assert_int_eq(video()->bitrate, 0);
}
END_TEST

static size_t bytes_of(const char *hex, uint8_t *out)
{
	size_t n = 0;

	for (; hex[0] && hex[1]; hex += 2) {
		char digits[3] = {hex[0], hex[1], '\0'};

		out[n++] = (uint8_t)strtol(digits, NULL, 16);
	}
	return n;
}

/* What x264 writes into an avcC box for some pictures, and what ffprobe says of them. */
static const struct {
	const char *avcc;
	struct sps sps;
} parameter_sets[] = {
	{"01640028ffe1001e67640028acd940780227e5c05a808080a0000003002000000641e30632c001000668ebe3cb22c0fdf8f"
	 "800",
		{1920, 1080, 1, 1, 1, 1, 1}},
	{"016e0028ffe1001b676e0028a6cd9405a0227e5c3840000003004000000c83c60c658001000668ebe3cb22c0fdfafa00",
		{1440, 1080, 4, 3, 2, 2, 2}},
	{"0164001effe1001c6764001eacd940b424dff8020001688000000300800000190f8a14cb01000668fba3cb22c0fdf8f800",
		{720, 576, 64, 45, 2, 2, 2}},
	{"01f4000dffe1001a67f4000d919b282a10f1f1f808800000030080000019078a14cb01000668ebe3c44844fff8f800",
		{322, 242, 1, 1, 2, 2, 2}},
	{"017a000dffe1001b677a000dbcd9415087888fc044000003000400000300c83c50a65801000768ebe3cb3002c0fef8f800",
		{322, 242, 1, 1, 2, 2, 2}},
	{"0142c028ffe1001c6742c028da01e0089ee7c39a848904a0000003002000000601e3065401000468ce0fc8",
		{1916, 1076, 4, 3, 9, 18, 9}},
};
#define SETS (sizeof(parameter_sets) / sizeof(parameter_sets[0]))

static void same_sps(const struct sps *a, const struct sps *b)
{
	ck_assert_int_eq(a->width, b->width);
	ck_assert_int_eq(a->height, b->height);
	ck_assert_int_eq(a->sar_num, b->sar_num);
	ck_assert_int_eq(a->sar_den, b->sar_den);
	ck_assert_int_eq(a->primaries, b->primaries);
	ck_assert_int_eq(a->transfer, b->transfer);
	ck_assert_int_eq(a->matrix, b->matrix);
}

START_TEST(sps_of_h264)
{
	uint8_t box[128], start[132] = {0, 0, 1, 9, 0, 0, 0, 1};
	struct sps sps;

	for (size_t i = 0; i < SETS; i++) {
		size_t len = bytes_of(parameter_sets[i].avcc, box);

		ck_assert(sps_read(&sps, box, len));
		same_sps(&sps, &parameter_sets[i].sps);
		memcpy(start + 8, box + 8, len - 8);
		ck_assert(sps_read(&sps, start, len));
		same_sps(&sps, &parameter_sets[i].sps);
	}
}
END_TEST

START_TEST(broken_sps)
{
	uint8_t box[128] = {0};
	struct sps sps;

	ck_assert(!sps_read(&sps, NULL, 0));
	for (size_t i = 0; i < SETS; i++) {
		size_t len = bytes_of(parameter_sets[i].avcc, box), end = 8 + (size_t)box[7];

		for (size_t cut = 0; cut < end; cut++)
			ck_assert(!sps_read(&sps, box, cut));
		/* Whatever bit is wrong, the answer is within bounds. */
		for (size_t bit = 0; bit < len * 8; bit++) {
			box[bit / 8] ^= (uint8_t)(1 << bit % 8);
			if (sps_read(&sps, box, len))
				ck_assert(sps.width > 0 && sps.height > 0 && sps.width <= 65535 &&
					  sps.height <= 65535);
			box[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
	}
}
END_TEST

/* A stream as ffprobe recorded it. */
static void add_recorded(const cJSON *json)
{
	const AVCodecDescriptor *codec = avcodec_descriptor_get_by_name(json_str(json, "codec_name"));
	AVStream *st = add(codec->type, codec->id);
	const cJSON *entry;
	int64_t v;

	if (json_int(json, "width", &v))
		st->codecpar->width = (int)v;
	if (json_int(json, "height", &v))
		st->codecpar->height = (int)v;
	if (json_str(json, "sample_aspect_ratio"))
		av_parse_ratio(
			&st->sample_aspect_ratio, json_str(json, "sample_aspect_ratio"), INT_MAX, 0, NULL);
	if (codec->type == AVMEDIA_TYPE_VIDEO)
		av_parse_ratio(&st->avg_frame_rate, json_str(json, "avg_frame_rate"), INT_MAX, 0, NULL);
	if (json_int(json, "channels", &v))
		st->codecpar->ch_layout =
			(AVChannelLayout){.order = AV_CHANNEL_ORDER_UNSPEC, .nb_channels = (int)v};
	if (json_str(json, "channel_layout"))
		av_channel_layout_from_string(&st->codecpar->ch_layout, json_str(json, "channel_layout"));
	if (json_str(json, "profile") && !strcmp(json_str(json, "profile"), "DTS-HD MA + DTS:X"))
		st->codecpar->profile = 61; /* not yet a profile in FFmpeg 5.1 */
	if (json_int(json_member(json, "disposition"), "default", &v) && v)
		st->disposition = AV_DISPOSITION_DEFAULT;
	cJSON_ArrayForEach (entry, json_member(json, "tags")) {
		tag(st, entry->string, entry->valuestring);
	}
}

/* What avmap_streams() makes of a recorded file, in one line. */
static void recorded_line(struct strbuf *line, const char *path)
{
	struct strbuf data = STRBUF_INIT;
	const cJSON *stream;
	cJSON *json;

	ok(file_read(path, 1 << 20, &data, &scratch_err));
	json = json_parse(data.buf, data.len, &scratch_err);
	ck_assert_ptr_nonnull(json);
	cJSON_ArrayForEach (stream, json_member(json, "streams")) {
		add_recorded(stream);
	}
	video();
	for (size_t i = 0; i < got.nvideo; i++)
		strbuf_addf(line, "%s %dx%d %.3f %.3f; ", got.video[i].codec, got.video[i].width,
			got.video[i].height, got.video[i].aspect, got.video[i].framerate);
	for (size_t i = 0; i < got.naudio; i++)
		strbuf_addf(line, "%s %d %s%s; ", got.audio[i].codec, got.audio[i].channels,
			got.audio[i].language, got.audio[i].is_default ? " d" : "");
	for (size_t i = 0; i < got.nsubtitle; i++)
		strbuf_addf(line, "%s %s; ", got.subtitle[i].codec, got.subtitle[i].language);
	cJSON_Delete(json);
	strbuf_release(&data);
}

START_TEST(recorded)
{
	static const char *const files[][2] = {
		{"video_interlaced", "h264 1280x720 1.778 25.000; "},
		{"video_metadata", "h264 320x240 1.333 25.000; eac3 6 eng d; dtshd_ma 8 eng; "},
		{"video_mp4_metadata", "h264 720x358 2.384 23.986; aac 7 eng d; aac 2 eng; dvd_subtitle spa; "
				       "mov_text eng; mov_text eng; "},
		{"video_web_like_mkv_with_subtitle",
			"vp8 540x360 1.500 23.976; vorbis 2 eng d; subrip eng; "},
	};
	const char *fixtures = getenv("METARR_FIXTURES");
	struct strbuf path = STRBUF_INIT, line = STRBUF_INIT;

	if (!fixtures) {
		puts("skip: METARR_FIXTURES is not set");
		return;
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		avformat_free_context(ctx);
		ctx = NULL;
		strbuf_clear(&path);
		strbuf_clear(&line);
		strbuf_addf(&path, "%s/ffprobe/%s.json", fixtures, files[i][0]);
		recorded_line(&line, path.buf);
		ck_assert_str_eq(line.buf, files[i][1]);
	}
	strbuf_release(&path);
	strbuf_release(&line);
}
END_TEST

START_TEST(refused)
{
	scratch_write("a.mkv", "hello");
	scratch_write("empty.mkv", "");
	scratch_write("a.iso", "hello");
	fails(probe_file(&got, scratch("a.mkv"), &scratch_err), ERR_BAD_VIDEO);
	fails(probe_file(&got, scratch("empty.mkv"), &scratch_err), ERR_BAD_VIDEO);
	says("an empty file");
	fails(probe_file(&got, scratch("a.iso"), &scratch_err), ERR_UNSUPPORTED);
	fails(probe_file(&got, scratch("nothing"), &scratch_err), ERR_NOT_FOUND);
	fails(probe_file(&got, "/dev/zero", &scratch_err), ERR_NOT_FOUND);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {audio_codecs, high_dynamic_range, shapes, turned_pictures,
		three_dimensions, covers_are_no_video, motion_jpeg_is_a_video_where_nothing_else_is,
		sound_and_subtitles, long_titles_are_cut_between_characters, durations, bit_rates,
		sps_of_h264, broken_sps, recorded, refused};

	probe_init();
	return scratch_run("probe", tests, sizeof(tests) / sizeof(tests[0]));
}
