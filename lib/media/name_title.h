/* The words between a title's beginning and end made into a title; used by media/name_read.c alone. */
#ifndef MEDIA_NAME_TITLE_H
#define MEDIA_NAME_TITLE_H

#include <stdbool.h>

#include "media/name_scan.h"

/*
 * Appends the title that stands between s->start and s->end: separators made spaces, of several languages
 * the last, "Simpsons, The" turned. 'is_film': "(Some Director)" at its end is none of it.
 */
void title_read(const struct scan *s, bool is_film, struct strbuf *out);
/* Sets an empty *out to what stands between two places, written so. */
void title_between(const struct scan *s, size_t from, size_t to, struct strbuf *out);

#endif
