/* Carrying out a journal; see apply.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "publish/apply.h"
#include "publish/content.h"
#include "publish/standing.h"

static void each_path(const struct publisher *pub, struct publish *p,
	void (*change)(const struct publisher *pub, char **path))
{
	size_t i;

	for (i = 0; i < p->nrow; i++) {
		change(pub, &p->row[i].path);
		change(pub, &p->row[i].temp_path);
	}
	for (i = 0; i < p->ndisplaced; i++)
		change(pub, &p->displaced[i].path);
}

void apply_here(const struct publisher *pub, struct publish *p)
{
	each_path(pub, p, publisher_here);
}

void apply_there(const struct publisher *pub, struct publish *p)
{
	each_path(pub, p, publisher_there);
}

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

int apply_stage_file(
	struct publisher *pub, const struct publish *p, const struct journal_row *row, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT, temp = STRBUF_INIT;
	int rc;

	strbuf_addstr(&temp, row->temp_path);
	rc = content_load(pub, row->new_hash, row->new_kind, &bytes, err);
	if (!rc)
		rc = file_stage(row->path, bytes.buf, bytes.len, &pub->attrs, &temp, &pub->refused, err);
	if (!rc && p->revision == PUBLISH_NO_REVISION)
		rc = dress(pub, row, err);
	strbuf_release(&bytes);
	strbuf_release(&temp);
	return rc;
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

static int stage_row(
	struct publisher *pub, const struct publish *p, const struct journal_row *row, struct error *err)
{
	switch (row->action) {
	case JOURNAL_MKDIR:
		return apply_mkdir(pub, row, err);
	case JOURNAL_WRITE:
		return apply_stage_file(pub, p, row, err);
	case JOURNAL_REMOVE:
		break;
	}
	return 0;
}

int apply_stage(struct publisher *pub, const struct publish *p, struct error *err)
{
	size_t i;

	for (i = 0; i < p->nrow; i++)
		if (stage_row(pub, p, &p->row[i], err))
			return -1;
	return 0;
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

int apply_sync(struct publisher *pub, const struct publish *p, struct error *err)
{
	struct strbuf dir = STRBUF_INIT, last = STRBUF_INIT;
	size_t i;
	int rc = 0;

	for (i = 0; i < p->nrow && !rc; i++) {
		strbuf_clear(&dir);
		path_dir(&dir, p->row[i].path);
		if (strcmp(dir.buf, last.buf)) /* rows of one folder stand together */
			rc = file_sync_dir(dir.buf, &pub->refused, err);
		strbuf_clear(&last);
		strbuf_addbuf(&last, &dir);
	}
	strbuf_release(&dir);
	strbuf_release(&last);
	return rc;
}

static const struct displaced *displaced_of(const struct publish *p, const char *path)
{
	size_t i;

	for (i = 0; i < p->ndisplaced; i++)
		if (!strcmp(p->displaced[i].path, path))
			return &p->displaced[i];
	BUG("the journal has '%s' and nothing of what stood there", path);
}

/* Whether a file that was taken away is the one that the plan saw. */
static bool is_as_seen(const char *path, const struct displaced *d)
{
	struct file_stamp stamp;
	int there = file_stamp(path, &stamp, NULL);

	if (there < 0 || stamp.is_link != (d->link_text != NULL))
		return false;
	return d->hash ? there && stamp.mtime_ns == d->mtime_ns : !there;
}

/* Where the filesystem can, old and new change places: what stood there has not gone before it was looked at.
 */
static int replace(const struct journal_row *row, const struct displaced *d, struct error *err)
{
	int rc = file_exchange(row->temp_path, row->path, err);

	if (rc <= 0)
		return rc ? -1 : file_commit(row->temp_path, row->path, err);
	if (is_as_seen(row->temp_path, d))
		return 0;
	if (file_exchange(row->temp_path, row->path, err) < 0)
		return -1;
	return error_set(err, ERR_CHANGED, "'%s' was written by somebody else just now", row->path);
}

