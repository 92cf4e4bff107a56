/* Reaching a PostgreSQL server, and the words when that fails; see pgconn.h. */
#include <string.h>

#include "core/alloc.h"
#include "core/log.h"
#include "db/pgconn.h"

#define OLDEST_SERVER 130000 /* the oldest that schema/ was tried on */

static void notice(void *ctx, const char *message)
{
	(void)ctx;
	log_info("PostgreSQL: %.*s", (int)strcspn(message, "\n"), message);
}

void pgconn_public_url(struct strbuf *out, const char *url)
{
	const char *host = strstr(url, "://") + 3;
	const char *at = memchr(host, '@', strcspn(host, "/")), *query, *p; /* as libpq looks for it */

	strbuf_add(out, url, (size_t)(host - url));
	if (at) {
		strbuf_add(out, host, strcspn(host, ":@"));
		host = at;
	}
	query = strchr(host, '?');
	strbuf_add(out, host, query ? (size_t)(query - host) : strlen(host));
	for (p = query; p && *p; p += 1 + strcspn(p + 1, "&")) {
		size_t len = 1 + strcspn(p + 1, "&"), name = strcspn(p, "=");
		if (name >= 8 && name < len && !memcmp(p + name - 8, "password", 8))
			continue;
		strbuf_addch(out, strchr(out->buf, '?') ? '&' : '?');
		strbuf_add(out, p + 1, len - 1);
	}
}

static int check_url(const char *url, const char *name, struct error *err)
{
	char *why = NULL;
	PQconninfoOption *options = pq.PQconninfoParse(url, &why);

	if (options) {
		pq.PQconninfoFree(options);
		return 0;
	}
	/* 'why' may quote the URL, password and all. */
	if (why)
		pq.PQfreemem(why);
	return error_set(err, ERR_CONFIG, "'%s' is no URL of a PostgreSQL database", name);
}

static int check_server(PGconn *conn, const char *name, struct error *err)
{
	const char *encoding = pq.PQparameterStatus(conn, "server_encoding");

	if (pq.PQserverVersion(conn) < OLDEST_SERVER)
		return error_set(err, ERR_CONFIG, "the server of '%s' is older than PostgreSQL %d", name,
			OLDEST_SERVER / 10000);
	if (!encoding || strcmp(encoding, "UTF8"))
		return error_set(err, ERR_CONFIG, "the database '%s' has the encoding %s and needs UTF8",
			name, encoding ? encoding : "unknown");
	return 0;
}

/* A server that answers and does not want us has been misconfigured; one that is not there may come back. */
static int refused(PGconn *conn, PGPing ping, const char *name, struct error *err)
{
	struct strbuf msg = STRBUF_INIT;

	libpq_add_message(&msg, pq.PQerrorMessage(conn));
	error_set(err, ping == PQPING_OK || ping == PQPING_NO_ATTEMPT ? ERR_CONFIG : ERR_IO,
		"cannot open the database '%s': %s", name, msg.buf);
	strbuf_release(&msg);
	return -1;
}

int pgconn_open(PGconn **out, const char *url, const char *name, struct error *err)
{
	/* What stands before dbname is a default that the URL may change; what stands after it is not. */
	const char *const keys[] = {"connect_timeout", "tcp_user_timeout", "fallback_application_name",
		"dbname", "client_encoding", NULL};
	const char *const values[] = {"10", "30000", "metarr", url, "UTF8", NULL};
	PGconn *conn;
	int rc;

	if (check_url(url, name, err))
		return -1;
	conn = pq.PQconnectdbParams(keys, values, 1);
	if (!conn)
		BUG("out of memory in libpq");
	if (pq.PQstatus(conn) != CONNECTION_OK)
		rc = refused(conn, pq.PQpingParams(keys, values, 1), name, err);
	else
		rc = check_server(conn, name, err);
	if (rc) {
		pq.PQfinish(conn);
		return -1;
	}
	pq.PQsetNoticeProcessor(conn, notice, NULL);
	*out = conn;
	return 0;
}
