/*
 * Publishing, as the database knows it: the log, the journal of what is about to happen, what was published
 * and what it displaced.
 *
 * A publish is two commits: publog_begin() before the first rename, publog_finish() after the last one (or
 * publog_drop() when it was undone). Between them its journal rows stand and its log row is open; after a
 * crash, whoever takes the folder's lock next reads them with publog_open_in() and finishes or drops.
 */
#ifndef STORE_PUBLOG_H
#define STORE_PUBLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "db/db.h"
#include "media/entity.h"

extern const struct db_sqltab publog_sql, pubend_sql, pubfiles_sql, pubread_sql, pubshare_sql;

enum journal_action { JOURNAL_WRITE, JOURNAL_REMOVE, JOURNAL_MKDIR };
enum content_kind { CONTENT_NONE, CONTENT_NFO, CONTENT_CACHE }; /* where the bytes of a hash are kept */

struct journal_row {
	enum journal_action action;
	char *path;	/* absolute */
	char *old_hash; /* NULL: there was nothing */
	char *new_hash; /* NULL: a removal or a folder */
	enum content_kind old_kind, new_kind;
	char *temp_path;  /* absolute: where the new bytes wait, and the old ones on their way out */
	char *asset_type; /* NULL: the NFO */
};

/* What stood at a path before Metarr replaced, removed or added it: enough to put it back as it was. */
struct displaced {
	char *path;
	bool existed; /* false: Metarr added it */
	char *hash;   /* of the bytes; NULL: none (a folder, a link) */
	enum content_kind kind;
	int64_t mode, uid, gid, mtime_ns;
	char *owner, *file_group;
	char *xattrs;	 /* JSON object, values in hexadecimal; NULL: none */
	char *link_text; /* NULL: no link */
	bool is_dir;
};

struct published_file {
	char *path, *kind, *asset_type, *hash; /* kind: nfo, artwork */
	int64_t size, mtime_ns, inode;
	char *published_at; /* of published_last() alone */
};

/* The revision of a publish that is not made from the item's values: its state, and whether it has changes
 * that are not published, stay as they are. */
#define PUBLISH_NO_REVISION (-1)
/* That of one which makes its files what was found at first (store/original.h): the temporaries get owner,
 * mode, times and attributes, too, or are links; when it is finished, the item is as if it had never been
 * published. */
#define PUBLISH_ORIGINAL (-2)

struct publish {
	int64_t id; /* publish_log.id */
	enum entity type;
	int64_t entity_id, library_id, revision;
	char *folder;
	char *nfo_hash;
	struct journal_row *row;
	size_t nrow, arow;
	struct displaced *displaced; /* of the paths that the journal names */
	size_t ndisplaced, adisplaced;
};
void publish_release(struct publish *p);
void displaced_release(struct displaced *d);
void published_file_release(struct published_file *f);

/*
 * Step 3, FULL: the open log row, the journal, and what it will displace (a crash must not lose how the old
 * files were). Sets p->id. The bytes of every hash are kept already (nfotext_put(), cache_object_add()).
 * ERR_CHANGED when the item's revision is not p->revision, and that is not PUBLISH_NO_REVISION.
 */
int publog_begin(struct db *db, struct publish *p, struct error *err);
/* The same for many, in one commit. One whose item has another revision, or is gone, is left out: its id
 * stays 0. */
int publog_begin_all(struct db *db, struct publish *const *p, size_t n, struct error *err);
/*
 * Step 6, FULL: the log row closed with what was published (assets_published from the journal: a JSON array
 * of
 * {"type", "path", "hash"}); published_files gets 'files', the files that were written, and loses the paths
 * that the journal removed; the item becomes published with nfo_path, naming, nfo_hash, published_nfo_hash;
 * its NFO is a version of it; scan_files know the new files, so that the next scan finds nothing new; the
 * journal goes.
 */
struct publish_result {
	const struct published_file *files;
	size_t nfiles;
	const char *nfo_path;
	enum naming naming;
	const char *by; /* published_by: system, a user's name */
};
int publog_finish(
	struct db *db, const struct publish *p, const struct publish_result *result, struct error *err);
/* The same for many, in one commit: all or none. */
struct publish_end {
	const struct publish *p;
	struct publish_result result;
};
int publog_finish_all(struct db *db, const struct publish_end *end, size_t n, struct error *err);
/* The publish was undone: its journal and displaced rows go, its log row is closed without success, with the
 * reason. */
int publog_drop(struct db *db, const struct publish *p, const char *reason, struct error *err);
/* Nothing differed on disk: the item becomes published as it stands, without a log row. ERR_CHANGED as above.
 * 1 when something was written, 0 not, -1 error. */
int publog_nothing(
	struct db *db, const struct publish *p, const struct publish_result *result, struct error *err);

/* The open publishes of a folder (NULL: of the whole library), oldest first, with their journals. */
int publog_open_in(struct db *db, int64_t library_id, const char *folder, struct publish **out, size_t *n,
	struct error *err);
void publishes_free(struct publish *p, size_t n);

/* What Metarr has published of an item. */
int published_of(struct db *db, enum entity type, int64_t id, struct published_file **out, size_t *n,
	struct error *err);
void published_free(struct published_file *f, size_t n);
/* The same paths with what Metarr wrote there last, whichever item it was for: episodes share an NFO. */
int published_last(struct db *db, enum entity type, int64_t id, struct published_file **out, size_t *n,
	struct error *err);
/* What Metarr wrote at this path last, for any item: 1 (released by the caller; *out was empty), 0 nothing,
 * -1. */
int published_at(struct db *db, const char *path, struct published_file *out, struct error *err);

/* Owner and mode of the file that Metarr last replaced at a path, and so of what it wrote there; 1, 0 when it
 * replaced none, -1. */
int displaced_dress(struct db *db, const char *path, struct displaced *out, struct error *err);
/* How many other items that are in their libraries have published this path; and the hash of its newest
 * bytes, whoever's (NULL: nobody's; the caller frees). 0 or -1. */
int published_others(struct db *db, const char *path, enum entity type, int64_t id, size_t *others,
	char **hash, struct error *err);
/* Those files, that others published, become this item's, too; the paths in 'left' are its no more. In a
 * transaction of its own. */
int published_share(struct db *db, enum entity type, int64_t id, const struct published_file *files,
	size_t nfiles, char *const *left, size_t nleft, struct error *err);

/* History of an item, newest first. */
struct publog_entry {
	int64_t id;
	char *published_at, *published_by, *nfo_hash, *assets, *error_message;
	bool success, open;
};
int publog_of(
	struct db *db, enum entity type, int64_t id, struct publog_entry **out, size_t *n, struct error *err);
void publog_free(struct publog_entry *e, size_t n);

#endif
