/* libavformat's streams in Kodi's words; see avmap.h. */
#include <libavcodec/avcodec.h>
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
#include <libavutil/stereo3d.h>
#include <math.h>
#include <stdlib.h>

#include "core/alloc.h"
#include "core/strbuf.h"
#include "media/avmap.h"
#include "media/lang.h"

#define TITLE_MAX 256		    /* bytes of an audio stream's title */
#define DURATION_MAX (30 * 86400.0) /* seconds; what a header says beyond is no duration */

static const char *tag(const AVStream *st, const char *key)
{
	const AVDictionaryEntry *e = av_dict_get(st->metadata, key, NULL, 0);

	return e && *e->value ? e->value : NULL;
}

static const void *side_data(const AVStream *st, enum AVPacketSideDataType type, size_t least)
{
	size_t size = 0;
	const void *data = av_stream_get_side_data(st, type, &size);

	return data && size >= least ? data : NULL;
}

/* Text of a tag that is meant for people: UTF-8, at most TITLE_MAX bytes, whole characters. */
static char *text(const char *s)
{
	struct strbuf out = STRBUF_INIT;
	size_t len;

	if (!s)
		return NULL;
	len = strnlen(s, TITLE_MAX);
	while (len && s[len] && ((unsigned char)s[len] & 0xc0) == 0x80)
		len--;
	strbuf_add_utf8(&out, s, len);
	strbuf_trim(&out);
	if (!out.len) {
		strbuf_release(&out);
		return NULL;
	}
	return strbuf_detach(&out, NULL);
}

static bool is_still(enum AVCodecID id)
{
	switch (id) {
	case AV_CODEC_ID_MJPEG:
	case AV_CODEC_ID_PNG:
	case AV_CODEC_ID_BMP:
	case AV_CODEC_ID_GIF:
	case AV_CODEC_ID_TIFF:
	case AV_CODEC_ID_WEBP:
		return true;
	default:
		return false;
	}
}

static bool is_moving(const AVStream *st)
{
	return st->codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
	       !(st->disposition & (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS));
}

bool avmap_is_video(const AVFormatContext *ctx, const AVStream *st)
{
	if (!is_moving(st))
		return false;
	if (!is_still(st->codecpar->codec_id))
		return true;
	/* Motion JPEG is a video where nothing else is. */
	for (unsigned i = 0; i < ctx->nb_streams; i++) {
		if (is_moving(ctx->streams[i]) && !is_still(ctx->streams[i]->codecpar->codec_id))
			return false;
	}
	return true;
}

const char *avmap_audio_codec(enum AVCodecID id, int profile)
{
	if (id != AV_CODEC_ID_DTS)
		return avcodec_get_name(id);
	switch (profile) {
	case FF_PROFILE_DTS_HD_MA:
	case 61: /* with DTS:X, a profile since FFmpeg 6.1 */
	case 62: /* and IMAX */
		return "dtshd_ma";
	case FF_PROFILE_DTS_HD_HRA:
		return "dtshd_hra";
	default:
		return "dca";
	}
}

const char *avmap_hdr(const AVStream *st)
{
	if (side_data(st, AV_PKT_DATA_DOVI_CONF, 1))
		return "dolbyvision";
	if (st->codecpar->color_trc == AVCOL_TRC_SMPTE2084)
		return "hdr10";
	if (st->codecpar->color_trc == AVCOL_TRC_ARIB_STD_B67)
		return "hlg";
	if (side_data(st, AV_PKT_DATA_MASTERING_DISPLAY_METADATA, 1))
		return "hdr10";
	return NULL;
}

/* Matroska's tag has Kodi's names already; other containers have side data. */
static const char *stereo_mode(const AVStream *st)
{
	const AVStereo3D *s3d = side_data(st, AV_PKT_DATA_STEREO3D, sizeof(*s3d));
	const char *name = tag(st, "stereo_mode");
	bool inverted = s3d && s3d->flags & AV_STEREO3D_FLAG_INVERT;

	if (name)
		return strcmp(name, "mono") ? name : NULL;
	switch (s3d ? s3d->type : AV_STEREO3D_2D) {
	case AV_STEREO3D_SIDEBYSIDE:
	case AV_STEREO3D_SIDEBYSIDE_QUINCUNX:
		return inverted ? "right_left" : "left_right";
	case AV_STEREO3D_TOPBOTTOM:
		return inverted ? "bottom_top" : "top_bottom";
	case AV_STEREO3D_FRAMESEQUENCE:
		return inverted ? "block_rl" : "block_lr";
	case AV_STEREO3D_CHECKERBOARD:
		return inverted ? "checkerboard_rl" : "checkerboard_lr";
	case AV_STEREO3D_LINES:
		return inverted ? "row_interleaved_rl" : "row_interleaved_lr";
	case AV_STEREO3D_COLUMNS:
		return inverted ? "col_interleaved_rl" : "col_interleaved_lr";
	default:
		return NULL;
	}
}

