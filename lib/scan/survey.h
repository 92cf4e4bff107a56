/* What was read of one item of a look, on its way to be what the item is now. Inside scan/ only. */
#ifndef SCAN_SURVEY_H
#define SCAN_SURVEY_H

#include "media/nfo.h"
#include "scan/look.h"

struct survey {
	struct scanner *s;
	struct look *l;
	struct work *w;
	struct nfo nfo;
	const struct nfo_item *root; /* of the NFO, the one that is about the item; NULL: there is none */
	struct meta name;	     /* what the file's and the folder's name say */
	char *edition;
};

void survey_release(struct survey *r);

/* Reads the NFO's bytes (r->root), and the names (r->name, r->edition). */
void survey_nfo(struct survey *r);
void survey_names(struct survey *r);
/* Of a folder that several films share, finds the pictures in .actors that are of this one's actors. After
 * its NFO was taken. */
void survey_actors(struct survey *r);
/* The streams, and the running time that they give an item which has none. */
void survey_streams(struct survey *r);
/* The candidates that stand for the pictures. */
void survey_pictures(struct survey *r);
/* The files that nobody knows: they are the first item's of a folder, or a film's that they are named after.
 */
void survey_unknown(struct survey *r);
/* A warning about one file. */
void survey_warn(struct survey *r, size_t file, enum error_code code, const char *text);

/* Settles which row the item is: a new one looks for that which it was before it moved. 0 or -1. */
int survey_identify(struct survey *r, struct error *err);

#endif
