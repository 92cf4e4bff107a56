/* What the files of an edit share. Inside store/ only. */
#ifndef STORE_EDITPARTS_H
#define STORE_EDITPARTS_H

#include "store/edit.h"

enum edit_verb { EDIT_MEMBER, EDIT_PIN, EDIT_BAR };

struct edit_word {
	enum edit_verb verb;
	enum meta_field field;
	char *name;  /* EDIT_MEMBER: which of the list */
	char *value; /* EDIT_MEMBER: "" takes it out */
};

/* Sets one of ratings, uniqueids or extra: the value takes the place of the one of that name. The value was
 * checked. "" takes it out. */
void edit_set_member(struct meta *m, enum meta_field f, const char *name, const char *value);
/* Checks it. 0 or -1. */
int edit_check_member(enum meta_field f, const char *name, const char *value, struct error *err);

/* Adds to the job what became of a field, if it became anything; takes both sides. */
void edit_add_change(struct edit_job *job, const char *field, struct edit_side *old, struct edit_side *now);
/* The locks of kinds, which 'it' has as they shall be; 'was' are those that there were. Inside a transaction.
 * 0 or -1. */
int edit_lock_kinds(struct db *db, struct edit_job *job, const struct item *it, const struct meta_names *was,
	bool dry_run, struct error *err);
/* What --keep says of pictures that are undecided. Inside a transaction. 0 or -1. */
int edit_keep_pictures(
	struct db *db, struct edit_job *job, const struct item *it, bool dry_run, struct error *err);

/* A field of an item as it is. */
struct edit_side edit_side_of(const struct item *it, enum meta_field f);
/* Which candidates of the kind were chosen by hand, as JSON; NULL: none. The caller frees. 0 or -1. */
int edit_by_hand(struct db *db, const struct item *it, const char *kind, char **json, struct error *err);

#endif
