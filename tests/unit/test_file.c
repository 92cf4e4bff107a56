/* Reading with limits, stamps, and the durable write. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "core/file.h"
#include "core/path.h"
#include "harness/scratch.h"

static mode_t mode_of(const char *name)
{
	struct stat st;

	ck_assert_int_eq(lstat(scratch(name), &st), 0);
	return st.st_mode & 07777;
}

START_TEST(stamps)
{
	struct file_stamp a, b, c;

	scratch_write("f", "abc");
	ck_assert_int_eq(symlink("f", scratch("l")), 0);
	ck_assert_int_eq(symlink("nowhere", scratch("dangling")), 0);
	ck_assert_int_eq(symlink("loop", scratch("loop")), 0);
	ck_assert_int_eq(file_stamp(scratch("f"), &a, &scratch_err), 1);
	ck_assert_int_eq(a.size, 3);
	ck_assert(!a.is_link && S_ISREG(a.mode) && a.mtime_ns > 0);
	ck_assert_int_eq(file_stamp(scratch("l"), &b, &scratch_err), 1);
	ck_assert(b.is_link && file_stamp_equal(&a, &b));
	ck_assert_int_eq(file_stamp(scratch("dangling"), &b, &scratch_err), 0);
	ck_assert(b.is_link);
	ck_assert_int_eq(file_stamp(scratch("loop"), &b, &scratch_err), 0);
	ck_assert_int_eq(file_stamp(scratch("absent"), &b, &scratch_err), 0);
	ck_assert(!b.is_link);
	ck_assert_int_eq(file_stamp(scratch("f/below"), &b, &scratch_err), 0);
	scratch_write("f", "abcd");
	ck_assert_int_eq(file_stamp(scratch("f"), &c, &scratch_err), 1);
	ck_assert(!file_stamp_equal(&a, &c));
}
END_TEST

START_TEST(reading)
{
	struct strbuf out = STRBUF_INIT;
	struct file_stamp stamp, same;

	strbuf_addstr(&out, "kept:");
	scratch_write("f", "0123456789");
	ok(file_read(scratch("f"), 10, &out, &scratch_err));
	ck_assert_str_eq(out.buf, "kept:0123456789");
	fails(file_read(scratch("f"), 9, &out, &scratch_err), ERR_TOO_LONG);
	fails(file_read(scratch("absent"), 9, &out, &scratch_err), ERR_NOT_FOUND);
	fails(file_read(scratch(""), 9, &out, &scratch_err), ERR_NOT_FOUND);
	says("a folder");
	fails(file_read("/dev/zero", 9, &out, &scratch_err), ERR_NOT_FOUND);
	ck_assert_str_eq(out.buf, "kept:0123456789");
	ok(file_read_stamped(scratch("f"), 10, &out, &stamp, &scratch_err));
	ck_assert_int_eq(file_stamp(scratch("f"), &same, &scratch_err), 1);
	ck_assert(file_stamp_equal(&stamp, &same));
	strbuf_release(&out);
}
END_TEST

START_TEST(what_never_ends_is_not_waited_for)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	struct strbuf out = STRBUF_INIT;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(mkfifo(scratch("fifo"), 0600), 0);
	fails(file_read(scratch("fifo"), 9, &out, &scratch_err), ERR_NOT_FOUND);
	says("no regular file");
	ck_assert_int_eq(chdir(scratch("")), 0);
	strncpy(name.sun_path, "socket", sizeof(name.sun_path) - 1);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	fails(file_read("socket", 9, &out, &scratch_err), ERR_NOT_FOUND);
	ck_assert_int_eq(chdir("/"), 0);
	close(fd);
	strbuf_release(&out);
}
END_TEST

START_TEST(a_growing_file_is_cut_off)
{
	struct strbuf out = STRBUF_INIT;
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	size_t size;

	ck_assert_int_eq(file_read("/proc/self/cmdline", 4096, &out, &scratch_err), 0); /* its size says 0 */
	size = out.len;
	strbuf_clear(&out);
	ok(file_read("/proc/self/cmdline", size, &out, &scratch_err));
	strbuf_clear(&out);
	fails(file_read("/proc/self/cmdline", size - 1, &out, &scratch_err), ERR_TOO_LONG);
	fails(file_slurp_fd(fd, "zero", 1 << 20, &out, &scratch_err), ERR_TOO_LONG);
	ck_assert_uint_eq(out.len, 0);
	ck_assert_uint_lt(out.alloc, 4 << 20);
	close(fd);
	fails(file_slurp_fd(fd, "closed", 1, &out, &scratch_err), ERR_IO);
	strbuf_release(&out);
}
END_TEST

