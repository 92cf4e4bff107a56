/*
 * The desk against real servers: works wait for what they asked for and come out in their order, questions
 * are shared, keys go where they belong, TVDB's token is kept and renewed, and an answer that is of no use
 * fails its work alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "core/log.h"
#include "core/path.h"
#include "harness/engines.h"
#include "harness/nginx.h"
#include "harness/peer.h"
#include "provider/desk.h"

static struct session session;
static struct desk *desk;
static struct strbuf said = STRBUF_INIT;

static void hear(enum log_level level, const char *line, void *ctx)
{
	(void)ctx;
	if (level <= LOG_LEVEL_WARN)
		strbuf_addf(&said, "%s\n", line);
}

static void conf(enum conf_key key, const char *value)
{
	must(conf_set(&session.conf, key, value, "test", &engines_err));
}

static void conf_base(enum conf_key key, const char *url)
{
	conf(key, url);
}

static void start(void)
{
	struct strbuf dir = STRBUF_INIT;

	log_set_sink(hear, NULL);
	strbuf_addf(&dir, "%s/run", engines_dir());
	mkdir(dir.buf, 0700);
	setenv("XDG_RUNTIME_DIR", dir.buf, 1);
	strbuf_release(&dir);
	memset(&session, 0, sizeof(session));
	session.db = engines_db;
	peer_start();
	conf(CONF_TMDB_KEY, "head.body.sign");
	conf(CONF_TMDB_RATE, "2000");
	conf(CONF_TVDB_RATE, "2000");
	conf(CONF_FANARTTV_RATE, "2000");
	conf(CONF_TVMAZE_RATE, "2000");
	conf_base(CONF_TMDB_URL, peer_url("/"));
	conf_base(CONF_TVDB_URL, peer_url(""));
	conf_base(CONF_FANARTTV_URL, peer_url(""));
	conf_base(CONF_TVMAZE_URL, peer_url(""));
}

static void open_desk(void)
{
	must(desk_new(&desk, &session, 5, &engines_err));
}

static void stop(void)
{
	desk_free(desk);
	conf_release(&session.conf);
	peer_stop();
	nginx_stop();
	strbuf_release(&said);
}

/* A work that asks one thing after the other. */
struct task {
	enum provider_id provider;
	const char *paths[3];
	int runs;
	int64_t seen;
};

static enum ask_state one_by_one(struct ask *a, void *job, struct error *err)
{
	struct task *t = job;
	enum ask_state how = ASK_ANSWERED;
	const cJSON *json;
	bool good;
	int i;

	t->runs++;
	t->seen = 0;
	for (i = 0; i < 3 && t->paths[i]; i++) {
		how = ask_get(a, t->provider, t->paths[i], &json, err);
		if (how != ASK_ANSWERED)
			return how;
		t->seen += json_bool(json, "ok", &good) && good;
	}
	return how;
}

static enum ask_state all_at_once(struct ask *a, void *job, struct error *err)
{
	struct task *t = job;
	enum ask_state how, worst = ASK_ANSWERED;
	const cJSON *json;
	int i;

	t->runs++;
	for (i = 0; i < 3 && t->paths[i]; i++) {
		how = ask_get(a, t->provider, t->paths[i], &json, err);
		if (how == ASK_FAILED)
			return how;
		if (how == ASK_WAITING)
			worst = how;
	}
	return worst;
}

static enum ask_state next(struct task **t)
{
	enum ask_state how = ASK_WAITING;
	void *job = NULL;

	ck_assert_int_eq(desk_next(desk, -1, -1, &job, &how, &engines_err), 1);
	*t = job;
	return how;
}

static enum ask_state do_one(desk_fn fn, struct task *t)
{
	struct task *out;
	enum ask_state how;

	desk_add(desk, fn, t);
	how = next(&out);
	ck_assert_ptr_eq(out, t);
	ck_assert_uint_eq(desk_pending(desk), 0);
	return how;
}

#define TASK(p, ...)                                                                                         \
	(struct task)                                                                                        \
	{                                                                                                    \
		.provider = (p), .paths = { __VA_ARGS__ }                                                    \
	}

