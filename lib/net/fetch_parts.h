/*
 * What the files of fetch.h share: questions, and sites with their slots, queues and breakers.
 */
#ifndef NET_FETCH_PARTS_H
#define NET_FETCH_PARTS_H

#include "net/fetch.h"

#define FETCH_SAVE_MOST 32		  /* answers in one transaction */
#define SITE_FLIGHT HTTP_HOST_CONNECTIONS /* at once: what has its slot waits for no connection */
#define SITE_AHEAD 2			  /* slots that are taken before they are due */

struct job {
	struct job *next;
	struct site *site;
	void *tag;
	char *url, *secret, *json; /* secret, json: NULL: none */
	char **headers;		   /* up to NULL */
	bool unkept, once, expires;
	int tries;
	int64_t ready_us;  /* not to go before */
	struct reply kept; /* url NULL: nothing is kept */
	struct fetch_answer answer;
};

struct job_list {
	struct job *first, **last;
};

struct site {
	struct site *next;
	const struct fetch_site *site;
	struct job_list queue; /* have no request out */
	size_t flying;
	int64_t slots[SITE_AHEAD]; /* when they are due */
	size_t nslots;
	int64_t ask_us; /* no slot is to be asked for before */
	/* the breaker */
	int failures;	   /* in a row */
	int64_t shut_us;   /* until then; 0: it is closed; INT64_MAX: for good */
	bool said;	   /* of this outage */
	struct job *probe; /* the one that goes to see */
	struct error why;
};

struct fetch {
	struct http *http;
	struct db *db;
	struct rates *rates;
	int priority;
	struct fetch_times times;
	struct site *sites;
	struct job_list done; /* have their answers */
	struct job_list flying;
	size_t pending;
	struct reply save[FETCH_SAVE_MOST];
	size_t nsave, save_bytes;
	size_t requests, fresh, kept; /* kept: written */
	uint32_t dice;
};

/* Microseconds of a clock that only goes forward. */
int64_t fetch_clock_us(void);

void job_list_init(struct job_list *list);
void job_list_add(struct job_list *list, struct job *j);
void job_list_take(struct job_list *list, struct job *j);

struct job *job_new(struct site *site, const struct fetch_want *want, void *tag);
void job_free(struct job *j);
void jobs_free(struct job_list *list);
/* What is kept is the answer. */
void job_use_kept(struct job *j);

struct site *site_new(const struct fetch_site *site);
void site_free(struct site *s);
/* The first of the queue that may go by its own time; NULL: none. *next_us: when one may, where none is yet.
 */
struct job *site_ready(const struct site *s, int64_t now_us, int64_t *next_us);
/* Takes slots for what is ready, at most SITE_AHEAD. 1: one is due now, and used up by this; 0: not before
 * *next_us; -1. */
int site_slot(struct site *s, struct rates *rates, int priority, int64_t *next_us, struct error *err);

/* While the breaker is open: all that wait get its error and go to 'done', but for one, when it is time to
 * see. */
void site_turn_away(struct site *s, int64_t now_us, struct job_list *done);
/* A question was answered, or failed for good. */
void site_good(struct site *s);
void site_failed(struct site *s, const struct error *why, int64_t rest_us);
/* Not to be asked for so long; not at all any more. */
void site_shut(struct site *s, const struct error *why, int64_t rest_us);
void site_refused(struct site *s, const struct error *why);

/* A request came back: answered, failed, or in its queue once more. */
void fetch_landed(struct fetch *f, struct job *j, struct http_answer *a);
/* fetch_flush(), whose failure is only said. */
void fetch_save(struct fetch *f);
/* Lets go of what is old, if anything was kept. */
void fetch_expire(struct fetch *f);

#endif
