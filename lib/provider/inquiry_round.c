/* One run over an item with all providers; see inquiryparts.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "provider/inquiryparts.h"

void answers_forget(struct inquiry_answer by[PROVIDER_COUNT])
{
	size_t i;

	for (i = 0; i < PROVIDER_COUNT; i++) {
		answer_release(&by[i].answer);
		error_release(&by[i].failure);
		free(by[i].id);
		by[i] = (struct inquiry_answer){.failure = ERROR_INIT};
	}
}

void round_init(struct round *r, struct ask *a, struct inquiry *q, enum entity type, const struct meta *meta)
{
	*r = (struct round){.ask = a, .q = q, .by = q->by, .type = type};
	meta_copy(&r->known, meta);
}

void round_release(struct round *r)
{
	meta_release(&r->known);
	if (r->by == r->own)
		answers_forget(r->own);
}

static struct subject subject_of(const struct round *r)
{
	return (struct subject){.type = r->type,
		.meta = &r->known,
		.series = r->series,
		.numbering = r->numbering,
		.brief = r->brief};
}

/* What is learnt of an item's ids serves to ask the others. */
static void learn(struct round *r, const struct meta *m)
{
	size_t i;

	for (i = 0; i < m->ids.n; i++)
		meta_add_id(&r->known, m->ids.item[i].type, m->ids.item[i].value, false);
}

static void settle(struct round *r, enum provider_id p, enum ask_state state, struct error *err)
{
	struct inquiry_answer *by = &r->by[p];

	by->state = state;
	if (state == ASK_FAILED)
		error_move(&by->failure, err);
	else
		error_clear(err);
	if (state == ASK_WAITING)
		r->waiting = true;
}

/* Whether the answer is of something else than the item: they have an id of one type that differs. */
static bool contradicts(const struct meta *known, const struct meta *says)
{
	static const char *const types[] = {"imdb", "tmdb", "tvdb"};
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
		const char *a = meta_id(known, types[i]), *b = meta_id(says, types[i]);

		if (a && b && strcmp(a, b) != 0)
			return true;
	}
	return false;
}

/* The id by which a provider knows it, or its series. */
static const char *id_of(const struct subject *s, enum provider_id p)
{
	const char *type = provider_name(p);

	if (p == PROVIDER_FANARTTV) /* goes by those of others */
		type = provider_name(
			s->type == ENTITY_MOVIE || s->type == ENTITY_SET ? PROVIDER_TMDB : PROVIDER_TVDB);
	return meta_id(s->series ? s->series : s->meta, type);
}

/* What is said of a film's set are the fields of the set as an item. */
static void as_set(struct meta *m)
{
	if (!m->set_name)
		return;
	meta_set(m, MF_TITLE, m->set_name, NULL);
	if (m->set_overview)
		meta_set(m, MF_PLOT, m->set_overview, NULL);
	if (m->set_tmdb_id)
		meta_add_id(m, "tmdb", m->set_tmdb_id, false);
	meta_clear_field(m, MF_SET);
}

/* True when it had something new. */
static bool ask_details(struct round *r, enum provider_id p)
{
	struct subject s = subject_of(r);
	struct inquiry_answer *by = &r->by[p];
	const char *id = id_of(&s, p);
	struct error err = ERROR_INIT;
	enum ask_state state = provider_details(provider_all[p], r->ask, &s, r->q->wishes, &by->answer, &err);

	if (state == ASK_ANSWERED && r->guessed && contradicts(r->q->meta, &by->answer.meta)) {
		answer_release(&by->answer);
		state = ASK_NOTHING;
	}
	settle(r, p, state, &err);
	by->id = xstrdup_or_null(id);
	error_release(&err);
	if (state != ASK_ANSWERED)
		return false;
	if (r->type == ENTITY_SET)
		as_set(&by->answer.meta);
	if (!r->series)
		learn(r, &by->answer.meta);
	return true;
}

bool inquiry_has_ids(const struct meta *m)
{
	return meta_id(m, "tmdb") || meta_id(m, "imdb") || meta_id(m, "tvdb");
}

static void drop_guesses(struct match_list *list)
{
	size_t i, kept = 0;

	for (i = 0; i < list->n; i++) {
		if (list->item[i].by_id)
			list->item[kept++] = list->item[i];
		else
			match_release(&list->item[i]);
	}
	list->n = kept;
}

/* By the ids of others: true when its own is known then. */
static bool ask_by_ids(struct round *r, enum provider_id p)
{
	struct subject s = subject_of(r);
	struct match_list found = {0};
	struct error err = ERROR_INIT;
	enum ask_state state = provider_all[p]->identify(r->ask, &s, r->q->wishes, &found, &err);
	bool clear = false;

	drop_guesses(&found);
	if (state == ASK_ANSWERED && found.n) {
		clear = match_judge(&found, &s) == MATCH_CLEAR;
		if (clear)
			meta_add_id(&r->known, provider_name(p), found.item[0].id, false);
	}
	if (!clear)
		settle(r, p, state == ASK_ANSWERED ? ASK_NOTHING : state, &err);
	match_list_release(&found);
	error_release(&err);
	return clear;
}

bool round_refused(const struct round *r, enum provider_id p)
{
	return r->by[p].state == ASK_FAILED && r->by[p].failure.code == ERR_CONFIG;
}

