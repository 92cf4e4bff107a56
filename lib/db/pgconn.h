/*
 * A connection to a PostgreSQL server. Call libpq_load() first.
 */
#ifndef DB_PGCONN_H
#define DB_PGCONN_H

#include "core/error.h"
#include "db/libpq.h"

/* Appends the URL for messages: without a password between ':' and '@', and without parameters called
 * …password. */
void pgconn_public_url(struct strbuf *out, const char *url);
/*
 * Connects. ERR_CONFIG: no URL, no such database or user, an old server, another encoding than UTF-8; ERR_IO:
 * the server does not answer. Notices go to the log. PQfinish() it.
 */
int pgconn_open(PGconn **out, const char *url, const char *name, struct error *err);

#endif
