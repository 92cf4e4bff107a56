/*
 * What metarr-undo does to one item after the other, and what it says of it: to people in lines, to programs
 * as members of the item's record.
 */
#ifndef PUBLISH_TAKEBACK_H
#define PUBLISH_TAKEBACK_H

#include "core/prog.h"
#include "publish/diff.h"
#include "store/list.h"
#include "store/revert.h"

struct takeback {
	struct prog *prog; /* whose dry_run says that nothing is done */
	struct publisher *pub;
	const char *by;
	struct revert_to to; /* REVERT_PUBLISHED: what is not published is discarded */
	bool original;	     /* files as they were found, instead */
	bool changed;	     /* those that somebody changed, too */
	int64_t batch;	     /* out: the edit that this is; 0: none yet */
	struct diff diff;    /* out: of a dry run */
	size_t items, kept;  /* out: that were changed; fields and files that stay as they are */
};

/* In the publisher's library; a set is in none, and has edits alone. 0 or -1. */
int takeback_item(struct takeback *t, const struct list_row *row, struct record *r, struct error *err);
/* An edit of many items, by its number, each with its record. 0 or -1. */
int takeback_batch(struct takeback *t, int64_t number, struct error *err);
/* The last line. */
void takeback_sum(const struct takeback *t);

#endif
