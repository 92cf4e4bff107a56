/*
 * What the filesystem of a folder can do: seen without writing, or tried with temporary files. Tables of
 * kinds of filesystems would not do: what FUSE, NFS and SMB can, is their servers' to say.
 */
#ifndef PUBLISH_ABILITY_H
#define PUBLISH_ABILITY_H

#include <stdbool.h>

#include "core/file.h"
#include "core/record.h"

/* 1: it can; 0: it cannot; -1: not known. */
struct ability {
	int case_matters; /* "A" and "a" are two names */
	int xattrs;	  /* extended attributes */
	int exchange;	  /* two files change names in one step: file_exchange() */
	bool tried;	  /* then 'refused' says something */
	unsigned refused; /* FILE_REFUSED_*, of the owner, group and mode that are wanted of new files */
};

/* Looks, and writes nothing. A folder that cannot be read tells nothing. */
void ability_look(const char *dir, struct ability *a);
/* Looks, and makes two temporary files in the folder, that it removes: 0, or -1 when none can be made. A
 * crash leaves them, under the names of every temporary of Metarr. attrs: as of new files that are published.
 */
int ability_try(const char *dir, const struct file_attrs *attrs, struct ability *a, struct error *err);

/* Appends "names differ by case, …": what is known, for people. */
void ability_text(const struct ability *a, struct strbuf *out);
/* Adds case_sensitive, xattrs, exchange, modes, owners; null where it is not known. */
void ability_record(const struct ability *a, struct record *r);

#endif
