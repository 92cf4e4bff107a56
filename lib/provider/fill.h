/* What several providers' answers are filled with in the same way. */
#ifndef PROVIDER_FILL_H
#define PROVIDER_FILL_H

#include "provider/loose.h"
#include "provider/provider.h"

#define ART_SQUARE "square" /* a kind that no player shows by itself, and several providers have */

#define FILL_CAST_MAX 200 /* actors of one item; further ones are left out */
/* Actors whose pictures are candidates, the first of the cast. Kodi takes the others' from the addresses in
 * the NFO, when somebody looks that far down the list; fetched, they would be most of a library's pictures.
 */
#define FILL_FACES_MAX 30

/* An address of the web in 'out' (which is emptied), https where it is http, so that no picture is there
 * twice; one without a host is below 'base', or nothing where that is NULL. False: there is none. */
bool fill_url(struct strbuf *out, const char *url, const char *base);

/* Adds an actor, behind those that are there, and the picture of that person. 'role', 'url' may be NULL. */
void fill_actor(struct answer *out, const char *name, const char *role, const char *url);
void fill_person(struct meta *m, enum meta_field f, const char *name); /* a director or writer */

/* A trailer by its address: only YouTube's, as Kodi and Jellyfin play them. False: it is no such one. */
bool fill_trailer(struct meta *m, const char *url);

/* Appends a text as a value in a query. */
void fill_encode(struct strbuf *path, const char *text);

/* The item's id of a type when it is a positive whole number, and a text when it is an IMDb title's id; else
 * NULL. 'm' and the text may be NULL. Borrowed. */
const char *fill_number(const struct meta *m, const char *type);
const char *fill_imdb(const char *text);
int fill_year(const char *date);	    /* of "1999", "1999-03-31"; 0: none */
void fill_year_of_premiere(struct meta *m); /* MF_YEAR, where it has none */

int64_t fill_length(const cJSON *json, const char *key); /* of a picture, in pixels; 0: not known */

#endif
