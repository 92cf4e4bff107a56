/* The ladder over libavformat; see probe.h. */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <stdlib.h>
#include <strings.h>

#include "core/alloc.h"
#include "core/path.h"
#include "media/avmap.h"
#include "media/avsource.h"
#include "media/disc.h"
#include "media/probe.h"
#include "media/sps.h"

#define PEEK_PACKETS 500 /* step 3 looks at no more */
#define MAX_STREAMS 1000 /* of one file */

/* Containers of films. What is not here (playlists, subtitles, single pictures, music) is no video. */
static const char formats[] =
	"matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,avi,mpegts,mpeg,mpegvideo,asf,flv,ogg,rm,nut,mxf,wtv,ivf,m4v,"
	"h264,hevc,vc1,av1,obu,dv,gxf,nsv,nuv";

/* Names of files that hold no streams themselves. */
static const char *const not_probed[] = {"iso", "img", "strm", "disc"};

static char last_message[256];

/* Keeps the first thing that a demuxer finds wrong: what follows is only its consequence. */
static void on_log(void *ctx, int level, const char *fmt, va_list ap)
{
	const AVClass *class = ctx ? *(const AVClass **)ctx : NULL;

	if (level > AV_LOG_ERROR || last_message[0] || !class || !class->get_category ||
		class->get_category(ctx) != AV_CLASS_CATEGORY_DEMUXER)
		return;
	vsnprintf(last_message, sizeof(last_message), fmt, ap);
	last_message[strcspn(last_message, "\r\n")] = '\0';
}

void probe_init(void)
{
	av_log_set_callback(on_log);
}

/* One message for whatever made libav stop; the cause is its own words where it had some. */
static int fail(const struct avsource *src, const char *path, int averror, struct error *err)
{
	char why[128];

	if (src->late)
		return error_set(err, ERR_TIMEOUT, "not read within %d s: '%s'", PROBE_SECONDS, path);
	if (src->error)
		return error_errno(err, src->error, "cannot read '%s'", path);
	if (averror == AVERROR(ENOMEM))
		return error_set(err, ERR_NO_MEMORY, "not enough memory to read '%s'", path);
	if (!last_message[0])
		av_strerror(averror, why, sizeof(why));
	return error_set(err, ERR_BAD_VIDEO, "no readable video: '%s': %s", path,
		last_message[0] ? last_message : why);
}

/* Step 1: the container's header. 0 and *out, or an AVERROR and nothing to free. */
static int open_header(AVFormatContext **out, struct avsource *src, const char *path)
{
	AVDictionary *opts = NULL;
	int rc;

	*out = avformat_alloc_context();
	if (!*out)
		return AVERROR(ENOMEM);
	avsource_attach(src, *out);
	src->left = PROBE_HEAD_BYTES;
	(*out)->max_streams = MAX_STREAMS;
	av_dict_set(&opts, "format_whitelist", formats, 0);
	rc = avformat_open_input(out, path, NULL, &opts);
	av_dict_free(&opts);
	return rc;
}

/* A field without which there are no stream details. */
static bool lacks(const AVFormatContext *ctx, const AVStream *st)
{
	const AVCodecParameters *par = st->codecpar;

	if (avmap_is_video(ctx, st))
		return par->codec_id == AV_CODEC_ID_NONE || par->width <= 0 || par->height <= 0 ||
		       (st->avg_frame_rate.num <= 0 && st->r_frame_rate.num <= 0);
	if (par->codec_type == AVMEDIA_TYPE_AUDIO)
		return par->codec_id == AV_CODEC_ID_NONE || par->ch_layout.nb_channels <= 0;
	return false;
}

static bool header_is_enough(const AVFormatContext *ctx)
{
	if (ctx->ctx_flags & AVFMTCTX_NOHEADER || !ctx->nb_streams || ctx->duration <= 0)
		return false;
	for (unsigned i = 0; i < ctx->nb_streams; i++) {
		if (lacks(ctx, ctx->streams[i]))
			return false;
	}
	return true;
}

/* Step 2: libavformat's own search, where decoders read their headers and leave the pictures. */
static int find_info(AVFormatContext *ctx, struct avsource *src)
{
	AVDictionary **opts = xcalloc(ctx->nb_streams + 1, sizeof(*opts));
	unsigned n = ctx->nb_streams;
	int rc;

	for (unsigned i = 0; i < n; i++) {
		av_dict_set(&opts[i], "threads", "1", 0);
		av_dict_set(&opts[i], "skip_frame", "all", 0);
	}
	src->left = PROBE_FIND_BYTES;
	rc = avformat_find_stream_info(ctx, opts);
	for (unsigned i = 0; i < n; i++)
		av_dict_free(&opts[i]);
	free(opts);
	return rc;
}

