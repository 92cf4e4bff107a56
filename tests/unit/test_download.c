/*
 * Pictures from servers that behave and servers that do not: what comes into the cache is whole and can be
 * decoded, and nothing else does.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "asset/cache.h"
#include "asset/download.h"
#include "asset/origin.h"
#include "asset/part.h"
#include "core/path.h"
#include "core/sha256.h"
#include "harness/nginx.h"
#include "harness/peer.h"
#include "harness/pictures.h"
#include "harness/scratch.h"

static struct conf conf;
static struct download *download;
static struct download_answer got;
static struct strbuf image_program = STRBUF_INIT;

static void open_download(void)
{
	struct download_settings settings = {.image = image_program.buf, .idle_s = 1, .retry_ms = 10};

	download = download_new(scratch("cache"), &conf, &settings, &scratch_err);
	ck_assert_msg(download != NULL, "%s", scratch_err.msg.buf);
}

static void setup(void)
{
	scratch_setup();
	peer_start();
	ck_assert_ptr_nonnull(getenv("METARR_TEST_BUILD"));
	strbuf_clear(&image_program);
	path_join(&image_program, getenv("METARR_TEST_BUILD"), "bin/metarr-image");
	ok(conf_set(&conf, CONF_TMDB_IMAGE_URL, peer_url(""), "test", &scratch_err));
	open_download();
}

static void teardown(void)
{
	download_answer_release(&got);
	got = (struct download_answer){.err = ERROR_INIT};
	download_free(download);
	conf_release(&conf);
	nginx_stop();
	peer_stop();
	scratch_teardown();
}

static void fetch(const char *url, enum download_what what)
{
	struct candidate c = {.asset_type = (char *)"poster",
		.provider = (char *)"tmdb",
		.provider_url = (char *)(uintptr_t)url,
		.preview_url = (char *)(uintptr_t)url};
	void *tag = NULL;

	download_answer_release(&got);
	got = (struct download_answer){.err = ERROR_INIT};
	download_start(download, &c, what, &c);
	ck_assert_int_eq(download_next(download, &tag, &got), 1);
	ck_assert_ptr_eq(tag, &c);
	ck_assert_int_eq(download_next(download, &tag, &got), 0);
}

static void must_be(enum download_state state, const char *words)
{
	ck_assert_msg(
		got.state == state && strstr(got.err.msg.buf, words), "%d: %s", got.state, got.err.msg.buf);
	ck_assert(!got.object.content_hash && !got.object.perceptual_hash);
}

/* Files in a folder of the cache; none where it is not there. */
static size_t count(const char *folder)
{
	return access(scratch(folder), F_OK) ? 0 : scratch_count(folder);
}

static void nothing_is_cached(void)
{
	ck_assert_uint_eq(count("cache/assets"), 0);
}

static void serve(const char *name, const struct strbuf *bytes)
{
	FILE *f = fopen(scratch(name), "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes->buf, 1, bytes->len, f), bytes->len);
	ck_assert_int_eq(fclose(f), 0);
}

static void nginx(const char *lines)
{
	nginx_start(scratch(""), lines, false);
	ok(conf_set(&conf, CONF_TMDB_IMAGE_URL, nginx_url(""), "test", &scratch_err));
}

START_TEST(pictures)
{
	struct strbuf file = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE], phash[17];

	nginx("default_type image/jpeg;");
	picture_jpeg(&file, 1, 200, 300, (struct picture_jpeg){0});
	serve("nginx/www/p.jpg", &file);
	sha256_hex(file.buf, file.len, hash);
	fetch(nginx_url("/p.jpg"), DOWNLOAD_BYTES);
	ck_assert_int_eq(got.state, DOWNLOAD_DONE);
	ck_assert_str_eq(got.object.content_hash, hash);
	ck_assert_str_eq(got.object.mime_type, "image/jpeg");
	ck_assert_str_eq(got.object.asset_type, "poster");
	ck_assert(got.object.width == 200 && got.object.height == 300 && got.object.phash_done);
	ck_assert_int_eq(got.object.file_size, (int64_t)file.len);
	ok(cache_load(scratch("cache"), got.object.file_path, hash, &file, &scratch_err));
	ck_assert_ptr_nonnull(got.object.perceptual_hash);
	memcpy(phash, got.object.perceptual_hash, sizeof(phash));

	fetch(nginx_url("/p.jpg?small"), DOWNLOAD_PREVIEW);
	ck_assert_int_eq(got.state, DOWNLOAD_DONE);
	ck_assert_str_eq(got.object.perceptual_hash, phash);
	ck_assert(!got.object.content_hash);
	ck_assert_uint_eq(count("cache/assets"), 1);
	ck_assert_uint_eq(count("cache/incoming"), 0);
	fetch(nginx_url("/gone.jpg"), DOWNLOAD_BYTES);
	must_be(DOWNLOAD_AWAY, "/gone.jpg': the server says 404");
	strbuf_release(&file);
}
END_TEST

