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
#include "core/child_slot.h"
#include "core/path.h"
#include "core/prog.h"

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
		pool->slot[i] = (struct child_slot){.proc = PROCESS_INIT, .deadline = CHILD_NEVER};
	pool->queue.end = &pool->queue.first;
	pool->done.end = &pool->done.first;
	return pool;
}

void child_pool_submit(struct child_pool *pool, const char *line, size_t len, void *tag)
{
	struct child_job *job = xcalloc(1, sizeof(*job));

	strbuf_init(&job->line);
	strbuf_init(&job->answer);
	strbuf_init(&job->err.msg);
	strbuf_add(&job->line, line, len);
	strbuf_addch(&job->line, '\n');
	job->tag = tag;
	child_jobs_add(&pool->queue, job);
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

static void assign(struct child_pool *pool)
{
	size_t i;

	for (i = 0; i < pool->n && pool->queue.first; i++)
		if (!pool->slot[i].job && !child_slot_condemned(&pool->slot[i]))
			child_slot_begin(pool, &pool->slot[i], child_jobs_pop(&pool->queue));
}

/* Fills 'fds'; gives the time by which poll() has to come back. */
static int64_t prepare(struct child_pool *pool, struct pollfd *fds, int64_t now, int64_t until)
{
	size_t i;

	for (i = 0; i < pool->n; i++, fds += PROCESS_FDS) {
		struct child_slot *slot = &pool->slot[i];
		process_poll(&slot->proc, child_slot_has_input(slot), fds);
		if (!child_slot_running(slot))
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
		struct child_slot *slot = &pool->slot[i];

		if (child_slot_running(slot) && (happened(fds) || slot->ask <= now)) {
			slot->ask = now + process_tick(&slot->proc);
			child_slot_serve(pool, slot, fds);
		}
		child_slot_check(pool, slot, now);
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
	struct child_pool *pool, struct child_job *job, void **tag, struct strbuf *answer, struct error *err)
{
	*tag = job->tag;
	strbuf_clear(answer);
	strbuf_addbuf(answer, &job->answer);
	error_move(err, &job->err);
	pool->pending--;
	child_job_free(job);
}

int child_pool_next(
	struct child_pool *pool, int timeout_ms, void **tag, struct strbuf *answer, struct error *err)
{
	int64_t until = timeout_ms < 0 ? CHILD_NEVER : process_clock() + timeout_ms;
	struct child_job *job;
	bool late = false;

	while (pool->pending) {
		assign(pool);
		job = child_jobs_pop(&pool->done);
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
	int64_t until = timeout_ms < 0 ? CHILD_NEVER : process_clock() + timeout_ms;
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
			alive += child_slot_running(&pool->slot[i]) && !pool->slot[i].proc.exited;
		}
		if (!alive)
			return;
		if (poll(pool->fds, pool->n * PROCESS_FDS, until - now < 10 ? (int)(until - now) : 10) < 0)
			continue;
		for (i = 0; i < pool->n; i++) {
			struct process *p = &pool->slot[i].proc;
			if (!child_slot_running(&pool->slot[i]) || p->exited)
				continue;
			process_pump(p, pool->fds + i * PROCESS_FDS);
			strbuf_clear(&p->output);
		}
	}
}

void child_pool_free(struct child_pool *pool)
{
	struct child_job *job;
	size_t i;

	if (!pool)
		return;
	for (i = 0; i < pool->n; i++) {
		process_close_input(&pool->slot[i].proc);
		if (pool->slot[i].job) /* its answer is not wanted any more */
			process_kill(&pool->slot[i].proc);
	}
	wait_for_all(pool, process_clock() + CHILD_GRACE_MS);
	for (i = 0; i < pool->n; i++)
		process_kill(&pool->slot[i].proc);
	wait_for_all(pool, process_clock() + CHILD_GRACE_MS);
	for (i = 0; i < pool->n; i++) {
		process_release(&pool->slot[i].proc);
		child_job_free(pool->slot[i].job);
	}
	while ((job = child_jobs_pop(&pool->queue)) || (job = child_jobs_pop(&pool->done)))
		child_job_free(job);
	for (i = 0; pool->argv[i]; i++)
		free(pool->argv[i]);
	free(pool->argv);
	free(pool->slot);
	free(pool->fds);
	free(pool);
}
