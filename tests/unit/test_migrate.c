/* Migrations: up and down with content, the old images, two at once, killed ones, versions that do not fit.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/file.h"
#include "core/sha256.h"
#include "db/catalog.h"
#include "db/migrate.h"
#include "harness/engines.h"

static void keep_line(const char *line, void *ctx)
{
	strbuf_addstr(ctx, line);
	strbuf_addch(ctx, '\n');
}

static void to_version(int version)
{
	must(migrate_to(engines_db, version, engines_dir(), NULL, NULL, &engines_err));
	ck_assert_int_eq(db_schema_version(engines_db, &engines_err), version);
}

static void check_text(const char *sql, const char *want)
{
	char *text = engines_text(sql);

	ck_assert_msg(!strcmp(text, want), "%s: '%s' instead of '%s'", sql, text, want);
	free(text);
}

static void put_file(const char *name, const char *content)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", engines_dir(), name);
	must(file_write(path.buf, content, strlen(content), NULL, NULL, &engines_err));
	strbuf_release(&path);
}

/* A library as it was before the revision: shared bytes, a missing file, one without a known hash. */
static void old_library(void)
{
	to_version(1);
	put_file("a.jpg", "poster");
	put_file("b.jpg", "fanart");
	put_file("copy.jpg", "poster");
	put_file("late.jpg", "added later");
	engines_exec("INSERT INTO libraries (id, name, type, path, created_at) VALUES "
		     "(1, 'films', 'movies', '/films', '2024-01-01 00:00:00.000'),"
		     "(2, 'shows', 'tvshows', '/shows', '2024-01-01 00:00:00.000');"
		     "INSERT INTO movies (id, library_id, title, file_path, created_at) VALUES "
		     "(1, 1, 'One', '/films/1/1.mkv', '2024-01-01 00:00:00.000'),"
		     "(2, 1, 'Two', '/films/2/2.mkv', '2024-01-01 00:00:00.000');"
		     "INSERT INTO series (id, library_id, title, directory_path, created_at) VALUES "
		     "(1, 2, 'Show', '/shows/1', '2024-01-01 00:00:00.000');"
		     "INSERT INTO ratings (entity_type, entity_id, source, value) VALUES ('movie', 1, "
		     "'imdb', 7.5);"
		     "INSERT INTO images (id, entity_type, entity_id, image_type, cache_path, content_hash, "
		     "file_size, "
		     "provider_url, created_at, updated_at) VALUES "
		     "(3, 'movie', 1, 'poster', 'a.jpg', 'oldhash', 6, 'https://image.example/a.jpg', "
		     "'2024-01-02 00:00:00.000', '2024-01-03 00:00:00.000'),"
		     "(4, 'movie', 1, 'fanart', 'b.jpg', NULL, NULL, NULL, NULL, NULL),"
		     "(7, 'movie', 2, 'poster', 'copy.jpg', NULL, 6, NULL, NULL, NULL),"
		     "(9, 'series', 1, 'poster', 'gone.jpg', 'x', 1, NULL, NULL, NULL)");
}

/* What is said of the steps from 'first' to the newest. */
static void add_steps(int first, struct strbuf *out)
{
	for (; first <= migrate_latest(); first++)
		strbuf_addf(out, "up to %d, %s\n", first, migrate_name(first));
}

START_TEST(up_and_down_leave_nothing)
{
	struct strbuf lines = STRBUF_INIT, steps = STRBUF_INIT;

	ck_assert_int_eq(db_schema_version(engines_db, &engines_err), 0);
	must(migrate_to(engines_db, migrate_latest(), NULL, keep_line, &lines, &engines_err));
	add_steps(1, &steps);
	ck_assert_str_eq(lines.buf, steps.buf);
	ck_assert_int_eq(db_schema_version(engines_db, &engines_err), migrate_latest());
	must(schema_require(engines_db, &engines_err));
	if (!getenv("METARR_TEST_BRIEF")) {
		to_version(1);
		to_version(2);
	}
	to_version(0);
	ck_assert_int_eq(catalog_table_count(engines_db, &engines_err), 0);
	to_version(migrate_latest());
	strbuf_release(&lines);
	strbuf_release(&steps);
}
END_TEST