/* The one whose place it takes does not take our key. */
static bool stands_in(const struct round *r, enum provider_id p)
{
	return (p == PROVIDER_TVMAZE && round_refused(r, PROVIDER_TVDB)) ||
	       (p == PROVIDER_TVDB && round_refused(r, PROVIDER_TMDB));
}

static bool is_asked(const struct round *r, enum provider_id p)
{
	return provider_all[p]->details[r->type] && (!(r->q->substitutes & 1u << p) || stands_in(r, p));
}

static bool may_identify(const struct round *r, enum provider_id p)
{
	return provider_all[p]->identify && (r->q->identifies & 1u << p || stands_in(r, p)) &&
	       r->type != ENTITY_SEASON && r->type != ENTITY_EPISODE;
}

/* Each provider that can be asked by what is known; true when one had something new. */
static bool ask_each(struct round *r)
{
	bool news = false;
	size_t i;

	for (i = 0; i < r->q->norder; i++) {
		enum provider_id p = r->q->order[i];
		struct subject s = subject_of(r);

		if (r->asked & 1u << p || !is_asked(r, p))
			continue;
		if (provider_all[p]->knows(&s)) {
			r->asked |= 1u << p;
			news |= ask_details(r, p);
		} else if (may_identify(r, p) && inquiry_has_ids(&r->known) && !(r->identified & 1u << p)) {
			r->identified |= 1u << p;
			news |= ask_by_ids(r, p);
		}
	}
	return news;
}

void round_ask(struct round *r)
{
	while (ask_each(r))
		;
}

bool round_knows(const struct round *r, enum provider_id p)
{
	struct subject s = subject_of(r);

	return is_asked(r, p) && provider_all[p]->knows(&s);
}

void round_ask_again(struct round *r, enum provider_id p)
{
	struct inquiry_answer *by = &r->by[p];

	answer_release(&by->answer);
	free(by->id);
	by->id = NULL;
	ask_details(r, p);
}

bool round_answered(const struct round *r)
{
	size_t i;

	for (i = 0; i < r->q->norder; i++)
		if (r->by[r->q->order[i]].state == ASK_ANSWERED)
			return true;
	return false;
}

/* Titles alone: ids that nobody has would be looked up again. */
static enum match_verdict search(struct round *r, enum provider_id p, struct match_list *found)
{
	struct meta titles = META_INIT;
	struct subject s = subject_of(r);
	struct error err = ERROR_INIT;
	enum match_verdict verdict;
	enum ask_state state;

	meta_copy(&titles, &r->known);
	meta_clear_field(&titles, MF_UNIQUEIDS);
	s.meta = &titles;
	state = provider_all[p]->identify(r->ask, &s, r->q->wishes, found, &err);
	if (state != ASK_ANSWERED)
		settle(r, p, state, &err);
	verdict = state == ASK_ANSWERED ? match_judge(found, &s) : MATCH_NONE;
	meta_release(&titles);
	error_release(&err);
	return verdict;
}

static void keep_matches(struct inquiry *q, const struct match_list *found)
{
	size_t i;

	for (i = 0; i < found->n && q->matches.n < MATCH_KEPT; i++)
		match_add(&q->matches, &found->item[i]);
}

/* Searches with one provider after the other until something is clear. True: it is known now. */
static bool search_each(struct round *r)
{
	bool clear = false;
	size_t i;

	r->q->searched = true;
	for (i = 0; i < r->q->norder && !clear && !r->waiting; i++) {
		enum provider_id p = r->q->order[i];
		struct match_list found = {0};

		if (!may_identify(r, p) || !is_asked(r, p))
			continue;
		clear = search(r, p, &found) == MATCH_CLEAR;
		if (clear) {
			match_list_release(&r->q->matches);
			meta_clear_field(&r->known, MF_UNIQUEIDS);
			meta_add_id(&r->known, provider_name(p), found.item[0].id, false);
			r->guessed = true;
			r->asked = r->identified = 0;
		}
		keep_matches(r->q, &found);
		match_list_release(&found);
	}
	return clear;
}

const struct error *round_failure(const struct round *r)
{
	size_t i;

	for (i = 0; i < r->q->norder; i++)
		if (r->by[r->q->order[i]].state == ASK_FAILED)
			return &r->by[r->q->order[i]].failure;
	return NULL;
}

/* Nothing that its own ids led to. */
static bool is_open(const struct round *r)
{
	return !r->waiting && !round_answered(r) && !round_failure(r);
}

/* The ids of its name, of the types that it has none of. Another one than its own ids say is not taken. */
static bool learn_name(struct round *r)
{
	size_t n = r->known.ids.n;

	if (r->type != r->q->type || !r->q->named)
		return false;
	learn(r, r->q->named);
	r->guessed = r->known.ids.n > n;
	r->asked = r->identified = 0;
	return r->guessed;
}

void round_identify(struct round *r)
{
	round_ask(r);
	if (is_open(r) && learn_name(r))
		round_ask(r);
	if (is_open(r) && search_each(r))
		round_ask(r);
}

bool round_anybody(const struct round *r)
{
	size_t i;

	for (i = 0; i < r->q->norder; i++)
		if (provider_all[r->q->order[i]]->details[r->type])
			return true;
	return false;
}

bool round_has_details(const struct round *r)
{
	size_t i;

	for (i = 0; i < r->q->norder; i++)
		if (r->by[r->q->order[i]].state == ASK_ANSWERED &&
			!provider_all[r->q->order[i]]->pictures_only)
			return true;
	return false;
}
