/* What comes back from a provider, and what becomes of it; see fetch.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/log.h"
#include "net/fetch_parts.h"

#define SAVE_BYTES (4 * 1024 * 1024)
#define MOST_RETRY_AFTER (24 * 3600LL) /* seconds */

/* Answered, well or not. */
static void done(struct fetch *f, struct job *j)
{
	job_list_add(&f->done, j);
}

/* From half of it to half as much again. */
static int64_t jitter(struct fetch *f, int64_t us)
{
	f->dice = f->dice * 1664525 + 1013904223;
	return us / 2 + (int64_t)((uint64_t)us * (f->dice >> 16) / 65536);
}

/* Once more, unless that was the last try. False: it was. */
static bool try_again(struct fetch *f, struct job *j, int64_t retry_after_s)
{
	int64_t wait = jitter(f, (int64_t)f->times.backoff_ms * 1000 << (j->tries - 1));

	if (j->once || j->tries >= FETCH_TRIES)
		return false;
	if (retry_after_s * 1000000 > wait)
		wait = retry_after_s * 1000000;
	j->ready_us = fetch_clock_us() + wait;
	error_clear(&j->answer.err);
	job_list_add(&j->site->queue, j);
	return true;
}

static void fail(struct fetch *f, struct job *j)
{
	site_failed(j->site, &j->answer.err, (int64_t)f->times.rest_ms * 1000);
	done(f, j);
}

static void drop_saved(struct fetch *f)
{
	size_t i;

	for (i = 0; i < f->nsave; i++)
		reply_release(&f->save[i]);
	f->nsave = f->save_bytes = 0;
}

int fetch_flush(struct fetch *f, struct error *err)
{
	int rc = reply_save(f->db, f->save, f->nsave, err);

	f->kept += f->nsave;
	drop_saved(f);
	return rc;
}

int fetch_forget(struct fetch *f, const struct fetch_site *site, const char *path, struct error *err)
{
	struct strbuf url = STRBUF_INIT;
	int rc = fetch_flush(f, err);

	strbuf_addf(&url, "%s/%s", site->base, path);
	if (!rc)
		rc = reply_drop(f->db, url.buf, err);
	strbuf_release(&url);
	return rc;
}

/* Whoever writes also clears away. */
void fetch_expire(struct fetch *f)
{
	struct error err = ERROR_INIT;
	int64_t dropped;

	if (f->kept && reply_expire(f->db, FETCH_KEPT_DAYS, &dropped, &err))
		log_warn("old answers of providers are not let go: %s", err.msg.buf);
	error_release(&err);
}

/* An answer that cannot be kept is still one. */
void fetch_save(struct fetch *f)
{
	struct error err = ERROR_INIT;

	if (fetch_flush(f, &err))
		log_warn("answers of providers are not kept: %s", err.msg.buf);
	error_release(&err);
}

static void keep(struct fetch *f, struct job *j, struct http_answer *a)
{
	struct reply *r = &f->save[f->nsave];

	if (j->json)
		return;
	memset(r, 0, sizeof(*r));
	strbuf_init(&r->body);
	strbuf_init(&r->packed);
	r->url = xstrdup(j->url);
	r->provider = xstrdup(j->site->site->limit.provider);
	r->status = a->status;
	r->etag = xstrdup_or_null(a->etag);
	r->fresh_s = a->max_age >= 0 ? a->max_age : j->site->site->fresh_s;
	if (a->status == 200 && a->packed.len) {
		r->packed = a->packed;
		r->body_size = a->body.len;
		strbuf_init(&a->packed);
	} else if (a->status == 200) {
		strbuf_addbuf(&r->body, &a->body);
	}
	f->save_bytes += r->body.len + r->packed.len;
	if (++f->nsave == FETCH_SAVE_MOST || f->save_bytes > SAVE_BYTES)
		fetch_save(f);
}