START_TEST(the_durable_write)
{
	ok(file_write(scratch("f"), "one", 3, NULL, NULL, &scratch_err));
	ck_assert_str_eq(scratch_read("f"), "one");
	ok(file_write(scratch("f"), "two\n", 4, NULL, NULL, &scratch_err));
	ck_assert_str_eq(scratch_read("f"), "two\n");
	ok(file_write(scratch("empty"), "", 0, NULL, NULL, &scratch_err));
	ck_assert_str_eq(scratch_read("empty"), "");
	ck_assert_uint_eq(scratch_count(""), 2);
	ck_assert_int_eq(chdir(scratch("")), 0);
	ok(file_write("bare", "x", 1, NULL, NULL, &scratch_err));
	ck_assert_str_eq(scratch_read("bare"), "x");
	ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

START_TEST(a_new_file_takes_after_its_folder)
{
	struct file_attrs attrs = {.file_mode = 0604, .have_file_mode = true};

	umask(077);
	scratch_mkdir("open", 0775);
	scratch_mkdir("closed", 0700);
	ok(file_write(scratch("open/f"), "", 0, NULL, NULL, &scratch_err));
	ck_assert_int_eq(mode_of("open/f"), 0664);
	ok(file_write(scratch("closed/f"), "", 0, NULL, NULL, &scratch_err));
	ck_assert_int_eq(mode_of("closed/f"), 0600);
	ok(file_write(scratch("open/said"), "", 0, &attrs, NULL, &scratch_err));
	ck_assert_int_eq(mode_of("open/said"), 0604);
}
END_TEST

START_TEST(a_replaced_file_keeps_what_it_had)
{
	struct file_attrs attrs = {.file_mode = 0666, .have_file_mode = true};
	char value[16] = "";
	bool xattrs;

	scratch_write("f", "old");
	ck_assert_int_eq(chmod(scratch("f"), 0640), 0);
	xattrs = setxattr(scratch("f"), "user.comment", "mine", 4, 0) == 0;
	ok(file_write(scratch("f"), "new", 3, &attrs, NULL, &scratch_err));
	ck_assert_str_eq(scratch_read("f"), "new");
	ck_assert_int_eq(mode_of("f"), 0640);
	if (xattrs) {
		ck_assert_int_eq(getxattr(scratch("f"), "user.comment", value, sizeof(value)), 4);
		ck_assert_str_eq(value, "mine");
	}
}
END_TEST

START_TEST(a_link_is_replaced_not_followed)
{
	struct stat st;

	scratch_mkdir("there", 0755);
	scratch_write("there/f", "theirs");
	ck_assert_int_eq(chmod(scratch("there/f"), 0604), 0);
	ck_assert_int_eq(symlink("there/f", scratch("l")), 0);
	ok(file_write(scratch("l"), "ours", 4, NULL, NULL, &scratch_err));
	ck_assert_str_eq(scratch_read("there/f"), "theirs");
	ck_assert_str_eq(scratch_read("l"), "ours");
	ck_assert_int_eq(lstat(scratch("l"), &st), 0);
	ck_assert(S_ISREG(st.st_mode));
	ck_assert_int_eq(mode_of("l"), 0604);
	ck_assert_int_eq(symlink("nowhere", scratch("dangling")), 0);
	ok(file_write(scratch("dangling"), "ours", 4, NULL, NULL, &scratch_err));
	ck_assert_str_eq(scratch_read("dangling"), "ours");
}
END_TEST

START_TEST(staging_shows_nothing)
{
	struct strbuf temp = STRBUF_INIT;

	scratch_write("poster.jpg", "old");
	ok(file_stage(scratch("poster.jpg"), "new", 3, NULL, &temp, NULL, &scratch_err));
	ck_assert_str_eq(scratch_read("poster.jpg"), "old");
	ck_assert(file_is_temp(path_base(temp.buf)));
	ck_assert_uint_eq(scratch_count(""), 2);
	ok(file_commit(temp.buf, scratch("poster.jpg"), &scratch_err));
	ck_assert_str_eq(scratch_read("poster.jpg"), "new");
	ck_assert_uint_eq(scratch_count(""), 1);
	fails(file_commit(temp.buf, scratch("poster.jpg"), &scratch_err), ERR_NOT_FOUND);
	strbuf_release(&temp);
}
END_TEST

/* A journal knows the name before the file is there; what a crash left at it does not stand in the way. */
START_TEST(staging_at_a_name_that_is_known)
{
	struct strbuf temp = STRBUF_INIT, other = STRBUF_INIT;

	file_temp_name(&temp, scratch(""));
	file_temp_name(&other, scratch(""));
	ck_assert_str_ne(temp.buf, other.buf);
	ck_assert(file_is_temp(path_base(temp.buf)));
	ck_assert_uint_eq(scratch_count(""), 0);
	scratch_write(path_base(temp.buf), "half of a fi");
	strbuf_clear(&other);
	strbuf_addbuf(&other, &temp);
	ok(file_stage(scratch("f"), "new", 3, NULL, &temp, NULL, &scratch_err));
	ck_assert_str_eq(temp.buf, other.buf);
	ck_assert_uint_eq(scratch_count(""), 1);
	ok(file_commit(temp.buf, scratch("f"), &scratch_err));
	ck_assert_str_eq(scratch_read("f"), "new");
	strbuf_release(&temp);
	strbuf_release(&other);
}
END_TEST

START_TEST(temporaries_are_known)
{
	ck_assert(file_is_temp(".metarr-aB3x9Z.tmp"));
	ck_assert(!file_is_temp("metarr-aB3x9Z.tmp"));
	ck_assert(!file_is_temp(".metarr-.tmp"));
	ck_assert(!file_is_temp(".metarr-aB3x9Z.tmp.jpg"));
	ck_assert(!file_is_temp(".tmp"));
}
END_TEST

START_TEST(what_stands_in_the_way)
{
	scratch_mkdir("d", 0755);
	fails(file_write(scratch("d"), "x", 1, NULL, NULL, &scratch_err), ERR_EXISTS);
	says("a folder");
	ck_assert_int_eq(mkfifo(scratch("fifo"), 0600), 0);
	fails(file_write(scratch("fifo"), "x", 1, NULL, NULL, &scratch_err), ERR_EXISTS);
	fails(file_write(scratch("absent/f"), "x", 1, NULL, NULL, &scratch_err), ERR_NOT_FOUND);
	ck_assert_uint_eq(scratch_count(""), 2);
}
END_TEST

START_TEST(rights_are_said)
{
	struct strbuf out = STRBUF_INIT;

	ck_assert_msg(geteuid() != 0, "as root no permission can fail: run the tests as another user");
	scratch_mkdir("locked", 0555);
	fails(file_write(scratch("locked/f"), "x", 1, NULL, NULL, &scratch_err), ERR_PERMISSION);
	fails(file_mkdirs(scratch("locked/a/b"), NULL, &scratch_err), ERR_PERMISSION);
	says("locked/a'");
	scratch_write("secret", "x");
	ck_assert_int_eq(chmod(scratch("secret"), 0), 0);
	fails(file_read(scratch("secret"), 9, &out, &scratch_err), ERR_PERMISSION);
	strbuf_release(&out);
}
END_TEST

START_TEST(a_group_that_is_not_ours_is_a_refusal)
{
	struct file_attrs attrs = {.group = 0, .have_group = true};
	struct strbuf text = STRBUF_INIT;
	unsigned refused = 0;

	ck_assert_msg(geteuid() != 0, "as root every group is ours: run the tests as another user");
	ok(file_write(scratch("f"), "x", 1, &attrs, &refused, &scratch_err));
	ck_assert_uint_eq(refused, FILE_REFUSED_OWNER);
	file_refused_text(refused | FILE_REFUSED_SYNC, &text);
	ck_assert_str_eq(text.buf, "owner, fsync of a folder");
	strbuf_release(&text);
}
END_TEST

/* A file size limit stands for a full disk: the write is cut short, then refused. */
START_TEST(a_write_that_does_not_fit_leaves_nothing)
{
	struct rlimit limit = {1000, RLIM_INFINITY};
	char *big = calloc(1, 5000);

	scratch_write("f", "old");
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	fails(file_write(scratch("f"), big, 5000, NULL, NULL, &scratch_err), ERR_TOO_LONG);
	says("cannot write");
	ck_assert_str_eq(scratch_read("f"), "old");
	ck_assert_uint_eq(scratch_count(""), 1);
	free(big);
}
END_TEST

START_TEST(a_full_device_is_said)
{
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	ck_assert_int_eq(file_write_fd(fd, "x", 1), -1);
	ck_assert_int_eq(errno, ENOSPC);
	close(fd);
}
END_TEST

static void nothing(int sig)
{
	(void)sig;
}

static char pattern(size_t i)
{
	return (char)(i * 31 / 7);
}

/* Reads slowly, so that the writer has to wait; the timer's signals are the writer's. Gives how many bytes
 * came right. */
static void *slow_reader(void *arg)
{
	int fd = *(int *)arg;
	size_t *right = calloc(1, sizeof(*right));
	char buf[4096];
	ssize_t n, i;

	while ((n = read(fd, buf, sizeof(buf))) > 0) {
		for (i = 0; i < n && buf[i] == pattern(*right); i++)
			(*right)++;
		usleep(100);
	}
	return right;
}

/* A timer interrupts the writing into a full pipe all the time: it comes back early, and with EINTR. */
START_TEST(interrupted_writes_go_on)
{
	struct sigaction action = {.sa_handler = nothing};
	bool brief =
		getenv("METARR_TEST_BRIEF"); /* under valgrind a handler takes longer than the interval */
	int us = brief ? 20000 : 500;
	struct itimerval often = {{0, us}, {0, us}}, never = {{0, 0}, {0, 0}};
	size_t size = brief ? 256 << 10 : 2 << 20, i, *right;
	char *data = malloc(size);
	sigset_t alarm;
	pthread_t thread;
	void *result;
	int fds[2];

	for (i = 0; i < size; i++)
		data[i] = pattern(i);
	ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
	ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	pthread_sigmask(SIG_BLOCK, &alarm, NULL);
	ck_assert_int_eq(pthread_create(&thread, NULL, slow_reader, &fds[0]), 0);
	pthread_sigmask(SIG_UNBLOCK, &alarm, NULL);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &often, NULL), 0);
	ck_assert_int_eq(file_write_fd(fds[1], data, size), 0);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &never, NULL), 0);
	close(fds[1]);
	ck_assert_int_eq(pthread_join(thread, &result), 0);
	right = result;
	ck_assert_uint_eq(*right, size);
	free(right);
	free(data);
	close(fds[0]);
}
END_TEST

