/* What must hold of a world; see world.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "db/migrate.h"
#include "publish/recover.h"
#include "worldparts.h"

enum { FILMS, SHOW, ITEMS, SHOW_ITEMS, OBJECTS, PUBLISHED };
static const struct db_sql statements[] = {
	[FILMS] = {"SELECT folder, state, has_unpublished_changes FROM movies ORDER BY folder", NULL},
	[SHOW] = {"SELECT 'series:0', state, has_unpublished_changes FROM series UNION ALL "
		  "SELECT 'season:' || CAST(season_number AS TEXT), state, has_unpublished_changes FROM "
		  "seasons "
		  "UNION ALL SELECT 'episode:' || CAST(episode_number AS TEXT), state, "
		  "has_unpublished_changes "
		  "FROM episodes",
		NULL},
	[ITEMS] = {"SELECT m.title, m.year, m.plot, m.state, m.folder, (SELECT COUNT(*) FROM "
		   "asset_candidates c "
		   "WHERE c.entity_type = 'movie' AND c.entity_id = m.id AND c.content_hash IS NOT NULL), "
		   "(SELECT "
		   "COUNT(*) FROM video_streams v WHERE v.entity_type = 'movie' AND v.entity_id = m.id) "
		   "FROM movies m ORDER BY m.folder",
		NULL},
	[SHOW_ITEMS] =
		{"SELECT title, year, plot, state, folder, -1, (SELECT COUNT(*) FROM asset_candidates "
		 "WHERE content_hash IS NOT NULL AND entity_type <> 'movie') FROM series UNION ALL "
		 "SELECT title, NULL, NULL, state, folder, season_number, 0 FROM seasons UNION ALL "
		 "SELECT title, NULL, plot, state, folder, episode_number, 0 FROM episodes ORDER BY 5, 6",
			NULL},
	[OBJECTS] = {"SELECT file_path, content_hash FROM cache_inventory ORDER BY file_path", NULL},
	/* What was written there last, whichever item it was for. */
	[PUBLISHED] = {"SELECT path, hash FROM published_files p WHERE NOT EXISTS (SELECT 1 FROM "
		       "published_files q WHERE q.path = p.path AND q.published_at > p.published_at) "
		       "ORDER BY path",
		NULL},
};
static const struct db_sqltab proof_sql = {"proof", statements, sizeof(statements) / sizeof(statements[0])};

/* Each row of a statement. */
static void rows(
	struct world *w, int index, void (*fn)(struct world *w, struct db_stmt *st, void *ctx), void *ctx)
{
	struct db *db = world_db(w);
	struct db_stmt *st = db_stmt(db, &proof_sql, index);
	int rc;

	while ((rc = db_step(st, &world_err)) == 1)
		fn(w, st, ctx);
	must(rc);
	world_db_done(w, db);
}

static void check_contents(struct world *w, const struct tree *now)
{
	size_t i;

	for (i = 0; i < now->n; i++) {
		const struct leaf *leaf = &now->leaf[i];
		const char *old = tree_hash(&w->old, leaf->path), *new = tree_hash(&w->new, leaf->path);

		if (show_may_be(w, leaf->path, leaf->hash))
			continue;
		if (!file_is_temp(path_base(leaf->path)) && !(old && !strcmp(old, leaf->hash)) &&
			!(new && !strcmp(new, leaf->hash)))
			world_bad(w, "'%s' is neither old nor new", leaf->path);
	}
}

void world_check_contents(struct world *w)
{
	struct tree now = {0};

	tree_read(w->films, &now);
	check_contents(w, &now);
	tree_release(&now);
}

void world_check_files(struct world *w)
{
	struct tree now = {0};
	size_t i;

	tree_read(w->films, &now);
	check_contents(w, &now);
	/* What is both before and after a publish is never gone. */
	for (i = 0; i < w->old.n; i++)
		if (tree_hash(&w->new, w->old.leaf[i].path) && !tree_hash(&now, w->old.leaf[i].path))
			world_bad(w, "'%s' is gone", w->old.leaf[i].path);
	tree_release(&now);
}

/* Disk and row of a film say the same. */
static void check_film(struct world *w, struct db_stmt *st, void *ctx)
{
	const struct tree *now = ctx;
	const char *folder = db_text(st, 0), *state = db_text(st, 1);
	bool open = db_int(st, 2) != 0, published = !strcmp(state, "published");

	if (!w->nfilms) {
		show_check_item(w, now, folder, state, open);
		return;
	}
	if (tree_same_below(now, &w->new, folder)) {
		if (open != !published)
			world_bad(w, "'%s' is new, its row says '%s' and %d", folder, state, open);
	} else if (!tree_same_below(now, &w->old, folder)) {
		world_bad(w, "'%s' is neither old nor new", folder);
	} else if (!open) {
		world_bad(w, "'%s' is old, its row says that nothing is to be published", folder);
	}
}

