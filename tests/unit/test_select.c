/*
 * Items of a library chosen for, on both engines, with pictures from a server: what is selected, what is
 * fetched for it and what not, what becomes of the rows, and of the item.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asset/select.h"
#include "core/path.h"
#include "harness/items.h"
#include "harness/nginx.h"
#include "harness/pictures.h"

static struct session session;
static struct selector selector;
static struct selection chosen;
static struct strbuf image_program = STRBUF_INIT;
static struct download_settings settings = {.retry_ms = 10, .idle_s = 2};
static int64_t library, film;

static void start(void)
{
	library = items_library("films", "/f");
	film = items_new(library, "/f", "A");
	nginx_start(engines_dir(), "default_type image/jpeg;", false);
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
	selection_release(&chosen);
	chosen = (struct selection)SELECTION_INIT;
	selector_release(&selector);
	conf_release(&session.conf);
	strbuf_release(&session.cache);
	nginx_stop();
}

/* Serves a picture; its URL lives until the next call but fifteen. */
static const char *put(const char *name, const struct strbuf *bytes)
{
	static char url[16][200];
	static unsigned n;
	struct strbuf path = STRBUF_INIT;
	FILE *f;

	strbuf_addf(&path, "%s/nginx/www/%s", engines_dir(), name);
	f = fopen(path.buf, "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes->buf, 1, bytes->len, f), bytes->len);
	ck_assert_int_eq(fclose(f), 0);
	strbuf_release(&path);
	snprintf(url[++n % 16], sizeof(url[0]), "%s/%s", nginx_url(""), name);
	return url[n % 16];
}

static const char *put_jpeg(const char *name, unsigned seed, int width)
{
	struct strbuf bytes = STRBUF_INIT;
	const char *url;

	picture_jpeg(&bytes, seed, width, width * 3 / 2, (struct picture_jpeg){0});
	url = put(name, &bytes);
	strbuf_release(&bytes);
	return url;
}

struct offer {
	const struct remote_picture *p;
	size_t n;
};

static int set_remote(struct db *db, void *ctx, struct error *err)
{
	const struct offer *o = ctx;
	bool changed;

	return candidates_set_remote(db, ENTITY_MOVIE, film, "tmdb", o->p, o->n, &changed, err);
}

static void offer(const struct remote_picture *p, size_t n)
{
	struct offer o = {p, n};

	items_write(set_remote, &o);
}

/* Better with more votes. */
static struct remote_picture picture(const char *kind, const char *url, const char *preview, int votes)
{
	return (struct remote_picture){.asset_type = kind,
		.url = url,
		.preview_url = preview,
		.language = "en",
		.vote_average = votes,
		.vote_count = votes,
		.width = 300,
		.height = 450};
}

/* Chooses for the film. */
static void choose(void)
{
	selection_release(&chosen);
	chosen = (struct selection)SELECTION_INIT;
	chosen.type = ENTITY_MOVIE;
	chosen.id = film;
	must(select_items(&selector, &chosen, 1, &engines_err));
}

static void is_text(const char *sql, const char *want)
{
	char *got = engines_text(sql);

	ck_assert_str_eq(got, want);
	free(got);
}

START_TEST(the_best_is_fetched)
{
	struct item it;

	start();
	{
		const struct remote_picture p[] = {picture("poster", put_jpeg("1.jpg", 1, 300), NULL, 5),
			picture("poster", put_jpeg("2.jpg", 2, 300), NULL, 9)};

		offer(p, 2);
	}
	choose();
	ck_assert(chosen.changed && chosen.error.code == ERR_NONE && !chosen.notes.n);
	ck_count(2, "SELECT id FROM asset_candidates WHERE is_selected = 1 AND selected_by = 'auto' "
		    "AND is_downloaded = 1 AND selected_at IS NOT NULL");
	ck_count(1, "SELECT COUNT(*) FROM asset_candidates WHERE content_hash IS NULL");
	ck_count(2, "SELECT COUNT(*) FROM asset_candidates WHERE auto_score > 0");
	ck_count(1, "SELECT reference_count FROM cache_inventory");
	items_load(&it, ENTITY_MOVIE, film);
	ck_assert_str_eq(it.state, "selected");
	ck_assert(it.has_unpublished_changes);
	item_release(&it);
	engines_exec("UPDATE movies SET state = 'published', has_unpublished_changes = 0");
	choose(); /* and that is all */
	ck_assert(!chosen.changed);
	is_text("SELECT state FROM movies", "published");
	ck_count(0, "SELECT has_unpublished_changes FROM movies");
	items_recount();
	stop();
	ck_assert_uint_eq(nginx_logged(" 200 "), 1);
}
END_TEST

/* What a later enrichment or a person's word changes, the next choice follows. */
START_TEST(another_one_later)
{
	struct remote_picture p[2];

	start();
	p[0] = picture("poster", put_jpeg("1.jpg", 1, 300), NULL, 5);
	p[1] = picture("poster", put_jpeg("2.jpg", 2, 300), NULL, 4);
	offer(p, 2);
	choose();
	ck_count(1, "SELECT id FROM asset_candidates WHERE is_selected = 1");
	p[1].vote_average = 9;
	offer(p, 2);
	engines_exec("UPDATE movies SET state = 'published', has_unpublished_changes = 0");
	choose();
	ck_assert(chosen.changed);
	ck_count(2, "SELECT id FROM asset_candidates WHERE is_selected = 1");
	ck_count(1, "SELECT COUNT(*) FROM movies WHERE state = 'selected' AND has_unpublished_changes = 1");
	ck_count(2, "SELECT COUNT(*) FROM asset_candidates WHERE content_hash IS NOT NULL");
	engines_exec("INSERT INTO field_state (entity_type, entity_id, field, source, locked, updated_at) "
		     "VALUES ('movie', 1, 'poster', 'edit', 1, '')");
	p[1].vote_average = 1;
	offer(p, 2);
	choose();
	ck_assert(!chosen.changed);
	engines_exec("DELETE FROM field_state WHERE field = 'poster'");
	choose();
	ck_count(1, "SELECT id FROM asset_candidates WHERE is_selected = 1");
	items_recount();
	stop();
	ck_assert_uint_eq(nginx_logged(" 200 "), 2);
}
END_TEST

START_TEST(small_versions_are_enough_to_judge)
{
	struct remote_picture p[5];
	size_t i;

	start();
	for (i = 0; i < 5; i++) {
		static const unsigned seed[] = {1, 1, 2, 1, 3}; /* three of them are the same */
		char name[20];
		const char *url, *preview;

		snprintf(name, sizeof(name), "%zu.jpg", i);
		url = put_jpeg(name, seed[i], 600 - 20 * (int)i);
		snprintf(name, sizeof(name), "small%zu.jpg", i);
		preview = put_jpeg(name, seed[i], 200);
		p[i] = picture("fanart", url, preview, 9 - (int)i);
	}
	offer(p, 5);
	choose();
	is_text("SELECT MIN(id) || ' ' || MAX(id) || ' ' || COUNT(*) FROM asset_candidates WHERE is_selected "
		"= 1",
		"1 5 3");
	ck_count(3, "SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1 AND is_downloaded = 1");
	ck_count(2, "SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 0 AND is_downloaded = 0 AND "
		    "phash_done = 1 AND perceptual_hash IS NOT NULL");
	choose();
	ck_assert(!chosen.changed);
	stop();
	ck_assert_uint_eq(nginx_logged("small"), 5);
	ck_assert_uint_eq(nginx_logged(" 200 "), 8);
}
END_TEST

START_TEST(what_is_no_picture_is_rejected)
{
	struct strbuf page = STRBUF_INIT;
	struct remote_picture p[3];

	start();
	strbuf_addstr(&page, "<html>Please log in.</html>");
	p[0] = picture("poster", put("page.jpg", &page), NULL, 9);
	p[1] = picture("poster", nginx_url("/gone.jpg"), NULL, 8);
	p[2] = picture("poster", put_jpeg("3.jpg", 3, 300), NULL, 7);
	offer(p, 3);
	choose();
	ck_assert(chosen.changed && chosen.error.code == ERR_NONE);
	ck_assert_uint_eq(chosen.notes.n, 2);
	ck_assert_ptr_nonnull(strstr(chosen.notes.item[0], "poster 1 is rejected: "));
	ck_assert_ptr_nonnull(strstr(chosen.notes.item[1], "poster 2 is passed over: "));
	ck_count(3, "SELECT id FROM asset_candidates WHERE is_selected = 1");
	ck_count(1, "SELECT COUNT(*) FROM rejected_assets WHERE provider_url LIKE '%page.jpg' "
		    "AND reason LIKE '%text/html%'");
	put_jpeg("page.jpg", 1, 300); /* a rejection lasts */
	choose();
	ck_count(3, "SELECT id FROM asset_candidates WHERE is_selected = 1");
	engines_exec("DELETE FROM rejected_assets");
	choose();
	ck_count(1, "SELECT id FROM asset_candidates WHERE is_selected = 1");
	items_recount();
	stop();
	strbuf_release(&page);
}
END_TEST

/* Where a server fails nothing changes of the kind, and what else there is to do is done. */
START_TEST(another_time)
{
	struct remote_picture p[3];

	start();
	p[0] = picture("poster", put_jpeg("1.jpg", 1, 300), NULL, 5);
	offer(p, 1);
	choose();
	p[1] = picture("poster", nginx_url("/busy.jpg"), NULL, 9);
	p[2] = picture("banner", put_jpeg("2.jpg", 2, 300), NULL, 9);
	offer(p, 3);
	nginx_stop();
	choose();
	ck_assert(!chosen.changed && chosen.error.code == ERR_PROVIDER && error_retry(chosen.error.code));
	ck_count(1, "SELECT id FROM asset_candidates WHERE is_selected = 1");
	ck_count(3, "SELECT COUNT(*) FROM asset_candidates WHERE auto_score IS NOT NULL");
	items_recount();
	stop();
}
END_TEST

struct local {
	const struct local_picture *p;
	size_t n;
};

static int set_local(struct db *db, void *ctx, struct error *err)
{
	const struct local *l = ctx;
	bool changed;

	return candidates_set_local(db, ENTITY_MOVIE, film, l->p, l->n, &changed, err);
}

static void find(const char *kind, const char *path)
{
	const struct local_picture p = {.asset_type = (char *)(uintptr_t)kind,
		.path = (char *)(uintptr_t)path,
		.selected = true,
		.width = 100,
		.height = 150};
	struct local l = {&p, 1};

	items_write(set_local, &l);
}

static void rule(const char *word)
{
	const struct library lib = {.id = library};
	char *words[] = {(char *)"poster", (char *)(uintptr_t)word};
	struct meta_names said = {0};
	struct art_rules rules = {0};

	must(art_rules_load(engines_db, &lib, "en", &rules, &engines_err));
	must(art_rules_set(&rules, words, 2, &said, &engines_err));
	must(art_rules_save(engines_db, &rules, &engines_err));
	names_release(&said);
	art_rules_release(&rules);
	selector_release(&selector);
	selector_init(&selector, &session, false);
	selector.settings = &settings;
}

/* A picture of the library stays, until the rule says otherwise; a scan and a choice agree about it. */
START_TEST(pictures_of_the_library)
{
	struct remote_picture p[1];

	start();
	find("poster", "/f/A/poster.jpg");
	p[0] = picture("poster", put_jpeg("1.jpg", 1, 300), NULL, 9);
	offer(p, 1);
	choose();
	ck_assert(!chosen.changed);
	ck_count(1, "SELECT id FROM asset_candidates WHERE is_selected = 1 AND selected_by = 'local'");
	rule("replace_local=yes");
	choose();
	ck_assert(chosen.changed);
	ck_count(2, "SELECT id FROM asset_candidates WHERE is_selected = 1 AND selected_by = 'auto'");
	find("poster", "/f/A/poster.jpg");
	ck_count(2, "SELECT id FROM asset_candidates WHERE is_selected = 1");
	choose();
	ck_assert(!chosen.changed);
	rule("replace_local=no");
	find("poster", "/f/A/poster.jpg");
	ck_count(1, "SELECT id FROM asset_candidates WHERE is_selected = 1 AND selected_by = 'local'");
	choose();
	ck_assert(!chosen.changed);
	rule("max_count=2"); /* room for one more, and a scan leaves it there */
	choose();
	ck_count(2, "SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1");
	find("poster", "/f/A/poster.jpg");
	ck_count(2, "SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1");
	stop();
}
END_TEST

static int set_plot(struct db *db, void *ctx, struct error *err)
{
	struct item it = ITEM_INIT;
	struct item_save what = {.fields = MF_BIT(MF_PLOT), .touch = true};
	int rc = item_load(db, ENTITY_MOVIE, film, ITEM_ALL, &it, err) == 1 &&
				 item_save(db, &it, &what, err) >= 0
			 ? 0
			 : -1;

	(void)ctx;
	item_release(&it);
	return rc;
}

/* Somebody else changed the item between the look and the word: what was found out stays, the choice is not
 * written. */
START_TEST(meanwhile)
{
	struct gallery g = {.item = ITEM_INIT};
	struct cache_object o = {.content_hash = (char *)"abc",
		.file_path = (char *)"assets/ab/abc.jpg",
		.mime_type = (char *)"image/jpeg",
		.asset_type = (char *)"poster",
		.file_size = 1,
		.width = 300,
		.height = 450,
		.has_alpha = -1};
	struct remote_picture p[1];
	struct pick_job job;

	start();
	p[0] = picture("poster", "http://x/1.jpg", NULL, 9);
	offer(p, 1);
	ck_assert_int_eq(gallery_load(engines_db, ENTITY_MOVIE, film, &g, &engines_err), 1);
	g.rules = selector_rules(&selector, library, &engines_err);
	gallery_choose(&g);
	gallery_picks(&g, &job);
	g.pick[0].object = &o;
	items_write(set_plot, NULL);
	must(picks_save(engines_db, &job, 1, &engines_err));
	ck_assert(job.moved && !job.changed);
	ck_count(0, "SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1");
	ck_count(1, "SELECT COUNT(*) FROM asset_candidates WHERE content_hash = 'abc' AND is_downloaded = 1");
	items_recount();
	gallery_release(&g);
	stop();
}
END_TEST

START_TEST(a_trial_does_nothing)
{
	struct remote_picture p[1];

	start();
	p[0] = picture("poster", put_jpeg("1.jpg", 1, 300), NULL, 9);
	offer(p, 1);
	selector.dry_run = true;
	choose();
	ck_assert(chosen.changed);
	ck_count(0, "SELECT COUNT(*) FROM asset_candidates WHERE is_selected = 1 OR auto_score IS NOT NULL");
	chosen.id = 99;
	must(select_items(&selector, &chosen, 1, &engines_err));
	ck_assert_int_eq(chosen.error.code, ERR_NOT_FOUND);
	ck_assert_str_eq(chosen.error.msg.buf, "there is no movie:99");
	stop();
	ck_assert_uint_eq(nginx_logged("GET"), 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {the_best_is_fetched, another_one_later,
		small_versions_are_enough_to_judge, what_is_no_picture_is_rejected, another_time,
		pictures_of_the_library, meanwhile, a_trial_does_nothing};
	Suite *s = suite_create("select");

	engines_add(s, "select", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
