#include "scan/film.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alloc.h"
#include "core/path.h"
#include "media/name_stack.h"

#define DVD_INDEX "VIDEO_TS.IFO"

/* A folder on its way into films. */
struct finder {
	struct finds *films;
	const struct folder *f;
	const char *named;
	struct bases bases; /* of the films */
	bool versions;
};

static const char *name_of(const struct finder *s, size_t file)
{
	return folder_name(s->f, file);
}

static bool plain(const struct finder *s, size_t file, enum file_kind kind)
{
	return s->f->file[file].where == DIR_PLAIN && s->f->file[file].kind == kind;
}

static void part_add(struct finder *s, struct found *film, size_t file)
{
	found_add_part(film, file);
	s->films->owner[file] = (size_t)(film - s->films->item);
}

/* The index file of a disc: VIDEO_TS/VIDEO_TS.IFO or BDMV/index.bdmv, else its first video. */
static size_t disc_file(const struct finder *s, enum dir_kind where)
{
	const char *index = where == DIR_BLURAY ? "index.bdmv" : DVD_INDEX;
	size_t first = NO_FILE;

	for (size_t i = 0; i < s->f->n; i++) {
		if (s->f->file[i].where != where)
			continue;
		if (strcasecmp(path_base(name_of(s, i)), index) == 0)
			return i;
		if (s->f->file[i].kind == FILE_VIDEO && first == NO_FILE)
			first = i;
	}
	return first;
}

static void find_disc(struct finder *s, enum dir_kind where)
{
	size_t index = disc_file(s, where);
	struct found *film;

	if (index == NO_FILE)
		return;
	film = finds_add(s->films, ENTITY_MOVIE);
	film->disc = true;
	film->base = xstrdup(s->named);
	part_add(s, film, index);
	for (size_t i = 0; i < s->f->n; i++) {
		const struct folder_file *file = &s->f->file[i];

		if (file->where == where &&
			(where != DIR_PLAIN || file->kind == FILE_VIDEO || file->kind == FILE_UNKNOWN))
			s->films->owner[i] = s->films->n - 1;
	}
}

/* The files of a disc laid out in the folder itself. */
static bool is_open_disc(const struct folder *f)
{
	for (size_t i = 0; i < f->n; i++) {
		if (f->file[i].where == DIR_PLAIN && strcasecmp(folder_name(f, i), DVD_INDEX) == 0)
			return true;
	}
	return false;
}

/* A film whose parts lie in folders: cd1/a.avi, cd2/b.avi. The names' order is that of the folders. */
static void find_part_folders(struct finder *s)
{
	struct found *film = NULL;

	for (size_t i = 0; i < s->f->n; i++) {
		if (s->f->file[i].where != DIR_PART || s->f->file[i].kind != FILE_VIDEO)
			continue;
		if (!film) {
			film = finds_add(s->films, ENTITY_MOVIE);
			film->base = xstrdup(s->named);
		}
		part_add(s, film, i);
	}
}

/* The films of the videos in the folder itself; the parts of a stack are one. */
static void find_videos(struct finder *s)
{
	const char **name = xcalloc(s->f->n + 1, sizeof(*name));
	size_t *file = xcalloc(s->f->n + 1, sizeof(*file)), *group, *film_of, n = 0;
	struct strbuf stem = STRBUF_INIT;

	for (size_t i = 0; i < s->f->n; i++) {
		if (plain(s, i, FILE_VIDEO)) {
			name[n] = name_of(s, i);
			file[n++] = i;
		}
	}
	group = xcalloc(n + 1, sizeof(*group));
	film_of = xcalloc(n + 1, sizeof(*film_of));
	name_stack_group(name, n, group);
	for (size_t i = 0; i < n; i++) {
		struct found *film;

		if (group[i] != i)
			continue;
		film_of[i] = s->films->n;
		film = finds_add(s->films, ENTITY_MOVIE);
		part_add(s, film, file[i]);
	}
	for (size_t i = 0; i < n; i++) {
		if (group[i] != i)
			part_add(s, &s->films->item[film_of[group[i]]], file[i]);
	}
	for (size_t i = 0; i < n; i++) {
		struct found *film = &s->films->item[film_of[group[i]]];

		if (group[i] != i)
			continue;
		strbuf_clear(&stem);
		if (film->nparts == 1 || name_stack_part(name[i], &stem, NULL) == 0)
			path_stem(&stem, name[i]);
		film->base = strbuf_detach(&stem, NULL);
	}
	free(film_of);
	free(group);
	free(file);
	free(name);
}

