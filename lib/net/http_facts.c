/* What the headers of an answer say; see http.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alloc.h"
#include "net/http_parts.h"

int http_request_status(const struct http_request *r)
{
	long status = 0;

	curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}

static const char *header(const struct http_request *r, const char *name)
{
	struct curl_header *h;

	return curl_easy_header(r->easy, name, 0, CURLH_HEADER, -1, &h) ? NULL : h->value;
}

/* Seconds of Cache-Control; -1: it says nothing of that. */
static int64_t read_max_age(const char *value)
{
	int64_t age = -1;
	char *end;
	size_t len;

	for (; value && *value; value += len + (value[len] != '\0')) {
		value += strspn(value, " \t");
		len = strcspn(value, ",");
		if (!strncasecmp(value, "no-store", 8) || !strncasecmp(value, "no-cache", 8))
			return 0;
		if (!strncasecmp(value, "max-age=", 8)) {
			errno = 0;
			age = strtoll(value + 8 + (value[8] == '"'), &end, 10);
			if (errno || age < 0)
				age = -1;
		}
	}
	return age;
}

/* "bytes 100-199/200": where the part begins, and how long all of it is (-1: "*"). */
static bool read_range(const char *value, int64_t *from, int64_t *length)
{
	const char *slash = value ? strchr(value, '/') : NULL;
	char *end;

	if (!slash || strncasecmp(value, "bytes ", 6))
		return false;
	*from = strtoll(value + 6, &end, 10);
	if (*end != '-')
		return false;
	*length = slash[1] == '*' ? -1 : strtoll(slash + 1, NULL, 10);
	return true;
}

static void read_type(struct http_answer *a, const char *value)
{
	char *p;

	if (!value)
		return;
	a->type = xstrndup(value, strcspn(value, "; \t"));
	for (p = a->type; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
}

static void read_coding(struct http_request *r, const char *value)
{
	r->packed = value && (!strcasecmp(value, "gzip") || !strcasecmp(value, "x-gzip"));
	if (value && !r->packed && strcasecmp(value, "identity"))
		error_set(&r->answer.err, ERR_BAD_ANSWER, "'%s' is sent in the coding '%s'", r->url, value);
}

void http_request_facts(struct http_request *r)
{
	struct http_answer *a = &r->answer;
	int64_t from = 0;
	curl_off_t n;

	if (r->told)
		return;
	r->told = true;
	a->status = http_request_status(r);
	read_type(a, header(r, "content-type"));
	a->etag = xstrdup_or_null(header(r, "etag"));
	a->max_age = read_max_age(header(r, "cache-control"));
	a->retry_after = -1;
	if (header(r, "retry-after") && !curl_easy_getinfo(r->easy, CURLINFO_RETRY_AFTER, &n))
		a->retry_after = n;
	a->length = -1;
	read_coding(r, header(r, "content-encoding"));
	if (a->status == 206) {
		if (!read_range(header(r, "content-range"), &from, &a->length) || from != r->want.from)
			error_set(&a->err, ERR_PROVIDER, "'%s' sent another part than was asked for", r->url);
	} else if (!r->packed && !curl_easy_getinfo(r->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &n)) {
		a->length = n;
	}
}
