/*
 * usage: crash BUILD FOLDER VIDEO ENGINE STEP MOMENTS
 *
 * The crash sweep. A first scan of a film (its rows), the child of it that puts pictures into the cache, and
 * a publish of it (NFO, poster, two fanarts and a logo over older ones, a banner that is new, a disc that
 * goes) are each recorded once and then killed at every STEP-th call that the record shows, each write also
 * when half of it is written, and at MOMENTS random moments. After each kill every file is old or new; after
 * the next publish, scan or recovery the film is wholly one or the other, and database, cache and disk agree;
 * and a last publish gives what an undisturbed one gives.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "core/alloc.h"
#include "core/process.h"
#include "trace.h"
#include "world.h"

#define SEED 20 /* of the random moments: the same in every run */

/* One program, and how it is looked at after a kill. */
struct subject {
	const char *program;
	const char *victim; /* a child of it that is killed; NULL: itself */
	const char *from;   /* the kept world that each run begins with */
	void (*look)(struct world *w, int turn);
	struct trace trace;
	int64_t run_us; /* what an undisturbed run takes */
	int hit, missed, moments_hit;
};

static char *items; /* of an undisturbed scan */
static char *trace_file;

static void scanned(struct world *w, int turn)
{
	struct tree now = {0};
	char *have;

	(void)turn;
	world_must_run(w, "metarr-scan");
	have = world_items(w);
	if (strcmp(have, items) != 0)
		world_bad(w, "not the items of an undisturbed scan: %s", have);
	free(have);
	tree_read(w->films, &now);
	if (!tree_same_below(&now, &w->old, ""))
		world_bad(w, "a scan changed the library");
	tree_release(&now);
	world_check_agreement(w);
}

static void published(struct world *w, int turn)
{
	world_check_files(w);
	if (turn % 3 == 2)
		world_recover(w);
	else
		world_must_run(w, turn % 3 ? "metarr-scan" : "metarr-publish");
	world_check_films(w);
	world_check_agreement(w);
	world_must_run(w, "metarr-publish");
	world_check_published(w);
	world_check_agreement(w);
}

/* ---- kills ------------------------------------------------------------------------------------------------
 */

/* How many calls the last recorded run has come to. */
static int64_t come_to(const char *file)
{
	struct trace t;
	int64_t points;

	trace_read(file, &t);
	points = t.points;
	trace_release(&t);
	return points;
}

static void kill_at(struct world *w, struct subject *s, int64_t number, const char *how)
{
	const struct event *e = trace_point(&s->trace, number);
	struct strbuf act = STRBUF_INIT;
	struct run r = {.program = s->program, .option = "-q", .victim = s->victim, .trace = trace_file};
	int status;

	strbuf_addf(&act, "%lld %s", (long long)number, how);
	r.act = act.buf;
	world_restore(w, s->from);
	world_case(w, "%s, %s at call %lld, %s %s", s->victim ? s->victim : s->program, how,
		(long long)number, call_name(e->call.kind), e->path ? e->path : "");
	status = world_run(w, &r);
	if (come_to(trace_file) >= number)
		s->hit++;
	else
		s->missed++;
	/* Who lost a child says that this may go better later. */
	if (WIFEXITED(status) && WEXITSTATUS(status) && WEXITSTATUS(status) != EX_TEMPFAIL)
		world_bad(w, "status %d: %s", WEXITSTATUS(status), world_said(w));
	s->look(w, s->hit);
	world_case_end(w);
	strbuf_release(&act);
}

static void kill_after(struct world *w, struct subject *s, int turn)
{
	struct run r = {.program = s->program, .option = "-q", .kill_us = 1 + random() % s->run_us};

	world_restore(w, s->from);
	world_case(w, "%s, killed after %lld us", s->program, (long long)r.kill_us);
	s->moments_hit += WIFSIGNALED(world_run(w, &r));
	s->look(w, turn);
	world_case_end(w);
}

static void sweep(struct world *w, struct subject *s, int step, int moments)
{
	int64_t number;
	int i;

	for (number = 1; number <= s->trace.points; number += step) {
		kill_at(w, s, number, "kill");
		if (trace_point(&s->trace, number)->call.kind == CALL_WRITE)
			kill_at(w, s, number, "half");
	}
	for (i = 0; i < moments; i++)
		kill_after(w, s, i);
}

/* An undisturbed run, recorded, and one more for the time that it takes. */
static void record(struct world *w, struct subject *s)
{
	struct run r = {.program = s->program, .option = "-q", .victim = s->victim, .trace = trace_file};
	struct run timed = {.program = s->program, .option = "-q"};
	int64_t start;

	world_restore(w, s->from);
	start = process_clock();
	if (world_run(w, &timed))
		give_up("%s: %s", s->program, world_said(w));
	s->run_us = (process_clock() - start + 1) * 1000;
	world_restore(w, s->from);
	if (world_run(w, &r))
		give_up("%s: %s", s->program, world_said(w));
	trace_read(trace_file, &s->trace);
}

static void report(const struct world *w, const struct subject *s, int moments)
{
	int kinds[CALL_KINDS] = {0}, i;
	size_t n;

	for (n = 0; n < s->trace.n; n++)
		if (s->trace.event[n].call.number)
			kinds[s->trace.event[n].call.kind]++;
	printf("%s on %s: %lld points (", s->victim ? s->victim : s->program,
		w->postgres ? "PostgreSQL" : "SQLite", (long long)s->trace.points);
	for (i = 0, n = 0; i < CALL_KINDS; i++)
		if (kinds[i])
			printf("%s%s %d", n++ ? ", " : "", call_name((enum call_kind)i), kinds[i]);
	printf("): %d hit, %d missed; %d of %d random moments\n", s->hit, s->missed, s->moments_hit, moments);
}

int main(int argc, char **argv)
{
	struct subject scan = {.program = "metarr-scan", .from = "empty", .look = scanned};
	struct subject publish = {.program = "metarr-publish", .from = "changed", .look = published};
	struct subject store = {
		.program = "metarr-scan", .victim = "metarr-image", .from = "empty", .look = scanned};
	struct strbuf file = STRBUF_INIT;
	struct world w;
	int step, moments, status;

	if (argc != 7 || (step = atoi(argv[5])) < 1) {
		fputs("usage: crash BUILD FOLDER VIDEO ENGINE STEP MOMENTS\n", stderr);
		return 64;
	}
	moments = atoi(argv[6]);
	srandom(SEED);
	world_init(&w, argv[1], argv[2], argv[4]);
	strbuf_addf(&file, "%s/trace", w.dir);
	trace_file = file.buf;
	world_make(&w, argv[3], 1);
	tree_read(w.films, &w.old);
	world_keep(&w, "empty");
	record(&w, &scan);
	items = world_items(&w);
	sweep(&w, &scan, step, moments / 4);
	report(&w, &scan, moments / 4);
	record(&w, &store);
	sweep(&w, &store, step, 0);
	report(&w, &store, 0);
	world_restore(&w, "empty");
	world_must_run(&w, "metarr-scan");
	world_change(&w);
	world_keep(&w, "changed");
	record(&w, &publish);
	tree_read(w.films, &w.new);
	sweep(&w, &publish, step, moments - moments / 4);
	report(&w, &publish, moments - moments / 4);
	status = world_sum(&w);
	trace_release(&scan.trace);
	trace_release(&publish.trace);
	trace_release(&store.trace);
	free(items);
	world_release(&w);
	strbuf_release(&file);
	return status;
}
