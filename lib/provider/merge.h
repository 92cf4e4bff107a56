/*
 * What providers say of an item, into the item. Pure: nothing is asked, nothing is stored.
 *
 * Per field, in this order:
 *   - What is locked, or in conflict with its file, stays. Numbers of seasons and episodes and a person's own
 *     rating are never a provider's to say.
 *   - The value of the library (its NFO, another file, or of unknown origin) stays, unless the field is to be
 *     replaced. A person's value is locked; unlocked it is free.
 *     A placeholder for a title ("TBA", "Episode 7") is no value, whoever gave it.
 *   - What came from a name or from the video itself, and what Radarr or Sonarr wrote into an NFO, is
 * replaced by any provider that says something.
 *   - What a provider gave is refreshed by that provider, and taken over by one that stands before it: so the
 *     outcome is the same whichever of them answered first. One behind it, and one that says nothing any
 *     more, leave it.
 *   - Else the first provider that says something gives it. Lists come whole from one provider.
 *   - Ratings are by their source: those that a provider gives are refreshed, the others stay, and so does
 *     which is the default. The status of a series is always the provider's.
 *   - Ids: those of types that are missing are added. One that the library gave is never another.
 * Nothing is ever replaced by nothing. Values that are locked into lists or out of them are (store/pins.h).
 */
#ifndef PROVIDER_MERGE_H
#define PROVIDER_MERGE_H

#include "provider/provider.h"
#include "store/item.h"

/* A provider of the library, the best first in the array. */
struct merge_source {
	enum provider_id provider;
	const struct meta *meta; /* its answer; NULL: it gave none */
};

/* Merges into 'it' (loaded with ITEM_META and ITEM_FIELDS). 'replace': MF_BITs of fields whose values of the
 * library give way, too. Gives the MF_BITs of those whose value or source changed. */
uint64_t merge_item(struct item *it, const struct merge_source *from, size_t n, uint64_t replace);

/* Whether a title stands in place of one that nobody knows yet: "TBA", "TBD", "Episode 7", "Folge 7" and the
 * like, of an episode; "Season 2" or "Specials" of a season is none. */
bool merge_placeholder(enum entity type, const char *title);

#endif
