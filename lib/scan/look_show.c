/* What a look at a show's folder needs beyond that at a film's: its row. See look.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/alloc.h"
#include "core/file.h"
#include "core/path.h"
#include "media/name.h"
#include "media/nfo_pick.h"
#include "scan/claims.h"
#include "scan/look.h"
#include "scan/show.h"

static bool read_nfo(struct scanner *s, const struct folder *f, size_t file, struct nfo *nfo)
{
	struct strbuf path = STRBUF_INIT, bytes = STRBUF_INIT;
	struct error err = ERROR_INIT;
	bool read;

	scanner_disk_path(s, f->path.buf, folder_name(f, file), &path);
	read = file_read(path.buf, NFO_MAX_SIZE, &bytes, &err) == 0 &&
	       nfo_read(nfo, bytes.buf, bytes.len, &err) == 0;
	error_release(&err);
	strbuf_release(&path);
	strbuf_release(&bytes);
	return read;
}

/* The numbers of the roots that have both, as far as they are of the first one's season. */
static bool nfo_numbers(struct scanner *s, const struct folder *f, size_t file, struct show_numbers *out)
{
	struct nfo nfo = NFO_INIT;

	*out = (struct show_numbers){.n = 0};
	if (read_nfo(s, f, file, &nfo)) {
		for (size_t i = 0; i < nfo.n && out->n < NAME_MAX_EPISODES; i++) {
			const char *season = meta_get(&nfo.item[i].meta, MF_SEASON_NUMBER);
			const char *episode = meta_get(&nfo.item[i].meta, MF_EPISODE_NUMBER);

			if (!season || !episode || (out->n > 0 && atoi(season) != out->season))
				continue;
			out->season = atoi(season);
			out->episode[out->n++] = atoi(episode);
		}
	}
	nfo_release(&nfo);
	return out->n > 0;
}

/* What is known of a show while its folder is read. */
struct memory {
	struct scanner *s;
	const struct seen_list *seen;
	struct series *series;
};

/* While the video and its NFO are what they were, so are their numbers: a daily show has thousands of them.
 */
static bool numbers_of(const struct folder *f, size_t video, size_t nfo, struct show_numbers *out, void *ctx)
{
	struct memory *m = ctx;

	out->recalled = !m->s->o->probe && m->series->id && look_is_seen(m->seen, f, video) &&
			look_is_seen(m->seen, f, nfo) &&
			series_numbers(m->series, folder_name(f, video), out);
	return out->recalled || nfo_numbers(m->s, f, nfo, out);
}

void look_find_show(struct scanner *s, const struct folder *f, const struct seen_list *seen,
	struct series *series, struct finds *finds)
{
	struct memory m = {s, seen, series};

	show_find(finds, f, numbers_of, &m);
}

void look_read_numbers(struct scanner *s, struct look *l, size_t k)
{
	struct found *e = &l->finds.item[k];
	struct show_numbers numbers;

	if (!e->recalled || e->nfo == NO_FILE || !nfo_numbers(s, &l->f, e->nfo, &numbers))
		return;
	for (int i = 0; i < numbers.n; i++)
		e->by_nfo |= numbers.season == e->season && numbers.episode[i] == e->episode;
}

/* The ids in tvshow.nfo, and in the folder's name. A file that cannot be read says nothing here. */
static void show_ids(struct scanner *s, const struct look *l, struct meta *ids)
{
	struct name_info info = NAME_INIT;
	struct strbuf id = STRBUF_INIT;
	struct nfo nfo = NFO_INIT;
	const struct nfo_item *root = NULL;
	size_t file = l->finds.item[0].nfo;

	if (file != NO_FILE && read_nfo(s, &l->f, file, &nfo))
		root = nfo_pick(&nfo, ENTITY_SERIES, -1, -1);
	if (root)
		meta_copy_field(ids, &root->meta, MF_UNIQUEIDS);
	name_parse(&info, path_base(l->folder), NAME_SERIES);
	if (info.tvdb_id) {
		strbuf_addf(&id, "%lld", (long long)info.tvdb_id);
		meta_add_id(ids, "tvdb", id.buf, false);
	}
	name_release(&info);
	nfo_release(&nfo);
	strbuf_release(&id);
}

/* Whether a show of the library has lost its folder, and is not known to be in another. 1, 0 or -1. */
static int is_orphan(struct scanner *s, int64_t id, struct error *err)
{
	struct item it = ITEM_INIT;
	struct strbuf path = STRBUF_INIT;
	struct stat st;
	int rc = item_load(s->db, ENTITY_SERIES, id, ITEM_ROW, &it, err);

	if (rc > 0 && it.library_id == s->lib->id) {
		scanner_local(s, it.file_path, &path);
		rc = claims_series_open(s->claims, id) && lstat(path.buf, &st) < 0 && errno == ENOENT;
	} else if (rc > 0) {
		rc = 0;
	}
	item_release(&it);
	strbuf_release(&path);
	return rc;
}

/* The one show that has the id and lost its folder; 0: none. 0 or -1. */
static int find_by_id(struct scanner *s, const char *type, const char *value, int64_t *id, struct error *err)
{
	struct id_list ids = {NULL, 0, 0};
	size_t found = 0;
	int rc = items_by_external_id(s->db, ENTITY_SERIES, type, value, &ids, err);

	for (size_t i = 0; i < ids.n && rc >= 0; i++) {
		rc = is_orphan(s, ids.id[i], err);
		if (rc > 0 && ++found == 1)
			*id = ids.id[i];
	}
	if (found > 1)
		*id = 0;
	id_list_release(&ids);
	return rc < 0 ? -1 : 0;
}

/* The row of a show that was in another folder: by its videos, or its ids. 0 or -1. */
static int find_moved(struct scanner *s, const struct look *l, int64_t *id, struct error *err)
{
	static const char *const types[] = {"tvdb", "tmdb", "imdb"};
	struct meta ids = META_INIT;
	int rc = 0;

	*id = s->inodes ? claims_series(s->claims, &l->f, &l->finds, true) : 0;
	if (*id)
		return 0;
	show_ids(s, l, &ids);
	for (size_t i = 0; i < 3 && rc == 0 && !*id; i++) {
		const char *value = meta_id(&ids, types[i]);

		if (value)
			rc = find_by_id(s, types[i], value, id, err);
	}
	meta_release(&ids);
	if (rc == 0 && !*id)
		*id = claims_series(s->claims, &l->f, &l->finds, false);
	return rc;
}

int look_load_series(struct scanner *s, struct look *l, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	int rc = 0;

	if (l->f.path.len > 0) {
		scanner_db_path(s, l->folder, "", &path);
		rc = series_by_path(s->db, path.buf, &l->series, err);
	}
	strbuf_release(&path);
	return rc < 0 ? -1 : 0;
}

int look_match_series(struct scanner *s, struct look *l, struct error *err)
{
	int64_t moved = 0;
	int rc = 0;

	if (!l->series.id && l->finds.n > 0)
		rc = find_moved(s, l, &moved, err);
	if (rc == 0 && moved) {
		rc = series_by_id(s->db, moved, &l->series, err);
		claims_take_series(s->claims, moved);
	}
	if (rc >= 0 && l->series.id)
		series_match(&l->series, &l->f, &l->finds, l->id);
	return rc < 0 ? -1 : 0;
}
