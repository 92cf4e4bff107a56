/*
 * Pass 1: the folders that changed become rows. Several folders are on their way at once, so that the
 * children never wait; they are written in the order of the walk, many to a transaction.
 */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "core/prog.h"
#include "scan/portion.h"

#define WINDOW 64	 /* folders on their way, */
#define WINDOW_ITEMS 128 /* as long as they do not hold more items than these, which are all in memory */
#define BATCH_FOLDERS 50 /* written in one transaction */
#define BATCH_ITEMS 50	 /* a slice that others follow is never fewer */

struct rows {
	struct scanner *s;
	struct look *ring[WINDOW];
	size_t first, n;  /* of the ring: begun, not finished, */
	size_t flying;	  /* and how many items of them are neither */
	const char *next; /* folder to begin */
	size_t begun, done;
	struct portion batch[BATCH_FOLDERS];
	size_t nbatch, items;
	const char *gone; /* folder to drop, and how many were */
	size_t ngone;
	bool sets; /* those of the films are looked at */
};

static int save_batch(struct db *db, void *ctx, struct error *err)
{
	const struct rows *r = ctx;

	(void)db;
	for (size_t i = 0; i < r->nbatch; i++) {
		if (portion_save(&r->batch[i], err) < 0)
			return -1;
	}
	return 0;
}

/* Folders that were known came first. */
static void set_done(struct rows *r, size_t more)
{
	r->done += more;
	r->s->unlocked = r->done >= r->s->nknown;
}

static int write_batch(struct rows *r, struct error *err)
{
	int rc = db_transact(r->s->db, DB_WRITE, save_batch, r, err);
	bool apart = rc < 0 && err->code != ERR_BUSY;

	if (apart)
		rc = 0;
	for (size_t i = 0; i < r->nbatch; i++) {
		struct portion *v = &r->batch[i];

		if (apart && rc == 0)
			rc = portion_write(v, err);
		else if (rc == 0)
			portion_committed(v);
		if (!portion_is_last(v)) /* it is in the ring */
			continue;
		look_free(v->look);
		set_done(r, 1);
	}
	r->nbatch = r->items = 0;
	scanner_progress(r->s, SCAN_ROWS, r->done, r->s->nchanged);
	return rc;
}

/* The folder that was begun last, if it has more items. */
static struct look *unfinished(const struct rows *r)
{
	struct look *l = r->n > 0 ? r->ring[(r->first + r->n - 1) % WINDOW] : NULL;

	return l && !l->abandoned && l->begun < l->finds.n ? l : NULL;
}

static bool may_begin(const struct rows *r)
{
	return r->flying < WINDOW_ITEMS && (unfinished(r) || (r->n < WINDOW && r->begun < r->s->nchanged));
}

static int begin_folder(struct rows *r, struct error *err)
{
	struct look *l = xcalloc(1, sizeof(*l));
	struct error bad = ERROR_INIT;
	int rc = look_begin(r->s, l, r->next, &bad);

	if (rc > 0) {
		r->ring[(r->first + r->n++) % WINDOW] = l;
		r->flying += l->begun;
	} else {
		rc = rc < 0 ? look_failed(r->s, r->next, &bad, err) : 0;
		look_free(l);
		set_done(r, 1);
	}
	r->next += strlen(r->next) + 1;
	r->begun++;
	error_release(&bad);
	return rc < 0 ? -1 : 0;
}

/* The next items: of the folder in hand, or of the next. */
static int begin_next(struct rows *r, struct error *err)
{
	struct look *l = unfinished(r);
	struct error bad = ERROR_INIT;
	size_t before = l ? l->begun : 0;
	int rc = 0;

	if (!l)
		return begin_folder(r, err);
	if (look_more(r->s, l, &bad) < 0) {
		l->abandoned = true;
		rc = look_failed(r->s, l->folder, &bad, err);
	}
	r->flying += l->begun - before;
	error_release(&bad);
	return rc;
}

static void leave_ring(struct rows *r)
{
	const struct look *l = r->ring[r->first];

	r->first = (r->first + 1) % WINDOW;
	r->n--;
	r->flying -= l->begun - l->finished;
}

/* What is ready of the first folder is finished, and written when there is enough. */
static int finish_first(struct rows *r, struct error *err)
{
	struct look *l = r->ring[r->first];
	struct portion v = {r->s, l, l->finished, look_slice(l)};

	if (l->abandoned) {
		leave_ring(r);
		look_free(l);
		set_done(r, 1);
		return 0;
	}
	if (look_finish(r->s, l, err) < 0)
		return -1;
	r->flying -= v.n;
	if (portion_is_last(&v))
		leave_ring(r);
	r->batch[r->nbatch++] = v;
	r->items += v.n;
	return r->nbatch == BATCH_FOLDERS || r->items >= BATCH_ITEMS ? write_batch(r, err) : 0;
}

