/*
 * Names to items: reads the components of a path and lets the folders fill what the file's name lacks.
 *
 * A film's file that bears a year speaks for itself; else a folder with a year does ("The Matrix
 * (1999)/matrix.mkv"), else whichever looks like a release. An episode's numbers are its file's, its season
 * may be the folder's, and its title the show's folder's.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alloc.h"
#include "core/strbuf.h"
#include "media/filekind.h"
#include "media/name.h"
#include "media/name_read.h"
#include "media/name_stack.h"

#define LEVELS 4 /* the file and three folders above it */

struct component {
	const char *s;
	size_t len;
};

/* '/' and '\' divide, but not with spaces around: "Босх / Bosch" is one name. */
static bool is_divider(const char *path, size_t i, size_t len)
{
	if (path[i] != '/' && path[i] != '\\')
		return false;
	return i == 0 || i + 1 >= len || path[i - 1] != ' ' || path[i + 1] != ' ';
}

/* The last components of a path, the file first. Returns how many. */
static size_t split_path(const char *path, struct component part[LEVELS])
{
	size_t len = strlen(path), n = 0;

	if (len > NAME_MAX_LEN) {
		path += len - NAME_MAX_LEN;
		len = NAME_MAX_LEN;
	}
	for (size_t end = len; n < LEVELS && end > 0;) {
		size_t from = end;
		while (from > 0 && !is_divider(path, from - 1, len))
			from--;
		size_t next = from ? from - 1 : 0;
		while (from < end && path[from] == ' ')
			from++;
		if (end > from)
			part[n++] = (struct component){path + from, end - from};
		end = next;
	}
	return n;
}

/* Cuts an extension that is known; "X264-GRP" and ".525" are none. */
static void cut_extension(struct component *c, const char *name)
{
	static const char *const others[] = {
		"torrent", "nzb", "txt", "xml", "rar", "zip", "ifo", "mp3", "nzb"};
	const char *ext = file_ext(name);
	bool known = file_kind(name) != FILE_UNKNOWN;

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		known |= !strcasecmp(ext, others[i]);
	if (*ext && known)
		c->len -= strlen(ext) + 1;
}

/* A name that nobody gave: "ba27283b17c00d01193eacc02a8ba98eeb523a76", "00012", "video". */
static bool is_meaningless(const struct component *c)
{
	static const char *const words[] = {"movie", "video", "film", "index", "video_ts", "title"};
	size_t hex = 0, digits = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i]) == c->len && !strncasecmp(c->s, words[i], c->len))
			return true;
	for (size_t i = 0; i < c->len; i++) {
		digits += c->s[i] >= '0' && c->s[i] <= '9';
		hex += strchr("0123456789abcdefABCDEF", c->s[i]) != NULL;
	}
	return hex == c->len && digits > 0 && hex >= 16;
}

static bool has_marker(const struct reading *r)
{
	return r->numbers.season >= 0 && r->numbers.nepisodes > 0 && r->absolute < 0;
}

int name_season_folder(const char *folder)
{
	static const char *const specials[] = {"specials", "special", "extras"};
	struct numbers n;
	size_t len;
	int v;

	for (size_t i = 0; i < sizeof(specials) / sizeof(*specials); i++)
		if (!strcasecmp(folder, specials[i]))
			return 0;
	v = name_ordinal(folder, &len);
	if (len > 0 && !folder[len] && v >= 0)
		return v;
	struct strbuf low = STRBUF_INIT;
	strbuf_addstr(&low, folder);
	for (size_t i = 0; i < low.len; i++)
		if (low.buf[i] >= 'A' && low.buf[i] <= 'Z')
			low.buf[i] |= 32;
	name_numbers(low.buf, false, &n);
	v = n.at_season.to > 0 && n.at_season.from == 0 && !n.nepisodes ? n.season : -1;
	strbuf_release(&low);
	return v;
}

