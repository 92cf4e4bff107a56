/*
 * usage: model BUILD FOLDER VIDEO ENGINE SEQUENCES SEED
 *
 * Random sequences of what people do to libraries (shelf.h), with a scan after each step: no item is lost or
 * doubled, each keeps its row, and a scan of what did not change says nothing. Sequence i begins with SEED +
 * i, so that one alone can be run again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "core/alloc.h"
#include "core/path.h"
#include "shelf.h"
#include "world.h"

#define STEPS 4 /* of a sequence, the first scan among them */
#define MAX_VIDEO (1024 * 1024)

/* What the database has. */
struct row {
	enum entity type;
	int64_t id;
	bool there;
	char *place, *title;
	int season, episode;
	bool wanted; /* a wish was met by it */
};
struct rows {
	struct row *item;
	size_t n, alloc;
};

enum { MODEL_ROWS };
static const struct db_sql statements[] = {
	[MODEL_ROWS] = {"SELECT 0 AS type, id, CASE WHEN deleted_on IS NULL THEN 1 ELSE 0 END, file_path, "
			"title, -1, -1 "
			"FROM movies UNION ALL "
			"SELECT 1, id, CASE WHEN deleted_on IS NULL THEN 1 ELSE 0 END, directory_path, "
			"title, -1, -1 "
			"FROM series UNION ALL "
			"SELECT 2, s.id, CASE WHEN s.deleted_on IS NULL THEN 1 ELSE 0 END, a.directory_path, "
			"s.title, "
			"s.season_number, -1 FROM seasons s JOIN series a ON a.id = s.series_id UNION ALL "
			"SELECT 3, id, CASE WHEN deleted_on IS NULL THEN 1 ELSE 0 END, file_path, title, "
			"season_number, "
			"episode_number FROM episodes ORDER BY type, id",
		NULL},
};
static const struct db_sqltab model_sql = {"model", statements, 1};

static void rows_release(struct rows *rows)
{
	for (size_t i = 0; i < rows->n; i++) {
		free(rows->item[i].place);
		free(rows->item[i].title);
	}
	free(rows->item);
	*rows = (struct rows){NULL, 0, 0};
}

static void rows_read(struct world *w, struct rows *rows)
{
	struct db *db = world_db(w);
	struct db_stmt *st = db_stmt(db, &model_sql, MODEL_ROWS);
	int rc;

	while ((rc = db_step(st, &world_err)) > 0) {
		const char *place = path_relative(db_text(st, 3), w->root);
		struct row row = {.type = (enum entity)db_int(st, 0),
			.id = db_int(st, 1),
			.there = db_int(st, 2) != 0,
			.place = xstrdup(place ? place : ""),
			.title = xstrdup_or_null(db_text(st, 4)),
			.season = (int)db_int(st, 5),
			.episode = (int)db_int(st, 6)};

		ALLOC_GROW(rows->item, rows->n + 1, rows->alloc);
		rows->item[rows->n++] = row;
	}
	must(rc < 0);
	world_db_done(w, db);
}

static struct row *row_by_place(const struct rows *rows, const struct wish *wish)
{
	for (size_t i = 0; i < rows->n; i++) {
		struct row *row = &rows->item[i];

		if (row->there && row->type == wish->type && row->season == wish->season &&
			row->episode == wish->episode && strcmp(row->place, wish->place) == 0)
			return row;
	}
	return NULL;
}

static const struct row *row_by_id(const struct rows *rows, const struct wish *wish)
{
	for (size_t i = 0; i < rows->n; i++) {
		if (rows->item[i].type == wish->type && rows->item[i].id == wish->id)
			return &rows->item[i];
	}
	return NULL;
}

/* The wish whose row that is, if any. */
static const struct wish *owner_of(const struct shelf *s, const struct row *row)
{
	for (size_t i = 0; i < s->nwish; i++) {
		if (s->wish[i]->type == row->type && s->wish[i]->id == row->id)
			return s->wish[i];
	}
	return NULL;
}

static void say(
	struct world *w, enum entity type, const char *place, int season, int episode, const char *what)
{
	world_bad(w, "%s '%s' %dx%d: %s", entity_name(type), place, season, episode, what);
}

