/* What library.c and setting.c have of each other. Inside store/ only. */
#ifndef STORE_LIBRARYPARTS_H
#define STORE_LIBRARYPARTS_H

#include "store/library.h"

extern const struct db_sqltab setting_sql;

/* Each 0, or -1 with *err saying what is wrong. */
int library_check_name(const char *name, struct error *err);
int library_check_path(const char *path, struct error *err);
/* No library but 'self' has this name or touches this path; each may be NULL. */
int library_check_free(struct db *db, int64_t self, const char *name, const char *path, struct error *err);
/* No publish of it is open. */
int library_check_closed(struct db *db, int64_t id, struct error *err);
/* Always -1: ERR_NOT_FOUND. */
int library_not_found(int64_t id, struct error *err);

/* Whether the files of the library are others once this setting has another value. */
bool library_setting_shows(const char *name);
int library_load_settings(struct db *db, struct library *lib, struct error *err);
/* value NULL: back to the default. Inside a transaction. */
int library_put_setting(struct db *db, int64_t id, const char *name, const char *value, struct error *err);

#endif
