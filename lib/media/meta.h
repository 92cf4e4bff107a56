/*
 * What is known of one item (a film, series, season or episode), wherever it came from: an NFO, a file
 * name, the database, a provider. Pure data: no database, no files. NFO reading makes one, NFO editing takes
 * one, the store loads and saves one, and the three-way merge compares three.
 *
 * A field is named as the database names it ("original_title", "genres"). Scalars are UTF-8 text in one
 * canonical form (numbers without leading zeros, dates YYYY-MM-DD), so that equal values are equal bytes.
 * NULL and the empty list mean "not known".
 */
#ifndef MEDIA_META_H
#define MEDIA_META_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

enum meta_field {
	/* scalars; the kind stands behind each */
	MF_TITLE,	    /* text */
	MF_ORIGINAL_TITLE,  /* text */
	MF_SORT_TITLE,	    /* text */
	MF_YEAR,	    /* integer 1800 to 2200 */
	MF_PLOT,	    /* text, may have line ends */
	MF_OUTLINE,	    /* text */
	MF_TAGLINE,	    /* text */
	MF_MPAA,	    /* text */
	MF_PREMIERED,	    /* date YYYY-MM-DD */
	MF_AIRED,	    /* date; episodes */
	MF_RUNTIME,	    /* integer, minutes */
	MF_USER_RATING,	    /* integer 1 to 10; 0 says "not rated" and is not kept */
	MF_TRAILER_URL,	    /* text, as in the NFO */
	MF_SERIES_STATUS,   /* text; series */
	MF_SEASON_NUMBER,   /* integer; seasons, episodes */
	MF_EPISODE_NUMBER,  /* integer; episodes */
	MF_DISPLAY_SEASON,  /* integer */
	MF_DISPLAY_EPISODE, /* integer */
	/* lists, each replaced whole */
	MF_SET, /* at most one: set_name, set_overview, set_tmdb_id; the last two are facts about the set, not
		   about the item, and make no difference between two items */
	MF_GENRES,    /* names, in order */
	MF_STUDIOS,   /* names, in order */
	MF_COUNTRIES, /* names, in order */
	MF_TAGS,      /* names, in order */
	MF_ACTORS,    /* people: name, role, order, thumb */
	MF_DIRECTORS, /* people: name */
	MF_WRITERS,   /* people: name ("credits" in an NFO) */
	MF_RATINGS,   /* source, value, max, votes, default */
	MF_UNIQUEIDS, /* type, value, default */
	MF_EXTRA,     /* name = value: what an NFO has and no column holds: top250, code, edition, dateadded,
			 playcount, lastplayed, namedseason:N, … In name order; several of one name keep theirs */
	MF_COUNT
};
#define MF_SCALARS MF_SET /* fields below this one are scalars */
#define MF_BIT(f) (UINT64_C(1) << (f))

struct meta_person {
	char *name;
	char *role;    /* actors; may be NULL */
	char *thumb;   /* URL; may be NULL */
	char *tmdb_id; /* may be NULL */
	int order;     /* actors: the number in an NFO, -1: none; the list itself is in order */
};

struct meta_rating {
	char *source;  /* imdb, tmdb (themoviedb in an NFO), rottenTomatoes, metacritic, default, … */
	double value;  /* on the scale of max */
	int max;       /* 10 unless said */
	int64_t votes; /* -1: not given */
	bool is_default;
};

struct meta_id {
	char *type; /* lower case: tmdb, imdb, tvdb, any other */
	char *value;
	bool is_default;
};

struct meta_pair {
	char *name;
	char *value;
};

struct meta_names { /* a list of strings */
	char **item;
	size_t n, alloc;
};

struct meta_people {
	struct meta_person *item;
	size_t n, alloc;
};

struct meta {
	char *scalar[MF_SCALARS]; /* NULL: not known */
	char *set_name, *set_overview, *set_tmdb_id;
	struct meta_names genres, studios, countries, tags;
	struct meta_people actors, directors, writers;
	struct {
		struct meta_rating *item;
		size_t n, alloc;
	} ratings;
	struct {
		struct meta_id *item;
		size_t n, alloc;
	} ids;
	struct {
		struct meta_pair *item;
		size_t n, alloc;
	} extra;
};

#define META_INIT                                                                                            \
	{                                                                                                    \
		.set_name = NULL                                                                             \
	}

