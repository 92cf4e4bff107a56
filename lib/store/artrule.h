/*
 * How the pictures of a library are chosen: one rule for each kind of artwork, in asset_selection_config.
 *
 *   min_count, max_count        how many are wanted at least, and chosen at most
 *   min_width, min_height       pixels; smaller ones are not chosen
 *   weight_resolution, weight_votes, weight_language, weight_provider
 *                               what each part of a score counts; together 1
 *   prefer_language             a list like de,en; empty: the library's languages
 *   provider_priority           a list like tmdb,fanart.tv, best first
 *   phash_similarity_threshold  from 0 to 1: pictures that are so similar are the same one
 *   text                        none: those without text come first
 *   language_rank               no: languages count by their points alone
 *   replace_local               yes: pictures of the library are candidates like any others
 */
#ifndef STORE_ARTRULE_H
#define STORE_ARTRULE_H

#include "media/artname.h"
#include "store/library.h"
#include "store/pins.h"

extern const struct db_sqltab artrule_sql;

enum art_part { PART_RESOLUTION, PART_VOTES, PART_LANGUAGE, PART_PROVIDER, PART_COUNT };
const char *art_part_name(enum art_part part); /* resolution, votes, language, provider */

struct art_rule {
	char type[ART_TYPE_MAX + 1];
	int64_t min_count, max_count;
	int64_t min_width, min_height; /* 0: any */
	double weight[PART_COUNT];
	double similarity;
	struct meta_names languages, providers;
	bool text_none, language_rank, replace_local;
};

/* The rules of one library. */
struct art_rules {
	int64_t library_id;
	struct art_rule *rule; /* by type */
	size_t n;
	struct meta_names languages; /* of rules that have none of their own */
	bool no_actors;		     /* the library wants no pictures of them: */
	struct art_rule none;	     /* their rule, by which nothing is taken */
};

void art_rules_release(struct art_rules *rules);
/* Adds the languages of a list like "de,en"; NULL: none. */
void art_languages_read(struct meta_names *list, const char *text);
/* 'language' is the list of metarr.conf, for a library that has none. *out was empty. 0 or -1. */
int art_rules_load(struct db *db, const struct library *lib, const char *language, struct art_rules *out,
	struct error *err);
/* The rule that a kind of picture (artname_kind()) goes by; an actor's, where they are wanted, and one that
 * has none of its own go by the usual one. Borrowed. */
const struct art_rule *art_rule_of(const struct art_rules *rules, const char *kind);
const struct meta_names *art_rule_languages(const struct art_rules *rules, const struct art_rule *rule);

/* What a scan goes by: of the rule of an item's library for a kind how many it has room for, and whether it
 * replaces pictures of the library. Inside a transaction. 0 or -1. */
int art_rule_room(struct db *db, enum entity type, int64_t id, const char *kind, int64_t *most,
	bool *replaces, struct error *err);

/* Makes the rule what a word says: "min_width=1000"; "default" makes all of it the usual. ERR_BAD_VALUE with
 * what there is, or what is taken; then it is as it was. 0 or -1. */
int art_rule_set(struct art_rule *rule, const char *word, struct error *err);
/* What words have made of it: ERR_BAD_VALUE when weights are not 1 together, or min_count is over max_count.
 */
int art_rule_check(const struct art_rule *rule, struct error *err);
/* Whether pictures of this type can have a rule. ERR_BAD_VALUE with those that can. 0 or -1. */
int art_rule_type(const char *type, struct error *err);
/* The same for words of a command line: each type is followed by what its rule is made: "poster",
 * "min_width=1000", "fanart", "max_count=5". *said gets the types. ERR_USAGE when it begins with no type. */
int art_rules_set(
	struct art_rules *rules, char *const *words, size_t n, struct meta_names *said, struct error *err);
/* Writes those rules, in a transaction of its own. */
int art_rules_save(struct db *db, const struct art_rules *rules, struct error *err);

/* Appends what differs from the usual rule, as words: "poster: max_count=1 min_width=1000". */
void art_rule_text(const struct art_rule *rule, struct strbuf *out);
/* Makes r the record of a rule: library, rule (the type), and its columns. */
struct record;
void art_rule_record(const struct library *lib, const struct art_rule *rule, struct record *r);

#endif