/* What is served as a picture and is none, with what is said of it. */
static void no_picture(const struct strbuf *bytes, const char *words)
{
	static int n;
	struct strbuf name = STRBUF_INIT;

	strbuf_addf(&name, "nginx/www/%d.jpg", ++n);
	serve(name.buf, bytes);
	fetch(nginx_url(name.buf + strlen("nginx/www")), DOWNLOAD_BYTES);
	must_be(DOWNLOAD_NOTHING, words);
	ck_assert_ptr_null(strstr(got.err.msg.buf, "incoming"));
	strbuf_release(&name);
}

START_TEST(no_pictures)
{
	struct strbuf file = STRBUF_INIT;
	size_t i;

	nginx("default_type image/jpeg;");
	no_picture(&file, "it is empty");
	strbuf_addstr(&file, "<html><body>Please log in.</body></html>");
	no_picture(&file, "text/html");
	picture_jpeg(&file, 1, 200, 300, (struct picture_jpeg){0});
	strbuf_setlen(&file, file.len / 2);
	no_picture(&file, "ends too early");
	picture_png(&file, 1, 200, 300, false);
	for (i = 60; i < file.len - 40; i++) /* all there, and not to be decoded */
		file.buf[i] = (char)(i * 7);
	no_picture(&file, "");
	picture_png(&file, 1, 20, 30, false);
	memcpy(file.buf + 16, "\0\0\x4e\x20\0\0\x4e\x20", 8); /* 20000 x 20000, says its header */
	no_picture(&file, "");
	nothing_is_cached();
	ck_assert_uint_eq(count("cache/incoming"), 0);
	strbuf_release(&file);
}
END_TEST

START_TEST(servers_that_misbehave)
{
	static const struct {
		const char *path;
		enum download_state state;
		int hits;
	} bad[] = {{"/short/0", DOWNLOAD_AWAY, 3}, {"/reset/1", DOWNLOAD_AWAY, 3},
		{"/slow/2", DOWNLOAD_AWAY, 3}, {"/silent/3", DOWNLOAD_FAILED, 3},
		{"/garbage/4", DOWNLOAD_FAILED, 3}, {"/html/5", DOWNLOAD_NOTHING, 1},
		{"/503/6", DOWNLOAD_FAILED, 3}, {"/403/7", DOWNLOAD_AWAY, 1},
		{"/429+300/8", DOWNLOAD_FAILED, 1}, {"/500/9/1", DOWNLOAD_NOTHING, 2}};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		fetch(peer_url(bad[i].path), DOWNLOAD_BYTES);
		ck_assert_msg(
			got.state == bad[i].state, "%s: %d: %s", bad[i].path, got.state, got.err.msg.buf);
		ck_assert_msg(
			peer_hits((int)i) == bad[i].hits, "%s: %d requests", bad[i].path, peer_hits((int)i));
	}
	nothing_is_cached();
}
END_TEST

