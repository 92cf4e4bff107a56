/*
 * Elements in the making, and where they go; see nfo_build.h.
 */
#include "media/nfo_build.h"

#include <string.h>

#include "media/nfo_fields.h"

/* The indentation of an element that begins its line. */
static bool indent_of(const struct nfo_editor *ed, const struct nfo_elem *e, struct strbuf *out)
{
	size_t start;

	strbuf_clear(out);
	if (!nfo_line_start(ed, e->start, &start))
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

/* As the first child of 'parent'. */
static void insert_first(struct nfo_editor *ed, const struct nfo_elem *parent, struct nfo_builder *b)
{
	struct strbuf text = STRBUF_INIT;
	bool alone = parent->closed && nfo_only_blanks(ed, parent->open_end, parent->content_end);
	size_t from = parent->empty ? parent->start : parent->open_end;

	if (parent->empty)
		nfo_start_tag(ed, parent, &text);
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
		nfo_end_tag(ed, parent, &text);
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