START_TEST(a_work_runs_until_it_knows_all)
{
	struct task t = TASK(PROVIDER_TMDB, "ok/1", "ok/2", "ok/3"),
		    u = TASK(PROVIDER_TMDB, "ok/4", "ok/5", "ok/1");
	struct task gone = TASK(PROVIDER_TMDB, "404/6");

	start();
	open_desk();
	ck_assert_int_eq(do_one(one_by_one, &t), ASK_ANSWERED);
	ck_assert_int_eq(t.seen, 3);
	ck_assert_int_eq(t.runs, 4);
	/* What is asked for together goes out together, and what was answered is not asked again. */
	ck_assert_int_eq(do_one(all_at_once, &u), ASK_ANSWERED);
	ck_assert_int_le(u.runs, 2);
	ck_assert_int_eq(peer_hits(1), 1);
	ck_assert_int_eq(do_one(one_by_one, &gone), ASK_NOTHING);
	ck_assert_int_eq(do_one(one_by_one, &gone), ASK_NOTHING);
	ck_assert_int_eq(peer_hits(6), 1);
	ck_assert_ptr_nonnull(strstr(peer_head(), "GET /404/6 HTTP"));
	ck_assert_uint_eq(said.len, 0);
	stop();
}
END_TEST

START_TEST(works_come_out_in_their_order)
{
	struct task slow = TASK(PROVIDER_TMDB, "503+2/1/1"), fast = TASK(PROVIDER_TMDB, "ok/2"),
		    same = TASK(PROVIDER_TMDB, "503+2/1/1", "ok/2"), *out;
	enum ask_state how;
	void *job;

	start();
	open_desk();
	desk_add(desk, one_by_one, &slow);
	desk_add(desk, one_by_one, &fast);
	desk_add(desk, one_by_one, &same);
	/* The second one is done, and not handed out before the first. */
	do
		ck_assert_int_eq(desk_next(desk, 20, -1, &job, &how, &engines_err), 0);
	while (fast.runs < 2);
	ck_assert_uint_eq(desk_pending(desk), 3);
	ck_assert_int_eq(next(&out), ASK_ANSWERED);
	ck_assert_ptr_eq(out, &slow);
	ck_assert_int_eq(next(&out), ASK_ANSWERED);
	ck_assert_ptr_eq(out, &fast);
	ck_assert_int_eq(next(&out), ASK_ANSWERED);
	ck_assert_ptr_eq(out, &same);
	ck_assert_int_eq(peer_hits(1), 2);
	ck_assert_int_eq(peer_hits(2), 1);
	ck_assert_int_eq(desk_next(desk, -1, -1, &job, &how, &engines_err), 0);
	stop();
}
END_TEST

START_TEST(it_waits_for_input_too)
{
	struct task t = TASK(PROVIDER_TMDB, "silent/1");
	enum ask_state how;
	void *job;
	int ends[2];

	start();
	open_desk();
	ck_assert_int_eq(pipe(ends), 0);
	desk_add(desk, one_by_one, &t);
	ck_assert_int_eq(write(ends[1], "x", 1), 1);
	ck_assert_int_eq(desk_next(desk, -1, ends[0], &job, &how, &engines_err), 0);
	ck_assert_uint_eq(desk_pending(desk), 1);
	close(ends[0]);
	close(ends[1]);
	stop();
}
END_TEST

START_TEST(answers_of_no_use)
{
	static const char *const paths[] = {"broken/1", "null/2", "text/3", "html/4", "400/5"};
	struct task t, list = TASK(PROVIDER_TMDB, "list/6");
	size_t i;

	start();
	open_desk();
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		t = TASK(PROVIDER_TMDB, paths[i]);
		ck_assert_msg(do_one(one_by_one, &t) == ASK_FAILED, "%s", paths[i]);
		ck_assert_msg(engines_err.code == ERR_BAD_ANSWER, "%s: %s", paths[i], engines_err.msg.buf);
		/* A question stays failed while the work lasts. */
		ck_assert_int_eq(do_one(one_by_one, &t), ASK_FAILED);
		ck_assert_int_eq(peer_hits((int)i + 1), 1);
	}
	ck_assert_int_eq(do_one(one_by_one, &list), ASK_ANSWERED);
	ck_assert_int_eq(list.seen, 0);
	desk_free(desk);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM provider_cache"), 1);
	open_desk();
	stop();
}
END_TEST

