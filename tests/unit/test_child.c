/*
 * Children that behave and children that do not. The child is this program itself, called with a word: it
 * does what the lines say.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/child.h"
#include "core/json.h"
#include "core/prog.h"
#include "harness/scratch.h"

static void say(const char *s, size_t len)
{
	fwrite(s, 1, len, stdout);
	fputc('\n', stdout);
	fflush(stdout);
}

/* Addresses are what is limited: nothing needs to be written. */
static void eat_memory(void)
{
	size_t n;

	for (n = 0; n < 4096; n++)
		if (!xmalloc(1 << 20))
			break;
}

static void flood(FILE *f, size_t mebibytes, char end)
{
	static char block[4096];
	size_t i;

	memset(block, 'f', sizeof(block));
	block[sizeof(block) - 1] = end;
	for (i = 0; i < mebibytes * 256; i++)
		fwrite(block, 1, sizeof(block), f);
	fflush(f);
}

static int count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n - 3; /* ".", ".." and the folder */
}

static void wait_for_ever(void)
{
	for (;;)
		pause();
}

static void obey(char *line, size_t len, int number)
{
	struct sigaction old;
	char word[32];

	if (!strcmp(line, "abort")) {
		fputs("first words\nlast words \x1b\n\n", stderr);
		abort();
	} else if (!strcmp(line, "killed")) {
		raise(SIGKILL);
	} else if (!strcmp(line, "hang")) {
		wait_for_ever();
	} else if (!strcmp(line, "exit")) {
		exit(3);
	} else if (!strcmp(line, "close")) {
		close(1);
		wait_for_ever();
	} else if (!strcmp(line, "memory")) {
		eat_memory();
	} else if (!strcmp(line, "stderr")) {
		flood(stderr, 4, '\n');
	} else if (!strcmp(line, "noline")) {
		flood(stderr, 4, 'f');
	} else if (!strcmp(line, "twice")) {
		fputs("once\n", stdout); /* goes out in one write with what follows */
	} else if (!strcmp(line, "long")) {
		flood(stdout, 2, 'f');
		wait_for_ever();
	} else if (!strcmp(line, "second") && number > 1) {
		abort();
	} else if (!strcmp(line, "facts")) {
		sigaction(SIGINT, NULL, &old);
		len = (size_t)snprintf(word, sizeof(word), "%s, %d descriptors",
			old.sa_handler == SIG_IGN ? "ignores" : "minds", count_descriptors());
		line = word;
	} else if (!strcmp(line, "pid")) {
		len = (size_t)snprintf(word, sizeof(word), "%d", (int)getpid());
		line = word;
	}
	say(line, len);
}

static int child_main(const char *mode)
{
	char *line = NULL, pid[] = "pid";
	size_t alloc = 0;
	ssize_t len;
	int number = 0;

	if (!strcmp(mode, "stubborn")) {
		obey(pid, 3, 1);
		wait_for_ever();
	}
	while ((len = getline(&line, &alloc, stdin)) > 0) {
		line[--len] = '\0';
		obey(line, (size_t)len, ++number);
	}
	free(line);
	return 0;
}

static char *self;
static struct child_pool *pool;
static struct strbuf answer = STRBUF_INIT;
static void *tag;

static void open_pool(const char *mode, size_t n, int timeout_ms, size_t memory)
{
	const char *const argv[] = {self, mode, NULL};
	struct child_limits limits = {.memory_bytes = memory, .timeout_ms = timeout_ms};

	pool = child_pool_new(argv, n, &limits);
}

static void close_pool(void)
{
	child_pool_free(pool);
	strbuf_release(&answer);
}

static void submit(const char *line)
{
	child_pool_submit(pool, line, strlen(line), NULL);
}

static void next(void)
{
	ck_assert_int_eq(child_pool_next(pool, 60000, &tag, &answer, &scratch_err), 1);
}

static void next_is(const char *expected)
{
	next();
	ck_assert_str_eq(scratch_err.msg.buf, "");
	ck_assert_int_eq((int)scratch_err.code, ERR_NONE);
	ck_assert_str_eq(answer.buf, expected);
}

