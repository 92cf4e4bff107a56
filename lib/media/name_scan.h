/* One component of a path cut into words; used by the name_*.c of this folder alone. */
#ifndef MEDIA_NAME_SCAN_H
#define MEDIA_NAME_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/strbuf.h"

#define SCAN_MAX_BYTES 1024 /* of a component; more is not read */
#define SCAN_MAX_WORDS 160

struct word {
	size_t at, len;
	size_t from;	  /* where it is cut off: its bracket's place, or 'at' */
	unsigned classes; /* of media/name_words.h */
	char open;	  /* the bracket it stands in, or NUL */
};

struct scan {
	struct strbuf text, low; /* the same bytes, as written and in lower case (ASCII) */
	struct word words[SCAN_MAX_WORDS];
	size_t nwords;
	size_t start;	/* where the title begins */
	size_t end;	/* where it ends */
	bool group;	/* a group's bracket stands in front: numbers count without seasons */
	bool tag_ends;	/* a release word ended it: weak words in front of it go too */
	bool year_ends; /* a year or a number in front of release words did: languages go */
};

void scan_init(struct scan *s, const char *name, size_t len); /* start and end are those of the text */
void scan_release(struct scan *s);

bool scan_is(const struct scan *s, const struct word *w, const char *low);
bool scan_is_article(const struct scan *s, const struct word *w); /* no title by itself: "The", "Das" */
bool scan_is_number(const struct scan *s, const struct word *w);
int scan_number(const struct scan *s, const struct word *w); /* -1: none, or over six digits */
/* "12", "01v2", "107a", "13完": how many digits, or 0. */
size_t scan_digits(const struct scan *s, const struct word *w);
/* A year in brackets may be any that films have; a bare one over next year's is part of a title ("Blade
 * Runner 2049"), and so is the beginning of a date. */
bool scan_is_year(const struct scan *s, const struct word *w);
bool scan_has_text(const struct scan *s, size_t from, size_t to); /* a word begins there */
size_t scan_skip_gap(const struct scan *s, size_t at);		  /* behind " ._-" */
void scan_cut(struct scan *s, size_t at); /* the title ends there, if it did not before */

#endif