START_TEST(images_become_candidates)
{
	struct strbuf lines = STRBUF_INIT, steps = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE], want[128];

	old_library();
	must(migrate_to(engines_db, migrate_latest(), engines_dir(), keep_line, &lines, &engines_err));
	strbuf_addstr(
		&steps, "up to 2, revised_architecture\ntakes over 4 images; the files of 1 are gone\n");
	add_steps(3, &steps);
	ck_assert_str_eq(lines.buf, steps.buf);
	strbuf_release(&steps);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM movies WHERE state = 'published' AND "
				     "has_unpublished_changes = 0 "
				     "AND last_published_at IS NOT NULL"),
		2);
	ck_assert_int_eq(
		engines_int(
			"SELECT COUNT(*) FROM asset_candidates WHERE provider = 'local' AND is_selected = 1 "
			"AND selected_by = 'migration' AND selected_at IS NOT NULL AND is_rejected = 0"),
		4);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM asset_candidates WHERE is_downloaded = 1"), 3);
	sha256_hex("poster", 6, hash);
	snprintf(want, sizeof(want), "movie 1 poster a.jpg %s", hash);
	check_text("SELECT entity_type || ' ' || CAST(entity_id AS TEXT) || ' ' || asset_type || ' ' || "
		   "cache_path || ' ' || "
		   "content_hash FROM asset_candidates WHERE id = 3",
		want);
	check_text("SELECT provider_url FROM asset_candidates WHERE id = 3", "https://image.example/a.jpg");
	check_text("SELECT created_at FROM asset_candidates WHERE id = 3", "2024-01-02 00:00:00.000");
	check_text("SELECT content_hash || CAST(is_downloaded AS TEXT) FROM asset_candidates WHERE id = 9",
		"legacy_90");

	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM cache_inventory"), 2);
	ck_assert_int_eq(engines_int("SELECT reference_count FROM cache_inventory WHERE file_path = 'a.jpg' "
				     "AND file_size = 6 "
				     "AND asset_type = 'image' AND orphaned_at IS NULL"),
		2);
	ck_assert_int_eq(
		engines_int("SELECT reference_count FROM cache_inventory WHERE file_path = 'b.jpg'"), 1);
	ck_assert_int_eq(
		engines_int(
			"SELECT COUNT(*) FROM library_automation_config WHERE automation_mode = 'hybrid' AND "
			"auto_publish = 0"),
		2);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM asset_selection_config WHERE library_id = 2"), 10);
	ck_assert_int_eq(catalog_has_table(engines_db, "images", &engines_err), 0);
	ck_assert_int_eq(db_schema_check(engines_db, keep_line, &lines, &engines_err), 0);
	/* The ids go on behind those that were given. */
	engines_exec("INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, "
		     "created_at) VALUES "
		     "('movie', 1, 'logo', 'tmdb', '2024-01-01 00:00:00.000')");
	ck_assert_int_eq(engines_int("SELECT MAX(id) FROM asset_candidates"), 10);
	strbuf_release(&lines);
}
END_TEST

