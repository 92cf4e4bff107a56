/*
 * In an edit: what is known by its name and not by its place: ids, ratings, the set.
 */
#include <math.h>
#include <stdlib.h>
#include <strings.h>

#include "core/alloc.h"
#include "media/nfo_fields.h"
#include "media/nfo_item.h"
#include "media/nfo_pass.h"

static int find_id(const struct meta *m, const char *type)
{
	for (size_t i = 0; i < m->ids.n; i++)
		if (!strcasecmp(m->ids.item[i].type, type))
			return (int)i;
	return -1;
}

static int find_rating(const struct meta *m, const char *source)
{
	for (size_t i = 0; i < m->ratings.n; i++)
		if (!strcmp(m->ratings.item[i].source, source))
			return (int)i;
	return -1;
}

static bool is_true(struct nfo_editor *ed, const struct nfo_elem *e, const char *attribute)
{
	struct strbuf v = STRBUF_INIT;
	bool yes = nfo_attr_value(&ed->doc, e, attribute, &v) && !strcasecmp(v.buf, "true");

	strbuf_release(&v);
	return yes;
}

/* Exactly one element is to have default="true". */
static void set_default(struct nfo_editor *ed, const struct nfo_elem *e, bool wanted)
{
	if (is_true(ed, e, "default") != wanted)
		nfo_set_attr(ed, e, "default", wanted ? "true" : NULL);
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
			set_default(ed, elem, false);
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
	set_default(ed, elem, i == meta_default_id(e->want));
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
	set_default(&p->ed, e, (int)i == meta_default_rating(m));
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
			set_default(ed, &e, false);
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
			set_default(ed, &e, false);
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
		nfo_set_child(&p->ed, e, "name", m->set_name, "name");
		nfo_set_child(&p->ed, e, "overview", m->set_overview, "name");
		nfo_set_attr(&p->ed, e, "tmdbcolid", m->set_tmdb_id);
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
