/*
 * What kind of library a folder is, and how its files are named, by a look at the names in it and one folder
 * below: nothing is opened. For metarr-library add, when it is not told.
 */
#ifndef SCAN_GUESS_H
#define SCAN_GUESS_H

#include "core/error.h"
#include "media/entity.h"
#include "store/library.h"

#define GUESS_FOLDERS 500  /* that are looked into; the first ones the disk gives */
#define GUESS_ENTRIES 2000 /* of one folder */

struct guess {
	enum library_type type; /* LIBRARY_TVSHOWS when more of it looks like series than like films */
	enum naming names;    /* NAMING_LONG when more folders have long names than short ones, else short */
	size_t series, films; /* folders, and videos beside them, that look like it */
	size_t long_names, short_names; /* folders with an NFO or artwork named so */
};

/* [NAME] [movies | tvshows], in any order: *name (NULL: not said; the caller frees) and *type (-1). -1: there
 * is more. */
int guess_words(char *const words[], int n, char **name, int *type);
/* Appends the folder as the kernel spells it, links followed. ERR_NOT_FOUND, ERR_BAD_VALUE for what is no
 * folder, ERR_PERMISSION for one that cannot be read. */
int guess_folder(const char *path, struct strbuf *out, struct error *err);
/* The same, as the database is to have it. */
struct session;
int guess_path(const struct session *s, const char *path, struct strbuf *out, struct error *err);
/* Replaces *out by the folder's own name, with a number when a library has it; db may be NULL. */
int guess_name(struct db *db, const char *path, struct strbuf *out, struct error *err);
/* What metarr-library add is not told: *lib, empty but for a name that was said, becomes the library that
 * 'path' (of guess_folder()) is to be, as the database is to have it; 'type' -1: guessed. */
int guess_new(const struct session *s, const char *path, int type, struct library *lib, struct error *err);
/* -1: the folder cannot be read. One below it that cannot be read is passed by. */
int guess_library(const char *path, struct guess *out, struct error *err);

#endif
