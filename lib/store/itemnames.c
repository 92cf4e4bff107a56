/* Lists of names and people; see itemparts.h. */
#include <stdio.h>
#include <string.h>

#include "store/itemparts.h"
#include "store/row.h"

/* Each list of names has a table of names and one of links, and so these statements. */
enum { NAMES_MAKE, NAMES_CLEAR, NAMES_LINK, NAMES_LOAD, NAMES_STATEMENTS };

enum {
	L_GENRES,
	L_STUDIOS = L_GENRES + NAMES_STATEMENTS,
	L_COUNTRIES = L_STUDIOS + NAMES_STATEMENTS,
	L_TAGS = L_COUNTRIES + NAMES_STATEMENTS,
	L_PERSON_MAKE = L_TAGS + NAMES_STATEMENTS,
	L_PEOPLE_CLEAR,
	L_PEOPLE_LINK,
	L_PEOPLE_LOAD,
	L_COUNT
};

/*
 * Up to AT_ONCE go in one statement, as each costs a journal of its own on SQLite and a round trip on
 * PostgreSQL. Where they are fewer the last one fills the rest, and comes to nothing for being there already.
 */
#define AT_ONCE 8
#define NAME_PARAM(i) (3 + 2 * (int)(i))   /* name, position */
#define PERSON_PARAM(i) (4 + 6 * (int)(i)) /* name, position, role, order, thumb, id */
/* The first row gives PostgreSQL the types of all. */
#define NAME_ROWS                                                                                            \
	"(VALUES (CAST($3 AS TEXT), CAST($4 AS BIGINT)), ($5, $6), ($7, $8), ($9, $10), ($11, $12), "        \
	"($13, $14), ($15, $16), ($17, $18)) AS v"
#define PERSON_ROWS                                                                                          \
	"(VALUES (CAST($4 AS TEXT), CAST($5 AS BIGINT), CAST($6 AS TEXT), CAST($7 AS BIGINT), "              \
	"CAST($8 AS TEXT), CAST($9 AS TEXT)), ($10, $11, $12, $13, $14, $15), "                              \
	"($16, $17, $18, $19, $20, $21), ($22, $23, $24, $25, $26, $27), ($28, $29, $30, $31, $32, $33), "   \
	"($34, $35, $36, $37, $38, $39), ($40, $41, $42, $43, $44, $45), ($46, $47, $48, $49, $50, $51)) "   \
	"AS v"

#define NAMES(base, names, links, link)                                                                      \
	[base + NAMES_MAKE] = {"INSERT INTO " names " (name, created_at) VALUES ($2, $1), ($3, $1), "        \
			       "($4, $1), ($5, $1), ($6, $1), ($7, $1), ($8, $1), ($9, $1) "                 \
			       "ON CONFLICT (name) DO NOTHING",                                              \
		NULL},                                                                                       \
		[base + NAMES_CLEAR] = {"DELETE FROM " links " WHERE entity_type = $1 AND entity_id = $2",   \
			NULL},                                                                               \
		[base + NAMES_LINK] = {"INSERT INTO " links " (entity_type, entity_id, " link ", position) " \
				       "SELECT $1, CAST($2 AS BIGINT), n.id, v.column2 FROM " NAME_ROWS      \
				       ", " names " n WHERE n.name = v.column1 ON CONFLICT DO NOTHING",      \
			NULL},                                                                               \
		[base + NAMES_LOAD] = {"SELECT n.name FROM " links " l JOIN " names " n ON n.id = l." link   \
				       " WHERE l.entity_type = $1 AND l.entity_id = $2 ORDER BY l.position", \
			NULL}

static const struct db_sql statements[L_COUNT] = {
	NAMES(L_GENRES, "genres", "item_genres", "genre_id"),
	NAMES(L_STUDIOS, "studios", "item_studios", "studio_id"),
	NAMES(L_COUNTRIES, "countries", "item_countries", "country_id"),
	NAMES(L_TAGS, "tags", "item_tags", "tag_id"),
	[L_PERSON_MAKE] = {"INSERT INTO people (created_at, name, thumb_url) VALUES ($1, $2, $3), "
			   "($1, $4, $5), ($1, $6, $7), ($1, $8, $9), ($1, $10, $11), ($1, $12, $13), "
			   "($1, $14, $15), ($1, $16, $17) ON CONFLICT (name) DO NOTHING",
		NULL},
	[L_PEOPLE_CLEAR] = {"DELETE FROM item_people WHERE entity_type = $1 AND entity_id = $2 AND kind = $3",
		NULL},
	[L_PEOPLE_LINK] =
		{"INSERT INTO item_people (entity_type, entity_id, kind, position, person_id, role, "
		 "credit_order, thumb_url, tmdb_id) SELECT $1, CAST($2 AS BIGINT), $3, v.column2, p.id, "
		 "v.column3, v.column4, v.column5, v.column6 FROM " PERSON_ROWS ", people p "
		 "WHERE p.name = v.column1 ON CONFLICT DO NOTHING",
			NULL},
	[L_PEOPLE_LOAD] = {"SELECT l.kind, p.name, l.role, l.credit_order, l.thumb_url, l.tmdb_id "
			   "FROM item_people l JOIN people p ON p.id = l.person_id "
			   "WHERE l.entity_type = $1 AND l.entity_id = $2 ORDER BY l.kind, l.position",
		NULL},
};
const struct db_sqltab itemnames_sql = {"itemnames", statements, L_COUNT};

