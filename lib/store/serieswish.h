/* How a series is to be asked about, where that differs from its library. */
#ifndef STORE_SERIESWISH_H
#define STORE_SERIESWISH_H

#include <stdint.h>

#include "core/error.h"
#include "db/db.h"

extern const struct db_sqltab serieswish_sql;

/* What "numbering" can be, of a library and of a series. */
#define NUMBERINGS "tvdb,tmdb,dvd,absolute"

struct series_wishes {
	char *numbering, *language, *country; /* NULL: as the library says */
};
void series_wishes_release(struct series_wishes *w);
/* 1, 0 there is no such series, -1. */
int series_wishes_load(struct db *db, int64_t series_id, struct series_wishes *out, struct error *err);

#endif
