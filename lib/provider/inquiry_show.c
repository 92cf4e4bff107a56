/* Which season or episode of a provider's is meant, and what is said of it; see inquiry.h. */
#include <stdlib.h>
#include <string.h>

#include "core/instant.h"
#include "provider/inquiryparts.h"

#define SAME_DAY 1  /* days that two providers differ by for one evening: time zones */
#define OTHER_DAY 2 /* that a file may differ by from who counts: it came out at night */

static bool is_asked(const struct inquiry *q, enum provider_id p)
{
	size_t i;

	for (i = 0; i < q->norder; i++)
		if (q->order[i] == p)
			return true;
	return false;
}

static enum numbering numbering_of(const struct inquiry *q, const struct meta *series)
{
	bool maze = is_asked(q, PROVIDER_TVMAZE) && meta_id(series, "tvmaze");

	if (q->numbering >= 0)
		return (enum numbering)q->numbering;
	if (meta_id(series, "tvdb") && (is_asked(q, PROVIDER_TVDB) || maze))
		return NUMBERING_TVDB;
	return NUMBERING_TMDB;
}

/* Who counts so, of those that are asked. */
static enum provider_id counter(const struct round *r)
{
	const struct inquiry *q = r->q;
	bool maze = !is_asked(q, PROVIDER_TVDB) ||
		    (is_asked(q, PROVIDER_TVMAZE) && round_refused(r, PROVIDER_TVDB));

	if (r->numbering == NUMBERING_TMDB)
		return PROVIDER_TMDB;
	return r->numbering == NUMBERING_TVDB && maze ? PROVIDER_TVMAZE : PROVIDER_TVDB;
}

/* Who counts so comes first. */
static void set_rank(struct inquiry *q, enum provider_id first)
{
	size_t i, n = 0;

	if (!is_asked(q, first))
		return;
	q->rank[n++] = first;
	for (i = 0; i < q->norder; i++)
		if (q->order[i] != first)
			q->rank[n++] = q->order[i];
}

/* Whether one of the dates is not known, or they are at most so many days apart. */
static bool near(const char *a, const char *b, int days)
{
	struct strbuf at = STRBUF_INIT;
	char first[INSTANT_SIZE], last[INSTANT_SIZE];
	bool is;

	if (!a || !b)
		return true;
	strbuf_addf(&at, "%s 00:00:00.000", a);
	instant_days_later(at.buf, -days, first);
	instant_days_later(at.buf, days, last);
	is = strncmp(b, first, strlen("YYYY-MM-DD")) >= 0 && strncmp(b, last, strlen("YYYY-MM-DD")) <= 0;
	strbuf_release(&at);
	return is;
}

static const char *aired(const struct inquiry *q, enum provider_id p)
{
	return meta_get(&q->by[p].answer.meta, MF_AIRED);
}

static void forget(struct inquiry_answer *by)
{
	answer_release(&by->answer);
	by->state = ASK_NOTHING;
}

/* Which one it is, for people: "S01E02", "season 1". */
static void add_number(const struct inquiry *q, struct strbuf *out)
{
	const char *season = meta_get(q->meta, MF_SEASON_NUMBER);
	const char *episode = meta_get(q->meta, MF_EPISODE_NUMBER);

	if (q->type == ENTITY_EPISODE)
		strbuf_addf(out, "S%02ldE%02ld", season ? strtol(season, NULL, 10) : 0,
			episode ? strtol(episode, NULL, 10) : 0);
	else
		strbuf_addf(out, "season %s", season ? season : "?");
}

/* What the one that counts has by this number is another episode: its text is nobody's then. */
static bool is_another(const struct inquiry *q, enum provider_id first)
{
	return q->type == ENTITY_EPISODE && q->aired_is_ours && q->by[first].state == ASK_ANSWERED &&
	       !near(meta_get(q->meta, MF_AIRED), aired(q, first), OTHER_DAY);
}

static void end_another(struct inquiry *q, enum provider_id first)
{
	size_t i;

	q->end = INQUIRY_UNKNOWN;
	strbuf_addf(&q->reason, "%s has another episode as ", provider_name(first));
	add_number(q, &q->reason);
	strbuf_addf(&q->reason, ": it aired on %s, and the file's on %s", aired(q, first),
		meta_get(q->meta, MF_AIRED));
	for (i = 0; i < q->norder; i++)
		forget(&q->by[q->order[i]]);
}

/* Others may have another episode by this number. */
static bool has_the_same(const struct inquiry *q, enum provider_id p, enum provider_id first)
{
	return aired(q, p) && aired(q, first) && near(aired(q, p), aired(q, first), SAME_DAY);
}

