/* What an item may be: the ranked choices of an identification, kept until a person decides. */
#ifndef STORE_MATCHES_H
#define STORE_MATCHES_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "db/db.h"
#include "media/entity.h"

extern const struct db_sqltab matches_sql;

struct match_row {
	char *provider, *provider_id; /* "tmdb", "603" */
	char *title, *original_title; /* original_title may be NULL */
	char *url;		      /* of a page for people; NULL: none */
	int year;		      /* 0: not known */
	double score;		      /* 0 to 100 */
};
struct match_rows { /* the best first */
	struct match_row *item;
	size_t n, alloc;
};
void match_rows_release(struct match_rows *list);

int matches_load(struct db *db, enum entity type, int64_t id, struct match_rows *out, struct error *err);
/* Makes these the choices of the item; none: there is nothing to choose. Inside a transaction. 0 or -1. */
int matches_save(struct db *db, enum entity type, int64_t id, const struct match_row *rows, size_t n,
	struct error *err);

/* As an array: provider, id, title, original_title, year, score, url, and "identify", the assignment that
 * metarr-edit takes for it. */
struct jsonw;
void matches_json(const struct match_rows *list, struct jsonw *w);
/* Appends them as a table for people. */
void matches_text(const struct match_rows *list, struct strbuf *out);

#endif
