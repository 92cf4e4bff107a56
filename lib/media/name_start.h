/* What stands in front of a title; used by media/name_read.c alone. */
#ifndef MEDIA_NAME_START_H
#define MEDIA_NAME_START_H

#include "media/name_scan.h"

/*
 * Moves s->start behind what stands in front of the title: "[Group] ", "www.site.org - ", "(1) ", "01. ",
 * "grp-" of the scene. When only brackets follow, the title is in the one before the details: "[REC] (2007)",
 * "[Title][02][1080p]", "[Group][Title][02]".
 */
void start_find(struct scan *s);

#endif
