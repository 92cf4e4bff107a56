/*
 * The keys of metarr.conf(5): one table that reading, help and the manual (a test compares them) go by.
 */
#ifndef CORE_CONFKEY_H
#define CORE_CONFKEY_H

#include <stdbool.h>

#include "core/error.h"
#include "core/strbuf.h"

/* In the order of the manual. */
enum conf_key {
	CONF_DB,
	CONF_CACHE,
	CONF_SETS_FOLDER,
	CONF_LANGUAGE,
	CONF_COUNTRY,
	CONF_TMDB_KEY,
	CONF_TMDB_URL,
	CONF_TMDB_IMAGE_URL,
	CONF_TVDB_KEY,
	CONF_TVDB_PIN,
	CONF_TVDB_URL,
	CONF_TVDB_IMAGE_URL,
	CONF_FANARTTV_KEY,
	CONF_FANARTTV_CLIENT_KEY,
	CONF_FANARTTV_URL,
	CONF_FANARTTV_IMAGE_URL,
	CONF_TVMAZE_URL,
	CONF_TVMAZE_IMAGE_URL,
	CONF_TMDB_RATE,
	CONF_TMDB_RATE_KEPT,
	CONF_TVDB_RATE,
	CONF_FANARTTV_RATE,
	CONF_TVMAZE_RATE,
	CONF_SETTLE,
	CONF_CHILDREN,
	CONF_CHILD_MEMORY,
	CONF_CHILD_TIMEOUT,
	CONF_FILE_MODE,
	CONF_DIR_MODE,
	CONF_GROUP,
	CONF_MAP,
	CONF_COUNT
};

enum conf_kind {
	CONF_TEXT,
	CONF_DATABASE, /* a path, or a postgresql:// URL */
	CONF_PATH,     /* absolute; "~/" is the home directory; relative only in the environment */
	CONF_URL,      /* http:// or https:// */
	CONF_SECRET,   /* text that is not shown, and whose file others should not be able to read */
	CONF_WHOLE,    /* a whole number, 0 to 2147483647 */
	CONF_OCTAL,    /* permission bits: 0664 */
	CONF_PAIRS     /* "from to": absolute paths; may be repeated; in the environment one a line */
};

struct conf_info {
	const char *name;     /* "tmdb_key" */
	const char *variable; /* "METARR_TMDB_KEY" */
	enum conf_kind kind;
	const char *preset; /* the default as text; NULL: none, or made at run time as 'doc' says */
	const char *doc;    /* one line for people */
};
extern const struct conf_info conf_info[CONF_COUNT];

/* A key by its name; CONF_COUNT when there is none. */
enum conf_key conf_key_by_name(const char *name);
/* Says that there is no such key, and which one is near. Returns -1. */
int conf_key_unknown(const char *name, const char *origin, struct error *err);
/* Appends the value in the form in which it is kept, or says what is wrong with it. */
int conf_clean_value(enum conf_kind kind, const char *value, struct strbuf *out, struct error *err);
/* Appends the home directory: $HOME, else what the system knows of the user. */
int conf_home(struct strbuf *out, struct error *err);
bool conf_is_postgres(const char *db);

#endif
