/* Local candidates follow what a scan finds, and never a person's choice; references are counted. */
#include <stdlib.h>
#include <string.h>

#include "harness/items.h"
#include "store/candidate.h"

#define HASH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HASH_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static int64_t film(void)
{
	return items_new(items_library("films", "/f"), "/f", "A");
}

struct found {
	int64_t id;
	const struct local_picture *pictures;
	size_t n;
	bool changed;
};

static int set_local(struct db *db, void *ctx, struct error *err)
{
	struct found *f = ctx;

	return candidates_set_local(db, ENTITY_MOVIE, f->id, f->pictures, f->n, &f->changed, err);
}

/* What a scan finds; whether a row was written. */
static bool find(int64_t id, const struct local_picture *pictures, size_t n)
{
	struct found f = {id, pictures, n, false};

	items_write(set_local, &f);
	return f.changed;
}

static struct local_picture picture(const char *type, const char *path, bool selected)
{
	return (struct local_picture){.asset_type = (char *)type, .path = (char *)path, .selected = selected};
}

struct given {
	int64_t candidate_id;
	const char *hash;
};

static int give(struct db *db, void *ctx, struct error *err)
{
	const struct given *g = ctx;
	struct cache_object o = {.content_hash = (char *)g->hash,
		.file_path = (char *)"assets/aa/x.jpg",
		.mime_type = (char *)"image/jpeg",
		.asset_type = (char *)"poster",
		.file_size = 10,
		.width = 1000,
		.height = 1500,
		.has_alpha = -1};

	return cache_object_add(db, &o, err) || candidate_set_object(db, g->candidate_id, &o, err) ? -1 : 0;
}

/* Pass two of a scan for one candidate. */
static void hash(int64_t candidate_id, const char *content)
{
	struct given g = {candidate_id, content};

	items_write(give, &g);
}

static void load(int64_t id, struct candidate_list *list)
{
	*list = (struct candidate_list){0};
	must(candidates_of(engines_db, ENTITY_MOVIE, id, list, &engines_err));
}

START_TEST(found_and_found_again)
{
	const struct local_picture p[] = {picture("poster", "/f/A/poster.jpg", true),
		picture("fanart", "/f/A/fanart.jpg", true), picture("fanart", "/f/A/fanart1.jpg", true),
		picture("poster", "/f/A/folder.jpg", false)};
	int64_t id = film();
	struct candidate_list list;

	ck_assert(find(id, p, 4));
	ck_assert(!find(id, p, 4));
	load(id, &list);
	ck_assert_int_eq(list.n, 4);
	ck_assert_str_eq(list.item[1].local_path, "/f/A/fanart1.jpg");
	ck_assert_str_eq(list.item[2].local_path, "/f/A/folder.jpg");
	ck_assert(!list.item[2].is_selected && !list.item[2].selected_by);
	ck_assert(list.item[3].is_selected && !list.item[3].is_downloaded);
	ck_assert_str_eq(list.item[3].selected_by, "local");
	ck_assert_str_eq(list.item[3].provider, "local");
	ck_assert(list.item[3].auto_score < 0);
	candidate_list_release(&list);
}
END_TEST

START_TEST(facts_come_later)
{
	struct local_picture p = picture("poster", "/f/A/poster.jpg", true);
	int64_t id = film();
	struct candidate_list list;

	find(id, &p, 1);
	p.width = 20;
	p.height = 30;
	p.mime_type = (char *)"image/png";
	ck_assert(find(id, &p, 1));
	ck_assert(!find(id, &p, 1));
	load(id, &list);
	ck_assert(list.n == 1 && list.item[0].width == 20 && list.item[0].height == 30);
	ck_assert_str_eq(list.item[0].mime_type, "image/png");
	candidate_list_release(&list);
}
END_TEST