void world_check_films(struct world *w)
{
	struct tree now = {0};

	tree_read(w->films, &now);
	rows(w, w->nfilms ? FILMS : SHOW, check_film, &now);
	tree_release(&now);
}

/* What stands in the cache is whole, and what the database knows of it is there. */
static void check_object(struct world *w, struct db_stmt *st, void *ctx)
{
	const char *hash = tree_hash(ctx, db_text(st, 0));

	if (!hash || strcmp(hash, db_text(st, 1)) != 0)
		world_bad(w, "in the cache '%s' is %s", db_text(st, 0), hash ? "damaged" : "missing");
}

static void check_published(struct world *w, struct db_stmt *st, void *ctx)
{
	const char *path = path_relative(db_text(st, 0), w->films),
		   *hash = path ? tree_hash(ctx, path) : NULL;

	if (!hash || strcmp(hash, db_text(st, 1)) != 0)
		world_bad(w, "'%s' was published and is %s", db_text(st, 0), hash ? "another" : "gone");
}

static void fault(const char *line, void *ctx)
{
	world_bad(ctx, "metarr-db check: %s", line);
}

void world_check_agreement(struct world *w)
{
	struct tree now = {0};
	struct db *db = world_db(w);
	size_t i;

	tree_read(w->films, &now);
	for (i = 0; i < now.n; i++)
		if (!strncmp(path_base(now.leaf[i].path), ".metarr-", 8))
			world_bad(w, "left behind: '%s'", now.leaf[i].path);
	if (world_int(w, "SELECT COUNT(*) FROM publish_journal"))
		world_bad(w, "the journal is not empty");
	if (world_int(w, "SELECT COUNT(*) FROM publish_log WHERE open = 1"))
		world_bad(w, "a publish is open");
	if (db_schema_check(db, fault, w, &world_err) < 0)
		world_bad(w, "metarr-db check: %s", world_err.msg.buf);
	world_db_done(w, db);
	tree_read(w->cache, &now);
	rows(w, OBJECTS, check_object, &now);
	for (i = 0; i < now.n; i++) {
		const char *base = path_base(now.leaf[i].path);

		if (!file_is_temp(base) && strncmp(base, now.leaf[i].hash, SHA256_HEX_SIZE - 1) != 0)
			world_bad(w, "in the cache '%s' is not what its name says", now.leaf[i].path);
	}
	tree_release(&now);
}

static void check_state(struct world *w, struct db_stmt *st, void *ctx)
{
	(void)ctx;
	if (strcmp(db_text(st, 1), "published") != 0 || db_int(st, 2))
		world_bad(w, "'%s' is in state '%s'", db_text(st, 0), db_text(st, 1));
}

void world_check_published(struct world *w)
{
	struct tree now = {0};
	size_t i;

	tree_read(w->films, &now);
	for (i = 0; i < now.n; i++) {
		const char *hash = tree_hash(&w->new, now.leaf[i].path);

		if (!hash || strcmp(hash, now.leaf[i].hash) != 0)
			world_bad(w, "published, '%s' is not as it should be", now.leaf[i].path);
	}
	for (i = 0; i < w->new.n; i++)
		if (!tree_hash(&now, w->new.leaf[i].path))
			world_bad(w, "published, '%s' is not there", w->new.leaf[i].path);
	rows(w, PUBLISHED, check_published, &now);
	rows(w, w->nfilms ? FILMS : SHOW, check_state, NULL);
	tree_release(&now);
}

void world_recover(struct world *w)
{
	struct db *db = world_db(w);
	struct library lib = {0};
	struct publisher pub = {.db = db, .cache_dir = w->cache, .lib = &lib, .by = "proof"};
	size_t count = 0;

	if (library_by_name(db, "films", &lib, &world_err) != 1)
		give_up("there is no library");
	pub.root = lib.path;
	if (recover_library(&pub, &count, &world_err))
		world_bad(w, "the recovery: %s", world_err.msg.buf);
	library_release(&lib);
	world_db_done(w, db);
}

void world_rows(struct world *w, const struct db_sqltab *tab, int index, struct strbuf *out)
{
	struct db *db = world_db(w);
	struct db_stmt *st = db_stmt(db, tab, index);
	int rc, i;

	while ((rc = db_step(st, &world_err)) == 1) {
		for (i = 0; i < 7; i++)
			strbuf_addf(out, "%s|", db_text(st, i) ? db_text(st, i) : "");
		strbuf_addch(out, '\n');
	}
	must(rc);
	world_db_done(w, db);
}

char *world_items(struct world *w)
{
	struct strbuf text = STRBUF_INIT;

	world_rows(w, &proof_sql, w->nfilms ? ITEMS : SHOW_ITEMS, &text);
	return strbuf_detach(&text, NULL);
}
