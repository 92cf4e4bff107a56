/*
 * A person's word on pictures: this one, never that one, one of my own. Each is an edit (store/edit.h): in
 * the log, and to be taken back by its batch. The item is unpublished then, and its state "selected".
 */
#ifndef ASSET_HAND_H
#define ASSET_HAND_H

#include "asset/select.h"
#include "store/edit.h"

#define SELECTED_MANUAL "manual" /* selected_by: a person chose it in Metarr */

/* Who says it, and what came of it. */
struct hand {
	struct selector *selector; /* its dry_run counts */
	const char *by;		   /* the user */
	struct edit_job job;	   /* out: the item and what changed of it; to be released */
	int64_t batch;		   /* 0: a new one; out */
};

/* Exactly this candidate, which is downloaded first; others of a kind with one picture are selected no more,
 * and the kind is locked. ERR_NOT_FOUND, ERR_BAD_VALUE where it is rejected, or why there is no picture. */
int hand_choose(struct hand *h, int64_t candidate, struct error *err);
/* Never again, of whatever item; 'reason' may be NULL. With 'again' its kind is unlocked, for the rules. */
int hand_reject(struct hand *h, int64_t candidate, const char *reason, bool again, struct error *err);
int hand_unreject(struct hand *h, int64_t candidate, struct error *err);
/* A file on this machine, into the cache, as a local candidate of the item: chosen as above. The same bytes
 * are the candidate that they were. ERR_BAD_IMAGE. In a dry run the file is not looked at. */
int hand_upload(
	struct hand *h, enum entity type, int64_t id, const char *kind, const char *path, struct error *err);

#endif
