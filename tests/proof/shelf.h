/*
 * Libraries as people keep them, for proofs: films in Films/ and More/, series in TV/, things that happen to
 * them at random, and what a scan is to know afterwards. A thing happens to an item at most once between two
 * scans, so that the rules of metarr-scan(1) say which row it keeps.
 *
 * Whatever goes away lies in out/ until it comes back.
 */
#ifndef PROOF_SHELF_H
#define PROOF_SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/strbuf.h"
#include "media/entity.h"

/* A row that there is to be. */
struct wish {
	enum entity type;
	int64_t id;	     /* 0: until it was seen */
	bool there;	     /* else it was once, and is deleted softly */
	char *place;	     /* below the root: its video; the folder of a series, and of its seasons */
	char *title;	     /* NULL: whatever */
	int season, episode; /* -1 where there is none */
};

struct film;
struct show;

struct shelf {
	const char *root;
	const struct strbuf *video; /* what each video begins with */
	uint64_t random;
	struct wish **wish;
	size_t nwish, awish;
	struct film **film;
	size_t nfilm, afilm;
	struct show **show;
	size_t nshow, ashow;
	int serial;	     /* of videos and ids: no two are alike */
	int left;	     /* items that may still go before a library would look lost */
	struct strbuf diary; /* what happened, a line each */
};

/* Nine films and two series, in folders that are there and empty. */
void shelf_init(struct shelf *s, const char *root, const struct strbuf *video, uint64_t seed);
void shelf_release(struct shelf *s);
/* A few things happen. */
void shelf_step(struct shelf *s);

/* ---- for shelf*.c -----------------------------------------------------------------------------------------
 */

unsigned shelf_below(struct shelf *s, unsigned n); /* at random, less than n */
/* Texts that the caller frees. */
char *shelf_text(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *shelf_word(struct shelf *s);     /* a name that says nothing else */
void shelf_set(char **to, char *text); /* takes the text over */
void shelf_did(struct shelf *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct wish *shelf_wish(struct shelf *s, enum entity type, int season, int episode);
/* Files, below the root; folders are made as they are needed. */
void shelf_move(struct shelf *s, const char *from, const char *to);
void shelf_remove(struct shelf *s, const char *path);
void shelf_put_text(struct shelf *s, const char *path, const char *text);
void shelf_put_video(struct shelf *s, const char *path); /* a new one, of a size that no other has */

void films_add(struct shelf *s);
void films_happen(struct shelf *s); /* one thing, or none */
void films_settle(struct shelf *s); /* a scan has seen all of it */
void films_free(struct shelf *s);
void shows_add(struct shelf *s);
void shows_happen(struct shelf *s);
void shows_settle(struct shelf *s);
void shows_free(struct shelf *s);

#endif
