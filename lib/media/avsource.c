/*
 * Bytes for libavformat; see avsource.h. Every one comes through on_read(), which counts and looks at the
 * clock, so no demuxer reads without end; on_open() refuses every other file, so none is led elsewhere by
 * what it reads.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "media/avsource.h"

#define IO_BUFFER (32 << 10) /* bytes of one read */

static bool is_late(struct avsource *src)
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

static int on_read(void *opaque, uint8_t *buf, int len)
{
	struct avsource *src = opaque;
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

static int64_t on_seek(void *opaque, int64_t offset, int whence)
{
	struct avsource *src = opaque;

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

static int on_open(AVFormatContext *ctx, AVIOContext **pb, const char *url, int flags, AVDictionary **opts)
{
	(void)ctx, (void)pb, (void)url, (void)flags, (void)opts;
	return AVERROR(EPERM);
}

int avsource_open(struct avsource *src, const char *path, int seconds, struct error *err)
{
	unsigned char *buf;
	struct stat st;

	*src = (struct avsource){.fd = file_open_regular(path, &st, err)};
	if (src->fd < 0)
		return -1;
	src->size = st.st_size;
	if (!src->size) {
		close(src->fd);
		return error_set(err, ERR_BAD_VIDEO, "an empty file: '%s'", path);
	}
	clock_gettime(CLOCK_MONOTONIC, &src->end);
	src->end.tv_sec += seconds;
	buf = av_malloc(IO_BUFFER);
	src->pb = buf ? avio_alloc_context(buf, IO_BUFFER, 0, src, on_read, NULL, on_seek) : NULL;
	if (src->pb)
		return 0;
	av_free(buf);
	close(src->fd);
	return error_set(err, ERR_NO_MEMORY, "not enough memory to read '%s'", path);
}

void avsource_close(struct avsource *src)
{
	av_freep(&src->pb->buffer); /* not the first one any more, it may have grown */
	avio_context_free(&src->pb);
	close(src->fd);
}

void avsource_attach(struct avsource *src, AVFormatContext *ctx)
{
	ctx->pb = src->pb;
	ctx->io_open = on_open;
	ctx->interrupt_callback = (AVIOInterruptCB){on_interrupt, src};
}