#define META_MAX_TEXT (256 * 1024) /* bytes of a scalar */
#define META_MAX_NAME (64 * 1024)  /* of a text in a list; a longer one is not added */
#define META_MAX_LIST 4096	   /* elements of a list; further ones are not added */

void meta_init(struct meta *m);
void meta_release(struct meta *m);
void meta_copy(struct meta *to, const struct meta *from); /* 'to' is released first */

/* The name of a field ("genres"), and back; the singular and "id" names work too. -1: no such field. */
const char *meta_field_name(enum meta_field f);
int meta_field_by_name(const char *name);

/* Scalars. meta_set checks and canonicalises ("07" becomes "7", "1999-3-1" is refused); NULL or "" removes.
 */
const char *meta_get(const struct meta *m, enum meta_field f);
int meta_set(struct meta *m, enum meta_field f, const char *value, struct error *err);

/* Replaces the set; name NULL or "": none. */
void meta_set_collection(struct meta *m, const char *name, const char *overview, const char *tmdb_id);

/*
 * Lists. Strings are copied and canonicalised as those of meta_set() are; not added are empty ones, doubles
 * (of people the same name and role), a second rating of a source or id of a type, a rating not in 0 < value
 * <= max. A name of a list of names, directors or writers that has " / " in it is two, as Kodi reads it.
 */
void meta_add_name(struct meta *m, enum meta_field f, const char *name);
void meta_add_person(struct meta *m, enum meta_field f, const struct meta_person *p);
void meta_add_rating(struct meta *m, const struct meta_rating *r);
void meta_add_id(struct meta *m, const char *type, const char *value, bool is_default);
void meta_add_extra(struct meta *m, const char *name, const char *value);
const struct meta_names *meta_names(const struct meta *m, enum meta_field f);	/* genres to tags */
const struct meta_people *meta_people(const struct meta *m, enum meta_field f); /* actors to writers */
const char *meta_id(const struct meta *m, const char *type);	/* the value of an id, or NULL */
const char *meta_extra(const struct meta *m, const char *name); /* the first of that name, or NULL */
void meta_clear_field(struct meta *m, enum meta_field f);
/* Replaces one field of 'to' with that of 'from'. */
void meta_copy_field(struct meta *to, const struct meta *from, enum meta_field f);

bool meta_has(const struct meta *m, enum meta_field f);
/* The field with all that is known, as records and people see it: null, a string, a number, an array, an
 * object. */
struct jsonw;
void meta_write_json(const struct meta *m, enum meta_field f, struct jsonw *w);
/* Appends the field for people, in one line: "Drama, Crime"; nothing for what is not known. */
void meta_field_text(const struct meta *m, enum meta_field f, struct strbuf *out);
/* Appends the names of fields (MF_BIT): "year, plot". */
void meta_names_text(uint64_t fields, struct strbuf *out);
/*
 * The field from such JSON: null clears it; people may be names, a set its name alone. ERR_BAD_VALUE, and the
 * field as it was, for what it does not take. 0 or -1.
 */
struct cJSON;
int meta_read_json(struct meta *m, enum meta_field f, const struct cJSON *v, struct error *err);
/*
 * The field as canonical JSON: two fields are equal when these are. Ratings and ids come by their names, in
 * whatever order they stand; where none is the default, one is: the first of a rule that all share.
 */
void meta_field_json(const struct meta *m, enum meta_field f, struct strbuf *out);
/* The index of the default rating or id, by the same rule; -1: there is none at all. */
int meta_default_rating(const struct meta *m);
int meta_default_id(const struct meta *m);
bool meta_field_equal(const struct meta *a, const struct meta *b, enum meta_field f);
/* Whether both are in the same set, or in none, and say the same of it. */
bool meta_set_equal(const struct meta *a, const struct meta *b);
/* The set of fields (MF_BIT) in which a and b differ. */
uint64_t meta_diff(const struct meta *a, const struct meta *b);

/*
 * Three-way merge. For each field: changed only on disk (disk != base, ours == base) goes into 'taken' and
 * the value into *out; changed on both sides to different values, or changed on disk while 'locked' has its
 * bit, goes into 'conflict' and *out keeps ours; the rest is ours.
 */
void meta_merge3(struct meta *out, const struct meta *base, const struct meta *disk, const struct meta *ours,
	uint64_t locked, uint64_t *taken, uint64_t *conflict);

#endif
