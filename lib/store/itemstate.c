/* Where each value of an item came from, and whether it is locked; see itemparts.h. */
#include <stdio.h>
#include <string.h>

#include "store/itemparts.h"
#include "store/row.h"

enum { STATE_LOAD, STATE_PUT, STATE_DROP, STATE_COUNT };

static const struct db_sql statements[STATE_COUNT] = {
	[STATE_LOAD] = {"SELECT field, source, locked, updated_at, job_id, pinned, barred, disk_value "
			"FROM field_state WHERE entity_type = $1 AND entity_id = $2",
		NULL},
	[STATE_PUT] = {"INSERT INTO field_state (entity_type, entity_id, field, source, locked, updated_at, "
		       "job_id, pinned, barred, disk_value) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
		       "ON CONFLICT (entity_type, entity_id, field) DO UPDATE SET source = excluded.source, "
		       "locked = excluded.locked, updated_at = excluded.updated_at, job_id = "
		       "excluded.job_id, pinned = excluded.pinned, barred = excluded.barred, "
		       "disk_value = excluded.disk_value",
		NULL},
	[STATE_DROP] = {"DELETE FROM field_state WHERE entity_type = $1 AND entity_id = $2 AND field = $3",
		NULL},
};
const struct db_sqltab itemstate_sql = {"itemstate", statements, STATE_COUNT};

static void read_info(struct db_stmt *st, struct field_info *info)
{
	snprintf(info->source, sizeof(info->source), "%s", db_text(st, 1));
	info->locked = db_int(st, 2) != 0;
	if (db_text(st, 3))
		snprintf(info->updated_at, sizeof(info->updated_at), "%s", db_text(st, 3));
	info->job_id = db_int(st, 4);
	pins_read(&info->pins.pinned, db_text(st, 5));
	pins_read(&info->pins.barred, db_text(st, 6));
	free(info->disk_value);
	info->disk_value = row_dup(st, 7);
}

int item_state_load(struct db *db, struct item *it, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &itemstate_sql, STATE_LOAD, it->type, it->id);
	int f, rc;

	while ((rc = db_step(st, err)) == 1) {
		f = meta_field_by_name(db_text(st, 0));
		if (f >= 0)
			read_info(st, &it->field[f]);
		else if (db_int(st, 2))
			names_add(&it->locked_kinds, db_text(st, 0));
	}
	return rc;
}

static void bind_info(struct db_stmt *st, const struct field_info *info, const char *now, int64_t job_id)
{
	char *pinned = pins_json(&info->pins.pinned), *barred = pins_json(&info->pins.barred);

	db_bind_text(st, 4, info->source);
	db_bind_int(st, 5, info->locked);
	db_bind_text(st, 6, now);
	bind_int_unless(st, 7, job_id, 0);
	db_bind_text(st, 8, pinned);
	db_bind_text(st, 9, barred);
	db_bind_text(st, 10, info->disk_value);
	free(pinned);
	free(barred);
}

int item_state_save(struct db *db, enum entity type, int64_t id, const struct field_info field[MF_COUNT],
	uint64_t fields, const char *now, int64_t job_id, struct error *err)
{
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		bool put = *field[f].source || pins_any(&field[f].pins) || field[f].disk_value;
		struct db_stmt *st;

		if (!(fields & MF_BIT(f)))
			continue;
		st = stmt_of(db, &itemstate_sql, put ? STATE_PUT : STATE_DROP, type, id);
		db_bind_text(st, 3, meta_field_name(f));
		if (put)
			bind_info(st, &field[f], now, job_id);
		if (db_run(st, err))
			return -1;
	}
	return 0;
}
