/* Why pictures are what they are; see explain.h. */
#include <inttypes.h>
#include <string.h>

#include "asset/explain.h"
#include "core/json.h"
#include "core/table.h"
#include "store/dossier.h"

static void add(struct table *t, struct strbuf *cell)
{
	table_add(t, cell->buf);
	strbuf_clear(cell);
}

static void add_size(const struct candidate *c, struct strbuf *cell)
{
	if (c->width && c->height)
		strbuf_addf(cell, "%" PRId64 " x %" PRId64, c->width, c->height);
	else if (score_width(c))
		strbuf_addf(cell, "(%" PRId64 ")", score_width(c));
}

/* What the rules make of a row that is not taken. */
static void add_loss(const struct choice *choice, const struct choice_row *row, struct strbuf *out)
{
	const struct art_rule *rule = choice->rule;

	if (row->verdict == VERDICT_DUPLICATE)
		strbuf_addf(out, "looks like %" PRId64 ": %d of 64 bits differ", choice->row[row->twin].c->id,
			row->bits);
	else if (row->verdict == VERDICT_TOO_SMALL && score_width(row->c) < rule->min_width)
		strbuf_addf(out, "too small: min_width is %" PRId64, rule->min_width);
	else if (row->verdict == VERDICT_TOO_SMALL)
		strbuf_addf(out, "too small: min_height is %" PRId64, rule->min_height);
	else if (row->verdict == VERDICT_COLLECTED)
		strbuf_addstr(out, "not in the cache any more: metarr scan reads its file again");
	else if (row->verdict == VERDICT_REJECTED)
		strbuf_addf(out, "rejected%s%s", row->c->reject_reason && *row->c->reject_reason ? ": " : "",
			row->c->reject_reason ? row->c->reject_reason : "");
	else if (row->verdict == VERDICT_LOCKED && candidate_undecided(row->c))
		strbuf_addstr(out, "somebody put it into the folder: metarr edit --keep");
}

static void add_verdict(const struct choice *choice, const struct choice_row *row, struct strbuf *out)
{
	bool taken = row->verdict == VERDICT_TAKEN;

	if (row->c->is_selected)
		strbuf_addf(out, "selected (%s)", row->c->selected_by ? row->c->selected_by : "");
	if (row->c->is_selected && !taken && !row->c->is_rejected)
		strbuf_addstr(out, ", and would not be again");
	if (!row->c->is_selected && taken)
		strbuf_addstr(out, "would be selected");
	if (out->len && !taken && row->verdict != VERDICT_BEHIND)
		strbuf_addstr(out, ": ");
	if (!taken)
		add_loss(choice, row, out);
}

static void add_row(struct table *t, const struct choice *choice, const struct choice_row *row)
{
	struct strbuf cell = STRBUF_INIT;
	int i;

	strbuf_addf(&cell, "%" PRId64, row->c->id);
	add(t, &cell);
	table_add(t, row->c->provider);
	add_size(row->c, &cell);
	add(t, &cell);
	table_add(t, row->c->language);
	if (row->score.rank != SCORE_NO_RANK)
		strbuf_addf(&cell, "%d", row->score.rank + 1);
	add(t, &cell);
	for (i = 0; i < PART_COUNT; i++) {
		strbuf_addf(&cell, "%.2f", row->score.points[i]);
		add(t, &cell);
	}
	strbuf_addf(&cell, "%.2f", row->score.total);
	add(t, &cell);
	add_verdict(choice, row, &cell);
	add(t, &cell);
	strbuf_release(&cell);
}

void explain_text(const struct gallery_kind *kind, size_t width, struct strbuf *out)
{
	static const char *const heads[] = {"ID", "FROM", "SIZE", "TEXT", "RANK", "RESOLUTION", "VOTES",
		"LANGUAGE", "PROVIDER", "SCORE", "", NULL};
	const struct choice *choice = &kind->choice;
	struct table *t = table_new(heads);
	struct strbuf decided = STRBUF_INIT;
	size_t i;

	for (i = 0; i < 10; i++)
		if (i != 1 && i != 3)
			table_align(t, i, TABLE_RIGHT);
	table_gives(t, 10);
	for (i = 0; i < choice->n; i++)
		add_row(t, choice, &choice->row[i]);
	table_format(t, width, out);
	table_free(t);
	choice_decided(choice, &decided);
	if (decided.len)
		strbuf_addf(out, "Between the first two decides %s\n", decided.buf);
	strbuf_release(&decided);
}

static const char *dropped(const struct choice_row *row)
{
	return row->verdict == VERDICT_DUPLICATE || row->verdict == VERDICT_TOO_SMALL ||
			       row->verdict == VERDICT_COLLECTED || row->verdict == VERDICT_REJECTED
		       ? verdict_name(row->verdict)
		       : NULL;
}

static void put_row(struct jsonw *w, const struct choice *choice, const struct choice_row *row)
{
	int i;

	jsonw_object(w);
	dossier_candidate(w, row->c);
	jsonw_key(w, "parts");
	jsonw_object(w);
	for (i = 0; i < PART_COUNT; i++)
		jsonw_kreal(w, art_part_name((enum art_part)i), row->score.points[i]);
	jsonw_end(w);
	jsonw_key(w, "rank");
	if (row->score.rank == SCORE_NO_RANK)
		jsonw_null(w);
	else
		jsonw_int(w, row->score.rank + 1);
	jsonw_kstr(w, "verdict", verdict_name(row->verdict));
	jsonw_kstr(w, "dropped", dropped(row));
	if (row->verdict == VERDICT_DUPLICATE) {
		jsonw_kint(w, "duplicate_of", choice->row[row->twin].c->id);
		jsonw_kint(w, "duplicate_bits", row->bits);
	}
	jsonw_kstr(w, "reject_reason", row->c->reject_reason);
	jsonw_end(w);
}

void explain_json(const struct gallery *g, const struct gallery_kind *kind, struct strbuf *out)
{
	struct jsonw w;
	size_t i, k;

	jsonw_init(&w, out);
	jsonw_object(&w);
	for (k = 0; k < g->nkind; k++) {
		const struct choice *choice = &g->kind[k].choice;

		if (kind && kind != &g->kind[k])
			continue;
		jsonw_key(&w, g->kind[k].name);
		jsonw_array(&w);
		for (i = 0; i < choice->n; i++)
			put_row(&w, choice, &choice->row[i]);
		jsonw_end(&w);
	}
	jsonw_end(&w);
}

void explain_decided(const struct gallery *g, const struct gallery_kind *kind, struct strbuf *out)
{
	struct strbuf text = STRBUF_INIT;
	struct jsonw w;
	size_t k;

	jsonw_init(&w, out);
	jsonw_object(&w);
	for (k = 0; k < g->nkind; k++) {
		if (kind && kind != &g->kind[k])
			continue;
		strbuf_clear(&text);
		choice_decided(&g->kind[k].choice, &text);
		if (text.len)
			jsonw_kstr(&w, g->kind[k].name, text.buf);
	}
	jsonw_end(&w);
	strbuf_release(&text);
}
