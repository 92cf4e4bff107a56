/* Taking back, item by item; see takeback.h. */
#include "publish/takeback.h"

#include <inttypes.h>

#include "core/json.h"
#include "core/path.h"
#include "core/plural.h"
#include "publish/original.h"
#include "publish/undo.h"

static bool is_version(const struct takeback *t)
{
	return !t->original && t->to.version != REVERT_PUBLISHED;
}

/* ---- fields ---------------------------------------------------------------------------------------------
 */

static void put_job(const struct takeback *t, const struct edit_job *job, struct record *r)
{
	struct strbuf kept = STRBUF_INIT;
	struct jsonw w;
	size_t i;

	edit_job_record(job, r);
	jsonw_init(&w, &kept);
	jsonw_array(&w);
	for (i = 0; i < job->kept.n; i++)
		jsonw_str(&w, job->kept.item[i]);
	jsonw_end(&w);
	record_set_raw(r, "kept", kept.buf, kept.len);
	if (!t->prog->dry_run && job->changed)
		record_set_int(r, "batch", t->batch);
	strbuf_release(&kept);
}

/* Beside a diff they are its comments. */
static void say_job(const struct takeback *t, const struct edit_job *job, const char *label)
{
	const char *mark = t->prog->dry_run && is_version(t) ? "# " : "";
	struct strbuf line = STRBUF_INIT;
	size_t i;

	for (i = 0; i < job->nchange; i++) {
		strbuf_clear(&line);
		edit_entry_text(&job->change[i], &line);
		prog_say(t->prog, "%s%s:%" PRId64 " %s: %s", mark, entity_name(job->type), job->id, label,
			line.buf);
	}
	for (i = 0; i < job->kept.n; i++)
		prog_say(t->prog, "%s%s:%" PRId64 " %s: %s: it stays as it is", mark, entity_name(job->type),
			job->id, label, job->kept.item[i]);
	strbuf_release(&line);
}

/* What became of a job. 0, or -1 with why it failed. */
static int tell_job(struct takeback *t, const struct edit_job *job, const struct list_row *row,
	struct record *r, struct error *err)
{
	struct strbuf label = STRBUF_INIT;
	int rc = 0;

	if (row)
		list_label(row, &label);
	if (job->error.code != ERR_NONE)
		rc = error_set(err, job->error.code, "%s:%" PRId64 " %s: %s", entity_name(job->type), job->id,
			label.buf, job->error.msg.buf);
	t->items += !rc && job->changed;
	t->kept += job->kept.n;
	put_job(t, job, r);
	say_job(t, job, label.buf);
	strbuf_release(&label);
	return rc;
}

static int discard(struct takeback *t, const struct list_row *row, struct record *r, struct error *err)
{
	struct edit_job job = {.type = row->item.type,
		.id = row->item.id,
		.means = row->item.type == ENTITY_SET ? &revert_set_means : &revert_to_means,
		.ctx = &t->to,
		.error = ERROR_INIT};
	int rc;

	if (!row->item.has_unpublished_changes) {
		put_job(t, &job, r);
		return 0;
	}
	rc = edit_items(t->pub->db, &job, 1, t->by, t->prog->dry_run, &t->batch, err);
	if (!rc)
		rc = tell_job(t, &job, row, r, err);
	edit_job_release(&job);
	return rc;
}

/* -n: the fields, and the files as they would be. */
static int show_version(
	struct takeback *t, const struct list_row *row, struct edit_job *job, struct error *err)
{
	struct plan plan;
	int rc = edit_items(t->pub->db, job, 1, t->by, true, &t->batch, err);

	if (rc || job->error.code != ERR_NONE)
		return rc;
	rc = undo_plan(t->pub, job->type, job->id, job->ctx, &plan, err);
	if (!rc)
		diff_add(&t->diff, &plan, t->pub, row->interrupted);
	plan_release(&plan);
	return rc;
}

static int version(struct takeback *t, const struct list_row *row, struct record *r, struct error *err)
{
	struct edit_job job = {.type = row->item.type,
		.id = row->item.id,
		.means = &revert_to_means,
		.ctx = &t->to,
		.error = ERROR_INIT};
	struct publish_report report = {0};
	struct error why = ERROR_INIT;
	int rc;

	rc = t->prog->dry_run ? show_version(t, row, &job, err)
			      : undo_to_version(t->pub, &job, t->by, &t->batch, &report, err);
	if (tell_job(t, &job, row, r, rc ? &why : err))
		rc = -1;
	publish_report_warn(&report, t->pub, t->pub->lib, row->item.folder);
	if (!rc && !t->prog->dry_run)
		prog_say(t->prog, "%s:%" PRId64 ": %zu %s written, %zu removed", entity_name(row->item.type),
			row->item.id, report.written, plural((int64_t)report.written, "file", "files"),
			report.removed);
	publish_report_release(&report);
	edit_job_release(&job);
	error_release(&why);
	return rc;
}

