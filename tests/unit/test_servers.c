/*
 * metarr-select itself against servers that do what they should not: a film for each, with such a poster as
 * the best one and a good one behind it. It gets the good one or an error, and nothing half is in the cache.
 * (Servers that are slow or silent cost minutes of waiting here: test_download.c has them.)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "core/path.h"
#include "harness/items.h"
#include "harness/nginx.h"
#include "harness/peer.h"
#include "harness/pictures.h"
#include "harness/scratch.h"

#define NEXT "next" /* the good one is taken */

static const struct {
	const char *url; /* below nginx, unless it has a host; peer: below the server of faults */
	bool peer;
	const char *result; /* NEXT, or a part of the error's message */
} bad[] = {
	{"/empty.jpg", false, NEXT},
	{"/cut.jpg", false, NEXT},
	{"/page.jpg", false, NEXT},
	{"/paper.jpg", false, NEXT},
	{"/drawing.jpg", false, NEXT},
	{"/huge.jpg", false, NEXT},
	{"/gone.jpg", false, NEXT},
	{"/file", false, "sends on to what is no address"},
	{"/private", false, "sends on to another host, '192.168.0.1'"},
	{"/loopback", false, "sends on to another host, '[::1]'"},
	{"ftp://127.0.0.1/p.jpg", false, NEXT},
	{"file:///etc/passwd", false, NEXT},
	{"http://192.168.0.1/p.jpg", false, NEXT},
	{"/html/0", true, NEXT},
	{"/short/1", true, NEXT},
	{"/reset/2", true, NEXT},
	{"/endless/3", true, NEXT},
	{"/garbage/4", true, "no answer from"},
	{"/503/5", true, "the server says 503"},
	{"/404/6", true, NEXT},
};
#define SERVERS (sizeof(bad) / sizeof(bad[0]))

static void serve(const char *name, const char *bytes, size_t len)
{
	struct strbuf path = STRBUF_INIT;
	FILE *f;

	strbuf_addf(&path, "%s/nginx/www/%s", engines_dir(), name);
	f = fopen(path.buf, "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
	strbuf_release(&path);
}

static void serve_all(void)
{
	struct strbuf file = STRBUF_INIT;

	picture_jpeg(&file, 1, 60, 90, (struct picture_jpeg){0});
	serve("good.jpg", file.buf, file.len);
	picture_jpeg(&file, 2, 60, 90, (struct picture_jpeg){0});
	serve("cut.jpg", file.buf, file.len / 2);
	picture_png(&file, 1, 20, 30, false);
	memcpy(file.buf + 16, "\0\0\x27\x11\0\0\x27\x11", 8); /* 10001 x 10001, says its header */
	serve("huge.jpg", file.buf, file.len);
	serve("empty.jpg", "", 0);
	serve("page.jpg", "<html>Please log in.</html>", 27);
	serve("paper.jpg", "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", 23);
	serve("drawing.jpg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", 41);
	strbuf_release(&file);
}

static void offer(int64_t film, const char *url, int votes)
{
	struct strbuf sql = STRBUF_INIT;

	strbuf_addf(&sql,
		"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, provider_url, "
		"width, height, vote_count, vote_average, created_at) VALUES ('movie', %lld, 'poster', "
		"'tmdb', "
		"'%s', 60, 90, %d, %d, '')",
		(long long)film, url, votes, votes);
	engines_exec(sql.buf);
	strbuf_release(&sql);
}

/* Runs the program for every film; its status, and what it printed. */
static int select_all_films(struct strbuf *out)
{
	struct strbuf command = STRBUF_INIT;
	char line[4096];
	FILE *f;
	int status;

	strbuf_addf(&command,
		"HOME='%s' METARR_DB='%s' METARR_CACHE='%s/cache' METARR_TMDB_IMAGE_URL='%s' "
		"'%s/bin/metarr-select' -ajq",
		engines_dir(), engines_url(), engines_dir(), nginx_url(""), getenv("METARR_TEST_BUILD"));
	f = popen(command.buf, "r");
	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof(line), f))
		strbuf_addstr(out, line);
	status = pclose(f);
	strbuf_release(&command);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int64_t selected_of(int64_t film)
{
	struct strbuf sql = STRBUF_INIT;
	int64_t votes;

	strbuf_addf(&sql,
		"SELECT COALESCE(SUM(vote_count), 0) FROM asset_candidates WHERE is_selected = 1 "
		"AND entity_id = %lld",
		(long long)film);
	votes = engines_int(sql.buf);
	strbuf_release(&sql);
	return votes;
}

START_TEST(each_server)
{
	struct strbuf out = STRBUF_INIT, folder = STRBUF_INIT;
	int64_t library = items_library("films", "/f"), film[SERVERS];
	char *path;
	size_t i;

	peer_start();
	nginx_start(engines_dir(),
		"default_type image/jpeg; location /file { return 302 file:///etc/passwd; } "
		"location /private { return 302 http://192.168.0.1/p.jpg; } "
		"location /loopback { return 302 http://[::1]/p.jpg; }",
		false);
	serve_all();
	for (i = 0; i < SERVERS; i++) {
		strbuf_clear(&folder);
		strbuf_addf(&folder, "Film %zu", i);
		film[i] = items_new(library, "/f", folder.buf);
		strbuf_clear(&folder);
		strbuf_addf(&folder, "%s%s", bad[i].peer || *bad[i].url != '/' ? "" : nginx_url(""),
			bad[i].peer ? peer_url(bad[i].url) : bad[i].url);
		offer(film[i], folder.buf, 9);
		offer(film[i], nginx_url("/good.jpg"), 5);
	}
	ck_assert_int_eq(select_all_films(&out), 1);
	for (i = 0; i < SERVERS; i++) {
		bool next = !strcmp(bad[i].result, NEXT);

		ck_assert_msg(selected_of(film[i]) == (next ? 5 : 0), "%s", bad[i].url);
		ck_assert_msg(next || strstr(out.buf, bad[i].result), "%s is not said", bad[i].result);
	}
	items_recount();
	ck_count(1, "SELECT COUNT(*) FROM cache_inventory");
	path = engines_text("SELECT file_path FROM cache_inventory");
	strbuf_clear(&folder);
	strbuf_addf(&folder, "test $(find '%s/cache/assets' -type f | wc -l) = 1 -a -s '%s/cache/%s'",
		engines_dir(), engines_dir(), path);
	ck_assert_int_eq(WEXITSTATUS(pclose(popen(folder.buf, "r"))), 0);
	free(path);
	nginx_stop();
	peer_stop();
	strbuf_release(&folder);
	strbuf_release(&out);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {each_server};
	Suite *s = suite_create("servers");

	engines_add(s, "servers", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
