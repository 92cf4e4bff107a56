/*
 * Splices, and the layout of what they put in.
 */
#include "media/nfo_splice.h"

#include <stdlib.h>
#include <strings.h>

#include "core/alloc.h"
#include "media/nfo_fields.h"

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

static void end_tag(const struct nfo_editor *ed, const struct nfo_elem *e, struct strbuf *out)
{
	strbuf_addstr(out, "</");
	strbuf_add(out, ed->doc.xml.s + e->start + 1, e->name_len);
	strbuf_addch(out, '>');
}

/* The start tag of <x/> as one that has content. */
static void start_tag(const struct nfo_editor *ed, const struct nfo_elem *e, struct strbuf *out)
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
		start_tag(ed, e, &text);
		nfo_text_encode(&ed->doc.text, utf8, false, &text);
		end_tag(ed, e, &text);
		nfo_replace(ed, e->start, e->end, text.buf, text.len);
	} else {
		if (nfo_attr(&ed->doc.xml, e, "urlencoded", &a))
			nfo_replace(ed, a.start, a.end, "", 0);
		nfo_text_encode(&ed->doc.text, utf8, false, &text);
		if (!e->closed)
			end_tag(ed, e, &text);
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

/* The start of the line that 'pos' stands on with nothing but blanks before it; false: something else is. */
static bool line_start(const struct nfo_editor *ed, size_t pos, size_t *start)
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

	if (line_start(ed, e->start, &start) && after)
		nfo_replace(ed, start, after, "", 0);
	else
		nfo_replace(ed, e->start, end, "", 0);
}

/* The indentation of an element that begins its line. */
static bool indent_of(const struct nfo_editor *ed, const struct nfo_elem *e, struct strbuf *out)
{
	size_t start;

	strbuf_clear(out);
	if (!line_start(ed, e->start, &start))
		return false;
	strbuf_add(out, ed->doc.xml.s + start, e->start - start);
	return true;
}

/* By how much the first child of 'parent' is further in. */
static bool step_of(struct nfo_editor *ed, const struct nfo_elem *parent, struct strbuf *unit)
{
	struct strbuf outer = STRBUF_INIT, inner = STRBUF_INIT;
	struct nfo_elem e;
	size_t pos = parent->open_end;
	bool found = indent_of(ed, parent, &outer) && nfo_next(&ed->doc.xml, &pos, parent->content_end, &e) &&
		     indent_of(ed, &e, &inner) && inner.len > outer.len &&
		     !memcmp(inner.buf, outer.buf, outer.len);

	strbuf_clear(unit);
	if (found)
		strbuf_add(unit, inner.buf + outer.len, inner.len - outer.len);
	strbuf_release(&outer);
	strbuf_release(&inner);
	return found;
}

static void find_unit(struct nfo_editor *ed, struct strbuf *unit)
{
	static const char *const structures[] = {"actor", "ratings", "set", "fanart", "fileinfo"};
	struct nfo_elem e;

	for (size_t i = 0; i < sizeof(structures) / sizeof(structures[0]); i++)
		if (nfo_child(&ed->doc.xml, nfo_root(ed), structures[i], &e) && step_of(ed, &e, unit))
			return;
	if (!step_of(ed, nfo_root(ed), unit))
		strbuf_addstr(unit, "  ");
}

void nfo_build(struct nfo_builder *b, struct nfo_editor *ed, const struct nfo_elem *parent)
{
	struct nfo_elem e;
	size_t pos = parent->open_end;

	*b = (struct nfo_builder){.ed = ed, .out = STRBUF_INIT, .indent = STRBUF_INIT, .unit = STRBUF_INIT};
	find_unit(ed, &b->unit);
	if (nfo_next(&ed->doc.xml, &pos, parent->content_end, &e)) {
		b->on_one_line = !indent_of(ed, &e, &b->indent);
	} else {
		b->on_one_line = !indent_of(ed, parent, &b->indent);
		strbuf_addbuf(&b->indent, &b->unit);
	}
}

void nfo_build_release(struct nfo_builder *b)
{
	strbuf_release(&b->out);
	strbuf_release(&b->indent);
	strbuf_release(&b->unit);
}

static void new_line(struct nfo_builder *b)
{
	if (b->on_one_line)
		return;
	strbuf_addstr(&b->out, b->ed->doc.text.eol);
	strbuf_addbuf(&b->out, &b->indent);
	for (int i = 0; i < b->depth; i++)
		strbuf_addbuf(&b->out, &b->unit);
}

static void end_open_tag(struct nfo_builder *b)
{
	if (b->in_tag)
		strbuf_addch(&b->out, '>');
	b->in_tag = false;
}

void nfo_open_tag(struct nfo_builder *b, const char *name)
{
	end_open_tag(b);
	if (b->out.len > 0)
		new_line(b);
	strbuf_addf(&b->out, "<%s", name);
	b->in_tag = true;
	b->has_child = false;
	b->depth++;
}

