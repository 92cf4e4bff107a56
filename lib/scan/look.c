#include "scan/look.h"

#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/file.h"
#include "core/path.h"
#include "media/nfo.h"
#include "scan/claims.h"
#include "scan/film.h"
#include "store/lock.h"

#define LOCK_WAIT_MS 30000 /* for a publish to be done with the folder */

static bool parts_unchanged(const struct look *l, const struct found *found)
{
	for (size_t i = 0; i < found->nparts; i++) {
		if (!look_unchanged(l, found->part[i]))
			return false;
	}
	return true;
}

/* Reads the NFO's bytes, unless they are known. A file that cannot be read is reported, and read again by the
 * next scan. */
static void nfo_bytes(struct scanner *s, struct look *l, struct work *w)
{
	size_t file = w->found->nfo;
	struct strbuf path = STRBUF_INIT, bytes = STRBUF_INIT;
	struct error err = ERROR_INIT;

	if (file == NO_FILE)
		return;
	scanner_db_path(s, l->folder, folder_name(&l->f, file), &w->nfo_path);
	if (!s->o->probe && w->it->nfo_path && strcmp(w->it->nfo_path, w->nfo_path.buf) == 0 &&
		look_unchanged(l, file))
		return;
	scanner_disk_path(s, l->folder, folder_name(&l->f, file), &path);
	if (file_read(path.buf, NFO_MAX_SIZE, &bytes, &err) == 0) {
		strbuf_addbuf(&w->nfo, &bytes); /* many are kept, with no more room than they need */
		sha256_hex(w->nfo.buf, w->nfo.len, w->nfo_hash);
	} else {
		l->later[file] = scanner_again(err.code);
		l->again |= l->later[file];
		scanner_problem(s, path_relative(w->nfo_path.buf, s->lib->path), &err, false);
	}
	strbuf_release(&path);
	strbuf_release(&bytes);
}

/* The stored item. 1, 0 or -1. */
static int load_item(struct scanner *s, struct look *l, size_t k, struct item *it, struct error *err)
{
	const struct found *found = &l->finds.item[k];
	struct strbuf path = STRBUF_INIT;
	int rc = 0;

	if (found->type == ENTITY_MOVIE) {
		scanner_db_path(s, l->folder, folder_name(&l->f, found->part[0]), &path);
		rc = item_by_file(s->db, ENTITY_MOVIE, path.buf, ITEM_ALL, it, err);
	} else if (l->id[k]) {
		rc = item_load(s->db, found->type, l->id[k], ITEM_ALL, it, err);
	}
	strbuf_release(&path);
	return rc;
}

/* Whether the series' ids may be others now, which are its episodes', too. */
static bool series_may_differ(const struct look *l)
{
	const struct found *first = &l->finds.item[0];

	return first->type == ENTITY_SERIES && first->nfo != NO_FILE && !look_unchanged(l, first->nfo);
}

/* Whether nothing has to be read for it: its own files are as they were seen, and nothing else tells about
 * it. */
static bool may_skip(const struct scanner *s, const struct look *l, size_t k)
{
	const struct found *found = &l->finds.item[k];

	if (!found->apart || s->o->probe || !l->id[k] || series_may_differ(l))
		return false;
	return found->twin == NO_FILE ? !l->dirty[k] : l->work[found->twin].skip;
}

/* Whether its streams are to be asked for: not of one that its inode gives away. */
static bool wants_probe(const struct scanner *s, const struct look *l, const struct work *w)
{
	const struct found *found = w->found;

	if (found->nparts == 0)
		return false;
	if (s->o->probe || (w->id && !parts_unchanged(l, found)))
		return true;
	return !w->id && !(s->inodes && claims_by_inode(s->claims, &l->f.file[found->part[0]],
						finds_nth(&l->finds, found)));
}

void look_place(struct scanner *s, const struct look *l, const struct found *found, struct strbuf *out)
{
	scanner_db_path(s, l->folder,
		found->type == ENTITY_SERIES   ? ""
		: found->type == ENTITY_SEASON ? found->dir
					       : folder_name(&l->f, found->part[0]),
		out);
}

