/*
 * Phase 1: a library's folder into the database. Never the network, and no media file is opened for writing.
 *
 * Three passes. (1) Rows: the walk finds the folders in which something changed; their new videos are probed
 * by children, their NFOs and names are read, and items are written 50 to a transaction. (2) Pictures are
 * hashed and stored in the cache by children; then the item's record leaves. (3) Perceptual hashes. They run
 * side by side, the children of the later ones giving way to those of the earlier, so that the list is
 * complete first and no processor is idle. Passes 2 and 3 take their work from the database, so that what one
 * run left undone the next one does.
 *
 * Killed anywhere, what was committed stays, and the next scan goes on: a folder's signature is written with
 * the rows that it stands for.
 */
#ifndef SCAN_SCAN_H
#define SCAN_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "db/db.h"
#include "store/library.h"
#include "store/list.h"

enum scan_pass { SCAN_WALK, SCAN_ROWS, SCAN_PICTURES, SCAN_HASHES };

enum scan_change { SCAN_NEW, SCAN_CHANGED, SCAN_GONE }; /* of a folder, for a dry run */

struct scan_events {
	/* The item's passes 1 and 2 are committed. 0 to go on. */
	int (*item)(const struct list_row *row, void *ctx);
	/* A failure, or a warning, of one file or folder; 'path' is absolute, as the database knows it. */
	void (*problem)(const char *path, const struct error *err, bool warning, void *ctx);
	void (*progress)(enum scan_pass pass, size_t done, size_t total, void *ctx);
	/* Instead of everything else in a dry run; 'folder' is absolute. */
	void (*change)(const char *folder, enum scan_change what, void *ctx);
	/* Finishes or drops the publishes of a folder that a killed program left. The folder's lock is held.
	 * 0 or -1. */
	int (*recover)(const char *folder, void *ctx, struct error *err);
	void *ctx;
};

struct scan_options {
	const char *root;	/* where this machine sees the library's path */
	const char *cache;	/* the cache's folder */
	const char *sets;	/* where this machine sees the folder of sets; NULL: there is none */
	const char *sets_there; /* and the database's path of it */
	const char *only; /* relative: that folder and what is below it, or the film that a file belongs to;
			     "" or NULL: all. The files may be younger than settle */
	int settle;	  /* seconds that a file must be unchanged */
	size_t children;  /* of each kind, at once */
	size_t child_memory; /* bytes; 0: no limit */
	int child_timeout;   /* milliseconds; 0: no limit */
	int wait;   /* milliseconds for another scan of the library to end; -1: as long as it takes */
	bool force; /* also when the library looks as if it were not all there */
	bool probe; /* reads every video and NFO again */
	bool dry_run;
	int passes; /* 1 to 3: only so many of them; then an item's record leaves when these are committed */
};

struct scan_sum {
	size_t folders;	  /* walked */
	size_t looked;	  /* of them something had changed */
	size_t items;	  /* new */
	size_t changed;	  /* known, and something about them changed */
	size_t moved;	  /* found again at another path */
	size_t gone;	  /* soft-deleted */
	size_t pictures;  /* hashed and cached */
	size_t unsettled; /* files left for the next scan because they are too young */
	size_t problems, warnings;
};

/*
 * Scans a library, or a part of it. Problems of single files are events, and do not end it. 0; -1:
 * ERR_LIBRARY_ABSENT (store/guard.h, or over a tenth and over five of its items are gone), ERR_BUSY
 * (another scan of it runs), ERR_NONE after prog_interrupted() or when
 * 'item' said stop, or of the database. *sum is added to.
 */
int scan_library(struct db *db, const struct library *lib, const struct scan_options *options,
	const struct scan_events *events, struct scan_sum *sum, struct error *err);

#endif
