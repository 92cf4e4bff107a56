/* What the shim has recorded of a run. */
#ifndef PROOF_TRACE_H
#define PROOF_TRACE_H

#include <stddef.h>

#include "calls.h"

struct event {
	struct call call;
	char *path, *to;	   /* NULL: none */
	const unsigned char *data; /* call.data_len bytes */
};

struct trace {
	struct event *event;
	size_t n, alloc;
	int64_t points; /* the highest number: how many calls were counted */
	char *bytes;
};

/* Ends the program when the file is not whole. */
void trace_read(const char *file, struct trace *out);
void trace_release(struct trace *t);
/* The event of a point; NULL: there is none. */
const struct event *trace_point(const struct trace *t, int64_t number);
const char *call_name(enum call_kind kind);

#endif