/* A show's item that was renamed, or whose show was: its row is known all the same. */
static void find_move(struct scanner *s, struct look *l, struct work *w)
{
	struct strbuf path = STRBUF_INIT;

	look_place(s, l, w->found, &path);
	if (w->id && w->it->file_path && strcmp(w->it->file_path, path.buf) != 0) {
		w->moved = true;
		w->old_folder = xstrdup(w->it->folder ? w->it->folder : "");
		w->old_file = xstrdup(w->it->file_path);
	}
	strbuf_release(&path);
}

/* One item: its row, if it has one, and its NFO. 0 or -1. */
static int work_begin(struct scanner *s, struct look *l, size_t k, struct error *err)
{
	struct work *w = &l->work[k];
	int rc;

	if (may_skip(s, l, k)) {
		w->skip = true;
		w->id = w->saved = l->id[k];
		return 0;
	}
	look_read_numbers(s, l, k);
	w->it = xcalloc(1, sizeof(*w->it));
	w->it->type = w->found->type;
	rc = load_item(s, l, k, w->it, err);
	if (rc < 0)
		return -1;
	w->id = rc > 0 ? w->it->id : 0;
	w->revision = w->it->revision;
	if (w->found->type != ENTITY_MOVIE)
		find_move(s, l, w);
	w->probe = wants_probe(s, l, w);
	if (w->id && w->found->nparts > 0)
		claims_take(s->claims, w->id);
	nfo_bytes(s, l, w);
	return 0;
}

static int drop_films(struct scanner *s, struct look *l, struct error *err)
{
	struct id_list ids = {NULL, 0, 0};
	int rc = items_in_folder(s->db, ENTITY_MOVIE, s->lib->id, l->folder, &ids, err);

	for (size_t i = 0; i < ids.n && rc == 0; i++) {
		bool here = false;

		for (size_t k = 0; k < l->finds.n && !here; k++)
			here = l->work[k].id == ids.id[i];
		if (!here)
			ref_list_add(&l->gone, ENTITY_MOVIE, ids.id[i]);
	}
	id_list_release(&ids);
	return rc;
}

static void drop_below(struct look *l, enum entity type, const struct below_list *rows, const bool *here)
{
	for (size_t i = 0; i < rows->n; i++) {
		if (!here[i] && !rows->item[i].deleted)
			ref_list_add(&l->gone, type, rows->item[i].id);
	}
}

/* The items of the folder that are none of the finds. 0 or -1. */
static int find_gone(struct scanner *s, struct look *l, struct error *err)
{
	if (!s->lister.shows)
		return l->known ? drop_films(s, l, err) : 0;
	drop_below(l, ENTITY_EPISODE, &l->series.episode, l->series.has_episode);
	drop_below(l, ENTITY_SEASON, &l->series.season, l->series.has_season);
	if (l->series.id && l->finds.n == 0)
		ref_list_add(&l->gone, ENTITY_SERIES, l->series.id);
	return 0;
}

static size_t slice_from(const struct look *l, size_t first)
{
	return l->finds.n - first < LOOK_SLICE ? l->finds.n - first : LOOK_SLICE;
}

size_t look_slice(const struct look *l)
{
	return slice_from(l, l->finished);
}

bool look_ready(const struct look *l)
{
	size_t end = l->abandoned ? l->begun : l->finished + look_slice(l);

	for (size_t k = l->finished; k < end; k++) {
		if (k >= l->begun || l->work[k].waiting > 0)
			return false;
	}
	return true;
}

/* 0 or -1. */
static int begin_slice(struct scanner *s, struct look *l, struct error *err)
{
	size_t end = l->begun + slice_from(l, l->begun);

	for (; l->begun < end; l->begun++) {
		if (work_begin(s, l, l->begun, err) < 0)
			return -1;
	}
	return l->begun == l->finds.n ? find_gone(s, l, err) : 0;
}

