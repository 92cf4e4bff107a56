/* A small library on disk; see shelf.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asset/cache.h"
#include "core/alloc.h"
#include "core/path.h"
#include "shelf.h"
#include "store/absorb.h"
#include "store/candidate.h"
#include "store/nfotext.h"

struct publisher shelf_pub;
struct library shelf_lib;
static struct strbuf cache = STRBUF_INIT, dir = STRBUF_INIT;

void shelf_make(enum library_type type, const char *folder)
{
	struct strbuf root = STRBUF_INIT;

	path_join(&root, engines_dir(), "Library");
	strbuf_clear(&dir);
	path_join(&dir, root.buf, folder);
	strbuf_clear(&cache);
	path_join(&cache, engines_dir(), "cache");
	must(file_mkdirs(dir.buf, NULL, &engines_err));
	shelf_lib = (struct library){.name = xstrdup("library"), .type = type, .enabled = true};
	shelf_lib.path = strbuf_detach(&root, NULL);
	must(library_add(engines_db, &shelf_lib, &engines_err));
	shelf_pub = (struct publisher){.db = engines_db,
		.cache_dir = cache.buf,
		.lib = &shelf_lib,
		.root = shelf_lib.path,
		.by = "test",
		.lock_timeout_ms = 0};
}

char *shelf_path(const char *name)
{
	struct strbuf path = STRBUF_INIT;

	path_join(&path, dir.buf, name);
	return strbuf_detach(&path, NULL);
}

void shelf_put(const char *name, const char *text)
{
	struct strbuf folder = STRBUF_INIT;
	char *path = shelf_path(name);

	path_dir(&folder, path);
	must(file_mkdirs(folder.buf, NULL, &engines_err));
	must(file_write(path, text, strlen(text), NULL, NULL, &engines_err));
	strbuf_release(&folder);
	free(path);
}

char *shelf_text(const char *name)
{
	struct strbuf got = STRBUF_INIT;
	char *path = shelf_path(name);

	must(file_read(path, 1 << 20, &got, &engines_err));
	free(path);
	return strbuf_detach(&got, NULL);
}

void shelf_is_text(const char *name, const char *want)
{
	char *got = shelf_text(name);

	ck_assert_str_eq(got, want);
	free(got);
}

bool shelf_exists(const char *name)
{
	struct file_stamp stamp;
	char *path = shelf_path(name);
	int rc = file_stamp(path, &stamp, &engines_err);

	free(path);
	ck_assert_int_ge(rc, 0);
	return rc == 1 || stamp.is_link;
}

void shelf_field(struct item *it, enum meta_field f, const char *value, const char *source)
{
	must(meta_set(&it->meta, f, value, &engines_err));
	snprintf(it->field[f].source, sizeof(it->field[f].source), "%s", source);
}

struct saving {
	struct item *it;
	struct item_save what;
};

static int save(struct db *db, void *ctx, struct error *err)
{
	struct saving *s = ctx;

	return item_save(db, s->it, &s->what, err) < 0 ? -1 : 0;
}

int64_t shelf_save(struct item *it, uint64_t fields)
{
	struct saving s = {it, {.fields = fields, .streams = true, .unpublished = true}};

	must(db_transact(engines_db, DB_WRITE, save, &s, &engines_err));
	return s.what.id;
}

/* What an NFO that a scan saw says. */
static uint64_t take_nfo(struct item *it, const char *text, const char *hash)
{
	struct nfo nfo = NFO_INIT;
	struct nfo_seen seen = {.hash = hash, .nfo = &nfo};
	uint64_t fields = 0;

	must(nfo_read(&nfo, text, strlen(text), &engines_err));
	seen.root = &nfo.item[0];
	must(absorb_nfo(engines_db, it, &seen, &fields, &engines_err));
	nfo_release(&nfo);
	return fields;
}

struct version {
	int64_t id;
	const char *text, *hash, *path;
};

static int add_version(struct db *db, void *ctx, struct error *err)
{
	struct version *v = ctx;

	return nfotext_put(db, v->hash, v->text, strlen(v->text), err) ||
			       nfo_version_add(db, ENTITY_MOVIE, v->id, v->hash, v->path, NFO_FILE, 0, err)
		       ? -1
		       : 0;
}

