/* The wishes of a series; see serieswish.h. */
#include <stdlib.h>

#include "store/row.h"
#include "store/serieswish.h"

enum { WISH_LOAD, WISH_COUNT };

static const struct db_sql statements[WISH_COUNT] = {
	[WISH_LOAD] = {"SELECT numbering, language, country FROM series WHERE id = $1", NULL},
};
const struct db_sqltab serieswish_sql = {"serieswish", statements, WISH_COUNT};

void series_wishes_release(struct series_wishes *w)
{
	free(w->numbering);
	free(w->language);
	free(w->country);
	*w = (struct series_wishes){0};
}

int series_wishes_load(struct db *db, int64_t series_id, struct series_wishes *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &serieswish_sql, WISH_LOAD);
	int rc;

	db_bind_int(st, 1, series_id);
	rc = db_step(st, err);
	if (rc == 1) {
		*out = (struct series_wishes){row_dup(st, 0), row_dup(st, 1), row_dup(st, 2)};
		db_reset(st);
	}
	return rc;
}
