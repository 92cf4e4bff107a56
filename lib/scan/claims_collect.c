/* Which items' videos are gone, and which videos are new: from the folders that are gone or changed. See
 * claims.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "scan/claims.h"
#include "scan/look.h"
#include "scan/scanner.h"
#include "scan/series.h"
#include "store/list.h"
#include "store/seen.h"

#define ABSENT_ITEMS 5	   /* more than these, */
#define ABSENT_FRACTION 10 /* and more than one of so many, are no deletions */

/* Of the films of a folder, those whose video is not among the files (f NULL: none is). */
static int gone_films(struct scanner *s, struct claims *c, const char *folder, const struct folder *f,
	const struct seen_list *seen, struct error *err)
{
	struct id_list ids = {NULL, 0, 0};
	struct strbuf dir = STRBUF_INIT;
	int rc = items_in_folder(s->db, ENTITY_MOVIE, s->lib->id, folder, &ids, err);

	scanner_db_path(s, folder, "", &dir);
	for (size_t i = 0; i < ids.n && rc == 0; i++) {
		struct item it = ITEM_INIT;
		const char *name;

		rc = item_load(s->db, ENTITY_MOVIE, ids.id[i], ITEM_ROW, &it, err);
		name = rc > 0 && !it.deleted_on ? path_relative(it.file_path, dir.buf) : NULL;
		rc = rc < 0 ? -1 : 0;
		if (name && (!f || folder_find(f, name) == f->n))
			claims_add_gone(c, ids.id[i], 0, seen, name);
		item_release(&it);
	}
	id_list_release(&ids);
	strbuf_release(&dir);
	return rc;
}

/* Of the episodes of a show's folder, those that none of its files is any more. */
static int gone_episodes(struct scanner *s, struct claims *c, const char *folder, const struct folder *f,
	const struct seen_list *seen, struct error *err)
{
	struct series series = {0};
	struct finds finds = {NULL, 0, 0, NULL, NULL, false};
	struct strbuf dir = STRBUF_INIT;
	int rc;

	scanner_db_path(s, folder, "", &dir);
	rc = series_by_path(s->db, dir.buf, &series, err);
	if (rc > 0 && f) {
		int64_t *id;

		look_find_show(s, f, seen, &series, &finds);
		id = xcalloc(finds.n + 1, sizeof(*id));
		series_match(&series, f, &finds, id);
		free(id);
	}
	for (size_t i = 0; i < series.episode.n; i++) {
		const struct below *row = &series.episode.item[i];
		const char *name = path_relative(row->path, series.path);

		if (!row->deleted && !series.has_episode[i])
			claims_add_gone(c, row->id, f ? 0 : series.id, seen, name);
	}
	finds_release(&finds);
	series_release(&series);
	strbuf_release(&dir);
	return rc < 0 ? -1 : 0;
}

static int gone_in(struct scanner *s, struct claims *c, const char *folder, const struct folder *f,
	const struct seen_list *seen, struct error *err)
{
	int rc = s->lister.shows ? gone_episodes(s, c, folder, f, seen, err)
				 : gone_films(s, c, folder, f, seen, err);

	claims_next_folder(c, seen);
	return rc;
}

static int collect_gone(struct scanner *s, struct claims *c, struct error *err)
{
	struct folder f = FOLDER_INIT;
	struct seen_list seen = {NULL, 0, 0};
	const char *folder = s->gone.buf;
	int rc = 0;

	for (size_t i = 0; i < s->ngone && rc == 0; i++, folder += strlen(folder) + 1) {
		rc = seen_files(s->db, s->lib->id, folder, &seen, err);
		if (rc == 0)
			rc = gone_in(s, c, folder, NULL, &seen, err);
		seen_list_release(&seen);
	}
	folder = s->changed.buf;
	for (size_t i = 0; i < s->nchanged && rc == 0; i++, folder += strlen(folder) + 1) {
		struct error bad = ERROR_INIT;

		if (!known_has(s->known, folder))
			continue;
		if (folder_read(&s->lister, folder, &f, &bad) >= 0) {
			rc = seen_files(s->db, s->lib->id, folder, &seen, err);
			if (rc == 0)
				rc = gone_in(s, c, folder, &f, &seen, err);
			seen_list_release(&seen);
		}
		error_release(&bad); /* it is reported when the folder is looked at */
	}
	folder_release(&f);
	return rc;
}

/* The videos of the folders to look at that were not seen before. */
static int collect_fresh(struct scanner *s, struct claims *c, struct error *err)
{
	struct folder f = FOLDER_INIT;
	const char *folder = s->changed.buf;
	int rc = 0;

	for (size_t i = 0; i < s->nchanged && rc == 0; i++, folder += strlen(folder) + 1) {
		struct seen_list seen = {NULL, 0, 0};
		struct error bad = ERROR_INIT;

		if (folder_read(&s->lister, folder, &f, &bad) > 0) {
			if (known_has(s->known, folder))
				rc = seen_files(s->db, s->lib->id, folder, &seen, err);
			for (size_t k = 0; k < f.n && rc == 0; k++) {
				if (f.file[k].kind != FILE_VIDEO || look_seen(&seen, folder_name(&f, k)))
					continue;
				claims_add_fresh(c, &f.file[k]);
			}
		}
		seen_list_release(&seen);
		error_release(&bad);
	}
	folder_release(&f);
	return rc;
}

static int check_lost(const struct scanner *s, const struct claims *c, struct error *err)
{
	struct list_filter filter = {.type = s->lister.shows ? ENTITY_EPISODE : ENTITY_MOVIE,
		.library_id = s->lib->id,
		.unpublished = -1};
	size_t n = claims_lost(c, s->inodes);
	int64_t total;

	if (s->o->force || n <= ABSENT_ITEMS)
		return 0;
	if (list_count(s->db, &filter, &total, err) < 0)
		return -1;
	if ((int64_t)n * ABSENT_FRACTION <= total)
		return 0;
	return error_set(err, ERR_LIBRARY_ABSENT,
		"%zu of the %lld items of library '%s' are not in '%s' any more: is all of it there?", n,
		(long long)total, s->lib->name, s->o->root);
}

int claims_collect(struct scanner *s, struct claims **out, struct error *err)
{
	struct claims *c = claims_new();

	if (collect_gone(s, c, err) < 0 || (claims_gone(c) > 0 && collect_fresh(s, c, err) < 0))
		goto fail;
	claims_sort(c, s->inodes);
	if (check_lost(s, c, err) == 0) {
		*out = c;
		return 0;
	}
fail:
	claims_free(c);
	return -1;
}
