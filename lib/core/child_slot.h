/*
 * What a pool of children is made of, see child.h, and what happens to one of them. For child.c only.
 */
#ifndef CORE_CHILD_SLOT_H
#define CORE_CHILD_SLOT_H

#include <poll.h>
#include <stdint.h>

#include "core/child.h"

#define CHILD_GRACE_MS 1000 /* to end by itself, or to die of SIGKILL */
#define CHILD_NEVER INT64_MAX

/* A line on its way: queued, in flight with a slot, or done. */
struct child_job {
	struct child_job *next;
	void *tag;
	struct strbuf line; /* with its "\n" */
	struct strbuf answer;
	struct error err;
};

struct child_jobs {
	struct child_job *first, **end;
};

struct child_slot {
	struct process proc;
	struct child_job *job;	 /* NULL: idle */
	size_t sent;		 /* bytes of the job's line */
	int64_t deadline;	 /* by process_clock(); CHILD_NEVER */
	enum error_code verdict; /* why we killed it; ERR_NONE: we did not */
	const char *charge;	 /* the same in words */
	bool veteran;		 /* it gave answers before */
	int64_t ask;		 /* when waitpid() is to be asked again, whatever poll() says */
};

struct child_pool {
	char **argv;
	const char *name; /* of the program, for messages */
	struct child_limits limits;
	struct child_slot *slot;
	size_t n, pending, left_behind;
	struct child_jobs queue, done;
	struct pollfd *fds; /* of this pool, and of those that are waited for with it */
	size_t fds_alloc;
};

void child_jobs_add(struct child_jobs *list, struct child_job *job);
struct child_job *child_jobs_pop(struct child_jobs *list); /* NULL: there is none */
void child_job_free(struct child_job *job);		   /* NULL is fine */

bool child_slot_running(const struct child_slot *slot);
bool child_slot_condemned(const struct child_slot *slot); /* it was killed, and is not gone yet */
/* Whether bytes of its line are left to be sent. */
bool child_slot_has_input(const struct child_slot *slot);
/* Gives a line to a child, which is started if there is none. */
void child_slot_begin(struct child_pool *pool, struct child_slot *slot, struct child_job *job);
/* After poll(): takes what the child printed, sends more, buries it. A line that is done goes to pool->done.
 */
void child_slot_serve(struct child_pool *pool, struct child_slot *slot, const struct pollfd *fds);
/* What its deadline asks for at this instant. */
void child_slot_check(struct child_pool *pool, struct child_slot *slot, int64_t now);

#endif
