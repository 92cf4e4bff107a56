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
#include "media/name_path.h"
#include "media/name_read.h"
#include "media/name_stack.h"

static bool has_marker(const struct reading *r)
{
	return r->numbers.season >= 0 && r->numbers.nepisodes > 0 && r->absolute < 0;
}

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

/* Whether a title has another's words in it and more than an article around them. */
static bool has_title(const struct strbuf *title, const struct strbuf *other)
{
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;
	bool yes;

	strbuf_addch(&a, ' ');
	name_sort_key(&a, title->buf, NULL);
	strbuf_addch(&a, ' ');
	strbuf_addch(&b, ' ');
	name_sort_key(&b, other->buf, NULL);
	strbuf_addch(&b, ' ');
	yes = b.len > 2 && b.len < a.len && strstr(a.buf, b.buf);
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

static enum dir_kind kind_of(const struct component *folder)
{
	char *name = xstrndup(folder->s, folder->len);
	enum dir_kind kind = dir_kind(name, true);

	free(name);
	return kind;
}

/* The folder that is the film's: above a disc's, extras' or part's. 'nameless' becomes true below a disc's.
 */
static size_t film_folder(struct name_info *info, const struct component *part, size_t n, bool *nameless)
{
	size_t up = 1;

	for (; up < n; up++) {
		enum dir_kind kind = kind_of(&part[up]);
		bool stream = part[up].len == 6 && !strncasecmp(part[up].s, "stream", 6); /* BDMV/STREAM */
		if (kind == DIR_PLAIN && !stream)
			break;
		*nameless |= kind == DIR_DVD || kind == DIR_BLURAY;
		info->is_extra |= kind == DIR_EXTRAS || kind == DIR_TRAILERS;
		info->is_sample |= kind == DIR_SAMPLE;
	}
	return up;
}

/* "tgo" of "The Glass Orchard": the first letters of two words or more, ASCII. */
static bool is_initials(const struct strbuf *title, const struct strbuf *other)
{
	size_t n = 0;

	for (size_t i = 0; i < other->len; i++) {
		if (strchr(" -", other->buf[i]) || (i > 0 && !strchr(" -", other->buf[i - 1])))
			continue;
		if (n == title->len || (title->buf[n++] | 32) != (other->buf[i] | 32))
			return false;
	}
	return n > 1 && n == title->len;
}

/* Whether the folder's title is the better one: the file's has more around it, or says less. */
static bool folder_wins(const struct reading *file, const struct reading *folder)
{
	if (!folder->year && !folder->tags)
		return false;
	if (has_title(&file->title, &folder->title))
		return !file->year || !folder->year || file->year == folder->year;
	return !file->year &&
	       (folder->year || !file->tags || folder->tags > 2 || is_initials(&file->title, &folder->title));
}

/* A name that makes no sense is its own title. */
static void take_itself(struct name_info *info, const struct component *c)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_add_utf8(&text, c->s, c->len);
	strbuf_trim(&text);
	if (!info->title && text.len)
		info->title = strbuf_detach(&text, NULL);
	strbuf_release(&text);
}

static void parse_movie(struct name_info *info, const struct component *part, size_t n)
{
	struct reading file = READING_INIT, folder = READING_INIT;
	bool nameless = path_is_meaningless(&part[0]) || kind_of(&part[0]) == DIR_PART; /* "cd1.avi" */
	size_t up = film_folder(info, part, n, &nameless);

	read_film(info, &file, &part[0]);
	if (up < n)
		reading_parse(&folder, part[up].s, part[up].len, NAME_MOVIE, -1);
	if (nameless || folder_wins(&file, &folder))
		take_title(info, &folder);
	take_title(info, &file);
	take_title(info, &folder);
	take_itself(info, &part[0]);
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

/* "1x02 - Show - Title", when no folder says more. */
static void take_behind(struct name_info *info, const struct strbuf *behind)
{
	const char *dash = behind->len ? strstr(behind->buf, " - ") : NULL;

	if (!info->title && dash)
		info->title = xstrndup(behind->buf, (size_t)(dash - behind->buf));
}

static void parse_episode(struct name_info *info, const struct component *part, size_t n)
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
	take_season(info, season >= 0 ? season : folder.numbers.season);
	/* "Show/Season 1/Show US S01E01": the folder has the show's name */
	if (has_title(&file.title, &show->title))
		take_title(info, show);
	if (season >= 0 && !info->nepisodes && !*info->date) /* "Show/Season 2/Title.mkv" */
		take_title(info, show);
	if (numbers == &file && !path_is_meaningless(&part[0]))
		take_title(info, &file);
	take_title(info, show);
	if (!info->title && file.front.len)
		info->title = xstrdup(file.front.buf);
	if (n == 1)
		take_behind(info, &file.behind);
	info->is_extra |= n > 1 && kind_of(&part[1]) == DIR_EXTRAS && !has_marker(&file);
	info->year = file.year ? file.year : show->year;
	take_ids(info, &file);
	take_ids(info, show);
	reading_release(&file);
	reading_release(&folder);
	reading_release(&above);
	reading_release(&marked);
}

static void parse_series(struct name_info *info, const struct component *part)
{
	struct reading r = READING_INIT;

	reading_parse(&r, part->s, part->len, NAME_SERIES, -1);
	take_title(info, &r);
	take_itself(info, part);
	info->year = r.year;
	take_ids(info, &r);
	reading_release(&r);
}

/* An episode when the numbers are beyond doubt. A folder "2010" may hold films. */
static bool looks_like_episode(const struct component *part, size_t n)
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

/* "Show/Season 1/Disc 2/x.mkv": the disc says nothing of the episode. */
static size_t drop_parts(struct component *part, size_t n)
{
	while (n > 2 && kind_of(&part[1]) == DIR_PART) {
		for (size_t i = 1; i + 1 < n; i++)
			part[i] = part[i + 1];
		n--;
	}
	return n;
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
	info->is_episode = kind == NAME_EPISODE || (kind == NAME_ANY && looks_like_episode(part, n));
	if (kind == NAME_SERIES)
		parse_series(info, part);
	else if (info->is_episode)
		parse_episode(info, part, drop_parts(part, n));
	else
		parse_movie(info, part, n);
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
