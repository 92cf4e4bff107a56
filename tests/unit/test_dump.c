/*
 * Backup, restore and copy: the same rows in either engine, whatever is in them; nothing of a dump that is
 * not whole; the counters, triggers and counts of a restored database.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/file.h"
#include "core/json.h"
#include "core/sha256.h"
#include "db/catalog.h"
#include "db/dump.h"
#include "db/engine.h"
#include "db/migrate.h"
#include "db/rows.h"
#include "db/tables.h"
#include "harness/engines.h"

/* A name in the test's folder; good until the next but three. */
static const char *in_dir(const char *name)
{
	static struct strbuf path[4];
	static size_t turn;
	struct strbuf *p = &path[turn++ % 4];

	if (!p->buf)
		strbuf_init(p);
	strbuf_clear(p);
	strbuf_addf(p, "%s/%s", engines_dir(), name);
	return p->buf;
}

static struct db *open_file(const char *name)
{
	struct db *db = NULL;

	must(db_open(&db, in_dir(name), DB_CREATE, &engines_err));
	return db;
}

static void add_line(const char *line, void *ctx)
{
	strbuf_addf(ctx, "%s\n", line);
}

static void is_sound(struct db *db)
{
	struct strbuf faults = STRBUF_INIT;

	ck_assert_msg(db_schema_check(db, add_line, &faults, &engines_err) == 0, "%s%s", faults.buf,
		engines_err.msg.buf);
	strbuf_release(&faults);
}

static int64_t number(struct db *db, const char *sql)
{
	int64_t n = 0;

	must(db_scalar(db, sql, &n, &engines_err));
	return n;
}

/* Rows */

enum { NFO, PLOT, PATH };
static const struct db_sql fill_statements[] = {
	[NFO] = {"INSERT INTO nfo_texts (hash, body, size) VALUES ($1, $2, $3)"},
	[PLOT] = {"UPDATE movies SET plot = $1 WHERE id = 2"},
	[PATH] = {"INSERT INTO published_files (path, entity_type, entity_id, kind, inode, mtime_ns) VALUES "
		  "('/f/x', "
		  "'movie', 1, 'nfo', $1, $2)"},
};
static const struct db_sqltab fill_sql = {
	"fill", fill_statements, sizeof(fill_statements) / sizeof(fill_statements[0])};

static int put_nfo(struct db *db, const char *hash, const struct strbuf *body, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &fill_sql, NFO);

	db_bind_text(st, 1, hash);
	db_bind_blob(st, 2, body->buf, body->len);
	db_bind_int(st, 3, (int64_t)body->len);
	return db_run(st, err);
}

/* Long and odd values: no byte, every byte, several lines' worth; a text that grows when it is escaped. */
static int fill_odd(struct db *db, void *ctx, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT, text = STRBUF_INIT;
	struct db_stmt *st;
	int i, rc;

	(void)ctx;
	rc = put_nfo(db, "none", &bytes, err);
	for (i = 0; i < 256; i++)
		strbuf_addch(&bytes, i);
	rc = rc || put_nfo(db, "every", &bytes, err);
	for (i = 0; i < 3 * JSON_MAX_LINE; i++)
		strbuf_addch(&bytes, i % 251);
	rc = rc || put_nfo(db, "long", &bytes, err);
	for (i = 0; i < 100000; i++)
		strbuf_addf(&text, "\x01\"\\\n%s", i % 7 ? "ä" : "\xf0\x9f\x8e\xac");
	st = db_stmt(db, &fill_sql, PLOT);
	db_bind_textn(st, 1, text.buf, text.len);
	rc = rc || db_run(st, err);
	st = db_stmt(db, &fill_sql, PATH);
	db_bind_int(st, 1, INT64_MAX);
	db_bind_int(st, 2, INT64_MIN + 1);
	rc = rc || db_run(st, err);
	strbuf_release(&bytes);
	strbuf_release(&text);
	return rc ? -1 : 0;
}

#define NOW "'2024-01-01 00:00:00.000'"

