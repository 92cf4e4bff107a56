/* The choice among pictures of one kind; see choose.h. */
#include <stdlib.h>
#include <string.h>

#include "asset/choose.h"
#include "core/alloc.h"
#include "media/phash.h"

const char *verdict_name(enum verdict v)
{
	static const char *const names[] = {
		"taken", "behind", "locked", "duplicate", "too_small", "collected", "rejected"};

	return names[v];
}

int choice_bits(double similarity)
{
	/* similarity = 1 - bits / 64; 0.90 is 6.4 */
	return (int)((1 - similarity) * 64 + 1e-9);
}

/* Who stays, in this order, before who has to compete, before who cannot. */
enum standing { STANDS, COMPETES, SMALL, OUT };

static enum standing standing_of(const struct choice_row *r)
{
	return r->stays				 ? STANDS
	       : r->verdict == VERDICT_REJECTED	 ? OUT
	       : r->verdict == VERDICT_COLLECTED ? OUT
	       : r->verdict == VERDICT_TOO_SMALL ? SMALL
						 : COMPETES;
}

/* qsort() hands no context on: the rule is that of the row. */
struct sorted {
	struct choice_row row;
	const struct art_rule *rule;
};

static int by_merit(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	int sx = (int)standing_of(&x->row), sy = (int)standing_of(&y->row);

	if (sx != sy)
		return sx - sy;
	return score_compare(x->row.c, &x->row.score, y->row.c, &y->row.score, x->rule, NULL);
}

static bool is_too_small(const struct candidate *c, const struct art_rule *rule)
{
	int64_t width = score_width(c);

	return (width && width < rule->min_width) || (c->height && c->height < rule->min_height);
}

/* A picture of the library that is shown, and that nobody wants replaced. */
static bool stays(const struct candidate *c, const struct art_rule *rule)
{
	return c->is_selected && !c->is_rejected && !strcmp(c->provider, "local") && !rule->replace_local;
}

static bool is_hand_locked(const struct candidate *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (candidate_chosen_by_hand(list[i]) && !list[i]->is_rejected)
			return true;
	return false;
}

static void judge_alone(const struct choice *choice, struct choice_row *r)
{
	const struct candidate *c = r->c;

	if (c->is_rejected)
		r->verdict = VERDICT_REJECTED;
	else if (choice->locked)
		r->verdict = c->is_selected ? VERDICT_TAKEN : VERDICT_LOCKED;
	else if (!c->is_selected && !c->provider_url && candidate_collected(c))
		r->verdict = VERDICT_COLLECTED;
	else if (!stays(c, choice->rule) && is_too_small(c, choice->rule))
		r->verdict = VERDICT_TOO_SMALL;
	else
		r->verdict = VERDICT_BEHIND;
	r->stays = r->verdict == VERDICT_TAKEN || (r->verdict == VERDICT_BEHIND && stays(c, choice->rule));
}

static void sort_rows(struct choice *choice)
{
	struct sorted *all = xcalloc(choice->n + 1, sizeof(*all));
	size_t i;

	for (i = 0; i < choice->n; i++)
		all[i] = (struct sorted){choice->row[i], choice->rule};
	qsort(all, choice->n, sizeof(*all), by_merit);
	for (i = 0; i < choice->n; i++)
		choice->row[i] = all[i].row;
	free(all);
}

/* Whether they are known to be one picture, in *bits different. A flat one is never known to be another. */
static bool same_picture(const struct candidate *a, const struct candidate *b, int most, int *bits)
{
	uint64_t x, y;

	if (a->content_hash && b->content_hash && !strcmp(a->content_hash, b->content_hash)) {
		*bits = 0;
		return true;
	}
	if (!a->perceptual_hash || !b->perceptual_hash || !phash_from_hex(a->perceptual_hash, &x) ||
		!phash_from_hex(b->perceptual_hash, &y))
		return false;
	*bits = phash_distance(x, y);
	return *bits <= most;
}

/* A hash is wanted of the row and of those that are taken, to tell whether it looks like one of them. */
static void want_hashes(struct choice *choice, size_t at)
{
	size_t i;

	for (i = 0; i < at; i++) {
		struct choice_row *taken = &choice->row[i], *r = &choice->row[at];

		if (taken->verdict != VERDICT_TAKEN || (taken->c->phash_done && r->c->phash_done))
			continue;
		taken->unjudged |= !taken->c->phash_done;
		r->unjudged |= !r->c->phash_done;
		choice->unjudged = true;
	}
}

