/*
 * Episodes and shows: an episode's numbers are its file's, its season may be the folder's, and its title the
 * show's folder's.
 */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "media/filekind.h"
#include "media/name_fill.h"
#include "media/name_show.h"

static bool has_marker(const struct reading *r)
{
	return r->numbers.season >= 0 && r->numbers.nepisodes > 0 && r->absolute < 0;
}

static int season_of(const struct component *c)
{
	char *folder = xstrndup(c->s, c->len);
	int season = name_season_folder(folder);

	free(folder);
	return season;
}

static void take_numbers(struct name_info *info, const struct reading *r)
{
	info->season = r->numbers.season;
	info->nepisodes = r->numbers.nepisodes;
	memcpy(info->episodes, r->numbers.episodes, sizeof(info->episodes));
	memcpy(info->date, r->numbers.date, sizeof(info->date));
	info->absolute = r->absolute;
}

/* The season that the file's name lacks: the folder's; 1 for "ep 5" alone, as Kodi reads it, and that may be
 * absolute. */
static void take_season(struct name_info *info, int folder_season)
{
	if (info->season < 0)
		info->season = folder_season;
	if (info->season < 0 && info->nepisodes && info->absolute < 0) {
		info->season = 1;
		info->absolute = info->episodes[0];
	}
}

static bool is_digits(const struct component *c)
{
	return strspn(c->s, "0123456789") == c->len;
}

/* "Show/Season 1/S01E03/video.mkv": the show's name is that of the next folder that has one. */
static void take_title_above(struct reading *r, const struct component *part, size_t n)
{
	for (size_t i = 0; i < n && !r->title.len; i++) {
		struct reading above = READING_INIT;
		if (season_of(&part[i]) < 0) {
			reading_parse(&above, part[i].s, part[i].len, NAME_SERIES, -1);
			strbuf_addbuf(&r->title, &above.title);
			r->year = above.year;
		}
		reading_release(&above);
	}
}

/*
 * The nearest component that names season and episode: "Show.S01E01.720p-GRP/grp101.mkv", also above folders
 * that nobody named. False: none; 'r' is empty then.
 */
static bool find_marker(struct reading *r, const struct component *part, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		reading_parse(r, part[i].s, part[i].len, NAME_EPISODE, -1);
		if (has_marker(r)) {
			take_title_above(r, part + i + 1, n - i - 1);
			return true;
		}
		reading_release(r);
		*r = (struct reading)READING_INIT;
	}
	return false;
}

/* "Show.S01E01.720p-GRP/grp-sh.s01e01.mkv": the file shortens what its release is called. */
static bool is_shortened(const struct reading *file, const struct reading *folder)
{
	return has_marker(file) && has_marker(folder) && file->numbers.season == folder->numbers.season &&
	       file->numbers.episodes[0] == folder->numbers.episodes[0] &&
	       file->title.len < folder->title.len;
}

/* "Show S04E01-E10/07.mkv": one of those that the folder counts. */
static void take_one_of(struct name_info *info, const struct reading *file)
{
	int one = file->numbers.nepisodes == 1 ? file->numbers.episodes[0] : -1;

	for (int i = 0; i < info->nepisodes; i++) {
		if (info->episodes[i] != one)
			continue;
		info->episodes[0] = one;
		info->nepisodes = 1;
	}
}

/* "1x02 - Show - Title", when no folder says more. */
static void take_behind(struct name_info *info, const struct strbuf *behind)
{
	const char *dash = behind->len ? strstr(behind->buf, " - ") : NULL;

	if (!info->title && dash)
		info->title = xstrndup(behind->buf, (size_t)(dash - behind->buf));
}

