#include "scan/show.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alloc.h"
#include "core/path.h"
#include "media/name.h"
#include "media/name_stack.h"
#include "scan/show_video.h"

#define SERIES 0 /* its place in finds */

/* A show's folder on its way into finds. */
struct finder {
	struct finds *finds;
	const struct folder *f;
	struct show_videos videos;
	struct bases bases; /* of the episodes */
};

static const char *name_of(const struct finder *s, size_t file)
{
	return folder_name(s->f, file);
}

/* The folder of a file below the show's, with its '/'; "" for the show's own. */
static size_t dir_len(const char *name)
{
	return (size_t)(path_base(name) - name);
}

static char *dir_of(const char *name)
{
	return xstrndup(name, dir_len(name));
}

/* The first folder of a path below the show's, without '/'. */
static char *top_dir(const char *name)
{
	return xstrndup(name, strchr(name, '/') ? strcspn(name, "/") : 0);
}

/* The series' NFO, or NO_FILE. */
static size_t find_tvshow_nfo(const struct folder *f)
{
	for (size_t i = 0; i < f->n; i++) {
		if (strcasecmp(folder_name(f, i), "tvshow.nfo") == 0)
			return i;
	}
	return NO_FILE;
}

static size_t season_at(const struct finder *s, int number)
{
	for (size_t i = SERIES + 1; i < s->finds->n && s->finds->item[i].type == ENTITY_SEASON; i++) {
		if (s->finds->item[i].season == number)
			return i;
	}
	return NO_FILE;
}

/* The season of that number, made when it is not there. */
static struct found *make_season(struct finder *s, int number)
{
	size_t at = season_at(s, number);
	struct found *season = at == NO_FILE ? finds_add(s->finds, ENTITY_SEASON) : &s->finds->item[at];

	season->season = number;
	season->naming = NAMING_SHORT;
	return season;
}

static void set_dir(struct found *season, const char *dir)
{
	free(season->dir);
	season->dir = xstrdup(dir);
}

static int by_season(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	return (x->season > y->season) - (x->season < y->season);
}

/* Seasons that have a folder of their name, with something in it. */
static void find_season_folders(struct finder *s)
{
	char *last = NULL;

	for (size_t i = 0; i < s->f->n; i++) {
		char *dir = top_dir(name_of(s, i));
		int number = -1;

		if (s->f->file[i].where == DIR_PLAIN && (!last || strcmp(last, dir) != 0))
			number = name_season_folder(dir);
		if (number >= 0) {
			struct found *season = make_season(s, number);

			if (!season->dir)
				set_dir(season, dir);
		}
		free(last);
		last = dir;
	}
	free(last);
}

/* Seasons that episodes are of, and those that have a folder. One without a folder of its name has that in
 * which all of its episodes lie. */
static void find_seasons(struct finder *s)
{
	size_t named;

	find_season_folders(s);
	named = s->finds->n;
	for (size_t i = 0; i < s->videos.n; i++) {
		struct found *season = make_season(s, s->videos.item[i].season);
		struct strbuf stem = STRBUF_INIT;
		char *dir;

		show_stem(s->f, s->videos.item[i].file, &stem);
		dir = top_dir(stem.buf);
		if (!season->dir)
			set_dir(season, dir);
		else if ((size_t)(season - s->finds->item) >= named && strcmp(season->dir, dir) != 0)
			set_dir(season, "");
		free(dir);
		strbuf_release(&stem);
	}
	if (s->finds->n > 1)
		qsort(s->finds->item + 1, s->finds->n - 1, sizeof(*s->finds->item), by_season);
}

