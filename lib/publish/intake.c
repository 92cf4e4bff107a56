/* From operands and records to a bulk, and back; see intake.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/log.h"
#include "core/progress.h"
#include "publish/intake.h"
#include "store/operand.h"

#define RECORDS_AT_ONCE 256 /* among which a folder that is held can wait */

struct run {
	const struct intake *in;
	struct publisher_library at;
	struct bulk *bulk;
	struct strbuf said;    /* the last failure of an operand's item */
	struct id_list series; /* that are on their way, or went */
	size_t done, total;    /* for the progress line */
};

/* An item on its way. */
struct job {
	struct record *r;
	struct prog_work *work; /* that it is of; NULL: it is of an operand, and r its own */
	struct target target;
	char *label, *folder;
};

static int enter(int64_t library_id, void *ctx, struct error *err)
{
	struct run *run = ctx;

	return publisher_enter(run->in->pub, &run->at, library_id, err);
}

/* The row as it is after the publish, into the record. */
static int refresh(const struct list_row *row, void *ctx, struct error *err)
{
	(void)err;
	list_record(row, ctx);
	return 0;
}

static int refresh_record(struct run *run, const struct job *job, struct error *err)
{
	struct target target = job->target;
	struct target_list list = {&target, 1, 1};
	struct list_filter filter = {.type = target.type, .unpublished = -1, .texts = true};

	return targets_each(run->in->session->db, &list, &filter, refresh, job->r, err);
}

static void job_free(void *tag)
{
	struct job *job = tag;

	if (!job->work)
		record_free(job->r);
	free(job->label);
	free(job->folder);
	free(job);
}

/* Whether each item is shown, and nothing published. */
static bool shows(const struct run *run)
{
	return run->in->prog->dry_run || !run->in->done;
}

/* Of an operand. People need not read for each of its items that its library is not there. */
static int put(struct run *run, struct record *r, struct error *err)
{
	struct prog *prog = run->in->prog;
	bool failed = err->code != ERR_NONE;
	int rc = 0;

	if (failed && !prog_json(prog) && !strcmp(run->said.buf, err->msg.buf)) {
		prog_count(prog, err);
	} else {
		strbuf_clear(&run->said);
		if (failed)
			strbuf_addbuf(&run->said, &err->msg);
		rc = prog_result(prog, r, err);
	}
	progress_show(++run->done, run->total, shows(run) ? "looked at" : "published");
	return rc;
}

static int out(void *tag, struct publish_task *task, void *ctx)
{
	struct run *run = ctx;
	struct job *job = tag;
	int rc = 0;

	if (task->err.code == ERR_NONE) {
		run->in->done(&(struct intake_done){job->label, job->folder, &task->report, &run->at},
			run->in->ctx);
		if (!refresh_record(run, job, &task->err))
			error_clear(&task->err);
	}
	if (job->work)
		error_move(job->work->err, &task->err);
	else
		rc = put(run, job->r, &task->err);
	job_free(job);
	return rc;
}

/* False: it was noted before. */
static bool note_series(struct run *run, int64_t id)
{
	struct id_list *list = &run->series;
	size_t i;

	for (i = 0; i < list->n; i++)
		if (list->id[i] == id)
			return false;
	ALLOC_GROW(list->id, list->n + 1, list->alloc);
	list->id[list->n++] = id;
	return true;
}

static int one_row(const struct list_row *row, void *ctx, struct error *fatal);

/* The series of a season, where it differs from what is published: its file has the season's name. */
static int add_series(struct run *run, int64_t id, struct error *err)
{
	struct target series = {.kind = TARGET_ITEM, .type = ENTITY_SERIES, .id = id};
	const struct target_list list = {&series, 1, 1};
	struct list_filter filter = {.type = ENTITY_SERIES, .unpublished = 1, .texts = true};

	if (!note_series(run, id))
		return 0;
	return targets_each(run->in->session->db, &list, &filter, one_row, run, err);
}

/* An item goes into its group. */
static int add_item(struct run *run, const struct list_row *row, struct record *r, struct prog_work *work)
{
	struct error err = ERROR_INIT;
	struct job *job = xcalloc(1, sizeof(*job));
	const struct item *it = &row->item;
	struct strbuf label = STRBUF_INIT;
	int rc;

	if (it->type == ENTITY_SERIES)
		note_series(run, it->id);
	list_label(row, &label);
	*job = (struct job){.r = r,
		.work = work,
		.target = {.kind = TARGET_ITEM, .type = it->type, .id = it->id, .library_id = it->library_id},
		.label = strbuf_detach(&label, NULL),
		.folder = xstrdup_or_null(it->folder)};
	rc = bulk_add(run->bulk, it->type, it->id, it->library_id, job);
	if (!rc && it->type == ENTITY_SEASON)
		rc = add_series(run, it->series_id, &err);
	if (err.code != ERR_NONE)
		log_warn("%s", err.msg.buf);
	error_release(&err);
	return rc;
}

static int show(struct run *run, const struct list_row *row, struct record *r, struct error *err)
{
	int rc = enter(row->item.library_id, run, err);

	return rc ? rc : run->in->show(row, r, run->in->ctx, err);
}

static int one_row(const struct list_row *row, void *ctx, struct error *fatal)
{
	struct run *run = ctx;
	struct record *r = record_new();
	struct error err = ERROR_INIT;
	int rc;

	(void)fatal;
	list_record(row, r);
	if (shows(run)) {
		if (!show(run, row, r, &err))
			error_clear(&err);
		rc = put(run, r, &err);
		record_free(r);
		error_release(&err);
	} else {
		rc = add_item(run, row, r, NULL);
	}
	return rc || prog_interrupted();
}

