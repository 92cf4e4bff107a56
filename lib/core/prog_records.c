/* Records from standard input, and files as records; see prog.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/lines.h"
#include "core/log.h"
#include "core/prog.h"

static bool has_any(const struct record *r, const char *keys)
{
	struct strbuf key = STRBUF_INIT;
	bool found = false;

	while (*keys && !found) {
		size_t len = strcspn(keys, ",");

		strbuf_clear(&key);
		strbuf_add(&key, keys, len);
		found = record_has(r, key.buf);
		keys += len + (keys[len] == ',');
	}
	strbuf_release(&key);
	return found;
}

/* Whether a record is one that this program works on. */
static bool is_ours(const struct prog *p, struct record *r)
{
	static const char *const kinds[] = {"movie", "series", "season", "episode"};
	const char *type = record_str(r, "type");
	size_t i;

	if (record_error(r, NULL))
		return false;
	if (p->needs)
		return has_any(r, p->needs);
	for (i = 0; type && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(type, kinds[i]))
			return true;
	return false;
}

static int pass_through(struct prog *p, struct record *r, struct error *err)
{
	if (prog_json(p) || !record_error(r, err))
		return prog_json(p) ? prog_put(p, r) : 0;
	log_error("%s", err->msg.buf);
	return 0;
}

static bool is_blank(const char *line, size_t len)
{
	return strspn(line, " \t\r") == len;
}

/* A line that was read, until it is put out. */
struct slot {
	struct record *r;
	struct error err;
	bool ours;    /* to be worked on */
	bool through; /* of another program, or with an error already */
};

static void read_slot(struct prog *p, struct slot *s, const char *line, size_t len, size_t number)
{
	s->ours = s->through = false;
	if (s->err.code == ERR_NONE && !record_parse(s->r, line, len, &s->err)) {
		s->ours = is_ours(p, s->r);
		s->through = !s->ours;
		return;
	}
	record_clear(s->r);
	error_prefix(&s->err, "line %zu", number);
}

/* Reads up to 'most' lines, but for the first one only what is there without waiting. 1 some may come, 0 the
 * end, -1 error. */
static int read_slots(struct prog *p, struct line_reader *lr, struct slot *slot, size_t most, size_t *n,
	size_t *number, struct error *err)
{
	const char *line;
	size_t len;
	int got = 1;

	*n = 0;
	while (*n < most && (*n == 0 || line_reader_buffered(lr))) {
		struct slot *s = &slot[*n];

		error_clear(&s->err);
		got = line_reader_next(lr, &line, &len, &s->err);
		if (got == 0)
			return 0;
		if (got < 0 && s->err.code != ERR_TOO_LONG) {
			error_set(err, s->err.code, "%s", s->err.msg.buf);
			return -1;
		}
		++*number;
		if (got > 0 && is_blank(line, len))
			continue;
		read_slot(p, s, line, len, *number);
		++*n;
	}
	return 1;
}

/* Works on those that are ours, and puts all of them out, in their order. */
static int do_slots(struct prog *p, struct slot *slot, size_t n,
	void (*many)(struct prog_work *work, size_t n, void *ctx), void *ctx)
{
	struct prog_work *work = xcalloc(n + 1, sizeof(*work));
	size_t i, ours = 0;
	int rc = 0;

	for (i = 0; i < n; i++)
		if (slot[i].ours)
			work[ours++] = (struct prog_work){slot[i].r, &slot[i].err};
	if (ours)
		many(work, ours, ctx);
	free(work);
	for (i = 0; i < n && !rc; i++)
		rc = slot[i].through ? pass_through(p, slot[i].r, &slot[i].err)
				     : prog_result(p, slot[i].r, &slot[i].err);
	return rc;
}

int prog_records_many(struct prog *p, int fd, size_t most,
	void (*many)(struct prog_work *work, size_t n, void *ctx), void *ctx)
{
	struct slot *slot = xcalloc(most, sizeof(*slot));
	struct line_reader *lr;
	struct error err = ERROR_INIT;
	size_t i, n, number = 0, records = 0;
	int got = 1, rc = 0;

	if (isatty(fd))
		prog_usage(p);
	lr = line_reader_new(fd);
	for (i = 0; i < most; i++)
		slot[i] = (struct slot){.r = record_new(), .err = ERROR_INIT};
	while (!rc && got == 1) {
		got = read_slots(p, lr, slot, most, &n, &number, &err);
		rc = do_slots(p, slot, n, many, ctx);
		records += n;
	}
	if (err.code != ERR_NONE && !prog_interrupted())
		prog_fail(p, &err);
	if (!records && !rc)
		log_warn("no records came in%s", p->needs ? "" : "; -a means all");
	for (i = 0; i < most; i++) {
		record_free(slot[i].r);
		error_release(&slot[i].err);
	}
	free(slot);
	line_reader_free(lr);
	error_release(&err);
	return rc || got < 0 ? -1 : 0;
}

struct each {
	int (*one)(struct record *r, void *ctx, struct error *err);
	void *ctx;
};

static void one_of(struct prog_work *work, size_t n, void *ctx)
{
	const struct each *each = ctx;

	(void)n;
	if (!each->one(work->r, each->ctx, work->err))
		error_clear(work->err);
}

int prog_records(
	struct prog *p, int fd, int (*one)(struct record *r, void *ctx, struct error *err), void *ctx)
{
	struct each each = {one, ctx};

	return prog_records_many(p, fd, 1, one_of, &each);
}

int prog_files(struct prog *p, char *const *files, int (*one)(struct record *r, void *ctx, struct error *err),
	void *ctx)
{
	struct record *r = record_new();
	struct error err = ERROR_INIT;
	int rc = 0;

	for (; *files && !rc && !prog_interrupted(); files++) {
		record_clear(r);
		record_set_str(r, p->needs, *files);
		if (!utf8_valid(*files, strlen(*files)))
			error_set(&err, ERR_BAD_NAME, "a file name that is not UTF-8: '%s'", *files);
		else if (one(r, ctx, &err) == 0)
			error_clear(&err);
		rc = prog_result(p, r, &err);
		error_clear(&err);
	}
	record_free(r);
	error_release(&err);
	return rc;
}
