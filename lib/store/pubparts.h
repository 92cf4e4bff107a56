/* What publog.c and pubend.c have of each other. Inside store/ only. */
#ifndef STORE_PUBPARTS_H
#define STORE_PUBPARTS_H

#include "store/publog.h"

/* ERR_CHANGED when the item is not what it was at p->revision, or is gone. Inside a transaction. */
int publog_check(struct db *db, const struct publish *p, struct error *err);

/* scan_files of one path of a publish: f, or (NULL) nothing any more; and its folder is to be looked at
 * again. root: of the library. Inside a transaction. */
int publog_see_path(struct db *db, const struct publish *p, const char *root, const char *path,
	const struct published_file *f, struct error *err);
/* published_files and scan_files, as the publish leaves them. Inside a transaction. */
int publog_finish_files(
	struct db *db, const struct publish_end *e, const char *root, const char *now, struct error *err);
/* What a publish with the revision PUBLISH_ORIGINAL leaves. Inside a transaction. */
int original_finish(struct db *db, const struct publish_end *e, const char *root, struct error *err);
/* A row of displaced_files: path, existed, hash, kind, mode, uid, gid, mtime_ns, owner, file_group, xattrs,
 * link_text, is_dir. */
struct displaced publog_displaced(struct db_stmt *st);

#endif
