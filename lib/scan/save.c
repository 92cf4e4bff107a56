/* Writes what a look found, inside a transaction that may be run again. See look.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/instant.h"
#include "core/path.h"
#include "scan/look.h"
#include "store/forget.h"
#include "store/moved.h"

#define GRACE_DAYS 90 /* until an item that is gone may go for good */

/* The item's own row and fields; 'touch': its pictures changed. */
static int save_row(struct scanner *s, const struct look *l, struct work *w, bool touch, struct error *err)
{
	struct item_save what = {.fields = w->fields,
		.streams = w->streams_changed,
		.unpublished = w->changed || touch,
		.touch = touch};
	struct item it = *w->it; /* borrows */

	it.deleted_on = NULL;
	if (it.type == ENTITY_SEASON || it.type == ENTITY_EPISODE)
		it.series_id = l->work[0].saved;
	if (w->changed || touch) {
		it.state = (char *)(uintptr_t)w->state;
		it.error_message = NULL;
	}
	if (item_save(s->db, &it, &what, err) < 0)
		return -1;
	w->saved = what.id;
	return 0;
}

/* An item on its way from one path to another. */
struct move {
	struct scanner *s;
	const struct work *w;
};

static bool is_found(const struct work *w, const char *path)
{
	for (size_t i = 0; i < w->npictures; i++) {
		if (strcmp(w->picture[i].path, path) == 0)
			return true;
	}
	return w->it->nfo_path && strcmp(w->it->nfo_path, path) == 0;
}

/* The path without extension of a video: what the names of its files begin with. */
static void stem_of(const char *video, struct strbuf *out)
{
	path_dir(out, video);
	strbuf_addch(out, '/');
	path_stem(out, video);
}

/* Beside the video and renamed with it ("old-poster.jpg"), if it was found so; else the same name in the new
 * folder. */
static int moved_to(const char *path, struct strbuf *out, void *ctx)
{
	const struct move *m = ctx;
	struct strbuf from = STRBUF_INIT, old_stem = STRBUF_INIT;
	const char *below;
	bool renamed = false;

	stem_of(m->w->old_file, &old_stem);
	if (strncmp(path, old_stem.buf, old_stem.len) == 0 && !strchr(path + old_stem.len, '/')) {
		stem_of(m->w->it->file_path, out);
		strbuf_addstr(out, path + old_stem.len);
		renamed = is_found(m->w, out->buf);
	}
	scanner_db_path(m->s, m->w->old_folder, "", &from);
	below = path_relative(path, from.buf);
	if (!renamed) {
		strbuf_clear(out);
		if (below)
			scanner_db_path(m->s, m->w->it->folder, below, out);
	}
	strbuf_release(&from);
	strbuf_release(&old_stem);
	return (renamed || below) && strcmp(out->buf, path) != 0;
}

static int save_item(struct scanner *s, const struct look *l, struct work *w, struct error *err)
{
	struct move move = {s, w};

	/* A new item has to be there before its pictures; of a known one the row says that they changed. */
	w->art_changed = false;
	if (!w->id && save_row(s, l, w, false, err) < 0)
		return -1;
	if (w->moved && item_moved(s->db, w->it->type, w->id, moved_to, &move, err) < 0)
		return -1;
	if (candidates_set_local(s->db, w->it->type, w->id ? w->id : w->saved, w->picture, w->npictures,
		    &w->art_changed, err) < 0)
		return -1;
	if (w->id && save_row(s, l, w, w->art_changed, err) < 0)
		return -1;
	if (w->another && forget_rows(s->db, w->it->type, w->id, true, err) < 0)
		return -1;
	if (w->nfo_keep && (nfotext_put(s->db, w->nfo_hash, w->nfo.buf, w->nfo.len, err) < 0 ||
				   nfo_version_add(s->db, w->it->type, w->saved, w->nfo_hash, w->nfo_path.buf,
					   w->nfo_origin, 0, err) < 0))
		return -1;
	return unknown_set(s->db, w->it->type, w->saved, w->unknown, w->nunknown, err);
}

