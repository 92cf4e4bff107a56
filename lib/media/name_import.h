/* Whether a player finds a video, and under which name it would. */
#ifndef MEDIA_NAME_IMPORT_H
#define MEDIA_NAME_IMPORT_H

#include <stdbool.h>

#include "core/strbuf.h"
#include "media/name.h"

/*
 * Whether Kodi imports the file at 'path' (which need not exist) as what Metarr reads it as: an episode under
 * the same numbers, or by its date; a film always, but for names with "sample" or "-trailer" in them.
 *
 * When not, the file's name that would work is appended to *better, in the folder where it is: "Show/Season
 * 1/03 - Title.mkv" gives "Show - S01E03 - Title.mkv", and a special gets its S00 into its name. Numbers that
 * are marked already are only written out: "Show S01E01-E03.mkv" gives "Show S01E01E02E03.mkv". What Kodi
 * takes for a sample gives "Free (Sample).mkv". Nothing is appended when the path does not say which episode
 * it is, and for what is a trailer or no video at all.
 */
bool name_importable(const char *path, enum name_kind kind, struct strbuf *better);

#endif
