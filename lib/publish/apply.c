/* Carrying out a journal; its temporaries and folders are in stage.c. See apply.h. */
#include <stdlib.h>
#include <string.h>

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

static int just_now(const char *path, struct error *err)
{
	return error_set(err, ERR_CHANGED, "'%s' was written by somebody else just now", path);
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
	return just_now(row->path, err);
}

/* The same for what goes: it leaves its name, is looked at, and is only then removed, with the temporaries.
 */
static int take_away(const struct journal_row *row, const struct displaced *d, struct error *err)
{
	struct file_stamp stamp;
	int there = file_stamp(row->path, &stamp, err);

	if (there < 0)
		return -1;
	if (!there && !stamp.is_link)
		return 0;
	if (file_commit_new(row->path, row->temp_path, err))
		return -1;
	if (is_as_seen(row->temp_path, d))
		return 0;
	if (file_commit_new(row->temp_path, row->path, err) && (!err || err->code != ERR_CHANGED))
		return -1;
	return just_now(row->path, err);
}

static int rename_row(const struct publish *p, const struct journal_row *row, struct error *err)
{
	const struct displaced *d = displaced_of(p, row->path);

	if (row->action == JOURNAL_MKDIR) /* it was made before its files were staged */
		return 0;
	if (row->action == JOURNAL_REMOVE)
		return take_away(row, d, err);
	return d->existed ? replace(row, d, err) : file_commit_new(row->temp_path, row->path, err);
}

int apply_rename(const struct publish *p, size_t *done, struct error *err)
{
	for (*done = 0; *done < p->nrow; ++*done)
		if (rename_row(p, &p->row[*done], err))
			return -1;
	return apply_unstage(p, err); /* what changed places with the new files */
}

/*
 * Whoever was stopped between two renames and the look after the first may have left somebody's bytes under
 * the temporary name: neither what was to go nor what was to come, which stands at the path already.
 */
static int rescue_row(const struct publish *p, const struct journal_row *row, struct error *err)
{
	const char *old = row->old_hash ? row->old_hash : "", *new = row->new_hash ? row->new_hash : "";
	struct standing temp, now;

	if (!displaced_of(p, row->path)->existed || !strcmp(old, new))
		return 0;
	if (standing_look(row->temp_path, &temp, NULL, err))
		return -1;
	if (!temp.there || !strcmp(temp.hash, old) || !strcmp(temp.hash, new))
		return 0;
	if (standing_look(row->path, &now, NULL, err))
		return -1;
	if (row->action == JOURNAL_REMOVE)
		return now.there ? 0 : file_commit_new(row->temp_path, row->path, err);
	return strcmp(now.hash, new) ? 0 : file_exchange(row->temp_path, row->path, err) < 0 ? -1 : 0;
}

int apply_rescue(const struct publish *p, struct error *err)
{
	size_t i;

	for (i = 0; i < p->nrow; i++)
		if (p->row[i].temp_path && rescue_row(p, &p->row[i], err))
			return -1;
	return 0;
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
	int rc = apply_rescue(p, err);

	while (done-- > 0) /* every row is tried: what can be put back is */
		if (p->row[done].action != JOURNAL_MKDIR &&
			undo_row(pub, &p->row[done], displaced_of(p, p->row[done].path), rc ? NULL : err))
			rc = -1;
	if (!rc && apply_unstage(p, err)) /* else one of them may be all that is left of a file */
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

/* One end of several, as the database gets it. */
struct ended {
	struct published_file *file;
	size_t *row; /* of each file */
	size_t n;
	char *nfo_path;
};

static int look_at(const struct apply_end *end, struct ended *out, struct error *err)
{
	const struct publish *p = end->p;
	size_t i;
	int rc;

	out->file = xcalloc(p->nrow, sizeof(*out->file));
	out->row = xcalloc(p->nrow, sizeof(*out->row));
	out->nfo_path = xstrdup_or_null(end->nfo_path);
	for (i = 0; i < p->nrow; i++) {
		if (p->row[i].action != JOURNAL_WRITE)
			continue;
		rc = published_now(&p->row[i], &out->file[out->n], err);
		if (rc < 0)
			return -1;
		if (rc)
			out->row[out->n++] = i;
	}
	return 0;
}

/* In the database's paths: what is written there outlives this machine's view. */
static struct publish_end end_there(struct publisher *pub, const struct apply_end *end, struct ended *e)
{
	struct publish *p = end->p;
	size_t i;

	apply_there(pub, p);
	publisher_there(pub, &e->nfo_path);
	for (i = 0; i < e->n; i++)
		e->file[i].path = p->row[e->row[i]].path;
	return (struct publish_end){.p = p,
		.result = {.files = e->file,
			.nfiles = e->n,
			.nfo_path = e->nfo_path,
			.naming = end->naming,
			.by = pub->by}};
}

int apply_finish(struct publisher *pub, const struct apply_end *end, size_t n, struct error *err)
{
	struct ended *ended = xcalloc(n, sizeof(*ended));
	struct publish_end *there = xcalloc(n, sizeof(*there));
	size_t i;
	int rc = 0;

	for (i = 0; i < n && !rc; i++)
		rc = look_at(&end[i], &ended[i], err);
	if (!rc) {
		for (i = 0; i < n; i++)
			there[i] = end_there(pub, &end[i], &ended[i]);
		rc = publog_finish_all(pub->db, there, n, err);
		for (i = 0; i < n; i++)
			apply_here(pub, end[i].p);
	}
	for (i = 0; i < n; i++) {
		free(ended[i].file);
		free(ended[i].row);
		free(ended[i].nfo_path);
	}
	free(ended);
	free(there);
	return rc;
}
