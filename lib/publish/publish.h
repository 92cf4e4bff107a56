/*
 * Publishing: the six steps, under the folder's lock from the first to the last, for one item or for a group
 * whose journals share their commits, and whose files the disk gets at once.
 *
 * Old or new, never between: before the first rename the journal stands (publog_begin) and every byte, old
 * and new, can be made again; a failure puts the old files back; after a crash whoever next takes the
 * folder's lock finishes or drops (recover.h), each item of a group for itself. Pictures go first and the NFO
 * last, back to back.
 */
#ifndef PUBLISH_PUBLISH_H
#define PUBLISH_PUBLISH_H

#include "db/lock.h"
#include "publish/plan.h"

struct publish_report {
	size_t written, removed, kept;
	size_t recovered; /* interrupted publishes of the folder that were finished or dropped first */
	char **warning;	  /* from the plan; freed by publish_report_release() */
	size_t nwarning;
};
void publish_report_release(struct publish_report *r);
/* Logs its warnings, whether the folder had been left in the middle, and, once of a library, what its
 * filesystem refuses. */
void publish_report_warn(
	const struct publish_report *r, struct publisher *pub, const struct library *lib, const char *folder);

struct publish_task {
	enum entity type;
	int64_t id;
	const struct plan_base *base; /* NULL: from the item as it is */
	struct publish_report report;
	struct error err; /* ERR_NONE: it is published */
	bool busy; /* its folder is held (err is ERR_BUSY): nothing was done, and it may be asked for again */
};
void publish_task_release(struct publish_task *t);

/*
 * Publishes up to PUBLISH_GROUP items of pub->lib, each with its outcome: report, err and busy are empty
 * before. Every folder is locked from before the first plan until all are done, and asked for once: who holds
 * many does not wait. Items that touch the same path follow each other in the order of the tasks.
 * ERR_CHANGED: somebody else wrote into the folder twice while we did.
 */
#define PUBLISH_GROUP 32
void publish_group(struct publisher *pub, struct publish_task *task, size_t n);

/* A single task, whose folder is waited for (pub->lock_timeout_ms). */
void publish_task_run(struct publisher *pub, struct publish_task *task);

/* What is done to an item under the lock of its folder: a plan is made and, where it changes anything,
 * carried out. */
typedef int publish_fn(struct publisher *pub, enum entity type, int64_t id, struct db_lock *lock,
	struct publish_report *report, void *ctx, struct error *err);
/* Takes the lock, deals with interrupted publishes of the folder, and calls fn; once anew when that gave
 * ERR_CHANGED. ERR_BUSY: the folder is held. 0 or -1. */
int publish_locked(struct publisher *pub, enum entity type, int64_t id, publish_fn *fn, void *ctx,
	struct publish_report *report, struct error *err);
/* Steps 2 to 6: the journal, and what it says. Not for an empty plan. */
int publish_plan(struct publisher *pub, const struct plan *plan, struct db_lock *lock, struct error *err);
/* Counts what a plan does, and takes its warnings. */
void publish_report_plan(struct publish_report *r, struct plan *plan);

/* A single item, whose folder is waited for (pub->lock_timeout_ms). 0 or -1. */
int publish_item(struct publisher *pub, enum entity type, int64_t id, struct publish_report *report,
	struct error *err);

#endif
