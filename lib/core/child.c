/*
 * Pools of children; see child.h.
 * Nobody is waited for without a limit. A child that does not even die of SIGKILL (it hangs in the kernel, on
 * a dead mount) is left behind; when too many are, the pool starts no more.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/child.h"
#include "core/json.h"
#include "core/log.h"
#include "core/path.h"
#include "core/process.h"
#include "core/prog.h"

#define GRACE_MS 1000 /* to end by itself, or to die of SIGKILL */
#define NEVER INT64_MAX

/* A line on its way: queued, in flight with a slot, or done. */
struct job {
	struct job *next;
	void *tag;
	struct strbuf line; /* with its "\n" */
	struct strbuf answer;
	struct error err;
};

struct job_list {
	struct job *first, **end;
};

struct slot {
	struct process proc;
	struct job *job;	 /* NULL: idle */
	size_t sent;		 /* bytes of the job's line */
	int64_t deadline;	 /* by process_clock(); NEVER */
	enum error_code verdict; /* why we killed it; ERR_NONE: we did not */
	const char *charge;	 /* the same in words */
	bool veteran;		 /* it gave answers before */
	int64_t ask;		 /* when waitpid() is to be asked again, whatever poll() says */
};

struct child_pool {
	char **argv;
	const char *name; /* of the program, for messages */
	struct child_limits limits;
	struct slot *slot;
	size_t n, pending, left_behind;
	struct job_list queue, done;
	struct pollfd *fds; /* of this pool, and of those that are waited for with it */
	size_t fds_alloc;
};

static void list_append(struct job_list *list, struct job *job)
{
	job->next = NULL;
	*list->end = job;
	list->end = &job->next;
}

static struct job *list_pop(struct job_list *list)
{
	struct job *job = list->first;

	if (job) {
		list->first = job->next;
		if (!list->first)
			list->end = &list->first;
	}
	return job;
}

static void free_job(struct job *job)
{
	if (!job)
		return;
	strbuf_release(&job->line);
	strbuf_release(&job->answer);
	error_release(&job->err);
	free(job);
}

static char **copy_argv(const char *const argv[])
{
	size_t n = 0, i;
	char **copy;

	while (argv[n])
		n++;
	copy = xcalloc(n + 1, sizeof(*copy));
	for (i = 0; i < n; i++)
		copy[i] = xstrdup(argv[i]);
	return copy;
}

struct child_pool *child_pool_new(const char *const argv[], size_t n, const struct child_limits *limits)
{
	struct child_pool *pool = xcalloc(1, sizeof(*pool));
	size_t i;

	pool->argv = copy_argv(argv);
	pool->name = path_base(pool->argv[0]);
	if (limits)
		pool->limits = *limits;
	pool->n = n ? n : 1;
	pool->slot = xcalloc(pool->n, sizeof(*pool->slot));
	for (i = 0; i < pool->n; i++)
		pool->slot[i] = (struct slot){.proc = PROCESS_INIT, .deadline = NEVER};
	pool->queue.end = &pool->queue.first;
	pool->done.end = &pool->done.first;
	return pool;
}

void child_pool_submit(struct child_pool *pool, const char *line, size_t len, void *tag)
{
	struct job *job = xcalloc(1, sizeof(*job));

	strbuf_init(&job->line);
	strbuf_init(&job->answer);
	strbuf_init(&job->err.msg);
	strbuf_add(&job->line, line, len);
	strbuf_addch(&job->line, '\n');
	job->tag = tag;
	list_append(&pool->queue, job);
	pool->pending++;
}

size_t child_pool_pending(const struct child_pool *pool)
{
	return pool->pending;
}

bool child_pool_ready(const struct child_pool *pool)
{
	return pool->done.first != NULL;
}

static bool is_running(const struct slot *slot)
{
	return slot->proc.pid != 0;
}

static bool is_condemned(const struct slot *slot)
{
	return slot->verdict != ERR_NONE;
}

static void finish_job(struct child_pool *pool, struct slot *slot)
{
	list_append(&pool->done, slot->job);
	slot->job = NULL;
	slot->deadline = NEVER;
}

static void condemn(struct slot *slot, enum error_code verdict, const char *charge)
{
	slot->verdict = verdict;
	slot->charge = charge;
	slot->deadline = process_clock() + GRACE_MS;
	process_kill(&slot->proc);
}

static int start_child(struct child_pool *pool, struct slot *slot, struct error *err)
{
	if (pool->left_behind > 2 * pool->n)
		return error_set(err, ERR_TIMEOUT, "too many of '%s' hang and cannot be killed", pool->name);
	return process_start(&slot->proc, (const char *const *)pool->argv, &pool->limits, err);
}