void nfo_add_attr(struct nfo_builder *b, const char *name, const char *utf8)
{
	strbuf_addf(&b->out, " %s=\"", name);
	nfo_text_encode(&b->ed->doc.text, utf8, true, &b->out);
	strbuf_addch(&b->out, '"');
}

void nfo_add_text(struct nfo_builder *b, const char *utf8)
{
	end_open_tag(b);
	nfo_text_encode(&b->ed->doc.text, utf8, false, &b->out);
}

void nfo_close_tag(struct nfo_builder *b, const char *name)
{
	end_open_tag(b);
	b->depth--;
	if (b->has_child)
		new_line(b);
	strbuf_addf(&b->out, "</%s>", name);
	b->has_child = true;
}

void nfo_leaf(struct nfo_builder *b, const char *name, const char *utf8)
{
	nfo_open_tag(b, name);
	nfo_add_text(b, utf8);
	nfo_close_tag(b, name);
}

void nfo_insert_after(struct nfo_editor *ed, const struct nfo_elem *sibling, struct nfo_builder *b)
{
	struct strbuf text = STRBUF_INIT;
	size_t at = nfo_end(ed, sibling);

	if (!b->on_one_line) {
		strbuf_addstr(&text, ed->doc.text.eol);
		strbuf_addbuf(&text, &b->indent);
	}
	strbuf_addbuf(&text, &b->out);
	nfo_replace(ed, at, at, text.buf, text.len);
	strbuf_release(&text);
}

void nfo_insert_before(struct nfo_editor *ed, const struct nfo_elem *sibling, struct nfo_builder *b)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addbuf(&text, &b->out);
	if (!b->on_one_line) {
		strbuf_addstr(&text, ed->doc.text.eol);
		strbuf_addbuf(&text, &b->indent);
	}
	nfo_replace(ed, sibling->start, sibling->start, text.buf, text.len);
	strbuf_release(&text);
}

static bool only_blanks(const struct nfo_editor *ed, size_t from, size_t to)
{
	while (from < to && blank(ed->doc.xml.s[from]))
		from++;
	return from == to;
}

/* As the first child of 'parent'. */
static void insert_first(struct nfo_editor *ed, const struct nfo_elem *parent, struct nfo_builder *b)
{
	struct strbuf text = STRBUF_INIT;
	bool alone = parent->closed && only_blanks(ed, parent->open_end, parent->content_end);
	size_t from = parent->empty ? parent->start : parent->open_end;

	if (parent->empty)
		start_tag(ed, parent, &text);
	if (!b->on_one_line) {
		strbuf_addstr(&text, ed->doc.text.eol);
		strbuf_addbuf(&text, &b->indent);
	}
	strbuf_addbuf(&text, &b->out);
	if (alone && !b->on_one_line) {
		strbuf_addstr(&text, ed->doc.text.eol);
		strbuf_add(&text, b->indent.buf, b->indent.len - b->unit.len);
	}
	if (parent->empty)
		end_tag(ed, parent, &text);
	nfo_replace(ed, from, alone ? (parent->empty ? parent->end : parent->content_end) : from, text.buf,
		text.len);
	strbuf_release(&text);
}

void nfo_insert(struct nfo_editor *ed, const char *name, struct nfo_builder *b)
{
	int order = nfo_order(name, strlen(name)), others = nfo_order("", 0), best = -1;
	struct nfo_elem root = *nfo_root(ed), e, after = {0};

	for (size_t pos = root.open_end; nfo_next(&ed->doc.xml, &pos, root.content_end, &e);) {
		bool same = nfo_is(&ed->doc.xml, &e, name);
		int o = same ? order : nfo_order(ed->doc.xml.s + e.start + 1, e.name_len);

		if (o == others && !same)
			continue; /* nobody knows where it belongs */
		if (o <= order && o >= best) {
			best = o;
			after = e;
		}
	}
	if (best >= 0)
		nfo_insert_after(ed, &after, b);
	else
		insert_first(ed, &root, b);
}

void nfo_replace_elem(struct nfo_editor *ed, const struct nfo_elem *e, struct nfo_builder *b)
{
	nfo_replace(ed, e->start, nfo_end(ed, e), b->out.buf, b->out.len);
}

void nfo_set_child(struct nfo_editor *ed, const struct nfo_elem *parent, const char *name, const char *utf8,
	const char *after)
{
	struct nfo_elem e;
	struct nfo_builder b;
	bool there = nfo_child(&ed->doc.xml, parent, name, &e);

	if (there && utf8) {
		nfo_set_value(ed, &e, utf8);
	} else if (there) {
		nfo_remove(ed, &e);
	} else if (utf8) {
		nfo_build(&b, ed, parent);
		nfo_leaf(&b, name, utf8);
		if (nfo_child(&ed->doc.xml, parent, after, &e))
			nfo_insert_after(ed, &e, &b);
		else
			insert_first(ed, parent, &b);
		nfo_build_release(&b);
	}
}
