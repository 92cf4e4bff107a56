/* Whose word counts when an NFO was changed: the file's, a person's here, or nobody's. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/file.h"
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
static void absorb_as(struct reading *r, const char *text, enum nfo_maker maker, uint64_t locks)
{
	struct nfo_seen seen = {.hash = r->hash, .nfo = &r->nfo};

	r->text = text;
	sha256_hex(text, strlen(text), r->hash);
	must(nfo_read(&r->nfo, text, strlen(text), &engines_err));
	r->nfo.maker = maker;
	r->nfo.item[0].locks.fields = locks;
	seen.root = &r->nfo.item[0];
	items_load(&r->it, ENTITY_MOVIE, 1);
	must(absorb_nfo(engines_db, &r->it, &seen, &r->fields, &engines_err));
	r->conflict = item_conflict(&r->it);
}

static void absorb(struct reading *r, const char *text)
{
	absorb_as(r, text, NFO_BY_UNKNOWN, 0);
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
	absorb_as(&r, FIRST, NFO_BY_UNKNOWN, MF_BIT(MF_PLOT) | MF_BIT(MF_TAGLINE));
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
	ck_assert_uint_eq(r.fields, MF_BIT(MF_GENRES) | MF_BIT(MF_PLOT) | MF_BIT(MF_YEAR));
	ck_assert_uint_eq(r.conflict, MF_BIT(MF_PLOT) | MF_BIT(MF_YEAR));
	ck_assert_str_eq(r.it.field[MF_PLOT].disk_value, "\"New plot.\"");
	ck_assert_str_eq(r.it.field[MF_YEAR].disk_value, "null");
	ck_assert_str_eq(meta_get(&r.it.meta, MF_PLOT), "Mine.");
	ck_assert_str_eq(meta_get(&r.it.meta, MF_YEAR), "1999");
	release(&r);
	edit(MF_PLOT, "New plot.", true); /* both came to the same */
	absorb(&r, EDITED);
	ck_assert_uint_eq(r.conflict, MF_BIT(MF_YEAR));
	release(&r);
}
END_TEST

/* What both say of the plot, the file changed after that in other ways, or in this one. */
START_TEST(a_conflict_stays_until_it_is_settled)
{
	struct reading r = {0};

	film();
	edit(MF_PLOT, "Mine.", true);
	absorb(&r, "<movie><title>Alpha</title><year>1999</year><plot>Theirs.</plot><genre>Drama</genre>"
		   "<uniqueid type=\"tmdb\">603</uniqueid></movie>");
	ck_assert_uint_eq(r.conflict, MF_BIT(MF_PLOT));
	store(&r); /* this version was seen */
	absorb(&r, "<movie><title>Omega</title><year>1999</year><plot>Theirs.</plot><genre>Drama</genre>"
		   "<uniqueid type=\"tmdb\">603</uniqueid></movie>");
	ck_assert_uint_eq(r.conflict, MF_BIT(MF_PLOT)); /* something else changed */
	ck_assert_str_eq(meta_get(&r.it.meta, MF_TITLE), "Omega");
	store(&r);
	absorb(&r, "<movie><title>Omega</title><year>1999</year><plot>Anew.</plot><genre>Drama</genre>"
		   "<uniqueid type=\"tmdb\">603</uniqueid></movie>");
	ck_assert_str_eq(r.it.field[MF_PLOT].disk_value, "\"Anew.\"");
	store(&r);
	items_load(&r.it, ENTITY_MOVIE, 1);
	ck_assert_str_eq(r.it.field[MF_PLOT].disk_value, "\"Anew.\"");
	ck_assert_str_eq(meta_get(&r.it.meta, MF_PLOT), "Mine.");
	release(&r);
	absorb(&r, "<movie><title>Omega</title><year>1999</year><plot>Mine.</plot><genre>Drama</genre>"
		   "<uniqueid type=\"tmdb\">603</uniqueid></movie>");
	ck_assert_uint_eq(r.conflict, 0); /* both agree */
	store(&r);
	ck_count(0, "SELECT COUNT(*) FROM field_state WHERE disk_value IS NOT NULL");
}
END_TEST

START_TEST(a_file_that_is_gone_is_in_no_conflict)
{
	struct reading r = {0};

	film();
	edit(MF_PLOT, "Mine.", true);
	absorb(&r, EDITED);
	ck_assert_uint_eq(r.conflict, MF_BIT(MF_PLOT));
	absorb_no_nfo(&r.it, &r.fields);
	ck_assert_uint_eq(item_conflict(&r.it), 0);
	ck_assert(r.fields & MF_BIT(MF_PLOT));
	release(&r);
}
END_TEST

static struct item pinned_film(void)
{
	struct item it;

