/*
 * Values that are locked into a list, or out of it, while the rest of the list is free: "tags+=Kids",
 * "tags-=Horror". Of lists of names and of people; a person is pinned as NAME or NAME/ROLE, and barred by
 * name. An id is pinned as TYPE:VALUE ("tmdb:603", by tmdb=603) and none is barred. item_save() applies them,
 * so that nothing which saves an item can do without.
 */
#ifndef STORE_PINS_H
#define STORE_PINS_H

#include "core/strbuf.h"
#include "media/meta.h"

struct pins {
	struct meta_names pinned, barred; /* in the order in which they came; no value is in both */
};

/* Lists of names of their own: a value comes in once; its place in the list, or -1. */
void names_add(struct meta_names *list, const char *value);
int names_find(const struct meta_names *list, const char *value);
void names_release(struct meta_names *list);

void pins_release(struct pins *p);
bool pins_any(const struct pins *p);
bool pins_equal(const struct pins *a, const struct pins *b);
void pins_copy(struct pins *to, const struct pins *from); /* 'to' is released first */

/* Whether values of this field can be locked one by one, by += and -=. */
bool pins_field(enum meta_field f);
/* Locks a value in (or, of a field as read by a person, two: "A / B") or out; it is no longer the other. */
void pins_add(struct pins *p, enum meta_field f, const char *value);
void pins_bar(struct pins *p, enum meta_field f, const char *value);

/* No id of this type is locked any more. */
void pins_free_id(struct pins *p, const char *type);

/* Makes the field of m what they allow: those that are barred go, those that are pinned and missing come at
 * the end. */
void pins_apply(const struct pins *p, struct meta *m, enum meta_field f);

/* A list as field_state has it: JSON, NULL for none (the caller frees), and back. */
char *pins_json(const struct meta_names *list);
void pins_read(struct meta_names *list, const char *json);

/* "NAME/ROLE" as people write an actor; of directors and writers all of it is the name. */
void pins_add_person(struct meta *m, enum meta_field f, const char *text);

#endif
