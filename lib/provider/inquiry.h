/*
 * What all providers say of one item: which it is, if that is not known, and then what each has of it. Pure
 * but for what it ask()s.
 *
 * A provider that knows one of the item's ids is asked for details; the ids in its answer are for the next
 * ones. One that knows none is asked which it is by the ids of the others. An item with ids that nobody has
 * is asked for by those in its file's name; one without any that leads anywhere is searched by its titles; a
 * match is taken when it is clear (match.h) and no id of it is another than the item's.
 *
 * Who cannot be asked is passed by: its failure is kept, and what the others have counts; the item has failed
 * when nobody gave it its details. A key that is refused is as none: TVmaze takes the place of TVDB then, and
 * TVDB identifies films in place of TMDB.
 *
 * Seasons and episodes go by the numbers of their series. Whose those are is said (numbering), or follows
 * from the series' ids: with one of TVDB they are TVDB's, which TVmaze has, too, when TVDB cannot be asked;
 * else TMDB's, as they are when TVmaze does not have the series. Whoever counts so has the word; what others
 * have of an episode is taken when it aired on the same day, and an episode that aired on another day than
 * the file's is not this one.
 */
#ifndef PROVIDER_INQUIRY_H
#define PROVIDER_INQUIRY_H

#include "provider/match.h"

enum inquiry_end {
	INQUIRY_GOOD,
	INQUIRY_UNKNOWN, /* nobody has it, or several could be it */
	INQUIRY_FAILED,	 /* nobody has it, and who should know could not be asked */
};

struct inquiry_answer {
	enum ask_state state; /* ASK_WAITING: was not asked */
	struct answer answer; /* of ASK_ANSWERED */
	struct error failure; /* of ASK_FAILED */
	char *id;	      /* by which it was asked; NULL: none of its own */
};

struct inquiry {
	/* in; all of it is borrowed */
	enum entity type;
	const struct meta *meta;		/* what is known of it here */
	const struct meta *named;		/* has the ids of its file's or folder's name; NULL: none */
	const struct meta *series;		/* of a season or episode */
	bool series_asked;			/* which has all the ids that providers know of it */
	bool aired_is_ours;			/* its MF_AIRED is the file's, and not from a provider */
	enum provider_id order[PROVIDER_COUNT]; /* who is asked, the best first */
	size_t norder;
	unsigned identifies;  /* bits (1 << enum provider_id): who is asked for more than what it knows an id
				 of */
	unsigned substitutes; /* bits: who is asked only when the key of the one whose place it takes is
				 refused */
	int numbering;	      /* of enum numbering; -1: as its series' ids say */
	const struct wishes *wishes;
	/* out */
	enum inquiry_end end;
	struct strbuf reason; /* of the last two ends */
	struct inquiry_answer by[PROVIDER_COUNT];
	enum provider_id rank[PROVIDER_COUNT]; /* as 'order', for this item: who counts so comes first */
	struct match_list matches;	       /* of a search */
	bool searched;
	bool nobody; /* could be asked: so nothing is known of it */
};

#define INQUIRY_INIT                                                                                         \
	{                                                                                                    \
		.numbering = -1, .reason = STRBUF_INIT                                                       \
	}

/* As a desk_fn: ASK_WAITING, or ASK_ANSWERED when it has come to its end; the outs are made anew each time.
 */
enum ask_state inquiry_run(struct ask *a, struct inquiry *q);
void inquiry_release(struct inquiry *q);

#endif
