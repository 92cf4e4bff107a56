/* What a run asks about: the items that operands mean, what is due, and the sets that films bring. */
#ifndef PROVIDER_TODO_H
#define PROVIDER_TODO_H

#include "provider/due.h"
#include "store/enriched.h"
#include "store/operand.h"

struct todo {
	struct shop *shop;
	struct desk *desk;
	bool due; /* of libraries what is to be asked about again by now, in place of what was not enriched */
	bool dry_run; /* nothing is written */
	/* out */
	struct todo_item {
		enum entity type;
		int64_t id;
	} * item; /* in the order in which they are to be asked about */
	size_t n, alloc;
	size_t unchanged;    /* how many were due, and are known not to have changed */
	struct id_list sets; /* that are in the list, or were thought of */
};
void todo_release(struct todo *t);

/* Adds what a target means: what is named itself with what is below it (a set is itself); of a library or
 * folder what was not enriched yet, or of its library what is due. 0 or -1. */
int todo_target(struct todo *t, const struct target *target, struct error *err);
/* A film was enriched: its set is to be asked about, too, unless it was. 0 or -1. */
int todo_set_of(struct todo *t, int64_t film, const struct enriched *result, struct error *err);

#endif