static int rename_row(const struct publish *p, const struct journal_row *row, struct error *err)
{
	const struct displaced *d = displaced_of(p, row->path);

	if (row->action == JOURNAL_MKDIR) /* it was made before its files were staged */
		return 0;
	if (row->action == JOURNAL_REMOVE)
		return file_remove(row->path, err);
	return d->existed ? replace(row, d, err) : file_commit_new(row->temp_path, row->path, err);
}

int apply_rename(struct publisher *pub, const struct publish *p, size_t *done, struct error *err)
{
	for (*done = 0; *done < p->nrow; ++*done)
		if (rename_row(p, &p->row[*done], err))
			return -1;
	if (apply_unstage(p, err)) /* what changed places with the new files */
		return -1;
	return apply_sync(pub, p, err);
}

/* Whether what stands there is what we put there: anything else is somebody's, and stays. */
static int is_ours(const struct journal_row *row, struct error *err)
{
	struct standing st;

	if (standing_look(row->path, &st, NULL, err))
		return -1;
	return row->action == JOURNAL_REMOVE ? !st.there : !strcmp(st.hash, row->new_hash);
}

static int undo_row(
	struct publisher *pub, const struct journal_row *row, const struct displaced *d, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	int rc = is_ours(row, err);

	if (rc <= 0)
		return rc;
	rc = 0;
	if (d->existed && !d->link_text)
		rc = content_load(pub, d->hash, d->kind, &bytes, err);
	if (!rc)
		rc = standing_restore(pub, d, &bytes, err);
	strbuf_release(&bytes);
	return rc;
}

int apply_undo(struct publisher *pub, const struct publish *p, size_t done, struct error *err)
{
	int rc = 0;

	while (done-- > 0) /* every row is tried: what can be put back is */
		if (p->row[done].action != JOURNAL_MKDIR &&
			undo_row(pub, &p->row[done], displaced_of(p, p->row[done].path), rc ? NULL : err))
			rc = -1;
	if (apply_unstage(p, rc ? NULL : err))
		rc = -1;
	if (apply_sync(pub, p, rc ? NULL : err))
		rc = -1;
	apply_unmake(p);
	return rc;
}

/* The stamp of a row's file. 1 there, 0 not, -1 error. */
static int published_now(const struct journal_row *row, struct published_file *f, struct error *err)
{
	struct file_stamp stamp;
	int there = file_stamp(row->path, &stamp, err);

	if (there <= 0)
		return there;
	f->kind = (char *)(row->asset_type ? "artwork" : "nfo");
	f->asset_type = row->asset_type;
	f->hash = row->new_hash;
	f->size = stamp.size;
	f->mtime_ns = stamp.mtime_ns;
	f->inode = (int64_t)stamp.inode;
	return 1;
}

/* In the database's paths: what is written there outlives this machine's view. */
static int finish_there(struct publisher *pub, struct publish *p, struct published_file *files,
	const size_t *rows, size_t n, const char *nfo_path, enum naming naming, struct error *err)
{
	struct publish_result result = {.files = files, .nfiles = n, .naming = naming, .by = pub->by};
	char *nfo = xstrdup_or_null(nfo_path);
	size_t i;
	int rc;

	apply_there(pub, p);
	publisher_there(pub, &nfo);
	for (i = 0; i < n; i++)
		files[i].path = p->row[rows[i]].path;
	result.nfo_path = nfo;
	rc = publog_finish(pub->db, p, &result, err);
	apply_here(pub, p);
	free(nfo);
	return rc;
}

int apply_finish(
	struct publisher *pub, struct publish *p, const char *nfo_path, enum naming naming, struct error *err)
{
	struct published_file *files = xcalloc(p->nrow, sizeof(*files));
	size_t *rows = xcalloc(p->nrow, sizeof(*rows)), i, n = 0;
	int rc = 0;

	for (i = 0; i < p->nrow && rc >= 0; i++) {
		if (p->row[i].action != JOURNAL_WRITE)
			continue;
		rc = published_now(&p->row[i], &files[n], err);
		if (rc == 1)
			rows[n++] = i;
	}
	rc = rc < 0 ? -1 : finish_there(pub, p, files, rows, n, nfo_path, naming, err);
	free(files);
	free(rows);
	return rc;
}
