/*
 * In an edit: what harms readers is mended, since the file is written anyway.
 */
#include <string.h>
#include <strings.h>

#include "media/nfo_fields.h"
#include "media/nfo_pass.h"

static bool is_any(const struct nfo_xml *xml, const struct nfo_elem *e, const char *const *names)
{
	while (*names && !nfo_is(xml, e, *names))
		names++;
	return *names != NULL;
}

/* An element whose content is one text that we read. */
static bool is_text(const struct nfo_editor *ed, const struct nfo_elem *parent, const struct nfo_elem *e)
{
	static const char *const children[] = {"name", "role", "overview", "thumb", NULL};
	const struct nfo_xml *xml = &ed->doc.xml;

	if (parent->start != nfo_root(ed)->start)
		return is_any(xml, e, children);
	return nfo_field(xml, e, ed->doc.root[ed->index].kind) != NULL;
}

/* Kodi cuts a text at a '<', and shows the entities that it makes of CDATA. */
static bool has_markup(struct nfo_editor *ed, const struct nfo_elem *e)
{
	const char *s = ed->doc.xml.s;
	enum nfo_markup kind;

	for (size_t p = e->open_end; p < e->content_end; p++)
		if (s[p] == '<' &&
			(nfo_markup_at(&ed->doc.xml, p, e->content_end, &kind), kind != NFO_SKIPPED))
			return true;
	return false;
}

static void mend_text(struct nfo_editor *ed, const struct nfo_elem *e)
{
	struct strbuf value = STRBUF_INIT;

	nfo_elem_value(&ed->doc, e, &value);
	nfo_set_value(ed, e, value.buf);
	strbuf_release(&value);
}

/* In place of the end tag of another name that stood there, if one did. */
static void add_end_tag(struct nfo_editor *ed, const struct nfo_elem *e, const char *before)
{
	struct strbuf tag = STRBUF_INIT;
	bool misnamed = e->end > e->content_end;
	size_t at = misnamed ? e->content_end : nfo_end(ed, e);

	strbuf_addf(&tag, "%s</", before);
	strbuf_add(&tag, ed->doc.xml.s + e->start + 1, e->name_len);
	strbuf_addch(&tag, '>');
	nfo_replace(ed, at, misnamed ? e->end : at, tag.buf, tag.len);
	strbuf_release(&tag);
}

/* Structures that we know, where they belong; what nobody knows stays as it is. */
static bool is_structure(const struct nfo_editor *ed, const struct nfo_elem *parent, const struct nfo_elem *e)
{
	static const char *const outer[] = {"actor", "set", "ratings", "fanart", "fileinfo", NULL};
	static const char *const inner[] = {"rating", "streamdetails", "video", "audio", "subtitle", NULL};

	return is_any(&ed->doc.xml, e, parent->start == nfo_root(ed)->start ? outer : inner);
}

static void mend_children(struct nfo_editor *ed, const struct nfo_elem *parent)
{
	struct nfo_elem e;

	for (size_t pos = parent->open_end; nfo_next(&ed->doc.xml, &pos, parent->content_end, &e);) {
		if (is_text(ed, parent, &e) && (!e.closed || (!e.empty && has_markup(ed, &e)))) {
			mend_text(ed, &e);
			continue;
		}
		if (is_structure(ed, parent, &e))
			mend_children(ed, &e);
		if (!e.closed)
			add_end_tag(ed, &e, "");
	}
}

/* Jellyfin reads these as numbers, or as true and false, and stops at what is none. */
static void mend_typed(struct nfo_editor *ed, const struct nfo_elem *parent, int depth)
{
	static const char *const path[] = {"fileinfo", "streamdetails", "video"};
	static const char *const numbers[] = {"width", "height", "durationinseconds", NULL};
	struct strbuf v = STRBUF_INIT;
	struct nfo_elem e;

	for (size_t pos = parent->open_end; nfo_next(&ed->doc.xml, &pos, parent->content_end, &e);) {
		bool number = depth == 3 && is_any(&ed->doc.xml, &e, numbers);
		bool truth = depth == 0 && nfo_is(&ed->doc.xml, &e, "watched");

		nfo_elem_value(&ed->doc, &e, &v);
		if (depth < 3 && nfo_is(&ed->doc.xml, &e, path[depth]))
			mend_typed(ed, &e, depth + 1);
		else if (v.len == 0 ? number || truth : number && strspn(v.buf, "0123456789") != v.len)
			nfo_remove(ed, &e);
	}
	strbuf_release(&v);
}

/* Of several with default="true", the first is meant. */
static void mend_defaults(struct nfo_editor *ed, const struct nfo_elem *parent, const char *name)
{
	struct strbuf v = STRBUF_INIT;
	struct nfo_elem e;
	bool found = false;

	for (size_t pos = parent->open_end; nfo_next(&ed->doc.xml, &pos, parent->content_end, &e);) {
		if (!nfo_is(&ed->doc.xml, &e, name) || !nfo_attr_value(&ed->doc, &e, "default", &v) ||
			strcasecmp(v.buf, "true") != 0)
			continue;
		if (found)
			nfo_set_attr(ed, &e, "default", NULL);
		found = true;
	}
	strbuf_release(&v);
}

void nfo_mend(struct nfo_editor *ed)
{
	struct nfo_elem e;

	mend_children(ed, nfo_root(ed));
	nfo_commit(ed);
	if (!nfo_root(ed)->closed) {
		e = *nfo_root(ed);
		add_end_tag(ed, &e, ed->doc.text.eol);
		nfo_commit(ed);
	}
	e = *nfo_root(ed);
	mend_typed(ed, &e, 0);
	mend_defaults(ed, &e, "uniqueid");
	if (nfo_child(&ed->doc.xml, nfo_root(ed), "ratings", &e))
		mend_defaults(ed, &e, "rating");
	nfo_commit(ed);
}

static void spell(struct nfo_editor *ed, size_t from, size_t to)
{
	struct strbuf text = STRBUF_INIT;
	const char *s = ed->doc.xml.s;

	nfo_text_spell(&ed->doc.text, s + from, to - from, &text);
	if (text.len != to - from)
		nfo_replace(ed, from, to, text.buf, text.len);
	strbuf_release(&text);
}

static void spell_out(struct nfo_editor *ed, const struct nfo_elem *root)
{
	const char *s = ed->doc.xml.s;

	for (size_t p = root->open_end, end = root->content_end, after; p < end; p = after) {
		enum nfo_markup kind = NFO_CHAR;

		after = s[p] == '<' ? nfo_markup_at(&ed->doc.xml, p, end, &kind) : 0;
		if (!after) {
			const char *next = memchr(s + p + 1, '<', end - p - 1);
			after = next ? (size_t)(next - s) : end;
			spell(ed, p, after);
		} else if (kind == NFO_START_TAG) {
			spell(ed, p + strcspn(s + p, " \t\r\n>"), after);
		}
	}
}

void nfo_spell_out(struct nfo_editor *ed)
{
	for (size_t i = 0; i < ed->doc.nroot; i++)
		spell_out(ed, &ed->doc.root[i].e);
	nfo_commit(ed);
}
