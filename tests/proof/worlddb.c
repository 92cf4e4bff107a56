/* The database of a world, on either engine: made, changed, kept, put back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "asset/cache.h"
#include "core/alloc.h"
#include "core/path.h"
#include "db/engine.h"
#include "db/migrate.h"
#include "picture.h"
#include "store/candidate.h"
#include "worldparts.h"

#define SETTLE_MS 20000 /* for a server to notice that a client was killed */

struct db *world_db(struct world *w)
{
	struct db *db = w->session;

	if (!db)
		must(db_open(&db, w->url, 0, &world_err));
	if (w->postgres)
		w->session = db;
	return db;
}

void world_db_done(struct world *w, struct db *db)
{
	if (!w->postgres)
		db_close(db);
}

void world_exec(struct world *w, const char *sql)
{
	struct db *db = world_db(w);

	if (db_exec(db, sql, &world_err))
		give_up("%s: %s", sql, world_err.msg.buf);
	world_db_done(w, db);
}

int64_t world_int(struct world *w, const char *sql)
{
	struct db *db = world_db(w);
	int64_t n = 0;

	if (db_scalar(db, sql, &n, &world_err))
		give_up("%s: %s", sql, world_err.msg.buf);
	world_db_done(w, db);
	return n;
}

/* ---- PostgreSQL's server ----------------------------------------------------------------------------------
 */

/* The URL of a database on the server that METARR_TEST_PG names ("…/postgres?host=…"). */
static char *pg_url(const char *database)
{
	const char *admin = getenv("METARR_TEST_PG"), *place = admin ? strstr(admin, "/postgres?") : NULL;
	struct strbuf url = STRBUF_INIT;

	if (!place)
		give_up("METARR_TEST_PG is not set: run the proof through scripts/proof");
	strbuf_add(&url, admin, (size_t)(place + 1 - admin));
	strbuf_addstr(&url, database);
	strbuf_addstr(&url, place + strlen("/postgres"));
	return strbuf_detach(&url, NULL);
}

static void pg_admin(const char *verb, const char *rest)
{
	struct strbuf sql = STRBUF_INIT;
	char *url = pg_url("postgres");
	struct db *db = NULL;

	must(db_open(&db, url, 0, &world_err));
	strbuf_addf(&sql, "%s DATABASE metarr_proof_%ld %s", verb, (long)getpid(), rest);
	must(db_exec(db, sql.buf, &world_err));
	db_close(db);
	strbuf_release(&sql);
	free(url);
}

void world_create_database(struct world *w)
{
	struct strbuf name = STRBUF_INIT;
	struct db *db = NULL;

	strbuf_addf(&name, "metarr_proof_%ld", (long)getpid());
	if (w->postgres)
		pg_admin("CREATE", "TEMPLATE template0 ENCODING 'UTF8'");
	w->url = w->postgres ? pg_url(name.buf) : world_path(w->root, "metarr.db");
	must(db_open(&db, w->url, DB_CREATE, &world_err));
	must(migrate_to(db, migrate_latest(), w->cache, NULL, NULL, &world_err));
	db_close(db);
	strbuf_release(&name);
}

void world_drop_database(struct world *w)
{
	db_close(w->session);
	if (w->postgres)
		pg_admin("DROP", "WITH (FORCE)");
}

void world_settle(struct world *w)
{
	int ms;

	for (ms = 0; w->postgres; ms++) {
		if (!world_int(w, "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() "
				  "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"))
			return;
		if (ms > SETTLE_MS)
			give_up("a killed program's session does not end");
		usleep(1000);
	}
}

/* ---- keeping ----------------------------------------------------------------------------------------------
 */

/* All tables of a schema into another, whose triggers keep still; nobody waits for a disk. */
#define PG_COPY                                                                                              \
	"DO $$ DECLARE t text; BEGIN SET LOCAL session_replication_role = replica; "                         \
	"SET LOCAL synchronous_commit = off; FOR t IN SELECT tablename FROM pg_catalog.pg_tables "           \
	"WHERE schemaname = 'public' LOOP "
#define PG_END " END LOOP; END $$"

static void pg_keep(struct world *w, const char *name)
{
	struct strbuf sql = STRBUF_INIT;

	strbuf_addf(&sql,
		"DROP SCHEMA IF EXISTS kept_%s CASCADE; CREATE SCHEMA kept_%s; " PG_COPY
		"EXECUTE format('CREATE TABLE kept_%s.%%I AS TABLE public.%%I', t, t);" PG_END,
		name, name, name);
	world_exec(w, sql.buf);
	strbuf_release(&sql);
}

static void pg_restore(struct world *w, const char *name)
{
	struct strbuf sql = STRBUF_INIT;

	strbuf_addf(&sql,
		PG_COPY "EXECUTE format('DELETE FROM public.%%I', t); EXECUTE format('INSERT INTO public.%%I "
			"OVERRIDING SYSTEM VALUE SELECT * FROM kept_%s.%%I', t, t);" PG_END,
		name);
	world_exec(w, sql.buf);
	strbuf_release(&sql);
}

