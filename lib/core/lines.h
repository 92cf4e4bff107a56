/*
 * Lines of a descriptor, at most JSON_MAX_LINE bytes each. A longer one is skipped to its end and reported;
 * it costs no more memory than a short one.
 */
#ifndef CORE_LINES_H
#define CORE_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"

struct line_reader;

/* The descriptor stays the caller's; it may be one that does not block. */
struct line_reader *line_reader_new(int fd);
void line_reader_free(struct line_reader *lr); /* NULL is fine */
/* 1: a line, borrowed until the next call, without its "\n" and with a NUL after it (it may hold NULs and a
 * "\r"); 0: end; -1: error. ERR_TOO_LONG: go on with the next call; ERR_BUSY: prog_interrupted(), or nothing
 * to read now; others are final. A last line without "\n" counts. */
int line_reader_next(struct line_reader *lr, const char **line, size_t *len, struct error *err);
bool line_reader_buffered(const struct line_reader *lr); /* a whole line is there without reading */
int line_reader_fd(const struct line_reader *lr);

#endif
