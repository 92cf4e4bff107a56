/*
 * metarr-enrich: what providers say of items goes into the database; see metarr-enrich(1). Killed, what was
 * stored is there, and the next run goes on with the rest.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/log.h"
#include "core/prog.h"
#include "core/progress.h"
#include "provider/enrich.h"
#include "provider/todo.h"

static const char usage[] =
	"usage: metarr-enrich [-anjqtv] [--due] [--replace[=FIELD,...]] [--artwork KIND]\n"
	"                     [--providers LIST] [--priority N] [WHAT...]\n"
	"       metarr-enrich --check-providers [-jt]\n"
	"Texts, ratings and addresses of pictures from TMDB, TVDB, fanart.tv and TVmaze into the database.\n"
	"WHAT is movie:12, tmdb:603, a path, or a library: of that what was not enriched yet. Without WHAT, "
	"records\n"
	"on standard input name the items.\n"
	"  -a, --all       every library                 -n, --dry-run  shows what would change, and changes "
	"nothing\n"
	"      --due       of libraries what is to be asked about again by now\n"
	"      --replace   values of the library give way, all or those of these fields\n"
	"      --artwork KIND  only pictures             --providers tmdb,...  only these are asked\n"
	"      --priority N    1 to 10; 1 and 2 wait behind nobody\n"
	"      --check-providers  says who has a key, takes it, and answers\n"
	"  -j, --json      records                       -t, --text     lines for people, also into a pipe\n"
	"  -q, --quiet     errors only                   -v, --verbose  say more\n"
	"  -h, --help      this text                     -V, --version  the version\n";

struct ctx {
	struct prog p;
	struct session s;
	struct desk *desk;
	struct shop shop;
	struct enrich *enrich;
	const char *artwork; /* --artwork */
	int priority;
	unsigned missed; /* bits: of whom it was said that they are not asked */
	bool all, check;
	struct todo todo; /* of operands, then the sets of films that came in */
	size_t done, changed, unchanged, unknown;
};

/* A record on its way. */
struct job {
	struct record *r;
	struct prog_slot *slot; /* NULL: it is of an operand, and r its own */
};

static void job_free(void *tag)
{
	struct job *job = tag;

	if (!job->slot)
		record_free(job->r);
	free(job);
}

/* The item as it is now. */
static int row_of(struct ctx *x, const struct enrich_done *done, struct list_page *page, struct error *err)
{
	struct list_filter filter = {
		.type = done->type, .unpublished = -1, .only_id = done->id, .texts = true};

	return list_items(x->s.db, &filter, NULL, 0, 1, page, err);
}

static void count(struct ctx *x, const struct enriched *result)
{
	if (result->how == ENRICHED_UNKNOWN)
		x->unknown++;
	else if (result->changed || (x->p.dry_run && result->values))
		x->changed++;
	else
		x->unchanged++;
}

static int64_t offered(const struct enriched *result, const char *kind)
{
	int64_t n = 0;
	size_t i, k;

	for (i = 0; i < result->nby; i++)
		for (k = 0; k < result->by[i].npicture; k++)
			n += !strcmp(result->by[i].picture[k].asset_type, kind);
	return n;
}

/* Who did not say anything of it; what is so of all items was said when it happened. */
static void say_failures(const struct enrich_done *done, const char *label)
{
	size_t i;

	for (i = 0; i < done->result->nby; i++) {
		const struct error *failure = done->result->by[i].failure;

		if (failure && (failure->code == ERR_CONFIG || error_retry(failure->code)))
			log_info("%s: %s", label, failure->msg.buf);
		else if (failure)
			log_warn("%s: %s", label, failure->msg.buf);
	}
}

/* In a trial each change with old and new, else the names of what changed. */
static void say(const struct ctx *x, const struct enrich_done *done, const char *label)
{
	struct strbuf line = STRBUF_INIT;
	size_t i;

	for (i = 0; i < done->changes->nchange && (x->p.dry_run || x->p.verbose > 0); i++) {
		strbuf_clear(&line);
		edit_entry_text(&done->changes->change[i], &line);
		prog_say(&x->p, "%s: %s", label, line.buf);
	}
	say_failures(done, label);
	strbuf_clear(&line);
	meta_names_text(done->result->fields, &line);
	if (done->result->how == ENRICHED_UNKNOWN)
		log_warn("%s: %s", label, done->result->message);
	else if (x->artwork)
		prog_say(
			&x->p, "%s: %" PRId64 " of %s", label, offered(done->result, x->artwork), x->artwork);
	else if (!i && line.len)
		prog_say(&x->p, "%s: %s", label, line.buf);
	strbuf_release(&line);
}

