/*
 * The file of a SQLite database: whether it may be used, where it lies.
 */
#ifndef DB_DBFILE_H
#define DB_DBFILE_H

#include "core/error.h"
#include "core/strbuf.h"

/*
 * Looks at 'path' before SQLite does, so that each thing that can be wrong has its own sentence: absent
 * (ERR_CONFIG, naming metarr-db create), a folder, not readable or writable (ERR_PERMISSION), on a
 * network filesystem. Whether it is a database at all is for SQLite to say. flags are those of db_open();
 * DB_CREATE makes the folder (mode 0700) and an empty file (0600) when there is none. 'real' becomes the
 * absolute path without links. 0 or -1.
 */
int dbfile_prepare(const char *path, unsigned flags, struct strbuf *real, struct error *err);

#endif
