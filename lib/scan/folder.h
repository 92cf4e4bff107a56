/*
 * One folder of a library with what belongs to its items: the files in it, and those in subfolders that are
 * no items of their own (VIDEO_TS, BDMV, cd1, Subs, extras, .actors; media/filekind.h). Every other subfolder
 * is a folder by itself.
 *
 * A folder's signature is made of the name, size and mtime of each of its files: while it stays, nothing in
 * the folder changed.
 */
#ifndef SCAN_FOLDER_H
#define SCAN_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/strbuf.h"
#include "media/filekind.h"

struct folder_file {
	size_t name; /* where it stands in folder.names */
	int64_t size, mtime_ns, inode;
	enum file_kind kind;
	enum dir_kind where; /* DIR_PLAIN: in the folder itself; else the subfolder's kind */
};

struct folder {
	struct strbuf path;  /* relative to the library, "" for its root */
	struct strbuf names; /* of the files, relative to the folder ("Subs/a.srt"), each with a NUL */
	struct folder_file *file;
	size_t n, alloc;
	uint64_t signature[2];
};

#define FOLDER_INIT                                                                                          \
	{                                                                                                    \
		STRBUF_INIT, STRBUF_INIT, NULL, 0, 0,                                                        \
		{                                                                                            \
			0, 0                                                                                 \
		}                                                                                            \
	}

void folder_release(struct folder *f);
void folder_clear(struct folder *f, const char *path); /* no files; another path */
/* Adds a file; 'name' is relative to the folder. */
struct stat;
void folder_add(struct folder *f, const char *name, const struct stat *st, enum dir_kind where);
/* The name of file i. Borrowed until the folder changes. */
const char *folder_name(const struct folder *f, size_t i);
/* Sorts the files by name; readdir gives them in any order. */
void folder_sort(struct folder *f);
/* The file of that name, or f->n. The folder is sorted. */
size_t folder_find(const struct folder *f, const char *name);

/* Whether a folder is 'dir' or below it; both relative, "" is the library's root. */
bool folder_inside(const char *folder, const char *dir);

/* The signature as the database keeps it, and back. A text of another version of the scan is false: what it
 * stands for is to be looked at again. */
#define FOLDER_SIGNATURE_SIZE 36 /* with the NUL */
void folder_signature_text(const uint64_t signature[2], char out[FOLDER_SIGNATURE_SIZE]);
bool folder_signature_read(const char *text, uint64_t signature[2]);

#endif
