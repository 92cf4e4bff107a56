/*
 * The vocabulary of NFOs.
 */
#include "media/nfo_fields.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define M NFO_IN(NFO_MOVIE)
#define T NFO_IN(NFO_TVSHOW)
#define S NFO_IN(NFO_SEASON)
#define E NFO_IN(NFO_EPISODE)
#define X NFO_IN(NFO_OTHER)
#define ALL (M | T | S | E | X)

static const struct nfo_field fields[] = {
	{"title", MF_TITLE, ALL, false},
	{"localtitle", MF_TITLE, ALL, true},
	{"name", MF_TITLE, ALL, true},
	{"originaltitle", MF_ORIGINAL_TITLE, ALL, false},
	{"sorttitle", MF_SORT_TITLE, ALL, false},
	{"year", MF_YEAR, ALL, false},
	{"plot", MF_PLOT, ALL, false},
	{"biography", MF_PLOT, ALL, true},
	{"review", MF_PLOT, ALL, true},
	{"outline", MF_OUTLINE, ALL, false},
	{"tagline", MF_TAGLINE, ALL, false},
	{"mpaa", MF_MPAA, ALL, false},
	{"premiered", MF_PREMIERED, ALL, false},
	{"releasedate", MF_PREMIERED, ALL, true},
	{"aired", MF_AIRED, E, false},
	{"runtime", MF_RUNTIME, ALL, false},
	{"userrating", MF_USER_RATING, ALL, false},
	{"trailer", MF_TRAILER_URL, ALL, false},
	{"status", MF_SERIES_STATUS, T, false},
	{"seasonnumber", MF_SEASON_NUMBER, S, false},
	{"season", MF_SEASON_NUMBER, E, false},
	{"season", MF_SEASON_NUMBER, S, true},
	{"episode", MF_EPISODE_NUMBER, E, false},
	{"displayseason", MF_DISPLAY_SEASON, E, false},
	{"airsbefore_season", MF_DISPLAY_SEASON, E, true},
	{"displayepisode", MF_DISPLAY_EPISODE, E, false},
	{"airsbefore_episode", MF_DISPLAY_EPISODE, E, true},
	{"genre", MF_GENRES, ALL, false},
	{"studio", MF_STUDIOS, ALL, false},
	{"studios", MF_STUDIOS, ALL, true},
	{"country", MF_COUNTRIES, ALL, false},
	{"tag", MF_TAGS, ALL, false},
	{"director", MF_DIRECTORS, ALL, false},
	{"credits", MF_WRITERS, ALL, false},
	{"writer", MF_WRITERS, ALL, true},
};

/* Not kept as extra fields: structures, what is read elsewhere, what says something about one machine only.
 */
static const char *const not_extra[] = {"actor", "producer", "set", "ratings", "rating", "votes",
	"communityrating", "criticrating", "uniqueid", "id", "ids", "thumb", "fanart", "art", "fileinfo",
	"resume", "episodeguide", "episodeguideurl", "lockdata", "lockedfields", "tmdbcolid",
	"collectionnumber", "season", "episode", "seasonnumber", "aired", "file", "path", "filenameandpath",
	"basepath", "generator"};

static const char *const order[] = {"title", "originaltitle", "sorttitle", "showtitle", "ratings", "rating",
	"communityrating", "criticrating", "votes", "userrating", "top250", "seasonnumber", "season",
	"episode", "displayseason", "displayepisode", "displayafterseason", "outline", "plot", "tagline",
	"runtime", "mpaa", "certification", "playcount", "lastplayed", "id", "uniqueid", "tmdbid", "imdbid",
	"tvdbid", "genre", "country", "set", "tag", "credits", "director", "premiered", "releasedate", "year",
	"aired", "status", "code", "studio", "trailer", "namedseason", NULL /* all others */, "dateadded",
	"lockdata", "lockedfields", "thumb", "fanart", "actor", "fileinfo"};