	items_load(&it, ENTITY_MOVIE, 1);
	pins_add(&it.field[MF_GENRES].pins, MF_GENRES, "Kids");
	pins_bar(&it.field[MF_GENRES].pins, MF_GENRES, "Horror");
	pins_apply(&it.field[MF_GENRES].pins, &it.meta, MF_GENRES);
	return it;
}

START_TEST(values_that_are_locked_are_no_difference)
{
	struct reading r = {0};
	struct item it;

	film();
	it = pinned_film();
	ck_assert_int_eq(items_save(&it, MF_BIT(MF_GENRES), false, true), 1);
	item_release(&it);
	absorb(&r, "<movie><title>Alpha</title><year>1999</year><plot>Old plot.</plot><genre>War</genre>"
		   "<genre>Horror</genre><uniqueid type=\"tmdb\">603</uniqueid></movie>");
	ck_assert_uint_eq(r.conflict, 0);
	ck_assert_uint_eq(meta_names(&r.it.meta, MF_GENRES)->n, 2);
	ck_assert_str_eq(meta_names(&r.it.meta, MF_GENRES)->item[0], "War");
	ck_assert_str_eq(meta_names(&r.it.meta, MF_GENRES)->item[1], "Kids");
	release(&r);
}
END_TEST

START_TEST(a_program_that_forgets_locks_takes_none_away)
{
	static const char forgot[] =
		"<movie>\n  <title>Alpha</title>\n  <year>1999</year>\n  <plot>Old plot.</plot>\n  "
		"<genre>Drama</genre>\n  <uniqueid type=\"tmdb\">603</uniqueid>\n  <x/>\n</movie>\n";
	static const char locks[] =
		"<movie>\n  <title>Alpha</title>\n  <year>1999</year>\n  <plot>Old plot.</plot>\n  "
		"<genre>Drama</genre>\n  <uniqueid type=\"tmdb\">603</uniqueid>\n  "
		"<lockedfields>Overview</lockedfields>\n</movie>\n";
	struct reading r = {0};

	items_new(items_library("films", "/f"), "/f", "A");
	absorb_as(&r, locks, NFO_BY_JELLYFIN, MF_BIT(MF_PLOT));
	store(&r);
	absorb_as(&r, forgot, NFO_BY_JELLYFIN, 0);
	ck_assert(item_locked(&r.it, MF_PLOT));
	release(&r);
	absorb_as(&r, forgot, NFO_BY_UNKNOWN, 0); /* by hand */
	ck_assert(!item_locked(&r.it, MF_PLOT));
	release(&r);
}
END_TEST

/* What Radarr and Sonarr write they have from a provider; what was said before is not theirs. */
START_TEST(who_wrote_it_is_the_source)
{
	static const char theirs[] = "<movie><title>Alpha</title><plot>Theirs.</plot><year>1999</year>"
				     "<tagline>T</tagline><outline>O</outline></movie>";
	struct reading r = {0};

	items_new(items_library("films", "/f"), "/f", "A");
	absorb_as(&r, "<movie><title>Alpha</title></movie>", NFO_BY_SONARR, 0);
	ck_assert_str_eq(r.it.field[MF_TITLE].source, "sonarr");
	release(&r);
	absorb(&r, FIRST);
	store(&r);
	absorb_as(&r, theirs, NFO_BY_RADARR, 0);
	ck_assert_str_eq(r.it.field[MF_TITLE].source, "nfo");
	ck_assert_str_eq(r.it.field[MF_PLOT].source, "radarr");
	release(&r);
}
END_TEST

START_TEST(whole_rewrite)
{
	static const char rewrite[] =
		"<movie><title>Other</title><plot>Theirs.</plot><tagline>T</tagline></movie>";
	struct reading r = {0};

	film();
	absorb_as(&r, rewrite, NFO_BY_RADARR, 0); /* never published: the file is the library's word */
	ck_assert_uint_eq(r.fields, MF_BIT(MF_TITLE) | MF_BIT(MF_PLOT) | MF_BIT(MF_TAGLINE));
	ck_assert_str_eq(r.it.field[MF_PLOT].source, "radarr");
	ck_assert(!item_locked(&r.it, MF_PLOT) && meta_has(&r.it.meta, MF_YEAR));
	release(&r);
	engines_exec("UPDATE movies SET published_nfo_hash = 'x'");
	absorb_as(&r, rewrite, NFO_BY_RADARR, 0);
	ck_assert_uint_eq(r.fields, MF_BIT(MF_TAGLINE));
	ck_assert_uint_eq(r.conflict, 0);
	ck_assert_str_eq(meta_get(&r.it.meta, MF_PLOT), "Old plot.");
	release(&r);
}
END_TEST

START_TEST(a_new_item)
{
	struct nfo nfo = NFO_INIT;
	struct nfo_seen seen = {.hash = "x", .nfo = &nfo};
	struct item it = ITEM_INIT;
	uint64_t fields;

	must(nfo_read(&nfo, "<movie><title>Alpha</title></movie>", 35, &engines_err));
	seen.root = &nfo.item[0];
	must(absorb_nfo(engines_db, &it, &seen, &fields, &engines_err));
	ck_assert_uint_eq(fields, MF_BIT(MF_TITLE));
	nfo_release(&nfo);
	item_release(&it);
}
END_TEST

