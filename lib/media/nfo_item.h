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

/*
 * Parts of it, for who edits one. False: the element holds none. nfo_release_person() frees what a person
 * owns; the source of a rating is the caller's to free.
 */
bool nfo_read_person(struct nfo_doc *d, const struct nfo_elem *e, struct meta_person *p);
void nfo_release_person(struct meta_person *p);
bool nfo_read_rating(struct nfo_doc *d, const struct nfo_elem *e, struct meta_rating *r);
/* Adds the names of one element, as meta_add_name() does; "|A|B|", as MediaPortal has it, are two. */
void nfo_read_names(struct nfo_doc *d, const struct nfo_elem *e, struct meta *m, enum meta_field f);
/* Sets a scalar from an element's text by the rules of NFOs; false when it says nothing that the field takes.
 */
bool nfo_read_scalar(struct nfo_doc *d, const struct nfo_elem *e, struct meta *m, enum meta_field f);
/* The type of the id in a <uniqueid>, an element of one id or an <id> of this item; its value in 'value'. */
bool nfo_read_id(struct nfo_doc *d, const struct nfo_elem *e, enum nfo_root root, struct strbuf *type,
	struct strbuf *value);

#endif
