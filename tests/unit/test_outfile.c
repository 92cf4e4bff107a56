/* Files that are written piece by piece. */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/outfile.h"
#include "harness/scratch.h"

static struct outfile *of;

static void write_much(size_t pieces)
{
	while (pieces--)
		ok(outfile_write(of, "0123456789", 10, &scratch_err));
}

START_TEST(it_is_there_when_it_is_whole)
{
	struct stat st;

	scratch_write("file", "old");
	ok(outfile_open(&of, scratch("file"), &scratch_err));
	write_much(20000);
	ck_assert_str_eq(scratch_read("file"), "old");
	ck_assert_uint_eq(scratch_count(""), 2);
	ok(outfile_commit(of, &scratch_err));
	ck_assert_uint_eq(scratch_count(""), 1);
	ck_assert_int_eq(stat(scratch("file"), &st), 0);
	ck_assert_int_eq(st.st_size, 200000);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
}
END_TEST

START_TEST(given_up_it_was_never_there)
{
	scratch_write("file", "old");
	ok(outfile_open(&of, scratch("file"), &scratch_err));
	write_much(20000);
	outfile_abort(of);
	outfile_abort(NULL);
	ck_assert_str_eq(scratch_read("file"), "old");
	ck_assert_uint_eq(scratch_count(""), 1);
}
END_TEST

START_TEST(begun_again)
{
	ok(outfile_open(&of, scratch("file"), &scratch_err));
	write_much(20000);
	ck_assert(outfile_restart(of));
	ok(outfile_write(of, "new", 3, &scratch_err));
	ck_assert(outfile_restart(of));
	ok(outfile_write(of, "newer", 5, &scratch_err));
	ok(outfile_commit(of, &scratch_err));
	ck_assert_str_eq(scratch_read("file"), "newer");
}
END_TEST

START_TEST(standard_output_takes_nothing_back)
{
	int fd = open(scratch("out"), O_RDWR | O_CREAT, 0600), keep = dup(STDOUT_FILENO);

	ck_assert_int_eq(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
	ok(outfile_open(&of, "-", &scratch_err));
	ok(outfile_write(of, "a", 1, &scratch_err));
	ck_assert(outfile_restart(of));
	write_much(10000);
	ck_assert(!outfile_restart(of));
	ok(outfile_commit(of, &scratch_err));
	ck_assert_int_eq(dup2(keep, STDOUT_FILENO), STDOUT_FILENO);
	ck_assert_str_eq(scratch_read("out") + 99990, "0123456789");
	close(keep);
	close(fd);
}
END_TEST

START_TEST(what_is_no_file)
{
	scratch_mkdir("dir", 0700);
	fails(outfile_open(&of, scratch("dir"), &scratch_err), ERR_EXISTS);
	says("is a folder");
	fails(outfile_open(&of, "/dev/null", &scratch_err), ERR_EXISTS);
	says("no regular file");
	fails(outfile_open(&of, scratch("absent/file"), &scratch_err), ERR_NOT_FOUND);
	says("cannot make a file in");
}
END_TEST

START_TEST(a_full_disk)
{
	const struct rlimit small = {100000, 100000};
	int i, rc = 0;

	scratch_write("file", "old");
	ok(outfile_open(&of, scratch("file"), &scratch_err));
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	for (i = 0; i < 20000 && !rc; i++)
		rc = outfile_write(of, "0123456789", 10, &scratch_err);
	ck_assert_int_eq(rc, -1);
	says("cannot write '");
	outfile_abort(of);
	ck_assert_str_eq(scratch_read("file"), "old");
	ck_assert_uint_eq(scratch_count(""), 1);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {it_is_there_when_it_is_whole, given_up_it_was_never_there, begun_again,
		standard_output_takes_nothing_back, what_is_no_file, a_full_disk};

	return scratch_run("outfile", tests, sizeof(tests) / sizeof(tests[0]));
}
