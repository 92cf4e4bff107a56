/*
 * In an edit: ratings, each known by its source and not by its place.
 */
#include <math.h>
#include <stdlib.h>

#include "core/alloc.h"
#include "media/nfo_build.h"
#include "media/nfo_fields.h"
#include "media/nfo_part.h"
#include "media/nfo_pass.h"

static int find_rating(const struct meta *m, const char *source)
{
	for (size_t i = 0; i < m->ratings.n; i++)
		if (!strcmp(m->ratings.item[i].source, source))
			return (int)i;
	return -1;
}

static void put_real(struct strbuf *out, double v)
{
	for (int digits = 1; digits <= 17; digits++) {
		strbuf_clear(out);
		strbuf_addf(out, "%.*g", digits, v);
		if (strtod(out->buf, NULL) == v && !strchr(out->buf, 'e'))
			return;
	}
	strbuf_clear(out);
	strbuf_addf(out, "%.6f", v);
}

static void build_rating(struct nfo_builder *b, const struct meta *m, size_t i)
{
	const struct meta_rating *r = &m->ratings.item[i];
	struct strbuf v = STRBUF_INIT;

	nfo_open_tag(b, "rating");
	nfo_add_attr(b, "name", nfo_rating_name(r->source));
	strbuf_addf(&v, "%d", r->max);
	nfo_add_attr(b, "max", v.buf);
	if ((int)i == meta_default_rating(m))
		nfo_add_attr(b, "default", "true");
	put_real(&v, r->value);
	nfo_leaf(b, "value", v.buf);
	if (r->votes >= 0) {
		strbuf_clear(&v);
		strbuf_addf(&v, "%lld", (long long)r->votes);
		nfo_leaf(b, "votes", v.buf);
	}
	nfo_close_tag(b, "rating");
	strbuf_release(&v);
}

/* Those of which 'done' is not set; the default one last, for Jellyfin takes the last. */
static void build_ratings(struct nfo_builder *b, const struct meta *m, const bool *done)
{
	int the_default = meta_default_rating(m);

	for (size_t i = 0; i < m->ratings.n; i++)
		if (!done[i] && (int)i != the_default)
			build_rating(b, m, i);
	if (the_default >= 0 && !done[the_default])
		build_rating(b, m, (size_t)the_default);
}

/* Brings one <rating> that has a value to what is wanted of it. */
static void edit_rating(
	struct nfo_pass *p, const struct nfo_elem *e, const struct meta_rating *have, size_t i)
{
	const struct meta *m = p->want->meta;
	const struct meta_rating *want = &m->ratings.item[i];
	struct strbuf v = STRBUF_INIT;

	if (have->value != want->value) {
		put_real(&v, want->value);
		nfo_set_child(&p->ed, e, "value", v.buf, "value");
	}
	if (have->votes != want->votes) {
		strbuf_clear(&v);
		strbuf_addf(&v, "%lld", (long long)want->votes);
		nfo_set_child(&p->ed, e, "votes", want->votes >= 0 ? v.buf : NULL, "value");
	}
	if (have->max != want->max) {
		strbuf_clear(&v);
		strbuf_addf(&v, "%d", want->max);
		nfo_set_attr(&p->ed, e, "max", v.buf);
	}
	nfo_set_default(&p->ed, e, (int)i == meta_default_rating(m));
	strbuf_release(&v);
}

struct ratings_edit {
	struct nfo_pass *p;
	bool *done;	      /* of each wanted one: it has its element */
	struct nfo_elem last; /* element that stays */
	bool any;
};

static void edit_children(struct ratings_edit *r, const struct nfo_elem *ratings)
{
	struct nfo_editor *ed = &r->p->ed;
	const struct meta *want = r->p->want->meta;
	struct meta_rating have;
	struct nfo_elem e;

	for (size_t pos = ratings->open_end; nfo_next(&ed->doc.xml, &pos, ratings->content_end, &e);) {
		if (!nfo_is(&ed->doc.xml, &e, "rating"))
			continue;
		if (!nfo_read_rating(&ed->doc, &e, &have)) {
			nfo_set_default(ed, &e, false);
			continue;
		}
		int i = find_rating(want, have.source);
		if (i >= 0 && !r->done[i]) {
			edit_rating(r->p, &e, &have, (size_t)i);
			r->done[i] = true;
			r->last = e;
			r->any = true;
		} else if (i < 0) {
			nfo_remove(ed, &e);
		} else {
			nfo_set_default(ed, &e, false);
		}
		free(have.source);
	}
}

/* Whether one of the ratings that are there is wanted still. */
static bool one_stays(const struct nfo_pass *p)
{
	for (size_t i = 0; i < p->have.meta.ratings.n; i++)
		if (find_rating(p->want->meta, p->have.meta.ratings.item[i].source) >= 0)
			return true;
	return false;
}

/* All anew: in place of the first <ratings>, any others go. */
static void renew_ratings(struct ratings_edit *r)
{
	struct nfo_editor *ed = &r->p->ed;
	struct nfo_elem root = *nfo_root(ed), e;
	struct nfo_builder b;

	nfo_build(&b, ed, &root);
	nfo_open_tag(&b, "ratings");
	build_ratings(&b, r->p->want->meta, r->done);
	nfo_close_tag(&b, "ratings");
	bool placed = r->p->want->meta->ratings.n == 0;
	for (size_t pos = root.open_end; nfo_next(&ed->doc.xml, &pos, root.content_end, &e);) {
		if (!nfo_is(&ed->doc.xml, &e, "ratings"))
			continue;
		if (placed)
			nfo_remove(ed, &e);
		else
			nfo_replace_elem(ed, &e, &b);
		placed = true;
	}
	if (!placed)
		nfo_insert(ed, "ratings", &b);
	nfo_build_release(&b);
}

