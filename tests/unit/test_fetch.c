/*
 * Questions to providers against real servers: what is tried again, what fails, what stops a provider, what
 * is kept, and that the limit holds as the server sees it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/log.h"
#include "core/process.h"
#include "harness/engines.h"
#include "harness/nginx.h"
#include "harness/peer.h"
#include "net/fetch.h"

static struct fetch_site site = {.limit = {"tmdb", 1000, 0}, .title = "TMDB"};
static struct fetch *f;
static struct fetch_answer got;
static struct strbuf base = STRBUF_INIT, said = STRBUF_INIT;
static const struct fetch_times hurry = {.backoff_ms = 20, .rest_ms = 100, .total_ms = 250};

static void hear(enum log_level level, const char *line, void *ctx)
{
	(void)ctx;
	if (level <= LOG_LEVEL_WARN)
		strbuf_addf(&said, "%s\n", line);
}

static void use_base(const char *url)
{
	strbuf_clear(&base);
	strbuf_addstr(&base, url);
	site.base = base.buf;
}

static void start(void)
{
	log_set_sink(hear, NULL);
	peer_start();
	use_base(peer_url(""));
	must(fetch_new(&f, engines_db, 5, &hurry, &engines_err));
}

static void stop(void)
{
	fetch_answer_release(&got);
	fetch_free(f);
	peer_stop();
	nginx_stop();
	strbuf_release(&said);
	strbuf_release(&base);
}

static const struct fetch_answer *ask(const struct fetch_want *want)
{
	void *tag = NULL;

	fetch_answer_release(&got);
	fetch_start(f, want, &got);
	while (!fetch_next(f, &tag, &got))
		fetch_wait(f, NULL, 0, -1);
	ck_assert_ptr_eq(tag, &got);
	return &got;
}

static const struct fetch_answer *get(const char *path)
{
	return ask(&(struct fetch_want){.site = &site, .path = path});
}

static size_t requests(void)
{
	size_t sent, fresh;

	fetch_counts(f, &sent, &fresh);
	return sent;
}

/* Faults */

START_TEST(faults)
{
	static const struct {
		const char *path;
		int slot, hits, status;
		enum error_code code;
		const char *words;
	} cases[] = {
		{"ok/1", 1, 1, 200, ERR_NONE, ""},
		/* tried again, and in vain */
		{"reset/2", 2, 4, 0, ERR_PROVIDER, "no answer from"},
		{"short/3", 3, 4, 0, ERR_PROVIDER, "no answer from"},
		{"garbage/4", 4, 4, 0, ERR_PROVIDER, "no answer from"},
		{"silent/5", 5, 4, 0, ERR_TIMEOUT, "did not answer in time"},
		{"slow/6", 6, 4, 0, ERR_TIMEOUT, "did not answer in time"},
		{"500/7", 7, 4, 0, ERR_PROVIDER, "TMDB failed: 'http"},
		{"502/8", 8, 4, 0, ERR_PROVIDER, "has status 502"},
		{"503/9", 9, 4, 0, ERR_PROVIDER, "has status 503"},
		{"504/10", 10, 4, 0, ERR_PROVIDER, "has status 504"},
		{"408/11", 11, 4, 0, ERR_PROVIDER, "has status 408"},
		{"429/12", 12, 4, 0, ERR_PROVIDER, "TMDB wants fewer requests (429)"},
		/* and with success */
		{"reset/13/1", 13, 2, 200, ERR_NONE, ""},
		{"short/14/2", 14, 3, 200, ERR_NONE, ""},
		{"silent/15/1", 15, 2, 200, ERR_NONE, ""},
		{"500/16/3", 16, 4, 200, ERR_NONE, ""},
		{"503/17/1", 17, 2, 200, ERR_NONE, ""},
		{"429/18/1", 18, 2, 200, ERR_NONE, ""},
		/* nothing to be won by another try */
		{"404/19", 19, 1, 404, ERR_NONE, ""},
		{"400/20", 20, 1, 0, ERR_BAD_ANSWER, "has status 400"},
		{"422/21", 21, 1, 0, ERR_BAD_ANSWER, "has status 422"},
		{"html/22", 22, 1, 0, ERR_BAD_ANSWER, "is no JSON but 'text/html'"},
		{"endless/23", 23, 1, 0, ERR_TOO_LONG, "sends more than 16777216 bytes"},
		{"heads/24", 24, 1, 0, ERR_TOO_LONG, "bytes of headers"},
	};
	const struct fetch_times patient = {.backoff_ms = 10, .total_ms = 200};
	size_t i;

	start();
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fetch_free(f); /* with a breaker that has seen nothing */
		/* A body without an end is cut by its length and not by the time that it takes. */
		must(fetch_new(&f, engines_db, 5,
			cases[i].code == ERR_TOO_LONG ? &(struct fetch_times){.backoff_ms = 10} : &patient,
			&engines_err));
		get(cases[i].path);
		ck_assert_msg(got.err.code == cases[i].code && strstr(got.err.msg.buf, cases[i].words),
			"%s: %s: %s", cases[i].path, error_name(got.err.code), got.err.msg.buf);
		ck_assert_msg(got.status == cases[i].status, "%s: %d", cases[i].path, got.status);
		ck_assert_msg(peer_hits(cases[i].slot) == cases[i].hits, "%s: asked %d times", cases[i].path,
			peer_hits(cases[i].slot));
		ck_assert_str_eq(got.body.buf, got.status == 200 ? "{\"ok\":true}" : "");
	}
	ck_assert_uint_eq(said.len, 0);
	ask(&(struct fetch_want){.site = &site, .path = "500/25", .once = true});
	ck_assert_int_eq(got.err.code, ERR_PROVIDER);
	ck_assert_int_eq(peer_hits(25), 1);
	peer_stop();
	get("ok/1/again");
	ck_assert_int_eq(got.err.code, ERR_PROVIDER);
	peer_start();
	/* Only good answers and what is not there are kept. */
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM provider_cache"), 8);
	stop();
}
END_TEST

