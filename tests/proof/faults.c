/*
 * usage: faults BUILD FOLDER VIDEO ENGINE STEP ERRORS [show]
 *
 * The fault sweep. Each STEP-th call of an undisturbed scan, of the child that puts pictures into the cache,
 * of a publish, a recovery and an undo that opens, writes, syncs, renames, links, unlinks or makes a folder
 * fails with each of ERRORS (a list: "EIO,ENOSPC"): once, and together with all that come after it on that
 * disk. Every file is old or new, a message says what is wrong, the status is 75 or 77, and the next run does
 * the work; nothing is left behind. With "show" it is a show instead of two films.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "core/path.h"
#include "subject.h"

#define FILMS 2 /* published in one group */

static const struct fault {
	const char *name;
	int number;
	int status; /* of a program all of whose failures are of this kind */
	bool lasts; /* it may go on and on: an EINTR does not */
} faults[] = {
	{"EIO", EIO, EX_TEMPFAIL, true}, {"ENOSPC", ENOSPC, EX_TEMPFAIL, true},
	{"EACCES", EACCES, EX_NOPERM, true}, {"EROFS", EROFS, EX_TEMPFAIL, true},
	{"EDQUOT", EDQUOT, EX_TEMPFAIL, true}, {"EINTR", EINTR, EX_TEMPFAIL, false},
	{"EINVAL", EINVAL, EX_OK, false}, /* of renameat2() alone: the filesystem knows no flags */
};

static bool can_fail(enum call_kind kind)
{
	return kind != CALL_MODE && kind != CALL_SEND && kind != CALL_RECV && kind != CALL_TOLD;
}

/* No temporary stands in the library. */
static void check_no_temporary(struct world *w)
{
	struct tree now = {0};
	size_t i;

	tree_read(w->films, &now);
	for (i = 0; i < now.n; i++)
		if (file_is_temp(path_base(now.leaf[i].path)))
			world_bad(w, "left behind by who could have removed it: '%s'", now.leaf[i].path);
	tree_release(&now);
}

/*
 * Judged by the call that did fail: when SQLite checkpoints a little earlier than in the recorded run,
 * numbers are those of other calls. SQLite keeps the reason to itself: what it may not do to its own files
 * may be a failure of the disk, of one item and not of the next. A flag that the filesystem does not know is
 * only ever the fault of renameat2().
 */
static bool is_status(const struct world *w, int status, const struct fault *f, const struct event *e)
{
	bool database = e->path && !w->postgres && !strncmp(e->path, w->url, strlen(w->url));

	if (f->number == EINVAL && e->call.kind != CALL_RENAME2)
		return !status || status == EX_TEMPFAIL;
	return !status || status == f->status || (database && (status == EX_TEMPFAIL || status == 1));
}

static void fail_at(struct world *w, struct subject *s, int64_t number, const struct fault *f, bool dead)
{
	const struct event *e;
	struct trace seen;
	char act[32];
	int status;

	snprintf(act, sizeof(act), "%s %d", dead ? "dead" : "fail", f->number);
	status = subject_disturb(w, s, number, act, &seen);
	e = trace_point(&seen, number);
	if (!e)
		e = trace_point(&s->trace, number);
	if (!WIFEXITED(status) || !is_status(w, WEXITSTATUS(status), f, e))
		world_bad(w, "%s: status %#x: %s", f->name, status, world_said(w));
	else if (status && !*world_said(w))
		world_bad(w, "%s: status %#x without a word", f->name, status);
	if (s->from && !strcmp(s->program, "metarr-publish")) {
		world_check_files(w);
		if (!dead && e->call.kind != CALL_UNLINK)
			check_no_temporary(w);
		if (!status)
			world_check_published(w);
	}
	trace_release(&seen);
	s->look(w, 0);
	world_case_end(w);
}

static bool concerns(const struct fault *f, const struct trace *t, int64_t number)
{
	return f->number != EINVAL || trace_point(t, number)->call.kind == CALL_RENAME2;
}

static void sweep(struct world *w, struct subject *s, int step, const char *errors)
{
	int64_t number;
	size_t i;
	int n = 0;

	for (number = 1; number <= s->trace.points; number++) {
		if (!can_fail(trace_point(&s->trace, number)->call.kind) || n++ % step)
			continue;
		for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
			if (!strstr(errors, faults[i].name) || !concerns(&faults[i], &s->trace, number))
				continue;
			fail_at(w, s, number, &faults[i], false);
			if (faults[i].lasts)
				fail_at(w, s, number, &faults[i], true);
		}
	}
	subject_report(w, s);
	putchar('\n');
}

int main(int argc, char **argv)
{
	struct subject s[SUBJECTS];
	struct world w;
	int step, status, i;

	if ((argc != 7 && (argc != 8 || strcmp(argv[7], "show") != 0)) || (step = atoi(argv[5])) < 1) {
		fputs("usage: faults BUILD FOLDER VIDEO ENGINE STEP ERRORS [show]\n", stderr);
		return EX_USAGE;
	}
	world_init(&w, argv[1], argv[2], argv[4]);
	subjects_make(&w, s, argv[3], argc == 8 ? 0 : FILMS);
	for (i = 0; i <= SUBJECT_UNDO; i++)
		sweep(&w, &s[i], subject_step(&s[i], step), argv[6]);
	status = world_sum(&w);
	subjects_release(s);
	world_release(&w);
	return status;
}
