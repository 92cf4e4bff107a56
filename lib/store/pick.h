/*
 * What the rules made of an item's pictures, into the database: which are selected, and every score. What was
 * found out about candidates on the way (bytes in the cache, hashes of small versions, downloads that were no
 * picture) goes with it, and stays even where the choice does not.
 */
#ifndef STORE_PICK_H
#define STORE_PICK_H

#include "store/candidate.h"

extern const struct db_sqltab pick_sql;

/* One candidate. */
struct pick {
	const struct candidate *c; /* as it was loaded */
	bool free;		   /* its kind is not locked: 'selected' counts */
	bool selected;
	double score; /* negative: none */
	/* What was found out: */
	const struct cache_object *object; /* its bytes are in the cache now; NULL: no news */
	bool judged;			   /* a perceptual hash was tried, of the small version, */
	const char *phash;		   /* and this is it; NULL: flat */
	const char *no_picture;		   /* why it can never be one; NULL: it can */
};

struct pick_job {
	enum entity type;
	int64_t id;
	int64_t revision; /* of the item, when the candidates were loaded */
	const struct pick *pick;
	size_t n;
	bool changed; /* out: other pictures are selected than before */
	bool moved;   /* out: the item is another by now, and its choice was not written */
};

/* Up to some hundred items in one transaction. An item whose choice changed gets the state "selected" (one
 * that is to be identified, or failed, keeps its own) and is unpublished. 0, or -1 when none was written. */
int picks_save(struct db *db, struct pick_job *jobs, size_t n, struct error *err);

/* Only that: the bytes of a candidate are in the cache. In a transaction of its own. */
int pick_object(
	struct db *db, const struct candidate *c, const struct cache_object *object, struct error *err);
/* Makes the item's state, in memory, what a choice makes it. */
struct item;
void pick_state(struct item *it);

#endif
