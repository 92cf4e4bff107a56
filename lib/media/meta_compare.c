/*
 * Items compared by field, and merged three ways.
 */
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

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

bool meta_field_equal(const struct meta *a, const struct meta *b, enum meta_field f)
{
	if (f < MF_SCALARS)
		return same_text(a->scalar[f], b->scalar[f]);
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

bool meta_set_equal(const struct meta *a, const struct meta *b)
{
	return same_text(a->set_name, b->set_name) && same_text(a->set_overview, b->set_overview) &&
	       same_text(a->set_tmdb_id, b->set_tmdb_id);
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
