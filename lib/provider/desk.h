/*
 * The desk answers what providers' code asks for (ask.h): from the network by fetch.h and from what the
 * database keeps. It runs the functions again that waited once all that they asked for is there, up to
 * DESK_MOST at a time, and hands them out in the order in which they were added, so that a slow provider
 * does not pace a fast one and output keeps the order of input.
 *
 * It knows of each provider where it answers, how it is asked with what key, and its limits (metarr.conf(5)).
 * One without a key is not asked: that is said once, and its questions come to nothing.
 */
#ifndef PROVIDER_DESK_H
#define PROVIDER_DESK_H

#include "provider/ask.h"
#include "store/session.h"

#define DESK_MOST 64			    /* in flight */
#define DESK_MEMO_BYTES (16 * 1024 * 1024)  /* texts of answers that are kept at hand */
#define DESK_PARSED_BYTES (2 * 1024 * 1024) /* of those that are kept parsed, as text */

struct desk;

/* Borrows the session, whose database is to be writable, be it only for what is kept. priority: of jobs, 1 to
 * 10; 1 and 2 are for somebody who waits. */
int desk_new(struct desk **out, struct session *s, int priority, struct error *err);
void desk_free(struct desk *d); /* keeps what came; NULL is fine */

bool desk_asks(const struct desk *d, enum provider_id p); /* it has its key, or needs none */

/* One question's work, and what it needs; runs inside desk_next(), as often as needed. Never ASK_WAITING for
 * something that it did not ask for. */
typedef enum ask_state (*desk_fn)(struct ask *a, void *job, struct error *err);

void desk_add(struct desk *d, desk_fn fn, void *job);
/* The same, where what is answered is of use this time only: it is not kept in the database. */
void desk_add_unkept(struct desk *d, desk_fn fn, void *job);
size_t desk_pending(const struct desk *d); /* added, and not handed out */
bool desk_full(const struct desk *d);	   /* DESK_MOST are pending: desk_next() before desk_add() */

/*
 * Works until the job that was added first of those pending is done. 1: *job, and *how its function ended
 * (*err filled where that is ASK_FAILED, else clear); 0: none is pending, the time is over (-1: no limit), fd
 * is readable (-1: none), or prog_interrupted().
 */
int desk_next(struct desk *d, int timeout_ms, int fd, void **job, enum ask_state *how, struct error *err);

/* Whether a provider takes our key and answers: asks it one small thing, and never what is kept. */
enum desk_state { DESK_NO_KEY, DESK_GOOD, DESK_REFUSED, DESK_UNREACHED };
enum desk_state desk_check(struct desk *d, enum provider_id p, struct error *err);

#endif
