/* Objects from one folder to another; see cachecopy.h. */
#include <sys/stat.h>

#include "asset/cache.h"
#include "asset/cachecopy.h"
#include "core/file.h"
#include "core/path.h"
#include "core/prog.h"
#include "core/progress.h"
#include "store/inventory.h"

/* Whether the object is the fault, and not the disk that it is copied to. */
static bool is_missing(enum error_code code)
{
	return code == ERR_NOT_FOUND || code == ERR_BAD_IMAGE || code == ERR_BAD_VALUE ||
	       code == ERR_TOO_LONG;
}

/* 1: copied; 0: was there; -1. *reading: whether that failed, not writing. */
static int copy_one(
	const struct cache_object *o, const char *from, const char *to, bool *reading, struct error *err)
{
	struct strbuf target = STRBUF_INIT, dir = STRBUF_INIT, bytes = STRBUF_INIT;
	struct file_stamp stamp;
	int rc;

	path_join(&target, to, o->file_path);
	path_dir(&dir, target.buf);
	rc = file_stamp(target.buf, &stamp, err);
	if (rc == 1 && S_ISREG(stamp.mode) && stamp.size == o->file_size) {
		rc = 0;
	} else if (rc >= 0) {
		*reading = true;
		rc = cache_load(from, o->file_path, o->content_hash, &bytes, err);
		if (!rc) {
			*reading = false;
			rc = file_mkdirs(dir.buf, NULL, err) ||
					     file_write(target.buf, bytes.buf, bytes.len, NULL, NULL, err)
				     ? -1
				     : 1;
		}
	}
	strbuf_release(&target);
	strbuf_release(&dir);
	strbuf_release(&bytes);
	return rc;
}

struct copying {
	const char *from, *to;
	void (*missing)(const struct error *why, void *ctx);
	void *ctx;
	struct cachecopy *sum;
};

static int copy_next(const struct cache_object *o, void *ctx, struct error *err)
{
	const struct copying *c = ctx;
	struct error own = ERROR_INIT;
	bool reading = false;
	int rc;

	if (prog_interrupted())
		return error_set(err, ERR_BUSY, "interrupted");
	rc = copy_one(o, c->from, c->to, &reading, &own);
	c->sum->objects++;
	if (rc < 0 && reading && is_missing(own.code)) {
		c->sum->missing++;
		c->missing(&own, c->ctx);
		rc = 0;
	} else if (rc < 0) {
		error_move(err, &own);
	} else {
		c->sum->copied += rc;
		rc = 0;
	}
	progress_show((size_t)c->sum->objects, 0, "objects");
	error_release(&own);
	return rc;
}

int cachecopy_run(struct db *db, const char *from, const char *to,
	void (*missing)(const struct error *why, void *ctx), void *ctx, struct cachecopy *sum,
	struct error *err)
{
	struct copying c = {.from = from, .to = to, .missing = missing, .ctx = ctx, .sum = sum};
	int rc;

	*sum = (struct cachecopy){0, 0, 0};
	rc = inventory_each(db, copy_next, &c, err);
	progress_end();
	return rc;
}
