/*
 * Many items in one run: in groups (publish.h), and each one's outcome in the order in which they came. An
 * item whose folder somebody holds does not hold up its group: it is asked for again with every group that
 * follows, and waited for when nothing else is left to do, or many outcomes wait behind it.
 */
#ifndef PUBLISH_BULK_H
#define PUBLISH_BULK_H

#include "publish/publish.h"

struct bulk;

struct bulk_calls {
	/* Makes a library pub->lib. 0, or -1 with *err: none of its items can be published. */
	int (*enter)(int64_t library_id, void *ctx, struct error *err);
	/* The outcome of an item: report and err of the task. 0 to go on. */
	int (*out)(void *tag, struct publish_task *task, void *ctx);
};

/* pub->lib is what enter() makes it. */
struct bulk *bulk_new(struct publisher *pub, const struct bulk_calls *calls, void *ctx);
/* An item more; published when a group of them is there. 0, or what out() gave to stop. */
int bulk_add(struct bulk *b, enum entity type, int64_t id, int64_t library_id, void *tag);
/* Works on what was added, without waiting for anybody. */
int bulk_work(struct bulk *b);
/* Works on the rest, and waits for folders that are held, up to pub->lock_timeout_ms each and while not
 * prog_interrupted(). */
int bulk_end(struct bulk *b);
/* NULL is fine. drop() gets the tags of those that out() did not see any more. */
void bulk_free(struct bulk *b, void (*drop)(void *tag));

#endif
