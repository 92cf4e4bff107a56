/*
 * Checks of the file of a SQLite database; see dbfile.h. Nothing here locks or writes but DB_CREATE, which
 * makes an empty file: killed there, it leaves a database of version 0, which the next create takes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "core/file.h"
#include "core/path.h"
#include "db/db.h"
#include "db/dbfile.h"

/* WAL needs memory that all users of the file share, and locks that mean something. statfs(2) gives the
 * numbers. */
static const struct {
	unsigned long type;
	const char *name;
} refused[] = {
	{0x6969, "NFS"},
	{0x517b, "SMB"},
	{0xff534d42, "SMB"},
	{0xfe534d42, "SMB"},
	{0x65735546, "FUSE"},
	{0x01021997, "9P"},
	{0x5346414f, "AFS"},
};

static int check_filesystem(const char *where, const char *path, struct error *err)
{
	struct statfs fs;
	size_t i;

	if (statfs(where, &fs))
		return error_errno(err, errno, "cannot look at the filesystem of '%s'", path);
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (((unsigned long)fs.f_type & 0xffffffff) == refused[i].type)
			return error_set(err, ERR_CONFIG,
				"the database '%s' lies on %s, where SQLite loses data; put it on a local "
				"disk, or use "
				"PostgreSQL",
				path, refused[i].name);
	return 0;
}

static int create(const char *path, struct error *err)
{
	static const struct file_attrs mine = {.dir_mode = 0700, .have_dir_mode = true};
	struct strbuf dir = STRBUF_INIT;
	int fd, rc = -1;

	path_dir(&dir, path);
	if (file_mkdirs(dir.buf, &mine, err) || check_filesystem(dir.buf, path, err))
		goto out;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		error_errno(err, errno, "cannot make the database '%s'", path);
		goto out;
	}
	close(fd);
	rc = 0;
out:
	strbuf_release(&dir);
	return rc;
}

static int check_file(const char *path, unsigned flags, struct error *err)
{
	struct stat st;

	if (stat(path, &st)) {
		if (errno == ENOENT || errno == ENOTDIR)
			return error_set(err, ERR_CONFIG,
				"there is no database '%s'; metarr-db create makes one", path);
		return error_errno(err, errno, "cannot open the database '%s'", path);
	}
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERR_CONFIG, "'%s' is %s, no database", path,
			S_ISDIR(st.st_mode) ? "a folder" : "no regular file");
	if (check_filesystem(path, path, err))
		return -1;
	if (access(path, R_OK))
		return error_errno(err, errno, "cannot read the database '%s'", path);
	if (!(flags & DB_READONLY) && access(path, W_OK))
		return error_errno(err, errno, "cannot write to the database '%s'", path);
	return 0;
}

int dbfile_prepare(const char *path, unsigned flags, struct strbuf *real, struct error *err)
{
	struct stat st;
	char *resolved;

	if (!*path)
		return error_set(err, ERR_CONFIG, "the path of the database is empty");
	if (flags & DB_CREATE && stat(path, &st) && (errno == ENOENT || errno == ENOTDIR) &&
		create(path, err))
		return -1;
	if (check_file(path, flags, err))
		return -1;
	resolved = realpath(path, NULL);
	if (!resolved)
		return error_errno(err, errno, "cannot find the database '%s'", path);
	strbuf_clear(real);
	strbuf_addstr(real, resolved);
	free(resolved);
	return 0;
}
