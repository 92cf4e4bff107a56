/*
 * What is known of one item: life, and what it holds. What the fields take is in meta_value.c and
 * meta_list.c, comparing and merging in meta_compare.c.
 */
#include "media/meta.h"

#include <string.h>
#include <strings.h>

#include "core/alloc.h"

void meta_init(struct meta *m)
{
	memset(m, 0, sizeof(*m));
}

const struct meta_names *meta_names(const struct meta *m, enum meta_field f)
{
	switch (f) {
	case MF_GENRES:
		return &m->genres;
	case MF_STUDIOS:
		return &m->studios;
	case MF_COUNTRIES:
		return &m->countries;
	case MF_TAGS:
		return &m->tags;
	default:
		BUG("field %d is no list of names", (int)f);
	}
}

const struct meta_people *meta_people(const struct meta *m, enum meta_field f)
{
	switch (f) {
	case MF_ACTORS:
		return &m->actors;
	case MF_DIRECTORS:
		return &m->directors;
	case MF_WRITERS:
		return &m->writers;
	default:
		BUG("field %d is no list of people", (int)f);
	}
}

void meta_release(struct meta *m)
{
	for (int f = 0; f < MF_COUNT; f++)
		meta_clear_field(m, (enum meta_field)f);
}

void meta_copy_field(struct meta *to, const struct meta *from, enum meta_field f)
{
	if (to == from)
		return;
	meta_clear_field(to, f);
	switch (f) {
	case MF_SET:
		meta_set_collection(to, from->set_name, from->set_overview, from->set_tmdb_id);
		break;
	case MF_GENRES:
	case MF_STUDIOS:
	case MF_COUNTRIES:
	case MF_TAGS:
		for (size_t i = 0; i < meta_names(from, f)->n; i++)
			meta_add_name(to, f, meta_names(from, f)->item[i]);
		break;
	case MF_ACTORS:
	case MF_DIRECTORS:
	case MF_WRITERS: {
		const struct meta_people *people = meta_people(from, f);
		for (size_t i = 0; i < people->n; i++)
			meta_add_person(to, f, &people->item[i]);
		break;
	}
	case MF_RATINGS:
		for (size_t i = 0; i < from->ratings.n; i++)
			meta_add_rating(to, &from->ratings.item[i]);
		break;
	case MF_UNIQUEIDS:
		for (size_t i = 0; i < from->ids.n; i++)
			meta_add_id(to, from->ids.item[i].type, from->ids.item[i].value,
				from->ids.item[i].is_default);
		break;
	case MF_EXTRA:
		for (size_t i = 0; i < from->extra.n; i++)
			meta_add_extra(to, from->extra.item[i].name, from->extra.item[i].value);
		break;
	default:
		to->scalar[f] = xstrdup_or_null(from->scalar[f]);
	}
}

void meta_copy(struct meta *to, const struct meta *from)
{
	if (to == from)
		return;
	for (int f = 0; f < MF_COUNT; f++)
		meta_copy_field(to, from, (enum meta_field)f);
}

const char *meta_id(const struct meta *m, const char *type)
{
	for (size_t i = 0; i < m->ids.n; i++)
		if (!strcasecmp(m->ids.item[i].type, type))
			return m->ids.item[i].value;
	return NULL;
}

const char *meta_extra(const struct meta *m, const char *name)
{
	for (size_t i = 0; i < m->extra.n; i++)
		if (!strcmp(m->extra.item[i].name, name))
			return m->extra.item[i].value;
	return NULL;
}

bool meta_has(const struct meta *m, enum meta_field f)
{
	switch (f) {
	case MF_SET:
		return m->set_name != NULL;
	case MF_GENRES:
	case MF_STUDIOS:
	case MF_COUNTRIES:
	case MF_TAGS:
		return meta_names(m, f)->n > 0;
	case MF_ACTORS:
	case MF_DIRECTORS:
	case MF_WRITERS:
		return meta_people(m, f)->n > 0;
	case MF_RATINGS:
		return m->ratings.n > 0;
	case MF_UNIQUEIDS:
		return m->ids.n > 0;
	case MF_EXTRA:
		return m->extra.n > 0;
	default:
		return m->scalar[f] != NULL;
	}
}
