/* Who publishes, and a library's word on new files; see publisher.h. */
#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "publish/publisher.h"
#include "store/guard.h"
#include "store/operand.h"

#define LOCK_TIMEOUT_MS 30000  /* for a folder that somebody else is at */
#define GUARD_TIMEOUT_MS 10000 /* for a library's root to answer */
#define MAY_BE_LOST 5	       /* videos, and */
#define SHARE_LOST 10	       /* one in so many */

void publisher_init(struct publisher *pub, const struct session *session, const char *by)
{
	*pub = (struct publisher){.db = session->db,
		.sets = session->sets.len ? session->sets.buf : NULL,
		.sets_there = session->sets_there.buf,
		.cache_dir = session->cache.buf,
		.by = by,
		.lock_timeout_ms = LOCK_TIMEOUT_MS};
}

/* Whether the path is below 'from'. */
static bool move(char **path, const char *from, const char *to)
{
	struct strbuf moved = STRBUF_INIT;
	const char *rest = *path ? path_relative(*path, from) : NULL;

	if (rest && strcmp(from, to) != 0) {
		path_join(&moved, to, rest);
		free(*path);
		*path = strbuf_detach(&moved, NULL);
	}
	return rest != NULL;
}

void publisher_here(const struct publisher *pub, char **path)
{
	if (!move(path, pub->lib->path, pub->root) && pub->sets)
		move(path, pub->sets_there, pub->sets);
}

void publisher_there(const struct publisher *pub, char **path)
{
	if (!move(path, pub->root, pub->lib->path) && pub->sets)
		move(path, pub->sets, pub->sets_there);
}

static int group_id(const char *text, gid_t *out, struct error *err)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);
	struct group *gr;

	if (*text && !*end) {
		*out = (gid_t)number;
		return 0;
	}
	gr = getgrnam(text);
	if (!gr)
		return error_set(err, ERR_CONFIG, "there is no group '%s' on this machine", text);
	*out = gr->gr_gid;
	return 0;
}

int publisher_attrs(const struct library *lib, struct file_attrs *attrs, struct error *err)
{
	const char *text;

	text = library_setting(lib, "file_mode");
	if (text) {
		attrs->file_mode = (mode_t)strtoul(text, NULL, 8);
		attrs->have_file_mode = true;
	}
	text = library_setting(lib, "dir_mode");
	if (text) {
		attrs->dir_mode = (mode_t)strtoul(text, NULL, 8);
		attrs->have_dir_mode = true;
	}
	text = library_setting(lib, "group");
	if (text) {
		if (group_id(text, &attrs->group, err))
			return error_prefix(err, "library '%s'", lib->name);
		attrs->have_group = true;
	}
	return 0;
}

static int look_at_library(const struct publisher_library *l, struct file_attrs *attrs, struct error *err)
{
	if (conf_file_attrs(l->conf, attrs, err) || publisher_attrs(&l->lib, attrs, err))
		return -1;
	return guard_library(&l->lib, l->root.buf, GUARD_TIMEOUT_MS, l->force, NULL, err);
}

int publisher_enter(struct publisher *pub, struct publisher_library *l, int64_t id, struct error *err)
{
	int rc;

	if (l->lib.id != id) {
		library_release(&l->lib);
		error_clear(&l->why);
		memset(&pub->attrs, 0, sizeof(pub->attrs));
		pub->refused = 0;
		rc = library_by_id(pub->db, id, &l->lib, err);
		if (rc <= 0)
			return rc ? -1 : error_set(err, ERR_NOT_FOUND, "the library is gone");
		strbuf_clear(&l->root);
		conf_map_path(l->conf, l->lib.path, &l->root);
		look_at_library(l, &pub->attrs, &l->why);
	}
	pub->lib = &l->lib;
	pub->root = l->root.buf;
	return l->why.code == ERR_NONE ? 0 : error_set(err, l->why.code, "%s", l->why.msg.buf);
}

void publisher_library_release(struct publisher_library *l)
{
	library_release(&l->lib);
	strbuf_release(&l->root);
	error_release(&l->why);
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

int publisher_check_lost(struct publisher *pub, struct error *err)
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
