/* Rows as the lines of a dump; see dumpfile.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/base64.h"
#include "core/json.h"
#include "core/sha256.h"
#include "db/dump.h"
#include "db/dumpfile.h"

/* Of a line of at most JSON_MAX_LINE bytes: a value that might not fit goes ahead of its row in pieces. */
#define ROW_FULL (JSON_MAX_LINE / 2)
#define PIECE (JSON_MAX_LINE / 2)
#define WORST_ESCAPE 6 /* bytes for one: \u0001 */

struct dump_writer {
	struct outfile *out;
	struct sha256 *sum;
	struct strbuf line, piece, base64;
	size_t ncolumns; /* of the table whose rows come */
	int64_t tables, rows;
};

struct dump_writer *dump_writer_new(struct outfile *out)
{
	struct dump_writer *w = xcalloc(1, sizeof(*w));

	w->out = out;
	strbuf_init(&w->line);
	strbuf_init(&w->piece);
	strbuf_init(&w->base64);
	return w;
}

static void forget_sum(struct dump_writer *w)
{
	char hash[SHA256_HEX_SIZE];

	if (w->sum)
		sha256_end(w->sum, hash);
	w->sum = NULL;
}

void dump_writer_free(struct dump_writer *w)
{
	if (!w)
		return;
	forget_sum(w);
	strbuf_release(&w->line);
	strbuf_release(&w->piece);
	strbuf_release(&w->base64);
	free(w);
}

static int put_line(struct dump_writer *w, struct strbuf *line, struct error *err)
{
	strbuf_addch(line, '\n');
	sha256_add(w->sum, line->buf, line->len);
	return outfile_write(w->out, line->buf, line->len, err);
}

static int write_start(void *ctx, int version, enum db_engine engine, const char *made_at, struct error *err)
{
	struct dump_writer *w = ctx;
	struct jsonw j;

	if (!outfile_restart(w->out))
		return error_set(
			err, ERR_BUSY, "the database was busy, and what was written cannot be taken back");
	forget_sum(w);
	w->sum = sha256_begin();
	w->tables = w->rows = 0;
	strbuf_clear(&w->line);
	jsonw_init(&j, &w->line);
	jsonw_object(&j);
	jsonw_kint(&j, "metarr_dump", DUMP_FORMAT);
	jsonw_kint(&j, "version", version);
	jsonw_kstr(&j, "engine", engine == DB_SQLITE ? "sqlite" : "postgresql");
	jsonw_kstr(&j, "made_at", made_at);
	jsonw_end(&j);
	return put_line(w, &w->line, err);
}

static int write_table(void *ctx, const struct rows_table *table, struct error *err)
{
	struct dump_writer *w = ctx;
	struct jsonw j;
	size_t i;

	w->ncolumns = table->ncolumns;
	w->tables++;
	strbuf_clear(&w->line);
	jsonw_init(&j, &w->line);
	jsonw_object(&j);
	jsonw_kstr(&j, "table", table->name);
	jsonw_key(&j, "columns");
	jsonw_array(&j);
	for (i = 0; i < table->ncolumns; i++)
		jsonw_str(&j, table->columns[i]);
	jsonw_end(&j);
	if (table->last_id)
		jsonw_kint(&j, "last_id", table->last_id);
	jsonw_end(&j);
	return put_line(w, &w->line, err);
}

/* {"KEY":value}, as one value of a row */
static void base64_value(struct dump_writer *w, struct jsonw *j, const struct db_value *v)
{
	strbuf_clear(&w->base64);
	base64_encode(&w->base64, v->bytes, v->len);
	jsonw_object(j);
	jsonw_kstr(j, "base64", w->base64.buf);
	jsonw_end(j);
}

/* The pieces go out at once: the row is not finished yet. */
static int put_pieces(struct dump_writer *w, struct jsonw *row, const struct db_value *v, struct error *err)
{
	const char *bytes = v->bytes;
	size_t at, n = 0;
	struct jsonw j;

	for (at = 0; at < v->len; at += PIECE, n++) {
		strbuf_clear(&w->base64);
		base64_encode(&w->base64, bytes + at, v->len - at < PIECE ? v->len - at : PIECE);
		strbuf_clear(&w->piece);
		jsonw_init(&j, &w->piece);
		jsonw_object(&j);
		jsonw_kstr(&j, "piece", w->base64.buf);
		jsonw_end(&j);
		if (put_line(w, &w->piece, err))
			return -1;
	}
	jsonw_object(row);
	jsonw_kint(row, v->type == VALUE_TEXT ? "text_pieces" : "base64_pieces", (int64_t)n);
	jsonw_end(row);
	return 0;
}

static int add_value(struct dump_writer *w, struct jsonw *j, const struct db_value *v, struct error *err)
{
	switch (v->type) {
	case VALUE_NULL:
		jsonw_null(j);
		return 0;
	case VALUE_INT:
		jsonw_int(j, v->integer);
		return 0;
	case VALUE_REAL:
		jsonw_real(j, v->real);
		return 0;
	case VALUE_TEXT:
	case VALUE_BLOB:
		break;
	}
	if (v->len > DUMP_MAX_VALUE)
		return error_set(err, ERR_TOO_LONG, "a value of more than %d bytes", DUMP_MAX_VALUE);
	if (w->line.len + v->len * WORST_ESCAPE > ROW_FULL)
		return put_pieces(w, j, v, err);
	if (v->type == VALUE_TEXT)
		jsonw_strn(j, v->bytes, v->len);
	else
		base64_value(w, j, v);
	return 0;
}

static int write_row(void *ctx, const struct db_value *values, struct error *err)
{
	struct dump_writer *w = ctx;
	struct jsonw j;
	size_t i;

	w->rows++;
	strbuf_clear(&w->line);
	jsonw_init(&j, &w->line);
	jsonw_array(&j);
	for (i = 0; i < w->ncolumns; i++)
		if (add_value(w, &j, &values[i], err))
			return -1;
	jsonw_end(&j);
	return put_line(w, &w->line, err);
}

struct rows_sink dump_writer_sink(struct dump_writer *w)
{
	return (struct rows_sink){write_start, write_table, write_row, w};
}

int dump_writer_end(struct dump_writer *w, struct error *err)
{
	char hash[SHA256_HEX_SIZE];
	struct jsonw j;

	sha256_end(w->sum, hash);
	w->sum = NULL;
	strbuf_clear(&w->line);
	jsonw_init(&j, &w->line);
	jsonw_object(&j);
	jsonw_kint(&j, "tables", w->tables);
	jsonw_kint(&j, "rows", w->rows);
	jsonw_kstr(&j, "sha256", hash);
	jsonw_end(&j);
	strbuf_addch(&w->line, '\n');
	return outfile_write(w->out, w->line.buf, w->line.len, err);
}
