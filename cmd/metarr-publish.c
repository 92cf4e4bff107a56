/*
 * metarr-publish: NFO and artwork into the library, one transaction per item; see metarr-publish(1).
 * Killed at any moment, the next run, scan or recovery of the folder finishes or drops what it was at.
 */
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/prog.h"
#include "publish/diff.h"
#include "publish/intake.h"

static const char usage[] =
	"usage: metarr-publish [-nr] [-jtqv] [-a | operand ...]\n"
	"Writes NFO files and artwork into the library, one transaction per item.\n"
	"  operand   movie:12, tmdb:603, tt0133093, a path, a library; without: records from stdin\n"
	"  -a, --all        every library\n"
	"  -n, --dry-run    prints what would change as a diff for 'patch --binary -p1 -d ROOT'\n"
	"  -r, --rename     films get the names of their library's naming, also those that have others\n"
	"  -j, -t           JSON lines, or lines for people\n"
	"  -q, -v, -h, -V   quiet, verbose, this text, version\n";

struct run {
	struct prog prog;
	struct session session;
	struct publisher pub;
	struct diff diff; /* -n */
	size_t changed, unchanged;
};

static int show(const struct list_row *row, struct record *r, void *ctx, struct error *err)
{
	struct run *run = ctx;
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

static void say_done(const struct intake_done *done, void *ctx)
{
	struct run *run = ctx;
	const struct publish_report *report = done->report;

	publish_report_warn(report, &run->pub, &done->library->lib, done->folder);
	if (report->removed)
		prog_say(&run->prog, "%s: %zu written, %zu removed", done->label, report->written,
			report->removed);
	else if (report->written)
		prog_say(&run->prog, "%s: %zu written", done->label, report->written);
	*(report->written + report->removed ? &run->changed : &run->unchanged) += 1;
}

static void say_sum(const struct run *run)
{
	if (!run->prog.dry_run)
		prog_say(&run->prog, "%zu published, %zu unchanged, %zu failed", run->changed, run->unchanged,
			run->prog.failed);
	else if (!run->changed && isatty(STDOUT_FILENO)) /* into a pipe no patch is a patch, too */
		prog_say(&run->prog, "nothing would be written: %zu unchanged, %zu failed", run->unchanged,
			run->prog.failed);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"all", no_argument, NULL, 'a'},
		{"dry-run", no_argument, NULL, 'n'}, {"rename", no_argument, NULL, 'r'}, PROG_LONG,
		{NULL, 0, NULL, 0}};
	struct run run = {.diff = DIFF_INIT};
	const struct intake in = {.prog = &run.prog,
		.session = &run.session,
		.pub = &run.pub,
		.show = show,
		.done = say_done,
		.ctx = &run};
	struct error err = ERROR_INIT;
	bool all = false, renames = false;
	char *by = prog_user();
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
	publisher_init(&run.pub, &run.session, by);
	run.pub.rename = renames;
	if (all || optind < argc)
		rc = intake_operands(&in, argv + optind, all, &err);
	else
		rc = intake_records(&in);
	if (rc && err.code != ERR_NONE)
		prog_fail(&run.prog, &err);
	diff_put(&run.diff, &run.prog);
	say_sum(&run);
	status = prog_finish(&run.prog);
	session_close(&run.session);
	free(by);
	error_release(&err);
	return status;
}
