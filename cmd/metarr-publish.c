/*
 * metarr-publish: NFO and artwork into the library, one transaction per item; see metarr-publish(1).
 * Killed at any moment, the next run, scan or recovery of the folder finishes or drops what it was at.
 */
#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"
#include "core/prog.h"
#include "core/progress.h"
#include "publish/diff.h"
#include "publish/publish.h"
#include "store/guard.h"
#include "store/operand.h"
#include "store/session.h"

static const char usage[] =
	"usage: metarr-publish [-nr] [-jtqv] [-a | operand ...]\n"
	"Writes NFO files and artwork into the library, one transaction per item.\n"
	"  operand   movie:12, tmdb:603, tt0133093, a path, a library; without: records from stdin\n"
	"  -a, --all        every library\n"
	"  -n, --dry-run    prints what would change as a diff for 'patch --binary -p1 -d ROOT'\n"
	"  -r, --rename     films get the names of their library's naming, also those that have others\n"
	"  -j, -t           JSON lines, or lines for people\n"
	"  -q, -v, -h, -V   quiet, verbose, this text, version\n";

#define LOCK_TIMEOUT_MS 30000
#define GUARD_TIMEOUT_MS 10000 /* for a library's root to answer */

struct run {
	struct prog prog;
	struct session session;
	struct publisher pub;
	struct library lib;	/* of the item at hand */
	struct strbuf root;	/* where this machine sees it */
	struct error lib_error; /* why nothing of it can be published */
	bool lib_error_said;	/* to people, who need not read it for each item */
	unsigned told;		/* refusals that were said of this library */
	struct diff diff;	/* -n */
	size_t changed, unchanged;
	size_t done, total; /* for the progress line */
};

static void tell_refused(struct run *run)
{
	struct strbuf text = STRBUF_INIT;
	unsigned fresh = run->pub.refused & ~run->told;

	if (fresh) {
		file_refused_text(fresh, &text);
		log_warn("the filesystem of library '%s' refuses: %s", run->lib.name, text.buf);
		run->told |= fresh;
	}
	strbuf_release(&text);
}

/* Makes the library of an item the one at hand: is it really there, what does it say of new files. */
static int enter_library(struct run *run, int64_t id, struct error *err)
{
	int rc;

	if (run->lib.id != id) {
		library_release(&run->lib);
		error_clear(&run->lib_error);
		run->lib_error_said = false;
		memset(&run->pub.attrs, 0, sizeof(run->pub.attrs));
		run->pub.refused = run->told = 0;
		rc = library_by_id(run->session.db, id, &run->lib, err);
		if (rc <= 0)
			return rc ? -1 : error_set(err, ERR_NOT_FOUND, "the library is gone");
		strbuf_clear(&run->root);
		conf_map_path(&run->session.conf, run->lib.path, &run->root);
		if (!conf_file_attrs(&run->session.conf, &run->pub.attrs, &run->lib_error) &&
			!publisher_attrs(&run->lib, &run->pub.attrs, &run->lib_error))
			guard_library(
				&run->lib, run->root.buf, GUARD_TIMEOUT_MS, false, NULL, &run->lib_error);
	}
	run->pub.lib = &run->lib;
	run->pub.root = run->root.buf;
	if (run->lib_error.code == ERR_NONE)
		return 0;
	return error_set(err, run->lib_error.code, "%s", run->lib_error.msg.buf);
}

/* The diffs, when all of them are known: their first line counts the files. */
static void put_diff(struct run *run)
{
	struct strbuf text = STRBUF_INIT;

	diff_text(&run->diff, &text);
	progress_end();
	if (text.len && fwrite(text.buf, 1, text.len, stdout) != text.len)
		run->prog.output_errno = errno;
	strbuf_release(&text);
	diff_release(&run->diff);
}