/* The same for reading: nothing is there yet when the signals come. */
START_TEST(interrupted_reads_go_on)
{
	struct sigaction action = {.sa_handler = nothing};
	struct itimerval often = {{0, 500}, {0, 500}}, never = {{0, 0}, {0, 0}};
	struct strbuf out = STRBUF_INIT;
	int fds[2];
	pid_t pid;

	ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		usleep(20000);
		_exit(write(fds[1], "late", 4) != 4);
	}
	close(fds[1]);
	ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &often, NULL), 0);
	ok(file_slurp_fd(fds[0], "pipe", 4, &out, &scratch_err));
	ck_assert_int_eq(setitimer(ITIMER_REAL, &never, NULL), 0);
	ck_assert_str_eq(out.buf, "late");
	strbuf_release(&out);
	waitpid(pid, NULL, 0);
	close(fds[0]);
}
END_TEST

START_TEST(removing)
{
	scratch_write("f", "");
	ok(file_remove(scratch("f"), &scratch_err));
	ok(file_remove(scratch("f"), &scratch_err));
	ok(file_remove(scratch("absent/f"), &scratch_err));
	scratch_mkdir("d", 0755);
	ck_assert_int_eq(file_remove(scratch("d"), &scratch_err), -1);
	ck_assert_uint_eq(scratch_count(""), 1);
}
END_TEST

