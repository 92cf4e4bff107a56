/*
 * Prepared statements: the tables of them, and the checks of parameters and columns.
 */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/log.h"
#include "db/engine.h"

struct stmt_set {
	const struct db_sqltab *tab;
	struct db_stmt **stmts; /* tab->count, NULL until used */
};

static int highest_param(const char *sql)
{
	long high = 0;

	for (; (sql = strchr(sql, '$')); sql++) {
		long n = strtol(sql + 1, NULL, 10);
		if (n > high)
			high = n;
	}
	return (int)high;
}

static struct db_stmt *new_stmt(struct db *db, const struct db_sqltab *tab, int index)
{
	const struct db_sql *sql = &tab->sql[index];
	struct db_stmt *st = db->engine->stmt_new(db);

	st->db = db;
	st->text = db->id == DB_POSTGRES && sql->pg ? sql->pg : sql->text;
	st->group = tab->name;
	st->index = index;
	st->nparams = highest_param(st->text);
	strbuf_init(&st->unprepared.msg);
	return st;
}

static struct db_stmt **find_stmt(struct db *db, const struct db_sqltab *tab, int index)
{
	struct stmt_set *set = NULL;
	size_t i;

	if (index < 0 || index >= tab->count)
		BUG("statement %d of '%s', which has %d", index, tab->name, tab->count);
	for (i = 0; i < db->nsets && !set; i++)
		if (db->sets[i].tab == tab)
			set = &db->sets[i];
	if (!set) {
		ALLOC_GROW(db->sets, db->nsets + 1, db->sets_alloc);
		set = &db->sets[db->nsets++];
		set->tab = tab;
		set->stmts = xcalloc((size_t)tab->count, sizeof(*set->stmts));
	}
	if (!set->stmts[index])
		set->stmts[index] = new_stmt(db, tab, index);
	return &set->stmts[index];
}

static int prepare(struct db_stmt *st, struct error *err)
{
	if (!st->prepared && st->db->engine->prepare(st, err))
		return error_prefix(err, "statement %s/%d", st->group, st->index);
	st->prepared = true;
	return 0;
}

struct db_stmt *db_stmt(struct db *db, const struct db_sqltab *tab, int index)
{
	struct db_stmt *st = *find_stmt(db, tab, index);

	if (st->prepared) {
		db_reset(st);
	} else if (db->failed.code == ERR_NONE) {
		error_clear(&st->unprepared);
		prepare(st, &st->unprepared);
	}
	return st;
}

int db_try_prepare(struct db *db, const struct db_sqltab *tab, int index, struct error *err)
{
	return prepare(*find_stmt(db, tab, index), err);
}

static void bind(struct db_stmt *st, int param, const struct db_value *value)
{
	if (param < 1 || param > st->nparams)
		BUG("statement %s/%d has no parameter $%d", st->group, st->index, param);
	if (st->on_row)
		BUG("statement %s/%d is bound while it is read", st->group, st->index);
	st->used = true;
	if (st->prepared)
		st->db->engine->bind(st, param, value);
}

void db_bind_int(struct db_stmt *st, int param, int64_t value)
{
	bind(st, param, &(struct db_value){.type = VALUE_INT, .integer = value});
}

void db_bind_real(struct db_stmt *st, int param, double value)
{
	bind(st, param, &(struct db_value){.type = VALUE_REAL, .real = value});
}

void db_bind_text(struct db_stmt *st, int param, const char *text)
{
	if (text)
		db_bind_textn(st, param, text, strlen(text));
	else
		db_bind_null(st, param);
}

void db_bind_textn(struct db_stmt *st, int param, const char *text, size_t len)
{
	struct strbuf clean = STRBUF_INIT;

	if (!utf8_valid(text, len) || memchr(text, '\0', len)) {
		size_t dropped = strbuf_add_utf8(&clean, text, len);
		log_warn("%zu bytes that are no text were left out of '%s'", dropped, clean.buf);
		text = clean.buf;
		len = clean.len;
	}
	bind(st, param, &(struct db_value){.type = VALUE_TEXT, .bytes = text, .len = len});
	strbuf_release(&clean);
}

void db_bind_blob(struct db_stmt *st, int param, const void *data, size_t len)
{
	bind(st, param, &(struct db_value){.type = VALUE_BLOB, .bytes = data, .len = len});
}

