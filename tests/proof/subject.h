/*
 * What is disturbed: a program over the whole library, from a state that was kept, or a child of such a
 * program. And what must hold once the disturbance is over and somebody has come after it.
 */
#ifndef PROOF_SUBJECT_H
#define PROOF_SUBJECT_H

#include "trace.h"
#include "world.h"

struct subject {
	const char *program;
	const char *const *argv;	 /* all of its arguments; NULL: -aq */
	const char *victim;		 /* the child that is disturbed; NULL: the program itself */
	const char *from;		 /* the kept world that each run begins with */
	void (*before)(struct world *w); /* what is done to that first; NULL: nothing */
	/* Goes on after a disturbance, by ways that take turns, to the end; and looks. */
	void (*look)(struct world *w, int turn);
	struct trace trace; /* of an undisturbed run */
	int64_t run_us;	    /* what that takes */
	int hit, missed;    /* points that a run came to, and those that it did not */
	int sparse;	    /* a sweep of every n-th point takes one of so many of those; 0: each */
};

/* A first scan of the films; the child of it that puts their pictures into the cache; a publish of what was
 * changed after it; a recovery after all that was published has been lost; an undo of all that was
 * published, an edit of it, and a restore of its database from a dump. Each is recorded: the world has been
 * kept as "empty", "changed", "published" and "lost", w->old and w->new are known. */
enum {
	SUBJECT_SCAN,
	SUBJECT_STORE,
	SUBJECT_PUBLISH,
	SUBJECT_RECOVER,
	SUBJECT_UNDO,
	SUBJECT_EDIT,
	SUBJECT_RESTORE,
	SUBJECT_ENRICH,
	SUBJECT_SELECT,
	SUBJECTS
};
void subjects_make(struct world *w, struct subject s[SUBJECTS], const char *video, int nfilms);
/* And the last two, after it: what a provider on loopback says of what a scan found, and the pictures that
 * are chosen of that. */
void subjects_provide(struct world *w, struct subject s[SUBJECTS]);
void subjects_release(struct subject s[SUBJECTS]);

/* The world as it begins, and an undisturbed run of it, to be started. */
struct run subject_begin(struct world *w, const struct subject *s);
/* Which of its points a sweep of every step-th one takes: fewer of an undo, which comes to its end by the
 * ways of a publish, of a restore, which writes one row like the other, and of what fetches, which waits. 1:
 * every one of any. */
int subject_step(const struct subject *s, int step);
/* Whose name it goes by. */
const char *subject_name(const struct subject *s);
/* Starts a case: from the kept world, "NUMBER ACT" at that point; counts a hit or a miss. The status of the
 * program, as of waitpid(). *seen (may be NULL) gets what that run did: a call's number may be that of
 * another call than in the recorded run. */
int subject_disturb(struct world *w, struct subject *s, int64_t number, const char *act, struct trace *seen);
/* "NAME on ENGINE: N points (open 3, …): N hit, N missed", without a line end. */
void subject_report(const struct world *w, const struct subject *s);

#endif
