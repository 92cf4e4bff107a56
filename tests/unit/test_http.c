/*
 * The client against real servers on loopback: what it sends and reads, what it keeps, and what a server may
 * not do to it.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/process.h"
#include "harness/nginx.h"
#include "harness/peer.h"
#include "harness/scratch.h"
#include "net/address.h"
#include "net/http.h"

static struct http *client;
static struct http_answer got;

static void setup(void)
{
	scratch_setup();
	peer_start();
	client = http_new("metarr-test/1");
}

static void teardown(void)
{
	http_answer_release(&got);
	http_free(client);
	nginx_stop();
	peer_stop();
	scratch_teardown();
}

/* Waits for the next answer. */
static void *next(void)
{
	void *tag = NULL;

	http_answer_release(&got);
	while (!http_next(client, &tag, &got))
		http_wait(client, NULL, 0, -1);
	return tag;
}

static const struct http_answer *fetch(const struct http_want *want)
{
	http_start(client, want, &got);
	ck_assert_ptr_eq(next(), &got);
	ck_assert_uint_eq(http_pending(client), 0);
	return &got;
}

static const struct http_answer *get(const char *url)
{
	return fetch(&(struct http_want){.url = url, .most = 100000});
}

static void must_be(enum error_code code, const char *words)
{
	ck_assert_msg(got.err.code == code && strstr(got.err.msg.buf, words), "%s: %s",
		error_name(got.err.code), got.err.msg.buf);
	ck_assert_int_eq(got.status, 0);
	ck_assert_uint_eq(got.body.len, 0);
}

/* What is read */

START_TEST(an_answer_is_read)
{
	nginx_start(scratch(""),
		"location = /a { add_header Cache-Control 'public, max-age=300'; "
		"default_type 'application/json;charset=utf-8'; }",
		false);
	scratch_write("nginx/www/a", "{\"a\":1}");
	get(nginx_url("/a"));
	ck_assert_int_eq(got.status, 200);
	ck_assert_int_eq(got.err.code, ERR_NONE);
	ck_assert_str_eq(got.body.buf, "{\"a\":1}");
	ck_assert_str_eq(got.type, "application/json");
	ck_assert_int_eq(got.max_age, 300);
	ck_assert_int_eq(got.retry_after, -1);
	ck_assert_int_eq(got.length, 7);
	ck_assert_ptr_nonnull(got.etag);
	ck_assert_int_eq(got.etag[0], '"');
}
END_TEST

START_TEST(an_etag_saves_the_body)
{
	char *etag;

	nginx_start(scratch(""), "", false);
	scratch_write("nginx/www/a", "{\"a\":1}");
	etag = strdup(get(nginx_url("/a"))->etag);
	fetch(&(struct http_want){.url = nginx_url("/a"), .etag = etag});
	ck_assert_int_eq(got.status, 304);
	ck_assert_uint_eq(got.body.len, 0);
	ck_assert_str_eq(got.etag, etag);
	scratch_write("nginx/www/a", "{\"a\":22}");
	fetch(&(struct http_want){.url = nginx_url("/a"), .etag = etag});
	ck_assert_int_eq(got.status, 200);
	ck_assert_str_eq(got.body.buf, "{\"a\":22}");
	free(etag);
}
END_TEST

START_TEST(what_is_deflated_is_inflated)
{
	struct strbuf text = STRBUF_INIT;
	int i;

	nginx_start(scratch(""), "gzip on; gzip_types application/json; gzip_min_length 1;", false);
	for (i = 0; i < 1000; i++)
		strbuf_addf(&text, "{\"number\":%d}", i % 7);
	scratch_write("nginx/www/a", text.buf);
	get(nginx_url("/a"));
	ck_assert_str_eq(got.body.buf, text.buf);
	/* The cap is of what comes out of it. */
	fetch(&(struct http_want){.url = nginx_url("/a"), .most = 5000});
	must_be(ERR_TOO_LONG, "sends more than 5000 bytes");
	fetch(&(struct http_want){.url = nginx_url("/a"), .plain = true});
	ck_assert_int_eq(got.length, (int64_t)text.len);
	strbuf_release(&text);
}
END_TEST

