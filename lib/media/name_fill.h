/*
 * What films and episodes share when the readings of a path's components become one answer; used by
 * media/name_film.c and name_show.c. Whoever comes first is kept: the file's reading wins, what it lacks
 * comes from the folder's.
 */
#ifndef MEDIA_NAME_FILL_H
#define MEDIA_NAME_FILL_H

#include "media/name.h"
#include "media/name_path.h"
#include "media/name_read.h"

void fill_ids(struct name_info *info, const struct reading *r); /* and the edition */
void fill_title(struct name_info *info, const struct reading *r);
/* A name that makes no sense is its own title. */
void fill_itself(struct name_info *info, const struct component *c);

/* Whether a title has another's words in it and more than an article around them. */
bool fill_holds(const struct strbuf *title, const struct strbuf *other);

#endif
