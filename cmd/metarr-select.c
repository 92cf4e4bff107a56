/*
 * metarr-select: phase 3, chooses the pictures of items by the rules of their libraries, downloads them into
 * the cache, and takes a person's word for it; see metarr-select(1).
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "asset/hand.h"
#include "core/alloc.h"
#include "core/log.h"
#include "core/prog.h"
#include "core/progress.h"
#include "store/operand.h"
#include "store/rejected.h"

static const char usage[] =
	"usage: metarr-select [-anjqtv] [--unlock KIND,...] [WHAT...]\n"
	"       metarr-select [-njqtv] --choose ID | --reject ID [--reason TEXT] | --reselect ID | "
	"--unreject ID\n"
	"       metarr-select [-njqtv] --upload WHAT KIND FILE\n"
	"       metarr-select [-jt] --rejected\n"
	"Chooses the pictures of items and downloads them. WHAT is movie:12, series:3, a path, a library; "
	"without\n"
	"WHAT, records on standard input name the items. ID is that of a candidate: metarr show --artwork.\n"
	"  -a, --all     every item of every library     -n, --dry-run  only say what would be done\n"
	"  --unlock KIND,...  let the rules choose again where a person chose or locked a kind\n"
	"  --choose ID   this picture, and the kind is locked\n"
	"  --reject ID   never this picture, of whatever item      --reselect ID  and choose another one\n"
	"  --unreject ID take a rejection back           --rejected  list what is rejected\n"
	"  --upload      a picture of your own: chosen, and the kind is locked\n"
	"  -j, --json    records                         -t, --text     lines for people, also into a pipe\n"
	"  -q, --quiet   errors only                     -v, --verbose  say more\n"
	"  -h, --help    this text                       -V, --version  the version\n";

struct ctx {
	struct prog p;
	struct session s;
	struct selector selector;
	size_t changed, unchanged;
	struct selection item[SELECT_AT_ONCE]; /* of operands, waiting to be done */
	size_t n;
	size_t total;
	struct edit unlock; /* what --unlock says */
	struct hand hand;
	const char *reason;
};

enum verb {
	VERB_NONE,
	VERB_CHOOSE = 256,
	VERB_REJECT,
	VERB_RESELECT,
	VERB_UNREJECT,
	VERB_UPLOAD,
	VERB_REJECTED
};

static int row_of(struct ctx *x, enum entity type, int64_t id, struct list_page *page, struct strbuf *label,
	struct error *err)
{
	struct list_filter filter = {
		.type = type, .unpublished = -1, .only_id = id, .texts = prog_json(&x->p)};
	int rc = list_items(x->s.db, &filter, NULL, 0, 1, page, err);

	strbuf_addf(label, "%s:%" PRId64, entity_name(type), id);
	if (!rc && page->n) {
		strbuf_addch(label, ' ');
		list_label(&page->row[0], label);
	}
	return rc;
}

static void say_notes(const struct ctx *x, const struct selection *one, const char *label)
{
	size_t i;

	for (i = 0; i < one->notes.n; i++)
		log_warn("%s: %s", label, one->notes.item[i]);
	for (i = 0; i < one->gallery.nkind && x->p.verbose > 0; i++) {
		const struct gallery_kind *kind = &one->gallery.kind[i];

		if (kind->choice.rule && (int64_t)kind->choice.taken < kind->choice.rule->min_count)
			log_warn("%s: %s: %zu of %" PRId64, label, kind->name, kind->choice.taken,
				kind->choice.rule->min_count);
	}
}

/* The item as it is now, with what was chosen, into r; for people lines. */
static int tell(struct ctx *x, const struct selection *one, struct record *r, struct error *err)
{
	struct list_page page = {0};
	struct strbuf label = STRBUF_INIT, out = STRBUF_INIT;
	int rc = row_of(x, one->type, one->id, &page, &label, err);

	if (!rc && page.n) {
		list_record(&page.row[0], r);
		gallery_json(&one->gallery, &out);
		record_set_raw(r, "choices", out.buf, out.len);
	}
	say_notes(x, one, label.buf);
	if (!rc && one->changed && !prog_json(&x->p) && x->p.verbose >= 0) {
		strbuf_clear(&out);
		gallery_text(&one->gallery, label.buf, &out);
		prog_write(&x->p, out.buf, out.len);
	}
	if (!rc && one->error.code != ERR_NONE)
		rc = error_set(err, one->error.code, "%s: %s", label.buf, one->error.msg.buf);
	*(one->changed ? &x->changed : &x->unchanged) += 1;
	list_page_release(&page);
	strbuf_release(&label);
	strbuf_release(&out);
	return rc;
}

