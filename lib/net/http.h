/*
 * HTTP for the whole process: many requests at once over few kept connections, and nothing here waits but
 * http_wait(). It knows nothing of providers, limits or what is kept: fetch.h stands on it, and so does the
 * download of pictures.
 *
 * What a server may do to us is bounded: http and https only, certificates verified, a body and headers of a
 * capped size (after inflating), times for connecting, for standing still and for all of it, at most
 * HTTP_HOPS redirects, and those only to the same or a named host, never from https to http, and never to a
 * private address where the first one was not private itself.
 *
 * The environment counts: SSL_CERT_FILE, and curl's variables for proxies, behind which addresses cannot be
 * told to be private.
 *
 * Secrets (keys) go in 'headers' or 'secret', go to the first host only, and are in no message, log or URL
 * that is handed out.
 */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define HTTP_HOPS 5	       /* redirects of one request */
#define HTTP_MAX_HEADERS 65536 /* bytes of all headers of an answer */
#define HTTP_HOST_CONNECTIONS 10
#define HTTP_CONNECT_MS 10000
#define HTTP_TOTAL_MS 60000
#define HTTP_IDLE_S 20 /* a body that is slower than HTTP_SLOW bytes a second for so long is given up */
#define HTTP_SLOW 64

struct http;

struct http_answer {
	int status;	    /* of the last hop: 200, 304, 404, …; 0: there was no answer, 'err' says why */
	struct strbuf body; /* inflated; empty where 'write' took it */
	struct strbuf packed; /* the body as it came, where it came deflated: for who keeps it */
	char *type;	      /* "application/json", lower case, without parameters; NULL: none */
	char *etag;	      /* as sent, with its quotes; NULL: none */
	int64_t max_age; /* seconds that it stays fresh: Cache-Control, 0 for no-store and no-cache; -1: not
			    said */
	int64_t retry_after; /* seconds from now, from either form of Retry-After; -1: not said */
	int64_t length;	     /* bytes that the whole body has, also of one that is resumed; -1: not said */
	/* What went wrong, and the body is not to be used: ERR_PROVIDER (not reached, cut off, garbage),
	 * ERR_TIMEOUT, ERR_TOO_LONG, ERR_UNTRUSTED (certificate, redirect), or what 'write' said. A status of
	 * 400 and more is no error here. */
	struct error err;
};

/* Everything is copied by http_start(). Zeroed members are the defaults. */
struct http_want {
	const char *url;	    /* http:// or https://, without a key */
	const char *secret;	    /* "api_key=…": joined to the query on the wire alone */
	const char *const *headers; /* "api-key: …", up to NULL */
	const char *json;	    /* a body: then it is a POST; may hold keys */
	const char *etag;	    /* as If-None-Match: 304 has no body */
	const char *const *hosts;   /* where else a redirect may lead, up to NULL: "images.example.org" */
	bool foreign;		    /* the URL is not of the configuration: no private address at all.
				       Through a proxy that is so of addresses in the URL; where a name
				       leads is the proxy's to know */
	bool plain;	      /* not to be sent deflated: pictures; so are parts, and what 'write' gets */
	size_t most;	      /* bytes of the body; 0: 16 MiB */
	int total_ms, idle_s; /* instead of HTTP_TOTAL_MS (-1: no limit), HTTP_IDLE_S */
	/*
	 * Of a part that is here already: its length, and the ETag that it came with (NULL: none). A server
	 * that can goes on after it (206), another one sends all of it again (200): *status* says which.
	 */
	int64_t from;
	const char *from_etag;
	/*
	 * Gets the body of a 200 or 206 as it comes, instead of answer.body; status, type, etag and length
	 * are known by then. 0, or -1 to give the request up.
	 */
	int (*write)(const struct http_answer *a, const void *data, size_t len, void *ctx, struct error *err);
	void *ctx;
};

/* agent: "metarr/0.1.0". */
struct http *http_new(const char *agent);
void http_free(struct http *h); /* what is still going on is given up; NULL is fine */

/* Begins a request; 'tag' comes back with its answer. A URL that is none is an answer like others. */
void http_start(struct http *h, const struct http_want *want, void *tag);
size_t http_pending(const struct http *h); /* begun, and not handed out yet */

/* Moves what can move, without waiting. 1: one has ended: *tag, and *answer (zeroed before) to be released;
 * 0: none has. */
int http_next(struct http *h, void **tag, struct http_answer *answer);
void http_answer_release(struct http_answer *a);
/* Waits until something can move, one of the descriptors (standard input, prog_interrupt_fd()) is ready, or
 * the time is over; -1: no limit. Sets their revents. A descriptor of -1 is none. */
void http_wait(struct http *h, struct pollfd *fds, size_t n, int timeout_ms);

/* Whether both URLs have one host. */
bool http_same_host(const char *a, const char *b);

#endif
