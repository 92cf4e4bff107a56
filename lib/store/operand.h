/*
 * What a word on the command line, or a record, means: items, libraries, folders.
 *
 * movie:12, series:3 and season:4 (and all below them), episode:5, set:6 (and its films); tmdb:603,
 * tvdb:81189, imdb:tt0133093, tt0133093; movies, series, seasons, episodes, sets; library:NAME, a library's
 * name; a path of a video or folder in a library, as this machine or as the database has it; else a title, of
 * one or several films and series; where there is none, of sets. A word with a '/' is a path, and so is one
 * that names something in the current directory when no library has that name. See metarr-records(5).
 */
#ifndef STORE_OPERAND_H
#define STORE_OPERAND_H

#include "core/record.h"
#include "store/library.h"
#include "store/list.h"
#include "store/session.h"

enum target_kind { TARGET_ITEM, TARGET_LIBRARY, TARGET_FOLDER };

struct target {
	enum target_kind kind;
	enum entity type;   /* TARGET_ITEM */
	int64_t id;	    /* TARGET_ITEM */
	int64_t library_id; /* 0: of sets, whose films may be in several */
	unsigned kinds;	    /* TARGET_LIBRARY: bits (1 << enum entity) of what is meant of it; 0: all */
	char *folder;	    /* TARGET_FOLDER: relative to the library; it and what is below */
	char *path;	    /* the path that was given, as the database has it; NULL: no path */
};

struct target_list {
	struct target *item;
	size_t n, alloc;
};
void target_list_release(struct target_list *list);

/* Adds what the word means. ERR_NOT_FOUND when there is no such thing, ERR_USAGE for a word of wrong form. */
int operand_resolve(const struct session *s, const char *word, struct target_list *list, struct error *err);
/* The same for programs that only show: a word that means nothing is looked for in the titles of films,
 * series and sets (items_by_words()). ERR_NOT_FOUND, too, for more than 'most' of them. */
int operand_find(
	const struct session *s, const char *word, size_t most, struct target_list *list, struct error *err);
/* -a: every library. */
int operand_all(const struct session *s, struct target_list *list, struct error *err);
/* "movies", "series" or "tvshows", "seasons", "episodes", "sets": the bit of what is meant; 0 for another
 * word. */
unsigned operand_kind(const char *word);
/* The item of a record: by type and id, else by path. ERR_BAD_RECORD when it names none. */
int record_target(const struct session *s, struct record *r, struct target_list *list, struct error *err);
/* The same where it must be an item: ERR_NOT_FOUND for the path of a folder or library. 0 or -1. */
int record_item(const struct session *s, struct record *r, enum entity *type, int64_t *id, struct error *err);

/* Bits (1 << enum entity) of what a target means by itself: an item and what is below it, the kinds of a
 * library.
 */
unsigned target_kinds(const struct target *t);
/* Whether the target is a set, or all sets: what has no files of its own. */
bool target_is_sets(const struct target *t);
/* Adds the films of such a target. */
int targets_films(struct db *db, const struct target *t, struct target_list *out, struct error *err);
/* Calls fn with each row of the targets, page by page, in their order; an item that several name comes each
 * time, a set once. 'filter' says what else is wanted; its library, folder and id are set here. fn returns 0
 * to go on. */
int targets_each(struct db *db, const struct target_list *list, const struct list_filter *filter,
	int (*fn)(const struct list_row *row, void *ctx, struct error *err), void *ctx, struct error *err);
/* How many rows that would be. */
int targets_count(struct db *db, const struct target_list *list, const struct list_filter *filter,
	size_t *out, struct error *err);
/* The same for films, series, seasons and episodes, in this order: a series' folder before what is in it. */
int targets_each_kind(struct db *db, const struct target_list *list, const struct list_filter *filter,
	int (*fn)(const struct list_row *row, void *ctx, struct error *err), void *ctx, struct error *err);
int targets_count_kinds(struct db *db, const struct target_list *list, const struct list_filter *filter,
	size_t *out, struct error *err);
/* The row of a record's item alone: what is below a series comes as records of its own. ERR_NOT_FOUND, or
 * what fn returned. */
int record_row(const struct session *s, struct record *r, const struct list_filter *filter,
	int (*fn)(const struct list_row *row, void *ctx, struct error *err), void *ctx, struct error *err);

#endif