START_TEST(bodies_without_an_end)
{
	fetch(peer_url("/endless/0"), DOWNLOAD_PREVIEW);
	must_be(DOWNLOAD_NOTHING, "sends more than");
	ck_assert_int_eq(peer_hits(0), 1);
	ck_assert_uint_eq(count("cache/incoming"), 0);
}
END_TEST

START_TEST(nobody_there)
{
	struct strbuf url = STRBUF_INIT;

	strbuf_addstr(&url, peer_url("/ok/0"));
	peer_stop();
	fetch(url.buf, DOWNLOAD_BYTES);
	ck_assert_int_eq(got.state, DOWNLOAD_FAILED);
	peer_start();
	strbuf_release(&url);
}
END_TEST

/* Cut off, it goes on where it was: in a later process, too, when the bytes are the same still. */
START_TEST(goes_on)
{
	struct strbuf file = STRBUF_INIT;
	struct part part = PART_INIT;
	struct stat st;
	char hash[SHA256_HEX_SIZE], etag[64];

	nginx("default_type image/jpeg;");
	picture_jpeg(&file, 3, 400, 600, (struct picture_jpeg){0});
	serve("nginx/www/p.jpg", &file);
	sha256_hex(file.buf, file.len, hash);
	ck_assert_int_eq(stat(scratch("nginx/www/p.jpg"), &st), 0);
	snprintf(etag, sizeof(etag), "\"%lx-%lx\"", (unsigned long)st.st_mtime, (unsigned long)st.st_size);
	ok(part_open(&part, scratch("cache"), nginx_url("/p.jpg"), &scratch_err));
	ok(part_restart(&part, etag, &scratch_err));
	ok(part_add(&part, file.buf, 1000, &scratch_err));
	part_close(&part, true);
	ck_assert_uint_eq(count("cache/incoming"), 2);
	fetch(nginx_url("/p.jpg"), DOWNLOAD_BYTES);
	ck_assert_msg(got.state == DOWNLOAD_DONE, "%s", got.err.msg.buf);
	ck_assert_str_eq(got.object.content_hash, hash);
	ck_assert_uint_eq(count("cache/incoming"), 0);

	/* Other bytes stand there by now: all of them come. */
	ok(part_open(&part, scratch("cache"), nginx_url("/p.jpg"), &scratch_err));
	ok(part_restart(&part, "\"old\"", &scratch_err));
	ok(part_add(&part, "other", 5, &scratch_err));
	part_close(&part, true);
	fetch(nginx_url("/p.jpg"), DOWNLOAD_BYTES);
	ck_assert_str_eq(got.object.content_hash, hash);

	/* Somebody else is at it. */
	ok(part_open(&part, scratch("cache"), nginx_url("/p.jpg"), &scratch_err));
	fetch(nginx_url("/p.jpg"), DOWNLOAD_BYTES);
	ck_assert_str_eq(got.object.content_hash, hash);
	part_close(&part, false);
	ck_assert_uint_eq(count("cache/incoming"), 0);

	/* A process that was killed left one that nobody can go on with; one in use stays. */
	scratch_write("cache/incoming/.metarr-0123456789abcdef.tmp", "half");
	ok(part_open(&part, scratch("cache"), nginx_url("/p.jpg"), &scratch_err));
	ok(part_add(&part, "some", 4, &scratch_err));
	part_sweep(scratch("cache"));
	ck_assert_uint_eq(count("cache/incoming"), 1);
	part_close(&part, false);
	nginx_stop();
	ck_assert_uint_eq(nginx_logged(" 206 "), 1);
	ck_assert_uint_eq(nginx_logged(" 200 "), 2);
	strbuf_release(&file);
}
END_TEST

