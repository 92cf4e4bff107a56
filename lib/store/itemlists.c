/* Ratings, ids and extra fields of an item, and all its lists together; see itemparts.h. */
#include <stdio.h>
#include <string.h>

#include "store/columns.h"
#include "store/itemparts.h"
#include "store/row.h"

/* What an item itself says of its set, kept in extra_fields: the row of the set has one overview for all. */
#define EXTRA_SET_OVERVIEW "set_overview"
#define EXTRA_SET_TMDB_ID "set_tmdb_id"

enum {
	L_RATINGS_CLEAR,
	L_RATINGS_ADD,
	L_RATINGS_LOAD,
	L_IDS_CLEAR,
	L_IDS_ADD,
	L_IDS_LOAD,
	L_EXTRA_CLEAR,
	L_EXTRA_ADD,
	L_EXTRA_LOAD,
	L_COUNT
};

static const struct db_sql statements[L_COUNT] = {
	[L_RATINGS_CLEAR] = {"DELETE FROM ratings WHERE entity_type = $1 AND entity_id = $2", NULL},
	[L_RATINGS_ADD] =
		{"INSERT INTO ratings (entity_type, entity_id, source, value, max, votes, is_default, "
		 "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			NULL},
	[L_RATINGS_LOAD] = {"SELECT source, value, max, votes, is_default FROM ratings "
			    "WHERE entity_type = $1 AND entity_id = $2 ORDER BY id",
		NULL},
	[L_IDS_CLEAR] = {"DELETE FROM external_ids WHERE entity_type = $1 AND entity_id = $2", NULL},
	[L_IDS_ADD] =
		{"INSERT INTO external_ids (entity_type, entity_id, type, value, is_default, created_at) "
		 "VALUES ($1, $2, $3, $4, $5, $6)",
			NULL},
	[L_IDS_LOAD] = {"SELECT type, value, is_default FROM external_ids "
			"WHERE entity_type = $1 AND entity_id = $2 ORDER BY id",
		NULL},
	[L_EXTRA_CLEAR] = {"DELETE FROM extra_fields WHERE entity_type = $1 AND entity_id = $2", NULL},
	[L_EXTRA_ADD] = {"INSERT INTO extra_fields (entity_type, entity_id, name, value, created_at) "
			 "VALUES ($1, $2, $3, $4, $5)",
		NULL},
	[L_EXTRA_LOAD] = {"SELECT name, value FROM extra_fields "
			  "WHERE entity_type = $1 AND entity_id = $2 ORDER BY name, id",
		NULL},
};
const struct db_sqltab itemlists_sql = {"itemlists", statements, L_COUNT};

static struct db_stmt *stmt(struct db *db, int index, enum entity type, int64_t id)
{
	return stmt_of(db, &itemlists_sql, index, type, id);
}

static int save_ratings(
	struct db *db, enum entity type, int64_t id, const struct meta *m, const char *now, struct error *err)
{
	size_t i;

	for (i = 0; i < m->ratings.n; i++) {
		const struct meta_rating *r = &m->ratings.item[i];
		struct db_stmt *st = stmt(db, L_RATINGS_ADD, type, id);

		db_bind_text(st, 3, r->source);
		db_bind_real(st, 4, r->value);
		db_bind_int(st, 5, r->max);
		bind_int_unless(st, 6, r->votes, -1);
		db_bind_int(st, 7, r->is_default);
		db_bind_text(st, 8, now);
		if (db_run(st, err))
			return -1;
	}
	return 0;
}

static int load_ratings(struct db *db, enum entity type, int64_t id, struct meta *m, struct error *err)
{
	struct db_stmt *st = stmt(db, L_RATINGS_LOAD, type, id);
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		struct meta_rating r = {
			.source = row_dup(st, 0),
			.value = db_real(st, 1),
			.max = (int)db_int(st, 2),
			.votes = db_is_null(st, 3) ? -1 : db_int(st, 3),
			.is_default = db_int(st, 4) != 0,
		};

		meta_add_rating(m, &r);
		free(r.source);
	}
	return rc;
}

static int save_ids(
	struct db *db, enum entity type, int64_t id, const struct meta *m, const char *now, struct error *err)
{
	size_t i;

	for (i = 0; i < m->ids.n; i++) {
		struct db_stmt *st = stmt(db, L_IDS_ADD, type, id);

		db_bind_text(st, 3, m->ids.item[i].type);
		db_bind_text(st, 4, m->ids.item[i].value);
		db_bind_int(st, 5, m->ids.item[i].is_default);
		db_bind_text(st, 6, now);
		if (db_run(st, err))
			return -1;
	}
	return 0;
}

