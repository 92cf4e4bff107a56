/*
 * A growing string: all string building goes through it. The buffer is always NUL-terminated and may hold
 * NUL bytes; 'buf' is never NULL. STRBUF_INIT or strbuf_init before use, strbuf_release after.
 */
#ifndef CORE_STRBUF_H
#define CORE_STRBUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct strbuf {
	char *buf;    /* the bytes, then a NUL */
	size_t len;   /* without the NUL */
	size_t alloc; /* 0: buf is the shared empty string */
};

extern char strbuf_empty[];
#define STRBUF_INIT                                                                                          \
	{                                                                                                    \
		strbuf_empty, 0, 0                                                                           \
	}

void strbuf_init(struct strbuf *sb);
void strbuf_release(struct strbuf *sb);		     /* frees; usable again as if initialised */
void strbuf_clear(struct strbuf *sb);		     /* length 0, keeps the memory */
void strbuf_grow(struct strbuf *sb, size_t extra);   /* room for 'extra' more bytes */
void strbuf_setlen(struct strbuf *sb, size_t len);   /* len must not pass alloc - 1 */
char *strbuf_detach(struct strbuf *sb, size_t *len); /* the caller frees; len may be NULL; never NULL */

void strbuf_add(struct strbuf *sb, const void *data, size_t len);
void strbuf_addstr(struct strbuf *sb, const char *s);
void strbuf_addbuf(struct strbuf *sb, const struct strbuf *other);
void strbuf_addch(struct strbuf *sb, int c);
void strbuf_addf(struct strbuf *sb, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void strbuf_vaddf(struct strbuf *sb, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
/* Replaces 'len' bytes at 'pos' with the given ones. */
void strbuf_splice(struct strbuf *sb, size_t pos, size_t len, const void *data, size_t datalen);
/* Appends 's' for people: control bytes, and bytes that are not UTF-8, as \xNN; nothing can move a cursor. */
void strbuf_add_escaped(struct strbuf *sb, const char *s, size_t len);
void strbuf_trim(struct strbuf *sb); /* white space at both ends */

/* True when the bytes are well-formed UTF-8 (no surrogates, nothing over U+10FFFF, no overlong forms). */
bool utf8_valid(const char *s, size_t len);
/* Appends 's' with invalid sequences and U+0000 removed; returns how many bytes were dropped. */
size_t strbuf_add_utf8(struct strbuf *sb, const char *s, size_t len);

#endif
