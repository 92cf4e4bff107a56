/*
 * Which element of an NFO holds which field, and the order in which Metarr writes elements.
 */
#ifndef MEDIA_NFO_FIELDS_H
#define MEDIA_NFO_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "media/meta.h"
#include "media/nfo_doc.h"

#define NFO_IN(root) (1u << (root))

struct nfo_field {
	const char *element;
	enum meta_field field;
	unsigned roots; /* NFO_IN() of the items where it means the field */
	bool other;	/* another writer's element for it: read when the field's own says nothing */
};

/* The row of an element in an item of this kind; NULL: it is no scalar or list of names. */
const struct nfo_field *nfo_field(const struct nfo_xml *xml, const struct nfo_elem *e, enum nfo_root root);
/* The element that Metarr writes for a field, NULL where it has none in such an item. */
const char *nfo_field_element(enum meta_field f, enum nfo_root root);

/* Elements that name one id (<imdbid>): the id's type, or NULL. */
const char *nfo_id_element(const struct nfo_xml *xml, const struct nfo_elem *e);
/* The element that names an id of this type in a new file, or NULL. */
const char *nfo_id_element_for(const char *type);

/* A source of ratings as the database names it, for its name in an NFO, and back. */
const char *nfo_rating_source(const char *name);
const char *nfo_rating_name(const char *source);

/*
 * The name under which an element is kept that has no column, replaced in 'name': a simple element without
 * attributes, under its own name; <namedseason number="1"> as "namedseason:1". False: it is none of these.
 */
bool nfo_extra_name(struct nfo_doc *d, const struct nfo_elem *e, enum nfo_root root, struct strbuf *name);
/* What writers say when they know nothing: 0, -1, 0.0, false. */
bool nfo_says_nothing(const char *value);

/* The place of an element among others, from 0; the same for all whose place is not fixed. */
int nfo_order(const char *name, size_t len);

#endif