static void set_record(struct ctx *x, const struct enrich_done *done, struct record *r)
{
	edit_job_record(done->changes, r);
	if (x->artwork)
		record_set_int(r, "found", offered(done->result, x->artwork));
}

static int out(struct enrich_done *done, void *ctx)
{
	struct ctx *x = ctx;
	struct job *job = done->tag;
	struct list_page page = {0};
	struct strbuf label = STRBUF_INIT;
	struct error err = ERROR_INIT;
	int rc = row_of(x, done, &page, &err);

	strbuf_addf(&label, "%s:%" PRId64, entity_name(done->type), done->id);
	if (!rc && page.n) {
		list_record(&page.row[0], job->r);
		strbuf_addch(&label, ' ');
		list_label(&page.row[0], &label);
	}
	if (done->err.code != ERR_NONE)
		rc = error_set(&err, done->err.code, "%s: %s", label.buf, done->err.msg.buf);
	if (!rc && done->type == ENTITY_MOVIE)
		rc = todo_set_of(&x->todo, done->id, done->result, &err);
	if (!rc) {
		count(x, done->result);
		set_record(x, done, job->r);
		say(x, done, label.buf);
	}
	rc = 0;
	if (job->slot) {
		prog_flow_done(job->slot, &err);
	} else {
		progress_show(++x->done, x->todo.n, x->p.dry_run ? "looked at" : "enriched");
		rc = prog_result(&x->p, job->r, &err);
	}
	job_free(job);
	list_page_release(&page);
	strbuf_release(&label);
	error_release(&err);
	return rc;
}

/* Once for each. */
static void say_missed(struct ctx *x)
{
	unsigned p, news = x->shop.missed & ~x->missed;

	for (p = 0; p < PROVIDER_COUNT; p++)
		if (news & 1u << p)
			log_warn("%s is not asked: it has no key", provider_name((enum provider_id)p));
	x->missed |= news;
}

static void add(struct ctx *x, enum entity type, int64_t id, struct record *r, struct prog_slot *slot)
{
	struct job *job = xcalloc(1, sizeof(*job));

	*job = (struct job){slot ? r : record_new(), slot};
	enrich_add(x->enrich, type, id, job);
	say_missed(x);
}

static int collect_all(struct ctx *x, char **words, struct error *err)
{
	struct target_list list = {0};
	size_t i;
	int rc = x->all ? operand_all(&x->s, &list, err) : 0;

	for (; *words && !rc; words++)
		if (operand_resolve(&x->s, *words, &list, err))
			prog_fail(&x->p, err);
	for (i = 0; i < list.n && !rc; i++)
		rc = todo_target(&x->todo, &list.item[i], err);
	target_list_release(&list);
	return rc;
}

/* Those that are to be done, which may become more. */
static int work_off(struct ctx *x, struct error *err)
{
	size_t i = 0;
	int rc = 0;

	while (!rc && !prog_interrupted() && (i < x->todo.n || enrich_pending(x->enrich))) {
		for (; i < x->todo.n && !enrich_full(x->enrich); i++)
			add(x, x->todo.item[i].type, x->todo.item[i].id, NULL, NULL);
		rc = enrich_work(x->enrich, -1, out, x, err);
	}
	return rc < 0 && !x->p.output_errno ? -1 : 0;
}

static int begin_row(const struct list_row *row, void *ctx, struct error *err)
{
	struct todo_item *item = ctx;

	(void)err;
	*item = (struct todo_item){row->item.type, row->item.id};
	return 0;
}

static void begin(struct record *r, struct prog_slot *slot, void *ctx)
{
	struct ctx *x = ctx;
	struct list_filter filter = {.unpublished = -1};
	struct error err = ERROR_INIT;
	struct todo_item item = {ENTITY_MOVIE, 0};

	if (record_row(&x->s, r, &filter, begin_row, &item, &err))
		prog_flow_done(slot, &err);
	else
		add(x, item.type, item.id, r, slot);
	error_release(&err);
}

static int work(int fd, void *ctx)
{
	struct ctx *x = ctx;
	struct error err = ERROR_INIT;
	int rc = enrich_work(x->enrich, fd, out, x, &err);

	if (rc && err.code != ERR_NONE)
		prog_fail(&x->p, &err);
	error_release(&err);
	return rc;
}

static bool full(void *ctx)
{
	return enrich_full(((struct ctx *)ctx)->enrich);
}

