/* How a series is to be asked about, where that differs from its library. */
#ifndef STORE_SERIESWISH_H
#define STORE_SERIESWISH_H

#include <stdint.h>

#include "core/error.h"
#include "core/record.h"
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
/* Takes a word KEY=VALUE, "numbering=dvd"; nothing behind the '=' is as the library says. ERR_BAD_VALUE. */
int series_wishes_set(struct series_wishes *w, const char *word, struct error *err);
/* On disk at return: 1 they were others, and the series with all below it is to be enriched anew; 0; -1. */
int series_wishes_save(struct db *db, int64_t series_id, const struct series_wishes *w, struct error *err);
/* For people: "numbering dvd, language as its library"; as members of the record. */
void series_wishes_text(const struct series_wishes *w, struct strbuf *out);
void series_wishes_record(const struct series_wishes *w, struct record *r);

#endif