START_TEST(when_to_come_again)
{
	get(peer_url("/429+7/0"));
	ck_assert_int_eq(got.status, 429);
	ck_assert_int_eq(got.retry_after, 7);
	get(peer_url("/503+date/0"));
	ck_assert_int_eq(got.status, 503);
	ck_assert(got.retry_after == 1 || got.retry_after == 2);
	get(peer_url("/503/0"));
	ck_assert_int_eq(got.retry_after, -1);
	ck_assert_ptr_nonnull(strstr(got.body.buf, "status_message"));
}
END_TEST

START_TEST(how_long_it_is_fresh)
{
	static const struct {
		const char *header;
		int64_t age;
	} cases[] = {{"max-age=60", 60}, {"public, Max-Age=\"7\"", 7}, {"no-store, max-age=60", 0},
		{"no-cache", 0}, {"private", -1}, {"max-age=x", 0}, {"max-age=-5", -1},
		{"max-age=99999999999999999999", -1}};
	struct strbuf lines = STRBUF_INIT;
	char path[16];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		strbuf_addf(&lines, "location = /%zu { add_header Cache-Control '%s'; return 200 '{}'; }\n",
			i, cases[i].header);
	nginx_start(scratch(""), lines.buf, false);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(path, sizeof(path), "/%zu", i);
		get(nginx_url(path));
		ck_assert_msg(
			got.max_age == cases[i].age, "%s: %lld", cases[i].header, (long long)got.max_age);
	}
	strbuf_release(&lines);
}
END_TEST

/* What is sent */

START_TEST(secrets_are_sent_and_not_shown)
{
	const char *const headers[] = {"Authorization: Bearer t0psecret", NULL};

	fetch(&(struct http_want){
		.url = peer_url("/ok/1?language=de"), .secret = "api_key=k3y", .headers = headers});
	ck_assert_str_eq(got.body.buf, "{\"ok\":true}");
	ck_assert_ptr_nonnull(strstr(peer_head(), "GET /ok/1?language=de&api_key=k3y HTTP/1.1\r\n"));
	ck_assert_ptr_nonnull(strstr(peer_head(), "\r\nAuthorization: Bearer t0psecret\r\n"));
	ck_assert_ptr_nonnull(strstr(peer_head(), "\r\nUser-Agent: metarr-test/1\r\n"));
	fetch(&(struct http_want){.url = peer_url("/reset/1"), .secret = "api_key=k3y", .headers = headers});
	must_be(ERR_PROVIDER, "no answer from 'http://127.0.0.1:");
	ck_assert_ptr_null(strstr(got.err.msg.buf, "k3y"));
	ck_assert_ptr_null(strstr(got.err.msg.buf, "t0psecret"));
}
END_TEST

START_TEST(a_body_is_posted)
{
	fetch(&(struct http_want){.url = peer_url("/ok/1"), .json = "{\"apikey\":\"x\"}"});
	ck_assert_int_eq(got.status, 200);
	ck_assert_ptr_nonnull(strstr(peer_head(), "POST /ok/1 HTTP/1.1\r\n"));
	ck_assert_ptr_nonnull(strstr(peer_head(), "\r\nContent-Type: application/json\r\n"));
}
END_TEST

START_TEST(no_header_smuggles_another)
{
	const char *const headers[] = {"X-A: b\r\nX-Evil: yes", NULL};

	fetch(&(struct http_want){
		.url = peer_url("/ok/1"), .headers = headers, .etag = "\"a\"\r\nX-Evil: yes"});
	ck_assert_int_eq(got.status, 200);
	ck_assert_ptr_null(strstr(peer_head(), "Evil"));
}
END_TEST

/* Connections */

static void fifty(const char *path)
{
	int i;

	for (i = 0; i < 50; i++) {
		get(nginx_url(path));
		ck_assert_int_eq(got.status, 200);
	}
}

/* How many connections the log knows. */
static int connections(void)
{
	const char *line;
	long last = -1, number;
	int n = 0;

	for (line = nginx_log(); *line; line = strchr(line, '\n') + 1) {
		ck_assert_int_eq(sscanf(line, "%*s %ld", &number), 1);
		n += number != last;
		last = number;
	}
	return n;
}

