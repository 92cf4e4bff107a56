/*
 * metarr-select: phase 3, chooses the pictures of items by the rules of their libraries, downloads them into
 * the cache, and takes a person's word for it; see metarr-select(1).
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "asset/tell.h"
#include "core/alloc.h"
#include "core/prog.h"
#include "core/progress.h"
#include "store/operand.h"

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
	struct teller teller;
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
			tell_selection(&x->teller, &x->item[i], r, &why);
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

/* Records that came in together: one transaction, and their downloads side by side. */
static void records(struct prog_work *work, size_t n, void *ctx)
{
	struct ctx *x = ctx;
	struct error err = ERROR_INIT;
	size_t of[SELECT_AT_ONCE], i, count = 0; /* which record an item is of */
	int rc = 0;

	for (i = 0; i < n; i++) {
		struct selection *one = &x->item[count];

		*one = (struct selection)SELECTION_INIT;
		if (!record_item(&x->s, work[i].r, &one->type, &one->id, work[i].err))
			of[count++] = i;
	}
	if (count)
		rc = choose(x, x->item, count, &err);
	for (i = 0; i < count; i++) {
		if (rc)
			error_set(work[of[i]].err, err.code, "%s", err.msg.buf);
		else
			tell_selection(&x->teller, &x->item[i], work[of[i]].r, work[of[i]].err);
		selection_release(&x->item[i]);
	}
	error_release(&err);
}

/* ---- a person's word ------------------------------------------------------------------------------------
 */

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

/* The rules choose for the item of whose picture was just spoken. */
static int choose_again(struct ctx *x, int64_t rejected, struct error *err)
{
	const struct list_row row = {.item = {.type = x->hand.job.type, .id = x->hand.job.id}};
	int rc;

	x->selector.rejected = rejected;
	rc = on_row(&row, x, err);
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
		rc = tell_word(&x->teller, &x->hand, err);
	if (!rc && verb == VERB_RESELECT)
		rc = choose_again(x, id, err) < 0 ? -1 : 0;
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
			x->teller.changed, x->teller.unchanged, x->p.failed);
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
	x.selector.unlock = &x.unlock;
	x.teller = (struct teller){.prog = &x.p, .db = x.s.db};
	prog_interruptible();
	rc = verb == VERB_REJECTED ? tell_rejected(&x.teller, &err)
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
