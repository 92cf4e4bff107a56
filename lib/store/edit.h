/*
 * Edits by a person: words of a command line to what is to be done ("plot=…", "tags+=Kids", --lock), that to
 * an item, and items to the database with a log from which all of it can be shown and undone.
 *
 *   FIELD=VALUE          sets and locks; "" clears and locks. A list is given by several, in order; what it
 *                        had goes. actors=NAME/ROLE; ratings=SOURCE:VALUE[/MAX][,VOTES],
 * uniqueids=TYPE:VALUE, extra=NAME:VALUE. FIELD.NAME=VALUE     one of ratings, uniqueids or extra; the others
 * stay. tmdb=, imdb=, tvdb= are uniqueids.tmdb= and so on. FIELD+=VALUE, FIELD-=VALUE locks one value into a
 * list of names or people, or out of it; see pins.h
 *
 * Fields are named as meta_field_by_name() has them.
 */
#ifndef STORE_EDIT_H
#define STORE_EDIT_H

#include "store/editlog.h"
#include "store/item.h"

extern const struct db_sqltab edit_sql;

enum edit_keep { KEEP_NEITHER, KEEP_DISK, KEEP_METARR };

struct edit_word; /* one member of a list */

struct edit {
	struct meta values; /* of the fields in 'sets' */
	uint64_t sets, locks, unlocks;
	bool unlock_all;
	struct edit_word *word; /* in the order in which they came */
	size_t nword, aword;
	struct meta_names lock_kinds, unlock_kinds; /* of artwork */
	enum edit_keep keep;			    /* which side of a conflict counts */
	uint64_t keep_fields; /* of which fields and kinds; none: of all that are in conflict */
	struct meta_names keep_kinds;
};

void edit_release(struct edit *e);
void edit_copy(struct edit *to, const struct edit *from); /* 'to' is released first */
bool edit_is_empty(const struct edit *e);		  /* it changes nothing */

/* Whether a word has the form of an assignment, and is no operand. */
bool edit_is_assignment(const char *word);
/* Adds an assignment. ERR_USAGE for a field that there is not, with the nearest; ERR_BAD_VALUE with the field
 * for a value that it does not take. 0 or -1. */
int edit_assign(struct edit *e, const char *word, struct error *err);
/* The same from a JSON object: fields, and values as metarr-show's fields have them; null clears. */
int edit_assign_object(struct edit *e, const char *json, size_t len, struct error *err);
/* Adds what --lock and --unlock name: fields and kinds of artwork, comma-separated; unlock: "all". */
int edit_lock(struct edit *e, const char *names, bool lock, struct error *err);
/* --keep: "disk" or "metarr". */
int edit_keep_side(struct edit *e, const char *side, struct error *err);
/* A field or kind of artwork that 'keep' is about: false when the word is none. */
bool edit_keep_field(struct edit *e, const char *word);

/*
 * Makes the edit to an item that was loaded with ITEM_META and ITEM_FIELDS. *fields gets the MF_BITs that it
 * was about. ERR_BAD_VALUE for what items of this kind do not have, or cannot be without; then the item is as
 * it was.
 */
int edit_item(const struct edit *e, struct item *it, uint64_t *fields, struct error *err);

/* What the edit says of locks of artwork, and of pictures, done to an item and its candidates in memory. */
struct candidate_list;
void edit_art(const struct edit *e, struct item *it, struct candidate_list *all);
/* A kind is locked no more, by its row or by a choice by hand: the rules may choose. */
void edit_art_unlock(struct item *it, struct candidate_list *all, const char *kind);

/*
 * Another way to change an item than an edit (store/revert.h), inside of the transaction: 'fields' as
 * edit_item(), but 1 where that gives -1; 'artwork' changes candidates in memory (store/choices.h) and
 * it->locked_kinds, of which what differs then is written and logged; 'after' comes when the item is saved,
 * or was so already. Each may be NULL.
 */
struct edit_job;
struct edit_means {
	int (*fields)(
		struct db *db, struct edit_job *job, struct item *it, uint64_t *fields, struct error *err);
	int (*artwork)(struct db *db, struct edit_job *job, struct item *it, struct candidate_list *all,
		struct error *err);
	int (*after)(struct db *db, struct edit_job *job, struct error *err);
};

/* One item and what is done to it. */
struct edit_job {
	enum entity type;
	int64_t id;
	const struct edit *edit;
	const struct edit_means *means; /* NULL: the edit */
	const void *ctx;		/* theirs */
	struct meta_names kept;		/* out: what they left as it is, one sentence each */
	struct error error; /* out: why nothing of it was changed; ERR_NONE: it was, or was so already */
	struct edit_entry *change; /* out: what changed */
	size_t nchange;
	bool another; /* out: it is taken for another film, series or episode */
	bool changed; /* out: it is, or (dry run) would be, another than before */
};
void edit_job_release(struct edit_job *job);
/* Sets the record's "changes": a list of what edit_entry_json() gives. */
struct record;
void edit_job_record(const struct edit_job *job, struct record *r);

/* Adds to the job what differs between two states of its item, of these fields (MF_BITs). */
void edit_compare(struct edit_job *job, const struct item *was, const struct item *now, uint64_t fields);

#define EDIT_AT_ONCE 100 /* items in one transaction */

/*
 * Up to EDIT_AT_ONCE items in one transaction, on disk at return. An item that cannot be edited has its
 * error, and the others are done. *batch 0: the first change makes a batch, 'by' this user; else all goes
 * into that one. dry_run: nothing is written, and no batch made. 0, or -1 when none of it was done.
 */
int edit_items(struct db *db, struct edit_job *jobs, size_t n, const char *by, bool dry_run, int64_t *batch,
	struct error *err);

#endif
