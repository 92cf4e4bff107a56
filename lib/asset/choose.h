/*
 * Which pictures of one kind are shown, and why: the rules of a library applied to the candidates of an item,
 * with a verdict for each. The same candidates give the same choice in whatever order they come. Pure.
 *
 * A locked kind, or one with a choice by hand, stays as it is. Pictures that stand in the library stay,
 * unless the rule says replace_local. The others come by the rank of their language and then by score, up to
 * max_count; one that looks like one that is taken already is passed over. Where that takes a perceptual hash
 * that nobody has made yet, the row is 'unjudged' and taken for now: the caller has the hashes made and
 * chooses again.
 */
#ifndef ASSET_CHOOSE_H
#define ASSET_CHOOSE_H

#include "asset/score.h"

enum verdict {
	VERDICT_TAKEN,
	VERDICT_BEHIND,	   /* there are better ones, as many as are wanted */
	VERDICT_LOCKED,	   /* a person chose another one */
	VERDICT_DUPLICATE, /* it looks like one that is taken */
	VERDICT_TOO_SMALL,
	VERDICT_COLLECTED, /* the cache has it no more, and it has no address */
	VERDICT_REJECTED
};
/* taken, behind, locked, duplicate, too_small, collected, rejected. */
const char *verdict_name(enum verdict v);

struct choice_row {
	const struct candidate *c; /* borrowed */
	struct score score;
	enum verdict verdict;
	bool stays;    /* taken because it stands in the library, or a person chose it */
	bool unjudged; /* its hash is wanted */
	size_t twin;   /* VERDICT_DUPLICATE: the row that it looks like, */
	int bits;      /* and in how many of 64 bits they differ; 0 for the same bytes */
};

struct choice {
	const struct art_rule *rule; /* borrowed */
	bool locked;
	struct choice_row
		*row; /* those that stay, the others from the best on, too small ones, rejected ones */
	size_t n, taken;
	bool unjudged; /* some row is */
};

/* Candidates of one kind. 'row_locked': field_state locks it. Release it with choice_release(). */
void choice_make(struct choice *out, const struct candidate *const *list, size_t n,
	const struct art_rule *rule, const struct meta_names *languages, bool row_locked);
void choice_release(struct choice *choice);

/* How many bits of a perceptual hash may differ in what counts as one picture: 6 for 0.90. */
int choice_bits(double similarity);
/* Appends what decided between the first two rows, for people: "score: 83.1 to 79.4, most of it by votes
 * (+3.0)"; nothing when there are no two. */
void choice_decided(const struct choice *choice, struct strbuf *out);

#endif