START_TEST(making_folders)
{
	struct file_attrs attrs = {.dir_mode = 0750, .have_dir_mode = true};

	umask(077);
	scratch_mkdir("top", 02775);
	ok(file_mkdirs(scratch("top/a/b"), NULL, &scratch_err));
	ck_assert_int_eq(mode_of("top/a/b") & 0777, 0775);
	ok(file_mkdirs(scratch("top/a//c/"), &attrs, &scratch_err));
	ck_assert_int_eq(mode_of("top/a/c") & 0777, 0750);
	ck_assert_int_eq(mode_of("top/a") & 0777, 0775);
	ok(file_mkdirs(scratch("top/a/b"), &attrs, &scratch_err));
	ck_assert_int_eq(mode_of("top/a/b") & 0777, 0775);
	ok(file_mkdirs("/", NULL, &scratch_err));
	scratch_write("file", "");
	fails(file_mkdirs(scratch("file"), NULL, &scratch_err), ERR_EXISTS);
	ck_assert_int_eq(file_mkdirs(scratch("file/x"), NULL, &scratch_err), -1);
	ck_assert_int_eq(symlink("nowhere", scratch("dangling")), 0);
	fails(file_mkdirs(scratch("dangling"), NULL, &scratch_err), ERR_EXISTS);
}
END_TEST

