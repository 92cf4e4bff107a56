/*
 * A text as a tree of cJSON nodes, to be read with cJSON's macros and json.h: what json_parse() gives, but in
 * one piece of memory instead of two for each value. An answer of a provider has ten thousand values, and
 * cJSON spends more on allocating them than on reading (seen: a quarter of all that enriching a film cost).
 *
 * The tree is never changed: nothing in it may be handed to a function of cJSON that writes or frees.
 */
#ifndef CORE_JSONTREE_H
#define CORE_JSONTREE_H

#include "core/json.h"

struct json_tree;

/* Reads one value of at most 'most' bytes, as strictly as json_parse(). NULL with *err set: ERR_BAD_RECORD
 * with the byte, or ERR_TOO_LONG. Keeps nothing of the text. */
struct json_tree *json_tree_new(const char *text, size_t len, size_t most, struct error *err);
void json_tree_free(struct json_tree *tree); /* NULL is fine */
const cJSON *json_tree_root(const struct json_tree *tree);

#endif