START_TEST(one_connection_is_kept)
{
	nginx_start(scratch(""), "", false);
	scratch_write("nginx/www/a", "{}");
	fifty("/a");
	nginx_stop();
	ck_assert_uint_eq(nginx_logged("200 GET /a HTTP/1.1"), 50);
	ck_assert_int_eq(connections(), 1);
}
END_TEST

START_TEST(one_tls_connection_carries_many_at_once)
{
	struct http_want want = {.url = NULL};
	int i, tags[40];

	nginx_start(scratch(""), "", true);
	scratch_write("nginx/www/a", "{}");
	http_free(client);
	setenv("SSL_CERT_FILE", nginx_certificate(), 1);
	client = http_new("metarr-test/1");
	unsetenv("SSL_CERT_FILE");
	want.url = nginx_url("/a");
	for (i = 0; i < 40; i++)
		http_start(client, &want, &tags[i]);
	for (i = 0; i < 40; i++) {
		next();
		ck_assert_msg(got.status == 200, "%s", got.err.msg.buf);
	}
	nginx_stop();
	ck_assert_uint_eq(nginx_logged("200 GET /a HTTP/2.0"), 40);
	ck_assert_int_eq(connections(), 1);
}
END_TEST

START_TEST(a_certificate_must_verify)
{
	nginx_start(scratch(""), "location / { return 200 '{}'; }", true);
	get(nginx_url("/a"));
	must_be(ERR_UNTRUSTED, "the certificate of 'https://127.0.0.1:");
}
END_TEST

START_TEST(many_at_once_come_as_they_are_ready)
{
	struct http_want slow = {.url = peer_url("/silent/1"), .total_ms = 300};
	struct http_want fast = {.url = peer_url("/ok/2")};
	int a, b;

	http_start(client, &slow, &a);
	http_start(client, &fast, &b);
	ck_assert_uint_eq(http_pending(client), 2);
	ck_assert_ptr_eq(next(), &b);
	ck_assert_int_eq(got.status, 200);
	ck_assert_ptr_eq(next(), &a);
	must_be(ERR_TIMEOUT, "did not answer in time");
	http_start(client, &slow, &a); /* given up at the end */
	ck_assert_uint_eq(http_pending(client), 1);
}
END_TEST

START_TEST(waiting_looks_at_other_descriptors)
{
	struct http_want silent = {.url = peer_url("/silent/1")};
	struct pollfd fds[2] = {{.fd = -1, .events = POLLIN}, {.events = POLLIN}};
	int64_t start = process_clock();
	int ends[2], tag;

	ck_assert_int_eq(pipe(ends), 0);
	fds[1].fd = ends[0];
	http_start(client, &silent, &tag);
	http_wait(client, fds, 2, 30);
	ck_assert_int_eq(fds[1].revents, 0);
	ck_assert_int_eq(write(ends[1], "x", 1), 1);
	while (!fds[1].revents)
		http_wait(client, fds, 2, -1);
	ck_assert_int_eq(fds[1].revents & POLLIN, POLLIN);
	ck_assert_int_eq(fds[0].revents, 0);
	ck_assert_int_lt(process_clock() - start, 20000);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

/* Faults */

START_TEST(faults_have_their_codes)
{
	static const struct {
		const char *path;
		enum error_code code;
		const char *words;
	} faults[] = {
		{"/reset/1", ERR_PROVIDER, "no answer from"},
		{"/short/1", ERR_PROVIDER, "no answer from"},
		{"/garbage/1", ERR_PROVIDER, "no answer from"},
		{"/endless/1", ERR_TOO_LONG, "sends more than 100000 bytes"},
		{"/heads/1", ERR_TOO_LONG, "bytes of headers"},
	};
	size_t i;

	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		get(peer_url(faults[i].path));
		must_be(faults[i].code, faults[i].words);
	}
	fetch(&(struct http_want){.url = peer_url("/slow/1"), .total_ms = 400});
	must_be(ERR_TIMEOUT, "in time");
	fetch(&(struct http_want){.url = peer_url("/slow/1"), .idle_s = 1});
	must_be(ERR_TIMEOUT, "in time");
	peer_stop();
	get(peer_url("/ok/1"));
	must_be(ERR_PROVIDER, "no answer from");
	peer_start();
}
END_TEST

