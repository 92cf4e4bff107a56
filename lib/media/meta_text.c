/* Fields as people read them. */
#include "media/meta.h"

static void add_names(struct strbuf *out, const struct meta_names *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		strbuf_addf(out, "%s%s", i ? ", " : "", names->item[i]);
}

static void add_people(struct strbuf *out, const struct meta_people *people)
{
	size_t i;

	for (i = 0; i < people->n; i++) {
		const struct meta_person *p = &people->item[i];

		strbuf_addf(out, "%s%s%s%s", i ? ", " : "", p->name, p->role ? " as " : "",
			p->role ? p->role : "");
	}
}

static void add_ratings(struct strbuf *out, const struct meta *m)
{
	size_t i;

	for (i = 0; i < m->ratings.n; i++)
		strbuf_addf(out, "%s%s %g/%d", i ? ", " : "", m->ratings.item[i].source,
			m->ratings.item[i].value, m->ratings.item[i].max);
}

/* In one line: a table has no others. */
static void add_scalar(struct strbuf *out, const char *text)
{
	for (; *text; text++)
		strbuf_addch(out, *text == '\n' ? ' ' : *text);
}

void meta_field_text(const struct meta *m, enum meta_field f, struct strbuf *out)
{
	size_t i;

	if (f < MF_SCALARS && meta_get(m, f))
		add_scalar(out, meta_get(m, f));
	else if (f == MF_SET && m->set_name)
		strbuf_addstr(out, m->set_name);
	else if (f == MF_GENRES || f == MF_STUDIOS || f == MF_COUNTRIES || f == MF_TAGS)
		add_names(out, meta_names(m, f));
	else if (f == MF_ACTORS || f == MF_DIRECTORS || f == MF_WRITERS)
		add_people(out, meta_people(m, f));
	else if (f == MF_RATINGS)
		add_ratings(out, m);
	for (i = 0; f == MF_UNIQUEIDS && i < m->ids.n; i++)
		strbuf_addf(out, "%s%s %s", i ? ", " : "", m->ids.item[i].type, m->ids.item[i].value);
	for (i = 0; f == MF_EXTRA && i < m->extra.n; i++)
		strbuf_addf(out, "%s%s = %s", i ? ", " : "", m->extra.item[i].name, m->extra.item[i].value);
}

void meta_names_text(uint64_t fields, struct strbuf *out)
{
	const char *between = "";
	int f;

	for (f = 0; f < MF_COUNT; f++)
		if (fields & MF_BIT(f)) {
			strbuf_addf(out, "%s%s", between, meta_field_name((enum meta_field)f));
			between = ", ";
		}
}
