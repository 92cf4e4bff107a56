/*
 * metarr-db: makes the database, brings its tables to another version, says how it stands and looks for what
 * must not be. Nothing else of the suite migrates.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/json.h"
#include "core/prog.h"
#include "db/catalog.h"
#include "db/migrate.h"
#include "store/session.h"

static const char usage[] =
	"usage: metarr-db [-jnqtv] create\n"
	"       metarr-db [-jnqtvy] migrate [VERSION]\n"
	"       metarr-db [-jqtv] status | check\n"
	"create makes the database, migrate brings its tables to the newest or the given version, status "
	"says how it\n"
	"stands, check looks for what must not be.\n"
	"  -n, --dry-run  only say what would be done    -y, --yes      go down in version without asking\n"
	"  -j, --json     records, also on a terminal    -t, --text     lines for people, also into a pipe\n"
	"  -q, --quiet    errors only                    -v, --verbose  say more\n"
	"  -h, --help     this text                      -V, --version  the version\n";

struct ctx {
	struct prog p;
	struct session s;
	bool yes;
};

static const char *engine_name(const struct db *db)
{
	return db_engine(db) == DB_SQLITE ? "sqlite" : "postgresql";
}

/* One line of a migration or a check: as it is for people, as the member 'key' of a record for programs. */
static void put_line(const struct ctx *x, const char *key, const char *line)
{
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;

	if (prog_json(&x->p)) {
		jsonw_init(&w, &out);
		jsonw_object(&w);
		jsonw_kstr(&w, key, line);
		jsonw_end(&w);
	} else {
		strbuf_add_escaped(&out, line, strlen(line));
	}
	puts(out.buf);
	strbuf_release(&out);
}

static void put_step(const char *line, void *ctx)
{
	put_line(ctx, "step", line);
}

static void put_fault(const char *line, void *ctx)
{
	put_line(ctx, "fault", line);
}

static void add_table(const char *table, int64_t rows, void *ctx)
{
	jsonw_kint(ctx, table, rows);
}

static void print_table(const char *table, int64_t rows, void *ctx)
{
	(void)ctx;
	printf("  %-26s %10lld\n", table, (long long)rows);
}

/* The record of a database; with 'size' and tables when size is not negative. */
static int put_database(struct ctx *x, int version, int64_t size, struct error *err)
{
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;
	int rc = 0;

	jsonw_init(&w, &out);
	jsonw_object(&w);
	jsonw_kstr(&w, "database", db_name(x->s.db));
	jsonw_kstr(&w, "engine", engine_name(x->s.db));
	jsonw_kint(&w, "version", version);
	jsonw_kint(&w, "latest", migrate_latest());
	if (size >= 0) {
		jsonw_kint(&w, "size", size);
		jsonw_key(&w, "tables");
		jsonw_object(&w);
		rc = catalog_each_table(x->s.db, add_table, &w, err);
		jsonw_end(&w);
	}
	jsonw_end(&w);
	if (!rc)
		puts(out.buf);
	strbuf_release(&out);
	return rc;
}

static int print_database(struct ctx *x, int version, int64_t size, struct error *err)
{
	struct strbuf name = STRBUF_INIT;

	strbuf_add_escaped(&name, db_name(x->s.db), strlen(db_name(x->s.db)));
	printf("database  %s\nengine    %s\n", name.buf, engine_name(x->s.db));
	strbuf_release(&name);
	printf("version   %d of %d%s\n", version, migrate_latest(),
		version == 0		     ? " (empty: metarr-db create)"
		: version < migrate_latest() ? " (older: metarr-db migrate)"
		: version > migrate_latest() ? " (made by a newer Metarr)"
					     : "");
	printf("size      %lld KiB\ntables\n", (long long)(size + 1023) / 1024);
	return catalog_each_table(x->s.db, print_table, NULL, err);
}

/* The commands. Each returns 0, or -1 with *err set. */

static int cmd_create(struct ctx *x, const char *arg, struct error *err)
{
	int version = x->s.db ? db_schema_version(x->s.db, err) : 0;
	struct strbuf line = STRBUF_INIT;

	(void)arg;
	if (version < 0)
		return -1;
	if (version)
		return error_set(err, ERR_EXISTS, "there is a database '%s' already, of version %d",
			db_name(x->s.db), version);
	if (x->p.dry_run) {
		strbuf_addf(&line, "make the database '%s', version %d",
			x->s.db ? db_name(x->s.db) : x->s.url.buf, migrate_latest());
		put_step(line.buf, x);
		strbuf_release(&line);
		return 0;
	}
	if (migrate_to(x->s.db, migrate_latest(), x->s.cache.buf, NULL, NULL, err))
		return -1;
	if (prog_json(&x->p))
		return put_database(x, migrate_latest(), -1, err);
	printf("made the database '%s', version %d\n", db_name(x->s.db), migrate_latest());
	return 0;
}