static void fill(struct db *db)
{
	must(db_exec(db,
		"INSERT INTO libraries (id, name, type, path, created_at) VALUES (7, 'films', 'movies', "
		"'/f', " NOW "),"
		"(8, 'shows', 'tvshows', '/s', " NOW ");"
		"INSERT INTO sets (name, created_at) VALUES ('a set', " NOW ");"
		"INSERT INTO movies (id, library_id, title, plot, year, set_id, file_path, created_at) "
		"VALUES "
		"(1, 7, 'One', '', 1999, NULL, '/f/1.mkv', " NOW "),"
		"(2, 7, 'Zwei „ä“', NULL, NULL, 1, '/f/2.mkv', " NOW "),"
		"(90, 7, 'gone', NULL, NULL, NULL, '/f/90.mkv', " NOW ");"
		"INSERT INTO series (library_id, title, directory_path, created_at) VALUES (8, 'S', "
		"'/s/s', " NOW ");"
		"INSERT INTO episodes (series_id, season_number, episode_number, title, file_path, "
		"created_at) VALUES "
		"(1, 1, 1, 'E', '/s/s/1.mkv', " NOW ");"
		"INSERT INTO ratings (entity_type, entity_id, source, value) VALUES ('movie', 1, 'imdb', "
		"0.1),"
		"('movie', 1, 'tmdb', 7), ('movie', 2, 'imdb', 1e-300), ('movie', 2, 'tmdb', "
		"-1.7976931348623157e308);"
		"INSERT INTO field_state (entity_type, entity_id, field, source, locked) VALUES "
		"('movie', 1, 'title', 'edit', 1), ('movie', 1, 'plot', 'nfo', 0);"
		"INSERT INTO cache_inventory (content_hash, file_path, file_size, asset_type, first_used_at) "
		"VALUES "
		"('h1', 'assets/h1', 5, 'poster', " NOW "), ('h2', 'assets/h2', 5, 'poster', " NOW ");"
		"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, content_hash, "
		"is_downloaded, is_selected, created_at) "
		"VALUES ('movie', 1, 'poster', 'local', 'h1', 1, 1, " NOW
		"), ('movie', 2, 'poster', 'local', 'h1', 1, 1, " NOW ");"
		"INSERT INTO publish_log (entity_type, entity_id, library_id, nfo_hash, published_at, open) "
		"VALUES "
		"('movie', 1, 7, 'every', " NOW ", 1);"
		"INSERT INTO publish_journal (publish_id, seq, library_id, path, action, old_hash, "
		"created_at) VALUES "
		"(1, 0, 7, '/f/p.jpg', 'write', 'h1', " NOW ");"
		"INSERT INTO users (name, password_hash, created_at) VALUES ('ann', 'hash-of-ann', " NOW ");"
		"INSERT INTO sessions (user_id, token_hash, expires_at, created_at) VALUES "
		"(1, 'hash-of-session', " NOW ", " NOW ");"
		"INSERT INTO api_keys (user_id, name, token_hash, created_at) VALUES (1, 'k', "
		"'hash-of-key', " NOW ");"
		"DELETE FROM movies WHERE id = 90",
		&engines_err));
	/* PostgreSQL's counters know nothing of ids that they have not given. */
	if (db_engine(db) == DB_POSTGRES)
		must(db_exec(db,
			"SELECT setval(pg_get_serial_sequence('movies', 'id'), 90);"
			"SELECT setval(pg_get_serial_sequence('libraries', 'id'), 8)",
			&engines_err));
	must(db_transact(db, DB_WRITE, fill_odd, NULL, &engines_err));
}

static void backup(struct db *db, const char *name)
{
	struct dump_sum sum;

	must(dump_backup(db, in_dir(name), NULL, &sum, &engines_err));
}

static void restore(struct db *db, const char *name)
{
	struct dump_sum sum;

	must(dump_restore(db, in_dir(name), NULL, &sum, &engines_err));
}

static void read_dump(const char *name, struct strbuf *out)
{
	strbuf_clear(out);
	must(file_read(in_dir(name), 64 * JSON_MAX_LINE, out, &engines_err));
}

/* But for the first line and the last, of which one has the time and the other a sum that depends on it. */
static void same_dumps(const char *a, const char *b)
{
	struct strbuf one = STRBUF_INIT, two = STRBUF_INIT;
	const char *p, *q;

	read_dump(a, &one);
	read_dump(b, &two);
	p = strchr(one.buf, '\n');
	q = strchr(two.buf, '\n');
	*strstr(p, "\"sha256\"") = '\0';
	*strstr(q, "\"sha256\"") = '\0';
	ck_assert_msg(!strcmp(p, q), "%s and %s differ", a, b);
	strbuf_release(&one);
	strbuf_release(&two);
}

