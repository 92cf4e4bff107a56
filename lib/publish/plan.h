/*
 * The plan of a publish: every path that an item should have, with the hash of what should stand there and
 * what does. The diff is printed from it and publish carries it out; there is no other account of what will
 * happen.
 *
 * A plan only reads: the database in one snapshot, then the folder. Nothing is overwritten that the database
 * has not seen: an NFO that changed on disk is merged first (store/absorb.h), a picture that changed is left
 * alone with a warning.
 */
#ifndef PUBLISH_PLAN_H
#define PUBLISH_PLAN_H

#include "publish/place.h"
#include "publish/standing.h"

enum plan_action { PLAN_KEEP, PLAN_WRITE, PLAN_REMOVE, PLAN_FOLDER }; /* PLAN_FOLDER: it is made */

struct plan_entry {
	enum plan_action action;
	char *path;			/* absolute */
	char *asset_type;		/* NULL: the NFO */
	char new_hash[SHA256_HEX_SIZE]; /* "" for PLAN_REMOVE and PLAN_FOLDER */
	enum content_kind new_kind;
	int64_t new_size;
	struct standing old;
	struct strbuf old_bytes; /* of an NFO */
	struct strbuf new_bytes; /* of an NFO that is not the item's, which are plan->nfo */
	bool shared;		 /* kept, and published by other items: it becomes this one's, too */
	bool unseen; /* kept: somebody's, and of the size and time that a scan saw of other bytes */
};

struct plan {
	struct item item;	    /* with what was absorbed from the disk */
	struct place place;	    /* where its files are */
	char *nfo_path;		    /* where its NFO stands or will stand; NULL: it has none */
	enum naming naming;	    /* of that NFO */
	size_t root;		    /* which item of that NFO it is */
	char *nfo_found;	    /* where it stands now; NULL: nowhere */
	const struct strbuf *base;  /* what its NFO is made from in place of what stands there; NULL: that */
	struct strbuf nfo_old, nfo; /* its bytes there, and as they should be */
	bool set_follows;	    /* a film's NFO is to say what the set says of itself (set_words()) */
	bool nfo_rewritten;	    /* it could not be divided: written anew */
	uint64_t absorbed;	    /* fields that somebody changed on disk since it was seen */
	struct plan_entry *entry;   /* pictures first, the NFO, removals last: the order of the renames */
	size_t n, alloc;
	char **left; /* paths that this item gives up and others keep */
	size_t nleft, aleft;
	char **warning; /* for people, one sentence each */
	size_t nwarning, awarning;
};

/* Fails, too, where nothing could be written: ERR_NOT_FOUND without the video, ERR_PERMISSION or
 * ERR_READ_ONLY for a folder, ERR_NO_SPACE when there is no room for all of it, ERR_INCOMPLETE where a rule
 * requires more of an item that was changed. What goes back to what it was is not judged. */
int plan_make(struct publisher *pub, enum entity type, int64_t id, struct plan *out, struct error *err);
/* The same from an item that is changed first, in memory, with its candidates, and an NFO of other bytes. */
struct candidate_list;
struct plan_base {
	const struct strbuf *nfo; /* NULL: what stands there */
	int (*change)(struct db *db, struct item *it, struct candidate_list *candidates, const void *ctx,
		struct error *err); /* NULL: not */
	const void *ctx;
};
int plan_make_from(struct publisher *pub, enum entity type, int64_t id, const struct plan_base *base,
	struct plan *out, struct error *err);
void plan_init(struct plan *plan);
void plan_release(struct plan *plan);
/* The item with so many of its parts, and its place, inside of a snapshot that may be taken again; paths are
 * the database's until plan_come_here(). ERR_NOT_FOUND. */
int plan_read_item(struct publisher *pub, struct plan *plan, enum entity type, int64_t id, unsigned parts,
	struct error *err);
void plan_come_here(struct publisher *pub, struct plan *plan);
/* True when nothing on disk would change. */
bool plan_is_empty(const struct plan *plan);
/* Whether the database would say something else of whose the files are. */
bool plan_reassigns(const struct plan *plan);
/* Whether it changes anything in the folder of sets. */
bool plan_in_sets(const struct plan *plan, const struct publisher *pub);
void plan_warn(struct plan *plan, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool plan_has(const struct plan *plan, const char *path); /* an entry for it */
const struct strbuf *plan_nfo_bytes(const struct plan *plan, const struct plan_entry *e); /* new ones */
struct plan_entry *plan_add(
	struct plan *plan, enum plan_action action, const char *path, const char *asset_type);

void plan_leave(struct plan *plan, const char *path); /* one more path that is given up */

/* The row of scan_files for a path; NULL: none. Borrowed. */
struct plan_facts;
const struct seen_file *plan_seen(const struct plan_facts *facts, const char *path);

/* The parts of plan_make(): plan_nfo.c, plan_art.c and, when all is planned, plan_check.c. */
struct published_file;
struct plan_facts { /* what the snapshot gave beside the item */
	const struct candidate_list *candidates;
	const struct candidate_list *set_candidates;
	const char *set_name;			/* NULL: it is in no set */
	const struct published_file *published; /* of the item */
	size_t npublished;
	const struct seen_list *seen; /* scan_files among which the item's folder is */
	const char *seen_dir;	      /* the folder that their names are relative to */
};
/* Whether nothing was changed since the NFO was published, here or on disk: 1 and its entry, to be kept; 0
 * not, or it cannot be told so easily; -1. */
int plan_nfo_same(
	struct publisher *pub, struct plan *plan, const struct plan_facts *facts, struct error *err);
int plan_nfo(struct publisher *pub, struct plan *plan, struct error *err);
int plan_check(const struct plan *plan, struct error *err);
/* What a rule of completeness says of the item: ERR_INCOMPLETE, or a warning. */
struct complete_rule;
int plan_complete(struct plan *plan, const struct complete_rule *rule,
	const struct candidate_list *candidates, struct error *err);
int plan_artwork(struct publisher *pub, struct plan *plan, const struct plan_facts *facts, struct error *err);

#endif
