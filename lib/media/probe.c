/*
 * The ladder over libavformat; see probe.h. Every byte comes through source_read(), which counts them and
 * looks at the clock, so no demuxer can read without end; and open_other() refuses every second file, so none
 * can lead elsewhere.
 */
#include <errno.h>
#include <fcntl.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "media/avmap.h"
#include "media/probe.h"
#include "media/sps.h"

#define IO_BUFFER (32 << 10) /* bytes of one read */
#define PEEK_PACKETS 500     /* step 3 looks at no more */
#define MAX_STREAMS 1000     /* of one file */

/* Containers of films. What is not here (playlists, subtitles, single pictures, music) is no video. */
static const char formats[] =
	"matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,avi,mpegts,mpeg,mpegvideo,asf,flv,ogg,rm,nut,mxf,wtv,ivf,m4v,"
	"h264,hevc,vc1,av1,obu,dv,gxf,nsv,nuv";

/* Names of files that hold no streams themselves. */
static const char *const not_probed[] = {"iso", "img", "strm", "disc"};

struct source {
	int fd;
	int64_t size, pos;
	int64_t left; /* bytes that may still be read */
	struct timespec end;
	bool late;
	int error; /* errno of a read that failed */
	AVIOContext *pb;
};

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

static bool is_late(struct source *src)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec > src->end.tv_sec || (now.tv_sec == src->end.tv_sec && now.tv_nsec > src->end.tv_nsec))
		src->late = true;
	return src->late;
}

static int on_interrupt(void *opaque)
{
	return is_late(opaque);
}

static int source_read(void *opaque, uint8_t *buf, int len)
{
	struct source *src = opaque;
	ssize_t n;

	if (is_late(src))
		return AVERROR_EXIT;
	if (len > src->left)
		len = (int)src->left;
	if (len <= 0)
		return AVERROR_EOF;
	do
		n = pread(src->fd, buf, (size_t)len, src->pos);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		src->error = errno;
		return AVERROR(src->error);
	}
	src->pos += n;
	src->left -= n;
	return n ? (int)n : AVERROR_EOF;
}

static int64_t source_seek(void *opaque, int64_t offset, int whence)
{
	struct source *src = opaque;

	whence &= ~AVSEEK_FORCE;
	if (whence == AVSEEK_SIZE)
		return src->size;
	if (whence == SEEK_CUR)
		offset += src->pos;
	else if (whence == SEEK_END)
		offset += src->size;
	else if (whence != SEEK_SET)
		return AVERROR(EINVAL);
	if (offset < 0)
		return AVERROR(EINVAL);
	return src->pos = offset;
}

static int open_other(AVFormatContext *ctx, AVIOContext **pb, const char *url, int flags, AVDictionary **opts)
{
	(void)ctx, (void)pb, (void)url, (void)flags, (void)opts;
	return AVERROR(EPERM);
}

/* Opens a regular file, without waiting for a FIFO's writer. 0 or -1. */
static int open_regular(const char *path, int64_t *size, struct error *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return error_errno(err, errno, "cannot open '%s'", path);
	if (fstat(fd, &st))
		error_errno(err, errno, "cannot look at '%s'", path);
	else if (!S_ISREG(st.st_mode))
		error_set(err, ERR_BAD_VIDEO, "not a regular file: '%s'", path);
	else if (!st.st_size)
		error_set(err, ERR_BAD_VIDEO, "an empty file: '%s'", path);
	else {
		*size = st.st_size;
		return fd;
	}
	close(fd);
	return -1;
}

static int source_open(struct source *src, const char *path, struct error *err)
{
	unsigned char *buf;

	*src = (struct source){.left = PROBE_FIND_BYTES};
	src->fd = open_regular(path, &src->size, err);
	if (src->fd < 0)
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &src->end);
	src->end.tv_sec += PROBE_SECONDS;
	buf = av_malloc(IO_BUFFER);
	src->pb = buf ? avio_alloc_context(buf, IO_BUFFER, 0, src, source_read, NULL, source_seek) : NULL;
	if (src->pb)
		return 0;
	av_free(buf);
	close(src->fd);
	return error_set(err, ERR_NO_MEMORY, "not enough memory to read '%s'", path);
}

static void source_close(struct source *src)
{
	av_freep(&src->pb->buffer); /* not the first one any more, it may have grown */
	avio_context_free(&src->pb);
	close(src->fd);
}

/* One message for whatever made libav stop; the cause is its own words where it had some. */
static int fail(const struct source *src, const char *path, int averror, struct error *err)
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
static int open_header(AVFormatContext **out, struct source *src, const char *path)
{
	AVDictionary *opts = NULL;
	int rc;

	*out = avformat_alloc_context();
	if (!*out)
		return AVERROR(ENOMEM);
	(*out)->pb = src->pb;
	(*out)->io_open = open_other;
	(*out)->interrupt_callback = (AVIOInterruptCB){on_interrupt, src};
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
static int find_info(AVFormatContext *ctx)
{
	AVDictionary **opts = xcalloc(ctx->nb_streams + 1, sizeof(*opts));
	unsigned n = ctx->nb_streams;
	int rc;

	for (unsigned i = 0; i < n; i++) {
		av_dict_set(&opts[i], "threads", "1", 0);
		av_dict_set(&opts[i], "skip_frame", "all", 0);
	}
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
static void peek(AVFormatContext *ctx, struct source *src)
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

static int climb(
	struct streams *out, AVFormatContext *ctx, struct source *src, const char *path, struct error *err)
{
	int rc = header_is_enough(ctx) ? 0 : find_info(ctx);

	for (unsigned i = 0; i < ctx->nb_streams; i++)
		read_sps(ctx->streams[i]);
	if (rc >= 0 && !src->late && !src->error)
		peek(ctx, src);
	if (rc < 0 || src->late || src->error)
		return fail(src, path, rc, err);
	avmap_streams(out, ctx);
	if (!out->nvideo)
		return error_set(err, ERR_BAD_VIDEO, "no video stream in '%s'", path);
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

int probe_file(struct streams *out, const char *path, struct error *err)
{
	AVFormatContext *ctx = NULL;
	struct source src;
	int rc;

	streams_release(out);
	if (is_not_probed(path))
		return error_set(err, ERR_UNSUPPORTED, "not a file that holds streams itself: '%s'", path);
	if (source_open(&src, path, err))
		return -1;
	last_message[0] = '\0';
	rc = open_header(&ctx, &src, path);
	rc = rc < 0 ? fail(&src, path, rc, err) : climb(out, ctx, &src, path, err);
	avformat_close_input(&ctx);
	source_close(&src);
	if (rc)
		streams_release(out);
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
