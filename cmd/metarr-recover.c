/*
 * metarr-recover: what was published and is missing or damaged in the libraries comes back from database and
 * cache; see metarr-recover(1). Each item is a publish of its own (publish/restore.h): killed at any moment,
 * the next program that comes to the folder finishes or drops it.
 */
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "core/path.h"
#include "core/prog.h"
#include "publish/diff.h"
#include "publish/intake.h"
#include "publish/restore.h"

static const char usage[] =
	"usage: metarr-recover [-cfn] [-jtqv] [--changed] [--folders] [--cache] [-a | operand ...]\n"
	"Puts back published files that are missing or damaged, from database and cache.\n"
	"  operand   movie:12, tmdb:603, tt0133093, a path, a library; without: records from stdin\n"
	"  -a, --all        every library\n"
	"  -c, --check      only lists them; status 1 when there are any\n"
	"      --changed    also what somebody changed\n"
	"      --folders    also items whose video or folder is gone: makes the folder\n"
	"      --cache      looks through the whole cache and mends it, too; alone nothing else\n"
	"  -f, --force      also when a library looks as if it were not all there\n"
	"  -n, --dry-run    prints what would change as a diff for 'patch --binary -p1 -d ROOT'\n"
	"  -j, -t           JSON lines, or lines for people\n"
	"  -q, -v, -h, -V   quiet, verbose, this text, version\n";

struct run {
	struct prog prog;
	struct session session;
	struct publisher pub;
	struct mender mender;
	struct restorer restorer;
	bool check, force;
	int64_t counted_in;			 /* the library whose videos were counted */
	struct error lost;			 /* too many of them are not there */
	struct diff diff;			 /* -n */
	size_t good, damaged, changed, put_back; /* files */
	size_t interrupted;			 /* items */
	size_t objects_bad, objects_good;	 /* of the cache */
	size_t texts_bad, texts_good;		 /* of NFOs */
};

static bool looks_only(const struct run *run)
{
	return run->check || run->prog.dry_run;
}

/* Of a library of which too much is gone no folder is made; that is asked once. */
static int check_lost(struct run *run, struct error *err)
{
	if (run->counted_in != run->pub.lib->id) {
		run->counted_in = run->pub.lib->id;
		error_clear(&run->lost);
		publisher_check_lost(&run->pub, &run->lost);
	}
	return run->lost.code == ERR_NONE ? 0 : error_set(err, run->lost.code, "%s", run->lost.msg.buf);
}

static void count(struct run *run, const struct restore_report *report)
{
	size_t i, damaged = restore_damaged(report);

	run->good += report->good;
	run->damaged += damaged;
	run->changed += report->n - damaged;
	for (i = 0; i < report->n; i++)
		run->put_back += report->file[i].restored;
}

/* One line a file, below its library. */
static void say_files(struct run *run, const struct restore_report *report)
{
	size_t i;

	for (i = 0; i < report->n; i++) {
		const struct restore_file *f = &report->file[i];
		const char *below = path_relative(f->path, run->pub.root);

		prog_say(&run->prog, "%s: %s%s", below ? below : f->path, damage_name(f->damage),
			f->lost	      ? ", and its bytes are nowhere any more"
			: f->restored ? ", put back"
				      : "");
	}
}

static int look(struct run *run, const struct list_row *row, struct restore_report *report, struct record *r,
	struct error *err)
{
	struct strbuf json = STRBUF_INIT;
	struct plan plan;
	int rc = restore_plan(&run->restorer, row->item.type, row->item.id, &plan, report, err);

	if (!rc && run->check && row->interrupted)
		prog_say(&run->prog, "%s: interrupted while it was published", row->item.folder);
	run->interrupted += row->interrupted;
	if (!rc && run->check) {
		say_files(run, report);
	} else if (!rc && prog_json(&run->prog)) {
		diff_json(&plan, &json);
		record_set_raw(r, "changes", json.buf, json.len);
	} else if (!rc) {
		diff_add(&run->diff, &plan, &run->pub, row->interrupted);
	}
	plan_release(&plan);
	strbuf_release(&json);
	return rc;
}

