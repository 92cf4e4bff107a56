/* Choosing the pictures of items; see select.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "asset/selectparts.h"
#include "core/alloc.h"
#include "core/prog.h"
#include "store/lock.h"
#include "store/rejected.h"

#define LOCK_WAIT_MS 60000 /* for a collection of the cache to end */
#define AGAIN 5		   /* times that an item which moves meanwhile is chosen for */

void selector_init(struct selector *s, struct session *session, bool dry_run)
{
	*s = (struct selector){.session = session, .dry_run = dry_run};
}

void selector_release(struct selector *s)
{
	size_t i;

	for (i = 0; i < s->nrules; i++) {
		art_rules_release(s->rules[i]);
		free(s->rules[i]);
	}
	free(s->rules);
	download_free(s->download);
}

void selection_release(struct selection *x)
{
	gallery_release(&x->gallery);
	names_release(&x->notes);
	error_release(&x->error);
}

const struct art_rules *selector_rules(struct selector *s, int64_t library_id, struct error *err)
{
	struct art_rules *rules;
	size_t i;

	for (i = 0; i < s->nrules; i++)
		if (s->rules[i]->library_id == library_id)
			return s->rules[i];
	rules = xcalloc(1, sizeof(*rules));
	if (gallery_rules(s->session->db, &s->session->conf, library_id, rules, err)) {
		free(rules);
		return NULL;
	}
	ALLOC_GROW(s->rules, s->nrules + 1, s->arules);
	s->rules[s->nrules++] = rules;
	return rules;
}

int selector_begin(struct selector *s, struct db_lock **lock, struct error *err)
{
	int rc = lock_cache(lock, s->session->db, DB_SHARED, LOCK_WAIT_MS, err);

	if (rc == 0)
		error_set(err, ERR_BUSY, "the cache is being collected");
	if (rc == 1 && !s->download)
		s->download = download_new(s->session->cache.buf, &s->session->conf, s->settings, err);
	return rc == 1 && s->download ? 0 : -1;
}

/* ---- what is missing ------------------------------------------------------------------------------------
 */

/* What was asked for of one candidate. */
struct errand {
	struct selection *of;
	size_t at; /* in its gallery */
	enum download_what what;
};
struct errands {
	struct errand *item; /* room for one of each candidate */
	size_t n;
};

/* What a row lacks; false: nothing. A hash is made of what is here, or of little. */
static bool lacks(const struct choice_row *row, bool judging, enum download_what *what)
{
	const struct candidate *c = row->c;

	if (row->unjudged)
		*what = c->is_downloaded && c->cache_path ? DOWNLOAD_CACHED
			: c->preview_url		  ? DOWNLOAD_PREVIEW
							  : DOWNLOAD_BYTES;
	else if (judging || row->verdict != VERDICT_TAKEN || c->is_downloaded || !c->provider_url)
		return false;
	else
		*what = DOWNLOAD_BYTES;
	return true;
}

/* Sends for what the choices of an item lack. */
static void send_for(struct selector *s, struct selection *x, struct errands *sent)
{
	size_t i, k;

	for (k = 0; k < x->gallery.nkind; k++) {
		struct gallery_kind *kind = &x->gallery.kind[k];

		for (i = 0; i < kind->choice.n && !kind->held && !kind->choice.locked; i++) {
			const struct choice_row *row = &kind->choice.row[i];
			struct errand *e = &sent->item[sent->n];

			if (!lacks(row, kind->choice.unjudged, &e->what))
				continue;
			e->of = x;
			e->at = gallery_index(&x->gallery, row);
			download_start(s->download, row->c, e->what, e);
			sent->n++;
		}
	}
}

static void note(struct selection *x, const struct candidate *c, const char *what, const struct error *why)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_addf(&line, "%s %" PRId64 " %s: %s", c->asset_type, c->id, what, why->msg.buf);
	names_add(&x->notes, line.buf);
	strbuf_release(&line);
}

/* A small version that cannot be had is no reason against the picture: it counts as flat until its bytes are
 * here. */
