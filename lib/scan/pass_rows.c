/*
 * Pass 1: the folders that changed become rows. Several folders are on their way at once, so that the
 * children never wait; they are written in the order of the walk, many to a transaction.
 */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "core/prog.h"
#include "scan/claims.h"
#include "scan/look.h"

#define WINDOW 64	 /* folders on their way, */
#define WINDOW_ITEMS 128 /* as long as they do not hold more items than these, which are all in memory */
#define BATCH_FOLDERS 50 /* written in one transaction */
#define BATCH_ITEMS 50
#define SLICE 64   /* of the items of one folder, written in one transaction when there are more */
#define ATTEMPTS 3 /* at an item that somebody else keeps writing to */

struct rows {
	struct scanner *s;
	struct look *ring[WINDOW];
	size_t first, n;  /* of the ring: begun, not finished, */
	size_t flying;	  /* and how many items they hold */
	const char *next; /* folder to begin */
	size_t begun, done;
	struct look *batch[BATCH_FOLDERS]; /* finished, not written */
	size_t nbatch, items;
	const char *gone; /* folder to drop, and how many were */
	size_t ngone;
	bool sets; /* those of the films are looked at */
};

static int save_batch(struct db *db, void *ctx, struct error *err)
{
	struct rows *r = ctx;

	(void)db;
	for (size_t i = 0; i < r->nbatch; i++) {
		if (look_save(r->s, r->batch[i], 0, r->batch[i]->finds.n, err) < 0)
			return -1;
	}
	return 0;
}

/* Some items of one folder. */
struct slice {
	struct scanner *s;
	struct look *look;
	size_t first, n;
};

static int save_slice(struct db *db, void *ctx, struct error *err)
{
	const struct slice *v = ctx;

	(void)db;
	return look_save(v->s, v->look, v->first, v->n, err);
}

/* A folder of many items does not keep others from the database for long. */
static int write_slices(struct scanner *s, struct look *l, struct error *err)
{
	struct slice v = {.s = s, .look = l};
	int rc;

	do {
		v.n = l->finds.n - v.first < SLICE ? l->finds.n - v.first : SLICE;
		rc = db_transact(s->db, DB_WRITE, save_slice, &v, err);
		v.first += v.n;
	} while (rc == 0 && v.first < l->finds.n);
	return rc;
}

/* Whether the person who named a folder or file named this item: of a show's folder only what lies there. */
static bool is_named(const struct scanner *s, const struct look *l, const struct found *found)
{
	struct strbuf path = STRBUF_INIT;
	bool named = *s->only != '\0';

	if (named && s->lister.shows && !folder_inside(l->folder, s->only)) {
		path_join(&path, l->folder, found->nparts ? folder_name(&l->f, found->part[0]) : "");
		named = folder_inside(path.buf, s->only);
	}
	strbuf_release(&path);
	return named;
}

/* What was committed is counted. */
static void count(struct scanner *s, const struct look *l)
{
	s->sum->gone += l->dropped;
	s->sum->looked++;
	for (size_t k = 0; k < l->finds.n; k++) {
		const struct work *w = &l->work[k];
		bool changed = w->changed || w->art_changed, named = is_named(s, l, w->found);

		if (w->skip && !named)
			continue;
		if (!w->id)
			s->sum->items++;
		else if (w->moved)
			s->sum->moved++;
		else if (changed)
			s->sum->changed++;
		if (changed || named)
			ref_list_add(&s->touched, l->finds.item[k].type, w->saved);
	}
}

static void look_drop(struct look *l)
{
	look_free(l);
	free(l);
}

/* What the look was, its successor may be. */
static void unclaim(struct scanner *s, const struct look *l)
{
	for (size_t k = 0; k < l->finds.n; k++) {
		if (l->work[k].moved && l->work[k].found->nparts > 0)
			claims_return(s->claims, l->work[k].id);
	}
	claims_return_series(s->claims, l->series.id);
}

/* Begins the folder again and waits for its answers. The look, or NULL with *err. */
static struct look *look_again(struct scanner *s, const char *folder, int attempt, struct error *err)
{
	struct look *l = xcalloc(1, sizeof(*l));
	int rc = look_begin(s, l, folder, err);

