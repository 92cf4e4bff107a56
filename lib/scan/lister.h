/*
 * Lists folders (scan/folder.h). Of a file only the name, size, mtime and inode are looked at; none is opened
 * but ignore files. Hidden files, clutter, downloads on their way and our own temporaries are never seen; a
 * folder with .nomedia or an empty .ignore is passed by, with all below.
 */
#ifndef SCAN_LISTER_H
#define SCAN_LISTER_H

#include "core/error.h"
#include "scan/folder.h"
#include "scan/ignores.h"

#define LISTER_SUB_DEPTH 8 /* below a subfolder that belongs to an item (BDMV/STREAM/SSIF is 3) */

/* What cannot be read (a failure) or is odd (a warning); 'path' is relative to the library. */
typedef void (*folder_problem)(const char *path, const struct error *err, bool warning, void *ctx);

/* What is kept from folder to folder of one library. Zero but for root, problem and shows before the first
 * call. */
struct lister {
	const char *root; /* absolute */
	folder_problem problem;
	void *ctx;
	bool shows; /* a library of series: a folder in its root is a show's, with all that is below */
	struct ignores **ignores; /* all that were read */
	size_t nignores, aignores;
};
void lister_release(struct lister *l);
/* Tells a problem, and frees the error; a warning from a path and what is odd about it ("is a link …"). */
void lister_tell(const struct lister *l, const char *path, struct error *err, bool warning);
void lister_warn(const struct lister *l, enum error_code code, const char *path, const char *text);

/* The subfolders that are folders by themselves. */
struct subfolders {
	struct subfolder {
		char *name;
		bool link;
	} * item;
	size_t n, alloc;
	const struct ignores *ignore; /* what holds in them */
};
void subfolders_release(struct subfolders *subs);

/*
 * Lists the folder 'path' (relative) of the library: replaces *f and *subs (subs may be NULL). 'ignore' is of
 * the folders around it. A problem of one entry is told and passed by. 1; 0: it is not there, or is passed by
 * whole; -1 with *err: it cannot be read, nothing is known of it and what is below.
 */
int folder_list(struct lister *l, const char *path, const struct ignores *ignore, struct folder *f,
	struct subfolders *subs, struct error *err);

/* Lists one folder by itself, sorted; the ignore files of the folders around it count. Results as above. */
int folder_read(struct lister *l, const char *path, struct folder *f, struct error *err);

#endif
