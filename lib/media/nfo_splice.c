/*
 * Splices; see nfo_splice.h.
 */
#include "media/nfo_splice.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alloc.h"

void nfo_editor_open(struct nfo_editor *ed, const char *bytes, size_t len)
{
	*ed = (struct nfo_editor){0};
	nfo_doc_open(&ed->doc, bytes, len, NULL, NULL);
}

static void clear_splices(struct nfo_editor *ed)
{
	for (size_t i = 0; i < ed->nsplice; i++)
		free(ed->splice[i].text);
	ed->nsplice = 0;
}

void nfo_editor_release(struct nfo_editor *ed)
{
	clear_splices(ed);
	free(ed->splice);
	nfo_doc_release(&ed->doc);
}

const struct nfo_elem *nfo_root(const struct nfo_editor *ed)
{
	return &ed->doc.root[ed->index].e;
}

void nfo_replace(struct nfo_editor *ed, size_t from, size_t to, const char *text, size_t len)
{
	ALLOC_GROW(ed->splice, ed->nsplice + 1, ed->asplice);
	ed->splice[ed->nsplice] = (struct nfo_splice){.pos = from,
		.len = to - from,
		.seq = ed->nsplice,
		.text = xmemdup(text, len),
		.text_len = len};
	ed->nsplice++;
}

/* Keeps the item's place filled with an element that holds nothing, so that passes need not ask. */
static void mark_lost(struct nfo_editor *ed)
{
	struct nfo_doc *d = &ed->doc;
	size_t end = d->xml.len;

	ed->lost = true;
	ALLOC_GROW(d->root, ed->index + 1, d->aroot);
	for (; d->nroot <= ed->index; d->nroot++) {
		d->root[d->nroot].kind = NFO_OTHER;
		d->root[d->nroot].e = (struct nfo_elem){end, 0, end, end, end, false, true};
	}
}

