/*
 * Which of the things that providers have an item is. Pure.
 *
 * Titles are compared folded: without capitals, accents, punctuation, article and "and"; "Rocky II" is
 * "Rocky 2", and a number more or another number is another film. Of the item its title and original title
 * count, of the other side its aliases, too. A title that names a country, "The Office (US)", wants it. A
 * year may be one off (festivals), and then is worth less; two off it is a remake, and never taken by itself.
 */
#ifndef PROVIDER_MATCH_H
#define PROVIDER_MATCH_H

#include "provider/provider.h"

enum match_verdict {
	MATCH_NONE,    /* nothing that it could be */
	MATCH_SEVERAL, /* a person has to say */
	MATCH_CLEAR,   /* the first one is it */
};

#define MATCH_KEPT 10 /* of those that it may be */

/*
 * Gives each its score, drops those that have nothing in common with the item and what is behind the first
 * MATCH_KEPT, and sorts the rest, best first; nothing depends on the order in which they came. One found by
 * an id has 100, and is clear unless another was, too. Else the first is clear when its title and year agree
 * well and no other comes near it; of those that agree alike one that is far more popular than all others is.
 */
enum match_verdict match_judge(struct match_list *list, const struct subject *s);

#endif
