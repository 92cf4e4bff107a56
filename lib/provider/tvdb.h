/*
 * TVDB v4, in parts. For tvdb*.c only; what others call is provider_tvdb (provider.h).
 *
 * TVDB takes one question a second, so few are asked: a film or series is one, the episodes of a series are
 * one for each 500 of them in the order that they are numbered by, and a season is one more, with all of its
 * languages in it. An episode is one more, too, for its people; in brief its texts come from further lists,
 * one for each language that is needed.
 */
#ifndef PROVIDER_TVDB_H
#define PROVIDER_TVDB_H

#include "provider/fill.h"

#define TVDB_ARTWORKS "https://artworks.thetvdb.com" /* where pictures are that come without a host */

/* What it says of one thing. */
struct tvdb_record {
	enum entity type;
	const cJSON *json;    /* with "translations" */
	const char *language; /* of the texts outside of those, as TVDB names it; NULL: nobody says */
};

/*
 * Asks, and gives what is in the envelope, an object or array. ASK_NOTHING: that is null. An answer that is
 * of another thing (its "id" is not 'id', which may be NULL) is a failure.
 */
enum ask_state tvdb_get(
	struct ask *a, const char *path, const char *id, const cJSON **data, struct error *err);
/* Asks for a page of a list, from 0. *more: another one follows. */
enum ask_state tvdb_get_page(
	struct ask *a, const char *path, int page, const cJSON **data, bool *more, struct error *err);

/* ISO 639-1 of a language of TVDB's ("deu", "pt", "zhtw"); NULL: it has no such code. */
const char *tvdb_language(const char *language);
/* The more it is wanted the higher; English always is a little. 0: not at all. */
int tvdb_language_rank(const char *language, const struct wishes *w);
/* Title, plot and tagline: each in the best language that has it, else in its own. */
void tvdb_read_texts(struct meta *m, const struct tvdb_record *r, const struct wishes *w);

/* The title and plot of an episode that is of a list: each in the best language that it is said to have. */
enum ask_state tvdb_read_listed(struct ask *a, const struct subject *s, const struct tvdb_record *r,
	const struct wishes *w, struct meta *m, struct error *err);

/* Members that films, series and episodes share. */
void tvdb_read_facts(struct meta *m, const cJSON *json, const struct wishes *w);
void tvdb_read_ids(struct meta *m, const cJSON *json);
void tvdb_read_people(struct answer *out, const cJSON *json);

/* Pictures of a list: those that are of this kind of item; season_id: and of that season, else NULL. */
void tvdb_read_artworks(struct answer *out, const cJSON *list, enum entity type, const char *season_id);
/* The one that is the "image" of a thing, of "imageType"; of a film or series its poster. */
void tvdb_read_image(struct answer *out, const cJSON *json, enum entity type);

/* The word for an order of episodes in paths and in types of seasons. */
const char *tvdb_order(enum numbering n);
/* The episode of a list that the subject is; ASK_NOTHING: its order has no such one. */
enum ask_state tvdb_find_episode(
	struct ask *a, const struct subject *s, struct tvdb_record *out, struct error *err);
/* The one with this id in the list of a language ("deu"), as above. */
enum ask_state tvdb_find_listed(struct ask *a, const struct subject *s, const char *id, const char *language,
	const cJSON **out, struct error *err);

enum ask_state tvdb_film(struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out,
	struct error *err);
enum ask_state tvdb_series(struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out,
	struct error *err);
enum ask_state tvdb_season(struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out,
	struct error *err);
enum ask_state tvdb_episode(struct ask *a, const struct subject *s, const struct wishes *w,
	struct answer *out, struct error *err);
enum ask_state tvdb_identify(struct ask *a, const struct subject *s, const struct wishes *w,
	struct match_list *out, struct error *err);

enum ask_state tvdb_changed(struct ask *a, enum entity type, const char *since, const char *now,
	struct change_list *out, struct error *err);

#endif
