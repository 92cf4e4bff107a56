/*
 * LD_PRELOAD: counts, records and disturbs the calls by which a program changes files; see calls.h. Only libc
 * below it, no memory is allocated, and what it does itself is not seen by it.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "calls.h"

enum act { ACT_NONE, ACT_KILL, ACT_HALF, ACT_STOP, ACT_HALT, ACT_FAIL, ACT_DEAD };

static const char *root;
static size_t root_len;
static bool active, with_data;
static int trace = -1, act_errno;
static enum act act;
static int64_t act_number, count;
static const char *dead; /* where everything fails, once it does */
static size_t dead_len;

/* The libc's own function of a name. */
#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name)
{
	void *fn = dlsym(RTLD_NEXT, name);

	if (!fn)
		_exit(127);
	return fn;
}

static void read_act(const char *text)
{
	static const char *const words[] = {"none", "kill", "half", "stop", "halt", "fail", "dead"};
	char word[8] = "";
	size_t i;

	if (!text || sscanf(text, "%" SCNd64 " %7s %d", &act_number, word, &act_errno) < 2)
		return;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(word, words[i]))
			act = (enum act)i;
}

__attribute__((constructor)) static void start(void)
{
	const char *program = getenv("PROOF_PROGRAM"), *file = getenv("PROOF_TRACE");

	root = getenv("PROOF_ROOT");
	if (!program || !root || strcmp(program, program_invocation_short_name) != 0)
		return;
	root_len = strlen(root);
	with_data = getenv("PROOF_DATA") != NULL;
	read_act(getenv("PROOF_ACT"));
	if (file) /* above what the program knows of */
		trace = (int)syscall(
			SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	unsetenv("LD_PRELOAD");
	active = true;
}

static bool below(const char *path)
{
	return active && path && !strncmp(path, root, root_len) && (!path[root_len] || path[root_len] == '/');
}

/* The path of a descriptor, when it is below the root. */
static bool path_of(int fd, char path[PATH_MAX])
{
	char link[64];
	ssize_t len;

	if (!active)
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, PATH_MAX - 1);
	if (len < 0)
		return false;
	path[len] = '\0';
	return below(path);
}

static uint64_t inode_of(int fd, uint32_t *flags)
{
	struct stat st;

	if (fstat(fd, &st))
		return 0;
	if (flags && S_ISDIR(st.st_mode))
		*flags |= CALL_FOLDER;
	return st.st_ino;
}

static void record(struct call *c, const char *path, const char *to, const void *data, size_t len)
{
	struct iovec parts[4];

	if (trace < 0)
		return;
	c->path_len = path ? (uint32_t)strlen(path) : 0;
	c->to_len = to ? (uint32_t)strlen(to) : 0;
	c->data_len = with_data ? (uint32_t)len : 0;
	parts[0] = (struct iovec){c, sizeof(*c)};
	parts[1] = (struct iovec){(void *)path, c->path_len};
	parts[2] = (struct iovec){(void *)to, c->to_len};
	parts[3] = (struct iovec){(void *)data, c->data_len};
	if (syscall(SYS_writev, trace, parts, 4) < 0)
		_exit(127);
}

static void end_here(void)
{
	syscall(SYS_kill, getpid(), SIGKILL);
	for (;;)
		pause();
}

/* The part of the root that a path is in: "Films", or "metarr" for all files of the database. */
static void die_here(const char *path)
{
	static char part[NAME_MAX + 1];

	if (!path || strlen(path) <= root_len)
		return;
	snprintf(part, sizeof(part), "%s", path + root_len + 1);
	dead = part;
	dead_len = strcspn(part, "/.");
}

static bool in_dead_part(const struct call *c, const char *path)
{
	return dead && !(c->flags & CALL_TO_READ) && path && strlen(path) > root_len &&
	       strcspn(path + root_len + 1, "/.") == dead_len &&
	       !strncmp(path + root_len + 1, dead, dead_len);
}

/* A connection that fails once and then goes on is none that a network has. */
static bool speaks(const struct call *c)
{
	return c->kind == CALL_SEND || c->kind == CALL_RECV;
}

/* Counts one call. True: it is to fail, errno is set. *half: only half of its bytes are to be written. */
static bool counted(
	struct call *c, const char *path, const char *to, const void *data, size_t len, bool *half)
{
	int saved = errno;

