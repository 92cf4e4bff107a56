/* Records from standard input, and files as records; see prog.h. */
#include <poll.h>
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
	static const char *const kinds[] = {"movie", "series", "season", "episode", "set"};
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
struct prog_slot {
	struct record *r;
	struct error err;
	bool ours;    /* to be worked on */
	bool through; /* of another program, or with an error already */
	bool done;    /* of a flow: it was worked on */
};

static void read_slot(struct prog *p, struct prog_slot *s, const char *line, size_t len, size_t number)
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
static int read_slots(struct prog *p, struct line_reader *lr, struct prog_slot *slot, size_t most, size_t *n,
	size_t *number, struct error *err)
{
	const char *line;
	size_t len;
	int got = 1;

	*n = 0;
	while (*n < most && (*n == 0 || line_reader_buffered(lr))) {
		struct prog_slot *s = &slot[*n];

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
static int do_slots(struct prog *p, struct prog_slot *slot, size_t n,
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
	struct prog_slot *slot = xcalloc(most, sizeof(*slot));
	struct line_reader *lr;
	struct error err = ERROR_INIT;
	size_t i, n, number = 0, records = 0;
	int got = 1, rc = 0;

	if (isatty(fd))
		prog_usage(p);
	lr = line_reader_new(fd);
	for (i = 0; i < most; i++)
		slot[i] = (struct prog_slot){.r = record_new(), .err = ERROR_INIT};
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

static struct prog_slot *slot_new(void)
{
	struct prog_slot *s = xcalloc(1, sizeof(*s));

	*s = (struct prog_slot){.r = record_new(), .err = ERROR_INIT};
	return s;
}

static void slot_free(struct prog_slot *s)
{
	record_free(s->r);
	error_release(&s->err);
	free(s);
}

/* The slots of a flow, in their order. */
struct flow {
	struct prog *p;
	const struct prog_flow *calls;
	void *ctx;
	struct line_reader *lr;
	struct prog_slot *slot[PROG_FLOW_MOST];
	size_t n, number, records;
	bool ended; /* nothing more comes in */
};

void prog_flow_done(struct prog_slot *slot, struct error *err)
{
	error_move(&slot->err, err);
	slot->done = true;
}

static bool wants_more(const struct flow *f)
{
	return !f->ended && f->n < PROG_FLOW_MOST && !f->calls->full(f->ctx);
}

/* Whether a line can be had without waiting; with nothing in hand waiting is all there is to do. */
static bool may_read(const struct flow *f)
{
	struct pollfd fd = {.fd = line_reader_fd(f->lr), .events = POLLIN};

	return line_reader_buffered(f->lr) || !f->n || poll(&fd, 1, 0) > 0;
}

static int take_line(struct flow *f, struct error *err)
{
	struct prog_slot *s = slot_new();
	size_t n;
	int got = read_slots(f->p, f->lr, s, 1, &n, &f->number, err);

	f->ended = got != 1;
	if (!n) {
		slot_free(s);
		return got < 0 ? -1 : 0;
	}
	f->records++;
	f->slot[f->n++] = s;
	if (s->ours)
		f->calls->begin(s->r, s, f->ctx);
	return got < 0 ? -1 : 0;
}

/* Puts out those at the front that are done. */
static int put_done(struct flow *f)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < f->n && !rc && (f->slot[i]->done || !f->slot[i]->ours); i++) {
		struct prog_slot *s = f->slot[i];

		rc = s->through ? pass_through(f->p, s->r, &s->err) : prog_result(f->p, s->r, &s->err);
		slot_free(s);
	}
	f->n -= i;
	memmove(f->slot, f->slot + i, f->n * sizeof(*f->slot));
	return rc;
}

static int flow_on(struct flow *f, struct error *err)
{
	int rc = 0;

	while (!rc && !prog_interrupted() && (!f->ended || f->n)) {
		while (!rc && wants_more(f) && may_read(f))
			rc = take_line(f, err) || put_done(f);
		if (!rc && f->n)
			rc = f->calls->work(wants_more(f) ? line_reader_fd(f->lr) : -1, f->ctx);
		if (put_done(f))
			rc = -1;
	}
	return rc;
}

int prog_records_flow(struct prog *p, int fd, const struct prog_flow *calls, void *ctx)
{
	struct flow *f = xcalloc(1, sizeof(*f));
	struct error err = ERROR_INIT;
	size_t i;
	int rc;

	if (isatty(fd))
		prog_usage(p);
	f->p = p;
	f->calls = calls;
	f->ctx = ctx;
	f->lr = line_reader_new(fd);
	rc = flow_on(f, &err);
	if (err.code != ERR_NONE && !prog_interrupted())
		prog_fail(p, &err);
	if (!f->records && !rc)
		log_warn("no records came in%s", p->needs ? "" : "; -a means all");
	for (i = 0; i < f->n; i++)
		slot_free(f->slot[i]);
	line_reader_free(f->lr);
	free(f);
	error_release(&err);
	return rc ? -1 : 0;
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
