/* Where the files of an item are; see place.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "publish/place.h"

/* Whether a film has its folder for itself; what is gone from the library does not count. */
static int is_alone(struct db *db, const struct item *it, bool *alone, struct error *err)
{
	struct item other = ITEM_INIT;
	struct id_list ids = {0};
	size_t i, live = 0;
	int rc = items_in_folder(db, it->type, it->library_id, it->folder, &ids, err);

	for (i = 0; i < ids.n && rc >= 0; i++) {
		rc = item_load(db, it->type, ids.id[i], ITEM_ROW, &other, err);
		live += rc == 1 && !other.deleted_on;
		item_release(&other);
	}
	id_list_release(&ids);
	*alone = *it->folder && live == 1;
	return rc < 0 ? -1 : 0;
}

static char *folder_of(const struct publisher *pub, const char *relative)
{
	struct strbuf path = STRBUF_INIT;

	path_join(&path, pub->root, relative);
	return strbuf_detach(&path, NULL);
}

/* Beside the video: a film, an episode. */
static void beside_video(const struct publisher *pub, const struct item *it, struct place *p)
{
	struct strbuf text = STRBUF_INIT;

	path_dir(&text, it->file_path);
	p->dir = strbuf_detach(&text, NULL);
	publisher_here(pub, &p->dir);
	path_stem(&text, it->file_path);
	p->base = strbuf_detach(&text, NULL);
	p->has_nfo = p->has_streams = true;
}

/* A season's pictures are in the series' folder; only Jellyfin reads its NFO, which is in its own. */
static void of_season(const struct publisher *pub, const struct item *it, struct place *p)
{
	const char *season = meta_get(&it->meta, MF_SEASON_NUMBER);

	p->season = season ? atoi(season) : 0;
	p->nfo_dir = xstrdup(it->file_path);
	publisher_here(pub, &p->nfo_dir);
	p->has_nfo = strcmp(p->nfo_dir, p->dir) != 0 && library_serves(pub->lib, PLAYER_JELLYFIN);
}

int place_lock(struct publisher *pub, const struct item *it, struct strbuf *folder, struct error *err)
{
	struct item series = ITEM_INIT;
	int rc;

	if (it->type == ENTITY_MOVIE || it->type == ENTITY_SERIES) {
		strbuf_addstr(folder, it->folder);
		return 0;
	}
	rc = item_load(pub->db, ENTITY_SERIES, it->series_id, ITEM_ROW, &series, err);
	if (rc == 0)
		error_set(err, ERR_NOT_FOUND, "there is no series:%" PRId64, it->series_id);
	if (rc == 1)
		strbuf_addstr(folder, series.folder);
	item_release(&series);
	return rc == 1 ? 0 : -1;
}

int place_of(struct publisher *pub, const struct item *it, struct place *p, struct error *err)
{
	static const enum art_owner owners[] = {ART_MOVIE, ART_SERIES, ART_SERIES, ART_EPISODE};
	struct strbuf lock = STRBUF_INIT;

	memset(p, 0, sizeof(*p));
	if (place_lock(pub, it, &lock, err)) {
		strbuf_release(&lock);
		return -1;
	}
	p->lock = strbuf_detach(&lock, NULL);
	p->owner = owners[it->type];
	p->root = nfo_root_of(it->type);
	p->season = ART_NO_SEASON;
	if (it->type == ENTITY_MOVIE || it->type == ENTITY_EPISODE)
		beside_video(pub, it, p);
	else
		p->dir = folder_of(pub, p->lock);
	if (it->type == ENTITY_SERIES)
		p->has_nfo = true;
	if (it->type == ENTITY_SEASON)
		of_season(pub, it, p);
	if (!p->nfo_dir)
		p->nfo_dir = xstrdup(p->dir);
	return it->type == ENTITY_MOVIE ? is_alone(pub->db, it, &p->alone, err) : 0;
}

int place_set(const struct publisher *pub, const char *set_name, struct place *out)
{
	struct strbuf name = STRBUF_INIT, dir = STRBUF_INIT;

	if (artname_set_folder(&name, set_name)) {
		strbuf_release(&name);
		return -1;
	}
	path_join(&dir, pub->sets, name.buf);
	strbuf_release(&name);
	*out = (struct place){.owner = ART_SET, .season = ART_NO_SEASON, .dir = strbuf_detach(&dir, NULL)};
	return 0;
}

void place_actors(const struct place *p, const struct publisher *pub, struct strbuf *out)
{
	struct strbuf show = STRBUF_INIT;

	if (p->owner != ART_MOVIE)
		path_join(&show, pub->root, p->lock);
	path_join(out, p->owner == ART_MOVIE ? p->dir : show.buf, PLACE_ACTORS);
	strbuf_release(&show);
}

void place_release(struct place *p)
{
	free(p->lock);
	free(p->dir);
	free(p->nfo_dir);
	free(p->base);
	memset(p, 0, sizeof(*p));
}

static const char *short_nfo(const struct place *p)
{
	switch (p->root) {
	case NFO_TVSHOW:
		return "tvshow";
	case NFO_SEASON:
		return "season";
	default:
		return "movie";
	}
}

void place_nfo(const struct place *p, enum naming naming, struct strbuf *out)
{
	struct strbuf name = STRBUF_INIT;

	strbuf_addf(&name, "%s.nfo", naming == NAMING_SHORT ? short_nfo(p) : p->base);
	path_join(out, p->nfo_dir, name.buf);
	strbuf_release(&name);
}

enum naming place_naming_of(const char *nfo_path)
{
	static const char *const names[] = {"movie.nfo", "tvshow.nfo", "season.nfo"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(path_base(nfo_path), names[i]))
			return NAMING_SHORT;
	return NAMING_LONG;
}

size_t place_namings(const struct place *p, enum naming out[2])
{
	size_t n = 0;

	if (p->alone || !p->base)
		out[n++] = NAMING_SHORT;
	if (p->base)
		out[n++] = NAMING_LONG;
	return n;
}

bool place_renames(const struct place *p, const struct publisher *pub)
{
	return pub->rename && p->alone;
}

enum naming place_naming(const struct place *p, const struct library *lib)
{
	if (!p->base)
		return NAMING_SHORT;
	return p->alone ? library_names(lib) : NAMING_LONG;
}
