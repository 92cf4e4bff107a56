/*
 * What a scan saw: files and folders with size, mtime and inode, so that the next one looks only at what
 * changed; and what it leaves over (unknown_files).
 */
#ifndef STORE_SEEN_H
#define STORE_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/strbuf.h"
#include "db/db.h"
#include "media/entity.h"

extern const struct db_sqltab seen_sql;

struct seen_file {
	char *name; /* in its folder */
	int64_t size, mtime_ns, inode;
	char *kind; /* video, nfo, picture, subtitle, … ; NULL: not known */
	int entity; /* enum entity, -1: nobody's */
	int64_t entity_id;
	char *content_hash; /* SHA-256 of the bytes with this size and mtime; NULL: not read */
};
struct seen_list {
	struct seen_file *item;
	size_t n, alloc;
};
void seen_list_release(struct seen_list *list);

/* Every folder of a library with its signature (NULL: to be looked at again), in the order of names. fn
 * returns 0 to go on (what else it returns, comes back) and asks for nothing of this module. */
int seen_folders(struct db *db, int64_t library_id,
	int (*fn)(const char *folder, const char *signature, void *ctx), void *ctx, struct error *err);
/* The files of one folder, by name. */
int seen_files(
	struct db *db, int64_t library_id, const char *folder, struct seen_list *out, struct error *err);
/* Which folder's rows a path of the library (relative) is among: the nearest one above it that a scan has
 * seen, else the one that it is in. *folder is replaced; *name is what stands below it, borrowed from 'path'.
 * 0 or -1. */
int seen_place(struct db *db, int64_t library_id, const char *path, struct strbuf *folder, const char **name,
	struct error *err);
/* Makes the rows of one folder these, which come by name, with its signature (NULL: look again). Inside a
 * transaction. */
int seen_set_folder(struct db *db, int64_t library_id, const char *folder, const char *signature,
	const struct seen_list *files, struct error *err);
/* One file's row alone, made or replaced; or gone. Inside a transaction. */
int seen_put_file(
	struct db *db, int64_t library_id, const char *folder, const struct seen_file *f, struct error *err);
int seen_drop_file(
	struct db *db, int64_t library_id, const char *folder, const char *name, struct error *err);
/* The next scan looks at a file of the library (relative) as one that it has not seen. Inside a transaction.
 */
int seen_forget_file(struct db *db, int64_t library_id, const char *path, struct error *err);
/* The folder is gone, or (signature only) must be looked at again. Inside a transaction. */
int seen_forget_folder(struct db *db, int64_t library_id, const char *folder, struct error *err);
int seen_reset_folder(struct db *db, int64_t library_id, const char *folder, struct error *err);

struct unknown_file {
	char *path; /* absolute */
	int64_t size;
	char *mime_type;
};
/* Makes the unknown files of an item these. Inside a transaction. */
int unknown_set(struct db *db, enum entity type, int64_t id, const struct unknown_file *files, size_t n,
	struct error *err);
int unknown_of(
	struct db *db, enum entity type, int64_t id, struct unknown_file **out, size_t *n, struct error *err);
void unknown_free(struct unknown_file *files, size_t n);

#endif