static int show(struct run *run, const struct list_row *row, struct record *r, struct error *err)
{
	struct strbuf json = STRBUF_INIT;
	struct plan plan;
	int rc = plan_make(&run->pub, row->item.type, row->item.id, &plan, err);

	if (!rc && prog_json(&run->prog)) {
		diff_json(&plan, &json);
		record_set_raw(r, "changes", json.buf, json.len);
	} else if (!rc) {
		diff_add(&run->diff, &plan, &run->pub, row->interrupted);
	}
	if (!rc)
		*(plan_is_empty(&plan) ? &run->unchanged : &run->changed) += 1;
	plan_release(&plan);
	strbuf_release(&json);
	return rc;
}

static void say_done(struct run *run, const struct list_row *row, const struct publish_report *report)
{
	struct strbuf name = STRBUF_INIT;
	size_t i;

	list_label(row, &name);
	for (i = 0; i < report->nwarning; i++)
		log_warn("%s", report->warning[i]);
	if (report->recovered)
		log_warn("'%s': an interrupted publish was dealt with", row->item.folder);
	tell_refused(run);
	if (report->removed)
		prog_say(&run->prog, "%s: %zu written, %zu removed", name.buf, report->written,
			report->removed);
	else if (report->written)
		prog_say(&run->prog, "%s: %zu written", name.buf, report->written);
	strbuf_release(&name);
}

/* The row as it is after the publish, into the record. */
static int refresh(const struct list_row *row, void *ctx, struct error *err)
{
	(void)err;
	list_record(row, ctx);
	return 0;
}

static int publish(struct run *run, const struct list_row *row, struct record *r, struct error *err)
{
	struct target target = {.kind = TARGET_ITEM,
		.type = row->item.type,
		.id = row->item.id,
		.library_id = row->item.library_id};
	struct target_list list = {&target, 1, 1};
	struct list_filter filter = {.type = row->item.type, .unpublished = -1, .texts = true};
	struct publish_report report = {0};
	int rc = publish_item(&run->pub, row->item.type, row->item.id, &report, err);

	if (!rc) {
		say_done(run, row, &report);
		*(report.written + report.removed ? &run->changed : &run->unchanged) += 1;
		rc = targets_each(run->session.db, &list, &filter, refresh, r, err);
	}
	publish_report_release(&report);
	return rc;
}

static int one_item(struct run *run, const struct list_row *row, struct record *r, struct error *err)
{
	if (enter_library(run, row->item.library_id, err))
		return -1;
	return run->prog.dry_run ? show(run, row, r, err) : publish(run, row, r, err);
}

/* An item of an operand: a failure is a record too, and the next one is taken. */
static int one_row(const struct list_row *row, void *ctx, struct error *fatal)
{
	struct run *run = ctx;
	struct record *r = record_new();
	struct error err = ERROR_INIT;

	(void)fatal;
	list_record(row, r);
	if (!one_item(run, row, r, &err))
		error_clear(&err);
	if (prog_json(&run->prog) || !run->lib_error_said)
		prog_result(&run->prog, r, &err);
	else
		prog_count(&run->prog, &err);
	run->lib_error_said = run->lib_error.code != ERR_NONE;
	progress_show(++run->done, run->total, "published");
	error_release(&err);
	record_free(r);
	return prog_interrupted() || run->prog.output_errno;
}

/* The item of a record that came in. */
struct piped {
	struct run *run;
	struct record *r;
	size_t n;
};

static int piped_row(const struct list_row *row, void *ctx, struct error *err)
{
	struct piped *p = ctx;

	p->n++;
	return one_item(p->run, row, p->r, err);
}

/* Films, series, seasons and episodes of the targets, in this order: a series' folder before what is in it.
 */
static int each_kind(struct run *run, const struct target_list *list,
	int (*fn)(const struct list_row *row, void *ctx, struct error *err), void *ctx, struct error *err)
{
	struct list_filter filter = {.unpublished = -1, .texts = true};
	int type, rc = 0;

	for (type = 0; type < ENTITY_COUNT && !rc; type++) {
		filter.type = (enum entity)type;
		rc = targets_each(run->session.db, list, &filter, fn, ctx, err);
	}
	return rc;
}