	c->number = ++count;
	record(c, path, to, data, len);
	errno = saved;
	if (in_dead_part(c, path)) {
		errno = act_errno;
		return true;
	}
	if (act == ACT_HALT && count == act_number + 1)
		end_here();
	if (count != act_number)
		return false;
	switch (act) {
	case ACT_KILL:
		end_here();
		break;
	case ACT_HALF:
		*half = true;
		break;
	case ACT_STOP:
	case ACT_HALT:
		syscall(SYS_kill, getpid(), SIGSTOP);
		break;
	case ACT_DEAD:
		if (speaks(c))
			return false;
		die_here(path);
		/* fall through */
	case ACT_FAIL:
		if (speaks(c))
			return false;
		errno = act_errno;
		return true;
	case ACT_NONE:
		break;
	}
	return false;
}

static bool disturbed(
	enum call_kind kind, uint32_t flags, uint64_t inode, int64_t offset, const char *path, const char *to)
{
	struct call c = {.kind = kind, .flags = flags, .inode = inode, .offset = offset};
	bool half = false;

	return counted(&c, path, to, NULL, 0, &half);
}

/* ---- opening ----------------------------------------------------------------------------------------------
 */

static int open_it(int dir, const char *path, int flags, mode_t mode)
{
	struct stat st;
	bool there;
	uint32_t how;
	int fd;

	if (!below(path))
		return (int)syscall(SYS_openat, dir, path, flags, mode);
	there = stat(path, &st) == 0;
	how = (flags & O_CREAT && !there ? CALL_CREATED : 0) | (flags & O_TRUNC && there ? CALL_EMPTIED : 0) |
	      ((flags & O_ACCMODE) == O_RDONLY ? CALL_TO_READ : 0);
	if (disturbed(CALL_OPEN, how, there ? st.st_ino : 0, 0, path, NULL))
		return -1;
	fd = (int)syscall(SYS_openat, dir, path, flags, mode);
	if (fd >= 0 && how & CALL_CREATED) { /* what it became: not counted, for the trace alone */
		struct call c = {.kind = CALL_OPEN, .flags = how, .inode = inode_of(fd, NULL)};
		record(&c, path, NULL, NULL, 0);
	}
	return fd;
}

#define OPEN_MODE(flags, mode)                                                                               \
	mode_t mode = 0;                                                                                     \
	if (((flags)&O_CREAT) || ((flags)&O_TMPFILE) == O_TMPFILE) {                                         \
		va_list ap;                                                                                  \
		va_start(ap, flags);                                                                         \
		mode = va_arg(ap, mode_t);                                                                   \
		va_end(ap);                                                                                  \
	}

int open(const char *path, int flags, ...)
{
	OPEN_MODE(flags, mode)
	return open_it(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	OPEN_MODE(flags, mode)
	return open_it(AT_FDCWD, path, flags, mode);
}

int openat(int dir, const char *path, int flags, ...)
{
	OPEN_MODE(flags, mode)
	return open_it(dir, path, flags, mode);
}

int openat64(int dir, const char *path, int flags, ...)
{
	OPEN_MODE(flags, mode)
	return open_it(dir, path, flags, mode);
}

/* What the fortified headers make of an open() without a mode. NOLINTBEGIN(bugprone-reserved-identifier) */
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);

int __open_2(const char *path, int flags)
{
	return open_it(AT_FDCWD, path, flags, 0);
}

int __open64_2(const char *path, int flags)
{
	return open_it(AT_FDCWD, path, flags, 0);
}

/* NOLINTEND(bugprone-reserved-identifier) */

/* ---- writing and syncing ----------------------------------------------------------------------------------
 */

/* offset -1: where the descriptor stands. */
static ssize_t write_it(int fd, const void *data, size_t len, off_t offset)
{
	char path[PATH_MAX];
	struct call c = {.kind = CALL_WRITE};
	bool half = false;
	ssize_t n;

	if (path_of(fd, path)) {
		c.inode = inode_of(fd, NULL);
		c.offset = offset < 0 ? lseek(fd, 0, SEEK_CUR) : offset;
		if (counted(&c, path, NULL, data, len, &half))
			return -1;
		if (half)
			len /= 2;
	}
	n = offset < 0 ? syscall(SYS_write, fd, data, len) : syscall(SYS_pwrite64, fd, data, len, offset);
	if (half)
		end_here();
	return n;
}

