/* Pictures of providers into the cache; see download.h. */
#include <stdlib.h>

#include "asset/cache.h"
#include "asset/downloadparts.h"
#include "asset/origin.h"
#include "core/alloc.h"
#include "core/path.h"
#include "core/prog.h"
#include "net/address.h"
#include "net/http.h"

#define TOTAL_MS 300000	       /* of one transfer */
#define RETRY_MS 500	       /* before another try, doubled for each */
#define RETRY_AFTER_S 30       /* a server that wants more than that fails */
#define SLICE_MS 5	       /* how long one of the two that are at work may be left waiting */
#define PREVIEW_MOST (8 << 20) /* bytes */

/* ---- lines ----------------------------------------------------------------------------------------------
 */

static void line_add(struct line *l, struct transfer *t)
{
	if (!l->first)
		l->end = &l->first;
	t->next = NULL;
	*l->end = t;
	l->end = &t->next;
}

static struct transfer *line_take(struct line *l)
{
	struct transfer *t = l->first;

	if (t)
		l->first = t->next;
	return t;
}

static void transfer_free(struct download *d, struct transfer *t)
{
	*(t->newer ? &t->newer->older : &d->newest) = t->older;
	if (t->older)
		t->older->newer = t->newer;
	part_close(&t->part, true);
	download_answer_release(&t->answer);
	strbuf_release(&t->local);
	free(t->asset_type);
	free(t->url);
	free(t);
}

void download_answer_release(struct download_answer *a)
{
	cache_object_release(&a->object);
	error_release(&a->err);
}

/* ---- answers --------------------------------------------------------------------------------------------
 */

void download_finish(struct download *d, struct transfer *t, enum download_state state)
{
	part_close(&t->part, state == DOWNLOAD_FAILED);
	t->answer.state = state;
	line_add(&d->ready, t);
}

void download_give_up(struct download *d, struct transfer *t, enum download_state state, struct error *why)
{
	error_move(&t->answer.err, why);
	download_finish(d, t, state);
}

static void try_again(struct download *d, struct transfer *t, int64_t after_s)
{
	t->due = process_clock() +
		 (after_s > 0 ? after_s * 1000 : (int64_t)d->settings.retry_ms << (t->tries - 1));
	line_add(&d->waiting, t);
}

/* ---- the network ----------------------------------------------------------------------------------------
 */

static int on_bytes(const struct http_answer *a, const void *data, size_t len, void *ctx, struct error *err)
{
	struct transfer *t = ctx;
	bool anew = !t->begun && a->status != 206;

	t->begun = true;
	if (anew && part_restart(&t->part, a->etag, err))
		return -1;
	return part_add(&t->part, data, len, err);
}

static void send_off(struct download *d, struct transfer *t)
{
	struct http_want want = {.url = t->url,
		.plain = true,
		.most = t->what == DOWNLOAD_PREVIEW ? PREVIEW_MOST : CACHE_MAX_FILE,
		.total_ms = TOTAL_MS,
		.idle_s = d->settings.idle_s,
		.write = on_bytes,
		.ctx = t};
	struct error err = ERROR_INIT;

	if (t->part.fd < 0 && part_open(&t->part, d->cache, t->url, &err)) {
		download_give_up(d, t, DOWNLOAD_FAILED, &err);
		return;
	}
	want.from = t->part.len;
	want.from_etag = t->part.etag;
	t->begun = false;
	t->tries++;
	d->active++;
	http_start(d->http, &want, t);
}

static bool is_busy(int status)
{
	return status == 429 || status >= 500;
}

/* What is to be done after a try that did not end well. */
static enum download_state state_after(const struct transfer *t, const struct http_answer *a, bool *again)
{
	switch (a->err.code) {
	case ERR_NONE:
		*again = is_busy(a->status) || a->status == 416;
		return is_busy(a->status) ? DOWNLOAD_FAILED : DOWNLOAD_AWAY;
	case ERR_PROVIDER: /* not reached, or cut off */
	case ERR_TIMEOUT:
		*again = true;
		return t->begun ? DOWNLOAD_AWAY : DOWNLOAD_FAILED;
	case ERR_TOO_LONG:
		return DOWNLOAD_NOTHING;
	case ERR_BAD_ANSWER:
	case ERR_BAD_VALUE:
		return DOWNLOAD_AWAY;
	default: /* a certificate, a redirect to elsewhere, our disk */
		return DOWNLOAD_FAILED;
	}
}

static void judge_failure(struct download *d, struct transfer *t, struct http_answer *a)
{
	bool again = false;
	enum download_state state = state_after(t, a, &again);

	if (a->status == 416) /* what is here is no part of it any more */
		part_restart(&t->part, NULL, NULL);
	if (a->err.code == ERR_NONE)
		error_set(&a->err, is_busy(a->status) ? ERR_PROVIDER : ERR_NOT_FOUND,
			"'%s': the server says %d", t->url, a->status);
	if (again && t->tries < DOWNLOAD_TRIES && a->retry_after <= RETRY_AFTER_S)
		try_again(d, t, a->retry_after);
	else
		download_give_up(d, t, state, &a->err);
}

static void take_answer(struct download *d, struct transfer *t, struct http_answer *a)
{
	bool whole = a->err.code == ERR_NONE && (a->status == 200 || a->status == 206);

	d->active--;
	if (whole && !t->begun && a->status == 200)
		part_restart(&t->part, NULL, NULL);
	if (whole && a->length >= 0 && a->length != t->part.len)
		whole = error_set(&a->err, ERR_PROVIDER, "'%s': %lld of %lld bytes came", t->url,
				(long long)t->part.len, (long long)a->length) == 0;
	if (whole && !t->part.len) {
		error_set(&a->err, ERR_BAD_IMAGE, "it is empty");
		download_give_up(d, t, DOWNLOAD_NOTHING, &a->err);
	} else if (whole) {
		download_submit(t->what == DOWNLOAD_BYTES ? d->stores : d->judges, t->part.path.buf, t);
	} else {
		judge_failure(d, t, a);
	}
}