START_TEST(what_is_no_address)
{
	static const char *const urls[] = {
		"", "x", "ftp://127.0.0.1/a", "file:///etc/passwd", "http://", "gopher://127.0.0.1:70/1"};
	size_t i;

	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		get(urls[i]);
		ck_assert_msg(got.err.code == ERR_BAD_VALUE || got.err.code == ERR_PROVIDER, "%s: %s",
			urls[i], error_name(got.err.code));
		ck_assert_int_eq(got.status, 0);
	}
}
END_TEST

/* Redirects */

START_TEST(redirects_within_the_host_are_followed)
{
	const char *const headers[] = {"Authorization: Bearer secret", NULL};

	nginx_start(scratch(""),
		"location = /a { return 301 /b?x=1; }\n"
		"location = /b { return 302 $scheme://127.0.0.1:$server_port/c; }\n"
		"location = /c { return 200 '$http_authorization $args'; }\n"
		"location = /loop { return 307 /loop; }\n"
		"location = /nowhere { return 301; }\n",
		false);
	fetch(&(struct http_want){.url = nginx_url("/a"), .headers = headers, .secret = "api_key=1"});
	ck_assert_str_eq(got.body.buf, "Bearer secret api_key=1");
	get(nginx_url("/loop"));
	must_be(ERR_UNTRUSTED, "sends on more than 5 times");
	get(nginx_url("/nowhere"));
	ck_assert(got.err.code != ERR_NONE);
	fetch(&(struct http_want){.url = nginx_url("/a"), .json = "{}"});
	must_be(ERR_UNTRUSTED, "was posted on to elsewhere");
}
END_TEST

START_TEST(redirects_to_elsewhere_are_not)
{
	const char *const hosts[] = {"images.example.org", "localhost", NULL};
	const char *const headers[] = {"Authorization: Bearer secret", NULL};
	struct strbuf lines = STRBUF_INIT;

	strbuf_addf(&lines,
		"location = /host { return 301 http://example.org/; }\n"
		"location = /file { return 301 file:///etc/passwd; }\n"
		"location = /ftp { return 301 ftp://127.0.0.1/x; }\n"
		"location = /named { return 301 http://localhost:%s; }\n",
		strrchr(peer_url("/ok/3"), ':') + 1);
	nginx_start(scratch(""), lines.buf, false);
	get(nginx_url("/host"));
	must_be(ERR_UNTRUSTED, "sends on to another host, 'example.org'");
	get(nginx_url("/file"));
	ck_assert_int_eq(got.err.code, ERR_UNTRUSTED);
	get(nginx_url("/ftp"));
	must_be(ERR_UNTRUSTED, "from http to ftp");
	get(nginx_url("/named"));
	must_be(ERR_UNTRUSTED, "another host, 'localhost'");
	/* One that is named may be gone to, without what is only for the first. */
	fetch(&(struct http_want){.url = nginx_url("/named"),
		.hosts = hosts,
		.headers = headers,
		.secret = "api_key=1",
		.etag = "\"e\""});
	ck_assert_msg(got.status == 200, "%s", got.err.msg.buf);
	ck_assert_int_eq(peer_hits(3), 1);
	ck_assert_ptr_null(strstr(peer_head(), "secret"));
	ck_assert_ptr_null(strstr(peer_head(), "api_key"));
	ck_assert_ptr_nonnull(strstr(peer_head(), "If-None-Match: \"e\""));
	strbuf_release(&lines);
}
END_TEST

