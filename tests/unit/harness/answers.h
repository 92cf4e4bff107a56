/*
 * What providers answer, from recorded files and from texts of a test: the 'ask' of code under test in place
 * of a network. A question is answered one round after it was first asked, so that code which should have
 * asked for several things at once is seen to need more rounds.
 */
#ifndef HARNESS_ANSWERS_H
#define HARNESS_ANSWERS_H

#include "provider/provider.h"

struct answers {
	struct ask ask; /* must stay the first */
	struct answers_route *route;
	size_t nroute, aroute;
	struct answers_question *question; /* in the order in which they were asked first */
	size_t nquestion, aquestion;
	int now, rounds; /* of all that were, and of the last answers_…() */
};

void answers_init(struct answers *a);
void answers_release(struct answers *a);

/*
 * Adds an answer: JSON, or NULL for a 404. A question has the answer of a route with its path and the same
 * parameters, in whatever order and encoding; of several that of one that was added here, else a recorded
 * one. TMDB's languages, appends and the like need not be the same, but are better so. What its
 * append_to_response asks for and the answer lacks comes from routes of its own ("movie/603/images"). A
 * question without a route is a 404.
 */
void answers_put(struct answers *a, enum provider_id p, const char *path, const char *json);
/* The question fails with this code. */
void answers_fail(struct answers *a, enum provider_id p, const char *path, enum error_code code);
/* Adds the recorded answers of all providers. False: METARR_FIXTURES is not set, which it says. */
bool answers_recorded(struct answers *a);

/* How many questions were asked; the nth as it was asked, NULL: there were not so many. */
size_t answers_asked(const struct answers *a);
const char *answers_question(const struct answers *a, size_t n);

/*
 * Runs the provider's function round by round until it waits no more, and gives its last word. Ends the test
 * when it changed *out before it was done, or waited without having asked for anything new.
 */
enum ask_state answers_identify(struct answers *a, const struct provider *p, const struct subject *s,
	const struct wishes *w, struct match_list *out, struct error *err);
enum ask_state answers_details(struct answers *a, const struct provider *p, const struct subject *s,
	const struct wishes *w, struct answer *out, struct error *err);

/* The same for a function of the test's own, until it does not wait any more. */
enum ask_state answers_run(struct answers *a, enum ask_state (*fn)(struct ask *a, void *ctx), void *ctx);

#endif