static void edit_ratings(struct ratings_edit *r)
{
	struct nfo_editor *ed = &r->p->ed;
	struct nfo_elem root = *nfo_root(ed), e, first = {0};
	struct nfo_builder b;

	for (size_t pos = root.open_end; nfo_next(&ed->doc.xml, &pos, root.content_end, &e);) {
		if (!nfo_is(&ed->doc.xml, &e, "ratings"))
			continue;
		edit_children(r, &e);
		first = first.end ? first : e;
	}
	nfo_build(&b, ed, &first);
	build_ratings(&b, r->p->want->meta, r->done);
	if (b.out.len > 0)
		nfo_insert_after(ed, &r->last, &b);
	nfo_build_release(&b);
}

/* Whether the forms from before <ratings>, as far as they stand here, can say all that is wanted. */
static bool old_forms_suffice(struct nfo_pass *p)
{
	const struct meta *want = p->want->meta;
	struct nfo_elem e, root = *nfo_root(&p->ed);
	bool people = nfo_child(&p->ed.doc.xml, &root, "rating", &e) ||
		      nfo_child(&p->ed.doc.xml, &root, "communityrating", &e);
	bool critics = nfo_child(&p->ed.doc.xml, &root, "criticrating", &e);

	for (size_t i = 0; i < want->ratings.n; i++) {
		const struct meta_rating *r = &want->ratings.item[i];
		bool first = (int)i == meta_default_rating(want);

		if (strcmp(r->source, "default") != 0 || !people || !first)
			if (strcmp(r->source, "rottenTomatoes") != 0 || !critics || r->max != 100 ||
				r->votes >= 0 || (people && first))
				return false;
	}
	return people || critics;
}

static void set_old_rating(
	struct nfo_pass *p, const struct nfo_elem *e, const struct meta_rating *r, bool sole)
{
	struct strbuf v = STRBUF_INIT, have = STRBUF_INIT;
	struct nfo_attr a;

	/* Beside <ratings>, and for a reader that knows no scale, it is of 10. */
	bool scaled = !sole && r->max != 10 && !nfo_is(&p->ed.doc.xml, e, "criticrating");
	put_real(&v, scaled ? round(r->value * 100 / r->max) / 10 : r->value);
	if (!nfo_elem_value(&p->ed.doc, e, &have) || strtod(have.buf, NULL) != strtod(v.buf, NULL) ||
		strchr(have.buf, ','))
		nfo_set_value(&p->ed, e, v.buf);
	if (!nfo_is(&p->ed.doc.xml, e, "criticrating") && !e->empty &&
		(r->max != 10 || nfo_attr(&p->ed.doc.xml, e, "max", &a))) {
		strbuf_clear(&v);
		strbuf_addf(&v, "%d", scaled ? 10 : r->max);
		nfo_set_attr(&p->ed, e, "max", v.buf);
	}
	strbuf_release(&v);
	strbuf_release(&have);
}

/* The votes of the default rating, where <votes> stands, or has to. */
static void edit_old_votes(struct nfo_pass *p, const struct meta_rating *r, bool sole)
{
	struct nfo_elem root = *nfo_root(&p->ed), e;
	struct strbuf v = STRBUF_INIT;
	bool there = false;

	if (r && r->votes >= 0)
		strbuf_addf(&v, "%lld", (long long)r->votes);
	for (size_t pos = root.open_end; nfo_next(&p->ed.doc.xml, &pos, root.content_end, &e);) {
		if (!nfo_is(&p->ed.doc.xml, &e, "votes"))
			continue;
		there = true;
		if (v.len == 0)
			nfo_remove(&p->ed, &e);
		else
			nfo_set_value(&p->ed, &e, v.buf);
	}
	if (!there && sole && v.len > 0)
		nfo_pass_insert(p, "votes", v.buf);
	strbuf_release(&v);
}

/* <rating>, <votes> and their like, where they stand, say what <ratings> says. */
static void edit_old_ratings(struct nfo_pass *p, bool sole)
{
	const struct meta *want = p->want->meta;
	int the_default = meta_default_rating(want), critics = find_rating(want, "rottenTomatoes");
	struct nfo_elem root = *nfo_root(&p->ed), e;

	for (size_t pos = root.open_end; nfo_next(&p->ed.doc.xml, &pos, root.content_end, &e);) {
		bool of_critics = nfo_is(&p->ed.doc.xml, &e, "criticrating");
		int i = of_critics ? critics : the_default;

		if (!of_critics && !nfo_is(&p->ed.doc.xml, &e, "rating") &&
			!nfo_is(&p->ed.doc.xml, &e, "communityrating"))
			continue;
		if (i < 0)
			nfo_remove(&p->ed, &e);
		else
			set_old_rating(p, &e, &want->ratings.item[i], sole);
	}
	nfo_pass_commit(p);
	edit_old_votes(p, the_default < 0 ? NULL : &want->ratings.item[the_default], sole);
}

void nfo_pass_ratings(struct nfo_pass *p)
{
	struct ratings_edit r = {.p = p};
	struct nfo_elem e;
	bool modern = nfo_child(&p->ed.doc.xml, nfo_root(&p->ed), "ratings", &e);
	bool sole = !modern && old_forms_suffice(p);

	r.done = xcalloc(p->want->meta->ratings.n + 1, sizeof(*r.done));
	if (modern && one_stays(p))
		edit_ratings(&r);
	else if (!sole)
		renew_ratings(&r);
	nfo_pass_commit(p);
	edit_old_ratings(p, sole);
	free(r.done);
}
