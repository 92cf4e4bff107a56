/* Objects from one folder to another; see cachecopy.h. */
#include <sys/stat.h>

#include "asset/cache.h"
#include "asset/cachecopy.h"
#include "core/file.h"
#include "core/path.h"
#include "core/prog.h"
#include "core/progress.h"
#include "store/inventory.h"

#define PAGE 100

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

static int copy_page(const struct cache_object *page, size_t n, const char *from, const char *to,
	void (*missing)(const struct error *why, void *ctx), void *ctx, struct cachecopy *sum,
	struct error *err)
{
	struct error own = ERROR_INIT;
	size_t i;
	int rc = 0;

	for (i = 0; i < n && !rc; i++) {
		bool reading = false;
		if (prog_interrupted())
			return error_set(err, ERR_BUSY, "interrupted");
		rc = copy_one(&page[i], from, to, &reading, &own);
		sum->objects++;
		if (rc < 0 && reading && is_missing(own.code)) {
			sum->missing++;
			missing(&own, ctx);
			error_clear(&own);
			rc = 0;
		} else if (rc < 0) {
			error_move(err, &own);
		} else {
			sum->copied += rc;
			rc = 0;
		}
		progress_show((size_t)sum->objects, 0, "objects");
	}
	error_release(&own);
	return rc;
}

int cachecopy_run(struct db *db, const char *from, const char *to,
	void (*missing)(const struct error *why, void *ctx), void *ctx, struct cachecopy *sum,
	struct error *err)
{
	struct strbuf after = STRBUF_INIT;
	struct cache_object *page;
	size_t n;
	int rc;

	*sum = (struct cachecopy){0, 0, 0};
	do {
		page = NULL;
		n = 0;
		rc = inventory_page(db, after.buf, PAGE, &page, &n, err);
		if (!rc)
			rc = copy_page(page, n, from, to, missing, ctx, sum, err);
		if (n) {
			strbuf_clear(&after);
			strbuf_addstr(&after, page[n - 1].content_hash);
		}
		inventory_free(page, n);
	} while (!rc && n == PAGE);
	strbuf_release(&after);
	progress_end();
	return rc;
}
