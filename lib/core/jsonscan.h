/*
 * JSON text, checked and cut into members or elements where it stands: RFC 8259 to the letter, within the
 * limits of json.h. Records live on this alone; where a tree is wanted, json_parse() checks with it before
 * cJSON reads.
 */
#ifndef CORE_JSONSCAN_H
#define CORE_JSONSCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"

/* 0 when the text is one value; -1 with ERR_BAD_RECORD naming the byte, or ERR_TOO_LONG. */
int json_check(const char *text, size_t len, struct error *err);
/* With another limit than JSON_MAX_LINE; *values: how many there are, all levels together. */
int json_check_long(const char *text, size_t len, size_t most, size_t *values, struct error *err);
/* Checks the text of an object, and calls 'member' for each of its members on the way: the key with its
 * quotes and the value, both as they are written. What was called counts only when 0 comes back. */
typedef void (*json_member_fn)(const char *key, size_t keylen, const char *value, size_t len, void *ctx);
int json_members(const char *text, size_t len, json_member_fn member, void *ctx, struct error *err);
/* The same for the elements of an array. */
typedef void (*json_element_fn)(const char *value, size_t len, void *ctx);
int json_elements(const char *text, size_t len, json_element_fn element, void *ctx, struct error *err);
/* White space between tokens. */
bool json_space(char c);

#endif
