/*
 * An item goes back to an earlier version of its NFO: first the database (store/revert.h), then the files, as
 * one publish. The NFO is that version's very bytes, but for what locked fields say otherwise; in a file of
 * several episodes only the item's own part changes. Killed in between, the item has unpublished changes, as
 * after any edit.
 */
#ifndef PUBLISH_UNDO_H
#define PUBLISH_UNDO_H

#include "publish/publish.h"
#include "store/revert.h"

/* job: of revert_to_means; what became of its fields is in it also when the publish failed. 0 or -1. */
int undo_to_version(struct publisher *pub, struct edit_job *job, const char *by, int64_t *batch,
	struct publish_report *report, struct error *err);
/* What that would do to the files. 0 or -1; the plan is released by the caller either way. */
int undo_plan(struct publisher *pub, enum entity type, int64_t id, const struct revert_to *to,
	struct plan *plan, struct error *err);

#endif
