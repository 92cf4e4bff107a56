/*
 * metarr-undo: takes back unpublished changes, publishes, an edit of many items, and all that Metarr ever did
 * to a library's files; see metarr-undo(1). Database and files change by the ways of metarr-edit and
 * metarr-publish: killed at any moment, each item is as before or done, or the next program that comes to its
 * folder finishes it.
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>

#include "core/prog.h"
#include "publish/intake.h"
#include "publish/takeback.h"
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
	struct takeback take;
	bool force;
};

/* ---- items ----------------------------------------------------------------------------------------------
 */

/* A set has no files: what is discarded of it are the edits since its films were published. */
static int one_set(const struct list_row *row, struct record *r, void *ctx, struct error *err)
{
	struct run *run = ctx;

	return takeback_item(&run->take, row, r, err);
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
	int rc = takeback_item(&run->take, row, r, err);

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

/* ---- the program ----------------------------------------------------------------------------------------
 */

static void begin(struct run *run)
{
	struct error err = ERROR_INIT;

	if (run->prog.dry_run && run->prog.output == OUT_AUTO)
		run->prog.output = OUT_TEXT;
	if (session_open(&run->session, run->prog.dry_run ? SESSION_READONLY : 0, &err))
		prog_die(&run->prog, &err);
	prog_interruptible();
	publisher_init(&run->pub, &run->session, run->take.by);
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
	run->take.to.version = (int)number;
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
	char *by = prog_user();
	struct run run = {.take = {.prog = &run.prog,
				  .pub = &run.pub,
				  .by = by,
				  .to = {.version = REVERT_PUBLISHED},
				  .diff = DIFF_INIT}};
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
			run.take.changed = true;
		else if (c == 'f')
			run.force = true;
		else if (c == 'o')
			run.mode = ORIGINAL;
		else if (c == 'u')
			run.take.to.edits = true;
		else if (c == OPT_BATCH && read_number(optarg, INT64_MAX, &number))
			run.mode = BATCH;
		else if (!prog_option(&run.prog, c))
			prog_usage(&run.prog);
	n = take_version(&run, argv + optind, (size_t)(argc - optind));
	if (run.mode == DISCARD)
		run.take.to.edits = true;
	run.take.original = run.mode == ORIGINAL;
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
		rc = takeback_batch(&run.take, number, &err);
	else if (run.mode == VERSION)
		rc = versions(&run, argv + optind, n, &err);
	else
		rc = all || n ? intake_operands(&intake, argv + optind, all, &err) : intake_records(&intake);
	if (rc && err.code != ERR_NONE)
		prog_fail(&run.prog, &err);
	diff_put(&run.take.diff, &run.prog);
	takeback_sum(&run.take);
	status = prog_finish(&run.prog);
	session_close(&run.session);
	free(by);
	error_release(&err);
	return status;
}
