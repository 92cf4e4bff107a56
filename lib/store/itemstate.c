/* Where each value of an item came from, and whether it is locked; see itemparts.h. */
#include <stdio.h>
#include <string.h>

#include "store/itemparts.h"
#include "store/row.h"

enum { STATE_LOAD, STATE_PUT, STATE_DROP, STATE_COUNT };

static const struct db_sql statements[STATE_COUNT] = {
	[STATE_LOAD] = {"SELECT field, source, locked, updated_at, job_id FROM field_state "
			"WHERE entity_type = $1 AND entity_id = $2",
		NULL},
	[STATE_PUT] = {"INSERT INTO field_state (entity_type, entity_id, field, source, locked, updated_at, "
		       "job_id) VALUES ($1, $2, $3, $4, $5, $6, $7) "
		       "ON CONFLICT (entity_type, entity_id, field) DO UPDATE SET source = excluded.source, "
		       "locked = excluded.locked, updated_at = excluded.updated_at, job_id = excluded.job_id",
		NULL},
	[STATE_DROP] = {"DELETE FROM field_state WHERE entity_type = $1 AND entity_id = $2 AND field = $3",
		NULL},
};
const struct db_sqltab itemstate_sql = {"itemstate", statements, STATE_COUNT};

int item_state_load(
	struct db *db, enum entity type, int64_t id, struct field_info field[MF_COUNT], struct error *err)
{
	struct db_stmt *st = stmt_of(db, &itemstate_sql, STATE_LOAD, type, id);
	int f, rc;

	while ((rc = db_step(st, err)) == 1) {
		f = meta_field_by_name(db_text(st, 0));
		if (f < 0)
			continue;
		snprintf(field[f].source, sizeof(field[f].source), "%s", db_text(st, 1));
		field[f].locked = db_int(st, 2) != 0;
		if (db_text(st, 3))
			snprintf(field[f].updated_at, sizeof(field[f].updated_at), "%s", db_text(st, 3));
		field[f].job_id = db_int(st, 4);
	}
	return rc;
}

int item_state_save(struct db *db, enum entity type, int64_t id, const struct field_info field[MF_COUNT],
	uint64_t fields, const char *now, int64_t job_id, struct error *err)
{
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		bool put = field[f].source[0];
		struct db_stmt *st;

		if (!(fields & MF_BIT(f)))
			continue;
		st = stmt_of(db, &itemstate_sql, put ? STATE_PUT : STATE_DROP, type, id);
		db_bind_text(st, 3, meta_field_name(f));
		if (put) {
			db_bind_text(st, 4, field[f].source);
			db_bind_int(st, 5, field[f].locked);
			db_bind_text(st, 6, now);
			bind_int_unless(st, 7, job_id, 0);
		}
		if (db_run(st, err))
			return -1;
	}
	return 0;
}
