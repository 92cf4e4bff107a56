/*
 * metarr-edit: sets fields of items, and so locks them; see metarr-edit(1). Up to a hundred items are one
 * transaction: killed, the ones before are done and the others are as they were.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/prog.h"
#include "store/edit.h"
#include "store/operand.h"
#include "store/session.h"

static const char usage[] =
	"usage: metarr-edit [-anjqtv] [--lock NAME,...] [--unlock NAME,...] [--keep disk|metarr]\n"
	"                   [FIELD=VALUE | LIST+=VALUE | LIST-=VALUE ...] [WHAT...]\n"
	"Sets fields of items and locks them. WHAT is movie:12, tmdb:603, a path, a library; without WHAT, "
	"records\n"
	"on standard input name the items.\n"
	"  plot='...' genres=Drama genres=Crime    actors='Sigourney Weaver/Ripley'    tmdb=603    tagline=\n"
	"  tags+=Kids, tags-=Horror  lock one value into a list, or out of it\n"
	"  --lock, --unlock          fields and kinds of artwork; --unlock all\n"
	"  --keep SIDE [FIELD...]    where a file and the database differ: what counts\n"
	"  -a, --all     every film and series           -n, --dry-run  shows old and new, and changes "
	"nothing\n"
	"  -j, --json    records                         -t, --text     lines for people, also into a pipe\n"
	"  -q, --quiet   errors only                     -v, --verbose  say more\n"
	"  -h, --help    this text                       -V, --version  the version\n";

struct ctx {
	struct prog p;
	struct session s;
	char *by;
	struct edit edit;
	int64_t batch;
	size_t changed, unchanged;
	struct edit_job job[EDIT_AT_ONCE]; /* of operands, waiting to be done */
	size_t n;
};

static void say_changes(const struct ctx *x, const struct edit_job *job, const char *label)
{
	struct strbuf line = STRBUF_INIT;
	size_t i;

	for (i = 0; i < job->nchange; i++) {
		strbuf_clear(&line);
		edit_entry_text(&job->change[i], &line);
		prog_say(&x->p, "%s:%" PRId64 " %s: %s", entity_name(job->type), job->id, label, line.buf);
	}
	strbuf_release(&line);
}

/* The item as it is now. */
static int row_of(struct ctx *x, const struct edit_job *job, struct list_page *page, struct error *err)
{
	struct list_filter filter = {
		.type = job->type, .unpublished = -1, .only_id = job->id, .texts = prog_json(&x->p)};
	int rc = list_items(x->s.db, &filter, NULL, 0, 1, page, err);

	filter.deleted = true;
	return rc || page->n ? rc : list_items(x->s.db, &filter, NULL, 0, 1, page, err);
}

/* What became of a job: for people lines of their own, for programs members of r. 0, or -1 with why it
 * failed. */
static int tell(struct ctx *x, const struct edit_job *job, struct record *r, struct error *err)
{
	struct list_page page = {0};
	struct strbuf label = STRBUF_INIT;
	int rc = row_of(x, job, &page, err);

	if (!rc && page.n) {
		list_record(&page.row[0], r);
		list_label(&page.row[0], &label);
	}
	if (!rc && job->error.code != ERR_NONE)
		rc = error_set(err, job->error.code, "%s:%" PRId64 "%s%s: %s", entity_name(job->type),
			job->id, page.n ? " " : "", label.buf, job->error.msg.buf);
	if (!rc) {
		edit_job_record(job, r);
		if (!x->p.dry_run && job->changed)
			record_set_int(r, "batch", x->batch);
		*(job->changed ? &x->changed : &x->unchanged) += 1;
		say_changes(x, job, label.buf);
	}
	list_page_release(&page);
	strbuf_release(&label);
	return rc;
}

/* Does the jobs of operands that wait. */
static int flush(struct ctx *x, struct error *err)
{
	struct error why = ERROR_INIT;
	size_t i;
	int rc = x->n ? edit_items(x->s.db, x->job, x->n, x->by, x->p.dry_run, &x->batch, err) : 0;

	for (i = 0; i < x->n; i++) {
		struct record *r = record_new();

		if (!rc) {
			tell(x, &x->job[i], r, &why);
			prog_result(&x->p, r, &why);
		}
		error_clear(&why);
		edit_job_release(&x->job[i]);
		record_free(r);
	}
	x->n = 0;
	error_release(&why);
	return rc ? -1 : x->p.output_errno || prog_interrupted();
}

static int add_job(struct ctx *x, enum entity type, int64_t id, struct error *err)
{
	x->job[x->n++] = (struct edit_job){.type = type, .id = id, .edit = &x->edit, .error = ERROR_INIT};
	return x->n == EDIT_AT_ONCE ? flush(x, err) : 0;
}

static int on_row(const struct list_row *row, void *ctx, struct error *err)
{
	return add_job(ctx, row->item.type, row->item.id, err);
}

/* A series that is named is the series, without what is below it; of a library or folder it is the films and
 * series, unless the word names a kind. */
static int do_target(struct ctx *x, const struct target *t, struct error *err)
{
	struct list_filter filter = {.unpublished = -1};
	const struct target_list one = {(struct target *)(uintptr_t)t, 1, 1};
	unsigned kinds = t->kinds ? t->kinds : 1u << ENTITY_MOVIE | 1u << ENTITY_SERIES;
	int type, rc = 0;

	if (t->kind == TARGET_ITEM)
		return add_job(x, t->type, t->id, err);
	for (type = 0; type < ENTITY_ALL && !rc; type++) {
		filter.type = (enum entity)type;
		if (kinds & 1u << type)
			rc = targets_each(x->s.db, &one, &filter, on_row, x, err);
	}
	return rc;
}