/* Gives a line to a child, which is started if there is none. */
static void begin_job(struct child_pool *pool, struct slot *slot, struct job *job)
{
	slot->job = job;
	slot->sent = 0;
	if (pool->limits.timeout_ms > 0)
		slot->deadline = process_clock() + pool->limits.timeout_ms;
	if (!is_running(slot) && start_child(pool, slot, &job->err))
		finish_job(pool, slot);
}

static void assign(struct child_pool *pool)
{
	size_t i;

	for (i = 0; i < pool->n && pool->queue.first; i++)
		if (!pool->slot[i].job && !is_condemned(&pool->slot[i]))
			begin_job(pool, &pool->slot[i], list_pop(&pool->queue));
}

/* The child is gone, or given up: its line fails, or begins once more with a fresh one. */
static void bury(struct child_pool *pool, struct slot *slot)
{
	struct job *job = slot->job;
	bool again = job && !is_condemned(slot) && slot->veteran;

	if (job && is_condemned(slot))
		error_set(&job->err, slot->verdict, "'%s' %s", pool->name, slot->charge);
	else if (job && !again)
		process_blame(&slot->proc, pool->name, &job->err);
	if (job && !again)
		finish_job(pool, slot);
	process_release(&slot->proc);
	*slot = (struct slot){.proc = PROCESS_INIT, .deadline = NEVER};
	if (again)
		begin_job(pool, slot, job);
}

static bool has_input(const struct slot *slot)
{
	return slot->job && slot->sent < slot->job->line.len;
}

/* Looks at what a child has printed. */
static void take_answer(struct child_pool *pool, struct slot *slot)
{
	struct strbuf *out = &slot->proc.output;
	const char *nl = memchr(out->buf, '\n', out->len);
	size_t len = nl ? (size_t)(nl - out->buf) : out->len;

	if (len > JSON_MAX_LINE) {
		condemn(slot, ERR_TOO_LONG, "gave an answer that is too long");
	} else if (out->len && (!slot->job || (nl && has_input(slot)))) {
		condemn(slot, ERR_CRASHED, "spoke out of turn");
	} else if (nl) {
		strbuf_add(&slot->job->answer, out->buf, len);
		finish_job(pool, slot);
		slot->veteran = true;
		strbuf_splice(out, 0, len + 1, NULL, 0);
		if (out->len)
			condemn(slot, ERR_CRASHED, "gave more than one answer");
	}
}

static void serve(struct child_pool *pool, struct slot *slot, const struct pollfd *fds)
{
	process_pump(&slot->proc, fds);
	if (!is_condemned(slot)) {
		if (fds[PROCESS_IN].revents && has_input(slot))
			slot->sent += process_write(&slot->proc, slot->job->line.buf + slot->sent,
				slot->job->line.len - slot->sent);
		take_answer(pool, slot);
	}
	if (slot->proc.exited) {
		bury(pool, slot);
	} else if (slot->proc.out < 0 && !is_condemned(slot)) {
		/* Most likely it is ending, and its status will say more. */
		int64_t soon = process_clock() + GRACE_MS;
		if (slot->deadline > soon)
			slot->deadline = soon;
	}
}

static void check_deadline(struct child_pool *pool, struct slot *slot, int64_t now)
{
	if (slot->deadline > now)
		return;
	if (is_condemned(slot)) {
		pool->left_behind++;
		bury(pool, slot);
	} else if (slot->proc.out < 0) {
		condemn(slot, ERR_CRASHED, "closed its output");
	} else {
		condemn(slot, ERR_TIMEOUT, "did not answer in time");
	}
}

/* Fills 'fds'; gives the time by which poll() has to come back. */
static int64_t prepare(struct child_pool *pool, struct pollfd *fds, int64_t now, int64_t until)
{
	size_t i;

	for (i = 0; i < pool->n; i++, fds += PROCESS_FDS) {
		struct slot *slot = &pool->slot[i];
		process_poll(&slot->proc, has_input(slot), fds);
		if (!is_running(slot))
			continue;
		if (slot->deadline < until)
			until = slot->deadline;
		if (slot->ask > now + process_tick(&slot->proc))
			slot->ask = now + process_tick(&slot->proc);
		if (slot->ask < until)
			until = slot->ask;
	}
	return until;
}

static bool happened(const struct pollfd *fds)
{
	return fds[PROCESS_IN].revents || fds[PROCESS_OUT].revents || fds[PROCESS_ERR].revents;
}

static void serve_all(struct child_pool *pool, const struct pollfd *fds)
{
	int64_t now = process_clock();
	size_t i;

	for (i = 0; i < pool->n; i++, fds += PROCESS_FDS) {
		struct slot *slot = &pool->slot[i];

		if (is_running(slot) && (happened(fds) || slot->ask <= now)) {
			slot->ask = now + process_tick(&slot->proc);
			serve(pool, slot, fds);
		}
		check_deadline(pool, slot, now);
	}
}