static int restore(
	struct run *run, const struct list_row *row, struct restore_report *report, struct error *err)
{
	int rc = restore_item(&run->restorer, row->item.type, row->item.id, report, err);

	publish_report_warn(&report->publish, &run->pub, run->pub.lib, row->item.folder);
	say_files(run, report);
	return rc;
}

static int one_item(const struct list_row *row, struct record *r, void *ctx, struct error *err)
{
	struct run *run = ctx;
	struct restore_report report = {0};
	struct strbuf json = STRBUF_INIT;
	int rc;

	if (run->restorer.folders && !run->force && check_lost(run, err))
		return -1;
	rc = looks_only(run) ? look(run, row, &report, r, err) : restore(run, row, &report, err);
	count(run, &report);
	restore_json(&report, &json);
	record_set_raw(r, "damage", json.buf, json.len);
	restore_report_release(&report);
	strbuf_release(&json);
	return rc;
}

/* An object of the cache, or the text of an NFO, that is not what it was. */
static int one_object(
	const struct cache_object *o, const struct mending *m, const struct error *why, void *ctx)
{
	struct run *run = ctx;
	struct record *r = record_new();
	struct error err = ERROR_INIT;

	++*(o->file_path ? &run->objects_bad : &run->texts_bad);
	record_set_str(r, "cache_path", o->file_path);
	record_set_str(r, "content_hash", o->content_hash);
	record_set_str(r, "damage", object_state_name(m->was));
	record_set_str(r, "source", m->source.len ? m->source.buf : NULL);
	record_set_bool(r, "restored", m->mended);
	prog_say(&run->prog, "%s%s %s: %s%s%s", run->prog.dry_run ? "# " : "",
		o->file_path ? "cache:" : "NFO text", o->file_path ? o->file_path : o->content_hash,
		object_state_name(m->was), m->source.len ? ", found again: " : ", found nowhere else",
		m->source.buf);
	if (why->code != ERR_NONE)
		error_set(&err, why->code, "%s", why->msg.buf);
	else if (!looks_only(run) && !m->mended)
		error_set(&err, ERR_NOT_FOUND, "%s '%s' is %s, and no file with its bytes is left",
			o->file_path ? "object of the cache" : "NFO text",
			o->file_path ? o->file_path : o->content_hash, object_state_name(m->was));
	prog_result(&run->prog, r, &err);
	error_release(&err);
	record_free(r);
	return prog_interrupted() || run->prog.output_errno;
}

static int mend_cache(struct run *run, struct error *err)
{
	int rc = mend_all(&run->mender, one_object, run, &run->objects_good, err);

	if (!rc)
		rc = mend_nfos(&run->mender, one_object, run, &run->texts_good, err);
	return rc < 0 ? -1 : 0;
}

static void say_sum(const struct run *run, bool items, bool cache)
{
	if (run->prog.dry_run)
		return;
	if (items && run->check)
		prog_say(&run->prog, "%zu good, %zu missing or damaged, %zu changed by somebody, %zu failed",
			run->good, run->damaged, run->changed, run->prog.failed);
	else if (items)
		prog_say(&run->prog, "%zu put back, %zu good, %zu changed by somebody, %zu failed",
			run->put_back, run->good, run->changed, run->prog.failed);
	if (cache) {
		prog_say(&run->prog, "cache: %zu good, %zu not", run->objects_good, run->objects_bad);
		prog_say(&run->prog, "NFO texts: %zu good, %zu not", run->texts_good, run->texts_bad);
	}
}