START_TEST(retry_after_is_obeyed)
{
	int64_t before;

	start();
	before = process_clock();
	get("429+1/1/1");
	ck_assert_int_eq(got.status, 200);
	ck_assert_int_ge(process_clock() - before, 1000);
	before = process_clock();
	get("503+date/2/1");
	ck_assert_int_eq(got.status, 200);
	ck_assert_int_ge(process_clock() - before, 990);
	ck_assert_uint_eq(said.len, 0);
	/* So long nobody waits. */
	get("429+500/3");
	ck_assert_int_eq(got.err.code, ERR_PROVIDER);
	ck_assert_int_eq(peer_hits(3), 1);
	ck_assert_str_eq(said.buf, "TMDB is not asked for 500 s: TMDB wants fewer requests (429)\n");
	get("ok/4");
	ck_assert_str_eq(got.err.msg.buf, "TMDB is not asked for now: TMDB wants fewer requests (429)");
	ck_assert_int_eq(peer_hits(4), 0);
	stop();
}
END_TEST

/* All processes hold when one was told to. */
START_TEST(a_429_holds_the_others)
{
	struct fetch *other = NULL;
	struct db *db;
	void *tag;
	int64_t before;

	start();
	db = engines_open();
	must(fetch_new(&other, db, 5, &hurry, &engines_err));
	before = process_clock();
	fetch_start(f, &(struct fetch_want){.site = &site, .path = "429+1/1/1"}, &got);
	while (peer_hits(1) == 0) {
		ck_assert_int_eq(fetch_next(f, &tag, &got), 0);
		fetch_wait(f, NULL, 0, 10);
	}
	while (!fetch_next(f, &tag, &got)) {
		if (process_clock() - before > 200 && !fetch_pending(other))
			fetch_start(other, &(struct fetch_want){.site = &site, .path = "ok/2"}, &got);
		ck_assert_int_eq(fetch_next(other, &tag, &got), 0);
		if (process_clock() - before > 900)
			break;
		fetch_wait(f, NULL, 0, 20);
	}
	ck_assert_int_eq(peer_hits(2), 0);
	while (!fetch_next(other, &tag, &got))
		fetch_wait(other, NULL, 0, -1);
	ck_assert_int_eq(got.status, 200);
	ck_assert_int_ge(process_clock() - before, 990);
	fetch_free(other);
	db_close(db);
	stop();
}
END_TEST

