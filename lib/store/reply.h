/*
 * What providers answered, kept so that an unchanged answer costs one conditional request or none: the table
 * provider_cache. It is a cache: losing it costs requests.
 */
#ifndef STORE_REPLY_H
#define STORE_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "db/db.h"

#define REPLY_MAX_BODY (16 * 1024 * 1024) /* bytes, inflated */

struct reply {
	char *url;	      /* without any key */
	char *provider;	      /* "tmdb" */
	int status;	      /* 200, 404 */
	char *etag;	      /* NULL: none */
	struct strbuf body;   /* inflated */
	struct strbuf packed; /* to be saved in its place: the same deflated (gzip or zlib) */
	size_t body_size;     /* of 'packed', inflated */
	bool fresh;	      /* need not be asked about */
	int64_t fresh_s;      /* to be saved: how many seconds it stays so; 0: not at all */
};

void reply_release(struct reply *r);
/* 1 found, 0 not. One whose body cannot be inflated is not there. */
int reply_find(struct db *db, const char *url, struct reply *out, struct error *err);
/* Saves some, in one transaction. */
int reply_save(struct db *db, const struct reply *list, size_t n, struct error *err);
int reply_drop(struct db *db, const char *url, struct error *err);
/* Drops what is older than so many days. */
int reply_expire(struct db *db, int days, int64_t *dropped, struct error *err);

extern const struct db_sqltab reply_sql;

#endif
