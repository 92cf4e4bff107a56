/* Where each value of an item came from, and whether it is locked; see itemparts.h. */
#include <stdio.h>
#include <string.h>

#include "store/itemparts.h"
#include "store/row.h"

enum { STATE_LOAD, STATE_PUT, STATE_PUT_MANY, STATE_DROP, STATE_COUNT };

/* A new item has some twenty rows: several go in one statement. $1 to $4 are the same for all, the others
 * from P_ROW are those of each. */
#define MANY 4
#define P_ROW 5
#define ROW_PARAMS 6
#define PUT(rows)                                                                                            \
	{                                                                                                    \
		"INSERT INTO field_state (entity_type, entity_id, updated_at, job_id, field, source, "       \
		"locked, pinned, barred, disk_value) VALUES " rows                                           \
		" ON CONFLICT (entity_type, entity_id, field) DO UPDATE SET source = excluded.source, "      \
		"locked = excluded.locked, updated_at = excluded.updated_at, job_id = excluded.job_id, "     \
		"pinned = excluded.pinned, barred = excluded.barred, disk_value = excluded.disk_value",      \
			NULL                                                                                 \
	}
#define FIRST_ROW "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"

static const struct db_sql statements[STATE_COUNT] = {
	[STATE_LOAD] = {"SELECT field, source, locked, updated_at, job_id, pinned, barred, disk_value "
			"FROM field_state WHERE entity_type = $1 AND entity_id = $2",
		NULL},
	[STATE_PUT] = PUT(FIRST_ROW),
	[STATE_PUT_MANY] = PUT(FIRST_ROW ", ($1, $2, $3, $4, $11, $12, $13, $14, $15, $16), "
					 "($1, $2, $3, $4, $17, $18, $19, $20, $21, $22), "
					 "($1, $2, $3, $4, $23, $24, $25, $26, $27, $28)"),
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

static void bind_info(struct db_stmt *st, int param, enum meta_field f, const struct field_info *info)
{
	char *pinned = pins_json(&info->pins.pinned), *barred = pins_json(&info->pins.barred);

	db_bind_text(st, param, meta_field_name(f));
	db_bind_text(st, param + 1, info->source);
	db_bind_int(st, param + 2, info->locked);
	db_bind_text(st, param + 3, pinned);
	db_bind_text(st, param + 4, barred);
	db_bind_text(st, param + 5, info->disk_value);
	free(pinned);
	free(barred);
}

static int drop(struct db *db, enum entity type, int64_t id, enum meta_field f, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &itemstate_sql, STATE_DROP, type, id);

	db_bind_text(st, 3, meta_field_name(f));
	return db_run(st, err);
}

int item_state_save(struct db *db, enum entity type, int64_t id, const struct field_info field[MF_COUNT],
	uint64_t fields, const char *now, int64_t job_id, struct error *err)
{
	int put[MF_COUNT], n = 0, rows, f, i;

	for (f = 0; f < MF_COUNT; f++) {
		if (!(fields & MF_BIT(f)))
			continue;
		if (*field[f].source || pins_any(&field[f].pins) || field[f].disk_value)
			put[n++] = f;
		else if (drop(db, type, id, f, err))
			return -1;
	}
	for (i = 0; i < n; i += rows) {
		struct db_stmt *st;
		int k;

		rows = n - i >= MANY ? MANY : 1;
		st = stmt_of(db, &itemstate_sql, rows == MANY ? STATE_PUT_MANY : STATE_PUT, type, id);
		db_bind_text(st, 3, now);
		bind_int_unless(st, 4, job_id, 0);
		for (k = 0; k < rows; k++)
			bind_info(st, P_ROW + k * ROW_PARAMS, put[i + k], &field[put[i + k]]);
		if (db_run(st, err))
			return -1;
	}
	return 0;
}
