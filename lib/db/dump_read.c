/*
 * The lines of a dump as rows; see dumpfile.h. Nothing in a dump is believed: names are looked up by who
 * takes the rows, a row has as many values as its table has columns, and the last line's sum is made anew.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/base64.h"
#include "core/json.h"
#include "core/jsonscan.h"
#include "core/lines.h"
#include "core/record.h"
#include "core/sha256.h"
#include "db/dump.h"
#include "db/dumpfile.h"
#include "db/migrate.h"

#define MAX_COLUMNS 512

struct span {
	const char *text;
	size_t len;
};

struct dump_reader {
	int fd;
	bool begun;
	struct line_reader *lines;
	struct sha256 *sum;
	struct record *record;
	const struct rows_sink *sink;
	size_t line; /* number of the one in hand */
	bool started, ended;
	int64_t tables, rows;
	size_t ncolumns; /* of the table in hand; 0: none */
	/* the row in hand */
	struct span span[MAX_COLUMNS];
	size_t nspans; /* MAX_COLUMNS + 1: too many */
	struct db_value value[MAX_COLUMNS];
	struct strbuf bytes[MAX_COLUMNS]; /* of values that are not in the line as they are */
	/* pieces that came ahead of it */
	struct strbuf pieces;
	size_t npieces, used; /* pieces; bytes that the row's values have taken */
	size_t *piece_end, piece_alloc;
	size_t taken; /* pieces that the row's values have taken */
};

struct dump_reader *dump_reader_new(int fd)
{
	struct dump_reader *r = xcalloc(1, sizeof(*r));
	size_t i;

	r->fd = fd;
	r->record = record_new();
	strbuf_init(&r->pieces);
	for (i = 0; i < MAX_COLUMNS; i++)
		strbuf_init(&r->bytes[i]);
	return r;
}

static void forget_sum(struct dump_reader *r)
{
	char hash[SHA256_HEX_SIZE];

	if (r->sum)
		sha256_end(r->sum, hash);
	r->sum = NULL;
}

void dump_reader_free(struct dump_reader *r)
{
	size_t i;

	if (!r)
		return;
	forget_sum(r);
	line_reader_free(r->lines);
	record_free(r->record);
	strbuf_release(&r->pieces);
	free(r->piece_end);
	for (i = 0; i < MAX_COLUMNS; i++)
		strbuf_release(&r->bytes[i]);
	free(r);
}

static int bad(struct error *err, const char *what)
{
	return error_set(err, ERR_BAD_RECORD, "%s", what);
}

/* Lines that are objects */

static int read_start(struct dump_reader *r, struct error *err)
{
	const char *engine = record_str(r->record, "engine"), *made_at = record_str(r->record, "made_at");
	int64_t format, version;

	if (!record_int(r->record, "metarr_dump", &format))
		return bad(err, "this is no dump of metarr-db backup");
	if (format > DUMP_FORMAT)
		return error_set(err, ERR_CONFIG,
			"the dump has format %lld and this program knows only %d: a newer Metarr has made it",
			(long long)format, DUMP_FORMAT);
	if (!record_int(r->record, "version", &version) || version < 1 || !engine || !made_at ||
		strlen(made_at) != DB_INSTANT_SIZE - 1)
		return bad(err, "the first line lacks what it should have");
	if (version > migrate_latest())
		return error_set(err, ERR_CONFIG,
			"the dump has version %lld and this program knows only %d: a newer Metarr has made "
			"it",
			(long long)version, migrate_latest());
	r->started = true;
	return r->sink->start(
		r->sink->ctx, (int)version, strcmp(engine, "sqlite") ? DB_POSTGRES : DB_SQLITE, made_at, err);
}

static void add_span(const char *value, size_t len, void *ctx)
{
	struct dump_reader *r = ctx;

	if (r->nspans < MAX_COLUMNS)
		r->span[r->nspans] = (struct span){value, len};
	if (r->nspans <= MAX_COLUMNS)
		r->nspans++;
}

/* The elements of an array, in r->span. */
static int cut(struct dump_reader *r, const char *text, size_t len, struct error *err)
{
	r->nspans = 0;
	if (json_elements(text, len, add_span, r, err))
		return -1;
	return r->nspans <= MAX_COLUMNS ? 0 : bad(err, "too many values");
}