static void parse_parts(struct name_info *info, const struct component *part, size_t n)
{
	struct reading file = READING_INIT, folder = READING_INIT, above = READING_INIT,
		       marked = READING_INIT;
	const struct reading *show = &folder, *numbers = &file;
	int season = n > 1 ? season_of(&part[1]) : -1;

	if (n > 1)
		reading_parse(&folder, part[1].s, part[1].len,
			is_digits(&part[1]) ? NAME_SERIES : NAME_EPISODE, -1);
	reading_parse(&file, part[0].s, part[0].len, NAME_EPISODE,
		season >= 0 || folder.numbers.nepisodes ? season : folder.numbers.season);
	if (season >= 0 && is_digits(&part[1]) && has_marker(&file) &&
		file.numbers.season != season) /* "24/S01E05" */
		season = -1;
	if (n > 2 && (season >= 0 || !folder.title.len)) {
		reading_parse(&above, part[2].s, part[2].len, NAME_SERIES, -1);
		show = &above;
	}
	if (!has_marker(&file) && !(season >= 0 && file.numbers.nepisodes) &&
		find_marker(&marked, part + 1, n - 1))
		numbers = show = &marked;
	else if (!file.numbers.nepisodes && !*file.numbers.date && *folder.numbers.date)
		numbers = show = &folder; /* "Show.2024.01.31.720p-GRP/grp.mkv" */
	take_numbers(info, numbers);
	take_one_of(info, &file);
	take_season(info, season >= 0 ? season : folder.numbers.season);
	/* "Show/Season 1/Show US S01E01": the folder has the show's name */
	if (is_shortened(&file, &folder))
		fill_title(info, &folder);
	if (fill_holds(&file.title, &show->title) || (season >= 0 && show->in_brackets && !file.year))
		fill_title(info, show);
	if (season >= 0 && !info->nepisodes && !*info->date) /* "Show/Season 2/Title.mkv" */
		fill_title(info, show);
	if (numbers == &file && !path_is_meaningless(&part[0]))
		fill_title(info, &file);
	fill_title(info, show);
	if (!info->title && file.front.len)
		info->title = xstrdup(file.front.buf);
	if (n == 1)
		take_behind(info, &file.behind);
	info->is_extra |= n > 1 && path_kind(&part[1]) == DIR_EXTRAS && !has_marker(&file);
	info->year = file.year ? file.year : show->year;
	fill_ids(info, &file);
	fill_ids(info, show);
	reading_release(&file);
	reading_release(&folder);
	reading_release(&above);
	reading_release(&marked);
}

/* "Show/Season 1/Disc 2/x.mkv", "Show.S01E01.720p-GRP/Sample/x.mkv": the disc and the sample's folder say
 * nothing of the episode. */
static size_t drop_parts(struct name_info *info, struct component *part, size_t n)
{
	enum dir_kind kind;

	while (n > 2 &&
		((kind = path_kind(&part[1])) == DIR_PART || kind == DIR_SAMPLE || kind == DIR_SUBTITLES)) {
		info->is_sample |= kind == DIR_SAMPLE;
		for (size_t i = 1; i + 1 < n; i++)
			part[i] = part[i + 1];
		n--;
	}
	return n;
}

void show_parse_episode(struct name_info *info, struct component *part, size_t n)
{
	parse_parts(info, part, drop_parts(info, part, n));
}

void show_parse_series(struct name_info *info, const struct component *part)
{
	struct reading r = READING_INIT;

	reading_parse(&r, part->s, part->len, NAME_SERIES, -1);
	fill_title(info, &r);
	fill_itself(info, part);
	info->year = r.year;
	fill_ids(info, &r);
	reading_release(&r);
}

bool show_is_episode(const struct component *part, size_t n)
{
	struct reading r = READING_INIT;
	bool yes = find_marker(&r, part, n) || (n > 1 && !is_digits(&part[1]) && season_of(&part[1]) >= 0);

	if (!yes) {
		reading_parse(&r, part->s, part->len, NAME_EPISODE, -1);
		yes = *r.numbers.date;
	}
	reading_release(&r);
	return yes;
}
