/* The words of release names; used by media/name.c alone. */
#ifndef MEDIA_NAME_WORDS_H
#define MEDIA_NAME_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum {
	W_TAG = 1,     /* no title has it: x264, 1080p, hdtv */
	W_WEAK = 2,    /* ends a title only in front of a W_TAG: german, limited, proper */
	W_EDITION = 4, /* ends a title in front of a tag, a year or the end: extended, uncut */
	W_PREFIX = 8,  /* the same, but only before a W_CUT: director's, final, special */
	W_CUT = 16,    /* cut, edition */
	W_NET = 64,    /* who broadcasts it; ends a title only in front of web: "max.web-dl" */
	W_JOINED = 32, /* a tag with a number tight behind it: part1 */
	W_CODE = 128,  /* a language's letters, a word otherwise: IT, NO; as W_WEAK in capitals only */
};

/* The classes of a word in lower case; 0: an ordinary word. */
unsigned name_word_class(const char *s, size_t len);

#endif
