/*
 * JSON: one writer of our own, and cJSON to read, here and nowhere else.
 * What is read is RFC 8259 to the letter, checked before cJSON sees it (cJSON takes "01", "1.", control
 * characters in strings, a byte order mark). Limits: JSON_MAX_LINE bytes, JSON_MAX_DEPTH levels; bytes that
 * are not UTF-8, a lone surrogate, a "\u0000" and anything after the value are errors.
 */
#ifndef CORE_JSON_H
#define CORE_JSON_H

#include <cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define JSON_MAX_LINE (1024 * 1024) /* bytes of a record, without its line end */
#define JSON_MAX_DEPTH 64	    /* nested objects and arrays */

/* The writer: begin, key, value, end, in order; commas are its business. A wrong order is a BUG(). */
struct jsonw {
	struct strbuf *out;
	uint64_t array; /* bit n: level n is an array */
	uint64_t some;	/* bit n: level n has a member already */
	int depth;
	bool keyed; /* a key is waiting for its value */
};

void jsonw_init(struct jsonw *w, struct strbuf *out);
void jsonw_object(struct jsonw *w);
void jsonw_array(struct jsonw *w);
void jsonw_end(struct jsonw *w);
void jsonw_key(struct jsonw *w, const char *key);
void jsonw_str(struct jsonw *w, const char *s); /* NULL: null; bytes that are not UTF-8 are left out */
void jsonw_strn(struct jsonw *w, const char *s, size_t len);
void jsonw_int(struct jsonw *w, int64_t v);
void jsonw_real(struct jsonw *w, double v); /* shortest form that reads back the same; not finite: null */
void jsonw_bool(struct jsonw *w, bool v);
void jsonw_null(struct jsonw *w);
void jsonw_raw(struct jsonw *w, const char *json, size_t len); /* a value that is JSON already */
/* key and value in one */
void jsonw_kstr(struct jsonw *w, const char *key, const char *s);
void jsonw_kint(struct jsonw *w, const char *key, int64_t v);
void jsonw_kreal(struct jsonw *w, const char *key, double v);
void jsonw_kbool(struct jsonw *w, const char *key, bool v);

/* Parses one value. NULL with *err set: ERR_BAD_RECORD with the byte, or ERR_TOO_LONG. cJSON_Delete() it. */
cJSON *json_parse(const char *text, size_t len, struct error *err);
/* Appends what a string says that stands, checked and with its quotes, at 'json'. */
void json_unquote(struct strbuf *out, const char *json, size_t len);
/* Members of an object, of several with one key the last; obj may be NULL. NULL or false when absent or of
 * another type. Borrowed. */
const char *json_str(const cJSON *obj, const char *key);
bool json_int(const cJSON *obj, const char *key, int64_t *out); /* whole numbers up to 2^53 */
bool json_real(const cJSON *obj, const char *key, double *out);
bool json_bool(const cJSON *obj, const char *key, bool *out);
const cJSON *json_member(const cJSON *obj, const char *key);

#endif
