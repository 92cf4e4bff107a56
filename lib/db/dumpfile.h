/*
 * A dump's lines; metarr-db(1) describes them. Inside lib/db only: dump.h is for the others.
 */
#ifndef DB_DUMPFILE_H
#define DB_DUMPFILE_H

#include "core/outfile.h"
#include "db/rows.h"

/* Writing: a sink of rows. */
struct dump_writer;
struct dump_writer *dump_writer_new(struct outfile *out);
void dump_writer_free(struct dump_writer *w); /* NULL is fine */
struct rows_sink dump_writer_sink(struct dump_writer *w);
/* The last line. */
int dump_writer_end(struct dump_writer *w, struct error *err);

/* Reading: a source of rows. 'fd' stays the caller's. */
struct dump_reader;
struct dump_reader *dump_reader_new(int fd);
void dump_reader_free(struct dump_reader *r); /* NULL is fine */
struct rows_source dump_reader_source(struct dump_reader *r);

#endif
