/* What must hold before a publish begins: the item is complete, its folders can be written, and there is
 * room; see plan.h. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/path.h"
#include "publish/plan.h"
#include "store/complete.h"

/* The old files stand until all of the new ones are written. Filesystems that do not tell their size have
 * room. */
static int check_room(const struct plan *plan, const char *dir, struct error *err)
{
	struct statvfs fs;
	int64_t wanted = 0;
	size_t i;

	for (i = 0; i < plan->n; i++)
		if (plan->entry[i].action == PLAN_WRITE)
			wanted += plan->entry[i].new_size;
	if (statvfs(dir, &fs) || !fs.f_blocks || !fs.f_frsize)
		return 0;
	if ((uint64_t)wanted / fs.f_frsize < fs.f_bavail)
		return 0;
	return error_set(err, ERR_NO_SPACE, "no room for %" PRId64 " bytes in '%s'", wanted, dir);
}

int plan_check(const struct plan *plan, struct error *err)
{
	struct strbuf dir = STRBUF_INIT, last = STRBUF_INIT;
	size_t i;
	int rc = 0;

	for (i = 0; i < plan->n && !rc; i++) {
		if (plan->entry[i].action == PLAN_KEEP)
			continue;
		strbuf_clear(&dir);
		path_dir(&dir, plan->entry[i].path);
		/* Entries of one folder stand together; one that will be made is judged by the one above it.
		 */
		if (!strcmp(dir.buf, last.buf) || plan_has(plan, dir.buf))
			continue;
		if (access(dir.buf, W_OK | X_OK))
			rc = error_errno(err, errno, "cannot write in the folder '%s'", dir.buf);
		else
			rc = check_room(plan, dir.buf, err);
		strbuf_clear(&last);
		strbuf_addbuf(&last, &dir);
	}
	strbuf_release(&dir);
	strbuf_release(&last);
	return rc;
}

int plan_complete(struct plan *plan, const struct complete_rule *rule,
	const struct candidate_list *candidates, struct error *err)
{
	const struct item *it = &plan->item;
	struct strbuf missing = STRBUF_INIT;
	int rc = 0;

	if (complete_lacks(rule, it, candidates, &missing)) {
		if (rule->is_error)
			rc = error_set(err, ERR_INCOMPLETE, "'%s' lacks %s", it->file_path, missing.buf);
		else
			plan_warn(plan, "'%s' lacks %s", it->file_path, missing.buf);
	}
	strbuf_release(&missing);
	return rc;
}
