/*
 * One item on its way through the providers: loaded, asked about (inquiry.h), merged (merge.h), and ready to
 * be stored (store/enriched.h).
 */
#ifndef PROVIDER_WORK_H
#define PROVIDER_WORK_H

#include "provider/shop.h"
#include "store/edit.h"
#include "store/enriched.h"

struct work {
	struct item it;	    /* as it is stored; after work_plan() as it shall be */
	struct item series; /* of a season or episode */
	struct inquiry inquiry;
	struct wishes wishes;
	struct meta ids;	 /* that it had */
	struct meta named;	 /* has those of its file's or folder's name */
	struct enriched result;	 /* of work_plan(); what it points to is the work's */
	struct edit_job changes; /* the fields that change, as metarr-edit tells them */
	struct match_row *match;
	struct enriched_by by[PROVIDER_COUNT];
	struct remote_picture *picture[PROVIDER_COUNT];
	uint64_t replace;
	bool artwork;
};

/* 0; -1 with ERR_NOT_FOUND, or another error. What the work holds is to be released either way. */
int work_load(struct work *w, struct shop *shop, enum entity type, int64_t id, struct error *err);
/* A desk_fn of a struct work. Always ends well: how, is in the inquiry. */
enum ask_state work_run(struct ask *a, void *job, struct error *err);
/* Merges what was said into the item. 'tell': with the changes. */
void work_plan(struct work *w, bool tell);
/* The item as it is stored now, after somebody else wrote it: the same answers are merged into that.
 * ERR_CHANGED when it is taken for something else now. 0 or -1. */
int work_again(struct work *w, struct shop *shop, bool tell, struct error *err);
void work_release(struct work *w);

#endif
