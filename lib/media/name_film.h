/* A film's path to what it says; used by media/name.c alone. */
#ifndef MEDIA_NAME_FILM_H
#define MEDIA_NAME_FILM_H

#include "media/name.h"
#include "media/name_path.h"

/* part[0] is the file without its extension, or a folder; the others are the folders above. n > 0. */
void film_parse(struct name_info *info, const struct component *part, size_t n);

#endif
