/*
 * The pictures of one item, kind by kind, with what the rules choose of them: loaded from the database,
 * chosen in memory as often as something is found out (a download, a perceptual hash), and written once.
 */
#ifndef ASSET_GALLERY_H
#define ASSET_GALLERY_H

#include "asset/choose.h"
#include "core/conf.h"
#include "store/item.h"
#include "store/pick.h"

/* What was found out of a candidate in this run. */
struct finding_out {
	struct cache_object object; /* its bytes are in the cache now; content_hash NULL: no news */
	bool judged;		    /* a perceptual hash was tried, of the small version */
	char *no_picture;	    /* why it can never be one; NULL: it can */
	bool out_of_reach;	    /* it cannot be had in this run: the next one is taken */
};

struct gallery_kind {
	const char *name; /* borrowed */
	struct choice choice;
	bool held; /* something failed that may go later: what is selected stays */
};

struct gallery {
	enum entity type;
	int64_t id;
	struct item item;	     /* with ITEM_FIELDS, for its locks */
	struct meta_names languages; /* of a series that has some of its own, its seasons and episodes */
	const struct art_rules *rules;
	struct candidate_list all; /* with what was found out, but for what is selected and its scores */
	struct finding_out *found; /* of each */
	struct gallery_kind *kind;
	size_t nkind;
	struct pick *pick; /* made by gallery_picks() */
};

void gallery_release(struct gallery *g);
/* Inside a transaction, or alone. *g was empty. 1, 0: there is no such item; -1. 'rules' are set by the
 * caller, as gallery_library() says, before the first choice. */
int gallery_load(struct db *db, enum entity type, int64_t id, struct gallery *g, struct error *err);
/* The library by whose rules it is chosen: of a set that of its first film. 1, 0: it has none; -1. */
int gallery_library(struct db *db, const struct gallery *g, int64_t *id, struct error *err);
/* The rules of a library, with the languages of the configuration where it has none. ERR_NOT_FOUND. 0 or -1.
 */
int gallery_rules(
	struct db *db, const struct conf *conf, int64_t library_id, struct art_rules *out, struct error *err);
/* Chooses of every kind, anew. */
void gallery_choose(struct gallery *g);
/* Its kind of that name; NULL: there is none. Borrowed. */
struct gallery_kind *gallery_kind(struct gallery *g, const char *name);
/* The index in 'all' of a row of a choice. */
size_t gallery_index(const struct gallery *g, const struct choice_row *row);

/* What was found out of a candidate goes into it: its object in the cache (taken over), the perceptual hash
 * of its small version (NULL: flat; copied), or why it is no picture (copied). */
void gallery_found_object(struct gallery *g, size_t at, struct cache_object *object);
void gallery_found_phash(struct gallery *g, size_t at, const char *phash);
void gallery_found_none(struct gallery *g, size_t at, const char *reason);

/* Whether other pictures would be selected than are, of all kinds. */
bool gallery_changes(const struct gallery *g);
/* The job of picks_save(); borrows all of it. */
void gallery_picks(struct gallery *g, struct pick_job *job);
/* Appends what changes, a line a kind: "poster: 17 (tmdb, de, 2000 x 3000, 83.1) instead of 3 (local)". */
void gallery_text(const struct gallery *g, const char *label, struct strbuf *out);
/* Appends it as a list of objects: kind, selected and was (ids). */
void gallery_json(const struct gallery *g, struct strbuf *out);

#endif
