/* Whose word counts when an NFO was changed: the file's, a person's here, or nobody's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/sha256.h"
#include "harness/items.h"
#include "media/nfo.h"
#include "store/absorb.h"
#include "store/nfotext.h"

#define PATH "/f/A/movie.nfo"
#define FIRST                                                                                                \
	"<movie>\n  <title>Alpha</title>\n  <year>1999</year>\n  <plot>Old plot.</plot>\n"                   \
	"  <genre>Drama</genre>\n  <uniqueid type=\"tmdb\">603</uniqueid>\n</movie>\n"

struct reading {
	struct item it;
	struct nfo nfo;
	char hash[SHA256_HEX_SIZE];
	uint64_t fields, conflict;
	const char *text;
};

/* The film, with what its NFO of this text would give it. */
static void absorb_as(struct reading *r, const char *text, bool rewrite, uint64_t locks)
{
	struct nfo_seen seen = {.hash = r->hash, .locks = locks, .foreign_rewrite = rewrite};

	r->text = text;
	sha256_hex(text, strlen(text), r->hash);
	must(nfo_read(&r->nfo, text, strlen(text), &engines_err));
	seen.meta = &r->nfo.item[0].meta;
	items_load(&r->it, ENTITY_MOVIE, 1);
	must(absorb_nfo(engines_db, &r->it, &seen, &r->fields, &r->conflict, &engines_err));
}

static void absorb(struct reading *r, const char *text)
{
	absorb_as(r, text, false, 0);
}

static void release(struct reading *r)
{
	nfo_release(&r->nfo);
	item_release(&r->it);
	*r = (struct reading){0};
}

static int keep_version(struct db *db, void *ctx, struct error *err)
{
	const struct reading *r = ctx;

	return nfotext_put(db, r->hash, r->text, strlen(r->text), err) ||
			       nfo_version_add(db, ENTITY_MOVIE, 1, r->hash, PATH, NFO_FOUND, 0, err)
		       ? -1
		       : 0;
}

/* As a scan does with what it read. */
static void store(struct reading *r)
{
	items_write(keep_version, r);
	free(r->it.nfo_hash);
	r->it.nfo_hash = xstrdup(r->hash);
	ck_assert_int_ge(items_save(&r->it, r->fields, false, true), 0);
	release(r);
}

static void set(struct item *it, enum meta_field f, const char *value, const char *source, bool locked)
{
	must(meta_set(&it->meta, f, value, &engines_err));
	snprintf(it->field[f].source, sizeof(it->field[f].source), "%s", source);
	it->field[f].locked = locked;
}

/* A change of one field here, as a person's edit makes it. */
static void edit(enum meta_field f, const char *value, bool locked)
{
	struct item it;

	items_load(&it, ENTITY_MOVIE, 1);
	set(&it, f, value, SOURCE_EDIT, locked);
	ck_assert_int_eq(items_save(&it, MF_BIT(f), false, true), 1);
	item_release(&it);
}

static void film(void)
{
	struct reading r = {0};

	items_new(items_library("films", "/f"), "/f", "A");
	absorb(&r, FIRST);
	store(&r);
}

START_TEST(first_seen)
{
	struct reading r = {0};

	items_new(items_library("films", "/f"), "/f", "A");
	edit(MF_YEAR, "2000", true);
	absorb(&r, FIRST);
	ck_assert_uint_eq(
		r.fields, MF_BIT(MF_TITLE) | MF_BIT(MF_PLOT) | MF_BIT(MF_GENRES) | MF_BIT(MF_UNIQUEIDS));
	ck_assert_uint_eq(r.conflict, 0);
	ck_assert_str_eq(meta_get(&r.it.meta, MF_TITLE), "Alpha"); /* over the name's */
	ck_assert_str_eq(r.it.field[MF_TITLE].source, "nfo");
	ck_assert_str_eq(meta_get(&r.it.meta, MF_YEAR), "2000");
	ck_assert(!item_locked(&r.it, MF_TITLE));
	release(&r);
}
END_TEST

START_TEST(locks_of_the_file)
{
	struct reading r = {0};

	items_new(items_library("films", "/f"), "/f", "A");
	absorb_as(&r, FIRST, false, MF_BIT(MF_PLOT) | MF_BIT(MF_TAGLINE));
	ck_assert(item_locked(&r.it, MF_PLOT) && !item_locked(&r.it, MF_TITLE) &&
		  !item_locked(&r.it, MF_TAGLINE));
	release(&r);
}
END_TEST

START_TEST(same_bytes)
{
	struct reading r = {0};

	film();
	edit(MF_PLOT, "Mine.", false);
	absorb(&r, FIRST);
	ck_assert(!r.fields && !r.conflict);
	ck_assert_str_eq(meta_get(&r.it.meta, MF_PLOT), "Mine.");
	release(&r);
	engines_exec("UPDATE movies SET published_nfo_hash = nfo_hash, nfo_hash = 'x'");
	absorb(&r, FIRST);
	ck_assert(!r.fields && !r.conflict);
	release(&r);
}
END_TEST

#define EDITED                                                                                               \
	"<movie>\n  <title>Alpha</title>\n  <plot>New plot.</plot>\n  <genre>Horror</genre>\n"               \
	"  <uniqueid type=\"tmdb\">603</uniqueid>\n</movie>\n"