static int read_table(struct dump_reader *r, struct error *err)
{
	const char *columns[MAX_COLUMNS];
	struct rows_table t = {.columns = columns};
	size_t len, i;
	const char *list = record_raw(r->record, "columns", &len);

	t.name = record_str(r->record, "table");
	if (!t.name || !list || cut(r, list, len, err))
		return bad(err, "a table without its name or columns");
	if (record_has(r->record, "last_id") && !record_int(r->record, "last_id", &t.last_id))
		return bad(err, "a last_id that is no number");
	for (i = 0; i < r->nspans; i++) {
		if (*r->span[i].text != '"')
			return bad(err, "the name of a column that is no text");
		strbuf_clear(&r->bytes[i]);
		json_unquote(&r->bytes[i], r->span[i].text, r->span[i].len);
		columns[i] = r->bytes[i].buf;
	}
	r->ncolumns = t.ncolumns = r->nspans;
	r->tables++;
	return r->sink->table(r->sink->ctx, &t, err);
}

static int read_piece(struct dump_reader *r, struct error *err)
{
	const char *text = record_str(r->record, "piece");

	if (!text || !base64_decode(&r->pieces, text, strlen(text)))
		return bad(err, "a piece that is no base64");
	if (r->pieces.len > DUMP_MAX_VALUE)
		return error_set(err, ERR_TOO_LONG, "pieces of more than %d bytes", DUMP_MAX_VALUE);
	ALLOC_GROW(r->piece_end, r->npieces + 1, r->piece_alloc);
	r->piece_end[r->npieces++] = r->pieces.len;
	return 0;
}

static int read_end(struct dump_reader *r, struct error *err)
{
	const char *given = record_str(r->record, "sha256");
	char hash[SHA256_HEX_SIZE];
	int64_t tables, rows;

	sha256_end(r->sum, hash);
	r->sum = NULL;
	if (!record_int(r->record, "tables", &tables) || !record_int(r->record, "rows", &rows) || !given ||
		tables != r->tables || rows != r->rows || r->npieces)
		return bad(err, "lines are missing: not as many tables and rows as this line says");
	if (strcmp(given, hash) != 0)
		return bad(err, "the dump is damaged: its SHA-256 is not what this line says");
	r->ended = true;
	return 0;
}

/* Rows */

/* {"base64":…}, {"base64_pieces":2}, {"text_pieces":2} */
static int read_bytes(struct dump_reader *r, size_t i, struct error *err)
{
	struct db_value *v = &r->value[i];
	const char *text;
	int64_t n;

	if (record_parse(r->record, r->span[i].text, r->span[i].len, err))
		return -1;
	text = record_str(r->record, "base64");
	v->type = record_has(r->record, "text_pieces") ? VALUE_TEXT : VALUE_BLOB;
	if (text) {
		strbuf_clear(&r->bytes[i]);
		if (!base64_decode(&r->bytes[i], text, strlen(text)))
			return bad(err, "a value that is no base64");
		v->bytes = r->bytes[i].buf;
		v->len = r->bytes[i].len;
		return 0;
	}
	if (!record_int(r->record, v->type == VALUE_TEXT ? "text_pieces" : "base64_pieces", &n) || n < 0 ||
		(uint64_t)n > r->npieces - r->taken)
		return bad(err, "a value whose pieces are not there");
	r->taken += (size_t)n;
	v->bytes = r->pieces.buf + r->used;
	v->len = n ? r->piece_end[r->taken - 1] - r->used : 0;
	r->used += v->len;
	return 0;
}

static int read_number(struct db_value *v, const char *text, size_t len, struct error *err)
{
	char *end;

	v->type = VALUE_INT;
	errno = 0;
	v->integer = strtoll(text, &end, 10);
	if (end == text + len && !errno)
		return 0;
	v->type = VALUE_REAL;
	v->real = strtod(text, &end);
	return end == text + len ? 0 : bad(err, "a number that is none");
}

