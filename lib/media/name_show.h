/* The paths of episodes and shows to what they say; used by media/name.c alone. */
#ifndef MEDIA_NAME_SHOW_H
#define MEDIA_NAME_SHOW_H

#include "media/name.h"
#include "media/name_path.h"

/* part[0] is the file without its extension, the others are the folders above; those that say nothing, a
 * disc's, are dropped from 'part'. n > 0. */
void show_parse_episode(struct name_info *info, struct component *part, size_t n);
void show_parse_series(struct name_info *info, const struct component *part); /* a show's folder */
/* An episode when the numbers are beyond doubt. A folder "2010" may hold films. */
bool show_is_episode(const struct component *part, size_t n);

#endif
