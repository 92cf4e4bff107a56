/*
 * Many items through the providers: up to DESK_MOST in flight, stored some at a time, and handed out in the
 * order in which they were added, each once it is stored. Killed, those that were not handed out are as they
 * were before, or enriched; the next run goes on from there.
 */
#ifndef PROVIDER_ENRICH_H
#define PROVIDER_ENRICH_H

#include "provider/desk.h"
#include "provider/work.h"

struct enrich;

/* What became of an item; borrowed for the call. */
struct enrich_done {
	enum entity type;
	int64_t id;
	void *tag;
	const struct enriched *result;	/* its 'changed'; NULL: it could not be loaded */
	const struct edit_job *changes; /* the fields that changed, or (dry run) would; NULL as above */
	/* ERR_NONE: it is enriched, or (result->how) nobody has it or several could be it, and
	 * result->message says so; else why not. */
	struct error err;
};
/* 0 to go on. */
typedef int (*enrich_out)(struct enrich_done *done, void *ctx);

/* Borrows both. dry_run: nothing is stored. */
struct enrich *enrich_new(struct shop *shop, struct desk *desk, bool dry_run);
void enrich_free(struct enrich *e, void (*drop)(void *tag)); /* drop() gets the tags that did not come out */
/* Adds an item. Not while enrich_full(). */
void enrich_add(struct enrich *e, enum entity type, int64_t id, void *tag);
bool enrich_full(const struct enrich *e);
size_t enrich_pending(const struct enrich *e);
/* Works until something has come out, nothing is pending, fd (-1: none) is readable, or prog_interrupted().
 * 0, what out() gave to stop, or -1 with *err: the database does not take it. */
int enrich_work(struct enrich *e, int fd, enrich_out out, void *ctx, struct error *err);

#endif