START_TEST(elsewhere_and_certificates)
{
	start();
	nginx_start(engines_dir(), "location = /away { return 302 http://example.org/; }", false);
	use_base(nginx_url(""));
	get("away");
	ck_assert_int_eq(got.err.code, ERR_UNTRUSTED);
	nginx_stop();
	ck_assert_uint_eq(nginx_logged("/away"), 1);
	nginx_start(engines_dir(), "location / { return 200 '{}'; }", true);
	use_base(nginx_url(""));
	get("a");
	ck_assert_int_eq(got.err.code, ERR_UNTRUSTED);
	ck_assert_ptr_nonnull(strstr(got.err.msg.buf, "certificate"));
	ck_assert_uint_eq(requests(), 2);
	stop();
}
END_TEST

/* The breaker */

START_TEST(a_provider_that_is_down_is_left_alone)
{
	static const char *const paths[] = {"500/1/a", "500/1/b", "500/1/c", "500/1/d", "500/1/e"};
	size_t before;
	int i;

	start();
	for (i = 0; i < 5; i++) {
		ck_assert_uint_eq(said.len, 0);
		get(paths[i]);
		ck_assert_int_eq(got.err.code, ERR_PROVIDER);
	}
	ck_assert_ptr_nonnull(strstr(said.buf, "TMDB is not asked for 1 s: TMDB failed: '"));
	before = requests();
	get("ok/2");
	ck_assert_int_eq(got.err.code, ERR_PROVIDER);
	ck_assert_ptr_nonnull(strstr(got.err.msg.buf, "TMDB is not asked for now: TMDB failed: '"));
	ck_assert_uint_eq(requests(), before);
	/* After a while one goes, in vain, and nothing more is said. */
	usleep(120000);
	strbuf_clear(&said);
	get("500/1/f");
	ck_assert_uint_eq(requests(), before + 4);
	get("ok/2");
	ck_assert_int_eq(got.err.code, ERR_PROVIDER);
	ck_assert_uint_eq(said.len, 0);
	usleep(120000);
	get("ok/2");
	ck_assert_int_eq(got.status, 200);
	get("ok/2/x");
	ck_assert_int_eq(got.status, 200);
	/* The next outage is said again. */
	for (i = 0; i < 5; i++)
		get(paths[i]);
	ck_assert_ptr_nonnull(strstr(said.buf, "TMDB is not asked for 1 s"));
	stop();
}
END_TEST

START_TEST(many_at_once_break_it_once)
{
	struct fetch_answer a = {.status = 0};
	struct strbuf path = STRBUF_INIT;
	int i, tags[30], good = 0;
	void *tag;

	start();
	for (i = 0; i < 30; i++) {
		strbuf_clear(&path);
		strbuf_addf(&path, "500/1?%d", i);
		fetch_start(f, &(struct fetch_want){.site = &site, .path = path.buf}, &tags[i]);
	}
	ck_assert_uint_eq(fetch_pending(f), 30);
	for (i = 0; i < 30; i++) {
		while (!fetch_next(f, &tag, &a))
			fetch_wait(f, NULL, 0, -1);
		good += a.err.code == ERR_NONE;
		fetch_answer_release(&a);
	}
	ck_assert_uint_eq(fetch_pending(f), 0);
	ck_assert_int_eq(good, 0);
	ck_assert_int_le(peer_hits(1), 30 * FETCH_TRIES);
	ck_assert_ptr_null(strchr(strchr(said.buf, '\n') + 1, '\n'));
	strbuf_release(&path);
	stop();
}
END_TEST

