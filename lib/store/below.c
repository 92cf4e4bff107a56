#include "store/below.h"

#include <stdlib.h>

#include "core/alloc.h"
#include "store/row.h"

enum { BELOW_SEASONS, BELOW_EPISODES, BELOW_COUNT };

static const struct db_sql statements[BELOW_COUNT] = {
	[BELOW_SEASONS] = {"SELECT id, season_number, -1, directory_path, "
			   "CASE WHEN deleted_on IS NULL THEN 0 ELSE 1 END FROM seasons "
			   "WHERE series_id = $1 ORDER BY season_number, id",
		NULL},
	[BELOW_EPISODES] = {"SELECT id, season_number, episode_number, file_path, "
			    "CASE WHEN deleted_on IS NULL THEN 0 ELSE 1 END FROM episodes "
			    "WHERE series_id = $1 ORDER BY season_number, episode_number, id",
		NULL},
};
const struct db_sqltab below_sql = {"below", statements, BELOW_COUNT};

void below_list_release(struct below_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->item[i].path);
	free(list->item);
	*list = (struct below_list){NULL, 0, 0};
}

int below_series(
	struct db *db, enum entity type, int64_t series_id, struct below_list *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &below_sql, type == ENTITY_SEASON ? BELOW_SEASONS : BELOW_EPISODES);
	struct below_list list = {NULL, 0, 0};
	int rc;

	db_bind_int(st, 1, series_id);
	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(list.item, list.n + 1, list.alloc);
		list.item[list.n++] = (struct below){db_int(st, 0), (int)db_int(st, 1), (int)db_int(st, 2),
			row_dup(st, 3), db_int(st, 4) != 0};
	}
	if (rc) {
		below_list_release(&list);
		return -1;
	}
	*out = list;
	return 0;
}
