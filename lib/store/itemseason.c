/* What tvshow.nfo says of a season, which has no file that Kodi reads; see itemparts.h. */
#include <string.h>

#include "media/name.h"
#include "store/itemparts.h"
#include "store/row.h"

enum { NAMED_GET, NAMED_DROP, NAMED_ADD, NAMED_STATE, NAMED_DIFFERS, NAMED_COUNT };

/* $1, $2 the series, $3 "namedseason:N". */
static const struct db_sql statements[NAMED_COUNT] = {
	[NAMED_GET] =
		{"SELECT value FROM extra_fields WHERE entity_type = $1 AND entity_id = $2 AND name = $3 "
		 "ORDER BY id LIMIT 1",
			NULL},
	[NAMED_DROP] = {"DELETE FROM extra_fields WHERE entity_type = $1 AND entity_id = $2 AND name = $3",
		NULL},
	[NAMED_ADD] = {"INSERT INTO extra_fields (entity_type, entity_id, name, value, created_at) "
		       "VALUES ($1, $2, $3, $4, $5)",
		NULL},
	[NAMED_STATE] =
		{"INSERT INTO field_state (entity_type, entity_id, field, source, locked, updated_at) "
		 "VALUES ($1, $2, $3, $4, 0, $5) ON CONFLICT (entity_type, entity_id, field) DO NOTHING",
			NULL},
	[NAMED_DIFFERS] = {"UPDATE series SET has_unpublished_changes = 1, revision = revision + 1, "
			   "updated_at = $2 WHERE id = $1",
		NULL},
};
const struct db_sqltab itemseason_sql = {"itemseason", statements, NAMED_COUNT};

static struct db_stmt *stmt(struct db *db, int index, const struct item_row *row, const char *third)
{
	struct db_stmt *st = stmt_of(db, &itemseason_sql, index, ENTITY_SERIES, row->item->series_id);

	db_bind_text(st, 3, third);
	return st;
}

/* 1: it is 'value' (NULL: there is none), 0, -1. */
static int is(
	struct db *db, const struct item_row *row, const char *name, const char *value, struct error *err)
{
	struct db_stmt *st = stmt(db, NAMED_GET, row, name);
	int rc = db_step(st, err);

	if (rc >= 0)
		rc = rc ? value && !strcmp(db_text(st, 0), value) : !value;
	db_reset(st);
	return rc;
}

static int add(
	struct db *db, const struct item_row *row, const char *name, const char *title, struct error *err)
{
	const char *source = row->item->field[MF_TITLE].source;
	struct db_stmt *st = stmt(db, NAMED_ADD, row, name);

	db_bind_text(st, 4, title);
	db_bind_text(st, 5, row->now);
	if (db_run(st, err))
		return -1;
	st = stmt(db, NAMED_STATE, row, meta_field_name(MF_EXTRA));
	db_bind_text(st, 4, *source ? source : SOURCE_EDIT);
	db_bind_text(st, 5, row->now);
	return db_run(st, err);
}

static int replace(
	struct db *db, const struct item_row *row, const char *name, const char *title, struct error *err)
{
	struct db_stmt *st;

	if (db_run(stmt(db, NAMED_DROP, row, name), err) || (title && add(db, row, name, title, err)))
		return -1;
	st = db_stmt(db, &itemseason_sql, NAMED_DIFFERS);
	db_bind_int(st, 1, row->item->series_id);
	db_bind_text(st, 2, row->now);
	return db_run(st, err);
}

int item_season_named(struct db *db, const struct item_row *row, const char *was, struct error *err)
{
	const char *number = meta_get(row->meta, MF_SEASON_NUMBER), *title = meta_get(row->meta, MF_TITLE);
	struct strbuf name = STRBUF_INIT;
	int rc;

	if (title && number && name_is_season(title, (int)strtol(number, NULL, 10)))
		title = NULL;
	if (!number || (!title && !was))
		return 0;
	strbuf_addf(&name, "namedseason:%s", number);
	/* For nothing only what was the season's goes; anything else is the file's. */
	rc = is(db, row, name.buf, title ? title : was, err);
	if (rc == (title ? 0 : 1))
		rc = replace(db, row, name.buf, title, err);
	strbuf_release(&name);
	return rc < 0 ? -1 : 0;
}