/* What an H.264 stream's extradata says; it is right where the container differs, but for the pixel's shape.
 */
static void read_sps(AVStream *st)
{
	AVCodecParameters *par = st->codecpar;
	struct sps sps;

	if (par->codec_id != AV_CODEC_ID_H264 || par->extradata_size <= 0 ||
		!sps_read(&sps, par->extradata, (size_t)par->extradata_size))
		return;
	if (par->width <= 0 || par->height <= 0) {
		par->width = sps.width;
		par->height = sps.height;
	}
	if (!par->sample_aspect_ratio.num && sps.sar_den)
		par->sample_aspect_ratio = (AVRational){sps.sar_num, sps.sar_den};
	if (sps.transfer != AVCOL_TRC_UNSPECIFIED)
		par->color_trc = (enum AVColorTransferCharacteristic)sps.transfer;
	if (sps.matrix != AVCOL_SPC_UNSPECIFIED)
		par->color_space = (enum AVColorSpace)sps.matrix;
}

/* What the codec's own headers may say and the container did not. */
static bool worth_a_peek(const AVFormatContext *ctx, const AVStream *st)
{
	const AVCodecParameters *par = st->codecpar;

	if (par->codec_id == AV_CODEC_ID_DTS)
		return par->profile == FF_PROFILE_UNKNOWN;
	if (!avmap_is_video(ctx, st))
		return false;
	if (par->width <= 0 || par->height <= 0)
		return true;
	switch (par->codec_id) {
	case AV_CODEC_ID_HEVC:
	case AV_CODEC_ID_AV1:
		return par->color_trc == AVCOL_TRC_UNSPECIFIED && !avmap_hdr(st);
	case AV_CODEC_ID_MPEG4:
	case AV_CODEC_ID_MPEG2VIDEO:
	case AV_CODEC_ID_MPEG1VIDEO:
		return avmap_is_video(ctx, st) && !st->sample_aspect_ratio.num &&
		       !par->sample_aspect_ratio.num;
	default:
		return false;
	}
}

static AVCodecContext *open_decoder(const AVStream *st)
{
	const AVCodec *codec = avcodec_find_decoder(st->codecpar->codec_id);
	AVCodecContext *dec = codec ? avcodec_alloc_context3(codec) : NULL;

	if (!dec)
		return NULL;
	dec->thread_count = 1;
	if (st->codecpar->codec_type == AVMEDIA_TYPE_VIDEO)
		dec->skip_frame = AVDISCARD_ALL;
	if (avcodec_parameters_to_context(dec, st->codecpar) < 0 || avcodec_open2(dec, codec, NULL) < 0)
		avcodec_free_context(&dec);
	return dec;
}

/* Takes over what a decoder has read in headers, and only that. */
static void learn(AVStream *st, const AVCodecContext *dec)
{
	AVCodecParameters *par = st->codecpar;

	if (par->profile == FF_PROFILE_UNKNOWN)
		par->profile = dec->profile;
	if (par->codec_type != AVMEDIA_TYPE_VIDEO)
		return;
	if (par->width <= 0 || par->height <= 0) {
		par->width = dec->width;
		par->height = dec->height;
	}
	if (!par->sample_aspect_ratio.num)
		par->sample_aspect_ratio = dec->sample_aspect_ratio;
	if (par->color_trc == AVCOL_TRC_UNSPECIFIED)
		par->color_trc = dec->color_trc;
	if (par->color_space == AVCOL_SPC_UNSPECIFIED)
		par->color_space = dec->colorspace;
}

/* An HEVC decoder has read the parameter sets in the extradata when it is open; packets have no others. */
static bool has_said_all(const AVStream *st)
{
	return st->codecpar->codec_id == AV_CODEC_ID_HEVC && st->codecpar->extradata_size > 0 &&
	       st->codecpar->width > 0;
}

static void decode_one(AVCodecContext *dec, const AVPacket *pkt)
{
	AVFrame *frame = av_frame_alloc();

	if (frame && avcodec_send_packet(dec, pkt) >= 0)
		avcodec_receive_frame(dec, frame);
	av_frame_free(&frame);
}

/* Step 3: the decoders' view of the extradata and, where that does not do, of the first packet of each
 * stream. */
