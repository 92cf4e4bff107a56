/*
 * A plan for people and for patch(1): NFOs as unified diffs whose names are relative to the library, so that
 * "patch --binary -p1 -d ROOT" makes the very bytes that a publish would; pictures as lines that begin with
 * "#".
 */
#ifndef PUBLISH_DIFF_H
#define PUBLISH_DIFF_H

#include "publish/plan.h"

/* Appends nothing for an empty plan without warnings. */
void diff_plan(const struct plan *plan, const struct publisher *pub, struct strbuf *out);

/* The same as a JSON array: {"action": write|remove, "path", "asset_type" (null: the NFO), "old", "new"
 * (hashes or null)}. */
void diff_json(const struct plan *plan, struct strbuf *out);

#endif
