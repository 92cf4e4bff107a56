/* Words at a title's end that titles have, too, and releases more often; used by media/name_read.c alone. */
#ifndef MEDIA_NAME_WEAK_H
#define MEDIA_NAME_WEAK_H

#include "media/name_scan.h"

/* Moves s->end in front of editions ("The Final Cut"), and of languages, "LIMITED" and the like where what
 * stands around them says that they are the release's. */
void weak_cut(struct scan *s);

/* Appends the edition's words wherever they stand behind the title, as written. */
void weak_edition(const struct scan *s, struct strbuf *out);

#endif
