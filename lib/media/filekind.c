/*
 * Kinds of files and folders, by tables of names: extensions, suffixes of extras, folders that players know
 * or that NAS systems leave behind. The lists are those on which Kodi 20, Jellyfin and the *arr programs
 * agree; archives and extensions that other programs use too (.dat, .bin, .txt, .zip, .001) are no videos
 * here.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "media/filekind.h"

struct word {
	const char *name;
	int kind;
};

/* Sorted, for bsearch. */
static const struct word extensions[] = {{"!qb", FILE_PARTIAL}, {"!ut", FILE_PARTIAL}, {"3gp", FILE_VIDEO},
	{"aqt", FILE_SUBTITLE}, {"asf", FILE_VIDEO}, {"ass", FILE_SUBTITLE}, {"avi", FILE_VIDEO},
	{"avif", FILE_PICTURE}, {"bc!", FILE_PARTIAL}, {"bivx", FILE_VIDEO}, {"bmp", FILE_PICTURE},
	{"crdownload", FILE_PARTIAL}, {"disc", FILE_VIDEO}, {"divx", FILE_VIDEO}, {"dv", FILE_VIDEO},
	{"dvr-ms", FILE_VIDEO}, {"evo", FILE_VIDEO}, {"f4v", FILE_VIDEO}, {"filepart", FILE_PARTIAL},
	{"flv", FILE_VIDEO}, {"gif", FILE_PICTURE}, {"idx", FILE_SUBTITLE}, {"img", FILE_VIDEO},
	{"iso", FILE_VIDEO}, {"jpeg", FILE_PICTURE}, {"jpg", FILE_PICTURE}, {"jss", FILE_SUBTITLE},
	{"m2t", FILE_VIDEO}, {"m2ts", FILE_VIDEO}, {"m2v", FILE_VIDEO}, {"m4v", FILE_VIDEO},
	{"mk3d", FILE_VIDEO}, {"mks", FILE_SUBTITLE}, {"mkv", FILE_VIDEO}, {"mov", FILE_VIDEO},
	{"mp4", FILE_VIDEO}, {"mpe", FILE_VIDEO}, {"mpeg", FILE_VIDEO}, {"mpg", FILE_VIDEO},
	{"mts", FILE_VIDEO}, {"nfo", FILE_NFO}, {"nsv", FILE_VIDEO}, {"nuv", FILE_VIDEO}, {"ogm", FILE_VIDEO},
	{"ogv", FILE_VIDEO}, {"part", FILE_PARTIAL}, {"partial", FILE_PARTIAL}, {"png", FILE_PICTURE},
	{"qt", FILE_VIDEO}, {"rm", FILE_VIDEO}, {"rmvb", FILE_VIDEO}, {"sami", FILE_SUBTITLE},
	{"smi", FILE_SUBTITLE}, {"srt", FILE_SUBTITLE}, {"ssa", FILE_SUBTITLE}, {"strm", FILE_VIDEO},
	{"sub", FILE_SUBTITLE}, {"sup", FILE_SUBTITLE}, {"tbn", FILE_PICTURE}, {"tp", FILE_VIDEO},
	{"trp", FILE_VIDEO}, {"ts", FILE_VIDEO}, {"utf", FILE_SUBTITLE}, {"utf8", FILE_SUBTITLE},
	{"viv", FILE_VIDEO}, {"vob", FILE_VIDEO}, {"vtt", FILE_SUBTITLE}, {"webm", FILE_VIDEO},
	{"webp", FILE_PICTURE}, {"wmv", FILE_VIDEO}, {"wtv", FILE_VIDEO}, {"xvid", FILE_VIDEO}};

static const struct word files[] = {{".ignore", FILE_MARKER}, {".nomedia", FILE_MARKER},
	{".plexignore", FILE_MARKER}, {"albumart.jpg", FILE_CLUTTER}, {"desktop.ini", FILE_CLUTTER},
	{"ehthumbs.db", FILE_CLUTTER}, {"icon\r", FILE_CLUTTER}, {"small.jpg", FILE_CLUTTER},
	{"theme.flac", FILE_THEME}, {"theme.m4a", FILE_THEME}, {"theme.mp3", FILE_THEME},
	{"theme.ogg", FILE_THEME}, {"thumbs.db", FILE_CLUTTER}};

