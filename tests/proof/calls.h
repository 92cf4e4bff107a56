/*
 * What passes between the shim, which sits inside a program under test, and the proof that runs it.
 *
 * The shim (LD_PRELOAD) numbers, from 1, the calls by which the program changes anything below PROOF_ROOT,
 * opens a file there, or speaks with a server. Calls that only read are not counted: killed between two of
 * them, a program leaves what it leaves at the next call that counts. The environment says what to do:
 *
 *	PROOF_PROGRAM	the name of the program that is meant; others, and its children, run without
 *	PROOF_ROOT	an absolute path
 *	PROOF_TRACE	a file that gets a struct call, and its texts, for each call before it is carried out
 *	PROOF_DATA	set: with the bytes that are written
 *	PROOF_ACT	"N kill"	ends the program before call N
 *			"N half"	ends it after half of the bytes of write N
 *			"N stop"	stops it before call N, until somebody continues it
 *			"N halt"	the same, and ends it before the call that follows
 *			"N fail E"	call N fails with errno E, unless it speaks with a server
 *			"N dead E"	and so does every later one on the same disk but to read
 */
#ifndef PROOF_CALLS_H
#define PROOF_CALLS_H

#include <stdint.h>

enum call_kind {
	CALL_OPEN,
	CALL_WRITE,
	CALL_SYNC,
	CALL_RENAME,
	CALL_RENAME2, /* renameat2() with flags */
	CALL_LINK,
	CALL_UNLINK,
	CALL_MKDIR,
	CALL_TRUNCATE,
	CALL_MODE, /* owner or mode */
	CALL_SEND,
	CALL_RECV,
	CALL_TOLD, /* not counted: standard output was flushed; offset: how long it is now */
	CALL_KINDS
};

/* flags: of an open, of what is synced, of a CALL_RENAME2 */
enum { CALL_CREATED = 1, CALL_EMPTIED = 2, CALL_FOLDER = 4, CALL_TO_READ = 8, CALL_SWAPS = 16 };

/* One record of the trace; then 'path', 'to' (both without NUL) and 'data'. */
struct call {
	uint32_t kind, flags;
	int64_t number; /* 0: not counted */
	uint64_t inode;
	int64_t offset; /* of a write; the new length for CALL_TRUNCATE */
	uint32_t path_len, to_len, data_len, pad;
};

#endif