static int season_of(const struct component *c)
{
	char *folder = xstrndup(c->s, c->len);
	int season = name_season_folder(folder);

	free(folder);
	return season;
}

/* The file's reading wins; what it lacks comes from the folder's. */
static void take_ids(struct name_info *info, const struct reading *r)
{
	if (!info->tmdb_id)
		info->tmdb_id = r->tmdb_id;
	if (!info->tvdb_id)
		info->tvdb_id = r->tvdb_id;
	if (!info->imdb_id && r->imdb_id[0])
		info->imdb_id = xstrdup(r->imdb_id);
	if (!info->edition && r->edition.len)
		info->edition = xstrdup(r->edition.buf);
}

static void take_title(struct name_info *info, const struct reading *r)
{
	if (!info->title && r->title.len)
		info->title = xstrdup(r->title.buf);
}

static bool begins_with_title(const struct strbuf *title, const struct strbuf *prefix)
{
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;
	bool yes;

	name_fold_words(&a, title->buf);
	name_fold_words(&b, prefix->buf);
	yes = b.len > 0 && !strncmp(a.buf, b.buf, b.len) && (a.buf[b.len] == ' ' || !a.buf[b.len]);
	strbuf_release(&a);
	strbuf_release(&b);
	return yes;
}

/* A film's file. A part counts when it stands behind the title: not in "The Godfather Part 2". */
static void read_film(struct name_info *info, struct reading *r, const struct component *file)
{
	struct reading whole = READING_INIT;
	struct strbuf name = STRBUF_INIT, stem = STRBUF_INIT;
	int part;

	reading_parse(r, file->s, file->len, NAME_MOVIE, -1);
	strbuf_add(&name, file->s, file->len);
	part = name_stack_part(name.buf, &stem, NULL);
	if (part) {
		reading_parse(&whole, stem.buf, stem.len, NAME_MOVIE, -1);
		info->part = strcmp(whole.title.buf, r->title.buf) ? 0 : part;
	}
	strbuf_release(&name);
	strbuf_release(&stem);
	reading_release(&whole);
}

/* The folder that is the film's: above a disc's, extras' or part's. 'nameless' becomes true below a disc's.
 */
static size_t film_folder(struct name_info *info, const struct component *part, size_t n, bool *nameless)
{
	size_t up = 1;

	for (; up < n; up++) {
		char *name = xstrndup(part[up].s, part[up].len);
		enum dir_kind kind = dir_kind(name, true);
		bool stream = !strcasecmp(name, "stream"); /* BDMV/STREAM */
		free(name);
		if (kind == DIR_PLAIN && !stream)
			break;
		*nameless |= kind == DIR_DVD || kind == DIR_BLURAY;
		info->is_extra |= kind == DIR_EXTRAS || kind == DIR_TRAILERS;
		info->is_sample |= kind == DIR_SAMPLE;
	}
	return up;
}

/* Whether the folder's title is the better one. */
static bool folder_wins(const struct reading *file, const struct reading *folder)
{
	if (folder->year && begins_with_title(&file->title, &folder->title))
		return true;
	return !file->year && (folder->year || (folder->tagged && !file->tagged));
}

static void parse_movie(struct name_info *info, const struct component *part, size_t n)
{
	struct reading file = READING_INIT, folder = READING_INIT;
	bool nameless = is_meaningless(&part[0]);
	size_t up = film_folder(info, part, n, &nameless);

	read_film(info, &file, &part[0]);
	if (up < n)
		reading_parse(&folder, part[up].s, part[up].len, NAME_MOVIE, -1);
	if (nameless || folder_wins(&file, &folder))
		take_title(info, &folder);
	take_title(info, &file);
	take_title(info, &folder);
	info->is_extra |= file.is_bonus;
	info->year = file.year ? file.year : folder.year;
	take_ids(info, &file);
	take_ids(info, &folder);
	reading_release(&file);
	reading_release(&folder);
}

