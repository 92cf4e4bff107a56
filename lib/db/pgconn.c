/* Reaching a PostgreSQL server, and the words when that fails; see pgconn.h. */
#include <poll.h>
#include <string.h>

#include "core/alloc.h"
#include "core/log.h"
#include "db/pgconn.h"

#define CONNECT_SECONDS "10"
#define CONNECT_MS 10000
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

/* Goes on with a connection that was started until it is there, or not to be had. */
static void poll_connection(PGconn *conn)
{
	PostgresPollingStatusType next = PGRES_POLLING_WRITING;
	struct pollfd p;

	while (next == PGRES_POLLING_READING || next == PGRES_POLLING_WRITING) {
		p = (struct pollfd){pq.PQsocket(conn), next == PGRES_POLLING_READING ? POLLIN : POLLOUT, 0};
		if (p.fd < 0 || poll(&p, 1, CONNECT_MS) <= 0)
			break;
		next = pq.PQconnectPoll(conn);
	}
}

/*
 * Whether a server that answered has only no room for us. libpq keeps the SQLSTATE of a refusal to itself but
 * as the end of a message of that verbosity: so it is asked for once more. One that takes us now had none.
 */
static bool is_full(const char *const *keys, const char *const *values)
{
	PGconn *conn = pq.PQconnectStartParams(keys, values, 1);
	struct strbuf msg = STRBUF_INIT;
	bool full;

	if (!conn)
		BUG("out of memory in libpq");
	pq.PQsetErrorVerbosity(conn, PQERRORS_SQLSTATE);
	poll_connection(conn);
	libpq_add_message(&msg, pq.PQerrorMessage(conn));
	full = pq.PQstatus(conn) == CONNECTION_OK ||
	       (msg.len > 5 && libpq_code(msg.buf + msg.len - 5) == ERR_IO);
	pq.PQfinish(conn);
	strbuf_release(&msg);
	return full;
}

/* A server that answers and does not want us has been misconfigured; one that is not there may come back. */
static int refused(
	PGconn *conn, const char *const *keys, const char *const *values, const char *name, struct error *err)
{
	struct strbuf msg = STRBUF_INIT;
	PGPing ping = pq.PQpingParams(keys, values, 1);
	bool lasts = ping == PQPING_NO_ATTEMPT || (ping == PQPING_OK && !is_full(keys, values));

	libpq_add_message(&msg, pq.PQerrorMessage(conn));
	error_set(err, lasts ? ERR_CONFIG : ERR_IO, "cannot open the database '%s': %s", name, msg.buf);
	strbuf_release(&msg);
	return -1;
}

int pgconn_open(PGconn **out, const char *url, const char *name, struct error *err)
{
	/* What stands before dbname is a default that the URL may change; what stands after it is not. */
	const char *const keys[] = {"connect_timeout", "tcp_user_timeout", "fallback_application_name",
		"dbname", "client_encoding", NULL};
	const char *const values[] = {CONNECT_SECONDS, "30000", "metarr", url, "UTF8", NULL};
	PGconn *conn;
	int rc;

	if (check_url(url, name, err))
		return -1;
	conn = pq.PQconnectdbParams(keys, values, 1);
	if (!conn)
		BUG("out of memory in libpq");
	if (pq.PQstatus(conn) != CONNECTION_OK)
		rc = refused(conn, keys, values, name, err);
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