/* A quarter turn, as phones write it: what is shown is as high as the coded picture is wide. */
static bool is_turned(const AVStream *st)
{
	const int32_t *matrix = side_data(st, AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(*matrix));
	double turn = matrix ? fabs(av_display_rotation_get(matrix)) : 0;

	return turn > 45 && turn < 135;
}

static double rate(AVRational r)
{
	return r.num > 0 && r.den > 0 ? av_q2d(r) : 0;
}

/* Bits a second: the container's word, or the statistics that mkvmerge leaves in a tag. */
static int64_t bit_rate(const AVStream *st)
{
	const char *bps = tag(st, "BPS") ? tag(st, "BPS") : tag(st, "BPS-eng");
	long long v = st->codecpar->bit_rate;

	if (v <= 0 && bps)
		v = strtoll(bps, NULL, 10);
	return v > 0 && v < INT64_C(1) << 40 ? v : 0;
}

static void add_video(struct streams *out, AVFormatContext *ctx, AVStream *st)
{
	struct video_stream *v = streams_add_video(out);
	const AVCodecParameters *par = st->codecpar;
	double sar = rate(av_guess_sample_aspect_ratio(ctx, st, NULL));
	const char *space = av_color_space_name(par->color_space);

	v->codec = xstrdup(avcodec_get_name(par->codec_id));
	v->width = par->width;
	v->height = par->height;
	if (v->width > 0 && v->height > 0)
		v->aspect = (double)v->width / v->height * (sar > 0 ? sar : 1);
	if (is_turned(st)) {
		v->width = par->height;
		v->height = par->width;
		v->aspect = v->aspect > 0 ? 1 / v->aspect : 0;
	}
	v->framerate = rate(st->avg_frame_rate) > 0 ? rate(st->avg_frame_rate) : rate(st->r_frame_rate);
	v->bitrate = bit_rate(st);
	v->hdr_type = xstrdup_or_null(avmap_hdr(st));
	if (par->color_space != AVCOL_SPC_UNSPECIFIED)
		v->color_space = xstrdup_or_null(space);
	v->stereo_mode = text(stereo_mode(st));
	v->language = xstrdup_or_null(lang_code(tag(st, "language")));
}

static char *channel_layout(const AVChannelLayout *layout)
{
	AVChannelLayout usual = {0};
	char name[64];

	if (layout->order != AV_CHANNEL_ORDER_UNSPEC)
		return av_channel_layout_describe(layout, name, sizeof(name)) > 0 ? text(name) : NULL;
	/* One and two channels can be nothing else; with six the codec would have to be asked. */
	if (layout->nb_channels < 1 || layout->nb_channels > 2)
		return NULL;
	av_channel_layout_default(&usual, layout->nb_channels);
	return channel_layout(&usual);
}

static void add_audio(struct streams *out, const AVStream *st)
{
	struct audio_stream *a = streams_add_audio(out);
	const AVCodecParameters *par = st->codecpar;

	a->stream_index = st->index;
	a->codec = xstrdup(avmap_audio_codec(par->codec_id, par->profile));
	a->channels = par->ch_layout.nb_channels;
	a->channel_layout = channel_layout(&par->ch_layout);
	a->language = xstrdup_or_null(lang_code(tag(st, "language")));
	a->title = text(tag(st, "title") ? tag(st, "title") : tag(st, "name"));
	a->is_default = st->disposition & AV_DISPOSITION_DEFAULT;
	a->is_forced = st->disposition & AV_DISPOSITION_FORCED;
}

static void add_subtitle(struct streams *out, const AVStream *st)
{
	struct subtitle_stream *t = streams_add_subtitle(out);

	t->codec = xstrdup(avcodec_get_name(st->codecpar->codec_id));
	t->language = xstrdup_or_null(lang_code(tag(st, "language")));
	t->is_default = st->disposition & AV_DISPOSITION_DEFAULT;
	t->is_forced = st->disposition & AV_DISPOSITION_FORCED;
}

static double duration(const AVFormatContext *ctx)
{
	double longest = ctx->duration > 0 ? ctx->duration / (double)AV_TIME_BASE : 0;

	for (unsigned i = 0; i < ctx->nb_streams && longest <= 0; i++) {
		const AVStream *st = ctx->streams[i];

		if (st->duration > 0)
			longest = fmax(longest, (double)st->duration * av_q2d(st->time_base));
	}
	return longest > 0 && longest <= DURATION_MAX ? longest : 0;
}

void avmap_streams(struct streams *out, AVFormatContext *ctx)
{
	out->duration = duration(ctx);
	for (unsigned i = 0; i < ctx->nb_streams; i++) {
		AVStream *st = ctx->streams[i];
		enum AVMediaType type = st->codecpar->codec_type;

		if (avmap_is_video(ctx, st) && out->nvideo < STREAMS_MAX)
			add_video(out, ctx, st);
		else if (type == AVMEDIA_TYPE_AUDIO && out->naudio < STREAMS_MAX)
			add_audio(out, st);
		else if (type == AVMEDIA_TYPE_SUBTITLE && out->nsubtitle < STREAMS_MAX)
			add_subtitle(out, st);
	}
}
