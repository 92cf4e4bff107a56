/* What every file of this layer does with a row or a parameter. Inside store/ only. */
#ifndef STORE_ROW_H
#define STORE_ROW_H

#include <stdlib.h>

#include "core/alloc.h"
#include "db/db.h"
#include "media/entity.h"

/* A column as a string that the caller frees; NULL for NULL. */
static inline char *row_dup(struct db_stmt *st, int col)
{
	return xstrdup_or_null(db_text(st, col));
}

/* The number, NULL when it is 'none'. */
static inline void bind_int_unless(struct db_stmt *st, int param, int64_t value, int64_t none)
{
	if (value == none)
		db_bind_null(st, param);
	else
		db_bind_int(st, param, value);
}

/* A statement with (entity_type, entity_id) as $1 and $2. */
static inline struct db_stmt *stmt_of(
	struct db *db, const struct db_sqltab *tab, int index, enum entity type, int64_t id)
{
	struct db_stmt *st = db_stmt(db, tab, index);

	db_bind_text(st, 1, entity_name(type));
	db_bind_int(st, 2, id);
	return st;
}

/* The time as $param of a statement. 0 or -1. */
static inline int bind_now(struct db *db, struct db_stmt *st, int param, struct error *err)
{
	char now[DB_INSTANT_SIZE];

	if (db_now(db, now, err))
		return -1;
	db_bind_text(st, param, now);
	return 0;
}

#endif