static void next_fails(enum error_code code, const char *words)
{
	next();
	ck_assert_str_eq(error_name(scratch_err.code), error_name(code));
	says(words);
	ck_assert_str_eq(answer.buf, "");
}

static void nothing_is_left(void)
{
	ck_assert_uint_eq(child_pool_pending(pool), 0);
	ck_assert_int_eq(child_pool_next(pool, -1, &tag, &answer, &scratch_err), 0);
}

START_TEST(every_line_has_its_answer)
{
	static bool seen[200];
	char line[16];
	size_t i;

	open_pool("obey", 3, 0, 0);
	for (i = 0; i < 200; i++) {
		snprintf(line, sizeof(line), "line %zu", i);
		child_pool_submit(pool, line, strlen(line), &seen[i]);
	}
	ck_assert_uint_eq(child_pool_pending(pool), 200);
	for (i = 0; i < 200; i++) {
		bool *one;
		next();
		ck_assert_int_eq((int)scratch_err.code, ERR_NONE);
		one = tag;
		ck_assert(!*one);
		*one = true;
		snprintf(line, sizeof(line), "line %zu", (size_t)(one - seen));
		ck_assert_str_eq(answer.buf, line);
	}
	nothing_is_left();
	close_pool();
}
END_TEST

/* None of them is kept waiting by the other. */
START_TEST(pools_are_waited_for_together)
{
	const char *const argv[] = {self, "obey", NULL};
	struct child_pool *other = child_pool_new(argv, 1, NULL), *both[2];

	open_pool("obey", 1, 0, 0);
	both[0] = pool;
	both[1] = other;
	ck_assert_int_eq(child_pools_wait(both, 2, -1), 0);
	submit("hang");
	ck_assert_int_eq(child_pools_wait(both, 2, 0), 0);
	child_pool_submit(other, "a", 1, NULL);
	child_pool_submit(other, "abort", 5, NULL);
	ck_assert_int_eq(child_pools_wait(both, 2, 60000), 1);
	ck_assert(!child_pool_ready(pool) && child_pool_ready(other));
	ck_assert_int_eq(child_pool_next(other, 0, &tag, &answer, &scratch_err), 1);
	ck_assert_str_eq(answer.buf, "a");
	ck_assert(!child_pool_ready(other));
	ck_assert_int_eq(child_pools_wait(both, 2, 60000), 1);
	ck_assert_int_eq(child_pool_next(other, 0, &tag, &answer, &scratch_err), 1);
	ck_assert_int_eq((int)scratch_err.code, ERR_CRASHED);
	ck_assert_int_eq(child_pools_wait(both, 2, 20), 0);
	ck_assert_uint_eq(child_pool_pending(pool), 1);
	child_pool_free(other);
	close_pool();
}
END_TEST

START_TEST(a_child_gives_way)
{
	const char *const argv[] = {self, "obey", NULL};
	int ours = getpriority(PRIO_PROCESS, 0);

	pool = child_pool_new(argv, 1, &(struct child_limits){.nice = 3});
	submit("pid");
	next();
	ck_assert_int_eq(
		getpriority(PRIO_PROCESS, (id_t)strtol(answer.buf, NULL, 10)), ours + 3 < 19 ? ours + 3 : 19);
	close_pool();
}
END_TEST

START_TEST(a_crash_costs_one_answer)
{
	open_pool("obey", 1, 0, 0);
	submit("a");
	submit("abort");
	submit("exit");
	submit("killed");
	submit("b");
	next_is("a");
	next_fails(ERR_CRASHED, "signal 6");
	says(": last words \\x1b");
	next_fails(ERR_CRASHED, "ended with status 3");
	next_fails(ERR_KILLED, "signal 9");
	next_is("b");
	nothing_is_left();
	close_pool();
}
END_TEST

START_TEST(a_line_that_is_not_to_blame_has_one_more_try)
{
	open_pool("obey", 1, 0, 0);
	submit("a");
	submit("second");
	submit("second");
	next_is("a");
	next_is("second");
	next_is("second");
	close_pool();
}
END_TEST

