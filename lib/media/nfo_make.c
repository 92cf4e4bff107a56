/*
 * In an edit: an item that is not in the file yet.
 */
#include "core/alloc.h"
#include "media/nfo_pass.h"

/* A new item behind the others. */
static void append_item(struct nfo_editor *ed, const char *name)
{
	struct nfo_elem last = ed->doc.root[ed->doc.nroot - 1].e;
	struct strbuf text = STRBUF_INIT;
	size_t indent = last.start, end = nfo_end(ed, &last);
	const char *s = ed->doc.xml.s;

	while (indent > 0 && (s[indent - 1] == ' ' || s[indent - 1] == '\t'))
		indent--;
	for (int i = 0; i < 2; i++) {
		strbuf_addstr(&text, ed->doc.text.eol);
		strbuf_add(&text, s + indent, last.start - indent);
		strbuf_addf(&text, i ? "</%s>" : "<%s>", name);
	}
	nfo_replace(ed, end, end, text.buf, text.len);
	strbuf_release(&text);
}

/* The first item, above the addresses that there may be. */
static void first_item(struct nfo_editor *ed, const char *name)
{
	enum nfo_charset charset = ed->doc.text.charset;
	bool utf16 = charset == NFO_UTF16LE || charset == NFO_UTF16BE;
	const char *eol = ed->doc.text.eol;
	size_t start = nfo_text_start(&ed->doc.text);
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "<?xml version=\"1.0\" encoding=\"%s\" standalone=\"yes\"?>%s",
		utf16 ? "UTF-16" : "UTF-8", eol);
	strbuf_addf(&text, "<%s>%s</%s>%s", name, eol, name, eol);
	nfo_replace(ed, start, start, text.buf, text.len);
	strbuf_release(&text);
}

int nfo_pass_make(struct nfo_pass *p, struct error *err)
{
	struct nfo_editor *ed = &p->ed;
	const char *name = nfo_root_name(p->want->root);

	if (p->want->root > NFO_EPISODE)
		BUG("an item of kind %d cannot be made", (int)p->want->root);
	if (ed->index > ed->doc.nroot || ed->index >= NFO_MAX_ROOTS)
		return error_set(err, ERR_NOT_FOUND, "the NFO has no item %zu", ed->index);
	if (ed->doc.nroot == 0 && ed->doc.stray)
		return error_set(err, ERR_BAD_NFO, "neither XML nor an address: it cannot be edited");
	if (ed->doc.nroot == 0) {
		first_item(ed, name);
	} else {
		ed->index--; /* the one before must have its end */
		nfo_mend(ed);
		ed->index++;
		append_item(ed, name);
	}
	nfo_commit(ed);
	ed->is_new = true;
	return 0;
}
