/*
 * Lists in an edit: names and people.
 */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "core/alloc.h"
#include "media/nfo_build.h"
#include "media/nfo_fields.h"
#include "media/nfo_list.h"
#include "media/nfo_part.h"
#include "media/nfo_pass.h"

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* The i-th name of a list of names or of crew, NULL behind the last. */
static const char *name_at(const struct meta *m, enum meta_field f, size_t i)
{
	if (f == MF_DIRECTORS || f == MF_WRITERS) {
		const struct meta_people *people = meta_people(m, f);
		return i < people->n ? people->item[i].name : NULL;
	}
	const struct meta_names *names = meta_names(m, f);
	return i < names->n ? names->item[i] : NULL;
}

static bool has_name(const struct meta *m, enum meta_field f, const char *name)
{
	for (size_t i = 0; name_at(m, f, i); i++)
		if (!strcmp(name_at(m, f, i), name))
			return true;
	return false;
}

struct names_edit {
	struct nfo_pass *p;
	enum meta_field f;
	const char *element;
	bool rename;	   /* what is there has another program's name for the element: it is written anew */
	struct meta *unit; /* the names of each unit */
	size_t nunit, aunit;
};

static size_t match_names(void *ctx, size_t i, size_t want)
{
	const struct names_edit *e = ctx;
	size_t n = 0;

	if (e->rename)
		return 0;
	for (; name_at(&e->unit[i], e->f, n); n++)
		if (!same(name_at(&e->unit[i], e->f, n), name_at(e->p->want->meta, e->f, want + n)))
			return 0;
	return n;
}

static void keep_names(void *ctx, size_t i, size_t want)
{
	(void)ctx, (void)i, (void)want;
}

static void write_name(void *ctx, struct nfo_builder *b, size_t want)
{
	const struct names_edit *e = ctx;

	nfo_leaf(b, e->element, name_at(e->p->want->meta, e->f, want));
}

/* Whether all names of an element were said before: 'seen' has them. Adds them. */
static bool said_before(struct meta *seen, const struct meta *names, enum meta_field f)
{
	bool all = true;

	for (size_t i = 0; name_at(names, f, i); i++) {
		const char *name = name_at(names, f, i);

		all &= has_name(seen, f, name);
		if (f == MF_DIRECTORS || f == MF_WRITERS)
			meta_add_person(seen, f, &meta_people(names, f)->item[i]);
		else
			meta_add_name(seen, f, name);
	}
	return all;
}

static bool none_wanted(const struct names_edit *e, const struct meta *names)
{
	for (size_t i = 0; name_at(names, e->f, i); i++)
		if (has_name(e->p->want->meta, e->f, name_at(names, e->f, i)))
			return false;
	return true;
}

/* An element that adds nothing to what is read stays, unless what it names is wanted no more. */
static void superfluous(struct names_edit *e, const struct nfo_elem *elem, const struct meta *names)
{
	if (none_wanted(e, names))
		nfo_remove(&e->p->ed, elem);
}

static void add_names(struct names_edit *e, struct nfo_sequence *s, const struct nfo_elem *elem,
	struct meta *seen, bool counts)
{
	struct meta names = META_INIT;

	nfo_read_names(&e->p->ed.doc, elem, &names, e->f);
	bool is_blank = !meta_has(&names, e->f);
	if (!is_blank && (!counts || said_before(seen, &names, e->f))) {
		superfluous(e, elem, &names);
		meta_release(&names);
		return;
	}
	nfo_add_unit(s, elem, is_blank);
	ALLOC_GROW(e->unit, e->nunit + 1, e->aunit);
	e->unit[e->nunit++] = names;
}

/* Whether the field's own element says anything in this item. */
static bool own_element_says(struct nfo_pass *p, enum meta_field f)
{
	struct meta names = META_INIT;
	struct nfo_elem root = *nfo_root(&p->ed), e;

	for (size_t pos = root.open_end; nfo_next(&p->ed.doc.xml, &pos, root.content_end, &e);) {
		const struct nfo_field *row = nfo_field(&p->ed.doc.xml, &e, p->have.root);
		if (row && row->field == f && !row->other)
			nfo_read_names(&p->ed.doc, &e, &names, f);
	}
	bool says = meta_has(&names, f);
	meta_release(&names);
	return says;
}

void nfo_pass_names(struct nfo_pass *p, enum meta_field f)
{
	struct names_edit edit = {.p = p, .f = f, .element = nfo_field_element(f, p->have.root)};
	struct nfo_sequence s = {.ed = &p->ed,
		.element = edit.element,
		.ctx = &edit,
		.match = match_names,
		.keep = keep_names,
		.write = write_name};
	struct meta seen = META_INIT;
	struct nfo_elem root = *nfo_root(&p->ed), e;

	edit.rename = !own_element_says(p, f) && meta_has(&p->have.meta, f);
	while (name_at(p->want->meta, f, s.nwant))
		s.nwant++;
	for (size_t pos = root.open_end; nfo_next(&p->ed.doc.xml, &pos, root.content_end, &e);) {
		const struct nfo_field *row = nfo_field(&p->ed.doc.xml, &e, p->have.root);
		if (row && row->field == f)
			add_names(&edit, &s, &e, &seen, row->other == edit.rename);
	}
	nfo_sequence_edit(&s);
	for (size_t i = 0; i < edit.nunit; i++)
		meta_release(&edit.unit[i]);
	free(edit.unit);
	meta_release(&seen);
}

struct actors_edit {
	struct nfo_pass *p;
	struct nfo_sequence s;
	struct meta_person *unit; /* beside s.unit */
	size_t aunit;
	bool numbered; /* actors here have an <order> */
	bool wrote;    /* the one before got a new number */
	int last;      /* its <order> */
};

