/* Reading with limits, and the durable write, whose first half is in stage.c; see file.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/dress.h"
#include "core/file.h"
#include "core/path.h"

#define READ_CHUNK 65536

static void fill_stamp(struct file_stamp *stamp, const struct stat *st, bool is_link)
{
	stamp->size = st->st_size;
	stamp->mtime_ns = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
	stamp->inode = st->st_ino;
	stamp->device = st->st_dev;
	stamp->mode = st->st_mode;
	stamp->uid = st->st_uid;
	stamp->gid = st->st_gid;
	stamp->is_link = is_link;
}

static bool means_absent(int errnum)
{
	return errnum == ENOENT || errnum == ENOTDIR;
}

int file_stamp(const char *path, struct file_stamp *stamp, struct error *err)
{
	struct stat st;
	bool is_link;

	memset(stamp, 0, sizeof(*stamp));
	if (lstat(path, &st)) {
		if (means_absent(errno))
			return 0;
		return error_errno(err, errno, "cannot look at '%s'", path);
	}
	is_link = S_ISLNK(st.st_mode);
	if (is_link && stat(path, &st)) {
		stamp->is_link = true;
		if (means_absent(errno) || errno == ELOOP)
			return 0;
		return error_errno(err, errno, "cannot look at what '%s' leads to", path);
	}
	fill_stamp(stamp, &st, is_link);
	return 1;
}

bool file_stamp_equal(const struct file_stamp *a, const struct file_stamp *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size &&
	       a->mtime_ns == b->mtime_ns;
}

int file_slurp_fd(int fd, const char *name, size_t max, struct strbuf *out, struct error *err)
{
	size_t start = out->len, got = 0;
	ssize_t n;

	for (;;) {
		strbuf_grow(out, READ_CHUNK);
		n = read(fd, out->buf + out->len, READ_CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			error_errno(err, errno, "cannot read '%s'", name);
			break;
		}
		if (n == 0)
			return 0;
		got += (size_t)n;
		if (got > max) {
			error_set(err, ERR_TOO_LONG, "'%s' is longer than %zu bytes", name, max);
			break;
		}
		strbuf_setlen(out, start + got);
	}
	strbuf_setlen(out, start);
	return -1;
}

int file_open_regular(const char *path, struct stat *st, struct error *err)
{
	/* O_NONBLOCK, so that a FIFO does not wait for its writer. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0 && errno == ENXIO)
		return error_set(err, ERR_NOT_FOUND, "'%s' is no regular file", path);
	if (fd < 0)
		return error_errno(err, errno, "cannot open '%s'", path);
	if (fstat(fd, st)) {
		error_errno(err, errno, "cannot look at '%s'", path);
		close(fd);
		return -1;
	}
	if (!S_ISREG(st->st_mode)) {
		close(fd);
		return error_set(err, ERR_NOT_FOUND, "'%s' is %s", path,
			S_ISDIR(st->st_mode) ? "a folder, not a file" : "no regular file");
	}
	return fd;
}

int file_read_stamped(
	const char *path, size_t max, struct strbuf *out, struct file_stamp *stamp, struct error *err)
{
	struct stat before, after;
	size_t start = out->len;
	int rc = -1, fd;

	fd = file_open_regular(path, &before, err);
	if (fd < 0)
		return -1;
	if (before.st_size > 0 && (uintmax_t)before.st_size > max) {
		error_set(err, ERR_TOO_LONG, "'%s' is longer than %zu bytes", path, max);
		goto out;
	}
	if (file_slurp_fd(fd, path, max, out, err))
		goto out;
	if (stamp) {
		struct stat name;
		if (fstat(fd, &after) || after.st_size != before.st_size ||
			(size_t)after.st_size != out->len - start ||
			after.st_mtim.tv_sec != before.st_mtim.tv_sec ||
			after.st_mtim.tv_nsec != before.st_mtim.tv_nsec) {
			strbuf_setlen(out, start);
			error_set(err, ERR_CHANGED, "'%s' changed while it was read", path);
			goto out;
		}
		fill_stamp(stamp, &after, lstat(path, &name) == 0 && S_ISLNK(name.st_mode));
	}
	rc = 0;
out:
	close(fd);
	return rc;
}

int file_read(const char *path, size_t max, struct strbuf *out, struct error *err)
{
	return file_read_stamped(path, max, out, NULL, err);
}

int file_write_fd(int fd, const void *data, size_t len)
{
	const char *p = data;
	ssize_t n;

	while (len) {
		n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

void file_refused_text(unsigned refused, struct strbuf *out)
{
	static const char *const words[] = {"mode", "owner", "extended attributes", "fsync of a folder"};
	const char *separator = "";
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (refused & (1U << i)) {
			strbuf_addf(out, "%s%s", separator, words[i]);
			separator = ", ";
		}
}

int file_commit(const char *temp, const char *target, struct error *err)
{
	if (rename(temp, target))
		return error_errno(err, errno, "cannot rename '%s' to '%s'", temp, path_base(target));
	return 0;
}

/* Whether renameat2() says that the filesystem, or the kernel, has no such flag. */
static bool knows_no_flag(int errnum)
{
	return errnum == EINVAL || errnum == ENOSYS || errnum == ENOTSUP;
}

