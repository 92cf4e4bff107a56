/*
 * What one element of an NFO says, for who reads an item and who edits one. False: nothing.
 */
#ifndef MEDIA_NFO_PART_H
#define MEDIA_NFO_PART_H

#include "media/meta.h"
#include "media/nfo.h"
#include "media/nfo_doc.h"

/* nfo_release_person() frees what a person owns; the source of a rating is the caller's to free. */
bool nfo_read_person(struct nfo_doc *d, const struct nfo_elem *e, struct meta_person *p);
void nfo_release_person(struct meta_person *p);
bool nfo_read_rating(struct nfo_doc *d, const struct nfo_elem *e, struct meta_rating *r);
/* Adds the names of one element, as meta_add_name() does; "|A|B|", as MediaPortal has it, are two. */
void nfo_read_names(struct nfo_doc *d, const struct nfo_elem *e, struct meta *m, enum meta_field f);
/* Sets a scalar from an element's text by the rules of NFOs; false: it says nothing that the field takes. */
bool nfo_read_scalar(struct nfo_doc *d, const struct nfo_elem *e, struct meta *m, enum meta_field f);
/* The type of the id in a <uniqueid>, an element of one id or an <id> of this item; its value in 'value'. */
bool nfo_read_id(struct nfo_doc *d, const struct nfo_elem *e, enum nfo_root root, struct strbuf *type,
	struct strbuf *value);

/* A number with a point or a comma ("7,5"); false when the text does not begin with one. */
bool nfo_decimal(const char *s, double *v);
int64_t nfo_votes(const char *s); /* "3,998", "25 000": the digits; -1: there are none */
int nfo_rating_scale(struct nfo_doc *d, const struct nfo_elem *e); /* its max="…", 10 by default */

#endif