static void take_numbers(struct name_info *info, const struct reading *r)
{
	info->season = r->numbers.season;
	info->nepisodes = r->numbers.nepisodes;
	memcpy(info->episodes, r->numbers.episodes, sizeof(info->episodes));
	memcpy(info->date, r->numbers.date, sizeof(info->date));
	info->absolute = r->absolute;
}

static void parse_episode(struct name_info *info, const struct component *part, size_t n)
{
	struct reading file = READING_INIT, folder = READING_INIT, show = READING_INIT;
	int season = n > 1 ? season_of(&part[1]) : -1;

	if (n > 1)
		reading_parse(&folder, part[1].s, part[1].len, NAME_EPISODE, -1);
	reading_parse(&file, part[0].s, part[0].len, NAME_EPISODE,
		season >= 0 || folder.numbers.nepisodes ? season : folder.numbers.season);
	if (n > 2 && season >= 0)
		reading_parse(&show, part[2].s, part[2].len, NAME_SERIES, -1);
	bool from_folder = has_marker(&folder) && !has_marker(&file);
	take_numbers(info, from_folder ? &folder : &file);
	if (info->season < 0 && season >= 0)
		info->season = season;
	else if (info->season < 0)
		info->season = folder.numbers.season;
	if (info->season < 0 && info->nepisodes && info->absolute < 0)
		info->season = 1;			 /* "ep 5" alone, as Kodi reads it */
	if (begins_with_title(&file.title, &show.title)) /* "Show/Season 1/Show US S01E01" */
		take_title(info, &show);
	if (!from_folder && !is_meaningless(&part[0]))
		take_title(info, &file);
	if (season < 0)
		take_title(info, &folder);
	take_title(info, &show);
	info->year = file.year ? file.year : season < 0 ? folder.year : show.year;
	take_ids(info, &file);
	take_ids(info, season < 0 ? &folder : &show);
	reading_release(&file);
	reading_release(&folder);
	reading_release(&show);
}

static void parse_series(struct name_info *info, const struct component *part)
{
	struct reading r = READING_INIT;

	reading_parse(&r, part->s, part->len, NAME_SERIES, -1);
	take_title(info, &r);
	info->year = r.year;
	take_ids(info, &r);
	reading_release(&r);
}

/* An episode when the numbers are beyond doubt. */
static bool looks_like_episode(const struct component *part, size_t n)
{
	struct reading r = READING_INIT;
	bool yes;

	reading_parse(&r, part->s, part->len, NAME_EPISODE, -1);
	yes = has_marker(&r) || *r.numbers.date || (n > 1 && season_of(&part[1]) >= 0);
	reading_release(&r);
	return yes;
}

void name_parse(struct name_info *info, const char *path, enum name_kind kind)
{
	struct component part[LEVELS];
	size_t n = split_path(path, part);

	name_release(info);
	if (n == 0)
		return;
	if (kind != NAME_SERIES && part[0].s[part[0].len] == '\0') {
		enum file_kind file = file_kind(part[0].s);
		info->is_extra = file == FILE_TRAILER || file == FILE_EXTRA;
		info->is_sample = file == FILE_SAMPLE;
		if (info->is_extra)
			part[0].len -= file_extra_suffix(part[0].s) +
				       (*file_ext(part[0].s) ? 1 + strlen(file_ext(part[0].s)) : 0);
		else
			cut_extension(&part[0], part[0].s);
	}
	info->is_episode = kind == NAME_EPISODE || (kind == NAME_ANY && looks_like_episode(part, n));
	if (kind == NAME_SERIES)
		parse_series(info, part);
	else if (info->is_episode)
		parse_episode(info, part, n);
	else
		parse_movie(info, part, n);
}

void name_release(struct name_info *info)
{
	free(info->title);
	free(info->edition);
	free(info->imdb_id);
	*info = (struct name_info)NAME_INIT;
}
