/*
 * Files, so that a reader sees the old bytes or the new ones and never something between, and so that what
 * was reported as written is there after a power loss: a temporary in the target's own folder, all bytes,
 * fsync, checked close, rename, fsync of the folder. What a crash leaves is at worst a ".metarr-XXXXXX.tmp".
 *
 * Every function returns 0, or -1 with *err set, unless it says otherwise. EINTR never shows.
 */
#ifndef CORE_FILE_H
#define CORE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "core/error.h"
#include "core/strbuf.h"

/* What is remembered of a file, to see later that it is still the same. */
struct file_stamp {
	int64_t size;	  /* bytes */
	int64_t mtime_ns; /* since 1970 */
	uint64_t inode;
	uint64_t device;
	mode_t mode; /* type and bits */
	uid_t uid;
	gid_t gid;
	bool is_link; /* the name itself is a symbolic link; the rest is of what it leads to */
};

/* 1: there; 0: absent (a link that leads nowhere too, with only is_link set); -1: cannot tell. */
int file_stamp(const char *path, struct file_stamp *stamp, struct error *err);
/* Same device, inode, size and mtime. */
bool file_stamp_equal(const struct file_stamp *a, const struct file_stamp *b);

/* A descriptor to read a regular file from, close-on-exec, and what it is; -1 with *err set. A folder, FIFO,
 * socket or device is refused as ERR_NOT_FOUND and never waited for. */
int file_open_regular(const char *path, struct stat *st, struct error *err);
/* Appends a regular file's bytes. More than max: ERR_TOO_LONG. On failure *out is as it was. */
int file_read(const char *path, size_t max, struct strbuf *out, struct error *err);
/* The same, with the stamp of the very file that was read; changed while it was read: ERR_CHANGED. */
int file_read_stamped(
	const char *path, size_t max, struct strbuf *out, struct file_stamp *stamp, struct error *err);
/* Appends what a descriptor gives up to its end; 'name' is for the message. */
int file_slurp_fd(int fd, const char *name, size_t max, struct strbuf *out, struct error *err);
/* Writes all bytes to a blocking descriptor. 0, or -1 with errno set. */
int file_write_fd(int fd, const void *data, size_t len);

/* What a library says of new files and folders; what it does not say is taken from the folder around. */
struct file_attrs {
	mode_t file_mode, dir_mode; /* permission bits */
	gid_t group;
	bool have_file_mode, have_dir_mode, have_group;
};

/* What a filesystem refused without harm to the bytes: to be said once by the caller. */
enum {
	FILE_REFUSED_MODE = 1,	/* chmod */
	FILE_REFUSED_OWNER = 2, /* chown, user or group */
	FILE_REFUSED_XATTR = 4, /* an extended attribute of the file that is replaced */
	FILE_REFUSED_SYNC = 8,	/* fsync of a folder */
};
/* "cannot set owner, mode" and so on for the bits, for people. */
void file_refused_text(unsigned refused, struct strbuf *out);

/* A new name for a temporary in a folder, as a path (replaced); nothing is made. */
void file_temp_name(struct strbuf *temp, const char *dir);
/* Whether a file name (without folder) is one of our temporaries. */
bool file_is_temp(const char *name);

/*
 * Writes a temporary file beside target, durable but for its name, and gives its path in *temp. When *temp
 * bears a path already (file_temp_name(), noted in a journal), that is the name, and what a crash left there
 * is replaced. It has the owner, group, mode and extended attributes of the regular file at target, as far as
 * that is allowed (of the file that a link at target leads to: the link itself is what a commit replaces);
 * without one the group and the bits of the folder (0666 & bits) or what attrs says. attrs and refused may be
 * NULL; refused gets bits added. On failure no temporary is left. A folder or device at target: ERR_EXISTS.
 */
int file_stage(const char *target, const void *data, size_t len, const struct file_attrs *attrs,
	struct strbuf *temp, unsigned *refused, struct error *err);
/* The same in two steps, for many files: all are begun before the first is waited for. The bytes have no
 * promise until file_stage_end() returned 0; it takes fd, and leaves no temporary on failure. */
int file_stage_begin(const char *target, const void *data, size_t len, const struct file_attrs *attrs,
	struct strbuf *temp, unsigned *refused, int *fd, struct error *err);
int file_stage_end(int fd, const char *temp, struct error *err);
/* Renames temp to target. On failure temp stays. */
int file_commit(const char *temp, const char *target, struct error *err);
/* Gives two files each other's names, in one step: nothing that stood at either is lost. 1, or 0: the
 * filesystem does not do that (FUSE, NFS, SMB, exFAT), or -1. */
int file_exchange(const char *a, const char *b, struct error *err);
/* As file_commit(), where nothing stands: else ERR_CHANGED, as far as the filesystem can tell. */
int file_commit_new(const char *temp, const char *target, struct error *err);
/* Makes the names in a folder durable. */
int file_sync_dir(const char *dir, unsigned *refused, struct error *err);
/* Stage, commit, sync of the folder: the one durable write. */
int file_write(const char *target, const void *data, size_t len, const struct file_attrs *attrs,
	unsigned *refused, struct error *err);
/* Removes a file or link; one that is absent already is fine. */
int file_remove(const char *path, struct error *err);
/* Makes a folder and those above it that are missing, durably, each with the group and the bits of the one
 * above it or what attrs says. One that is there is left as it is. */
int file_mkdirs(const char *path, const struct file_attrs *attrs, struct error *err);

#endif