START_TEST(a_refused_key_stops_the_provider)
{
	start();
	get("401/1");
	ck_assert_int_eq(got.err.code, ERR_CONFIG);
	ck_assert_str_eq(got.err.msg.buf, "TMDB does not take the key (401)");
	ck_assert_str_eq(said.buf, "TMDB does not take the key (401)\n");
	usleep(120000);
	get("ok/2");
	ck_assert_int_eq(got.err.code, ERR_CONFIG);
	ck_assert_int_eq(peer_hits(2), 0);
	fetch_free(f);
	must(fetch_new(&f, engines_db, 5, &hurry, &engines_err));
	/* A token that expired is no refused key. */
	ask(&(struct fetch_want){.site = &site, .path = "401/3", .expires = true});
	ck_assert_int_eq(got.status, 401);
	ck_assert_int_eq(got.err.code, ERR_NONE);
	get("ok/4");
	ck_assert_int_eq(got.status, 200);
	get("403/5");
	ck_assert_int_eq(got.err.code, ERR_CONFIG);
	stop();
}
END_TEST

/* What is kept */

START_TEST(an_unchanged_answer_costs_no_write)
{
	char *before, *after;

	start();
	nginx_start(engines_dir(), "", false);
	use_base(nginx_url(""));
	must(chdir(engines_dir()));
	must(system("mkdir -p nginx/www && printf '{\"a\":1}' >nginx/www/a"));
	get("a");
	ck_assert_str_eq(got.body.buf, "{\"a\":1}");
	must(fetch_flush(f, &engines_err));
	before = engines_text("SELECT fetched_at || etag || status || body_size FROM provider_cache");
	get("a");
	ck_assert_int_eq(got.status, 200);
	ck_assert_str_eq(got.body.buf, "{\"a\":1}");
	must(fetch_flush(f, &engines_err));
	after = engines_text("SELECT fetched_at || etag || status || body_size FROM provider_cache");
	ck_assert_str_eq(before, after);
	must(system("printf '{\"a\":22}' >nginx/www/a"));
	get("a");
	ck_assert_str_eq(got.body.buf, "{\"a\":22}");
	nginx_stop();
	ck_assert_uint_eq(nginx_logged(" 200 GET /a"), 2);
	ck_assert_uint_eq(nginx_logged(" 304 GET /a"), 1);
	free(before);
	free(after);
	stop();
}
END_TEST

START_TEST(a_fresh_answer_costs_no_request)
{
	size_t sent, fresh;

	start();
	site.fresh_s = 60;
	get("ok/1");
	must(fetch_flush(f, &engines_err));
	get("ok/1");
	ck_assert_str_eq(got.body.buf, "{\"ok\":true}");
	get("404/2");
	must(fetch_flush(f, &engines_err));
	get("404/2");
	ck_assert_int_eq(got.status, 404);
	fetch_counts(f, &sent, &fresh);
	ck_assert_uint_eq(sent, 2);
	ck_assert_uint_eq(fresh, 2);
	ask(&(struct fetch_want){.site = &site, .path = "ok/1", .again = true});
	ck_assert_int_eq(peer_hits(1), 2);
	/* Another process finds it, too; what the server says goes before our own rule. */
	fetch_free(f);
	must(fetch_new(&f, engines_db, 5, &hurry, &engines_err));
	get("ok/1");
	ck_assert_int_eq(peer_hits(1), 2);
	nginx_start(
		engines_dir(), "location / { add_header Cache-Control no-store; return 200 '{}'; }", false);
	use_base(nginx_url(""));
	get("a");
	must(fetch_flush(f, &engines_err));
	get("a");
	nginx_stop();
	ck_assert_uint_eq(nginx_logged(" 200 GET /a"), 2);
	site.fresh_s = 0;
	stop();
}
END_TEST

START_TEST(what_is_old_is_let_go)
{
	start();
	get("ok/1");
	fetch_free(f);
	engines_exec("UPDATE provider_cache SET fetched_at = '2001-01-01 00:00:00.000'");
	must(fetch_new(&f, engines_db, 5, &hurry, &engines_err));
	get("ok/2");
	fetch_free(f);
	must(fetch_new(&f, engines_db, 5, &hurry, &engines_err));
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM provider_cache"), 1);
	stop();
}
END_TEST

START_TEST(what_is_posted_is_not_kept)
{
	start();
	ask(&(struct fetch_want){.site = &site, .path = "ok/1", .json = "{\"apikey\":\"s3cret\"}"});
	ck_assert_str_eq(got.body.buf, "{\"ok\":true}");
	must(fetch_flush(f, &engines_err));
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM provider_cache"), 0);
	stop();
}
END_TEST

