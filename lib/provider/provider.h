/*
 * Providers: one small interface, and a file (or a few) behind it for each. Pure but for what they ask(): no
 * database, no network, no clock.
 */
#ifndef PROVIDER_PROVIDER_H
#define PROVIDER_PROVIDER_H

#include <stdint.h>

#include "media/entity.h"
#include "media/meta.h"
#include "provider/ask.h"

/* By whose counting the episodes of a series have their numbers. */
enum numbering { NUMBERING_TVDB, NUMBERING_TMDB, NUMBERING_DVD, NUMBERING_ABSOLUTE, NUMBERING_COUNT };
const char *numbering_name(enum numbering n); /* tvdb, tmdb, dvd, absolute */
int numbering_by_name(const char *name);      /* -1: no such word */

/* What texts and certifications are wanted in. */
struct wishes {
	struct meta_names languages; /* ISO 639-1, best first; at least one */
	char country[3];	     /* ISO 3166-1, upper case */
	bool every_picture; /* those in other languages, too, and what it takes more questions to know of */
	/* Bases of the addresses of pictures, from the configuration; no '/' at the end. Borrowed. */
	const char *tmdb_image_url;
};

/* Who is asked about: what is known of the item here. Borrowed. */
struct subject {
	enum entity type;	   /* a film, series, season or episode, or a set */
	const struct meta *meta;   /* titles, year, ids; season_number, episode_number, aired */
	const struct meta *series; /* of a season or episode: what is known of its series */
	enum numbering numbering;  /* of seasons and episodes */
	bool brief; /* of an episode: not what takes a question of its own, where it is people */
};

/* A picture that a provider has. */
struct picture {
	char *kind; /* as in artname.h: poster, fanart, clearlogo, actor/Tom_Doe, season-all-poster */
	char *url;
	char *preview_url;     /* a small one of the same; NULL: none */
	char *language;	       /* ISO 639-1; NULL: has no text, or nobody says */
	char *provider_key;    /* its id there; NULL: none */
	int64_t width, height; /* 0: not known */
	double vote_average;   /* 0 to 10; negative: no votes */
	int64_t vote_count;    /* likes of fanart.tv, too; negative: not known */
	uint32_t hash;	       /* of kind and address, made by picture_add() */
};
struct picture_list {
	struct picture *item;
	size_t n, alloc;
};

/* What one provider says of one item. Values are canonical (meta.h), texts in the best of the languages that
 * has one; ids are those that the provider knows, its own too. */
struct answer {
	struct meta meta;
	struct picture_list pictures;
};
#define ANSWER_INIT                                                                                          \
	{                                                                                                    \
		.meta = META_INIT                                                                            \
	}

/* One that the item may be, best first. */
struct match {
	enum provider_id provider;
	char *id, *title, *original_title; /* original_title may be NULL */
	struct meta_names aliases;	   /* other titles of it */
	int year;			   /* 0: not known */
	char country[3];		   /* where it was made, ISO 3166-1 in capitals; "": not known */
	int runtime;			   /* minutes, of a film; 0: not known */
	double popularity;		   /* to tell equals apart; 0: not known */
	bool by_id;			   /* found by another id of the item, not by its title */
	char *url;			   /* of a page for people; NULL: none */
	double score;			   /* 0 to 100, made by match_judge() */
};
struct match_list {
	struct match *item;
	size_t n, alloc;
};

/* The provider's ids of films or series; each once, in order, when changed() is done. */
struct change_list {
	int64_t *id;
	size_t n, alloc;
};

/* What a provider says of a subject that it knows(), texts and pictures. ASK_NOTHING: it does not know it
 * after all. */
typedef enum ask_state provider_details_fn(struct ask *a, const struct subject *s, const struct wishes *w,
	struct answer *out, struct error *err);

struct provider {
	enum provider_id id;
	bool pictures_only; /* it has no texts, so that it gives nobody the details */
	/* Whether the subject's ids are enough to ask for details. */
	bool (*knows)(const struct subject *s);
	/* Adds what the subject may be, by its other ids, else by its titles and year; NULL: cannot. */
	enum ask_state (*identify)(struct ask *a, const struct subject *s, const struct wishes *w,
		struct match_list *out, struct error *err);
	provider_details_fn *details[ENTITY_ALL]; /* of each kind of item; NULL: it has none of that kind */
	/*
	 * Adds those films, or those series with all that is below them, that changed there between two
	 * instants. fanart.tv's are TMDB's ids of films and TVDB's of series: what has new pictures.
	 * ASK_NOTHING: it cannot say of so long a time or such items, each may have changed.
	 */
	enum ask_state (*changed)(struct ask *a, enum entity type, const char *since, const char *now,
		struct change_list *out, struct error *err);
};
extern const struct provider provider_tmdb, provider_tvdb, provider_fanarttv, provider_tvmaze;
extern const struct provider *const provider_all[PROVIDER_COUNT]; /* by their ids */

/* The details of any subject. ASK_NOTHING: the provider has none of its kind, or cannot be asked for it. */
enum ask_state provider_details(const struct provider *p, struct ask *a, const struct subject *s,
	const struct wishes *w, struct answer *out, struct error *err);

void answer_release(struct answer *f);
void match_release(struct match *m);
void match_list_release(struct match_list *list);
/* Adds a picture (texts copied, those of *p stay the caller's); one of the same kind and address is one. */
void picture_add(struct picture_list *list, const struct picture *p);
void match_add(struct match_list *list, const struct match *m);

void change_list_release(struct change_list *list);
void change_add(struct change_list *list, int64_t id); /* before change_list_sort() */
void change_list_sort(struct change_list *list);
bool change_list_has(const struct change_list *list, const char *id); /* after it; a number as text */

#endif
