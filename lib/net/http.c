/* The client over libcurl's multi interface; see http.h. What a request is made of: http_request.c. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "net/address.h"
#include "net/http_parts.h"

struct http *http_new(const char *agent)
{
	struct http *h = xcalloc(1, sizeof(*h));
	const char *const proxies[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
	size_t i;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) || !(h->multi = curl_multi_init()))
		BUG("libcurl does not start");
	/* A body that is waited for is not held up by another one: multiplexed where the server can, else on
	 * connections of their own, which are kept. */
	curl_multi_setopt(h->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
	curl_multi_setopt(h->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)HTTP_HOST_CONNECTIONS);
	curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, 4L * HTTP_HOST_CONNECTIONS);
	h->agent = xstrdup(agent);
	h->authorities = xstrdup_or_null(getenv("SSL_CERT_FILE"));
	for (i = 0; i < sizeof(proxies) / sizeof(proxies[0]); i++)
		h->proxied |= getenv(proxies[i]) != NULL;
	h->last = &h->going;
	h->last_ended = &h->ended;
	return h;
}

static void put_last(struct http_request ***last, struct http_request *r)
{
	r->next = NULL;
	**last = r;
	*last = &r->next;
}

/* Takes it off its list. */
static void take(struct http_request **list, struct http_request ***last, struct http_request *r)
{
	while (*list != r)
		list = &(*list)->next;
	*list = r->next;
	if (!r->next)
		*last = list;
}

static void give_up(struct http *h, struct http_request *r)
{
	curl_multi_remove_handle(h->multi, r->easy);
	http_request_free(r);
}

void http_free(struct http *h)
{
	struct http_request *r, *next;

	if (!h)
		return;
	for (r = h->going; r; r = next) {
		next = r->next;
		give_up(h, r);
	}
	for (r = h->ended; r; r = next) {
		next = r->next;
		http_request_free(r);
	}
	curl_multi_cleanup(h->multi);
	free(h->agent);
	free(h->authorities);
	free(h);
	curl_global_cleanup();
}

/* It has its answer, good or bad. */
static void end(struct http *h, struct http_request *r)
{
	take(&h->going, &h->last, r);
	put_last(&h->last_ended, r);
}

static void send_out(struct http *h, struct http_request *r)
{
	if (http_request_refused(r)) {
		end(h, r);
	} else if (curl_multi_add_handle(h->multi, r->easy)) {
		error_set(&r->answer.err, ERR_INTERNAL, "libcurl does not take '%s'", r->url);
		end(h, r);
	}
}

void http_start(struct http *h, const struct http_want *want, void *tag)
{
	struct http_request *r = http_request_new(h, want, tag);

	h->pending++;
	put_last(&h->last, r);
	send_out(h, r);
}

size_t http_pending(const struct http *h)
{
	return h->pending;
}

/* Hands over what libcurl says has ended: an answer, or another hop. */
static void collect(struct http *h)
{
	struct http_request *r;
	CURLMsg *msg;
	CURLcode code;
	int left;

	while ((msg = curl_multi_info_read(h->multi, &left))) {
		if (msg->msg != CURLMSG_DONE)
			continue;
		code = msg->data.result; /* the message goes with the handle */
		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, (char **)&r);
		curl_multi_remove_handle(h->multi, r->easy);
		if (http_request_ended(r, code))
			send_out(h, r);
		else
			end(h, r);
	}
}

int http_next(struct http *h, void **tag, struct http_answer *answer)
{
	struct http_request *r;
	int running;

	if (h->going && !h->ended) {
		curl_multi_perform(h->multi, &running);
		collect(h);
	}
	r = h->ended;
	if (!r)
		return 0;
	take(&h->ended, &h->last_ended, r);
	h->pending--;
	*tag = r->tag;
	*answer = r->answer;
	memset(&r->answer, 0, sizeof(r->answer));
	http_request_free(r);
	return 1;
}

void http_wait(struct http *h, struct pollfd *fds, size_t n, int timeout_ms)
{
	struct curl_waitfd *extra = xcalloc(n + 1, sizeof(*extra));
	size_t i, count = 0;
	int ready;

	for (i = 0; i < n; i++) {
		fds[i].revents = 0;
		if (fds[i].fd < 0)
			continue;
		extra[count].fd = fds[i].fd;
		extra[count++].events = (short)((fds[i].events & POLLIN ? CURL_WAIT_POLLIN : 0) |
						(fds[i].events & POLLOUT ? CURL_WAIT_POLLOUT : 0));
	}
	if (!h->ended)
		curl_multi_poll(
			h->multi, extra, (unsigned)count, timeout_ms < 0 ? 3600 * 1000 : timeout_ms, &ready);
	for (i = 0, count = 0; i < n; i++)
		if (fds[i].fd >= 0)
			fds[i].revents = extra[count++].revents;
	free(extra);
}

bool http_same_host(const char *a, const char *b)
{
	return address_same(a, b, false);
}
