/* The library at hand; see enter.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "publish/enter.h"
#include "store/guard.h"
#include "store/operand.h"

#define GUARD_TIMEOUT_MS 10000 /* for a library's root to answer */
#define MAY_BE_LOST 5	       /* videos, and */
#define SHARE_LOST 10	       /* one in so many */

void entered_release(struct entered *at)
{
	library_release(&at->lib);
	strbuf_release(&at->root);
	error_release(&at->error);
}

/* What the library says of new files, and whether it is there. */
static int look(struct publisher *pub, struct entered *at, const struct conf *conf, bool force)
{
	strbuf_clear(&at->root);
	conf_map_path(conf, at->lib.path, &at->root);
	memset(&pub->attrs, 0, sizeof(pub->attrs));
	pub->refused = 0;
	if (conf_file_attrs(conf, &pub->attrs, &at->error) ||
		publisher_attrs(&at->lib, &pub->attrs, &at->error))
		return -1;
	return guard_library(&at->lib, at->root.buf, GUARD_TIMEOUT_MS, force, NULL, &at->error);
}

int enter_library(struct publisher *pub, struct entered *at, const struct conf *conf, int64_t id, bool force,
	struct error *err)
{
	int rc;

	if (at->lib.id != id) {
		library_release(&at->lib);
		error_clear(&at->error);
		rc = library_by_id(pub->db, id, &at->lib, err);
		if (rc <= 0)
			return rc ? -1 : error_set(err, ERR_NOT_FOUND, "the library is gone");
		pub->lib = &at->lib;
		look(pub, at, conf, force);
		pub->root = at->root.buf;
	}
	if (at->error.code == ERR_NONE)
		return 0;
	return error_set(err, at->error.code, "%s", at->error.msg.buf);
}

struct lost {
	struct publisher *pub;
	size_t n, lost;
};

static int look_for_video(const struct list_row *row, void *ctx, struct error *err)
{
	struct lost *l = ctx;
	struct file_stamp stamp;
	char *path;
	int there;

	if (row->item.type != ENTITY_MOVIE && row->item.type != ENTITY_EPISODE)
		return 0;
	path = xstrdup(row->item.file_path);
	publisher_here(l->pub, &path);
	there = file_stamp(path, &stamp, err);
	l->n++;
	l->lost += there == 0;
	free(path);
	return there < 0 ? -1 : 0;
}

int enter_check_lost(struct publisher *pub, struct error *err)
{
	struct target target = {.kind = TARGET_LIBRARY, .library_id = pub->lib->id};
	struct target_list list = {&target, 1, 1};
	struct list_filter filter = {.unpublished = -1};
	struct lost l = {.pub = pub};

	if (targets_each_kind(pub->db, &list, &filter, look_for_video, &l, err))
		return -1;
	if (l.lost <= MAY_BE_LOST || l.lost * SHARE_LOST <= l.n)
		return 0;
	return error_set(err, ERR_LIBRARY_ABSENT,
		"%zu of the %zu videos of library '%s' are not there: is a disk away? -f goes on all the "
		"same",
		l.lost, l.n, pub->lib->name);
}
