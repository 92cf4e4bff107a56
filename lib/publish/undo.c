/* Back to an earlier version; see undo.h. */
#include <string.h>

#include "publish/undo.h"

/* The bytes of the version; one that there is not, is reverted to by nobody. */
static int load_bytes(struct publisher *pub, enum entity type, int64_t id, const struct revert_to *to,
	struct strbuf *bytes, struct error *err)
{
	struct item it = ITEM_INIT;
	int rc = item_load(pub->db, type, id, ITEM_ROW, &it, err);

	if (rc == 1)
		rc = revert_bytes(pub->db, &it, to->version, bytes, err);
	if (rc == 0)
		error_set(err, ERR_NOT_FOUND, "it has no version %d of its NFO", to->version);
	item_release(&it);
	return rc == 1 ? 0 : -1;
}

int undo_to_version(struct publisher *pub, struct edit_job *job, const char *by, int64_t *batch,
	struct publish_report *report, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	struct plan_base base = {.nfo = &bytes};
	struct publish_task task = {.type = job->type, .id = job->id, .base = &base, .err = ERROR_INIT};
	int rc = load_bytes(pub, job->type, job->id, job->ctx, &bytes, err);

	if (!rc)
		rc = edit_items(pub->db, job, 1, by, false, batch, err);
	if (!rc && job->error.code != ERR_NONE)
		rc = error_set(err, job->error.code, "%s", job->error.msg.buf);
	if (!rc) {
		publish_task_run(pub, &task);
		*report = task.report;
		rc = task.err.code == ERR_NONE ? 0 : error_set(err, task.err.code, "%s", task.err.msg.buf);
	}
	error_release(&task.err);
	strbuf_release(&bytes);
	return rc;
}

static int change(
	struct db *db, struct item *it, struct candidate_list *all, const void *ctx, struct error *err)
{
	return revert_item(db, it, all, ctx, err);
}

int undo_plan(struct publisher *pub, enum entity type, int64_t id, const struct revert_to *to,
	struct plan *plan, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	struct plan_base base = {.nfo = &bytes, .change = change, .ctx = to};
	int rc;

	plan_init(plan);
	rc = load_bytes(pub, type, id, to, &bytes, err);
	if (!rc)
		rc = plan_make_from(pub, type, id, &base, plan, err);
	plan->base = NULL;
	strbuf_release(&bytes);
	return rc;
}
