/*
 * A folder that is looked at (a film's, or a show's with all below): from its list of files to what is to be
 * written of it, in steps, so that many are on their way at once. Its items are taken in slices, so that
 * nobody has all episodes of a daily show in memory.
 *
 *   look_begin    under the folder's lock: the list of files, and which items they are
 *   look_more     under the lock, of the next slice: its rows, the NFOs' bytes; and what children are to find
 *                 out is asked
 *   look_answer   once for each answer
 *   look_finish   when all answers of a slice are there: which item each of them is, and what it is now
 *   look_save     inside a transaction, and again when that is run again
 *   look_forget   when that is committed
 */
#ifndef SCAN_LOOK_H
#define SCAN_LOOK_H

#include "core/sha256.h"
#include "scan/found.h"
#include "scan/scanner.h"
#include "scan/series.h"
#include "store/candidate.h"
#include "store/nfotext.h"
#include "store/seen.h"

#define LOOK_SLICE 64 /* items that are read together, and written in one transaction */

/* One item of the folder. */
struct work {
	const struct found *found;
	struct item *it;      /* NULL: it is skipped, not begun, or written */
	size_t waiting;	      /* answers that are not there yet */
	int64_t id, revision; /* of the stored item; 0: it is new */
	bool moved;	      /* it was at another path: */
	char *old_folder, *old_file;
	bool another; /* an episode that has other numbers: what was said of it is of another one */
	bool skip;    /* nothing about it changed */
	bool probe;   /* its streams are asked for */
	bool probed;  /* and are in 'streams' */
	struct streams streams;
	struct strbuf nfo_path;		/* as the database knows it; "" : it has none */
	struct strbuf nfo;		/* the NFO's bytes */
	char nfo_hash[SHA256_HEX_SIZE]; /* "": it was not read */
	bool nfo_keep;			/* the bytes become a version of the item */
	enum nfo_origin nfo_origin;
	uint64_t fields; /* what changed, MF_BITs */
	bool streams_changed;
	bool changed;	   /* something that is published may be another */
	const char *state; /* what the item is once something changed */
	bool art_changed;  /* by the last look_save() */
	int64_t saved;	   /* the item's id, by the last look_save() */
	struct local_picture *picture;
	size_t npictures;
	struct unknown_file *unknown;
	size_t nunknown;
};

/* What was found out about a picture, for the most part by a child. */
struct header {
	int64_t width, height; /* 0: not known */
	char *mime;
	bool asked, broken;
	bool same; /* it was only touched: its bytes are those that were seen */
};

/* What a child was asked, and for whom. */
struct asked {
	struct look *look;
	size_t item;
	bool probe; /* of work[index]; else a header of file[index] */
	size_t index;
};

struct look {
	char *folder;
	int attempt;	/* how often it was begun before */
	bool abandoned; /* nothing more of it is written */
	struct folder f;
	struct finds finds;
	int64_t *id;	       /* of each item: its row; 0: it is new */
	bool *dirty;	       /* of each item: its files are not what was seen */
	struct series series;  /* of a show's folder: its row, and what is below */
	bool identified;       /* somebody gave the series an id; after its look_finish() */
	struct seen_list seen; /* what the last scan saw */
	struct work *work;     /* of each item */
	struct header *header; /* of each file */
	bool *later;	       /* of each file: it is not written as seen, so that the next scan reads it */
	struct ref_list gone;  /* items of the folder that are there no more */
	bool again;	       /* the next scan is to look again */
	bool known;
	struct asked *asked;	/* of each item, then of each file */
	size_t begun, finished; /* so many items */
	char now[DB_INSTANT_SIZE];
	size_t dropped; /* by the last look_save() */
};

/* Appends where an item is, as the database knows places: its video, a series' or season's folder. */
void look_place(struct scanner *s, const struct look *l, const struct found *found, struct strbuf *out);

/* 1; 0: the folder is not there any more (the next scan will see that it is gone); -1 with *err: it cannot be
 * looked at now. 'l' is from xcalloc(); look_free() it in any case. */
int look_begin(struct scanner *s, struct look *l, const char *folder, struct error *err);
/* Begins the next slice, the first one of a folder without items, too. 0, or -1 with *err as above. */
int look_more(struct scanner *s, struct look *l, struct error *err);
/* A folder that cannot be looked at is reported. 0, or -1 when it is the database that fails; *bad is moved.
 */
int look_failed(struct scanner *s, const char *folder, struct error *bad, struct error *err);
/* Takes the answers of any look that are there. Whether there were any. */
bool look_answer(struct scanner *s);
/* How many items the slice has that is to be finished next, and whether all answers about them are there. */
size_t look_slice(const struct look *l);
bool look_ready(const struct look *l);
int look_finish(struct scanner *s, struct look *l, struct error *err);
/*
 * Writes n items from 'first', inside a transaction; with the last of them what is gone, and the folder as it
 * was seen: until then the next scan looks at the folder again, and finds the items that are written by their
 * places. The first item, which the others may belong to, comes first. 0 or -1. It changes nothing of the
 * look but what it says of itself.
 */
int look_save(struct scanner *s, struct look *l, size_t first, size_t n, struct error *err);
/* Lets go of what was read of them. The first item of all stays. */
void look_forget(struct look *l, size_t first, size_t n);
void look_free(struct look *l);

/* The file of that name in a list by name, or NULL. */
const struct seen_file *look_seen(const struct seen_list *seen, const char *name);
/* What was seen of file i, if it is still that; else NULL. */
const struct seen_file *look_unchanged(const struct look *l, size_t i);
/* Leaves files that are too young for the next scan: a new one is not there yet, a changed one is as it was
 * seen. */
void look_settle(struct scanner *s, struct look *l);
/* Which rows the films are of, in l->id, as far as what was seen tells. */
void look_find_films(struct look *l);
/* Which items have files that are new, changed, gone, or were another's: l->dirty. */
void look_mark_dirty(struct look *l);
/* Asks the children, for one item: for the streams of a new video, and the sizes of new pictures. */
void look_ask(struct scanner *s, struct look *l, size_t k);

/* Whether file i of the folder is what was seen. */
bool look_is_seen(const struct seen_list *seen, const struct folder *f, size_t i);

/* The row of the show whose folder is looked at, by its path, in l->series. 0 or -1. */
int look_load_series(struct scanner *s, struct look *l, struct error *err);
/* What is found in a show's folder, of which 'seen' was seen; *series (its id 0: none) has its rows. */
void look_find_show(struct scanner *s, const struct folder *f, const struct seen_list *seen,
	struct series *series, struct finds *finds);
/* Which rows the finds are, in l->id; a series without a row may have been elsewhere. 0 or -1. */
int look_match_series(struct scanner *s, struct look *l, struct error *err);
/* Reads where an episode has its numbers from, when they were recalled. */
void look_read_numbers(struct scanner *s, struct look *l, size_t k);
/* Tells of new videos that a player would not take for what they are, and how they could be called. */
void look_warn(struct scanner *s, const struct look *l);

/* Soft-deletes an item if it is still in that folder. Inside a transaction. 1 done, 0 it is elsewhere or was
 * deleted before, -1. */
int look_drop_item(struct scanner *s, const char *folder, const struct ref *item, struct error *err);

#endif