ssize_t write(int fd, const void *data, size_t len)
{
	return write_it(fd, data, len, -1);
}

ssize_t pwrite(int fd, const void *data, size_t len, off_t offset)
{
	return write_it(fd, data, len, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t len, off64_t offset)
{
	return write_it(fd, data, len, offset);
}

static bool sync_disturbed(int fd)
{
	char path[PATH_MAX];
	uint32_t flags = 0;
	uint64_t inode;

	if (!path_of(fd, path))
		return false;
	inode = inode_of(fd, &flags);
	return disturbed(CALL_SYNC, flags, inode, 0, path, NULL);
}

int fsync(int fd)
{
	return sync_disturbed(fd) ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	return sync_disturbed(fd) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

static int truncate_it(int fd, off_t len)
{
	char path[PATH_MAX];

	if (path_of(fd, path) && disturbed(CALL_TRUNCATE, 0, inode_of(fd, NULL), len, path, NULL))
		return -1;
	return (int)syscall(SYS_ftruncate, fd, len);
}

int ftruncate(int fd, off_t len)
{
	return truncate_it(fd, len);
}

int ftruncate64(int fd, off64_t len)
{
	return truncate_it(fd, len);
}

int fchmod(int fd, mode_t mode)
{
	char path[PATH_MAX];

	if (path_of(fd, path) && disturbed(CALL_MODE, 0, 0, 0, path, NULL))
		return -1;
	return (int)syscall(SYS_fchmod, fd, mode);
}

int fchown(int fd, uid_t uid, gid_t gid)
{
	char path[PATH_MAX];

	if (path_of(fd, path) && disturbed(CALL_MODE, 0, 0, 0, path, NULL))
		return -1;
	return (int)syscall(SYS_fchown, fd, uid, gid);
}

/* ---- names ------------------------------------------------------------------------------------------------
 */

int rename(const char *from, const char *to)
{
	if ((below(from) || below(to)) && disturbed(CALL_RENAME, 0, 0, 0, from, to))
		return -1;
	return (int)syscall(SYS_rename, from, to);
}

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
	enum call_kind kind = flags ? CALL_RENAME2 : CALL_RENAME;
	uint32_t how = flags & RENAME_EXCHANGE ? CALL_SWAPS : 0;

	if ((below(from) || below(to)) && disturbed(kind, how, 0, 0, from, to))
		return -1;
	return (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, flags);
}

int link(const char *from, const char *to)
{
	if ((below(from) || below(to)) && disturbed(CALL_LINK, 0, 0, 0, from, to))
		return -1;
	return (int)syscall(SYS_link, from, to);
}

int symlink(const char *text, const char *path)
{
	if (below(path) && disturbed(CALL_LINK, 0, 0, 0, path, NULL))
		return -1;
	return (int)syscall(SYS_symlink, text, path);
}

int unlink(const char *path)
{
	if (below(path) && disturbed(CALL_UNLINK, 0, 0, 0, path, NULL))
		return -1;
	return (int)syscall(SYS_unlink, path);
}

int mkdir(const char *path, mode_t mode)
{
	if (below(path) && disturbed(CALL_MKDIR, 0, 0, 0, path, NULL))
		return -1;
	return (int)syscall(SYS_mkdir, path, mode);
}

/* ---- what a server and a reader hear ----------------------------------------------------------------------
 */

ssize_t send(int fd, const void *data, size_t len, int flags)
{
	if (active && disturbed(CALL_SEND, 0, 0, 0, NULL, NULL))
		return -1;
	return REAL(send)(fd, data, len, flags);
}

ssize_t recv(int fd, void *data, size_t len, int flags)
{
	if (active && disturbed(CALL_RECV, 0, 0, 0, NULL, NULL))
		return -1;
	return REAL(recv)(fd, data, len, flags);
}

int fflush(FILE *file)
{
	struct call c = {.kind = CALL_TOLD};
	int rc = REAL(fflush)(file);

	if (active && file == stdout) {
		c.offset = lseek(STDOUT_FILENO, 0, SEEK_CUR);
		record(&c, NULL, NULL, NULL, 0);
	}
	return rc;
}
