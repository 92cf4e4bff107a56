/*
 * What was published of an item: every file that should stand in the library as a publish left it, by its
 * hash, whatever the item says now.
 *
 * That is what Metarr wrote, and what it found as it should be and left: the NFO of the last publish, and
 * selected pictures of the library where a player reads them. Of an item that was never published it is
 * nothing.
 */
#ifndef PUBLISH_PUBLISHED_H
#define PUBLISH_PUBLISHED_H

#include "publish/place.h"
#include "store/publog.h"

struct published_state {
	struct published_file
		*file;	 /* pictures by path, the NFO last; in the database's paths; hash is set */
	size_t n, alloc; /* size and mtime_ns are -1 where it is not known what the file had */
};

/* Inside a snapshot, of an item with its row. 0 or -1; released by the caller either way. */
int published_state(struct db *db, const struct item *it, const struct place *place,
	const struct publisher *pub, struct published_state *out, struct error *err);
/* Looks up what is not known of sizes and times in what scans saw. Inside the same snapshot. */
int published_stamps(struct db *db, const struct item *it, const struct publisher *pub,
	struct published_state *s, struct error *err);
void published_state_release(struct published_state *s);

#endif
