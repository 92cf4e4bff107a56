/* The parts of the world: what world.c and worlddb.c need of each other. */
#ifndef PROOF_WORLDPARTS_H
#define PROOF_WORLDPARTS_H

#include "world.h"

char *world_path(const char *dir, const char *name); /* the caller frees */

void world_put(
	const char *dir, const char *name, const void *data, size_t len); /* a file; its folder is made */
void world_put_text(const char *dir, const char *name, const char *text);
void world_put_picture(const char *dir, const char *name, unsigned seed, int width, int height);
void world_exec(struct world *w, const char *sql); /* several statements */
/* Appends the rows of a statement, which are seven texts or numbers each, a line a row. */
void world_rows(struct world *w, const struct db_sqltab *tab, int index, struct strbuf *out);

/* Another picture of an item: from a provider, chosen by hand. */
struct choice {
	const char *type;
	unsigned seed;
	int width, height;
	int nth; /* of the old ones of that kind, by path, whose place it takes; -1: one more */
};
/* 'id' is an expression that gives the item's. */
void world_choose(struct world *w, const struct choice *c, const char *entity, const char *id);

void show_make(struct world *w, const struct strbuf *video);
void show_change(struct world *w);
/* Whether a file's hash is one that it may have. */
bool show_may_be(const struct world *w, const char *path, const char *hash);
/* An item of the show, by its row: "series:0", "season:1", "episode:2". */
void show_check_item(struct world *w, const struct tree *now, const char *item, const char *state, bool open);

void world_create_database(struct world *w); /* sets w->url; migrated */
void world_drop_database(struct world *w);
void world_empty_database(struct world *w); /* none of its tables is left */
void world_keep_database(struct world *w, const char *name, const char *file);
void world_restore_database(struct world *w, const char *name, const char *file);

#endif
