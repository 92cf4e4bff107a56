/*
 * An NFO as reading and editing see it: its text, the items in it, the addresses around them, and values.
 */
#ifndef MEDIA_NFO_DOC_H
#define MEDIA_NFO_DOC_H

#include <stdbool.h>
#include <stddef.h>

#include "core/strbuf.h"
#include "media/nfo.h"
#include "media/nfo_text.h"
#include "media/nfo_xml.h"

struct nfo_span {
	size_t start, end;
};

struct nfo_doc {
	struct nfo_text text;
	struct nfo_xml xml; /* of text.buf */
	struct {
		enum nfo_root kind;
		struct nfo_elem e;
	} * root; /* the items; or the one NFO_OTHER when there are none */
	size_t nroot, aroot;
	struct nfo_span *url; /* addresses outside the XML */
	size_t nurl, aurl;
	bool stray;	      /* there is other text outside the XML */
	size_t line, line_at; /* the last line that was asked for, and the offset */
	void (*warn)(void *ctx, size_t offset, const char *text); /* may be NULL */
	void *ctx;
};

void nfo_doc_open(struct nfo_doc *d, const char *bytes, size_t len,
	void (*warn)(void *ctx, size_t offset, const char *text), void *ctx);
void nfo_doc_release(struct nfo_doc *d);
/* Goes on with another text in the place of the first; 'text' is empty afterwards. */
void nfo_doc_replace(struct nfo_doc *d, struct strbuf *text);

/*
 * Appends the value of a span, as UTF-8: entities resolved (those of HTML too; what is none stays as it is),
 * CDATA as its text, comments and HTML's formatting left out.
 */
void nfo_value(struct nfo_doc *d, size_t from, size_t to, struct strbuf *out);
/*
 * The value of an element (urlencoded="yes" is undone), and of an attribute: replaces 'out', trimmed. False
 * when empty or not there.
 */
bool nfo_elem_value(struct nfo_doc *d, const struct nfo_elem *e, struct strbuf *out);
bool nfo_attr_value(struct nfo_doc *d, const struct nfo_elem *e, const char *name, struct strbuf *out);

enum nfo_root nfo_root_kind(const struct nfo_xml *xml, const struct nfo_elem *e);
size_t nfo_line(struct nfo_doc *d, size_t offset); /* from 1 */

#endif
