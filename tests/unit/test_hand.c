/*
 * What people and rules do to pictures, in random order, on both engines: whatever came before, references
 * are counted as they are, a kind with one picture has one, what is rejected is not shown, all that a person
 * did can be taken back, and what is selected, published or displaced outlives a collection of the cache.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "asset/hand.h"
#include "core/path.h"
#include "core/sha256.h"
#include "harness/items.h"
#include "harness/nginx.h"
#include "harness/pictures.h"
#include "harness/shelf.h"
#include "store/inventory.h"
#include "store/revert.h"

#define PICTURES 6
#define STEPS 150

static struct session session;
static struct selector selector;
static struct strbuf image_program = STRBUF_INIT;
static struct download_settings settings = {.retry_ms = 10, .idle_s = 2};
static int64_t film, last_batch;
static char url[PICTURES][100];

static void file_name(struct strbuf *out, int n)
{
	strbuf_addf(out, "%s/nginx/www/%d.jpg", engines_dir(), n);
}

static void start(void)
{
	struct strbuf bytes = STRBUF_INIT;
	int i;

	shelf_make(LIBRARY_MOVIES, "A");
	film = shelf_film("A", NULL, NULL);
	nginx_start(engines_dir(), "default_type image/jpeg;", false);
	for (i = 0; i < PICTURES; i++) {
		struct strbuf path = STRBUF_INIT;
		FILE *f;

		picture_jpeg(&bytes, (unsigned)i + 1, 60, 90, (struct picture_jpeg){0});
		file_name(&path, i);
		f = fopen(path.buf, "w");
		ck_assert_ptr_nonnull(f);
		ck_assert_uint_eq(fwrite(bytes.buf, 1, bytes.len, f), bytes.len);
		ck_assert_int_eq(fclose(f), 0);
		snprintf(url[i], sizeof(url[i]), "%s/%d.jpg", nginx_url(""), i);
		strbuf_release(&path);
	}
	strbuf_release(&bytes);
	session = (struct session){.db = engines_db, .cache = STRBUF_INIT, .conf = CONF_INIT};
	path_join(&session.cache, engines_dir(), "cache");
	must(conf_set(&session.conf, CONF_TMDB_IMAGE_URL, nginx_url(""), "test", &engines_err));
	strbuf_clear(&image_program);
	path_join(&image_program, getenv("METARR_TEST_BUILD"), "bin/metarr-image");
	settings.image = image_program.buf;
	selector_init(&selector, &session, false);
	selector.settings = &settings;
}

static void stop(void)
{
	selector_release(&selector);
	conf_release(&session.conf);
	strbuf_release(&session.cache);
	nginx_stop();
}

static unsigned below(unsigned n)
{
	return (unsigned)random() % n;
}

/* ---- what happens ---------------------------------------------------------------------------------------
 */

/* A provider offers some of the pictures, with votes as they are now. */
static int offer(struct db *db, void *ctx, struct error *err)
{
	struct remote_picture p[2 * PICTURES];
	const unsigned *seed = ctx;
	bool changed;
	size_t n = 0;
	int i;

	for (i = 0; i < 2 * PICTURES; i++)
		if ((*seed >> i & 3) != 0)
			p[n++] = (struct remote_picture){.asset_type = i < PICTURES ? "poster" : "fanart",
				.url = url[i % PICTURES],
				.width = 60,
				.height = 90,
				.vote_count = 1 + (int)(*seed >> i & 7),
				.vote_average = (int)(*seed >> (i + 3) & 7)};
	return candidates_set_remote(db, ENTITY_MOVIE, film, "tmdb", p, n, &changed, err);
}

static void choose(void)
{
	struct selection x = SELECTION_INIT;

	x.type = ENTITY_MOVIE;
	x.id = film;
	must(select_items(&selector, &x, 1, &engines_err));
	ck_assert_msg(x.error.code == ERR_NONE, "%s", x.error.msg.buf);
	selection_release(&x);
	ck_count(0, "SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1 AND is_downloaded = 0");
}

static int64_t any_candidate(void)
{
	int64_t n = engines_int("SELECT COUNT(*) FROM asset_candidates"), skip = n ? below((unsigned)n) : 0;
	struct candidate_list all = {0};
	int64_t id;

	must(candidates_of(engines_db, ENTITY_MOVIE, film, &all, &engines_err));
	id = all.n ? all.item[skip].id : 0;
	candidate_list_release(&all);
	return id;
}

/* A person's word, which may be refused. */
static void say(unsigned word)
{
	struct hand h = {.selector = &selector, .by = "ann", .job = {.error = ERROR_INIT}};
	struct strbuf path = STRBUF_INIT;
	int64_t id = any_candidate();
	int rc = 0;

	error_clear(&engines_err);
	if (word == 0)
		rc = hand_choose(&h, id, &engines_err);
	else if (word == 1)
		rc = hand_reject(&h, id, "why not", below(2), &engines_err);
	else if (word == 2)
		rc = hand_unreject(&h, id, &engines_err);
	else {
		file_name(&path, (int)below(PICTURES));
		rc = hand_upload(
			&h, ENTITY_MOVIE, film, below(2) ? "poster" : "banner", path.buf, &engines_err);
	}
	ck_assert_msg(!rc || engines_err.code == ERR_BAD_VALUE || (!id && engines_err.code == ERR_NOT_FOUND),
		"%s", engines_err.msg.buf);
	if (!rc && h.batch)
		last_batch = h.batch;
	edit_job_release(&h.job);
	strbuf_release(&path);
}

static void unlock(void)
{
	struct edit e = {.unlock_all = true};
	struct edit_job job = {.type = ENTITY_MOVIE, .id = film, .edit = &e, .error = ERROR_INIT};
	int64_t batch = 0;

	must(edit_items(engines_db, &job, 1, "ann", false, &batch, &engines_err));
	edit_job_release(&job);
	last_batch = batch ? batch : last_batch;
}

