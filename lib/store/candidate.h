/*
 * Artwork candidates and the inventory of the cache.
 *
 * A candidate is a picture that an item could show; the selected ones are published. One that is selected
 * holds its object in the cache, and so does one of the library, which knows where it was found, unless it is
 * rejected: triggers count. What nobody holds may be collected.
 */
#ifndef STORE_CANDIDATE_H
#define STORE_CANDIDATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "db/db.h"
#include "media/entity.h"

extern const struct db_sqltab candidate_sql, localart_sql, remoteart_sql, cacheobject_sql;

struct candidate {
	int64_t id, entity_id;
	enum entity entity;
	char *asset_type;   /* poster, fanart, …; fanart1 is asset_type fanart */
	char *provider;	    /* local, tmdb, tvdb, fanart.tv, tvmaze */
	char *provider_url; /* NULL for local ones */
	char *preview_url;  /* a small version of it; NULL: none */
	char *local_path;   /* absolute; NULL for others */
	char *language, *mime_type;
	char *cache_path;      /* relative to the cache */
	char *content_hash;    /* SHA-256; NULL: never was in the cache */
	char *perceptual_hash; /* 16 hex digits; NULL: none or not yet */
	char *selected_by, *selected_at;
	char *reject_reason; /* of a picture that is rejected everywhere (store/rejected.h); "": none given */
	int64_t width, height; /* 0: not known */
	int64_t vote_count;    /* of fanart.tv its likes */
	double vote_average;   /* 0 to 10; negative: none */
	bool is_downloaded;    /* its bytes are in the cache */
	bool is_selected;
	bool is_rejected;  /* its row says so, or it is rejected everywhere */
	bool phash_done;   /* a perceptual hash was tried, of its bytes or of the small version */
	double auto_score; /* negative: not scored */
};

struct candidate_list {
	struct candidate *item;
	size_t n, alloc;
};
void candidate_release(struct candidate *c);
void candidate_list_release(struct candidate_list *list);

/* All candidates of an item, by asset_type, local_path, id. */
int candidates_of(struct db *db, enum entity type, int64_t id, struct candidate_list *out, struct error *err);

/* One of them: 1 (*out was empty), 0, -1. */
int candidate_get(struct db *db, int64_t id, struct candidate *out, struct error *err);

/* Those that are selected. */
int candidates_selected(
	struct db *db, enum entity type, int64_t id, struct candidate_list *out, struct error *err);

/* A picture that a scan found beside an item. */
struct local_picture {
	char *asset_type;
	char *path;	       /* absolute */
	bool selected;	       /* the one that a player shows of its kind (several for fanart) */
	int64_t width, height; /* 0: not known */
	char *mime_type;
	bool changed; /* its size or mtime is not what was seen: its hash is to be made anew */
};

/* Words of selected_by. A choice by one of the first three follows the rules; every other one is a person's
 * and locks its kind. */
#define SELECTED_LOCAL "local"	       /* it stands in the library */
#define SELECTED_AUTO "auto"	       /* by its score */
#define SELECTED_MIGRATION "migration" /* it was in use before there were candidates */
#define SELECTED_FILE "file"	       /* somebody replaced a picture that Metarr had published */
bool candidate_chosen_by_hand(const struct candidate *c);
/* Somebody put it where another one stood, of a kind that is locked: not selected, and selected_by
 * SELECTED_FILE until a person decides. Its file stays as it is till then. */
bool candidate_undecided(const struct candidate *c);
/* Its bytes were in the cache, and have been collected since. */
bool candidate_collected(const struct candidate *c);

/* Whether both were found at the same path: the bytes of one of them at most stand there. */
bool candidate_same_file(const struct candidate *a, const struct candidate *b);

/*
 * Makes the local candidates of an item what was found, inside the caller's transaction. New ones are
 * inserted; a changed one gets a row of its own and the old row is deselected; one whose file is gone stays
 * as it is when its bytes are in the cache (so that it can be put back) and goes otherwise. What Metarr
 * itself published at a path is no candidate again, until somebody replaces it: then it is chosen, and so
 * locked; in a kind that is locked already (by its row in field_state, or by a choice in Metarr) it is
 * undecided. Selection by rule follows 'selected', one of a kind (fanart: several); what is locked, and a
 * rejected picture, stay. *changed:
 * whether a row was written.
 */
