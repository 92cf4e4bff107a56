/* One request: its handle, what comes, and what becomes of it; see http.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alloc.h"
#include "core/inflate.h"
#include "net/address.h"
#include "net/http_parts.h"

#define MOST_BODY (16 * 1024 * 1024)

static bool is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* Whether this hop may not lead to a private address. */
static bool fenced(const struct http_request *r)
{
	return !r->http->proxied && (r->want.foreign || (r->hops && !r->first_private));
}

static int refuse_private(struct http_request *r)
{
	return error_set(
		&r->answer.err, ERR_UNTRUSTED, "'%s' leads to an address of the private network", r->url);
}

bool http_request_refused(struct http_request *r)
{
	if (!r->want.foreign || !address_url_private(r->url))
		return false;
	refuse_private(r);
	return true;
}

static curl_socket_t on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *sa)
{
	struct http_request *r = ctx;

	(void)purpose;
	if (fenced(r) && address_private(&sa->addr)) {
		refuse_private(r);
		return CURL_SOCKET_BAD;
	}
	return socket(sa->family, sa->socktype | SOCK_CLOEXEC, sa->protocol);
}

static size_t on_header(char *data, size_t size, size_t n, void *ctx)
{
	struct http_request *r = ctx;

	(void)data;
	r->head += size * n;
	if (r->head > HTTP_MAX_HEADERS) {
		error_set(&r->answer.err, ERR_TOO_LONG, "'%s' sends more than %d bytes of headers", r->url,
			HTTP_MAX_HEADERS);
		return 0;
	}
	return size * n;
}

/* 0 makes libcurl give the transfer up; the error is in the answer. */
static size_t on_body(char *data, size_t size, size_t n, void *ctx)
{
	struct http_request *r = ctx;
	struct http_answer *a = &r->answer;
	size_t len = size * n;

	if (is_redirect(http_request_status(r)))
		return (r->got += len) > HTTP_MAX_HEADERS ? 0 : len;
	http_request_facts(r);
	if (a->err.code)
		return 0;
	r->got += len;
	if (r->got > r->want.most) {
		error_set(&a->err, ERR_TOO_LONG, "'%s' sends more than %zu bytes", r->url, r->want.most);
		return 0;
	}
	if (!r->want.write)
		strbuf_add(r->packed ? &a->packed : &a->body, data, len);
	else if (a->status == 200 || a->status == 206)
		return r->want.write(a, data, len, r->want.ctx, &a->err) ? 0 : len;
	return len;
}

static void add_header(struct curl_slist **list, const char *name, const char *value)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_addf(&line, "%s%s", name, value);
	if (strcspn(line.buf, "\r\n") == line.len)
		*list = curl_slist_append(*list, line.buf);
	strbuf_release(&line);
}

/* What every host gets, and what only the first one does. */
static void make_headers(struct http_request *r, const struct http_want *want)
{
	struct curl_slist **lists[] = {&r->headers, &r->public};
	size_t i;

	for (i = 0; i < 2; i++) {
		if (!want->plain && want->from <= 0 && !want->write)
			add_header(lists[i], "Accept-Encoding: ", "gzip");
		if (want->etag)
			add_header(lists[i], "If-None-Match: ", want->etag);
		if (want->from > 0 && want->from_etag)
			add_header(lists[i], "If-Range: ", want->from_etag);
	}
	if (want->json)
		add_header(&r->headers, "Content-Type: ", "application/json");
	for (i = 0; want->headers && want->headers[i]; i++)
		add_header(&r->headers, "", want->headers[i]);
}

static bool is_https(const char *url)
{
	return !strncasecmp(url, "https://", 8);
}

static bool is_http(const char *url)
{
	return is_https(url) || !strncasecmp(url, "http://", 7);
}

static void aim(struct http_request *r)
{
	bool ours = address_same(r->first, r->url, true);
	struct strbuf wire = STRBUF_INIT;

	address_join(&wire, r->url, ours ? r->secret : NULL);
	curl_easy_setopt(r->easy, CURLOPT_URL, wire.buf);
	/* Over TLS it is soon known whether one connection carries all; without, never. */
	curl_easy_setopt(r->easy, CURLOPT_PIPEWAIT, (long)is_https(r->url));
	curl_easy_setopt(r->easy, CURLOPT_HTTPHEADER, ours ? r->headers : r->public);
	explicit_bzero(wire.buf, wire.len);
	strbuf_release(&wire);
	r->head = r->got = 0;
}