START_TEST(a_hang_costs_its_time)
{
	open_pool("obey", 1, 2000, 0);
	submit("hang");
	submit("a");
	ck_assert_int_eq(child_pool_next(pool, 0, &tag, &answer, &scratch_err), 0);
	ck_assert_int_eq(child_pool_next(pool, 10, &tag, &answer, &scratch_err), 0);
	ck_assert_uint_eq(child_pool_pending(pool), 2);
	next_fails(ERR_TIMEOUT, "did not answer in time");
	next_is("a");
	close_pool();
}
END_TEST

START_TEST(memory_has_a_limit)
{
#ifdef __SANITIZE_ADDRESS__
	printf("skip: memory_has_a_limit: the sanitizer reserves all addresses\n");
#else
	open_pool("obey", 1, 0, 128 << 20);
	submit("memory");
	submit("a");
	next_fails(ERR_NO_MEMORY, "ran out of memory: metarr: out of memory");
	next_is("a");
	close_pool();
#endif
}
END_TEST

START_TEST(stderr_never_blocks)
{
	open_pool("obey", 1, 0, 0);
	submit("stderr");
	submit("noline");
	submit("exit");
	next_is("stderr");
	next_is("noline");
	next_fails(ERR_CRASHED, "status 3");
	close_pool();
}
END_TEST

START_TEST(an_output_that_is_closed)
{
	open_pool("obey", 1, 0, 0);
	submit("close");
	submit("a");
	next_fails(ERR_CRASHED, "closed its output");
	next_is("a");
	close_pool();
}
END_TEST

START_TEST(more_than_one_answer)
{
	open_pool("obey", 1, 0, 0);
	submit("twice");
	next_is("once");
	submit("a");
	next_is("a");
	close_pool();
}
END_TEST

START_TEST(speaking_out_of_turn)
{
	char *big = xmalloc(JSON_MAX_LINE);

	memset(big, 'x', JSON_MAX_LINE);
	open_pool("stubborn", 1, 0, 0);
	child_pool_submit(pool, big, JSON_MAX_LINE, NULL);
	next_fails(ERR_CRASHED, "spoke out of turn");
	free(big);
	close_pool();
}
END_TEST

START_TEST(an_answer_without_end)
{
	open_pool("obey", 1, 0, 0);
	submit("long");
	submit("a");
	next_fails(ERR_TOO_LONG, "too long");
	next_is("a");
	close_pool();
}
END_TEST

START_TEST(long_lines_go_both_ways)
{
	char *big = xmalloc(JSON_MAX_LINE + 1);
	int i;

	memset(big, 'x', JSON_MAX_LINE);
	big[JSON_MAX_LINE] = '\0';
	open_pool("obey", 2, 0, 0);
	for (i = 0; i < 4; i++)
		submit(big);
	for (i = 0; i < 4; i++)
		next_is(big);
	free(big);
	close_pool();
}
END_TEST

START_TEST(a_program_that_is_not_there)
{
	const char *const absent[] = {scratch("absent"), NULL}, *const text[] = {scratch("text"), NULL};

	pool = child_pool_new(absent, 2, NULL);
	submit("a");
	submit("b");
	next_fails(ERR_NOT_FOUND, "cannot start");
	next_fails(ERR_NOT_FOUND, "absent");
	nothing_is_left();
	child_pool_free(pool);
	scratch_write("text", "x");
	pool = child_pool_new(text, 1, NULL);
	submit("a");
	next_fails(ERR_PERMISSION, "cannot start");
	close_pool();
}
END_TEST

START_TEST(children_have_nothing_of_ours)
{
	int fd = open("/dev/null", O_RDONLY); /* not close-on-exec: somebody forgot */

	open_pool("obey", 1, 0, 0);
	submit("facts");
	next_is("ignores, 3 descriptors");
	close_pool();
	close(fd);
}
END_TEST

START_TEST(a_pool_leaves_nothing_behind)
{
	int before = count_descriptors();
	int64_t start = process_clock();

	open_pool("obey", 3, 0, 0);
	submit("a");
	submit("hang");
	submit("hang");
	submit("queued");
	next_is("a");
	close_pool();
	open_pool("stubborn", 1, 0, 0);
	submit("a");
	next();
	close_pool();
	child_pool_free(NULL);
	ck_assert_int_lt((int)(process_clock() - start), 30000);
	ck_assert_int_eq(count_descriptors(), before);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}
