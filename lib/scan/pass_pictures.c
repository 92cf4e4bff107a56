/*
 * Pass 2: local pictures are hashed and stored in the cache by children. Work comes from the database: the
 * items that pass 1 wrote, in that order, then those that an earlier run left. When all pictures of an item
 * are done, its record leaves.
 */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/path.h"
#include "core/prog.h"
#include "scan/scanner.h"
#include "store/candidate.h"
#include "store/lock.h"

#define WINDOW 64 /* items on their way */
#define BATCH 64  /* pictures written in one transaction, about */
#define PAGE 500
#define LOCK_WAIT_MS 60000 /* for a collection of the cache to end */
#define NICE 5		   /* the list is first */

struct picture {
	struct candidate c;
	struct unit *unit;
	struct cache_object object; /* content_hash NULL: it cannot be read */
	bool broken;		    /* and never will */
};

/* An item and the pictures of it that have no hash. */
struct unit {
	struct ref item;
	struct picture *picture;
	size_t n, waiting;
};

struct pictures {
	struct scanner *s;
	struct db_lock *lock; /* of the cache */
	struct unit *ring[WINDOW];
	size_t first, n;
	size_t next;	     /* of s->touched */
	size_t ready;	     /* units at the ring's start that wait for their transaction, */
	size_t nready;	     /* and how many pictures they have */
	size_t done;	     /* answers */
	size_t saved, total; /* pictures; the total is known once pass 1 is done */
	bool none;	     /* this pass is not wanted: records leave, and that is all */
	bool left;	     /* what an earlier run left is among s->touched */
};

static void unit_free(struct unit *u)
{
	if (!u)
		return;
	for (size_t i = 0; i < u->n; i++) {
		candidate_release(&u->picture[i].c);
		cache_object_release(&u->picture[i].object);
	}
	free(u->picture);
	free(u);
}

static int by_ref(const void *a, const void *b)
{
	const struct ref *x = a, *y = b;

	if (x->type != y->type)
		return (x->type > y->type) - (x->type < y->type);
	return (x->id > y->id) - (x->id < y->id);
}

/* Adds to s->touched the items whose pictures an earlier run left without a hash, and counts the work. */
static int find_left(struct pictures *p, struct error *err)
{
	struct scanner *s = p->s;
	size_t known = s->touched.n;
	struct ref *sorted = xcalloc(known + 1, sizeof(*sorted));
	struct candidate_list page = {NULL, 0, 0};
	int64_t after = 0;
	int rc;

	for (size_t i = 0; i < known; i++)
		sorted[i] = s->touched.item[i];
	qsort(sorted, known, sizeof(*sorted), by_ref);
	p->total = p->saved;
	do {
		candidate_list_release(&page);
		rc = candidates_unhashed(s->db, s->lib->id, after, PAGE, &page, err);
		for (size_t i = 0; i < page.n; i++) {
			const struct candidate *c = &page.item[i];
			const struct ref item = {c->entity, c->entity_id};
			const struct ref *last =
				s->touched.n > known ? &s->touched.item[s->touched.n - 1] : NULL;

			after = c->id;
			p->total++;
			if (!bsearch(&item, sorted, known, sizeof(*sorted), by_ref) &&
				(!last || by_ref(last, &item) != 0))
				ref_list_add(&s->touched, item.type, item.id);
		}
	} while (rc == 0 && page.n == PAGE);
	candidate_list_release(&page);
	free(sorted);
	return rc;
}

static void submit(struct pictures *p, struct picture *pic)
{
	struct strbuf line = STRBUF_INIT, path = STRBUF_INIT;
	struct jsonw w;

	scanner_local(p->s, pic->c.local_path, &path);
	jsonw_init(&w, &line);
	jsonw_object(&w);
	jsonw_kstr(&w, "path", path.buf);
	jsonw_end(&w);
	child_pool_submit(p->s->stores, line.buf, line.len, pic);
	pic->unit->waiting++;
	strbuf_release(&line);
	strbuf_release(&path);
}

