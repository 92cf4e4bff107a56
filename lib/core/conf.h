/*
 * Configuration: metarr.conf(5). The system's file, then the user's file or the one that $METARR_CONF names
 * in place of both, then the environment; a later one wins, key by key. When the system's file names 'db',
 * nothing else changes 'db' or 'cache': a machine has one installation.
 *
 * A file is lines of "key = value"; '#' at the start of a line is a comment; white space around key and value
 * does not count. An unknown key, a line without '=' and a value that the key does not take are errors with
 * file and line.
 */
#ifndef CORE_CONF_H
#define CORE_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/file.h"
#include "core/strbuf.h"

#define CONF_SYSTEM_FILE "/etc/metarr/metarr.conf"
#define CONF_MAX_FILE (256 * 1024) /* bytes */

/* In the order of the manual. */
enum conf_key {
	CONF_DB,
	CONF_CACHE,
	CONF_LANGUAGE,
	CONF_COUNTRY,
	CONF_TMDB_KEY,
	CONF_TMDB_URL,
	CONF_TMDB_IMAGE_URL,
	CONF_TVDB_KEY,
	CONF_TVDB_PIN,
	CONF_TVDB_URL,
	CONF_FANARTTV_KEY,
	CONF_FANARTTV_CLIENT_KEY,
	CONF_FANARTTV_URL,
	CONF_TVMAZE_URL,
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
	CONF_PATH,   /* absolute; "~/" is the home directory */
	CONF_URL,    /* http:// or https:// */
	CONF_SECRET, /* text that is not shown, and whose file others should not be able to read */
	CONF_WHOLE,  /* a whole number, 0 to 2147483647 */
	CONF_OCTAL,  /* permission bits: 0664 */
	CONF_PAIRS   /* "from to", may be repeated; in the environment separated by line ends */
};

struct conf_info {
	const char *name;     /* "tmdb_key" */
	const char *variable; /* "METARR_TMDB_KEY" */
	enum conf_kind kind;
	const char *preset; /* the default as text; NULL: none, or made at run time as 'doc' says */
	const char *doc;    /* one line for people */
};
extern const struct conf_info conf_info[CONF_COUNT];

struct conf {
	char *value[CONF_COUNT];  /* what was said; NULL: nothing. CONF_PAIRS: one a line */
	char *origin[CONF_COUNT]; /* who said it: "/etc/metarr/metarr.conf:3", "METARR_DB" */
};
#define CONF_INIT                                                                                            \
	{                                                                                                    \
		{NULL},                                                                                      \
		{                                                                                            \
			NULL                                                                                 \
		}                                                                                            \
	}

/* Reads everything. system_file: NULL for CONF_SYSTEM_FILE (tests name another). An absent file is fine, but
 * for one that $METARR_CONF names. A file with a secret that others can read is a warning in the log. */
int conf_load(struct conf *c, const char *system_file, struct error *err);
void conf_release(struct conf *c);
/* Sets one key, as a line of a file would; 'origin' is for messages. */
int conf_set(struct conf *c, enum conf_key key, const char *value, const char *origin, struct error *err);
/* A key by its name; CONF_COUNT when there is none. */
enum conf_key conf_key_by_name(const char *name);

/* The value, else the default; NULL when there is neither. Borrowed. */
const char *conf_get(const struct conf *c, enum conf_key key);
/* Of a CONF_WHOLE or CONF_OCTAL key; CONF_CHILDREN unset gives the number of processors. -1: not set, no
 * default. */
int64_t conf_int(const struct conf *c, enum conf_key key);
/* Appends the database: a path or a postgresql:// URL. -1: no home directory to put it in. */
int conf_db_url(const struct conf *c, struct strbuf *out, struct error *err);
/* Appends the cache's folder: 'cache', else "cache" beside a SQLite database, else in the data directory. */
int conf_cache_dir(const struct conf *c, struct strbuf *out, struct error *err);
/* Owner and mode of new files. A group that does not exist is ERR_CONFIG. */
int conf_file_attrs(const struct conf *c, struct file_attrs *attrs, struct error *err);
/* Appends a database path as this machine sees it, by the longest 'map' that fits; unmap is the way back. */
void conf_map_path(const struct conf *c, const char *path, struct strbuf *out);
void conf_unmap_path(const struct conf *c, const char *path, struct strbuf *out);

#endif
