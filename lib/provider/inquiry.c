/* Asking all providers about one item; see inquiry.h. Which episode it is, is in inquiry_show.c. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "provider/inquiryparts.h"

static const struct provider *const providers[PROVIDER_COUNT] = {
	&provider_tmdb, &provider_tvdb, &provider_fanarttv, &provider_tvmaze};

static void answers_forget(struct inquiry_answer by[PROVIDER_COUNT])
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
	return (struct subject){
		.type = r->type, .meta = &r->known, .series = r->series, .numbering = r->numbering};
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
		type = provider_name(s->type == ENTITY_MOVIE ? PROVIDER_TMDB : PROVIDER_TVDB);
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
	enum ask_state state = providers[p]->details(r->ask, &s, r->q->wishes, &by->answer, &err);

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

static bool has_ids(const struct meta *m)
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
	enum ask_state state = providers[p]->identify(r->ask, &s, r->q->wishes, &found, &err);
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
	return providers[p]->kinds & 1u << r->type && (!(r->q->substitutes & 1u << p) || stands_in(r, p));
}

static bool may_identify(const struct round *r, enum provider_id p)
{
	return providers[p]->identify && (r->q->identifies & 1u << p || stands_in(r, p)) &&
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
		if (providers[p]->knows(&s)) {
			r->asked |= 1u << p;
			news |= ask_details(r, p);
		} else if (may_identify(r, p) && has_ids(&r->known) && !(r->identified & 1u << p)) {
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
	state = providers[p]->identify(r->ask, &s, r->q->wishes, found, &err);
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

void round_identify(struct round *r)
{
	round_ask(r);
	if (r->waiting || round_answered(r) || round_failure(r))
		return;
	if (search_each(r))
		round_ask(r);
}

static bool anybody(const struct round *r)
{
	size_t i;

	for (i = 0; i < r->q->norder; i++)
		if (providers[r->q->order[i]]->kinds & 1u << r->type)
			return true;
	return false;
}

/* Why it is not known which it is. */
static void say_unknown(const struct round *r)
{
	struct inquiry *q = r->q;

	if (q->matches.n)
		strbuf_addf(&q->reason, "%zu could be it: 'metarr show --matches' lists them", q->matches.n);
	else if (q->nobody)
		strbuf_addstr(&q->reason, "no provider can be asked: none has a key");
	else if (has_ids(q->meta))
		strbuf_addstr(&q->reason, "no provider knows its ids");
	else
		strbuf_addstr(&q->reason, "no provider knows such a title");
}

static bool has_details(const struct round *r)
{
	size_t i;

	for (i = 0; i < r->q->norder; i++)
		if (r->by[r->q->order[i]].state == ASK_ANSWERED && !providers[r->q->order[i]]->pictures_only)
			return true;
	return false;
}

static void end_whole(struct round *r)
{
	struct inquiry *q = r->q;
	const struct error *failure = round_failure(r);

	if (has_details(r) || (round_answered(r) && !failure))
		q->end = INQUIRY_GOOD;
	else
		q->end = failure ? INQUIRY_FAILED : INQUIRY_UNKNOWN;
	if (q->end == INQUIRY_FAILED)
		strbuf_addbuf(&q->reason, &failure->msg);
	q->nobody = !anybody(r);
	if (q->end == INQUIRY_UNKNOWN)
		say_unknown(r);
}

static void begin(struct inquiry *q)
{
	answers_forget(q->by);
	match_list_release(&q->matches);
	strbuf_clear(&q->reason);
	q->searched = q->nobody = false;
	q->end = INQUIRY_GOOD;
	memcpy(q->rank, q->order, sizeof(q->rank));
}

enum ask_state inquiry_run(struct ask *a, struct inquiry *q)
{
	struct round r;
	bool waiting;

	begin(q);
	if (q->type == ENTITY_SEASON || q->type == ENTITY_EPISODE)
		return inquiry_show(a, q);
	round_init(&r, a, q, q->type, q->meta);
	round_identify(&r);
	waiting = r.waiting;
	if (!waiting)
		end_whole(&r);
	round_release(&r);
	return waiting ? ASK_WAITING : ASK_ANSWERED;
}

void inquiry_release(struct inquiry *q)
{
	answers_forget(q->by);
	match_list_release(&q->matches);
	strbuf_release(&q->reason);
}
