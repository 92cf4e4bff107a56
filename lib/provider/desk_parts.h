/*
 * What the files of desk.h share: works, the questions that they asked, and the houses that are asked.
 */
#ifndef PROVIDER_DESK_PARTS_H
#define PROVIDER_DESK_PARTS_H

#include "core/jsontree.h"
#include "net/fetch.h"
#include "provider/desk.h"

#define DESK_BUCKETS 1024
#define DESK_MEMO_MOST 4096 /* questions */

/* One question, asked by however many. */
struct question {
	struct question *next;		/* in its bucket */
	struct question *newer, *older; /* by their last use */
	enum provider_id provider;
	char *path;
	enum ask_state state;
	struct strbuf text;	/* of ASK_ANSWERED */
	struct json_tree *json; /* NULL: not parsed at the moment */
	struct error err;	/* of ASK_FAILED */
	size_t refs;		/* works that asked for it and are not handed out */
	uint64_t run;		/* the last one that asked */
	unsigned token;		/* of TVDB: which one it went with; 0: none yet */
	bool again;		/* and has gone twice */
	bool unkept;
};

/* The answers at hand. */
struct memo {
	struct question *bucket[DESK_BUCKETS];
	struct question *newest, *oldest;
	size_t count, bytes, parsed; /* bytes of all texts, and of those that are parsed */
};

struct work {
	struct work *next;
	desk_fn fn;
	void *job;
	struct question **asked; /* by its last run */
	size_t nasked, alloc;
	bool unkept; /* what it asks for first */
	bool ended;
	enum ask_state how;
	struct error err;
};

struct house {
	struct fetch_site site;
	char *base; /* of the site, without a '/' at its end */
	bool open;  /* it has its key, or needs none */
	bool said;  /* that it has none */
	char *secret;
	char *headers[3]; /* up to NULL */
};

struct desk {
	struct ask ask; /* the first: what functions get is the desk */
	struct session *s;
	struct fetch *fetch;
	struct house house[PROVIDER_COUNT];
	struct memo memo;
	struct work *first, **last; /* in the order in which they came */
	size_t pending;
	struct work *running; /* NULL: none */
	uint64_t run;
	/* TVDB's token */
	struct strbuf token_file;
	unsigned token; /* counts those that there were; 0: none yet */
	bool has_token, logging_in;
};

/* desk_memo.c */
struct question *memo_find(struct memo *m, enum provider_id p, const char *path); /* NULL: not there */
struct question *memo_add(struct memo *m, enum provider_id p, const char *path);
void memo_use(struct memo *m, struct question *q);
/* The text is the question's from now on. */
void memo_answer(struct memo *m, struct question *q, struct strbuf *text);
/* Parses what is not; -1: it is of no use, and *err says why. */
int memo_parse(struct memo *m, struct question *q, struct error *err);
/* Lets go of what was not used for longest, until the limits hold; not of what 'run' has in hands. */
void memo_trim(struct memo *m, uint64_t run);
void memo_release(struct memo *m);

/* desk_house.c */
void houses_open(struct desk *d);
void houses_release(struct desk *d);
/* Sends a question out, or ends it at once. */
void house_ask(struct desk *d, struct question *q);
/* What the fetch gave back. */
void house_answer(struct desk *d, void *tag, struct fetch_answer *a);

/* desk_tvdb.c: its token, in memory and in a file of this session of the user. */
void tvdb_open(struct desk *d);
void tvdb_release(struct desk *d);
/* The question has to wait for a token: true, and it is asked for. */
bool tvdb_parks(struct desk *d, struct question *q);
/* The token was refused. True: the question waits for another one. */
bool tvdb_expired(struct desk *d, struct question *q);
void tvdb_logged_in(struct desk *d, struct fetch_answer *a);
void tvdb_login(struct desk *d, bool once);

#endif
