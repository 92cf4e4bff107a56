/* What the files of taking back have of each other. Inside store/ only. */
#ifndef STORE_REVERTPARTS_H
#define STORE_REVERTPARTS_H

#include "store/editparts.h"
#include "store/revert.h"

/* Something stays as it is: one sentence. */
void revert_keep(struct edit_job *job, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void revert_source(struct item *it, int f, const char *source); /* NULL: none */
/* Takes edits of fields back, in their order; *fields gets those that they are about. */
void revert_entries(
	struct edit_job *job, struct item *it, const struct edit_entry *e, size_t n, uint64_t *fields);
/* And those of kinds of artwork. 0 or -1. */
int revert_kinds(struct db *db, struct edit_job *job, struct item *it, const struct edit_entry *e, size_t n,
	bool dry_run, struct error *err);

/* Choices of pictures since the item was published last go back to those that were published. 0 or -1. */
int revert_artwork(
	struct db *db, struct edit_job *job, const struct item *it, bool dry_run, struct error *err);

#endif
