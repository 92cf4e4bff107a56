/* What providers say into an item; see merge.h. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "media/name.h"
#include "provider/merge.h"

/* Numbers are the file's, a rating of the user's own is a person's. */
#define NEVER (MF_BIT(MF_SEASON_NUMBER) | MF_BIT(MF_EPISODE_NUMBER) | MF_BIT(MF_USER_RATING))
/* Lists whose elements have names of their own, and are merged by them. */
#define BY_NAME (MF_BIT(MF_RATINGS) | MF_BIT(MF_UNIQUEIDS) | MF_BIT(MF_EXTRA))

struct merge {
	struct item *it;
	const struct merge_source *from;
	size_t n;
	uint64_t replace, changed;
};

/* What a value is against those of providers. */
enum rank {
	RANK_FREE,     /* any of them replaces it */
	RANK_PROVIDER, /* one of them gave it */
	RANK_KEPT,     /* the library's word */
};

bool merge_placeholder(enum entity type, const char *title)
{
	static const char *const unknown[] = {
		"tba", "tbd", "to be announced", "to be determined", "untitled"};
	static const char *const words[] = {"episode ", "folge ", "episodio ", "capitulo ", "aflevering ",
		"afsnit ", "avsnitt ", "jakso ", "odcinek ", "epizoda ", "epizod ", "bolum ", "серия ",
		"эпизод "};
	struct strbuf folded = STRBUF_INIT;
	bool found = false;
	size_t i;

	if (type != ENTITY_EPISODE)
		return false;
	name_fold_words(&folded, title);
	for (i = 0; i < sizeof(unknown) / sizeof(*unknown); i++)
		found |= !strcmp(folded.buf, unknown[i]);
	for (i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t len = strlen(words[i]);

		if (!strncmp(folded.buf, words[i], len) && folded.len > len)
			found |= strspn(folded.buf + len, "0123456789 ") == folded.len - len;
	}
	if (!strncmp(title, "第", strlen("第"))) {
		const char *rest = title + strlen("第");

		rest += strspn(rest, "0123456789 ");
		found |= !strcmp(rest, "話") || !strcmp(rest, "话") || !strcmp(rest, "集") ||
			 !strcmp(rest, "回");
	}
	strbuf_release(&folded);
	return found;
}

/* Whether these values say anything of the field. */
static bool says(const struct merge *m, const struct meta *meta, enum meta_field f)
{
	return meta && meta_has(meta, f) &&
	       (f != MF_TITLE || !merge_placeholder(m->it->type, meta_get(meta, f)));
}

static enum rank rank_of(const struct merge *m, enum meta_field f)
{
	const char *source = m->it->field[f].source;

	if (!says(m, &m->it->meta, f) || f == MF_SERIES_STATUS || m->replace & MF_BIT(f))
		return RANK_FREE;
	if (!strcmp(source, SOURCE_NAME) || !strcmp(source, SOURCE_PROBE) || !strcmp(source, SOURCE_EDIT) ||
		!strcmp(source, SOURCE_RADARR) || !strcmp(source, SOURCE_SONARR))
		return RANK_FREE;
	return provider_by_name(source) >= 0 ? RANK_PROVIDER : RANK_KEPT;
}

/* How many providers stand before the one that gave the value, and itself; all where that is not asked. */
static size_t may_give(const struct merge *m, enum meta_field f, enum rank rank)
{
	size_t i;

	if (rank == RANK_KEPT)
		return 0;
	for (i = 0; i < m->n && rank == RANK_PROVIDER; i++)
		if (!strcmp(provider_name(m->from[i].provider), m->it->field[f].source))
			return i + 1;
	return m->n;
}

static void set_source(struct merge *m, enum meta_field f, enum provider_id p)
{
	struct field_info *info = &m->it->field[f];

	if (provider_by_name(info->source) == (int)p)
		return;
	snprintf(info->source, sizeof(info->source), "%s", provider_name(p));
	m->changed |= MF_BIT(f);
}

/* The field becomes that of 'from', as its pins allow it. */
static void take(struct merge *m, const struct meta *from, enum meta_field f)
{
	struct meta to = META_INIT;

	meta_copy_field(&to, from, f);
	pins_apply(&m->it->field[f].pins, &to, f);
	if (!meta_field_equal(&m->it->meta, &to, f)) {
		meta_copy_field(&m->it->meta, &to, f);
		m->changed |= MF_BIT(f);
	}
	meta_release(&to);
}

static void merge_whole(struct merge *m, enum meta_field f)
{
	size_t i, n = may_give(m, f, rank_of(m, f));

	for (i = 0; i < n; i++)
		if (says(m, m->from[i].meta, f)) {
			take(m, m->from[i].meta, f);
			set_source(m, f, m->from[i].provider);
			return;
		}
}