START_TEST(hashing)
{
	struct local_picture p = picture("poster", "/f/A/poster.jpg", true);
	int64_t id = film(), other = items_library("other", "/o");
	struct candidate_list list = {0};

	find(id, &p, 1);
	engines_exec(
		"INSERT INTO scan_files (library_id, folder, name, size, mtime_ns, entity_type, entity_id) "
		"VALUES (1, 'A', 'poster.jpg', 1, 1, 'movie', 1), (1, 'A', 'ster.jpg', 1, 1, 'movie', 1)");
	must(candidates_unhashed(engines_db, other, 0, 10, &list, &engines_err));
	ck_assert_int_eq(list.n, 0);
	must(candidates_unhashed(engines_db, 1, 0, 10, &list, &engines_err));
	ck_assert_int_eq(list.n, 1);
	hash(list.item[0].id, HASH_A);
	candidate_list_release(&list);
	must(candidates_unhashed(engines_db, 0, 0, 10, &list, &engines_err));
	ck_assert_int_eq(list.n, 0);
	load(id, &list);
	ck_assert_str_eq(list.item[0].content_hash, HASH_A);
	ck_assert_str_eq(list.item[0].cache_path, "assets/aa/x.jpg");
	ck_assert(list.item[0].is_downloaded && list.item[0].width == 1000);
	candidate_list_release(&list);
	ck_count(1, "SELECT reference_count FROM cache_inventory");
	ck_count(1, "SELECT COUNT(*) FROM scan_files WHERE content_hash = '" HASH_A "'");
	hash(99, HASH_B); /* went meanwhile */
	ck_count(0, "SELECT reference_count FROM cache_inventory WHERE content_hash = '" HASH_B "'");
}
END_TEST

START_TEST(changed_on_disk)
{
	struct local_picture p = picture("poster", "/f/A/poster.jpg", true);
	int64_t id = film();
	struct candidate_list list;

	find(id, &p, 1);
	hash(1, HASH_A);
	p.changed = true;
	ck_assert(find(id, &p, 1));
	load(id, &list);
	ck_assert_int_eq(list.n, 2);
	ck_assert(!list.item[0].is_selected && list.item[1].is_selected && !list.item[1].content_hash);
	candidate_list_release(&list);
	find(id, &p, 1); /* a scan that died before pass two finds it changed again */
	ck_count(2, "SELECT COUNT(*) FROM asset_candidates");
	hash(2, HASH_B);
	p.changed = false;
	ck_assert(!find(id, &p, 1));
	ck_count(2, "SELECT COUNT(*) FROM cache_inventory WHERE reference_count = 1");
}
END_TEST

/* Only its time was changed: the row with the same bytes stays the one. */
START_TEST(only_touched)
{
	struct local_picture p = picture("poster", "/f/A/poster.jpg", true);
	int64_t id = film();

	find(id, &p, 1);
	hash(1, HASH_A);
	p.changed = true;
	find(id, &p, 1);
	hash(2, HASH_A);
	ck_count(1, "SELECT COUNT(*) FROM asset_candidates");
	ck_count(1, "SELECT id FROM asset_candidates WHERE is_selected = 1 AND selected_by = 'local'");
	ck_count(1, "SELECT reference_count FROM cache_inventory");
}
END_TEST

START_TEST(gone_from_disk)
{
	const struct local_picture p[] = {picture("poster", "/f/A/poster.jpg", true),
		picture("banner", "/f/A/banner.jpg", true), picture("poster", "/f/A/folder.jpg", true)};
	int64_t id = film();

	find(id, p, 2);
	hash(1, HASH_A);
	ck_assert(find(id, NULL, 0));
	ck_count(1, "SELECT COUNT(*) FROM asset_candidates"); /* the banner's bytes were nowhere */
	ck_count(1, "SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1");
	ck_assert(!find(id, NULL, 0));
	ck_assert(find(id, &p[2], 1)); /* another poster takes its place */
	ck_count(1, "SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1 "
		    "AND local_path = '/f/A/folder.jpg'");
	ck_count(1, "SELECT reference_count FROM cache_inventory");
}
END_TEST

