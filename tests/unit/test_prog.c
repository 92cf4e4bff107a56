/* What programs do alike: each test runs a small main() in a process of its own and looks at what comes out.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <grp.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/log.h"
#include "core/prog.h"
#include "core/progress.h"
#include "harness/scratch.h"

/* Root, pretended: who one would be then, in which order it was asked for. Ours stand before the C library's.
 */
static struct {
	bool on;
	uid_t uid;
	gid_t gid;
	int groups, group, user; /* the how-manieth call each was; 0: none */
	int calls, fail;	 /* fail: the how-manieth call does */
} root;

static int pretend(int *call)
{
	*call = ++root.calls;
	errno = EPERM;
	return root.calls == root.fail ? -1 : 0;
}

uid_t geteuid(void)
{
	return root.on ? 0 : (uid_t)syscall(SYS_geteuid);
}

int initgroups(const char *user, gid_t gid)
{
	(void)user;
	(void)gid;
	return pretend(&root.groups);
}

int setgroups(size_t n, const gid_t *groups)
{
	(void)n;
	(void)groups;
	return pretend(&root.groups);
}

int setgid(gid_t gid)
{
	root.gid = gid;
	return pretend(&root.group);
}

int setuid(uid_t uid)
{
	root.uid = uid;
	return pretend(&root.user);
}

typedef int (*main_fn)(int argc, char **argv);

static const char usage[] = "usage: metarr-test [-hVjtqvn]\n";

/* Fails where the record says so, with the code that it names; an item of its own before "extra". */
static int one(struct record *r, void *ctx, struct error *err)
{
	const char *fail = record_str(r, "fail");
	struct record *own;

	if (record_has(r, "extra")) {
		own = record_new();
		record_set_str(own, "type", "season");
		prog_put(ctx, own);
		record_free(own);
	}
	if (fail)
		return error_set(err, error_by_name(fail), "cannot do '%s'", fail);
	record_set_bool(r, "seen", true);
	return 0;
}

static int small_main(int argc, char **argv)
{
	static const struct option options[] = {PROG_LONG, {NULL, 0, NULL, 0}};
	struct prog p;
	int c;

	prog_init(&p, argv[0], usage);
	while ((c = getopt_long(argc, argv, PROG_SHORT "np", options, NULL)) != -1)
		if (!prog_option(&p, c))
			p.needs = "path"; /* -p */
	prog_interruptible();
	if (optind < argc)
		prog_files(&p, argv + optind, one, &p);
	else
		prog_records(&p, STDIN_FILENO, one, &p);
	return prog_finish(&p);
}

/* How many came together, into each; one of year 13 fails. */
static void together(struct prog_work *work, size_t n, void *ctx)
{
	int64_t year;
	size_t i;

	(void)ctx;
	for (i = 0; i < n; i++) {
		record_set_int(work[i].r, "of", (int64_t)n);
		if (record_int(work[i].r, "year", &year) && year == 13)
			error_set(work[i].err, ERR_BAD_VALUE, "no such year");
	}
}

static int many_main(int argc, char **argv)
{
	struct prog p;

	(void)argc;
	prog_init(&p, argv[0], usage);
	prog_records_many(&p, STDIN_FILENO, 3, together, NULL);
	return prog_finish(&p);
}

/* Runs fn with the words of 'line' as arguments; gives its exit status. Input from the file "in"; "out" and
 * "err" get the output, unless 'out' names another file. */
static int run_to(const char *out, main_fn fn, const char *line, const char *input)
{
	char *words = strdup(line), *rest = words, *argv[16];
	int argc = 0, status;
	pid_t pid;

	while (rest && argc < 15)
		argv[argc++] = strsep(&rest, " ");
	argv[argc] = NULL;
	scratch_write("in", input);
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		int in = open(scratch("in"), O_RDONLY), err;
		int o = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		err = open(scratch("err"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
		if (dup2(in, 0) || dup2(o, 1) != 1 || dup2(err, 2) != 2)
			_exit(99);
		log_set_level(LOG_LEVEL_WARN);
		exit(fn(argc, argv));
	}
	free(words);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status), "signal %d", WTERMSIG(status));
	return WEXITSTATUS(status);
}

static int run(const char *line, const char *input)
{
	return run_to(scratch("out"), small_main, line, input);
}

