/*
 * What is to be asked about again by now, but for what did not change: providers are asked once for what
 * changed since, and an item of which none of those that were asked about it has any news is as fresh as if
 * it had been asked about.
 */
#ifndef PROVIDER_DUE_H
#define PROVIDER_DUE_H

#include "provider/desk.h"
#include "provider/shop.h"
#include "store/item.h"

/* Adds the ids of the items of a kind that are to be asked about; *unchanged: how many more were due, which
 * (unless it is a dry run) are not any more. 0 or -1. */
int due_find(struct shop *shop, struct desk *desk, enum entity type, int64_t library_id, bool dry_run,
	struct id_list *out, size_t *unchanged, struct error *err);

#endif