static const struct meta_person *wanted(const struct actors_edit *e, size_t i)
{
	return &e->p->want->meta->actors.item[i];
}

static size_t match_actor(void *ctx, size_t i, size_t want)
{
	const struct actors_edit *e = ctx;

	return !strcmp(e->unit[i].name, wanted(e, want)->name);
}

static void set_number(struct actors_edit *e, const struct nfo_elem *elem, int number)
{
	struct strbuf v = STRBUF_INIT;
	struct nfo_elem child;
	bool jellyfin = !nfo_child(&e->p->ed.doc.xml, elem, "order", &child);

	strbuf_addf(&v, "%d", number);
	nfo_set_child(&e->p->ed, elem, jellyfin ? "sortorder" : "order", v.buf, "name");
	strbuf_release(&v);
}

static void keep_actor(void *ctx, size_t i, size_t want)
{
	struct actors_edit *e = ctx;
	const struct meta_person *have = &e->unit[i], *p = wanted(e, want);
	const struct nfo_elem *elem = &e->s.unit[i].e;

	if (!same(have->role, p->role))
		nfo_set_child(&e->p->ed, elem, "role", p->role, "name");
	if (!same(have->thumb, p->thumb))
		nfo_set_child(&e->p->ed, elem, "thumb", p->thumb, "name");
	/* In order still, and behind what was numbered anew. */
	bool renumber = have->order >= 0 && (have->order < e->last || (have->order == e->last && e->wrote));
	if (renumber)
		set_number(e, elem, ++e->last);
	else if (have->order >= 0)
		e->last = have->order;
	e->wrote = renumber;
}

static void write_actor(void *ctx, struct nfo_builder *b, size_t want)
{
	struct actors_edit *e = ctx;
	const struct meta_person *p = wanted(e, want);
	char number[16];

	snprintf(number, sizeof(number), "%d", ++e->last);
	nfo_open_tag(b, "actor");
	nfo_leaf(b, "name", p->name);
	if (p->role)
		nfo_leaf(b, "role", p->role);
	if (e->numbered)
		nfo_leaf(b, "order", number);
	if (p->thumb)
		nfo_leaf(b, "thumb", p->thumb);
	nfo_close_tag(b, "actor");
	e->wrote = true;
}

/* Whether an actor is there before place 'n' already (then it adds nothing). */
static bool actor_said(const struct actors_edit *e, size_t n, const struct meta_person *p)
{
	for (size_t i = 0; i < n; i++)
		if (same(e->unit[i].name, p->name) && same(e->unit[i].role, p->role))
			return true;
	return false;
}

static bool actor_wanted(const struct actors_edit *e, const struct meta_person *p)
{
	for (size_t i = 0; i < e->s.nwant; i++)
		if (same(wanted(e, i)->name, p->name) && same(wanted(e, i)->role, p->role))
			return true;
	return false;
}

static void add_actor(struct actors_edit *e, const struct nfo_elem *elem)
{
	struct meta_person raw, p = {.order = -1};
	struct meta one = META_INIT;

	if (nfo_read_person(&e->p->ed.doc, elem, &raw))
		meta_add_person(&one, MF_ACTORS, &raw); /* in its canonical form */
	nfo_release_person(&raw);
	if (one.actors.n == 1) {
		p = one.actors.item[0];
		one.actors.n = 0;
	}
	meta_release(&one);
	if (p.name && actor_said(e, e->s.nunit, &p)) {
		if (!actor_wanted(e, &p))
			nfo_remove(&e->p->ed, elem);
		nfo_release_person(&p);
		return;
	}
	ALLOC_GROW(e->unit, e->s.nunit + 1, e->aunit);
	e->unit[e->s.nunit] = p;
	nfo_add_unit(&e->s, elem, !p.name);
}

/* By <order>, as they are read; only where all have one. Blank elements stay behind. */
static void sort_units(struct actors_edit *e)
{
	for (size_t i = 0; i < e->s.nunit; i++)
		if (!e->s.unit[i].is_blank && e->unit[i].order < 0)
			return;
	for (size_t i = 1; i < e->s.nunit; i++)
		for (size_t at = i; at > 0; at--) {
			struct meta_person *a = &e->unit[at - 1], *b = &e->unit[at];
			struct nfo_unit *u = &e->s.unit[at - 1], *v = &e->s.unit[at];

			if (v->is_blank || (!u->is_blank && a->order <= b->order))
				break;
			struct meta_person p = *a;
			struct nfo_unit w = *u;
			*a = *b, *b = p;
			*u = *v, *v = w;
		}
}

void nfo_pass_actors(struct nfo_pass *p)
{
	struct actors_edit e = {.p = p, .last = -1};
	struct nfo_elem root = *nfo_root(&p->ed), elem;

	e.s = (struct nfo_sequence){.ed = &p->ed,
		.element = "actor",
		.nwant = p->want->meta->actors.n,
		.ctx = &e,
		.match = match_actor,
		.keep = keep_actor,
		.write = write_actor};
	for (size_t pos = root.open_end; nfo_next(&p->ed.doc.xml, &pos, root.content_end, &elem);)
		if (nfo_is(&p->ed.doc.xml, &elem, "actor"))
			add_actor(&e, &elem);
	sort_units(&e);
	e.numbered = p->have.meta.actors.n == 0;
	for (size_t i = 0; i < p->have.meta.actors.n; i++)
		e.numbered |= p->have.meta.actors.item[i].order >= 0;
	size_t n = e.s.nunit;
	nfo_sequence_edit(&e.s);
	for (size_t i = 0; i < n; i++)
		nfo_release_person(&e.unit[i]);
	free(e.unit);
}