static bool is_double(struct choice *choice, size_t at)
{
	struct choice_row *r = &choice->row[at];
	int most = choice_bits(choice->rule->similarity), bits = 0;
	size_t i;

	for (i = 0; i < at; i++) {
		if (choice->row[i].verdict != VERDICT_TAKEN ||
			!same_picture(r->c, choice->row[i].c, most, &bits))
			continue;
		r->verdict = VERDICT_DUPLICATE;
		r->twin = i;
		r->bits = bits;
		return true;
	}
	return false;
}

static void take(struct choice *choice)
{
	size_t i;

	for (i = 0; i < choice->n; i++) {
		struct choice_row *r = &choice->row[i];

		if (r->verdict == VERDICT_BEHIND && !r->stays) {
			if (is_double(choice, i) || (int64_t)choice->taken >= choice->rule->max_count)
				continue;
			want_hashes(choice, i);
		}
		if (r->verdict != VERDICT_BEHIND && r->verdict != VERDICT_TAKEN)
			continue;
		r->verdict = VERDICT_TAKEN;
		choice->taken++;
	}
}

void choice_make(struct choice *out, const struct candidate *const *list, size_t n,
	const struct art_rule *rule, const struct meta_names *languages, bool row_locked)
{
	struct choice choice = {.rule = rule, .locked = row_locked || is_hand_locked(list, n), .n = n};
	size_t i;

	choice.row = xcalloc(n + 1, sizeof(*choice.row));
	for (i = 0; i < n; i++) {
		choice.row[i].c = list[i];
		score_of(list[i], rule, languages, &choice.row[i].score);
		judge_alone(&choice, &choice.row[i]);
	}
	sort_rows(&choice);
	take(&choice);
	*out = choice;
}

void choice_release(struct choice *choice)
{
	free(choice->row);
	*choice = (struct choice){0};
}

/* The part in which the first is furthest before the second. */
static int greatest_part(const struct score *a, const struct score *b)
{
	int i, best = 0;

	for (i = 1; i < PART_COUNT; i++)
		if (a->points[i] - b->points[i] > a->points[best] - b->points[best])
			best = i;
	return best;
}

static const char *language(const struct candidate *c)
{
	return c->language && *c->language ? c->language : "no text";
}

static void compared(
	const struct choice_row *a, const struct choice_row *b, enum decided by, struct strbuf *out)
{
	int part = greatest_part(&a->score, &b->score);

	switch (by) {
	case DECIDED_LANGUAGE:
		strbuf_addf(out, "language: %s before %s", language(a->c), language(b->c));
		break;
	case DECIDED_SCORE:
		strbuf_addf(out, "score: %.2f to %.2f, most of it by %s (+%.2f)", a->score.total,
			b->score.total, art_part_name((enum art_part)part),
			a->score.points[part] - b->score.points[part]);
		break;
	case DECIDED_SIZE:
		strbuf_addf(out, "size: %lld x %lld to %lld x %lld, of the same score",
			(long long)a->c->width, (long long)a->c->height, (long long)b->c->width,
			(long long)b->c->height);
		break;
	case DECIDED_VOTES:
		strbuf_addf(out, "votes: %lld to %lld, of the same score and size",
			(long long)a->c->vote_count, (long long)b->c->vote_count);
		break;
	case DECIDED_PROVIDER:
		strbuf_addf(out, "provider: %s before %s", a->c->provider, b->c->provider);
		break;
	case DECIDED_ADDRESS:
	case DECIDED_NOTHING:
		strbuf_addstr(out, "address: nothing else is different");
		break;
	}
}

void choice_decided(const struct choice *choice, struct strbuf *out)
{
	const struct choice_row *a = &choice->row[0], *b = &choice->row[1];
	enum decided by;

	if (choice->n < 2)
		return;
	if (choice->locked)
		strbuf_addstr(out, "locked: a person chose");
	else if (standing_of(a) == STANDS && standing_of(b) != STANDS)
		strbuf_addstr(out, "it stands in the library, where replace_local is no");
	else if (standing_of(a) != standing_of(b))
		strbuf_addf(out, "the second is %s",
			b->verdict == VERDICT_REJECTED	  ? "rejected"
			: b->verdict == VERDICT_COLLECTED ? "not in the cache any more"
							  : "too small");
	else {
		score_compare(a->c, &a->score, b->c, &b->score, choice->rule, &by);
		compared(a, b, by, out);
	}
}
