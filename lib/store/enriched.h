/*
 * What providers said of items, stored: values with their sources, candidates, matches, what was asked of
 * whom, and the state that follows.
 *
 * An item that was enriched has its enriched_at, and is 'enriched' when anything of it changed, or it had not
 * come so far; one that was in error is what it was before. An item that nobody knows is
 * needs_identification, and one that could not be asked about error_provider, each with the reason; both keep
 * all that they had, and the time of the last good answer.
 *
 * What is as it was is not written: neither candidates nor matches, nor what was asked of whom. The time of
 * the answer is, once a day at most.
 */
#ifndef STORE_ENRICHED_H
#define STORE_ENRICHED_H

#include "store/candidate.h"
#include "store/item.h"
#include "store/matches.h"

extern const struct db_sqltab enriched_sql;

#define STATE_UNKNOWN "needs_identification"
#define STATE_FAILED "error_provider"

#define ENRICHED_AT_ONCE 100 /* items in one transaction */

enum enriched_how {
	ENRICHED_GOOD,
	ENRICHED_UNKNOWN, /* it is not known which it is, or the provider does not have it */
	ENRICHED_FAILED,  /* who would know was not to be asked */
};

/* A provider that was asked, and what it offers. */
struct enriched_by {
	const char *provider;
	const char *provider_id;     /* by which it was asked; NULL: none */
	const struct error *failure; /* why it did not answer; NULL: it did */
	const struct remote_picture *picture;
	size_t npicture;
};

struct enriched {
	const struct item *it; /* loaded with ITEM_META and ITEM_FIELDS, then merged */
	uint64_t fields;       /* MF_BITs of what the merge changed */
	bool values;	       /* a value is among them, not only a source */
	bool another;	       /* it was taken for another one: the pictures of that go */
	enum enriched_how how;
	const char *message; /* of ENRICHED_UNKNOWN and ENRICHED_FAILED */
	const struct enriched_by *by;
	size_t nby;
	const struct match_row *match; /* what it may be */
	size_t nmatch;
	bool pictures_only; /* the item stays what it is, with its state */
	bool asked_what;    /* it was identified, or not: 'match' takes the place of what was there */
	/* out */
	bool changed;	    /* a value, or a candidate */
	struct error error; /* ERR_CHANGED: somebody wrote meanwhile, and nothing of this was done */
};

/* Up to ENRICHED_AT_ONCE items in one transaction. 0, or -1 when none of it was done. */
int enriched_save(struct db *db, struct enriched *list, size_t n, struct error *err);

#endif
