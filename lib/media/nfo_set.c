/*
 * In an edit: the set of films, which has an old form.
 */
#include <string.h>

#include "media/nfo_build.h"
#include "media/nfo_pass.h"

static void build_set(struct nfo_builder *b, const struct meta *m)
{
	nfo_open_tag(b, "set");
	if (m->set_tmdb_id)
		nfo_add_attr(b, "tmdbcolid", m->set_tmdb_id);
	nfo_leaf(b, "name", m->set_name);
	if (m->set_overview)
		nfo_leaf(b, "overview", m->set_overview);
	nfo_close_tag(b, "set");
}

/* Whether a <set> names one, and how: by a child or by its text. */
static bool set_says(struct nfo_pass *p, const struct nfo_elem *e, bool *by_text)
{
	struct strbuf v = STRBUF_INIT;
	struct nfo_elem c;
	size_t pos = e->open_end;
	bool named = nfo_child(&p->ed.doc.xml, e, "name", &c);
	bool says = nfo_elem_value(&p->ed.doc, named ? &c : e, &v);

	*by_text = !nfo_next(&p->ed.doc.xml, &pos, e->content_end, &c);
	strbuf_release(&v);
	return says && (named || *by_text);
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* The parts of a <set> with a <name>; one that reads as wanted is not touched. */
static void edit_parts(struct nfo_pass *p, const struct nfo_elem *e)
{
	const struct meta *m = p->want->meta, *have = &p->have.meta;
	bool read = have->set_name != NULL;

	if (!read || !same(have->set_name, m->set_name))
		nfo_set_child(&p->ed, e, "name", m->set_name, "name");
	if (!read || !same(have->set_overview, m->set_overview))
		nfo_set_child(&p->ed, e, "overview", m->set_overview, "name");
	if (!read || !same(have->set_tmdb_id, m->set_tmdb_id))
		nfo_set_attr(&p->ed, e, "tmdbcolid", m->set_tmdb_id);
}

static void edit_set(struct nfo_pass *p, const struct nfo_elem *e)
{
	const struct meta *m = p->want->meta;
	struct nfo_builder b;
	struct nfo_elem c;
	struct nfo_attr a;
	bool by_text;

	set_says(p, e, &by_text);
	if (by_text && !m->set_overview && !m->set_tmdb_id && !nfo_attr(&p->ed.doc.xml, e, "tmdbcolid", &a)) {
		nfo_set_value(&p->ed, e, m->set_name);
	} else if (nfo_child(&p->ed.doc.xml, e, "name", &c)) {
		edit_parts(p, e);
	} else {
		nfo_build(&b, &p->ed, nfo_root(&p->ed));
		build_set(&b, m);
		nfo_replace_elem(&p->ed, e, &b);
		nfo_build_release(&b);
	}
}

void nfo_pass_set(struct nfo_pass *p)
{
	const struct meta *m = p->want->meta;
	struct nfo_elem e, root = *nfo_root(&p->ed), target;
	struct nfo_builder b;
	bool there = false, full = false, by_text;

	for (size_t pos = root.open_end; nfo_next(&p->ed.doc.xml, &pos, root.content_end, &e);) {
		if (!nfo_is(&p->ed.doc.xml, &e, "set"))
			continue;
		bool says = set_says(p, &e, &by_text);
		if (says && !m->set_name)
			nfo_remove(&p->ed, &e);
		if (!there || (says && !full)) /* the one that is read, else the first */
			target = e;
		there = true;
		full |= says;
	}
	if (m->set_name && there) {
		edit_set(p, &target);
	} else if (m->set_name) {
		nfo_build(&b, &p->ed, nfo_root(&p->ed));
		build_set(&b, m);
		nfo_insert(&p->ed, "set", &b);
		nfo_build_release(&b);
	}
}