START_TEST(syncing_folders)
{
	unsigned refused = 0;

	ok(file_sync_dir(scratch(""), &refused, &scratch_err));
	ck_assert_uint_eq(refused, 0);
	fails(file_sync_dir(scratch("absent"), &refused, &scratch_err), ERR_NOT_FOUND);
	ok(file_sync_dir("/proc", &refused, &scratch_err));
	ck_assert_uint_eq(refused, FILE_REFUSED_SYNC);
}
END_TEST

/* One process writes, this one reads: each read is one of the two texts, whole. */
START_TEST(readers_see_old_or_new)
{
	static char old[20000], new[30000];
	struct strbuf out = STRBUF_INIT;
	int i, status, reads = 0;
	pid_t pid;

	memset(old, 'o', sizeof(old));
	memset(new, 'n', sizeof(new));
	ok(file_write(scratch("f"), old, sizeof(old), NULL, NULL, &scratch_err));
	pid = fork();
	if (pid == 0) {
		for (i = 0; i < 100; i++)
			if (file_write(scratch("f"), i % 2 ? old : new, i % 2 ? sizeof(old) : sizeof(new),
				    NULL, NULL, NULL))
				_exit(1);
		_exit(0);
	}
	while (waitpid(pid, &status, WNOHANG) == 0) {
		strbuf_clear(&out);
		ok(file_read(scratch("f"), 1 << 20, &out, &scratch_err));
		ck_assert(out.len == sizeof(old) || out.len == sizeof(new));
		ck_assert_mem_eq(out.buf, out.len == sizeof(old) ? old : new, out.len);
		reads++;
	}
	ck_assert_int_eq(status, 0);
	ck_assert_int_gt(reads, 0);
	strbuf_release(&out);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {stamps, reading, what_never_ends_is_not_waited_for,
		a_growing_file_is_cut_off, the_durable_write, a_new_file_takes_after_its_folder,
		a_replaced_file_keeps_what_it_had, a_link_is_replaced_not_followed, staging_shows_nothing,
		staging_at_a_name_that_is_known, temporaries_are_known, what_stands_in_the_way,
		rights_are_said, a_group_that_is_not_ours_is_a_refusal,
		a_write_that_does_not_fit_leaves_nothing, a_full_device_is_said, interrupted_writes_go_on,
		interrupted_reads_go_on, removing, making_folders, syncing_folders, readers_see_old_or_new};

	return scratch_run("file", tests, sizeof(tests) / sizeof(tests[0]));
}
