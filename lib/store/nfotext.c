/* Texts and versions of NFOs; see nfotext.h. */
#include <stdio.h>
#include <string.h>

#include "store/choices.h"
#include "store/nfotext.h"
#include "store/row.h"

enum {
	TEXT_PUT,
	TEXT_REPLACE,
	TEXT_GET,
	TEXT_HASHES,
	VERSION_NEWEST,
	VERSION_ARTWORK,
	VERSION_ADD,
	VERSIONS_OF,
	NFO_COUNT
};

static const struct db_sql statements[NFO_COUNT] = {
	[TEXT_PUT] =
		{"INSERT INTO nfo_texts (hash, body, size) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING",
			NULL},
	[TEXT_REPLACE] = {"INSERT INTO nfo_texts (hash, body, size) VALUES ($1, $2, $3) ON CONFLICT (hash) "
			  "DO UPDATE SET body = excluded.body, size = excluded.size",
		NULL},
	[TEXT_HASHES] = {"SELECT hash FROM nfo_texts WHERE hash > $1 ORDER BY hash LIMIT $2", NULL},
	[TEXT_GET] = {"SELECT body FROM nfo_texts WHERE hash = $1", NULL},
	[VERSION_NEWEST] = {"SELECT version, hash, path, artwork FROM nfo_versions WHERE entity_type = $1 "
			    "AND entity_id = $2 ORDER BY version DESC LIMIT 1",
		NULL},
	[VERSION_ARTWORK] = {"SELECT artwork FROM nfo_versions WHERE entity_type = $1 AND entity_id = $2 "
			     "AND hash = $3 ORDER BY version DESC LIMIT 1",
		NULL},
	[VERSION_ADD] = {"INSERT INTO nfo_versions (entity_type, entity_id, version, hash, path, origin, "
			 "publish_id, seen_at, artwork) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		NULL},
	[VERSIONS_OF] = {"SELECT version, origin, hash, path, seen_at, artwork FROM nfo_versions WHERE "
			 "entity_type = $1 "
			 "AND entity_id = $2 ORDER BY version",
		NULL},
};
const struct db_sqltab nfotext_sql = {"nfotext", statements, NFO_COUNT};

static const char *const origins[] = {"found", "published", "file"};

const char *nfo_origin_name(enum nfo_origin origin)
{
	return origins[origin];
}

static int write_text(
	struct db *db, int index, const char *hash, const void *data, size_t len, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &nfotext_sql, index);

	db_bind_text(st, 1, hash);
	db_bind_blob(st, 2, data, len);
	db_bind_int(st, 3, (int64_t)len);
	return db_run(st, err);
}

int nfotext_put(struct db *db, const char *hash, const void *data, size_t len, struct error *err)
{
	return write_text(db, TEXT_PUT, hash, data, len, err);
}

int nfotext_replace(struct db *db, const char *hash, const void *data, size_t len, struct error *err)
{
	return write_text(db, TEXT_REPLACE, hash, data, len, err);
}

int nfotext_hashes(struct db *db, const char *after, size_t limit, struct nfo_hashes *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &nfotext_sql, TEXT_HASHES);
	int rc;

	db_bind_text(st, 1, after);
	db_bind_int(st, 2, (int64_t)limit);
	nfo_hashes_release(out);
	out->hash = xcalloc(limit, sizeof(*out->hash));
	while ((rc = db_step(st, err)) == 1)
		snprintf(out->hash[out->n++], SHA256_HEX_SIZE, "%s", db_text(st, 0));
	return rc;
}

void nfo_hashes_release(struct nfo_hashes *list)
{
	free(list->hash);
	*list = (struct nfo_hashes){0};
}

int nfotext_get(struct db *db, const char *hash, struct strbuf *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &nfotext_sql, TEXT_GET);
	const void *body;
	size_t len;
	int rc;

	db_bind_text(st, 1, hash);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	body = db_blob(st, 0, &len);
	strbuf_add(out, body, len);
	db_reset(st);
	return 1;
}

static void version_release(struct nfo_version *v)
{
	free(v->hash);
	free(v->path);
	free(v->seen_at);
	free(v->artwork);
}