/* Each is fixed, or a limit of http.h. */
static void set_up(struct http_request *r)
{
	const struct http_want *w = &r->want;
	CURL *c = r->easy;

	curl_easy_setopt(c, CURLOPT_PRIVATE, r);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, r->said);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, r->http->agent);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (r->http->authorities)
		curl_easy_setopt(c, CURLOPT_CAINFO, r->http->authorities);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)HTTP_CONNECT_MS);
	if (w->total_ms >= 0)
		curl_easy_setopt(
			c, CURLOPT_TIMEOUT_MS, w->total_ms ? (long)w->total_ms : (long)HTTP_TOTAL_MS);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)HTTP_SLOW);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, w->idle_s ? (long)w->idle_s : (long)HTTP_IDLE_S);
	curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)w->most);
	if (r->range)
		curl_easy_setopt(c, CURLOPT_RANGE, r->range);
	if (r->json)
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, r->json);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, r);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, r);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, r);
}

static char **copy_hosts(const char *const *hosts)
{
	char **copy;
	size_t n;

	for (n = 0; hosts && hosts[n]; n++)
		;
	copy = xcalloc(n + 1, sizeof(*copy));
	while (n--)
		copy[n] = xstrdup(hosts[n]);
	return copy;
}

struct http_request *http_request_new(const struct http *h, const struct http_want *want, void *tag)
{
	struct http_request *r = xcalloc(1, sizeof(*r));
	struct strbuf range = STRBUF_INIT;

	r->http = h;
	r->tag = tag;
	r->easy = curl_easy_init();
	if (!r->easy)
		BUG("libcurl gives no handle");
	r->want = *want;
	if (!r->want.most)
		r->want.most = MOST_BODY;
	r->first = xstrdup(want->url);
	r->url = xstrdup(want->url);
	r->secret = xstrdup_or_null(want->secret);
	r->json = xstrdup_or_null(want->json);
	r->hosts = copy_hosts(want->hosts);
	if (want->from > 0) {
		strbuf_addf(&range, "%lld-", (long long)want->from);
		r->range = strbuf_detach(&range, NULL);
	}
	strbuf_init(&r->answer.body);
	strbuf_init(&r->answer.packed);
	strbuf_init(&r->answer.err.msg);
	make_headers(r, want);
	set_up(r);
	aim(r);
	return r;
}

static void free_secret(char *s)
{
	if (s)
		explicit_bzero(s, strlen(s));
	free(s);
}

void http_request_free(struct http_request *r)
{
	size_t i;

	curl_easy_cleanup(r->easy);
	curl_slist_free_all(r->headers);
	curl_slist_free_all(r->public);
	for (i = 0; r->hosts[i]; i++)
		free(r->hosts[i]);
	free(r->hosts);
	free(r->first);
	free(r->url);
	free(r->range);
	free_secret(r->secret);
	free_secret(r->json);
	http_answer_release(&r->answer);
	free(r);
}

void http_answer_release(struct http_answer *a)
{
	strbuf_release(&a->body);
	strbuf_release(&a->packed);
	free(a->type);
	free(a->etag);
	error_release(&a->err);
	memset(a, 0, sizeof(*a));
	strbuf_init(&a->body);
	strbuf_init(&a->packed);
	strbuf_init(&a->err.msg);
}

/* The address as it may be seen: the server may have put the secret into it. */
static char *without_secret(const char *url, const char *secret)
{
	const char *at = secret ? strstr(url, secret) : NULL;
	struct strbuf out = STRBUF_INIT;

	strbuf_addstr(&out, url);
	if (at)
		strbuf_splice(&out, (size_t)(at - url) - 1, strlen(secret) + 1, "", 0);
	return strbuf_detach(&out, NULL);
}

