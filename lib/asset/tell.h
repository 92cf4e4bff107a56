/*
 * What metarr-select says of what it did: to people in lines, to programs as records.
 */
#ifndef ASSET_TELL_H
#define ASSET_TELL_H

#include "asset/hand.h"
#include "core/prog.h"

struct teller {
	struct prog *prog; /* whose dry_run says that nothing was done */
	struct db *db;
	size_t changed, unchanged; /* out: items that the rules chose for */
};

/* The item as it is now, with what was chosen, into r; for people lines. 0, or -1 with why some of it was not
 * done. */
int tell_selection(struct teller *t, const struct selection *one, struct record *r, struct error *err);
/* A person's word that was taken, and how to take it back. 0 or -1. */
int tell_word(struct teller *t, const struct hand *h, struct error *err);
/* All that is rejected. 0 or -1. */
int tell_rejected(struct teller *t, struct error *err);

#endif