static int by_place(const void *a, const void *b)
{
	const struct nfo_splice *x = a, *y = b;

	if (x->pos != y->pos)
		return x->pos < y->pos ? -1 : 1;
	if (!x->len != !y->len)
		return x->len ? 1 : -1; /* what only puts in comes first */
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

bool nfo_commit(struct nfo_editor *ed)
{
	struct strbuf out = STRBUF_INIT;
	size_t done = 0;
	bool any = ed->nsplice > 0;

	if (!any)
		return false;
	qsort(ed->splice, ed->nsplice, sizeof(*ed->splice), by_place);
	for (size_t i = 0; i < ed->nsplice; i++) {
		const struct nfo_splice *s = &ed->splice[i];

		if (s->pos < done || s->pos + s->len > ed->doc.xml.len)
			BUG("splices overlap at %zu", s->pos);
		strbuf_add(&out, ed->doc.xml.s + done, s->pos - done);
		strbuf_add(&out, s->text, s->text_len);
		done = s->pos + s->len;
	}
	strbuf_add(&out, ed->doc.xml.s + done, ed->doc.xml.len - done);
	clear_splices(ed);
	nfo_doc_replace(&ed->doc, &out);
	ed->changed = true;
	if (ed->index >= ed->doc.nroot)
		mark_lost(ed);
	return true;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

size_t nfo_end(const struct nfo_editor *ed, const struct nfo_elem *e)
{
	size_t end = e->end;

	while (!e->closed && end > e->open_end && blank(ed->doc.xml.s[end - 1]))
		end--;
	return end;
}

void nfo_end_tag(const struct nfo_editor *ed, const struct nfo_elem *e, struct strbuf *out)
{
	strbuf_addstr(out, "</");
	strbuf_add(out, ed->doc.xml.s + e->start + 1, e->name_len);
	strbuf_addch(out, '>');
}

void nfo_start_tag(const struct nfo_editor *ed, const struct nfo_elem *e, struct strbuf *out)
{
	size_t end = e->open_end - 2;

	while (blank(ed->doc.xml.s[end - 1]))
		end--;
	strbuf_add(out, ed->doc.xml.s + e->start, end - e->start);
	strbuf_addch(out, '>');
}

void nfo_set_value(struct nfo_editor *ed, const struct nfo_elem *e, const char *utf8)
{
	struct strbuf text = STRBUF_INIT;
	struct nfo_attr a;

	if (e->empty) {
		nfo_start_tag(ed, e, &text);
		nfo_text_encode(&ed->doc.text, utf8, false, &text);
		nfo_end_tag(ed, e, &text);
		nfo_replace(ed, e->start, e->end, text.buf, text.len);
	} else {
		if (nfo_attr(&ed->doc.xml, e, "urlencoded", &a))
			nfo_replace(ed, a.start, a.end, "", 0);
		nfo_text_encode(&ed->doc.text, utf8, false, &text);
		if (!e->closed)
			nfo_end_tag(ed, e, &text);
		nfo_replace(ed, e->open_end, e->closed ? e->content_end : nfo_end(ed, e), text.buf, text.len);
	}
	strbuf_release(&text);
}

void nfo_set_attr(struct nfo_editor *ed, const struct nfo_elem *e, const char *name, const char *utf8)
{
	struct strbuf text = STRBUF_INIT;
	struct nfo_attr a;
	bool there = nfo_attr(&ed->doc.xml, e, name, &a);

	if (there && !utf8) {
		nfo_replace(ed, a.start, a.end, "", 0);
	} else if (utf8) {
		size_t at = there ? a.start : e->open_end - (e->empty ? 2 : 1);
		while (!there && blank(ed->doc.xml.s[at - 1]))
			at--;
		strbuf_addf(&text, " %s=\"", name);
		nfo_text_encode(&ed->doc.text, utf8, true, &text);
		strbuf_addch(&text, '"');
		nfo_replace(ed, at, there ? a.end : at, text.buf, text.len);
	}
	strbuf_release(&text);
}

static bool is_true(struct nfo_editor *ed, const struct nfo_elem *e, const char *attribute)
{
	struct strbuf v = STRBUF_INIT;
	bool yes = nfo_attr_value(&ed->doc, e, attribute, &v) && !strcasecmp(v.buf, "true");

	strbuf_release(&v);
	return yes;
}

void nfo_set_default(struct nfo_editor *ed, const struct nfo_elem *e, bool wanted)
{
	if (is_true(ed, e, "default") != wanted)
		nfo_set_attr(ed, e, "default", wanted ? "true" : NULL);
}

bool nfo_line_start(const struct nfo_editor *ed, size_t pos, size_t *start)
{
	const char *s = ed->doc.xml.s;
	size_t first = nfo_text_start(&ed->doc.text);

	while (pos > first && (s[pos - 1] == ' ' || s[pos - 1] == '\t'))
		pos--;
	*start = pos;
	return pos == first || s[pos - 1] == '\n' || s[pos - 1] == '\r';
}

/* The offset after the line end behind 'pos'; 0 when something else stands there. */
static size_t line_end(const struct nfo_editor *ed, size_t pos)
{
	const char *s = ed->doc.xml.s;

	while (s[pos] == ' ' || s[pos] == '\t')
		pos++;
	if (s[pos] == '\r' && s[pos + 1] == '\n')
		return pos + 2;
	return s[pos] == '\n' || s[pos] == '\r' ? pos + 1 : 0;
}

void nfo_remove(struct nfo_editor *ed, const struct nfo_elem *e)
{
	size_t start, end = nfo_end(ed, e), after = line_end(ed, end);

	if (nfo_line_start(ed, e->start, &start) && after)
		nfo_replace(ed, start, after, "", 0);
	else
		nfo_replace(ed, e->start, end, "", 0);
}

bool nfo_only_blanks(const struct nfo_editor *ed, size_t from, size_t to)
{
	while (from < to && blank(ed->doc.xml.s[from]))
		from++;
	return from == to;
}