	while (rc > 0 && l->waiting > 0 && !prog_interrupted())
		look_answer(s, 1000);
	if (rc > 0 && l->waiting == 0)
		rc = look_finish(s, l, err) < 0 ? -1 : 1;
	else
		rc = -1;
	l->attempt = attempt;
	if (rc > 0)
		return l;
	look_drop(l);
	return NULL;
}

/* Writes one folder by itself. What cannot be written is reported, and looked at again by the next scan. 0,
 * or -1 when the database itself fails. */
static int write_one(struct scanner *s, struct look *l, struct error *err)
{
	int rc = write_slices(s, l, err);

	while (rc < 0 && err->code == ERR_CHANGED && l->attempt < ATTEMPTS) {
		struct look *again;

		unclaim(s, l);
		again = look_again(s, l->folder, l->attempt + 1, err);
		if (!again)
			break;
		look_drop(l);
		l = again;
		rc = write_slices(s, l, err);
	}
	if (rc == 0)
		count(s, l);
	else if (err->code == ERR_CHANGED || err->code == ERR_DATABASE || err->code == ERR_BAD_VALUE) {
		scanner_problem(s, l->folder, err, false);
		rc = 0;
	}
	look_drop(l);
	return rc;
}

/* Folders that were known came first. */
static void set_done(struct rows *r, size_t more)
{
	r->done += more;
	r->s->unlocked = r->done >= r->s->nknown;
}

static int write_batch(struct rows *r, struct error *err)
{
	struct scanner *s = r->s;
	bool large = r->nbatch == 1 && r->items > SLICE;
	int rc = r->nbatch && !large ? db_transact(s->db, DB_WRITE, save_batch, r, err) : 0;
	bool apart = large || (rc < 0 && err->code != ERR_BUSY);

	if (apart)
		rc = 0;
	for (size_t i = 0; i < r->nbatch; i++) {
		if (apart && rc == 0) {
			rc = write_one(s, r->batch[i], err);
			continue;
		}
		if (rc == 0)
			count(s, r->batch[i]);
		look_drop(r->batch[i]);
	}
	set_done(r, r->nbatch);
	r->nbatch = r->items = 0;
	scanner_progress(s, SCAN_ROWS, r->done, s->nchanged);
	return rc;
}

static int begin_next(struct rows *r, struct error *err)
{
	struct look *l = xcalloc(1, sizeof(*l));
	struct error bad = ERROR_INIT;
	int rc = look_begin(r->s, l, r->next, &bad);

	if (rc > 0) {
		r->ring[(r->first + r->n++) % WINDOW] = l;
		r->flying += l->finds.n;
	} else {
		if (rc < 0 && bad.code == ERR_DATABASE)
			error_move(err, &bad);
		else if (rc < 0)
			scanner_problem(r->s, r->next, &bad, false);
		rc = err->code == ERR_DATABASE && rc < 0 ? -1 : 0;
		look_drop(l);
		set_done(r, 1);
	}
	r->next += strlen(r->next) + 1;
	r->begun++;
	error_release(&bad);
	return rc < 0 ? -1 : 0;
}

static int finish_first(struct rows *r, struct error *err)
{
	struct look *l = r->ring[r->first];

	r->first = (r->first + 1) % WINDOW;
	r->n--;
	r->flying -= l->finds.n;
	if (look_finish(r->s, l, err) < 0 || (l->finds.n > SLICE && write_batch(r, err) < 0)) {
		look_drop(l);
		return -1;
	}
	r->batch[r->nbatch++] = l;
	r->items += l->finds.n;
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
		look_drop(r->ring[(r->first + --r->n) % WINDOW]);
	while (r->nbatch > 0)
		look_drop(r->batch[--r->nbatch]);
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
	bool more = false;

	while ((child_pool_ready(s->probes) || child_pool_ready(s->images)) && look_answer(s, 0))
		more = true;
	if (r->n > 0 && r->ring[r->first]->waiting == 0)
		return finish_first(r, err) < 0 ? -1 : TURN_MORE;
	if (r->n < WINDOW && r->flying < WINDOW_ITEMS && r->begun < s->nchanged)
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
	return write_batch(pass, err);
}

const struct pass pass_rows = {rows_begin, rows_turn, rows_stop, rows_end};
