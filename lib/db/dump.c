/* Backup, restore and copy out of their parts; see dump.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/progress.h"
#include "db/dump.h"
#include "db/dumpfile.h"

/* Between a source and a sink: counts, and shows how far it is. */
struct counter {
	const struct rows_sink *sink;
	struct dump_sum *sum;
};

static int count_start(void *ctx, int version, enum db_engine engine, const char *made_at, struct error *err)
{
	struct counter *c = ctx;

	c->sum->version = version;
	c->sum->engine = engine;
	c->sum->tables = c->sum->rows = 0;
	memcpy(c->sum->made_at, made_at, DB_INSTANT_SIZE);
	return c->sink->start(c->sink->ctx, version, engine, made_at, err);
}

static int count_table(void *ctx, const struct rows_table *table, struct error *err)
{
	struct counter *c = ctx;

	c->sum->tables++;
	return c->sink->table(c->sink->ctx, table, err);
}

static int count_row(void *ctx, const struct db_value *values, struct error *err)
{
	struct counter *c = ctx;

	c->sum->rows++;
	if (c->sum->rows % 1024 == 0)
		progress_show((size_t)c->sum->rows, 0, "rows");
	return c->sink->row(c->sink->ctx, values, err);
}

static struct rows_sink counting(struct counter *c)
{
	return (struct rows_sink){count_start, count_table, count_row, c};
}

static int drop_start(void *ctx, int version, enum db_engine engine, const char *made_at, struct error *err)
{
	(void)ctx;
	(void)version;
	(void)engine;
	(void)made_at;
	(void)err;
	return 0;
}

static int drop_table(void *ctx, const struct rows_table *table, struct error *err)
{
	(void)ctx;
	(void)table;
	(void)err;
	return 0;
}

static int drop_row(void *ctx, const struct db_value *values, struct error *err)
{
	(void)ctx;
	(void)values;
	(void)err;
	return 0;
}

static const struct rows_sink rows_nowhere = {drop_start, drop_table, drop_row, NULL};

int dump_backup(struct db *db, const char *path, const struct dump_more *more, struct dump_sum *sum,
	struct error *err)
{
	struct outfile *out = NULL;
	struct dump_writer *writer;
	struct rows_sink sink, counted;
	struct counter counter = {&sink, sum};
	int rc;

	if (outfile_open(&out, path, err))
		return -1;
	writer = dump_writer_new(out);
	sink = dump_writer_sink(writer);
	counted = counting(&counter);
	rc = rows_read(db, false, &counted, err) || dump_writer_end(writer, err) ? -1 : 0;
	dump_writer_free(writer);
	progress_end();
	if (!rc && more)
		rc = more->before_end(db, more->ctx, err);
	if (!rc)
		return outfile_commit(out, err);
	outfile_abort(out);
	return rc;
}

/* A source whose rows are counted on their way. */
struct counted_source {
	const struct rows_source *source;
	struct dump_sum *sum;
};

static int give_counted(void *ctx, const struct rows_sink *sink, struct error *err)
{
	struct counted_source *from = ctx;
	struct counter counter = {sink, from->sum};
	const struct rows_sink counted = counting(&counter);

	return from->source->give(from->source->ctx, &counted, err);
}

/* 'to' NULL: the rows go nowhere. */
static int load(struct db *to, const struct rows_source *source, const struct dump_more *more,
	struct dump_sum *sum, struct error *err)
{
	struct counted_source counted = {source, sum};
	const struct rows_source from = {give_counted, &counted};
	int rc;

	if (to)
		rc = rows_load(to, &from, more ? more->before_end : NULL, more ? more->ctx : NULL, err);
	else
		rc = give_counted(&counted, &rows_nowhere, err);
	progress_end();
	return rc;
}

static int read_dump(struct db *to, const char *path, const struct dump_more *more, struct dump_sum *sum,
	struct error *err)
{
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO, rc;
	struct dump_reader *reader;
	struct rows_source source;

	if (fd < 0)
		return error_errno(err, errno, "cannot open '%s'", path);
	reader = dump_reader_new(fd);
	source = dump_reader_source(reader);
	rc = load(to, &source, more, sum, err);
	dump_reader_free(reader);
	if (fd != STDIN_FILENO)
		close(fd);
	return rc;
}

int dump_restore(struct db *db, const char *path, const struct dump_more *more, struct dump_sum *sum,
	struct error *err)
{
	return read_dump(db, path, more, sum, err);
}

int dump_verify(const char *path, struct dump_sum *sum, struct error *err)
{
	return read_dump(NULL, path, NULL, sum, err);
}

struct database {
	struct db *db;
	bool secrets;
};

static int give_database(void *ctx, const struct rows_sink *sink, struct error *err)
{
	const struct database *d = ctx;

	return rows_read(d->db, d->secrets, sink, err);
}

int dump_copy(struct db *from, struct db *to, struct dump_sum *sum, struct error *err)
{
	struct database all = {from, true};
	const struct rows_source source = {give_database, &all};

	return load(to, &source, NULL, sum, err);
}

int dump_survey(struct db *db, bool copy, struct dump_sum *sum, struct error *err)
{
	struct database some = {db, copy};
	const struct rows_source source = {give_database, &some};

	return load(NULL, &source, NULL, sum, err);
}
