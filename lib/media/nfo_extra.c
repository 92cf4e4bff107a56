/*
 * In an edit: the fields that have no column, each an element of its own name.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "media/nfo_build.h"
#include "media/nfo_fields.h"
#include "media/nfo_list.h"
#include "media/nfo_pass.h"

struct extra_edit {
	const char *name;
	struct meta_names want, have; /* the values of this name: wanted, and of each unit */
};

static void add_value(struct meta_names *list, const char *value)
{
	ALLOC_GROW(list->item, list->n + 1, list->alloc);
	list->item[list->n++] = xstrdup(value);
}

static void release(struct meta_names *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->item[i]);
	free(list->item);
	*list = (struct meta_names){0};
}

/* The values of one name, those that say something. */
static struct meta_names values_of(const struct meta *m, const char *name)
{
	struct meta_names list = {0};

	for (size_t i = 0; i < m->extra.n; i++)
		if (!strcmp(m->extra.item[i].name, name) && !nfo_says_nothing(m->extra.item[i].value))
			add_value(&list, m->extra.item[i].value);
	return list;
}

static bool same_values(const struct meta *a, const struct meta *b, const char *name)
{
	struct meta_names x = values_of(a, name), y = values_of(b, name);
	bool same = x.n == y.n;

	for (size_t i = 0; i < x.n && same; i++)
		same = !strcmp(x.item[i], y.item[i]);
	release(&x);
	release(&y);
	return same;
}

static size_t match_value(void *ctx, size_t i, size_t want)
{
	const struct extra_edit *e = ctx;

	return !strcmp(e->have.item[i], e->want.item[want]);
}

static void keep_value(void *ctx, size_t i, size_t want)
{
	(void)ctx, (void)i, (void)want;
}

static void write_value(void *ctx, struct nfo_builder *b, size_t want)
{
	const struct extra_edit *e = ctx;
	const char *colon = strchr(e->name, ':');

	if (!colon) {
		nfo_leaf(b, e->name, e->want.item[want]);
		return;
	}
	nfo_open_tag(b, "namedseason");
	nfo_add_attr(b, "number", colon + 1);
	nfo_add_text(b, e->want.item[want]);
	nfo_close_tag(b, "namedseason");
}

static bool is_name(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)s[i]) && !strchr("_-.", s[i]))
			return false;
	return len > 0 && len <= 64 && (isalpha((unsigned char)*s) || *s == '_');
}

/* Whether an element of that name is read as this extra field: any other would be written again and again. */
static bool writable(const struct nfo_pass *p, const char *name)
{
	struct strbuf text = STRBUF_INIT, read = STRBUF_INIT;
	struct nfo_doc doc;
	struct nfo_elem e;
	size_t pos = 0;

	if (!strncmp(name, "namedseason:", 12))
		return name[12] && strspn(name + 12, "-0123456789") == strlen(name + 12);
	if (!is_name(name, strlen(name)) || !strcmp(name, "namedseason"))
		return false;
	strbuf_addf(&text, "<%s>x</%s>", name, name);
	nfo_doc_open(&doc, text.buf, text.len, NULL, NULL);
	bool good =
		nfo_next(&doc.xml, &pos, doc.xml.len, &e) && nfo_extra_name(&doc, &e, p->have.root, &read);
	nfo_doc_release(&doc);
	strbuf_release(&text);
	strbuf_release(&read);
	return good;
}

/* The value of an element in the canonical form; "" when it has none. */
static void add_unit(
	struct nfo_pass *p, struct extra_edit *edit, struct nfo_sequence *s, const struct nfo_elem *e)
{
	struct strbuf value = STRBUF_INIT;
	struct meta one = META_INIT;

	nfo_elem_value(&p->ed.doc, e, &value);
	meta_add_extra(&one, "x", value.buf);
	const char *v = meta_extra(&one, "x");
	add_value(&edit->have, v ? v : "");
	nfo_add_unit(s, e, !v || nfo_says_nothing(v));
	meta_release(&one);
	strbuf_release(&value);
}

static void edit_extra(struct nfo_pass *p, const char *name)
{
	struct extra_edit edit = {.name = name, .want = values_of(p->want->meta, name)};
	struct nfo_sequence s = {.ed = &p->ed,
		.element = strchr(name, ':') ? "namedseason" : name,
		.nwant = edit.want.n,
		.ctx = &edit,
		.match = match_value,
		.keep = keep_value,
		.write = write_value};
	struct nfo_elem root = *nfo_root(&p->ed), e;
	struct strbuf found = STRBUF_INIT;

	for (size_t pos = root.open_end; nfo_next(&p->ed.doc.xml, &pos, root.content_end, &e);)
		if (nfo_extra_name(&p->ed.doc, &e, p->have.root, &found) && !strcmp(found.buf, name))
			add_unit(p, &edit, &s, &e);
	nfo_sequence_edit(&s);
	release(&edit.have);
	release(&edit.want);
	strbuf_release(&found);
}

/* The names on either side, as a list without doubles. */
static void names_of(const struct nfo_pass *p, struct meta *names)
{
	for (size_t i = 0; i < p->have.meta.extra.n; i++)
		meta_add_name(names, MF_TAGS, p->have.meta.extra.item[i].name);
	for (size_t i = 0; i < p->want->meta->extra.n; i++)
		meta_add_name(names, MF_TAGS, p->want->meta->extra.item[i].name);
}

static bool as_wanted(const struct nfo_pass *p, const char *name)
{
	return same_values(&p->have.meta, p->want->meta, name) || !writable(p, name);
}

bool nfo_extra_as_wanted(const struct nfo_pass *p)
{
	struct meta names = META_INIT;
	bool good = true;

	names_of(p, &names);
	for (size_t i = 0; i < names.tags.n && good; i++)
		good = as_wanted(p, names.tags.item[i]);
	meta_release(&names);
	return good;
}

void nfo_pass_extra(struct nfo_pass *p)
{
	struct meta names = META_INIT;

	names_of(p, &names);
	for (size_t i = 0; i < names.tags.n; i++) {
		if (as_wanted(p, names.tags.item[i]))
			continue;
		edit_extra(p, names.tags.item[i]);
		nfo_pass_commit(p);
	}
	meta_release(&names);
}
