/* Where a request may go; see address.h. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "core/strbuf.h"
#include "net/address.h"

static bool private_v4(uint32_t ip)
{
	static const struct {
		uint32_t net;
		int bits;
	} nets[] = {
		{0x00000000, 8},  /* this network */
		{0x0a000000, 8},  /* 10 */
		{0x64400000, 10}, /* 100.64: behind a provider's translation */
		{0x7f000000, 8},  /* 127 */
		{0xa9fe0000, 16}, /* 169.254 */
		{0xac100000, 12}, /* 172.16 */
		{0xc0a80000, 16}, /* 192.168 */
		{0xe0000000, 3},  /* multicast and what is reserved */
	};
	size_t i;

	for (i = 0; i < sizeof(nets) / sizeof(nets[0]); i++)
		if (!((ip ^ nets[i].net) >> (32 - nets[i].bits)))
			return true;
	return false;
}

static bool private_v6(const struct in6_addr *a)
{
	const unsigned char *b = a->s6_addr;
	uint32_t v4;

	if (IN6_IS_ADDR_V4MAPPED(a) || (b[0] == 0 && b[1] == 0x64 && b[2] == 0xff && b[3] == 0x9b)) {
		memcpy(&v4, b + 12, sizeof(v4));
		return private_v4(ntohl(v4));
	}
	return IN6_IS_ADDR_LOOPBACK(a) || IN6_IS_ADDR_UNSPECIFIED(a) || IN6_IS_ADDR_LINKLOCAL(a) ||
	       IN6_IS_ADDR_MULTICAST(a) || (b[0] & 0xfe) == 0xfc;
}

bool address_private(const struct sockaddr *sa)
{
	if (sa->sa_family == AF_INET)
		return private_v4(ntohl(((const struct sockaddr_in *)(const void *)sa)->sin_addr.s_addr));
	if (sa->sa_family == AF_INET6)
		return private_v6(&((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr);
	return true;
}

bool address_text_private(const char *ip)
{
	struct in_addr v4;
	struct in6_addr v6;

	if (inet_pton(AF_INET, ip, &v4) == 1)
		return private_v4(ntohl(v4.s_addr));
	return inet_pton(AF_INET6, ip, &v6) == 1 && private_v6(&v6);
}

/* A part of a URL that libcurl gave, or "" where it has none. */
struct parts {
	char *scheme, *host, *port;
};

static void parts_release(struct parts *p)
{
	curl_free(p->scheme);
	curl_free(p->host);
	curl_free(p->port);
}

static bool parts_read(struct parts *p, const char *url)
{
	CURLU *u = curl_url();
	bool good;

	*p = (struct parts){NULL, NULL, NULL};
	good = u && !curl_url_set(u, CURLUPART_URL, url, 0) &&
	       !curl_url_get(u, CURLUPART_SCHEME, &p->scheme, 0) &&
	       !curl_url_get(u, CURLUPART_HOST, &p->host, 0) &&
	       !curl_url_get(u, CURLUPART_PORT, &p->port, CURLU_DEFAULT_PORT);
	curl_url_cleanup(u);
	return good;
}

bool address_url_private(const char *url)
{
	struct strbuf host = STRBUF_INIT;
	struct parts p;
	bool is = false;

	if (parts_read(&p, url)) {
		strbuf_addstr(&host, p.host + (*p.host == '['));
		if (host.len && host.buf[host.len - 1] == ']')
			strbuf_setlen(&host, host.len - 1);
		is = address_text_private(host.buf) || !strcasecmp(host.buf, "localhost");
	}
	parts_release(&p);
	strbuf_release(&host);
	return is;
}

bool address_same(const char *a, const char *b, bool origin)
{
	struct parts pa, pb = {NULL, NULL, NULL};
	bool same = parts_read(&pa, a) && parts_read(&pb, b) && !strcasecmp(pa.host, pb.host) &&
		    (!origin || (!strcmp(pa.scheme, pb.scheme) && !strcmp(pa.port, pb.port)));

	parts_release(&pa);
	parts_release(&pb);
	return same;
}

static bool named(const char *host, const char *const *hosts)
{
	for (; hosts && *hosts; hosts++)
		if (!strcasecmp(host, *hosts))
			return true;
	return false;
}

int address_redirect(
	const char *first, const char *from, const char *to, const char *const *hosts, struct error *err)
{
	struct parts t, f = {NULL, NULL, NULL};
	int rc = -1;

	if (!parts_read(&t, to) || !parts_read(&f, from))
		error_set(err, ERR_UNTRUSTED, "'%s' sends on to what is no address", from);
	else if (strcmp(t.scheme, "https") && (strcmp(t.scheme, "http") || strcmp(f.scheme, "http")))
		error_set(err, ERR_UNTRUSTED, "'%s' sends on from %s to %s", from, f.scheme, t.scheme);
	else if (!address_same(first, to, false) && !named(t.host, hosts))
		error_set(err, ERR_UNTRUSTED, "'%s' sends on to another host, '%s'", from, t.host);
	else
		rc = 0;
	parts_release(&t);
	parts_release(&f);
	return rc;
}

static bool is_around(char c)
{
	return c && (unsigned char)c <= ' ';
}

void address_tidy(struct strbuf *out, const char *url)
{
	size_t i, n;
	bool query = false;

	while (is_around(*url))
		url++;
	for (n = strlen(url); n && is_around(url[n - 1]); n--)
		;
	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)url[i];

		query |= c == '?';
		if (c == '\t' || c == '\n' || c == '\r')
			continue;
		if (c == '\\' && !query)
			strbuf_addch(out, '/');
		else if (c <= ' ' || c > '~' || strchr("\"<>\\^`{|}", c))
			strbuf_addf(out, "%%%02X", c);
		else
			strbuf_addch(out, (char)c);
	}
}

void address_join(struct strbuf *out, const char *url, const char *secret)
{
	strbuf_addstr(out, url);
	if (secret && !strstr(url, secret))
		strbuf_addf(out, "%c%s", strchr(url, '?') ? '&' : '?', secret);
}
