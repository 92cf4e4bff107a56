/*
 * metarr-undo: takes back unpublished changes, publishes, an edit of many items, and all that Metarr ever did
 * to a library's files; see metarr-undo(1). Database and files change by the ways of metarr-edit and
 * metarr-publish: killed at any moment, each item is as before or done, or the next program that comes to its
 * folder finishes it.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/path.h"
#include "core/plural.h"
#include "core/prog.h"
#include "publish/diff.h"
#include "publish/intake.h"
#include "publish/original.h"
#include "publish/undo.h"
#include "store/operand.h"
#include "store/session.h"

static const char usage[] =
	"usage: metarr-undo [-afnu] [-jtqv] [WHAT... [VERSION]]\n"
	"       metarr-undo [-n] [-jtqv] --batch N\n"
	"       metarr-undo --original [-acfn] [-jtqv] [WHAT...]\n"
	"WHAT is movie:12, series:3, tmdb:603, a path, a library; without it, records on standard input.\n"
	"  WHAT             discards what is not published: back to what was published last\n"
	"  WHAT VERSION     back to that version of its NFO (metarr show --history), and publishes it\n"
	"  --batch N        takes an edit of metarr-edit back, by its number\n"
	"  -o, --original   every file that Metarr replaced, removed or added is as it was found\n"
	"  -u, --unlock     with VERSION: edits since then are taken back with their locks\n"
	"  -c, --changed    with --original: also files that somebody changed since\n"
	"  -a, --all        every library\n"
	"  -f, --force      also when a library looks as if it were not all there\n"
	"  -n, --dry-run    prints what would change, files as a diff for 'patch --binary -p1 -d ROOT'\n"
	"  -j, -t           JSON lines, or lines for people\n"
	"  -q, -v, -h, -V   quiet, verbose, this text, version\n";

enum mode { DISCARD, VERSION, BATCH, ORIGINAL };

struct run {
	struct prog prog;
	struct session session;
	struct publisher pub;
	enum mode mode;
	struct revert_to to;
	char *by;
	struct revert_run back; /* --batch */
	int64_t batch;		/* the edit that this is; 0: none yet */
	bool changed, force;
	struct diff diff;   /* -n */
	size_t items, kept; /* that were changed; fields and files that stay as they are */
};

/* ---- fields ---------------------------------------------------------------------------------------------
 */

static void put_job(struct run *run, const struct edit_job *job, struct record *r)
{
	struct strbuf changes = STRBUF_INIT, kept = STRBUF_INIT;
	struct jsonw w;
	size_t i;

	jsonw_init(&w, &changes);
	jsonw_array(&w);
	for (i = 0; i < job->nchange; i++)
		edit_entry_json(&job->change[i], &w);
	jsonw_end(&w);
	record_set_raw(r, "changes", changes.buf, changes.len);
	jsonw_init(&w, &kept);
	jsonw_array(&w);
	for (i = 0; i < job->kept.n; i++)
		jsonw_str(&w, job->kept.item[i]);
	jsonw_end(&w);
	record_set_raw(r, "kept", kept.buf, kept.len);
	if (!run->prog.dry_run && job->changed)
		record_set_int(r, "batch", run->batch);
	strbuf_release(&changes);
	strbuf_release(&kept);
}

/* Beside a diff they are its comments. */
static void say_job(const struct run *run, const struct edit_job *job, const char *label)
{
	const char *mark = run->prog.dry_run && run->mode == VERSION ? "# " : "";
	struct strbuf line = STRBUF_INIT;
	size_t i;

	for (i = 0; i < job->nchange; i++) {
		strbuf_clear(&line);
		edit_entry_text(&job->change[i], &line);
		prog_say(&run->prog, "%s%s:%" PRId64 " %s: %s", mark, entity_name(job->type), job->id, label,
			line.buf);
	}
	for (i = 0; i < job->kept.n; i++)
		prog_say(&run->prog, "%s%s:%" PRId64 " %s: %s: it stays as it is", mark,
			entity_name(job->type), job->id, label, job->kept.item[i]);
	strbuf_release(&line);
}

/* What became of a job. 0, or -1 with why it failed. */
static int tell_job(struct run *run, const struct edit_job *job, const struct list_row *row, struct record *r,
	struct error *err)
{
	struct strbuf label = STRBUF_INIT;
	int rc = 0;

