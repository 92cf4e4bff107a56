/* What a series has below it: its seasons or its episodes, without their values. */
#ifndef STORE_BELOW_H
#define STORE_BELOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "db/db.h"
#include "media/entity.h"

extern const struct db_sqltab below_sql;

struct below {
	int64_t id;
	int season, episode; /* episode of a season: -1 */
	char *path;	     /* absolute: the video; a season's folder */
	bool deleted;	     /* soft-deleted */
};
struct below_list {
	struct below *item;
	size_t n, alloc;
};
void below_list_release(struct below_list *list);

/* ENTITY_SEASON or ENTITY_EPISODE of a series, soft-deleted ones too, by season, episode, id. */
int below_series(
	struct db *db, enum entity type, int64_t series_id, struct below_list *out, struct error *err);

#endif
