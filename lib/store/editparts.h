/* What the files of an edit share. Inside store/ only. */
#ifndef STORE_EDITPARTS_H
#define STORE_EDITPARTS_H

#include "store/candidate.h"
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
/* A field of an item as it is. */
struct edit_side edit_side_of(const struct item *it, enum meta_field f);

/* The artwork of an item, in memory: candidates as they shall be, and what was said of each kind before.
 * Which kinds are locked by their row stands in the item. */
struct edit_art {
	struct candidate_list all;
	struct meta_names kind; /* of which something was said */
	struct edit_side *was;	/* of each */
};
void edit_art_release(struct edit_art *art);
/* Inside a transaction. *art was empty. 0 or -1; released by the caller either way. */
int edit_art_load(struct db *db, const struct item *it, struct edit_art *art, struct error *err);
/* Adds to the job what became of each kind, once; and writes it. 0 or -1. */
void edit_art_changes(const struct edit_art *art, const struct item *it, struct edit_job *job);
int edit_art_save(struct db *db, const struct edit_art *art, const struct edit_job *job, struct error *err);

/* Whether an edit says anything of artwork. */
bool edit_touches_art(const struct edit *e);
void edit_drop_kind(struct meta_names *list, const char *kind);

/*
 * When the edit made the item another film, series or episode ('was': its ids and numbers before): what
 * providers said of what it was goes, and ids that nobody said. Locks stay, with their values. Adds to
 * *fields. False: it is the same still.
 */
bool edit_forget(const struct edit *e, struct item *it, const struct meta *was, uint64_t *fields);
/* Of an item whose ids changed: what it might have been and who was asked; of another one its pictures from
 * providers, too, and the same of all below it. Inside a transaction. 0 or -1. */
int edit_forget_rows(struct db *db, const struct item *it, bool another, struct error *err);

#endif
