/* Downloads that are not all there; see part.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "asset/part.h"
#include "core/alloc.h"
#include "core/file.h"
#include "core/path.h"
#include "core/sha256.h"

#define FOLDER "incoming"
#define DAY 86400 /* seconds */
#define MAX_ETAG 1024

/* "…/incoming/<hash of the URL>.part", and the same with ".etag". */
static void etag_path(const struct part *p, struct strbuf *out)
{
	strbuf_addstr(out, p->path.buf);
	strbuf_addstr(out, ".etag");
}

static bool lock(int fd)
{
	struct flock lk = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	return fcntl(fd, F_OFD_SETLK, &lk) == 0;
}

static int open_file(struct part *p, struct error *err)
{
	p->fd = open(p->path.buf, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	return p->fd >= 0 ? 0 : error_errno(err, errno, "cannot open '%s'", p->path.buf);
}

/* What an earlier process left is of use only with its ETag. */
static void take_over(struct part *p)
{
	struct strbuf path = STRBUF_INIT, etag = STRBUF_INIT;
	struct stat st;

	etag_path(p, &path);
	if (fstat(p->fd, &st) == 0 && st.st_size > 0 && file_read(path.buf, MAX_ETAG, &etag, NULL) == 0 &&
		etag.len) {
		p->etag = xstrdup(etag.buf);
		p->len = st.st_size;
	}
	strbuf_release(&path);
	strbuf_release(&etag);
}

int part_open(struct part *p, const char *cache_dir, const char *url, struct error *err)
{
	struct strbuf dir = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE];
	int rc;

	sha256_hex(url, strlen(url), hash);
	path_join(&dir, cache_dir, FOLDER);
	strbuf_addf(&p->path, "%s/%s.part", dir.buf, hash);
	rc = file_mkdirs(dir.buf, NULL, err) || open_file(p, err) ? -1 : 0;
	if (!rc && lock(p->fd)) {
		take_over(p);
	} else if (!rc) {
		close(p->fd);
		file_temp_name(&p->path, dir.buf);
		p->is_private = true;
		rc = open_file(p, err);
		if (!rc)
			lock(p->fd); /* tells a sweep that it is in use */
	}
	strbuf_release(&dir);
	return rc;
}

int part_restart(struct part *p, const char *etag, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	int fd;

	free(p->etag);
	p->etag = xstrdup_or_null(etag);
	p->len = 0;
	if (ftruncate(p->fd, 0))
		return error_errno(err, errno, "cannot write '%s'", p->path.buf);
	etag_path(p, &path);
	unlink(path.buf);
	if (etag && !p->is_private && strlen(etag) <= MAX_ETAG) {
		fd = open(path.buf, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		if (fd >= 0 && file_write_fd(fd, etag, strlen(etag)))
			unlink(path.buf);
		if (fd >= 0)
			close(fd);
	}
	strbuf_release(&path);
	return 0;
}

int part_add(struct part *p, const void *data, size_t len, struct error *err)
{
	if (lseek(p->fd, p->len, SEEK_SET) < 0 || file_write_fd(p->fd, data, len))
		return error_errno(err, errno, "cannot write '%s'", p->path.buf);
	p->len += (int64_t)len;
	return 0;
}

void part_close(struct part *p, bool keep)
{
	struct strbuf path = STRBUF_INIT;

	if (p->fd >= 0 && (!keep || p->is_private || !p->etag || !p->len)) {
		etag_path(p, &path);
		unlink(path.buf);
		unlink(p->path.buf);
	}
	if (p->fd >= 0)
		close(p->fd);
	free(p->etag);
	strbuf_release(&p->path);
	strbuf_release(&path);
	*p = (struct part)PART_INIT;
}

/* Whether it is a private one whose process is gone. */
static bool is_left(int dir, const char *name)
{
	int fd = file_is_temp(name) ? openat(dir, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW) : -1;
	bool left = fd >= 0 && lock(fd);

	if (fd >= 0)
		close(fd);
	return left;
}

void part_sweep(const char *cache_dir)
{
	struct strbuf dir = STRBUF_INIT;
	time_t now = time(NULL);
	struct dirent *de;
	struct stat st;
	DIR *d;

	path_join(&dir, cache_dir, FOLDER);
	d = opendir(dir.buf);
	while (d && (de = readdir(d)))
		if (!fstatat(dirfd(d), de->d_name, &st, AT_SYMLINK_NOFOLLOW) && S_ISREG(st.st_mode) &&
			(st.st_mtime + DAY < now || is_left(dirfd(d), de->d_name)))
			unlinkat(dirfd(d), de->d_name, 0);
	if (d)
		closedir(d);
	strbuf_release(&dir);
}
