/*
 * What the name of a file or folder says: title, year, numbers, ids. Pure: nothing is opened, the path need
 * not exist.
 *
 * One reading for all names: a component is cut into words; some words are anchors (a season and episode, a
 * date, a year, an id in brackets, a word that only releases use: 1080p, x264, BluRay); the title is what
 * stands before the first anchor. For a path the folders help: the nearest one that says more gives what the
 * file's name lacks.
 */
#ifndef MEDIA_NAME_H
#define MEDIA_NAME_H

#include <stdbool.h>
#include <stdint.h>

#include "core/strbuf.h"

#define NAME_MAX_LEN 4096    /* bytes of a path that are looked at; what stands before them is not */
#define NAME_MAX_EPISODES 64 /* of one file; a longer range is no range */

enum name_kind {
	NAME_ANY,     /* an episode when the name bears season and episode or a date, else a film */
	NAME_MOVIE,   /* a film's file or folder */
	NAME_EPISODE, /* an episode's file; its folders may be the season's and the show's */
	NAME_SERIES,  /* a show's folder: title, year and ids */
};

struct name_info {
	char *title; /* UTF-8, separators made spaces; NULL: the name does not say (S01E02.mkv) */
	int year;    /* 0: not known */
	int season;  /* -1: not known; 0: specials */
	int episodes[NAME_MAX_EPISODES]; /* in their order, a range filled up */
	int nepisodes;
	char date[11];		  /* YYYY-MM-DD, or empty */
	int absolute;		  /* -1: none; else the episode's number without seasons, see below */
	int part;		  /* of a stack: cd1, part 2, pt b; 0: none */
	char *edition;		  /* "Director's Cut"; NULL: none */
	int64_t tmdb_id, tvdb_id; /* 0: none */
	char *imdb_id;		  /* "tt0133093"; NULL: none */
	bool is_extra;		  /* a trailer, featurette, deleted scene …, by suffix or folder */
	bool is_sample;
	bool is_episode; /* what it was read as: kind, or the answer to NAME_ANY */
};

#define NAME_INIT                                                                                            \
	{                                                                                                    \
		.season = -1, .absolute = -1                                                                 \
	}

/*
 * A number alone: behind a group's name ("[Group] Show - 045"), below 100 or with a zero in front it counts
 * without seasons; it stands in 'absolute' and in 'episodes', and 'season' is -1. "show.103" is read as
 * season 1, episode 3, as Kodi does, and 'absolute' is 103. "Ep 5" alone is season 1 and absolute 5.
 */

/*
 * Reads one name or path; separators are '/' and '\'. Replaces what 'info' held. Never fails: a name without
 * sense gives itself as the title. Bytes that are not UTF-8 are dropped from the strings.
 */
void name_parse(struct name_info *info, const char *path, enum name_kind kind);
void name_release(struct name_info *info); /* frees the strings; as NAME_INIT afterwards */

/* Appends the title that an episode's file has behind its numbers, in front of release words: 'stem' is its
 * name without the extension. Nothing is appended where it has none. */
void name_episode_title(struct strbuf *out, const char *stem);

/* The number that a folder below a show's bears: "Season 01", "S1", "Staffel 2", "Specials" (0), "1". -1:
 * none. */
int name_season_folder(const char *folder);
/* Whether a season's title says no more than which one it is: "Season 1", "Staffel 01", "Specials". */
bool name_is_season(const char *title, int season);

/*
 * Appends the title folded for sorting: compatibility forms, case and accents gone, the article in front
 * dropped, white space made single. 'language' is the title's (ISO 639-1, or NULL when nobody knows): what is
 * an article in one language only and a word in others, is dropped in that one: "Die Welle" in "de", but
 * never "Die Hard".
 */
void name_sort_key(struct strbuf *out, const char *title, const char *language);
/* Appends the words of a text folded for search, letters and digits only, one space between them. */
void name_fold_words(struct strbuf *out, const char *text);

#endif