#define out_is(text) ck_assert_str_eq(scratch_read("out"), text)
#define err_is(text) ck_assert_str_eq(scratch_read("err"), text)

START_TEST(records_go_through)
{
	ck_assert_int_eq(run("metarr-test", "{\"type\":\"movie\",\"id\":1}\n"
					    "\r\n"
					    "{\"type\":\"movie\",\"extra\":1}\r\n"
					    "{\"other\":1}\n"
					    "{\"type\":\"library\"}\n"
					    "{\"type\":\"movie\",\"error\":{\"code\":\"io\"}}\n"
					    "{\"type\":\"episode\",\"error\":null}"),
		0);
	out_is("{\"type\":\"movie\",\"id\":1,\"seen\":true}\n"
	       "{\"type\":\"season\"}\n"
	       "{\"type\":\"movie\",\"extra\":1,\"seen\":true}\n"
	       "{\"other\":1}\n"
	       "{\"type\":\"library\"}\n"
	       "{\"type\":\"movie\",\"error\":{\"code\":\"io\"}}\n"
	       "{\"type\":\"episode\",\"error\":null,\"seen\":true}\n");
	err_is("");
}
END_TEST

START_TEST(programs_for_files_take_paths)
{
	ck_assert_int_eq(run("metarr-test -p", "{\"path\":\"/x\"}\n{\"type\":\"movie\"}\n"), 0);
	out_is("{\"path\":\"/x\",\"seen\":true}\n{\"type\":\"movie\"}\n");
}
END_TEST

START_TEST(files_that_are_named)
{
	ck_assert_int_eq(run("metarr-test -p /a b\"c \xff", ""), 65);
	out_is("{\"path\":\"/a\",\"seen\":true}\n"
	       "{\"path\":\"b\\\"c\",\"seen\":true}\n"
	       "{\"path\":\"\",\"error\":{\"code\":\"bad_name\",\"message\":\"a file name that is not UTF-8: "
	       "'\\\\xff'\","
	       "\"retry\":false}}\n");
	err_is("metarr-test: 1 of 3 failed\n");
}
END_TEST

START_TEST(failures_are_lines_too)
{
	ck_assert_int_eq(
		run("metarr-test", "{\"type\":\"movie\"}\nrubbish\n{\"type\":\"movie\",\"fail\":\"busy\"}\n"),
		1);
	out_is("{\"type\":\"movie\",\"seen\":true}\n"
	       "{\"error\":{\"code\":\"bad_record\",\"message\":\"line 2: not JSON at byte 0: a value is "
	       "missing\","
	       "\"retry\":false}}\n"
	       "{\"type\":\"movie\",\"fail\":\"busy\",\"error\":{\"code\":\"busy\",\"message\":\"cannot do "
	       "'busy'\","
	       "\"retry\":true}}\n");
	err_is("metarr-test: 2 of 3 failed\n");
}
END_TEST

START_TEST(a_line_too_long_is_one_failure)
{
	char *big = malloc((1 << 20) + 64);

	memset(big, 'x', 1 << 20);
	strncpy(big + (1 << 20), "x\n{\"type\":\"movie\"}\n", 64);
	ck_assert_int_eq(run("metarr-test", big), 65);
	out_is("{\"error\":{\"code\":\"too_long\",\"message\":\"line 1: a line of more than 1048576 bytes\","
	       "\"retry\":false}}\n{\"type\":\"movie\",\"seen\":true}\n");
	free(big);
}
END_TEST

START_TEST(the_status_is_that_of_all_failures)
{
	static const struct {
		const char *first, *second;
		int status;
	} cases[] = {{"busy", "no_space", 75}, {"permission", "permission", 77}, {"bad_nfo", "bad_image", 65},
		{"config", "config", 78}, {"busy", "permission", 1}, {"not_found", "not_found", 1},
		{"internal", "internal", 70}};
	char input[256];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(input, sizeof(input),
			"{\"type\":\"movie\",\"fail\":\"%s\"}\n{\"type\":\"movie\"}\n{\"type\":\"movie\","
			"\"fail\":\"%s\"}\n",
			cases[i].first, cases[i].second);
		ck_assert_int_eq(run("metarr-test", input), cases[i].status);
	}
}
END_TEST

