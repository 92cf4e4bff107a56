/*
 * Pictures that are never chosen again, of whatever item: by a provider and its URL, or by "sha256:" and the
 * hash of their bytes, which is how those of the library are rejected. A person says so, or a download that
 * was no picture.
 */
#ifndef STORE_REJECTED_H
#define STORE_REJECTED_H

#include "store/candidate.h"

extern const struct db_sqltab rejected_sql;

struct rejected {
	char *provider, *url; /* or "sha256:…" */
	char *asset_type;     /* of which it was a candidate */
	char *reason;	      /* NULL: none given */
	char *rejected_at;
};
struct rejected_list {
	struct rejected *item;
	size_t n, alloc;
};
void rejected_list_release(struct rejected_list *list);

/* All of them, the newest first. */
int rejected_all(struct db *db, struct rejected_list *out, struct error *err);
/* Whether bytes are, as those of a picture of the library: 1 and *reason ("": none given; the caller frees),
 * 0, -1.
 */
int rejected_bytes(struct db *db, const char *content_hash, char **reason, struct error *err);
/* Appends what the candidate is rejected by; nothing when it is a local one whose bytes are not known yet. */
void rejected_key(const struct candidate *c, struct strbuf *out);
/* The candidate, and whatever is the same picture; one that was keeps its reason when 'reason' is NULL.
 * Inside a transaction. 0 or -1. */
int rejected_add(struct db *db, const struct candidate *c, const char *reason, struct error *err);
/* Takes back what has this URL, or "sha256:…". Inside a transaction. 1, 0: nothing had; -1. */
int rejected_remove(struct db *db, const char *url, struct error *err);

#endif