/* 1, 0 or -1, as look_begin(). */
static int begin_folder(struct scanner *s, struct look *l, struct error *err)
{
	int rc = folder_read(&s->lister, l->folder, &l->f, err);

	if (rc <= 0)
		return rc;
	if (l->known && seen_files(s->db, s->lib->id, l->folder, &l->seen, err) < 0)
		return -1;
	look_settle(s, l);
	if (s->lister.shows && look_load_series(s, l, err) < 0)
		return -1;
	if (s->lister.shows)
		look_find_show(s, &l->f, &l->seen, &l->series, &l->finds);
	else
		films_find(&l->finds, &l->f, l->f.path.len ? path_base(l->folder) : s->named);
	l->id = xcalloc(l->finds.n + 1, sizeof(*l->id));
	l->dirty = xcalloc(l->finds.n + 1, sizeof(*l->dirty));
	l->work = xcalloc(l->finds.n + 1, sizeof(*l->work));
	l->header = xcalloc(l->f.n + 1, sizeof(*l->header));
	l->later = xcalloc(l->f.n + 1, sizeof(*l->later));
	l->asked = xcalloc(l->finds.n + l->f.n + 1, sizeof(*l->asked));
	for (size_t k = 0; k < l->finds.n; k++) {
		l->work[k].found = &l->finds.item[k];
		strbuf_init(&l->work[k].nfo_path);
		strbuf_init(&l->work[k].nfo);
	}
	if (!s->lister.shows)
		look_find_films(l);
	else if (look_match_series(s, l, err) < 0)
		return -1;
	look_mark_dirty(l);
	return begin_slice(s, l, err) < 0 ? -1 : 1;
}

/* A step that reads what a publish writes. What no scan has seen, none is at work on. */
static int locked(struct scanner *s, struct look *l,
	int (*step)(struct scanner *s, struct look *l, struct error *err), struct error *err)
{
	struct db_lock *lock = NULL;
	int rc = 1;

	if (l->known) {
		rc = lock_folder(&lock, s->db, s->lib->id, l->folder, LOCK_WAIT_MS, err);
		if (rc == 0)
			rc = error_set(err, ERR_BUSY, "something else is at work on folder '%s'", l->folder);
		if (rc > 0 && s->ev->recover && s->ev->recover(l->folder, s->ev->ctx, err) < 0)
			rc = -1;
	}
	if (rc > 0)
		rc = step(s, l, err);
	db_unlock(lock);
	return rc;
}

int look_failed(struct scanner *s, const char *folder, struct error *bad, struct error *err)
{
	if (bad->code == ERR_DATABASE) {
		error_move(err, bad);
		return -1;
	}
	scanner_problem(s, folder, bad, false);
	return 0;
}

static void ask_from(struct scanner *s, struct look *l, size_t first)
{
	for (size_t k = first; k < l->begun; k++)
		look_ask(s, l, k);
}

int look_more(struct scanner *s, struct look *l, struct error *err)
{
	size_t first = l->begun;
	int rc = locked(s, l, begin_slice, err);

	if (rc == 0)
		ask_from(s, l, first);
	return rc;
}

int look_begin(struct scanner *s, struct look *l, const char *folder, struct error *err)
{
	int rc;

	*l = (struct look){.folder = xstrdup(folder), .f = FOLDER_INIT, .known = known_has(s->known, folder)};
	rc = locked(s, l, begin_folder, err);
	if (rc > 0) {
		look_warn(s, l);
		ask_from(s, l, 0);
	}
	return rc;
}

static void work_release(struct work *w)
{
	if (w->it)
		item_release(w->it);
	free(w->it);
	w->it = NULL;
	streams_release(&w->streams);
	strbuf_release(&w->nfo_path);
	strbuf_release(&w->nfo);
	for (size_t i = 0; i < w->npictures; i++)
		free(w->picture[i].path);
	free(w->picture);
	w->picture = NULL;
	w->npictures = 0;
	for (size_t i = 0; i < w->nunknown; i++)
		free(w->unknown[i].path);
	free(w->unknown);
	w->unknown = NULL;
	w->nunknown = 0;
	free(w->old_folder);
	free(w->old_file);
	w->old_folder = w->old_file = NULL;
}

void look_forget(struct look *l, size_t first, size_t n)
{
	for (size_t k = first > 0 ? first : 1; k < first + n; k++)
		work_release(&l->work[k]);
}

void look_free(struct look *l)
{
	for (size_t k = 0; k < l->finds.n && l->work; k++)
		work_release(&l->work[k]);
	for (size_t i = 0; i < l->f.n && l->header; i++)
		free(l->header[i].mime);
	free(l->folder);
	free(l->work);
	free(l->header);
	free(l->later);
	free(l->id);
	free(l->dirty);
	series_release(&l->series);
	free(l->asked);
	finds_release(&l->finds);
	folder_release(&l->f);
	seen_list_release(&l->seen);
	ref_list_release(&l->gone);
	free(l);
}
