/*
 * metarr-show: one item with everything that is known of it.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "asset/explain.h"
#include "core/log.h"
#include "core/prog.h"
#include "core/table.h"
#include "store/dossier.h"
#include "store/operand.h"
#include "store/session.h"

static const char usage[] =
	"usage: metarr-show [-aHjqtv] [--artwork KIND | --diff A B | --matches] [WHAT...]\n"
	"All that is known of items: WHAT is movie:12, tmdb:603, tt0133093, a title, a path, a "
	"library. Without WHAT,\n"
	"records on standard input name them.\n"
	"  -a, --all      every item of every library\n"
	"  -H, --history  only what happened: edits, publishes, versions of the NFO\n"
	"  --artwork KIND every candidate of a kind of artwork, and why it is chosen or not; \"all\": of all "
	"kinds\n"
	"  --matches      what it may be, where that is not known, and what is to be said to metarr-edit\n"
	"  --diff A B     what is different between two versions of the NFO\n"
	"  -j, --json   records                          -t, --text     lines for "
	"people; this is so in a pipe, too\n"
	"  -q, --quiet  errors only                      -v, --verbose  say more\n"
	"  -h, --help   this text                        -V, --version  the version\n";

#define FOUND_MOST 10 /* items that part of a title may name */

struct ctx {
	struct prog p;
	struct session s;
	size_t shown;
	bool history, matches, diff;
	int from, to;	     /* the versions of --diff */
	const char *artwork; /* the kind of --artwork, or "all"; NULL: not wanted */
};

static void print_matches(const struct dossier *d, struct strbuf *out)
{
	strbuf_addf(out, "%s:%" PRId64 " ", entity_name(d->row.item.type), d->row.item.id);
	list_label(&d->row, out);
	strbuf_addstr(out, d->match.n ? "\n" : ": nothing to choose from\n");
	matches_text(&d->match, out);
}

static void print_item(struct ctx *x, const struct dossier *d)
{
	struct strbuf out = STRBUF_INIT;

	if (x->matches)
		print_matches(d, &out);
	else if (x->history)
		dossier_history(d, terminal_width(STDOUT_FILENO), &out);
	else
		dossier_text(d, terminal_width(STDOUT_FILENO), &out);
	printf("%s%s", x->shown++ ? "\n\n" : "", out.buf);
	strbuf_release(&out);
}

static int show_diff(struct ctx *x, const struct dossier *d, struct record *r, struct error *err)
{
	struct strbuf out = STRBUF_INIT;
	int rc = dossier_diff(x->s.db, d, x->from, x->to, &out, err);

	if (!rc && x->p.output == OUT_JSON) {
		list_record(&d->row, r);
		record_set_str(r, "diff", out.buf);
	} else if (!rc) {
		fwrite(out.buf, 1, out.len, stdout);
	}
	strbuf_release(&out);
	return rc;
}

static void print_gallery(
	struct ctx *x, const struct dossier *d, const struct gallery *g, const struct gallery_kind *only)
{
	struct strbuf out = STRBUF_INIT, label = STRBUF_INIT;
	size_t k;

	list_label(&d->row, &label);
	for (k = 0; k < g->nkind; k++) {
		if (only && only != &g->kind[k])
			continue;
		strbuf_addf(&out, "%s%s: %s%s\n", x->shown++ ? "\n" : "", label.buf, g->kind[k].name,
			g->kind[k].choice.locked ? ", locked" : "");
		explain_text(&g->kind[k], terminal_width(STDOUT_FILENO), &out);
	}
	fputs(out.buf, stdout);
	strbuf_release(&out);
	strbuf_release(&label);
}

static void record_gallery(
	const struct dossier *d, const struct gallery *g, const struct gallery_kind *only, struct record *r)
{
	struct strbuf json = STRBUF_INIT;

	list_record(&d->row, r);
	explain_json(g, only, &json);
	record_set_raw(r, "artwork", json.buf, json.len);
	strbuf_clear(&json);
	explain_decided(g, only, &json);
	record_set_raw(r, "decided", json.buf, json.len);
	strbuf_release(&json);
}

static int show_artwork(struct ctx *x, const struct dossier *d, struct record *r, struct error *err)
{
	const struct item *it = &d->row.item;
	struct gallery g = {.item = ITEM_INIT};
	struct art_rules rules = {0};
	const struct gallery_kind *only = NULL;
	bool all = !strcmp(x->artwork, "all");
	int64_t library = 0;
	int rc = gallery_load(x->s.db, it->type, it->id, &g, err) != 1 ||
				 gallery_library(x->s.db, &g, &library, err) < 0 ||
				 gallery_rules(x->s.db, &x->s.conf, library, &rules, err)
			 ? -1
			 : 0;

	g.rules = &rules;
	if (!rc)
		gallery_choose(&g);
	if (!rc && !all && !(only = gallery_kind(&g, x->artwork)))
		rc = error_set(err, ERR_NOT_FOUND, "%s:%" PRId64 " has no candidate of '%s'",
			entity_name(it->type), it->id, x->artwork);
	if (!rc && x->p.output == OUT_JSON)
		record_gallery(d, &g, only, r);
	else if (!rc)
		print_gallery(x, d, &g, only);
	gallery_release(&g);
	art_rules_release(&rules);
	return rc;
}