/* ---- files as they were found ---------------------------------------------------------------------------
 */

static void say_files(struct takeback *t, const struct original_report *report)
{
	const char *mark = t->prog->dry_run ? "# " : "";
	size_t i;

	for (i = 0; i < report->n; i++) {
		const struct original_file *f = &report->file[i];
		const char *below = path_relative(f->path, t->pub->root);

		t->kept += original_stays(f->fate);
		if (original_stays(f->fate) || (f->fate != ORIGINAL_SAME && !t->prog->dry_run))
			prog_say(t->prog, "%s%s: %s", mark, below ? below : f->path,
				original_fate_text(f->fate));
	}
}

static int show_original(struct takeback *t, const struct list_row *row, struct original_report *report,
	struct record *r, struct error *err)
{
	struct strbuf json = STRBUF_INIT;
	struct plan plan;
	int rc = original_plan(t->pub, row->item.type, row->item.id, t->changed, &plan, report, err);

	if (!rc && prog_json(t->prog)) {
		diff_json(&plan, &json);
		record_set_raw(r, "changes", json.buf, json.len);
	} else if (!rc) {
		diff_add(&t->diff, &plan, t->pub, row->interrupted);
	}
	plan_release(&plan);
	strbuf_release(&json);
	return rc;
}

static int original(struct takeback *t, const struct list_row *row, struct record *r, struct error *err)
{
	struct original_report report = {0};
	struct strbuf json = STRBUF_INIT;
	int rc;

	rc = t->prog->dry_run ? show_original(t, row, &report, r, err)
			      : original_item(t->pub, row->item.type, row->item.id, t->changed, &report, err);
	t->items += !rc && report.published;
	if (!rc)
		say_files(t, &report);
	publish_report_warn(&report.publish, t->pub, t->pub->lib, row->item.folder);
	original_json(&report, &json);
	record_set_raw(r, "files", json.buf, json.len);
	original_report_release(&report);
	strbuf_release(&json);
	return rc;
}

int takeback_item(struct takeback *t, const struct list_row *row, struct record *r, struct error *err)
{
	return t->original     ? original(t, row, r, err)
	       : is_version(t) ? version(t, row, r, err)
			       : discard(t, row, r, err);
}

/* ---- batches --------------------------------------------------------------------------------------------
 */

struct batch {
	struct takeback *t;
	struct revert_run run;
};

static int tell_batch(const struct edit_job *job, void *ctx, struct error *err)
{
	const struct batch *b = ctx;
	struct takeback *t = b->t;
	struct list_filter filter = {
		.type = job->type, .unpublished = -1, .only_id = job->id, .texts = prog_json(t->prog)};
	struct record *r = record_new();
	struct list_page page = {0};
	struct error why = ERROR_INIT;
	int rc = list_items(t->pub->db, &filter, NULL, 0, 1, &page, err);

	t->batch = b->run.batch;
	if (!rc) {
		if (page.n)
			list_record(&page.row[0], r);
		tell_job(t, job, page.n ? &page.row[0] : NULL, r, &why);
		rc = prog_result(t->prog, r, &why);
	}
	list_page_release(&page);
	error_release(&why);
	record_free(r);
	return rc || prog_interrupted();
}

int takeback_batch(struct takeback *t, int64_t number, struct error *err)
{
	struct batch b = {t, {.number = number, .by = t->by, .dry_run = t->prog->dry_run}};
	int rc = revert_batch_run(t->pub->db, &b.run, tell_batch, &b, err);

	return rc < 0 ? -1 : 0;
}

void takeback_sum(const struct takeback *t)
{
	const char *mark = t->prog->dry_run ? "# " : "", *would = t->prog->dry_run ? "would be " : "";
	bool files = t->original;
	struct strbuf batch = STRBUF_INIT;

	if (t->batch)
		strbuf_addf(&batch, "; this is batch %" PRId64, t->batch);
	if (!t->items && !t->kept && !t->prog->failed)
		prog_say(t->prog, "%snothing to take back", mark);
	else
		prog_say(t->prog, "%s%zu %s %s%s, %zu %s, %zu failed%s", mark, t->items,
			plural((int64_t)t->items, "item", "items"), would,
			files ? plural((int64_t)t->items, "as it was found", "as they were found")
			      : "taken back",
			t->kept,
			files ? plural((int64_t)t->kept, "file stays", "files stay")
			      : plural((int64_t)t->kept, "field stays", "fields stay"),
			t->prog->failed, batch.buf);
	strbuf_release(&batch);
}