static int operands(struct ctx *x, char **words, size_t n, bool all, struct error *err)
{
	struct target_list list = {0};
	size_t i;
	int rc = all ? operand_all(&x->s, &list, err) : 0;

	for (i = 0; i < n && !rc; i++)
		if (operand_resolve(&x->s, words[i], &list, err))
			prog_fail(&x->p, err);
	for (i = 0; i < list.n && !rc; i++)
		rc = do_target(x, &list.item[i], err);
	if (!rc)
		rc = flush(x, err);
	target_list_release(&list);
	return rc < 0 ? -1 : 0;
}

/* The command's edit with the record's own "set". */
static int own_edit(struct ctx *x, struct record *r, struct edit *own, struct error *err)
{
	size_t len;
	const char *json = record_raw(r, "set", &len);

	edit_copy(own, &x->edit);
	if (json && edit_assign_object(own, json, len, err))
		return -1;
	if (edit_is_empty(own))
		return error_set(err, ERR_BAD_RECORD, "nothing to change: the record has no member 'set'");
	return 0;
}

static int job_of(struct ctx *x, struct record *r, struct edit *own, struct edit_job *job, struct error *err)
{
	enum entity type;
	int64_t id;

	if (record_item(&x->s, r, &type, &id, err) || own_edit(x, r, own, err))
		return -1;
	*job = (struct edit_job){.type = type, .id = id, .edit = own, .error = ERROR_INIT};
	return 0;
}

/* Records that came in together: one transaction. */
static void records(struct prog_work *work, size_t n, void *ctx)
{
	struct ctx *x = ctx;
	struct error err = ERROR_INIT;
	struct edit *own = xcalloc(n, sizeof(*own));
	struct edit_job *job = xcalloc(n, sizeof(*job));
	size_t *of = xcalloc(n, sizeof(*of)); /* which record a job is of */
	size_t i, jobs = 0;
	int rc = 0;

	for (i = 0; i < n; i++)
		if (!job_of(x, work[i].r, &own[i], &job[jobs], work[i].err))
			of[jobs++] = i;
	if (jobs)
		rc = edit_items(x->s.db, job, jobs, x->by, x->p.dry_run, &x->batch, &err);
	for (i = 0; i < jobs; i++) {
		if (rc)
			error_set(work[of[i]].err, err.code, "%s", err.msg.buf);
		else
			tell(x, &job[i], work[of[i]].r, work[of[i]].err);
		edit_job_release(&job[i]);
	}
	for (i = 0; i < n; i++)
		edit_release(&own[i]);
	free(own);
	free(job);
	free(of);
	error_release(&err);
}

/* Assignments, and what --keep is about, go into the edit; *n words of argv remain, the operands. */
static int take_words(struct ctx *x, char **argv, size_t *n, struct error *err)
{
	size_t kept = 0, i;

	for (i = 0; argv[i]; i++) {
		if (edit_is_assignment(argv[i])) {
			if (edit_assign(&x->edit, argv[i], err))
				return -1;
		} else if (x->edit.keep == KEEP_NEITHER || !edit_keep_field(&x->edit, argv[i])) {
			argv[kept++] = argv[i];
		}
	}
	*n = kept;
	if (kept && edit_is_empty(&x->edit))
		return error_set(err, ERR_USAGE,
			"nothing to change: FIELD=VALUE, --lock, --unlock or --keep is wanted");
	return 0;
}

static void say_sum(const struct ctx *x)
{
	if (x->p.dry_run)
		prog_say(&x->p, "%zu would change, %zu would not, %zu failed", x->changed, x->unchanged,
			x->p.failed);
	else if (x->batch)
		prog_say(&x->p,
			"%zu changed, %zu unchanged, %zu failed; to take it back: metarr undo --batch "
			"%" PRId64,
			x->changed, x->unchanged, x->p.failed, x->batch);
	else
		prog_say(&x->p, "%zu changed, %zu unchanged, %zu failed", x->changed, x->unchanged,
			x->p.failed);
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {PROG_LONG, {"all", no_argument, NULL, 'a'},
		{"dry-run", no_argument, NULL, 'n'}, {"lock", required_argument, NULL, 'l'},
		{"unlock", required_argument, NULL, 'u'}, {"keep", required_argument, NULL, 'k'},
		{NULL, 0, NULL, 0}};
	struct error err = ERROR_INIT;
	struct ctx x = {.by = prog_user()};
	bool all = false;
	size_t n = 0;
	int c, rc = 0;

	prog_init(&x.p, argv[0], usage);
	while (!rc && (c = getopt_long(argc, argv, PROG_SHORT "ank:l:u:", longs, NULL)) != -1) {
		if (c == 'a')
			all = true;
		else if (c == 'k')
			rc = edit_keep_side(&x.edit, optarg, &err);
		else if (c == 'l' || c == 'u')
			rc = edit_lock(&x.edit, optarg, c == 'l', &err);
		else if (!prog_option(&x.p, c))
			prog_usage(&x.p);
	}
	if (rc || take_words(&x, argv + optind, &n, &err))
		prog_die(&x.p, &err);
	prog_want_input(&x.p, all, (int)n);
	if (session_open(&x.s, x.p.dry_run ? SESSION_READONLY : 0, &err))
		prog_die(&x.p, &err);
	prog_interruptible();
	if (all || n)
		rc = operands(&x, argv + optind, n, all, &err);
	else
		prog_records_many(&x.p, STDIN_FILENO, EDIT_AT_ONCE, records, &x);
	session_close(&x.s);
	if (rc)
		prog_die(&x.p, &err);
	say_sum(&x);
	edit_release(&x.edit);
	free(x.by);
	error_release(&err);
	return prog_finish(&x.p);
}