START_TEST(by_hand)
{
	struct local_picture p[] = {
		picture("poster", "/f/A/poster.jpg", true), picture("poster", "/f/A/folder.jpg", false)};
	int64_t id = film();

	find(id, p, 2);
	engines_exec(
		"UPDATE asset_candidates SET is_selected = CASE WHEN local_path = '/f/A/folder.jpg' "
		"THEN 1 ELSE 0 END, selected_by = CASE WHEN local_path = '/f/A/folder.jpg' THEN 'ann' END");
	ck_assert(!find(id, p, 2));
	hash(2, HASH_A);
	p[1].changed = true; /* a person's choice outlives the file */
	find(id, p, 2);
	ck_count(2, "SELECT id FROM asset_candidates WHERE is_selected = 1");
	engines_exec("UPDATE asset_candidates SET is_selected = 0, selected_by = NULL, is_rejected = 1");
	p[1].changed = false;
	ck_assert(!find(id, p, 2));
	ck_count(0, "SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1");
}
END_TEST

/* What Metarr published is no candidate again, until somebody replaces it. */
START_TEST(published_here)
{
	struct local_picture p = picture("poster", "/f/A/poster.jpg", true);
	int64_t id = film();

	find(id, &p, 1);
	hash(1, HASH_A);
	engines_exec("UPDATE asset_candidates SET is_selected = 0, selected_by = NULL");
	engines_exec(
		"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, provider_url, "
		"is_selected, selected_by, content_hash, created_at) VALUES ('movie', 1, 'poster', 'tmdb', "
		"'http://p', 1, 'auto', '" HASH_B "', '')");
	engines_exec("INSERT INTO published_files (path, entity_type, entity_id, kind, hash) VALUES "
		     "('/f/A/poster.jpg', 'movie', 1, 'artwork', '" HASH_B "')");
	ck_assert(!find(id, &p, 1));
	p.changed = true;
	ck_assert(find(id, &p, 1));
	ck_count(3, "SELECT id FROM asset_candidates WHERE is_selected = 1 AND selected_by = 'file'");
	p.changed = false;
	hash(3, HASH_A); /* it is the picture that was there at first */
	engines_exec("UPDATE published_files SET hash = '" HASH_A "'");
	ck_assert(!find(id, &p, 1));
	ck_count(1, "SELECT id FROM asset_candidates WHERE is_selected = 1 AND selected_by = 'file'");
}
END_TEST

static int set_phash(struct db *db, void *ctx, struct error *err)
{
	return cache_set_phash(db, 1, ctx, err);
}

START_TEST(perceptual_hashes)
{
	struct local_picture p = picture("poster", "/f/A/poster.jpg", true);
	struct candidate_list list;
	struct cache_object o = {0};
	struct phash_work *work = NULL;
	int64_t id = film();
	size_t n = 0;

	find(id, &p, 1);
	hash(1, HASH_A);
	must(cache_phash_open(engines_db, 0, 10, &work, &n, &engines_err));
	ck_assert(n == 1 && work[0].id == 1);
	ck_assert_str_eq(work[0].file_path, "assets/aa/x.jpg");
	phash_work_free(work, n);
	items_write(set_phash, (void *)"0123456789abcdef");
	load(id, &list);
	ck_assert_str_eq(list.item[0].perceptual_hash, "0123456789abcdef");
	candidate_list_release(&list);
	must(cache_phash_open(engines_db, 0, 10, &work, &n, &engines_err));
	ck_assert_int_eq(n, 0);
	phash_work_free(work, n);
	p.path = (char *)"/f/A/folder.jpg"; /* the same bytes once more: nothing is left to do */
	find(id, &p, 1);
	hash(2, HASH_A);
	load(id, &list);
	ck_assert_str_eq(list.item[0].perceptual_hash, "0123456789abcdef");
	candidate_list_release(&list);
	ck_assert_int_eq(cache_object_get(engines_db, HASH_A, &o, &engines_err), 1);
	ck_assert(o.phash_done && o.has_alpha == -1 && o.file_size == 10 && o.width == 1000);
	cache_object_release(&o);
	items_write(set_phash, NULL);
	ck_count(1, "SELECT COUNT(*) FROM cache_inventory WHERE phash_done = 1 AND perceptual_hash IS NULL");
	ck_assert_int_eq(cache_object_get(engines_db, HASH_B, &o, &engines_err), 0);
}
END_TEST