/* Those that Metarr writes come before others of their type. */
static const struct {
	const char *element, *type;
} id_elements[] = {
	{"tmdbid", "tmdb"},
	{"tmdbId", "tmdb"},
	{"imdbid", "imdb"},
	{"imdb_id", "imdb"},
	{"tvdbid", "tvdb"},
	{"tvmazeid", "tvmaze"},
	{"tvrageid", "tvrage"},
	{"anidbid", "anidb"},
	{"zap2itid", "zap2it"},
};

static const struct {
	const char *name, *source; /* in an NFO, in the database */
} ratings[] = {
	{"themoviedb", "tmdb"},
	{"tomatometerallcritics", "rottenTomatoes"},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct nfo_field *nfo_field(const struct nfo_xml *xml, const struct nfo_elem *e, enum nfo_root root)
{
	for (size_t i = 0; i < COUNT(fields); i++)
		if ((fields[i].roots & NFO_IN(root)) && nfo_is(xml, e, fields[i].element))
			return &fields[i];
	return NULL;
}

const char *nfo_field_element(enum meta_field f, enum nfo_root root)
{
	for (size_t i = 0; i < COUNT(fields); i++)
		if (fields[i].field == f && (fields[i].roots & NFO_IN(root)) && !fields[i].other)
			return fields[i].element;
	return NULL;
}

const char *nfo_id_element(const struct nfo_xml *xml, const struct nfo_elem *e)
{
	for (size_t i = 0; i < COUNT(id_elements); i++)
		if (nfo_is(xml, e, id_elements[i].element))
			return id_elements[i].type;
	return NULL;
}

const char *nfo_id_element_for(const char *type)
{
	for (size_t i = 0; i < COUNT(id_elements); i++)
		if (!strcmp(id_elements[i].type, type))
			return id_elements[i].element;
	return NULL;
}

const char *nfo_rating_source(const char *name)
{
	for (size_t i = 0; i < COUNT(ratings); i++)
		if (!strcasecmp(name, ratings[i].name))
			return ratings[i].source;
	return name;
}

const char *nfo_rating_name(const char *source)
{
	for (size_t i = 0; i < COUNT(ratings); i++)
		if (!strcmp(source, ratings[i].source))
			return ratings[i].name;
	return source;
}

static bool simple(struct nfo_doc *d, const struct nfo_elem *e)
{
	return !e->empty && !memchr(d->xml.s + e->open_end, '<', e->content_end - e->open_end);
}

bool nfo_extra_name(struct nfo_doc *d, const struct nfo_elem *e, enum nfo_root root, struct strbuf *name)
{
	const char *start = d->xml.s + e->start + 1, *attributes = start + e->name_len;
	struct strbuf number = STRBUF_INIT;
	bool good = simple(d, e) && e->name_len <= 64 && !nfo_id_element(&d->xml, e) &&
		    !nfo_field(&d->xml, e, root);

	for (size_t i = 0; i < COUNT(not_extra) && good; i++)
		good = !nfo_is(&d->xml, e, not_extra[i]);
	strbuf_clear(name);
	strbuf_add(name, start, e->name_len);
	if (good && nfo_is(&d->xml, e, "namedseason")) {
		good = nfo_attr_value(d, e, "number", &number);
		strbuf_addf(name, ":%s", number.buf);
	} else if (good) {
		good = !memchr(attributes, '=', e->open_end - e->start - 1 - e->name_len);
	}
	strbuf_release(&number);
	return good;
}

bool nfo_says_nothing(const char *value)
{
	char *end;
	double v = strtod(value, &end);

	return !strcasecmp(value, "false") || (end != value && !*end && (v == 0 || v == -1));
}

int nfo_order(const char *name, size_t len)
{
	int others = 0;

	for (size_t i = 0; i < COUNT(order); i++)
		if (!order[i])
			others = (int)i;
		else if (strlen(order[i]) == len && !memcmp(order[i], name, len))
			return (int)i;
	return others;
}
