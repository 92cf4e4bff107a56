/*
 * libpq, loaded by name when a URL asks for PostgreSQL: programs do not link it, so that those who use SQLite
 * neither need it nor pay for its start (TLS and Kerberos come with it).
 */
#ifndef DB_LIBPQ_H
#define DB_LIBPQ_H

#include <postgresql/libpq-fe.h>

#include "core/error.h"

#define LIBPQ_FUNCTIONS(F)                                                                                   \
	F(PQclear)                                                                                           \
	F(PQcmdStatus)                                                                                       \
	F(PQcmdTuples)                                                                                       \
	F(PQconnectPoll)                                                                                     \
	F(PQconnectStartParams)                                                                              \
	F(PQconnectdbParams)                                                                                 \
	F(PQconninfoFree)                                                                                    \
	F(PQconninfoParse)                                                                                   \
	F(PQerrorMessage)                                                                                    \
	F(PQexec)                                                                                            \
	F(PQexecPrepared)                                                                                    \
	F(PQfinish)                                                                                          \
	F(PQfreemem)                                                                                         \
	F(PQftype)                                                                                           \
	F(PQgetisnull)                                                                                       \
	F(PQgetlength)                                                                                       \
	F(PQgetvalue)                                                                                        \
	F(PQnfields)                                                                                         \
	F(PQntuples)                                                                                         \
	F(PQparameterStatus)                                                                                 \
	F(PQpingParams)                                                                                      \
	F(PQprepare)                                                                                         \
	F(PQresultErrorField)                                                                                \
	F(PQresultStatus)                                                                                    \
	F(PQserverVersion)                                                                                   \
	F(PQsetErrorVerbosity)                                                                               \
	F(PQsetNoticeProcessor)                                                                              \
	F(PQsocket)                                                                                          \
	F(PQstatus)                                                                                          \
	F(PQunescapeBytea)

/* The functions under their own names: pq.PQexec(…). */
struct libpq {
#define LIBPQ_MEMBER(name) __typeof__(name) *name;
	LIBPQ_FUNCTIONS(LIBPQ_MEMBER)
#undef LIBPQ_MEMBER
};
extern struct libpq pq;

/* Fills 'pq', once in a process. ERR_CONFIG naming Debian's package when the library is not there. 0 or -1.
 */
int libpq_load(struct error *err);
/* Appends the first line of one of libpq's messages. */
void libpq_add_message(struct strbuf *out, const char *text);
/* What an SQLSTATE means; ERR_DATABASE for one of our own making. */
enum error_code libpq_code(const char *state);

#endif
