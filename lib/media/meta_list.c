/*
 * The fields that are lists, and the set: what they take, and how they are cleared.
 */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "media/meta_value.h"

static char *text_dup(const char *s)
{
	return meta_canonical(s, false, META_MAX_NAME);
}

static struct meta_names *names_of(struct meta *m, enum meta_field f)
{
	return (struct meta_names *)meta_names(m, f);
}

static struct meta_people *people_of(struct meta *m, enum meta_field f)
{
	return (struct meta_people *)meta_people(m, f);
}

static void clear_names(struct meta_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->item[i]);
	free(names->item);
	*names = (struct meta_names){0};
}

static void clear_people(struct meta_people *people)
{
	for (size_t i = 0; i < people->n; i++) {
		free(people->item[i].name);
		free(people->item[i].role);
		free(people->item[i].thumb);
		free(people->item[i].tmdb_id);
	}
	free(people->item);
	*people = (struct meta_people){0};
}

static void clear_set(struct meta *m)
{
	free(m->set_name);
	free(m->set_overview);
	free(m->set_tmdb_id);
	m->set_name = m->set_overview = m->set_tmdb_id = NULL;
}

static void clear_ratings(struct meta *m)
{
	for (size_t i = 0; i < m->ratings.n; i++)
		free(m->ratings.item[i].source);
	free(m->ratings.item);
	memset(&m->ratings, 0, sizeof(m->ratings));
}

static void clear_ids(struct meta *m)
{
	for (size_t i = 0; i < m->ids.n; i++) {
		free(m->ids.item[i].type);
		free(m->ids.item[i].value);
	}
	free(m->ids.item);
	memset(&m->ids, 0, sizeof(m->ids));
}

static void clear_extra(struct meta *m)
{
	for (size_t i = 0; i < m->extra.n; i++) {
		free(m->extra.item[i].name);
		free(m->extra.item[i].value);
	}
	free(m->extra.item);
	memset(&m->extra, 0, sizeof(m->extra));
}

void meta_clear_field(struct meta *m, enum meta_field f)
{
	switch (f) {
	case MF_SET:
		clear_set(m);
		break;
	case MF_GENRES:
	case MF_STUDIOS:
	case MF_COUNTRIES:
	case MF_TAGS:
		clear_names(names_of(m, f));
		break;
	case MF_ACTORS:
	case MF_DIRECTORS:
	case MF_WRITERS:
		clear_people(people_of(m, f));
		break;
	case MF_RATINGS:
		clear_ratings(m);
		break;
	case MF_UNIQUEIDS:
		clear_ids(m);
		break;
	case MF_EXTRA:
		clear_extra(m);
		break;
	default:
		free(m->scalar[f]);
		m->scalar[f] = NULL;
	}
}

void meta_set_collection(struct meta *m, const char *name, const char *overview, const char *tmdb_id)
{
	char *n = text_dup(name);
	char *o = n ? meta_canonical(overview, true, META_MAX_TEXT) : NULL;
	char *id = n ? text_dup(tmdb_id) : NULL;

	clear_set(m);
	m->set_name = n;
	m->set_overview = o;
	m->set_tmdb_id = id;
}

/* Calls 'add' for each name in 's': Kodi takes "A / B" for two. */
static void each_name(const char *s, void (*add)(void *list, char *name), void *list)
{
	char *text = text_dup(s), *at = text, *cut;

	while (at) {
		if ((cut = strstr(at, " / ")))
			*cut = '\0';
		char *name = text_dup(at);
		if (name)
			add(list, name);
		at = cut ? cut + 3 : NULL;
	}
	free(text);
}

static void add_one_name(void *list, char *name)
{
	struct meta_names *names = list;

	for (size_t i = 0; i < names->n; i++)
		if (!strcmp(names->item[i], name)) {
			free(name);
			return;
		}
	if (names->n >= META_MAX_LIST) {
		free(name);
		return;
	}
	ALLOC_GROW(names->item, names->n + 1, names->alloc);
	names->item[names->n++] = name;
}

