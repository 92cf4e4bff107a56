/*
 * How a database stands: what it is, its version, its size, its tables; for programs and for people.
 */
#ifndef DB_STATUS_H
#define DB_STATUS_H

#include <stdbool.h>

#include "core/strbuf.h"
#include "db/db.h"

/* Appends the record of a database of that version; 'all': with size and tables. 0 or -1. */
int status_record(struct strbuf *out, struct db *db, int version, bool all, struct error *err);
/* Appends lines for people, with all of it. 0 or -1. */
int status_lines(struct strbuf *out, struct db *db, int version, struct error *err);

#endif
