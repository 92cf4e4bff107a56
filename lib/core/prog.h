/*
 * What every program does alike: its name, common options, who reads its output, how failures add up to an
 * exit status, and where its siblings are. cmd/ files stay short because of it.
 */
#ifndef CORE_PROG_H
#define CORE_PROG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/error.h"
#include "core/record.h"

enum prog_output { OUT_AUTO, OUT_JSON, OUT_TEXT };

struct prog {
	const char *name;	 /* "metarr-scan" */
	const char *usage;	 /* the text of -h */
	const char *needs;	 /* the member that makes a record ours ("path"), or any of several
				    ("library,path"); NULL: it must be an item */
	enum prog_output output; /* -j, -t */
	bool dry_run;		 /* -n */
	int verbose;		 /* -v counts up, -q is -1 */
	/* the sum of what happened */
	size_t done, failed;
	int status;	      /* of all failures so far; 1 when they differ */
	enum error_code last; /* of the last failure */
	int output_errno;     /* why stdout is gone; 0: it is not */
};

/* At the start of main: name (NULL: the base of argv[0]), log to stderr, SIGPIPE ignored, and descriptors 0
 * to 2 open, so that no file gets one of their numbers; one that was closed gives errors. */
void prog_init(struct prog *p, const char *name, const char *usage);
/* Handles h, V, j, t, q, v, n (n only where the program's short options have it). True when 'c' was one of
 * them; -h and -V print to stdout and exit 0. '?' prints the usage to stderr and exits 64. */
#define PROG_SHORT "hVjtqv"
#define PROG_LONG                                                                                            \
	{"help", no_argument, NULL, 'h'}, {"version", no_argument, NULL, 'V'},                               \
		{"json", no_argument, NULL, 'j'}, {"text", no_argument, NULL, 't'},                          \
		{"quiet", no_argument, NULL, 'q'},                                                           \
	{                                                                                                    \
		"verbose", no_argument, NULL, 'v'                                                            \
	}
bool prog_option(struct prog *p, int c);
_Noreturn void prog_usage(const struct prog *p);			/* to stderr, exit 64 */
_Noreturn void prog_die(const struct prog *p, const struct error *err); /* message, exit by its code */
/* Usage when -a comes with operands, or neither comes and standard input is a terminal. */
void prog_want_input(const struct prog *p, bool all, int operands);
bool prog_json(const struct prog *p); /* lines for programs: -j, or stdout no terminal and no -t */

void prog_interruptible(void); /* SIGINT, SIGTERM, SIGHUP set a flag; a second SIGINT ends at once */
bool prog_interrupted(void);
/* Readable once prog_interrupted(): for every poll() that should end then. -1 without prog_interruptible().
 */
int prog_interrupt_fd(void);

/* One line for people on stdout, control bytes escaped: nothing of it with -q or for programs. */
void prog_say(const struct prog *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* A text to stdout as it is, for people and for programs, where the progress line was. */
void prog_write(struct prog *p, const char *text, size_t len);
/* Counts one record's outcome (err NULL or ERR_NONE: done). Prints nothing. */
void prog_count(struct prog *p, const struct error *err);
/* Counts and says, on stderr, a failure that is of no record: an operand, a library. *err is clear then. */
void prog_fail(struct prog *p, struct error *err);
/* The outcome of a record: counted, and put out as a line, with err as its "error" when it is one; for people
 * only the message of a failure. 0, or -1 as prog_put(). */
int prog_result(struct prog *p, struct record *r, const struct error *err);
/* Writes one record line to stdout and flushes it. -1 when stdout is gone (EPIPE, ENOSPC): stop. */
int prog_put(struct prog *p, const struct record *r);
/* Clears the progress line, flushes stdout, says how many failed, and gives the exit status of the sum: 0; 1;
 * 64 to 78 when every failure was of that class; 75 when a signal cut it short. A reader of stdout that went
 * away is 1, without a word. */
int prog_finish(struct prog *p);

/* The loop over standard input: 'one' gets each record (never one that bears an error, or is not ours: those
 * pass through whole) and puts out its own lines; afterwards the loop prints the record itself, with 'error'
 * set when 'one' returned -1. For people (prog_json() is false) it prints no record, only messages for
 * failures. A broken line becomes an error record; a blank one is nothing. Returns 0, or -1 when stdout is
 * gone or stdin failed. An empty input is said on stderr: "no records came in; -a means all". A terminal as
 * input: usage, 64. */
int prog_records(
	struct prog *p, int fd, int (*one)(struct record *r, void *ctx, struct error *err), void *ctx);

/* The same for programs that do many records at once: 'many' gets up to 'most' of them, in their order, as
 * many as have come in without waiting, and sets the error of each that failed. */
struct prog_work {
	struct record *r;
	struct error *err; /* clear */
};
int prog_records_many(struct prog *p, int fd, size_t most,
	void (*many)(struct prog_work *work, size_t n, void *ctx), void *ctx);

/*
 * The same for programs that wait for others, and have many records in hand meanwhile: begin() takes one on,
 * whose outcome is told by prog_flow_done(slot) then or later; work() goes on with those in hand until one of
 * them is done, fd (-1: none) is readable, or prog_interrupted(), and gives 0, or -1 to stop; full() says
 * that no further one is wanted for now. Records are put out in their order.
 */
struct prog_slot;
struct prog_flow {
	void (*begin)(struct record *r, struct prog_slot *slot, void *ctx);
	int (*work)(int fd, void *ctx);
	bool (*full)(void *ctx);
};
#define PROG_FLOW_MOST 1024 /* records in hand, done ones that wait for one before them among them */
int prog_records_flow(struct prog *p, int fd, const struct prog_flow *flow, void *ctx);
void prog_flow_done(struct prog_slot *slot, struct error *err); /* takes the error */

/* The same for files that are named as operands: each becomes a record whose only member is p->needs. 0 or
 * -1. */
int prog_files(struct prog *p, char *const *files, int (*one)(struct record *r, void *ctx, struct error *err),
	void *ctx);

/* The path of another program of the suite: beside /proc/self/exe, else in the installed directory; never
 * PATH. */
int prog_sibling(const char *name, struct strbuf *path, struct error *err);
/* Becomes that program, with these arguments up to NULL; comes back only with an error: -1. */
int prog_exec(const char *name, char *const args[], struct error *err);

/* Who runs the program: a user's name, or a number. To be asked before root becomes somebody else. The caller
 * frees. */
char *prog_user(void);

/* When root runs us and the SQLite database at path belongs to somebody else, or is not there and its folder
 * does, becomes that user, groups too. */
int prog_become_owner(const char *path, struct error *err);

#endif
