#include "scan/show_video.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alloc.h"
#include "core/path.h"
#include "media/name_kodi.h"
#include "media/name_stack.h"

bool show_is_disc(const struct folder_file *file)
{
	return file->where == DIR_DVD || file->where == DIR_BLURAY;
}

/* The index file of a disc: its folder stands for the episode. */
static bool is_disc_index(const char *name)
{
	return strcasecmp(path_base(name), "VIDEO_TS.IFO") == 0 ||
	       strcasecmp(path_base(name), "index.bdmv") == 0;
}

void show_stem(const struct folder *f, size_t file, struct strbuf *out)
{
	const char *name = folder_name(f, file);
	const char *sub;

	if (show_is_disc(&f->file[file])) {
		sub = strcasestr(name, "VIDEO_TS/");
		sub = sub ? sub : strcasestr(name, "BDMV/");
		strbuf_add(out, name, sub && sub > name ? (size_t)(sub - name) - 1 : 0);
	} else {
		strbuf_add(out, name, (size_t)(path_base(name) - name));
		path_stem(out, name);
	}
}

static bool may_be_episode(const struct folder *folder, size_t file)
{
	const struct folder_file *f = &folder->file[file];

	if (show_is_disc(f))
		return is_disc_index(folder_name(folder, file));
	return f->kind == FILE_VIDEO && (f->where == DIR_PLAIN || f->where == DIR_EXTRAS);
}

/* "2024-01-31" as season 2024, episode 131: what stands in until an NFO or a provider says better. */
static void take_date(struct show_video *v, const char *date)
{
	memcpy(v->date, date, sizeof(v->date));
	v->season = atoi(date);
	v->episode = xcalloc(1, sizeof(*v->episode));
	*v->episode = atoi(date + 5) * 100 + atoi(date + 8);
	v->nepisodes = 1;
}

/* The numbers of a name that has no marker, absolute ones, are a guess, unless Kodi reads the same. */
static bool is_certain(const struct name_info *info, const char *file)
{
	struct name_kodi kodi;

	if (info->absolute < 0)
		return true;
	return name_kodi_read(file, &kodi) && !kodi.dated && kodi.season == info->season &&
	       kodi.episodes[0] == info->episodes[0];
}

/* What the file's name says, and its folders'. False: it is no episode. */
static bool read_video(const struct folder *f, size_t file, struct show_video *v)
{
	struct name_info info = NAME_INIT;
	struct strbuf path = STRBUF_INIT;
	bool found;

	strbuf_addf(&path, "%s/", path_base(f->path.buf));
	if (show_is_disc(&f->file[file]))
		show_stem(f, file, &path);
	else
		strbuf_addstr(&path, folder_name(f, file));
	name_parse(&info, path.buf, NAME_EPISODE);
	found = !info.is_extra && !info.is_sample && (info.nepisodes > 0 || *info.date);
	*v = (struct show_video){.file = file, .season = -1};
	if (found && info.nepisodes > 0) {
		v->season = info.season < 0 ? 1 : info.season;
		v->by_name = info.season >= 0 && is_certain(&info, path_base(path.buf));
		v->nepisodes = info.nepisodes;
		v->episode = xcalloc((size_t)info.nepisodes, sizeof(*v->episode));
		memcpy(v->episode, info.episodes, (size_t)info.nepisodes * sizeof(*v->episode));
	} else if (found) {
		take_date(v, info.date);
	}
	name_release(&info);
	strbuf_release(&path);
	return found;
}

static bool same_numbers(const struct show_video *a, const struct show_video *b)
{
	return a->season == b->season && a->nepisodes == b->nepisodes &&
	       memcmp(a->episode, b->episode, (size_t)a->nepisodes * sizeof(*a->episode)) == 0;
}

/* Parts of one episode ("-cd1", "-cd2") are one video. */
static void find_stacks(struct show_videos *videos, const struct folder *f)
{
	const char **name = xcalloc(videos->n + 1, sizeof(*name));
	size_t *group = xcalloc(videos->n + 1, sizeof(*group));

	for (size_t i = 0; i < videos->n; i++)
		name[i] = folder_name(f, videos->item[i].file);
	name_stack_group(name, videos->n, group);
	for (size_t i = 0; i < videos->n; i++) {
		struct show_video *v = &videos->item[i];

		v->part_of = same_numbers(v, &videos->item[group[i]]) ? group[i] : i;
	}
	free(name);
	free(group);
}

/* The NFO's numbers for a name that has none that are certain. */
static void take_nfo_numbers(const struct folder *f, struct show_video *v, show_nfo nfo, void *ctx)
{
	struct strbuf path = STRBUF_INIT;
	struct show_numbers numbers = {.n = 0};
	size_t file;

	show_stem(f, v->file, &path);
	strbuf_addstr(&path, ".nfo");
	file = folder_find(f, path.buf);
	strbuf_release(&path);
	if (!nfo || file == f->n || !nfo(f, v->file, file, &numbers, ctx))
		return;
	v->by_nfo = !numbers.recalled;
	v->recalled = numbers.recalled;
	v->season = numbers.season;
	v->nepisodes = numbers.n;
	v->episode = xreallocarray(v->episode, (size_t)numbers.n, sizeof(*v->episode));
	memcpy(v->episode, numbers.episode, (size_t)numbers.n * sizeof(*v->episode));
}

void show_videos_find(struct show_videos *videos, const struct folder *f, show_nfo nfo, void *ctx)
{
	for (size_t i = 0; i < f->n; i++) {
		struct show_video v;

		if (!may_be_episode(f, i) || !read_video(f, i, &v))
			continue;
		if (!v.by_name)
			take_nfo_numbers(f, &v, nfo, ctx);
		ALLOC_GROW(videos->item, videos->n + 1, videos->alloc);
		videos->item[videos->n++] = v;
	}
	find_stacks(videos, f);
}

void show_videos_release(struct show_videos *videos)
{
	for (size_t i = 0; i < videos->n; i++)
		free(videos->item[i].episode);
	free(videos->item);
	*videos = (struct show_videos){NULL, 0, 0};
}