/* What the database gives back of an NFO is what was read from it: only then nothing differs later. */
static void round_trip(const char *text, size_t len, const char *name)
{
	struct strbuf x = STRBUF_INIT, y = STRBUF_INIT;
	struct nfo nfo = NFO_INIT;
	struct nfo_seen seen = {.hash = "x", .nfo = &nfo};
	uint64_t fields;
	struct item it, got;
	int f;

	must(nfo_read(&nfo, text, len, &engines_err));
	seen.root = &nfo.item[0];
	engines_exec("DELETE FROM movies");
	items_film(&it, engines_int("SELECT MIN(id) FROM libraries"), "/f", "A");
	meta_clear_field(&it.meta, MF_TITLE);
	it.field[MF_TITLE].source[0] = '\0';
	must(absorb_nfo(engines_db, &it, &seen, &fields, &engines_err));
	ck_assert_int_eq(items_save(&it, fields, false, true), 1);
	items_load(&got, ENTITY_MOVIE, it.id);
	for (f = 0; f < MF_COUNT; f++) {
		strbuf_clear(&x);
		strbuf_clear(&y);
		meta_field_json(&nfo.item[0].meta, f, &x);
		meta_field_json(&got.meta, f, &y);
		ck_assert_msg(
			!strcmp(x.buf, y.buf), "%s: %s: %s and %s", name, meta_field_name(f), x.buf, y.buf);
	}
	ck_assert_int_eq(items_save(&got, ALL_FIELDS, false, true), 0);
	item_release(&it);
	item_release(&got);
	nfo_release(&nfo);
	strbuf_release(&x);
	strbuf_release(&y);
}

START_TEST(comes_back)
{
	static const char rich[] =
		"<movie><title>A</title><originaltitle>B</originaltitle><sorttitle>C</sorttitle><year>1999</"
		"year>"
		"<ratings><rating name=\"imdb\" max=\"10\" "
		"default=\"true\"><value>7.123456</value><votes>1000000</votes>"
		"</rating><rating name=\"x\" "
		"max=\"5\"><value>3</value></rating></ratings><userrating>8</userrating>"
		"<top250>3</top250><outline>O</outline><plot>P\n\nQ</plot><tagline>T</tagline><runtime>99</"
		"runtime>"
		"<mpaa>DE:FSK 12</mpaa><uniqueid type=\"imdb\">tt0000001</uniqueid>"
		"<uniqueid type=\"tmdb\" "
		"default=\"true\">007</uniqueid><genre>G1</genre><genre>G2</genre><country>X</country>"
		"<set><name>S</name><overview>SO</overview></set><tag>t2</tag><tag>t1</tag><credits>W</"
		"credits>"
		"<director>D</director><premiered>1999-01-02</premiered><studio>U</studio><trailer>plugin://"
		"v</trailer>"
		"<status>odd for a film</status><season>1</season><aired>2001-01-01</aired>"
		"<actor><name>N</name><role>R</role><order>5</order><thumb>http://t</thumb></actor>"
		"<actor><name>N</name><role>R2</role></actor><playcount>2</playcount><code>c</code></movie>";

	items_library("films", "/f");
	round_trip(rich, sizeof(rich) - 1, "rich");
}
END_TEST

/* The same of recorded files, when they are there. */
START_TEST(recorded_come_back)
{
	static const char *const kinds[] = {"movie", "broken", "url", "scene"};
	const char *root = getenv("METARR_FIXTURES");
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	size_t i, k;
	glob_t found;

	if (!root) {
		puts("skip: METARR_FIXTURES is not set");
		return;
	}
	items_library("films", "/f");
	for (k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		strbuf_clear(&path);
		strbuf_addf(&path, "%s/nfo/%s/*", root, kinds[k]);
		ck_assert_int_eq(glob(path.buf, 0, NULL, &found), 0);
		for (i = 0; i < found.gl_pathc; i++) {
			strbuf_clear(&text);
			must(file_read(found.gl_pathv[i], NFO_MAX_SIZE, &text, &engines_err));
			round_trip(text.buf, text.len, found.gl_pathv[i]);
		}
		globfree(&found);
	}
	strbuf_release(&path);
	strbuf_release(&text);
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
		changed_on_both_sides, a_conflict_stays_until_it_is_settled,
		a_file_that_is_gone_is_in_no_conflict, values_that_are_locked_are_no_difference,
		a_program_that_forgets_locks_takes_none_away, who_wrote_it_is_the_source, whole_rewrite,
		a_new_item, comes_back, recorded_come_back, filling};
	Suite *s = suite_create("absorb");

	engines_add(s, "absorb", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