/* Whether the server sends us on, and we may go: then the handle is made ready for that. */
static bool next_hop(struct http_request *r)
{
	struct error *err = &r->answer.err;
	char *url = NULL, *ip = NULL, *to;

	if (r->json) {
		error_set(err, ERR_UNTRUSTED, "'%s' sends what was posted on to elsewhere", r->url);
		return false;
	}
	curl_easy_getinfo(r->easy, CURLINFO_REDIRECT_URL, &url);
	curl_easy_getinfo(r->easy, CURLINFO_PRIMARY_IP, &ip);
	if (!url) {
		error_set(err, ERR_BAD_ANSWER, "'%s' sends on to nowhere", r->url);
		return false;
	}
	if (r->hops == HTTP_HOPS) {
		error_set(err, ERR_UNTRUSTED, "'%s' sends on more than %d times", r->first, HTTP_HOPS);
		return false;
	}
	to = without_secret(url, r->secret);
	if (address_redirect(r->first, r->url, to, (const char *const *)r->hosts, err)) {
		free(to);
		return false;
	}
	if (!r->hops)
		r->first_private = ip && address_text_private(ip);
	r->hops++;
	free(r->url);
	r->url = to;
	aim(r);
	return true;
}

/* What libcurl says went wrong. */
static void judge(struct http_request *r, CURLcode code)
{
	const char *why = r->said[0] ? r->said : curl_easy_strerror(code);
	struct error *err = &r->answer.err;

	if (code == CURLE_URL_MALFORMAT || !is_http(r->url))
		code = CURLE_UNSUPPORTED_PROTOCOL; /* also said of an answer that is no HTTP */
	else if (code == CURLE_UNSUPPORTED_PROTOCOL)
		code = CURLE_WEIRD_SERVER_REPLY;
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		error_set(err, ERR_TIMEOUT, "'%s' did not answer in time", r->url);
		break;
	case CURLE_FILESIZE_EXCEEDED:
		error_set(err, ERR_TOO_LONG, "'%s' sends more than %zu bytes", r->url, r->want.most);
		break;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_INVALIDCERTSTATUS:
	case CURLE_SSL_ISSUER_ERROR:
		error_set(err, ERR_UNTRUSTED, "the certificate of '%s' does not verify: %s", r->url, why);
		break;
	case CURLE_SSL_CACERT_BADFILE:
		error_set(err, ERR_CONFIG, "cannot read the certificates of authorities: %s", why);
		break;
	case CURLE_UNSUPPORTED_PROTOCOL:
		error_set(err, ERR_BAD_VALUE, "'%s' is no address for http", r->url);
		break;
	default: /* not resolved, refused, reset, cut off, what is no HTTP */
		error_set(err, ERR_PROVIDER, "no answer from '%s': %s", r->url, why);
	}
}

static void unpack(struct http_request *r)
{
	struct http_answer *a = &r->answer;
	struct error bad = ERROR_INIT;

	if (a->packed.len && inflate_bytes(a->packed.buf, a->packed.len, r->want.most, &a->body, &bad)) {
		if (bad.code == ERR_TOO_LONG)
			error_set(&a->err, bad.code, "'%s' sends more than %zu bytes", r->url, r->want.most);
		else
			error_set(&a->err, ERR_PROVIDER, "no answer from '%s': %s", r->url, bad.msg.buf);
	}
	error_release(&bad);
}

bool http_request_ended(struct http_request *r, CURLcode code)
{
	struct http_answer *a = &r->answer;
	char *ip = NULL;

	if (code == CURLE_OK && !a->err.code && is_redirect(http_request_status(r)))
		return next_hop(r);
	if (code == CURLE_OK && !a->err.code) {
		http_request_facts(r);
		curl_easy_getinfo(r->easy, CURLINFO_PRIMARY_IP, &ip);
		if (fenced(r) && ip && address_text_private(ip)) /* on a connection that was kept */
			refuse_private(r);
		else if (!a->err.code)
			unpack(r);
	} else if (!a->err.code) {
		judge(r, code);
	}
	if (a->err.code) {
		a->status = 0;
		strbuf_clear(&a->body);
		strbuf_clear(&a->packed);
	}
	return false;
}
