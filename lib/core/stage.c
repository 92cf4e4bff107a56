/* Temporaries: names, and the bytes that wait under them; see file.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/dress.h"
#include "core/file.h"
#include "core/path.h"

#define TEMP_PREFIX ".metarr-"
#define TEMP_SUFFIX ".tmp"

bool file_is_temp(const char *name)
{
	size_t len = strlen(name), prefix = strlen(TEMP_PREFIX), suffix = strlen(TEMP_SUFFIX);

	return len > prefix + suffix && !strncmp(name, TEMP_PREFIX, prefix) &&
	       !strcmp(name + len - suffix, TEMP_SUFFIX);
}

void file_temp_name(struct strbuf *temp, const char *dir)
{
	unsigned char bytes[8];
	struct strbuf name = STRBUF_INIT;
	size_t i;

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		BUG("no random bytes: %s", strerror(errno));
	strbuf_addstr(&name, TEMP_PREFIX);
	for (i = 0; i < sizeof(bytes); i++)
		strbuf_addf(&name, "%02x", bytes[i]);
	strbuf_addstr(&name, TEMP_SUFFIX);
	strbuf_clear(temp);
	path_join(temp, dir, name.buf);
	strbuf_release(&name);
}

/* Opens a new temporary: at the name that is given, or at one of its own. -1 with errno set. */
static int make_temp(struct strbuf *name, const char *dir)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
	int fd;

	if (!name->len)
		file_temp_name(name, dir);
	fd = open(name->buf, flags, 0600);
	if (fd < 0 && errno == EEXIST && unlink(name->buf) == 0)
		fd = open(name->buf, flags, 0600);
	return fd;
}

int file_stage_begin(const char *target, const void *data, size_t len, const struct file_attrs *attrs,
	struct strbuf *temp, unsigned *refused, int *fd, struct error *err)
{
	struct strbuf dir = STRBUF_INIT, name = STRBUF_INIT;
	struct file_stamp old;
	int there, rc = -1, file;

	there = file_stamp(target, &old, err);
	if (there < 0)
		goto out;
	if (there && !S_ISREG(old.mode)) {
		error_set(err, ERR_EXISTS, "'%s' is %s", target,
			S_ISDIR(old.mode) ? "a folder, not a file" : "no regular file");
		goto out;
	}
	path_dir(&dir, target);
	strbuf_addbuf(&name, temp);
	file = make_temp(&name, dir.buf);
	if (file < 0) {
		error_errno(err, errno, "cannot make a file in '%s'", dir.buf);
		goto out;
	}
	rc = there ? dress_as(file, name.buf, target, &old, refused, err)
		   : dress_new(file, name.buf, dir.buf, false, attrs, refused, err);
	if (!rc && file_write_fd(file, data, len))
		rc = error_errno(err, errno, "cannot write '%s'", name.buf);
	if (rc) {
		close(file);
		unlink(name.buf);
		goto out;
	}
	/* Only a beginning, so that the disk is at work on all files when the first is waited for. */
	sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
	strbuf_clear(temp);
	strbuf_addbuf(temp, &name);
	*fd = file;
out:
	strbuf_release(&dir);
	strbuf_release(&name);
	return rc;
}

int file_stage_end(int fd, const char *temp, struct error *err)
{
	int rc = 0;

	if (fsync(fd))
		rc = error_errno(err, errno, "cannot write '%s' to disk", temp);
	if (close(fd) && !rc)
		rc = error_errno(err, errno, "cannot write '%s'", temp);
	if (rc)
		unlink(temp);
	return rc;
}

int file_stage(const char *target, const void *data, size_t len, const struct file_attrs *attrs,
	struct strbuf *temp, unsigned *refused, struct error *err)
{
	int fd;

	if (file_stage_begin(target, data, len, attrs, temp, refused, &fd, err))
		return -1;
	return file_stage_end(fd, temp->buf, err);
}
