/*
 * metarr-db: makes the database, brings its tables to another version, says how it stands, looks for what
 * must not be, and takes all of it to a file, from a file or to another database. Nothing else of the suite
 * migrates.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "asset/backup.h"
#include "core/json.h"
#include "core/log.h"
#include "core/plural.h"
#include "core/prog.h"
#include "db/migrate.h"
#include "db/status.h"
#include "store/session.h"

static const char usage[] =
	"usage: metarr-db [-jnqtv] create\n"
	"       metarr-db [-jnqtvy] migrate [VERSION]\n"
	"       metarr-db [-jqtv] status | check\n"
	"       metarr-db [-jnqtv] [-c DIR] backup | restore FILE|-\n"
	"       metarr-db [-jnqtv] copy TARGET\n"
	"create makes the database, migrate brings its tables to the newest or the given version, status "
	"says how it\n"
	"stands, check looks for what must not be. backup writes all of it to a file, restore fills an empty "
	"database\n"
	"from one, copy another database.\n"
	"  -c, --cache DIR  the cache, too: its objects in DIR\n"
	"  -n, --dry-run  only say what would be done    -y, --yes      go down in version without asking\n"
	"  -j, --json     records, also on a terminal    -t, --text     lines for people, also into a pipe\n"
	"  -q, --quiet    errors only                    -v, --verbose  say more\n"
	"  -h, --help     this text                      -V, --version  the version\n";

struct ctx {
	struct prog p;
	struct session s;
	bool yes;
	struct backup b; /* its objects: -c */
};

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

/* The record of a database that was made or migrated. */
static int put_database(const struct ctx *x, int version, struct error *err)
{
	struct strbuf out = STRBUF_INIT;
	int rc = status_record(&out, x->s.db, version, false, err);

	if (!rc)
		puts(out.buf);
	strbuf_release(&out);
	return rc;
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
		return put_database(x, migrate_latest(), err);
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
		return put_database(x, target, err);
	printf(version == target ? "nothing to do: version %d\n" : "done: version %d\n", target);
	return 0;
}

static int cmd_status(struct ctx *x, const char *arg, struct error *err)
{
	int version = db_schema_version(x->s.db, err), rc;
	struct strbuf out = STRBUF_INIT;

	(void)arg;
	if (version < 0)
		return -1;
	rc = prog_json(&x->p) ? status_record(&out, x->s.db, version, true, err)
			      : status_lines(&out, x->s.db, version, err);
	if (!rc)
		puts(out.buf);
	strbuf_release(&out);
	return rc;
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

static void say_missing(const struct error *why, void *ctx)
{
	(void)ctx;
	log_error("%s", why->msg.buf);
}

static void put_sum_record(
	const struct ctx *x, const char *verb, const char *where, const struct dump_sum *sum)
{
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &out);
	jsonw_object(&w);
	jsonw_kstr(&w, verb, where);
	jsonw_kint(&w, "version", sum->version);
	jsonw_kint(&w, "latest", migrate_latest());
	jsonw_kint(&w, "tables", sum->tables);
	jsonw_kint(&w, "rows", sum->rows);
	if (x->b.objects) {
		jsonw_kint(&w, "objects", x->b.copied.objects);
		jsonw_kint(&w, "copied", x->b.copied.copied);
		jsonw_kint(&w, "missing", x->b.copied.missing);
	}
	jsonw_end(&w);
	puts(out.buf);
	strbuf_release(&out);
}

/* What was taken, and where it is now. A cache that is not whole is an error at last. */
static int put_sum(const struct ctx *x, const char *verb, const char *where, const struct dump_sum *sum,
	struct error *err)
{
	if (prog_json(&x->p))
		put_sum_record(x, verb, where, sum);
	else
		prog_say(&x->p, "%s '%s': %lld %s of %lld %s, version %d%s", verb, where,
			(long long)sum->rows, plural(sum->rows, "row", "rows"), (long long)sum->tables,
			plural(sum->tables, "table", "tables"), sum->version,
			sum->version < migrate_latest() ? ": see metarr-db migrate" : "");
	if (x->b.objects && !prog_json(&x->p))
		prog_say(&x->p, "%lld %s of the cache, %lld of them copied", (long long)x->b.copied.objects,
			plural(x->b.copied.objects, "object", "objects"), (long long)x->b.copied.copied);
	if (!x->b.copied.missing)
		return 0;
	return error_set(err, ERR_NOT_FOUND, "%lld %s missing", (long long)x->b.copied.missing,
		plural(x->b.copied.missing, "object of the cache is", "objects of the cache are"));
}

