/*
 * The text of an NFO and its charset.
 *
 * All work on an NFO is done on 'buf', whose bytes are the file's own, but for UTF-16, which is held as UTF-8
 * (a lone surrogate as its three bytes, so that every file comes back as it was). In each charset that is
 * supported the bytes of markup mean markup. A charset is what the file declares, unless its bytes say
 * otherwise.
 */
#ifndef MEDIA_NFO_TEXT_H
#define MEDIA_NFO_TEXT_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/strbuf.h"

enum nfo_charset {
	NFO_UTF8,
	NFO_UTF16LE,
	NFO_UTF16BE,
	NFO_LATIN1, /* ISO 8859-1; 0x80 to 0x9F are read as Windows-1252 has them, and never written */
	NFO_CP1252, /* Windows-1252 */
	NFO_ICONV,  /* another one that iconv(3) knows */
	NFO_UNSURE, /* the bytes are not what is declared: read as UTF-8 where they are that, else as
		       Windows-1252; written as ASCII with references, which every reader understands */
};

struct nfo_text {
	struct strbuf buf;
	enum nfo_charset charset;
	bool bom;    /* stands in the file; not in 'buf' for UTF-16, the first three bytes of it for UTF-8 */
	char odd[1]; /* the last byte of a UTF-16 text of odd length */
	size_t nodd; /* 0 or 1 */
	iconv_t in, out; /* of NFO_ICONV */
	bool ascii;	 /* write references for all that is not ASCII; false at first */
	const char *eol; /* "\n", "\r\n" or "\r": what most lines of the file end with */
};

void nfo_text_open(struct nfo_text *t, const char *bytes, size_t len);
void nfo_text_release(struct nfo_text *t);

size_t nfo_text_start(const struct nfo_text *t); /* where 'buf' begins behind a byte order mark: 0 or 3 */

/* Appends bytes of 'buf' as UTF-8. */
void nfo_text_decode(const struct nfo_text *t, const char *bytes, size_t len, struct strbuf *out);
/* Appends bytes of 'buf' as they are, but for what is not ASCII: that as references. */
void nfo_text_spell(const struct nfo_text *t, const char *bytes, size_t len, struct strbuf *out);
/*
 * Appends UTF-8 text as it stands in 'buf' between tags or in an attribute: '&', '<' and '>' escaped, '"' too
 * in an attribute, line ends as the file's, what the charset lacks as references.
 */
void nfo_text_encode(const struct nfo_text *t, const char *utf8, bool attribute, struct strbuf *out);
/* Appends the file that 'buf' (which may be another text by now) stands for. */
void nfo_text_close(const struct nfo_text *t, const struct strbuf *buf, struct strbuf *out);

/* Appends a character as UTF-8; surrogates as three bytes. */
void nfo_add_char(struct strbuf *out, unsigned long c);

#endif
