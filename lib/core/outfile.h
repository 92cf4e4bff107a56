/*
 * A file that is written piece by piece and seen under its name only when it is whole: a temporary in the
 * target's own folder, of mode 0600, which a commit makes durable and renames. A crash leaves what stood
 * there before, and at worst a ".metarr-*.tmp" beside it. Standard output, as "-", is written as it comes.
 */
#ifndef CORE_OUTFILE_H
#define CORE_OUTFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"

struct outfile;

/* 0, or -1: a folder or a device at 'path' is ERR_EXISTS; else of the system call. */
int outfile_open(struct outfile **out, const char *path, struct error *err);
int outfile_write(struct outfile *of, const void *data, size_t len, struct error *err);
/* Begins again with nothing. False when something has gone to standard output already. */
bool outfile_restart(struct outfile *of);
/* The end: 0 when all of it is on disk under its name. Frees in every case. */
int outfile_commit(struct outfile *of, struct error *err);
/* Gives it up: the target is as it was. NULL is fine. */
void outfile_abort(struct outfile *of);

#endif
