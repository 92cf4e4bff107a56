/* Publishing one item; see publish.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "publish/apply.h"
#include "publish/content.h"
#include "publish/publish.h"
#include "publish/recover.h"
#include "store/lock.h"
#include "store/nfotext.h"

#define CHANGED_TRIES 2 /* the plan, and once anew when somebody wrote in between */

void publish_report_release(struct publish_report *r)
{
	size_t i;

	for (i = 0; i < r->nwarning; i++)
		free(r->warning[i]);
	free(r->warning);
	memset(r, 0, sizeof(*r));
}

static void count(const struct plan *plan, struct publish_report *report)
{
	size_t i;

	report->written = report->removed = report->kept = 0;
	for (i = 0; i < plan->n; i++) {
		report->written += plan->entry[i].action == PLAN_WRITE;
		report->removed += plan->entry[i].action == PLAN_REMOVE;
		report->kept += plan->entry[i].action == PLAN_KEEP;
	}
}

void publish_report_plan(struct publish_report *report, struct plan *plan)
{
	size_t i;

	count(plan, report);
	for (i = 0; i < report->nwarning; i++)
		free(report->warning[i]);
	free(report->warning);
	report->warning = plan->warning;
	report->nwarning = plan->nwarning;
	plan->warning = NULL;
	plan->nwarning = plan->awarning = 0;
}

/* What somebody else wrote into the NFO becomes the item's, before anything is written over it. */
struct absorbed {
	struct plan *plan;
	char hash[SHA256_HEX_SIZE];
	struct item_save what;
};

static int save_absorbed(struct db *db, void *ctx, struct error *err)
{
	struct absorbed *a = ctx;
	const struct item *it = &a->plan->item;
	const struct strbuf *nfo = &a->plan->nfo_old;

	if (nfotext_put(db, a->hash, nfo->buf, nfo->len, err) ||
		nfo_version_add(db, it->type, it->id, a->hash, it->nfo_path, NFO_FILE, 0, err))
		return -1;
	return item_save(db, it, &a->what, err) < 0 ? -1 : 0;
}

/* The database's paths and not this machine's go into the item's row. */
static int absorb(struct publisher *pub, struct plan *plan, struct error *err)
{
	struct absorbed a = {.plan = plan, .what = {.fields = plan->absorbed, .unpublished = true}};
	struct item *it = &plan->item;
	int rc;

	sha256_hex(plan->nfo_old.buf, plan->nfo_old.len, a.hash);
	free(it->nfo_hash);
	it->nfo_hash = xstrdup(a.hash);
	free(it->nfo_path);
	it->nfo_path = xstrdup(plan->nfo_found);
	it->naming = place_naming_of(plan->nfo_found);
	publisher_there(pub, &it->file_path);
	publisher_there(pub, &it->nfo_path);
	rc = db_transact(pub->db, DB_WRITE, save_absorbed, &a, err);
	publisher_here(pub, &it->file_path);
	publisher_here(pub, &it->nfo_path);
	if (!rc)
		it->revision = a.what.revision;
	return rc;
}

static enum content_kind old_kind(const struct plan_entry *e)
{
	return e->asset_type ? CONTENT_CACHE : CONTENT_NFO;
}

/* Step 2: the old bytes of everything that goes, and the new NFO. The new pictures are in the cache already.
 */
static int keep_bytes(struct publisher *pub, const struct plan *plan, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	struct standing now;
	size_t i;
	int rc = 0;

	for (i = 0; i < plan->n && !rc; i++) {
		const struct plan_entry *e = &plan->entry[i];

		if (e->action == PLAN_KEEP)
			continue;
		if (e->action == PLAN_WRITE && !e->asset_type)
			rc = content_keep(pub, e->new_hash, CONTENT_NFO, &plan->nfo, e->path, NULL, err);
		if (rc || !*e->old.hash)
			continue;
		rc = standing_look(e->path, &now, &bytes, err);
		if (!rc && strcmp(now.hash, e->old.hash))
			rc = error_set(
				err, ERR_CHANGED, "'%s' was written by somebody else just now", e->path);
		if (!rc)
			rc = content_keep(pub, e->old.hash, old_kind(e), &bytes, e->path, e->asset_type, err);
	}
	strbuf_release(&bytes);
	return rc;
}

