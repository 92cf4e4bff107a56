/* Asking all providers about one item; see inquiry.h. How, is in inquiry_round.c; which episode it is, in
 * inquiry_show.c. */
#include <string.h>

#include "provider/inquiryparts.h"

/* Why it is not known which it is. */
static void say_unknown(const struct round *r)
{
	struct inquiry *q = r->q;

	if (q->matches.n)
		strbuf_addf(&q->reason, "%zu could be it: 'metarr show --matches' lists them", q->matches.n);
	else if (q->nobody)
		strbuf_addstr(&q->reason, "no provider can be asked: none has a key");
	else if (inquiry_has_ids(q->meta))
		strbuf_addstr(&q->reason, "no provider knows its ids");
	else
		strbuf_addstr(&q->reason, "no provider knows such a title");
}

static void end_whole(struct round *r)
{
	struct inquiry *q = r->q;
	const struct error *failure = round_failure(r);

	if (round_has_details(r) || (round_answered(r) && !failure))
		q->end = INQUIRY_GOOD;
	else
		q->end = failure ? INQUIRY_FAILED : INQUIRY_UNKNOWN;
	if (q->end == INQUIRY_FAILED)
		strbuf_addbuf(&q->reason, &failure->msg);
	q->nobody = !round_anybody(r);
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
