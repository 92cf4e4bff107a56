/* Names that players import: what media/name.c reads against what media/name_kodi.c does. */
#include <string.h>

#include "core/path.h"
#include "media/filekind.h"
#include "media/name_import.h"
#include "media/name_kodi.h"
#include "media/name_path.h"
#include "media/name_read.h"

static bool is_same(const struct name_kodi *kodi, const struct name_info *info)
{
	if (kodi->dated)
		return *info->date != '\0';
	return kodi->season == info->season && kodi->nepisodes == info->nepisodes &&
	       !memcmp(kodi->episodes, info->episodes, (size_t)info->nepisodes * sizeof(*info->episodes));
}

/* "S01E02E03", or the date of what has only that. */
static void add_numbers(struct strbuf *out, const struct name_info *info)
{
	if (!info->nepisodes) {
		strbuf_addstr(out, info->date);
		return;
	}
	strbuf_addf(out, "S%02d", info->season);
	for (int i = 0; i < info->nepisodes; i++)
		strbuf_addf(out, "E%02d", info->episodes[i]);
}

/* The episode's title, as far as the file's name says one. */
static void add_title(struct strbuf *out, const char *path)
{
	struct component part[NAME_LEVELS];
	struct reading file = READING_INIT;
	struct strbuf folder = STRBUF_INIT;
	size_t n = path_split(path, part);

	if (n > 1)
		strbuf_add(&folder, part[1].s, part[1].len);
	path_cut_extension(&part[0], part[0].s);
	reading_parse(&file, part[0].s, part[0].len, NAME_EPISODE, name_season_folder(folder.buf));
	if (file.behind.len)
		strbuf_addf(out, " - %s", file.behind.buf);
	strbuf_release(&folder);
	reading_release(&file);
}

static void write_name(struct strbuf *out, const char *path, const struct name_info *info)
{
	const char *ext = file_ext(path_base(path));
	size_t start = out->len;

	if (info->title)
		strbuf_addstr(out, info->title);
	if (info->title && info->year)
		strbuf_addf(out, " (%d)", info->year);
	if (info->title)
		strbuf_addstr(out, " - ");
	add_numbers(out, info);
	add_title(out, path);
	for (size_t i = start; i < out->len; i++)
		if (out->buf[i] == '/')
			out->buf[i] = '-';
	if (*ext)
		strbuf_addf(out, ".%s", ext);
}

static bool episode_importable(const char *path, struct name_info *info, struct strbuf *better)
{
	struct name_kodi kodi;
	bool read = name_kodi_read(path_base(path), &kodi);

	if (!info->nepisodes && !*info->date)
		return read; /* what Kodi makes of it is as good */
	if (read && is_same(&kodi, info))
		return true;
	if (info->nepisodes && info->season < 0)
		info->season = 1; /* counted without seasons */
	if (read && is_same(&kodi, info))
		return true;
	if (read && kodi.marked && info->nepisodes)
		name_kodi_write(better, path_base(path), info->season, info->episodes, info->nepisodes);
	else
		write_name(better, path, info);
	return false;
}

/* Kodi passes over "sample" between two signs, whatever it means there: where it stands in the name; NULL:
 * nowhere.
 */
static const char *find_sample(const char *file)
{
	const char *at = file;

	while ((at = strcasestr(at, "sample"))) {
		if ((at == file || strchr("-._ ![", at[-1])) && at[6] && strchr("-._ ", at[6]))
			return at;
		at += 6;
	}
	return NULL;
}

/* "Free (Sample).mkv": other signs around the word. */
static void write_sample(struct strbuf *out, const char *file, const char *at)
{
	strbuf_addf(out, "%.*s(%.6s)%s", (int)(at - file), file, at, at + 6);
}

bool name_importable(const char *path, enum name_kind kind, struct strbuf *better)
{
	struct name_info info = NAME_INIT;
	const char *file = path_base(path), *sample = find_sample(file);
	bool good;

	name_parse(&info, path, kind);
	good = !sample && file_kind(file) == FILE_VIDEO;
	if (sample && file_kind(file) == FILE_VIDEO)
		write_sample(better, file, sample);
	else if (good && info.is_episode)
		good = episode_importable(path, &info, better);
	name_release(&info);
	return good;
}
