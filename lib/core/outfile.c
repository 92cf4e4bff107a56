/* Files written piece by piece; see outfile.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/file.h"
#include "core/outfile.h"
#include "core/path.h"

#define BUFFER 65536

struct outfile {
	int fd;
	char *target; /* NULL: standard output */
	struct strbuf temp, pending;
	bool flushed; /* some bytes have left */
};

/* Only a regular file is replaced. */
static int check_target(const char *path, struct error *err)
{
	struct file_stamp stamp;
	int there = file_stamp(path, &stamp, err);

	if (there > 0 && !S_ISREG(stamp.mode))
		return error_set(err, ERR_EXISTS, "'%s' is %s", path,
			S_ISDIR(stamp.mode) ? "a folder, not a file" : "no regular file");
	return there < 0 ? -1 : 0;
}

static int make_temp(struct outfile *of, struct error *err)
{
	struct strbuf dir = STRBUF_INIT;

	path_dir(&dir, of->target);
	file_temp_name(&of->temp, dir.buf);
	of->fd = open(of->temp.buf, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (of->fd < 0)
		error_errno(err, errno, "cannot make a file in '%s'", dir.buf);
	strbuf_release(&dir);
	return of->fd < 0 ? -1 : 0;
}

int outfile_open(struct outfile **out, const char *path, struct error *err)
{
	struct outfile *of;

	if (strcmp(path, "-") != 0 && check_target(path, err))
		return -1;
	of = xcalloc(1, sizeof(*of));
	strbuf_init(&of->temp);
	strbuf_init(&of->pending);
	of->fd = STDOUT_FILENO;
	of->target = strcmp(path, "-") ? xstrdup(path) : NULL;
	if (of->target && make_temp(of, err)) {
		outfile_abort(of);
		return -1;
	}
	*out = of;
	return 0;
}

static int flush(struct outfile *of, struct error *err)
{
	if (file_write_fd(of->fd, of->pending.buf, of->pending.len))
		return error_errno(
			err, errno, "cannot write '%s'", of->target ? of->target : "standard output");
	of->flushed = of->flushed || of->pending.len;
	strbuf_clear(&of->pending);
	return 0;
}

int outfile_write(struct outfile *of, const void *data, size_t len, struct error *err)
{
	strbuf_add(&of->pending, data, len);
	return of->pending.len < BUFFER ? 0 : flush(of, err);
}

bool outfile_restart(struct outfile *of)
{
	if (of->flushed && (!of->target || ftruncate(of->fd, 0) || lseek(of->fd, 0, SEEK_SET)))
		return false;
	strbuf_clear(&of->pending);
	of->flushed = false;
	return true;
}

static void free_outfile(struct outfile *of)
{
	strbuf_release(&of->temp);
	strbuf_release(&of->pending);
	free(of->target);
	free(of);
}

/* The bytes on disk, and the descriptor closed. */
static int finish_temp(struct outfile *of, struct error *err)
{
	int fd = of->fd, rc = 0;

	if (fsync(fd))
		rc = error_errno(err, errno, "cannot write '%s' to disk", of->target);
	of->fd = -1;
	if (close(fd) && !rc)
		rc = error_errno(err, errno, "cannot write '%s'", of->target);
	return rc;
}

int outfile_commit(struct outfile *of, struct error *err)
{
	struct strbuf dir = STRBUF_INIT;
	int rc = 0;

	if (flush(of, err) ||
		(of->target && (finish_temp(of, err) || file_commit(of->temp.buf, of->target, err)))) {
		outfile_abort(of);
		return -1;
	}
	if (of->target) {
		path_dir(&dir, of->target);
		rc = file_sync_dir(dir.buf, NULL, err);
	}
	free_outfile(of);
	strbuf_release(&dir);
	return rc;
}

void outfile_abort(struct outfile *of)
{
	if (!of)
		return;
	if (of->target) {
		if (of->fd >= 0)
			close(of->fd);
		unlink(of->temp.buf);
	}
	free_outfile(of);
}
