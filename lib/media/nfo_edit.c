/*
 * An edit of an NFO, field by field.
 */
#include "media/nfo_edit.h"

#include <stdlib.h>
#include <strings.h>

#include "core/alloc.h"
#include "media/nfo_build.h"
#include "media/nfo_fields.h"
#include "media/nfo_item.h"
#include "media/nfo_part.h"
#include "media/nfo_pass.h"
#include "media/nfo_streams.h"

static void release_have(struct nfo_pass *p)
{
	struct nfo one = {.item = xmemdup(&p->have, sizeof(p->have)), .n = 1};

	nfo_release(&one);
	p->have = (struct nfo_item){0};
}

static void read_have(struct nfo_pass *p)
{
	release_have(p);
	p->have.root = p->ed.doc.root[p->ed.index].kind;
	nfo_read_item(&p->ed.doc, p->ed.index, &p->have);
	if (!p->ed.is_new) /* a new item says itself which one it is */
		nfo_read_urls(&p->ed.doc, &p->have.meta);
}

void nfo_pass_commit(struct nfo_pass *p)
{
	if (nfo_commit(&p->ed))
		read_have(p);
}

void nfo_pass_insert(struct nfo_pass *p, const char *element, const char *v)
{
	struct nfo_builder b;

	nfo_build(&b, &p->ed, nfo_root(&p->ed));
	nfo_leaf(&b, element, v);
	nfo_insert(&p->ed, element, &b);
	nfo_build_release(&b);
}

void nfo_pass_scalar(struct nfo_pass *p, enum meta_field f)
{
	const char *v = p->want->meta->scalar[f], *element = nfo_field_element(f, p->have.root);
	struct nfo_xml *xml = &p->ed.doc.xml;
	struct nfo_elem root = *nfo_root(&p->ed), e;
	bool there = false;

	for (size_t pos = root.open_end; nfo_next(xml, &pos, root.content_end, &e);) {
		const struct nfo_field *row = nfo_field(xml, &e, p->have.root);
		struct meta says = META_INIT;

		if (!row || row->field != f)
			continue;
		bool full = nfo_read_scalar(&p->ed.doc, &e, &says, f);
		bool differs = full && (!v || strcmp(says.scalar[f], v) != 0);
		if (!v && full)
			nfo_remove(&p->ed, &e);
		else if (v && row->other && differs) /* another program's element for it */
			nfo_set_value(&p->ed, &e, v);
		else if (v && !row->other && !there) { /* the first is the one that players read */
			if (differs || !full)
				nfo_set_value(&p->ed, &e, v);
			there = true;
		}
		meta_release(&says);
	}
	if (v && !there && element)
		nfo_pass_insert(p, element, v);
}

static void edit_field(struct nfo_pass *p, enum meta_field f)
{
	switch (f) {
	case MF_SET:
		nfo_pass_set(p);
		break;
	case MF_GENRES:
	case MF_STUDIOS:
	case MF_COUNTRIES:
	case MF_TAGS:
	case MF_DIRECTORS:
	case MF_WRITERS:
		nfo_pass_names(p, f);
		break;
	case MF_ACTORS:
		nfo_pass_actors(p);
		break;
	case MF_RATINGS:
		nfo_pass_ratings(p);
		break;
	case MF_UNIQUEIDS:
		nfo_pass_ids(p);
		break;
	case MF_EXTRA:
		nfo_pass_extra(p);
		break;
	default:
		nfo_pass_scalar(p, f);
	}
}

/* Whether a field does not read as wanted. */
static bool field_differs(const struct nfo_pass *p, enum meta_field f)
{
	if (!(p->want->fields & MF_BIT(f)))
		return false;
	return f == MF_SET && p->want->set_words ? !meta_set_equal(&p->have.meta, p->want->meta)
						 : !meta_field_equal(&p->have.meta, p->want->meta, f);
}

static void edit_fields(struct nfo_pass *p)
{
	for (int i = 0; i <= MF_COUNT; i++) {
		/* The year comes last: where no <year> is, it is that of <premiered>. */
		enum meta_field f = i == MF_COUNT ? MF_YEAR : (enum meta_field)i;

		if (i == MF_YEAR || !field_differs(p, f))
			continue;
		edit_field(p, f);
		nfo_pass_commit(p);
	}
}

