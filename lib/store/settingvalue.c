/* The settings that a library can have, and what each takes; see library.h. */
#include <string.h>

#include "store/libraryparts.h"
#include "store/serieswish.h"

static bool takes_naming(const char *v)
{
	return naming_by_name(v) != NAMING_UNKNOWN;
}

static bool takes_existing(const char *v)
{
	return !strcmp(v, "keep") || !strcmp(v, "replace");
}

static bool takes_yes_no(const char *v)
{
	return !strcmp(v, "yes") || !strcmp(v, "no");
}

bool library_actors(const struct library *lib)
{
	const char *value = library_setting(lib, "actors");

	return !value || !strcmp(value, "yes");
}

/* "de,en-GB" or "DE,AT": words of letters and hyphens. */
static bool takes_codes(const char *v)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-";
	size_t n;

	for (;; v += n + 1) {
		n = strspn(v, letters);
		if (n < 2 || n > 10 || (v[n] && v[n] != ','))
			return false;
		if (!v[n])
			return true;
	}
}

static bool takes_mode(const char *v)
{
	size_t n = strspn(v, "01234567");

	return n >= 3 && n <= 4 && !v[n];
}

static bool takes_group(const char *v)
{
	return *v && strlen(v) <= 255 && !strpbrk(v, " \t\n:,");
}

/* The word in a list with commas: where it begins, or NULL. */
static const char *find_word(const char *list, const char *word)
{
	size_t len = strlen(word);
	const char *p = list;

	while (p && (strncmp(p, word, len) != 0 || (p[len] && p[len] != ','))) {
		p = strchr(p, ',');
		p += p != NULL;
	}
	return p;
}

bool library_serves(const struct library *lib, const char *player)
{
	const char *players = library_setting(lib, "players");

	return find_word(players ? players : PLAYER_KODI, player) != NULL;
}

/* Whether each word of a list with commas is one of the known ones. */
static bool takes_words(const char *v, const char *known)
{
	char word[16];
	size_t n;

	for (;; v += n + 1) {
		n = strcspn(v, ",");
		if (!n || n >= sizeof(word))
			return false;
		memcpy(word, v, n);
		word[n] = '\0';
		if (!find_word(known, word))
			return false;
		if (!v[n])
			return true;
	}
}

static bool takes_players(const char *v)
{
	return takes_words(v, PLAYER_KODI "," PLAYER_JELLYFIN);
}

static bool takes_providers(const char *v)
{
	return takes_words(v, "tmdb,tvdb,fanart.tv,tvmaze");
}

static bool takes_numbering(const char *v)
{
	return !strchr(v, ',') && takes_words(v, NUMBERINGS);
}

#define SHOWS true /* in the files of the library */

static const struct {
	const char *name;
	bool (*takes)(const char *value);
	const char *wanted;
	bool shows;
} settings[] = {
	{"names", takes_naming, "short or long", !SHOWS},
	{"existing", takes_existing, "keep or replace", !SHOWS},
	{"language", takes_codes, "a list like de,en", !SHOWS},
	{"country", takes_codes, "a list like DE,AT", !SHOWS},
	{"providers", takes_providers, "a list of tmdb, tvdb, fanart.tv and tvmaze", !SHOWS},
	{"numbering", takes_numbering, "tvdb, tmdb, dvd or absolute", !SHOWS},
	{"players", takes_players, "kodi, jellyfin or both with a comma", SHOWS},
	{"actors", takes_yes_no, "yes or no", SHOWS},
	{"file_mode", takes_mode, "an octal mode like 0664", !SHOWS},
	{"dir_mode", takes_mode, "an octal mode like 0775", !SHOWS},
	{"group", takes_group, "a group's name or number", !SHOWS},
};
#define NSETTINGS (sizeof(settings) / sizeof(settings[0]))

bool library_setting_shows(const char *name)
{
	size_t i;

	for (i = 0; i < NSETTINGS; i++)
		if (!strcmp(settings[i].name, name))
			return settings[i].shows;
	return false;
}

int library_setting_check(const char *name, const char *value, struct error *err)
{
	size_t i;

	for (i = 0; i < NSETTINGS; i++) {
		if (strcmp(settings[i].name, name) != 0)
			continue;
		if (settings[i].takes(value))
			return 0;
		return error_set(err, ERR_BAD_VALUE, "setting '%s' takes %s, not '%s'", name,
			settings[i].wanted, value);
	}
	return error_set(err, ERR_BAD_VALUE,
		"a library has no setting '%s'; there are name, path, enabled, names, existing, language, "
		"country, providers, numbering, players, actors, file_mode, dir_mode, group",
		name);
}
