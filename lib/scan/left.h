/*
 * What a pipeline left: items that a scan has nothing new of, but of which a later phase has still something
 * to do, because it was killed, or never ran.
 */
#ifndef SCAN_LEFT_H
#define SCAN_LEFT_H

#include "store/operand.h"

struct left { /* zero at first */
	struct id_list told[ENTITY_COUNT];
	size_t sorted[ENTITY_COUNT]; /* how many of them are, from the first */
};
void left_release(struct left *l);

/* This one was told of in this run. */
void left_told(struct left *l, enum entity type, int64_t id);
/* Calls fn with each row of a target that was not enriched yet or has unpublished changes, but for those told
 * of; a series before what is in it. fn returns 0 to go on. */
int left_each(struct db *db, struct left *l, const struct target *t,
	int (*fn)(const struct list_row *row, void *ctx, struct error *err), void *ctx, struct error *err);

#endif
