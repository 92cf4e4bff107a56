/* Pictures that are never chosen again; see rejected.h. */
#include <string.h>

#include "store/rejected.h"
#include "store/row.h"

enum { REJECTED_ALL, REJECTED_ADD, REJECTED_REMOVE, REJECTED_ROWS, REJECTED_BYTES, REJECTED_COUNT };

static const struct db_sql statements[REJECTED_COUNT] = {
	[REJECTED_ALL] = {"SELECT provider, provider_url, asset_type, reason, rejected_at FROM "
			  "rejected_assets ORDER BY rejected_at DESC, id DESC",
		NULL},
	[REJECTED_ADD] = {"INSERT INTO rejected_assets (provider, provider_url, asset_type, reason, "
			  "rejected_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (provider, provider_url) DO "
			  "UPDATE SET reason = COALESCE(excluded.reason, rejected_assets.reason)",
		NULL},
	[REJECTED_REMOVE] = {"DELETE FROM rejected_assets WHERE provider_url = $1", NULL},
	/* A row may say so by itself, which was said of it before its bytes were known. */
	[REJECTED_ROWS] = {"UPDATE asset_candidates SET is_rejected = 0 WHERE is_rejected = 1 AND "
			   "(provider_url = $1 OR (provider = 'local' AND 'sha256:' || content_hash = $1))",
		NULL},
	[REJECTED_BYTES] = {"SELECT COALESCE(reason, '') FROM rejected_assets WHERE provider = 'local' "
			    "AND provider_url = 'sha256:' || CAST($1 AS TEXT)",
		NULL},
};
const struct db_sqltab rejected_sql = {"rejected", statements, REJECTED_COUNT};

void rejected_list_release(struct rejected_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		free(list->item[i].provider);
		free(list->item[i].url);
		free(list->item[i].asset_type);
		free(list->item[i].reason);
		free(list->item[i].rejected_at);
	}
	free(list->item);
	*list = (struct rejected_list){0};
}

int rejected_all(struct db *db, struct rejected_list *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &rejected_sql, REJECTED_ALL);
	struct rejected_list list = {0};
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(list.item, list.n + 1, list.alloc);
		list.item[list.n++] = (struct rejected){.provider = row_dup(st, 0),
			.url = row_dup(st, 1),
			.asset_type = row_dup(st, 2),
			.reason = row_dup(st, 3),
			.rejected_at = row_dup(st, 4)};
	}
	if (rc)
		rejected_list_release(&list);
	else
		*out = list;
	return rc;
}

int rejected_bytes(struct db *db, const char *content_hash, char **reason, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &rejected_sql, REJECTED_BYTES);
	int rc;

	db_bind_text(st, 1, content_hash);
	rc = db_step(st, err);
	if (rc == 1)
		*reason = row_dup(st, 0);
	db_reset(st);
	return rc;
}

void rejected_key(const struct candidate *c, struct strbuf *out)
{
	if (c->provider_url && strcmp(c->provider, "local") != 0)
		strbuf_addstr(out, c->provider_url);
	else if (c->content_hash)
		strbuf_addf(out, "sha256:%s", c->content_hash);
}

int rejected_add(struct db *db, const struct candidate *c, const char *reason, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &rejected_sql, REJECTED_ADD);
	struct strbuf key = STRBUF_INIT;
	int rc = 0;

	rejected_key(c, &key);
	if (key.len) {
		db_bind_text(st, 1, c->provider);
		db_bind_text(st, 2, key.buf);
		db_bind_text(st, 3, c->asset_type);
		db_bind_text(st, 4, reason);
		rc = bind_now(db, st, 5, err) ? -1 : db_run(st, err);
	}
	strbuf_release(&key);
	return rc;
}

int rejected_remove(struct db *db, const char *url, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &rejected_sql, REJECTED_REMOVE);
	int64_t n;

	db_bind_text(st, 1, url);
	if (db_run(st, err))
		return -1;
	n = db_changes(st);
	st = db_stmt(db, &rejected_sql, REJECTED_ROWS);
	db_bind_text(st, 1, url);
	return db_run(st, err) ? -1 : n + db_changes(st) > 0;
}
