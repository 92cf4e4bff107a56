/*
 * How good a picture is for its kind: four parts of 0 to 100, each multiplied by its weight in the library's
 * rule, and the rank of its language, which comes before the score. Pure.
 *
 * resolution  width against the kind's ideal width; an unknown width is the usual one of the provider's kind
 * votes       the average of ten; fanart.tv's likes from 50 up; nobody voted, or TVDB: 50
 * language    kinds with text: first preferred 100, next ones 75, English 50, none 25, other 0;
 *             kinds without: none 100, first preferred 75, other 50
 * provider    by its place in the rule's list: 100, 80, 60, 40, 20, else 0; "local" always 100
 */
#ifndef ASSET_SCORE_H
#define ASSET_SCORE_H

#include "store/artrule.h"
#include "store/candidate.h"

#define SCORE_NO_RANK (-1)

struct score {
	double points[PART_COUNT]; /* each part with its weight */
	double total;		   /* their sum, 0 to 100 */
	int rank;		   /* of its language, 0 is the best; SCORE_NO_RANK: of no matter */
};

void score_of(const struct candidate *c, const struct art_rule *rule, const struct meta_names *languages,
	struct score *out);

/* Whether pictures of this kind (artname_kind()) carry text, so that its language matters. */
bool score_has_text(const char *kind);
/* Its width, or what is usual of its provider and kind; 0: not known. */
int64_t score_width(const struct candidate *c);

/* What decided between two candidates. */
enum decided {
	DECIDED_LANGUAGE,
	DECIDED_SCORE,
	DECIDED_SIZE,	  /* width times height */
	DECIDED_VOTES,	  /* how many */
	DECIDED_PROVIDER, /* its place in the list */
	DECIDED_ADDRESS,  /* URL, path, hash: nothing else is different */
	DECIDED_NOTHING	  /* the same picture */
};
/* Which one is better: below 0 the first, above 0 the second. *by: what decided. The order in which they came
 * is of no matter. */
int score_compare(const struct candidate *a, const struct score *sa, const struct candidate *b,
	const struct score *sb, const struct art_rule *rule, enum decided *by);

#endif
