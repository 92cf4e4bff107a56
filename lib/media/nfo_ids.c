/*
 * In an edit: ids, each known by its type and not by its place.
 */
#include <stdlib.h>
#include <strings.h>

#include "core/alloc.h"
#include "media/nfo_build.h"
#include "media/nfo_fields.h"
#include "media/nfo_part.h"
#include "media/nfo_pass.h"

static int find_id(const struct meta *m, const char *type)
{
	for (size_t i = 0; i < m->ids.n; i++)
		if (!strcasecmp(m->ids.item[i].type, type))
			return (int)i;
	return -1;
}

static void build_id(struct nfo_builder *b, const struct meta *m, size_t i)
{
	nfo_open_tag(b, "uniqueid");
	nfo_add_attr(b, "type", m->ids.item[i].type);
	if ((int)i == meta_default_id(m))
		nfo_add_attr(b, "default", "true");
	nfo_add_text(b, m->ids.item[i].value);
	nfo_close_tag(b, "uniqueid");
}

struct ids_edit {
	struct nfo_pass *p;
	const struct meta *want;
	bool *done; /* of each wanted one: it has its element */
	struct nfo_elem *unwanted;
	size_t nunwanted, aunwanted;
	struct nfo_elem last; /* element that stays */
	bool any;
};

/* The element of a wanted id, whatever it says now; -1: its type is not wanted. */
static int id_of_element(struct ids_edit *e, const struct nfo_elem *elem, bool *full)
{
	struct strbuf type = STRBUF_INIT, value = STRBUF_INIT;

	*full = nfo_read_id(&e->p->ed.doc, elem, e->p->have.root, &type, &value);
	if (!*full && !nfo_attr_value(&e->p->ed.doc, elem, "type", &type))
		strbuf_addstr(&type, "unknown");
	int i = find_id(e->want, type.buf);
	strbuf_release(&type);
	strbuf_release(&value);
	return i;
}

static void edit_uniqueid(struct ids_edit *e, const struct nfo_elem *elem)
{
	struct nfo_editor *ed = &e->p->ed;
	struct strbuf value = STRBUF_INIT;
	struct nfo_builder b;
	bool full;
	int i = id_of_element(e, elem, &full);

	if (i < 0 || e->done[i]) {
		if (full && i < 0) {
			ALLOC_GROW(e->unwanted, e->nunwanted + 1, e->aunwanted);
			e->unwanted[e->nunwanted++] = *elem;
		} else {
			nfo_set_default(ed, elem, false);
		}
		return;
	}
	e->done[i] = true;
	e->last = *elem;
	e->any = true;
	if (elem->empty) {
		nfo_build(&b, ed, nfo_root(ed));
		build_id(&b, e->want, (size_t)i);
		nfo_replace_elem(ed, elem, &b);
		nfo_build_release(&b);
		return;
	}
	if (!nfo_elem_value(&ed->doc, elem, &value) || strcmp(value.buf, e->want->ids.item[i].value) != 0)
		nfo_set_value(ed, elem, e->want->ids.item[i].value);
	nfo_set_default(ed, elem, i == meta_default_id(e->want));
	strbuf_release(&value);
}

/* Wanted ids without an element take those of unwanted ones, then new ones. */
static void place_ids(struct ids_edit *e)
{
	struct nfo_editor *ed = &e->p->ed;
	struct nfo_builder b;
	size_t used = 0;

	nfo_build(&b, ed, nfo_root(ed));
	for (size_t i = 0; i < e->want->ids.n; i++) {
		if (e->done[i])
			continue;
		build_id(&b, e->want, i);
		if (used < e->nunwanted) {
			nfo_replace_elem(ed, &e->unwanted[used], &b);
			e->last = e->unwanted[used++];
			e->any = true;
			strbuf_clear(&b.out);
		}
	}
	for (; used < e->nunwanted; used++)
		nfo_remove(ed, &e->unwanted[used]);
	if (b.out.len > 0 && e->any)
		nfo_insert_after(ed, &e->last, &b);
	else if (b.out.len > 0)
		nfo_insert(ed, "uniqueid", &b);
	nfo_build_release(&b);
}

/* The type of the id in an <id>: that of the old id with its value, or by its form. NULL: nobody knows. */
static const char *type_of_id(struct nfo_pass *p, const struct nfo_elem *e, const struct meta *old)
{
	struct strbuf type = STRBUF_INIT, value = STRBUF_INIT;
	const char *found = NULL;

	if (nfo_read_id(&p->ed.doc, e, p->have.root, &type, &value))
		for (size_t i = 0; i < old->ids.n && !found; i++)
			if (!strcmp(old->ids.item[i].value, value.buf))
				found = old->ids.item[i].type;
	strbuf_release(&type);
	strbuf_release(&value);
	return found;
}

static bool has_attributes(const struct nfo_editor *ed, const struct nfo_elem *e)
{
	return memchr(ed->doc.xml.s + e->start, '=', e->open_end - e->start) != NULL;
}

/* <imdbid> and <id> say the same as the <uniqueid> of their type. */
static void edit_other_ids(struct nfo_pass *p, const struct meta *old)
{
	struct nfo_elem root = *nfo_root(&p->ed), e;
	struct strbuf value = STRBUF_INIT;

	for (size_t pos = root.open_end; nfo_next(&p->ed.doc.xml, &pos, root.content_end, &e);) {
		const char *type = nfo_id_element(&p->ed.doc.xml, &e);
		bool full = nfo_elem_value(&p->ed.doc, &e, &value) && !nfo_says_nothing(value.buf);

		if (nfo_is(&p->ed.doc.xml, &e, "id")) {
			type = type_of_id(p, &e, old);
			if (p->want->meta->ids.n == 0 && (full || has_attributes(&p->ed, &e))) {
				nfo_remove(&p->ed, &e); /* without a <uniqueid> it would be read */
				continue;
			}
		}
		if (!type || !full)
			continue;
		const char *want = meta_id(p->want->meta, type);
		if (!want)
			nfo_remove(&p->ed, &e);
		else if (strcmp(want, value.buf) != 0)
			nfo_set_value(&p->ed, &e, want);
	}
	strbuf_release(&value);
}

/* <tmdbid> and the like, for readers that do not look at <uniqueid>. */
static void insert_id_elements(struct nfo_pass *p)
{
	static const char *const types[] = {"tmdb", "imdb", "tvdb"};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const char *value = meta_id(p->want->meta, types[i]);

		if (value)
			nfo_pass_insert(p, nfo_id_element_for(types[i]), value);
	}
}

void nfo_pass_ids(struct nfo_pass *p)
{
	struct ids_edit e = {.p = p, .want = p->want->meta};
	struct nfo_elem root = *nfo_root(&p->ed), elem;
	struct meta old = META_INIT;

	meta_copy_field(&old, &p->have.meta, MF_UNIQUEIDS);
	e.done = xcalloc(e.want->ids.n + 1, sizeof(*e.done));
	for (size_t pos = root.open_end; nfo_next(&p->ed.doc.xml, &pos, root.content_end, &elem);)
		if (nfo_is(&p->ed.doc.xml, &elem, "uniqueid"))
			edit_uniqueid(&e, &elem);
	place_ids(&e);
	nfo_pass_commit(p);
	edit_other_ids(p, &old);
	nfo_pass_commit(p);
	if (p->ed.is_new)
		insert_id_elements(p);
	free(e.done);
	free(e.unwanted);
	meta_release(&old);
}