static int nothing(const struct edit_job *job, void *ctx, struct error *err)
{
	(void)job;
	(void)ctx;
	(void)err;
	return 0;
}

static void undo(void)
{
	struct revert_run run = {.number = last_batch, .by = "ann"};

	if (last_batch)
		must(revert_batch_run(engines_db, &run, nothing, NULL, &engines_err));
	last_batch = run.batch ? run.batch : last_batch;
}

/* What is not published goes. */
static void discard(void)
{
	const struct revert_to to = {.version = REVERT_PUBLISHED};
	struct edit_job job = {
		.type = ENTITY_MOVIE, .id = film, .means = &revert_to_means, .ctx = &to, .error = ERROR_INIT};
	int64_t batch = 0;

	if (!engines_int("SELECT COUNT(*) FROM movies WHERE last_published_at IS NOT NULL"))
		return;
	must(edit_items(engines_db, &job, 1, "ann", false, &batch, &engines_err));
	ck_assert_msg(job.error.code == ERR_NONE, "%s", job.error.msg.buf);
	edit_job_release(&job);
	last_batch = batch ? batch : last_batch;
}

static void publish(void)
{
	struct publish_report report = {0};

	must(publish_item(&shelf_pub, ENTITY_MOVIE, film, &report, &engines_err));
	publish_report_release(&report);
	ck_count(0, "SELECT COUNT(*) FROM publish_journal");
}

static int drop_stray(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	struct cache_object object = {0};
	char hash[SHA256_HEX_SIZE];

	(void)st;
	snprintf(hash, sizeof(hash), "%s", path + ftw->base);
	if (flag == FTW_F && sha256_is_hex(hash) &&
		!cache_object_get(engines_db, hash, &object, &engines_err))
		ck_assert_int_eq(unlink(path), 0);
	cache_object_release(&object);
	return 0;
}

static int is_there(const struct cache_object *o, void *ctx, struct error *err)
{
	struct strbuf path = STRBUF_INIT;

	(void)ctx;
	(void)err;
	path_join(&path, session.cache.buf, o->file_path);
	ck_assert_msg(access(path.buf, R_OK) == 0, "%s is gone", path.buf);
	strbuf_release(&path);
	return 0;
}

/* The cache is collected without any grace. */
static void collect(void)
{
	engines_exec("DELETE FROM cache_inventory WHERE reference_count = 0");
	nftw(session.cache.buf, drop_stray, 8, FTW_PHYS);
	must(inventory_each(engines_db, is_there, NULL, &engines_err));
	ck_count(0, "SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1 AND is_downloaded = 0");
	ck_count(0, "SELECT COUNT(*) FROM published_files WHERE kind = 'artwork' AND hash NOT IN "
		    "(SELECT content_hash FROM cache_inventory)");
	ck_count(0, "SELECT COUNT(*) FROM displaced_files WHERE kind = 'cache' AND hash NOT IN "
		    "(SELECT content_hash FROM cache_inventory)");
}

/* ---- what holds -----------------------------------------------------------------------------------------
 */

static void all_is_well(void)
{
	items_recount();
	ck_count(0, "SELECT COUNT(*) FROM (SELECT asset_type FROM asset_candidates WHERE is_selected = 1 AND "
		    "asset_type <> 'fanart' GROUP BY asset_type HAVING COUNT(*) > 1) AS t");
	ck_count(0, "SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1 AND is_rejected = 1");
	ck_count(0,
		"SELECT COUNT(*) FROM asset_candidates WHERE (is_selected = 1) <> (selected_at IS NOT NULL)");
	ck_count(0, "SELECT COUNT(*) FROM asset_candidates WHERE is_downloaded = 1 AND content_hash IS NULL");
}

START_TEST(at_random)
{
	unsigned seed, i;

	start();
	srandom(42);
	for (i = 0; i < STEPS; i++) {
		unsigned what = below(14);

		seed = (unsigned)random();
		if (i == 0 || what < 2)
			items_write(offer, &seed);
		else if (what < 5)
			choose();
		else if (what < 8)
			say(below(4));
		else if (what == 8)
			undo();
		else if (what == 9)
			unlock();
		else if (what == 10)
			discard();
		else if (what < 13)
			publish();
		else
			collect();
		all_is_well();
	}
	stop();
}
END_TEST

/* What the rules choose does not depend on the order in which candidates came. */
START_TEST(in_any_order)
{
	int i, k, order[PICTURES];
	char *first = NULL, *now;

	start();
	for (i = 0; i < 5; i++) {
		engines_exec("DELETE FROM asset_candidates");
		for (k = 0; k < PICTURES; k++)
			order[k] = (k * 5 + i) % PICTURES; /* 5 and 6 have nothing in common */
		for (k = 0; k < PICTURES; k++) {
			struct strbuf sql = STRBUF_INIT;

			strbuf_addf(&sql,
				"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, "
				"provider_url, width, height, created_at) VALUES ('movie', %lld, 'fanart', "
				"'tmdb', "
				"'%s', 60, 90, '')",
				(long long)film, url[order[k]]);
			engines_exec(sql.buf);
			strbuf_release(&sql);
		}
		choose();
		now = engines_text(
			"SELECT MIN(provider_url) || ' ' || MAX(provider_url) || ' ' || COUNT(*) FROM "
			"asset_candidates WHERE is_selected = 1");
		if (first)
			ck_assert_str_eq(now, first);
		free(first);
		first = now;
	}
	free(first);
	stop();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {at_random, in_any_order};
	Suite *s = suite_create("hand");

	engines_add(s, "hand", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
