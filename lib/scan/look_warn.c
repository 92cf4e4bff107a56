/* Words about new videos that players would not take for what they are. See look.h. */
#include <string.h>

#include "core/path.h"
#include "media/name_import.h"
#include "media/name_kodi.h"
#include "scan/look.h"

static void warn(struct scanner *s, const struct look *l, size_t file, const char *what, const char *better)
{
	struct strbuf path = STRBUF_INIT;
	struct error err = ERROR_INIT;

	path_join(&path, l->folder, folder_name(&l->f, file));
	error_set(
		&err, ERR_BAD_VALUE, *better ? "'%s' %s: '%s' would do" : "'%s' %s", path.buf, what, better);
	scanner_problem(s, path.buf, &err, true);
	strbuf_release(&path);
}

/* The numbers of the episodes of one file, the first of which is item k. How many. */
static int numbers_of(const struct finds *finds, size_t k, int out[NAME_KODI_EPISODES])
{
	int n = 1;

	out[0] = finds->item[k].episode;
	for (size_t i = k + 1; i < finds->n && finds->item[i].twin == k && n < NAME_KODI_EPISODES; i++)
		out[n++] = finds->item[i].episode;
	return n;
}

static void say_numbers(struct strbuf *out, const struct name_kodi *kodi)
{
	strbuf_addf(out, "is S%02d", kodi->season);
	for (int i = 0; i < kodi->nepisodes; i++)
		strbuf_addf(out, "E%02d", kodi->episodes[i]);
	strbuf_addstr(out, " to Kodi");
}

/* By the numbers that the NFO has, or the folder of a disc. */
static bool importable_as(const struct look *l, size_t k, const char *name, struct strbuf *better)
{
	const struct found *e = &l->finds.item[k];
	struct name_kodi kodi;
	int episodes[NAME_KODI_EPISODES], n = numbers_of(&l->finds, k, episodes);

	if (name_kodi_read(name, &kodi) &&
		(kodi.dated ? *e->date != '\0'
			    : kodi.season == e->season && kodi.nepisodes == n &&
					memcmp(kodi.episodes, episodes, (size_t)n * sizeof(*episodes)) == 0))
		return true;
	name_kodi_write(better, name, e->season, episodes, n);
	return false;
}

/* Kodi goes by the file's name alone. Of what is named by its date it takes the NFO's numbers. */
static void warn_episode(struct scanner *s, const struct look *l, size_t k)
{
	const struct found *e = &l->finds.item[k];
	const char *name = e->disc ? e->base : path_base(folder_name(&l->f, e->part[0]));
	struct strbuf what = STRBUF_INIT, better = STRBUF_INIT, path = STRBUF_INIT;
	struct name_kodi kodi;

	path_join(&path, path_base(l->folder), folder_name(&l->f, e->part[0]));
	if (!(e->disc || e->by_nfo ? importable_as(l, k, name, &better)
				   : name_importable(path.buf, NAME_EPISODE, &better))) {
		if (name_kodi_read(name, &kodi) && !kodi.dated)
			say_numbers(&what, &kodi);
		else
			strbuf_addstr(&what, "is no episode to Kodi");
		warn(s, l, e->part[0], what.buf, better.buf);
	}
	strbuf_release(&what);
	strbuf_release(&better);
	strbuf_release(&path);
}

/* A video that bears no number at all, or that lies in no show's folder. */
static void warn_video(struct scanner *s, const struct look *l, size_t file)
{
	const char *name = folder_name(&l->f, file);
	struct strbuf better = STRBUF_INIT;
	struct name_info info = NAME_INIT;
	static const int one = 1;

	if (l->f.path.len > 0) {
		name_kodi_write(&better, path_base(name), 0, &one, 1);
		warn(s, l, file, "has no number of an episode", better.buf);
	} else {
		name_parse(&info, name, NAME_EPISODE);
		strbuf_addf(&better, "%s/%s", info.title ? info.title : "Show", name);
		warn(s, l, file, "lies in no folder of its show", better.buf);
	}
	name_release(&info);
	strbuf_release(&better);
}

static void warn_shows(struct scanner *s, const struct look *l)
{
	for (size_t k = 0; k < l->finds.n; k++) {
		const struct found *e = &l->finds.item[k];

		if (e->type == ENTITY_EPISODE && e->twin == NO_FILE && !look_unchanged(l, e->part[0]))
			warn_episode(s, l, k);
	}
	for (size_t i = 0; i < l->f.n; i++) {
		if (l->f.file[i].kind == FILE_VIDEO && l->f.file[i].where == DIR_PLAIN &&
			(l->finds.owner[i] == NO_FILE || l->finds.unknown[i]) && !look_unchanged(l, i))
			warn_video(s, l, i);
	}
}

static void warn_film(struct scanner *s, const struct look *l, const struct found *film)
{
	struct strbuf better = STRBUF_INIT;

	if (!film->disc && !name_importable(folder_name(&l->f, film->part[0]), NAME_MOVIE, &better))
		warn(s, l, film->part[0], "is a sample to Kodi", better.buf);
	strbuf_release(&better);
}

void look_warn(struct scanner *s, const struct look *l)
{
	if (s->lister.shows) {
		warn_shows(s, l);
		return;
	}
	for (size_t k = 0; k < l->finds.n; k++) {
		if (!look_unchanged(l, l->finds.item[k].part[0]))
			warn_film(s, l, &l->finds.item[k]);
	}
}
