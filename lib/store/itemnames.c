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

#define NAMES(base, names, links, link)                                                                      \
	[base + NAMES_MAKE] = {"INSERT INTO " names " (name, created_at) VALUES ($1, $2) "                   \
			       "ON CONFLICT (name) DO NOTHING",                                              \
		NULL},                                                                                       \
		[base + NAMES_CLEAR] = {"DELETE FROM " links " WHERE entity_type = $1 AND entity_id = $2",   \
			NULL},                                                                               \
		[base + NAMES_LINK] = {"INSERT INTO " links " (entity_type, entity_id, " link ", position) " \
				       "SELECT $1, CAST($2 AS BIGINT), n.id, CAST($4 AS BIGINT) FROM " names \
				       " n WHERE n.name = $3 ON CONFLICT DO NOTHING",                        \
			NULL},                                                                               \
		[base + NAMES_LOAD] = {"SELECT n.name FROM " links " l JOIN " names " n ON n.id = l." link   \
				       " WHERE l.entity_type = $1 AND l.entity_id = $2 ORDER BY l.position", \
			NULL}

static const struct db_sql statements[L_COUNT] = {
	NAMES(L_GENRES, "genres", "item_genres", "genre_id"),
	NAMES(L_STUDIOS, "studios", "item_studios", "studio_id"),
	NAMES(L_COUNTRIES, "countries", "item_countries", "country_id"),
	NAMES(L_TAGS, "tags", "item_tags", "tag_id"),
	[L_PERSON_MAKE] = {"INSERT INTO people (name, created_at, thumb_url) VALUES ($1, $2, $3) "
			   "ON CONFLICT (name) DO NOTHING",
		NULL},
	[L_PEOPLE_CLEAR] = {"DELETE FROM item_people WHERE entity_type = $1 AND entity_id = $2 AND kind = $3",
		NULL},
	[L_PEOPLE_LINK] =
		{"INSERT INTO item_people (entity_type, entity_id, kind, position, person_id, role, "
		 "credit_order, thumb_url, tmdb_id) SELECT $1, CAST($2 AS BIGINT), $3, CAST($4 AS BIGINT), "
		 "p.id, $6, CAST($7 AS BIGINT), $8, $9 FROM people p WHERE p.name = $5",
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

/* Links an item with a name. Whether that made a row: 0 when the name is new, or linked already; -1. */
static int link_name(struct db *db, int link, enum entity type, int64_t id, const char *name, size_t position,
	struct error *err)
{
	struct db_stmt *st = stmt(db, link, type, id);

	db_bind_text(st, 3, name);
	db_bind_int(st, 4, (int64_t)position);
	return db_run(st, err) ? -1 : db_changes(st) > 0;
}

static int make_name(struct db *db, int make, const char *name, const char *now, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &itemnames_sql, make);

	db_bind_text(st, 1, name);
	db_bind_text(st, 2, now);
	return db_run(st, err);
}

static int save_names(struct db *db, enum entity type, int64_t id, const struct meta_names *list, int base,
	const char *now, struct error *err)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		int rc = link_name(db, base + NAMES_LINK, type, id, list->item[i], i, err);

		if (!rc && make_name(db, base + NAMES_MAKE, list->item[i], now, err) == 0)
			rc = link_name(db, base + NAMES_LINK, type, id, list->item[i], i, err);
		else if (!rc)
			rc = -1;
		if (rc < 0)
			return -1;
	}
	return 0;
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

/* As link_name(). */
static int link_person(struct db *db, enum entity type, int64_t id, const char *kind, size_t position,
	const struct meta_person *p, struct error *err)
{
	struct db_stmt *st = stmt(db, L_PEOPLE_LINK, type, id);

	db_bind_text(st, 3, kind);
	db_bind_int(st, 4, (int64_t)position);
	db_bind_text(st, 5, p->name);
	db_bind_text(st, 6, p->role);
	bind_int_unless(st, 7, p->order, -1);
	db_bind_text(st, 8, p->thumb);
	db_bind_text(st, 9, p->tmdb_id);
	return db_run(st, err) ? -1 : db_changes(st) > 0;
}

static int make_person(struct db *db, const struct meta_person *p, const char *now, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &itemnames_sql, L_PERSON_MAKE);

	db_bind_text(st, 1, p->name);
	db_bind_text(st, 2, now);
	db_bind_text(st, 3, p->thumb);
	return db_run(st, err);
}

static int save_person(struct db *db, enum entity type, int64_t id, const char *kind, size_t position,
	const struct meta_person *p, const char *now, struct error *err)
{
	int rc = link_person(db, type, id, kind, position, p, err);

	if (!rc && make_person(db, p, now, err) == 0)
		rc = link_person(db, type, id, kind, position, p, err);
	else if (!rc)
		rc = -1;
	return rc < 0 ? -1 : 0;
}

static int save_people(struct db *db, enum entity type, int64_t id, const struct meta *m, enum meta_field f,
	const char *kind, const char *now, struct error *err)
{
	const struct meta_person *list;
	size_t i, n;

	list = people_of(m, f, &n);
	for (i = 0; i < n; i++)
		if (save_person(db, type, id, kind, i, &list[i], now, err))
			return -1;
	return 0;
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
	size_t i;

	for (i = 0; i < NNAMES; i++)
		if ((fields & MF_BIT(names[i].field)) &&
			save_names(db, type, id, names_of(m, names[i].field), names[i].base, now, err))
			return -1;
	for (i = 0; i < NPEOPLE; i++)
		if ((fields & MF_BIT(people[i].field)) &&
			save_people(db, type, id, m, people[i].field, people[i].kind, now, err))
			return -1;
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