static void peek(AVFormatContext *ctx, struct avsource *src)
{
	AVCodecContext **dec = xcalloc(ctx->nb_streams, sizeof(*dec));
	AVPacket *pkt = av_packet_alloc();
	unsigned n = ctx->nb_streams, open = 0;

	for (unsigned i = 0; i < n; i++) {
		AVStream *st = ctx->streams[i];

		dec[i] = worth_a_peek(ctx, st) ? open_decoder(st) : NULL;
		if (!dec[i])
			continue;
		learn(st, dec[i]);
		if (worth_a_peek(ctx, st) && !has_said_all(st))
			open++;
		else
			avcodec_free_context(&dec[i]);
	}
	src->left = PROBE_PEEK_BYTES;
	for (int packets = 0; pkt && open && packets < PEEK_PACKETS && av_read_frame(ctx, pkt) >= 0;
		packets++) {
		unsigned i = (unsigned)pkt->stream_index;

		if (i < n && dec[i]) {
			decode_one(dec[i], pkt);
			learn(ctx->streams[i], dec[i]);
			avcodec_free_context(&dec[i]);
			open--;
		}
		av_packet_unref(pkt);
	}
	av_packet_free(&pkt);
	for (unsigned i = 0; i < n; i++)
		avcodec_free_context(&dec[i]);
	free(dec);
}

/* Gives the streams of a disc their languages, which its video files do not have. */
static void set_languages(AVFormatContext *ctx, const struct disc *disc)
{
	for (unsigned i = 0; i < ctx->nb_streams; i++) {
		for (size_t k = 0; k < disc->nstream; k++) {
			if (disc->stream[k].id == ctx->streams[i]->id && disc->stream[k].language[0])
				av_dict_set(
					&ctx->streams[i]->metadata, "language", disc->stream[k].language, 0);
		}
	}
}

/* Subtitles of a disc may come late in the film; the disc's own table has them all. */
static void add_late_subtitles(struct streams *out, const AVFormatContext *ctx, const struct disc *disc)
{
	for (size_t k = 0; k < disc->nstream && out->nsubtitle < STREAMS_MAX; k++) {
		const struct disc_stream *s = &disc->stream[k];
		struct subtitle_stream *t;
		bool seen = !s->is_subtitle;

		for (unsigned i = 0; i < ctx->nb_streams && !seen; i++)
			seen = ctx->streams[i]->id == s->id;
		if (seen)
			continue;
		t = streams_add_subtitle(out);
		t->codec = xstrdup(s->codec);
		t->language = s->language[0] ? xstrdup(s->language) : NULL;
	}
}

/* All steps after the header. disc is NULL for a file that is none's. */
static int climb(struct streams *out, AVFormatContext *ctx, struct avsource *src, const char *path,
	const struct disc *disc, struct error *err)
{
	int rc = header_is_enough(ctx) ? 0 : find_info(ctx, src);

	for (unsigned i = 0; i < ctx->nb_streams; i++)
		read_sps(ctx->streams[i]);
	if (rc >= 0 && !src->late && !src->error)
		peek(ctx, src);
	if (rc < 0 || src->late || src->error)
		return fail(src, path, rc, err);
	if (disc)
		set_languages(ctx, disc);
	avmap_streams(out, ctx);
	if (!out->nvideo)
		return error_set(err, ERR_BAD_VIDEO, "no video stream in '%s'", path);
	if (disc) {
		add_late_subtitles(out, ctx, disc);
		out->duration = disc->duration;
	}
	return 0;
}

static bool is_not_probed(const char *path)
{
	for (size_t i = 0; i < sizeof(not_probed) / sizeof(*not_probed); i++) {
		if (!strcasecmp(path_ext(path), not_probed[i]))
			return true;
	}
	return false;
}

static int probe(struct streams *out, const char *path, const struct disc *disc, struct error *err)
{
	AVFormatContext *ctx = NULL;
	struct avsource src;
	int rc;

	if (is_not_probed(path))
		return error_set(err, ERR_UNSUPPORTED, "not a file that holds streams itself: '%s'", path);
	if (avsource_open(&src, path, PROBE_SECONDS, err))
		return -1;
	last_message[0] = '\0';
	rc = open_header(&ctx, &src, path);
	rc = rc < 0 ? fail(&src, path, rc, err) : climb(out, ctx, &src, path, disc, err);
	avformat_close_input(&ctx);
	avsource_close(&src);
	if (rc)
		streams_release(out);
	return rc;
}

int probe_file(struct streams *out, const char *path, struct error *err)
{
	struct disc disc = DISC_INIT;
	int rc;

	streams_release(out);
	rc = disc_open(&disc, path, err);
	if (rc >= 0)
		rc = probe(out, rc ? disc.file : path, rc ? &disc : NULL, err);
	disc_release(&disc);
	return rc;
}

int probe_stack(struct streams *out, const char *const *paths, size_t n, struct error *err)
{
	struct streams part = STREAMS_INIT;
	double duration = 0;
	bool known = n > 0;

	streams_release(out);
	for (size_t i = 0; i < n; i++) {
		struct streams *one = i ? &part : out;

		if (probe_file(one, paths[i], err)) {
			streams_release(out);
			return -1;
		}
		known = known && one->duration > 0;
		duration += one->duration;
	}
	streams_release(&part);
	out->duration = known ? duration : 0;
	return 0;
}
