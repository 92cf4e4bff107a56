/*
 * A program that goes through items of several libraries makes that of each the one at hand; whether it is
 * really there is asked once, and then known.
 */
#ifndef PUBLISH_ENTER_H
#define PUBLISH_ENTER_H

#include "core/conf.h"
#include "publish/publisher.h"

struct entered {
	struct library lib; /* id 0: none yet */
	struct strbuf root; /* where this machine sees it */
	struct error error; /* why nothing can be done in it */
};
#define ENTERED_INIT                                                                                         \
	{                                                                                                    \
		.root = STRBUF_INIT, .error = ERROR_INIT                                                     \
	}
void entered_release(struct entered *at);

/* Sets pub->lib, root and attrs, and clears pub->refused when it is another than before. 'force': an empty
 * root, or one on another filesystem, will do. 0, or -1: as guard_library(), for each item again. */
int enter_library(struct publisher *pub, struct entered *at, const struct conf *conf, int64_t id, bool force,
	struct error *err);
/* ERR_LIBRARY_ABSENT when more than a tenth of the library's videos, and more than five, are not there: a
 * disk that is away, more likely than films that are to be made again. */
int enter_check_lost(struct publisher *pub, struct error *err);

#endif