/* The rules may choose again of those kinds. */
static int unlock(struct ctx *x, const struct selection *items, size_t n, struct error *err)
{
	struct edit_job *jobs;
	size_t i;
	int rc;

	if (!x->unlock.unlock_kinds.n && !x->unlock.unlock_all)
		return 0;
	jobs = xcalloc(n + 1, sizeof(*jobs));
	for (i = 0; i < n; i++)
		jobs[i] = (struct edit_job){
			.type = items[i].type, .id = items[i].id, .edit = &x->unlock, .error = ERROR_INIT};
	rc = edit_items(x->s.db, jobs, n, x->hand.by, x->p.dry_run, &x->hand.batch, err);
	for (i = 0; i < n; i++)
		edit_job_release(&jobs[i]);
	free(jobs);
	return rc;
}

static int choose(struct ctx *x, struct selection *items, size_t n, struct error *err)
{
	return unlock(x, items, n, err) || select_items(&x->selector, items, n, err) ? -1 : 0;
}

/* Does the operands that wait. */
static int flush(struct ctx *x, struct error *err)
{
	struct error why = ERROR_INIT;
	size_t i;
	int rc = x->n ? choose(x, x->item, x->n, err) : 0;

	for (i = 0; i < x->n; i++) {
		struct record *r = record_new();

		if (!rc) {
			tell(x, &x->item[i], r, &why);
			prog_result(&x->p, r, &why);
		}
		error_clear(&why);
		selection_release(&x->item[i]);
		record_free(r);
	}
	x->n = 0;
	progress_show(x->p.done + x->p.failed, x->total, "selected");
	error_release(&why);
	return rc ? -1 : x->p.output_errno || prog_interrupted();
}

static int on_row(const struct list_row *row, void *ctx, struct error *err)
{
	struct ctx *x = ctx;

	x->item[x->n] = (struct selection)SELECTION_INIT;
	x->item[x->n].type = row->item.type;
	x->item[x->n++].id = row->item.id;
	return x->n == SELECT_AT_ONCE ? flush(x, err) : 0;
}

static int operands(struct ctx *x, char **words, size_t n, bool all, struct error *err)
{
	const struct list_filter filter = {.unpublished = -1};
	struct target_list list = {0};
	size_t i;
	int rc = all ? operand_all(&x->s, &list, err) : 0;

	for (i = 0; i < n && !rc; i++)
		if (operand_resolve(&x->s, words[i], &list, err))
			prog_fail(&x->p, err);
	if (!rc)
		rc = targets_count_kinds(x->s.db, &list, &filter, &x->total, err);
	if (!rc)
		rc = targets_each_kind(x->s.db, &list, &filter, on_row, x, err);
	if (!rc)
		rc = flush(x, err);
	target_list_release(&list);
	return rc < 0 ? -1 : 0;
}

static int take_record(struct ctx *x, struct prog_work *work, struct selection *one)
{
	struct target_list list = {0};
	int rc = record_target(&x->s, work->r, &list, work->err);

	if (!rc && (list.n != 1 || list.item[0].kind != TARGET_ITEM))
		rc = error_set(work->err, ERR_NOT_FOUND, "the path of the record is that of no item");
	*one = (struct selection)SELECTION_INIT;
	if (!rc) {
		one->type = list.item[0].type;
		one->id = list.item[0].id;
	}
	target_list_release(&list);
	return rc;
}

