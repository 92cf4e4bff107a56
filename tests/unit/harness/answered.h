/* What tests of providers want, and what they look at in an answer. Each check ends the test when it fails.
 */
#ifndef HARNESS_ANSWERED_H
#define HARNESS_ANSWERED_H

#include "provider/provider.h"

/* Wishes for up to two languages (the second may be NULL) and a country. Without memory of their own. */
struct wanted {
	struct wishes wishes;
	char *language[2];
};
const struct wishes *want(struct wanted *w, const char *first, const char *second, const char *country);

/* The field as meta_field_text() gives it; NULL: it is not known. */
void field_is(const struct meta *m, enum meta_field f, const char *expected);

size_t pictures_of(const struct answer *answer, const char *kind);
/* The nth of a kind, from 0. */
const struct picture *picture_of(const struct answer *answer, const char *kind, size_t nth);
/* language NULL: none. */
void picture_is(const struct picture *p, const char *url, const char *language, const char *key);

#endif
