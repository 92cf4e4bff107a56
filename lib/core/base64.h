/*
 * Base64 of RFC 4648, with padding and without line ends: bytes inside JSON.
 */
#ifndef CORE_BASE64_H
#define CORE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "core/strbuf.h"

/* Appends the text of 'len' bytes. */
void base64_encode(struct strbuf *out, const void *data, size_t len);
/* Appends the bytes of a text. False when it is none, to the letter: then *out is as it was. */
bool base64_decode(struct strbuf *out, const char *text, size_t len);

#endif
