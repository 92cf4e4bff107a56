/* Many items through the providers; see enrich.h. */
#include <stdlib.h>

#include "core/alloc.h"
#include "core/process.h"
#include "core/prog.h"
#include "provider/enrich.h"

#define STORE_FROM 20	   /* items that are ready are stored together */
#define STORE_AFTER_MS 200 /* or those that are there, so long after the first */
#define TRIES 3		   /* when others write an item at the same time */

struct entry {
	struct work work; /* the first: it is the job of the desk */
	enum entity type;
	int64_t id;
	void *tag;
	struct error err; /* why it is not asked about, or not stored */
	bool loaded, ready;
};

struct enrich {
	struct shop *shop;
	struct desk *desk;
	bool dry_run;
	struct entry **entry; /* in the order of their coming */
	size_t n, alloc;
	int64_t ready_at; /* when the first of them was ready; 0: it is not */
};

struct enrich *enrich_new(struct shop *shop, struct desk *desk, bool dry_run)
{
	struct enrich *e = xcalloc(1, sizeof(*e));

	e->shop = shop;
	e->desk = desk;
	e->dry_run = dry_run;
	return e;
}

static void entry_free(struct entry *entry)
{
	work_release(&entry->work);
	error_release(&entry->err);
	free(entry);
}

void enrich_free(struct enrich *e, void (*drop)(void *tag))
{
	size_t i;

	if (!e)
		return;
	for (i = 0; i < e->n; i++) {
		drop(e->entry[i]->tag);
		entry_free(e->entry[i]);
	}
	free(e->entry);
	free(e);
}

bool enrich_full(const struct enrich *e)
{
	return e->n >= DESK_MOST + ENRICHED_AT_ONCE || desk_full(e->desk);
}

size_t enrich_pending(const struct enrich *e)
{
	return e->n;
}

void enrich_add(struct enrich *e, enum entity type, int64_t id, void *tag)
{
	struct entry *entry = xcalloc(1, sizeof(*entry));

	entry->type = type;
	entry->id = id;
	entry->tag = tag;
	entry->err = (struct error)ERROR_INIT;
	entry->loaded = !work_load(&entry->work, e->shop, type, id, &entry->err);
	ALLOC_GROW(e->entry, e->n + 1, e->alloc);
	e->entry[e->n++] = entry;
	if (entry->loaded)
		desk_add(e->desk, work_run, entry);
	else
		entry->ready = true;
}

/* How many there are, from the first on, that are to be stored. */
static size_t count_ready(const struct enrich *e)
{
	size_t n = 0;

	while (n < e->n && n < ENRICHED_AT_ONCE && e->entry[n]->ready)
		n++;
	return n;
}

/* Stores one that somebody wrote meanwhile: its answers into what it is now. */
static int store_again(struct enrich *e, struct entry *entry, struct error *err)
{
	struct enriched *result = &entry->work.result;
	int try;

	for (try = 0; try < TRIES && result->error.code == ERR_CHANGED; try++) {
		error_clear(&result->error);
		if (work_again(&entry->work, e->shop, true, &result->error))
			return 0;
		if (enriched_save(e->shop->session->db, result, 1, err))
			return -1;
	}
	return 0;
}

/* Stores those that were asked about. */
static int store(struct enrich *e, size_t n, struct error *err)
{
	struct enriched *list = xcalloc(n + 1, sizeof(*list));
	size_t i, k = 0;
	int rc;

	for (i = 0; i < n; i++)
		if (e->entry[i]->loaded)
			list[k++] = e->entry[i]->work.result;
	rc = enriched_save(e->shop->session->db, list, k, err);
	for (i = k = 0; i < n; i++)
		if (e->entry[i]->loaded)
			e->entry[i]->work.result = list[k++];
	for (i = 0; i < n && !rc; i++)
		if (e->entry[i]->loaded)
			rc = store_again(e, e->entry[i], err);
	free(list);
	return rc;
}

/* That of the first failure. */
static enum error_code failure_code(const struct work *w)
{
	const struct inquiry *q = &w->inquiry;
	size_t i;

	for (i = 0; i < q->norder; i++)
		if (q->by[q->rank[i]].state == ASK_FAILED)
			return q->by[q->rank[i]].failure.code;
	return ERR_INTERNAL;
}

static void set_done(struct entry *entry, struct enrich_done *done)
{
	struct enriched *result = &entry->work.result;

	*done = (struct enrich_done){
		.type = entry->type, .id = entry->id, .tag = entry->tag, .err = ERROR_INIT};
	if (!entry->loaded) {
		error_move(&done->err, &entry->err);
		return;
	}
	done->result = result;
	done->changes = &entry->work.changes;
	if (result->error.code != ERR_NONE)
		error_move(&done->err, &result->error);
	else if (result->how == ENRICHED_FAILED)
		error_set(&done->err, failure_code(&entry->work), "%s", result->message);
}

/* Hands out the first n. */
static int hand_out(struct enrich *e, size_t n, enrich_out out, void *ctx)
{
	struct enrich_done done;
	size_t i, k;
	int rc = 0;

	for (i = 0; i < n && !rc; i++) {
		set_done(e->entry[i], &done);
		rc = out(&done, ctx);
		error_release(&done.err);
		entry_free(e->entry[i]);
	}
	for (k = i; k < e->n; k++)
		e->entry[k - i] = e->entry[k];
	e->n -= i;
	e->ready_at = 0;
	return rc;
}

/* Whether the first ones are to be stored now, and not when more are there. */
static bool is_time(const struct enrich *e, size_t ready)
{
	return ready >= STORE_FROM || ready == e->n || process_clock() - e->ready_at >= STORE_AFTER_MS;
}

/* Takes one from the desk. 1, or 0 when its wait was over. */
static int take_one(struct enrich *e, size_t ready, int fd, struct error *err)
{
	int timeout = ready ? STORE_AFTER_MS : -1;
	enum ask_state how;
	void *job;

	if (desk_next(e->desk, timeout, fd, &job, &how, err) != 1)
		return 0;
	((struct entry *)job)->ready = true;
	work_plan(&((struct entry *)job)->work, true);
	if (!e->ready_at)
		e->ready_at = process_clock();
	return 1;
}

int enrich_work(struct enrich *e, int fd, enrich_out out, void *ctx, struct error *err)
{
	size_t ready;

	for (;;) {
		ready = count_ready(e);
		if (!e->n || (ready && is_time(e, ready)))
			break;
		if (!take_one(e, ready, fd, err)) {
			/* More may come at once to be stored together with these. */
			ready = prog_interrupted() || is_time(e, ready) ? ready : 0;
			break;
		}
	}
	if (!e->dry_run && store(e, ready, err))
		return -1;
	return hand_out(e, ready, out, ctx);
}
