/*
 * Carrying out a journal: the one loop by which a publish renames, recovery finishes, and a failure is
 * undone.
 */
#ifndef PUBLISH_APPLY_H
#define PUBLISH_APPLY_H

#include "publish/publisher.h"
#include "store/publog.h"

/* A journal from the database in this machine's paths, and back before the database gets it. */
void apply_here(const struct publisher *pub, struct publish *p);
void apply_there(const struct publisher *pub, struct publish *p);

/* Makes the folder of a row, and none above it: a library's root is made by nobody. */
int apply_mkdir(struct publisher *pub, const struct journal_row *row, struct error *err);
/* Writes the temporary of one row. A file that is put back (PUBLISH_NO_REVISION) where none stands gets the
 * owner and mode of the one that Metarr replaced there. */
int apply_stage_file(
	struct publisher *pub, const struct publish *p, const struct journal_row *row, struct error *err);
/* Makes the folders of the journal and writes every temporary, durable. On failure they are for apply_undo().
 */
int apply_stage(struct publisher *pub, struct publish *p, struct error *err);
/* The same for many, which the disk gets at once: errs[i], clear before, says what is wrong with p[i]. */
void apply_stage_all(struct publisher *pub, struct publish *const *p, size_t n, struct error *errs);
/* Renames and removals in the journal's order. ERR_CHANGED when something else stood at a target than what
 * was seen, which stays; a filesystem that cannot exchange two files does not tell. *done: how many rows were
 * carried out, also on failure. Durable after apply_sync(). */
int apply_rename(const struct publish *p, size_t *done, struct error *err);
/* Gives back what somebody wrote over a target and that waits under a temporary's name. */
int apply_rescue(const struct publish *p, struct error *err);
/* Puts the first 'done' rows back as they were, and removes the temporaries and the journal's folders. */
int apply_undo(struct publisher *pub, const struct publish *p, size_t done, struct error *err);
/* Removes what temporaries are left. -1 when one stays: then the journal that names it must stay, too. */
int apply_unstage(const struct publish *p, struct error *err);
/* Removes the folders that the journal made, where nobody has put anything into them. */
void apply_unmake(const struct publish *p);
/* Step 6: publog_finish_all() with the files as they stand on disk now: all or none. */
struct apply_end {
	struct publish *p;
	const char *nfo_path; /* where its NFO stands now; NULL: it has none */
	enum naming naming;   /* of that NFO */
};
int apply_finish(struct publisher *pub, const struct apply_end *end, size_t n, struct error *err);
/* The folders of a journal's paths, each once, are made durable. */
int apply_sync(struct publisher *pub, const struct publish *p, struct error *err);

#endif
