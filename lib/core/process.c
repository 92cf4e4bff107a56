/* One child process; see process.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "core/path.h"
#include "core/process.h"
#include "core/prog.h"

#define CHUNK 65536
#define GRACE_MS 1000 /* to die of SIGKILL */
#define NEVER INT64_MAX
#define COMPLAINT_KEPT 1024 /* bytes */

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* The pipes of a child while it is made: [0] is read, [1] is written. 'verdict' brings the errno of a failed
 * exec. */
struct plumbing {
	int in[2], out[2], err[2], verdict[2];
};

static void close_plumbing(struct plumbing *pl)
{
	int *pipes[] = {pl->in, pl->out, pl->err, pl->verdict};
	size_t i;

	for (i = 0; i < 4; i++) {
		close_fd(&pipes[i][0]);
		close_fd(&pipes[i][1]);
	}
}

static int make_plumbing(struct plumbing *pl)
{
	int *pipes[] = {pl->in, pl->out, pl->err, pl->verdict};
	size_t i;

	for (i = 0; i < 4; i++)
		pipes[i][0] = pipes[i][1] = -1;
	for (i = 0; i < 4; i++)
		if (pipe2(pipes[i], O_CLOEXEC))
			return -1;
	if (fcntl(pl->in[1], F_SETFL, O_NONBLOCK) || fcntl(pl->out[0], F_SETFL, O_NONBLOCK) ||
		fcntl(pl->err[0], F_SETFL, O_NONBLOCK))
		return -1;
	return 0;
}

static int set_limit(int what, size_t most)
{
	struct rlimit limit = {most, most};

	return setrlimit(what, &limit);
}

static int set_memory_limit(const struct child_limits *limits)
{
#ifdef __SANITIZE_ADDRESS__
	(void)limits; /* the sanitizer reserves terabytes of addresses */
	return 0;
#else
	return limits && limits->memory_bytes ? set_limit(RLIMIT_AS, limits->memory_bytes) : 0;
#endif
}

/* Giving way is a wish: nothing depends on it. */
static void give_way(const struct child_limits *limits)
{
	if (limits && limits->nice)
		setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + limits->nice);
}

