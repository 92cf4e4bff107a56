/*
 * Child processes: work that may crash, hang or eat memory (decoders) happens in them, and costs one answer.
 *
 * A pool is N long-running children of one program, each with one line in flight: a line goes to its standard
 * input, one line comes back from its standard output. They start when first needed and again after a death.
 * One poll loop in child_pool_next(), pipes that never block, stderr drained (its last line is kept for the
 * message). A child that takes too long, says more than one line, or speaks when nothing was asked is killed.
 * A death that a fresh child may survive (it had given answers before) gives the line one more try, so that
 * the line that is to blame is the one that fails. Whether an answer is about its line, nobody but the caller
 * can tell: a line that comes late from a child that prints too much looks like the next answer.
 *
 * What a child gets and how it ends: process.h, where process_run() also runs a program once.
 */
#ifndef CORE_CHILD_H
#define CORE_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "core/process.h"
#include "core/strbuf.h"

struct child_pool;

/* argv[0] is the path of the program (prog_sibling). Everything is copied; nothing starts yet. n: at least 1.
 */
struct child_pool *child_pool_new(const char *const argv[], size_t n, const struct child_limits *limits);
/* Closes their input, gives them a second to end, kills the rest; never waits for one that cannot die. NULL
 * is fine. */
void child_pool_free(struct child_pool *pool);

/* Queues a line (copied; without line end, none inside). tag comes back with its answer. */
void child_pool_submit(struct child_pool *pool, const char *line, size_t len, void *tag);
/* How many lines have no answer yet. */
size_t child_pool_pending(const struct child_pool *pool);
/* Whether an answer is there, so that child_pool_next() does not wait. */
bool child_pool_ready(const struct child_pool *pool);
/*
 * Waits for an answer, in whatever order they come. timeout_ms: -1 for ever, 0 only looks.
 * 1: *tag's answer: *answer is the line without its end, or *err says why there is none (ERR_CRASHED,
 * ERR_KILLED, ERR_TIMEOUT, ERR_NO_MEMORY, ERR_TOO_LONG, or what kept the program from starting; err->code is
 * ERR_NONE otherwise); 0: nothing pending, the time is over, or prog_interrupted(). *answer and *err are
 * replaced.
 */
int child_pool_next(
	struct child_pool *pool, int timeout_ms, void **tag, struct strbuf *answer, struct error *err);
/* Keeps several pools at work (at least one) and waits until one of them has an answer, for
 * child_pool_next(). 1; 0: as there. */
int child_pools_wait(struct child_pool *const pools[], size_t n, int timeout_ms);

#endif
