/*
 * TMDB v3, in parts. For tmdb*.c only; what others call is provider_tmdb (provider.h).
 *
 * A film, series or set is one question, with everything appended; a season and all of its episodes are one,
 * too, and one more for each further language that an episode needs.
 */
#ifndef PROVIDER_TMDB_H
#define PROVIDER_TMDB_H

#include "provider/fill.h"

/* A language as a person names it: "de", "pt-BR". */
struct tmdb_language {
	char code[3];	/* ISO 639-1, lower case */
	char region[3]; /* ISO 3166-1, upper case, or "" */
};

/* The languages that texts are wanted in, best first: those of the wishes, and English behind them. */
#define TMDB_LANGUAGES 8
struct tmdb_languages {
	struct tmdb_language item[TMDB_LANGUAGES];
	size_t n; /* at least 1 */
};
void tmdb_languages(const struct wishes *w, struct tmdb_languages *out);
/* Appends "language=de", of the one at 'i'. */
void tmdb_add_language(struct strbuf *path, const struct tmdb_languages *l, size_t i);
/* Appends "&include_image_language=de,en,null". */
void tmdb_add_image_languages(struct strbuf *path, const struct tmdb_languages *l);
void tmdb_add_video_languages(struct strbuf *path, const struct tmdb_languages *l);
/* The place of an ISO 639-1 code among them; l->n: it is none of them. */
size_t tmdb_language_rank(const struct tmdb_languages *l, const char *code);

/*
 * The best text for a member of an answer in its first language and of its "translations": that of the first
 * language which has one. Where TMDB has no translation of a title it gives the original one; so that
 * counts as missing unless its language is the one in question, and is taken when all others are missing.
 * NULL: there is none. Borrowed from the answer.
 */
const char *tmdb_title(const cJSON *json, const char *key, const char *original_key, const struct wishes *w);
const char *tmdb_text(const cJSON *json, const char *key, const struct wishes *w);

/* Asks. An answer that is no object, or whose member 'key' is not that whole number (key NULL: any answer),
 * is a failure. */
enum ask_state tmdb_get(struct ask *a, const char *path, const char *key, const char *number,
	const cJSON **json, struct error *err);
/* The number of a set: its own, or its id of that type; NULL: it has none. */
const char *tmdb_set_number(const struct meta *m);
/* The object of a country in the list "results"; NULL: there is none. */
const cJSON *tmdb_of_country(const cJSON *json, const char *country);

/* What films and series share: texts, ids, rating, genres, countries, keywords, trailer. Their titles are
 * the members 'title' and 'original'. */
void tmdb_read_common(
	struct meta *m, const cJSON *json, const char *title, const char *original, const struct wishes *w);
void tmdb_read_rating(struct meta *m, const cJSON *json); /* of "vote_average" and "vote_count" */
void tmdb_read_ids(struct meta *m, const cJSON *json);	  /* of "id", "imdb_id" and "external_ids" */
void tmdb_read_premiered(struct meta *m, const cJSON *json, const char *key); /* the date, and its year */

/* People: the first FILL_CAST_MAX of a cast by its order, with their pictures; directors and writers of a
 * crew. Lists may be NULL. */
void tmdb_read_cast(struct answer *out, const cJSON *cast, const struct wishes *w);
void tmdb_read_crew(struct meta *m, const cJSON *crew);

/*
 * Pictures: "posters", "backdrops", "logos", "stills" of 'images' (NULL: those in the answer itself), and the
 * one that the answer names where a list is empty. A backdrop with text is a landscape; where there are no
 * others it is a fanart, too. A poster without text is a keyart, too.
 */
void tmdb_read_pictures(struct answer *out, const cJSON *json, const cJSON *images, const struct wishes *w);
/*
 * If every picture is wished for, asks for all below a path ("movie/603?language=de": its query does not
 * count), while what is there otherwise is in the given state; gives the state of both. *images is NULL when
 * there are none.
 */
enum ask_state tmdb_get_images(struct ask *a, enum ask_state state, const char *path, const struct wishes *w,
	const cJSON **images, struct error *err);
/* One picture that is known by its path only. */
void tmdb_add_picture(
	struct answer *out, const char *kind, const cJSON *json, const char *key, const struct wishes *w);
/* Appends the address of a picture in a size ("original", "w342"). False: 'file' is no path of TMDB's. */
bool tmdb_image_url(struct strbuf *out, const struct wishes *w, const char *size, const char *file);

/* The questions for all of a film and of a series. */
void tmdb_film_path(struct strbuf *path, const char *id, const struct tmdb_languages *l);
void tmdb_series_path(struct strbuf *path, const char *id, const struct tmdb_languages *l);

enum ask_state tmdb_film(struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out,
	struct error *err);
enum ask_state tmdb_set(struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out,
	struct error *err);
enum ask_state tmdb_series(struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out,
	struct error *err);
enum ask_state tmdb_season(struct ask *a, const struct subject *s, const struct wishes *w, struct answer *out,
	struct error *err);
enum ask_state tmdb_episode(struct ask *a, const struct subject *s, const struct wishes *w,
	struct answer *out, struct error *err);
enum ask_state tmdb_identify(struct ask *a, const struct subject *s, const struct wishes *w,
	struct match_list *out, struct error *err);

enum ask_state tmdb_changed(struct ask *a, enum entity type, const char *since, const char *now,
	struct change_list *out, struct error *err);

#endif