static int64_t number(const char *sql)
{
	return engines_int(sql);
}

/* A poster that Metarr published at /f/A/poster.jpg, chosen as 'by' says. */
static int64_t published_poster(const char *by)
{
	int64_t id = film();
	struct strbuf sql = STRBUF_INIT;

	strbuf_addf(&sql,
		"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, content_hash, "
		"is_downloaded, is_selected, selected_by, created_at) VALUES ('movie', 1, 'poster', 'tmdb', "
		"'" HASH_A
		"', 1, 1, '%s', ''); INSERT INTO published_files (path, entity_type, entity_id, kind, "
		"asset_type, hash) VALUES ('/f/A/poster.jpg', 'movie', 1, 'artwork', 'poster', '" HASH_A "')",
		by);
	engines_exec(sql.buf);
	strbuf_release(&sql);
	return id;
}

/* Somebody writes another one over it. */
static void replaced(int64_t id)
{
	struct local_picture p = picture("poster", "/f/A/poster.jpg", true);

	p.changed = true;
	ck_assert(find(id, &p, 1));
	p.changed = false;
	ck_assert(!find(id, &p, 1)); /* and it stays so */
}

START_TEST(a_replaced_picture_is_chosen)
{
	replaced(published_poster("auto"));
	ck_assert_int_eq(number("SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1"), 1);
	ck_assert_int_eq(number("SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1 AND "
				"selected_by = 'file' AND provider = 'local'"),
		1);
}
END_TEST

START_TEST(and_replaced_again)
{
	int64_t id = published_poster("auto");

	replaced(id);
	engines_exec("UPDATE asset_candidates SET content_hash = '" HASH_B "', is_downloaded = 1 "
		     "WHERE provider = 'local'");
	replaced(id);
	ck_assert_int_eq(number("SELECT COUNT(*) FROM asset_candidates WHERE provider = 'local'"), 2);
	ck_assert_int_eq(number("SELECT MAX(id) FROM asset_candidates"),
		number("SELECT id FROM asset_candidates WHERE is_selected = 1"));
}
END_TEST

START_TEST(a_choice_in_metarr_is_not_replaced)
{
	struct candidate_list list = {0};
	int64_t id = published_poster("edit");

	replaced(id);
	ck_assert_int_eq(number("SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1 AND "
				"provider = 'tmdb'"),
		1);
	must(candidates_of(engines_db, ENTITY_MOVIE, id, &list, &engines_err));
	ck_assert_uint_eq(list.n, 2);
	ck_assert(candidate_undecided(&list.item[0]) != candidate_undecided(&list.item[1]));
	candidate_list_release(&list);
}
END_TEST

START_TEST(a_kind_that_is_locked_stays)
{
	int64_t id = published_poster("auto");
	const struct local_picture other = picture("poster", "/f/A/folder.jpg", true);

	engines_exec("INSERT INTO field_state (entity_type, entity_id, field, source, locked) VALUES "
		     "('movie', 1, 'poster', 'edit', 1), ('movie', 1, 'fanart', 'edit', 1)");
	replaced(id);
	find(id, &other, 1);
	ck_assert_int_eq(number("SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1 AND "
				"provider = 'tmdb' AND selected_by = 'auto'"),
		1);
	find(id, (const struct local_picture[]){picture("fanart", "/f/A/fanart.jpg", true)}, 1);
	ck_assert_int_eq(number("SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1"), 1);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {found_and_found_again, facts_come_later, hashing, changed_on_disk,
		only_touched, gone_from_disk, by_hand, published_here, perceptual_hashes,
		a_replaced_picture_is_chosen, and_replaced_again, a_choice_in_metarr_is_not_replaced,
		a_kind_that_is_locked_stays};
	Suite *s = suite_create("candidate");

	engines_add(s, "candidate", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
