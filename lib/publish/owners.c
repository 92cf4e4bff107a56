/* Whose the files are; see owners.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "publish/owners.h"

int owners_record(struct publisher *pub, const struct plan *plan, struct error *err)
{
	struct published_file *files = xcalloc(plan->n + 1, sizeof(*files));
	char **left = xcalloc(plan->nleft + 1, sizeof(*left));
	size_t i, n = 0;
	int rc;

	for (i = 0; i < plan->n; i++) {
		const struct plan_entry *e = &plan->entry[i];

		if (!e->shared)
			continue;
		files[n] = (struct published_file){.path = xstrdup(e->path),
			.asset_type = e->asset_type,
			.hash = (char *)e->new_hash,
			.size = e->old.stamp.size,
			.mtime_ns = e->old.stamp.mtime_ns,
			.inode = (int64_t)e->old.stamp.inode};
		publisher_there(pub, &files[n++].path);
	}
	for (i = 0; i < plan->nleft; i++) {
		left[i] = xstrdup(plan->left[i]);
		publisher_there(pub, &left[i]);
	}
	rc = published_share(pub->db, plan->item.type, plan->item.id, files, n, left, plan->nleft, err);
	for (i = 0; i < n; i++)
		free(files[i].path);
	for (i = 0; i < plan->nleft; i++)
		free(left[i]);
	free(files);
	free(left);
	return rc;
}

void owners_tidy(const struct publisher *pub, const struct plan *plan)
{
	struct strbuf dir = STRBUF_INIT;
	size_t i;

	for (i = 0; i < plan->n; i++) {
		if (plan->entry[i].action != PLAN_REMOVE)
			continue;
		strbuf_clear(&dir);
		path_dir(&dir, plan->entry[i].path);
		if (!strcmp(path_base(dir.buf), PLACE_ACTORS) ||
			(pub->sets && path_inside(dir.buf, pub->sets) && strcmp(dir.buf, pub->sets) != 0))
			rmdir(dir.buf); /* only an empty one goes, and it does no harm where it stays */
	}
	strbuf_release(&dir);
}
