/* The table of keys, and what each of them takes; see confkey.h. */
#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/confkey.h"
#include "core/nearest.h"
#include "core/path.h"

#define KEY(name, NAME, kind, preset, doc) [CONF_##NAME] = {name, "METARR_" #NAME, kind, preset, doc}

const struct conf_info conf_info[CONF_COUNT] = {
	KEY("db", DB, CONF_DATABASE, NULL, "the database: a file, or a postgresql:// URL"),
	KEY("cache", CACHE, CONF_PATH, NULL, "folder of the artwork cache"),
	KEY("sets_folder", SETS_FOLDER, CONF_PATH, NULL,
		"folder of the artwork of sets, which Kodi is told of, too"),
	KEY("language", LANGUAGE, CONF_TEXT, "en", "languages of texts and artwork, best first: de,en"),
	KEY("country", COUNTRY, CONF_TEXT, "US", "country of certifications and release dates"),
	KEY("tmdb_key", TMDB_KEY, CONF_SECRET, NULL, "API key of TMDB"),
	KEY("tmdb_url", TMDB_URL, CONF_URL, "https://api.themoviedb.org/3", "where TMDB answers"),
	KEY("tmdb_image_url", TMDB_IMAGE_URL, CONF_URL, "https://image.tmdb.org/t/p",
		"where TMDB keeps pictures"),
	KEY("tvdb_key", TVDB_KEY, CONF_SECRET, NULL, "API key of TVDB"),
	KEY("tvdb_pin", TVDB_PIN, CONF_SECRET, NULL, "subscriber's PIN of TVDB"),
	KEY("tvdb_url", TVDB_URL, CONF_URL, "https://api4.thetvdb.com/v4", "where TVDB answers"),
	KEY("tvdb_image_url", TVDB_IMAGE_URL, CONF_URL, "https://artworks.thetvdb.com",
		"where TVDB keeps pictures"),
	KEY("fanarttv_key", FANARTTV_KEY, CONF_SECRET, NULL, "project key of fanart.tv"),
	KEY("fanarttv_client_key", FANARTTV_CLIENT_KEY, CONF_SECRET, NULL, "personal key of fanart.tv"),
	KEY("fanarttv_url", FANARTTV_URL, CONF_URL, "https://webservice.fanart.tv/v3",
		"where fanart.tv answers"),
	KEY("fanarttv_image_url", FANARTTV_IMAGE_URL, CONF_URL, "https://assets.fanart.tv",
		"where fanart.tv keeps pictures"),
	KEY("tvmaze_url", TVMAZE_URL, CONF_URL, "https://api.tvmaze.com", "where TVmaze answers"),
	KEY("tvmaze_image_url", TVMAZE_IMAGE_URL, CONF_URL, "https://static.tvmaze.com",
		"where TVmaze keeps pictures"),
	KEY("tmdb_rate", TMDB_RATE, CONF_WHOLE, "50", "requests a second to TMDB, of all programs together"),
	KEY("tmdb_rate_kept", TMDB_RATE_KEPT, CONF_WHOLE, "10",
		"how many of them are for what somebody waits for"),
	KEY("tvdb_rate", TVDB_RATE, CONF_WHOLE, "1", "requests a second to TVDB"),
	KEY("fanarttv_rate", FANARTTV_RATE, CONF_WHOLE, "2", "requests a second to fanart.tv"),
	KEY("tvmaze_rate", TVMAZE_RATE, CONF_WHOLE, "2", "requests a second to TVmaze"),
	KEY("settle", SETTLE, CONF_WHOLE, "120", "seconds that a file must be unchanged before it is read"),
	KEY("children", CHILDREN, CONF_WHOLE, NULL, "how many programs decode at once; default: processors"),
	KEY("child_memory", CHILD_MEMORY, CONF_WHOLE, "1024",
		"MiB of address space for each of them; 0: no limit"),
	KEY("child_timeout", CHILD_TIMEOUT, CONF_WHOLE, "30",
		"seconds that one file may take them; 0: no limit"),
	KEY("file_mode", FILE_MODE, CONF_OCTAL, NULL, "mode of new files; default: the bits of their folder"),
	KEY("dir_mode", DIR_MODE, CONF_OCTAL, NULL,
		"mode of new folders; default: the bits of the one above"),
	KEY("group", GROUP, CONF_TEXT, NULL, "group of new files and folders; default: that of their folder"),
	KEY("map", MAP, CONF_PAIRS, NULL, "a folder in the database, and where this machine has it"),
};

