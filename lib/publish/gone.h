/*
 * Files of a library that are not what they should be, as far as their names and sizes say: for
 * metarr-check(1). What metarr-recover(1) would find is more, and costs that every file is read.
 */
#ifndef PUBLISH_GONE_H
#define PUBLISH_GONE_H

#include "publish/publisher.h"

struct gone {
	int64_t files;		   /* that were published, and are gone or empty */
	int64_t videos;		   /* that are empty */
	struct strbuf file, video; /* the first of each, below the library's root */
};
#define GONE_INIT                                                                                            \
	{                                                                                                    \
		0, 0, STRBUF_INIT, STRBUF_INIT                                                               \
	}
void gone_release(struct gone *g);

/* Of the items that are there, in the publisher's library, of which 'pub' needs db, lib and root. What stands
 * elsewhere (pictures of sets) is not looked at. 0, or -1 when the database could not be asked. */
int gone_look(struct publisher *pub, struct gone *out, struct error *err);

#endif