/* The rows come first; an id that only a column bears (of a library before the rows) comes after them. */
static int load_ids(struct db *db, enum entity type, int64_t id, struct meta *m, struct error *err)
{
	struct db_stmt *st = stmt(db, L_IDS_LOAD, type, id);
	struct meta columns;
	size_t i;
	int rc;

	meta_init(&columns);
	meta_copy_field(&columns, m, MF_UNIQUEIDS);
	meta_clear_field(m, MF_UNIQUEIDS);
	while ((rc = db_step(st, err)) == 1)
		meta_add_id(m, db_text(st, 0), db_text(st, 1), db_int(st, 2) != 0);
	for (i = 0; i < columns.ids.n; i++)
		if (!meta_id(m, columns.ids.item[i].type))
			meta_add_id(m, columns.ids.item[i].type, columns.ids.item[i].value, false);
	meta_release(&columns);
	return rc;
}

static int add_extra(struct db *db, enum entity type, int64_t id, const char *name, const char *value,
	const char *now, struct error *err)
{
	struct db_stmt *st;

	if (!value)
		return 0;
	st = stmt(db, L_EXTRA_ADD, type, id);
	db_bind_text(st, 3, name);
	db_bind_text(st, 4, value);
	db_bind_text(st, 5, now);
	return db_run(st, err);
}

static int save_extra(
	struct db *db, enum entity type, int64_t id, const struct meta *m, const char *now, struct error *err)
{
	size_t i;
	int f;

	for (i = 0; i < m->extra.n; i++)
		if (add_extra(db, type, id, m->extra.item[i].name, m->extra.item[i].value, now, err))
			return -1;
	for (f = 0; f < MF_SCALARS; f++)
		if (!item_has_column(type, f) &&
			add_extra(db, type, id, meta_field_name(f), meta_get(m, f), now, err))
			return -1;
	return add_extra(db, type, id, EXTRA_SET_OVERVIEW, m->set_overview, now, err) ||
			       add_extra(db, type, id, EXTRA_SET_TMDB_ID, m->set_tmdb_id, now, err)
		       ? -1
		       : 0;
}

/* The scalar without a column that is kept under this name; -1: none. */
static int kept_scalar(enum entity type, const char *name)
{
	int f;

	for (f = 0; f < MF_SCALARS; f++)
		if (!item_has_column(type, f) && !strcmp(meta_field_name(f), name))
			return f;
	return -1;
}

static int load_extra(struct db *db, enum entity type, int64_t id, struct meta *m, struct error *err)
{
	struct db_stmt *st = stmt(db, L_EXTRA_LOAD, type, id);
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		const char *name = db_text(st, 0);
		int f = kept_scalar(type, name);
		char **to = !strcmp(name, EXTRA_SET_OVERVIEW)  ? &m->set_overview
			    : !strcmp(name, EXTRA_SET_TMDB_ID) ? &m->set_tmdb_id
			    : f >= 0			       ? &m->scalar[f]
							       : NULL;

		if (!to) {
			meta_add_extra(m, name, db_text(st, 1));
			continue;
		}
		free(*to);
		*to = row_dup(st, 1);
	}
	return rc;
}

int item_lists_load(
	struct db *db, enum entity type, int64_t id, int64_t set_id, struct meta *m, struct error *err)
{
	return item_names_load(db, type, id, m, err) || load_ratings(db, type, id, m, err) ||
			       load_ids(db, type, id, m, err) || load_extra(db, type, id, m, err) ||
			       item_set_load(db, set_id, m, err)
		       ? -1
		       : 0;
}

/* The fields whose values are rows of extra_fields, all written together. */
static uint64_t extra_fields(enum entity type)
{
	uint64_t fields = MF_BIT(MF_EXTRA) | MF_BIT(MF_SET);
	int f;

	for (f = 0; f < MF_SCALARS; f++)
		if (!item_has_column(type, f))
			fields |= MF_BIT(f);
	return fields;
}

static int clear(struct db *db, enum entity type, int64_t id, uint64_t fields, struct error *err)
{
	if (item_names_clear(db, type, id, fields, err))
		return -1;
	if ((fields & MF_BIT(MF_RATINGS)) && db_run(stmt(db, L_RATINGS_CLEAR, type, id), err))
		return -1;
	if ((fields & MF_BIT(MF_UNIQUEIDS)) && db_run(stmt(db, L_IDS_CLEAR, type, id), err))
		return -1;
	return (fields & extra_fields(type)) ? db_run(stmt(db, L_EXTRA_CLEAR, type, id), err) : 0;
}

int item_lists_save(struct db *db, enum entity type, int64_t id, const struct meta *m, uint64_t fields,
	bool fresh, const char *now, struct error *err)
{
	if ((!fresh && clear(db, type, id, fields, err)) ||
		item_names_save(db, type, id, m, fields, now, err))
		return -1;
	if ((fields & MF_BIT(MF_RATINGS)) && save_ratings(db, type, id, m, now, err))
		return -1;
	if ((fields & MF_BIT(MF_UNIQUEIDS)) && save_ids(db, type, id, m, now, err))
		return -1;
	return (fields & extra_fields(type)) ? save_extra(db, type, id, m, now, err) : 0;
}
