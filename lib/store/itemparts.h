/* What an item has outside its own row, each part in its own file. Inside store/ only, and inside a
 * transaction when it writes. 0 or -1. */
#ifndef STORE_ITEMPARTS_H
#define STORE_ITEMPARTS_H

#include "store/item.h"

extern const struct db_sqltab itemrow_sql, itemlists_sql, itemnames_sql, itemseason_sql, itemset_sql,
	itemstate_sql, itemstreams_sql;

/* The row of an item: a new one, or all columns of the one that is there. */
struct item_row {
	const struct item *item;
	const struct meta *meta; /* what its fields shall be */
	const char *old_key;	 /* its sort_key till now; of one that is there */
	int64_t revision;	 /* it shall be */
	bool unpublished;
	bool says_of_set; /* of a film: it says something else of its set than it did */
	const char *now;
};
int item_row_save(struct db *db, const struct item_row *row, int64_t *id, struct error *err);

/* Lists, ratings, ids, the set, extra fields, and the scalars that the table has no column for. set_id 0:
 * none. Ids that only the row's columns bear are in m already and stay. */
int item_lists_load(
	struct db *db, enum entity type, int64_t id, int64_t set_id, struct meta *m, struct error *err);
/* Makes those in 'fields' what m has; 'fresh': there are no rows yet. Of the set only what is the item's own:
 * item_set_id() gives the rest.
 */
int item_lists_save(struct db *db, enum entity type, int64_t id, const struct meta *m, uint64_t fields,
	bool fresh, const char *now, struct error *err);

/* Of those, names and people; 'fields' as above. */
int item_names_load(struct db *db, enum entity type, int64_t id, struct meta *m, struct error *err);
int item_names_clear(struct db *db, enum entity type, int64_t id, uint64_t fields, struct error *err);
int item_names_save(struct db *db, enum entity type, int64_t id, const struct meta *m, uint64_t fields,
	const char *now, struct error *err);
/*
 * The row of a film's set, made when there is none; 0: it is in no set. The row learns from the film what
 * is empty there; what a person says of the set in a film is said of the set, unless that is locked. A film
 * whose set has another name and the number of one that a person renamed is in that, unless a person said so.
 */
int item_set_id(struct db *db, const struct item_row *row, int64_t *set_id, struct error *err);
/* The name of the set; set_id 0: none. */
int item_set_load(struct db *db, int64_t set_id, struct meta *m, struct error *err);
/* The row of a set itself, which has to be there. With row->unpublished its films differ from what is
 * published. */
int item_set_row_save(struct db *db, const struct item_row *row, int64_t *id, struct error *err);

/*
 * A season has got another title, in place of 'was' (NULL: none). What tvshow.nfo says of it follows: the
 * series' extra field "namedseason:N", for a name that says more than the number; and the series differs from
 * what is published.
 */
int item_season_named(struct db *db, const struct item_row *row, const char *was, struct error *err);

/* field_state, with the kinds of artwork that are locked */
int item_state_load(struct db *db, struct item *it, struct error *err);
/* Writes the rows of 'fields'; one that says nothing goes. */
int item_state_save(struct db *db, enum entity type, int64_t id, const struct field_info field[MF_COUNT],
	uint64_t fields, const char *now, int64_t job_id, struct error *err);

int item_streams_load(struct db *db, enum entity type, int64_t id, struct streams *s, struct error *err);
/* Replaces those that are there; 'fresh': there are none. */
int item_streams_save(struct db *db, enum entity type, int64_t id, const struct streams *s, bool fresh,
	const char *now, struct error *err);
bool item_streams_equal(const struct streams *a, const struct streams *b);

#endif
