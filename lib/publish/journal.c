/* What stands before the first rename; see journal.h. */
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "publish/content.h"
#include "publish/journal.h"

static int just_now(const char *path, struct error *err)
{
	return error_set(err, ERR_CHANGED, "'%s' was written by somebody else just now", path);
}

static enum content_kind old_kind(const struct plan_entry *e)
{
	return e->asset_type ? CONTENT_CACHE : CONTENT_NFO;
}

int journal_keep(struct publisher *pub, const struct plan *plan, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	struct standing now;
	size_t i;
	int rc = 0;

	for (i = 0; i < plan->n && !rc; i++) {
		const struct plan_entry *e = &plan->entry[i];

		if (e->action == PLAN_KEEP)
			continue;
		if (e->action == PLAN_WRITE && !e->asset_type && *e->new_hash)
			rc = content_keep(
				pub, e->new_hash, CONTENT_NFO, plan_nfo_bytes(plan, e), e->path, NULL, err);
		if (rc || !*e->old.hash)
			continue;
		rc = standing_look(e->path, &now, &bytes, err);
		if (!rc && strcmp(now.hash, e->old.hash))
			rc = just_now(e->path, err);
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
	}
	if (e->action != PLAN_FOLDER) {
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

int journal_make(const struct plan *plan, struct publish *p, struct error *err)
{
	size_t i;

	p->type = plan->item.type;
	p->entity_id = plan->item.id;
	p->library_id = plan->item.library_id;
	p->revision = plan->item.revision;
	p->folder = xstrdup(plan->place.lock);
	for (i = 0; i < plan->n && plan->nfo_path && !p->nfo_hash; i++)
		if (!plan->entry[i].asset_type && *plan->entry[i].new_hash &&
			!strcmp(plan->entry[i].path, plan->nfo_path))
			p->nfo_hash = xstrdup(plan->entry[i].new_hash);
	/* Folders, the renames as planned, and removals last. */
	if (add_rows(p, plan, PLAN_FOLDER, err) || add_rows(p, plan, PLAN_WRITE, err) ||
		add_rows(p, plan, PLAN_REMOVE, err))
		return -1;
	return 0;
}

int journal_check(const struct plan *plan, struct error *err)
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
			return just_now(e->path, err);
	}
	return 0;
}