static void take_failure(const struct errand *e, struct download_answer *a)
{
	struct selection *x = e->of;
	struct candidate *c = &x->gallery.all.item[e->at];

	if (e->what != DOWNLOAD_BYTES && a->state != DOWNLOAD_FAILED) {
		c->phash_done = true;
	} else if (a->state == DOWNLOAD_NOTHING) {
		note(x, c, "is rejected", &a->err);
		gallery_found_none(&x->gallery, e->at, a->err.msg.buf);
	} else if (a->state == DOWNLOAD_AWAY) {
		note(x, c, "is passed over", &a->err);
		x->gallery.found[e->at].out_of_reach = true;
	} else {
		gallery_kind(&x->gallery, c->asset_type)->held = true;
		if (x->error.code == ERR_NONE)
			error_set(&x->error, a->err.code, "%s %" PRId64 ": %s", c->asset_type, c->id,
				a->err.msg.buf);
	}
}

/* Its bytes may be those of a picture of the library that a person rejected. */
static int take_bytes(struct db *db, const struct errand *e, struct download_answer *a, struct error *err)
{
	struct candidate *c = &e->of->gallery.all.item[e->at];
	char *reason = NULL;
	int rc = rejected_bytes(db, a->object.content_hash, &reason, err);

	gallery_found_object(&e->of->gallery, e->at, &a->object);
	if (rc == 1) {
		c->is_rejected = true;
		free(c->reject_reason);
		c->reject_reason = reason;
	}
	return rc < 0 ? -1 : 0;
}

static int take_answer(struct db *db, const struct errand *e, struct download_answer *a, struct error *err)
{
	if (a->state != DOWNLOAD_DONE)
		take_failure(e, a);
	else if (e->what == DOWNLOAD_BYTES)
		return take_bytes(db, e, a, err);
	else
		gallery_found_phash(&e->of->gallery, e->at, a->object.perceptual_hash);
	return 0;
}

/* All errands are back, or (-1) we are to end. */
static int wait_for_all(struct selector *s, size_t errands, struct error *err)
{
	struct download_answer a = {.err = ERROR_INIT};
	void *tag = NULL;
	int rc = 0;

	for (; errands && !rc && download_next(s->download, &tag, &a); errands--) {
		rc = take_answer(s->session->db, tag, &a, err);
		download_answer_release(&a);
		a = (struct download_answer){.err = ERROR_INIT};
	}
	return errands && !rc ? error_set(err, ERR_BUSY, "interrupted") : rc;
}

static bool is_loaded(const struct selection *x)
{
	return x->gallery.rules != NULL;
}

/* Chooses until nothing is missing: each round finds out something about at least one candidate. */
static int choose(struct selector *s, struct selection *items, size_t n, struct error *err)
{
	struct errands sent = {NULL, 0};
	size_t i, room = 0;
	int rc;

	for (i = 0; i < n; i++)
		room += items[i].gallery.all.n;
	sent.item = xcalloc(room + 1, sizeof(*sent.item));
	do {
		sent.n = 0;
		for (i = 0; i < n; i++) {
			if (!is_loaded(&items[i]))
				continue;
			gallery_choose(&items[i].gallery);
			if (!s->dry_run)
				send_for(s, &items[i], &sent);
		}
		rc = wait_for_all(s, sent.n, err);
	} while (!rc && sent.n);
	free(sent.item);
	return rc;
}

/* ---- from and to the database ---------------------------------------------------------------------------
 */

struct batch {
	struct selector *s;
	struct selection *item;
	size_t n;
};

/* What comes before the choice, and a dry run does not do. */
static void pretend(const struct selector *s, struct gallery *g)
{
	size_t i;

	if (s->unlock)
		edit_art(s->unlock, &g->item, &g->all);
	for (i = 0; i < g->all.n; i++)
		if (g->all.item[i].id == s->rejected) {
			edit_art_unlock(&g->item, &g->all, g->all.item[i].asset_type);
			g->all.item[i].is_rejected = true;
		}
}

