/*
 * usage: crash BUILD FOLDER VIDEO ENGINE STEP MOMENTS [show] [PROGRAM...]
 *
 * The crash sweep. A first scan of two films (their rows), the child of it that puts pictures into the cache,
 * a publish of both in one group (NFO, poster, two fanarts and a logo over older ones, a banner that is new,
 * a disc that goes), a recovery of all that was published, its undo, an edit of all, a restore of the
 * database from a dump, and after a scan what a provider says and the pictures that are chosen of that (or
 * those PROGRAMs of them: scan image publish recover undo edit restore enrich select) are each recorded once
 * and then killed at every STEP-th call that the record shows, each write also when half of it is written,
 * and at MOMENTS random moments, which they share. After each kill every file is old or new; after the next
 * publish, scan or recovery each film is wholly one or the other, and database, cache and disk agree; and a
 * last publish gives what an undisturbed one gives. With "show" it is a show with a season, two episodes in
 * one file and one in another.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "subject.h"

#define FILMS 2 /* published in one group */
#define SEED 20 /* of the random moments: the same in every run */

/* What is swept, and its part of the random moments, in sixteenths. */
static const struct sweep {
	const char *name;
	int subject, part;
} sweeps[SUBJECTS] = {
	{"scan", SUBJECT_SCAN, 4},
	{"image", SUBJECT_STORE, 0},
	{"publish", SUBJECT_PUBLISH, 4},
	{"recover", SUBJECT_RECOVER, 2},
	{"undo", SUBJECT_UNDO, 2},
	{"edit", SUBJECT_EDIT, 1},
	{"restore", SUBJECT_RESTORE, 1},
	{"enrich", SUBJECT_ENRICH, 1},
	{"select", SUBJECT_SELECT, 1},
};

static void kill_at(struct world *w, struct subject *s, int64_t number, const char *how)
{
	int status = subject_disturb(w, s, number, how, NULL);

	/* Who lost a child says that this may go better later. */
	if (WIFEXITED(status) && WEXITSTATUS(status) && WEXITSTATUS(status) != EX_TEMPFAIL)
		world_bad(w, "status %d: %s", WEXITSTATUS(status), world_said(w));
	s->look(w, s->hit);
	world_case_end(w);
}

/* How many of the moments came before the end. */
static int kill_at_random(struct world *w, struct subject *s, int moments)
{
	int i, hit = 0;

	for (i = 0; i < moments; i++) {
		struct run r = subject_begin(w, s);

		r.kill_us = 1 + random() % s->run_us;
		world_case(w, "%s, killed after %lld us", s->program, (long long)r.kill_us);
		hit += WIFSIGNALED(world_run(w, &r));
		s->look(w, i);
		world_case_end(w);
	}
	return hit;
}

static void sweep(struct world *w, struct subject *s, int step, int moments)
{
	int64_t number;
	int hit;

	for (number = 1; number <= s->trace.points; number += step) {
		kill_at(w, s, number, "kill");
		if (trace_point(&s->trace, number)->call.kind == CALL_WRITE)
			kill_at(w, s, number, "half");
	}
	hit = kill_at_random(w, s, moments);
	subject_report(w, s);
	printf("; %d of %d random moments\n", hit, moments);
}

/* Whether the words, which end with NULL, name it: no words name all. */
static bool is_chosen(const char *name, char *const *words)
{
	char *const *word;

	for (word = words; *word && strcmp(*word, name) != 0; word++)
		;
	return !*words || *word;
}

static bool are_names(char *const *words)
{
	size_t i;

	for (; *words; words++) {
		for (i = 0; i < SUBJECTS && strcmp(*words, sweeps[i].name) != 0; i++)
			;
		if (i == SUBJECTS)
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct subject s[SUBJECTS];
	struct world w;
	bool show = argc > 7 && !strcmp(argv[7], "show");
	char **words = argv + (show ? 8 : 7);
	int step, moments, status;
	size_t i;

	if (argc < 7 || (step = atoi(argv[5])) < 1 || !are_names(words)) {
		fputs("usage: crash BUILD FOLDER VIDEO ENGINE STEP MOMENTS [show] [PROGRAM...]\n", stderr);
		return EX_USAGE;
	}
	moments = atoi(argv[6]);
	srandom(SEED);
	world_init(&w, argv[1], argv[2], argv[4]);
	subjects_make(&w, s, argv[3], show ? 0 : FILMS);
	if (is_chosen("enrich", words) || is_chosen("select", words))
		subjects_provide(&w, s);
	for (i = 0; i < SUBJECTS; i++) {
		struct subject *one = &s[sweeps[i].subject];

		if (is_chosen(sweeps[i].name, words))
			sweep(&w, one, subject_step(one, step), moments * sweeps[i].part / 16);
	}
	status = world_sum(&w);
	subjects_release(s);
	world_release(&w);
	return status;
}
