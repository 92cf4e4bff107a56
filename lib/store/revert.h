/*
 * Taking back what was changed in the database: the edits of one batch, or what an item became since a
 * version of its NFO. Each is an edit itself, with a batch number of its own, so that it can be taken back,
 * too.
 *
 * An edit is taken back field by field, and only where the field still has the value which that edit gave;
 * the lock, and the values locked in or out, go back with it. Anything else stays, and is said.
 */
#ifndef STORE_REVERT_H
#define STORE_REVERT_H

#include "store/edit.h"

extern const struct db_sqltab revert_version_sql, revert_set_sql;

/*
 * Takes a batch back, up to EDIT_AT_ONCE items in a transaction; 'each' gets what became of each item, and
 * anything but 0 ends it, as the result. Killed, or ended, those before are taken back, and the batch is not
 * marked: it can be run again. ERR_NOT_FOUND when there is no such batch.
 */
struct revert_run {
	int64_t number; /* of the batch */
	const char *by;
	bool dry_run;
	int64_t batch; /* out: the one that this is; 0: nothing was changed */
};
int revert_batch_run(struct db *db, struct revert_run *run,
	int (*each)(const struct edit_job *job, void *ctx, struct error *err), void *ctx, struct error *err);

/*
 * Back to a version of the NFO. With 'edits', what a person edited since then is taken back first, locks
 * too; then every field that the version says otherwise becomes what it says, unless it is locked. Fields
 * that no NFO holds, and values that came from a name or the video and that it does not have, stay. Pictures
 * are chosen, by whom they were, and kinds locked as they were with that version; what is locked now stays.
 */
struct revert_to {
	int version; /* of nfo_versions; REVERT_PUBLISHED: the item as it was published last */
	bool edits;
};
#define REVERT_PUBLISHED (-1)

/* How an edit_job is made one of these, in place of an edit; 'ctx' is a struct revert_to. job->kept gets what
 * stays, one sentence each. */
extern const struct edit_means revert_to_means;
/* The same for a set, which has no versions: edits of it are taken back that came after every publish of its
 * films. */
extern const struct edit_means revert_set_means;

/* The same to an item in memory, loaded with all of it, and its candidates: for a plan that nobody carries
 * out. 0 or -1. */
int revert_item(struct db *db, struct item *it, struct candidate_list *all, const struct revert_to *to,
	struct error *err);

/* The bytes of a version. 1, 0: there is no such version, or it is the published one of an item that has
 * none; -1. */
int revert_bytes(struct db *db, const struct item *it, int version, struct strbuf *bytes, struct error *err);

#endif
