/*
 * Libraries: a folder of films or of series, and its settings.
 *
 * Settings are names and values in library_settings; the known ones are checked when they are set:
 *   names       short|long          naming of items that have no files yet
 *   existing    keep|replace        whether providers may replace what the library had (default keep)
 *   players     kodi,jellyfin       who reads the library (default kodi): what only Jellyfin reads is
 *                                   written for it alone
 *   actors      yes|no              whether pictures of actors are written into .actors (default yes)
 *   language, country               lists; default: those of metarr.conf
 *   providers   tmdb,tvdb,…         who is asked, the best first; default: who is of use
 *   numbering   tvdb|tmdb|dvd|absolute  whose numbers series have; default: as their ids say
 *   file_mode, dir_mode             octal; default: the bits of the folder
 *   group                           a group's name or number; default: the folder's
 */
#ifndef STORE_LIBRARY_H
#define STORE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/strbuf.h"
#include "db/db.h"
#include "media/entity.h"

extern const struct db_sqltab library_sql;

enum library_type { LIBRARY_MOVIES, LIBRARY_TVSHOWS };

struct library_setting {
	char *name, *value;
};

struct library {
	int64_t id;
	char *name; /* unique */
	enum library_type type;
	char *path; /* absolute, normalised, no "/" at the end */
	bool enabled;
	char *fs_type; /* the kind of filesystem it lay on at the last scan ("ext4"); NULL: never scanned */
	char *last_scanned_at; /* NULL: never */
	struct library_setting *setting;
	size_t nsetting, asetting;
};

struct library_list {
	struct library *item;
	size_t n, alloc;
};

const char *library_type_name(enum library_type t); /* movies, tvshows */
int library_type_by_name(const char *name);	    /* -1: no such type */
/* What it is counted in: ENTITY_MOVIE or ENTITY_EPISODE. */
enum entity library_counts(const struct library *lib);

void library_release(struct library *lib);
void library_list_release(struct library_list *list);

/* The value of a setting, or NULL. Borrowed. */
const char *library_setting(const struct library *lib, const char *name);
/* For library_add(): one more setting; it is checked there. */
void library_setting_add(struct library *lib, const char *name, const char *value);
/* Whether a player reads the library, as "players" says. */
#define PLAYER_KODI "kodi"
#define PLAYER_JELLYFIN "jellyfin"
bool library_serves(const struct library *lib, const char *player);
/* Whether "actors" wants their pictures written. */
bool library_actors(const struct library *lib);
/* NAMING_SHORT unless "names" says otherwise. */
enum naming library_names(const struct library *lib);
/* Checks a setting's name and value: ERR_BAD_VALUE with a sentence that says what is taken. 0 or -1. */
int library_setting_check(const char *name, const char *value, struct error *err);

/* Appends all of them as a table for people, each with how many films or episodes it has. */
int library_table(struct db *db, const struct library_list *list, struct strbuf *out, struct error *err);
/* Makes r the record of a library: library (its name), library_id, library_type, path, enabled, settings …;
 * without an id it is not stored yet. */
struct record;
void library_record(const struct library *lib, struct record *r);

/* Adds a library with its settings, automation and selection defaults; sets lib->id. ERR_EXISTS when the name
 * is taken, or the path is that of another, inside another, or around another (the message names it).
 * Symbolic links are the caller's business: 'path' is compared as it is. */
int library_add(struct db *db, struct library *lib, struct error *err);
/* Whether library_add() would take it, with the same errors. */
int library_check(struct db *db, const struct library *lib, struct error *err);
/* 1 found, 0 not, -1 error. *out is released first by nobody: it must be empty. */
int library_by_id(struct db *db, int64_t id, struct library *out, struct error *err);
/* Where none has this very name, one that has it with other capitals (A to Z) will do. */
int library_by_name(struct db *db, const char *name, struct library *out, struct error *err);
/* The library that 'path' is in or is. */
int library_of_path(struct db *db, const char *path, struct library *out, struct error *err);
/* All of them, by name. */
int library_all(struct db *db, struct library_list *out, struct error *err);
/* Removes it and everything that belongs to it from the database; the folder stays. ERR_NOT_FOUND, or
 * ERR_BUSY while it is scanned or a publish of it is open. */
int library_remove(struct db *db, int64_t id, struct error *err);
/* Sets or (value NULL) removes a setting; "name", "path" and "enabled" (0, 1) go to their columns. A new path
 * says that the folder was moved: the paths of all that is in it follow. A new value of a setting that files
 * follow ("players") makes what was published unpublished. Errors as of add and remove. */
int library_set(struct db *db, int64_t id, const char *name, const char *value, struct error *err);
/* A scan of it came to its end now, on this kind of filesystem. */
int library_scanned(struct db *db, int64_t id, const char *fs_type, struct error *err);

#endif
