/* Interrupted publishes; see recover.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "publish/apply.h"
#include "publish/place.h"
#include "publish/recover.h"
#include "publish/standing.h"
#include "store/item.h"
#include "store/lock.h"

enum side { SIDE_OLD, SIDE_NEW, SIDE_FOREIGN };

/* What a target is now. A removal is done when the path is gone; to be gone is old for a file that was to
 * come. */
static int side_of(const struct journal_row *row, enum side *side, struct error *err)
{
	struct standing st;

	if (standing_look(row->path, &st, NULL, err)) {
		if (!err || err->code != ERR_EXISTS)
			return -1;
		error_clear(err); /* a folder or device took the place */
		*side = SIDE_FOREIGN;
		return 0;
	}
	if (row->action == JOURNAL_REMOVE && !st.there)
		*side = SIDE_NEW;
	else if (row->new_hash && !strcmp(st.hash, row->new_hash))
		*side = SIDE_NEW;
	else if (!strcmp(st.hash, row->old_hash ? row->old_hash : ""))
		*side = SIDE_OLD;
	else
		*side = SIDE_FOREIGN;
	return 0;
}

/* Brings one target that is still old to its new content. */
static int finish_row(
	struct publisher *pub, const struct publish *p, const struct journal_row *row, struct error *err)
{
	if (row->action == JOURNAL_MKDIR)
		return apply_mkdir(pub, row, err);
	if (row->action == JOURNAL_REMOVE)
		return file_commit(row->path, row->temp_path, err); /* to be looked at once more */
	if (apply_stage_file(pub, p, row, err))
		return -1;
	return file_commit(row->temp_path, row->path, err);
}

/* Where the item's NFO is after the publish: what the journal wrote, else where it was. */
static int nfo_of(struct publisher *pub, struct publish *p, struct item *it, const char **path,
	enum naming *naming, struct error *err)
{
	size_t i;
	int rc = item_load(pub->db, p->type, p->entity_id, ITEM_ROW, it, err);

	if (rc < 0)
		return -1;
	publisher_here(pub, &it->nfo_path);
	*path = it->nfo_path;
	*naming = it->naming;
	if (p->revision == PUBLISH_ORIGINAL && (!p->nfo_hash || !*p->nfo_hash)) {
		*path = NULL;
		*naming = NAMING_UNKNOWN;
	}
	for (i = 0; i < p->nrow; i++)
		if (p->row[i].action == JOURNAL_WRITE && !p->row[i].asset_type && p->nfo_hash &&
			!strcmp(p->row[i].new_hash, p->nfo_hash)) {
			*path = p->row[i].path;
			*naming = place_naming_of(p->row[i].path);
		}
	return 0;
}

static int finish(struct publisher *pub, struct publish *p, const enum side *side, struct error *err)
{
	struct item it = ITEM_INIT;
	struct apply_end end = {.p = p};
	size_t i;
	int rc = 0;

	for (i = 0; i < p->nrow && !rc; i++)
		if (side[i] == SIDE_OLD)
			rc = finish_row(pub, p, &p->row[i], err);
	if (!rc)
		rc = apply_rescue(p, err);
	if (!rc)
		rc = apply_unstage(p, err);
	if (!rc)
		rc = apply_sync(pub, p, err);
	if (!rc)
		rc = nfo_of(pub, p, &it, &end.nfo_path, &end.naming, err);
	if (!rc)
		rc = apply_finish(pub, &end, 1, err);
	item_release(&it);
	return rc;
}

static int recover_one(struct publisher *pub, struct publish *p, struct error *err)
{
	enum side *side = xcalloc(p->nrow, sizeof(*side));
	bool any_new = false;
	size_t i;
	int rc;

	apply_here(pub, p);
	rc = apply_rescue(p, err);
	for (i = 0; i < p->nrow && !rc; i++) {
		rc = side_of(&p->row[i], &side[i], err);
		any_new |= !rc && side[i] == SIDE_NEW;
	}
	if (!rc && any_new) {
		rc = finish(pub, p, side, err);
	} else if (!rc) {
		rc = apply_unstage(p, err);
		apply_unmake(p);
		if (!rc)
			rc = publog_drop(pub->db, p, "interrupted before anything was replaced", err);
	}
	free(side);
	return rc;
}

int recover_folder(struct publisher *pub, const char *folder, size_t *count, struct error *err)
{
	struct publish *p = NULL;
	size_t i, n = 0;
	int rc = publog_open_in(pub->db, pub->lib->id, folder, &p, &n, err);

	for (i = 0; i < n && !rc; i++) {
		rc = recover_one(pub, &p[i], err);
		*count += !rc;
	}
	publishes_free(p, n);
	return rc;
}

/* One folder of the library, when nobody is at work in it. */
static int recover_free_folder(struct publisher *pub, const char *folder, size_t *count, struct error *err)
{
	struct db_lock *lock = NULL;
	int rc = lock_folder(&lock, pub->db, pub->lib->id, folder, 0, err);

	if (rc == 1)
		rc = recover_folder(pub, folder, count, err);
	db_unlock(lock);
	return rc;
}

int recover_library(struct publisher *pub, size_t *count, struct error *err)
{
	struct publish *p = NULL;
	size_t i, n = 0;
	int rc = publog_open_in(pub->db, pub->lib->id, NULL, &p, &n, err);

	for (i = 0; i < n && !rc; i++)
		rc = recover_free_folder(pub, p[i].folder, count, err);
	publishes_free(p, n);
	return rc;
}
