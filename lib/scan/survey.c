/* What NFO and names say of an item. See survey.h. */
#include "scan/survey.h"

#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/log.h"
#include "core/path.h"
#include "media/name.h"
#include "media/name_kodi.h"
#include "media/nfo_pick.h"

void survey_release(struct survey *r)
{
	nfo_release(&r->nfo);
	meta_release(&r->name);
	free(r->edition);
}

void survey_warn(struct survey *r, size_t file, enum error_code code, const char *text)
{
	struct strbuf path = STRBUF_INIT;
	struct error err = ERROR_INIT;

	path_join(&path, r->l->folder, folder_name(&r->l->f, file));
	error_set(&err, code, "'%s': %s", path.buf, text);
	scanner_problem(r->s, path.buf, &err, true);
	strbuf_release(&path);
}

/* Of several episodes of one file the NFO must name this one. */
static const struct nfo_item *pick(const struct survey *r)
{
	const struct found *found = r->w->found;
	bool by_number = found->type == ENTITY_EPISODE && (found->by_name || found->by_nfo);

	return nfo_pick(&r->nfo, found->type, found->season, by_number ? found->episode : -1);
}

void survey_nfo(struct survey *r)
{
	struct work *w = r->w;
	struct error err = ERROR_INIT;

	if (!*w->nfo_hash)
		return;
	if (nfo_read(&r->nfo, w->nfo.buf, w->nfo.len, &err) < 0)
		survey_warn(r, w->found->nfo, err.code, err.msg.buf);
	else
		r->root = pick(r);
	for (size_t i = 0; i < r->nfo.nwarning && r->root; i++)
		log_info("'%s', line %zu: %s", w->nfo_path.buf, r->nfo.warning[i].line,
			r->nfo.warning[i].text);
	/* The only NFO of a folder may be a release's notes: then it is none of ours. */
	if (w->found->nfo_any && r->root && r->root->root != NFO_MOVIE && r->root->root != NFO_URL)
		r->root = NULL;
	error_release(&err);
}

static void add_number(struct meta *m, enum meta_field f, int64_t v)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%lld", (long long)v);
	meta_set(m, f, text.buf, NULL);
	strbuf_release(&text);
}

static void add_id(struct meta *m, const char *type, int64_t id)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%lld", (long long)id);
	if (id)
		meta_add_id(m, type, text.buf, meta_default_id(m) < 0);
	strbuf_release(&text);
}

/* The first one is the default: of a series TheTVDB's. */
static void add_ids(struct meta *m, const struct name_info *info, bool tvdb_first)
{
	if (tvdb_first)
		add_id(m, "tvdb", info->tvdb_id);
	add_id(m, "tmdb", info->tmdb_id);
	if (info->imdb_id)
		meta_add_id(m, "imdb", info->imdb_id, meta_default_id(m) < 0);
	if (!tvdb_first)
		add_id(m, "tvdb", info->tvdb_id);
}

/* Title, year and ids of a film. In a folder of several films, and in the root, the folder's name is
 * nobody's. */
static void film_names(struct survey *r)
{
	const struct found *film = r->w->found;
	struct name_info info = NAME_INIT;
	struct strbuf path = STRBUF_INIT;
	const char *file = folder_name(&r->l->f, film->part[0]);

	if (film->disc)
		strbuf_addstr(&path, film->base);
	else if (film->alone || r->l->finds.shared)
		path_join(&path, r->l->folder, file);
	else
		strbuf_addstr(&path, file);
	name_parse(&info, path.buf, NAME_MOVIE);
	meta_set(&r->name, MF_TITLE, info.title ? info.title : film->base, NULL);
	if (!meta_has(&r->name, MF_TITLE))
		meta_set(&r->name, MF_TITLE, path_base(file), NULL);
	if (info.year)
		add_number(&r->name, MF_YEAR, info.year);
	add_ids(&r->name, &info, false);
	r->edition = xstrdup_or_null(info.edition);
	name_release(&info);
	strbuf_release(&path);
}

static void series_names(struct survey *r)
{
	const char *folder = path_base(r->l->folder);
	struct name_info info = NAME_INIT;

	name_parse(&info, folder, NAME_SERIES);
	meta_set(&r->name, MF_TITLE, info.title ? info.title : folder, NULL);
	if (info.year)
		add_number(&r->name, MF_YEAR, info.year);
	add_ids(&r->name, &info, true);
	name_release(&info);
}

/* The title stands behind the numbers: "Show - S01E02 - Pilot 1080p.mkv". */
static void episode_names(struct survey *r)
{
	const struct found *e = r->w->found;
	const char *name = e->disc ? e->base : path_base(folder_name(&r->l->f, e->part[0]));
	struct strbuf stem = STRBUF_INIT, title = STRBUF_INIT;
	struct name_kodi numbers;

	if (e->disc)
		strbuf_addstr(&stem, name);
	else
		path_stem(&stem, name);
	if (name_kodi_read(name, &numbers) && (numbers.marked || numbers.dated))
		name_episode_title(&title, stem.buf);
	meta_set(&r->name, MF_TITLE, title.buf, NULL);
	if (*e->date)
		meta_set(&r->name, MF_AIRED, e->date, NULL);
	strbuf_release(&stem);
	strbuf_release(&title);
}

void survey_names(struct survey *r)
{
	switch (r->w->found->type) {
	case ENTITY_MOVIE:
		film_names(r);
		break;
	case ENTITY_SERIES:
		series_names(r);
		break;
	case ENTITY_EPISODE:
		episode_names(r);
		break;
	default: /* a season: its number is all */
		break;
	}
}

/* The pictures of one actor, by every ending that a picture has. */
static void add_actor(struct survey *r, struct found *film, const char *person)
{
	static const char *const exts[] = {"jpg", "png", "tbn", "jpeg", "webp"};
	struct strbuf name = STRBUF_INIT;
	const struct folder *f = &r->l->f;

	for (size_t i = 0; i < sizeof(exts) / sizeof(exts[0]); i++) {
		struct artname art;
		size_t file;

		strbuf_clear(&name);
		strbuf_addstr(&name, ".actors/");
		if (artname_actor(&name, person, exts[i]) < 0)
			break;
		file = folder_find(f, name.buf);
		if (file < f->n && found_read_actor(name.buf, &art))
			found_add_picture(film, file, name.buf, &art);
	}
	strbuf_release(&name);
}

void survey_actors(struct survey *r)
{
	struct found *film = &r->l->finds.item[r->w - r->l->work];
	const struct meta_people *actors = meta_people(&r->w->it->meta, MF_ACTORS);

	if (film->type != ENTITY_MOVIE || film->alone || r->l->finds.shared)
		return;
	for (size_t i = 0; i < actors->n; i++)
		add_actor(r, film, actors->item[i].name);
}
