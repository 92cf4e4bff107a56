/*
 * Configuration: metarr.conf(5). The system's file, then the user's file or the one that $METARR_CONF names
 * in place of both, then the environment; a later one wins, key by key. When the system's file names 'db',
 * nothing else changes 'db' or 'cache': a machine has one installation.
 *
 * A file is lines of "key = value"; '#' at the start of a line is a comment; white space around key and value
 * does not count. /dev/null is an empty file. An unknown key, a line without '=' and a value that the key
 * does not take are errors with file and line.
 */
#ifndef CORE_CONF_H
#define CORE_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/confkey.h"
#include "core/error.h"
#include "core/file.h"
#include "core/strbuf.h"

#define CONF_SYSTEM_FILE "/etc/metarr/metarr.conf"
#define CONF_MAX_FILE (256 * 1024) /* bytes */

struct conf_value {
	char *text;   /* NULL: not said. CONF_PAIRS: one a line */
	char *origin; /* who said it: "/etc/metarr/metarr.conf:3", "METARR_DB" */
};

struct conf {
	struct conf_value value[CONF_COUNT];
	bool fixed; /* the system's file names the database */
};
#define CONF_INIT                                                                                            \
	{                                                                                                    \
		.fixed = false                                                                               \
	}

/* Reads everything. system_file: NULL for CONF_SYSTEM_FILE (tests name another). An absent file is fine, but
 * for one that $METARR_CONF names. On failure the conf is half filled and still to be released. */
int conf_load(struct conf *c, const char *system_file, struct error *err);
void conf_release(struct conf *c);
/* Sets one key, as a line of a file would; an empty value is the default again. origin is for messages. */
int conf_set(struct conf *c, enum conf_key key, const char *value, const char *origin, struct error *err);

/* The value, else the default; NULL when there is neither. Borrowed. */
const char *conf_get(const struct conf *c, enum conf_key key);
/* Of a CONF_WHOLE or CONF_OCTAL key; -1: not set, no default. CONF_CHILDREN unset or 0: processors. */
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
