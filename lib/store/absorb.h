/*
 * Taking an NFO into an item: the one way by which what stands in a file becomes what the database knows, for
 * a scan and for a publish that finds a file changed.
 *
 * First seen: every field of the NFO is taken, source "nfo", or "radarr" or "sonarr" where one of them wrote
 * it (never over a locked field); a lock of the file is one of ours. Seen before: three ways, by field,
 * against the version that was seen last. Changed only on disk is taken over and locked, source "file" (a
 * lock against providers, not against the file's next edit); changed on both sides, or locked here, stays as
 * it is on both: the field is in conflict, which the item keeps (item_conflict()) until both sides agree or a
 * person decides. Values that are locked into a list or out of it are no difference: the rest of the list is
 * merged. Locks set on disk are taken over; one that a hand took away there goes when the value is the
 * file's; a program that forgets them takes none away. A whole rewrite by a known program locks nothing: once
 * Metarr has published the item, only what is empty here is taken from it, and the next publish repairs the
 * file. The bytes that Metarr itself published, or saw last, change nothing. The numbers of a season or
 * episode are never taken: they are the caller's to say.
 */
#ifndef STORE_ABSORB_H
#define STORE_ABSORB_H

#include <stdint.h>

#include "media/nfo.h"
#include "store/item.h"

/* An NFO as it was read from disk. */
struct nfo_seen {
	const char *hash; /* SHA-256 of the bytes, 64 hex digits */
	const struct nfo *nfo;
	const struct nfo_item *root; /* the one of its roots that is about this item */
	enum nfo_maker
		rewritten_by; /* out: the program that wrote a published file anew; NFO_BY_UNKNOWN: none */
};

/*
 * Merges into 'it' (loaded with ITEM_META and ITEM_FIELDS, or new); *fields gets the MF_BITs that changed, of
 * their values, sources, locks or conflicts. Reads the version seen last from the database; writes nothing:
 * the caller keeps this one as seen. 0 or -1.
 */
int absorb_nfo(struct db *db, struct item *it, struct nfo_seen *seen, uint64_t *fields, struct error *err);
/* What an NFO says of an item; a root that says nothing where it has none for it. Borrowed from nfo. */
const struct nfo_item *absorb_root(const struct nfo *nfo, const struct item *it);
/*
 * Whether a program wrote the file anew, or a person changed a few fields of what a program once wrote: by
 * whose shape it had before, and by how much differs from what was seen last. A person's word weighs more, so
 * that a small change is one; and what Kodi exports is a person's choice as any edit is. absorb_nfo() takes a
 * file that says what it said before Metarr wrote into it for a rewrite, too.
 */
bool absorb_is_rewrite(
	enum nfo_maker was_by, const struct meta *was, enum nfo_maker by, const struct meta *now);
/* Its NFO is gone from the disk: nothing is in conflict with it. *fields as above, added to what it has. */
void absorb_no_nfo(struct item *it, uint64_t *fields);
/* The source of values of an NFO by who wrote it. */
const char *absorb_source(enum nfo_maker maker);
/* Fills what is empty from another source (a name, the probe), and refreshes what the same source gave
 * before; never over another's value or a lock. *fields gets the MF_BITs that changed, added to what it has.
 */
void absorb_fill(struct item *it, const struct meta *from, const char *source, uint64_t *fields);

/* Sets a scalar whatever it was and wherever it came from, unless it is locked. */
void absorb_put(struct item *it, enum meta_field f, const char *value, const char *source, uint64_t *fields);

#endif
