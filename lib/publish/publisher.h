/* What every part of publishing needs at hand. */
#ifndef PUBLISH_PUBLISHER_H
#define PUBLISH_PUBLISHER_H

#include "core/conf.h"
#include "core/file.h"
#include "db/db.h"
#include "store/library.h"
#include "store/session.h"

struct publisher {
	struct db *db;
	const char *cache_dir;
	const struct library *lib;
	const char *root;	 /* where this machine sees lib->path */
	const char *sets;	 /* where this machine sees the folder of sets; NULL: there is none */
	const char *sets_there;	 /* and the database's path of it */
	struct file_attrs attrs; /* of new files: the configuration's, then the library's */
	const char *by;		 /* publish_log.published_by */
	int lock_timeout_ms;	 /* how long a folder is waited for */
	bool reread;		 /* stamps are not believed: a plan from them was wrong just now */
	bool rename;		 /* films get the names that the library says, also where they have others */
	unsigned refused;	 /* FILE_REFUSED_*: what the library's filesystem does not do */
	int64_t told_of;	 /* the library whose refusals were said, and which */
	unsigned told;
};

/* What a program has of its session, which stays; published_by is 'by'. */
void publisher_init(struct publisher *pub, const struct session *session, const char *by);

/* The database knows paths below lib->path, this machine sees them below root (and those of sets below
 * sets): a path from one side to the other, in place (freed and made anew when they differ; NULL and paths
 * outside stay). Plans are in this machine's paths. */
void publisher_here(const struct publisher *pub, char **path);
void publisher_there(const struct publisher *pub, char **path);

/* The library's file_mode, dir_mode and group over those that *attrs holds. ERR_CONFIG for a group that is
 * not there. */
int publisher_attrs(const struct library *lib, struct file_attrs *attrs, struct error *err);

/* The library at hand, for who goes from one to the next. */
struct publisher_library {
	const struct conf *conf;
	struct library lib;
	struct strbuf root; /* where this machine sees it */
	struct error why;   /* nothing of it can be published; ERR_NONE: it can */
	bool force;	    /* an empty folder, or one on another filesystem, will do */
};
#define PUBLISHER_LIBRARY_INIT(conf)                                                                         \
	{                                                                                                    \
		(conf), {0}, STRBUF_INIT, ERROR_INIT, false                                                  \
	}
/* Makes a library the one at hand, and the publisher's: is it really there (guard_library()), what does it
 * say of new files. 0, or -1 each time that one is asked for of which nothing can be published. */
int publisher_enter(struct publisher *pub, struct publisher_library *l, int64_t id, struct error *err);
void publisher_library_release(struct publisher_library *l);
/* ERR_LIBRARY_ABSENT when more than a tenth of the library's videos, and more than five, are not there: a
 * disk that is away, more likely than films whose folders are to be made again. */
int publisher_check_lost(struct publisher *pub, struct error *err);

#endif