	if (row)
		list_label(row, &label);
	if (job->error.code != ERR_NONE)
		rc = error_set(err, job->error.code, "%s:%" PRId64 " %s: %s", entity_name(job->type), job->id,
			label.buf, job->error.msg.buf);
	run->items += !rc && job->changed;
	run->kept += job->kept.n;
	put_job(run, job, r);
	say_job(run, job, label.buf);
	strbuf_release(&label);
	return rc;
}

static int discard(struct run *run, const struct list_row *row, struct record *r, struct error *err)
{
	struct edit_job job = {.type = row->item.type,
		.id = row->item.id,
		.means = row->item.type == ENTITY_SET ? &revert_set_means : &revert_to_means,
		.ctx = &run->to,
		.error = ERROR_INIT};
	int rc;

	if (!row->item.has_unpublished_changes) {
		put_job(run, &job, r);
		return 0;
	}
	rc = edit_items(run->pub.db, &job, 1, run->by, run->prog.dry_run, &run->batch, err);
	if (!rc)
		rc = tell_job(run, &job, row, r, err);
	edit_job_release(&job);
	return rc;
}

/* -n: the fields, and the files as they would be. */
static int show_version(struct run *run, const struct list_row *row, struct edit_job *job, struct error *err)
{
	struct plan plan;
	int rc = edit_items(run->pub.db, job, 1, run->by, true, &run->batch, err);

	if (rc || job->error.code != ERR_NONE)
		return rc;
	rc = undo_plan(&run->pub, job->type, job->id, job->ctx, &plan, err);
	if (!rc)
		diff_add(&run->diff, &plan, &run->pub, row->interrupted);
	plan_release(&plan);
	return rc;
}

static int version(struct run *run, const struct list_row *row, struct record *r, struct error *err)
{
	struct edit_job job = {.type = row->item.type,
		.id = row->item.id,
		.means = &revert_to_means,
		.ctx = &run->to,
		.error = ERROR_INIT};
	struct publish_report report = {0};
	struct error why = ERROR_INIT;
	int rc;

	rc = run->prog.dry_run ? show_version(run, row, &job, err)
			       : undo_to_version(&run->pub, &job, run->by, &run->batch, &report, err);
	if (tell_job(run, &job, row, r, rc ? &why : err))
		rc = -1;
	publish_report_warn(&report, &run->pub, run->pub.lib, row->item.folder);
	if (!rc && !run->prog.dry_run)
		prog_say(&run->prog, "%s:%" PRId64 ": %zu %s written, %zu removed",
			entity_name(row->item.type), row->item.id, report.written,
			plural((int64_t)report.written, "file", "files"), report.removed);
	publish_report_release(&report);
	edit_job_release(&job);
	error_release(&why);
	return rc;
}

/* ---- files as they were found ---------------------------------------------------------------------------
 */

static void say_files(struct run *run, const struct original_report *report)
{
	const char *mark = run->prog.dry_run ? "# " : "";
	size_t i;

	for (i = 0; i < report->n; i++) {
		const struct original_file *f = &report->file[i];
		const char *below = path_relative(f->path, run->pub.root);

		run->kept += original_stays(f->fate);
		if (original_stays(f->fate) || (f->fate != ORIGINAL_SAME && !run->prog.dry_run))
			prog_say(&run->prog, "%s%s: %s", mark, below ? below : f->path,
				original_fate_text(f->fate));
	}
}

static int show_original(struct run *run, const struct list_row *row, struct original_report *report,
	struct record *r, struct error *err)
{
	struct strbuf json = STRBUF_INIT;
	struct plan plan;
	int rc = original_plan(&run->pub, row->item.type, row->item.id, run->changed, &plan, report, err);

	if (!rc && prog_json(&run->prog)) {
		diff_json(&plan, &json);
		record_set_raw(r, "changes", json.buf, json.len);
	} else if (!rc) {
		diff_add(&run->diff, &plan, &run->pub, row->interrupted);
	}
	plan_release(&plan);
	strbuf_release(&json);
	return rc;
}

static int original(struct run *run, const struct list_row *row, struct record *r, struct error *err)
{
	struct original_report report = {0};
	struct strbuf json = STRBUF_INIT;
	int rc;

	rc = run->prog.dry_run
		     ? show_original(run, row, &report, r, err)
		     : original_item(&run->pub, row->item.type, row->item.id, run->changed, &report, err);
	run->items += !rc && report.published;
	if (!rc)
		say_files(run, &report);
	publish_report_warn(&report.publish, &run->pub, run->pub.lib, row->item.folder);
	original_json(&report, &json);
	record_set_raw(r, "files", json.buf, json.len);
	original_report_release(&report);
	strbuf_release(&json);
	return rc;
}