static enum journal_action journal_action(enum plan_action action)
{
	return action == PLAN_FOLDER ? JOURNAL_MKDIR : action == PLAN_WRITE ? JOURNAL_WRITE : JOURNAL_REMOVE;
}

static void add_row(struct publish *p, const struct plan_entry *e)
{
	struct journal_row *row;
	struct strbuf temp = STRBUF_INIT, dir = STRBUF_INIT;

	ALLOC_GROW(p->row, p->nrow + 1, p->arow);
	row = &p->row[p->nrow++];
	memset(row, 0, sizeof(*row));
	row->path = xstrdup(e->path);
	row->asset_type = xstrdup_or_null(e->asset_type);
	row->action = journal_action(e->action);
	if (*e->old.hash) {
		row->old_hash = xstrdup(e->old.hash);
		row->old_kind = old_kind(e);
	}
	if (e->action == PLAN_WRITE) {
		row->new_hash = xstrdup(e->new_hash);
		row->new_kind = e->new_kind;
		path_dir(&dir, e->path);
		file_temp_name(&temp, dir.buf);
		row->temp_path = strbuf_detach(&temp, NULL);
		strbuf_release(&dir);
	}
}

static int add_rows(struct publish *p, const struct plan *plan, enum plan_action action, struct error *err)
{
	size_t i;

	for (i = 0; i < plan->n; i++) {
		const struct plan_entry *e = &plan->entry[i];

		if (e->action != action)
			continue;
		add_row(p, e);
		ALLOC_GROW(p->displaced, p->ndisplaced + 1, p->adisplaced);
		if (standing_displaced(e->path, &e->old, old_kind(e), &p->displaced[p->ndisplaced++], err))
			return -1;
		p->displaced[p->ndisplaced - 1].is_dir = action == PLAN_FOLDER;
	}
	return 0;
}

static int make_journal(const struct plan *plan, struct publish *p, struct error *err)
{
	size_t i;

	p->type = plan->item.type;
	p->entity_id = plan->item.id;
	p->library_id = plan->item.library_id;
	p->revision = plan->item.revision;
	p->folder = xstrdup(plan->place.lock);
	for (i = 0; i < plan->n; i++)
		if (!plan->entry[i].asset_type && *plan->entry[i].new_hash)
			p->nfo_hash = xstrdup(plan->entry[i].new_hash);
	/* Folders, the renames as planned, and removals last. */
	if (add_rows(p, plan, PLAN_FOLDER, err) || add_rows(p, plan, PLAN_WRITE, err) ||
		add_rows(p, plan, PLAN_REMOVE, err))
		return -1;
	return 0;
}

/* Whether every target is what the plan saw. */
static int check_targets(const struct plan *plan, struct error *err)
{
	size_t i;

	for (i = 0; i < plan->n; i++) {
		const struct plan_entry *e = &plan->entry[i];
		int still = 1;

		if (e->action == PLAN_WRITE || e->action == PLAN_REMOVE)
			still = standing_still(e->path, &e->old, err);
		if (still < 0)
			return -1;
		if (!still)
			return error_set(
				err, ERR_CHANGED, "'%s' was written by somebody else just now", e->path);
	}
	return 0;
}

/* Puts everything back and closes the log row. When that fails too the journal stays, for the next who comes.
 */
static int give_up(struct publisher *pub, const struct publish *p, size_t done, const struct error *why)
{
	if (apply_undo(pub, p, done, NULL))
		return -1;
	return publog_drop(pub->db, p, why->msg.buf, NULL);
}

/* Steps 4 to 6, with the journal standing. */
static int carry_out(struct publisher *pub, const struct plan *plan, struct publish *p, struct db_lock *lock,
	struct error *err)
{
	size_t done = 0;

	if (apply_stage(pub, p, err) || check_targets(plan, err))
		goto undo;
	if (!db_lock_alive(lock)) {
		error_set(err, ERR_BUSY, "the database's session is gone, and with it the lock on '%s'",
			plan->place.dir);
		goto undo;
	}
	if (apply_rename(pub, p, &done, err))
		goto undo;
	return apply_finish(pub, p, plan->nfo_path, plan->naming, err);
undo:
	give_up(pub, p, done, err);
	return -1;
}

