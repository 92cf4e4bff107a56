/*
 * A disk that loses what was not synced. From the files before a run and the trace of the run: any state that
 * a power loss may leave, where names are lost and kept as names (until their folder is synced) and bytes as
 * writes (until their file is), each by itself. No filesystem is as bad, and none that keeps the promises of
 * fsync is worse.
 */
#ifndef PROOF_DISK_H
#define PROOF_DISK_H

#include <stdbool.h>
#include <stddef.h>

#include "trace.h"

struct disk;

/* Before the run: the files below root as they are, all durable. The shared memory and the locks of a
 * database are not of the disk. */
struct disk *disk_new(const char *root);
/* After it. The trace must outlive the disk. */
void disk_take(struct disk *d, const struct trace *t);
void disk_free(struct disk *d);

/* What is pending, not synced, just before an event: how many operations. */
size_t disk_pending(const struct disk *d, size_t event);
/* Writes the state there into the emptied root: pending operation i is kept where keep[i] says so. */
void disk_write(const struct disk *d, size_t event, const bool *keep);

#endif
