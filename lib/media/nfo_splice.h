/*
 * Changing an NFO by splices: values and attributes; elements are made by nfo_build.h.
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

/* The start of the line that 'pos' stands on with nothing but blanks before it; false: something else is. */
bool nfo_line_start(const struct nfo_editor *ed, size_t pos, size_t *start);
/* Whether white space is all that stands from 'from' to 'to'. */
bool nfo_only_blanks(const struct nfo_editor *ed, size_t from, size_t to);
/* Appends the element's end tag; the start tag of <x/> as one that has content. */
void nfo_end_tag(const struct nfo_editor *ed, const struct nfo_elem *e, struct strbuf *out);
void nfo_start_tag(const struct nfo_editor *ed, const struct nfo_elem *e, struct strbuf *out);

#endif