/* None of our handlers runs in the child: what was blocked for the fork arrives when they are gone. */
static int set_signals(void)
{
	struct sigaction old;
	sigset_t none;
	int sig;

	for (sig = 1; sig < NSIG; sig++)
		if (sigaction(sig, NULL, &old) == 0 && old.sa_handler != SIG_IGN && old.sa_handler != SIG_DFL)
			signal(sig, SIG_DFL);
	if (signal(SIGINT, SIG_IGN) == SIG_ERR || signal(SIGPIPE, SIG_DFL) == SIG_ERR)
		return -1;
	sigemptyset(&none);
	return sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Between fork and exec, where only what is safe in a signal handler may be called. */
static _Noreturn void become(
	const char *const argv[], const struct plumbing *pl, const struct child_limits *limits, pid_t parent)
{
	ssize_t n;
	int errnum;

	if (dup2(pl->in[0], 0) == 0 && dup2(pl->out[1], 1) == 1 && dup2(pl->err[1], 2) == 2 &&
		prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent && set_signals() == 0 &&
		set_limit(RLIMIT_CORE, 0) == 0 && set_memory_limit(limits) == 0) {
		give_way(limits);
		close_range(3, ~0U,
			CLOSE_RANGE_CLOEXEC); /* in case that somebody forgot; old kernels have none */
		execv(argv[0], (char *const *)(uintptr_t)argv);
	}
	errnum = errno;
	n = write(pl->verdict[1], &errnum, sizeof(errnum));
	_exit(n < 0 ? EX_OSERR : EX_UNAVAILABLE);
}

/* The errno that the child sends when it cannot become what it should be; 0 once it has. */
static int read_verdict(int fd)
{
	int errnum = 0;
	ssize_t n;

	do
		n = read(fd, &errnum, sizeof(errnum));
	while (n < 0 && errno == EINTR);
	return n == sizeof(errnum) ? errnum : 0;
}

static void reap_now(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

int process_start(
	struct process *p, const char *const argv[], const struct child_limits *limits, struct error *err)
{
	struct plumbing pl;
	pid_t parent = getpid(), pid = -1;
	sigset_t all, before;
	int errnum = 0;

	if (make_plumbing(&pl)) {
		errnum = errno;
		goto out;
	}
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (pid == 0)
		become(argv, &pl, limits, parent);
	errnum = pid < 0 ? errno : 0;
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid < 0)
		goto out;
	close_fd(&pl.verdict[1]);
	errnum = read_verdict(pl.verdict[0]);
	if (errnum) {
		reap_now(pid);
		goto out;
	}
	*p = (struct process){.pid = pid, .in = pl.in[1], .out = pl.out[0], .err = pl.err[0]};
	strbuf_init(&p->output);
	strbuf_init(&p->complaint);
	pl.in[1] = pl.out[0] = pl.err[0] = -1;
out:
	close_plumbing(&pl);
	return errnum ? error_errno(err, errnum, "cannot start '%s'", argv[0]) : 0;
}

void process_poll(const struct process *p, bool writing, struct pollfd *fds)
{
	fds[PROCESS_IN] = (struct pollfd){.fd = writing ? p->in : -1, .events = POLLOUT};
	fds[PROCESS_OUT] = (struct pollfd){.fd = p->out, .events = POLLIN};
	fds[PROCESS_ERR] = (struct pollfd){.fd = p->err, .events = POLLIN};
}

/* Reads once. False when there is no more for now; the descriptor is closed at its end. */
static bool drain(int *fd, struct strbuf *out)
{
	ssize_t n;

	if (*fd < 0)
		return false;
	strbuf_grow(out, CHUNK);
	n = read(*fd, out->buf + out->len, CHUNK);
	if (n > 0)
		strbuf_setlen(out, out->len + (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_fd(fd);
	return n > 0;
}

static bool drain_complaint(struct process *p)
{
	bool more = drain(&p->err, &p->complaint);

	if (p->complaint.len > COMPLAINT_KEPT)
		strbuf_splice(&p->complaint, 0, p->complaint.len - COMPLAINT_KEPT, NULL, 0);
	return more;
}

void process_pump(struct process *p, const struct pollfd *fds)
{
	int rounds;

	if (fds[PROCESS_OUT].revents)
		drain(&p->out, &p->output);
	if (fds[PROCESS_ERR].revents)
		drain_complaint(p);
	if (waitpid(p->pid, &p->status, WNOHANG) != p->pid)
		return;
	/* What it left in its pipes; a grandchild may go on for ever. */
	for (rounds = 0; rounds < 32 && drain(&p->out, &p->output); rounds++)
		;
	for (rounds = 0; rounds < 32 && drain_complaint(p); rounds++)
		;
	p->exited = true;
}

size_t process_write(struct process *p, const char *data, size_t len)
{
	ssize_t n;

	if (p->in < 0 || !len)
		return 0;
	n = write(p->in, data, len);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		close_fd(&p->in);
	return n > 0 ? (size_t)n : 0;
}

void process_close_input(struct process *p)
{
	close_fd(&p->in);
}

void process_kill(struct process *p)
{
	if (p->pid <= 0 || p->exited)
		return;
	kill(p->pid, SIGKILL);
	p->killed = true;
}

void process_release(struct process *p)
{
	close_fd(&p->in);
	close_fd(&p->out);
	close_fd(&p->err);
	strbuf_release(&p->output);
	strbuf_release(&p->complaint);
	p->pid = 0;
}

int process_tick(const struct process *p)
{
	return p->killed || p->out < 0 ? 10 : 1000;
}

/* The last line of stderr that is not empty. */
static void add_complaint(const struct process *p, struct error *err)
{
	struct strbuf text = STRBUF_INIT;
	const char *line;

	strbuf_addbuf(&text, &p->complaint);
	strbuf_trim(&text);
	line = memrchr(text.buf, '\n', text.len);
	line = line ? line + 1 : text.buf;
	if (*line) {
		strbuf_addstr(&err->msg, ": ");
		strbuf_add_escaped(&err->msg, line, strlen(line));
	}
	strbuf_release(&text);
}

/* Signals that come from outside: an administrator, the kernel when the machine has no memory left. */
static bool is_murder(int signal)
{
	return signal == SIGKILL || signal == SIGTERM;
}

int process_blame(const struct process *p, const char *name, struct error *err)
{
	if (!err)
		return -1;
	if (WIFSIGNALED(p->status))
		error_set(err, is_murder(WTERMSIG(p->status)) ? ERR_KILLED : ERR_CRASHED,
			"'%s' was killed by signal %d (%s)", name, WTERMSIG(p->status),
			strsignal(WTERMSIG(p->status)));
	else if (WEXITSTATUS(p->status) == EX_OSERR) /* what alloc.c exits with */
		error_set(err, ERR_NO_MEMORY, "'%s' ran out of memory", name);
	else
		error_set(err, ERR_CRASHED, "'%s' ended with status %d", name, WEXITSTATUS(p->status));
	add_complaint(p, err);
	return -1;
}

int64_t process_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A program that is run once, while it runs. */
struct run {
	struct process proc;
	const char *name, *input;
	size_t len, max;
	int64_t deadline;
};

static int stop_run(struct run *run, enum error_code code, const char *charge, struct error *err)
{
	process_kill(&run->proc);
	run->deadline = process_clock() + GRACE_MS;
	return error_set(err, code, "'%s' %s", run->name, charge);
}

/* One turn of its loop. */
static void turn_run(struct run *run)
{
	struct pollfd fds[PROCESS_FDS + 1] = {[PROCESS_FDS] = {.fd = prog_interrupt_fd(), .events = POLLIN}};
	int64_t left = run->deadline - process_clock();
	int tick = process_tick(&run->proc);

	process_poll(&run->proc, run->len > 0, fds);
	if (run->proc.killed)
		fds[PROCESS_FDS].fd = -1; /* it had its effect */
	if (poll(fds, PROCESS_FDS + 1, left < 0 ? 0 : left < tick ? (int)left : tick) < 0)
		return;
	process_pump(&run->proc, fds);
	if (run->proc.killed)
		strbuf_clear(&run->proc.output);
	if (fds[PROCESS_IN].revents) {
		size_t n = process_write(&run->proc, run->input, run->len);
		run->input += n;
		run->len -= n;
	}
	if (!run->len)
		process_close_input(&run->proc);
}

/* Until it has exited, or does not die. -1 with *err set when it was stopped. */
static int finish_run(struct run *run, struct error *err)
{
	int rc = 0;

	while (!run->proc.exited) {
		bool late = process_clock() >= run->deadline;
		if (late && run->proc.killed)
			return rc; /* it hangs in the kernel: left to itself */
		if (late)
			rc = stop_run(run, ERR_TIMEOUT, "did not end in time", err);
		else if (!run->proc.killed && run->proc.output.len > run->max)
			rc = stop_run(run, ERR_TOO_LONG, "printed too much", err);
		else if (!run->proc.killed && prog_interrupted())
			rc = stop_run(run, ERR_BUSY, "was interrupted", err);
		turn_run(run);
	}
	if (!rc && run->proc.output.len > run->max)
		rc = error_set(err, ERR_TOO_LONG, "'%s' printed too much", run->name);
	return rc;
}

int process_run(const char *const argv[], const void *input, size_t len, const struct child_limits *limits,
	size_t max, struct strbuf *out, struct error *err)
{
	struct run run = {.proc = PROCESS_INIT,
		.name = path_base(argv[0]),
		.input = input ? input : "",
		.len = input ? len : 0,
		.max = max,
		.deadline = NEVER};
	int rc;

	if (process_start(&run.proc, argv, limits, err))
		return -1;
	if (limits && limits->timeout_ms > 0)
		run.deadline = process_clock() + limits->timeout_ms;
	rc = finish_run(&run, err);
	if (!rc && run.proc.status != 0)
		rc = process_blame(&run.proc, run.name, err);
	if (!rc)
		strbuf_addbuf(out, &run.proc.output);
	process_release(&run.proc);
	return rc;
}