START_TEST(nothing_came_in)
{
	ck_assert_int_eq(run("metarr-test", ""), 0);
	out_is("");
	err_is("metarr-test: no records came in; -a means all\n");
	ck_assert_int_eq(run("metarr-test -p", "\n\n"), 0);
	err_is("metarr-test: no records came in\n");
	ck_assert_int_eq(run("metarr-test -q", ""), 0);
	err_is("");
}
END_TEST

START_TEST(for_people_only_failures_are_said)
{
	ck_assert_int_eq(
		run("metarr-test -t",
			"{\"type\":\"movie\"}\n{\"type\":\"movie\",\"fail\":\"busy\"}\n{\"x\":1}\n"
			"{\"type\":\"movie\",\"error\":{\"code\":\"io\",\"message\":\"before\"}}\nx\n"),
		1);
	out_is("");
	err_is("metarr-test: cannot do 'busy'\n"
	       "metarr-test: before\n"
	       "metarr-test: line 5: not JSON at byte 0: a value is missing\n"
	       "metarr-test: 2 of 3 failed\n");
}
END_TEST

START_TEST(options)
{
	ck_assert_int_eq(run("metarr-test --help", ""), 0);
	out_is(usage);
	err_is("");
	ck_assert_int_eq(run("metarr-test -V", ""), 0);
	out_is("metarr " METARR_VERSION "\n");
	ck_assert_int_eq(run("metarr-test --bogus", ""), 64);
	out_is("");
	ck_assert_ptr_nonnull(strstr(scratch_read("err"), "bogus"));
	ck_assert_ptr_nonnull(strstr(scratch_read("err"), usage));
	ck_assert_int_eq(run_to("/dev/full", small_main, "metarr-test -h", ""), 74);
	err_is("metarr-test: cannot write the output: No space left on device\n");
}
END_TEST

static int options_main(int argc, char **argv)
{
	struct prog p;

	(void)argc;
	prog_init(&p, NULL, usage);
	ck_assert_str_ne(p.name, "");
	prog_init(&p, argv[0], usage);
	ck_assert(prog_json(&p)); /* stdout is a file */
	prog_say(&p, "not for programs");
	ck_assert(prog_option(&p, 't') && !prog_json(&p));
	prog_say(&p, "said of '%s'", "a\033[2Jb");
	ck_assert(prog_option(&p, 'j') && prog_json(&p));
	ck_assert(!p.dry_run && prog_option(&p, 'n') && p.dry_run);
	ck_assert(prog_option(&p, 'v') && p.verbose == 1);
	log_info("shown");
	log_debug("not yet");
	ck_assert(prog_option(&p, 'v') && p.verbose == 2);
	log_debug("shown, too");
	ck_assert(prog_option(&p, 'q') && p.verbose == -1);
	log_warn("not any more");
	ck_assert(prog_option(&p, 't'));
	prog_say(&p, "not when quiet");
	ck_assert(!prog_option(&p, 'x'));
	return prog_finish(&p);
}

START_TEST(many_at_once)
{
	ck_assert_int_eq(run_to(scratch("out"), many_main, "metarr-test",
				 "{\"type\":\"movie\"}\n\n{\"x\":1}\n{\"type\":\"movie\",\"year\":13}\n"
				 "{\n{\"type\":\"movie\"}"),
		65);
	out_is("{\"type\":\"movie\",\"of\":2}\n{\"x\":1}\n"
	       "{\"type\":\"movie\",\"year\":13,\"of\":2,\"error\":{\"code\":\"bad_value\",\"message\":"
	       "\"no such year\",\"retry\":false}}\n"
	       "{\"error\":{\"code\":\"bad_record\",\"message\":\"line 5: not JSON at byte 1: a "
	       "string is missing\",\"retry\":false}}\n"
	       "{\"type\":\"movie\",\"of\":1}\n");
}
END_TEST

START_TEST(options_one_by_one)
{
	ck_assert_int_eq(run_to(scratch("out"), options_main, "/some/where/metarr-test", ""), 0);
	out_is("said of 'a\\x1b[2Jb'\n");
	err_is("metarr-test: shown\nmetarr-test: shown, too\n");
}
END_TEST