START_TEST(changed_on_disk)
{
	struct reading r = {0};

	film();
	edit(MF_TITLE, "Beta", true); /* here, and not there */
	absorb(&r, EDITED);
	ck_assert_uint_eq(r.fields, MF_BIT(MF_YEAR) | MF_BIT(MF_PLOT) | MF_BIT(MF_GENRES));
	ck_assert_uint_eq(r.conflict, 0);
	ck_assert_str_eq(meta_get(&r.it.meta, MF_PLOT), "New plot.");
	ck_assert_ptr_null(meta_get(&r.it.meta, MF_YEAR)); /* somebody took it out */
	ck_assert_str_eq(meta_get(&r.it.meta, MF_TITLE), "Beta");
	ck_assert_str_eq(r.it.field[MF_PLOT].source, "file");
	ck_assert(item_locked(&r.it, MF_PLOT) && item_locked(&r.it, MF_YEAR));
	store(&r);
	items_load(&r.it, ENTITY_MOVIE, 1);
	ck_assert(item_locked(&r.it, MF_YEAR) && !meta_has(&r.it.meta, MF_YEAR));
	release(&r);
	absorb(&r, FIRST); /* what came from the file follows its next edit; what was set here does not */
	ck_assert_uint_eq(r.fields, MF_BIT(MF_YEAR) | MF_BIT(MF_PLOT) | MF_BIT(MF_GENRES));
	ck_assert_uint_eq(r.conflict, 0);
	ck_assert_str_eq(meta_get(&r.it.meta, MF_TITLE), "Beta");
	ck_assert(item_locked(&r.it, MF_PLOT));
	release(&r);
}
END_TEST

START_TEST(changed_on_both_sides)
{
	struct reading r = {0};

	film();
	edit(MF_PLOT, "Mine.", true);
	edit(MF_YEAR, "1999", true); /* locked as it is */
	absorb(&r, EDITED);
	ck_assert_uint_eq(r.fields, MF_BIT(MF_GENRES));
	ck_assert_uint_eq(r.conflict, MF_BIT(MF_PLOT) | MF_BIT(MF_YEAR));
	ck_assert_str_eq(meta_get(&r.it.meta, MF_PLOT), "Mine.");
	ck_assert_str_eq(meta_get(&r.it.meta, MF_YEAR), "1999");
	release(&r);
	edit(MF_PLOT, "New plot.", true); /* both came to the same */
	absorb(&r, EDITED);
	ck_assert_uint_eq(r.conflict, MF_BIT(MF_YEAR));
	release(&r);
}
END_TEST

START_TEST(whole_rewrite)
{
	static const char rewrite[] =
		"<movie><title>Other</title><plot>Theirs.</plot><tagline>T</tagline></movie>";
	struct reading r = {0};

	film();
	absorb_as(&r, rewrite, true, 0); /* never published: the file is the library's word */
	ck_assert_uint_eq(r.fields, MF_BIT(MF_TITLE) | MF_BIT(MF_PLOT) | MF_BIT(MF_TAGLINE));
	ck_assert_str_eq(r.it.field[MF_PLOT].source, "nfo");
	ck_assert(!item_locked(&r.it, MF_PLOT) && meta_has(&r.it.meta, MF_YEAR));
	release(&r);
	engines_exec("UPDATE movies SET published_nfo_hash = 'x'");
	absorb_as(&r, rewrite, true, 0);
	ck_assert_uint_eq(r.fields, MF_BIT(MF_TAGLINE));
	ck_assert_uint_eq(r.conflict, 0);
	ck_assert_str_eq(meta_get(&r.it.meta, MF_PLOT), "Old plot.");
	release(&r);
}
END_TEST

START_TEST(a_new_item)
{
	struct nfo_seen seen = {.hash = "x"};
	struct item it = ITEM_INIT;
	struct meta m;
	uint64_t fields, conflict;

	meta_init(&m);
	must(meta_set(&m, MF_TITLE, "Alpha", &engines_err));
	seen.meta = &m;
	must(absorb_nfo(engines_db, &it, &seen, &fields, &conflict, &engines_err));
	ck_assert_uint_eq(fields, MF_BIT(MF_TITLE));
	meta_release(&m);
	item_release(&it);
}
END_TEST

START_TEST(filling)
{
	struct item it = ITEM_INIT;
	uint64_t fields = 0;
	struct meta m;

	meta_init(&m);
	must(meta_set(&m, MF_TITLE, "Name", &engines_err));
	must(meta_set(&m, MF_YEAR, "1999", &engines_err));
	must(meta_set(&m, MF_RUNTIME, "90", &engines_err));
	set(&it, MF_TITLE, "Title", SOURCE_NFO, false);
	it.field[MF_RUNTIME].locked = true;
	absorb_fill(&it, &m, SOURCE_NAME, &fields);
	ck_assert_uint_eq(fields, MF_BIT(MF_YEAR));
	ck_assert_str_eq(meta_get(&it.meta, MF_TITLE), "Title");
	ck_assert_str_eq(it.field[MF_YEAR].source, "name");
	ck_assert(!meta_has(&it.meta, MF_RUNTIME));
	must(meta_set(&m, MF_YEAR, "2001", &engines_err)); /* the folder was renamed */
	fields = MF_BIT(MF_PLOT);
	absorb_fill(&it, &m, SOURCE_NAME, &fields);
	ck_assert_uint_eq(fields, MF_BIT(MF_PLOT) | MF_BIT(MF_YEAR));
	ck_assert_str_eq(meta_get(&it.meta, MF_YEAR), "2001");
	meta_release(&m);
	item_release(&it);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {first_seen, locks_of_the_file, same_bytes, changed_on_disk,
		changed_on_both_sides, whole_rewrite, a_new_item, filling};
	Suite *s = suite_create("absorb");

	engines_add(s, "absorb", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