static int parse_version(const char *arg, int *version, struct error *err)
{
	char *end;
	long n;

	*version = migrate_latest();
	if (!arg)
		return 0;
	n = strtol(arg, &end, 10);
	if (!*arg || *end || n < 0 || n > migrate_latest())
		return error_set(err, ERR_USAGE, "'%s' is no version: 0 to %d", arg, migrate_latest());
	*version = (int)n;
	return 0;
}

/* A way down loses data: a person at a terminal sees the plan and is asked, everybody else says --yes. 1, 0,
 * -1. */
static int confirm_down(struct ctx *x, int target, struct error *err)
{
	char answer[8] = "";

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return error_set(
			err, ERR_USAGE, "going down to version %d drops data: see -n, and say --yes", target);
	if (migrate_plan(x->s.db, target, x->s.cache.buf, put_step, x, err))
		return -1;
	printf("All of this is lost. Go on? [y/N] ");
	fflush(stdout);
	return fgets(answer, sizeof(answer), stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

static int cmd_migrate(struct ctx *x, const char *arg, struct error *err)
{
	migrate_report report = put_step;
	int target, version, go;

	if (parse_version(arg, &target, err) || (version = db_schema_version(x->s.db, err)) < 0)
		return -1;
	if ((!version && target) || version > migrate_latest())
		return schema_require(x->s.db, err); /* says why not */
	if (x->p.dry_run)
		return migrate_plan(x->s.db, target, x->s.cache.buf, put_step, x, err);
	if (target < version && !x->yes) {
		go = confirm_down(x, target, err);
		if (go <= 0)
			return go;
		report = NULL; /* what happens was shown */
	}
	if (migrate_to(x->s.db, target, x->s.cache.buf, report, x, err))
		return -1;
	if (prog_json(&x->p))
		return put_database(x, target, -1, err);
	printf(version == target ? "nothing to do: version %d\n" : "done: version %d\n", target);
	return 0;
}

static int cmd_status(struct ctx *x, const char *arg, struct error *err)
{
	int version = db_schema_version(x->s.db, err);
	int64_t size;

	(void)arg;
	if (version < 0 || catalog_size(x->s.db, &size, err))
		return -1;
	return prog_json(&x->p) ? put_database(x, version, size, err) : print_database(x, version, size, err);
}

static int cmd_check(struct ctx *x, const char *arg, struct error *err)
{
	int faults = db_schema_check(x->s.db, put_fault, x, err);

	(void)arg;
	if (faults < 0)
		return -1;
	if (faults)
		return error_set(
			err, ERR_DATABASE, "the database '%s' has %d faults", db_name(x->s.db), faults);
	if (!prog_json(&x->p))
		puts("no fault");
	return 0;
}

static const struct command {
	const char *name;
	int (*run)(struct ctx *x, const char *arg, struct error *err);
	bool takes_arg;
} commands[] = {
	{"create", cmd_create, false},
	{"migrate", cmd_migrate, true},
	{"status", cmd_status, false},
	{"check", cmd_check, false},
};

static const struct command *find_command(const struct prog *p, int argc, char **argv)
{
	size_t i;

	for (i = 0; argc && i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(argv[0], commands[i].name) && argc <= 1 + commands[i].takes_arg)
			return &commands[i];
	prog_usage(p);
}

static int run(struct ctx *x, const struct command *command, const char *arg, struct error *err)
{
	unsigned create = x->p.dry_run ? SESSION_MAYBE | SESSION_READONLY : SESSION_CREATE;
	int rc = session_open(&x->s, SESSION_ANY | (command->run == cmd_create ? create : 0), err);

	if (!rc)
		rc = command->run(x, arg, err);
	session_close(&x->s);
	return rc;
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {PROG_LONG, {"dry-run", no_argument, NULL, 'n'},
		{"yes", no_argument, NULL, 'y'}, {NULL, 0, NULL, 0}};
	struct ctx x = {.yes = false};
	const struct command *command;
	struct error err = ERROR_INIT;
	int c;

	prog_init(&x.p, "metarr-db", usage);
	while ((c = getopt_long(argc, argv, PROG_SHORT "ny", longs, NULL)) != -1) {
		if (c == 'y')
			x.yes = true;
		else if (!prog_option(&x.p, c))
			prog_usage(&x.p);
	}
	command = find_command(&x.p, argc - optind, argv + optind);
	if (run(&x, command, argv[optind + 1], &err))
		prog_die(&x.p, &err);
	error_release(&err);
	return prog_finish(&x.p);
}