static void add_episode(struct finder *s, const struct show_video *v, int k, size_t twin)
{
	struct strbuf stem = STRBUF_INIT, title = STRBUF_INIT;
	struct found *e = finds_add(s->finds, ENTITY_EPISODE);
	size_t at = s->finds->n - 1;
	char *dir;

	e->season = v->season;
	e->episode = v->episode[k];
	memcpy(e->date, v->date, sizeof(e->date));
	e->by_name = v->by_name;
	e->by_nfo = v->by_nfo;
	e->recalled = v->recalled;
	e->apart = true;
	e->naming = NAMING_LONG;
	e->disc = show_is_disc(&s->f->file[v->file]);
	e->twin = twin;
	for (size_t i = 0; i < s->videos.n; i++) {
		if (s->videos.item[i].part_of == (size_t)(v - s->videos.item))
			found_add_part(e, s->videos.item[i].file);
	}
	show_stem(s->f, v->file, &stem);
	if (e->nparts > 1 && name_stack_part(path_base(name_of(s, v->file)), &title, NULL))
		strbuf_splice(&stem, dir_len(stem.buf), stem.len - dir_len(stem.buf), title.buf, title.len);
	e->base = xstrdup(path_base(stem.buf));
	dir = dir_of(stem.buf);
	bases_add(&s->bases, dir, e->base, at);
	for (size_t i = 0; i < e->nparts && twin == NO_FILE; i++)
		s->finds->owner[e->part[i]] = at;
	free(dir);
	strbuf_release(&stem);
	strbuf_release(&title);
}

static void find_episodes(struct finder *s)
{
	for (size_t i = 0; i < s->videos.n; i++) {
		size_t first = s->finds->n;

		for (int k = 0; k < s->videos.item[i].nepisodes && s->videos.item[i].part_of == i; k++)
			add_episode(s, &s->videos.item[i], k, k > 0 ? first : NO_FILE);
	}
	bases_sort(&s->bases);
}

/* The episodes that a file is named after: beside it, or with a subfolder (Subs) between. */
static size_t named_after(const struct finder *s, size_t file, size_t *n)
{
	const char *name = name_of(s, file), *sub = NULL;
	struct strbuf stem = STRBUF_INIT;
	size_t at;

	strbuf_add(&stem, name, dir_len(name));
	path_stem(&stem, name);
	at = bases_find(&s->bases, stem.buf, n);
	if (s->f->file[file].where == DIR_SUBTITLES && *n == 0) {
		sub = strcasestr(name, "/subs/");
		sub = sub ? sub : strcasestr(name, "/subtitles/");
		sub = sub ? sub + 1 : name; /* "Subs/x.srt" in the show's folder */
	}
	if (sub) { /* Season 1/Subs/x.en.srt, then Season 1/Subs/x/en.srt */
		size_t outer = (size_t)(sub - name), inner = outer + strcspn(sub, "/") + 1;

		strbuf_splice(&stem, outer, dir_len(stem.buf) - outer, "", 0);
		at = bases_find(&s->bases, stem.buf, n);
		if (*n == 0 && strchr(name + inner, '/')) {
			strbuf_setlen(&stem, outer);
			strbuf_add(&stem, name + inner, strcspn(name + inner, "/"));
			at = bases_find(&s->bases, stem.buf, n);
		}
	}
	strbuf_release(&stem);
	return at;
}

static bool is_named_exactly(const struct finder *s, const struct found *e, size_t file)
{
	struct strbuf stem = STRBUF_INIT;
	bool yes;

	path_stem(&stem, name_of(s, file));
	yes = strcasecmp(stem.buf, e->base) == 0;
	strbuf_release(&stem);
	return yes;
}

/* Whether the file is one that this episode has. */
static bool give(struct finder *s, size_t item, size_t file)
{
	struct found *e = &s->finds->item[item];
	struct artname art;

	switch (s->f->file[file].kind) {
	case FILE_NFO:
		if (!is_named_exactly(s, e, file))
			return false;
		e->nfo = file;
		return true;
	case FILE_PICTURE:
		if (s->f->file[file].where != DIR_PLAIN ||
			!artname_read(path_base(name_of(s, file)), e->base, ART_EPISODE, &art))
			return false;
		found_add_picture(e, file, name_of(s, file), &art);
		return true;
	case FILE_SUBTITLE:
		found_add_subtitle(e, file);
		return true;
	case FILE_TRAILER:
	case FILE_EXTRA:
	case FILE_SAMPLE:
		return true;
	default:
		return false;
	}
}

/* The files that are named after episodes. */
static void find_belongings(struct finder *s)
{
	for (size_t i = 0; i < s->f->n; i++) {
		size_t n, at;

		if (s->finds->owner[i] != NO_FILE)
			continue;
		at = named_after(s, i, &n);
		for (size_t k = 0; k < n; k++) {
			size_t item = s->bases.item[at + k].item;

			if (give(s, item, i) && s->finds->owner[i] == NO_FILE)
				s->finds->owner[i] = item;
		}
	}
}