/* Keys */

START_TEST(keys_go_where_they_belong)
{
	struct task film = TASK(PROVIDER_TMDB, "ok/1?language=de"), other = TASK(PROVIDER_TMDB, "ok/2"),
		    art = TASK(PROVIDER_FANARTTV, "ok/3"), show = TASK(PROVIDER_TVMAZE, "ok/4");
	char *urls;

	start();
	conf(CONF_FANARTTV_KEY, "project");
	conf(CONF_FANARTTV_CLIENT_KEY, "person");
	open_desk();
	ck_assert_int_eq(do_one(one_by_one, &film), ASK_ANSWERED);
	ck_assert_ptr_nonnull(strstr(peer_head(), "GET /ok/1?language=de HTTP"));
	ck_assert_ptr_nonnull(strstr(peer_head(), "\r\nAuthorization: Bearer head.body.sign\r\n"));
	ck_assert_int_eq(do_one(one_by_one, &art), ASK_ANSWERED);
	ck_assert_ptr_nonnull(strstr(peer_head(), "\r\napi-key: project\r\n"));
	ck_assert_ptr_nonnull(strstr(peer_head(), "\r\nclient-key: person\r\n"));
	ck_assert_int_eq(do_one(one_by_one, &show), ASK_ANSWERED);
	ck_assert_ptr_null(strstr(peer_head(), "Authorization"));
	desk_free(desk);
	conf(CONF_TMDB_KEY, "0123456789abcdef0123456789abcdef");
	open_desk();
	ck_assert_int_eq(do_one(one_by_one, &other), ASK_ANSWERED);
	ck_assert_ptr_nonnull(strstr(peer_head(), "GET /ok/2?api_key=0123456789abcdef0123456789abcdef HTTP"));
	ck_assert_ptr_null(strstr(peer_head(), "Authorization"));
	desk_free(desk);
	urls = engines_text("SELECT MAX(url) || MIN(url) FROM provider_cache");
	ck_assert_ptr_null(strstr(urls, "0123456789abcdef"));
	free(urls);
	open_desk();
	stop();
}
END_TEST

START_TEST(without_a_key_nobody_is_asked)
{
	struct task art = TASK(PROVIDER_FANARTTV, "ok/1"), more = TASK(PROVIDER_FANARTTV, "ok/2");

	start();
	open_desk();
	ck_assert(desk_asks(desk, PROVIDER_TMDB));
	ck_assert(desk_asks(desk, PROVIDER_TVMAZE));
	ck_assert(!desk_asks(desk, PROVIDER_FANARTTV));
	ck_assert(!desk_asks(desk, PROVIDER_TVDB));
	ck_assert_int_eq(do_one(one_by_one, &art), ASK_NOTHING);
	ck_assert_int_eq(do_one(one_by_one, &more), ASK_NOTHING);
	ck_assert_str_eq(said.buf, "fanart.tv is not asked: there is no key for it (fanarttv_key)\n");
	ck_assert_int_eq(peer_hits(1) + peer_hits(2), 0);
	ck_assert_int_eq(desk_check(desk, PROVIDER_FANARTTV, &engines_err), DESK_NO_KEY);
	stop();
}
END_TEST

/* TVDB */

#define TVDB(token)                                                                                          \
	"location = /v4/login { return 200 '{\"status\":\"success\",\"data\":{\"token\":\"" token            \
	"\"}}'; }\n"                                                                                         \
	"location /v4/ { if ($http_authorization != 'Bearer " token "') { return 401 '{}'; } return 200 "    \
	"'{\"ok\":true}'; }\n"

static void start_tvdb(const char *lines)
{
	nginx_start(engines_dir(), lines, false);
	conf(CONF_TVDB_KEY, "key");
	conf_base(CONF_TVDB_URL, nginx_url("/v4"));
}

/* The file of the token. */
static const char *token_file(void)
{
	static struct strbuf path = STRBUF_INIT;
	struct strbuf out = STRBUF_INIT;
	FILE *p;
	char line[512];

	strbuf_clear(&path);
	strbuf_addf(&out, "ls %s/run/metarr/tvdb-* 2>&1", engines_dir());
	p = popen(out.buf, "r");
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), p));
	ck_assert_int_eq(pclose(p), 0);
	strbuf_addf(&path, "%.*s", (int)strcspn(line, "\n"), line);
	strbuf_release(&out);
	return path.buf;
}

