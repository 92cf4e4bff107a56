/* Lines with a limit; see lines.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/lines.h"
#include "core/prog.h"

#define CHUNK 65536

struct line_reader {
	int fd;
	struct strbuf buf;
	size_t start;	/* of what was not given out yet */
	size_t scanned; /* up to here there is no line end after start */
	bool patient;	/* the descriptor blocks */
	bool eof;
	bool skipping; /* the rest of a line that was too long */
};

struct line_reader *line_reader_new(int fd)
{
	struct line_reader *lr = xcalloc(1, sizeof(*lr));

	lr->fd = fd;
	lr->patient = !(fcntl(fd, F_GETFL) & O_NONBLOCK);
	strbuf_init(&lr->buf);
	return lr;
}

void line_reader_free(struct line_reader *lr)
{
	if (!lr)
		return;
	strbuf_release(&lr->buf);
	free(lr);
}

int line_reader_fd(const struct line_reader *lr)
{
	return lr->fd;
}

bool line_reader_buffered(const struct line_reader *lr)
{
	return memchr(lr->buf.buf + lr->scanned, '\n', lr->buf.len - lr->scanned) != NULL;
}

/* Until there is something to read or a signal asks to stop. In poll(), so that no signal comes between the
 * look at it and the wait. */
static int wait_for_input(const struct line_reader *lr, struct error *err)
{
	struct pollfd fds[] = {
		{.fd = lr->fd, .events = POLLIN}, {.fd = prog_interrupt_fd(), .events = POLLIN}};

	while (lr->patient && poll(fds, 2, -1) < 0 && errno == EINTR)
		;
	return prog_interrupted() ? error_set(err, ERR_BUSY, "interrupted") : 0;
}

/* 1: more bytes; 0: the end; -1: error. */
static int fill(struct line_reader *lr, struct error *err)
{
	ssize_t n;

	strbuf_splice(&lr->buf, 0, lr->start, NULL, 0);
	lr->scanned -= lr->start;
	lr->start = 0;
	strbuf_grow(&lr->buf, CHUNK);
	do {
		if (wait_for_input(lr, err))
			return -1;
		n = read(lr->fd, lr->buf.buf + lr->buf.len, CHUNK);
	} while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return error_set(err, ERR_BUSY, "nothing to read");
	if (n < 0)
		return error_errno(err, errno, "cannot read the input");
	strbuf_setlen(&lr->buf, lr->buf.len + (size_t)n);
	lr->eof = n == 0;
	return n > 0;
}

/* Gives out the bytes up to 'end', which is a line end or the end of the input. */
static int give(struct line_reader *lr, size_t end, const char **line, size_t *len, struct error *err)
{
	size_t start = lr->start;
	bool skipped = lr->skipping;

	lr->start = lr->scanned = end < lr->buf.len ? end + 1 : end;
	lr->skipping = false;
	if (skipped || end - start > JSON_MAX_LINE)
		return error_set(err, ERR_TOO_LONG, "a line of more than %d bytes", JSON_MAX_LINE);
	lr->buf.buf[end] = '\0';
	*line = lr->buf.buf + start;
	*len = end - start;
	return 1;
}

int line_reader_next(struct line_reader *lr, const char **line, size_t *len, struct error *err)
{
	const char *nl;
	int rc;

	for (;;) {
		nl = memchr(lr->buf.buf + lr->scanned, '\n', lr->buf.len - lr->scanned);
		if (nl)
			return give(lr, (size_t)(nl - lr->buf.buf), line, len, err);
		lr->scanned = lr->buf.len;
		if (lr->scanned - lr->start > JSON_MAX_LINE) {
			lr->skipping = true;
			lr->start = lr->scanned;
		}
		if (lr->eof)
			return lr->scanned > lr->start || lr->skipping ? give(lr, lr->buf.len, line, len, err)
								       : 0;
		rc = fill(lr, err);
		if (rc < 0)
			return -1;
	}
}
