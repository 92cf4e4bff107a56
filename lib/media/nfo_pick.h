/* Which root of an NFO tells about an item. */
#ifndef MEDIA_NFO_PICK_H
#define MEDIA_NFO_PICK_H

#include "media/entity.h"
#include "media/nfo.h"

/*
 * The root of the item's kind; else, as Kodi does, whatever root has values; else addresses that name ids.
 * Of several episodes the one with both numbers, else the only one with the episode's; an episode that is
 * alone in its file is taken whatever its number (season and episode -1: the first one is). NULL: there is
 * none. 'season' and 'episode' are not looked at for other kinds. Borrowed from 'nfo'.
 */
const struct nfo_item *nfo_pick(const struct nfo *nfo, enum entity type, int season, int episode);

#endif
