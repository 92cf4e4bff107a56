/* What programs do alike; see prog.h. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/log.h"
#include "core/path.h"
#include "core/prog.h"
#include "core/progress.h"

static volatile sig_atomic_t interrupted;
static int interrupt_pipe[2] = {-1, -1};

static void message_sink(enum log_level level, const char *line, void *ctx)
{
	const struct prog *p = ctx;

	(void)level;
	progress_end();
	fprintf(stderr, "%s: %s\n", p->name, line);
}

/* Opened the wrong way round: a program that reads or writes where nothing was given gets EBADF. */
static void open_standard(void)
{
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};
	int fd;

	for (fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) != fd)
			_exit(EX_OSERR);
}

void prog_init(struct prog *p, const char *name, const char *usage)
{
	open_standard();
	memset(p, 0, sizeof(*p));
	p->name = name ? path_base(name) : program_invocation_short_name;
	p->usage = usage;
	log_set_sink(message_sink, p);
	signal(SIGPIPE, SIG_IGN);
}

void prog_usage(const struct prog *p)
{
	fprintf(stderr, "%s", p->usage);
	exit(EX_USAGE);
}

static _Noreturn void print_and_exit(const char *text)
{
	if (fputs(text, stdout) == EOF || fflush(stdout) == EOF) {
		log_error("cannot write the output: %s", strerror(errno));
		exit(EX_IOERR);
	}
	exit(EX_OK);
}

static void set_verbosity(struct prog *p, int verbose)
{
	p->verbose = verbose;
	progress_enable(verbose >= 0);
	log_set_level(verbose < 0    ? LOG_LEVEL_ERROR
		      : verbose == 0 ? LOG_LEVEL_WARN
		      : verbose == 1 ? LOG_LEVEL_INFO
				     : LOG_LEVEL_DEBUG);
}

bool prog_option(struct prog *p, int c)
{
	switch (c) {
	case 'h':
		print_and_exit(p->usage);
	case 'V':
		print_and_exit("metarr " METARR_VERSION "\n");
	case 'j':
		p->output = OUT_JSON;
		return true;
	case 't':
		p->output = OUT_TEXT;
		return true;
	case 'q':
		set_verbosity(p, -1);
		return true;
	case 'v':
		set_verbosity(p, p->verbose < 0 ? 1 : p->verbose + 1);
		return true;
	case 'n':
		p->dry_run = true;
		return true;
	case '?':
		prog_usage(p);
	default:
		return false;
	}
}

void prog_want_input(const struct prog *p, bool all, int operands)
{
	if (all ? operands > 0 : !operands && isatty(STDIN_FILENO))
		prog_usage(p);
}

void prog_die(const struct prog *p, const struct error *err)
{
	(void)p;
	log_error("%s", err->msg.buf);
	exit(error_exit_status(err->code));
}

bool prog_json(const struct prog *p)
{
	return p->output == OUT_JSON || (p->output == OUT_AUTO && !isatty(STDOUT_FILENO));
}

static void on_signal(int sig)
{
	int saved = errno;

	if (interrupted && sig == SIGINT)
		_exit(128 + sig);
	/* One byte is enough: nobody reads it. */
	if (!interrupted && write(interrupt_pipe[1], "", 1) < 1)
		_exit(EX_OSERR);
	interrupted = 1;
	errno = saved;
}

void prog_interruptible(void)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction new = {.sa_handler = on_signal}, old;
	size_t i;

	if (interrupt_pipe[0] < 0 && pipe2(interrupt_pipe, O_CLOEXEC))
		_exit(EX_OSERR);
	sigfillset(&new.sa_mask);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		/* Ignored from the start (nohup, a child of ours at a terminal): it stays so. */
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &new, NULL);
	}
}

bool prog_interrupted(void)
{
	return interrupted;
}

int prog_interrupt_fd(void)
{
	return interrupt_pipe[0];
}

void prog_say(const struct prog *p, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT, line = STRBUF_INIT;
	va_list ap;

	if (prog_json(p) || p->verbose < 0)
		return;
	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	strbuf_add_escaped(&line, text.buf, text.len);
	strbuf_addch(&line, '\n');
	progress_end();
	fwrite(line.buf, 1, line.len, stdout);
	strbuf_release(&text);
	strbuf_release(&line);
}

void prog_write(struct prog *p, const char *text, size_t len)
{
	progress_end();
	if (len && fwrite(text, 1, len, stdout) != len)
		p->output_errno = errno;
}

void prog_count(struct prog *p, const struct error *err)
{
	int status;

	if (!err || err->code == ERR_NONE) {
		p->done++;
		return;
	}
	status = error_exit_status(err->code);
	p->status = p->failed == 0 || p->status == status ? status : 1;
	p->failed++;
	p->last = err->code;
}

void prog_fail(struct prog *p, struct error *err)
{
	log_error("%s", err->msg.buf);
	prog_count(p, err);
	error_clear(err);
}

