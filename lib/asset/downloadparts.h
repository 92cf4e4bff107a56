/* What the files of downloads have of each other. Inside asset/ only. */
#ifndef ASSET_DOWNLOADPARTS_H
#define ASSET_DOWNLOADPARTS_H

#include "asset/download.h"
#include "asset/part.h"
#include "core/child.h"

struct transfer {
	void *tag;
	enum download_what what;
	char *asset_type;
	char *url;	     /* NULL: a file that is here */
	struct strbuf local; /* that file */
	struct part part;
	int tries;
	bool begun;  /* this try has had bytes */
	int64_t due; /* by process_clock(): not before; 0: at once */
	struct download_answer answer;
	struct transfer *next;		/* of a line */
	struct transfer *older, *newer; /* of all */
};

/* First in, first out. */
struct line {
	struct transfer *first, **end;
};

struct download {
	const char *cache;
	const struct conf *conf;
	struct http *http;
	struct download_settings settings;
	struct child_pool *stores, *judges;
	struct line waiting, ready;
	struct transfer *newest;
	size_t active; /* transfers that http has */
};

/* The transfer has ended; with an error, which is taken over. */
void download_finish(struct download *d, struct transfer *t, enum download_state state);
void download_give_up(struct download *d, struct transfer *t, enum download_state state, struct error *why);

/* Children of metarr-image with one option and its value (NULL: none). NULL with *err. */
struct child_pool *download_pool(
	const struct download *d, const char *option, const char *value, struct error *err);
/* To a child, which says what the file is, and stores it or makes its hash. */
void download_submit(struct child_pool *pool, const char *path, struct transfer *t);
/* Takes what children have said; whether they have. */
bool download_take_children(struct download *d, struct child_pool *pool);

#endif
