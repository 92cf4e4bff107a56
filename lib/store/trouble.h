/*
 * What the database knows of that a person should look at, library by library: beside the states of items,
 * which list.h counts.
 */
#ifndef STORE_TROUBLE_H
#define STORE_TROUBLE_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/strbuf.h"
#include "db/db.h"
#include "media/nfo.h"

extern const struct db_sqltab trouble_sql;

/* Items whose file and database differ, both having changed. */
int trouble_conflicts(struct db *db, int64_t library_id, int64_t *n, struct error *err);
/* Replaces *out by what one item in error says, "movie:12: …"; "" when there is none. */
int trouble_error(struct db *db, int64_t library_id, struct strbuf *out, struct error *err);
/* Films that are there and whose NFO has the short name. */
int trouble_short_names(struct db *db, int64_t library_id, int64_t *n, struct error *err);
/* Items that are gone from the disk and may go for good within so many days, and the day of the first
 * (replaced: "2024-05-06"). */
int trouble_expiring(
	struct db *db, int64_t library_id, int days, int64_t *n, struct strbuf *first, struct error *err);

/*
 * How often each program has written an NFO anew in the last 'days' that Metarr had published: by the text of
 * either version (absorb_is_rewrite()), of TROUBLE_REWRITES versions at most, the newest ones. A file of
 * several episodes counts once.
 */
#define TROUBLE_MAKERS (NFO_BY_MEDIAELCH + 1)
#define TROUBLE_REWRITES 500
int trouble_rewrites(
	struct db *db, int64_t library_id, int days, int64_t count[TROUBLE_MAKERS], struct error *err);

#endif