END_TEST

START_TEST(an_interrupt_stops_the_waiting)
{
	prog_interruptible();
	open_pool("obey", 1, 0, 0);
	submit("hang");
	ck_assert_int_eq(child_pool_next(pool, 0, &tag, &answer, &scratch_err), 0);
	raise(SIGINT);
	ck_assert_int_eq(child_pool_next(pool, -1, &tag, &answer, &scratch_err), 0);
	ck_assert_uint_eq(child_pool_pending(pool), 1);
	close_pool();
}
END_TEST

/* A parent in between is killed: its child goes with it, and comes to us to be reaped. */
START_TEST(children_die_with_their_parent)
{
	pid_t between, child = 0;
	int fds[2], status;

	ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	between = fork();
	if (between == 0) {
		open_pool("stubborn", 1, 0, 0);
		submit("x");
		next();
		child = (pid_t)strtol(answer.buf, NULL, 10);
		if (write(fds[1], &child, sizeof(child)) != sizeof(child))
			_exit(1);
		wait_for_ever();
	}
	ck_assert_int_eq(read(fds[0], &child, sizeof(child)), sizeof(child));
	kill(between, SIGKILL);
	ck_assert_int_eq(waitpid(between, &status, 0), between);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	close(fds[0]);
	close(fds[1]);
}
END_TEST

/* Programs that are run once */

static struct strbuf output = STRBUF_INIT;

static int run(const char *program, const char *arg, const char *input, int timeout_ms, size_t max)
{
	const char *const argv[] = {program, arg, NULL};
	struct child_limits limits = {.timeout_ms = timeout_ms};

	strbuf_clear(&output);
	return process_run(argv, input, input ? strlen(input) : 0, &limits, max, &output, &scratch_err);
}

START_TEST(running_once)
{
	size_t size = 3 << 20;
	char *big = xmalloc(size + 1);

	memset(big, 'x', size);
	big[size] = '\0';
	ok(run("/bin/cat", NULL, big, 0, size));
	ck_assert_uint_eq(output.len, size);
	ok(run("/bin/cat", NULL, NULL, 0, 0));
	ck_assert_uint_eq(output.len, 0);
	ok(run("/bin/true", NULL, big, 0, 0));
	fails(run("/bin/cat", NULL, big, 0, size - 1), ERR_TOO_LONG);
	fails(run("/bin/cat", "/dev/zero", NULL, 0, 1000), ERR_TOO_LONG);
	fails(run("/bin/false", NULL, NULL, 0, 0), ERR_CRASHED);
	says("'false' ended with status 1");
	fails(run("/bin/ls", "/no/such/folder", NULL, 0, 1000), ERR_CRASHED);
	says("No such file");
	fails(run("/bin/sleep", "600", NULL, 500, 0), ERR_TIMEOUT);
	fails(run("/no/such/program", NULL, NULL, 0, 0), ERR_NOT_FOUND);
	ck_assert_uint_eq(output.len, 0);
	free(big);
	strbuf_release(&output);
}
END_TEST

int main(int argc, char **argv)
{
	const TTest *const tests[] = {every_line_has_its_answer, pools_are_waited_for_together,
		a_child_gives_way, a_crash_costs_one_answer, a_line_that_is_not_to_blame_has_one_more_try,
		a_hang_costs_its_time, memory_has_a_limit, stderr_never_blocks, an_output_that_is_closed,
		more_than_one_answer, speaking_out_of_turn, an_answer_without_end, long_lines_go_both_ways,
		a_program_that_is_not_there, children_have_nothing_of_ours, a_pool_leaves_nothing_behind,
		an_interrupt_stops_the_waiting, children_die_with_their_parent, running_once};
	int status;

	if (argc > 1)
		return child_main(argv[1]);
	signal(SIGPIPE, SIG_IGN);
	self = realpath("/proc/self/exe", NULL);
	status = scratch_run("child", tests, sizeof(tests) / sizeof(tests[0]));
	free(self);
	return status;
}