static const struct {
	enum meta_field field;
	int base;
} names[] = {
	{MF_GENRES, L_GENRES},
	{MF_STUDIOS, L_STUDIOS},
	{MF_COUNTRIES, L_COUNTRIES},
	{MF_TAGS, L_TAGS},
};
#define NNAMES (sizeof(names) / sizeof(names[0]))

static const struct {
	enum meta_field field;
	const char *kind;
} people[] = {
	{MF_ACTORS, "actor"},
	{MF_DIRECTORS, "director"},
	{MF_WRITERS, "writer"},
};
#define NPEOPLE (sizeof(people) / sizeof(people[0]))

static const struct meta_names *names_of(const struct meta *m, enum meta_field f)
{
	return f == MF_GENRES	 ? &m->genres
	       : f == MF_STUDIOS ? &m->studios
	       : f == MF_TAGS	 ? &m->tags
				 : &m->countries;
}

static const struct meta_person *people_of(const struct meta *m, enum meta_field f, size_t *n)
{
	*n = f == MF_ACTORS ? m->actors.n : f == MF_DIRECTORS ? m->directors.n : m->writers.n;
	return f == MF_ACTORS ? m->actors.item : f == MF_DIRECTORS ? m->directors.item : m->writers.item;
}

static struct db_stmt *stmt(struct db *db, int index, enum entity type, int64_t id)
{
	return stmt_of(db, &itemnames_sql, index, type, id);
}

/* Which of the list is the i-th of a statement that has those from 'first' on. */
static size_t nth(size_t first, size_t i, size_t n)
{
	return first + i < n ? first + i : n - 1;
}

/* Runs a statement that links up to AT_ONCE of a list of n from 'first' on. 1: all of them; 0: some are new,
 * or were linked; -1. */
static int link_some(struct db_stmt *st, size_t first, size_t n, struct error *err)
{
	size_t some = n - first < AT_ONCE ? n - first : AT_ONCE;

	return db_run(st, err) ? -1 : db_changes(st) == (int64_t)some;
}

static int link_names(struct db *db, int link, enum entity type, int64_t id, const struct meta_names *list,
	size_t first, struct error *err)
{
	struct db_stmt *st = stmt(db, link, type, id);
	size_t i, k;

	for (i = 0; i < AT_ONCE; i++) {
		k = nth(first, i, list->n);
		db_bind_text(st, NAME_PARAM(i), list->item[k]);
		db_bind_int(st, NAME_PARAM(i) + 1, (int64_t)k);
	}
	return link_some(st, first, list->n, err);
}

static int make_names(struct db *db, int make, const struct meta_names *list, size_t first, const char *now,
	struct error *err)
{
	struct db_stmt *st = db_stmt(db, &itemnames_sql, make);
	size_t i;

	db_bind_text(st, 1, now);
	for (i = 0; i < AT_ONCE; i++)
		db_bind_text(st, 2 + (int)i, list->item[nth(first, i, list->n)]);
	return db_run(st, err);
}

static int save_names(struct db *db, enum entity type, int64_t id, const struct meta_names *list, int base,
	const char *now, struct error *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < list->n && rc >= 0; i += AT_ONCE) {
		rc = link_names(db, base + NAMES_LINK, type, id, list, i, err);
		if (!rc)
			rc = make_names(db, base + NAMES_MAKE, list, i, now, err) ||
					     link_names(db, base + NAMES_LINK, type, id, list, i, err) < 0
				     ? -1
				     : 0;
	}
	return rc < 0 ? -1 : 0;
}

static int load_names(struct db *db, enum entity type, int64_t id, enum meta_field f, int base,
	struct meta *m, struct error *err)
{
	struct db_stmt *st = stmt(db, base + NAMES_LOAD, type, id);
	int rc;

