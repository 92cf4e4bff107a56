/*
 * A table for people. A column is as wide as its widest cell by what a terminal shows of it: wide characters
 * count two, combining ones none, control bytes are escaped. When the lines would be longer than the terminal
 * one column gives way, and its cells end in "…".
 */
#ifndef CORE_TABLE_H
#define CORE_TABLE_H

#include <stddef.h>

#include "core/strbuf.h"

struct table;

enum table_align { TABLE_LEFT, TABLE_RIGHT };

/* heads: the first line, NULL ends it; copied. */
struct table *table_new(const char *const heads[]);
void table_free(struct table *t); /* NULL is fine */
void table_align(struct table *t, size_t column, enum table_align align);
/* The column that gives way; without it lines are as long as they are. */
void table_gives(struct table *t, size_t column);
/* The next cell, row by row; NULL is an empty one. */
void table_add(struct table *t, const char *cell);
/* Appends its lines, of at most 'width' columns where that can be; 0: as wide as it is. Trailing blanks are
 * left out. */
void table_format(const struct table *t, size_t width, struct strbuf *out);

/* The columns of the terminal behind a descriptor; 0: no terminal. */
size_t terminal_width(int fd);
/* The columns that a text takes. */
size_t text_width(const char *s, size_t len);

#endif