static void set_lock(struct nfo_pass *p, const char *element, const char *value, const char *unless)
{
	struct nfo_elem e;

	if (nfo_child(&p->ed.doc.xml, nfo_root(&p->ed), element, &e))
		nfo_set_value(&p->ed, &e, value);
	else if (strcmp(value, unless) != 0)
		nfo_pass_insert(p, element, value);
	nfo_pass_commit(p);
}

/* Jellyfin's words for the fields; words in the file that are not known here stay. */
static void lock_words(struct nfo_pass *p, uint64_t fields, struct strbuf *out)
{
	struct strbuf old = STRBUF_INIT;
	struct nfo_elem e;

	for (int f = 0; f < MF_COUNT; f++)
		if ((fields & MF_BIT(f)) && nfo_lock_name((enum meta_field)f))
			strbuf_addf(out, "%s%s", out->len ? "|" : "", nfo_lock_name((enum meta_field)f));
	if (nfo_child(&p->ed.doc.xml, nfo_root(&p->ed), "lockedfields", &e))
		nfo_elem_value(&p->ed.doc, &e, &old);
	for (char *save = NULL, *w = strtok_r(old.buf, "|", &save); w; w = strtok_r(NULL, "|", &save)) {
		bool known = false;
		for (int f = 0; f < MF_COUNT && !known; f++)
			known = nfo_lock_name((enum meta_field)f) &&
				!strcasecmp(w, nfo_lock_name((enum meta_field)f));
		if (!known)
			strbuf_addf(out, "%s%s", out->len ? "|" : "", w);
	}
	strbuf_release(&old);
}

void nfo_pass_locks(struct nfo_pass *p)
{
	const struct nfo_locks *want = p->want->locks;
	struct strbuf words = STRBUF_INIT;
	uint64_t known = 0;

	for (int f = 0; f < MF_COUNT; f++)
		known |= nfo_lock_name((enum meta_field)f) ? MF_BIT(f) : 0;
	if (want->item != p->have.locks.item)
		set_lock(p, "lockdata", want->item ? "true" : "false", "false");
	if ((want->fields & known) != p->have.locks.fields) {
		lock_words(p, want->fields, &words);
		set_lock(p, "lockedfields", words.buf, "");
	}
	strbuf_release(&words);
}

static void open_element(void *ctx, const char *element)
{
	nfo_open_tag(ctx, element);
}

static void close_element(void *ctx, const char *element)
{
	nfo_close_tag(ctx, element);
}

static void leaf_element(void *ctx, const char *element, const char *text)
{
	nfo_leaf(ctx, element, text);
}

void nfo_pass_streams(struct nfo_pass *p)
{
	struct nfo_elem e;
	struct nfo_builder b;

	if (!nfo_has_streams(p->want->streams) || nfo_same_streams(&p->have.streams, p->want->streams))
		return;
	nfo_build(&b, &p->ed, nfo_root(&p->ed));
	nfo_open_tag(&b, "fileinfo");
	nfo_write_streams(
		p->want->streams, &(struct nfo_sink){open_element, leaf_element, close_element, &b});
	nfo_close_tag(&b, "fileinfo");
	if (nfo_child(&p->ed.doc.xml, nfo_root(&p->ed), "fileinfo", &e))
		nfo_replace_elem(&p->ed, &e, &b);
	else
		nfo_insert(&p->ed, "fileinfo", &b);
	nfo_build_release(&b);
}

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

static int make_item(struct nfo_pass *p, struct error *err)
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

/* The fields that an item of this kind can hold, and that nothing else in the file says. */
static uint64_t checkable(const struct nfo_pass *p)
{
	const struct meta *want = p->want->meta;
	uint64_t fields = NFO_ALL_FIELDS & ~MF_BIT(MF_EXTRA);

	for (int f = 0; f < MF_SCALARS; f++)
		if (!nfo_field_element((enum meta_field)f, p->have.root))
			fields &= ~MF_BIT(f);
	if (!want->scalar[MF_YEAR]) /* <premiered> has one */
		fields &= ~MF_BIT(MF_YEAR);
	if (!meta_has(want, MF_UNIQUEIDS)) /* an address may name one */
		fields &= ~MF_BIT(MF_UNIQUEIDS);
	return fields;
}