static int count_kinds(struct run *run, const struct target_list *list, struct error *err)
{
	struct list_filter filter = {.unpublished = -1};
	size_t n;
	int type;

	for (type = 0; type < ENTITY_COUNT; type++) {
		filter.type = (enum entity)type;
		if (targets_count(run->session.db, list, &filter, &n, err))
			return -1;
		run->total += n;
	}
	return 0;
}

/* The item of a record alone: what is below a series comes as records of its own. */
static int one_record(struct record *r, void *ctx, struct error *err)
{
	struct run *run = ctx;
	struct piped p = {run, r, 0};
	struct target_list list = {0};
	struct list_filter filter = {.unpublished = -1, .texts = true};
	int rc = record_target(&run->session, r, &list, err);

	if (!rc && list.item[0].kind != TARGET_ITEM)
		rc = error_set(err, ERR_NOT_FOUND, "the record names no item");
	if (!rc) {
		filter.type = list.item[0].type;
		rc = targets_each(run->session.db, &list, &filter, piped_row, &p, err);
	}
	if (!rc && !p.n)
		rc = error_set(err, ERR_NOT_FOUND, "the item is gone from its library");
	target_list_release(&list);
	return rc;
}

static int operands(struct run *run, char **words, bool all, struct error *err)
{
	struct target_list list = {0};
	int rc = all ? operand_all(&run->session, &list, err) : 0;

	for (; *words && !rc; words++)
		if (operand_resolve(&run->session, *words, &list, err))
			prog_fail(&run->prog, err);
	if (!rc)
		rc = count_kinds(run, &list, err);
	if (!rc)
		rc = each_kind(run, &list, one_row, run, err);
	target_list_release(&list);
	return rc < 0 ? -1 : 0;
}

static void say_sum(const struct run *run)
{
	if (!run->prog.dry_run)
		prog_say(&run->prog, "%zu published, %zu unchanged, %zu failed", run->changed, run->unchanged,
			run->prog.failed);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"all", no_argument, NULL, 'a'},
		{"dry-run", no_argument, NULL, 'n'}, {"rename", no_argument, NULL, 'r'}, PROG_LONG,
		{NULL, 0, NULL, 0}};
	struct run run = {.root = STRBUF_INIT, .diff = DIFF_INIT, .lib_error = ERROR_INIT};
	struct error err = ERROR_INIT;
	bool all = false, renames = false;
	int c, status, rc;

	prog_init(&run.prog, argv[0], usage);
	while ((c = getopt_long(argc, argv, PROG_SHORT "anr", options, NULL)) != -1)
		if (c == 'r')
			renames = true;
		else if (!prog_option(&run.prog, c))
			all = true;
	prog_want_input(&run.prog, all, argc - optind);
	if (run.prog.dry_run && run.prog.output == OUT_AUTO)
		run.prog.output = OUT_TEXT;
	if (session_open(&run.session, run.prog.dry_run ? SESSION_READONLY : 0, &err))
		prog_die(&run.prog, &err);
	prog_interruptible();
	run.pub = (struct publisher){.db = run.session.db,
		.sets = run.session.sets.len ? run.session.sets.buf : NULL,
		.sets_there = run.session.sets_there.buf,
		.cache_dir = run.session.cache.buf,
		.by = "system",
		.rename = renames,
		.lock_timeout_ms = LOCK_TIMEOUT_MS};
	if (all || optind < argc)
		rc = operands(&run, argv + optind, all, &err);
	else
		rc = prog_records(&run.prog, STDIN_FILENO, one_record, &run) && !run.prog.output_errno ? -1
												       : 0;
	if (rc && err.code != ERR_NONE)
		prog_fail(&run.prog, &err);
	put_diff(&run);
	say_sum(&run);
	status = prog_finish(&run.prog);
	library_release(&run.lib);
	strbuf_release(&run.root);
	session_close(&run.session);
	error_release(&run.lib_error);
	error_release(&err);
	return status;
}