/* ---- items ----------------------------------------------------------------------------------------------
 */

/* A set has no files: what is discarded of it are the edits since its films were published. */
static int one_set(const struct list_row *row, struct record *r, void *ctx, struct error *err)
{
	return discard(ctx, row, r, err);
}

/* The item as it is afterwards. */
static int refresh(struct run *run, const struct list_row *row, struct record *r, struct error *err)
{
	struct list_filter filter = {.type = row->item.type,
		.unpublished = -1,
		.only_id = row->item.id,
		.texts = true,
		.deleted = row->item.deleted_on != NULL};
	struct list_page page = {0};
	int rc = list_items(run->session.db, &filter, NULL, 0, 1, &page, err);

	if (!rc && page.n)
		list_record(&page.row[0], r);
	list_page_release(&page);
	return rc;
}

static int one_item(const struct list_row *row, struct record *r, void *ctx, struct error *err)
{
	struct run *run = ctx;
	int rc = run->mode == DISCARD	? discard(run, row, r, err)
		 : run->mode == VERSION ? version(run, row, r, err)
					: original(run, row, r, err);

	return rc || !prog_json(&run->prog) || run->prog.dry_run ? rc : refresh(run, row, r, err);
}

static int one_version(
	struct run *run, struct publisher_library *at, const struct target *t, struct error *err)
{
	struct list_filter filter = {.type = t->type, .unpublished = -1, .only_id = t->id, .texts = true};
	struct list_page page = {0};
	struct error why = ERROR_INIT;
	struct record *r = record_new();
	int rc = list_items(run->session.db, &filter, NULL, 0, 1, &page, err);

	if (!rc && page.n) {
		list_record(&page.row[0], r);
		if (!publisher_enter(&run->pub, at, t->library_id, &why) &&
			!one_item(&page.row[0], r, run, &why))
			error_clear(&why);
		rc = prog_result(&run->prog, r, &why);
	}
	list_page_release(&page);
	error_release(&why);
	record_free(r);
	return rc;
}

/* A version is that of one item, and not of what is below it. */
static int versions(struct run *run, char **words, size_t n, struct error *err)
{
	struct publisher_library at = PUBLISHER_LIBRARY_INIT(&run->session.conf);
	struct target_list list = {0};
	size_t i;
	int rc = 0;

	at.force = run->force;
	for (i = 0; i < n; i++)
		if (operand_resolve(&run->session, words[i], &list, err))
			prog_fail(&run->prog, err);
	for (i = 0; i < list.n && !rc && !prog_interrupted(); i++)
		rc = list.item[i].kind == TARGET_ITEM && list.item[i].type != ENTITY_SET
			     ? one_version(run, &at, &list.item[i], err)
			     : error_set(err, ERR_USAGE, "a version is that of one item, as in movie:12 3");
	target_list_release(&list);
	publisher_library_release(&at);
	return rc;
}

/* ---- batches --------------------------------------------------------------------------------------------
 */

static int tell_batch(const struct edit_job *job, void *ctx, struct error *err)
{
	struct run *run = ctx;
	struct list_filter filter = {
		.type = job->type, .unpublished = -1, .only_id = job->id, .texts = prog_json(&run->prog)};
	struct record *r = record_new();
	struct list_page page = {0};
	struct error why = ERROR_INIT;
	int rc = list_items(run->session.db, &filter, NULL, 0, 1, &page, err);

	run->batch = run->back.batch;
	if (!rc) {
		if (page.n)
			list_record(&page.row[0], r);
		tell_job(run, job, page.n ? &page.row[0] : NULL, r, &why);
		rc = prog_result(&run->prog, r, &why);
	}
	list_page_release(&page);
	error_release(&why);
	record_free(r);
	return rc || prog_interrupted();
}

static int take_batch(struct run *run, int64_t number, struct error *err)
{
	int rc;

	run->back = (struct revert_run){.number = number, .by = run->by, .dry_run = run->prog.dry_run};
	rc = revert_batch_run(run->session.db, &run->back, tell_batch, run, err);
	return rc < 0 ? -1 : 0;
}

/* ---- the program ----------------------------------------------------------------------------------------
 */