/* Takes the next item up: its pictures without a hash go to the children. */
static int begin_next(struct pictures *p, struct error *err)
{
	struct unit *u = xcalloc(1, sizeof(*u));
	struct candidate_list list = {NULL, 0, 0};
	int rc;

	u->item = p->s->touched.item[p->next++];
	rc = p->none ? 0 : candidates_of(p->s->db, u->item.type, u->item.id, &list, err);
	u->picture = xcalloc(list.n + 1, sizeof(*u->picture));
	for (size_t i = 0; i < list.n; i++) {
		struct candidate *c = &list.item[i];

		if (c->is_downloaded || (c->content_hash && c->is_rejected) || !c->local_path ||
			strcmp(c->provider, "local") != 0)
			continue;
		u->picture[u->n++] = (struct picture){.c = *c, .unit = u};
		memset(c, 0, sizeof(*c));
	}
	candidate_list_release(&list);
	for (size_t i = 0; i < u->n; i++)
		submit(p, &u->picture[i]);
	p->ring[(p->first + p->n++) % WINDOW] = u;
	return rc;
}

static void take_object(struct picture *pic, const cJSON *json)
{
	struct cache_object *o = &pic->object;
	bool alpha = false;

	o->has_alpha = json_bool(json, "has_alpha", &alpha) ? alpha : -1;
	json_int(json, "size", &o->file_size);
	json_int(json, "width", &o->width);
	json_int(json, "height", &o->height);
	o->mime_type = xstrdup_or_null(json_str(json, "mime"));
	o->file_path = xstrdup_or_null(json_str(json, "cache_path"));
	o->asset_type = xstrdup(pic->c.asset_type);
	if (o->file_path)
		o->content_hash = xstrdup_or_null(json_str(json, "sha256"));
}

/* A picture that is broken is reported once, and is no candidate any more. What may go better another time is
 * left to the next scan. */
static void take_answer(
	struct pictures *p, struct picture *pic, const struct strbuf *answer, struct error *err)
{
	cJSON *json = err->code == ERR_NONE ? json_parse(answer->buf, answer->len, err) : NULL;
	const cJSON *error = json_member(json, "error");
	const char *below = path_relative(pic->c.local_path, p->s->lib->path);

	pic->unit->waiting--;
	p->done++;
	if (error)
		error_set(err, error_by_name(json_str(error, "code") ? json_str(error, "code") : ""), "%s",
			json_str(error, "message") ? json_str(error, "message") : "no reason given");
	if (err->code == ERR_NONE)
		take_object(pic, json);
	else {
		pic->broken = !scanner_again(err->code);
		scanner_problem(p->s, below ? below : pic->c.local_path, err, false);
	}
	cJSON_Delete(json);
}

/* Takes what the children have answered; whether they have. */
static bool take_answers(struct pictures *p)
{
	struct strbuf answer = STRBUF_INIT;
	struct error err = ERROR_INIT;
	bool any = false;
	void *tag = NULL;

	while (child_pool_ready(p->s->stores) && child_pool_next(p->s->stores, 0, &tag, &answer, &err) > 0) {
		take_answer(p, tag, &answer, &err);
		any = true;
	}
	strbuf_release(&answer);
	error_release(&err);
	return any;
}

static int save_unit(struct db *db, const struct unit *u, struct error *err)
{
	for (size_t i = 0; i < u->n; i++) {
		const struct picture *pic = &u->picture[i];

		if (pic->object.content_hash &&
			(cache_object_add(db, &pic->object, err) < 0 ||
				candidate_set_object(db, pic->c.id, &pic->object, err) < 0))
			return -1;
		if (pic->broken && candidate_broken(db, pic->c.id, err) < 0)
			return -1;
	}
	return 0;
}

static int save_ready(struct db *db, void *ctx, struct error *err)
{
	struct pictures *p = ctx;

	for (size_t i = 0; i < p->ready; i++) {
		if (save_unit(db, p->ring[(p->first + i) % WINDOW], err) < 0)
			return -1;
	}
	return 0;
}

