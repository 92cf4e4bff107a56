/* Questions and answers of providers' code; see desk.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/log.h"
#include "core/process.h"
#include "core/prog.h"
#include "provider/desk_parts.h"

static void note_asked(struct work *w, struct question *q)
{
	size_t i;

	for (i = 0; i < w->nasked; i++)
		if (w->asked[i] == q)
			return;
	ALLOC_GROW(w->asked, w->nasked + 1, w->alloc);
	w->asked[w->nasked++] = q;
	q->refs++;
}

static void forget_asked(struct work *w)
{
	while (w->nasked)
		w->asked[--w->nasked]->refs--;
}

static enum ask_state get(
	struct ask *a, enum provider_id p, const char *path, const cJSON **json, struct error *err)
{
	struct desk *d = (struct desk *)a;
	struct question *q = memo_find(&d->memo, p, path);

	if (!q) {
		q = memo_add(&d->memo, p, path);
		q->unkept = d->running->unkept;
		house_ask(d, q);
	}
	memo_use(&d->memo, q);
	q->run = d->run;
	note_asked(d->running, q);
	if (q->state == ASK_FAILED)
		error_set(err, q->err.code, "%s", q->err.msg.buf);
	if (q->state != ASK_ANSWERED)
		return q->state;
	if (memo_parse(&d->memo, q, err))
		BUG("what was JSON is none any more");
	*json = json_tree_root(q->json);
	return ASK_ANSWERED;
}

int desk_new(struct desk **out, struct session *s, int priority, struct error *err)
{
	struct fetch *fetch;
	struct desk *d;

	if (fetch_new(&fetch, s->db, priority, NULL, err))
		return -1;
	d = xcalloc(1, sizeof(*d));
	d->ask.get = get;
	d->s = s;
	d->fetch = fetch;
	d->last = &d->first;
	houses_open(d);
	*out = d;
	return 0;
}

static void free_work(struct work *w)
{
	forget_asked(w);
	free(w->asked);
	error_release(&w->err);
	free(w);
}

void desk_free(struct desk *d)
{
	struct work *w, *next;
	size_t requests, fresh;

	if (!d)
		return;
	fetch_counts(d->fetch, &requests, &fresh);
	log_info("%zu requests to providers, and %zu answers that were kept and fresh", requests, fresh);
	for (w = d->first; w; w = next) {
		next = w->next;
		free_work(w);
	}
	fetch_free(d->fetch);
	houses_release(d);
	memo_release(&d->memo);
	free(d);
}

static void add(struct desk *d, desk_fn fn, void *job, bool unkept)
{
	struct work *w = xcalloc(1, sizeof(*w));

	w->fn = fn;
	w->job = job;
	w->unkept = unkept;
	strbuf_init(&w->err.msg);
	*d->last = w;
	d->last = &w->next;
	d->pending++;
}

void desk_add(struct desk *d, desk_fn fn, void *job)
{
	add(d, fn, job, false);
}

void desk_add_unkept(struct desk *d, desk_fn fn, void *job)
{
	add(d, fn, job, true);
}

size_t desk_pending(const struct desk *d)
{
	return d->pending;
}

bool desk_full(const struct desk *d)
{
	return d->pending >= DESK_MOST;
}

static bool waits(const struct work *w)
{
	size_t i;

	for (i = 0; i < w->nasked; i++)
		if (w->asked[i]->state == ASK_WAITING)
			return true;
	return false;
}

static void run(struct desk *d, struct work *w)
{
	forget_asked(w);
	error_clear(&w->err);
	d->run++;
	d->running = w;
	w->how = w->fn(&d->ask, w->job, &w->err);
	d->running = NULL;
	memo_trim(&d->memo, d->run);
	w->ended = w->how != ASK_WAITING;
	if (!w->ended && !waits(w)) /* it would never be run again */
		BUG("a provider's function waits for nothing");
	if (w->how == ASK_FAILED && !w->err.code)
		error_set(&w->err, ERR_INTERNAL, "a provider's function failed and does not say why");
}

/* Takes in what has come. */
static void take_answers(struct desk *d)
{
	struct fetch_answer a = {.status = 0};
	void *tag;

	while (fetch_next(d->fetch, &tag, &a)) {
		house_answer(d, tag, &a);
		fetch_answer_release(&a);
	}
}

/* Runs the first one that can be run. False: there is none. */
static bool run_one(struct desk *d)
{
	struct work *w;

	for (w = d->first; w; w = w->next)
		if (!w->ended && !waits(w)) {
			run(d, w);
			return true;
		}
	return false;
}

static void hand_out(struct desk *d, void **job, enum ask_state *how, struct error *err)
{
	struct work *w = d->first;

	d->first = w->next;
	if (!d->first)
		d->last = &d->first;
	d->pending--;
	*job = w->job;
	*how = w->how;
	error_clear(err);
	if (w->how == ASK_FAILED)
		error_move(err, &w->err);
	free_work(w);
}

/* True: something came, or may have. */
static bool wait_for(struct desk *d, int64_t until, int fd)
{
	struct pollfd fds[2] = {{.fd = fd, .events = POLLIN}, {.fd = prog_interrupt_fd(), .events = POLLIN}};
	int64_t left = until - process_clock();

	if (until >= 0 && left <= 0)
		return false;
	fetch_wait(d->fetch, fds, 2, until < 0 ? -1 : left < 3600000 ? (int)left : 3600000);
	return !fds[0].revents && !prog_interrupted();
}

int desk_next(struct desk *d, int timeout_ms, int fd, void **job, enum ask_state *how, struct error *err)
{
	int64_t until = timeout_ms < 0 ? -1 : process_clock() + timeout_ms;

	while (d->first) {
		take_answers(d); /* and what was asked for goes out while the next work is done */
		if (d->first->ended) {
			hand_out(d, job, how, err);
			return 1;
		}
		if (!run_one(d) && (prog_interrupted() || !wait_for(d, until, fd)))
			return 0;
	}
	return 0;
}

static enum desk_state judge_check(struct fetch_answer *a, struct error *err)
{
	bool refused = a->err.code == ERR_CONFIG;

	if (!a->err.code)
		return DESK_GOOD;
	error_move(err, &a->err);
	return refused ? DESK_REFUSED : DESK_UNREACHED;
}

/* Of TVDB a token is asked for anew. */
enum desk_state desk_check(struct desk *d, enum provider_id p, struct error *err)
{
	static const char *const small[PROVIDER_COUNT] = {"configuration", "login", "movies/603", "shows/1"};
	struct house *h = &d->house[p];
	struct fetch_answer a = {.status = 0};
	enum desk_state state = DESK_NO_KEY;
	void *tag;
	int mark;

	if (!h->open)
		return DESK_NO_KEY;
	if (p == PROVIDER_TVDB)
		tvdb_login(d, true);
	else
		fetch_start(d->fetch,
			&(struct fetch_want){.site = &h->site,
				.path = small[p],
				.secret = h->secret,
				.headers = (const char *const *)h->headers,
				.again = true,
				.once = true},
			&mark);
	while (state == DESK_NO_KEY) {
		if (!fetch_next(d->fetch, &tag, &a)) {
			fetch_wait(d->fetch, NULL, 0, -1);
			continue;
		}
		if (tag != &mark)
			house_answer(d, tag, &a);
		if (tag == &mark || tag == &d->token)
			state = judge_check(&a, err);
		fetch_answer_release(&a);
	}
	return state;
}
