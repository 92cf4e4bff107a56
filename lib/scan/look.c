#include "scan/look.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alloc.h"
#include "core/file.h"
#include "core/json.h"
#include "core/path.h"
#include "core/prog.h"
#include "media/nfo.h"
#include "scan/claims.h"
#include "scan/film.h"
#include "store/lock.h"

#define LOCK_WAIT_MS 30000 /* for a publish to be done with the folder */

const struct seen_file *look_seen(const struct seen_list *seen, const char *name)
{
	size_t low = 0, high = seen->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(seen->item[mid].name, name);

		if (order == 0)
			return &seen->item[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* What was seen of file i, if it is still that. */
const struct seen_file *look_unchanged(const struct look *l, size_t i)
{
	const struct seen_file *seen = look_seen(&l->seen, folder_name(&l->f, i));
	const struct folder_file *f = &l->f.file[i];

	return seen && seen->size == f->size && seen->mtime_ns == f->mtime_ns ? seen : NULL;
}

static bool is_young(const struct scanner *s, const struct folder_file *f)
{
	int64_t span = (int64_t)s->o->settle * 1000000000;

	return f->mtime_ns > s->now_ns - span && f->mtime_ns < s->now_ns + span;
}

/* Leaves files that are too young for the next scan: a new one is not there yet, a changed one is as it was
 * seen. */
static void settle(struct scanner *s, struct look *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->f.n; i++) {
		struct folder_file *f = &l->f.file[i];
		const struct seen_file *seen = look_seen(&l->seen, folder_name(&l->f, i));
		bool young = !*s->only && !look_unchanged(l, i) && is_young(s, f);

		if (young) {
			s->sum->unsettled++;
			l->again = true;
			if (!seen)
				continue;
			f->size = seen->size;
			f->mtime_ns = seen->mtime_ns;
			f->inode = seen->inode;
		}
		l->f.file[kept++] = *f;
	}
	l->f.n = kept;
}

/* The item that has this row, or l->finds.n. */
static size_t item_of(const struct look *l, const struct seen_file *seen)
{
	size_t k = 0;

	while (k < l->finds.n && (l->id[k] != seen->entity_id || (int)l->finds.item[k].type != seen->entity))
		k++;
	return k;
}

/* Whether any of the actors' pictures is new, changed or gone. */
static bool actors_changed(const struct look *l)
{
	static const char dir[] = ".actors/";
	size_t before = 0, now = 0;

	for (size_t i = 0; i < l->f.n; i++) {
		if (l->f.file[i].where != DIR_ACTORS)
			continue;
		if (!look_unchanged(l, i))
			return true;
		now++;
	}
	for (size_t i = 0; i < l->seen.n; i++)
		before += strncasecmp(l->seen.item[i].name, dir, strlen(dir)) == 0;
	return before != now;
}

/* Which items have files that are new, changed, gone, or were another's. Any film of a folder may have the
 * actors. */
static void mark_dirty(struct look *l)
{
	bool actors = l->finds.n > 0 && l->finds.item[0].type == ENTITY_MOVIE && actors_changed(l);

	for (size_t k = 0; k < l->finds.n; k++)
		l->dirty[k] = actors;
	for (size_t i = 0; i < l->f.n; i++) {
		const struct seen_file *seen = look_seen(&l->seen, folder_name(&l->f, i));
		size_t owner = l->finds.owner[i];
		bool same_owner = seen && owner != NO_FILE && l->id[owner] &&
				  seen->entity_id == l->id[owner] &&
				  seen->entity == (int)l->finds.item[owner].type;

		if (owner != NO_FILE && !(same_owner && look_unchanged(l, i)))
			l->dirty[owner] = true;
		if (seen && seen->entity >= 0 && !same_owner)
			l->dirty[item_of(l, seen)] = true;
	}
	for (size_t i = 0; i < l->seen.n; i++) {
		const struct seen_file *seen = &l->seen.item[i];

		if (seen->entity >= 0 && folder_find(&l->f, seen->name) == l->f.n)
			l->dirty[item_of(l, seen)] = true;
	}
}

/* Which rows the films are of, as far as what was seen tells. */
static void find_films(struct look *l)
{
	for (size_t k = 0; k < l->finds.n; k++) {
		const struct seen_file *seen = look_unchanged(l, l->finds.item[k].part[0]);

		l->id[k] = seen && seen->entity == ENTITY_MOVIE ? seen->entity_id : 0;
	}
}

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
	if (!s->o->probe && w->it.nfo_path && strcmp(w->it.nfo_path, w->nfo_path.buf) == 0 &&
		look_unchanged(l, file))
		return;
	scanner_disk_path(s, l->folder, folder_name(&l->f, file), &path);
	if (file_read(path.buf, NFO_MAX_SIZE, &bytes, &err) == 0) {
		strbuf_addbuf(&w->nfo, &bytes); /* many are kept, with no more room than they need */
		sha256_hex(w->nfo.buf, w->nfo.len, w->nfo_hash);
	} else {
		l->later[file] = !error_lasts(err.code);
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

/* Whether nothing has to be read for it: its own files are as they were seen, and nothing else tells about
 * it. */
static bool may_skip(const struct scanner *s, const struct look *l, size_t k)
{
	const struct found *found = &l->finds.item[k];

	if (!found->apart || s->o->probe || !l->id[k])
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
	return !w->id && !(s->inodes && claims_by_inode(s->claims, &l->f.file[found->part[0]]));
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
	if (w->id && w->it.file_path && strcmp(w->it.file_path, path.buf) != 0) {
		w->moved = true;
		w->old_folder = xstrdup(w->it.folder ? w->it.folder : "");
		w->old_file = xstrdup(w->it.file_path);
	}
	strbuf_release(&path);
}

/* One item: its row, if it has one, and its NFO. 0 or -1. */
static int work_begin(struct scanner *s, struct look *l, size_t k, struct error *err)
{
	struct work *w = &l->work[k];
	int rc;

	w->found = &l->finds.item[k];
	if (may_skip(s, l, k)) {
		w->skip = true;
		w->id = w->saved = l->id[k];
		return 0;
	}
	rc = load_item(s, l, k, &w->it, err);
	if (rc < 0)
		return -1;
	w->id = rc > 0 ? w->it.id : 0;
	w->revision = w->it.revision;
	if (w->found->type != ENTITY_MOVIE)
		find_move(s, l, w);
	w->probe = wants_probe(s, l, w);
	if (w->id && w->found->type == ENTITY_EPISODE)
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

static void ask(struct child_pool *pool, const struct strbuf *line, struct look *l, bool probe, size_t index)
{
	struct asked *asked = &l->asked[probe ? index : l->finds.n + index];

	*asked = (struct asked){l, probe, index};
	child_pool_submit(pool, line->buf, line->len, asked);
	l->waiting++;
}

static void ask_probe(struct scanner *s, struct look *l, size_t k)
{
	const struct found *found = l->work[k].found;
	struct strbuf line = STRBUF_INIT, path = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &line);
	jsonw_object(&w);
	scanner_disk_path(s, l->folder, folder_name(&l->f, found->part[0]), &path);
	jsonw_kstr(&w, "path", path.buf);
	if (found->nparts > 1) {
		jsonw_key(&w, "parts");
		jsonw_array(&w);
		for (size_t i = 0; i < found->nparts; i++) {
			strbuf_clear(&path);
			scanner_disk_path(s, l->folder, folder_name(&l->f, found->part[i]), &path);
			jsonw_str(&w, path.buf);
		}
		jsonw_end(&w);
	}
	jsonw_end(&w);
	ask(s->probes, &line, l, true, k);
	strbuf_release(&line);
	strbuf_release(&path);
}

static void ask_header(struct scanner *s, struct look *l, size_t file)
{
	struct strbuf line = STRBUF_INIT, path = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &line);
	jsonw_object(&w);
	scanner_disk_path(s, l->folder, folder_name(&l->f, file), &path);
	jsonw_kstr(&w, "path", path.buf);
	jsonw_end(&w);
	ask(s->images, &line, l, false, file);
	strbuf_release(&line);
	strbuf_release(&path);
}

/* Whether a picture's size is to be asked for: it is new, or only its pixels tell what it is for. */
static bool is_question(const struct look *l, const struct found_picture *p)
{
	const struct seen_file *seen = look_unchanged(l, p->file);

	return !seen || (!p->kind && !(seen->kind && strcmp(seen->kind, SEEN_BROKEN) == 0));
}

/* Whether another episode of the same file asks for its streams. */
static bool gets_streams(const struct look *l, size_t k)
{
	size_t twin = l->finds.item[k].twin;

	return twin != NO_FILE && l->work[twin].probe && !l->work[twin].skip;
}

/* Asks the children: for the streams of new videos, and the sizes of new pictures. */
static void ask_all(struct scanner *s, struct look *l)
{
	bool *asked = xcalloc(l->f.n + 1, sizeof(*asked));

	for (size_t k = 0; k < l->finds.n; k++) {
		const struct found *found = &l->finds.item[k];

		if (l->work[k].skip)
			continue;
		if (l->work[k].probe && !gets_streams(l, k))
			ask_probe(s, l, k);
		for (size_t i = 0; i < found->npictures; i++) {
			size_t file = found->picture[i].file;

			if (asked[file] || !is_question(l, &found->picture[i]))
				continue;
			asked[file] = true;
			ask_header(s, l, file);
		}
	}
	free(asked);
}

static int begin_locked(struct scanner *s, struct look *l, struct error *err)
{
	int rc = folder_read(&s->lister, l->folder, &l->f, err);

	if (rc <= 0)
		return rc;
	if (l->known && seen_files(s->db, s->lib->id, l->folder, &l->seen, err) < 0)
		return -1;
	settle(s, l);
	if (s->lister.shows)
		look_find_show(s, &l->f, &l->finds);
	else
		films_find(&l->finds, &l->f, l->f.path.len ? path_base(l->folder) : s->named);
	l->id = xcalloc(l->finds.n + 1, sizeof(*l->id));
	l->dirty = xcalloc(l->finds.n + 1, sizeof(*l->dirty));
	l->work = xcalloc(l->finds.n + 1, sizeof(*l->work));
	l->header = xcalloc(l->f.n + 1, sizeof(*l->header));
	l->later = xcalloc(l->f.n + 1, sizeof(*l->later));
	l->asked = xcalloc(l->finds.n + l->f.n + 1, sizeof(*l->asked));
	for (size_t k = 0; k < l->finds.n; k++) {
		l->work[k].it.type = l->finds.item[k].type;
		strbuf_init(&l->work[k].nfo_path);
		strbuf_init(&l->work[k].nfo);
	}
	if (!s->lister.shows)
		find_films(l);
	else if (look_find_series(s, l, err) < 0)
		return -1;
	mark_dirty(l);
	for (size_t k = 0; k < l->finds.n; k++) {
		if (work_begin(s, l, k, err) < 0)
			return -1;
	}
	return find_gone(s, l, err) < 0 ? -1 : 1;
}

int look_begin(struct scanner *s, struct look *l, const char *folder, struct error *err)
{
	struct db_lock *lock = NULL;
	int rc;

	*l = (struct look){.folder = xstrdup(folder), .f = FOLDER_INIT, .known = known_has(s->known, folder)};
	/* What no scan has seen, no publish is at work on. */
	if (l->known) {
		rc = lock_folder(&lock, s->db, s->lib->id, folder, LOCK_WAIT_MS, err);
		if (rc == 0)
			error_set(err, ERR_BUSY, "something else is at work on folder '%s'", folder);
		if (rc <= 0)
			return -1;
		if (s->ev->recover && s->ev->recover(folder, s->ev->ctx, err) < 0) {
			db_unlock(lock);
			return -1;
		}
	}
	rc = begin_locked(s, l, err);
	db_unlock(lock);
	if (rc > 0 && s->lister.shows)
		look_warn_show(s, l);
	if (rc > 0)
		ask_all(s, l);
	return rc;
}

/* A video's streams came, or why there are none. What may go better another time is tried by the next scan.
 */
static void take_streams(
	struct scanner *s, struct look *l, size_t k, const struct strbuf *answer, struct error *err)
{
	struct work *w = &l->work[k];
	size_t file = w->found->part[0];
	struct strbuf path = STRBUF_INIT;

	if (err->code == ERR_NONE && streams_from_json(&w->streams, answer->buf, answer->len, err) == 0) {
		w->probed = true;
		for (size_t t = k + 1; t < l->finds.n && l->finds.item[t].twin == k; t++)
			l->work[t].probed = l->work[t].probe && streams_from_json(&l->work[t].streams,
									answer->buf, answer->len, err) == 0;
		return;
	}
	if (err->code == ERR_UNSUPPORTED) /* an image of a disc, a link to a stream: an item all the same */
		return;
	l->later[file] = !error_lasts(err->code);
	l->again |= l->later[file];
	path_join(&path, l->folder, folder_name(&l->f, file));
	scanner_problem(s, path.buf, err, false);
	strbuf_release(&path);
}

/* A picture's size came. One that is broken is no candidate; one that nobody could look at gets its size in
 * pass two. */
static void take_header(
	struct scanner *s, struct look *l, size_t file, const struct strbuf *answer, struct error *err)
{
	struct header *h = &l->header[file];
	struct strbuf path = STRBUF_INIT;
	cJSON *json = err->code == ERR_NONE ? json_parse(answer->buf, answer->len, err) : NULL;
	const cJSON *error = json_member(json, "error");

	if (error)
		error_set(err, error_by_name(json_str(error, "code") ? json_str(error, "code") : ""), "%s",
			json_str(error, "message") ? json_str(error, "message") : "no reason given");
	if (err->code == ERR_NONE) {
		json_int(json, "width", &h->width);
		json_int(json, "height", &h->height);
		h->mime = xstrdup_or_null(json_str(json, "mime"));
	} else if (err->code == ERR_BAD_IMAGE || err->code == ERR_TOO_LONG || err->code == ERR_UNSUPPORTED) {
		h->broken = true;
		path_join(&path, l->folder, folder_name(&l->f, file));
		scanner_problem(s, path.buf, err, false);
	}
	cJSON_Delete(json);
	strbuf_release(&path);
}

static int answer_of(struct scanner *s, struct child_pool *pool, int timeout_ms)
{
	struct strbuf answer = STRBUF_INIT;
	struct error err = ERROR_INIT;
	void *tag = NULL;
	int rc = child_pool_next(pool, timeout_ms, &tag, &answer, &err);

	if (rc > 0) {
		struct asked *asked = tag;

		asked->look->waiting--;
		if (asked->probe)
			take_streams(s, asked->look, asked->index, &answer, &err);
		else
			take_header(s, asked->look, asked->index, &answer, &err);
	}
	strbuf_release(&answer);
	error_release(&err);
	return rc;
}

int look_answer(struct scanner *s, int timeout_ms)
{
	int rc = answer_of(s, s->probes, 0) + answer_of(s, s->images, 0);
	struct child_pool *slow = child_pool_pending(s->probes) ? s->probes : s->images;

	/* Two pools, one wait: neither is left alone for long. */
	for (int waited = 0;
		rc == 0 && waited <= timeout_ms && child_pool_pending(slow) && !prog_interrupted();
		waited += 5) {
		rc = answer_of(s, slow, 5);
		if (rc == 0)
			rc = answer_of(s, s->images, 0);
	}
	return rc > 0;
}

void look_free(struct look *l)
{
	for (size_t k = 0; k < l->finds.n && l->work; k++) {
		struct work *w = &l->work[k];

		item_release(&w->it);
		free(w->old_folder);
		free(w->old_file);
		streams_release(&w->streams);
		strbuf_release(&w->nfo_path);
		strbuf_release(&w->nfo);
		for (size_t i = 0; i < w->npictures; i++)
			free(w->picture[i].path);
		free(w->picture);
		for (size_t i = 0; i < w->nunknown; i++)
			free(w->unknown[i].path);
		free(w->unknown);
	}
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
	seen_list_release(&l->rows);
	ref_list_release(&l->gone);
}
