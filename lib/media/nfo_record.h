/*
 * NFO items as records, and records as changes of an NFO: what metarr-nfo reads and writes. Members bear the
 * names of meta_field_name(); see metarr-nfo(1).
 */
#ifndef MEDIA_NFO_RECORD_H
#define MEDIA_NFO_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/record.h"
#include "media/nfo.h"

/* Sets the members for item 'i': every field (null or an empty list where it is not known), index, root,
 * locks, artwork, maker, url, warnings; stream details when the NFO has any. */
void nfo_to_record(const struct nfo *nfo, size_t i, struct record *r);

struct nfo_change {
	struct meta meta;
	uint64_t fields; /* MF_BITs that the record has */
	struct streams streams;
	bool has_streams;
	struct nfo_locks locks;
	bool has_locks;
};

/*
 * What a record says of an item that reads as 'have'. tmdb_id, imdb_id and tvdb_id change one id of the list,
 * unless they say what 'have' says. *c is released first. 0, or -1: ERR_BAD_VALUE.
 */
int nfo_change_from_record(
	struct nfo_change *c, const struct nfo_item *have, struct record *r, struct error *err);
void nfo_change_release(struct nfo_change *c);

/* Which item a record means: its "index"; the only one when it has none. -1: ERR_BAD_RECORD. */
int nfo_index_from_record(const struct nfo *nfo, struct record *r, size_t *index, struct error *err);
/* The kind of item that its "root" names, one that can be made; -1: ERR_BAD_RECORD. */
int nfo_root_from_record(struct record *r, enum nfo_root *root, struct error *err);

#endif