/* Stacked parts in the order of their numbers: "cd10" comes after "cd2". */
static void order_parts(const struct finder *s, struct found *film)
{
	for (size_t i = 1; i < film->nparts; i++) {
		size_t file = film->part[i], j = i;
		int part = name_stack_part(name_of(s, file), NULL, NULL);

		for (; j > 0 && name_stack_part(name_of(s, film->part[j - 1]), NULL, NULL) > part; j--)
			film->part[j] = film->part[j - 1];
		film->part[j] = file;
	}
}

/* Several films of a folder are versions of one when each name begins with the folder's. */
static void find_versions(struct finder *s)
{
	struct strbuf label = STRBUF_INIT;

	s->versions = s->films->n > 1 && s->f->path.len > 0;
	for (size_t i = 0; i < s->films->n && s->versions; i++) {
		const struct found *film = &s->films->item[i];

		strbuf_clear(&label);
		s->versions = !film->disc &&
			      name_version_label(s->named, path_base(name_of(s, film->part[0])), &label);
	}
	for (size_t i = 0; i < s->films->n && s->versions; i++) {
		struct found *film = &s->films->item[i];

		strbuf_clear(&label);
		name_version_label(s->named, path_base(name_of(s, film->part[0])), &label);
		film->label = label.len ? xstrdup(label.buf) : NULL;
	}
	strbuf_release(&label);
}

/* The films that a file is named after: a place in s->bases, and how many follow; 0: none. */
static size_t named_after(const struct finder *s, const char *name, size_t *n)
{
	struct strbuf stem = STRBUF_INIT;
	size_t at;

	path_stem(&stem, name);
	at = bases_find(&s->bases, stem.buf, n);
	strbuf_release(&stem);
	return at;
}

/* How good an NFO of this name is for the film: the smallest wins, 0: not its. 'folder' is the NFO's. */
static int nfo_rank(const struct finder *s, const struct found *film, size_t file)
{
	const char *name = path_base(name_of(s, file));
	enum dir_kind where = s->f->file[file].where;
	struct strbuf stem = STRBUF_INIT, first = STRBUF_INIT;
	bool movie = strcasecmp(name, "movie.nfo") == 0, base, part, folder;

	path_stem(&stem, name);
	path_stem(&first, path_base(name_of(s, film->part[0])));
	base = strcasecmp(stem.buf, film->base) == 0;
	part = strcasecmp(stem.buf, first.buf) == 0; /* of a disc VIDEO_TS.nfo or index.nfo */
	folder = strcasecmp(stem.buf, s->named) == 0;
	strbuf_release(&stem);
	strbuf_release(&first);
	if (film->disc && where == s->f->file[film->part[0]].where && where != DIR_PLAIN)
		return movie ? 1 : part ? 2 : 0;
	if (where != DIR_PLAIN)
		return 0;
	if (film->nparts > 1)
		return part ? 1 : base ? 2 : movie && film->alone ? 3 : 0;
	if (film->alone)
		return movie ? 3 : base || part ? 4 : 0;
	if (s->versions)
		return base ? 3 : movie ? 4 : folder ? 5 : 0;
	return base ? 3 : 0;
}

static void nfo_take(struct finder *s, struct found *film, size_t file)
{
	size_t owner = (size_t)(film - s->films->item);

	film->nfo = file;
	film->naming = strcasecmp(path_base(name_of(s, file)), "movie.nfo") == 0 ? NAMING_SHORT : NAMING_LONG;
	if (s->films->owner[file] == NO_FILE)
		s->films->owner[file] = owner;
}

/* The NFO of a film that has its folder, or shares one with its versions: any of the folder's may be it. */
static void find_nfo(struct finder *s, struct found *film)
{
	int best = 0;
	size_t only = NO_FILE, n = 0, chosen = NO_FILE;

	for (size_t i = 0; i < s->f->n; i++) {
		int rank = s->f->file[i].kind == FILE_NFO ? nfo_rank(s, film, i) : 0;

		if (rank && (!best || rank < best)) {
			best = rank;
			chosen = i;
		}
		if (rank && s->films->owner[i] == NO_FILE)
			s->films->owner[i] = (size_t)(film - s->films->item);
		if (plain(s, i, FILE_NFO)) {
			only = i;
			n++;
		}
	}
	if (chosen != NO_FILE) {
		nfo_take(s, film, chosen);
	} else if (film->alone && n == 1) {
		film->nfo = only;
		film->nfo_any = true;
	}
}

static void picture_add(struct finder *s, struct found *film, size_t file, const struct artname *art)
{
	found_add_picture(film, file, name_of(s, file), art);
	if (s->films->owner[file] == NO_FILE)
		s->films->owner[file] = (size_t)(film - s->films->item);
}

