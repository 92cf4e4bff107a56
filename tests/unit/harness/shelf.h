/* A small library on disk, with a publisher for it: what the tests of publishing stand on. One at a time. */
#ifndef HARNESS_SHELF_H
#define HARNESS_SHELF_H

#include "engines.h"
#include "publish/publish.h"
#include "store/item.h"

extern struct publisher shelf_pub;
extern struct library shelf_lib;

/* Makes the library's folder, a folder in it (where all names below are), and the row. */
void shelf_make(enum library_type type, const char *folder);
char *shelf_path(const char *name); /* the caller frees */
void shelf_put(const char *name, const char *text);
void shelf_is_text(const char *name, const char *want);
/* The whole text; the caller frees. */
char *shelf_text(const char *name);
bool shelf_exists(const char *name);

void shelf_field(struct item *it, enum meta_field f, const char *value, const char *source);
/* Saves the item with these fields; its id. */
int64_t shelf_save(struct item *it, uint64_t fields);
/* Saves a film in the shelf's folder as a scan would have: "NAME.mkv" stands there already or is made, and
 * its NFO (NULL: none) is what was seen last. With title, year 1972 and what else 'nfo' says. */
int64_t shelf_film(const char *name, const char *nfo_name, const char *nfo);
/* One of the library's settings, from now on; NULL: its default. */
void shelf_set(const char *setting, const char *value);
/* One field, as a person edits it. */
void shelf_edit(enum entity type, int64_t id, enum meta_field f, const char *value);
/* A selected picture whose bytes are in the cache: with a name a local candidate (what stands on disk is the
 * test's business), without one a provider's. */
void shelf_picture(enum entity type, int64_t id, const char *asset_type, const char *name, const char *bytes);
/* Publishes, with so many files written and removed. */
void shelf_publish(enum entity type, int64_t id, size_t written, size_t removed);
/* No journal, nothing open. */
void shelf_settled(void);

#endif