START_TEST(images_come_back)
{
	struct strbuf lines = STRBUF_INIT;

	old_library();
	to_version(2);
	engines_exec("INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, "
		     "provider_metadata, cache_path, "
		     "created_at) VALUES ('movie', 1, 'poster', 'local', '{}', 'other', '2024-01-01 "
		     "00:00:00.000'), "
		     "('movie', 1, 'poster', 'local', NULL, 'other', '2024-01-01 00:00:00.000');"
		     "DELETE FROM movies WHERE id = 2");
	must(migrate_to(engines_db, 1, NULL, keep_line, &lines, &engines_err));
	ck_assert_ptr_nonnull(strstr(lines.buf, "down from 2, revised_architecture\n"));
	ck_assert_ptr_nonnull(strstr(lines.buf, "drops asset_candidates (5 rows)\n"));
	ck_assert_ptr_nonnull(strstr(lines.buf, "drops library_automation_config (2 rows)\n"));
	ck_assert_ptr_nonnull(strstr(lines.buf, "drops of movies: naming, nfo_path, "));
	ck_assert_ptr_nonnull(strstr(lines.buf, ", state, sort_key (1 row)\n"));
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM images"), 3);
	check_text("SELECT entity_type || CAST(entity_id AS TEXT) || image_type || cache_path || "
		   "content_hash || "
		   "CAST(file_size AS TEXT) || provider_url || created_at || updated_at FROM images WHERE id "
		   "= 3",
		"movie1postera.jpgoldhash6https://image.example/a.jpg2024-01-02 00:00:00.0002024-01-03 "
		"00:00:00.000");
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM images WHERE id = 4 AND content_hash IS NULL AND "
				     "file_size IS NULL "
				     "AND created_at IS NULL"),
		1);
	engines_exec("INSERT INTO images (entity_type, entity_id, image_type, cache_path) VALUES "
		     "('movie', 1, 'banner', 'late.jpg')");
	ck_assert_int_eq(engines_int("SELECT MAX(id) FROM images"), 10);
	engines_exec("DELETE FROM movies"); /* the triggers of 001 are there again */
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM images"), 1);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM ratings"), 0);
	to_version(0);
	strbuf_release(&lines);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_stops_it)
{
	struct strbuf path = STRBUF_INIT;

	if (geteuid() == 0) {
		printf("skip: a_file_that_cannot_be_read_stops_it: root may do everything\n");
		return;
	}
	old_library();
	strbuf_addf(&path, "%s/b.jpg", engines_dir());
	must(chmod(path.buf, 0));
	ck_assert_int_eq(migrate_to(engines_db, 2, engines_dir(), NULL, NULL, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_PERMISSION);
	ck_assert_int_eq(db_schema_version(engines_db, &engines_err), 1);
	must(chmod(path.buf, 0600));
	to_version(2);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM cache_inventory"), 2);
	strbuf_release(&path);
}
END_TEST

START_TEST(a_plan_changes_nothing)
{
	struct strbuf lines = STRBUF_INIT, again = STRBUF_INIT;

	old_library();
	must(migrate_plan(engines_db, 2, engines_dir(), keep_line, &lines, &engines_err));
	ck_assert_int_eq(db_schema_version(engines_db, &engines_err), 1);
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM images"), 4);
	must(migrate_to(engines_db, 2, engines_dir(), keep_line, &again, &engines_err));
	ck_assert_str_eq(lines.buf, again.buf);
	strbuf_clear(&lines);
	must(migrate_plan(engines_db, 0, engines_dir(), keep_line, &lines, &engines_err));
	ck_assert_ptr_nonnull(strstr(lines.buf, "drops asset_candidates (4 rows)\n"));
	ck_assert_ptr_nonnull(strstr(lines.buf, "down from 1, base\n"));
	ck_assert_ptr_nonnull(strstr(lines.buf, "drops movies (2 rows)\n"));
	ck_assert_int_eq(db_schema_version(engines_db, &engines_err), 2);
	strbuf_release(&lines);
	strbuf_release(&again);
}
END_TEST

static void must_refuse(enum error_code code, const char *words)
{
	error_clear(&engines_err);
	ck_assert_int_eq(schema_require(engines_db, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, code);
	ck_assert_msg(strstr(engines_err.msg.buf, words) != NULL, "%s", engines_err.msg.buf);
	ck_assert_ptr_nonnull(strstr(engines_err.msg.buf, db_name(engines_db)));
}

START_TEST(versions_that_do_not_fit)
{
	struct strbuf words = STRBUF_INIT;
	int latest = migrate_latest();

	must_refuse(ERR_CONFIG, "' is empty: metarr-db create");
	to_version(1);
	strbuf_addf(&words, "has version 1 and %d is needed: metarr-db migrate", latest);
	must_refuse(ERR_CONFIG, words.buf);
	engines_exec("INSERT INTO schema_migrations (version, name, applied_at) VALUES (77, 'x', 'y')");
	strbuf_clear(&words);
	strbuf_addf(&words, "has version 77 and this program knows only %d", latest);
	must_refuse(ERR_CONFIG, words.buf);
	ck_assert_int_eq(migrate_to(engines_db, 2, NULL, NULL, NULL, &engines_err), -1);
	ck_assert_ptr_nonnull(strstr(engines_err.msg.buf, "has version 77"));
	ck_assert_int_eq(migrate_plan(engines_db, 2, NULL, NULL, NULL, &engines_err), -1);
	ck_assert_int_eq(migrate_to(engines_db, latest + 1, NULL, NULL, NULL, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_USAGE);
	strbuf_clear(&words);
	strbuf_addf(&words, "there is no version %d: 0 to %d", latest + 1, latest);
	ck_assert_str_eq(engines_err.msg.buf, words.buf);
	strbuf_release(&words);
}
END_TEST

START_TEST(somebody_elses_tables)
{
	engines_exec("CREATE TABLE movie (idmovie INTEGER)");
	must_refuse(ERR_CONFIG, "is the database of another program: it has 1 table,");
	ck_assert_int_eq(migrate_to(engines_db, 2, NULL, NULL, NULL, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_CONFIG);
	ck_assert_int_eq(catalog_table_count(engines_db, &engines_err), 1);
}
END_TEST

START_TEST(a_step_that_fails_leaves_the_last_version)
{
	to_version(1);
	engines_exec("CREATE TABLE job_queue (x INTEGER)");
	ck_assert_int_eq(migrate_to(engines_db, 2, NULL, NULL, NULL, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_DATABASE);
	ck_assert_ptr_nonnull(strstr(engines_err.msg.buf, "migration 2 up: "));
	ck_assert_ptr_nonnull(strstr(engines_err.msg.buf, "job_queue"));
	ck_assert_int_eq(db_schema_version(engines_db, &engines_err), 1);
	ck_assert_int_eq(catalog_has_table(engines_db, "asset_candidates", &engines_err), 0);
	engines_exec("DROP TABLE job_queue");
	to_version(2);
}
END_TEST

static void migrate_in_child(int target)
{
	struct db *db = engines_open();

	if (migrate_to(db, target, engines_dir(), NULL, NULL, &engines_err)) {
		fprintf(stderr, "%s\n", engines_err.msg.buf);
		_exit(1);
	}
	db_close(db);
	_exit(0);
}

START_TEST(two_at_once)
{
	pid_t pid[4];
	int i, status;

	for (i = 0; i < 4; i++) {
		pid[i] = engines_fork();
		if (!pid[i])
			migrate_in_child(2);
	}
	for (i = 0; i < 4; i++) {
		waitpid(pid[i], &status, 0);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(engines_int("SELECT COUNT(*) FROM schema_migrations"), 2);
	ck_assert_int_eq(db_schema_version(engines_db, &engines_err), 2);
}
END_TEST

static void up_and_down_for_ever(void)
{
	struct db *db = engines_open();

	while (!migrate_to(db, migrate_latest(), engines_dir(), NULL, NULL, &engines_err) &&
		!migrate_to(db, 0, engines_dir(), NULL, NULL, &engines_err))
		;
	_exit(1);
}

/* Killed at moments that are spread over many steps; each time the database is at a version, whole. */
START_TEST(killed_anywhere)
{
	static const int64_t tables[] = {0, 34, 49, 49, 51, 51, 56, 56, 56, 57, 57, 56};
	int i, status, version, kills = getenv("METARR_TEST_BRIEF") ? 2 : 20;
	pid_t pid;

	srandom(2);
	for (i = 0; i < kills; i++) {
		pid = engines_fork();
		if (!pid)
			up_and_down_for_ever();
		usleep((useconds_t)(2000 + random() % 60000));
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		ck_assert_int_eq(status, SIGKILL);
		/* On PostgreSQL the killed one's last step may still go on in the server: wait for its lock.
		 */
		version = db_schema_version(engines_db, &engines_err);
		ck_assert_int_ge(version, 0);
		must(migrate_to(engines_db, version ? 1 : 0, engines_dir(), NULL, NULL, &engines_err));
		version = db_schema_version(engines_db, &engines_err);
		ck_assert_int_eq(catalog_table_count(engines_db, &engines_err), tables[version]);
	}
	to_version(migrate_latest());
	ck_assert_int_eq(catalog_table_count(engines_db, &engines_err), tables[migrate_latest()]);
	ck_assert_int_eq(db_schema_check(engines_db, NULL, NULL, &engines_err), 0);
}
END_TEST

START_TEST(faults_are_found)
{
	struct strbuf lines = STRBUF_INIT;

	old_library();
	ck_assert_int_eq(db_schema_check(engines_db, keep_line, &lines, &engines_err), -1);
	ck_assert_int_eq(engines_err.code, ERR_CONFIG);
	to_version(migrate_latest());
	ck_assert_int_eq(db_schema_check(engines_db, keep_line, &lines, &engines_err), 0);
	ck_assert_uint_eq(lines.len, 0);
	engines_exec("UPDATE cache_inventory SET reference_count = 5 WHERE file_path = 'a.jpg';"
		     "UPDATE cache_inventory SET orphaned_at = '2024-01-01 00:00:00.000' WHERE file_path = "
		     "'b.jpg';"
		     "INSERT INTO ratings (entity_type, entity_id, source, value) VALUES ('movie', 99, "
		     "'imdb', 1), "
		     "('film', 1, 'imdb', 1);"
		     "DROP INDEX idx_movies_state");
	ck_assert_int_eq(db_schema_check(engines_db, keep_line, &lines, &engines_err), 5);
	ck_assert_ptr_nonnull(strstr(lines.buf, "' counts 5 references, and there are 2\n"));
	ck_assert_ptr_nonnull(strstr(lines.buf, "is dated as an orphan and has references\n"));
	ck_assert_ptr_nonnull(strstr(lines.buf, "ratings: movie 99 is not there (1 row)\n"));
	ck_assert_ptr_nonnull(strstr(lines.buf, "ratings: film 1 is not there (1 row)\n"));
	ck_assert_ptr_nonnull(strstr(lines.buf, "index idx_movies_state is missing\n"));
	strbuf_release(&lines);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {up_and_down_leave_nothing, images_become_candidates, images_come_back,
		a_file_that_cannot_be_read_stops_it, a_plan_changes_nothing, versions_that_do_not_fit,
		somebody_elses_tables, a_step_that_fails_leaves_the_last_version, two_at_once,
		killed_anywhere, faults_are_found};
	Suite *s = suite_create("migrate");

	engines_add(s, "migrate", ENGINES_EMPTY, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