START_TEST(rules_of_redirects)
{
	const char *const hosts[] = {"b.example", NULL};
	struct error err = ERROR_INIT;

#define GO(first, from, to) address_redirect(first, from, to, hosts, &err)
	ck_assert_int_eq(GO("https://a.example/x", "https://a.example/x", "https://A.example/y"), 0);
	ck_assert_int_eq(GO("http://a.example/x", "http://a.example/x", "https://a.example/y"), 0);
	ck_assert_int_eq(GO("https://a.example/x", "https://a.example/x", "http://a.example/y"), -1);
	ck_assert_str_eq(err.msg.buf, "'https://a.example/x' sends on from https to http");
	ck_assert_int_eq(GO("https://a.example/x", "https://a.example/x", "https://b.example/y"), 0);
	ck_assert_int_eq(GO("https://a.example/x", "https://b.example/y", "https://a.example/"), 0);
	ck_assert_int_eq(GO("https://a.example/x", "https://a.example/x", "https://b.example.evil/"), -1);
	ck_assert_int_eq(GO("https://a.example/x", "https://a.example/x", "https://a.example@evil/"), -1);
	ck_assert_int_eq(GO("https://a.example/x", "https://a.example/x", "//evil/"), -1);
	error_release(&err);
}
END_TEST

START_TEST(addresses_as_people_write_them)
{
	static const char *const written[][2] = {{"https://x/a.jpg?b=c#d", "https://x/a.jpg?b=c#d"},
		{"\n https://x/a b.jpg \t", "https://x/a%20b.jpg"},
		{"https://x/a%20b.jpg", "https://x/a%20b.jpg"}, {"https://x/a\nb.jpg", "https://x/ab.jpg"},
		{"https:\\\\x\\a?b=\\", "https://x/a?b=%5C"},
		{"https://x/\xc3\xbc\"<>^`\x01{|}\x7f", "https://x/%C3%BC%22%3C%3E%5E%60%01%7B%7C%7D%7F"},
		{"https://x/[100%]'~!$&()*+,;=:@", "https://x/[100%]'~!$&()*+,;=:@"}, {" ", ""}, {"", ""}};
	struct strbuf out = STRBUF_INIT;
	size_t i;

	for (i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
		strbuf_clear(&out);
		address_tidy(&out, written[i][0]);
		ck_assert_str_eq(out.buf, written[i][1]);
	}
	strbuf_release(&out);
}
END_TEST

START_TEST(private_addresses)
{
	static const char *const at_home[] = {"127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255",
		"192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
		"::1", "::", "fe80::1", "fd00::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
		"::ffff:192.168.1.1", "64:ff9b::7f00:1"};
	static const char *const outside[] = {"8.8.8.8", "172.15.0.1", "172.32.0.1", "192.169.0.1",
		"100.128.0.1", "169.253.0.1", "11.0.0.1", "2001:db8::1", "::ffff:8.8.8.8", "64:ff9b::808:808",
		"no address"};
	size_t i;

	for (i = 0; i < sizeof(at_home) / sizeof(at_home[0]); i++)
		ck_assert_msg(address_text_private(at_home[i]), "%s", at_home[i]);
	for (i = 0; i < sizeof(outside) / sizeof(outside[0]); i++)
		ck_assert_msg(!address_text_private(outside[i]), "%s", outside[i]);
	/* An address that somebody else gave us does not lead to our own network. */
	fetch(&(struct http_want){.url = peer_url("/ok/4"), .foreign = true});
	must_be(ERR_UNTRUSTED, "leads to an address of the private network");
	ck_assert_int_eq(peer_hits(4), 0);
	/* Nor over a connection that is there. */
	nginx_start(scratch(""), "location / { return 200 '{}'; }", false);
	get(nginx_url("/a"));
	fetch(&(struct http_want){.url = nginx_url("/a"), .foreign = true});
	must_be(ERR_UNTRUSTED, "private network");
}
END_TEST

/* What a proxy is asked for is not seen by its address: the URL itself is looked at. */
START_TEST(private_addresses_behind_a_proxy)
{
	static const char *const at_home[] = {"http://192.168.7.7/a", "http://[::1]:80/a",
		"http://localhost/a", "http://[fd00::1]/a", "http://169.254.169.254/latest"};
	size_t i;

	nginx_start(scratch(""), "location / { return 200 '{}'; }", false);
	http_free(client);
	setenv("http_proxy", nginx_url(""), 1);
	client = http_new("metarr-test/1");
	for (i = 0; i < sizeof(at_home) / sizeof(at_home[0]); i++) {
		fetch(&(struct http_want){.url = at_home[i], .foreign = true});
		must_be(ERR_UNTRUSTED, "leads to an address of the private network");
	}
	fetch(&(struct http_want){.url = "http://pictures.invalid/a", .foreign = true});
	ck_assert_int_eq(got.status, 200);
	unsetenv("http_proxy");
	nginx_stop();
	ck_assert_uint_eq(nginx_logged("GET"), 1);
}
END_TEST