int look_drop_item(struct scanner *s, const char *folder, const struct ref *item, struct error *err)
{
	struct item it = ITEM_INIT;
	char now[DB_INSTANT_SIZE], when[DB_INSTANT_SIZE];
	int rc = item_load(s->db, item->type, item->id, ITEM_ROW, &it, err);

	if (rc > 0)
		rc = !it.deleted_on && it.folder && strcmp(it.folder, folder) == 0;
	if (rc > 0 && db_now(s->db, now, err) < 0)
		rc = -1;
	if (rc > 0) {
		instant_days_later(now, GRACE_DAYS, when);
		rc = item_set_deleted(s->db, item->type, item->id, when, err) < 0 ? -1 : 1;
	}
	item_release(&it);
	return rc;
}

static int save_gone(struct scanner *s, struct look *l, struct error *err)
{
	int rc = 0;

	l->dropped = 0;
	for (size_t i = 0; i < l->gone.n && rc >= 0; i++) {
		rc = look_drop_item(s, l->folder, &l->gone.item[i], err);
		l->dropped += rc > 0;
	}
	return rc < 0 ? -1 : 0;
}

/* What is known of file i beyond its stamp: the hash of its bytes. NULL: nothing. */
static const char *content_hash(const struct look *l, size_t i)
{
	const struct folder_file *f = &l->f.file[i];
	const struct seen_file *seen = look_seen(&l->seen, folder_name(&l->f, i));
	size_t owner = l->finds.owner[i];

	if (owner != NO_FILE && l->finds.item[owner].nfo == i && *l->work[owner].nfo_hash)
		return l->work[owner].nfo_hash;
	if (l->header[i].same)
		return seen->content_hash;
	/* A publish believes all three. */
	return seen && seen->size == f->size && seen->mtime_ns == f->mtime_ns && seen->inode == f->inode
		       ? seen->content_hash
		       : NULL;
}

/* The row of file i, its texts borrowed. */
static struct seen_file row_of(const struct look *l, size_t i)
{
	const struct folder_file *f = &l->f.file[i];
	size_t owner = l->finds.owner[i];
	const char *kind = l->header[i].broken ? SEEN_BROKEN : file_kind_name(f->kind);
	struct seen_file row = {.name = (char *)(uintptr_t)folder_name(&l->f, i),
		.size = f->size,
		.mtime_ns = f->mtime_ns,
		.inode = f->inode,
		.kind = (char *)(uintptr_t)kind,
		.entity = -1,
		.content_hash = (char *)(uintptr_t)content_hash(l, i)};

	if (owner != NO_FILE) {
		row.entity = (int)l->finds.item[owner].type;
		row.entity_id = l->work[owner].saved;
	}
	return row;
}

/* The rows of the folder's files. What is to be read again by the next scan has none. */
static int save_rows(struct scanner *s, const struct look *l, struct error *err)
{
	struct seen_list rows = {xcalloc(l->f.n + 1, sizeof(*rows.item)), 0, l->f.n + 1};
	char signature[FOLDER_SIGNATURE_SIZE];
	int rc;

	for (size_t i = 0; i < l->f.n; i++) {
		if (!l->later[i])
			rows.item[rows.n++] = row_of(l, i);
	}
	folder_signature_text(l->f.signature, signature);
	rc = seen_set_folder(s->db, s->lib->id, l->folder, l->again ? NULL : signature, &rows, err);
	free(rows.item);
	return rc;
}

int look_save(struct scanner *s, struct look *l, size_t first, size_t n, struct error *err)
{
	for (size_t k = first; k < first + n; k++) {
		if (!l->work[k].skip && save_item(s, l, &l->work[k], err) < 0)
			return -1;
	}
	if (first + n < l->finds.n)
		return 0;
	return save_gone(s, l, err) < 0 ? -1 : save_rows(s, l, err);
}