/* A file may be so broken that a change of one field shows or hides others: that is no edit. */
static int check(struct nfo_pass *p, const struct meta *before, size_t nroot, struct error *err)
{
	uint64_t others =
		NFO_ALL_FIELDS & ~p->want->fields & ~MF_BIT(MF_YEAR); /* the year follows <premiered> */
	bool wanted = (meta_diff(&p->have.meta, p->want->meta) & p->want->fields & checkable(p)) == 0;

	if (p->want->fields & MF_BIT(MF_EXTRA))
		wanted &= nfo_extra_as_wanted(p);
	if (p->ed.lost || p->ed.doc.nroot != nroot || !wanted || (meta_diff(&p->have.meta, before) & others))
		return error_set(err, ERR_BAD_NFO, "too broken to be edited in place");
	return 0;
}

static bool differs(const struct nfo_pass *p)
{
	const struct nfo_locks *locks = p->want->locks;

	for (int f = 0; f < MF_COUNT; f++)
		if (field_differs(p, (enum meta_field)f))
			return true;
	return locks && (locks->item != p->have.locks.item || locks->fields != p->have.locks.fields);
}

/* Makes the changes; ed.changed is unset when there were none after all. */
static int edit_item(struct nfo_pass *p, const struct meta *before, size_t nroot, struct error *err)
{
	nfo_mend(&p->ed); /* first, so that no change moves what a missing end tag would take in */
	read_have(p);
	if (meta_diff(&p->have.meta, before))
		return error_set(err, ERR_BAD_NFO, "too broken to be edited in place");
	p->ed.changed = p->ed.is_new;
	edit_fields(p);
	if (p->want->locks)
		nfo_pass_locks(p);
	if (p->ed.changed && p->want->streams) {
		nfo_pass_streams(p);
		nfo_pass_commit(p);
	}
	return p->ed.changed ? check(p, before, nroot, err) : 0;
}

static int edit(struct nfo_pass *p, struct error *err)
{
	struct meta before = META_INIT;
	int rc;

	if (p->ed.index >= p->ed.doc.nroot && make_item(p, err) != 0)
		return -1;
	read_have(p);
	if (!p->ed.is_new && !differs(p))
		return 0;
	meta_copy(&before, &p->have.meta);
	rc = edit_item(p, &before, p->ed.doc.nroot, err);
	meta_release(&before);
	return rc;
}

/* Whether the charset of the new file will be taken for what it is: two Latin letters may look like UTF-8. */
static bool reads_alike(const struct nfo_text *t, const struct strbuf *file)
{
	struct nfo_text again;

	nfo_text_open(&again, file->buf, file->len);
	bool alike = again.charset == t->charset || t->charset == NFO_UNSURE;
	nfo_text_release(&again);
	return alike;
}

/* One attempt; 'ascii': without any letter of the file's charset. 1: it has to be made again so. */
static int attempt(struct strbuf *file, const char *bytes, size_t len, const struct nfo_want *want,
	bool ascii, struct error *err)
{
	struct nfo_pass p = {.want = want};
	int rc;

	nfo_editor_open(&p.ed, bytes, len);
	p.ed.index = want->index;
	p.ed.doc.text.ascii = ascii;
	rc = edit(&p, err);
	if (rc == 0) {
		strbuf_clear(file);
		if (p.ed.changed)
			nfo_text_close(&p.ed.doc.text, &p.ed.doc.text.buf, file);
		else
			strbuf_add(file, bytes, len);
		rc = !ascii && !reads_alike(&p.ed.doc.text, file);
	}
	release_have(&p);
	nfo_editor_release(&p.ed);
	return rc;
}

int nfo_edit(
	struct strbuf *out, const char *bytes, size_t len, const struct nfo_want *want, struct error *err)
{
	struct strbuf file = STRBUF_INIT;
	int rc;

	if (len > NFO_MAX_SIZE)
		return error_set(err, ERR_TOO_LONG, "an NFO over %d MiB is not edited", NFO_MAX_SIZE >> 20);
	rc = attempt(&file, bytes, len, want, false, err);
	if (rc == 1)
		rc = attempt(&file, bytes, len, want, true, err);
	if (rc == 0) {
		rc = file.len != len || memcmp(file.buf, bytes, len) != 0;
		strbuf_addbuf(out, &file);
	}
	strbuf_release(&file);
	return rc;
}
