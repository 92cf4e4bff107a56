/*
 * usage: powerloss BUILD FOLDER VIDEO ENGINE STATES
 *
 * Power loss, with SQLite. A publish of two films, a recovery of them and an undo of all are recorded with
 * all that they write. At each sync, whenever something was reported, and at the end, what was not synced is
 * lost: all of it; nothing; each operation alone; all but one; and up to 200 subsets by chance. STATES (0:
 * all) of these are looked at of the publish, and a fifth of that of the others, which come to their end by
 * its ways: what was reported as done is there, the database opens, every file is old or new, and who comes
 * next does the rest.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "core/alloc.h"
#include "disk.h"
#include "subject.h"

#define SUBSETS 200

/* What is recorded, so that it says at once what is done. */
static const struct sweep {
	int subject;
	const char *option;
	const char *done; /* how many films are, as the database knows it */
	size_t part;	  /* of the states that are looked at */
} sweeps[] = {
	{SUBJECT_PUBLISH, "-j", "SELECT COUNT(*) FROM movies WHERE state = 'published'", 1},
	{SUBJECT_RECOVER, "-j", "SELECT COUNT(*) FROM movies WHERE state = 'published'", 5},
	{SUBJECT_UNDO, "-jo", "SELECT COUNT(*) FROM movies WHERE last_published_at IS NULL", 5},
};

struct loss {
	struct world *w;
	const struct sweep *sweep;
	const struct subject *s;
	struct disk *disk;
	struct trace trace;
	char *said;	  /* all that the run reported */
	size_t every;	  /* one of so many states is looked at */
	size_t n, looked; /* states */
	size_t points;
};

/* How many films were reported before an event: a line each. */
static int reported(const struct loss *l, size_t event)
{
	size_t told = 0, i;
	int films = 0;

	for (i = 0; i < event; i++)
		if (l->trace.event[i].call.kind == CALL_TOLD)
			told = (size_t)l->trace.event[i].call.offset;
	for (i = 0; i < told && l->said[i]; i++)
		films += l->said[i] == '\n';
	return films;
}

static void check_reported(const struct loss *l, int films)
{
	const struct tree *want = l->sweep->subject == SUBJECT_UNDO ? &l->w->old : &l->w->new;
	struct tree now = {0};
	int film;

	tree_read(l->w->films, &now);
	for (film = 1; film <= films; film++) {
		struct strbuf folder = STRBUF_INIT;

		strbuf_addf(&folder, "Film %d (200%d)", film, film);
		if (!tree_same_below(&now, want, folder.buf))
			world_bad(l->w, "'%s' was reported as done and is not", folder.buf);
		strbuf_release(&folder);
	}
	tree_release(&now);
	if (world_int(l->w, l->sweep->done) < films)
		world_bad(l->w, "the database has forgotten what was reported as done");
}

static void look(struct loss *l, size_t event, const char *how, size_t which, const bool *keep)
{
	struct world *w = l->w;
	int films = reported(l, event);

	if (l->n++ % l->every)
		return;
	world_case(w, "%s, power lost before event %zu, %s %zu, %d reported", l->s->program, event, how,
		which, films);
	disk_write(l->disk, event, keep);
	check_reported(l, films);
	l->s->look(w, l->looked++ % 2 ? 2 : 0); /* no scan: the disk made every file's time anew */
	world_case_end(w);
}

static void fill(bool *keep, size_t n, bool value)
{
	size_t i;

	for (i = 0; i < n; i++)
		keep[i] = value;
}

static void lose_at(struct loss *l, size_t event)
{
	size_t n = disk_pending(l->disk, event), i, j;
	bool *keep = xcalloc(n + 1, sizeof(*keep));

	l->points++;
	look(l, event, "all lost", n, keep);
	for (i = 0; i < n; i++) {
		fill(keep, n, false);
		keep[i] = true;
		look(l, event, "but one all lost", i, keep);
		fill(keep, n, true);
		keep[i] = false;
		look(l, event, "one lost", i, keep);
	}
	for (i = 0; n > 1 && i < SUBSETS; i++) {
		for (j = 0; j < n; j++)
			keep[j] = random() & 1;
		look(l, event, "subset", i, keep);
	}
	fill(keep, n, true);
	look(l, event, "nothing lost", 0, keep);
	free(keep);
}

static void lose_everywhere(struct loss *l)
{
	size_t i;

	for (i = 0; i < l->trace.n; i++)
		if (l->trace.event[i].call.kind == CALL_SYNC ||
			(i && l->trace.event[i - 1].call.kind == CALL_TOLD))
			lose_at(l, i);
	lose_at(l, l->trace.n);
}

/* How many states there are. */
static size_t count_states(struct loss *l)
{
	size_t all;

	l->every = SIZE_MAX;
	l->n = 1; /* so that none is the first */
	lose_everywhere(l);
	all = l->n - 1;
	l->n = l->points = l->looked = 0;
	return all;
}

/* The run, recorded with its bytes. */
static void record(struct loss *l)
{
	struct strbuf file = STRBUF_INIT;
	struct run r = {.program = l->s->program, .option = l->sweep->option, .data = true};

	world_restore(l->w, l->s->from);
	l->disk = disk_new(l->w->root);
	strbuf_addf(&file, "%s/trace", l->w->dir);
	r.trace = file.buf;
	if (world_run(l->w, &r))
		give_up("%s: %s", l->s->program, world_said(l->w));
	l->said = xstrdup(world_said(l->w));
	trace_read(file.buf, &l->trace);
	disk_take(l->disk, &l->trace);
	if (reported(l, l->trace.n) != l->w->nfilms)
		give_up("not every film was reported as done: %s", l->said);
	strbuf_release(&file);
}

static void sweep(struct world *w, const struct sweep *of, const struct subject *s, size_t wanted)
{
	struct loss l = {.w = w, .sweep = of, .s = s};
	size_t all;

	record(&l);
	all = count_states(&l);
	wanted = (wanted + of->part - 1) / of->part;
	l.every = wanted && wanted < all ? all / wanted : 1;
	lose_everywhere(&l);
	printf("%s on SQLite: power lost at %zu points, %zu of %zu states looked at\n", s->program, l.points,
		l.looked, all);
	disk_free(l.disk);
	trace_release(&l.trace);
	free(l.said);
}

int main(int argc, char **argv)
{
	struct subject s[SUBJECTS];
	struct world w;
	size_t i;
	int status;

	if (argc != 6) {
		fputs("usage: powerloss BUILD FOLDER VIDEO ENGINE STATES\n", stderr);
		return EX_USAGE;
	}
	world_init(&w, argv[1], argv[2], argv[4]);
	subjects_make(&w, s, argv[3], 2);
	for (i = 0; i < sizeof(sweeps) / sizeof(sweeps[0]); i++)
		sweep(&w, &sweeps[i], &s[sweeps[i].subject], strtoul(argv[5], NULL, 10));
	status = world_sum(&w);
	subjects_release(s);
	world_release(&w);
	return status;
}