static void check_wish(struct world *w, const struct shelf *s, const struct rows *rows, struct wish *wish)
{
	struct row *row = wish->there ? row_by_place(rows, wish) : NULL;
	const struct row *old = wish->id ? row_by_id(rows, wish) : NULL;
	const char *bad = NULL;

	if (wish->id && !old)
		bad = "its row is lost";
	else if (!wish->there)
		bad = old && old->there ? "its row is not deleted" : NULL;
	else if (!row)
		bad = "it is not known";
	else if (row->wanted)
		bad = "its row is another's, too";
	else if (wish->id ? wish->id != row->id : owner_of(s, row) != NULL)
		bad = "it has another row";
	else if (wish->title && (!row->title || strcmp(row->title, wish->title) != 0))
		bad = row->title ? row->title : "no title";
	if (bad)
		say(w, wish->type, wish->place, wish->season, wish->episode, bad);
	if (row) {
		row->wanted = true;
		wish->id = row->id;
	}
}

static void check(struct world *w, const struct shelf *s)
{
	struct rows rows = {NULL, 0, 0};

	rows_read(w, &rows);
	for (size_t i = 0; i < s->nwish; i++)
		check_wish(w, s, &rows, s->wish[i]);
	for (size_t i = 0; i < rows.n; i++) {
		const struct row *row = &rows.item[i];

		if (row->there && !row->wanted)
			say(w, row->type, row->place, row->season, row->episode, "nobody has that");
	}
	rows_release(&rows);
}

static void scan(struct world *w)
{
	struct run r = {.program = "metarr-scan", .option = "-qt"};
	int status = world_run(w, &r);

	if (status)
		world_bad(w, "a scan: status %#x: %s", status, world_said(w));
}

/* Now and then everything is read again, too. */
static void check_quiet(struct world *w, bool probe)
{
	struct run r = {.program = "metarr-scan", .option = probe ? "-p" : "-j"};
	int status = world_run(w, &r);

	if (status || *world_said(w))
		world_bad(w, "a second scan, status %#x: %s", status, world_said(w));
}

/* Libraries without anything in them. */
static void clear(struct world *w)
{
	static const char *const dirs[] = {"Films", "More", "TV", "out"};
	struct strbuf path = STRBUF_INIT;
	struct db *db = world_db(w);

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		strbuf_clear(&path);
		path_join(&path, w->root, dirs[i]);
		mkdir(path.buf, 0755);
		tree_empty(path.buf);
	}
	must(db_exec(db,
		"DELETE FROM movies; DELETE FROM series; DELETE FROM scan_folders; DELETE FROM scan_files;",
		&world_err));
	world_db_done(w, db);
	strbuf_release(&path);
}

static void make_libraries(struct world *w)
{
	struct strbuf sql = STRBUF_INIT;
	struct db *db = world_db(w);
	char now[DB_INSTANT_SIZE];

	must(db_now(db, now, &world_err));
	strbuf_addf(&sql,
		"INSERT INTO libraries (name, type, path, created_at) VALUES ('films', 'movies', '%s/Films', "
		"'%s'), "
		"('more', 'movies', '%s/More', '%s'), ('tv', 'tvshows', '%s/TV', '%s');",
		w->root, now, w->root, now, w->root, now);
	must(db_exec(db, sql.buf, &world_err));
	world_db_done(w, db);
	strbuf_release(&sql);
}

static void sequence(struct world *w, const struct strbuf *video, uint64_t seed)
{
	struct shelf s;

	clear(w);
	world_case(w, "seed %llu", (unsigned long long)seed);
	shelf_init(&s, w->root, video, seed);
	for (int step = 0; step < STEPS && w->ok; step++) {
		if (step > 0)
			shelf_step(&s);
		scan(w);
		check(w, &s);
	}
	if (w->ok)
		check_quiet(w, seed % 8 == 0);
	else
		world_bad(w, "what happened:\n%s", s.diary.buf);
	world_case_end(w);
	shelf_release(&s);
}

int main(int argc, char **argv)
{
	struct strbuf video = STRBUF_INIT;
	struct world w;
	int sequences, status;
	uint64_t seed;

	if (argc != 7 || (sequences = atoi(argv[5])) < 1) {
		fputs("usage: model BUILD FOLDER VIDEO ENGINE SEQUENCES SEED\n", stderr);
		return EX_USAGE;
	}
	seed = strtoull(argv[6], NULL, 10);
	must(file_read(argv[3], MAX_VIDEO, &video, &world_err));
	world_init(&w, argv[1], argv[2], argv[4]);
	make_libraries(&w);
	for (int i = 0; i < sequences; i++)
		sequence(&w, &video, seed + (uint64_t)i);
	printf("%d sequences on %s from seed %llu\n", sequences, w.postgres ? "PostgreSQL" : "SQLite",
		(unsigned long long)seed);
	status = world_sum(&w);
	world_release(&w);
	strbuf_release(&video);
	return status;
}
