/* Objects of the cache that are not what their name says; see mend.h. */
#include <string.h>

#include "asset/cache.h"
#include "asset/mend.h"
#include "core/file.h"
#include "core/path.h"
#include "store/inventory.h"
#include "store/lock.h"

const char *object_state_name(enum object_state s)
{
	static const char *const names[] = {"good", "missing", "damaged", "unreadable"};

	return names[s];
}

void mender_release(struct mender *m)
{
	sources_release(&m->sources);
}

void mending_release(struct mending *m)
{
	strbuf_release(&m->source);
}

/* What the file is. -1 when that cannot be known: no permission, no memory, a path that is none of the cache.
 */
static int look(
	const struct mender *m, const struct cache_object *o, enum object_state *out, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	int rc = cache_load(m->cache_dir, o->file_path, o->content_hash, &bytes, err);

	strbuf_release(&bytes);
	if (rc && err->code != ERR_NOT_FOUND && err->code != ERR_BAD_IMAGE && err->code != ERR_TOO_LONG &&
		err->code != ERR_IO)
		return -1;
	*out = !rc			    ? OBJECT_GOOD
	       : err->code == ERR_NOT_FOUND ? OBJECT_MISSING
	       : err->code == ERR_IO	    ? OBJECT_UNREADABLE
					    : OBJECT_DAMAGED;
	error_clear(err);
	return 0;
}

static int put_back(
	struct mender *m, const struct cache_object *o, const struct strbuf *bytes, struct error *err)
{
	struct strbuf relpath = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE];
	int rc = cache_store(
		m->cache_dir, bytes->buf, bytes->len, path_ext(o->file_path), hash, &relpath, err);

	if (!rc && strcmp(relpath.buf, o->file_path) != 0)
		rc = error_set(err, ERR_BAD_VALUE, "no name of a cached file: '%s'", o->file_path);
	strbuf_release(&relpath);
	return rc;
}

/* Under the cache's lock: nobody stores, mends or collects meanwhile. One that nobody can read stays where it
 * is while it has no other source. */
static int mend_locked(struct mender *m, const struct cache_object *o, struct mending *out, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	enum object_state now;
	int rc = look(m, o, &now, err);

	if (!rc && now != OBJECT_GOOD)
		rc = source_find(&m->sources, o->content_hash, &bytes, &out->source, err);
	if (!rc && (now == OBJECT_DAMAGED || (now == OBJECT_UNREADABLE && out->source.len)))
		rc = cache_quarantine(m->cache_dir, o->file_path, err);
	if (!rc && now != OBJECT_GOOD && out->source.len)
		rc = put_back(m, o, &bytes, err);
	out->mended = !rc && (now == OBJECT_GOOD || out->source.len);
	strbuf_release(&bytes);
	return rc;
}

int mend_object(struct mender *m, const struct cache_object *o, struct mending *out, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	struct db_lock *lock = NULL;
	int rc, held;

	*out = (struct mending)MENDING_INIT;
	if (look(m, o, &out->was, err))
		return -1;
	if (out->was == OBJECT_GOOD)
		return 0;
	if (m->look_only) {
		rc = source_find(&m->sources, o->content_hash, &bytes, &out->source, err);
		strbuf_release(&bytes);
		return rc;
	}
	held = lock_cache(&lock, m->db, DB_EXCLUSIVE, m->lock_timeout_ms, err);
	if (held == 0)
		error_set(err, ERR_BUSY, "another program is at work in the cache");
	rc = held == 1 ? mend_locked(m, o, out, err) : -1;
	db_unlock(lock);
	return rc;
}

int mend_hash(struct mender *m, const char *content_hash, struct mending *out, struct error *err)
{
	struct cache_object o = {0};
	int rc = cache_object_get(m->db, content_hash, &o, err);

	if (rc == 0)
		error_set(err, ERR_NOT_FOUND, "the cache has no %s", content_hash);
	rc = rc == 1 ? mend_object(m, &o, out, err) : -1;
	cache_object_release(&o);
	return rc;
}

struct walk {
	struct mender *m;
	mend_fn *fn;
	void *ctx;
	size_t *good;
};

/* One object of the list. fn's answer. */
static int mend_one(const struct cache_object *o, void *ctx, struct error *err)
{
	struct walk *w = ctx;
	struct mending mending = MENDING_INIT;
	struct error why = ERROR_INIT;
	int rc = 0;

	(void)err;			     /* what is wrong with one is fn's */
	if (!sha256_is_hex(o->content_hash)) /* of before there were hashes: nothing to compare with */
		return 0;
	if (mend_object(w->m, o, &mending, &why) || mending.was != OBJECT_GOOD)
		rc = w->fn(o, &mending, &why, w->ctx);
	else
		++*w->good;
	mending_release(&mending);
	error_release(&why);
	return rc;
}

int mend_all(struct mender *m, mend_fn *fn, void *ctx, size_t *good, struct error *err)
{
	struct walk w = {.m = m, .fn = fn, .ctx = ctx, .good = good};

	*good = 0;
	return inventory_each(m->db, mend_one, &w, err);
}