int file_exchange(const char *a, const char *b, struct error *err)
{
	if (!renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE))
		return 1;
	if (knows_no_flag(errno))
		return 0;
	return error_errno(err, errno, "cannot rename '%s' to '%s'", a, path_base(b));
}

int file_commit_new(const char *temp, const char *target, struct error *err)
{
	if (!renameat2(AT_FDCWD, temp, AT_FDCWD, target, RENAME_NOREPLACE))
		return 0;
	if (errno == EEXIST)
		return error_set(err, ERR_CHANGED, "'%s' was written by somebody else just now", target);
	if (knows_no_flag(errno))
		return file_commit(temp, target, err);
	return error_errno(err, errno, "cannot rename '%s' to '%s'", temp, path_base(target));
}

int file_sync_dir(const char *dir, unsigned *refused, struct error *err)
{
	int rc = 0, fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* A folder that may be written and not read cannot be opened, and so not synced. */
	if (fd < 0 && errno != EACCES)
		return error_errno(err, errno, "cannot open the folder '%s'", dir);
	if (fd < 0 || fsync(fd)) {
		if (!dress_refusal(errno))
			rc = error_errno(err, errno, "cannot write the folder '%s' to disk", dir);
		else if (refused)
			*refused |= FILE_REFUSED_SYNC;
	}
	if (fd >= 0)
		close(fd);
	return rc;
}

/* Makes the name of 'path' in its folder durable. */
static int sync_parent(const char *path, unsigned *refused, struct error *err)
{
	struct strbuf dir = STRBUF_INIT;
	int rc;

	path_dir(&dir, path);
	rc = file_sync_dir(dir.buf, refused, err);
	strbuf_release(&dir);
	return rc;
}

int file_write(const char *target, const void *data, size_t len, const struct file_attrs *attrs,
	unsigned *refused, struct error *err)
{
	struct strbuf temp = STRBUF_INIT;
	int rc = file_stage(target, data, len, attrs, &temp, refused, err);

	if (!rc) {
		rc = file_commit(temp.buf, target, err);
		if (rc)
			unlink(temp.buf);
		else
			rc = sync_parent(target, refused, err);
	}
	strbuf_release(&temp);
	return rc;
}

int file_remove(const char *path, struct error *err)
{
	if (unlink(path) && !means_absent(errno))
		return error_errno(err, errno, "cannot remove '%s'", path);
	return 0;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* One folder in one that is there. Somebody else may make it at the same time: then it is theirs. */
static int make_dir(const char *path, const char *parent, const struct file_attrs *attrs, struct error *err)
{
	int fd, rc;

	if (mkdir(path, 0700)) {
		int errnum = errno;
		return is_folder(path) ? 0 : error_errno(err, errnum, "cannot make the folder '%s'", path);
	}
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return error_errno(err, errno, "cannot open the folder '%s'", path);
	rc = dress_new(fd, path, parent, true, attrs, NULL, err);
	close(fd);
	return rc ? rc : file_sync_dir(parent, NULL, err);
}

int file_mkdirs(const char *path, const struct file_attrs *attrs, struct error *err)
{
	struct strbuf parent = STRBUF_INIT;
	int rc = 0;

	if (is_folder(path))
		return 0;
	path_dir(&parent, path);
	if (strcmp(parent.buf, path) != 0)
		rc = file_mkdirs(parent.buf, attrs, err);
	if (!rc)
		rc = make_dir(path, parent.buf, attrs, err);
	strbuf_release(&parent);
	return rc;
}
