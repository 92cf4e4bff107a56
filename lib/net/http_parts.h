/*
 * What http.c and http_request.c share.
 */
#ifndef NET_HTTP_PARTS_H
#define NET_HTTP_PARTS_H

#include <curl/curl.h>

#include "net/http.h"

struct http {
	CURLM *multi;
	char *agent;
	char *authorities; /* a file of certificates in place of the system's; NULL: none */
	bool proxied;	   /* addresses that are seen here may be a proxy's */
	struct http_request *going, **last;
	struct http_request *ended, **last_ended; /* in the order in which they ended */
	size_t pending;
};

struct http_request {
	struct http_request *next;
	const struct http *http;
	CURL *easy;
	void *tag;
	char *first, *url;		     /* as wanted, and where the last hop led */
	char *secret, *json, *range;	     /* NULL: none */
	char **hosts;			     /* up to NULL; NULL: none */
	struct curl_slist *headers, *public; /* for the first host, and for another */
	struct http_want want;		     /* what is no pointer of it, and write, ctx */
	int hops;
	bool first_private; /* the first hop's address was: so may others be */
	size_t head, got;   /* bytes of headers and of the body, of this hop */
	bool packed;	    /* it comes deflated */
	bool told;	    /* the answer's facts are known */
	struct http_answer answer;
	char said[CURL_ERROR_SIZE];
};

struct http_request *http_request_new(const struct http *h, const struct http_want *want, void *tag);
/* Whether it may not be made: the error is in the answer. A proxy hides what on_socket() would look at. */
bool http_request_refused(struct http_request *r);
void http_request_free(struct http_request *r);
/* libcurl is done with a hop. True: another one is to be made; else the answer is there. */
bool http_request_ended(struct http_request *r, CURLcode code);

/* The status of the hop that runs; 0 before its first line. */
int http_request_status(const struct http_request *r);
/* Reads what the headers of the last hop say into the answer, once. */
void http_request_facts(struct http_request *r);

#endif