static void say_sum(const struct run *run)
{
	const char *mark = run->prog.dry_run ? "# " : "", *would = run->prog.dry_run ? "would be " : "";
	bool files = run->mode == ORIGINAL;
	struct strbuf batch = STRBUF_INIT;

	if (run->batch)
		strbuf_addf(&batch, "; this is batch %" PRId64, run->batch);
	if (!run->items && !run->kept && !run->prog.failed)
		prog_say(&run->prog, "%snothing to take back", mark);
	else
		prog_say(&run->prog, "%s%zu %s %s%s, %zu %s, %zu failed%s", mark, run->items,
			plural((int64_t)run->items, "item", "items"), would,
			files ? plural((int64_t)run->items, "as it was found", "as they were found")
			      : "taken back",
			run->kept,
			files ? plural((int64_t)run->kept, "file stays", "files stay")
			      : plural((int64_t)run->kept, "field stays", "fields stay"),
			run->prog.failed, batch.buf);
	strbuf_release(&batch);
}

static void begin(struct run *run)
{
	struct error err = ERROR_INIT;

	if (run->prog.dry_run && run->prog.output == OUT_AUTO)
		run->prog.output = OUT_TEXT;
	if (session_open(&run->session, run->prog.dry_run ? SESSION_READONLY : 0, &err))
		prog_die(&run->prog, &err);
	prog_interruptible();
	publisher_init(&run->pub, &run->session, run->by);
}

/* A number, and nothing else. */
static bool read_number(const char *text, int64_t most, int64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoll(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno && *out <= most;
}

/* A last word that is a number is a version. */
static size_t take_version(struct run *run, char **words, size_t n)
{
	int64_t number;

	if (run->mode != DISCARD || n < 2 || !read_number(words[n - 1], INT32_MAX, &number))
		return n;
	run->mode = VERSION;
	run->to.version = (int)number;
	return n - 1;
}

int main(int argc, char **argv)
{
	enum { OPT_BATCH = 256 };
	static const struct option options[] = {{"all", no_argument, NULL, 'a'},
		{"batch", required_argument, NULL, OPT_BATCH}, {"changed", no_argument, NULL, 'c'},
		{"dry-run", no_argument, NULL, 'n'}, {"force", no_argument, NULL, 'f'},
		{"original", no_argument, NULL, 'o'}, {"unlock", no_argument, NULL, 'u'}, PROG_LONG,
		{NULL, 0, NULL, 0}};
	struct intake intake;
	struct run run = {.diff = DIFF_INIT, .by = prog_user(), .to = {.version = REVERT_PUBLISHED}};
	struct error err = ERROR_INIT;
	int64_t number = 0;
	bool all = false;
	size_t n;
	int c, rc = 0, status;

	prog_init(&run.prog, argv[0], usage);
	while ((c = getopt_long(argc, argv, PROG_SHORT "acfnou", options, NULL)) != -1)
		if (c == 'a')
			all = true;
		else if (c == 'c')
			run.changed = true;
		else if (c == 'f')
			run.force = true;
		else if (c == 'o')
			run.mode = ORIGINAL;
		else if (c == 'u')
			run.to.edits = true;
		else if (c == OPT_BATCH && read_number(optarg, INT64_MAX, &number))
			run.mode = BATCH;
		else if (!prog_option(&run.prog, c))
			prog_usage(&run.prog);
	n = take_version(&run, argv + optind, (size_t)(argc - optind));
	if (run.mode == DISCARD)
		run.to.edits = true;
	if (run.mode == BATCH ? all || n : run.mode == VERSION && all)
		prog_usage(&run.prog);
	if (run.mode != BATCH)
		prog_want_input(&run.prog, all, (int)n);
	begin(&run);
	intake = (struct intake){.prog = &run.prog,
		.session = &run.session,
		.pub = &run.pub,
		.show = one_item,
		.ctx = &run,
		.force = run.force,
		.set = run.mode == DISCARD ? one_set : NULL,
		.gone_all = run.mode == ORIGINAL};
	if (run.mode == BATCH)
		rc = take_batch(&run, number, &err);
	else if (run.mode == VERSION)
		rc = versions(&run, argv + optind, n, &err);
	else
		rc = all || n ? intake_operands(&intake, argv + optind, all, &err) : intake_records(&intake);
	if (rc && err.code != ERR_NONE)
		prog_fail(&run.prog, &err);
	diff_put(&run.diff, &run.prog);
	say_sum(&run);
	status = prog_finish(&run.prog);
	session_close(&run.session);
	free(run.by);
	error_release(&err);
	return status;
}
