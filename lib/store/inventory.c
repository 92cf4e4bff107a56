/* The inventory of the cache as a list; see inventory.h. */
#include <stdlib.h>

#include "store/inventory.h"
#include "store/row.h"

#define PAGE 200

enum { INV_PAGE, INV_PLACES, INV_NUMBER, INV_COUNT };

static const struct db_sql statements[INV_COUNT] = {
	[INV_PAGE] = {"SELECT content_hash, file_path, asset_type, file_size FROM cache_inventory "
		      "WHERE content_hash > $1 ORDER BY content_hash LIMIT $2",
		NULL},
	[INV_PLACES] = {"SELECT path FROM published_files WHERE hash = $1 UNION "
			"SELECT path FROM nfo_versions WHERE hash = $1 AND path IS NOT NULL UNION "
			"SELECT local_path FROM asset_candidates WHERE content_hash = $1 "
			"AND local_path IS NOT NULL ORDER BY 1",
		NULL},
	[INV_NUMBER] = {"SELECT COUNT(*) FROM cache_inventory", NULL},
};
const struct db_sqltab inventory_sql = {"inventory", statements, INV_COUNT};

static void page_free(struct cache_object *objects, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		cache_object_release(&objects[i]);
	free(objects);
}

/* Up to PAGE objects after a hash; fewer: the end. */
static int read_page(
	struct db *db, const char *after, struct cache_object **out, size_t *n, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &inventory_sql, INV_PAGE);
	struct cache_object *list = NULL;
	size_t count = 0, alloc = 0;
	int rc;

	db_bind_text(st, 1, after);
	db_bind_int(st, 2, PAGE);
	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(list, count + 1, alloc);
		list[count++] = (struct cache_object){.content_hash = row_dup(st, 0),
			.file_path = row_dup(st, 1),
			.asset_type = row_dup(st, 2),
			.file_size = db_int(st, 3),
			.has_alpha = -1};
	}
	if (rc) {
		page_free(list, count);
		return -1;
	}
	*out = list;
	*n = count;
	return 0;
}

int inventory_each(struct db *db, inventory_fn *fn, void *ctx, struct error *err)
{
	struct strbuf after = STRBUF_INIT;
	struct cache_object *page;
	size_t i, n;
	int rc;

	do {
		page = NULL;
		n = 0;
		rc = read_page(db, after.buf, &page, &n, err);
		for (i = 0; i < n && !rc; i++)
			rc = fn(&page[i], ctx, err);
		if (n) {
			strbuf_clear(&after);
			strbuf_addstr(&after, page[n - 1].content_hash);
		}
		page_free(page, n);
	} while (!rc && n == PAGE);
	strbuf_release(&after);
	return rc;
}

int inventory_count(struct db *db, int64_t *n, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &inventory_sql, INV_NUMBER);

	if (db_step(st, err) != 1)
		return -1;
	*n = db_int(st, 0);
	db_reset(st);
	return 0;
}

void inventory_places_free(char **paths, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		free(paths[i]);
	free(paths);
}

int inventory_places(struct db *db, const char *content_hash, char ***out, size_t *n, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &inventory_sql, INV_PLACES);
	char **list = NULL;
	size_t count = 0, alloc = 0;
	int rc;

	db_bind_text(st, 1, content_hash);
	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(list, count + 1, alloc);
		list[count++] = row_dup(st, 0);
	}
	if (rc) {
		inventory_places_free(list, count);
		return -1;
	}
	*out = list;
	*n = count;
	return 0;
}
