/*
 * Artwork file names: one table of types and of the words that other players use for them. A word that is not
 * in the table is a type of its own name, as Kodi takes it.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/strbuf.h"
#include "media/artname.h"
#include "media/filekind.h"

#define NAME_MAX_BYTES 255 /* of one component on ext4, xfs and btrfs */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define IN(owner) (1u << (owner))
#define ANYWHERE (~0u)
#define IN_FOLDER (~IN(ART_EPISODE))

/* The types first, then aliases in the order in which Jellyfin looks for a type. */
static const struct word {
	const char *word, *type;
	unsigned owners; /* who has it */
} words[] = {{"poster", ART_POSTER, ANYWHERE}, {"fanart", ART_FANART, ANYWHERE},
	{"banner", ART_BANNER, ANYWHERE}, {"clearlogo", ART_CLEARLOGO, ANYWHERE},
	{"clearart", ART_CLEARART, ANYWHERE}, {"discart", ART_DISCART, ANYWHERE},
	{"landscape", ART_LANDSCAPE, ANYWHERE}, {"keyart", ART_KEYART, ANYWHERE},
	{"characterart", ART_CHARACTERART, ANYWHERE}, {"thumb", ART_THUMB, ANYWHERE},
	{"folder", ART_POSTER, IN_FOLDER}, {"cover", ART_POSTER, IN_FOLDER},
	{"default", ART_POSTER, IN_FOLDER}, {"movie", ART_POSTER, IN(ART_MOVIE)},
	{"show", ART_POSTER, IN(ART_SERIES)}, {"backdrop", ART_FANART, ANYWHERE},
	{"background", ART_FANART, ANYWHERE}, {"art", ART_FANART, ANYWHERE},
	{"logo", ART_CLEARLOGO, ANYWHERE}, {"disc", ART_DISCART, ANYWHERE}, {"cdart", ART_DISCART, ANYWHERE}};
#define TYPES 10

/* Of two files of one name Kodi was seen to take the png for a poster and the jpg for fanart. */
static const char *const extensions[] = {"jpg", "png", "jpeg", "webp", "gif", "bmp", "avif"};

/* The rank's digits, most significant first: a name that Kodi reads, found by its name, long, which word,
 * which ending. */
enum { RANK_ALIAS = 10000, RANK_PIXELS = 5000, RANK_SHORT = 1000, RANK_WORD = 10 };

static int ext_rank(const char *ext, const char *type)
{
	size_t i = 0;

	if (!strcasecmp(ext, "png") && !strcmp(type, ART_POSTER))
		return 0;
	while (i < COUNT(extensions) && strcasecmp(ext, extensions[i]))
		i++;
	return 1 + (int)i;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_type(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_digit(s[i]) && !(s[i] >= 'a' && s[i] <= 'z') && !(s[i] >= 'A' && s[i] <= 'Z'))
			return false;
	return len > 0 && len <= ART_TYPE_MAX;
}

static const struct word *look_up(const char *s, size_t len, enum art_owner owner)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (strlen(words[i].word) == len && !strncasecmp(words[i].word, s, len) &&
			words[i].owners & IN(owner))
			return &words[i];
	return NULL;
}

static void set_word(struct artname *a, const struct word *w)
{
	size_t at = (size_t)(w - words);

	memcpy(a->type, w->type, strlen(w->type) + 1);
	a->known = true;
	if (at >= TYPES) {
		a->alias = true;
		a->rank += (int)at * RANK_WORD;
	}
}

/* "poster", "fanart2", "backdrop1", "fanart-3", "anything4": a known word has an index, another is a type
 * with all of it. */
static bool read_type(const char *s, size_t len, enum art_owner owner, struct artname *a)
{
	const struct word *w;
	size_t stem = len;

	while (stem > 0 && len - stem < 4 && is_digit(s[stem - 1]))
		stem--;
	if (stem < len && stem > 0 && s[stem - 1] == '-') {
		w = look_up(s, stem - 1, owner);
		a->alias = true;
	} else {
		w = look_up(s, stem, owner);
	}
	if (w) {
		set_word(a, w);
		a->index = atoi(s + stem); /* 0 without digits: '.' or NUL follows */
		return true;
	}
	if (!is_type(s, len))
		return false;
	for (size_t i = 0; i < len; i++)
		a->type[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] | 32 : s[i]);
	return true;
}

/* "season01", "season-specials", "Season 1": the bytes that it takes, 0 for none. Kodi wants small letters
 * and two digits. */
static size_t read_season(const char *s, struct artname *a)
{
	const char *p = s + 6;
	size_t digits;

	if (strncasecmp(s, "season", 6))
		return 0;
	a->alias = strncmp(s, "season", 6) != 0;
	if (!strncasecmp(p, "-specials", 9)) {
		a->season = 0;
		return 15;
	}
	if (!strncasecmp(p, "-all", 4)) {
		a->season = ART_ALL_SEASONS;
		return 10;
	}
	if (*p == ' ') {
		a->alias = true;
		p++;
	}
	digits = strspn(p, "0123456789");
	if (digits < 1 || digits > 4)
		return 0;
	a->alias |= digits < 2;
	a->season = atoi(p);
	return (size_t)(p - s) + digits;
}

/* A season's artwork: "season01-poster", or "Season01" alone, which is a poster to Plex. */
static bool read_seasonal(const char *s, size_t len, enum art_owner owner, struct artname *a)
{
	size_t n = read_season(s, a);

	if (n == 0)
		return false;
	if (n == len) {
		set_word(a, &words[0]);
		a->alias = true;
		return true;
	}
	return n < len && s[n] == '-' && read_type(s + n + 1, len - n - 1, owner, a);
}

