/*
 * metarr-ls: lists items, filtered. A source of records for the other programs: it reads none itself.
 */
#include <getopt.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"
#include "core/nearest.h"
#include "core/path.h"
#include "core/plural.h"
#include "core/prog.h"
#include "core/table.h"
#include "store/operand.h"
#include "store/search.h"
#include "store/session.h"

static const char usage[] =
	"usage: metarr-ls [-acdjqtuv] [-s STATE] [--search TEXT]\n"
	"                 [movies | series | seasons | episodes | sets] [WHAT...]\n"
	"Lists items: all, or those that WHAT names: a library, a path, movie:12, series:3, set:4, "
	"tmdb:603.\n"
	"  -a, --all          of every library, as without WHAT\n"
	"  -c, --conflict     whose files say something else than the database: metarr edit --keep\n"
	"  -d, --deleted      those that are gone from the disk and not yet forgotten\n"
	"  -s, --state STATE  only in this state; \"error\" is every error\n"
	"  --search TEXT      with words in their titles that begin so: --search 'matr re'\n"
	"  -u, --unpublished  only those with changes that are not in the library's folder yet\n"
	"  -j, --json   records, also on a terminal      -t, --text     lines for people, also into a pipe\n"
	"  -q, --quiet  errors only                      -v, --verbose  say more\n"
	"  -h, --help   this text                        -V, --version  the version\n";

#define ALL_KINDS (1 << ENTITY_MOVIE | 1 << ENTITY_SERIES)

struct ctx {
	struct prog p;
	struct session s;
	struct list_filter filter;
	const char *search; /* NULL: any */
	unsigned kinds;	    /* bits of enum entity; 0: those that the operands name, or films and series */
	struct table *table;
	size_t n, unpublished, errors, interrupted, conflicts;
};

static void add_video(struct table *t, const struct list_row *row)
{
	struct strbuf text = STRBUF_INIT;

	if (row->video_height)
		strbuf_addf(&text, "%" PRId64 "x%" PRId64, row->video_width, row->video_height);
	if (row->item.type == ENTITY_SET)
		strbuf_addf(&text, "%" PRId64 " %s", row->films, plural(row->films, "film", "films"));
	if (row->video_codec)
		strbuf_addf(&text, "%s%s", text.len ? " " : "", row->video_codec);
	table_add(t, text.buf);
	strbuf_release(&text);
}

static void add_artwork(struct table *t, const char *kinds)
{
	struct strbuf text = STRBUF_INIT;

	for (; kinds && *kinds; kinds++)
		strbuf_addch(&text, *kinds == ',' ? ' ' : *kinds);
	table_add(t, text.buf);
	strbuf_release(&text);
}

static void add_row(struct table *t, const struct list_row *row)
{
	const struct item *it = &row->item;
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%s:%" PRId64, entity_name(it->type), it->id);
	table_add(t, text.buf);
	strbuf_clear(&text);
	list_label(row, &text);
	table_add(t, text.buf);
	table_add(t, meta_get(&it->meta, MF_YEAR));
	strbuf_clear(&text);
	strbuf_addf(&text, "%s%s",
		row->interrupted ? "interrupted"
		: row->conflict	 ? "conflict"
				 : it->state,
		it->has_unpublished_changes ? " *" : "");
	table_add(t, text.buf);
	add_video(t, row);
	add_artwork(t, row->artwork);
	table_add(t, row->library);
	strbuf_release(&text);
}

static int on_row(const struct list_row *row, void *ctx, struct error *err)
{
	struct ctx *x = ctx;
	struct record *r;
	int rc;

	(void)err;
	x->n++;
	x->unpublished += row->item.has_unpublished_changes;
	x->interrupted += row->interrupted;
	x->conflicts += row->conflict;
	x->errors += !strncmp(row->item.state, "error_", 6);
	if (x->table) {
		add_row(x->table, row);
		return 0;
	}
	r = record_new();
	list_record(row, r);
	rc = prog_put(&x->p, r);
	record_free(r);
	return rc ? 1 : 0; /* nobody reads any more: enough */
}

static void print_table(struct ctx *x)
{
	struct strbuf out = STRBUF_INIT;

	if (x->n)
		table_format(x->table, terminal_width(STDOUT_FILENO), &out);
	fputs(out.buf, stdout);
	strbuf_release(&out);
	if (x->p.verbose < 0)
		return;
	printf("%s%zu %s", x->n ? "\n" : "", x->n, plural((int64_t)x->n, "item", "items"));
	if (x->unpublished)
		printf(", %zu with unpublished changes (*)", x->unpublished);
	if (x->errors)
		printf(", %zu with an error", x->errors);
	if (x->conflicts)
		printf(", %zu in conflict", x->conflicts);
	if (x->interrupted)
		printf(", %zu interrupted while published", x->interrupted);
	putchar('\n');
}

