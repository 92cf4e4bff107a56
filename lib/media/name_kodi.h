/*
 * What Kodi 20 makes of the name of an episode's file: by it alone Kodi decides which episodes a file is, or
 * that it is none. The first of these that is anywhere in the name: S01E02; E02, EP2 (of season 1); a date;
 * 1x02; part 2 (of season 1); 102, which reads years, too. Behind the first, E03, -03, x03 and _03 are
 * further episodes, one by one: "S01E01-E03" has no second.
 */
#ifndef MEDIA_NAME_KODI_H
#define MEDIA_NAME_KODI_H

#include <stdbool.h>
#include <stddef.h>

#include "core/strbuf.h"

#define NAME_KODI_EPISODES 64 /* of one file; further ones are left out */

struct name_kodi {
	bool dated; /* by its date: the NFO's numbers count then, and the rest of this is empty */
	int season;
	int episodes[NAME_KODI_EPISODES];
	int nepisodes;
	bool marked;	 /* S01E02 or 1x02: nothing in the name is taken before it */
	size_t from, to; /* where the numbers (or the date) stand in the name, in bytes */
};

/* 'file' is one name with its extension. False: Kodi does not import it. */
bool name_kodi_read(const char *file, struct name_kodi *out);

/* Appends the file's name as it should be for Kodi to find just these episodes. */
void name_kodi_write(struct strbuf *out, const char *file, int season, const int *episodes, int nepisodes);

#endif
