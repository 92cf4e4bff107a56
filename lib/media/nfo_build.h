/*
 * Putting elements into an NFO, in the layout of the file.
 */
#ifndef MEDIA_NFO_BUILD_H
#define MEDIA_NFO_BUILD_H

#include "media/nfo_splice.h"

/*
 * Elements in the making, laid out as children of 'parent' are. Several at the top are siblings.
 * nfo_add_attr() goes between nfo_open_tag() and what follows it.
 */
struct nfo_builder {
	struct nfo_editor *ed;
	struct strbuf out, indent, unit;
	bool on_one_line; /* the file has no lines of its own for elements */
	int depth;
	bool in_tag, has_child;
};
void nfo_build(struct nfo_builder *b, struct nfo_editor *ed, const struct nfo_elem *parent);
void nfo_build_release(struct nfo_builder *b);
void nfo_open_tag(struct nfo_builder *b, const char *name);
void nfo_add_attr(struct nfo_builder *b, const char *name, const char *utf8);
void nfo_add_text(struct nfo_builder *b, const char *utf8);
void nfo_close_tag(struct nfo_builder *b, const char *name);
void nfo_leaf(struct nfo_builder *b, const char *name, const char *utf8);

/* Puts what was built into the text: behind a sibling, before one, or where an item has its place in Metarr's
 * order. */
void nfo_insert_after(struct nfo_editor *ed, const struct nfo_elem *sibling, struct nfo_builder *b);
void nfo_insert_before(struct nfo_editor *ed, const struct nfo_elem *sibling, struct nfo_builder *b);
void nfo_insert(struct nfo_editor *ed, const char *name, struct nfo_builder *b);
/* In place of an element. */
void nfo_replace_elem(struct nfo_editor *ed, const struct nfo_elem *e, struct nfo_builder *b);

/* The child of that name gets the value, or is made behind the child 'after'; NULL: it is removed. */
void nfo_set_child(struct nfo_editor *ed, const struct nfo_elem *parent, const char *name, const char *utf8,
	const char *after);

#endif
