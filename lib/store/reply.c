/* What providers answered; see reply.h. */
#include <string.h>

#include "core/inflate.h"
#include "core/instant.h"
#include "store/reply.h"
#include "store/row.h"

enum { FIND, SAVE, DROP, EXPIRE, COUNT };
static const struct db_sql statements[COUNT] = {
	[FIND] = {"SELECT provider, status, etag, body, body_size, CASE WHEN fresh_until > $2 THEN 1 ELSE 0 "
		  "END "
		  "FROM provider_cache WHERE url = $1",
		NULL},
	[SAVE] = {"INSERT INTO provider_cache (url, provider, status, etag, body, body_size, fetched_at, "
		  "fresh_until) "
		  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (url) DO UPDATE SET "
		  "provider = EXCLUDED.provider, status = EXCLUDED.status, etag = EXCLUDED.etag, "
		  "body = EXCLUDED.body, body_size = EXCLUDED.body_size, fetched_at = EXCLUDED.fetched_at, "
		  "fresh_until = EXCLUDED.fresh_until",
		NULL},
	[DROP] = {"DELETE FROM provider_cache WHERE url = $1", NULL},
	[EXPIRE] = {"DELETE FROM provider_cache WHERE fetched_at < $1", NULL},
};
const struct db_sqltab reply_sql = {"reply", statements, COUNT};

void reply_release(struct reply *r)
{
	free(r->url);
	free(r->provider);
	free(r->etag);
	strbuf_release(&r->body);
	strbuf_release(&r->packed);
	memset(r, 0, sizeof(*r));
	strbuf_init(&r->body);
	strbuf_init(&r->packed);
}

/* Into out->body. What cannot be inflated to the size that it had is damaged. */
static bool inflate_body(struct db_stmt *st, struct reply *out)
{
	int64_t size = db_int(st, 4);
	size_t len;
	const void *data = db_blob(st, 3, &len);

	return !data || (!inflate_bytes(data, len, REPLY_MAX_BODY, &out->body, NULL) &&
				(int64_t)out->body.len == size);
}

int reply_find(struct db *db, const char *url, struct reply *out, struct error *err)
{
	struct db_stmt *st;
	char now[DB_INSTANT_SIZE];
	struct reply r = {.url = NULL};
	int rc;

	if (db_now(db, now, err))
		return -1;
	st = db_stmt(db, &reply_sql, FIND);
	db_bind_text(st, 1, url);
	db_bind_text(st, 2, now);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	strbuf_init(&r.body);
	strbuf_init(&r.packed);
	r.url = xstrdup(url);
	r.provider = row_dup(st, 0);
	r.status = (int)db_int(st, 1);
	r.etag = row_dup(st, 2);
	r.fresh = db_int(st, 5) != 0;
	rc = inflate_body(st, &r);
	db_reset(st);
	if (rc)
		*out = r;
	else
		reply_release(&r);
	return rc;
}

struct saving {
	const struct reply *list;
	struct strbuf *packed; /* of those that are not packed already */
	size_t n;
};

static int save_one(
	struct db *db, const struct reply *r, const struct strbuf *body, const char *now, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &reply_sql, SAVE);
	char until[INSTANT_SIZE];

	db_bind_text(st, 1, r->url);
	db_bind_text(st, 2, r->provider);
	db_bind_int(st, 3, r->status);
	db_bind_text(st, 4, r->etag);
	if (body->len)
		db_bind_blob(st, 5, body->buf, body->len);
	else
		db_bind_null(st, 5);
	db_bind_int(st, 6, (int64_t)(r->packed.len ? r->body_size : r->body.len));
	db_bind_text(st, 7, now);
	instant_seconds_later(now, r->fresh_s, until);
	db_bind_text(st, 8, r->fresh_s > 0 ? until : NULL);
	return db_run(st, err);
}

static int save(struct db *db, void *ctx, struct error *err)
{
	struct saving *s = ctx;
	char now[DB_INSTANT_SIZE];
	size_t i;

	if (db_now(db, now, err))
		return -1;
	for (i = 0; i < s->n; i++)
		if (save_one(db, &s->list[i], s->list[i].packed.len ? &s->list[i].packed : &s->packed[i], now,
			    err))
			return -1;
	return 0;
}

int reply_save(struct db *db, const struct reply *list, size_t n, struct error *err)
{
	struct saving s = {list, xcalloc(n ? n : 1, sizeof(*s.packed)), n};
	size_t i;
	int rc;

	for (i = 0; i < n; i++) {
		strbuf_init(&s.packed[i]);
		if (list[i].body.len && !list[i].packed.len)
			deflate_bytes(list[i].body.buf, list[i].body.len, &s.packed[i]);
	}
	rc = n ? db_transact(db, DB_WRITE, save, &s, err) : 0;
	for (i = 0; i < n; i++)
		strbuf_release(&s.packed[i]);
	free(s.packed);
	return rc;
}

static int drop(struct db *db, void *ctx, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &reply_sql, DROP);

	db_bind_text(st, 1, ctx);
	return db_run(st, err);
}

int reply_drop(struct db *db, const char *url, struct error *err)
{
	char *copy = xstrdup(url);
	int rc = db_transact(db, DB_WRITE, drop, copy, err);

	free(copy);
	return rc;
}

struct expiring {
	int days;
	int64_t dropped;
};

static int expire(struct db *db, void *ctx, struct error *err)
{
	struct expiring *e = ctx;
	struct db_stmt *st;
	char now[DB_INSTANT_SIZE], before[INSTANT_SIZE];

	if (db_now(db, now, err))
		return -1;
	instant_days_later(now, -e->days, before);
	st = db_stmt(db, &reply_sql, EXPIRE);
	db_bind_text(st, 1, before);
	if (db_run(st, err))
		return -1;
	e->dropped = db_changes(st);
	return 0;
}

int reply_expire(struct db *db, int days, int64_t *dropped, struct error *err)
{
	struct expiring e = {days, 0};

	if (db_transact(db, DB_WRITE, expire, &e, err))
		return -1;
	*dropped = e.dropped;
	return 0;
}