static int read_value(struct dump_reader *r, size_t i, struct error *err)
{
	const struct span *s = &r->span[i];
	struct db_value *v = &r->value[i];

	memset(v, 0, sizeof(*v));
	switch (*s->text) {
	case 'n':
		return 0;
	case '"':
		v->type = VALUE_TEXT;
		v->bytes = s->text + 1;
		v->len = s->len - 2;
		if (memchr(s->text, '\\', s->len)) {
			strbuf_clear(&r->bytes[i]);
			json_unquote(&r->bytes[i], s->text, s->len);
			v->bytes = r->bytes[i].buf;
			v->len = r->bytes[i].len;
		}
		return 0;
	case '{':
		return read_bytes(r, i, err);
	case '[':
	case 't':
	case 'f':
		return bad(err, "a value that no column has");
	default:
		return read_number(v, s->text, s->len, err);
	}
}

static int read_row(struct dump_reader *r, const char *line, size_t len, struct error *err)
{
	size_t i;

	if (!r->ncolumns)
		return bad(err, "a row without a table");
	if (cut(r, line, len, err))
		return -1;
	if (r->nspans != r->ncolumns)
		return error_set(
			err, ERR_BAD_RECORD, "a row of %zu values for %zu columns", r->nspans, r->ncolumns);
	r->taken = r->used = 0;
	for (i = 0; i < r->nspans; i++)
		if (read_value(r, i, err))
			return -1;
	if (r->taken != r->npieces)
		return bad(err, "pieces that no value has");
	r->rows++;
	if (r->sink->row(r->sink->ctx, r->value, err))
		return -1;
	r->npieces = 0;
	strbuf_clear(&r->pieces);
	return 0;
}

static int read_object(struct dump_reader *r, const char *line, size_t len, struct error *err)
{
	int rc;

	if (record_parse(r->record, line, len, err))
		return -1;
	if (!r->started)
		rc = read_start(r, err);
	else if (record_has(r->record, "sha256"))
		return read_end(r, err);
	else if (record_has(r->record, "piece"))
		rc = read_piece(r, err);
	else if (record_has(r->record, "table") && !r->npieces)
		rc = read_table(r, err);
	else
		return bad(err, "a line that has no place here");
	return rc;
}

static int read_line(struct dump_reader *r, const char *line, size_t len, struct error *err)
{
	bool object = len && *line == '{';

	if (r->ended)
		return bad(err, "something after the last line");
	if (!r->started && !object)
		return bad(err, "this is no dump of metarr-db backup");
	if (object ? read_object(r, line, len, err) : read_row(r, line, len, err))
		return -1;
	if (!r->ended) {
		sha256_add(r->sum, line, len);
		sha256_add(r->sum, "\n", 1);
	}
	return 0;
}

/* A dump is read twice when the database asked for its transaction to be run again. */
static int rewind_dump(struct dump_reader *r, struct error *err)
{
	if (r->begun && lseek(r->fd, 0, SEEK_SET))
		return error_set(
			err, ERR_BUSY, "the database was busy, and what was read cannot be read again");
	r->begun = true;
	line_reader_free(r->lines);
	r->lines = line_reader_new(r->fd);
	forget_sum(r);
	r->sum = sha256_begin();
	r->started = r->ended = false;
	r->tables = r->rows = 0;
	r->line = r->ncolumns = r->npieces = 0;
	strbuf_clear(&r->pieces);
	return 0;
}

static int give(void *ctx, const struct rows_sink *sink, struct error *err)
{
	struct dump_reader *r = ctx;
	const char *line;
	size_t len;
	int rc;

	if (rewind_dump(r, err))
		return -1;
	r->sink = sink;
	for (r->line = 1; (rc = line_reader_next(r->lines, &line, &len, err)) == 1; r->line++)
		if (read_line(r, line, len, err))
			return error_prefix(err, "line %zu", r->line);
	if (rc < 0)
		return error_prefix(err, "line %zu", r->line);
	return r->ended ? 0
			: error_set(err, ERR_BAD_RECORD,
				  "line %zu: the dump ends here, without its last line: it is not whole",
				  r->line);
}

struct rows_source dump_reader_source(struct dump_reader *r)
{
	return (struct rows_source){give, r};
}