/* Records that came in together: one transaction, and their downloads side by side. */
static void records(struct prog_work *work, size_t n, void *ctx)
{
	struct ctx *x = ctx;
	struct error err = ERROR_INIT;
	size_t of[SELECT_AT_ONCE], i, count = 0; /* which record an item is of */
	int rc = 0;

	for (i = 0; i < n; i++)
		if (!take_record(x, &work[i], &x->item[count]))
			of[count++] = i;
	if (count)
		rc = choose(x, x->item, count, &err);
	for (i = 0; i < count; i++) {
		if (rc)
			error_set(work[of[i]].err, err.code, "%s", err.msg.buf);
		else
			tell(x, &x->item[i], work[of[i]].r, work[of[i]].err);
		selection_release(&x->item[i]);
	}
	error_release(&err);
}

/* ---- a person's word ------------------------------------------------------------------------------------
 */

static int tell_word(struct ctx *x, struct error *err)
{
	const struct edit_job *job = &x->hand.job;
	struct list_page page = {0};
	struct strbuf label = STRBUF_INIT, line = STRBUF_INIT;
	struct record *r = record_new();
	const struct error none = ERROR_INIT;
	size_t i;
	int rc = row_of(x, job->type, job->id, &page, &label, err);

	if (!rc && page.n)
		list_record(&page.row[0], r);
	edit_job_record(job, r);
	if (job->changed && !x->p.dry_run)
		record_set_int(r, "batch", x->hand.batch);
	for (i = 0; i < job->nchange; i++) {
		strbuf_clear(&line);
		edit_entry_text(&job->change[i], &line);
		prog_say(&x->p, "%s: %s", label.buf, line.buf);
	}
	if (!rc)
		prog_result(&x->p, r, &none);
	if (!rc && job->changed && !x->p.dry_run)
		prog_say(&x->p, "to take it back: metarr undo --batch %" PRId64, x->hand.batch);
	else if (!rc && !job->changed)
		prog_say(&x->p, "%s: it was so already", label.buf);
	record_free(r);
	list_page_release(&page);
	strbuf_release(&label);
	strbuf_release(&line);
	return rc;
}

static int upload(struct ctx *x, char **words, struct error *err)
{
	struct target_list list = {0};
	int rc = operand_resolve(&x->s, words[0], &list, err);

	if (!rc && (list.n != 1 || list.item[0].kind != TARGET_ITEM))
		rc = error_set(err, ERR_USAGE, "'%s' is not one item", words[0]);
	if (!rc)
		rc = hand_upload(&x->hand, list.item[0].type, list.item[0].id, words[1], words[2], err);
	target_list_release(&list);
	return rc;
}

static int list_rejected(struct ctx *x, struct error *err)
{
	struct rejected_list list = {0};
	size_t i;

	if (rejected_all(x->s.db, &list, err))
		return -1;
	for (i = 0; i < list.n; i++) {
		const struct rejected *one = &list.item[i];
		struct record *r = record_new();

		record_set_str(r, "provider", one->provider);
		record_set_str(r, "provider_url", one->url);
		record_set_str(r, "asset_type", one->asset_type);
		record_set_str(r, "reason", one->reason);
		record_set_str(r, "rejected_at", one->rejected_at);
		if (prog_json(&x->p))
			prog_put(&x->p, r);
		prog_say(&x->p, "%s  %s  %s%s%s", one->rejected_at, one->asset_type, one->url,
			one->reason ? "  " : "", one->reason ? one->reason : "");
		record_free(r);
	}
	rejected_list_release(&list);
	return 0;
}

/* The rules choose for the item of whose picture was just spoken. */
static int choose_again(struct ctx *x, struct error *err)
{
	const struct list_row row = {.item = {.type = x->hand.job.type, .id = x->hand.job.id}};
	int rc = on_row(&row, x, err);

	return rc ? rc : flush(x, err);
}