/* Into r for programs, printed for people. */
static int show(struct ctx *x, enum entity type, int64_t id, struct record *r, struct error *err)
{
	struct dossier d = {0};
	int rc = dossier_load(x->s.db, type, id, &d, err);

	if (rc == 0)
		rc = error_set(err, ERR_NOT_FOUND, "there is no %s:%" PRId64, entity_name(type), id);
	if (rc == 1 && x->diff)
		rc = show_diff(x, &d, r, err);
	else if (rc == 1 && x->artwork)
		rc = show_artwork(x, &d, r, err);
	else if (rc == 1 && x->p.output == OUT_JSON)
		dossier_record(&d, r);
	else if (rc == 1)
		print_item(x, &d);
	dossier_release(&d);
	return rc < 0 ? -1 : 0;
}

static int one_record(struct record *r, void *ctx, struct error *err)
{
	struct ctx *x = ctx;
	enum entity type;
	int64_t id;

	return record_item(&x->s, r, &type, &id, err) ? -1 : show(x, type, id, r, err);
}

static int put(struct ctx *x, enum entity type, int64_t id, struct error *err)
{
	struct record *r = record_new();
	int rc = show(x, type, id, r, err);

	if (!rc && x->p.output == OUT_JSON)
		rc = prog_put(&x->p, r) ? 1 : 0; /* nobody reads any more: enough */
	if (!rc)
		prog_count(&x->p, NULL);
	record_free(r);
	return rc;
}

static int on_row(const struct list_row *row, void *ctx, struct error *err)
{
	return put(ctx, row->item.type, row->item.id, err);
}

/* An item that is named is shown even when it is gone from the disk. */
static int show_target(struct ctx *x, struct target *t, struct error *err)
{
	struct list_filter filter = {.unpublished = -1};
	const struct target_list one = {t, 1, 1};
	int type, rc = 0;

	if (t->kind == TARGET_ITEM)
		return put(x, t->type, t->id, err);
	for (type = 0; type < (target_is_sets(t) ? ENTITY_ALL : ENTITY_COUNT) && !rc; type++) {
		filter.type = (enum entity)type;
		rc = targets_each(x->s.db, &one, &filter, on_row, x, err);
	}
	return rc;
}

static int show_targets(struct ctx *x, const struct target_list *list, struct error *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < list->n && !rc; i++)
		rc = show_target(x, &list->item[i], err);
	return rc;
}

/* One that means nothing is said, and the others are shown. */
static int operand(struct ctx *x, const char *word, struct error *err)
{
	struct target_list list = {0};
	int rc = operand_find(&x->s, word, FOUND_MOST, &list, err);

	if (!rc)
		rc = show_targets(x, &list, err);
	target_list_release(&list);
	return rc;
}

static int all_items(struct ctx *x, struct error *err)
{
	struct target_list list = {0};
	int rc = operand_all(&x->s, &list, err);

	if (!rc)
		rc = show_targets(x, &list, err);
	target_list_release(&list);
	return rc < 0 ? -1 : 0;
}

static int version_number(const struct ctx *x, const char *word)
{
	char *end;
	long number = strtol(word, &end, 10);

	if (*end || end == word)
		prog_usage(&x->p);
	return (int)number;
}

/* "--diff A B": the second number is the word after the first. */
static void take_versions(struct ctx *x, int argc, char **argv)
{
	x->diff = true;
	x->from = version_number(x, optarg);
	if (optind == argc)
		prog_usage(&x->p);
	x->to = version_number(x, argv[optind++]);
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {PROG_LONG, {"all", no_argument, NULL, 'a'},
		{"history", no_argument, NULL, 'H'}, {"diff", required_argument, NULL, 'D'},
		{"matches", no_argument, NULL, 'M'}, {"artwork", required_argument, NULL, 'A'},
		{NULL, 0, NULL, 0}};
	struct error err = ERROR_INIT;
	bool all = false;
	struct ctx x = {0};
	int c, i;

	prog_init(&x.p, "metarr-show", usage);
	while ((c = getopt_long(argc, argv, PROG_SHORT "aH", longs, NULL)) != -1) {
		if (c == 'a')
			all = true;
		else if (c == 'H')
			x.history = true;
		else if (c == 'M')
			x.matches = true;
		else if (c == 'D')
			take_versions(&x, argc, argv);
		else if (c == 'A')
			x.artwork = optarg;
		else if (!prog_option(&x.p, c))
			prog_usage(&x.p);
	}
	if (x.p.output != OUT_JSON)
		x.p.output = OUT_TEXT;
	prog_want_input(&x.p, all, argc - optind);
	if (session_open(&x.s, SESSION_READONLY, &err))
		prog_die(&x.p, &err);
	if (all && all_items(&x, &err))
		prog_die(&x.p, &err);
	for (i = optind; i < argc && !all; i++)
		if (operand(&x, argv[i], &err) < 0)
			prog_fail(&x.p, &err);
	if (!all && optind == argc)
		prog_records(&x.p, STDIN_FILENO, one_record, &x);
	session_close(&x.s);
	error_release(&err);
	return prog_finish(&x.p);
}
