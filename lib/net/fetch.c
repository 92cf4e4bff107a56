/* Questions to providers; see fetch.h. Slots and breakers: fetch_site.c; answers: fetch_judge.c. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alloc.h"
#include "core/log.h"
#include "net/fetch_parts.h"

static void set_times(struct fetch_times *t)
{
	t->backoff_ms = t->backoff_ms ? t->backoff_ms : FETCH_BACKOFF_MS;
	t->rest_ms = t->rest_ms ? t->rest_ms : FETCH_REST_S * 1000;
}

int fetch_new(
	struct fetch **out, struct db *db, int priority, const struct fetch_times *times, struct error *err)
{
	struct fetch *f;
	struct rates *rates;

	if (rates_open(&rates, db, err))
		return -1;
	f = xcalloc(1, sizeof(*f));
	f->http = http_new("metarr/" METARR_VERSION);
	f->db = db;
	f->rates = rates;
	f->priority = priority;
	if (times)
		f->times = *times;
	set_times(&f->times);
	job_list_init(&f->done);
	job_list_init(&f->flying);
	f->dice = (uint32_t)fetch_clock_us() | 1;
	*out = f;
	return 0;
}

static struct site *find_site(struct fetch *f, const struct fetch_site *site)
{
	struct site *s;

	for (s = f->sites; s; s = s->next)
		if (s->site == site)
			return s;
	s = site_new(site);
	s->next = f->sites;
	f->sites = s;
	return s;
}

/* Whether what is kept will do. */
static bool look_up(struct fetch *f, struct job *j, bool again)
{
	int rc = j->json ? 0 : reply_find(f->db, j->url, &j->kept, &j->answer.err);

	if (rc < 0)
		return true;
	if (rc && j->kept.status == 200 && !j->kept.body.len)
		reply_release(&j->kept);
	if (!j->kept.url || !j->kept.fresh || again)
		return false;
	f->fresh++;
	job_use_kept(j);
	return true;
}

void fetch_start(struct fetch *f, const struct fetch_want *want, void *tag)
{
	struct job *j = job_new(find_site(f, want->site), want, tag);

	f->pending++;
	if (look_up(f, j, want->again))
		job_list_add(&f->done, j);
	else
		job_list_add(&j->site->queue, j);
}

size_t fetch_pending(const struct fetch *f)
{
	return f->pending;
}

/* What goes out */

static void send_out(struct fetch *f, struct job *j)
{
	struct http_want want = {.url = j->url,
		.secret = j->secret,
		.headers = (const char *const *)j->headers,
		.json = j->json,
		.etag = j->kept.etag,
		.most = REPLY_MAX_BODY,
		.total_ms = f->times.total_ms,
		.idle_s = f->times.idle_s};

	job_list_take(&j->site->queue, j);
	job_list_add(&f->flying, j);
	j->site->flying++;
	f->requests++;
	j->tries++;
	http_start(f->http, &want, j);
}

/* Sends what may go; when the next one may, where none may now. */
static int64_t drive(struct fetch *f, struct site *s)
{
	int64_t now = fetch_clock_us(), next = INT64_MAX;
	struct job *j;
	int rc = 0;

	site_turn_away(s, now, &f->done);
	while (s->flying < SITE_FLIGHT && (j = site_ready(s, now, &next))) {
		rc = site_slot(s, f->rates, f->priority, &next, &j->answer.err);
		if (rc < 0) {
			if (s->probe == j)
				s->probe = NULL;
			job_list_take(&s->queue, j);
			job_list_add(&f->done, j);
		} else if (!rc) {
			break;
		} else {
			send_out(f, j);
		}
		now = fetch_clock_us();
	}
	return next;
}

static int64_t drive_all(struct fetch *f)
{
	int64_t next = INT64_MAX, at;
	struct site *s;

	for (s = f->sites; s; s = s->next) {
		at = drive(f, s);
		next = at < next ? at : next;
	}
	return next;
}

int fetch_next(struct fetch *f, void **tag, struct fetch_answer *answer)
{
	struct http_answer a;
	struct job *j;
	void *came;

	memset(&a, 0, sizeof(a));
	drive_all(f);
	while (f->flying.first && http_next(f->http, &came, &a)) {
		fetch_landed(f, came, &a);
		http_answer_release(&a);
		drive_all(f);
	}
	j = f->done.first;
	if (!j) {
		if (f->nsave && !f->pending)
			fetch_save(f);
		return 0;
	}
	job_list_take(&f->done, j);
	f->pending--;
	*tag = j->tag;
	*answer = j->answer;
	memset(&j->answer, 0, sizeof(j->answer));
	strbuf_init(&j->answer.body);
	strbuf_init(&j->answer.err.msg);
	job_free(j);
	return 1;
}

void fetch_wait(struct fetch *f, struct pollfd *fds, size_t n, int timeout_ms)
{
	int64_t next = drive_all(f), now = fetch_clock_us(), ms;

	if (f->done.first)
		timeout_ms = 0;
	if (next != INT64_MAX) {
		ms = next > now ? (next - now + 999) / 1000 : 0;
		if (timeout_ms < 0 || ms < timeout_ms)
			timeout_ms = (int)(ms < 3600000 ? ms : 3600000);
	}
	http_wait(f->http, fds, n, timeout_ms);
}

void fetch_counts(const struct fetch *f, size_t *requests, size_t *fresh)
{
	*requests = f->requests;
	*fresh = f->fresh;
}

void fetch_free(struct fetch *f)
{
	struct site *s, *next;

	if (!f)
		return;
	fetch_save(f);
	fetch_expire(f);
	http_free(f->http);
	jobs_free(&f->flying);
	jobs_free(&f->done);
	for (s = f->sites; s; s = next) {
		next = s->next;
		jobs_free(&s->queue);
		site_free(s);
	}
	rates_close(f->rates);
	free(f);
}
