/* A provider's slots, queue and breaker; see fetch_parts.h. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/alloc.h"
#include "core/log.h"
#include "net/fetch_parts.h"

#define SECOND 1000000LL

int64_t fetch_clock_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * SECOND + ts.tv_nsec / 1000;
}

struct site *site_new(const struct fetch_site *site)
{
	struct site *s = xcalloc(1, sizeof(*s));

	s->site = site;
	job_list_init(&s->queue);
	strbuf_init(&s->why.msg);
	return s;
}

void site_free(struct site *s)
{
	error_release(&s->why);
	free(s);
}

/* Slots */

struct job *site_ready(const struct site *s, int64_t now_us, int64_t *next_us)
{
	struct job *j;

	for (j = s->queue.first; j; j = j->next) {
		if (j->ready_us <= now_us)
			return j;
		if (j->ready_us < *next_us)
			*next_us = j->ready_us;
	}
	return NULL;
}

static size_t count_ready(const struct site *s, int64_t now_us)
{
	size_t n = 0;
	struct job *j;

	for (j = s->queue.first; j && n < SITE_AHEAD; j = j->next)
		n += j->ready_us <= now_us;
	return n;
}

/* Another slot than one that is late: others may be near it by now. */
static void drop_late(struct site *s, int64_t now_us)
{
	while (s->nslots && s->slots[0] + RATE_LATE_US < now_us)
		memmove(s->slots, s->slots + 1, --s->nslots * sizeof(s->slots[0]));
}

/* Takes the next one, where it is time to. */
static int take_slot(struct site *s, struct rates *rates, int priority, struct error *err)
{
	int64_t wait;
	int rc = rates_take(rates, &s->site->limit, priority, &wait, err);

	if (rc < 0)
		return -1;
	if (rc)
		s->slots[s->nslots++] = fetch_clock_us() + wait;
	else
		s->ask_us = fetch_clock_us() + wait;
	return rc;
}

/* A slot that is far away is for whoever needs it first. */
static bool wants_slot(const struct site *s, int64_t now_us)
{
	return now_us >= s->ask_us && s->nslots < count_ready(s, now_us) &&
	       (!s->nslots || s->slots[s->nslots - 1] - now_us < SECOND / 10);
}

int site_slot(struct site *s, struct rates *rates, int priority, int64_t *next_us, struct error *err)
{
	int64_t now = fetch_clock_us(), due;
	int rc = 1;

	drop_late(s, now);
	while (rc == 1 && wants_slot(s, now)) {
		rc = take_slot(s, rates, priority, err);
		now = fetch_clock_us();
	}
	if (rc < 0)
		return -1;
	if (s->nslots && s->slots[0] <= now) {
		memmove(s->slots, s->slots + 1, --s->nslots * sizeof(s->slots[0]));
		return 1;
	}
	due = s->nslots ? s->slots[0] : s->ask_us;
	if (due < *next_us)
		*next_us = due;
	return 0;
}

/* The breaker */

void site_turn_away(struct site *s, int64_t now_us, struct job_list *done)
{
	struct job *j, *next;

	if (!s->shut_us)
		return;
	for (j = s->queue.first; j; j = next) {
		next = j->next;
		if (now_us >= s->shut_us && !s->probe)
			s->probe = j;
		if (j == s->probe)
			continue;
		error_set(&j->answer.err, s->why.code, "%s", s->why.msg.buf);
		job_list_take(&s->queue, j);
		job_list_add(done, j);
	}
}

void site_good(struct site *s)
{
	if (s->shut_us == INT64_MAX)
		return; /* a late answer of before */
	if (s->shut_us)
		log_info("%s answers again", s->site->title);
	s->failures = 0;
	s->shut_us = 0;
	s->said = false;
	s->probe = NULL;
}

void site_shut(struct site *s, const struct error *why, int64_t rest_us)
{
	s->probe = NULL;
	if (s->shut_us == INT64_MAX)
		return;
	s->shut_us = fetch_clock_us() + rest_us;
	error_set(&s->why, ERR_PROVIDER, "%s is not asked for now: %s", s->site->title, why->msg.buf);
	if (!s->said)
		log_warn("%s is not asked for %lld s: %s", s->site->title,
			(long long)((rest_us + SECOND - 1) / SECOND), why->msg.buf);
	s->said = true;
}

void site_failed(struct site *s, const struct error *why, int64_t rest_us)
{
	s->failures++;
	if (s->probe || s->failures >= FETCH_BREAK)
		site_shut(s, why, rest_us);
}

void site_refused(struct site *s, const struct error *why)
{
	if (s->shut_us == INT64_MAX)
		return;
	s->shut_us = INT64_MAX;
	error_set(&s->why, why->code, "%s", why->msg.buf);
	log_warn("%s", why->msg.buf);
}