static int newest(struct db *db, enum entity type, int64_t id, struct nfo_version *out, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &nfotext_sql, VERSION_NEWEST, type, id);
	int rc = db_step(st, err);

	if (rc != 1)
		return rc;
	out->version = (int)db_int(st, 0);
	out->hash = row_dup(st, 1);
	out->path = row_dup(st, 2);
	out->artwork = row_dup(st, 3);
	db_reset(st);
	return 1;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Unless the newest version is the same. */
static int add_version(struct db *db, enum entity type, int64_t id, const struct nfo_version *v,
	bool by_artwork, int64_t publish_id, struct error *err)
{
	struct nfo_version last = {.version = -1};
	struct db_stmt *st;
	int rc = newest(db, type, id, &last, err);
	bool same = rc == 1 && same_text(last.hash, v->hash) && same_text(last.path, v->path) &&
		    (!by_artwork || same_text(last.artwork, v->artwork));

	version_release(&last);
	if (rc < 0 || same)
		return rc < 0 ? -1 : 0;
	st = stmt_of(db, &nfotext_sql, VERSION_ADD, type, id);
	db_bind_int(st, 3, last.version + 1);
	db_bind_text(st, 4, v->hash);
	db_bind_text(st, 5, v->path);
	db_bind_text(st, 6, nfo_origin_name(v->origin));
	bind_int_unless(st, 7, publish_id, 0);
	db_bind_text(st, 9, v->artwork);
	return bind_now(db, st, 8, err) ? -1 : db_run(st, err);
}

int nfo_version_add(struct db *db, enum entity type, int64_t id, const char *hash, const char *path,
	enum nfo_origin origin, int64_t publish_id, struct error *err)
{
	struct nfo_version v = {
		.origin = origin, .hash = (char *)(uintptr_t)hash, .path = (char *)(uintptr_t)path};
	int rc = choices_snapshot(db, type, id, &v.artwork, err);

	if (!rc)
		rc = add_version(db, type, id, &v, false, publish_id, err);
	free(v.artwork);
	return rc;
}

/* Of the newest version with these bytes. */
static int artwork_of(
	struct db *db, enum entity type, int64_t id, const char *hash, char **out, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &nfotext_sql, VERSION_ARTWORK, type, id);
	int rc;

	db_bind_text(st, 3, hash);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	*out = row_dup(st, 0);
	db_reset(st);
	return 0;
}

int nfo_version_published(struct db *db, enum entity type, int64_t id, const char *hash, const char *path,
	int64_t publish_id, bool again, struct error *err)
{
	struct nfo_version v = {
		.origin = NFO_PUBLISHED, .hash = (char *)(uintptr_t)hash, .path = (char *)(uintptr_t)path};
	int rc = again ? artwork_of(db, type, id, hash, &v.artwork, err)
		       : choices_snapshot(db, type, id, &v.artwork, err);

	if (!rc)
		rc = add_version(db, type, id, &v, true, publish_id, err);
	free(v.artwork);
	return rc;
}

static enum nfo_origin origin_by_name(const char *name)
{
	return !strcmp(name, "found") ? NFO_FOUND : !strcmp(name, "published") ? NFO_PUBLISHED : NFO_FILE;
}

int nfo_versions_of(
	struct db *db, enum entity type, int64_t id, struct nfo_version **out, size_t *n, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &nfotext_sql, VERSIONS_OF, type, id);
	struct nfo_version *list = NULL;
	size_t count = 0, alloc = 0;
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(list, count + 1, alloc);
		list[count++] = (struct nfo_version){
			.version = (int)db_int(st, 0),
			.origin = origin_by_name(db_text(st, 1)),
			.hash = row_dup(st, 2),
			.path = row_dup(st, 3),
			.seen_at = row_dup(st, 4),
			.artwork = row_dup(st, 5),
		};
	}
	if (rc) {
		nfo_versions_free(list, count);
		return -1;
	}
	*out = list;
	*n = count;
	return 0;
}

void nfo_versions_free(struct nfo_version *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		version_release(&v[i]);
	free(v);
}
