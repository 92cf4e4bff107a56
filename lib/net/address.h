/*
 * Where a request may go: the rules for URLs, redirects and addresses.
 */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

#include "core/error.h"

/* Whether an address is of this machine or of a network at home: nothing that a stranger may send us to. */
bool address_private(const struct sockaddr *sa);
bool address_text_private(const char *ip); /* the same of "192.168.1.2", "::1"; not an address: false */
/* Whether a URL names such an address, or this machine: what is known of it without asking anybody. */
bool address_url_private(const char *url);

/* Whether both URLs have the same host; with 'origin' also the same scheme and port. */
bool address_same(const char *a, const char *b, bool origin);
/* Whether 'from' may send us on to 'to': http and https only, never from https to http, and to the host of
 * 'first' or to one of 'hosts' (up to NULL; NULL: none). 0, or -1: ERR_UNTRUSTED, naming the host that it
 * would have been. */
int address_redirect(
	const char *first, const char *from, const char *to, const char *const *hosts, struct error *err);
/* Appends a URL as somebody wrote it, as browsers make it one (the WHATWG's "URL": spaces around it and line
 * breaks go, a backslash before the query is a slash, and what may not stand in a URL, as a space or a letter
 * that is not ASCII, becomes %20; what is encoded already stays). It is not looked at any further. */
void address_tidy(struct strbuf *out, const char *url);
/* Appends 'url' with 'secret' joined to its query (NULL: none, and where it is there already). */
void address_join(struct strbuf *out, const char *url, const char *secret);

#endif
