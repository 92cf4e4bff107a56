/*
 * Why the pictures of an item are what they are: every candidate of a kind with the parts of its score, the
 * rank of its language and what the rules make of it, as they are now; and what decided between the first
 * two.
 */
#ifndef ASSET_EXPLAIN_H
#define ASSET_EXPLAIN_H

#include "asset/gallery.h"

/* Of a gallery that has chosen. Appends a table of one kind for people, at most 'width' columns wide where
 * that can be; 0: as wide as it is. */
void explain_text(const struct gallery_kind *kind, size_t width, struct strbuf *out);
/* Appends an object, {kind: [candidate, …]}: the members of dossier_record() with parts (points, which add up
 * to auto_score), rank (1 is the best), verdict, and dropped (too_small, collected, rejected, duplicate, or
 * null) with duplicate_of and duplicate_bits. kind NULL: of all kinds. */
void explain_json(const struct gallery *g, const struct gallery_kind *kind, struct strbuf *out);
/* Appends what decided, {kind: text}. */
void explain_decided(const struct gallery *g, const struct gallery_kind *kind, struct strbuf *out);

#endif