START_TEST(from_where)
{
	static const struct {
		const char *provider, *url;
		bool allowed;
	} all[] = {{"tmdb", "https://image.tmdb.org/t/p/original/x.jpg", true},
		{"tmdb", "http://image.tmdb.org/t/p/original/x.jpg", false},
		{"tmdb", "https://image.tmdb.org.example.org/x.jpg", false},
		{"tmdb", "https://artworks.thetvdb.com/x.jpg", false},
		{"tvdb", "https://artworks.thetvdb.com/banners/x.jpg", true},
		{"fanart.tv", "https://assets.fanart.tv/fanart/x.jpg", true},
		{"tvmaze", "https://static.tvmaze.com/uploads/x.jpg", true},
		{"tvmaze", "file:///etc/passwd", false}, {"tmdb", "ftp://image.tmdb.org/x.jpg", false},
		{"tmdb", "", false}, {"other", "https://image.tmdb.org/x.jpg", false}};
	struct conf usual = CONF_INIT;
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		error_clear(&scratch_err);
		ck_assert_msg((origin_check(&usual, all[i].provider, all[i].url, &scratch_err) == 0) ==
				      all[i].allowed,
			"%s", all[i].url);
		ck_assert_int_eq(scratch_err.code, all[i].allowed ? ERR_NONE : ERR_UNTRUSTED);
	}
	fetch("http://127.0.0.2:1/x.jpg", DOWNLOAD_BYTES);
	must_be(DOWNLOAD_AWAY, "is not where the configuration says that tmdb keeps pictures");
	conf_release(&usual);
}
END_TEST

START_TEST(redirects)
{
	struct strbuf file = STRBUF_INIT;

	picture_jpeg(&file, 1, 200, 300, (struct picture_jpeg){0});
	nginx("location /here { return 302 /p.jpg; } location /file { return 302 file:///etc/passwd; }"
	      "location /away { return 302 http://localhost:1/p.jpg; }");
	serve("nginx/www/p.jpg", &file);
	fetch(nginx_url("/here"), DOWNLOAD_BYTES);
	ck_assert_msg(got.state == DOWNLOAD_DONE, "%s", got.err.msg.buf);
	fetch(nginx_url("/file"), DOWNLOAD_BYTES);
	must_be(DOWNLOAD_FAILED, "");
	fetch(nginx_url("/away"), DOWNLOAD_BYTES);
	must_be(DOWNLOAD_FAILED, "");
	strbuf_release(&file);
}
END_TEST

START_TEST(many_at_once)
{
	struct strbuf file = STRBUF_INIT;
	struct candidate c[60];
	char url[60][80];
	size_t i, seen[60] = {0};
	void *tag;

	picture_jpeg(&file, 1, 200, 300, (struct picture_jpeg){0});
	nginx("");
	serve("nginx/www/p.jpg", &file);
	for (i = 0; i < 60; i++) {
		snprintf(url[i], sizeof(url[i]), "%s?%zu", nginx_url("/p.jpg"), i);
		c[i] = (struct candidate){
			.asset_type = (char *)"poster", .provider = (char *)"tmdb", .provider_url = url[i]};
		download_start(download, &c[i], DOWNLOAD_BYTES, &seen[i]);
	}
	while (download_next(download, &tag, &got)) {
		ck_assert_int_eq(got.state, DOWNLOAD_DONE);
		++*(size_t *)tag;
		download_answer_release(&got);
		got = (struct download_answer){.err = ERROR_INIT};
	}
	for (i = 0; i < 60; i++)
		ck_assert_uint_eq(seen[i], 1);
	ck_assert_uint_eq(count("cache/assets"), 1); /* the same bytes are one object */
	strbuf_release(&file);
}
END_TEST

/* Given up in the middle, nothing is left open or in memory. */
START_TEST(given_up)
{
	struct candidate c = {.asset_type = (char *)"poster",
		.provider = (char *)"tmdb",
		.provider_url = (char *)(uintptr_t)peer_url("/silent/0")};

	download_start(download, &c, DOWNLOAD_BYTES, NULL);
	download_start(download, &c, DOWNLOAD_BYTES, NULL);
	download_free(download);
	open_download();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {pictures, no_pictures, servers_that_misbehave, bodies_without_an_end,
		nobody_there, goes_on, from_where, redirects, many_at_once, given_up};
	Suite *s = suite_create("download");
	TCase *tc = tcase_create("download");
	SRunner *sr;
	size_t i;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
