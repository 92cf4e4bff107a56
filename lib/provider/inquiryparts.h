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
	bool brief;		    /* as in struct subject */
};

void round_init(struct round *r, struct ask *a, struct inquiry *q, enum entity type, const struct meta *meta);
void round_release(struct round *r);
/* Asks everybody who can be asked by ids. */
void round_ask(struct round *r);
/* Is asked anew, now that something else is wanted of it. */
void round_ask_again(struct round *r, enum provider_id p);
/* Whether the provider can be asked by what is known. */
bool round_knows(const struct round *r, enum provider_id p);
/* The same, and searches when nobody has it. */
void round_identify(struct round *r);
bool round_answered(const struct round *r);
bool round_has_details(const struct round *r); /* somebody gave more than pictures */
/* Whether anybody is there who can be asked about such items. */
bool round_anybody(const struct round *r);
/* The provider does not take our key. */
bool round_refused(const struct round *r, enum provider_id p);
/* Why the best one that failed did; NULL: none did. */
const struct error *round_failure(const struct round *r);

void answers_forget(struct inquiry_answer by[PROVIDER_COUNT]);
bool inquiry_has_ids(const struct meta *m); /* by which providers know it */

/* A season or an episode. */
enum ask_state inquiry_show(struct ask *a, struct inquiry *q);

#endif