static struct child_pool *picture_readers(const struct conf *conf, struct error *err)
{
	struct child_limits limits = {.memory_bytes = (size_t)conf_int(conf, CONF_CHILD_MEMORY) * 1024 * 1024,
		.timeout_ms = (int)conf_int(conf, CONF_CHILD_TIMEOUT) * 1000};
	struct strbuf path = STRBUF_INIT;
	struct child_pool *pool = NULL;

	if (!prog_sibling("metarr-image", &path, err))
		pool = child_pool_new((const char *const[]){path.buf, "-p", NULL}, 1, &limits);
	strbuf_release(&path);
	return pool;
}

static void begin(struct run *run)
{
	struct error err = ERROR_INIT;

	if (looks_only(run) && run->prog.output == OUT_AUTO)
		run->prog.output = OUT_TEXT;
	if (session_open(&run->session, looks_only(run) ? SESSION_READONLY : 0, &err))
		prog_die(&run->prog, &err);
	prog_interruptible();
	publisher_init(&run->pub, &run->session, "recover");
	run->mender = (struct mender){.db = run->session.db,
		.cache_dir = run->session.cache.buf,
		.sources = {.db = run->session.db, .conf = &run->session.conf},
		.lock_timeout_ms = run->pub.lock_timeout_ms,
		.look_only = looks_only(run)};
	run->restorer.pub = &run->pub;
	run->restorer.mender = &run->mender;
	run->restorer.images = picture_readers(&run->session.conf, &err);
	if (!run->restorer.images)
		prog_die(&run->prog, &err);
}

int main(int argc, char **argv)
{
	enum { OPT_CHANGED = 256, OPT_FOLDERS, OPT_CACHE };
	static const struct option options[] = {{"all", no_argument, NULL, 'a'},
		{"check", no_argument, NULL, 'c'}, {"force", no_argument, NULL, 'f'},
		{"dry-run", no_argument, NULL, 'n'}, {"changed", no_argument, NULL, OPT_CHANGED},
		{"folders", no_argument, NULL, OPT_FOLDERS}, {"cache", no_argument, NULL, OPT_CACHE},
		PROG_LONG, {NULL, 0, NULL, 0}};
	struct run run = {.lost = ERROR_INIT, .diff = DIFF_INIT};
	struct intake in = {
		.prog = &run.prog, .session = &run.session, .pub = &run.pub, .show = one_item, .ctx = &run};
	struct error err = ERROR_INIT;
	bool all = false, cache = false, items;
	int c, status, rc = 0;

	prog_init(&run.prog, argv[0], usage);
	while ((c = getopt_long(argc, argv, PROG_SHORT "acfn", options, NULL)) != -1)
		switch (c) {
		case 'c':
			run.check = true;
			break;
		case 'f':
			run.force = true;
			break;
		case OPT_CHANGED:
			run.restorer.changed = true;
			break;
		case OPT_FOLDERS:
			run.restorer.folders = true;
			break;
		case OPT_CACHE:
			cache = true;
			break;
		default:
			if (!prog_option(&run.prog, c))
				all = true;
		}
	items = all || optind < argc || !cache;
	if (items)
		prog_want_input(&run.prog, all, argc - optind);
	begin(&run);
	in.force = run.force;
	in.gone = run.restorer.folders;
	if (all || optind < argc)
		rc = intake_operands(&in, argv + optind, all, &err);
	else if (items)
		rc = intake_records(&in);
	if (!rc && cache && !prog_interrupted())
		rc = mend_cache(&run, &err);
	if (rc && err.code != ERR_NONE)
		prog_fail(&run.prog, &err);
	diff_put(&run.diff, &run.prog);
	say_sum(&run, items, cache);
	status = prog_finish(&run.prog);
	if (!status && run.check && run.damaged + run.interrupted + run.objects_bad + run.texts_bad)
		status = 1;
	mender_release(&run.mender);
	child_pool_free(run.restorer.images);
	error_release(&run.lost);
	session_close(&run.session);
	error_release(&err);
	return status;
}
