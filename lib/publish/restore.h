/*
 * Putting back what was published of an item: what is missing or damaged, and on demand what somebody
 * changed.
 *
 * It is a publish of its own, with a plan, the folder's lock and the journal, of the very bytes of the last
 * one (published.h) from database and cache; the item's values, its state and what of it is not published yet
 * stay as they are. A damaged object of the cache is mended on the way (asset/mend.h).
 */
#ifndef PUBLISH_RESTORE_H
#define PUBLISH_RESTORE_H

#include "asset/mend.h"
#include "publish/damage.h"
#include "publish/publish.h"

struct restorer {
	struct publisher *pub;
	struct mender *mender;	   /* its look_only is for plans that nobody carries out */
	struct child_pool *images; /* metarr-image */
	bool changed;		   /* what somebody changed, too */
	bool folders;		   /* items whose folder or video is gone, too: folders are made */
};

struct restore_file {		    /* one that is not as it was published */
	char *path;		    /* in this machine's paths */
	char *asset_type;	    /* NULL: the NFO */
	char hash[SHA256_HEX_SIZE]; /* of what was published */
	enum damage damage;
	bool planned;  /* it is to be put back */
	bool restored; /* it was */
	bool lost;     /* its bytes are nowhere any more */
};

struct restore_report {
	struct restore_file *file;
	size_t n, alloc;
	size_t good;		       /* files that are as they were published */
	struct publish_report publish; /* of what was carried out */
};
void restore_report_release(struct restore_report *r);
/* As a JSON array: {"path", "asset_type" (null: the NFO), "damage", "hash", "lost", "restored"}. */
void restore_json(const struct restore_report *r, struct strbuf *out);
size_t restore_damaged(const struct restore_report *r); /* files that are missing or damaged */

/* What would be put back, for people; without the lock. ERR_NOT_FOUND where the video or folder is gone and
 * r->folders not set. 0 or -1; plan and report are released by the caller either way. */
int restore_plan(struct restorer *r, enum entity type, int64_t id, struct plan *plan,
	struct restore_report *report, struct error *err);
/* Puts it back. What can be is put back also when other bytes are lost, which is ERR_NOT_FOUND then. Else
 * errors as publish_item(). */
int restore_item(
	struct restorer *r, enum entity type, int64_t id, struct restore_report *report, struct error *err);

#endif
