/* One scan of one library on its way, and what its parts share. */
#ifndef SCAN_SCANNER_H
#define SCAN_SCANNER_H

#include "core/child.h"
#include "scan/folder.h"
#include "scan/known.h"
#include "scan/lister.h"
#include "scan/scan.h"
#include "store/item.h"

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
	struct child_pool *probes; /* metarr-probe */
	struct child_pool *images; /* metarr-image, for what the pass in hand wants */
	struct ref_list touched;   /* items whose rows were written, in this order */
	int64_t now_ns;		   /* when the scan began, by this machine's clock */
	bool inodes;		   /* the filesystem's inode numbers stay */
};

/* Tells of a failure or warning and counts it; 'path' is relative to the library. The error is freed. */
void scanner_problem(struct scanner *s, const char *path, struct error *err, bool warning);
/* Appends the absolute path of a file as the database knows it; or as this machine does. */
void scanner_db_path(const struct scanner *s, const char *folder, const char *name, struct strbuf *out);
void scanner_disk_path(const struct scanner *s, const char *folder, const char *name, struct strbuf *out);
/* The path on this machine of one that the database has. */
void scanner_local(const struct scanner *s, const char *db_path, struct strbuf *out);
/* A pool of a sibling program with options, up to NULL. NULL with *err. */
#define SCANNER_OPTIONS 4
struct child_pool *scanner_pool(
	const struct scanner *s, const char *program, const char *const options[], struct error *err);

/* The passes. 0 or -1. */
int scan_pass_rows(struct scanner *s, struct error *err);
int scan_pass_sets(struct scanner *s, struct error *err);
int scan_pass_pictures(struct scanner *s, struct error *err);
int scan_pass_hashes(struct scanner *s, struct error *err);

#endif
