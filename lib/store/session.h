/*
 * What a program opens before it can work: configuration, database of the right version, cache folder.
 */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include "core/conf.h"
#include "db/db.h"

struct session {
	struct conf conf;
	struct db *db;
	struct strbuf url;	  /* of the database */
	struct strbuf cache;	  /* the cache's folder; made when something is stored */
	struct strbuf sets;	  /* where this machine sees the folder of sets; "": there is none */
	struct strbuf sets_there; /* and the database's path of it */
};

enum session_flags {
	SESSION_CREATE = 1,   /* makes the database when there is none: for what adds a library */
	SESSION_READONLY = 2, /* for programs that only read */
	SESSION_MAYBE = 4,    /* none at all is fine: then db is NULL */
	SESSION_ANY = 8,      /* any version, also none: for metarr-db, which changes it */
};

/* Started by root while the database, or the folder it shall be made in, belongs to somebody else, the
 * program becomes that user first. No database, or one of another version: ERR_CONFIG naming the command that
 * helps. On failure nothing is left open. */
int session_open(struct session *s, unsigned flags, struct error *err);
void session_close(struct session *s);

#endif
