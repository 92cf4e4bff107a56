/*
 * An edit of any NFO into any other. The input is four bytes that choose the fields, a text, a line "====",
 * and a text whose first item is what is wanted. It must hold that an edit into what is there gives the same
 * bytes; that the fields read as wanted afterwards, all others and all other items as before; that elements
 * which nobody knows are there with every byte, in their order (but letters of an old charset may have become
 * references); that the same edit again changes nothing.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "media/nfo_doc.h"
#include "media/nfo_edit.h"
#include "media/nfo_fields.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define must(holds)                                                                                          \
	do {                                                                                                 \
		if (!(holds)) {                                                                              \
			fprintf(stderr, "line %d: not so: %s\n", __LINE__, #holds);                          \
			abort();                                                                             \
		}                                                                                            \
	} while (0)

static bool known(struct nfo_doc *d, const struct nfo_elem *e)
{
	static const char *const names[] = {"actor", "set", "ratings", "rating", "votes", "communityrating",
		"criticrating", "uniqueid", "id", "fileinfo", "fanart", "lockdata", "lockedfields",
		"watched"};
	struct strbuf name = STRBUF_INIT;
	bool is = nfo_field(&d->xml, e, d->root[0].kind) || nfo_id_element(&d->xml, e) ||
		  nfo_extra_name(d, e, d->root[0].kind, &name);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		is |= nfo_is(&d->xml, e, names[i]);
	strbuf_release(&name);
	return is;
}

/* Bytes of either text, for the comparison: of an old charset every letter as its reference. */
static void plain(const struct nfo_doc *d, const char *bytes, size_t len, struct strbuf *out)
{
	strbuf_clear(out);
	if (d->text.charset == NFO_LATIN1 || d->text.charset == NFO_CP1252 || d->text.charset == NFO_ICONV)
		nfo_text_spell(&d->text, bytes, len, out);
	else
		strbuf_add(out, bytes, len);
}

/* Elements of the first item that no field uses are in the new text with all their bytes, in the same order.
 */
static void check_strangers(const struct strbuf *file, const struct strbuf *edited)
{
	struct strbuf now = STRBUF_INIT, was = STRBUF_INIT;
	struct nfo_doc d, next;
	struct nfo_elem e;
	const char *at;

	nfo_doc_open(&d, file->buf, file->len, NULL, NULL);
	nfo_doc_open(&next, edited->buf, edited->len, NULL, NULL);
	plain(&d, next.xml.s, next.xml.len, &now);
	at = now.buf;
	for (size_t pos = d.nroot ? d.root[0].e.open_end : 0;
		d.nroot && nfo_next(&d.xml, &pos, d.root[0].e.content_end, &e);) {
		if (!e.closed || known(&d, &e)) /* what has no end tag gets one */
			continue;
		plain(&d, d.xml.s + e.start, e.end - e.start, &was);
		at = memmem(at, now.len - (size_t)(at - now.buf), was.buf, was.len);
		must(at != NULL);
		at += was.len;
	}
	nfo_doc_release(&d);
	nfo_doc_release(&next);
	strbuf_release(&now);
	strbuf_release(&was);
}

/* Fields that an item of this kind cannot hold, or not without another, are not looked at. */
static uint64_t fields_of(const struct nfo_item *item, const struct meta *want, uint64_t chosen)
{
	for (int f = 0; f < MF_SCALARS; f++)
		if (!nfo_field_element((enum meta_field)f, item->root))
			chosen &= ~MF_BIT(f);
	if (!want->scalar[MF_YEAR]) /* <premiered> says it */
		chosen &= ~MF_BIT(MF_YEAR);
	if (!meta_has(want, MF_UNIQUEIDS)) /* an address may say one */
		chosen &= ~MF_BIT(MF_UNIQUEIDS);
	return chosen & ~MF_BIT(MF_EXTRA);
}

static void check_same(const struct strbuf *file, const struct nfo *nfo)
{
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < nfo->n && nfo->item[i].root != NFO_URL; i++) {
		struct nfo_want want = {.index = i,
			.meta = &nfo->item[i].meta,
			.fields = NFO_ALL_FIELDS,
			.streams = &nfo->item[i].streams,
			.locks = &nfo->item[i].locks};
		strbuf_clear(&out);
		if (nfo->n == 1 && nfo->item[0].root == NFO_OTHER)
			break;
		must(nfo_edit(&out, file->buf, file->len, &want, NULL) == 0);
		must(out.len == file->len && !memcmp(out.buf, file->buf, out.len));
	}
	strbuf_release(&out);
}

static void check_edit(
	const struct strbuf *file, const struct nfo *nfo, const struct nfo_item *to, uint64_t chosen)
{
	struct strbuf out = STRBUF_INIT, again = STRBUF_INIT;
	struct nfo_want want = {.root = NFO_MOVIE,
		.meta = &to->meta,
		.fields = chosen,
		.streams = &to->streams,
		.locks = &to->locks};
	struct nfo read = NFO_INIT;

	if (nfo_edit(&out, file->buf, file->len, &want, NULL) < 0) {
		must(nfo->nwarning > 0); /* only a broken file is refused */
		return;
	}
	must(nfo_read(&read, out.buf, out.len, NULL) == 0);
	must(read.n == nfo->n);
	const struct nfo_item *item = &read.item[0];
	uint64_t fields = fields_of(item, &to->meta, chosen);
	must((meta_diff(&item->meta, &to->meta) & fields) == 0);
	if (nfo->item[0].root < NFO_URL)
		must((meta_diff(&item->meta, &nfo->item[0].meta) & ~chosen & ~MF_BIT(MF_YEAR)) == 0);
	for (size_t i = 1; i < nfo->n; i++)
		must(meta_diff(&read.item[i].meta, &nfo->item[i].meta) == 0);
	check_strangers(file, &out);
	must(nfo_edit(&again, out.buf, out.len, &want, NULL) == 0);
	nfo_release(&read);
	strbuf_release(&out);
	strbuf_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *line = size > 4 ? memmem(data + 4, size - 4, "====\n", 5) : NULL;
	struct nfo nfo = NFO_INIT, wanted = NFO_INIT;
	struct strbuf file = STRBUF_INIT;
	uint32_t chosen;

	if (!line)
		return 0;
	memcpy(&chosen, data, 4);
	strbuf_add(&file, data + 4, (size_t)(line - (const char *)data) - 4);
	nfo_read(&nfo, file.buf, file.len, NULL);
	nfo_read(&wanted, line + 5, size - (size_t)(line + 5 - (const char *)data), NULL);
	check_same(&file, &nfo);
	check_edit(&file, &nfo, &wanted.item[0], chosen & NFO_ALL_FIELDS);
	nfo_release(&nfo);
	nfo_release(&wanted);
	strbuf_release(&file);
	return 0;
}
