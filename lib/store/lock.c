/* Names of locks; see lock.h. */
#include <inttypes.h>

#include "core/strbuf.h"
#include "store/lock.h"

static int take(struct db_lock **out, struct db *db, struct strbuf *name, enum db_lock_mode mode,
	int timeout_ms, struct error *err)
{
	int rc = db_lock(out, db, name->buf, mode, timeout_ms, err);

	strbuf_release(name);
	return rc;
}

int lock_library(struct db_lock **out, struct db *db, int64_t library_id, int timeout_ms, struct error *err)
{
	struct strbuf name = STRBUF_INIT;

	strbuf_addf(&name, "library:%" PRId64, library_id);
	return take(out, db, &name, DB_EXCLUSIVE, timeout_ms, err);
}

int lock_folder(struct db_lock **out, struct db *db, int64_t library_id, const char *folder, int timeout_ms,
	struct error *err)
{
	struct strbuf name = STRBUF_INIT;

	strbuf_addf(&name, "folder:%" PRId64 ":%s", library_id, folder);
	return take(out, db, &name, DB_EXCLUSIVE, timeout_ms, err);
}

int lock_sets(struct db_lock **out, struct db *db, int timeout_ms, struct error *err)
{
	struct strbuf name = STRBUF_INIT;

	strbuf_addstr(&name, "sets");
	return take(out, db, &name, DB_EXCLUSIVE, timeout_ms, err);
}

int lock_cache(struct db_lock **out, struct db *db, enum db_lock_mode mode, int timeout_ms, struct error *err)
{
	struct strbuf name = STRBUF_INIT;

	strbuf_addstr(&name, "cache");
	return take(out, db, &name, mode, timeout_ms, err);
}