/* One record for each provider: has it a key, and is that good. */
static void check_providers(struct ctx *x)
{
	static const char *const states[] = {[DESK_NO_KEY] = "no_key",
		[DESK_GOOD] = "good",
		[DESK_REFUSED] = "refused",
		[DESK_UNREACHED] = "unreachable"};
	struct error err = ERROR_INIT;
	int i;

	for (i = 0; i < PROVIDER_COUNT && !prog_interrupted(); i++) {
		enum desk_state state = desk_check(x->desk, (enum provider_id)i, &err);
		struct record *r = record_new();

		record_set_str(r, "provider", provider_name((enum provider_id)i));
		record_set_str(r, "provider_state", states[state]);
		record_set_str(r, "message", err.code == ERR_NONE ? NULL : err.msg.buf);
		if (prog_json(&x->p))
			prog_put(&x->p, r);
		else
			prog_say(&x->p, "%-9s  %s%s%s", provider_name((enum provider_id)i), states[state],
				err.code == ERR_NONE ? "" : ": ", err.code == ERR_NONE ? "" : err.msg.buf);
		record_free(r);
		error_clear(&err);
	}
	error_release(&err);
}

static void say_sum(const struct ctx *x)
{
	prog_say(&x->p, "%zu %s, %zu unchanged, %zu not identified, %zu failed", x->changed,
		x->p.dry_run ? "would change" : "enriched", x->unchanged + x->todo.unchanged, x->unknown,
		x->p.failed);
}

static int read_priority(const char *text, int *priority, struct error *err)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*end || end == text || n < 1 || n > 10)
		return error_set(err, ERR_USAGE, "a priority is 1 to 10, not '%s'", text);
	*priority = (int)n;
	return 0;
}

static int option(struct ctx *x, int c, struct error *err)
{
	if (c == 'a')
		x->all = true;
	else if (c == 'd')
		x->todo.due = true;
	else if (c == 'c')
		x->check = true;
	else if (c == 'k')
		x->shop.artwork = (x->artwork = optarg) != NULL;
	else if (c == 'r')
		return shop_replace_these(&x->shop, optarg, err);
	else if (c == 'P')
		return shop_ask_these(&x->shop, optarg, err);
	else if (c == 'p')
		return read_priority(optarg, &x->priority, err);
	else if (!prog_option(&x->p, c))
		prog_usage(&x->p);
	return 0;
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {PROG_LONG, {"all", no_argument, NULL, 'a'},
		{"dry-run", no_argument, NULL, 'n'}, {"due", no_argument, NULL, 'd'},
		{"replace", optional_argument, NULL, 'r'}, {"artwork", required_argument, NULL, 'k'},
		{"providers", required_argument, NULL, 'P'}, {"priority", required_argument, NULL, 'p'},
		{"check-providers", no_argument, NULL, 'c'}, {NULL, 0, NULL, 0}};
	static const struct prog_flow flow = {begin, work, full};
	struct error err = ERROR_INIT;
	struct ctx x = {.priority = 5};
	int c, i, rc = 0;

	prog_init(&x.p, argv[0], usage);
	while (!rc && (c = getopt_long(argc, argv, PROG_SHORT "an", longs, NULL)) != -1)
		rc = option(&x, c, &err);
	if (rc)
		prog_die(&x.p, &err);
	if (!x.check)
		prog_want_input(&x.p, x.all, argc - optind);
	if (session_open(&x.s, 0, &err) || desk_new(&x.desk, &x.s, x.priority, &err))
		prog_die(&x.p, &err);
	prog_interruptible();
	x.shop.session = &x.s;
	x.todo.shop = &x.shop;
	x.todo.desk = x.desk;
	x.todo.dry_run = x.p.dry_run;
	for (i = 0; i < PROVIDER_COUNT; i++)
		x.shop.asks |= desk_asks(x.desk, (enum provider_id)i) ? 1u << i : 0;
	x.enrich = enrich_new(&x.shop, x.desk, x.p.dry_run);
	if (x.check)
		check_providers(&x);
	else if (x.all || optind < argc)
		rc = collect_all(&x, argv + optind, &err) || work_off(&x, &err) ? -1 : 0;
	else if (!prog_records_flow(&x.p, STDIN_FILENO, &flow, &x))
		rc = work_off(&x, &err);
	enrich_free(x.enrich, job_free);
	desk_free(x.desk);
	shop_release(&x.shop);
	session_close(&x.s);
	todo_release(&x.todo);
	if (rc)
		prog_die(&x.p, &err);
	if (!x.check)
		say_sum(&x);
	error_release(&err);
	return prog_finish(&x.p);
}