static int resolve(struct ctx *x, char **words, bool all, struct target_list *list, struct error *err)
{
	for (; *words && operand_kind(*words); words++)
		x->kinds |= operand_kind(*words);
	if (!*words || all)
		return operand_all(&x->s, list, err);
	for (; *words; words++)
		if (operand_resolve(&x->s, *words, list, err))
			prog_fail(&x->p, err);
		else
			prog_count(&x->p, NULL);
	return 0;
}

/* Without a word for the kind: films and series, and whatever an operand names by itself; of conflicts all.
 */
static unsigned kinds_of(const struct ctx *x, const struct target_list *list)
{
	unsigned kinds = x->filter.conflict ? (1u << ENTITY_ALL) - 1 : ALL_KINDS;
	size_t i;

	if (x->search)
		kinds |= 1u << ENTITY_SET;
	for (i = 0; i < list->n; i++)
		kinds |= target_kinds(&list->item[i]);
	return x->kinds ? x->kinds : kinds;
}

/* Those of a kind. */
static int list_kind(struct ctx *x, enum entity type, const struct target_list *targets, struct error *err)
{
	struct id_list found = {0};
	int rc = x->search ? items_by_words(x->s.db, type, x->search, &found, err) : 0;

	x->filter.type = type;
	x->filter.ids = x->search ? &found : NULL;
	if (!rc)
		rc = targets_each(x->s.db, targets, &x->filter, on_row, x, err);
	x->filter.ids = NULL;
	id_list_release(&found);
	return rc;
}

static int list(struct ctx *x, char **words, bool all, struct error *err)
{
	static const char *const heads[] = {
		"ID", "TITLE", "YEAR", "STATE", "VIDEO", "ARTWORK", "LIBRARY", NULL};
	/* A set comes before its films, as a series before its seasons. */
	static const enum entity order[] = {
		ENTITY_SET, ENTITY_MOVIE, ENTITY_SERIES, ENTITY_SEASON, ENTITY_EPISODE};
	struct target_list targets = {0};
	size_t i;
	int rc = resolve(x, words, all, &targets, err);
	unsigned kinds = kinds_of(x, &targets);

	if (!rc && !prog_json(&x->p)) {
		x->table = table_new(heads);
		table_gives(x->table, 1);
	}
	x->filter.texts = !x->table;
	for (i = 0; i < sizeof(order) / sizeof(order[0]) && !rc; i++)
		if (kinds & 1u << order[i])
			rc = list_kind(x, order[i], &targets, err);
	if (!rc && x->table && (targets.n || !x->p.failed))
		print_table(x);
	table_free(x->table);
	target_list_release(&targets);
	return rc < 0 ? -1 : 0;
}

/* A state that no item can have is a slip of the pen, and no empty list. */
static void want_state(const struct prog *p, const char *state)
{
	static const char *const states[] = {"discovered", "identified", "enriched", "selected", "published",
		"needs_identification", "error", NULL};
	const char *guess = nearest(state, states);
	size_t i = 0;

	while (states[i] && strcmp(states[i], state) != 0)
		i++;
	if (states[i] || !strncmp(state, "error_", 6))
		return;
	if (guess)
		log_error("there is no state '%s': '%s', maybe?", state, guess);
	else
		log_error("there is no state '%s': discovered, identified, enriched, selected, published, "
			  "needs_identification, error or error_...",
			state);
	prog_usage(p);
}

int main(int argc, char **argv)
{
	enum { OPT_SEARCH = 256 };
	static const struct option longs[] = {PROG_LONG, {"all", no_argument, NULL, 'a'},
		{"search", required_argument, NULL, OPT_SEARCH}, {"conflict", no_argument, NULL, 'c'},
		{"deleted", no_argument, NULL, 'd'}, {"state", required_argument, NULL, 's'},
		{"unpublished", no_argument, NULL, 'u'}, {NULL, 0, NULL, 0}};
	struct ctx x = {.filter = {.unpublished = -1}};
	struct error err = ERROR_INIT;
	bool all = false;
	int c, rc;

	prog_init(&x.p, "metarr-ls", usage);
	while ((c = getopt_long(argc, argv, PROG_SHORT "acds:u", longs, NULL)) != -1) {
		if (c == 'a')
			all = true;
		else if (c == 'c')
			x.filter.conflict = true;
		else if (c == 'd')
			x.filter.deleted = true;
		else if (c == 's')
			want_state(&x.p, x.filter.state = optarg);
		else if (c == OPT_SEARCH)
			x.search = optarg;
		else if (c == 'u')
			x.filter.unpublished = 1;
		else if (!prog_option(&x.p, c))
			prog_usage(&x.p);
	}
	if (session_open(&x.s, SESSION_READONLY, &err))
		prog_die(&x.p, &err);
	rc = list(&x, argv + optind, all, &err);
	session_close(&x.s);
	if (rc)
		prog_die(&x.p, &err);
	error_release(&err);
	return prog_finish(&x.p);
}
