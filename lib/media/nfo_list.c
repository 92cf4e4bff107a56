/*
 * The fewest changes from one list of elements to another.
 */
#include "media/nfo_list.h"

#include <stdlib.h>

#include "core/alloc.h"

#define MAX_CELLS (1024 * 1024) /* of the table; longer lists are compared place by place */

void nfo_add_unit(struct nfo_sequence *s, const struct nfo_elem *e, bool is_blank)
{
	ALLOC_GROW(s->unit, s->nunit + 1, s->aunit);
	s->unit[s->nunit++] = (struct nfo_unit){*e, is_blank};
}

static size_t match(const struct nfo_sequence *s, size_t i, size_t want)
{
	return s->unit[i].is_blank || want >= s->nwant ? 0 : s->match(s->ctx, i, want);
}

/* best[i * (nwant + 1) + j]: how many wanted ones from j on can stay in the units from i on. */
static unsigned *longest(const struct nfo_sequence *s)
{
	size_t width = s->nwant + 1;
	unsigned *best = xcalloc((s->nunit + 1) * width, sizeof(*best));

	for (size_t i = s->nunit; i-- > 0;)
		for (size_t j = s->nwant; j-- > 0;) {
			unsigned without = best[(i + 1) * width + j], next = best[i * width + j + 1];
			size_t n = match(s, i, j);
			unsigned with = n ? (unsigned)n + best[(i + 1) * width + j + n] : 0;

			best[i * width + j] = with > without ? (with > next ? with : next)
							     : (without > next ? without : next);
		}
	return best;
}

/* stays[i]: the wanted one that unit i stands for, or nwant. */
static size_t *choose(const struct nfo_sequence *s)
{
	size_t *stays = xcalloc(s->nunit + 1, sizeof(*stays)), width = s->nwant + 1;
	bool table = (s->nunit + 1) * width <= MAX_CELLS;
	unsigned *best = table ? longest(s) : NULL;

	for (size_t i = 0, j = 0; i < s->nunit; i++) {
		stays[i] = s->nwant;
		if (!table) {
			stays[i] = match(s, i, i) == 1 ? i : s->nwant;
			continue;
		}
		for (size_t k = j; k < s->nwant && best[i * width + k] == best[i * width + j]; k++) {
			size_t n = match(s, i, k);
			if (n && n + best[(i + 1) * width + k + n] == best[i * width + j]) {
				stays[i] = k;
				j = k + n;
				break;
			}
		}
	}
	free(best);
	return stays;
}

static void write_one(struct nfo_sequence *s, struct nfo_builder *b, size_t want)
{
	nfo_build(b, s->ed, nfo_root(s->ed));
	s->write(s->ctx, b, want);
}

/* Wanted ones from 'j' to 'to' that have no unit: behind 'last', else before 'next', else where they belong.
 */
static void put_in(
	struct nfo_sequence *s, size_t j, size_t to, const struct nfo_elem *last, const struct nfo_elem *next)
{
	struct nfo_builder b;

	if (j >= to)
		return;
	nfo_build(&b, s->ed, nfo_root(s->ed));
	for (; j < to; j++)
		s->write(s->ctx, &b, j);
	if (b.out.len == 0)
		; /* not one of them can be written */
	else if (last)
		nfo_insert_after(s->ed, last, &b);
	else if (next)
		nfo_insert_before(s->ed, next, &b);
	else
		nfo_insert(s->ed, s->element, &b);
	nfo_build_release(&b);
}

/* Brings the units from i to 'end', none of which stays, to the wanted ones from j to 'to'. */
static const struct nfo_elem *fill_gap(struct nfo_sequence *s, size_t i, size_t end, size_t j, size_t to,
	const struct nfo_elem *last, const struct nfo_elem *next)
{
	size_t full = 0;
	struct nfo_builder b;

	for (size_t k = i; k < end; k++)
		full += !s->unit[k].is_blank;
	size_t blanks = to - j > full ? to - j - full : 0; /* how many of them are needed */
	for (; i < end; i++) {
		struct nfo_unit *u = &s->unit[i];

		if (u->is_blank && blanks > 0)
			blanks--;
		else if (u->is_blank)
			continue;
		if (j == to) {
			nfo_remove(s->ed, &u->e);
			continue;
		}
		write_one(s, &b, j++);
		nfo_replace_elem(s->ed, &u->e, &b);
		nfo_build_release(&b);
		last = &u->e;
	}
	put_in(s, j, to, last, next);
	return last;
}

void nfo_sequence_edit(struct nfo_sequence *s)
{
	size_t *stays = choose(s), i = 0, j = 0;
	const struct nfo_elem *last = NULL;

	for (size_t k = 0; k < s->nunit; k++) {
		if (stays[k] == s->nwant)
			continue;
		fill_gap(s, i, k, j, stays[k], last, &s->unit[k].e);
		s->keep(s->ctx, k, stays[k]);
		last = &s->unit[k].e;
		j = stays[k] + match(s, k, stays[k]);
		i = k + 1;
	}
	fill_gap(s, i, s->nunit, j, s->nwant, last, NULL);
	free(stays);
	free(s->unit);
	s->unit = NULL;
	s->nunit = s->aunit = 0;
}