void meta_add_name(struct meta *m, enum meta_field f, const char *name)
{
	each_name(name, add_one_name, names_of(m, f));
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static void add_one_person(struct meta_people *people, struct meta_person *p)
{
	bool there = people->n >= META_MAX_LIST;

	for (size_t i = 0; i < people->n && !there; i++)
		there = same(people->item[i].name, p->name) && same(people->item[i].role, p->role);
	if (there || !p->name) {
		free(p->name);
		free(p->role);
		free(p->thumb);
		free(p->tmdb_id);
		return;
	}
	ALLOC_GROW(people->item, people->n + 1, people->alloc);
	people->item[people->n++] = *p;
}

static void add_crew(void *list, char *name)
{
	add_one_person(list, &(struct meta_person){.name = name, .order = -1});
}

void meta_add_person(struct meta *m, enum meta_field f, const struct meta_person *p)
{
	struct meta_people *people = people_of(m, f);

	if (f != MF_ACTORS && p->name && strstr(p->name, " / ")) {
		each_name(p->name, add_crew, people);
		return;
	}
	add_one_person(people, &(struct meta_person){
				       .name = text_dup(p->name),
				       .role = text_dup(p->role),
				       .thumb = text_dup(p->thumb),
				       .tmdb_id = text_dup(p->tmdb_id),
				       .order = p->order < 0 ? -1 : p->order,
			       });
}

void meta_add_rating(struct meta *m, const struct meta_rating *r)
{
	char *source = text_dup(r->source);
	int max = r->max > 0 ? r->max : 10;
	bool wanted = source && isfinite(r->value) && r->value > 0 && r->value <= max &&
		      m->ratings.n < META_MAX_LIST;

	for (size_t i = 0; i < m->ratings.n && wanted; i++)
		wanted = strcmp(m->ratings.item[i].source, source) != 0;
	if (!wanted) {
		free(source);
		return;
	}
	ALLOC_GROW(m->ratings.item, m->ratings.n + 1, m->ratings.alloc);
	m->ratings.item[m->ratings.n++] = (struct meta_rating){
		.source = source,
		.value = r->value,
		.max = max,
		.votes = r->votes < 0 ? -1 : r->votes,
		.is_default = r->is_default,
	};
}

void meta_add_id(struct meta *m, const char *type, const char *value, bool is_default)
{
	char *t = text_dup(type), *v = text_dup(value);
	bool wanted = t && v && m->ids.n < META_MAX_LIST;

	for (char *p = t; p && *p; p++)
		*p = (char)tolower((unsigned char)*p);
	for (size_t i = 0; i < m->ids.n && wanted; i++)
		wanted = strcmp(m->ids.item[i].type, t) != 0;
	if (!wanted) {
		free(t);
		free(v);
		return;
	}
	ALLOC_GROW(m->ids.item, m->ids.n + 1, m->ids.alloc);
	m->ids.item[m->ids.n++] = (struct meta_id){t, v, is_default};
}

void meta_add_extra(struct meta *m, const char *name, const char *value)
{
	char *n = text_dup(name), *v = text_dup(value);
	size_t at = 0;

	while (n && at < m->extra.n && strcmp(m->extra.item[at].name, n) <= 0)
		at++;
	bool wanted = n && v && m->extra.n < META_MAX_LIST;
	for (size_t i = at; wanted && i > 0 && !strcmp(m->extra.item[i - 1].name, n); i--)
		wanted = strcmp(m->extra.item[i - 1].value, v) != 0;
	if (!wanted) {
		free(n);
		free(v);
		return;
	}
	ALLOC_GROW(m->extra.item, m->extra.n + 1, m->extra.alloc);
	memmove(m->extra.item + at + 1, m->extra.item + at, (m->extra.n - at) * sizeof(*m->extra.item));
	m->extra.item[at] = (struct meta_pair){n, v};
	m->extra.n++;
}