int64_t shelf_film(const char *name, const char *nfo_name, const char *nfo)
{
	struct item it = ITEM_INIT;
	struct strbuf video = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE];
	uint64_t fields = MF_BIT(MF_TITLE) | MF_BIT(MF_YEAR);
	int64_t id;

	strbuf_addf(&video, "%s.mkv", name);
	shelf_put(video.buf, "video");
	it.type = ENTITY_MOVIE;
	it.library_id = shelf_lib.id;
	it.file_path = shelf_path(video.buf);
	it.folder = xstrdup(path_relative(dir.buf, shelf_lib.path));
	it.state = xstrdup("discovered");
	shelf_field(&it, MF_TITLE, name, SOURCE_NAME);
	shelf_field(&it, MF_YEAR, "1972", SOURCE_NAME);
	if (nfo) {
		sha256_hex(nfo, strlen(nfo), hash);
		shelf_put(nfo_name, nfo);
		fields |= take_nfo(&it, nfo, hash);
		it.nfo_path = shelf_path(nfo_name);
		it.naming = strcmp(nfo_name, "movie.nfo") ? NAMING_LONG : NAMING_SHORT;
		it.nfo_hash = xstrdup(hash);
	}
	id = shelf_save(&it, fields);
	if (nfo)
		must(db_transact(engines_db, DB_WRITE, add_version,
			&(struct version){id, nfo, hash, it.nfo_path}, &engines_err));
	item_release(&it);
	strbuf_release(&video);
	return id;
}

void shelf_set(const char *setting, const char *value)
{
	int64_t id = shelf_lib.id;

	must(library_set(engines_db, id, setting, value, &engines_err));
	library_release(&shelf_lib);
	ck_assert_int_eq(library_by_id(engines_db, id, &shelf_lib, &engines_err), 1);
	shelf_pub.root = shelf_lib.path;
}

void shelf_edit(enum entity type, int64_t id, enum meta_field f, const char *value)
{
	struct item it = ITEM_INIT;

	ck_assert_int_eq(item_load(engines_db, type, id, ITEM_ALL, &it, &engines_err), 1);
	shelf_field(&it, f, value, SOURCE_EDIT);
	shelf_save(&it, MF_BIT(f));
	item_release(&it);
}

struct picture {
	enum entity type;
	int64_t id;
	const char *asset_type, *name, *bytes;
};

/* The newest candidate of the kind gets the bytes. */
static int give_bytes(struct db *db, const struct picture *p, struct error *err)
{
	struct candidate_list list = {0};
	struct strbuf rel = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE];
	struct cache_object o = {.content_hash = hash, .asset_type = (char *)p->asset_type, .has_alpha = -1};
	size_t i;
	int rc = cache_store(cache.buf, p->bytes, strlen(p->bytes), "jpg", hash, &rel, err);

	o.file_path = rel.buf;
	o.file_size = (int64_t)strlen(p->bytes);
	if (!rc)
		rc = cache_object_add(db, &o, err) || candidates_of(db, p->type, p->id, &list, err);
	for (i = 0; i < list.n && !rc; i++)
		if (!strcmp(list.item[i].asset_type, p->asset_type))
			rc = candidate_set_object(db, list.item[i].id, &o, err);
	candidate_list_release(&list);
	strbuf_release(&rel);
	return rc ? -1 : 0;
}

static int add_picture(struct db *db, void *ctx, struct error *err)
{
	const struct picture *p = ctx;
	struct local_picture local = {.asset_type = (char *)p->asset_type,
		.path = shelf_path(p->name ? p->name : p->asset_type),
		.selected = true};
	bool changed;
	int rc = candidates_set_local(db, p->type, p->id, &local, 1, &changed, err);

	free(local.path);
	return rc ? -1 : give_bytes(db, p, err);
}

void shelf_picture(enum entity type, int64_t id, const char *asset_type, const char *name, const char *bytes)
{
	struct picture p = {type, id, asset_type, name, bytes};
	struct strbuf sql = STRBUF_INIT;

	must(db_transact(engines_db, DB_WRITE, add_picture, &p, &engines_err));
	if (!name) {
		strbuf_addf(&sql,
			"UPDATE asset_candidates SET provider = 'tmdb', local_path = NULL WHERE asset_type = "
			"'%s' "
			"AND entity_type = '%s' AND entity_id = %lld",
			asset_type, entity_name(type), (long long)id);
		engines_exec(sql.buf);
	}
	strbuf_release(&sql);
}

void shelf_publish(enum entity type, int64_t id, size_t written, size_t removed)
{
	struct publish_report report = {0};

	must(publish_item(&shelf_pub, type, id, &report, &engines_err));
	ck_assert_uint_eq(report.written, written);
	ck_assert_uint_eq(report.removed, removed);
	publish_report_release(&report);
}

void shelf_settled(void)
{
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM publish_journal"), 0);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM publish_log WHERE open = 1"), 0);
}