static const struct word folders[] = {{"#recycle", DIR_CLUTTER}, {"#snapshot", DIR_CLUTTER},
	{"$recycle.bin", DIR_CLUTTER}, {".actors", DIR_ACTORS}, {"@eadir", DIR_CLUTTER},
	{"@recently-snapshot", DIR_CLUTTER}, {"@recycle", DIR_CLUTTER}, {"@tmp", DIR_CLUTTER},
	{"bdmv", DIR_BLURAY}, {"eadir", DIR_CLUTTER}, {"extrafanart", DIR_FANART},
	{"extrathumbs", DIR_THUMBS}, {"found.000", DIR_CLUTTER}, {"lost+found", DIR_CLUTTER},
	{"network trash folder", DIR_CLUTTER}, {"recycler", DIR_CLUTTER}, {"sample", DIR_SAMPLE},
	{"system volume information", DIR_CLUTTER}, {"temprec", DIR_CLUTTER}, {"tempsbe", DIR_CLUTTER},
	{"video_ts", DIR_DVD}};

/* Ordinary words elsewhere: only below an item. */
static const struct word item_folders[] = {{"backdrops", DIR_EXTRAS}, {"behind the scenes", DIR_EXTRAS},
	{"bonus", DIR_EXTRAS}, {"bonus content", DIR_EXTRAS}, {"bonus disc", DIR_EXTRAS},
	{"bonus features", DIR_EXTRAS}, {"certificate", DIR_CLUTTER}, {"clips", DIR_EXTRAS},
	{"deleted scenes", DIR_EXTRAS}, {"extra", DIR_EXTRAS}, {"extras", DIR_EXTRAS},
	{"featurettes", DIR_EXTRAS}, {"interviews", DIR_EXTRAS}, {"metadata", DIR_CLUTTER},
	{"other", DIR_EXTRAS}, {"proof", DIR_CLUTTER}, {"samples", DIR_SAMPLE}, {"scenes", DIR_EXTRAS},
	{"shorts", DIR_EXTRAS}, {"subs", DIR_SUBTITLES}, {"subtitles", DIR_SUBTITLES},
	{"theme-music", DIR_EXTRAS}, {"trailer", DIR_TRAILERS}, {"trailers", DIR_TRAILERS}};