START_TEST(a_full_disk_ends_it)
{
	ck_assert_int_eq(run_to("/dev/full", small_main, "metarr-test",
				 "{\"type\":\"movie\"}\n{\"type\":\"movie\"}\n"),
		75);
	err_is("metarr-test: cannot write the output: No space left on device\n");
}
END_TEST

static int no_reader_main(int argc, char **argv)
{
	int fds[2];

	if (pipe(fds) || dup2(fds[1], 1) != 1)
		return 99;
	close(fds[0]);
	return small_main(argc, argv);
}

START_TEST(a_reader_that_went_away_is_no_word_worth)
{
	ck_assert_int_eq(
		run_to(scratch("out"), no_reader_main, "metarr-test", "{\"type\":\"movie\"}\n{\"x\":1}\n"),
		1);
	err_is("");
}
END_TEST

static int closed_main(int argc, char **argv)
{
	close(0);
	close(1);
	return small_main(argc, argv);
}

START_TEST(descriptors_that_are_closed)
{
	ck_assert_int_eq(run_to(scratch("out"), closed_main, "metarr-test", ""), 75);
	ck_assert_ptr_nonnull(
		strstr(scratch_read("err"), "metarr-test: cannot read the input: Bad file descriptor\n"));
}
END_TEST

/* A signal comes while the input is waited for. */
static int interrupted_main(int argc, char **argv)
{
	int fds[2];
	pid_t pid;

	if (pipe(fds) || dup2(fds[0], 0) != 0)
		return 99;
	if (write(fds[1], "{\"type\":\"movie\"}\n", 17) != 17)
		return 99;
	pid = fork();
	if (pid == 0) { /* once the record came out, the program waits for the next */
		struct stat st;
		while (fstat(1, &st) == 0 && st.st_size == 0)
			usleep(1000);
		kill(getppid(), SIGTERM);
		_exit(0);
	}
	return small_main(argc, argv);
}

START_TEST(a_signal_cuts_it_short)
{
	ck_assert_int_eq(run_to(scratch("out"), interrupted_main, "metarr-test", ""), 75);
	out_is("{\"type\":\"movie\",\"seen\":true}\n");
	err_is("metarr-test: interrupted\n");
}
END_TEST

static int signals_main(int argc, char **argv)
{
	struct sigaction old;

	(void)argc;
	(void)argv;
	signal(SIGHUP, SIG_IGN);
	prog_interruptible();
	sigaction(SIGHUP, NULL, &old);
	if (old.sa_handler != SIG_IGN || prog_interrupted())
		return 1;
	raise(SIGTERM);
	raise(SIGTERM);
	if (!prog_interrupted())
		return 2;
	raise(SIGINT);
	return 3;
}

START_TEST(a_second_interrupt_ends_at_once)
{
	ck_assert_int_eq(run_to(scratch("out"), signals_main, "x", ""), 130);
}
END_TEST

static int die_main(int argc, char **argv)
{
	struct error err = ERROR_INIT;
	struct prog p;

	(void)argc;
	prog_init(&p, argv[0], usage);
	error_set(&err, ERR_CONFIG, "there is no database");
	prog_die(&p, &err);
}

START_TEST(dying)
{
	ck_assert_int_eq(run_to(scratch("out"), die_main, "metarr-test", ""), 78);
	err_is("metarr-test: there is no database\n");
}
END_TEST

