/*
 * Choosing the pictures of items: loads them, chooses, has done what the choice takes (hashes of small
 * versions to tell doubles, downloads of what is taken), chooses again until nothing is missing, and writes
 * all of it in one transaction. A download that is no picture is rejected, and the next one is taken; one
 * that cannot be had now is passed over; where a server fails, the kind stays as it is and the item has an
 * error.
 *
 * Killed, what was downloaded is a stray in the cache, and the next run does it again.
 */
#ifndef ASSET_SELECT_H
#define ASSET_SELECT_H

#include "asset/download.h"
#include "asset/gallery.h"
#include "store/edit.h"
#include "store/session.h"

#define SELECT_AT_ONCE 64 /* items in one transaction, whose downloads go side by side */

struct selector {
	struct session *session;   /* borrowed */
	bool dry_run;		   /* nothing is downloaded or written, */
	const struct edit *unlock; /* and this counts as done; NULL: nothing; borrowed */
	int64_t rejected;	   /* and so does the rejecting of this candidate, for another one; 0 */
	const struct download_settings *settings; /* NULL: the defaults; borrowed */
	struct download *download;		  /* made when first needed */
	struct art_rules **rules;		  /* of the libraries that were met */
	size_t nrules, arules;
};

void selector_init(struct selector *s, struct session *session, bool dry_run);
void selector_release(struct selector *s);

/* One item. */
struct selection {
	enum entity type;
	int64_t id;
	struct gallery gallery;	 /* out: with the choices that were made */
	struct meta_names notes; /* out: candidates that were rejected or passed over, one sentence each */
	struct error error;	 /* out: what kept it, or some of it, from being done; ERR_NONE: nothing */
	bool changed;		 /* out: other pictures are selected than before (dry run: would be) */
};
#define SELECTION_INIT                                                                                       \
	{                                                                                                    \
		.gallery = {.item = ITEM_INIT}, .error = ERROR_INIT                                          \
	}
void selection_release(struct selection *x);

/* Up to SELECT_AT_ONCE items, and the sets that films among them are in. 0, or -1 when nothing of them was
 * written: the database failed, or prog_interrupted() (ERR_BUSY). */
int select_items(struct selector *s, struct selection *items, size_t n, struct error *err);

/* The rules of a library, kept. NULL with *err. */
const struct art_rules *selector_rules(struct selector *s, int64_t library_id, struct error *err);
/* Opens what downloads take, where that was not done, and locks the cache against a collection: before
 * anything is stored, until its row is written. db_unlock() *lock. 0 or -1. */
struct db_lock;
int selector_begin(struct selector *s, struct db_lock **lock, struct error *err);

#endif
