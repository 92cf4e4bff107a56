/* What all items of a run share: who can be asked, what the command wants, and what each library wants. */
#ifndef PROVIDER_SHOP_H
#define PROVIDER_SHOP_H

#include "provider/inquiry.h"
#include "store/library.h"
#include "store/serieswish.h"
#include "store/session.h"

struct shop {
	struct session *session;
	unsigned asks;		       /* bits (1 << enum provider_id): who can be asked at all */
	unsigned providers;	       /* bits: who shall be, in place of those of a library; 0: those */
	uint64_t replace;	       /* MF_BITs whose values of the library give way */
	bool artwork;		       /* pictures alone: no field is touched */
	unsigned missed;	       /* out, bits: who would have been asked, with a key */
	struct library_list libraries; /* that were needed so far */
};
void shop_release(struct shop *shop);
/* From lists with commas: fields to be replaced (NULL: all), providers to be asked. ERR_USAGE for a word that
 * is none. 0 or -1. */
int shop_replace_these(struct shop *shop, const char *fields, struct error *err);
int shop_ask_these(struct shop *shop, const char *providers, struct error *err);

/* The library, loaded once. NULL with ERR_NOT_FOUND, or another error. Borrowed until the next call. */
const struct library *shop_library(struct shop *shop, int64_t id, struct error *err);
/* Languages and country: a series' own, else its library's, else those of the configuration. *w is zeroed. */
void shop_wishes(const struct shop *shop, const struct library *lib, const struct series_wishes *own,
	struct wishes *w);
/*
 * Who is asked about an item of q->type, and who identifies it, by the library's "providers". Where it does
 * not say: TVmaze only when TVDB cannot be asked, whose place it takes (without a key, or as a substitute
 * when that turns out to be refused); and TVDB about films only by an id that is there already, for it
 * answers one question a second.
 */
void shop_order(struct shop *shop, const struct library *lib, struct inquiry *q);
int shop_numbering(const struct library *lib, const struct series_wishes *own); /* as inquiry.numbering */
/* The fields whose values of the library give way to those of providers. */
uint64_t shop_replace(const struct shop *shop, const struct library *lib);

#endif
