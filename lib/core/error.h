/*
 * One failure: a code that programs understand and one sentence that people understand.
 *
 * The codes are the words of a record's "error": {"code": …, "message": …, "retry": …}; see
 * metarr-records(5). Messages are lower case, cause first, the subject quoted, without a full stop.
 * A function that takes a struct error fills it before it returns -1, and leaves it alone otherwise.
 */
#ifndef CORE_ERROR_H
#define CORE_ERROR_H

#include <stdbool.h>

#include "core/strbuf.h"

enum error_code {
	ERR_NONE,
	ERR_USAGE,	    /* usage: a wrong word on the command line */
	ERR_BAD_RECORD,	    /* bad_record: a line that is no JSON object, or one that lacks what is needed */
	ERR_TOO_LONG,	    /* too_long: over a limit of length, depth, size or dimensions */
	ERR_BAD_NAME,	    /* bad_name: a file name that is not UTF-8 */
	ERR_BAD_VALUE,	    /* bad_value: a value that a field does not take */
	ERR_BAD_NFO,	    /* bad_nfo */
	ERR_BAD_IMAGE,	    /* bad_image */
	ERR_BAD_VIDEO,	    /* bad_video */
	ERR_INCOMPLETE,	    /* incomplete: an item lacks what a rule requires of it */
	ERR_NOT_FOUND,	    /* not_found: no such file, item, library */
	ERR_EXISTS,	    /* exists: there is one already, or it overlaps */
	ERR_CHANGED,	    /* changed_meanwhile: somebody else wrote at the same time */
	ERR_CRASHED,	    /* crashed: a child died */
	ERR_KILLED,	    /* killed: somebody killed a child, which says nothing of its work */
	ERR_TIMEOUT,	    /* timeout: a child, lock or peer did not answer in time */
	ERR_NO_MEMORY,	    /* no_memory: a child passed its limit */
	ERR_IO,		    /* io: EIO and every other failure of a system call */
	ERR_NO_SPACE,	    /* no_space: ENOSPC, EDQUOT */
	ERR_READ_ONLY,	    /* read_only: EROFS */
	ERR_PERMISSION,	    /* permission: EACCES, EPERM */
	ERR_BUSY,	    /* busy: the database or a lock is held */
	ERR_PROVIDER,	    /* provider: not reached, over its limit, or it failed */
	ERR_BAD_ANSWER,	    /* bad_answer: a provider said what cannot be used */
	ERR_UNTRUSTED,	    /* untrusted: a certificate that does not verify, a redirect to elsewhere */
	ERR_LIBRARY_ABSENT, /* library_absent: the library's folder is not there, empty or not itself */
	ERR_CONFIG,	    /* config: configuration, or a database of another version */
	ERR_UNSUPPORTED,    /* unsupported: known, and not done */
	ERR_DATABASE,	    /* database: the engine refused; a constraint, a damaged file */
	ERR_INTERNAL,	    /* internal: a bug that one record can bear */
};

struct error {
	enum error_code code; /* ERR_NONE: no error */
	struct strbuf msg;    /* one sentence, UTF-8 with control bytes escaped */
};

#define ERROR_INIT                                                                                           \
	{                                                                                                    \
		ERR_NONE, STRBUF_INIT                                                                        \
	}

/* Each replaces what the error held and returns -1, so that "return error_set(…)" works. err may be NULL. */
int error_set(struct error *err, enum error_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The same with ": " and the text of 'errnum' after it; the code follows from it (EACCES: ERR_PERMISSION). */
int error_errno(struct error *err, int errnum, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Puts words in front of the message that is there: "scan of 'x': …". */
int error_prefix(struct error *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The compiler and the analysers see only the declarations: this says to them that each returns -1. */
static inline int error_failed(void)
{
	return -1;
}
#define error_set(...) (error_set(__VA_ARGS__), error_failed())
#define error_errno(...) (error_errno(__VA_ARGS__), error_failed())
#define error_prefix(...) (error_prefix(__VA_ARGS__), error_failed())

void error_clear(struct error *err);		       /* no error, keeps memory */
void error_release(struct error *err);		       /* frees */
void error_move(struct error *to, struct error *from); /* 'from' becomes empty */

const char *error_name(enum error_code code);	 /* the word of the record format */
enum error_code error_by_name(const char *name); /* ERR_INTERNAL for an unknown word */
bool error_retry(enum error_code code);		 /* temporary: the same call may succeed later */
/* Of a file that was read or decoded: the fault is the file's own, and while it does not change, trying again
 * is in vain. Not so where permission, the cache, the disk or a program was missing. */
bool error_lasts(enum error_code code);
/* The exit status (sysexits.h) of a program that could do nothing because of this. */
int error_exit_status(enum error_code code);

#endif
