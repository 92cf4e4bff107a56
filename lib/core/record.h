/*
 * Records: one JSON object a line, in and out. A record is kept as its members in their order, each with the
 * raw text of its value, so that members nobody knows pass through by value (numbers over 2^53 too). Of
 * several members with one key the last counts, in the place of the first. See metarr-records(5) for the
 * grammar.
 */
#ifndef CORE_RECORD_H
#define CORE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define RECORD_MAX_MEMBERS 4096

struct record;

struct record *record_new(void);
void record_free(struct record *r); /* NULL is fine */
/* Replaces what it held by a line (without its line end). A line that is no object is ERR_BAD_RECORD. */
int record_parse(struct record *r, const char *line, size_t len, struct error *err);
void record_clear(struct record *r);

bool record_has(const struct record *r, const char *key);
const char *record_str(
	struct record *r, const char *key); /* NULL: absent or no string; borrowed until a change */
bool record_int(const struct record *r, const char *key, int64_t *out);
bool record_bool(const struct record *r, const char *key, bool *out);
const char *record_raw(const struct record *r, const char *key, size_t *len); /* the value's JSON text */

/* A member that is there keeps its place, a new one goes to the end. */
void record_set_str(struct record *r, const char *key, const char *s); /* NULL: null */
void record_set_int(struct record *r, const char *key, int64_t v);
void record_set_real(struct record *r, const char *key, double v);
void record_set_bool(struct record *r, const char *key, bool v);
void record_set_raw(struct record *r, const char *key, const char *json, size_t len);
void record_remove(struct record *r, const char *key);
/* "error": {"code": …, "message": …, "retry": …} */
void record_set_error(struct record *r, const struct error *err);
/* The record's error, if it bears one: true and *out filled (out may be NULL). */
bool record_error(struct record *r, struct error *out);
/* Appends the line without its line end. */
void record_format(const struct record *r, struct strbuf *out);

#endif