static int cmd_backup(struct ctx *x, const char *file, struct error *err)
{
	int rc = x->p.dry_run ? dump_survey(x->s.db, false, &x->b.dump, err)
			      : backup_make(&x->b, x->s.db, file, err);

	return rc || !strcmp(file, "-") ? rc : put_sum(x, "backup", file, &x->b.dump, err);
}

static int cmd_restore(struct ctx *x, const char *file, struct error *err)
{
	int rc =
		x->p.dry_run ? dump_verify(file, &x->b.dump, err) : backup_restore(&x->b, x->s.db, file, err);

	return rc ? rc : put_sum(x, "restore", x->p.dry_run ? file : db_name(x->s.db), &x->b.dump, err);
}

static int cmd_copy(struct ctx *x, const char *target, struct error *err)
{
	struct db *to = NULL;
	struct dump_sum sum;
	int rc;

	if (x->p.dry_run)
		return dump_survey(x->s.db, true, &sum, err) ? -1 : put_sum(x, "copy", target, &sum, err);
	if (db_open(&to, target, DB_CREATE, err))
		return -1;
	if (!strcmp(db_name(to), db_name(x->s.db)))
		rc = error_set(err, ERR_USAGE, "'%s' is the database itself", db_name(to));
	else
		rc = dump_copy(x->s.db, to, &sum, err);
	if (!rc)
		rc = put_sum(x, "copy", db_name(to), &sum, err);
	db_close(to);
	return rc;
}

static const struct command {
	const char *name;
	int (*run)(struct ctx *x, const char *arg, struct error *err);
	int least, most; /* operands after it */
	unsigned session;
} commands[] = {
	{"create", cmd_create, 0, 0, SESSION_CREATE},
	{"migrate", cmd_migrate, 0, 1, 0},
	{"status", cmd_status, 0, 0, 0},
	{"check", cmd_check, 0, 0, 0},
	{"backup", cmd_backup, 1, 1, SESSION_READONLY},
	{"restore", cmd_restore, 1, 1, SESSION_CREATE},
	{"copy", cmd_copy, 1, 1, SESSION_READONLY},
};

static const struct command *find_command(const struct prog *p, int argc, char **argv)
{
	size_t i;

	for (i = 0; argc && i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(argv[0], commands[i].name) && argc > commands[i].least &&
			argc <= 1 + commands[i].most)
			return &commands[i];
	prog_usage(p);
}

static int run(struct ctx *x, const struct command *command, const char *arg, struct error *err)
{
	unsigned how = command->session;
	int rc;

	if (how == SESSION_CREATE && x->p.dry_run)
		how = SESSION_MAYBE | SESSION_READONLY;
	rc = session_open(&x->s, SESSION_ANY | how, err);
	x->b.cache = x->s.cache.buf;
	x->b.missing = say_missing;

	if (!rc)
		rc = command->run(x, arg, err);
	session_close(&x->s);
	return rc;
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {PROG_LONG, {"dry-run", no_argument, NULL, 'n'},
		{"yes", no_argument, NULL, 'y'}, {"cache", required_argument, NULL, 'c'}, {NULL, 0, NULL, 0}};
	struct ctx x = {.yes = false};
	const struct command *command;
	struct error err = ERROR_INIT;
	int c;

	prog_init(&x.p, "metarr-db", usage);
	while ((c = getopt_long(argc, argv, PROG_SHORT "nyc:", longs, NULL)) != -1) {
		if (c == 'y')
			x.yes = true;
		else if (c == 'c')
			x.b.objects = optarg;
		else if (!prog_option(&x.p, c))
			prog_usage(&x.p);
	}
	command = find_command(&x.p, argc - optind, argv + optind);
	prog_interruptible();
	if (run(&x, command, argv[optind + 1], &err))
		prog_die(&x.p, &err);
	error_release(&err);
	return prog_finish(&x.p);
}