static void start(struct run *run, const struct intake *in)
{
	static const struct bulk_calls calls = {enter, out};

	*run = (struct run){.in = in,
		.at = PUBLISHER_LIBRARY_INIT(&in->session->conf),
		.said = STRBUF_INIT,
		.bulk = bulk_new(in->pub, &calls, run)};
	run->at.force = in->force;
}

static void end(struct run *run)
{
	bulk_end(run->bulk);
	bulk_free(run->bulk, job_free);
	publisher_library_release(&run->at);
	strbuf_release(&run->said);
	id_list_release(&run->series);
}

/* Of the items that are named themselves, or of all, those that a scan has found gone. */
static int each_gone(struct run *run, const struct target_list *list, struct error *err)
{
	struct list_filter filter = {.unpublished = -1, .texts = true, .deleted = true};
	size_t i;
	int rc = 0;

	for (i = 0; i < list->n && !rc; i++)
		if (list->item[i].kind == TARGET_ITEM || run->in->gone_all)
			rc = targets_each_kind(run->in->session->db,
				&(struct target_list){&list->item[i], 1, 1}, &filter, one_row, run, err);
	return rc;
}

static int one_set(const struct list_row *row, void *ctx, struct error *fatal)
{
	struct run *run = ctx;
	struct record *r = record_new();
	struct error err = ERROR_INIT;
	int rc;

	(void)fatal;
	list_record(row, r);
	if (!run->in->set(row, r, run->in->ctx, &err))
		error_clear(&err);
	rc = put(run, r, &err);
	record_free(r);
	error_release(&err);
	return rc || prog_interrupted();
}

/* Sets that are named, as sets. */
static int each_set(struct run *run, const struct target_list *list, struct error *err)
{
	struct list_filter filter = {.type = ENTITY_SET, .unpublished = -1, .texts = true};
	size_t i;
	int rc = 0;

	for (i = 0; i < list->n && !rc; i++)
		if (target_is_sets(&list->item[i]))
			rc = targets_each(run->in->session->db, &(struct target_list){&list->item[i], 1, 1},
				&filter, one_set, run, err);
	return rc;
}

int intake_operands(const struct intake *in, char **words, bool all, struct error *err)
{
	struct target_list list = {0};
	struct run run;
	struct list_filter filter = {.unpublished = -1, .texts = true};
	int rc = all ? operand_all(in->session, &list, err) : 0;

	for (; *words && !rc; words++)
		if (operand_resolve(in->session, *words, &list, err))
			prog_fail(in->prog, err);
	start(&run, in);
	if (!rc)
		rc = targets_count_kinds(in->session->db, &list, &filter, &run.total, err);
	if (!rc && in->set)
		rc = each_set(&run, &list, err);
	if (!rc)
		rc = targets_each_kind(in->session->db, &list, &filter, one_row, &run, err);
	if (!rc && (in->gone || in->gone_all))
		rc = each_gone(&run, &list, err);
	end(&run);
	target_list_release(&list);
	return rc < 0 ? -1 : 0;
}

/* A record that came in. */
struct piped {
	struct run *run;
	struct prog_work *work;
	bool of_set;
};

/* The films of a set have records of their own; its own comes after them. */
static int piped_set(struct piped *p, const struct list_row *row, struct error *err)
{
	struct target set = {.kind = TARGET_ITEM, .type = ENTITY_SET, .id = row->item.id};
	const struct target_list list = {&set, 1, 1};
	struct list_filter filter = {.type = ENTITY_MOVIE, .unpublished = -1, .texts = true};
	const struct intake *in = p->run->in;

	p->of_set = true;
	if (in->set && in->set(row, p->work->r, in->ctx, err))
		return -1;
	return targets_each(in->session->db, &list, &filter, one_row, p->run, err) < 0 ? -1 : 0;
}

static int piped_row(const struct list_row *row, void *ctx, struct error *err)
{
	struct piped *p = ctx;

	if (row->item.type == ENTITY_SET)
		return piped_set(p, row, err);
	if (shows(p->run))
		return show(p->run, row, p->work->r, err);
	return add_item(p->run, row, p->work->r, p->work);
}

static void take_many(struct prog_work *work, size_t n, void *ctx)
{
	struct run *run = ctx;
	struct list_filter filter = {.unpublished = -1, .texts = true};
	struct error err = ERROR_INIT;
	bool *of_set = xcalloc(n, sizeof(*of_set));
	size_t i;

	for (i = 0; i < n; i++) {
		struct piped p = {run, &work[i], false};

		if (record_row(run->in->session, work[i].r, &filter, piped_row, &p, &err) < 0)
			error_move(work[i].err, &err);
		of_set[i] = p.of_set && work[i].err->code == ERR_NONE;
		error_clear(&err);
	}
	bulk_end(run->bulk);
	run->series.n = 0; /* what comes next may be of what happened since */
	for (i = 0; i < n; i++)
		if (of_set[i] && !run->in->prog->dry_run &&
			record_row(run->in->session, work[i].r, &filter, refresh, work[i].r, &err) < 0)
			error_move(work[i].err, &err);
	free(of_set);
	error_release(&err);
}

int intake_records(const struct intake *in)
{
	struct run run;
	int rc;

	start(&run, in);
	rc = prog_records_many(in->prog, STDIN_FILENO, RECORDS_AT_ONCE, take_many, &run);
	end(&run);
	return rc && !in->prog->output_errno ? -1 : 0;
}