START_TEST(a_token_is_got_once)
{
	struct task t = TASK(PROVIDER_TVDB, "a", "b", "c"), u = TASK(PROVIDER_TVDB, "d");
	struct strbuf text = STRBUF_INIT;
	struct stat st;

	start();
	start_tvdb(TVDB("t1"));
	open_desk();
	ck_assert_int_eq(do_one(all_at_once, &t), ASK_ANSWERED);
	ck_assert_int_eq(stat(token_file(), &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	must(file_read(token_file(), 100, &text, &engines_err));
	ck_assert_str_eq(text.buf, "t1");
	desk_free(desk);
	/* Another process finds it. */
	open_desk();
	ck_assert_int_eq(do_one(one_by_one, &u), ASK_ANSWERED);
	nginx_stop();
	ck_assert_uint_eq(nginx_logged("POST /v4/login"), 1);
	ck_assert_uint_eq(nginx_logged("200 GET /v4/"), 4);
	ck_assert_uint_eq(nginx_logged(" 401 "), 0);
	ck_assert_ptr_null(strstr(engines_dir(), "t1"));
	strbuf_release(&text);
	stop();
}
END_TEST

START_TEST(a_token_that_expired_is_renewed_once)
{
	struct task t = TASK(PROVIDER_TVDB, "a", "b", "c"), u = TASK(PROVIDER_TVDB, "d", "e");

	start();
	start_tvdb(TVDB("t1"));
	open_desk();
	ck_assert_int_eq(do_one(one_by_one, &u), ASK_ANSWERED);
	/* What is in the file does not do any more. */
	must(file_write(token_file(), "old", 3, NULL, NULL, &engines_err));
	desk_free(desk);
	open_desk();
	ck_assert_int_eq(do_one(all_at_once, &t), ASK_ANSWERED);
	nginx_stop();
	ck_assert_uint_eq(nginx_logged("POST /v4/login"), 2);
	ck_assert_uint_eq(nginx_logged(" 401 GET /v4/"), 3);
	ck_assert_uint_eq(nginx_logged(" 200 GET /v4/"), 5);
	ck_assert_uint_eq(said.len, 0);
	stop();
}
END_TEST

START_TEST(a_token_that_is_never_taken)
{
	struct task t = TASK(PROVIDER_TVDB, "a");

	start();
	start_tvdb("location = /v4/login { return 200 '{\"data\":{\"token\":\"t1\"}}'; }\n"
		   "location /v4/ { return 401 '{}'; }\n");
	open_desk();
	ck_assert_int_eq(do_one(one_by_one, &t), ASK_FAILED);
	ck_assert_int_eq(engines_err.code, ERR_CONFIG);
	nginx_stop();
	ck_assert_uint_eq(nginx_logged("POST /v4/login"), 2);
	ck_assert_uint_eq(nginx_logged(" 401 GET /v4/a"), 2);
	stop();
}
END_TEST

START_TEST(logins_that_fail)
{
	static const struct {
		const char *lines;
		enum error_code code;
	} cases[] = {
		{"location / { return 401 '{}'; }", ERR_CONFIG},
		{"location / { return 200 '{\"data\":null}'; }", ERR_BAD_ANSWER},
		{"location / { return 200 '{\"data\":{\"token\":7}}'; }", ERR_BAD_ANSWER},
		{"location / { return 200 '{\"data\":{\"token\":\"a b\"}}'; }", ERR_BAD_ANSWER},
		{"location / { return 200 '{'; }", ERR_BAD_ANSWER},
		{"location / { return 404 '{}'; }", ERR_BAD_ANSWER},
	};
	struct task t[2];
	struct task *out;
	size_t i;

	start();
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		start_tvdb(cases[i].lines);
		open_desk();
		t[0] = TASK(PROVIDER_TVDB, "a");
		t[1] = TASK(PROVIDER_TVDB, "b");
		desk_add(desk, one_by_one, &t[0]);
		desk_add(desk, one_by_one, &t[1]);
		ck_assert_int_eq(next(&out), ASK_FAILED);
		ck_assert_msg(engines_err.code == cases[i].code, "%zu: %s", i, engines_err.msg.buf);
		ck_assert_int_eq(next(&out), ASK_FAILED);
		ck_assert_int_eq(engines_err.code, cases[i].code);
		nginx_stop();
		ck_assert_uint_eq(nginx_logged("POST /v4/login"), i + 1); /* one log for all */
		desk_free(desk);
	}
	open_desk();
	stop();
}
END_TEST

START_TEST(providers_are_checked)
{
	start();
	nginx_start(engines_dir(),
		"location = /v4/login { return 200 '{\"data\":{\"token\":\"t1\"}}'; }\n"
		"location = /3/configuration { return 401 '{}'; }\n"
		"location = /shows/1 { return 200 '{}'; }\n",
		false);
	conf(CONF_TVDB_KEY, "key");
	conf_base(CONF_TVDB_URL, nginx_url("/v4"));
	conf_base(CONF_TMDB_URL, nginx_url("/3"));
	conf_base(CONF_TVMAZE_URL, nginx_url(""));
	conf(CONF_FANARTTV_KEY, "k");
	conf_base(CONF_FANARTTV_URL, peer_url("/422/1"));
	open_desk();
	ck_assert_int_eq(desk_check(desk, PROVIDER_TVMAZE, &engines_err), DESK_GOOD);
	ck_assert_int_eq(desk_check(desk, PROVIDER_TVDB, &engines_err), DESK_GOOD);
	ck_assert_int_eq(desk_check(desk, PROVIDER_TMDB, &engines_err), DESK_REFUSED);
	ck_assert_str_eq(engines_err.msg.buf, "TMDB does not take the key (401)");
	ck_assert_int_eq(desk_check(desk, PROVIDER_FANARTTV, &engines_err), DESK_UNREACHED);
	ck_assert_int_eq(peer_hits(1), 1);
	stop();
}
END_TEST

/* Many answers, and long ones, fit into what is allowed. */
START_TEST(the_memo_has_its_bounds)
{
	struct strbuf text = STRBUF_INIT, path = STRBUF_INIT, file = STRBUF_INIT;
	struct task t[40];
	char paths[40][8];
	struct task *out;
	int i;

	start();
	strbuf_addstr(&text, "{\"ok\":true,\"list\":[");
	while (text.len < 2500000) /* longer than a record may be */
		strbuf_addstr(&text, "\"0123456789012345678901234567890123456789\",");
	strbuf_addstr(&text, "0]}");
	nginx_start(engines_dir(), "gzip on; gzip_types application/json; location / { try_files /a =404; }",
		false);
	strbuf_addf(&file, "%s/nginx/www/a", engines_dir());
	must(file_write(file.buf, text.buf, text.len, NULL, NULL, &engines_err));
	conf_base(CONF_TMDB_URL, nginx_url(""));
	open_desk();
	for (i = 0; i < 40; i++) {
		snprintf(paths[i], sizeof(paths[i]), "p%d", i);
		t[i] = TASK(PROVIDER_TMDB, paths[i]);
		desk_add(desk, one_by_one, &t[i]);
	}
	for (i = 0; i < 40; i++) {
		ck_assert_int_eq(next(&out), ASK_ANSWERED);
		ck_assert_int_eq(out->seen, 1);
	}
	strbuf_release(&text);
	strbuf_release(&path);
	strbuf_release(&file);
	stop();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {a_work_runs_until_it_knows_all, works_come_out_in_their_order};
	const TTest *const lite[] = {it_waits_for_input_too, answers_of_no_use, keys_go_where_they_belong,
		without_a_key_nobody_is_asked, a_token_is_got_once, a_token_that_expired_is_renewed_once,
		a_token_that_is_never_taken, logins_that_fail, providers_are_checked,
		the_memo_has_its_bounds};
	Suite *s = suite_create("desk");

	engines_add(s, "desk", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	engines_add(s, "desk", ENGINES_MIGRATED | ENGINES_SQLITE, lite, sizeof(lite) / sizeof(lite[0]));
	return engines_run(s);
}