int prog_put(struct prog *p, const struct record *r)
{
	struct strbuf line = STRBUF_INIT;

	if (p->output_errno)
		return -1;
	progress_end();
	record_format(r, &line);
	strbuf_addch(&line, '\n');
	if (fwrite(line.buf, 1, line.len, stdout) != line.len || fflush(stdout) == EOF)
		p->output_errno = errno;
	strbuf_release(&line);
	return p->output_errno ? -1 : 0;
}

int prog_result(struct prog *p, struct record *r, const struct error *err)
{
	prog_count(p, err);
	if (err->code != ERR_NONE)
		record_set_error(r, err);
	if (prog_json(p))
		return prog_put(p, r);
	if (err->code != ERR_NONE)
		log_error("%s", err->msg.buf);
	return 0;
}

static int output_failed(struct prog *p)
{
	struct error err = ERROR_INIT;
	int status = 1;

	if (p->output_errno != EPIPE) {
		error_errno(&err, p->output_errno, "cannot write the output");
		log_error("%s", err.msg.buf);
		status = error_exit_status(err.code);
		error_release(&err);
	}
	return status;
}

int prog_finish(struct prog *p)
{
	progress_end();
	if (!p->output_errno && (fflush(stdout) == EOF || ferror(stdout)))
		p->output_errno = errno;
	if (p->output_errno)
		return output_failed(p);
	if (p->failed && p->done + p->failed > 1)
		log_warn("%zu of %zu failed", p->failed, p->done + p->failed);
	if (interrupted) {
		log_warn("interrupted");
		return EX_TEMPFAIL;
	}
	return p->failed ? p->status : EX_OK;
}

/* Appends the folder of the running program. */
static int own_folder(struct strbuf *out, struct error *err)
{
	struct strbuf exe = STRBUF_INIT;
	ssize_t n;

	strbuf_grow(&exe, 4096);
	n = readlink("/proc/self/exe", exe.buf, exe.alloc - 1);
	if (n > 0) {
		strbuf_setlen(&exe, (size_t)n);
		path_dir(out, exe.buf);
	} else {
		error_errno(err, errno, "cannot tell where this program is");
	}
	strbuf_release(&exe);
	return n > 0 ? 0 : -1;
}

int prog_sibling(const char *name, struct strbuf *path, struct error *err)
{
	struct strbuf dir = STRBUF_INIT, beside = STRBUF_INIT;
	int rc = -1;

	if (own_folder(&dir, err))
		goto out;
	path_join(&beside, dir.buf, name);
	if (access(beside.buf, X_OK)) {
		strbuf_clear(&beside);
		path_join(&beside, METARR_BINDIR, name);
	}
	if (access(beside.buf, X_OK)) {
		error_set(err, ERR_CONFIG, "there is no '%s' in '%s' or '%s'", name, dir.buf, METARR_BINDIR);
		goto out;
	}
	strbuf_clear(path);
	strbuf_addbuf(path, &beside);
	rc = 0;
out:
	strbuf_release(&dir);
	strbuf_release(&beside);
	return rc;
}

int prog_exec(const char *name, char *const args[], struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	char **argv;
	size_t n = 0;
	int rc = prog_sibling(name, &path, err);

	if (!rc) {
		while (args[n])
			n++;
		argv = xcalloc(n + 2, sizeof(*argv));
		argv[0] = (char *)name;
		memcpy(argv + 1, args, n * sizeof(*argv));
		execv(path.buf, argv);
		rc = error_errno(err, errno, "cannot run '%s'", path.buf);
		free(argv);
	}
	strbuf_release(&path);
	return rc;
}

char *prog_user(void)
{
	const struct passwd *pw = getpwuid(getuid());
	struct strbuf name = STRBUF_INIT;

	if (pw)
		strbuf_addstr(&name, pw->pw_name);
	else
		strbuf_addf(&name, "%lu", (unsigned long)getuid());
	return strbuf_detach(&name, NULL);
}

/* The file's owner; where it is still to be made, that of its folder. */
static int stat_owner(const char *path, struct stat *st)
{
	struct strbuf dir = STRBUF_INIT;
	int rc = stat(path, st);

	if (rc && errno == ENOENT) {
		path_dir(&dir, path);
		rc = stat(dir.buf, st);
	}
	strbuf_release(&dir);
	return rc;
}

int prog_become_owner(const char *path, struct error *err)
{
	const struct passwd *pw;
	struct stat st;

	if (geteuid() != 0 || stat_owner(path, &st) || st.st_uid == 0)
		return 0;
	pw = getpwuid(st.st_uid);
	if (pw ? initgroups(pw->pw_name, pw->pw_gid) || setgid(pw->pw_gid)
	       : setgroups(0, NULL) || setgid(st.st_gid))
		return error_errno(
			err, errno, "cannot take the groups of user %lu", (unsigned long)st.st_uid);
	if (setuid(st.st_uid))
		return error_errno(err, errno, "cannot become user %lu", (unsigned long)st.st_uid);
	return 0;
}