static const struct meta_rating *rating_of(const struct meta *m, const char *source)
{
	size_t i;

	for (i = 0; m && i < m->ratings.n; i++)
		if (!strcmp(m->ratings.item[i].source, source))
			return &m->ratings.item[i];
	return NULL;
}

/* What the first provider that has this rating says. */
static struct meta_rating fresh_rating(const struct merge *m, const struct meta_rating *old)
{
	const struct meta_rating *now = NULL;
	struct meta_rating r;
	size_t i;

	for (i = 0; i < m->n && !now; i++)
		now = rating_of(m->from[i].meta, old->source);
	r = now ? *now : *old;
	r.is_default = old->is_default;
	return r;
}

static void fresh_ratings(const struct merge *m, struct meta *to)
{
	const struct meta *old = &m->it->meta;
	size_t i, k;

	for (i = 0; i < old->ratings.n; i++) {
		struct meta_rating r = fresh_rating(m, &old->ratings.item[i]);

		meta_add_rating(to, &r);
	}
	for (i = 0; i < m->n; i++)
		for (k = 0; m->from[i].meta && k < m->from[i].meta->ratings.n; k++) {
			struct meta_rating r = m->from[i].meta->ratings.item[k];

			r.is_default &= !old->ratings.n;
			meta_add_rating(to, &r);
		}
}

/* 'n': so many providers may give ids of a type that is there another value. */
static void fresh_ids(const struct merge *m, size_t n, struct meta *to)
{
	const struct meta *old = &m->it->meta;
	size_t i, k;

	for (i = 0; i < old->ids.n; i++) {
		const struct meta_id *id = &old->ids.item[i];
		const char *value = NULL;

		for (k = 0; k < n && !value; k++)
			value = m->from[k].meta ? meta_id(m->from[k].meta, id->type) : NULL;
		meta_add_id(to, id->type, value ? value : id->value, id->is_default);
	}
	for (i = 0; i < m->n; i++)
		for (k = 0; m->from[i].meta && k < m->from[i].meta->ids.n; k++) {
			const struct meta_id *id = &m->from[i].meta->ids.item[k];

			meta_add_id(to, id->type, id->value, id->is_default && !old->ids.n);
		}
}

static void more_extra(const struct merge *m, struct meta *to)
{
	size_t i, k;

	meta_copy_field(to, &m->it->meta, MF_EXTRA);
	for (i = 0; i < m->n; i++)
		for (k = 0; m->from[i].meta && k < m->from[i].meta->extra.n; k++) {
			const struct meta_pair *p = &m->from[i].meta->extra.item[k];

			if (!meta_extra(to, p->name))
				meta_add_extra(to, p->name, p->value);
		}
}

/* The first provider that says anything of the field; -1: none does. */
static int first_provider(const struct merge *m, enum meta_field f)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (says(m, m->from[i].meta, f))
			return (int)m->from[i].provider;
	return -1;
}

/* Where an id came from decides whether it may become another; what a file's name says stays, too. */
static size_t may_give_ids(const struct merge *m)
{
	bool given = provider_by_name(m->it->field[MF_UNIQUEIDS].source) >= 0;

	return given || m->replace & MF_BIT(MF_UNIQUEIDS) ? may_give(m, MF_UNIQUEIDS, RANK_PROVIDER) : 0;
}

static void merge_by_name(struct merge *m, enum meta_field f)
{
	int first = first_provider(m, f);
	enum rank rank = rank_of(m, f); /* of what is there now */
	struct meta to = META_INIT;
	uint64_t before = m->changed;

	if (first < 0)
		return;
	if (f == MF_RATINGS)
		fresh_ratings(m, &to);
	else if (f == MF_UNIQUEIDS)
		fresh_ids(m, may_give_ids(m), &to);
	else
		more_extra(m, &to);
	take(m, &to, f);
	/* The library's list with more in it is the library's; but a name would take the rest back. */
	if (m->changed != before && rank != RANK_KEPT)
		set_source(m, f, (enum provider_id)first);
	meta_release(&to);
}

uint64_t merge_item(struct item *it, const struct merge_source *from, size_t n, uint64_t replace)
{
	struct merge m = {.it = it, .from = from, .n = n, .replace = replace};
	uint64_t kept = NEVER | item_conflict(it);
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		if (kept & MF_BIT(f) || item_locked(it, (enum meta_field)f))
			continue;
		if (BY_NAME & MF_BIT(f))
			merge_by_name(&m, (enum meta_field)f);
		else
			merge_whole(&m, (enum meta_field)f);
	}
	return m.changed;
}
