/*
 * How the parts of a plan are made; inside publish/ only. plan_nfo_edit.c makes the NFO's bytes, plan_art.c
 * names those of a gallery, plan_shared.c has what an item shares with others (its actors, its set),
 * plan_picture.c makes an entry of each.
 */
#ifndef PUBLISH_PLAN_PARTS_H
#define PUBLISH_PLAN_PARTS_H

#include "publish/plan.h"
#include "store/candidate.h"

/* The pictures of one owner, and where they stand. */
struct gallery {
	const struct place *place;
	const struct candidate_list *candidates;
	bool shared; /* other items may have the same files */
	bool common; /* and the same candidates: any of them may replace what another has published */
};

/* Whether a candidate is to be seen: chosen, and in the cache. */
bool plan_shows(const struct candidate *c);
/* Whether these are the bytes that Metarr wrote there last, for this item. */
bool plan_published(const struct plan_facts *facts, const char *path, const char *hash);
/* Adds the entry of a picture at a path. Bytes that nobody has seen yet, and those of another item, stay. */
int plan_picture(struct publisher *pub, struct plan *plan, const struct plan_facts *facts,
	const struct gallery *g, const char *path, const struct candidate *c, struct error *err);
/* Adds the removal of a picture, when one is there and has no entry yet. */
int plan_removal(struct plan *plan, const char *path, const char *asset_type, struct error *err);
/* Removes what was published of the item and is not in the plan: the last of several owners does. */
int plan_unpublish(
	struct publisher *pub, struct plan *plan, const struct plan_facts *facts, struct error *err);

int plan_gallery(struct publisher *pub, struct plan *plan, const struct plan_facts *facts,
	const struct gallery *g, struct error *err);
int plan_actors(struct publisher *pub, struct plan *plan, const struct plan_facts *facts, struct error *err);
int plan_set(struct publisher *pub, struct plan *plan, const struct plan_facts *facts, struct error *err);

/* What an entry's NFO (plan->nfo_old, which is there) becomes: plan->nfo, and the entry's action. */
int plan_nfo_edit(struct publisher *pub, struct plan *plan, struct plan_entry *e, struct error *err);
/* An item that the bytes ('' for a new file) do not have yet. 1, or -1. */
int plan_nfo_add(struct publisher *pub, struct plan *plan, const char *bytes, size_t len, struct error *err);
/* The edit of other bytes (plan->base) than those that stand there, for a file of one item. 1: the file
 * changes, 0, -1; ERR_BAD_NFO as nfo_edit(). */
int plan_nfo_edit_base(struct publisher *pub, struct plan *plan, struct error *err);

#endif
