/*
 * The markup of NFOs, as spans of bytes. Made for files that are not well-formed: an element is found by its
 * own end tag, from the outside in, so a fault inside one field cannot reach the next.
 *
 *  - What looks like no tag ("5 < 6", "<3", "<http://x>") is text. The content of a field reaches to its end
 * tag, whatever stands between.
 *  - A field without its end tag ends before the next tag (after it, when that is an end tag of another
 * name); a structure (actor, set, …) before the first tag that cannot be its child; an item before the next
 * item.
 *  - Comments, CDATA, processing instructions and document types are skipped; names of tags match in any
 * case.
 *
 * The cost is linear: with NFO_MAX_BROKEN elements that have no end tag every further one counts as such.
 */
#ifndef MEDIA_NFO_XML_H
#define MEDIA_NFO_XML_H

#include <stdbool.h>
#include <stddef.h>

#define NFO_MAX_BROKEN 50

struct nfo_elem {
	size_t start;	    /* of the start tag's '<' */
	size_t name_len;    /* the name begins at start + 1 */
	size_t open_end;    /* after the start tag's '>' */
	size_t content_end; /* where its content ends; open_end for <x/> */
	size_t end;	    /* after all of it */
	bool empty;	    /* <x/> */
	bool closed;	    /* <x/>, or its own end tag is there */
};

struct nfo_xml {
	const char *s; /* borrowed */
	size_t len;
	size_t vain[NFO_MAX_BROKEN]; /* start tags whose end tag was looked for and is not there */
	int nvain;
	bool items; /* what is walked through are the items of the file; elsewhere <season> is a field */
	size_t missing[5]; /* of each kind of mark: 1 + the offset from which on there is none */
	void (*warn)(void *ctx, size_t offset, const char *text); /* may be NULL */
	void *ctx;
};

/*
 * The next element that begins in [*pos, limit), *pos is set behind it. 'limit' is the end of the content
 * that is walked through (of the text: xml->len). False when there is none.
 */
bool nfo_next(struct nfo_xml *xml, size_t *pos, size_t limit, struct nfo_elem *e);
/* The first child of 'parent' with this name. */
bool nfo_child(struct nfo_xml *xml, const struct nfo_elem *parent, const char *name, struct nfo_elem *e);
bool nfo_is(const struct nfo_xml *xml, const struct nfo_elem *e, const char *name); /* exactly */

/* An attribute of the start tag. The spans are of the value, and of all with the white space before it. */
struct nfo_attr {
	size_t value, value_len;
	size_t start, end;
};
bool nfo_attr(const struct nfo_xml *xml, const struct nfo_elem *e, const char *name, struct nfo_attr *a);

/*
 * What stands at 'pos' (a '<'), for those who read contents: the offset after it, 0 for a plain character.
 */
enum nfo_markup { NFO_CHAR, NFO_START_TAG, NFO_END_TAG, NFO_CDATA, NFO_SKIPPED };
size_t nfo_markup_at(struct nfo_xml *xml, size_t pos, size_t limit, enum nfo_markup *kind);

#endif
