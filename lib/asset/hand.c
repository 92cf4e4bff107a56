/* A person's word on pictures; see hand.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "asset/hand.h"
#include "core/alloc.h"
#include "media/artname.h"
#include "store/choices.h"
#include "store/lock.h"

enum word { WORD_CHOOSE, WORD_REJECT, WORD_RESELECT, WORD_UNREJECT };

struct order {
	enum word word;
	int64_t id; /* of the candidate */
	const char *reason;
	bool dry_run;
};

/* ---- in the transaction ---------------------------------------------------------------------------------
 */

static int set_state(
	struct db *db, struct edit_job *job, struct item *it, uint64_t *fields, struct error *err)
{
	(void)db;
	(void)job;
	(void)fields;
	(void)err;
	pick_state(it);
	return 0;
}

/* Nobody waits for a person's word on the kind any more. */
static void decide(struct candidate_list *all, const char *kind)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (candidate_undecided(&all->item[i]) && !strcmp(all->item[i].asset_type, kind))
			choices_set(&all->item[i], NULL);
}

static void reject(struct candidate *c, const char *reason)
{
	choices_set(c, NULL);
	c->is_rejected = true;
	free(c->reject_reason);
	c->reject_reason = xstrdup_or_null(reason);
}

static void carry_out(const struct order *o, struct item *it, struct candidate_list *all, struct candidate *c)
{
	switch (o->word) {
	case WORD_CHOOSE:
		decide(all, c->asset_type);
		choices_select(all, c, SELECTED_MANUAL);
		names_add(&it->locked_kinds, c->asset_type);
		break;
	case WORD_RESELECT:
		edit_art_unlock(it, all, c->asset_type);
		reject(c, o->reason);
		break;
	case WORD_REJECT:
		reject(c, o->reason);
		break;
	case WORD_UNREJECT:
		c->is_rejected = false;
		break;
	}
}

static struct candidate *by_its_id(struct candidate_list *all, int64_t id)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->item[i].id == id)
			return &all->item[i];
	return NULL;
}

static int change_artwork(
	struct db *db, struct edit_job *job, struct item *it, struct candidate_list *all, struct error *err)
{
	const struct order *o = job->ctx;
	struct candidate *c = by_its_id(all, o->id);

	(void)db;
	if (!c)
		return error_set(err, ERR_NOT_FOUND, "there is no candidate %" PRId64, o->id);
	if (o->word == WORD_CHOOSE && c->is_rejected) /* or its bytes are, which came just now */
		return error_set(
			err, ERR_BAD_VALUE, "candidate %" PRId64 " is rejected: --unreject it first", c->id);
	if (o->word == WORD_CHOOSE && !o->dry_run && !c->is_downloaded)
		return error_set(err, ERR_CHANGED, "candidate %" PRId64 " left the cache just now", o->id);
	carry_out(o, it, all, c);
	return 0;
}

static const struct edit_means by_hand = {set_state, change_artwork, NULL};

static int edit(struct hand *h, const struct candidate *c, const struct order *o, struct error *err)
{
	edit_job_release(&h->job);
	h->job = (struct edit_job){
		.type = c->entity, .id = c->entity_id, .means = &by_hand, .ctx = o, .error = ERROR_INIT};
	if (edit_items(h->selector->session->db, &h->job, 1, h->by, h->selector->dry_run, &h->batch, err))
		return -1;
	if (h->job.error.code == ERR_NONE)
		return 0;
	error_move(err, &h->job.error);
	return -1;
}

/* ---- bytes ----------------------------------------------------------------------------------------------
 */

static int find(struct hand *h, int64_t id, struct candidate *c, struct error *err)
{
	int rc = candidate_get(h->selector->session->db, id, c, err);

	if (rc == 0)
		error_set(err, ERR_NOT_FOUND, "there is no candidate %" PRId64, id);
	return rc == 1 ? 0 : -1;
}