/* Into the other engine, and back into SQLite */

START_TEST(there_and_back)
{
	struct db *other = open_file("other.db");
	struct stat st;

	fill(engines_db);
	backup(engines_db, "a");
	ck_assert_int_eq(stat(in_dir("a"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	restore(other, "a");
	is_sound(other);
	backup(other, "b");
	same_dumps("a", "b");
	ck_assert_int_eq(number(other, "SELECT COUNT(*) FROM nfo_texts WHERE length(body) <> size"), 0);
	ck_assert_int_eq(number(other, "SELECT inode FROM published_files"), INT64_MAX);
	ck_assert_int_eq(number(other, "SELECT mtime_ns FROM published_files"), INT64_MIN + 1);
	ck_assert_int_eq(
		number(other, "SELECT COUNT(*) FROM ratings WHERE value = 0.1 OR value = 1e-300"), 2);
	ck_assert_int_eq(number(other, "SELECT COUNT(*) FROM movies WHERE id = 1 AND plot = ''"), 1);
	ck_assert_int_eq(number(other, "SELECT COUNT(*) FROM movies WHERE id = 2 AND year IS NULL"), 1);
	db_close(other);
}
END_TEST

START_TEST(from_sqlite_into_it)
{
	struct db *other = open_file("other.db");

	must(migrate_to(other, migrate_latest(), NULL, NULL, NULL, &engines_err));
	fill(other);
	backup(other, "a");
	restore(engines_db, "a");
	is_sound(engines_db);
	backup(engines_db, "b");
	same_dumps("a", "b");
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM nfo_texts WHERE length(body) <> size"), 0);
	db_close(other);
}
END_TEST

static void same_rows(struct db *a, struct db *b)
{
	struct tables tables = {NULL, 0, 0};
	size_t i;
	int64_t in_a, in_b;

	must(tables_read(&tables, a, &engines_err));
	ck_assert_uint_gt(tables.count, 40);
	for (i = 0; i < tables.count; i++) {
		must(catalog_rows(a, tables.list[i].name, &in_a, &engines_err));
		must(catalog_rows(b, tables.list[i].name, &in_b, &engines_err));
		ck_assert_msg(
			in_a == in_b, "%s: %ld and %ld rows", tables.list[i].name, (long)in_a, (long)in_b);
	}
	tables_release(&tables);
}

START_TEST(a_copy_has_everything)
{
	struct db *copy = open_file("copy.db"), *again = open_file("again.db");
	struct dump_sum sum;

	fill(engines_db);
	must(dump_copy(engines_db, copy, &sum, &engines_err));
	is_sound(copy);
	same_rows(engines_db, copy);
	ck_assert_int_eq(number(copy, "SELECT COUNT(*) FROM users WHERE password_hash = 'hash-of-ann'"), 1);
	must(dump_copy(copy, again, &sum, &engines_err));
	ck_assert_int_eq(sum.engine, DB_SQLITE);
	backup(engines_db, "a");
	backup(again, "b");
	same_dumps("a", "b");
	db_close(copy);
	db_close(again);
}
END_TEST

START_TEST(a_copy_from_sqlite)
{
	struct db *other = open_file("other.db");
	struct dump_sum sum;

	must(migrate_to(other, migrate_latest(), NULL, NULL, NULL, &engines_err));
	fill(other);
	must(dump_copy(other, engines_db, &sum, &engines_err));
	is_sound(engines_db);
	same_rows(other, engines_db);
	ck_assert_int_eq(sum.engine, DB_SQLITE);
	ck_assert_int_eq(sum.version, migrate_latest());
	db_close(other);
}
END_TEST

/* What a dump has and has not */

START_TEST(every_table_is_in_a_dump)
{
	struct strbuf text = STRBUF_INIT, line = STRBUF_INIT;
	struct tables tables = {NULL, 0, 0};
	size_t i, n = 0;

	backup(engines_db, "a");
	read_dump("a", &text);
	must(tables_read(&tables, engines_db, &engines_err));
	ck_assert_int_eq((int64_t)tables.count, catalog_table_count(engines_db, &engines_err));
	for (i = 0; i < tables.count; i++) {
		const char *name = tables.list[i].name;
		bool out = !strcmp(name, "schema_migrations") || rows_left_out(name, NULL);
		strbuf_clear(&line);
		strbuf_addf(&line, "\n{\"table\":\"%s\",", name);
		ck_assert_msg(out == !strstr(text.buf, line.buf), "%s", name);
		n += out;
	}
	ck_assert_uint_eq(n, 5);
	tables_release(&tables);
	strbuf_release(&text);
	strbuf_release(&line);
}
END_TEST

START_TEST(no_secret_is_in_a_dump)
{
	static const char *const words[] = {"password", "token", "secret", "api_key", "credential"};
	struct strbuf text = STRBUF_INIT;
	struct tables tables = {NULL, 0, 0};
	size_t i, c, w;

	fill(engines_db);
	backup(engines_db, "a");
	read_dump("a", &text);
	ck_assert_ptr_null(strstr(text.buf, "hash-of-"));
	ck_assert_ptr_nonnull(strstr(text.buf, "\"ann\""));
	strbuf_release(&text);

	/* A new column whose name says what it is. */
	must(tables_read(&tables, engines_db, &engines_err));
	for (i = 0; i < tables.count; i++)
		for (c = 0; c < tables.list[i].ncolumns; c++)
			for (w = 0; w < sizeof(words) / sizeof(words[0]); w++)
				ck_assert_msg(!strstr(tables.list[i].columns[c].name, words[w]) ||
						      rows_left_out(tables.list[i].name,
							      tables.list[i].columns[c].name),
					"%s.%s", tables.list[i].name, tables.list[i].columns[c].name);
	tables_release(&tables);
}
END_TEST

START_TEST(lines_have_their_limit)
{
	struct strbuf text = STRBUF_INIT;
	const char *line;

	fill(engines_db);
	backup(engines_db, "a");
	read_dump("a", &text);
	for (line = text.buf; *line; line += strcspn(line, "\n") + 1)
		ck_assert_uint_le(strcspn(line, "\n"), JSON_MAX_LINE);
	ck_assert_ptr_nonnull(strstr(text.buf, "{\"base64_pieces\":"));
	ck_assert_ptr_nonnull(strstr(text.buf, "{\"text_pieces\":"));
	strbuf_release(&text);
}
END_TEST

/* A restored database lives on */

static int insert_movie(struct db *db, void *ctx, struct error *err)
{
	(void)ctx;
	return db_exec(db,
		"INSERT INTO movies (library_id, title, file_path, created_at) VALUES (7, 'new', "
		"'/f/new.mkv', " NOW
		"); INSERT INTO api_keys (user_id, name, token_hash, created_at) VALUES (1, 'k', 'x', " NOW
		")",
		err);
}

/* On from the highest id that was ever given, not from the highest that is there. */
static void lives_on(struct db *db)
{
	must(db_transact(db, DB_WRITE, insert_movie, NULL, &engines_err));
	ck_assert_int_eq(number(db, "SELECT id FROM movies WHERE title = 'new'"), 91);
	ck_assert_int_eq(
		number(db, "SELECT reference_count FROM cache_inventory WHERE content_hash = 'h1'"), 3);
	must(db_exec(db, "DELETE FROM movies WHERE id = 1", &engines_err));
	ck_assert_int_eq(
		number(db, "SELECT reference_count FROM cache_inventory WHERE content_hash = 'h1'"), 2);
	ck_assert_int_eq(number(db, "SELECT COUNT(*) FROM field_state"), 0);
	is_sound(db);
}

START_TEST(counters_and_triggers)
{
	struct db *other = open_file("other.db");

	fill(engines_db);
	backup(engines_db, "a");
	restore(other, "a");
	lives_on(other);
	db_close(other);
}
END_TEST

START_TEST(a_counter_that_was_passed_by)
{
	struct db *other = open_file("other.db");

	engines_exec("INSERT INTO genres (id, name) VALUES (5, 'a')");
	backup(engines_db, "a");
	restore(other, "a");
	must(db_exec(other, "INSERT INTO genres (name) VALUES ('b')", &engines_err));
	ck_assert_int_eq(number(other, "SELECT id FROM genres WHERE name = 'b'"), 6);
	db_close(other);
}
END_TEST

START_TEST(counters_and_triggers_of_postgres)
{
	struct db *other = open_file("other.db");

	must(migrate_to(other, migrate_latest(), NULL, NULL, NULL, &engines_err));
	fill(other);
	backup(other, "a");
	restore(engines_db, "a");
	ck_assert_int_eq(
		engines_int("SELECT COUNT(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'"),
		0);
	lives_on(engines_db);
	db_close(other);
}
END_TEST

START_TEST(a_database_that_was_only_made)
{
	struct db *other = open_file("other.db");

	must(migrate_to(other, migrate_latest(), NULL, NULL, NULL, &engines_err));
	fill(other);
	backup(other, "a");
	restore(engines_db, "a");
	is_sound(engines_db);
	db_close(other);
}
END_TEST

START_TEST(a_database_with_rows)
{
	struct db *other = open_file("other.db");
	struct dump_sum sum;

	must(migrate_to(other, migrate_latest(), NULL, NULL, NULL, &engines_err));
	fill(other);
	fill(engines_db);
	backup(other, "a");
	ck_assert_int_eq(dump_restore(engines_db, in_dir("a"), NULL, &sum, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_EXISTS);
	ck_assert_ptr_nonnull(strstr(engines_err.msg.buf, "is not empty ("));
	error_clear(&engines_err);
	ck_assert_int_eq(dump_copy(other, engines_db, &sum, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_EXISTS);
	is_sound(engines_db);
	db_close(other);
}
END_TEST

/* Other versions */

START_TEST(an_older_dump)
{
	struct db *other = open_file("other.db");

	must(migrate_to(engines_db, 1, NULL, NULL, NULL, &engines_err));
	engines_exec("INSERT INTO libraries (id, name, type, path, created_at) VALUES (1, 'f', 'movies', "
		     "'/f', " NOW ");"
		     "INSERT INTO movies (id, library_id, title, file_path, created_at) VALUES (1, 1, 'T', "
		     "'/f/t', " NOW ");"
		     "INSERT INTO images (entity_type, entity_id, image_type, cache_path) VALUES ('movie', "
		     "1, 'poster', "
		     "'a.jpg')");
	backup(engines_db, "a");
	must(migrate_to(other, migrate_latest(), NULL, NULL, NULL, &engines_err));
	restore(other, "a");
	ck_assert_int_eq(db_schema_version(other, &engines_err), 1);
	must(migrate_to(other, migrate_latest(), NULL, NULL, NULL, &engines_err));
	is_sound(other);
	ck_assert_int_eq(
		number(other, "SELECT COUNT(*) FROM asset_candidates WHERE selected_by = 'migration'"), 1);
	db_close(other);
}
END_TEST

static const struct {
	const char *text;
	enum error_code code;
	const char *says;
} bad_dumps[] = {
	{"", ERR_BAD_RECORD, "line 1: the dump ends here, without its last line: it is not whole"},
	{"[1]\n", ERR_BAD_RECORD, "line 1: this is no dump of metarr-db backup"},
	{"{\"id\":1}\n", ERR_BAD_RECORD, "line 1: this is no dump of metarr-db backup"},
	{"SQLite format 3\n", ERR_BAD_RECORD, "line 1: this is no dump of metarr-db backup"},
	{"{\"metarr_dump\":2}\n", ERR_CONFIG, "line 1: the dump has format 2 and this program knows only 1"},
	{"{\"metarr_dump\":1}\n", ERR_BAD_RECORD, "line 1: the first line lacks what it should have"},
	{"{\"metarr_dump\":1,\"version\":99,\"engine\":\"sqlite\",\"made_at\":\"2024-01-01 00:00:00.000\"}\n",
		ERR_CONFIG, "line 1: the dump has version 99 and this program knows only "},
#define START                                                                                                \
	"{\"metarr_dump\":1,\"version\":2,\"engine\":\"sqlite\",\"made_at\":\"2024-01-01 00:00:00.000\"}\n"
#define GENRES START "{\"table\":\"genres\",\"columns\":[\"id\",\"name\"]}\n"
	{START, ERR_BAD_RECORD, "line 2: the dump ends here"},
	{START "[1]\n", ERR_BAD_RECORD, "line 2: a row without a table"},
	{START "{\"a\":1}\n", ERR_BAD_RECORD, "line 2: a line that has no place here"},
	{START "\n", ERR_BAD_RECORD, "line 2: "},
	{START START, ERR_BAD_RECORD, "line 2: a line that has no place here"},
	{START "{\"table\":\"x; DROP TABLE movies\",\"columns\":[\"id\"]}\n", ERR_BAD_RECORD,
		"line 2: there is no table 'x; DROP TABLE movies' in version 2"},
	{START "{\"table\":\"schema_migrations\",\"columns\":[\"version\"]}\n", ERR_BAD_RECORD,
		"line 2: there is no table"},
	{START "{\"table\":\"genres\",\"columns\":[\"id\",\"nome\"]}\n", ERR_BAD_RECORD,
		"line 2: genres has no column 'nome' in version 2"},
	{START "{\"table\":\"genres\",\"columns\":[\"id\",\"id\"]}\n", ERR_BAD_RECORD,
		"line 2: the column 'id' of genres twice"},
	{START "{\"table\":\"genres\",\"columns\":[]}\n", ERR_BAD_RECORD, "line 2: genres without a column"},
	{START "{\"table\":\"genres\",\"columns\":[1]}\n", ERR_BAD_RECORD,
		"line 2: the name of a column that is no text"},
	{START "{\"table\":\"genres\"}\n", ERR_BAD_RECORD, "line 2: a table without its name or columns"},
	{GENRES "[1]\n", ERR_BAD_RECORD, "line 3: a row of 1 values for 2 columns"},
	{GENRES "[1,\"a\",2]\n", ERR_BAD_RECORD, "line 3: a row of 3 values for 2 columns"},
	{GENRES "[1,\"a\"\n", ERR_BAD_RECORD, "line 3: not JSON"},
	{GENRES "[1,2]\n", ERR_BAD_RECORD,
		"line 3: the value of the column 'name' of genres is of another type"},
	{GENRES "[1.5,\"a\"]\n", ERR_BAD_RECORD,
		"line 3: the value of the column 'id' of genres is of another type"},
	{GENRES "[99999999999999999999,\"a\"]\n", ERR_BAD_RECORD, "line 3: the value of the column 'id'"},
	{GENRES "[true,\"a\"]\n", ERR_BAD_RECORD, "line 3: a value that no column has"},
	{GENRES "[1,{\"base64\":\"YQ==\"}]\n", ERR_BAD_RECORD, "line 3: the value of the column 'name'"},
	{GENRES "[1,{\"base64\":\"YQ=\"}]\n", ERR_BAD_RECORD, "line 3: a value that is no base64"},
	{GENRES "[1,{\"text_pieces\":1}]\n", ERR_BAD_RECORD, "line 3: a value whose pieces are not there"},
	{GENRES "{\"piece\":\"?\"}\n", ERR_BAD_RECORD, "line 3: a piece that is no base64"},
	{GENRES "{\"piece\":\"YQ==\"}\n[1,\"a\"]\n", ERR_BAD_RECORD, "line 4: pieces that no value has"},
	{GENRES "[1,\"a\"]\n{\"tables\":1,\"rows\":2,\"sha256\":\"x\"}\n", ERR_BAD_RECORD,
		"line 4: lines are missing"},
	{GENRES "[1,\"a\"]\n{\"tables\":1,\"rows\":1,\"sha256\":\"x\"}\n", ERR_BAD_RECORD,
		"line 4: the dump is damaged"},
};

/* They go in when the next table comes, if not before. */
#define NEXT "{\"table\":\"tags\",\"columns\":[\"id\"]}\n"

static void put_file(const char *name, const char *text, size_t len)
{
	must(file_write(in_dir(name), text, len, NULL, NULL, &engines_err));
}

START_TEST(what_is_no_dump)
{
	struct dump_sum sum;
	size_t i;

	for (i = 0; i < sizeof(bad_dumps) / sizeof(bad_dumps[0]); i++) {
		put_file("bad", bad_dumps[i].text, strlen(bad_dumps[i].text));
		error_clear(&engines_err);
		ck_assert_int_eq(dump_restore(engines_db, in_dir("bad"), NULL, &sum, &engines_err), -1);
		ck_assert_msg(
			engines_err.code == bad_dumps[i].code &&
				!strncmp(engines_err.msg.buf, bad_dumps[i].says, strlen(bad_dumps[i].says)),
			"%zu: %s: %s", i, error_name(engines_err.code), engines_err.msg.buf);
		ck_assert_int_eq(catalog_table_count(engines_db, &engines_err), 0);
	}
}
END_TEST

/* What the engine does not take is the fault of the dump, on PostgreSQL of one of several rows. */
START_TEST(rows_that_are_refused)
{
	static const char *const rows[] = {GENRES "[1,\"a\"]\n[1,\"b\"]\n" NEXT, GENRES "[1,null]\n" NEXT,
		START "{\"table\":\"sessions\",\"columns\":[\"user_id\",\"token_hash\",\"expires_at\","
		      "\"created_at\"]}\n"
		      "[5,\"a\",\"b\",\"c\"]\n" NEXT};
	struct dump_sum sum;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		put_file("bad", rows[i], strlen(rows[i]));
		error_clear(&engines_err);
		ck_assert_int_eq(dump_restore(engines_db, in_dir("bad"), NULL, &sum, &engines_err), -1);
		ck_assert_msg(engines_err.code == ERR_BAD_RECORD && strstr(engines_err.msg.buf, "row"),
			"%zu: %s: %s", i, error_name(engines_err.code), engines_err.msg.buf);
		ck_assert_int_eq(catalog_table_count(engines_db, NULL), 0);
	}
}
END_TEST

/* Cut anywhere, or with one bit that is another, nothing of it is taken. */
START_TEST(a_dump_that_was_damaged)
{
	struct db *other = open_file("other.db");
	struct strbuf text = STRBUF_INIT;
	struct dump_sum sum;
	size_t at, step;

	must(migrate_to(other, migrate_latest(), NULL, NULL, NULL, &engines_err));
	must(db_exec(other, "INSERT INTO genres (name) VALUES ('a'), ('b'), ('ä')", &engines_err));
	backup(other, "a");
	db_close(other);
	read_dump("a", &text);
	step = text.len / 100;
	for (at = 0; at < text.len - 1; at += step) {
		put_file("bad", text.buf, at);
		ck_assert_int_eq(dump_verify(in_dir("bad"), &sum, NULL), -1);
		text.buf[at] ^= 1;
		put_file("bad", text.buf, text.len);
		ck_assert_msg(dump_verify(in_dir("bad"), &sum, NULL) == -1, "byte %zu of %zu", at, text.len);
		text.buf[at] ^= 1;
	}
	strbuf_addstr(&text, "[1]\n");
	put_file("bad", text.buf, text.len);
	ck_assert_int_eq(dump_restore(engines_db, in_dir("bad"), NULL, &sum, &engines_err), -1);
	ck_assert_ptr_nonnull(strstr(engines_err.msg.buf, ": something after the last line"));
	ck_assert_int_eq(catalog_table_count(engines_db, NULL), 0);
	restore(engines_db, "a");
	strbuf_release(&text);
}
END_TEST

/* While others write, and when it is killed */

static int add_pair(struct db *db, void *ctx, struct error *err)
{
	struct strbuf sql = STRBUF_INIT;
	int n = *(int *)ctx, rc;

	strbuf_addf(&sql, "INSERT INTO genres (name) VALUES ('g%d'); INSERT INTO tags (name) VALUES ('t%d')",
		n, n);
	rc = db_exec(db, sql.buf, err);
	strbuf_release(&sql);
	return rc;
}

_Noreturn static void write_pairs(void)
{
	struct db *db = engines_open();
	int n;

	for (n = 0;; n++)
		must(db_transact(db, DB_WRITE, add_pair, &n, &engines_err));
}

START_TEST(one_moment)
{
	struct strbuf name = STRBUF_INIT;
	pid_t writer = engines_fork();
	int64_t genres = 0;
	int i;

	if (!writer)
		write_pairs();
	for (i = 0; i < 5; i++) {
		struct db *other;
		strbuf_clear(&name);
		strbuf_addf(&name, "%d.db", i);
		backup(engines_db, "a");
		other = open_file(name.buf);
		restore(other, "a");
		ck_assert_int_ge(number(other, "SELECT COUNT(*) FROM genres"), genres);
		genres = number(other, "SELECT COUNT(*) FROM genres");
		ck_assert_int_eq(number(other, "SELECT COUNT(*) FROM tags"), genres);
		db_close(other);
	}
	ck_assert_int_gt(genres, 0);
	kill(writer, SIGKILL);
	waitpid(writer, NULL, 0);
	strbuf_release(&name);
}
END_TEST

/* Told by its source that a half is there, and then killed. */
START_TEST(killed_in_the_middle)
{
	struct db *other = open_file("other.db");
	struct strbuf text = STRBUF_INIT;
	struct dump_sum sum;
	int pipes[2], status;
	pid_t child;

	must(migrate_to(other, migrate_latest(), NULL, NULL, NULL, &engines_err));
	fill(other);
	backup(other, "a");
	db_close(other);
	read_dump("a", &text);
	ck_assert_int_eq(pipe(pipes), 0);
	child = engines_fork();
	if (!child) {
		close(pipes[1]);
		dup2(pipes[0], STDIN_FILENO);
		engines_db = engines_open();
		_exit(dump_restore(engines_db, "-", NULL, &sum, &engines_err) ? 1 : 0);
	}
	close(pipes[0]);
	ck_assert_int_eq(file_write_fd(pipes[1], text.buf, text.len - 300), 0);
	kill(child, SIGKILL);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status));
	close(pipes[1]);
	ck_assert_int_eq(db_schema_version(engines_db, &engines_err), 0);
	ck_assert_int_eq(catalog_table_count(engines_db, &engines_err), 0);
	restore(engines_db, "a");
	is_sound(engines_db);
	strbuf_release(&text);
}
END_TEST

static int give_up(struct db *db, void *ctx, struct error *err)
{
	*(int64_t *)ctx = number(db, "SELECT COUNT(*) FROM movies");
	return error_set(err, ERR_NO_SPACE, "the disk is full");
}

/* What belongs to it was not to be had: no dump, no rows. */
START_TEST(what_else_belongs_to_it)
{
	struct db *other = open_file("other.db");
	int64_t movies = 0;
	const struct dump_more more = {give_up, &movies};
	struct dump_sum sum;

	must(migrate_to(other, migrate_latest(), NULL, NULL, NULL, &engines_err));
	fill(other);
	ck_assert_int_eq(dump_backup(other, in_dir("a"), &more, &sum, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_NO_SPACE);
	ck_assert_int_eq(movies, 2);
	ck_assert_int_eq(access(in_dir("a"), F_OK), -1);
	backup(other, "a");
	movies = 0;
	ck_assert_int_eq(dump_restore(engines_db, in_dir("a"), &more, &sum, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_NO_SPACE);
	ck_assert_int_eq(movies, 2);
	ck_assert_int_eq(catalog_table_count(engines_db, NULL), 0);
	db_close(other);
}
END_TEST

START_TEST(nothing_to_take)
{
	struct dump_sum sum;

	ck_assert_int_eq(dump_backup(engines_db, in_dir("a"), NULL, &sum, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_CONFIG);
	ck_assert_ptr_nonnull(strstr(engines_err.msg.buf, "is empty: metarr-db create"));
	ck_assert_int_eq(access(in_dir("a"), F_OK), -1);
	ck_assert_int_eq(dump_restore(engines_db, in_dir("absent"), NULL, &sum, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_NOT_FOUND);
}
END_TEST

int main(void)
{
	const TTest *const filled[] = {there_and_back, a_copy_has_everything, every_table_is_in_a_dump,
		no_secret_is_in_a_dump, lines_have_their_limit, counters_and_triggers,
		a_counter_that_was_passed_by, a_database_that_was_only_made, a_database_with_rows,
		an_older_dump, one_moment};
	const TTest *const empty[] = {from_sqlite_into_it, a_copy_from_sqlite, rows_that_are_refused,
		a_dump_that_was_damaged, killed_in_the_middle, what_else_belongs_to_it, nothing_to_take};
	const TTest *const text[] = {what_is_no_dump};
	const TTest *const postgres[] = {counters_and_triggers_of_postgres};
	Suite *s = suite_create("dump");

	engines_add(s, "a full database", ENGINES_MIGRATED, filled, sizeof(filled) / sizeof(filled[0]));
	engines_add(s, "an empty database", ENGINES_EMPTY, empty, sizeof(empty) / sizeof(empty[0]));
	engines_add(s, "lines", ENGINES_SQLITE, text, 1);
	engines_add(s, "triggers", ENGINES_POSTGRES, postgres, 1);
	return engines_run(s);
}
