/*
 * Which items are to be asked about again by now:
 *   - at once: what was not enriched yet, what failed, or what a provider failed about; of what nobody knew,
 * what was tried a week ago
 *   - after a day: episodes that lack a picture or a title, for thirty days from when they aired
 *   - after a week: films of the last twelve months; series that go on, with their seasons and with their
 * episodes of the last twelve months
 *   - after ninety days: everything
 */
#ifndef STORE_DUE_H
#define STORE_DUE_H

#include "core/error.h"
#include "core/instant.h"
#include "db/db.h"
#include "media/entity.h"

extern const struct db_sqltab due_sql;

struct due_row {
	int64_t id;
	char *enriched_at; /* NULL: never */
	char *title;	   /* of an episode that is due only when this is no title; else NULL */
	bool was_enriched; /* and is due by the time that went by alone */
};
struct due_list {
	struct due_row *item;
	size_t n, alloc;
};
void due_list_release(struct due_list *list);

/* Adds those of a kind in a library (of sets: in any), by their ids. 0 or -1. */
int due_items(struct db *db, enum entity type, int64_t library_id, const char *now, struct due_list *out,
	struct error *err);

/* By whom an item was asked about, and by what id ("603"; NULL: none). */
struct due_asked {
	char *provider, *provider_id;
};
int due_asked_of(
	struct db *db, enum entity type, int64_t id, struct due_asked **out, size_t *n, struct error *err);
void due_asked_free(struct due_asked *list, size_t n);
/* Nothing of these changed where they were asked about: that is known as of now. In one transaction. */
int due_unchanged(struct db *db, enum entity type, const int64_t *ids, size_t n, struct error *err);

#endif
