/*
 * Lists of items, by pages: the order is the folded sort key and then the id, the next page begins after the
 * last row of the one before, and a page costs the same wherever it stands. Long texts stay out of the rows
 * of a list.
 */
#ifndef STORE_LIST_H
#define STORE_LIST_H

#include "store/item.h"

extern const struct db_sqltab list_sql;

#define LIST_IN_SETS (-1)

struct list_filter {
	enum entity type;
	int64_t library_id; /* 0: any */
	const char *state;  /* NULL: any; "error" means every error_… */
	int unpublished;    /* -1: any, 0 or 1 */
	bool conflict; /* only those whose file says something else than the database, both having changed */
	bool deleted;  /* soft-deleted ones instead of the others; of sets those whose films all are */
	const char *folder;	   /* NULL or "": any; with library_id: this folder and what is below it */
	int64_t series_id;	   /* 0: any; the series itself, or its seasons or episodes */
	int64_t season_id;	   /* 0: any; the season itself, or its episodes */
	int64_t set_id;		   /* of films; 0: any; LIST_IN_SETS: those that are in a set */
	int64_t only_id;	   /* 0: any */
	const struct id_list *ids; /* of targets_each() alone: only these, in this order; NULL: any */
	bool texts;		   /* with plot and outline: for records */
};

struct list_row {
	struct item item;		   /* its own row (ITEM_ROW) */
	bool texts;			   /* with plot and outline */
	char *library;			   /* its name; of a set whose films are in several: NULL */
	char *series;			   /* the title of a season's or episode's series; else NULL */
	int64_t films;			   /* of a set: how many are in it */
	bool interrupted;		   /* a publish of it was killed and waits for recovery */
	bool conflict;			   /* its file and the database differ, both having changed */
	int64_t video_width, video_height; /* of the first video stream; 0: not known */
	char *video_codec;		   /* NULL: not known */
	char *artwork; /* selected kinds but for actors', comma-separated, in name order; NULL: none */
};

struct list_page {
	struct list_row *row;
	size_t n, alloc;
};
void list_row_release(struct list_row *row);
void list_page_release(struct list_page *page);

/* Up to 'limit' rows after (after_key, after_id); NULL and 0 for the first page. Fewer than 'limit': the end.
 */
int list_items(struct db *db, const struct list_filter *filter, const char *after_key, int64_t after_id,
	size_t limit, struct list_page *out, struct error *err);
/* How many there are. */
int list_count(struct db *db, const struct list_filter *filter, int64_t *out, struct error *err);

/* Makes r the item record of a row: type, id, library, path, state, and the columns under their names; plot
 * and outline when the row has texts. Other members of r stay. */
struct record;
void list_record(const struct list_row *row, struct record *r);

/* Appends what people call the item: its title; "Alpha, Season 2", "Alpha S01E02 Pilot". Without a title its
 * file's name, or its number. */
void list_label(const struct list_row *row, struct strbuf *out);

/* What the status page of metarr(1) counts, for one library (0: all). 'deleted' ones count nowhere else. */
struct list_sum {
	int64_t items, unpublished, errors, interrupted, deleted, discovered, identified, published;
};
int list_summary(
	struct db *db, enum entity type, int64_t library_id, struct list_sum *out, struct error *err);
/* Films, series, seasons and episodes together. */
int list_summary_all(struct db *db, int64_t library_id, struct list_sum *out, struct error *err);

#endif
