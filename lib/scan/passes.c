/*
 * The three passes side by side, in one process and one poll loop: each does what it can without waiting, and
 * when none can, all wait for whichever child answers first. Which of the children gets a processor is the
 * kernel's business: those of the later passes give way.
 */
#include "core/alloc.h"
#include "core/prog.h"
#include "scan/scanner.h"

static const struct pass *const passes[] = {&pass_rows, &pass_pictures, &pass_hashes};
#define PASSES (sizeof(passes) / sizeof(*passes))
#define WAIT_MS 1000

/* Keeps the children of all passes at work. */
static void wait_for_children(const struct scanner *s, int timeout_ms)
{
	struct child_pool *all[] = {s->probes, s->images, s->stores, s->hashes}, *pool[4];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (all[i])
			pool[n++] = all[i];
	}
	if (n > 0)
		child_pools_wait(pool, n, timeout_ms);
}

/* One turn of each pass that is not done. 0 or -1. */
static int turn_all(struct scanner *s, void *state[], size_t n, struct error *err)
{
	bool more = false;

	for (size_t i = s->at; i < n; i++) {
		int rc = passes[i]->turn(state[i], err);

		if (rc < 0)
			return -1;
		more |= rc != TURN_WAIT;
		if (rc != TURN_DONE)
			continue;
		if (i != s->at)
			BUG("pass %zu is done before the one before it", i);
		passes[i]->end(state[i]);
		state[i] = NULL;
		s->at++;
	}
	wait_for_children(s, more ? 0 : WAIT_MS);
	return 0;
}

/* Told to stop: what is finished is written. Always -1. */
static int stop_all(const struct scanner *s, void *state[], size_t n, struct error *err)
{
	int rc = 0;

	for (size_t i = s->at; i < n && rc == 0; i++)
		rc = passes[i]->stop(state[i], err);
	if (rc == 0)
		error_clear(err);
	return -1;
}

int scan_passes(struct scanner *s, struct error *err)
{
	/* Records leave in the second, which does no more than that when it is not wanted. */
	size_t n = s->o->passes < (int)PASSES ? 2 : PASSES;
	void *state[PASSES] = {NULL};
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++)
		rc = (state[i] = passes[i]->begin(s, err)) ? 0 : -1;
	while (rc == 0 && s->at < n)
		rc = prog_interrupted() ? stop_all(s, state, n, err) : turn_all(s, state, n, err);
	for (size_t i = s->at; i < n; i++) {
		if (state[i])
			passes[i]->end(state[i]);
	}
	return rc;
}
