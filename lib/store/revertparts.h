/* What the files of taking back have of each other. Inside store/ only. */
#ifndef STORE_REVERTPARTS_H
#define STORE_REVERTPARTS_H

#include "store/editparts.h"
#include "store/revert.h"

/* Something stays as it is: one sentence. */
void revert_keep(struct edit_job *job, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void revert_source(struct item *it, int f, const char *source); /* NULL: none */
/* Takes edits of fields back, in their order; *fields gets those that they are about. 0 or -1. */
int revert_entries(struct db *db, struct edit_job *job, struct item *it, const struct edit_entry *e, size_t n,
	uint64_t *fields, struct error *err);
/* And those of kinds of artwork. */
void revert_kinds(struct edit_job *job, struct item *it, struct candidate_list *all,
	const struct edit_entry *e, size_t n);
void revert_lock(struct item *it, const char *kind, bool locked);

/* Choices of pictures since the item was published last go back to those that were published. 0 or -1. */
int revert_artwork(struct db *db, struct edit_job *job, const struct item *it, struct candidate_list *all,
	struct error *err);
/* Pictures, who chose them, and locks of kinds are as they were with a version (its snapshot of choices.h);
 * what is locked now stays. */
void revert_pictures(struct edit_job *job, struct item *it, struct candidate_list *all, const char *snapshot);

#endif