/* Downloads */

struct file {
	struct strbuf bytes;
	int status;
	bool full;
};

static int keep(const struct http_answer *a, const void *data, size_t len, void *ctx, struct error *err)
{
	struct file *f = ctx;

	if (f->full)
		return error_set(err, ERR_NO_SPACE, "no room");
	if (a->status != f->status && a->status == 200)
		strbuf_clear(&f->bytes);
	f->status = a->status;
	strbuf_add(&f->bytes, data, len);
	return 0;
}

START_TEST(a_download_goes_on)
{
	struct file f = {STRBUF_INIT, 0, false};
	struct http_want want = {.most = 1 << 20, .plain = true, .write = keep, .ctx = &f};
	struct strbuf all = STRBUF_INIT;
	char *etag;
	int i;

	for (i = 0; i < 30000; i++)
		strbuf_addf(&all, "%d", i);
	nginx_start(scratch(""), "default_type image/jpeg;", false);
	scratch_write("nginx/www/p.jpg", all.buf);
	want.url = nginx_url("/p.jpg");
	fetch(&want);
	ck_assert_int_eq(got.status, 200);
	ck_assert_str_eq(got.type, "image/jpeg");
	ck_assert_int_eq(got.length, (int64_t)all.len);
	ck_assert_uint_eq(got.body.len, 0);
	ck_assert_str_eq(f.bytes.buf, all.buf);
	etag = strdup(got.etag);

	strbuf_setlen(&f.bytes, 777);
	want.from = 777;
	want.from_etag = etag;
	fetch(&want);
	ck_assert_int_eq(got.status, 206);
	ck_assert_int_eq(got.length, (int64_t)all.len);
	ck_assert_str_eq(f.bytes.buf, all.buf);

	/* Another picture by now: all of it comes. */
	strbuf_setlen(&f.bytes, 777);
	want.from_etag = "\"old\"";
	fetch(&want);
	ck_assert_int_eq(got.status, 200);
	ck_assert_str_eq(f.bytes.buf, all.buf);

	f.full = true;
	fetch(&want);
	must_be(ERR_NO_SPACE, "no room");
	f.full = false;
	want.from = 0;
	want.most = 5000;
	fetch(&want);
	must_be(ERR_TOO_LONG, "sends more than 5000 bytes");
	want.url = nginx_url("/gone.jpg");
	strbuf_clear(&f.bytes);
	fetch(&want);
	ck_assert_int_eq(got.status, 404);
	ck_assert_uint_eq(f.bytes.len, 0);
	free(etag);
	strbuf_release(&all);
	strbuf_release(&f.bytes);
}
END_TEST

START_TEST(hosts)
{
	ck_assert(http_same_host("https://A.example/x", "http://a.example:81/y?z"));
	ck_assert(!http_same_host("https://a.example/x", "https://b.example/x"));
	ck_assert(!http_same_host("https://a.example/x", "x"));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {an_answer_is_read, an_etag_saves_the_body, what_is_deflated_is_inflated,
		when_to_come_again, how_long_it_is_fresh, secrets_are_sent_and_not_shown, a_body_is_posted,
		no_header_smuggles_another, one_connection_is_kept, one_tls_connection_carries_many_at_once,
		a_certificate_must_verify, many_at_once_come_as_they_are_ready,
		waiting_looks_at_other_descriptors, faults_have_their_codes, what_is_no_address,
		redirects_within_the_host_are_followed, redirects_to_elsewhere_are_not, rules_of_redirects,
		addresses_as_people_write_them, private_addresses, private_addresses_behind_a_proxy,
		a_download_goes_on, hosts};
	Suite *s = suite_create("http");
	TCase *tc = tcase_create("http");
	SRunner *runner;
	size_t i;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(s, tc);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
