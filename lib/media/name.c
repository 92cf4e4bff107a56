/*
 * Names to items: reads the components of a path and lets the folders fill what the file's name lacks, each
 * kind in its own way (name_film.c, name_show.c).
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/strbuf.h"
#include "media/filekind.h"
#include "media/name.h"
#include "media/name_film.h"
#include "media/name_path.h"
#include "media/name_read.h"
#include "media/name_show.h"

/* The season that a name begins with; *whole: that is all of it. -1: none. */
static int read_season(const char *name, bool *whole)
{
	struct strbuf low = STRBUF_INIT;
	struct numbers n;
	const char *digits = name + (*name == 's' || *name == 'S'); /* "1", "S1" */
	size_t len = strspn(digits, "0123456789");
	int season = -1;

	*whole = true;
	if (!strcasecmp(name, "specials") || !strcasecmp(name, "special"))
		return 0;
	if (len > 0 && len <= 4 && !digits[len])
		return atoi(digits);
	for (const char *p = name; *p; p++)
		strbuf_addch(&low, *p >= 'A' && *p <= 'Z' ? *p | 32 : *p);
	name_numbers(low.buf, &n);
	if (n.at_season.to > 0 && n.at_season.from == 0 && !n.nepisodes)
		season = n.season;
	*whole = n.at_season.to == low.len;
	strbuf_release(&low);
	return season;
}

int name_season_folder(const char *folder)
{
	bool whole;

	return read_season(folder, &whole);
}

bool name_is_season(const char *title, int season)
{
	/* Of season 0, as TMDB calls it where it is not "Specials". */
	static const char *const specials[] = {"extras", "especiales", "especiais", "speciali",
		"épisodes spéciaux", "Épisodes spéciaux", "спецматериалы", "Спецматериалы", "特别篇",
		"特別篇", "スペシャル", "스페셜"};
	bool whole;

	for (size_t i = 0; season == 0 && i < sizeof(specials) / sizeof(specials[0]); i++)
		if (!strcasecmp(title, specials[i]))
			return true;
	return read_season(title, &whole) == season && whole;
}

/* Takes the ending off a file's name: the extension, or an extra's suffix with it. */
static void read_ending(struct name_info *info, struct component *file)
{
	const char *name = file->s, *ext = file_ext(name);

	switch (file_kind(name)) {
	case FILE_TRAILER:
	case FILE_EXTRA:
		info->is_extra = true;
		file->len -= file_extra_suffix(name) + strlen(ext) + (*ext != '\0');
		break;
	case FILE_SAMPLE:
		info->is_sample = true;
		if (file->len > 7 && !strncasecmp(file->s, "sample", 6) && strchr("-. _", file->s[6])) {
			file->s += 7;
			file->len -= 7;
		}
		/* fallthrough */
	default:
		path_cut_extension(file, name);
	}
}

void name_parse(struct name_info *info, const char *path, enum name_kind kind)
{
	struct component part[NAME_LEVELS];
	size_t n = path_split(path, part);

	name_release(info);
	if (n == 0)
		return;
	if (kind != NAME_SERIES && part[0].s[part[0].len] == '\0')
		read_ending(info, &part[0]);
	info->is_episode = kind == NAME_EPISODE || (kind == NAME_ANY && show_is_episode(part, n));
	if (kind == NAME_SERIES)
		show_parse_series(info, part);
	else if (info->is_episode)
		show_parse_episode(info, part, n);
	else
		film_parse(info, part, n);
}

void name_episode_title(struct strbuf *out, const char *stem)
{
	struct reading r = READING_INIT;

	reading_parse(&r, stem, strlen(stem), NAME_EPISODE, -1);
	strbuf_addbuf(out, &r.behind);
	reading_release(&r);
}

void name_release(struct name_info *info)
{
	free(info->title);
	free(info->edition);
	free(info->imdb_id);
	*info = (struct name_info)NAME_INIT;
}
