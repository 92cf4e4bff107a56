/*
 * What was said of the pictures of an item, as text: for the log of edits and for the versions of an item, so
 * that it can be taken back.
 *
 * Of one kind it is a JSON list of those candidates of which something is said, by id, each with one of
 * "selected_by" (it is selected), "undecided" and "rejected" (both true). NULL stands for the empty list.
 *
 * Everything here is done to candidates in memory, as candidates_of() gives them; choices_save() writes it.
 */
#ifndef STORE_CHOICES_H
#define STORE_CHOICES_H

#include "media/meta.h"
#include "store/candidate.h"

extern const struct db_sqltab choices_sql;

/* What is said of a kind. The caller frees. */
char *choices_of(const struct candidate_list *all, const char *kind);
/* The same of those alone that are selected, as in a snapshot. */
char *choices_selected(const struct candidate_list *all, const char *kind);
/* Adds the kinds of which something is said. */
void choices_kinds(const struct candidate_list *all, struct meta_names *out);
/* Whether one of them was selected by a person, which locks the kind. */
bool choices_by_hand(const char *json);
/* Appends those that are selected, and those that are rejected, for people: "3, 7, rejected: 9". */
void choices_text(const char *json, struct strbuf *out);

/* Selects one, by a person's word; of a kind with one picture (any but fanart) the others are so no more. */
void choices_select(struct candidate_list *all, struct candidate *c, const char *by);
/* One alone: by whom it is selected; NULL: it is not. A new choice is made now (selected_at NULL). */
void choices_set(struct candidate *c, const char *by);
/* What was selected by hand is so by the rules. */
void choices_unlock(struct candidate_list *all, const char *kind);

/*
 * An edit that made 'now' of 'was' is taken back: NULL, or why not, as the end of a sentence, and nothing is
 * changed: a picture of which that edit said something is another by now, or gone. What the rules selected
 * since gives way to what was selected then; a picture of the library that is one of several stays.
 */
const char *choices_take_back(struct candidate_list *all, const char *kind, const char *was, const char *now);
/* Selected are those that were, the rejected and undecided apart. NULL, or why not, as above. */
const char *choices_put(struct candidate_list *all, const char *kind, const char *was);

/* Writes what differs of the item's candidates; a rejection holds for every item that has the picture. Inside
 * a transaction. 0 or -1. */
int choices_save(
	struct db *db, enum entity type, int64_t id, const struct candidate_list *all, struct error *err);

/* What is selected, and which kinds are locked by their row: a JSON object, {"poster": {"locked": true,
 * "chosen": [{"id": 3, "selected_by": "ann"}]}, ...} (the caller frees). Inside a transaction. 0 or -1. */
int choices_snapshot(struct db *db, enum entity type, int64_t id, char **json, struct error *err);
/* Adds its kinds. */
void choices_snapshot_kinds(const char *json, struct meta_names *out);
/* One of its kinds: its list (NULL: it has none; the caller frees), and whether it was locked. */
char *choices_in_snapshot(const char *json, const char *kind, bool *locked);

#endif
