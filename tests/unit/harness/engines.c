/* A fresh database for each test, on both engines; see engines.h. */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/file.h"
#include "db/engine.h"
#include "db/migrate.h"
#include "engines.h"

struct db *engines_db;
struct error engines_err = ERROR_INIT;

static struct strbuf url = STRBUF_INIT, dir = STRBUF_INIT, pg_name = STRBUF_INIT, pg_template = STRBUF_INIT;
static struct strbuf sqlite_template = STRBUF_INIT; /* its folder */

const char *engines_url(void)
{
	return url.buf;
}

const char *engines_dir(void)
{
	return dir.buf;
}

struct db *engines_open(void)
{
	struct db *db = NULL;

	must(db_open(&db, url.buf, 0, &engines_err));
	return db;
}

void engines_exec(const char *sql)
{
	must(db_exec(engines_db, sql, &engines_err));
}

int64_t engines_int(const char *sql)
{
	int64_t n = 0;

	must(db_scalar(engines_db, sql, &n, &engines_err));
	return n;
}

char *engines_text(const char *sql)
{
	struct db_sql one = {sql, NULL};
	struct db_sqltab tab = {"test", &one, 1};
	struct db *db = engines_open();
	struct db_stmt *st = db_stmt(db, &tab, 0);
	char *text;

	ck_assert_msg(db_step(st, &engines_err) == 1, "%s: %s", sql, engines_err.msg.buf);
	text = xstrdup(db_text(st, 0) ? db_text(st, 0) : "(null)");
	db_close(db);
	return text;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void make_dir(void)
{
	const char *tmp = getenv("TMPDIR");

	strbuf_clear(&dir);
	strbuf_addf(&dir, "%s/metarr-test.XXXXXX", tmp && *tmp ? tmp : "/var/tmp");
	ck_assert_msg(mkdtemp(dir.buf) != NULL, "cannot make '%s'", dir.buf);
}

static void migrate(void)
{
	must(migrate_to(engines_db, migrate_latest(), dir.buf, NULL, NULL, &engines_err));
}

static void open_sqlite(unsigned flags)
{
	strbuf_clear(&url);
	strbuf_addf(&url, "%s/metarr.db", dir.buf);
	must(db_open(&engines_db, url.buf, flags, &engines_err));
}

static void set_up_sqlite(void)
{
	make_dir();
	open_sqlite(DB_CREATE);
}

static void tear_down(void)
{
	db_close(engines_db);
	engines_db = NULL;
	nftw(dir.buf, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* In the parent of the tests: a migrated database to copy, as all migrations cost more than most tests do. */
static void make_sqlite_template(void)
{
	set_up_sqlite();
	migrate();
	db_close(engines_db);
	engines_db = NULL;
	strbuf_clear(&sqlite_template);
	strbuf_addstr(&sqlite_template, dir.buf);
}

static void drop_sqlite_template(void)
{
	nftw(sqlite_template.buf, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void set_up_sqlite_migrated(void)
{
	struct strbuf path = STRBUF_INIT, data = STRBUF_INIT;
	int fd;

	make_dir();
	strbuf_addf(&path, "%s/metarr.db", sqlite_template.buf);
	must(file_read(path.buf, 16 << 20, &data, &engines_err));
	strbuf_clear(&path);
	strbuf_addf(&path, "%s/metarr.db", dir.buf);
	fd = open(path.buf, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(file_write_fd(fd, data.buf, data.len), 0);
	ck_assert_int_eq(close(fd), 0);
	strbuf_release(&path);
	strbuf_release(&data);
	open_sqlite(0);
}

/* PostgreSQL: "…/postgres?host=…" is where databases are made and dropped. */

static void pg_url(const char *database)
{
	const char *admin = getenv("METARR_TEST_PG"), *place;

	ck_assert_msg(admin != NULL, "METARR_TEST_PG is not set: run the tests through scripts/pg-test");
	place = strstr(admin, "/postgres?");
	ck_assert_msg(place != NULL, "METARR_TEST_PG has no '/postgres?'");
	strbuf_clear(&url);
	strbuf_add(&url, admin, (size_t)(place + 1 - admin));
	strbuf_addstr(&url, database);
	strbuf_addstr(&url, place + strlen("/postgres"));
}

static void pg_admin(const char *verb, const char *database, const char *rest)
{
	struct strbuf sql = STRBUF_INIT;
	struct db *db = NULL;

	pg_url("postgres");
	must(db_open(&db, url.buf, 0, &engines_err));
	strbuf_addf(&sql, "%s DATABASE %s %s", verb, database, rest);
	must(db_exec(db, sql.buf, &engines_err));
	strbuf_release(&sql);
	db_close(db);
}

static void make_template(void)
{
	strbuf_clear(&pg_template);
	strbuf_addf(&pg_template, "metarr_template_%ld", (long)getpid());
	pg_admin("CREATE", pg_template.buf, "TEMPLATE template0 ENCODING 'UTF8'");
	pg_url(pg_template.buf);
	must(db_open(&engines_db, url.buf, 0, &engines_err));
	migrate();
	db_close(engines_db);
	engines_db = NULL;
}

static void drop_template(void)
{
	pg_admin("DROP", pg_template.buf, "");
}

static void set_up_postgres_from(const char *template)
{
	struct strbuf rest = STRBUF_INIT;

	make_dir();
	strbuf_clear(&pg_name);
	strbuf_addf(&pg_name, "metarr_test_%ld", (long)getpid());
	strbuf_addf(&rest, "TEMPLATE %s", template);
	pg_admin("CREATE", pg_name.buf, rest.buf);
	strbuf_release(&rest);
	pg_url(pg_name.buf);
	must(db_open(&engines_db, url.buf, 0, &engines_err));
}

static void set_up_postgres(void)
{
	set_up_postgres_from("template0 ENCODING 'UTF8'");
}

static void set_up_postgres_migrated(void)
{
	set_up_postgres_from(pg_template.buf);
}

static void tear_down_postgres(void)
{
	tear_down();
	pg_admin("DROP", pg_name.buf, "WITH (FORCE)");
}

static char **titles; /* Check keeps the pointers */
static size_t ntitles, titles_alloc;

static TCase *add_case(
	Suite *s, const char *title, const char *engine, const TTest *const *tests, size_t count)
{
	struct strbuf name = STRBUF_INIT;
	TCase *tc;
	size_t i;

	strbuf_addf(&name, "%s on %s", title, engine);
	ALLOC_GROW(titles, ntitles + 1, titles_alloc);
	titles[ntitles] = strbuf_detach(&name, NULL);
	tc = tcase_create(titles[ntitles++]);
	for (i = 0; i < count; i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(s, tc);
	return tc;
}

void engines_add(Suite *s, const char *title, unsigned how, const TTest *const *tests, size_t count)
{
	bool migrated = how & ENGINES_MIGRATED;
	TCase *tc;

	if (!(how & ENGINES_POSTGRES)) {
		tc = add_case(s, title, "SQLite", tests, count);
		if (migrated)
			tcase_add_unchecked_fixture(tc, make_sqlite_template, drop_sqlite_template);
		tcase_add_checked_fixture(tc, migrated ? set_up_sqlite_migrated : set_up_sqlite, tear_down);
	}
	if (!(how & ENGINES_SQLITE)) {
		tc = add_case(s, title, "PostgreSQL", tests, count);
		if (migrated)
			tcase_add_unchecked_fixture(tc, make_template, drop_template);
		tcase_add_checked_fixture(
			tc, migrated ? set_up_postgres_migrated : set_up_postgres, tear_down_postgres);
	}
}

pid_t engines_fork(void)
{
	pid_t pid;

	db_close(engines_db);
	engines_db = NULL;
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid)
		engines_db = engines_open();
	return pid;
}

/* Before the leak checker, for which a bug is no orderly end. */
static void leave(int status, void *ctx)
{
	(void)ctx;
	_exit(status);
}

void engines_must_bug(void (*fn)(void))
{
	pid_t pid = engines_fork();
	int status;

	if (!pid) {
		on_exit(leave, NULL);
		engines_db = engines_open();
		if (freopen("/dev/null", "w", stderr))
			fn();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == EX_SOFTWARE, "status %#x", status);
}

int engines_run(Suite *s)
{
	SRunner *runner = srunner_create(s);
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	while (ntitles)
		free(titles[--ntitles]);
	free(titles);
	return failed ? 1 : 0;
}
