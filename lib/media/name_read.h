/* One component of a path, read by itself; used by media/name.c alone. */
#ifndef MEDIA_NAME_READ_H
#define MEDIA_NAME_READ_H

#include "media/name_number.h"

struct reading {
	struct strbuf title;   /* empty: the component does not say */
	struct strbuf edition; /* empty: none */
	struct strbuf front;   /* of a name without title the bracket in front, which may be it */
	struct strbuf behind;  /* what stands between an episode's numbers and release words: its title */
	struct numbers numbers;
	int year;	  /* 0: none */
	bool in_brackets; /* the year */
	int absolute;	  /* -1: none */
	int tags;	  /* how many words only releases use */
	bool is_bonus;	  /* "-x02-": something beside the film */
	int64_t tmdb_id, tvdb_id;
	char imdb_id[16]; /* empty: none */
};

#define READING_INIT                                                                                         \
	{                                                                                                    \
		.title = STRBUF_INIT, .edition = STRBUF_INIT, .front = STRBUF_INIT, .behind = STRBUF_INIT,   \
		.numbers = {.season = -1}, .absolute = -1                                                    \
	}

/*
 * Reads 'len' bytes without slash and extension. 'kind' is NAME_MOVIE, NAME_EPISODE or NAME_SERIES;
 * 'folder_season' is the season that the folder above says, or -1: it makes a number in front an episode ("01
 * - Pilot").
 */
void reading_parse(struct reading *r, const char *name, size_t len, enum name_kind kind, int folder_season);
void reading_release(struct reading *r);

#endif