/* Step 3. */
static int begin(struct publisher *pub, struct publish *p, struct error *err)
{
	int rc;

	apply_there(pub, p);
	rc = publog_begin(pub->db, p, err);
	apply_here(pub, p);
	return rc;
}

int publish_plan(struct publisher *pub, const struct plan *plan, struct db_lock *lock, struct error *err)
{
	struct publish p = {0};
	struct db_lock *cache = NULL;
	int rc = -1;

	if (lock_cache(&cache, pub->db, DB_SHARED, -1, err) == 1 && !keep_bytes(pub, plan, err) &&
		!make_journal(plan, &p, err) && !begin(pub, &p, err))
		rc = 0;
	db_unlock(cache);
	if (!rc)
		rc = carry_out(pub, plan, &p, lock, err);
	publish_release(&p);
	return rc;
}

static int nothing_to_do(struct publisher *pub, const struct plan *plan, struct error *err)
{
	struct publish p = {0};
	char *nfo_path = xstrdup_or_null(plan->nfo_path);
	struct publish_result result = {.naming = plan->naming, .by = pub->by};
	int rc = make_journal(plan, &p, err);

	publisher_there(pub, &nfo_path);
	result.nfo_path = nfo_path;

	if (!rc)
		rc = publog_nothing(pub->db, &p, &result, err) < 0 ? -1 : 0;
	publish_release(&p);
	free(nfo_path);
	return rc;
}

static bool is_published(const struct item *it)
{
	return !it->has_unpublished_changes && !strcmp(it->state, "published");
}

static int plan_and_do(struct publisher *pub, enum entity type, int64_t id, struct db_lock *lock,
	struct publish_report *report, void *ctx, struct error *err)
{
	struct plan plan;
	int rc = plan_make(pub, type, id, &plan, err);

	(void)ctx;
	if (!rc && plan.conflict)
		rc = error_set(err, ERR_CHANGED, "'%s' was changed here and on disk: both stay as they are",
			plan.nfo_path);
	if (!rc && plan.absorbed)
		rc = absorb(pub, &plan, err);
	if (!rc && !plan_is_empty(&plan))
		rc = publish_plan(pub, &plan, lock, err);
	else if (!rc && !is_published(&plan.item))
		rc = nothing_to_do(pub, &plan, err);
	publish_report_plan(report, &plan);
	plan_release(&plan);
	return rc;
}

/* The folder that is locked for an item: its own, or its series'. */
static int lock_name(
	struct publisher *pub, enum entity type, int64_t id, struct strbuf *folder, struct error *err)
{
	struct item it = ITEM_INIT;
	int rc = item_load(pub->db, type, id, ITEM_ROW, &it, err);

	if (rc == 0)
		error_set(err, ERR_NOT_FOUND, "there is no %s:%lld", entity_name(type), (long long)id);
	rc = rc == 1 ? place_lock(pub, &it, folder, err) : -1;
	item_release(&it);
	return rc;
}

int publish_locked(struct publisher *pub, enum entity type, int64_t id, publish_fn *fn, void *ctx,
	struct publish_report *report, struct error *err)
{
	struct strbuf folder = STRBUF_INIT;
	struct db_lock *lock = NULL;
	int rc = -1, held, tries;

	if (lock_name(pub, type, id, &folder, err))
		goto out;
	held = lock_folder(&lock, pub->db, pub->lib->id, folder.buf, pub->lock_timeout_ms, err);
	if (held == 0)
		error_set(err, ERR_BUSY, "another program is at work in '%s'", folder.buf);
	if (held != 1 || recover_folder(pub, folder.buf, &report->recovered, err))
		goto out;
	for (tries = 1; tries <= CHANGED_TRIES; tries++) {
		error_clear(err);
		rc = fn(pub, type, id, lock, report, ctx, err);
		if (!rc || err->code != ERR_CHANGED)
			break;
	}
out:
	db_unlock(lock);
	strbuf_release(&folder);
	return rc;
}

int publish_item(
	struct publisher *pub, enum entity type, int64_t id, struct publish_report *report, struct error *err)
{
	return publish_locked(pub, type, id, plan_and_do, NULL, report, err);
}
