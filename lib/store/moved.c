/* Paths of an item that moved; see moved.h. */
#include <string.h>

#include "store/moved.h"
#include "store/row.h"

enum { OF_CANDIDATES, OF_PUBLISHED, OF_DISPLACED, SET_CANDIDATE, SET_PUBLISHED, SET_DISPLACED, MOVED_COUNT };

static const struct db_sql statements[MOVED_COUNT] = {
	[OF_CANDIDATES] = {"SELECT DISTINCT local_path FROM asset_candidates WHERE entity_type = $1 "
			   "AND entity_id = $2 AND local_path IS NOT NULL ORDER BY local_path",
		NULL},
	[OF_PUBLISHED] = {"SELECT path FROM published_files WHERE entity_type = $1 AND entity_id = $2 "
			  "ORDER BY path",
		NULL},
	[OF_DISPLACED] = {"SELECT DISTINCT d.path FROM displaced_files d JOIN publish_log p "
			  "ON p.id = d.publish_id WHERE p.entity_type = $1 AND p.entity_id = $2 ORDER BY 1",
		NULL},
	[SET_CANDIDATE] = {"UPDATE asset_candidates SET local_path = $4 WHERE entity_type = $1 "
			   "AND entity_id = $2 AND local_path = $3",
		NULL},
	[SET_PUBLISHED] = {"UPDATE published_files SET path = $4 WHERE entity_type = $1 AND entity_id = $2 "
			   "AND path = $3 AND NOT EXISTS (SELECT 1 FROM published_files q WHERE q.path = $4 "
			   "AND q.entity_type = $1 AND q.entity_id = $2)",
		NULL},
	[SET_DISPLACED] = {"UPDATE displaced_files SET path = $4 WHERE path = $3 AND publish_id IN "
			   "(SELECT id FROM publish_log WHERE entity_type = $1 AND entity_id = $2)",
		NULL},
};
const struct db_sqltab moved_sql = {"moved", statements, MOVED_COUNT};

struct paths {
	char **item;
	size_t n, alloc;
};

static int read_paths(struct db_stmt *st, struct paths *p, struct error *err)
{
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		ALLOC_GROW(p->item, p->n + 1, p->alloc);
		p->item[p->n++] = row_dup(st, 0);
	}
	return rc;
}

static int move_paths(struct db *db, enum entity type, int64_t id, int of, int set, moved_fn where, void *ctx,
	struct error *err)
{
	struct strbuf to = STRBUF_INIT;
	struct paths p = {0};
	int rc = read_paths(stmt_of(db, &moved_sql, of, type, id), &p, err);

	for (size_t i = 0; i < p.n && !rc; i++) {
		struct db_stmt *st;

		strbuf_clear(&to);
		if (!where(p.item[i], &to, ctx))
			continue;
		st = stmt_of(db, &moved_sql, set, type, id);
		db_bind_text(st, 3, p.item[i]);
		db_bind_text(st, 4, to.buf);
		rc = db_run(st, err);
	}
	for (size_t i = 0; i < p.n; i++)
		free(p.item[i]);
	free(p.item);
	strbuf_release(&to);
	return rc ? -1 : 0;
}

int item_moved(struct db *db, enum entity type, int64_t id, moved_fn where, void *ctx, struct error *err)
{
	return move_paths(db, type, id, OF_CANDIDATES, SET_CANDIDATE, where, ctx, err) ||
			       move_paths(db, type, id, OF_PUBLISHED, SET_PUBLISHED, where, ctx, err) ||
			       move_paths(db, type, id, OF_DISPLACED, SET_DISPLACED, where, ctx, err)
		       ? -1
		       : 0;
}