static void find_picture(struct finder *s, struct found *film, size_t file)
{
	static const struct artname fanart = {.type = ART_FANART, .season = ART_NO_SEASON};
	enum dir_kind where = s->f->file[file].where;
	struct artname art;

	if (where == DIR_FANART) {
		picture_add(s, film, file, &fanart);
		film->picture[film->npictures - 1].extra = true;
	} else if (where == DIR_ACTORS && found_read_actor(name_of(s, file), &art)) {
		picture_add(s, film, file, &art);
	} else if (where == DIR_PLAIN && artname_read(name_of(s, file), film->base, ART_MOVIE, &art) &&
		   (art.naming == ART_LONG || film->alone || s->versions)) {
		picture_add(s, film, file, &art);
	}
}

static void subtitle_add(struct finder *s, struct found *film, size_t file)
{
	found_add_subtitle(film, file);
	if (s->films->owner[file] == NO_FILE)
		s->films->owner[file] = (size_t)(film - s->films->item);
}

/* Gives one file to a film, by what it is. */
static void give(struct finder *s, struct found *film, size_t file)
{
	switch (s->f->file[file].kind) {
	case FILE_PICTURE:
		find_picture(s, film, file);
		break;
	case FILE_SUBTITLE:
		subtitle_add(s, film, file);
		break;
	case FILE_NFO:
		if (nfo_rank(s, film, file))
			nfo_take(s, film, file);
		break;
	default:
		s->films->unknown[file] =
			s->f->file[file].kind == FILE_UNKNOWN && s->f->file[file].where == DIR_PLAIN;
		s->films->owner[file] = (size_t)(film - s->films->item);
		break;
	}
}

/* A folder of several films: each file goes to those that it is named after. (Whose actors they are, only the
 * films' NFOs tell.) */
static void share_out(struct finder *s)
{
	for (size_t i = 0; i < s->f->n; i++) {
		size_t n, at;

		if (s->films->owner[i] != NO_FILE || s->f->file[i].where == DIR_ACTORS)
			continue;
		at = named_after(s, path_base(name_of(s, i)), &n);
		for (size_t k = 0; k < n; k++)
			give(s, &s->films->item[s->bases.item[at + k].item], i);
	}
}

/* A folder of one film or its versions: what is named after none of them belongs to all. */
static void share_all(struct finder *s)
{
	for (size_t k = 0; k < s->films->n; k++)
		find_nfo(s, &s->films->item[k]);
	for (size_t i = 0; i < s->f->n; i++) {
		size_t n = 0, at = 0;

		if (s->films->owner[i] != NO_FILE || s->f->file[i].kind == FILE_NFO)
			continue;
		if (s->versions && s->f->file[i].where != DIR_ACTORS)
			at = named_after(s, path_base(name_of(s, i)), &n);
		for (size_t k = 0; k < (n ? n : s->films->n); k++)
			give(s, &s->films->item[n ? s->bases.item[at + k].item : k], i);
	}
}

/* What is left over belongs to the first film, and what lies where films' files lie is unknown. */
static void find_rest(struct finder *s)
{
	for (size_t i = 0; i < s->f->n; i++) {
		enum file_kind kind = s->f->file[i].kind;

		if (s->films->owner[i] != NO_FILE)
			continue;
		s->films->unknown[i] = s->f->file[i].where == DIR_PLAIN &&
				       (kind == FILE_UNKNOWN || kind == FILE_NFO || kind == FILE_PICTURE);
		if (s->films->unknown[i] || s->f->file[i].where != DIR_PLAIN)
			s->films->owner[i] = 0;
	}
}

void films_find(struct finds *films, const struct folder *f, const char *named)
{
	struct finder s = {.films = films, .f = f, .named = named, .bases = BASES_INIT};

	finds_reset(films, f->n);
	find_disc(&s, DIR_DVD);
	find_disc(&s, DIR_BLURAY);
	if (is_open_disc(f))
		find_disc(&s, DIR_PLAIN);
	else
		find_videos(&s);
	if (films->n == 0)
		find_part_folders(&s);
	if (films->n == 0)
		return;
	find_versions(&s);
	for (size_t i = 0; i < films->n; i++) {
		bases_add(&s.bases, "", films->item[i].base, i);
		order_parts(&s, &films->item[i]);
		films->item[i].alone = films->n == 1 && f->path.len > 0;
	}
	bases_sort(&s.bases);
	if (films->item[0].alone || s.versions)
		share_all(&s);
	else
		share_out(&s);
	find_rest(&s);
	for (size_t i = 0; i < films->n; i++) {
		films->item[i].apart = !films->item[i].alone && !s.versions;
		if (!films->item[i].alone)
			films->item[i].naming = NAMING_LONG;
	}
	films->shared = s.versions;
	bases_release(&s.bases);
}
