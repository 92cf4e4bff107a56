/*
 * A small library with its cache and database, and what the proofs do with it: run a program under the shim,
 * look, put everything back as it was. Whatever goes wrong with the proof itself ends the program; what is
 * wrong with Metarr is a line and a failure (world_bad()).
 *
 * Below the folder of a proof: world/ (Films/, cache/, metarr.db) is what the shim watches; kept-NAME/ are
 * copies.
 */
#ifndef PROOF_WORLD_H
#define PROOF_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "calls.h"
#include "core/error.h"
#include "core/file.h"
#include "core/strbuf.h"
#include "db/db.h"
#include "tree.h"

struct world {
	const char *bin;  /* where the programs are */
	const char *shim; /* the shared object */
	char *dir;	  /* of the proof */
	char *root;	  /* dir/world */
	char *films;	  /* the library */
	char *cache;
	char *url; /* of the database */
	bool postgres;
	struct db *session;   /* kept with PostgreSQL, where one costs much; with SQLite nothing may have the
				 file open */
	int nfilms;	      /* 0: a show instead */
	struct tree old, new; /* of the library, before and after a publish */
	char half[2][SHA256_HEX_SIZE]; /* of the NFO of two episodes, when the first or second is published */
	int passed, failed;
	bool ok;	     /* of the case at hand */
	struct strbuf where; /* it, for messages */
};

/* The common operands of the proofs: BUILD FOLDER ENGINE; video: a file for the films. Makes the database. */
void world_init(struct world *w, const char *build, const char *dir, const char *engine);
void world_release(struct world *w);

/* Films with an NFO and old pictures, in a library that no scan has seen; no films: a show with a season, a
 * file of two episodes and one of one. */
void world_make(struct world *w, const char *video, int nfilms);
/* What a person and providers would have changed, in the database and the cache: another plot; another
 * poster, fanart, second fanart and logo; a banner and an actor more and a disc less. Of a show the plots,
 * the posters, a thumb and an actor. After a scan. */
void world_change(struct world *w);

/* Nothing but the videos stays in the library, as an accident leaves it. */
void world_lose(struct world *w);
/* Learns what the two episodes' NFO is when one of them was published, from a world that was kept. */
void world_learn_half(struct world *w, const char *name);

/* Library, cache and database as they are now; and back. */
void world_keep(struct world *w, const char *name);
void world_restore(struct world *w, const char *name);

/* A run of a program of the suite over the whole library. */
struct run {
	const char *program;
	const char *operand;	 /* NULL: -a */
	const char *option;	 /* one more; NULL */
	const char *const *argv; /* all of its arguments, in place of these two; NULL: not */
	const char *victim;	 /* whom the shim is in; NULL: the program, else a child of it */
	const char *act;	 /* for the shim; NULL: none */
	const char *trace;	 /* a file for the shim's record, which is made anew; NULL: none */
	bool data;		 /* with the bytes */
	int64_t kill_us;	 /* killed after so many microseconds; 0: not */
	pid_t pid;		 /* of world_start() */
};
void world_start(struct world *w, struct run *r);
/* The status as of waitpid(); what it said is in world_said(). */
int world_wait(struct world *w, struct run *r);
int world_run(struct world *w, struct run *r);
/* A run without disturbance: whatever status it ends with but 0 is bad. */
void world_must_run(struct world *w, const char *program);
const char *world_said(struct world *w);

/* Cases: begin, any number of bad, end. */
void world_case(struct world *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void world_bad(struct world *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void world_case_end(struct world *w);
/* "N passed, N failed, 0 skipped"; the exit status. */
int world_sum(const struct world *w);

/* What must hold after a disturbance: each file of the library is old or new. */
void world_check_files(struct world *w);
/* The same of what is there: a file that is missing is fine. */
void world_check_contents(struct world *w);
/* After whatever came next: each film, or each item of the show, is wholly old, or wholly new. */
void world_check_films(struct world *w);
/* And database, cache and disk agree, and nothing temporary is left in the library. */
void world_check_agreement(struct world *w);
/* The library is as a whole publish leaves it, and the database says so. */
void world_check_published(struct world *w);
/* Interrupted publishes of the library are dealt with as metarr-recover would. */
void world_recover(struct world *w);
/* The items and what is known of them, as text without ids. */
char *world_items(struct world *w);

struct db *world_db(struct world *w); /* a handle, until world_db_done() */
void world_db_done(struct world *w, struct db *db);
int64_t world_int(struct world *w, const char *sql);
/* Sessions of programs that were killed have ended, and with them their locks. */
void world_settle(struct world *w);

void give_up(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));
extern struct error world_err;
#define must(call)                                                                                           \
	do {                                                                                                 \
		if (call)                                                                                    \
			give_up("%s: %s", #call, world_err.msg.buf);                                         \
	} while (0)

#endif
