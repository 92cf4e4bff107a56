/* Which program wrote an NFO. */
#ifndef MEDIA_NFO_MAKER_H
#define MEDIA_NFO_MAKER_H

#include "media/nfo_doc.h"

/*
 * By its shape, and only where that is sure: a wrong answer would take a person's edits for a program's.
 * Radarr and Sonarr write no declaration, two spaces and <watched>; Sonarr names itself in a uniqueid;
 * Jellyfin and Emby begin with a plot and write <lockdata>; tinyMediaManager says so in a comment; MediaElch
 * in <generator>, or wraps episodes in <episodes>; Kodi's library has a space before the '?>' of the
 * declaration.
 */
enum nfo_maker nfo_find_maker(struct nfo_doc *d);

#endif