/* Folders that are no more: their items go, but for those that moved. */
struct leaving {
	struct scanner *s;
	const char *first; /* of the folders of this transaction */
	size_t n, dropped;
};

static int drop_folder(struct leaving *v, const char *folder, enum entity type, struct error *err)
{
	struct id_list ids = {NULL, 0, 0};
	int rc = items_in_folder(v->s->db, type, v->s->lib->id, folder, &ids, err);

	for (size_t k = 0; k < ids.n && rc >= 0; k++) {
		rc = look_drop_item(v->s, folder, &(struct ref){type, ids.id[k]}, err);
		v->dropped += rc > 0;
	}
	id_list_release(&ids);
	return rc < 0 ? -1 : 0;
}

static int save_leaving(struct db *db, void *ctx, struct error *err)
{
	struct leaving *v = ctx;
	const char *folder = v->first;

	v->dropped = 0;
	for (size_t i = 0; i < v->n; i++, folder += strlen(folder) + 1) {
		int rc = 0;

		for (int type = 0; type < ENTITY_COUNT && rc >= 0; type++)
			rc = drop_folder(v, folder, (enum entity)type, err);
		if (rc < 0 || seen_forget_folder(db, v->s->lib->id, folder, err) < 0)
			return -1;
	}
	return 0;
}

/* Some of them, in one transaction. */
static int write_gone(struct rows *r, struct error *err)
{
	size_t left = r->s->ngone - r->ngone;
	struct leaving v = {.s = r->s, .first = r->gone, .n = left < BATCH_FOLDERS ? left : BATCH_FOLDERS};

	if (db_transact(r->s->db, DB_WRITE, save_leaving, &v, err) < 0)
		return -1;
	r->s->sum->gone += v.dropped;
	r->ngone += v.n;
	for (size_t i = 0; i < v.n; i++)
		r->gone += strlen(r->gone) + 1;
	return 0;
}

static void rows_end(void *pass)
{
	struct rows *r = pass;
	struct scanner *s = r->s;

	while (r->n > 0)
		look_free(r->ring[(r->first + --r->n) % WINDOW]);
	while (r->nbatch > 0) {
		if (portion_is_last(&r->batch[--r->nbatch]))
			look_free(r->batch[r->nbatch].look);
	}
	child_pool_free(s->probes);
	child_pool_free(s->images);
	s->probes = s->images = NULL;
	free(r);
}

static void *rows_begin(struct scanner *s, struct error *err)
{
	static const char *const header_only[] = {"--header-only", NULL};
	static const char *const none[] = {NULL};
	struct rows *r = xcalloc(1, sizeof(*r));

	*r = (struct rows){.s = s, .next = s->changed.buf, .gone = s->gone.buf};
	s->unlocked = s->nknown == 0;
	s->probes = scanner_pool(s, "metarr-probe", none, 0, err);
	s->images = s->probes ? scanner_pool(s, "metarr-image", header_only, 0, err) : NULL;
	if (s->images)
		return r;
	rows_end(r);
	return NULL;
}

static int rows_turn(void *pass, struct error *err)
{
	struct rows *r = pass;
	struct scanner *s = r->s;
	bool more = look_answer(s);

	if (r->n > 0 && look_ready(r->ring[r->first]))
		return finish_first(r, err) < 0 ? -1 : TURN_MORE;
	if (may_begin(r))
		return begin_next(r, err) < 0 ? -1 : TURN_MORE;
	if (r->n > 0)
		return more ? TURN_MORE : TURN_WAIT;
	if (r->nbatch > 0)
		return write_batch(r, err) < 0 ? -1 : TURN_MORE;
	if (r->ngone < s->ngone)
		return write_gone(r, err) < 0 ? -1 : TURN_MORE;
	if (r->sets)
		return TURN_DONE;
	r->sets = true;
	return scan_pass_sets(s, err) < 0 ? -1 : TURN_MORE;
}

static int rows_stop(void *pass, struct error *err)
{
	struct rows *r = pass;

	return r->nbatch > 0 ? write_batch(r, err) : 0;
}

const struct pass pass_rows = {rows_begin, rows_turn, rows_stop, rows_end};