/* One turn of the loop: waits until 'until' at most. */
static void turn(struct child_pool *const pools[], size_t n, int64_t until)
{
	size_t total = 0, at = 0, i;
	int64_t now = process_clock();
	struct pollfd *fds;

	for (i = 0; i < n; i++)
		total += pools[i]->n * PROCESS_FDS;
	ALLOC_GROW(pools[0]->fds, total + 1, pools[0]->fds_alloc);
	fds = pools[0]->fds;
	for (i = 0; i < n; at += pools[i++]->n * PROCESS_FDS)
		until = prepare(pools[i], fds + at, now, until);
	fds[total] = (struct pollfd){.fd = prog_interrupt_fd(), .events = POLLIN};
	if (poll(fds, total + 1, until <= now ? 0 : (int)(until - now)) < 0)
		return; /* EINTR */
	for (i = at = 0; i < n; at += pools[i++]->n * PROCESS_FDS)
		serve_all(pools[i], fds + at);
}

static void give(
	struct child_pool *pool, struct job *job, void **tag, struct strbuf *answer, struct error *err)
{
	*tag = job->tag;
	strbuf_clear(answer);
	strbuf_addbuf(answer, &job->answer);
	error_move(err, &job->err);
	pool->pending--;
	free_job(job);
}

int child_pool_next(
	struct child_pool *pool, int timeout_ms, void **tag, struct strbuf *answer, struct error *err)
{
	int64_t until = timeout_ms < 0 ? NEVER : process_clock() + timeout_ms;
	struct job *job;
	bool late = false;

	while (pool->pending) {
		assign(pool);
		job = list_pop(&pool->done);
		if (job) {
			give(pool, job, tag, answer, err);
			return 1;
		}
		if (late || prog_interrupted())
			break;
		turn(&pool, 1, until);
		late = process_clock() >= until;
	}
	strbuf_clear(answer);
	error_clear(err);
	return 0;
}

/* Gives out what is queued. Whether an answer is there already. */
static bool assign_all(struct child_pool *const pools[], size_t n, size_t *pending)
{
	bool ready = false;
	size_t i;

	for (i = *pending = 0; i < n; i++) {
		assign(pools[i]);
		ready |= child_pool_ready(pools[i]);
		*pending += pools[i]->pending;
	}
	return ready;
}

int child_pools_wait(struct child_pool *const pools[], size_t n, int timeout_ms)
{
	int64_t until = timeout_ms < 0 ? NEVER : process_clock() + timeout_ms;
	bool late = false, ready;
	size_t pending;

	/* Even when it need not wait: the children may. */
	while (!(ready = assign_all(pools, n, &pending)) && pending && !late && !prog_interrupted()) {
		turn(pools, n, until);
		late = process_clock() >= until;
	}
	return ready;
}

/* Waits until every child is gone or the time is over; what they print is of no interest any more. */
static void wait_for_all(struct child_pool *pool, int64_t until)
{
	int64_t now;
	size_t i, alive;

	ALLOC_GROW(pool->fds, pool->n * PROCESS_FDS, pool->fds_alloc);
	while ((now = process_clock()) < until) {
		for (i = 0, alive = 0; i < pool->n; i++) {
			process_poll(&pool->slot[i].proc, false, pool->fds + i * PROCESS_FDS);
			alive += is_running(&pool->slot[i]) && !pool->slot[i].proc.exited;
		}
		if (!alive)
			return;
		if (poll(pool->fds, pool->n * PROCESS_FDS, until - now < 10 ? (int)(until - now) : 10) < 0)
			continue;
		for (i = 0; i < pool->n; i++) {
			struct process *p = &pool->slot[i].proc;
			if (!is_running(&pool->slot[i]) || p->exited)
				continue;
			process_pump(p, pool->fds + i * PROCESS_FDS);
			strbuf_clear(&p->output);
		}
	}
}

void child_pool_free(struct child_pool *pool)
{
	struct job *job;
	size_t i;

	if (!pool)
		return;
	for (i = 0; i < pool->n; i++) {
		process_close_input(&pool->slot[i].proc);
		if (pool->slot[i].job) /* its answer is not wanted any more */
			process_kill(&pool->slot[i].proc);
	}
	wait_for_all(pool, process_clock() + GRACE_MS);
	for (i = 0; i < pool->n; i++)
		process_kill(&pool->slot[i].proc);
	wait_for_all(pool, process_clock() + GRACE_MS);
	for (i = 0; i < pool->n; i++) {
		process_release(&pool->slot[i].proc);
		free_job(pool->slot[i].job);
	}
	while ((job = list_pop(&pool->queue)) || (job = list_pop(&pool->done)))
		free_job(job);
	for (i = 0; pool->argv[i]; i++)
		free(pool->argv[i]);
	free(pool->argv);
	free(pool->slot);
	free(pool->fds);
	free(pool);
}
