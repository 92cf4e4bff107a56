/* What the files of an inquiry share. For inquiry*.c only. */
#ifndef PROVIDER_INQUIRYPARTS_H
#define PROVIDER_INQUIRYPARTS_H

#include "provider/inquiry.h"

/* One run over an item with all providers: of the inquiry itself, or of the series that its item is in. */
struct round {
	struct ask *ask;
	struct inquiry *q;
	struct inquiry_answer *by; /* where answers go: q->by, or own */
	struct inquiry_answer own[PROVIDER_COUNT];
	enum entity type;
	struct meta known;	   /* of the item, with the ids that were learnt */
	const struct meta *series; /* of a season or episode, with its ids */
	enum numbering numbering;
	unsigned asked, identified; /* bits of providers */
	bool waiting, guessed;	    /* guessed: by its title */
};

void round_init(struct round *r, struct ask *a, struct inquiry *q, enum entity type, const struct meta *meta);
void round_release(struct round *r);
/* Asks everybody who can be asked by ids. */
void round_ask(struct round *r);
/* The same, and searches when nobody has it. */
void round_identify(struct round *r);
bool round_answered(const struct round *r);
/* The provider does not take our key. */
bool round_refused(const struct round *r, enum provider_id p);
/* Why the best one that failed did; NULL: none did. */
const struct error *round_failure(const struct round *r);

/* A season or an episode. */
enum ask_state inquiry_show(struct ask *a, struct inquiry *q);

#endif
