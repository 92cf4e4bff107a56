/*
 * What a word on the command line, or a record, means: items, libraries, folders.
 *
 * movie:12, series:3, season:4, episode:5; tmdb:603, tvdb:81189, imdb:tt0133093, tt0133093; library:NAME, a
 * library's name; a path of a video or folder in a library. A word with a '/' is a path, and so is one that
 * names something in the current directory when no library has that name. See metarr-records(5).
 */
#ifndef STORE_OPERAND_H
#define STORE_OPERAND_H

#include "core/record.h"
#include "store/library.h"
#include "store/list.h"

enum target_kind { TARGET_ITEM, TARGET_LIBRARY, TARGET_FOLDER };

struct target {
	enum target_kind kind;
	enum entity type;   /* TARGET_ITEM */
	int64_t id;	    /* TARGET_ITEM */
	int64_t library_id; /* always */
	char *folder;	    /* TARGET_FOLDER: relative to the library; it and what is below */
	char *path;	    /* the path that was given, normalised; NULL: no path */
};

struct target_list {
	struct target *item;
	size_t n, alloc;
};
void target_list_release(struct target_list *list);

/* Adds what the word means. ERR_NOT_FOUND when there is no such thing, ERR_BAD_VALUE for a word of wrong
 * form. */
int operand_resolve(struct db *db, const char *word, struct target_list *list, struct error *err);
/* -a: every library. */
int operand_all(struct db *db, struct target_list *list, struct error *err);
/* The item of a record: by type and id, else by path. ERR_BAD_RECORD when it names none. */
int record_target(struct db *db, struct record *r, struct target_list *list, struct error *err);

/* Calls fn with each row of the targets, page by page, in their order; an item that several name comes each
 * time. 'filter' says what else is wanted; its library, folder and id are set here. fn returns 0 to go on. */
int targets_each(struct db *db, const struct target_list *list, const struct list_filter *filter,
	int (*fn)(const struct list_row *row, void *ctx, struct error *err), void *ctx, struct error *err);
/* How many rows that would be. */
int targets_count(struct db *db, const struct target_list *list, const struct list_filter *filter,
	size_t *out, struct error *err);

#endif
