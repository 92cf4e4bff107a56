/*
 * Asking: how a provider's code gets what it needs from the outside.
 *
 * Such code is a function that can be run again from the start. It asks for every answer that it needs by
 * then; where one is not there yet it returns ASK_WAITING, and is run again once all that it asked for has
 * been answered. So it reads like a straight line, makes no request itself, and many of them share answers:
 * two episodes of one season ask for the same one. It should ask for all that it can ask for before it
 * returns, so that the requests go out together.
 *
 * desk.h answers from the network and from what the database keeps; a test answers from files.
 */
#ifndef PROVIDER_ASK_H
#define PROVIDER_ASK_H

#include "core/error.h"
#include "core/json.h"

enum provider_id { PROVIDER_TMDB, PROVIDER_TVDB, PROVIDER_FANARTTV, PROVIDER_TVMAZE, PROVIDER_COUNT };

/* "tmdb", "tvdb", "fanart.tv", "tvmaze": the words of candidates, field_state and external ids. */
const char *provider_name(enum provider_id id);
int provider_by_name(const char *name); /* -1: no such provider */

enum ask_state {
	ASK_FAILED = -1, /* *err says why */
	ASK_WAITING,	 /* not answered yet: to be run again */
	ASK_ANSWERED,	 /* and of a provider's function: done */
	ASK_NOTHING,	 /* the provider has no such thing (404), or is not asked at all (no key) */
};

struct ask {
	/*
	 * The answer to a path below the provider's base, with its query and without any key:
	 * "movie/603?language=de". The same text is the same question. Only ASK_ANSWERED sets *json, an
	 * object or array, borrowed until the function that asked returns. A question that failed or came to
	 * nothing stays so while the caller's work lasts.
	 */
	enum ask_state (*get)(
		struct ask *a, enum provider_id p, const char *path, const cJSON **json, struct error *err);
};

#define ask_get(a, p, path, json, err) ((a)->get((a), (p), (path), (json), (err)))

#endif