static bool take_answers(struct download *d)
{
	struct http_answer a = {0};
	void *tag = NULL;
	bool any = false;

	while (http_next(d->http, &tag, &a)) {
		take_answer(d, tag, &a);
		http_answer_release(&a);
		a = (struct http_answer){0};
		any = true;
	}
	return any;
}

/* ---- the loop -------------------------------------------------------------------------------------------
 */

/* Sends off what may go; how long until the next may, -1: nothing waits. */
static int send_some(struct download *d)
{
	struct line later = {NULL, NULL};
	int64_t now = process_clock(), soonest = -1;
	struct transfer *t;

	while (d->active < DOWNLOAD_AT_ONCE && (t = line_take(&d->waiting))) {
		if (t->due > now) {
			soonest = soonest < 0 || t->due < soonest ? t->due : soonest;
			line_add(&later, t);
		} else {
			send_off(d, t);
		}
	}
	while ((t = line_take(&later)))
		line_add(&d->waiting, t);
	return soonest < 0 ? -1 : (int)(soonest - now);
}

static void wait_for_some(struct download *d, int ms)
{
	struct child_pool *const pools[] = {d->stores, d->judges};
	struct pollfd fd = {.fd = prog_interrupt_fd(), .events = POLLIN};
	bool children = child_pool_pending(d->stores) || child_pool_pending(d->judges);

	if (!d->active && ms < 0)
		child_pools_wait(pools, 2, -1);
	else
		http_wait(d->http, &fd, 1, children && (ms < 0 || ms > SLICE_MS) ? SLICE_MS : ms);
}

static bool is_pending(const struct download *d)
{
	return d->active || d->waiting.first || child_pool_pending(d->stores) ||
	       child_pool_pending(d->judges);
}

int download_next(struct download *d, void **tag, struct download_answer *answer)
{
	struct transfer *t;
	int ms;

	while (!d->ready.first && is_pending(d) && !prog_interrupted()) {
		ms = send_some(d);
		if (!take_answers(d) && !download_take_children(d, d->stores) &&
			!download_take_children(d, d->judges) && !d->ready.first)
			wait_for_some(d, ms);
	}
	t = line_take(&d->ready);
	if (!t)
		return 0;
	*tag = t->tag;
	*answer = t->answer;
	t->answer = (struct download_answer){.err = ERROR_INIT};
	transfer_free(d, t);
	return 1;
}

static struct transfer *transfer_new(
	struct download *d, enum download_what what, const char *asset_type, void *tag)
{
	struct transfer *t = xcalloc(1, sizeof(*t));

	*t = (struct transfer){.tag = tag,
		.what = what,
		.asset_type = xstrdup(asset_type),
		.local = STRBUF_INIT,
		.part = PART_INIT,
		.answer = {.err = ERROR_INIT},
		.older = d->newest};
	if (d->newest)
		d->newest->newer = t;
	d->newest = t;
	return t;
}

void download_start(struct download *d, const struct candidate *c, enum download_what what, void *tag)
{
	struct transfer *t = transfer_new(d, what, c->asset_type, tag);
	const char *url = what == DOWNLOAD_PREVIEW ? c->preview_url : c->provider_url;
	struct strbuf tidy = STRBUF_INIT;
	struct error err = ERROR_INIT;

	address_tidy(&tidy, url ? url : "");
	if (what == DOWNLOAD_CACHED) {
		path_join(&t->local, d->cache, c->cache_path);
		download_submit(d->judges, t->local.buf, t);
	} else if (!url) {
		error_set(&t->answer.err, ERR_NOT_FOUND, "there is no address of it");
		download_finish(d, t, DOWNLOAD_AWAY);
	} else if (origin_check(d->conf, c->provider, tidy.buf, &err)) {
		error_move(&t->answer.err, &err);
		download_finish(d, t, DOWNLOAD_AWAY);
	} else {
		t->url = strbuf_detach(&tidy, NULL);
		line_add(&d->waiting, t);
	}
	strbuf_release(&tidy);
}

void download_file(struct download *d, const char *path, const char *asset_type, void *tag)
{
	struct transfer *t = transfer_new(d, DOWNLOAD_BYTES, asset_type, tag);

	strbuf_addstr(&t->local, path);
	download_submit(d->stores, path, t);
}

struct download *download_new(const char *cache, const struct conf *conf,
	const struct download_settings *settings, struct error *err)
{
	struct download *d = xcalloc(1, sizeof(*d));

	d->cache = cache;
	d->conf = conf;
	if (settings)
		d->settings = *settings;
	if (!d->settings.retry_ms)
		d->settings.retry_ms = RETRY_MS;
	d->stores = download_pool(d, "--store", cache, err);
	d->judges = d->stores ? download_pool(d, "--no-sha256", NULL, err) : NULL;
	if (!d->judges) {
		download_free(d);
		return NULL;
	}
	d->http = http_new("metarr/" METARR_VERSION);
	part_sweep(cache);
	return d;
}

void download_free(struct download *d)
{
	if (!d)
		return;
	http_free(d->http);
	child_pool_free(d->stores);
	child_pool_free(d->judges);
	while (d->newest)
		transfer_free(d, d->newest);
	free(d);
}
