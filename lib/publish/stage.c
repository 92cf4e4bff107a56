/* What stands beside the targets while a journal is carried out; see apply.h. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "publish/apply.h"
#include "publish/content.h"
#include "publish/standing.h"
#include "store/original.h"

#define STAGED_MOST 64 /* temporaries that are open at once */

/* A file that comes back gets the owner and mode that it had; a refusal does no harm. */
static int dress(struct publisher *pub, const struct journal_row *row, struct error *err)
{
	struct displaced was = {0};
	struct file_stamp stamp;
	char *path = xstrdup(row->path);
	int rc = file_stamp(path, &stamp, err);

	if (rc == 0) {
		publisher_there(pub, &path);
		rc = displaced_dress(pub->db, path, &was, err);
	} else if (rc == 1) {
		rc = 0; /* what stands there is the example */
	}
	if (rc == 1 && lchown(row->temp_path, (uid_t)was.uid, (gid_t)was.gid) &&
		lchown(row->temp_path, (uid_t)-1, (gid_t)was.gid))
		pub->refused |= FILE_REFUSED_OWNER;
	if (rc == 1 && chmod(row->temp_path, (mode_t)was.mode))
		pub->refused |= FILE_REFUSED_MODE;
	free(path);
	return rc < 0 ? -1 : 0;
}

/* The bytes of a row, not yet waited for. */
static int begin_bytes(struct publisher *pub, const struct journal_row *row, int *fd, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT, temp = STRBUF_INIT;
	int rc;

	strbuf_addstr(&temp, row->temp_path);
	rc = content_load(pub, row->new_hash, row->new_kind, &bytes, err);
	if (!rc)
		rc = file_stage_begin(
			row->path, bytes.buf, bytes.len, &pub->attrs, &temp, &pub->refused, fd, err);
	strbuf_release(&bytes);
	strbuf_release(&temp);
	return rc;
}

static int make_link(const char *text, const char *path, struct error *err)
{
	if (file_remove(path, err)) /* of a run that was killed */
		return -1;
	return symlink(text, path) ? error_errno(err, errno, "cannot make the link '%s'", path) : 0;
}

/* A file or link as it was found at first; a link has no descriptor to wait for. */
static int begin_original(struct publisher *pub, const struct journal_row *row, int *fd, struct error *err)
{
	struct displaced was = {0};
	char *path = xstrdup(row->path);
	int rc;

	publisher_there(pub, &path);
	rc = original_at(pub->db, path, &was, err);
	if (rc == 0)
		rc = error_set(err, ERR_NOT_FOUND, "nothing is known of what '%s' was at first", row->path);
	else if (rc == 1)
		rc = was.link_text ? make_link(was.link_text, row->temp_path, err)
				   : begin_bytes(pub, row, fd, err);
	if (!rc && !was.link_text)
		standing_dress(row->temp_path, &was, &pub->refused);
	displaced_release(&was);
	free(path);
	return rc;
}

/* A temporary, written and not yet waited for; *fd -1: there is nothing to wait for. */
static int begin_file(struct publisher *pub, const struct publish *p, const struct journal_row *row, int *fd,
	struct error *err)
{
	int rc;

	*fd = -1;
	if (p->revision == PUBLISH_ORIGINAL)
		return begin_original(pub, row, fd, err);
	rc = begin_bytes(pub, row, fd, err);
	if (!rc && p->revision == PUBLISH_NO_REVISION && dress(pub, row, err)) {
		file_stage_end(*fd, row->temp_path, NULL);
		rc = -1;
	}
	return rc;
}

int apply_stage_file(
	struct publisher *pub, const struct publish *p, const struct journal_row *row, struct error *err)
{
	int fd;

	if (begin_file(pub, p, row, &fd, err))
		return -1;
	return fd < 0 ? 0 : file_stage_end(fd, row->temp_path, err);
}

int apply_mkdir(struct publisher *pub, const struct journal_row *row, struct error *err)
{
	struct strbuf above = STRBUF_INIT;
	struct file_stamp stamp;
	int there;

	path_dir(&above, row->path);
	there = file_stamp(above.buf, &stamp, err);
	if (!there)
		error_set(err, ERR_NOT_FOUND, "the folder '%s' is gone", above.buf);
	strbuf_release(&above);
	return there == 1 ? file_mkdirs(row->path, &pub->attrs, err) : -1;
}

/* A temporary that was begun. */
struct staged {
	size_t publish; /* whose it is */
	const char *temp;
	int fd;
};

/* Waits for all that were begun. */
static void end_staged(struct staged *s, size_t *n, struct error *errs)
{
	size_t i;

	for (i = 0; i < *n; i++) {
		struct error *err = &errs[s[i].publish];

		file_stage_end(s[i].fd, s[i].temp, err->code == ERR_NONE ? err : NULL);
	}
	*n = 0;
}

void apply_stage_all(struct publisher *pub, struct publish *const *p, size_t n, struct error *errs)
{
	struct staged begun[STAGED_MOST];
	size_t i, k, nbegun = 0;

	for (i = 0; i < n; i++)
		for (k = 0; k < p[i]->nrow && errs[i].code == ERR_NONE; k++) {
			const struct journal_row *row = &p[i]->row[k];

			if (row->action == JOURNAL_MKDIR)
				apply_mkdir(pub, row, &errs[i]);
			if (row->action != JOURNAL_WRITE)
				continue;
			if (nbegun == STAGED_MOST)
				end_staged(begun, &nbegun, errs);
			begun[nbegun].publish = i;
			begun[nbegun].temp = row->temp_path;
			if (!begin_file(pub, p[i], row, &begun[nbegun].fd, &errs[i]) && begun[nbegun].fd >= 0)
				nbegun++;
		}
	end_staged(begun, &nbegun, errs);
}

int apply_stage(struct publisher *pub, struct publish *p, struct error *err)
{
	struct error own = ERROR_INIT;
	int rc;

	apply_stage_all(pub, &p, 1, &own);
	rc = own.code == ERR_NONE ? 0 : -1;
	if (rc && err)
		error_move(err, &own);
	error_release(&own);
	return rc;
}

int apply_unstage(const struct publish *p, struct error *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < p->nrow; i++) /* every one is tried */
		if (p->row[i].temp_path && file_remove(p->row[i].temp_path, rc ? NULL : err))
			rc = -1;
	return rc;
}

void apply_unmake(const struct publish *p)
{
	size_t i;

	for (i = p->nrow; i-- > 0;) /* the inner ones first */
		if (p->row[i].action == JOURNAL_MKDIR)
			rmdir(p->row[i].path);
}
