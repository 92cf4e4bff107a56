/* One scan of one library on its way, and what its parts share. */
#ifndef SCAN_SCANNER_H
#define SCAN_SCANNER_H

#include "core/child.h"
#include "scan/folder.h"
#include "scan/known.h"
#include "scan/lister.h"
#include "scan/scan.h"
#include "store/item.h"
#include "store/seen.h"

struct claims;

/* Items by kind and id. */
struct ref {
	enum entity type;
	int64_t id;
};
struct ref_list {
	struct ref *item;
	size_t n, alloc;
};
void ref_list_add(struct ref_list *list, enum entity type, int64_t id);
void ref_list_release(struct ref_list *list);

struct scanner {
	struct db *db;
	const struct library *lib;
	const struct scan_options *o;
	const struct scan_events *ev;
	struct scan_sum *sum;
	const char *only;  /* o->only, never NULL */
	const char *named; /* what the library's folder is called */
	struct lister lister;
	struct known *known;
	struct strbuf changed; /* folders to look at, each with a NUL; those that were known come first */
	size_t nchanged;
	struct strbuf gone; /* folders that are no more, each with a NUL */
	size_t ngone;
	struct claims *claims;	   /* items whose video is gone */
	struct child_pool *probes; /* metarr-probe, of pass 1; NULL when it is done, as those below: */
	struct child_pool *images; /* metarr-image: headers, of pass 1, */
	struct child_pool *stores; /* hashes and copies, of pass 2, */
	struct child_pool *hashes; /* perceptual hashes, of pass 3 */
	struct ref_list touched;   /* items whose rows were written, in this order */
	size_t nknown;		   /* of the changed folders: those that a scan has seen */
	bool unlocked;		   /* no folder's lock will be waited for any more */
	size_t at;		   /* of the passes: those before this one are done */
	int64_t now_ns;		   /* when the scan began, by this machine's clock */
	bool inodes;		   /* the filesystem's inode numbers stay */
};

/* Whether the next scan is to try again what failed so: where the fault is not the file's own, and where a
 * child died over it or was killed, which says nothing of the file. It is one try a scan, and said each time.
 */
bool scanner_again(enum error_code code);
/* Tells of a failure or warning and counts it; 'path' is relative to the library. The error is freed. */
void scanner_problem(struct scanner *s, const char *path, struct error *err, bool warning);
/* Appends the absolute path of a file as the database knows it; or as this machine does. */
void scanner_db_path(const struct scanner *s, const char *folder, const char *name, struct strbuf *out);
void scanner_disk_path(const struct scanner *s, const char *folder, const char *name, struct strbuf *out);
/* The path on this machine of one that the database has. */
void scanner_local(const struct scanner *s, const char *db_path, struct strbuf *out);
/* Whether a picture of another time, on this machine, has the bytes that were seen of it (NULL: nothing was):
 * somebody touched it, or copied the library back. One that cannot be read has not. */
bool scanner_same_bytes(const char *path, const struct seen_file *seen, int64_t size);
/* A pool of a sibling program with options, up to NULL, that gives way to us. NULL with *err. */
#define SCANNER_OPTIONS 4
struct child_pool *scanner_pool(const struct scanner *s, const char *program, const char *const options[],
	int nice, struct error *err);
/* Tells how far a pass is, if it is the one to be told of: the first that is not done. */
void scanner_progress(const struct scanner *s, enum scan_pass pass, size_t done, size_t total);

/*
 * A pass, which shares the process with the others: nothing in it waits for a child. Each takes its work from
 * the database: what the one before has committed, and what an earlier scan left.
 */
enum turn { TURN_WAIT, TURN_MORE, TURN_DONE };
struct pass {
	void *(*begin)(struct scanner *s, struct error *err); /* NULL with *err */
	/* Does one thing, which may be a transaction. TURN_WAIT: there is nothing to do until a child answers
	 * or the pass before goes on; TURN_DONE: nor will there be (only once the passes before are done);
	 * -1. */
	int (*turn)(void *pass, struct error *err);
	/* Instead of another turn: writes what is finished. 0 or -1. */
	int (*stop)(void *pass, struct error *err);
	void (*end)(void *pass);
};
extern const struct pass pass_rows, pass_pictures, pass_hashes;

/* The pictures of the sets that the films are in, after those. 0 or -1. */
int scan_pass_sets(struct scanner *s, struct error *err);

/* Runs them, side by side. 0; -1: as scan_library(). */
int scan_passes(struct scanner *s, struct error *err);

#endif
