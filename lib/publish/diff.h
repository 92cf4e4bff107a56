/*
 * A plan for people and for patch(1): NFOs as unified diffs whose names are relative to the library, so that
 * "patch --binary -p1 -d ROOT" makes the very bytes that a publish would; pictures as lines that begin with
 * "#".
 */
#ifndef PUBLISH_DIFF_H
#define PUBLISH_DIFF_H

#include "core/prog.h"
#include "publish/plan.h"

struct diff {
	struct strbuf text;			   /* of all plans so far */
	size_t identical, changed, added, removed; /* files */
};
#define DIFF_INIT                                                                                            \
	{                                                                                                    \
		STRBUF_INIT, 0, 0, 0, 0                                                                      \
	}

/* Adds a plan: nothing but counts when it is empty and without warnings. 'interrupted': a publish of the item
 * was killed. */
void diff_add(struct diff *d, const struct plan *plan, const struct publisher *pub, bool interrupted);
/* Appends all of it, after one line with the counts; nothing when no file would change and nothing is to be
 * said. */
void diff_text(const struct diff *d, struct strbuf *out);
void diff_release(struct diff *d);
/* diff_text() to standard output, when all plans are known; the diff is released. */
void diff_put(struct diff *d, struct prog *p);
/* The same as a JSON array: {"action": write|remove|mkdir, "path", "asset_type" (null: the NFO), "old", "new"
 * (hashes or null)}. */
void diff_json(const struct plan *plan, struct strbuf *out);

#endif
