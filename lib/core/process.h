/*
 * One child process: three pipes, for somebody's poll loop. What pools (child.h) are made of, and
 * process_run().
 *
 * Its death is known by waitpid() alone: a pipe may be closed early, or be held open by a grandchild. Nothing
 * here but process_run() waits. A child gets nothing but descriptors 0 to 2, ignores SIGINT (at a terminal it
 * is in our process group), has no core file, and dies with the thread that started it. Descriptors 0 to 2
 * are open here and SIGPIPE is ignored (prog_init).
 */
#ifndef CORE_PROCESS_H
#define CORE_PROCESS_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/error.h"
#include "core/strbuf.h"

struct child_limits {
	size_t memory_bytes; /* of address space, RLIMIT_AS; 0: none. Not set under AddressSanitizer */
	int timeout_ms;	     /* for one answer, or for a child_run(); 0: none */
	int nice;	     /* how much it gives way to us */
};

struct process {
	pid_t pid;		 /* 0: none */
	int in, out, err;	 /* our ends, not blocking; -1: closed */
	bool killed;		 /* by process_kill() */
	bool exited;		 /* reaped, and everything that it wrote was read */
	int status;		 /* as of waitpid(), once it has exited */
	struct strbuf output;	 /* what it wrote and nobody took away yet */
	struct strbuf complaint; /* the end of what it wrote to stderr */
};
#define PROCESS_INIT                                                                                         \
	{                                                                                                    \
		.in = -1, .out = -1, .err = -1, .output = STRBUF_INIT, .complaint = STRBUF_INIT              \
	}

enum { PROCESS_IN, PROCESS_OUT, PROCESS_ERR, PROCESS_FDS };

/* Starts argv[0], a path. limits may be NULL. 0 or -1: then nothing runs. */
int process_start(
	struct process *p, const char *const argv[], const struct child_limits *limits, struct error *err);
/* Fills PROCESS_FDS entries for poll(); 'writing': there is input left. */
void process_poll(const struct process *p, bool writing, struct pollfd *fds);
/* After poll(): reads what is there, at most a pipe's worth, and reaps. */
void process_pump(struct process *p, const struct pollfd *fds);
/* Writes what the pipe takes; how many bytes. Closes 'in' when nobody reads it. */
size_t process_write(struct process *p, const char *data, size_t len);
void process_close_input(struct process *p);
void process_kill(struct process *p);
/* Closes everything; a child that has not exited is left to itself. */
void process_release(struct process *p);
/* ERR_CRASHED, ERR_KILLED or ERR_NO_MEMORY with the signal or status and the last line of stderr. Returns -1.
 */
int process_blame(const struct process *p, const char *name, struct error *err);
/* How many milliseconds a poll() may take before waitpid() is to be asked again: few while it should be
 * ending. */
int process_tick(const struct process *p);
/* Milliseconds of a clock that only goes forward. */
int64_t process_clock(void);

/* Runs a program to its end: input (may be NULL) to its standard input, its output, at most max bytes,
 * appended to *out. 0 when it ended with status 0; else -1 with ERR_CRASHED, ERR_NO_MEMORY, ERR_TIMEOUT,
 * ERR_TOO_LONG, ERR_BUSY (prog_interrupted()) or what kept it from starting. limits may be NULL. */
int process_run(const char *const argv[], const void *input, size_t len, const struct child_limits *limits,
	size_t max, struct strbuf *out, struct error *err);

#endif
