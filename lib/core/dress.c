/* Owner, mode and extended attributes; see dress.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/dress.h"

#define MAX_XATTR 65536 /* bytes of one attribute, and of their names: the kernel's own limit */

bool dress_refusal(int errnum)
{
	return errnum == EPERM || errnum == EACCES || errnum == EINVAL || errnum == ENOTSUP ||
	       errnum == ENOSYS;
}

/* Notes a refusal, and makes an error of everything else. */
static int refused_or_error(
	unsigned *refused, unsigned bit, const char *what, const char *path, struct error *err)
{
	if (!dress_refusal(errno))
		return error_errno(err, errno, "cannot set the %s of '%s'", what, path);
	if (refused)
		*refused |= bit;
	return 0;
}

/* Owner, then mode: chown takes set-id bits away. uid or gid (uid_t)-1: as it is. */
static int set_owner_mode(
	int fd, const char *path, uid_t uid, gid_t gid, mode_t mode, unsigned *refused, struct error *err)
{
	struct stat st;

	if (fstat(fd, &st))
		return error_errno(err, errno, "cannot look at '%s'", path);
	if (gid != (gid_t)-1 && gid != st.st_gid && fchown(fd, (uid_t)-1, gid) &&
		refused_or_error(refused, FILE_REFUSED_OWNER, "group", path, err))
		return -1;
	if (uid != (uid_t)-1 && uid != st.st_uid && fchown(fd, uid, (gid_t)-1) &&
		refused_or_error(refused, FILE_REFUSED_OWNER, "owner", path, err))
		return -1;
	if (fchmod(fd, mode) && refused_or_error(refused, FILE_REFUSED_MODE, "mode", path, err))
		return -1;
	/* Some FUSE and SMB mounts say yes and do nothing. */
	if (fstat(fd, &st) == 0 && (st.st_mode & 0777) != (mode & 0777) && refused)
		*refused |= FILE_REFUSED_MODE;
	return 0;
}

static void copy_xattr(int fd, const char *from, const char *name, char *value, unsigned *refused)
{
	ssize_t len = getxattr(from, name, value, MAX_XATTR);

	if (len >= 0 && fsetxattr(fd, name, value, (size_t)len, 0) && refused && !strncmp(name, "user.", 5))
		*refused |= FILE_REFUSED_XATTR;
}

/* As far as allowed: an attribute that cannot be had or set never stands in the way of the bytes. */
static void copy_xattrs(int fd, const char *from, unsigned *refused)
{
	char *names = xmalloc(MAX_XATTR), *value = xmalloc(MAX_XATTR), *name;
	ssize_t len = listxattr(from, names, MAX_XATTR);

	for (name = names; len > 0 && name < names + len; name += strlen(name) + 1)
		copy_xattr(fd, from, name, value, refused);
	free(names);
	free(value);
}

int dress_as(int fd, const char *temp, const char *target, const struct file_stamp *old, unsigned *refused,
	struct error *err)
{
	fremovexattr(fd, "system.posix_acl_access"); /* what the folder gives to new files */
	copy_xattrs(fd, target, refused);
	return set_owner_mode(fd, temp, old->uid, old->gid, old->mode & 07777, refused, err);
}

int dress_new(int fd, const char *path, const char *dir, bool is_dir, const struct file_attrs *attrs,
	unsigned *refused, struct error *err)
{
	static const struct file_attrs none;
	struct stat st;
	mode_t mode;

	if (stat(dir, &st))
		return error_errno(err, errno, "cannot look at '%s'", dir);
	if (!attrs)
		attrs = &none;
	if (is_dir)
		mode = attrs->have_dir_mode ? attrs->dir_mode : (mode_t)(st.st_mode & (0777 | S_ISGID));
	else
		mode = attrs->have_file_mode ? attrs->file_mode : (mode_t)(0666 & st.st_mode);
	return set_owner_mode(
		fd, path, (uid_t)-1, attrs->have_group ? attrs->group : st.st_gid, mode, refused, err);
}