/* What fn prints to a terminal that is its stdin, stdout and stderr; gives its exit status. */
static int run_on_terminal(main_fn fn, struct strbuf *out)
{
	char *argv[] = {strdup("metarr-test"), NULL};
	char buf[4096];
	int terminal, status;
	ssize_t n;
	pid_t pid = forkpty(&terminal, NULL, NULL, NULL);

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		exit(fn(1, argv));
	while ((n = read(terminal, buf, sizeof(buf))) > 0 || (n < 0 && errno == EINTR))
		strbuf_add(out, buf, n > 0 ? (size_t)n : 0);
	close(terminal);
	free(argv[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WEXITSTATUS(status);
}

START_TEST(a_terminal_as_input_is_the_usage)
{
	struct strbuf out = STRBUF_INIT;

	ck_assert_int_eq(run_on_terminal(small_main, &out), 64);
	ck_assert_ptr_nonnull(strstr(out.buf, "usage: metarr-test"));
	strbuf_release(&out);
}
END_TEST

static int progress_main(int argc, char **argv)
{
	struct prog p;
	size_t i;

	(void)argc;
	prog_init(&p, argv[0], usage);
	for (i = 0; i < 100000; i++)
		progress_show(i, 100000, "scanned");
	log_warn("a word in between");
	return prog_finish(&p);
}

static size_t count(const char *text, const char *word)
{
	size_t n = 0;

	for (; (text = strstr(text, word)); text++)
		n++;
	return n;
}

START_TEST(progress_is_for_terminals)
{
	struct strbuf out = STRBUF_INIT;
	size_t shown;

	ck_assert_int_eq(run_to(scratch("out"), progress_main, "metarr-test", ""), 0);
	err_is("metarr-test: a word in between\n");
	ck_assert_int_eq(run_on_terminal(progress_main, &out), 0);
	shown = count(out.buf, "scanned");
	ck_assert_ptr_nonnull(strstr(out.buf, "scanned 0/100000"));
	ck_assert_uint_ge(shown, 1);
	ck_assert_uint_lt(shown, 1000);
	ck_assert_ptr_nonnull(strstr(out.buf, "\r\033[Kmetarr-test: a word in between"));
	strbuf_release(&out);
}
END_TEST

START_TEST(siblings_are_beside)
{
	struct strbuf path = STRBUF_INIT;
	char *self = realpath("/proc/self/exe", NULL);

	strbuf_addstr(&path, "old");
	ok(prog_sibling("test_prog", &path, &scratch_err));
	ck_assert_str_eq(path.buf, self);
	fails(prog_sibling("metarr-no-such-program", &path, &scratch_err), ERR_CONFIG);
	says("metarr-no-such-program");
	setenv("PATH", "/bin:/usr/bin", 1);
	fails(prog_sibling("true", &path, &scratch_err), ERR_CONFIG);
	free(self);
	strbuf_release(&path);
}
END_TEST

START_TEST(only_root_becomes_somebody)
{
	ck_assert_msg(geteuid() != 0, "run the tests as another user");
	ok(prog_become_owner("/", &scratch_err));
	ok(prog_become_owner(scratch("absent"), &scratch_err));
	ck_assert_int_eq(root.calls, 0);
}
END_TEST

START_TEST(root_becomes_the_owner)
{
	static const char *const files[] = {"x.db", "absent.db"}; /* the second is made in a folder of ours */
	size_t i;

	scratch_write("x.db", "");
	for (i = 0; i < 2; i++) {
		memset(&root, 0, sizeof(root));
		root.on = true;
		ok(prog_become_owner(scratch(files[i]), &scratch_err));
		ck_assert_uint_eq(root.uid, getuid());
		ck_assert_uint_eq(root.gid, getgid());
		/* Afterwards it may do none of this any more. */
		ck_assert_int_eq(root.groups, 1);
		ck_assert_int_eq(root.group, 2);
		ck_assert_int_eq(root.user, 3);
	}
	for (i = 1; i <= 3; i++) {
		memset(&root, 0, sizeof(root));
		root.on = true;
		root.fail = (int)i;
		fails(prog_become_owner(scratch("x.db"), &scratch_err), ERR_PERMISSION);
		says(i < 3 ? "cannot take the groups of user" : "cannot become user");
	}
	memset(&root, 0, sizeof(root));
	root.on = true;
	ok(prog_become_owner("/etc/passwd", &scratch_err)); /* root's own */
	ok(prog_become_owner(scratch("no/folder/x.db"), &scratch_err));
	ck_assert_int_eq(root.calls, 0);
	root.on = false;
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {records_go_through, programs_for_files_take_paths, files_that_are_named,
		failures_are_lines_too, a_line_too_long_is_one_failure, the_status_is_that_of_all_failures,
		nothing_came_in, for_people_only_failures_are_said, options, options_one_by_one, many_at_once,
		a_full_disk_ends_it, a_reader_that_went_away_is_no_word_worth, descriptors_that_are_closed,
		a_signal_cuts_it_short, a_second_interrupt_ends_at_once, dying,
		a_terminal_as_input_is_the_usage, progress_is_for_terminals, siblings_are_beside,
		only_root_becomes_somebody, root_becomes_the_owner};

	return scratch_run("prog", tests, sizeof(tests) / sizeof(tests[0]));
}