/* The item's record leaves; a set is none. 0; 1: enough; -1. */
static int put(struct scanner *s, const struct ref *item, struct error *err)
{
	struct list_filter filter = {
		.type = item->type, .unpublished = -1, .only_id = item->id, .texts = true};
	struct list_page page = {NULL, 0, 0};
	int rc;

	if (!s->ev->item || item->type >= ENTITY_COUNT)
		return 0;
	rc = list_items(s->db, &filter, NULL, 0, 1, &page, err);
	if (rc == 0 && page.n > 0)
		rc = s->ev->item(&page.row[0], s->ev->ctx);
	list_page_release(&page);
	return rc;
}

static int write_ready(struct pictures *p, struct error *err)
{
	int rc = p->nready ? db_transact(p->s->db, DB_WRITE, save_ready, p, err) : 0;

	while (p->ready > 0 && rc == 0) {
		struct unit *u = p->ring[p->first];

		for (size_t i = 0; i < u->n; i++)
			p->s->sum->pictures += u->picture[i].object.content_hash != NULL;
		p->saved += u->n;
		rc = put(p->s, &u->item, err);
		unit_free(u);
		p->ring[p->first] = NULL;
		p->first = (p->first + 1) % WINDOW;
		p->n--;
		p->ready--;
	}
	p->nready = 0;
	scanner_progress(p->s, SCAN_PICTURES, p->done, p->total);
	return rc;
}

/* Whether what is ready should be written: a transaction full, or nothing else is coming for now. */
static bool is_time(const struct pictures *p)
{
	return p->nready >= BATCH || p->ready == WINDOW || (p->ready > 0 && p->nready == 0) ||
	       (p->ready > 0 && p->ready == p->n && p->next == p->s->touched.n);
}

/* Before the first picture: the cache's lock, which comes after those of folders. 1, 0: not now; -1. */
static int may_begin(struct pictures *p, struct error *err)
{
	bool alone = p->s->at > 0;
	int rc;

	if (p->none || p->lock)
		return 1;
	if (!p->s->unlocked)
		return 0;
	rc = lock_cache(&p->lock, p->s->db, DB_SHARED, alone ? LOCK_WAIT_MS : 0, err);
	return rc == 0 && alone ? error_set(err, ERR_BUSY, "the cache is being collected") : rc;
}

static int write_some(struct pictures *p, struct error *err)
{
	int rc = write_ready(p, err);

	if (rc > 0)
		error_clear(err);
	return rc == 0 ? TURN_MORE : -1;
}

static int pictures_turn(void *pass, struct error *err)
{
	struct pictures *p = pass;
	bool more = take_answers(p);

	while (p->ready < p->n && p->ring[(p->first + p->ready) % WINDOW]->waiting == 0)
		p->nready += p->ring[(p->first + p->ready++) % WINDOW]->n;
	if (is_time(p))
		return write_some(p, err);
	if (p->n < WINDOW && p->next < p->s->touched.n) {
		int rc = may_begin(p, err);

		if (rc != 0)
			return rc < 0 || begin_next(p, err) < 0 ? -1 : TURN_MORE;
	}
	if (p->n > 0 || p->s->at == 0)
		return more ? TURN_MORE : TURN_WAIT;
	if (p->left || p->none)
		return TURN_DONE;
	p->left = true;
	return find_left(p, err) < 0 ? -1 : TURN_MORE;
}

static int pictures_stop(void *pass, struct error *err)
{
	return write_ready(pass, err) < 0 ? -1 : 0;
}

static void pictures_end(void *pass)
{
	struct pictures *p = pass;

	while (p->n > 0)
		unit_free(p->ring[(p->first + --p->n) % WINDOW]);
	child_pool_free(p->s->stores);
	p->s->stores = NULL;
	db_unlock(p->lock);
	free(p);
}

static void *pictures_begin(struct scanner *s, struct error *err)
{
	const char *const options[] = {"--no-phash", "--store", s->o->cache, NULL};
	struct pictures *p = xcalloc(1, sizeof(*p));

	p->s = s;
	p->none = s->o->passes < 2;
	s->stores = scanner_pool(s, "metarr-image", options, NICE, err);
	if (s->stores)
		return p;
	free(p);
	return NULL;
}

const struct pass pass_pictures = {pictures_begin, pictures_turn, pictures_stop, pictures_end};
