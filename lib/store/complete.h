/*
 * When an item is complete enough to be published: for each kind of item the fields that it must have, and
 * how many selected pictures of which kinds. What is missing is an error, and the item stays as it is, or a
 * warning.
 */
#ifndef STORE_COMPLETE_H
#define STORE_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/strbuf.h"
#include "db/db.h"
#include "media/entity.h"

extern const struct db_sqltab complete_sql;

#define COMPLETE_KINDS 10	 /* kinds of artwork that can be asked for */
#define COMPLETE_MAX_PICTURES 64 /* of one kind */

struct complete_rule {
	enum entity type;
	bool is_error;	 /* else a warning */
	uint64_t fields; /* MF_BITs */
	int64_t pictures[COMPLETE_KINDS];
};

/* One more word of a rule: a field ("plot"), or a kind of artwork with a number ("poster=1"); "nothing" adds
 * nothing. ERR_BAD_VALUE with what there is. */
int complete_add(struct complete_rule *rule, const char *word, struct error *err);
/* Appends the rule as such words, with spaces between. */
void complete_words(const struct complete_rule *rule, struct strbuf *out);
/* Appends it as a line for people: "movie: title poster=1 (error)". */
void complete_text(const struct complete_rule *rule, struct strbuf *out);
/* Makes r the record of a rule: type, severity, requires (its words). */
struct record;
void complete_record(const struct complete_rule *rule, struct record *r);

/* The rule of a kind of item: 1, 0 there is none, -1. */
int complete_load(struct db *db, enum entity type, struct complete_rule *out, struct error *err);
/* In a transaction of its own. One that requires nothing is taken out. */
int complete_save(struct db *db, const struct complete_rule *rule, struct error *err);

/* Appends what the item (loaded with ITEM_META) lacks, for people: "plot, fanart (1 of 2)". False: nothing.
 */
struct item;
struct candidate_list;
bool complete_lacks(const struct complete_rule *rule, const struct item *it,
	const struct candidate_list *pictures, struct strbuf *out);

#endif
