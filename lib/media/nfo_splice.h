/*
 * Changing an NFO by splices: values, attributes, and elements in the layout of the file.
 *
 * Changes are collected against the text as it stands and made together by nfo_commit(), after which every
 * span from before is void. Changes of one round must not overlap (a BUG()).
 */
#ifndef MEDIA_NFO_SPLICE_H
#define MEDIA_NFO_SPLICE_H

#include <stdbool.h>
#include <stddef.h>

#include "media/nfo_doc.h"

struct nfo_editor {
	struct nfo_doc doc;
	size_t index; /* the item that is edited */
	bool is_new;  /* it was made by this edit */
	bool changed;
	bool lost; /* a change of a broken file took the item out of sight: the edit has failed */
	struct nfo_splice {
		size_t pos, len, seq;
		char *text;
		size_t text_len;
	} * splice;
	size_t nsplice, asplice;
};

void nfo_editor_open(struct nfo_editor *ed, const char *bytes, size_t len);
void nfo_editor_release(struct nfo_editor *ed);
const struct nfo_elem *nfo_root(const struct nfo_editor *ed); /* of the item; void after nfo_commit() */
/* Makes the changes; true when there were any. */
bool nfo_commit(struct nfo_editor *ed);

void nfo_replace(struct nfo_editor *ed, size_t from, size_t to, const char *text, size_t len);
/* The element's content becomes this text (UTF-8); an end tag that was missing is added. */
void nfo_set_value(struct nfo_editor *ed, const struct nfo_elem *e, const char *utf8);
void nfo_set_attr(
	struct nfo_editor *ed, const struct nfo_elem *e, const char *name, const char *utf8); /* NULL: none */
/* Whether it has default="true"; "false" where that stands already is left. */
void nfo_set_default(struct nfo_editor *ed, const struct nfo_elem *e, bool wanted);
/* With its line, when it has one of its own. */
void nfo_remove(struct nfo_editor *ed, const struct nfo_elem *e);
/* Where an element ends for who writes behind it: without the white space that an unclosed one swallowed. */
size_t nfo_end(const struct nfo_editor *ed, const struct nfo_elem *e);

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