static int say_word(struct ctx *x, enum verb verb, int64_t id, char **words, struct error *err)
{
	int rc = verb == VERB_CHOOSE	 ? hand_choose(&x->hand, id, err)
		 : verb == VERB_UPLOAD	 ? upload(x, words, err)
		 : verb == VERB_UNREJECT ? hand_unreject(&x->hand, id, err)
					 : hand_reject(&x->hand, id, x->reason, verb == VERB_RESELECT, err);

	if (!rc && x->p.dry_run && verb == VERB_UPLOAD)
		prog_say(&x->p, "would choose '%s' as %s of %s", words[2], words[1], words[0]);
	else if (!rc)
		rc = tell_word(x, err);
	if (!rc && verb == VERB_RESELECT)
		rc = choose_again(x, err) < 0 ? -1 : 0;
	return rc;
}

static int64_t candidate_id(const struct prog *p, const char *word)
{
	char *end;
	long long id = strtoll(word, &end, 10);

	if (*end || id < 1)
		prog_usage(p);
	return id;
}

static int do_items(struct ctx *x, char **words, size_t n, bool all, struct error *err)
{
	int rc = 0;

	if (all || n)
		rc = operands(x, words, n, all, err);
	else
		prog_records_many(&x->p, STDIN_FILENO, SELECT_AT_ONCE, records, x);
	progress_end();
	if (!rc)
		prog_say(&x->p,
			x->p.dry_run ? "%zu would change, %zu would not, %zu failed"
				     : "%zu changed, %zu unchanged, %zu failed",
			x->changed, x->unchanged, x->p.failed);
	return rc;
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {PROG_LONG, {"all", no_argument, NULL, 'a'},
		{"dry-run", no_argument, NULL, 'n'}, {"unlock", required_argument, NULL, 'u'},
		{"reason", required_argument, NULL, 'r'}, {"choose", required_argument, NULL, VERB_CHOOSE},
		{"reject", required_argument, NULL, VERB_REJECT},
		{"reselect", required_argument, NULL, VERB_RESELECT},
		{"unreject", required_argument, NULL, VERB_UNREJECT},
		{"upload", no_argument, NULL, VERB_UPLOAD}, {"rejected", no_argument, NULL, VERB_REJECTED},
		{NULL, 0, NULL, 0}};
	struct error err = ERROR_INIT;
	struct ctx x = {.hand = {.selector = &x.selector, .by = prog_user(), .job = {.error = ERROR_INIT}}};
	enum verb verb = VERB_NONE;
	int64_t id = 0;
	bool all = false;
	int c, rc = 0;

	prog_init(&x.p, argv[0], usage);
	while (!rc && (c = getopt_long(argc, argv, PROG_SHORT "an", longs, NULL)) != -1) {
		if (c == 'a')
			all = true;
		else if (c == 'u')
			rc = edit_lock(&x.unlock, optarg, false, &err);
		else if (c == 'r')
			x.reason = optarg;
		else if (c >= VERB_CHOOSE && verb)
			prog_usage(&x.p);
		else if (c >= VERB_CHOOSE)
			verb = (enum verb)c;
		else if (!prog_option(&x.p, c))
			prog_usage(&x.p);
		if (c >= VERB_CHOOSE && c < VERB_UPLOAD)
			id = candidate_id(&x.p, optarg);
	}
	argc -= optind;
	argv += optind;
	if (rc)
		prog_die(&x.p, &err);
	if ((verb && (all || argc != (verb == VERB_UPLOAD ? 3 : 0))) ||
		(x.reason && verb != VERB_REJECT && verb != VERB_RESELECT))
		prog_usage(&x.p);
	if (!verb)
		prog_want_input(&x.p, all, argc);
	if (session_open(&x.s, x.p.dry_run || verb == VERB_REJECTED ? SESSION_READONLY : 0, &err))
		prog_die(&x.p, &err);
	selector_init(&x.selector, &x.s, x.p.dry_run);
	prog_interruptible();
	rc = verb == VERB_REJECTED ? list_rejected(&x, &err)
	     : verb		   ? say_word(&x, verb, id, argv, &err)
				   : do_items(&x, argv, (size_t)argc, all, &err);
	if (rc)
		prog_fail(&x.p, &err);
	selector_release(&x.selector);
	session_close(&x.s);
	edit_release(&x.unlock);
	edit_job_release(&x.hand.job);
	free((char *)(uintptr_t)x.hand.by);
	error_release(&err);
	return prog_finish(&x.p);
}