static bool read_name(const char *s, size_t len, const char *base, enum art_owner owner, struct artname *a)
{
	size_t n = base ? strlen(base) : 0;

	a->naming = ART_LONG;
	if (n > 0 && n <= len && !memcmp(s, base, n)) {
		if (n == len) { /* <base>.jpg: Jellyfin's first picture */
			set_word(a, look_up(owner == ART_EPISODE ? "thumb" : "poster",
					    owner == ART_EPISODE ? 5 : 6, owner));
			a->alias = true;
			return true;
		}
		if (s[n] == '-')
			return read_type(s + n + 1, len - n - 1, owner, a);
	}
	a->naming = ART_SHORT;
	if (owner == ART_EPISODE)
		return false;
	if ((owner == ART_SERIES || owner == ART_SEASON) && read_seasonal(s, len, owner, a))
		return true;
	a->alias = false;
	a->season = ART_NO_SEASON;
	return read_type(s, len, owner, a);
}

bool artname_read(const char *file, const char *base, enum art_owner owner, struct artname *out)
{
	const char *ext = file_ext(file);
	struct artname a = {.season = ART_NO_SEASON};

	if (file_kind(file) != FILE_PICTURE || !read_name(file, (size_t)(ext - 1 - file), base, owner, &a))
		return false;
	if (!strcasecmp(file, "folder.jpg")) {
		a.by_pixels = true;
		a.alias = false;
		a.rank = RANK_PIXELS;
	}
	a.alias |= owner == ART_SEASON || !strcasecmp(ext, "tbn");
	a.rank +=
		(a.alias ? RANK_ALIAS : 0) + (a.naming == ART_SHORT ? RANK_SHORT : 0) + ext_rank(ext, a.type);
	*out = a;
	return true;
}

bool artname_read_actor(const char *file, struct artname *out)
{
	if (file_kind(file) != FILE_PICTURE)
		return false;
	*out = (struct artname){.season = ART_NO_SEASON, .actor = true, .rank = ext_rank(file_ext(file), "")};
	return true;
}

void artname_kind(const struct artname *art, const char *file, struct strbuf *out)
{
	if (art->actor) {
		strbuf_addstr(out, ART_ACTOR_KIND);
		strbuf_add(out, file, (size_t)(file_ext(file) - 1 - file));
	} else {
		strbuf_addstr(out, art->season == ART_ALL_SEASONS ? ART_ALL_KIND : "");
		strbuf_addstr(out, art->type);
	}
}

const char *artname_kind_actor(const char *kind)
{
	size_t n = strlen(ART_ACTOR_KIND);

	return strncmp(kind, ART_ACTOR_KIND, n) == 0 ? kind + n : NULL;
}

bool artname_read_kind(const char *kind, struct artname *out)
{
	size_t n = strlen(ART_ALL_KIND);
	bool all = strncmp(kind, ART_ALL_KIND, n) == 0;

	if (artname_kind_actor(kind))
		return false;
	out->season = all ? ART_ALL_SEASONS : ART_NO_SEASON;
	strncpy(out->type, kind + (all ? n : 0), ART_TYPE_MAX);
	return true;
}

const char *artname_by_pixels(unsigned width, unsigned height)
{
	if (width * 5ull < height * 4ull)
		return ART_POSTER;
	return width > height * 4ull ? ART_BANNER : ART_THUMB;
}

const char *artname_ext(const char *type)
{
	static const char *const alpha[] = {ART_CLEARLOGO, ART_CLEARART, ART_DISCART, ART_CHARACTERART};

	for (size_t i = 0; i < COUNT(alpha); i++)
		if (!strcmp(type, alpha[i]))
			return "png";
	return "jpg";
}

/* Takes back what was appended behind 'start' when it is no legal name. */
static int checked(struct strbuf *out, size_t start)
{
	if (out->len > start && out->len - start <= NAME_MAX_BYTES)
		return 0;
	strbuf_setlen(out, start);
	return -1;
}

int artname_write(struct strbuf *out, const struct artname *art, const char *base, const char *ext)
{
	size_t start = out->len;

	if (!is_type(art->type, strlen(art->type)) || !is_type(ext, strlen(ext)))
		return -1;
	if (art->season == ART_ALL_SEASONS)
		strbuf_addstr(out, "season-all-");
	else if (art->season == 0)
		strbuf_addstr(out, "season-specials-");
	else if (art->season > 0)
		strbuf_addf(out, "season%02d-", art->season);
	else if (art->naming == ART_LONG)
		strbuf_addf(out, "%s-", base);
	strbuf_addstr(out, art->type);
	if (art->index > 0)
		strbuf_addf(out, "%d", art->index);
	strbuf_addf(out, ".%s", ext);
	return checked(out, start);
}

int artname_actor(struct strbuf *out, const char *person, const char *ext)
{
	size_t start = out->len;

	if (!*person || strpbrk(person, "/\\"))
		return -1;
	for (const char *p = person; *p; p++)
		strbuf_addch(out, *p == ' ' ? '_' : *p);
	strbuf_addf(out, ".%s", ext);
	return checked(out, start);
}

int artname_set_folder(struct strbuf *out, const char *set_name)
{
	size_t start = out->len;

	for (const char *p = set_name; *p; p++)
		strbuf_addch(out, strchr("\\/:*?\"<>|", *p) ? '_' : *p);
	while (out->len > start && strchr(". ", out->buf[out->len - 1]))
		strbuf_setlen(out, out->len - 1);
	return checked(out, start);
}
