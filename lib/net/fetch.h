/*
 * A question to a provider with everything around it: a slot of the shared rate, the answer that is kept
 * (fresh: no request; else If-None-Match), tries again, and a breaker.
 *
 * - Tried again, FETCH_TRIES times in all, after a wait that doubles and is jittered: not reached, cut off,
 *   too slow, status 408 and 500 and more; after Retry-After where that is said. 429: as these, and meanwhile
 *   no process asks.
 * - Failed at once: another status (but for 404, which is an answer), a type that is not JSON, too long, a
 *   redirect to elsewhere, a certificate that does not verify.
 * - The breaker of a site opens after FETCH_BREAK questions in a row that failed, and when a provider wants
 * to be left alone for more than FETCH_LONGEST_S: that is said, and every question is answered at once with
 * the error. After FETCH_REST_S one is let through to see. A key that is refused (401, 403) opens it for the
 *   life of the process.
 *
 * New answers are kept in the database, some at a time: at the latest when nothing is going on, and by
 * fetch_flush(). One that was lost is asked for again; one that has not changed, with 304 or without, is not
 * written.
 */
#ifndef NET_FETCH_H
#define NET_FETCH_H

#include "core/error.h"
#include "net/http.h"
#include "store/rate.h"
#include "store/reply.h"

#define FETCH_TRIES 4
#define FETCH_BREAK 5
#define FETCH_REST_S 60
#define FETCH_BACKOFF_MS 1000 /* before the second try, 0.5 to 1.5 of it; doubled for each further one */
#define FETCH_LONGEST_S 120
#define FETCH_KEPT_DAYS 180 /* the terms of TMDB: an answer of before is let go */

struct fetch;

/* One provider, as the fetch sees it. Borrowed for the life of the fetch. */
struct fetch_site {
	struct rate_limit limit; /* its name, too */
	const char *title;	 /* for people: "TMDB" */
	const char *base;	 /* "https://api.themoviedb.org/3" */
	int64_t fresh_s;	 /* how long an answer without Cache-Control is fresh */
};

struct fetch_times { /* tests are in a hurry; zeroed members are the defaults */
	int backoff_ms, rest_ms, total_ms, idle_s;
};

/* Borrows db, which is to be writable, and in no transaction while one of these functions runs.
 * priority: of jobs, 1 to 10. times: NULL for the defaults. */
int fetch_new(
	struct fetch **out, struct db *db, int priority, const struct fetch_times *times, struct error *err);
void fetch_free(struct fetch *f); /* flushes; NULL is fine */

struct fetch_want {
	const struct fetch_site *site;
	const char *path;   /* below its base, with its query, without a key: it is what is kept */
	const char *secret; /* as in http_want, and the two below */
	const char *const *headers;
	const char *json; /* makes it a POST, which is neither kept nor found */
	bool again;	  /* what is kept is asked about, fresh or not */
	bool unkept;	  /* the answer is of use this time only, and not kept */
	bool once;	  /* not to be tried again: somebody wants to know how it stands */
	bool expires;	  /* the key is a token: 401 is an answer, and no refused key */
};

struct fetch_answer {
	int status;	    /* 200, 404 (and 401, where 'expires'); 0: none, 'err' says why */
	struct strbuf body; /* of 200 */
	struct error err;   /* ERR_PROVIDER, ERR_TIMEOUT (later it may go), ERR_BAD_ANSWER, ERR_TOO_LONG,
			       ERR_UNTRUSTED, ERR_CONFIG (the key), or of the database */
};
void fetch_answer_release(struct fetch_answer *a);

/* Everything but the site is copied. 'tag' comes back with the answer. */
void fetch_start(struct fetch *f, const struct fetch_want *want, void *tag);
size_t fetch_pending(const struct fetch *f);
/* Moves what can move, without waiting: 1: *tag has *answer (zeroed before), to be released; 0. */
int fetch_next(struct fetch *f, void **tag, struct fetch_answer *answer);
/* As http_wait(): also ends when a slot or the next try is due. */
void fetch_wait(struct fetch *f, struct pollfd *fds, size_t n, int timeout_ms);
/* Keeps what came. */
int fetch_flush(struct fetch *f, struct error *err);
/* An answer that turned out to be of no use is not kept after all. */
int fetch_forget(struct fetch *f, const struct fetch_site *site, const char *path, struct error *err);
/* How many requests went out, and how many answers were kept ones that needed none. */
void fetch_counts(const struct fetch *f, size_t *requests, size_t *fresh);

#endif