static int load_all(struct db *db, void *ctx, struct error *err)
{
	struct batch *b = ctx;
	size_t i;

	for (i = 0; i < b->n; i++) {
		struct selection *x = &b->item[i];
		int rc;

		gallery_release(&x->gallery); /* of a run before this one */
		error_clear(&x->error);
		rc = gallery_load(db, x->type, x->id, &x->gallery, err);
		if (rc == 0)
			error_set(&x->error, ERR_NOT_FOUND, "there is no %s:%" PRId64, entity_name(x->type),
				x->id);
		if (rc < 0)
			return -1;
		if (rc == 1 && b->s->dry_run)
			pretend(b->s, &x->gallery);
	}
	return 0;
}

/* A set without films is chosen for by nobody's rules. */
static int give_rules(struct selector *s, struct selection *x, struct error *err)
{
	int64_t library;
	int rc = gallery_library(s->session->db, &x->gallery, &library, err);

	if (rc == 1)
		x->gallery.rules = selector_rules(s, library, err);
	return rc == 0 || x->gallery.rules ? 0 : -1;
}

static int load(struct selector *s, struct selection *items, size_t n, struct error *err)
{
	struct batch b = {s, items, n};
	size_t i;

	if (db_transact(s->session->db, DB_READ, load_all, &b, err))
		return -1;
	for (i = 0; i < n; i++)
		if (items[i].error.code == ERR_NONE && give_rules(s, &items[i], err))
			return -1;
	return 0;
}

/* moved[i]: it was another item meanwhile, and what was found out is all that was written. */
static int save(struct selector *s, struct selection *items, size_t n, bool *moved, struct error *err)
{
	struct pick_job *jobs = xcalloc(n + 1, sizeof(*jobs));
	size_t *of = xcalloc(n + 1, sizeof(*of)), i, count = 0;
	int rc;

	for (i = 0; i < n; i++)
		if (is_loaded(&items[i])) {
			gallery_picks(&items[i].gallery, &jobs[count]);
			of[count++] = i;
		}
	rc = picks_save(s->session->db, jobs, count, err);
	for (i = 0; i < count && !rc; i++) {
		items[of[i]].changed |= jobs[i].changed;
		moved[of[i]] = jobs[i].moved;
	}
	free(jobs);
	free(of);
	return rc;
}

static int select_once(struct selector *s, struct selection *items, size_t n, bool *moved, struct error *err)
{
	size_t i;

	if (load(s, items, n, err) || choose(s, items, n, err))
		return -1;
	if (!s->dry_run)
		return save(s, items, n, moved, err);
	for (i = 0; i < n; i++)
		items[i].changed = gallery_changes(&items[i].gallery);
	return 0;
}

/* What an item was found out to have stays; it is only chosen for once more. */
static int select_moved(struct selector *s, struct selection *x, struct error *err)
{
	bool moved = true;
	int i, rc = 0;

	for (i = 0; i < AGAIN && moved && !rc; i++)
		rc = select_once(s, x, 1, &moved, err);
	if (!rc && moved && x->error.code == ERR_NONE)
		error_set(&x->error, ERR_CHANGED, "somebody else changes it all the time");
	return rc;
}

int select_all(struct selector *s, struct selection *items, size_t n, struct error *err)
{
	bool *moved = xcalloc(n + 1, sizeof(*moved));
	size_t i;
	int rc = select_once(s, items, n, moved, err);

	for (i = 0; i < n && !rc; i++)
		if (moved[i])
			rc = select_moved(s, &items[i], err);
	free(moved);
	return rc;
}

int select_items(struct selector *s, struct selection *items, size_t n, struct error *err)
{
	struct db_lock *lock = NULL;
	int rc = s->dry_run ? 0 : selector_begin(s, &lock, err);

	if (!rc)
		rc = select_all(s, items, n, err) || select_sets(s, items, n, err) ? -1 : 0;
	db_unlock(lock);
	return rc;
}
