/*
 * An edit of an NFO, field by field.
 */
#include "media/nfo_edit.h"

#include <stdlib.h>
#include <string.h>

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

static bool differs(const struct nfo_pass *p)
{
	const struct nfo_locks *locks = p->want->locks;

	for (int f = 0; f < MF_COUNT; f++)
		if (field_differs(p, (enum meta_field)f))
			return true;
	return locks && (locks->item != p->have.locks.item || locks->fields != p->have.locks.fields);
}

static int too_broken(const struct nfo_pass *p, struct error *err)
{
	struct nfo nfo = NFO_INIT;

	error_set(err, ERR_BAD_NFO, "too broken to be edited in place");
	if (nfo_read(&nfo, p->bytes, p->len, NULL) == 0 && nfo.nwarning > 0)
		error_set(err, ERR_BAD_NFO, "too broken to be edited in place: line %zu: %s",
			nfo.warning[0].line, nfo.warning[0].text);
	nfo_release(&nfo);
	return -1;
}

/* Makes the changes; ed.changed is unset when there were none after all. */
static int edit_item(struct nfo_pass *p, struct error *err)
{
	nfo_mend(&p->ed); /* first, so that no change moves what a missing end tag would take in */
	read_have(p);
	if (meta_diff(&p->have.meta, &p->before))
		return too_broken(p, err);
	p->ed.changed = p->ed.is_new;
	edit_fields(p);
	if (p->want->locks)
		nfo_pass_locks(p);
	if ((p->ed.changed || p->want->streams_alone) && p->want->streams) {
		nfo_pass_streams(p);
		nfo_pass_commit(p);
	}
	return 0;
}

static int edit(struct nfo_pass *p, struct error *err)
{
	if (p->ed.index >= p->ed.doc.nroot && nfo_pass_make(p, err) != 0)
		return -1;
	p->nroot = p->ed.doc.nroot;
	read_have(p);
	if (!p->ed.is_new && !p->want->streams_alone && !differs(p))
		return 0;
	meta_copy(&p->before, &p->have.meta);
	return edit_item(p, err);
}

static void begin(struct nfo_pass *p, const struct nfo_want *want, const char *bytes, size_t len, bool ascii)
{
	*p = (struct nfo_pass){.want = want, .bytes = bytes, .len = len};
	nfo_editor_open(&p->ed, bytes, len);
	p->ed.index = want->index;
	p->ed.doc.text.ascii = ascii;
}

static void finish(struct nfo_pass *p)
{
	release_have(p);
	meta_release(&p->before);
	nfo_editor_release(&p->ed);
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

/* Whether the fields that were chosen read as wanted, as far as such an item can hold them. */
static bool as_wanted(const struct nfo_pass *p)
{
	uint64_t fields = p->want->fields & checkable(p);

	if ((p->want->fields & MF_BIT(MF_EXTRA)) && !nfo_extra_as_wanted(p))
		return false;
	return (meta_diff(&p->have.meta, p->want->meta) & fields) == 0;
}

/* Whether all others read as before. */
static bool others_as_before(const struct nfo_pass *p, const struct nfo_pass *done)
{
	uint64_t fields = NFO_ALL_FIELDS & ~p->want->fields;

	fields &= ~MF_BIT(MF_YEAR); /* follows <premiered> */
	if (done->ed.is_new)
		fields &= ~MF_BIT(MF_UNIQUEIDS); /* an address may name one */
	return (meta_diff(&p->have.meta, &done->before) & fields) == 0;
}

static bool reads_alike(struct nfo_doc *a, struct nfo_doc *b, size_t i)
{
	struct nfo_pass x = {.have.root = a->root[i].kind}, y = {.have.root = b->root[i].kind};

	nfo_read_item(a, i, &x.have);
	nfo_read_item(b, i, &y.have);
	bool alike = x.have.root == y.have.root && meta_diff(&x.have.meta, &y.have.meta) == 0;
	release_have(&x);
	release_have(&y);
	return alike;
}

/* Whether the other items of the file are as they were. */
static bool items_as_before(struct nfo_pass *p, const struct nfo_pass *done)
{
	struct nfo_doc *now = &p->ed.doc, was;
	bool alike = true;

	if (p->nroot == 1)
		return true;
	nfo_doc_open(&was, done->bytes, done->len, NULL, NULL);
	for (size_t i = 0; i < was.nroot && i < now->nroot && alike; i++) {
		const struct nfo_elem *a = &was.root[i].e, *b = &now->root[i].e;
		bool same = a->end - a->start == b->end - b->start &&
			    !memcmp(was.xml.s + a->start, now->xml.s + b->start, a->end - a->start);

		alike = i == p->ed.index || same || reads_alike(&was, now, i);
	}
	nfo_doc_release(&was);
	return alike;
}

/*
 * A file may be so broken that a change of one field shows or hides others, or makes a tag of what was none:
 * that is no edit. So the file is read as whoever comes next will read it, and the same edit must find
 * nothing to do. 1: its charset would be taken for another.
 */
static int check(const struct nfo_pass *done, const struct strbuf *file, struct error *err)
{
	enum nfo_charset charset = done->ed.doc.text.charset;
	bool ascii = done->ed.doc.text.ascii, alike;
	struct nfo_pass p;
	int rc = 0;

	begin(&p, done->want, file->buf, file->len, ascii);
	alike = p.ed.doc.text.charset == charset || charset == NFO_UNSURE;
	if (!alike && !ascii) /* two Latin letters may look like UTF-8 */
		rc = 1;
	else if (done->ed.lost || edit(&p, NULL) != 0 || p.ed.changed || p.nroot != done->nroot ||
		 !as_wanted(&p) || !others_as_before(&p, done) || !items_as_before(&p, done))
		rc = too_broken(done, err);
	finish(&p);
	return rc;
}

/* One attempt; 'ascii': without any letter of the file's charset. 1: it has to be made again like that. */
static int attempt(struct strbuf *file, const char *bytes, size_t len, const struct nfo_want *want,
	bool ascii, struct error *err)
{
	struct nfo_pass p;
	int rc;

	begin(&p, want, bytes, len, ascii);
	if (ascii)
		nfo_spell_out(&p.ed);
	strbuf_clear(file);
	rc = edit(&p, err);
	if (rc == 0 && p.ed.changed) {
		nfo_text_close(&p.ed.doc.text, &p.ed.doc.text.buf, file);
		rc = check(&p, file, err);
	} else if (rc == 0) {
		strbuf_add(file, bytes, len);
	}
	finish(&p);
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