/* Waits for the one that was started; the object is the caller's. */
static int fetch(struct hand *h, struct cache_object *object, struct error *err)
{
	struct download_answer a = {.err = ERROR_INIT};
	void *tag;
	int rc = 0;

	if (!download_next(h->selector->download, &tag, &a))
		rc = error_set(err, ERR_BUSY, "interrupted");
	else if (a.state != DOWNLOAD_DONE)
		rc = error_set(err, a.err.code, "%s", a.err.msg.buf);
	if (!rc) {
		*object = a.object;
		a.object = (struct cache_object){0};
	}
	download_answer_release(&a);
	return rc;
}

/* The bytes of a candidate go into the cache, where they are not. */
static int have_bytes(struct hand *h, const struct candidate *c, struct error *err)
{
	struct cache_object object = {0};
	struct db_lock *lock = NULL;
	int rc;

	if (c->is_downloaded || h->selector->dry_run)
		return 0;
	if (!c->provider_url)
		return error_set(err, ERR_NOT_FOUND,
			"candidate %" PRId64 " is not in the cache: metarr scan reads its file", c->id);
	rc = selector_begin(h->selector, &lock, err);
	if (!rc) {
		download_start(h->selector->download, c, DOWNLOAD_BYTES, NULL);
		rc = fetch(h, &object, err);
	}
	if (!rc)
		rc = pick_object(h->selector->session->db, c, &object, err);
	db_unlock(lock);
	cache_object_release(&object);
	return rc;
}

/* ---- words ----------------------------------------------------------------------------------------------
 */

int hand_choose(struct hand *h, int64_t candidate, struct error *err)
{
	struct candidate c = {0};
	const struct order o = {.word = WORD_CHOOSE, .id = candidate, .dry_run = h->selector->dry_run};
	int rc = find(h, candidate, &c, err);

	if (!rc && c.is_rejected)
		rc = error_set(
			err, ERR_BAD_VALUE, "candidate %" PRId64 " is rejected: --unreject it first", c.id);
	if (!rc)
		rc = have_bytes(h, &c, err) || edit(h, &c, &o, err) ? -1 : 0;
	candidate_release(&c);
	return rc;
}

static int say(struct hand *h, const struct order *o, struct error *err)
{
	struct candidate c = {0};
	int rc = find(h, o->id, &c, err) || edit(h, &c, o, err) ? -1 : 0;

	candidate_release(&c);
	return rc;
}

int hand_reject(struct hand *h, int64_t candidate, const char *reason, bool again, struct error *err)
{
	const struct order o = {again ? WORD_RESELECT : WORD_REJECT, candidate, reason, false};

	return say(h, &o, err);
}

int hand_unreject(struct hand *h, int64_t candidate, struct error *err)
{
	const struct order o = {.word = WORD_UNREJECT, .id = candidate};

	return say(h, &o, err);
}

static int must_be_there(struct hand *h, enum entity type, int64_t id, struct error *err)
{
	struct item it = ITEM_INIT;
	int rc = item_load(h->selector->session->db, type, id, ITEM_ROW, &it, err);

	if (rc == 0)
		error_set(err, ERR_NOT_FOUND, "there is no %s:%" PRId64, entity_name(type), id);
	item_release(&it);
	return rc == 1 ? 0 : -1;
}

int hand_upload(
	struct hand *h, enum entity type, int64_t id, const char *kind, const char *path, struct error *err)
{
	struct cache_object object = {0};
	struct db_lock *lock = NULL;
	int64_t candidate = 0;
	int rc = art_rule_type(kind, err) || must_be_there(h, type, id, err) ? -1 : 0;

	if (rc || h->selector->dry_run)
		return rc;
	rc = selector_begin(h->selector, &lock, err);
	if (!rc) {
		download_file(h->selector->download, path, kind, NULL);
		rc = fetch(h, &object, err);
	}
	if (!rc)
		rc = candidate_upload(h->selector->session->db, type, id, kind, &object, &candidate, err);
	db_unlock(lock);
	cache_object_release(&object);
	return rc ? rc : hand_choose(h, candidate, err);
}
