/*
 * Items as JSON, compared by field, and merged three ways.
 */
#include <stdlib.h>

#include "core/alloc.h"
#include "core/json.h"
#include "media/meta.h"

/* Which one stands first when nobody said: what the players know best. */
static int rank(const char *name)
{
	static const char *const known[] = {"tmdb", "imdb", "tvdb"};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(name, known[i]))
			return (int)i;
	return (int)(sizeof(known) / sizeof(known[0]));
}

static bool before(const char *a, const char *b)
{
	return rank(a) != rank(b) ? rank(a) < rank(b) : strcmp(a, b) < 0;
}

int meta_default_rating(const struct meta *m)
{
	int best = -1;

	for (size_t i = 0; i < m->ratings.n; i++) {
		if (m->ratings.item[i].is_default)
			return (int)i;
		if (best < 0 || before(m->ratings.item[i].source, m->ratings.item[best].source))
			best = (int)i;
	}
	return best;
}

int meta_default_id(const struct meta *m)
{
	int best = -1;

	for (size_t i = 0; i < m->ids.n; i++) {
		if (m->ids.item[i].is_default)
			return (int)i;
		if (best < 0 || before(m->ids.item[i].type, m->ids.item[best].type))
			best = (int)i;
	}
	return best;
}

static void write_scalar(struct jsonw *w, const struct meta *m, enum meta_field f)
{
	const char *v = m->scalar[f];

	switch (v ? f : MF_TITLE) {
	case MF_YEAR:
	case MF_RUNTIME:
	case MF_USER_RATING:
	case MF_SEASON_NUMBER:
	case MF_EPISODE_NUMBER:
	case MF_DISPLAY_SEASON:
	case MF_DISPLAY_EPISODE:
		jsonw_int(w, strtol(v, NULL, 10));
		break;
	default:
		jsonw_str(w, v);
	}
}

static void write_names(struct jsonw *w, const struct meta_names *names)
{
	jsonw_array(w);
	for (size_t i = 0; i < names->n; i++)
		jsonw_str(w, names->item[i]);
	jsonw_end(w);
}

static void key_if(struct jsonw *w, const char *key, const char *value)
{
	if (value)
		jsonw_kstr(w, key, value);
}

