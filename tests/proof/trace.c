/* Reading traces; see trace.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "trace.h"
#include "world.h"

#define MAX_TRACE (512 * 1024 * 1024)

static char *text(const char **p, uint32_t len)
{
	char *s = len ? xstrndup(*p, len) : NULL;

	*p += len;
	return s;
}

void trace_read(const char *file, struct trace *out)
{
	struct strbuf bytes = STRBUF_INIT;
	const char *p, *end;
	size_t len;

	memset(out, 0, sizeof(*out));
	must(file_read(file, MAX_TRACE, &bytes, &world_err));
	out->bytes = strbuf_detach(&bytes, &len);
	for (p = out->bytes, end = p + len; p < end;) {
		struct event *e;

		ALLOC_GROW(out->event, out->n + 1, out->alloc);
		e = &out->event[out->n++];
		memcpy(&e->call, p, sizeof(e->call));
		p += sizeof(e->call);
		e->path = text(&p, e->call.path_len);
		e->to = text(&p, e->call.to_len);
		e->data = (const unsigned char *)p;
		p += e->call.data_len;
		if (e->call.number > out->points)
			out->points = e->call.number;
	}
	if (p != end)
		give_up("'%s' is cut short", file);
}

void trace_release(struct trace *t)
{
	size_t i;

	for (i = 0; i < t->n; i++) {
		free(t->event[i].path);
		free(t->event[i].to);
	}
	free(t->event);
	free(t->bytes);
	memset(t, 0, sizeof(*t));
}

const struct event *trace_point(const struct trace *t, int64_t number)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (t->event[i].call.number == number)
			return &t->event[i];
	return NULL;
}

const char *call_name(enum call_kind kind)
{
	static const char *const names[CALL_KINDS] = {"open", "write", "fsync", "rename", "renameat2", "link",
		"unlink", "mkdir", "truncate", "mode", "send", "recv", "told"};

	return names[kind];
}