static void copy(const char *from, const char *to)
{
	struct strbuf bytes = STRBUF_INIT;
	FILE *f = fopen(to, "w");

	must(file_read(from, SIZE_MAX, &bytes, &world_err));
	if (!f || fwrite(bytes.buf, 1, bytes.len, f) != bytes.len || fclose(f))
		give_up("cannot write '%s': %s", to, strerror(errno));
	strbuf_release(&bytes);
}

void world_keep_database(struct world *w, const char *name, const char *file)
{
	if (w->postgres)
		pg_keep(w, name);
	else
		copy(w->url, file);
}

static void remove_file(const struct world *w)
{
	static const char *const names[] = {"", "-wal", "-shm", ".lock"};
	struct strbuf path = STRBUF_INIT;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		strbuf_clear(&path);
		strbuf_addf(&path, "%s%s", w->url, names[i]);
		if (unlink(path.buf) && errno != ENOENT)
			give_up("cannot remove '%s': %s", path.buf, strerror(errno));
	}
	strbuf_release(&path);
}

void world_restore_database(struct world *w, const char *name, const char *file)
{
	if (w->postgres) {
		pg_restore(w, name);
		return;
	}
	remove_file(w);
	copy(file, w->url);
}

void world_empty_database(struct world *w)
{
	if (w->postgres)
		world_exec(w, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	else
		remove_file(w);
}

/* ---- a change ---------------------------------------------------------------------------------------------
 */

static int add_object(struct db *db, void *ctx, struct error *err)
{
	return cache_object_add(db, ctx, err);
}

/* Into the cache, with its row. */
static void store_picture(
	struct world *w, const struct choice *c, char hash[SHA256_HEX_SIZE], struct strbuf *relpath)
{
	struct db *db = world_db(w);
	struct strbuf bytes = STRBUF_INIT;
	struct cache_object object;
	const char *ext = strcmp(c->type, "clearlogo") ? "jpg" : "png";

	picture(&bytes, ext, c->seed, c->width, c->height);
	must(cache_store(w->cache, bytes.buf, bytes.len, ext, hash, relpath, &world_err));
	object = (struct cache_object){.content_hash = hash,
		.file_path = relpath->buf,
		.asset_type = (char *)c->type,
		.file_size = (int64_t)bytes.len,
		.has_alpha = -1,
		.phash_done = true};
	must(db_transact(db, DB_WRITE, add_object, &object, &world_err));
	world_db_done(w, db);
	strbuf_release(&bytes);
}

void world_choose(struct world *w, const struct choice *c, const char *entity, const char *id)
{
	struct strbuf relpath = STRBUF_INIT, sql = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE];

	store_picture(w, c, hash, &relpath);
	if (c->nth >= 0)
		strbuf_addf(&sql,
			"UPDATE asset_candidates SET is_selected = 0 WHERE id = (SELECT id FROM "
			"asset_candidates WHERE entity_type = '%s' AND asset_type = '%s' AND is_selected = 1 "
			"AND provider = 'local' AND entity_id = %s ORDER BY local_path LIMIT 1);",
			entity, c->type, id);
	strbuf_addf(&sql,
		"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, is_downloaded, "
		"is_selected, selected_by, cache_path, content_hash, created_at) SELECT '%s', %s, '%s', "
		"'tmdb', 1, 1, 'ann', '%s', '%s', '2001-01-01 00:00:00.000';",
		entity, id, c->type, relpath.buf, hash);
	world_exec(w, sql.buf);
	strbuf_release(&relpath);
	strbuf_release(&sql);
}

static void change_film(struct world *w, int film)
{
	static const struct choice choices[] = {{"poster", 1001, 60, 90, 0}, {"fanart", 1101, 160, 90, 0},
		{"fanart", 1201, 160, 90, 0}, {"clearlogo", 1301, 80, 31, 0}, {"banner", 1401, 100, 19, -1},
		{"actor/Ann_Lee", 1501, 50, 70, -1}};
	struct strbuf id = STRBUF_INIT;
	size_t i;

	strbuf_addf(&id, "(SELECT id FROM movies WHERE title = 'Film %d')", film);
	for (i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		struct choice c = choices[i];

		c.seed += (unsigned)film;
		world_choose(w, &c, "movie", id.buf);
	}
	strbuf_release(&id);
}

void world_change(struct world *w)
{
	int film;

	for (film = 1; film <= w->nfilms; film++)
		change_film(w, film);
	if (!w->nfilms)
		show_change(w);
	world_exec(w, "UPDATE movies SET plot = 'New.', revision = revision + 1, has_unpublished_changes = 1;"
		      "UPDATE field_state SET source = 'edit' WHERE field = 'plot';"
		      "INSERT INTO published_files (path, entity_type, entity_id, kind, asset_type, hash) "
		      "SELECT local_path, 'movie', entity_id, 'artwork', 'discart', content_hash FROM "
		      "asset_candidates WHERE asset_type = 'discart';"
		      "DELETE FROM asset_candidates WHERE asset_type = 'discart';");
}
