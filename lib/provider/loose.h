/*
 * Members of providers' answers as they really come: numbers as strings and the other way round, null, blank
 * texts, members that are not there or are of another kind. Objects may be NULL, or no objects.
 */
#ifndef PROVIDER_LOOSE_H
#define PROVIDER_LOOSE_H

#include "core/json.h"
#include "media/meta.h"

/* A text with something in it; NULL: there is none. Borrowed. */
const char *loose_text(const cJSON *obj, const char *key);
/* A number, or a text that is one and nothing else. False: there is none; *out stays. */
bool loose_real(const cJSON *obj, const char *key, double *out);
bool loose_int(const cJSON *obj, const char *key, int64_t *out); /* a whole one up to 2^53 */
bool loose_true(const cJSON *obj, const char *key);		 /* true, or a number but 0 */
/* A positive whole number as text, in 'out'; NULL: there is none. */
#define LOOSE_ID 24
const char *loose_id(const cJSON *obj, const char *key, char out[LOOSE_ID]);
/* For cJSON_ArrayForEach(): an array, or NULL. */
const cJSON *loose_list(const cJSON *obj, const char *key);

/* Sets a scalar to what such a member says, if it says something that the field takes; else nothing. */
void loose_set(struct meta *m, enum meta_field f, const cJSON *obj, const char *key);
/* The same of a date; what stands behind its day ("1999-03-31T00:00:00.000Z") is dropped. */
void loose_set_date(struct meta *m, enum meta_field f, const cJSON *obj, const char *key);
/* Adds the texts of a member in each object of a list: loose_add(m, MF_GENRES, film, "genres", "name"). */
void loose_add(struct meta *m, enum meta_field f, const cJSON *obj, const char *list, const char *key);

#endif