static void compare_others(struct inquiry *q, enum provider_id first)
{
	size_t i;

	for (i = 0; i < q->norder; i++) {
		enum provider_id p = q->order[i];

		if (p != first && q->type == ENTITY_EPISODE && q->by[p].state == ASK_ANSWERED &&
			!has_the_same(q, p, first))
			forget(&q->by[p]);
	}
}

static bool has_people(const struct meta *m)
{
	return m->directors.n || m->writers.n || m->actors.n;
}

/* What TVDB has of an episode in lists will do, unless its people are missing then: nobody else has them. */
static bool needs_people(const struct round *r)
{
	const struct inquiry *q = r->q;
	size_t i;

	if (!r->brief || q->wishes->every_picture || q->by[PROVIDER_TVDB].state != ASK_ANSWERED ||
		is_another(q, PROVIDER_TVDB))
		return false;
	for (i = 0; i < q->norder; i++) {
		enum provider_id p = q->order[i];

		if (p != PROVIDER_TVDB && q->by[p].state == ASK_ANSWERED &&
			has_people(&q->by[p].answer.meta) && has_the_same(q, p, PROVIDER_TVDB))
			return false;
	}
	return true;
}

/* Why the one that counts so did not say: its own failure, else that of the one whose place it took. */
static const struct error *failure_of(const struct inquiry *q, enum provider_id first)
{
	bool own = q->by[first].state == ASK_FAILED || !(q->substitutes & 1u << first);
	const struct inquiry_answer *by = &q->by[own ? first : PROVIDER_TVDB];

	return by->state == ASK_FAILED ? &by->failure : NULL;
}

static void end_show(struct round *r, enum provider_id first)
{
	struct inquiry *q = r->q;
	enum ask_state state = q->by[first].state;
	const struct error *failure = failure_of(q, first);

	set_rank(q, first);
	if (is_another(q, first)) {
		end_another(q, first);
		return;
	}
	compare_others(q, first);
	if (state == ASK_ANSWERED || (q->type == ENTITY_SEASON && state != ASK_FAILED && round_answered(r)))
		return;
	q->end = failure ? INQUIRY_FAILED : INQUIRY_UNKNOWN;
	if (failure) {
		strbuf_addbuf(&q->reason, &failure->msg);
	} else if (!is_asked(q, first)) {
		strbuf_addf(&q->reason, "%s, which counts so, cannot be asked: it has no key",
			provider_name(first));
	} else {
		strbuf_addf(&q->reason, "%s has no ", provider_name(first));
		add_number(q, &q->reason);
	}
}

static bool has_ids(const struct meta *m)
{
	return inquiry_has_ids(m) || meta_id(m, "tvmaze");
}

/* The ids of its series, asked for as the series itself does. False: to be waited for. */
static bool ask_series(struct ask *a, struct inquiry *q, struct meta *series)
{
	const struct error *failure;
	struct round r;
	bool waiting;

	round_init(&r, a, q, ENTITY_SERIES, q->series);
	r.by = r.own;
	if (!q->series_asked)
		round_identify(&r);
	meta_copy(series, &r.known);
	failure = round_failure(&r);
	if (!has_ids(series)) {
		q->end = failure ? INQUIRY_FAILED : INQUIRY_UNKNOWN;
		strbuf_addstr(&q->reason, failure ? failure->msg.buf : "its series is not identified");
	}
	waiting = r.waiting;
	round_release(&r);
	match_list_release(&q->matches); /* are the series' */
	q->searched = false;
	return !waiting;
}

static enum ask_state ask_show(struct ask *a, struct inquiry *q, const struct meta *series)
{
	enum ask_state state = ASK_ANSWERED;
	struct round r;

	round_init(&r, a, q, q->type, q->meta);
	r.series = series;
	r.numbering = numbering_of(q, series);
	r.brief = q->type == ENTITY_EPISODE && (round_knows(&r, PROVIDER_TMDB) || q->wishes->every_picture);
	round_ask(&r);
	if (!r.waiting && needs_people(&r)) {
		r.brief = false;
		round_ask_again(&r, PROVIDER_TVDB);
	}
	if (r.waiting)
		state = ASK_WAITING;
	else
		end_show(&r, counter(&r));
	round_release(&r);
	return state;
}

enum ask_state inquiry_show(struct ask *a, struct inquiry *q)
{
	struct meta series = META_INIT;
	enum ask_state state = ASK_WAITING;

	if (ask_series(a, q, &series))
		state = has_ids(&series) ? ask_show(a, q, &series) : ASK_ANSWERED;
	meta_release(&series);
	return state;
}