void db_bind_null(struct db_stmt *st, int param)
{
	bind(st, param, &(struct db_value){.type = VALUE_NULL});
}

void db_bind_value(struct db_stmt *st, int param, const struct db_value *value)
{
	if (value->type == VALUE_TEXT)
		db_bind_textn(st, param, value->bytes, value->len);
	else
		bind(st, param, value);
}

/* Twice costs as much as twice: who is done with a statement, and who wants it next, both ask for it. */
static void reset(struct db_stmt *st)
{
	if (st->prepared && st->used)
		st->db->engine->reset(st);
	st->used = false;
}

static void set_on_row(struct db_stmt *st, bool on_row)
{
	st->db->open_rows += on_row - st->on_row;
	st->on_row = on_row;
}

int db_step(struct db_stmt *st, struct error *err)
{
	struct db *db = st->db;
	struct error own = ERROR_INIT;
	int rc;

	if (db->failed.code != ERR_NONE)
		return error_set(err, db->failed.code, "%s", db->failed.msg.buf);
	if (!st->prepared) {
		db_failed(db, &st->unprepared);
		return error_set(err, st->unprepared.code, "%s", st->unprepared.msg.buf);
	}
	st->used = true;
	rc = db->engine->step(st, &own);
	set_on_row(st, rc == 1);
	if (rc < 0) {
		if (own.code == ERR_DATABASE)
			error_prefix(&own, "statement %s/%d", st->group, st->index);
		db_failed(db, &own);
		if (err)
			error_move(err, &own);
	}
	if (rc != 1)
		reset(st);
	error_release(&own);
	return rc;
}

int db_run(struct db_stmt *st, struct error *err)
{
	int rc = db_step(st, err);

	if (rc == 1)
		BUG("statement %s/%d gives rows", st->group, st->index);
	return rc;
}

void db_reset(struct db_stmt *st)
{
	reset(st);
	set_on_row(st, false);
}

void db_reset_rows(struct db *db)
{
	size_t i;
	int n;

	for (i = 0; i < db->nsets && db->open_rows; i++)
		for (n = 0; n < db->sets[i].tab->count; n++)
			if (db->sets[i].stmts[n] && db->sets[i].stmts[n]->on_row)
				db_reset(db->sets[i].stmts[n]);
}

int64_t db_changes(const struct db_stmt *st)
{
	return st->changes;
}

static void check_column(struct db_stmt *st, int col)
{
	if (!st->on_row || col < 0 || col >= st->db->engine->col_count(st))
		BUG("column %d of statement %s/%d, which %s", col, st->group, st->index,
			st->on_row ? "has fewer" : "stands on no row");
}

int64_t db_int(struct db_stmt *st, int col)
{
	check_column(st, col);
	return st->db->engine->col_int(st, col);
}

double db_real(struct db_stmt *st, int col)
{
	check_column(st, col);
	return st->db->engine->col_real(st, col);
}

const char *db_text(struct db_stmt *st, int col)
{
	check_column(st, col);
	return st->db->engine->col_text(st, col);
}

const void *db_blob(struct db_stmt *st, int col, size_t *len)
{
	check_column(st, col);
	return st->db->engine->col_blob(st, col, len);
}

bool db_is_null(struct db_stmt *st, int col)
{
	check_column(st, col);
	return st->db->engine->col_is_null(st, col);
}

struct db_stmt *db_stmt_once(struct db *db, const char *text, struct error *err)
{
	struct db_sqltab tab = {"once", &(struct db_sql){text, NULL}, 1};
	struct db_stmt *st = new_stmt(db, &tab, 0);

	st->index = STMT_ONCE;
	if (!prepare(st, err))
		return st;
	db_stmt_drop(st);
	return NULL;
}

void db_stmt_drop(struct db_stmt *st)
{
	if (!st)
		return;
	db_reset(st);
	error_release(&st->unprepared);
	st->db->engine->stmt_free(st);
}

void db_stmts_free(struct db *db)
{
	size_t i;
	int n;

	for (i = 0; i < db->nsets; i++) {
		for (n = 0; n < db->sets[i].tab->count; n++) {
			struct db_stmt *st = db->sets[i].stmts[n];
			if (!st)
				continue;
			error_release(&st->unprepared);
			db->engine->stmt_free(st);
		}
		free(db->sets[i].stmts);
	}
	free(db->sets);
}
