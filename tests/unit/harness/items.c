/* Libraries and films for tests; see items.h. */
#include <stdio.h>
#include <string.h>

#include "core/alloc.h"
#include "items.h"
#include "store/library.h"

int64_t items_library(const char *name, const char *path)
{
	struct library lib = {.name = (char *)name, .path = (char *)path, .enabled = true};

	must(library_add(engines_db, &lib, &engines_err));
	return lib.id;
}

static void set(struct item *it, enum meta_field f, const char *value)
{
	must(meta_set(&it->meta, f, value, &engines_err));
}

void items_fill(struct item *it)
{
	struct meta *m = &it->meta;
	struct meta_person p = {.name = (char *)"Ann Actor", .role = (char *)"Ann", .order = 3};
	struct meta_rating r = {
		.source = (char *)"imdb", .value = 7.25, .max = 10, .votes = 1234, .is_default = true};
	int f;

	set(it, MF_TITLE, "The Größe");
	set(it, MF_ORIGINAL_TITLE, "Die Größe");
	set(it, MF_SORT_TITLE, "Größe 1");
	set(it, MF_YEAR, "1999");
	set(it, MF_PLOT, "Line one.\nLine two.");
	set(it, MF_OUTLINE, "Short.");
	set(it, MF_TAGLINE, "Tag!");
	set(it, MF_MPAA, "Rated R");
	set(it, MF_PREMIERED, "1999-03-31");
	set(it, MF_RUNTIME, "136");
	set(it, MF_USER_RATING, "9");
	set(it, MF_TRAILER_URL, "plugin://x/?id=1");
	m->set_name = xstrdup("Größe Collection");
	m->set_overview = xstrdup("All of them.");
	m->set_tmdb_id = xstrdup("2344");
	meta_add_name(m, MF_GENRES, "Drama");
	meta_add_name(m, MF_GENRES, "Action");
	meta_add_name(m, MF_STUDIOS, "Studio");
	meta_add_name(m, MF_COUNTRIES, "Austria");
	meta_add_name(m, MF_TAGS, "seen");
	meta_add_name(m, MF_TAGS, "Seen");
	meta_add_person(m, MF_ACTORS, &p);
	p = (struct meta_person){.name = (char *)"Bo",
		.order = -1,
		.thumb = (char *)"http://x/bo.jpg",
		.tmdb_id = (char *)"77"};
	meta_add_person(m, MF_ACTORS, &p);
	p = (struct meta_person){.name = (char *)"Bo", .order = -1};
	meta_add_person(m, MF_DIRECTORS, &p);
	meta_add_person(m, MF_WRITERS, &p);
	meta_add_rating(m, &r);
	r = (struct meta_rating){.source = (char *)"metacritic", .value = 60, .max = 100, .votes = -1};
	meta_add_rating(m, &r);
	meta_add_id(m, "tmdb", "603", true);
	meta_add_id(m, "imdb", "tt0133093", false);
	meta_add_id(m, "zap2it", "MV000", false);
	meta_add_extra(m, "top250", "17");
	meta_add_extra(m, "edition", "Uncut");
	for (f = 0; f < MF_COUNT; f++)
		if (meta_has(m, f))
			snprintf(it->field[f].source, sizeof(it->field[f].source), "%s", SOURCE_NFO);
}

void items_film(struct item *it, int64_t library_id, const char *root, const char *folder)
{
	struct strbuf path = STRBUF_INIT;

	*it = (struct item)ITEM_INIT;
	it->type = ENTITY_MOVIE;
	it->library_id = library_id;
	it->folder = xstrdup(folder);
	it->state = xstrdup("discovered");
	strbuf_addf(&path, "%s/%s/%s.mkv", root, folder, folder);
	it->file_path = strbuf_detach(&path, NULL);
	set(it, MF_TITLE, folder);
	snprintf(it->field[MF_TITLE].source, sizeof(it->field[MF_TITLE].source), "%s", SOURCE_NAME);
}

struct saving {
	const struct item *it;
	struct item_save what;
	int rc;
};

static int save(struct db *db, void *ctx, struct error *err)
{
	struct saving *s = ctx;

	s->rc = item_save(db, s->it, &s->what, err);
	return s->rc < 0 ? -1 : 0;
}

int items_save(struct item *it, uint64_t fields, bool streams, bool unpublished)
{
	struct saving s = {it, {.fields = fields, .streams = streams, .unpublished = unpublished}, 0};

	if (db_transact(engines_db, DB_WRITE, save, &s, &engines_err))
		return -1;
	it->id = s.what.id;
	it->revision = s.what.revision;
	return s.rc;
}

int64_t items_new(int64_t library_id, const char *root, const char *folder)
{
	struct item it;
	int64_t id;

	items_film(&it, library_id, root, folder);
	ck_assert_msg(items_save(&it, ALL_FIELDS, true, false) == 1, "%s", engines_err.msg.buf);
	id = it.id;
	item_release(&it);
	return id;
}

void items_load(struct item *it, enum entity type, int64_t id)
{
	*it = (struct item)ITEM_INIT;
	ck_assert_msg(
		item_load(engines_db, type, id, ITEM_ALL, it, &engines_err) == 1, "%s", engines_err.msg.buf);
}

void items_write(int (*fn)(struct db *db, void *ctx, struct error *err), void *ctx)
{
	must(db_transact(engines_db, DB_WRITE, fn, ctx, &engines_err));
}

void items_recount(void)
{
	ck_count(0, "SELECT COUNT(*) FROM cache_inventory i WHERE reference_count <> "
		    "(SELECT COUNT(*) FROM asset_candidates c WHERE c.content_hash = i.content_hash "
		    "AND c.is_rejected = 0 AND (c.is_selected = 1 OR c.local_path IS NOT NULL)) + "
		    "(SELECT COUNT(*) FROM published_files p WHERE p.hash = i.content_hash) + "
		    "(SELECT COUNT(*) FROM displaced_files d WHERE d.hash = i.content_hash) + "
		    "(SELECT COUNT(*) FROM nfo_versions n WHERE n.hash = i.content_hash) "
		    "OR (reference_count = 0) <> (orphaned_at IS NOT NULL)");
	ck_count(0, "SELECT COUNT(*) FROM asset_candidates c WHERE (CASE WHEN EXISTS (SELECT 1 FROM "
		    "cache_inventory i WHERE i.content_hash = c.content_hash) THEN 1 ELSE 0 END) <> "
		    "is_downloaded");
}
