/*
 * Lists of elements of one kind (genres, actors), brought to a wanted list with the fewest changes: what is
 * wanted and there stays where it is; others are rewritten in place, put in, or taken out.
 */
#ifndef MEDIA_NFO_LIST_H
#define MEDIA_NFO_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "media/nfo_build.h"

struct nfo_unit {
	struct nfo_elem e;
	bool is_blank; /* it says nothing: it may be filled, and is never taken out */
};

struct nfo_sequence {
	struct nfo_editor *ed;
	const char *element;   /* of new ones */
	struct nfo_unit *unit; /* in the order in which they count */
	size_t nunit, aunit;
	size_t nwant;
	void *ctx;
	/* How many wanted ones, from 'want' on, unit i stands for; 0: not for that one. */
	size_t (*match)(void *ctx, size_t i, size_t want);
	/* Called in the order of the wanted list: a unit that stays (may be changed inside), one to be
	 * written. */
	void (*keep)(void *ctx, size_t i, size_t want);
	void (*write)(void *ctx, struct nfo_builder *b, size_t want);
};

void nfo_add_unit(struct nfo_sequence *s, const struct nfo_elem *e, bool is_blank);
void nfo_sequence_edit(struct nfo_sequence *s); /* frees the units */

#endif
