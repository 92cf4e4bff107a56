/* Reading one item of a divided NFO. */
#ifndef MEDIA_NFO_ITEM_H
#define MEDIA_NFO_ITEM_H

#include "media/nfo.h"
#include "media/nfo_doc.h"

/* Reads item 'index' of 'd' into 'item', which knows its root and nothing else yet. */
void nfo_read_item(struct nfo_doc *d, size_t index, struct nfo_item *item);

/*
 * Adds the ids that addresses beside the XML name to the file's only item, when that has none of its own. (Of
 * several items it cannot be told which one is meant.)
 */
void nfo_read_urls(struct nfo_doc *d, struct meta *m);

#endif