static void write_people(struct jsonw *w, enum meta_field f, const struct meta_people *people, bool canonical)
{
	jsonw_array(w);
	for (size_t i = 0; i < people->n; i++) {
		const struct meta_person *p = &people->item[i];

		if (canonical && f != MF_ACTORS) {
			jsonw_str(w, p->name);
			continue;
		}
		jsonw_object(w);
		jsonw_kstr(w, "name", p->name);
		key_if(w, "role", p->role);
		if (!canonical && p->order >= 0)
			jsonw_kint(w, "order", p->order);
		key_if(w, "thumb", p->thumb);
		if (!canonical)
			key_if(w, "tmdb_id", p->tmdb_id);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void write_set(struct jsonw *w, const struct meta *m, bool canonical)
{
	if (!m->set_name) {
		jsonw_null(w);
		return;
	}
	jsonw_object(w);
	jsonw_kstr(w, "name", m->set_name);
	if (!canonical) {
		key_if(w, "overview", m->set_overview);
		key_if(w, "tmdb_id", m->set_tmdb_id);
	}
	jsonw_end(w);
}

static int rating_order(const void *a, const void *b)
{
	const struct meta_rating *const *x = a, *const *y = b;

	return strcmp((*x)->source, (*y)->source);
}

static void write_ratings(struct jsonw *w, const struct meta *m, bool canonical)
{
	int the_default = meta_default_rating(m);
	const struct meta_rating **sorted = xcalloc(m->ratings.n + 1, sizeof(const struct meta_rating *));

	for (size_t i = 0; i < m->ratings.n; i++)
		sorted[i] = &m->ratings.item[i];
	if (canonical)
		qsort(sorted, m->ratings.n, sizeof(const struct meta_rating *), rating_order);
	jsonw_array(w);
	for (size_t i = 0; i < m->ratings.n; i++) {
		jsonw_object(w);
		jsonw_kstr(w, "source", sorted[i]->source);
		jsonw_kreal(w, "value", sorted[i]->value);
		jsonw_kint(w, "max", sorted[i]->max);
		if (sorted[i]->votes >= 0)
			jsonw_kint(w, "votes", sorted[i]->votes);
		jsonw_kbool(w, "default", sorted[i] == &m->ratings.item[the_default]);
		jsonw_end(w);
	}
	jsonw_end(w);
	free(sorted);
}

static int id_order(const void *a, const void *b)
{
	const struct meta_id *const *x = a, *const *y = b;

	return strcmp((*x)->type, (*y)->type);
}

static void write_ids(struct jsonw *w, const struct meta *m, bool canonical)
{
	int the_default = meta_default_id(m);
	const struct meta_id **sorted = xcalloc(m->ids.n + 1, sizeof(const struct meta_id *));

	for (size_t i = 0; i < m->ids.n; i++)
		sorted[i] = &m->ids.item[i];
	if (canonical)
		qsort(sorted, m->ids.n, sizeof(const struct meta_id *), id_order);
	jsonw_array(w);
	for (size_t i = 0; i < m->ids.n; i++) {
		jsonw_object(w);
		jsonw_kstr(w, "type", sorted[i]->type);
		jsonw_kstr(w, "value", sorted[i]->value);
		jsonw_kbool(w, "default", sorted[i] == &m->ids.item[the_default]);
		jsonw_end(w);
	}
	jsonw_end(w);
	free(sorted);
}

static void write_extra(struct jsonw *w, const struct meta *m)
{
	jsonw_array(w);
	for (size_t i = 0; i < m->extra.n; i++) {
		jsonw_object(w);
		jsonw_kstr(w, "name", m->extra.item[i].name);
		jsonw_kstr(w, "value", m->extra.item[i].value);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void write_field(struct jsonw *w, const struct meta *m, enum meta_field f, bool canonical)
{
	switch (f) {
	case MF_SET:
		write_set(w, m, canonical);
		break;
	case MF_GENRES:
	case MF_STUDIOS:
	case MF_COUNTRIES:
	case MF_TAGS:
		write_names(w, meta_names(m, f));
		break;
	case MF_ACTORS:
	case MF_DIRECTORS:
	case MF_WRITERS:
		write_people(w, f, meta_people(m, f), canonical);
		break;
	case MF_RATINGS:
		write_ratings(w, m, canonical);
		break;
	case MF_UNIQUEIDS:
		write_ids(w, m, canonical);
		break;
	case MF_EXTRA:
		write_extra(w, m);
		break;
	default:
		write_scalar(w, m, f);
	}
}

void meta_write_json(const struct meta *m, enum meta_field f, struct jsonw *w)
{
	write_field(w, m, f, false);
}

void meta_field_json(const struct meta *m, enum meta_field f, struct strbuf *out)
{
	struct jsonw w;

	jsonw_init(&w, out);
	write_field(&w, m, f, true);
}

bool meta_field_equal(const struct meta *a, const struct meta *b, enum meta_field f)
{
	if (f < MF_SCALARS) {
		const char *x = a->scalar[f], *y = b->scalar[f];
		return x && y ? !strcmp(x, y) : x == y;
	}
	if (meta_has(a, f) != meta_has(b, f))
		return false;
	if (!meta_has(a, f))
		return true;

	struct strbuf x = STRBUF_INIT, y = STRBUF_INIT;
	meta_field_json(a, f, &x);
	meta_field_json(b, f, &y);
	bool equal = x.len == y.len && !memcmp(x.buf, y.buf, x.len);
	strbuf_release(&x);
	strbuf_release(&y);
	return equal;
}

uint64_t meta_diff(const struct meta *a, const struct meta *b)
{
	uint64_t differ = 0;

	for (int f = 0; f < MF_COUNT; f++)
		if (!meta_field_equal(a, b, (enum meta_field)f))
			differ |= MF_BIT(f);
	return differ;
}

void meta_merge3(struct meta *out, const struct meta *base, const struct meta *disk, const struct meta *ours,
	uint64_t locked, uint64_t *taken, uint64_t *conflict)
{
	uint64_t theirs =
		meta_diff(base, disk) & meta_diff(disk, ours); /* those that agree by now are settled */
	uint64_t both = theirs & (meta_diff(base, ours) | locked);

	*conflict = both;
	*taken = theirs & ~both;
	for (int f = 0; f < MF_COUNT; f++)
		meta_copy_field(out, *taken & MF_BIT(f) ? disk : ours, (enum meta_field)f);
}
