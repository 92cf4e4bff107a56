/* One child of a pool, and the line that it has in hand; see child_slot.h. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "core/child_slot.h"
#include "core/json.h"

void child_jobs_add(struct child_jobs *list, struct child_job *job)
{
	job->next = NULL;
	*list->end = job;
	list->end = &job->next;
}

struct child_job *child_jobs_pop(struct child_jobs *list)
{
	struct child_job *job = list->first;

	if (job) {
		list->first = job->next;
		if (!list->first)
			list->end = &list->first;
	}
	return job;
}

void child_job_free(struct child_job *job)
{
	if (!job)
		return;
	strbuf_release(&job->line);
	strbuf_release(&job->answer);
	error_release(&job->err);
	free(job);
}

bool child_slot_running(const struct child_slot *slot)
{
	return slot->proc.pid != 0;
}

bool child_slot_condemned(const struct child_slot *slot)
{
	return slot->verdict != ERR_NONE;
}

static void finish(struct child_pool *pool, struct child_slot *slot)
{
	child_jobs_add(&pool->done, slot->job);
	slot->job = NULL;
	slot->deadline = CHILD_NEVER;
}

static void condemn(struct child_slot *slot, enum error_code verdict, const char *charge)
{
	slot->verdict = verdict;
	slot->charge = charge;
	slot->deadline = process_clock() + CHILD_GRACE_MS;
	process_kill(&slot->proc);
}

static int start(struct child_pool *pool, struct child_slot *slot, struct error *err)
{
	if (pool->left_behind > 2 * pool->n)
		return error_set(err, ERR_TIMEOUT, "too many of '%s' hang and cannot be killed", pool->name);
	return process_start(&slot->proc, (const char *const *)pool->argv, &pool->limits, err);
}

void child_slot_begin(struct child_pool *pool, struct child_slot *slot, struct child_job *job)
{
	slot->job = job;
	slot->sent = 0;
	if (pool->limits.timeout_ms > 0)
		slot->deadline = process_clock() + pool->limits.timeout_ms;
	if (!child_slot_running(slot) && start(pool, slot, &job->err))
		finish(pool, slot);
}

/* The child is gone, or given up: its line fails, or begins once more with a fresh one. */
static void bury(struct child_pool *pool, struct child_slot *slot)
{
	struct child_job *job = slot->job;
	bool again = job && !child_slot_condemned(slot) && slot->veteran;

	if (job && child_slot_condemned(slot))
		error_set(&job->err, slot->verdict, "'%s' %s", pool->name, slot->charge);
	else if (job && !again)
		process_blame(&slot->proc, pool->name, &job->err);
	if (job && !again)
		finish(pool, slot);
	process_release(&slot->proc);
	*slot = (struct child_slot){.proc = PROCESS_INIT, .deadline = CHILD_NEVER};
	if (again)
		child_slot_begin(pool, slot, job);
}

bool child_slot_has_input(const struct child_slot *slot)
{
	return slot->job && slot->sent < slot->job->line.len;
}

/* Looks at what a child has printed. */
static void take_answer(struct child_pool *pool, struct child_slot *slot)
{
	struct strbuf *out = &slot->proc.output;
	const char *nl = memchr(out->buf, '\n', out->len);
	size_t len = nl ? (size_t)(nl - out->buf) : out->len;

	if (len > JSON_MAX_LINE) {
		condemn(slot, ERR_TOO_LONG, "gave an answer that is too long");
	} else if (out->len && (!slot->job || (nl && child_slot_has_input(slot)))) {
		condemn(slot, ERR_CRASHED, "spoke out of turn");
	} else if (nl) {
		strbuf_add(&slot->job->answer, out->buf, len);
		finish(pool, slot);
		slot->veteran = true;
		strbuf_splice(out, 0, len + 1, NULL, 0);
		if (out->len)
			condemn(slot, ERR_CRASHED, "gave more than one answer");
	}
}

void child_slot_serve(struct child_pool *pool, struct child_slot *slot, const struct pollfd *fds)
{
	process_pump(&slot->proc, fds);
	if (!child_slot_condemned(slot)) {
		if (fds[PROCESS_IN].revents && child_slot_has_input(slot))
			slot->sent += process_write(&slot->proc, slot->job->line.buf + slot->sent,
				slot->job->line.len - slot->sent);
		take_answer(pool, slot);
	}
	if (slot->proc.exited) {
		bury(pool, slot);
	} else if (slot->proc.out < 0 && !child_slot_condemned(slot)) {
		/* Most likely it is ending, and its status will say more. */
		int64_t soon = process_clock() + CHILD_GRACE_MS;
		if (slot->deadline > soon)
			slot->deadline = soon;
	}
}

void child_slot_check(struct child_pool *pool, struct child_slot *slot, int64_t now)
{
	if (slot->deadline > now)
		return;
	if (child_slot_condemned(slot)) {
		pool->left_behind++;
		bury(pool, slot);
	} else if (slot->proc.out < 0) {
		condemn(slot, ERR_CRASHED, "closed its output");
	} else {
		condemn(slot, ERR_TIMEOUT, "did not answer in time");
	}
}
