/* A queue of items; see bulk.h. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/process.h"
#include "core/prog.h"
#include "publish/bulk.h"

#define WAITING_MOST 1024 /* outcomes that are kept while the first one's folder is held */
#define PAUSE_MS 20	  /* between two looks at a folder that is held */

struct entry {
	struct publish_task task;
	int64_t library_id;
	void *tag;
	bool tried, done;
};

struct bulk {
	struct publisher *pub;
	struct bulk_calls calls;
	void *ctx;
	struct entry *entry; /* in the order of their coming */
	size_t n, alloc;
	size_t fresh;	  /* of them: not tried yet */
	int64_t deadline; /* how long folders are waited for; 0: nobody has waited yet */
	int stopped;	  /* what out() gave */
};

struct bulk *bulk_new(struct publisher *pub, const struct bulk_calls *calls, void *ctx)
{
	struct bulk *b = xcalloc(1, sizeof(*b));

	b->pub = pub;
	b->calls = *calls;
	b->ctx = ctx;
	return b;
}

void bulk_free(struct bulk *b, void (*drop)(void *tag))
{
	size_t i;

	if (!b)
		return;
	for (i = 0; i < b->n; i++) {
		publish_task_release(&b->entry[i].task);
		drop(b->entry[i].tag);
	}
	free(b->entry);
	free(b);
}

/* Gives out what is done, up to the first that is not. */
static int give_out(struct bulk *b)
{
	size_t i;

	for (i = 0; i < b->n && b->entry[i].done && !b->stopped; i++) {
		struct entry *e = &b->entry[i];

		b->stopped = b->calls.out(e->tag, &e->task, b->ctx);
		publish_task_release(&e->task);
	}
	b->n -= i;
	memmove(b->entry, b->entry + i, b->n * sizeof(*b->entry));
	return b->stopped;
}

/* Adds entries of one library that are, or are not, tried already, up to a group. */
static void choose(struct bulk *b, bool tried, struct entry *chosen[PUBLISH_GROUP], size_t *n)
{
	size_t i;

	for (i = 0; i < b->n && *n < PUBLISH_GROUP; i++) {
		struct entry *e = &b->entry[i];

		if (!e->done && e->tried == tried && (!*n || e->library_id == chosen[0]->library_id))
			chosen[(*n)++] = e;
	}
}

/* The outcome of one try. A folder that is held may be free at the next. */
static void settle(struct entry *e, struct publish_task *task, bool again)
{
	e->task = *task;
	e->tried = true;
	e->done = !again || !task->busy;
	if (!e->done) {
		publish_task_release(&e->task);
		e->task = (struct publish_task){.type = task->type, .id = task->id, .err = ERROR_INIT};
	}
}

static void try_group(struct bulk *b, struct entry *const *e, size_t n, bool again)
{
	struct publish_task task[PUBLISH_GROUP];
	struct error err = ERROR_INIT;
	size_t i;

	for (i = 0; i < n; i++)
		task[i] = e[i]->task;
	if (!b->calls.enter(e[0]->library_id, b->ctx, &err))
		publish_group(b->pub, task, n);
	else
		for (i = 0; i < n; i++)
			error_set(&task[i].err, err.code, "%s", err.msg.buf);
	for (i = 0; i < n; i++)
		settle(e[i], &task[i], again);
	error_release(&err);
}

/* An entry, until its folder is free. Who gets it renews the patience for the next. */
static void wait_for(struct bulk *b, struct entry *e)
{
	int timeout = b->pub->lock_timeout_ms;
	bool again;

	if (!b->deadline)
		b->deadline = process_clock() + timeout;
	do {
		struct pollfd fd = {.fd = prog_interrupt_fd(), .events = POLLIN};

		poll(&fd, 1, PAUSE_MS);
		again = !prog_interrupted() && process_clock() < b->deadline;
		try_group(b, &e, 1, again);
	} while (!e->done);
	if (!e->task.busy)
		b->deadline = process_clock() + timeout;
}

int bulk_work(struct bulk *b)
{
	struct entry *e[PUBLISH_GROUP];

	while (b->fresh && !b->stopped) {
		size_t n = 0;

		choose(b, false, e, &n);
		if (!n)
			BUG("%zu items that nobody has tried are not there", b->fresh);
		b->fresh -= n;
		choose(b, true, e, &n);
		try_group(b, e, n, true);
		give_out(b);
	}
	return b->stopped;
}

/* What waits behind the first does not grow for ever. */
static int make_room(struct bulk *b)
{
	if (b->n >= WAITING_MOST && !bulk_work(b) && b->n && !b->entry[0].done)
		wait_for(b, &b->entry[0]);
	return give_out(b);
}

int bulk_add(struct bulk *b, enum entity type, int64_t id, int64_t library_id, void *tag)
{
	ALLOC_GROW(b->entry, b->n + 1, b->alloc);
	b->entry[b->n++] = (struct entry){
		.task = {.type = type, .id = id, .err = ERROR_INIT}, .library_id = library_id, .tag = tag};
	b->fresh++;
	if (b->fresh >= PUBLISH_GROUP)
		bulk_work(b);
	return make_room(b);
}

/* Those that were tried in vain are tried again, in groups. */
static void refresh(struct bulk *b)
{
	size_t i;

	b->fresh = 0;
	for (i = 0; i < b->n; i++)
		if (!b->entry[i].done) {
			b->entry[i].tried = false;
			b->fresh++;
		}
}

int bulk_end(struct bulk *b)
{
	while (!bulk_work(b) && b->n) {
		wait_for(b, &b->entry[0]);
		give_out(b);
		refresh(b);
	}
	return b->stopped;
}