/* The season whose folder a file lies in: the folder's number, else that of the episodes in it. NO_FILE:
 * none. */
static size_t season_of_dir(const struct finder *s, const char *name)
{
	char *dir = top_dir(name);
	int number = *dir ? name_season_folder(dir) : -1;
	size_t at = number >= 0 ? season_at(s, number) : NO_FILE;

	for (size_t i = SERIES + 1; *dir && at == NO_FILE && i < s->finds->n; i++) {
		const struct found *season = &s->finds->item[i];

		if (season->type == ENTITY_SEASON && strcmp(season->dir, dir) == 0)
			at = i;
	}
	free(dir);
	return at;
}

static void own(struct finder *s, size_t item, size_t file)
{
	s->finds->owner[file] = item;
}

/* Pictures of the series and its seasons. */
static bool find_picture(struct finder *s, size_t file)
{
	static const struct artname fanart = {.type = ART_FANART, .season = ART_NO_SEASON};
	const char *name = name_of(s, file);
	size_t at = strchr(name, '/') ? season_of_dir(s, name) : SERIES;
	enum dir_kind where = s->f->file[file].where;
	struct found *found;
	struct artname art;

	if (where == DIR_FANART) {
		at = at == NO_FILE ? SERIES : at;
		found = &s->finds->item[at];
		found_add_picture(found, file, name, &fanart);
		found->picture[found->npictures - 1].extra = true;
	} else if (where == DIR_ACTORS) {
		/* Kodi looks for those of episodes there, too, and nowhere else. */
		at = SERIES;
		if (!found_read_actor(name, &art))
			return false;
		found_add_picture(&s->finds->item[at], file, name, &art);
	} else {
		if (at == NO_FILE || where != DIR_PLAIN ||
			!artname_read(path_base(name), NULL, at == SERIES ? ART_SERIES : ART_SEASON, &art))
			return false;
		if (art.season == ART_ALL_SEASONS)
			at = SERIES;
		else if (art.season >= 0 && (at = season_at(s, art.season)) == NO_FILE)
			return false;
		found_add_picture(&s->finds->item[at], file, name, &art);
	}
	own(s, at, file);
	return true;
}

static bool find_nfo(struct finder *s, size_t file)
{
	const char *name = name_of(s, file);
	size_t at;

	if (strcasecmp(path_base(name), "season.nfo") != 0)
		return false;
	at = season_of_dir(s, name);
	if (at == NO_FILE || s->finds->item[at].nfo != NO_FILE)
		return false;
	s->finds->item[at].nfo = file;
	own(s, at, file);
	return true;
}

/* Everything else is the series': what lies where its files lie, and is none of them, is unknown. */
static void find_rest(struct finder *s)
{
	for (size_t i = 0; i < s->f->n; i++) {
		const struct folder_file *f = &s->f->file[i];
		bool known = f->where != DIR_PLAIN;

		if (s->finds->owner[i] != NO_FILE)
			continue;
		if (f->kind == FILE_PICTURE && find_picture(s, i))
			continue;
		if (f->kind == FILE_NFO && f->where == DIR_PLAIN && find_nfo(s, i))
			continue;
		known |= f->kind == FILE_SUBTITLE || f->kind == FILE_THEME || f->kind == FILE_TRAILER ||
			 f->kind == FILE_EXTRA || f->kind == FILE_SAMPLE;
		s->finds->unknown[i] = !known;
		own(s, SERIES, i);
	}
}

void show_find(struct finds *finds, const struct folder *f, show_nfo nfo_of, void *ctx)
{
	struct finder s = {.finds = finds, .f = f, .bases = BASES_INIT};
	size_t nfo = find_tvshow_nfo(f);

	finds_reset(finds, f->n);
	if (f->path.len == 0)
		return;
	show_videos_find(&s.videos, f, nfo_of, ctx);
	if (s.videos.n > 0 || nfo != NO_FILE) {
		struct found *series = finds_add(finds, ENTITY_SERIES);

		series->naming = NAMING_SHORT;
		series->nfo = nfo;
		if (nfo != NO_FILE)
			finds->owner[nfo] = SERIES;
		find_seasons(&s);
		find_episodes(&s);
		find_belongings(&s);
		find_rest(&s);
	}
	show_videos_release(&s.videos);
	bases_release(&s.bases);
}