START_TEST(no_key_is_kept_or_said)
{
	const char *const headers[] = {"Authorization: Bearer t0psecret", NULL};
	struct fetch_want want = {
		.site = &site, .path = "ok/1?language=de", .secret = "api_key=k3y", .headers = headers};
	char *text;
	int i;

	start();
	ask(&want);
	must(fetch_flush(f, &engines_err));
	ck_assert_ptr_nonnull(strstr(peer_head(), "language=de&api_key=k3y HTTP"));
	text = engines_text("SELECT url FROM provider_cache");
	ck_assert_ptr_nonnull(strstr(text, "/ok/1?language=de"));
	ck_assert_ptr_null(strstr(text, "k3y"));
	free(text);
	want.path = "500/2";
	for (i = 0; i < FETCH_BREAK; i++) {
		ask(&want);
		ck_assert_ptr_null(strstr(got.err.msg.buf, "k3y"));
		ck_assert_ptr_null(strstr(got.err.msg.buf, "t0psecret"));
	}
	ck_assert_ptr_nonnull(strstr(said.buf, "TMDB is not asked"));
	ck_assert_ptr_null(strstr(said.buf, "k3y"));
	stop();
}
END_TEST

/* The limit, as the server sees it */

static void ask_many(const char *tail, int n)
{
	struct fetch_answer a = {.status = 0};
	struct strbuf path = STRBUF_INIT;
	void *tag;
	int i;

	for (i = 0; i < n; i++) {
		strbuf_clear(&path);
		strbuf_addf(&path, "a?%s%d", tail, i);
		fetch_start(f, &(struct fetch_want){.site = &site, .path = path.buf}, NULL);
	}
	for (i = 0; i < n; i++) {
		while (!fetch_next(f, &tag, &a))
			fetch_wait(f, NULL, 0, -1);
		if (a.status != 200)
			_exit(1);
		fetch_answer_release(&a);
	}
	strbuf_release(&path);
}

START_TEST(the_limit_holds_at_the_server)
{
	double at[200], now;
	const char *line;
	int i, n = 0, first = 0, status;
	pid_t pid[2];

	start();
	nginx_start(engines_dir(), "location / { return 200 '{}'; }", false);
	use_base(nginx_url(""));
	site.limit.rate = 20;
	fetch_free(f);
	f = NULL;
	for (i = 0; i < 2; i++) {
		pid[i] = engines_fork();
		if (pid[i])
			continue;
		engines_db = engines_open();
		must(fetch_new(&f, engines_db, 5, &hurry, &engines_err));
		ask_many(i ? "x" : "y", 18);
		fetch_free(f);
		_exit(0);
	}
	for (i = 0; i < 2; i++) {
		waitpid(pid[i], &status, 0);
		ck_assert_int_eq(status, 0);
	}
	nginx_stop();
	for (line = nginx_log(); *line; line = strchr(line, '\n') + 1) {
		ck_assert_int_eq(sscanf(line, "%lf", &now), 1);
		at[n++] = now;
		/* A tenth of a second is left for a server that was kept from running: "make bench" is
		 * strict. */
		while (now - at[first] >= 0.9)
			first++;
		ck_assert_int_le(n - first, 20);
	}
	ck_assert_int_eq(n, 36);
	site.limit.rate = 1000;
	stop();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {an_unchanged_answer_costs_no_write, a_fresh_answer_costs_no_request,
		a_429_holds_the_others, the_limit_holds_at_the_server};
	const TTest *const lite[] = {faults, retry_after_is_obeyed, elsewhere_and_certificates,
		a_provider_that_is_down_is_left_alone, many_at_once_break_it_once,
		a_refused_key_stops_the_provider, what_is_old_is_let_go, what_is_posted_is_not_kept,
		no_key_is_kept_or_said};
	Suite *s = suite_create("fetch");

	engines_add(s, "fetch", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	engines_add(s, "fetch", ENGINES_MIGRATED | ENGINES_SQLITE, lite, sizeof(lite) / sizeof(lite[0]));
	return engines_run(s);
}
