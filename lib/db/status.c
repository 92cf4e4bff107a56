/* A database described; see status.h. */
#include "db/status.h"
#include "core/json.h"
#include "db/catalog.h"
#include "db/migrate.h"

static const char *engine_name(const struct db *db)
{
	return db_engine(db) == DB_SQLITE ? "sqlite" : "postgresql";
}

static void add_table(const char *table, int64_t rows, void *ctx)
{
	jsonw_kint(ctx, table, rows);
}

static int add_size(struct jsonw *w, struct db *db, struct error *err)
{
	int64_t size;

	if (catalog_size(db, &size, err))
		return -1;
	jsonw_kint(w, "size", size);
	jsonw_key(w, "tables");
	jsonw_object(w);
	if (catalog_each_table(db, add_table, w, err))
		return -1;
	jsonw_end(w);
	return 0;
}

int status_record(struct strbuf *out, struct db *db, int version, bool all, struct error *err)
{
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_object(&w);
	jsonw_kstr(&w, "database", db_name(db));
	jsonw_kstr(&w, "engine", engine_name(db));
	jsonw_kint(&w, "version", version);
	jsonw_kint(&w, "latest", migrate_latest());
	if (all && add_size(&w, db, err))
		return -1;
	jsonw_end(&w);
	return 0;
}

static void add_line(const char *table, int64_t rows, void *ctx)
{
	strbuf_addf(ctx, "\n  %-26s %10lld", table, (long long)rows);
}

int status_lines(struct strbuf *out, struct db *db, int version, struct error *err)
{
	int64_t size;

	if (catalog_size(db, &size, err))
		return -1;
	strbuf_addstr(out, "database  ");
	strbuf_add_escaped(out, db_name(db), strlen(db_name(db)));
	strbuf_addf(out, "\nengine    %s\nversion   %d of %d%s\n", engine_name(db), version, migrate_latest(),
		version == 0		     ? " (empty: metarr-db create)"
		: version < migrate_latest() ? " (older: metarr-db migrate)"
		: version > migrate_latest() ? " (made by a newer Metarr)"
					     : "");
	strbuf_addf(out, "size      %lld KiB\ntables", (long long)(size + 1023) / 1024);
	return catalog_each_table(db, add_line, out, err);
}
