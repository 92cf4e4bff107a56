/* Programs that are disturbed; see subject.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/process.h"
#include "subject.h"

/* Items that say that they are. */
#define NEVER_PUBLISHED                                                                                      \
	"SELECT (SELECT COUNT(*) FROM movies WHERE last_published_at IS NOT NULL) + "                        \
	"(SELECT COUNT(*) FROM series WHERE last_published_at IS NOT NULL) + "                               \
	"(SELECT COUNT(*) FROM seasons WHERE last_published_at IS NOT NULL) + "                              \
	"(SELECT COUNT(*) FROM episodes WHERE last_published_at IS NOT NULL)"

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

/* A scan that comes in between forgets nothing that is to be put back. */
static void recovered(struct world *w, int turn)
{
	world_check_contents(w);
	if (turn % 3 == 2)
		world_recover(w);
	else if (turn % 3)
		world_must_run(w, "metarr-scan");
	world_must_run(w, "metarr-recover");
	world_check_agreement(w);
	world_must_run(w, "metarr-publish");
	world_check_published(w);
	world_check_agreement(w);
}

/* Whoever comes next may be a scan; then all is as it was found, and was never published. */
static void undone(struct world *w, int turn)
{
	struct run undo = {.program = "metarr-undo", .option = "-qo"};
	struct tree now = {0};
	int status;

	world_check_files(w);
	if (turn % 3 == 2)
		world_recover(w);
	else if (turn % 3)
		world_must_run(w, "metarr-scan");
	status = world_run(w, &undo);
	if (status)
		world_bad(w, "an undo afterwards: status %#x: %s", status, world_said(w));
	tree_read(w->films, &now);
	if (!tree_same_below(&now, &w->old, ""))
		world_bad(w, "the library is not as it was found");
	tree_release(&now);
	if (world_int(w, "SELECT COUNT(*) FROM displaced_files") || world_int(w, NEVER_PUBLISHED))
		world_bad(w, "the database says that something is published");
	world_check_agreement(w);
	world_must_run(w, "metarr-publish");
	world_check_agreement(w);
}

const char *subject_option(const struct subject *s)
{
	return s->option ? s->option : "-q";
}

int subject_step(const struct subject *s, int step)
{
	return s->option && step > 1 ? step * 3 : step;
}

/* An undisturbed run, recorded, and one more for the time that it takes. */
static void record(struct world *w, struct subject *s)
{
	struct run r = {
		.program = s->program, .option = subject_option(s), .victim = s->victim, .trace = trace_file};
	struct run timed = {.program = s->program, .option = subject_option(s)};
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

const char *subject_name(const struct subject *s)
{
	return s->victim ? s->victim : s->program;
}

void subjects_make(struct world *w, struct subject s[SUBJECTS], const char *video, int nfilms)
{
	struct strbuf file = STRBUF_INIT;
	struct tree now = {0};

	strbuf_addf(&file, "%s/trace", w->dir);
	trace_file = strbuf_detach(&file, NULL);
	s[SUBJECT_SCAN] = (struct subject){.program = "metarr-scan", .from = "empty", .look = scanned};
	s[SUBJECT_STORE] = s[SUBJECT_SCAN];
	s[SUBJECT_STORE].victim = "metarr-image";
	s[SUBJECT_PUBLISH] =
		(struct subject){.program = "metarr-publish", .from = "changed", .look = published};
	s[SUBJECT_RECOVER] = (struct subject){.program = "metarr-recover", .from = "lost", .look = recovered};
	s[SUBJECT_UNDO] = (struct subject){
		.program = "metarr-undo", .option = "-qo", .from = "published", .look = undone};
	world_make(w, video, nfilms);
	tree_read(w->films, &w->old);
	world_keep(w, "empty");
	record(w, &s[SUBJECT_STORE]);
	record(w, &s[SUBJECT_SCAN]);
	items = world_items(w);
	world_change(w);
	world_keep(w, "changed");
	record(w, &s[SUBJECT_PUBLISH]);
	tree_read(w->films, &w->new);
	world_keep(w, "published");
	world_lose(w);
	world_keep(w, "lost");
	record(w, &s[SUBJECT_RECOVER]);
	tree_read(w->films, &now);
	if (!tree_same_below(&now, &w->new, ""))
		give_up("a recovery does not bring back what was published");
	tree_release(&now);
	record(w, &s[SUBJECT_UNDO]);
	tree_read(w->films, &now);
	if (!tree_same_below(&now, &w->old, ""))
		give_up("an undo does not bring back what was found");
	tree_release(&now);
	world_learn_half(w, "changed");
}

void subjects_release(struct subject s[SUBJECTS])
{
	int i;

	for (i = 0; i < SUBJECTS; i++)
		trace_release(&s[i].trace);
	free(items);
	free(trace_file);
}

int subject_disturb(struct world *w, struct subject *s, int64_t number, const char *act, struct trace *seen)
{
	const struct event *e = trace_point(&s->trace, number);
	struct strbuf text = STRBUF_INIT;
	struct run r = {
		.program = s->program, .option = subject_option(s), .victim = s->victim, .trace = trace_file};
	struct trace t;
	int status;

	strbuf_addf(&text, "%lld %s", (long long)number, act);
	r.act = text.buf;
	world_restore(w, s->from);
	world_case(w, "%s, %s at call %lld, %s %s", subject_name(s), act, (long long)number,
		call_name(e->call.kind), e->path ? e->path : "");
	status = world_run(w, &r);
	trace_read(trace_file, &t);
	if (t.points >= number)
		s->hit++;
	else
		s->missed++;
	if (seen)
		*seen = t;
	else
		trace_release(&t);
	strbuf_release(&text);
	return status;
}

void subject_report(const struct world *w, const struct subject *s)
{
	int kinds[CALL_KINDS] = {0}, i;
	size_t n;

	for (n = 0; n < s->trace.n; n++)
		if (s->trace.event[n].call.number)
			kinds[s->trace.event[n].call.kind]++;
	printf("%s on %s: %lld points (", subject_name(s), w->postgres ? "PostgreSQL" : "SQLite",
		(long long)s->trace.points);
	for (i = 0, n = 0; i < CALL_KINDS; i++)
		if (kinds[i])
			printf("%s%s %d", n++ ? ", " : "", call_name((enum call_kind)i), kinds[i]);
	printf("): %d hit, %d missed", s->hit, s->missed);
}