	while ((rc = db_step(st, err)) == 1)
		meta_add_name(m, f, db_text(st, 0));
	return rc;
}

struct people {
	const struct meta_person *item;
	size_t n;
	const char *kind;
};

static int link_people(struct db *db, enum entity type, int64_t id, const struct people *list, size_t first,
	struct error *err)
{
	struct db_stmt *st = stmt(db, L_PEOPLE_LINK, type, id);
	size_t i, k;
	int param;

	db_bind_text(st, 3, list->kind);
	for (i = 0; i < AT_ONCE; i++) {
		k = nth(first, i, list->n);
		param = PERSON_PARAM(i);
		db_bind_text(st, param, list->item[k].name);
		db_bind_int(st, param + 1, (int64_t)k);
		db_bind_text(st, param + 2, list->item[k].role);
		bind_int_unless(st, param + 3, list->item[k].order, -1);
		db_bind_text(st, param + 4, list->item[k].thumb);
		db_bind_text(st, param + 5, list->item[k].tmdb_id);
	}
	return link_some(st, first, list->n, err);
}

static int make_people(
	struct db *db, const struct people *list, size_t first, const char *now, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &itemnames_sql, L_PERSON_MAKE);
	size_t i, k;

	db_bind_text(st, 1, now);
	for (i = 0; i < AT_ONCE; i++) {
		k = nth(first, i, list->n);
		db_bind_text(st, 2 + 2 * (int)i, list->item[k].name);
		db_bind_text(st, 3 + 2 * (int)i, list->item[k].thumb);
	}
	return db_run(st, err);
}

static int save_people(struct db *db, enum entity type, int64_t id, const struct people *list,
	const char *now, struct error *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < list->n && rc >= 0; i += AT_ONCE) {
		rc = link_people(db, type, id, list, i, err);
		if (!rc)
			rc = make_people(db, list, i, now, err) || link_people(db, type, id, list, i, err) < 0
				     ? -1
				     : 0;
	}
	return rc < 0 ? -1 : 0;
}

static int load_people(struct db *db, enum entity type, int64_t id, struct meta *m, struct error *err)
{
	struct db_stmt *st = stmt(db, L_PEOPLE_LOAD, type, id);
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		struct meta_person p = {
			.name = row_dup(st, 1),
			.role = row_dup(st, 2),
			.order = db_is_null(st, 3) ? -1 : (int)db_int(st, 3),
			.thumb = row_dup(st, 4),
			.tmdb_id = row_dup(st, 5),
		};
		const char *kind = db_text(st, 0);
		size_t k = !strcmp(kind, people[0].kind) ? 0 : !strcmp(kind, people[1].kind) ? 1 : 2;

		meta_add_person(m, people[k].field, &p);
		free(p.name);
		free(p.role);
		free(p.thumb);
		free(p.tmdb_id);
	}
	return rc;
}

int item_names_clear(struct db *db, enum entity type, int64_t id, uint64_t fields, struct error *err)
{
	struct db_stmt *st;
	size_t i;

	for (i = 0; i < NNAMES; i++)
		if ((fields & MF_BIT(names[i].field)) &&
			db_run(stmt(db, names[i].base + NAMES_CLEAR, type, id), err))
			return -1;
	for (i = 0; i < NPEOPLE; i++) {
		if (!(fields & MF_BIT(people[i].field)))
			continue;
		st = stmt(db, L_PEOPLE_CLEAR, type, id);
		db_bind_text(st, 3, people[i].kind);
		if (db_run(st, err))
			return -1;
	}
	return 0;
}

int item_names_save(struct db *db, enum entity type, int64_t id, const struct meta *m, uint64_t fields,
	const char *now, struct error *err)
{
	struct people list;
	size_t i;

	for (i = 0; i < NNAMES; i++)
		if ((fields & MF_BIT(names[i].field)) &&
			save_names(db, type, id, names_of(m, names[i].field), names[i].base, now, err))
			return -1;
	for (i = 0; i < NPEOPLE; i++) {
		list.item = people_of(m, people[i].field, &list.n);
		list.kind = people[i].kind;
		if ((fields & MF_BIT(people[i].field)) && save_people(db, type, id, &list, now, err))
			return -1;
	}
	return 0;
}

int item_names_load(struct db *db, enum entity type, int64_t id, struct meta *m, struct error *err)
{
	size_t i;

	for (i = 0; i < NNAMES; i++)
		if (load_names(db, type, id, names[i].field, names[i].base, m, err))
			return -1;
	return load_people(db, type, id, m, err);
}