int candidates_set_local(struct db *db, enum entity type, int64_t id, const struct local_picture *pictures,
	size_t n, bool *changed, struct error *err);

/* A picture that a provider offers. */
struct remote_picture {
	const char *asset_type, *url;
	const char *preview_url; /* NULL: none */
	const char *language;	 /* of the text on it, as the provider says; NULL or "": no text */
	int64_t width, height;	 /* 0: not known */
	int64_t vote_count;	 /* fanart.tv's likes, too; negative: not known */
	double vote_average;	 /* 0 to 10; negative: none */
};

/*
 * Makes the candidates that an item has of a provider what that offers now, inside the caller's transaction.
 * One with the same kind and URL keeps its row, and what was chosen; one that is offered no more goes unless
 * it is selected, rejected or in the cache. *changed: whether a row was written.
 */
int candidates_set_remote(struct db *db, enum entity type, int64_t id, const char *provider,
	const struct remote_picture *pictures, size_t n, bool *changed, struct error *err);

/* A picture that a person gave the item, whose bytes are in the cache: a local candidate without a path,
 * which is the one that was there where it has the same kind and bytes. In a transaction of its own; *id. 0
 * or -1. */
struct cache_object;
int candidate_upload(struct db *db, enum entity type, int64_t item, const char *asset_type,
	const struct cache_object *object, int64_t *id, struct error *err);

/* Metarr gave a picture of the item another name: its candidates follow. Inside a transaction. */
int candidates_moved(
	struct db *db, enum entity type, int64_t id, const char *from, const char *to, struct error *err);

/* Pass two of a scan: local candidates without their bytes in the cache (a rejected one without a
 * content_hash only), after 'after_id', up to 'limit'. library 0: all. */
int candidates_unhashed(struct db *db, int64_t library_id, int64_t after_id, size_t limit,
	struct candidate_list *out, struct error *err);

/* A cache object that is on disk, durable. */
struct cache_object {
	char *content_hash, *file_path, *mime_type; /* file_path relative to the cache */
	char *asset_type;			    /* of the first use, or "nfo" */
	char *perceptual_hash;
	int64_t file_size, width, height;
	int has_alpha; /* -1: not known */
	bool phash_done;
};
void cache_object_release(struct cache_object *o);

/* Takes an object into the inventory, if it is not there. Inside a transaction. */
int cache_object_add(struct db *db, const struct cache_object *o, struct error *err);
int cache_object_get(
	struct db *db, const char *content_hash, struct cache_object *out, struct error *err); /* 1/0/-1 */
/* Gives a candidate its object: content_hash, cache_path, dimensions, is_downloaded; and scan_files the
 * content_hash of its local_path. A row that has the same file and bytes already takes over from it. Inside a
 * transaction. A candidate that went in the meantime is no error. */
int candidate_set_object(
	struct db *db, int64_t candidate_id, const struct cache_object *o, struct error *err);

/* The kind in scan_files of a picture that nobody can read. */
#define SEEN_BROKEN "broken"
/* Such a picture is no candidate: the row goes, and scan_files says so until the file changes. Inside a
 * transaction. A candidate that went in the meantime is no error. */
int candidate_broken(struct db *db, int64_t candidate_id, struct error *err);

/* Pass three: objects whose perceptual hash was not tried, after 'after_id', up to 'limit'. */
struct phash_work {
	int64_t id;
	char *file_path;
};
int cache_phash_open(
	struct db *db, int64_t after_id, size_t limit, struct phash_work **out, size_t *n, struct error *err);
/* How many there are. 0 or -1. */
int cache_phash_left(struct db *db, int64_t *n, struct error *err);
void phash_work_free(struct phash_work *work, size_t n);
/* phash NULL: tried, and there is none. Goes to the object and to its candidates. Inside a transaction. */
int cache_set_phash(struct db *db, int64_t object_id, const char *phash, struct error *err);

#endif