enum conf_key conf_key_by_name(const char *name)
{
	int key;

	for (key = 0; key < CONF_COUNT; key++)
		if (!strcmp(conf_info[key].name, name))
			break;
	return (enum conf_key)key;
}

int conf_key_unknown(const char *name, const char *origin, struct error *err)
{
	const char *names[CONF_COUNT + 1], *near;
	int key;

	for (key = 0; key < CONF_COUNT; key++)
		names[key] = conf_info[key].name;
	names[CONF_COUNT] = NULL;
	near = nearest(name, names);
	if (!near)
		return error_set(err, ERR_CONFIG, "%s: there is no key '%s'", origin, name);
	return error_set(err, ERR_CONFIG, "%s: there is no key '%s'; '%s' is near", origin, name, near);
}

int conf_home(struct strbuf *out, struct error *err)
{
	const char *home = getenv("HOME");
	const struct passwd *pw;

	if (!home || home[0] != '/') {
		pw = getpwuid(geteuid());
		home = pw ? pw->pw_dir : NULL;
	}
	if (!home || home[0] != '/')
		return error_set(err, ERR_CONFIG, "no home directory: set HOME, or name 'db' and 'cache'");
	strbuf_addstr(out, home);
	return 0;
}

static bool is_url(const char *value, const char *const schemes[])
{
	for (; *schemes; schemes++)
		if (!strncmp(value, *schemes, strlen(*schemes)) && value[strlen(*schemes)])
			return true;
	return false;
}

bool conf_is_postgres(const char *db)
{
	static const char *const schemes[] = {"postgresql://", "postgres://", NULL};

	return is_url(db, schemes);
}

static int clean_path(const char *value, struct strbuf *out, struct error *err)
{
	struct strbuf full = STRBUF_INIT;
	int rc = 0;

	if (!strncmp(value, "~/", 2)) {
		rc = conf_home(&full, err);
		value++;
	}
	strbuf_addstr(&full, value);
	if (!rc && full.buf[0] != '/')
		rc = error_set(err, ERR_CONFIG, "'%s' is no absolute path", value);
	if (!rc)
		rc = path_normalise(out, full.buf, err);
	strbuf_release(&full);
	return rc;
}

/* "/data/films /mnt/nas/films": cut where the second path begins; one that has " /" inside cannot be told. */
static int clean_pair(const char *value, struct strbuf *out, struct error *err)
{
	const char *cut = strstr(value, " /");
	struct strbuf from = STRBUF_INIT;
	int rc = -1;

	if (!cut || strstr(cut + 1, " /")) {
		error_set(err, ERR_CONFIG, "'%s' is not two absolute paths", value);
		return -1;
	}
	strbuf_add(&from, value, (size_t)(cut - value));
	strbuf_trim(&from);
	if (clean_path(from.buf, out, err) == 0) {
		strbuf_addch(out, ' ');
		rc = clean_path(cut + 1, out, err);
	}
	strbuf_release(&from);
	return rc;
}

static int clean_number(const char *value, int base, long most, struct strbuf *out, struct error *err)
{
	char *end;
	long v;

	errno = 0;
	v = strtol(value, &end, base);
	if (value[0] < '0' || value[0] > '9' || *end || errno || v > most)
		return error_set(err, ERR_CONFIG,
			base == 8 ? "'%s' is no octal mode" : "'%s' is no whole number", value);
	strbuf_addstr(out, value);
	return 0;
}

int conf_clean_value(enum conf_kind kind, const char *value, struct strbuf *out, struct error *err)
{
	static const char *const http[] = {"https://", "http://", NULL};

	switch (kind) {
	case CONF_DATABASE:
		if (conf_is_postgres(value))
			break;
		if (strstr(value, "://"))
			return error_set(err, ERR_CONFIG, "'%s' is no path and no postgresql:// URL", value);
		return clean_path(value, out, err);
	case CONF_PATH:
		return clean_path(value, out, err);
	case CONF_URL:
		if (!is_url(value, http))
			return error_set(err, ERR_CONFIG, "'%s' is no http:// or https:// URL", value);
		break;
	case CONF_WHOLE:
		return clean_number(value, 10, 2147483647, out, err);
	case CONF_OCTAL:
		return clean_number(value, 8, 07777, out, err);
	case CONF_PAIRS:
		return clean_pair(value, out, err);
	case CONF_TEXT:
	case CONF_SECRET:
		break;
	}
	strbuf_addstr(out, value);
	return 0;
}