/* Behind a '-'. "trailer" and "sample" also stand behind other separators. */
static const char *const extra_suffixes[] = {"behindthescenes", "clip", "deleted", "deletedscene", "extra",
	"featurette", "interview", "other", "scene", "short"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LOOK_UP(table, name) look_up(table, COUNT(table), name)

static int by_name(const void *key, const void *entry)
{
	return strcasecmp(key, ((const struct word *)entry)->name);
}

/* The kind of a name in a table, or 0, which is FILE_UNKNOWN and DIR_PLAIN. */
static int look_up(const struct word *table, size_t n, const char *name)
{
	const struct word *found = bsearch(name, table, n, sizeof(*table), by_name);

	return found ? found->kind : 0;
}

const char *file_ext(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (!dot || dot == name || strlen(dot + 1) > 10)
		return "";
	return dot + 1;
}

static bool is_separator(char c)
{
	return c == '-' || c == '.' || c == '_' || c == ' ';
}

/* The length of the name without extension, and without digits behind it ("-trailer2"). */
static size_t stem_len(const char *name, bool cut_digits)
{
	const char *ext = file_ext(name);
	size_t len = *ext ? (size_t)(ext - 1 - name) : strlen(name);

	while (cut_digits && len > 0 && name[len - 1] >= '0' && name[len - 1] <= '9')
		len--;
	return len;
}

/* Where 'word' begins when the first 'len' bytes of name end with it, or -1. */
static long ends_with(const char *name, size_t len, const char *word)
{
	size_t n = strlen(word);

	return len >= n && !strncasecmp(name + len - n, word, n) ? (long)(len - n) : -1;
}

/* "trailer.mkv", "Movie-trailer.mkv", "Movie - trailer2.mkv": where the suffix begins with its separators, or
 * -1. */
static long trailer_start(const char *name)
{
	long at = ends_with(name, stem_len(name, true), "trailer");

	if (at <= 0 || !is_separator(name[at - 1]))
		return at == 0 ? 0 : -1;
	if (name[at - 1] == ' ')
		return at >= 2 && name[at - 2] == '-' ? at - 2 : -1;
	return at - 1;
}

static long extra_start(const char *name)
{
	size_t len = stem_len(name, true);

	for (size_t i = 0; i < COUNT(extra_suffixes); i++) {
		long at = ends_with(name, len, extra_suffixes[i]);
		if (at > 1 && name[at - 1] == '-')
			return at - 1;
	}
	return -1;
}

unsigned file_extra_suffix(const char *name)
{
	long at = trailer_start(name);

	if (at < 0)
		at = extra_start(name);
	return at < 0 ? 0 : (unsigned)(stem_len(name, false) - (size_t)at);
}

/* As the first word before '-', '.' or '_', as the last word, or between two of these: not in "Free Sample
 * (2012)". */
static bool is_sample(const char *name)
{
	size_t len = stem_len(name, false);

	for (size_t i = 0; i + 6 <= len; i++) {
		if (strncasecmp(name + i, "sample", 6) ||
			(i > 0 && !is_separator(name[i - 1]) && name[i - 1] != '!'))
			continue;
		if (i + 6 == len)
			return true;
		if (is_separator(name[i + 6]) && name[i + 6] != ' ' && (i == 0 || name[i - 1] != ' '))
			return true;
	}
	return false;
}

static enum file_kind video_kind(const char *name)
{
	if (is_sample(name))
		return FILE_SAMPLE;
	if (trailer_start(name) >= 0)
		return FILE_TRAILER;
	return extra_start(name) >= 0 ? FILE_EXTRA : FILE_VIDEO;
}

static bool is_temporary(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && !strncmp(name, ".metarr-", 8) && !strcmp(name + len - 4, ".tmp");
}

enum file_kind file_kind(const char *name)
{
	enum file_kind kind = LOOK_UP(files, name);

	if (kind != FILE_UNKNOWN)
		return kind;
	if (is_temporary(name))
		return FILE_TEMP;
	if (name[0] == '.')
		return FILE_HIDDEN;
	kind = LOOK_UP(extensions, file_ext(name));
	return kind == FILE_VIDEO ? video_kind(name) : kind;
}

/* "cd1", "Disc 2", "dvd_3" */
static bool is_part_folder(const char *name)
{
	static const char *const words[] = {"cd", "disc", "disk", "dvd"};

	for (size_t i = 0; i < COUNT(words); i++) {
		size_t n = strlen(words[i]);
		if (strncasecmp(name, words[i], n))
			continue;
		n += is_separator(name[n]);
		size_t digits = strspn(name + n, "0123456789");
		return digits > 0 && digits < 3 && !name[n + digits];
	}
	return false;
}

enum dir_kind dir_kind(const char *name, bool in_item)
{
	enum dir_kind kind = LOOK_UP(folders, name);

	if (kind != DIR_PLAIN)
		return kind;
	if (name[0] == '.')
		return DIR_HIDDEN;
	if (ends_with(name, strlen(name), ".trickplay") > 0)
		return DIR_CLUTTER;
	if (!in_item)
		return DIR_PLAIN;
	return is_part_folder(name) ? DIR_PART : LOOK_UP(item_folders, name);
}

const char *file_kind_name(enum file_kind kind)
{
	static const char *const names[] = {
		[FILE_UNKNOWN] = "unknown",
		[FILE_VIDEO] = "video",
		[FILE_NFO] = "nfo",
		[FILE_PICTURE] = "picture",
		[FILE_SUBTITLE] = "subtitle",
		[FILE_THEME] = "theme",
		[FILE_TRAILER] = "trailer",
		[FILE_EXTRA] = "extra",
		[FILE_SAMPLE] = "sample",
		[FILE_MARKER] = "marker",
		[FILE_PARTIAL] = "partial",
		[FILE_HIDDEN] = "hidden",
		[FILE_CLUTTER] = "clutter",
		[FILE_TEMP] = "temporary",
	};

	return names[kind];
}
