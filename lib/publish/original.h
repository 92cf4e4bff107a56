/*
 * Putting back what was found: every file of an item that Metarr replaced, removed or added is again what it
 * was before the first publish, byte for byte, with its name, mode, times and, as far as that is allowed,
 * owner, group and extended attributes; a link is a link again. What was added goes, and the folders that
 * were made for it, when they are empty. Then the item is as if it had never been published; its values stay.
 *
 * It is a publish of its own, with a plan, the folder's lock and the journal, and a revision that says so
 * (PUBLISH_ORIGINAL). A file that does not have Metarr's bytes any more is somebody's: it stays, unless
 * 'changed' is set. A path that other items have published, too, goes back with the last of them.
 */
#ifndef PUBLISH_ORIGINAL_H
#define PUBLISH_ORIGINAL_H

#include "publish/publish.h"

enum original_fate {
	ORIGINAL_SAME,	  /* it is as it was found */
	ORIGINAL_BACK,	  /* it is put back */
	ORIGINAL_REMOVED, /* Metarr added it: it goes */
	ORIGINAL_CHANGED, /* somebody changed it: it stays */
	ORIGINAL_SHARED,  /* other items have it: it stays */
	ORIGINAL_AWAY,	  /* its folder is not there */
};
const char *original_fate_name(enum original_fate fate); /* "same", "back", … */
const char *original_fate_text(enum original_fate fate); /* for people */
bool original_stays(enum original_fate fate);		 /* and is not what was found */

struct original_file {
	char *path; /* in this machine's paths */
	enum original_fate fate;
};

struct original_report {
	struct original_file *file;
	size_t n, alloc;
	bool published;		       /* it was, and is not any more; else there was nothing to do */
	struct publish_report publish; /* of what was carried out */
};
void original_report_release(struct original_report *r);
/* As a JSON array: {"path", "fate"}. */
void original_json(const struct original_report *r, struct strbuf *out);

/* What would be put back, for people; without the lock. 0 or -1; plan and report are released by the caller
 * either way. */
int original_plan(struct publisher *pub, enum entity type, int64_t id, bool changed, struct plan *plan,
	struct original_report *report, struct error *err);
/* Puts it back. Errors as publish_item(). */
int original_item(struct publisher *pub, enum entity type, int64_t id, bool changed,
	struct original_report *report, struct error *err);

#endif