static bool is_json(const char *type)
{
	size_t len = type ? strlen(type) : 0;

	return type && (!strcmp(type, "application/json") || !strcmp(type, "text/json") ||
			       (len > 5 && !strcmp(type + len - 5, "+json")));
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Not every provider knows 304. */
static bool is_kept(const struct job *j, const struct http_answer *a)
{
	const struct reply *kept = &j->kept;

	return kept->url && kept->status == a->status && same_text(kept->etag, a->etag) &&
	       (a->status != 200 ||
		       (kept->body.len == a->body.len && !memcmp(kept->body.buf, a->body.buf, a->body.len)));
}

/* Good, and the body the job's. */
static void answered(struct fetch *f, struct job *j, struct http_answer *a)
{
	site_good(j->site);
	if (!j->unkept && !is_kept(j, a))
		keep(f, j, a);
	j->answer.status = a->status;
	if (a->status == 200) {
		strbuf_release(&j->answer.body);
		j->answer.body = a->body;
		strbuf_init(&a->body);
	}
	done(f, j);
}

static void limited(struct fetch *f, struct job *j, const struct http_answer *a)
{
	int64_t wait = a->retry_after >= 0 ? a->retry_after * 1000000 : (int64_t)f->times.backoff_ms * 1000;
	struct error *err = &j->answer.err;
	struct error ignored = ERROR_INIT;

	error_set(err, ERR_PROVIDER, "%s wants fewer requests (429)", j->site->site->title);
	if (a->retry_after > MOST_RETRY_AFTER || a->retry_after > FETCH_LONGEST_S) {
		site_shut(j->site, err,
			a->retry_after > MOST_RETRY_AFTER ? MOST_RETRY_AFTER * 1000000LL : wait);
		done(f, j);
		return;
	}
	j->site->nslots = 0;
	if (rates_hold(f->rates, &j->site->site->limit, wait, &ignored))
		log_warn("%s", ignored.msg.buf);
	error_release(&ignored);
	if (!try_again(f, j, a->retry_after))
		fail(f, j);
}

static void refused(struct fetch *f, struct job *j, const struct http_answer *a)
{
	if (j->expires && a->status == 401) {
		site_good(j->site);
		j->answer.status = 401;
	} else {
		error_set(&j->answer.err, ERR_CONFIG, "%s does not take the key (%d)", j->site->site->title,
			a->status);
		site_refused(j->site, &j->answer.err);
	}
	done(f, j);
}

static void judge_status(struct fetch *f, struct job *j, struct http_answer *a)
{
	struct error *err = &j->answer.err;

	if (a->status == 304 && j->kept.url) {
		site_good(j->site);
		job_use_kept(j);
		done(f, j);
	} else if (a->status == 404 || (a->status == 200 && is_json(a->type))) {
		answered(f, j, a);
	} else if (a->status == 401 || a->status == 403) {
		refused(f, j, a);
	} else if (a->status == 429) {
		limited(f, j, a);
	} else if (a->status >= 500 || a->status == 408) {
		error_set(err, ERR_PROVIDER, "%s failed: '%s' has status %d", j->site->site->title, j->url,
			a->status);
		if (a->retry_after > FETCH_LONGEST_S || !try_again(f, j, a->retry_after))
			fail(f, j);
	} else {
		if (a->status == 200)
			error_set(err, ERR_BAD_ANSWER, "'%s' is no JSON but '%s'", j->url,
				a->type ? a->type : "");
		else
			error_set(err, ERR_BAD_ANSWER, "'%s' has status %d", j->url, a->status);
		fail(f, j);
	}
}

void fetch_landed(struct fetch *f, struct job *j, struct http_answer *a)
{
	j->site->flying--;
	job_list_take(&f->flying, j);
	if (!a->err.code) {
		judge_status(f, j, a);
		return;
	}
	error_set(&j->answer.err, a->err.code, "%s", a->err.msg.buf);
	if ((a->err.code != ERR_PROVIDER && a->err.code != ERR_TIMEOUT) || !try_again(f, j, -1))
		fail(f, j);
}
