/*
 * metarr-library: the folders of films and series that Metarr cares for, and their settings. With metarr add
 * and metarr-db create it is what makes a database.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/prog.h"
#include "core/table.h"
#include "scan/guess.h"
#include "store/library.h"
#include "store/list.h"
#include "store/lock.h"
#include "store/session.h"

static const char usage[] =
	"usage: metarr-library [-jnqstv] add [NAME] [movies | tvshows] PATH\n"
	"       metarr-library [-jqtv] list\n"
	"       metarr-library [-jnqtv] set NAME KEY VALUE | unset NAME KEY | remove NAME\n"
	"The libraries: add one (its kind, its name and the naming of its files are guessed when not said), "
	"list\n"
	"them, change a setting, take one out of the database; its folder is never touched.\n"
	"  -n, --dry-run  only say what would be done      -s, --scan  scan what add added\n"
	"  -j, --json   records, also on a terminal      -t, --text     lines for people, also into a pipe\n"
	"  -q, --quiet  errors only                      -v, --verbose  say more\n"
	"  -h, --help   this text                        -V, --version  the version\n";

struct ctx {
	struct prog p;
	struct session s;
	bool scan;
};

static void put_record(struct ctx *x, const struct library *lib)
{
	struct record *r = record_new();

	library_record(lib, r);
	prog_put(&x->p, r);
	record_free(r);
}

static int open_session(struct ctx *x, unsigned flags, struct error *err)
{
	return session_open(&x->s, x->p.dry_run ? SESSION_READONLY | SESSION_MAYBE : flags, err);
}

/* [NAME] [movies | tvshows] PATH: fills the name and the kind where they are said. */
static void parse_add(const struct ctx *x, int argc, char **argv, const char **name, int *type)
{
	int i, t;

	*name = NULL;
	*type = -1;
	for (i = 0; i < argc - 1; i++) {
		t = library_type_by_name(argv[i]);
		if (t >= 0 && *type < 0)
			*type = t;
		else if (!*name)
			*name = argv[i];
		else
			prog_usage(&x->p);
	}
}

/* Becomes metarr-scan, with the same options; comes back only with an error. */
static int scan_library(struct ctx *x, const struct library *lib, struct error *err)
{
	struct strbuf path = STRBUF_INIT, what = STRBUF_INIT;
	char options[8] = "-";
	int rc;

	if (x->p.output != OUT_AUTO)
		options[strlen(options)] = x->p.output == OUT_JSON ? 'j' : 't';
	if (x->p.verbose)
		options[strlen(options)] = x->p.verbose > 0 ? 'v' : 'q';
	strbuf_addf(&what, "library:%s", lib->name);
	session_close(&x->s);
	fflush(stdout);
	rc = prog_sibling("metarr-scan", &path, err);
	if (!rc) {
		execl(path.buf, "metarr-scan", options[1] ? options : "--", options[1] ? "--" : what.buf,
			options[1] ? what.buf : NULL, (char *)NULL);
		rc = error_errno(err, errno, "cannot run '%s'", path.buf);
	}
	strbuf_release(&path);
	strbuf_release(&what);
	return rc;
}

static int add_library(struct ctx *x, struct library *lib, struct error *err)
{
	if (x->p.dry_run ? x->s.db && library_check(x->s.db, lib, err) : library_add(x->s.db, lib, err))
		return -1;
	if (prog_json(&x->p))
		put_record(x, lib);
	prog_say(&x->p, "%s library '%s': %s, %s names, %s", x->p.dry_run ? "would add" : "added", lib->name,
		library_type_name(lib->type), library_setting(lib, "names"), lib->path);
	if (x->p.dry_run)
		return 0;
	if (x->scan)
		return scan_library(x, lib, err);
	prog_say(&x->p, "next: metarr scan 'library:%s'", lib->name);
	return 0;
}

static int cmd_add(struct ctx *x, int argc, char **argv, struct error *err)
{
	struct strbuf path = STRBUF_INIT, theirs = STRBUF_INIT, made = STRBUF_INIT;
	struct library lib = {.enabled = true};
	const char *name;
	struct guess g;
	int type, rc = -1;

	parse_add(x, argc, argv, &name, &type);
	if (guess_folder(argv[argc - 1], &path, err) || guess_library(path.buf, &g, err) ||
		open_session(x, SESSION_CREATE, err))
		goto out;
	if (!name && guess_name(x->s.db, path.buf, &made, err))
		goto out;
	lib.name = xstrdup(name ? name : made.buf);
	conf_unmap_path(&x->s.conf, path.buf, &theirs);
	lib.path = strbuf_detach(&theirs, NULL);
	lib.type = type < 0 ? g.type : (enum library_type)type;
	library_setting_add(&lib, "names", naming_name(g.names));
	rc = add_library(x, &lib, err);
out:
	library_release(&lib);
	strbuf_release(&path);
	strbuf_release(&theirs);
	strbuf_release(&made);
	return rc;
}

static void add_row(struct table *t, const struct library *lib, const struct list_sum *sum)
{
	struct strbuf films = STRBUF_INIT;

	strbuf_addf(&films, "%" PRId64, sum->items);
	table_add(t, lib->name);
	table_add(t, library_type_name(lib->type));
	table_add(t, naming_name(library_names(lib)));
	table_add(t, films.buf);
	table_add(t, lib->last_scanned_at ? lib->last_scanned_at : "never");
	table_add(t, lib->path);
	strbuf_release(&films);
}

static void print_table(const struct table *t)
{
	struct strbuf out = STRBUF_INIT;

	table_format(t, 0, &out);
	fputs(out.buf, stdout);
	strbuf_release(&out);
}

/* What a library is counted in. */
static enum entity item_kind(const struct library *lib)
{
	return lib->type == LIBRARY_TVSHOWS ? ENTITY_EPISODE : ENTITY_MOVIE;
}

static int cmd_list(struct ctx *x, int argc, char **argv, struct error *err)
{
	static const char *const heads[] = {"NAME", "KIND", "NAMES", "ITEMS", "SCANNED", "PATH", NULL};
	struct library_list all = {0};
	struct table *t = table_new(heads);
	struct list_sum sum;
	size_t i;
	int rc = open_session(x, SESSION_READONLY, err);

	if (!rc)
		rc = library_all(x->s.db, &all, err);
	(void)argc;
	(void)argv;
	table_align(t, 3, TABLE_RIGHT);
	for (i = 0; i < all.n && !rc; i++) {
		if (prog_json(&x->p))
			put_record(x, &all.item[i]);
		else if (!(rc = list_summary(x->s.db, item_kind(&all.item[i]), all.item[i].id, &sum, err)))
			add_row(t, &all.item[i], &sum);
	}
	if (!rc && !prog_json(&x->p) && all.n)
		print_table(t);
	else if (!rc && !all.n)
		prog_say(&x->p, "no library yet: metarr add PATH");
	table_free(t);
	library_list_release(&all);
	return rc;
}

/* Opens the database for writing, and looks the library up. */
static int find(struct ctx *x, const char *name, struct library *lib, struct error *err)
{
	int rc = open_session(x, 0, err);

	if (!rc && x->s.db)
		rc = library_by_name(x->s.db, name, lib, err);
	if (rc == 0)
		error_set(err, ERR_NOT_FOUND, "there is no library '%s'", name);
	return rc == 1 ? 0 : -1;
}

/* The path of a library is a folder that is there, in its true spelling, as the database has it. */
static int set(
	struct ctx *x, const struct library *lib, const char *key, const char *value, struct error *err)
{
	struct strbuf path = STRBUF_INIT, theirs = STRBUF_INIT;
	int rc = 0;

	if (value && !strcmp(key, "path")) {
		rc = guess_folder(value, &path, err);
		conf_unmap_path(&x->s.conf, path.buf, &theirs);
		value = theirs.buf;
	}
	if (!rc && !x->p.dry_run)
		rc = library_set(x->s.db, lib->id, key, value, err);
	if (!rc)
		prog_say(&x->p, "%s '%s' of library '%s'%s%s", x->p.dry_run ? "would set" : "set", key,
			lib->name, value ? " to " : " back to its default", value ? value : "");
	strbuf_release(&path);
	strbuf_release(&theirs);
	return rc;
}

static int cmd_set(struct ctx *x, int argc, char **argv, struct error *err)
{
	struct library lib = {0}, now = {0};
	int rc = find(x, argv[0], &lib, err);

	if (!rc)
		rc = set(x, &lib, argv[1], argc > 2 ? argv[2] : NULL, err);
	if (!rc && prog_json(&x->p) && library_by_id(x->s.db, lib.id, &now, err) == 1)
		put_record(x, &now);
	library_release(&lib);
	library_release(&now);
	return rc;
}

/* Not while somebody scans it. */
static int remove_library(struct ctx *x, const struct library *lib, struct error *err)
{
	struct db_lock *lock = NULL;
	int rc = lock_library(&lock, x->s.db, lib->id, 0, err);

	if (rc == 0)
		rc = error_set(err, ERR_BUSY, "library '%s' is being scanned", lib->name);
	else if (rc == 1)
		rc = library_remove(x->s.db, lib->id, err);
	db_unlock(lock);
	return rc;
}

static int cmd_remove(struct ctx *x, int argc, char **argv, struct error *err)
{
	struct library lib = {0};
	struct list_sum sum;
	int rc = find(x, argv[0], &lib, err);

	(void)argc;
	if (!rc)
		rc = list_summary(x->s.db, item_kind(&lib), lib.id, &sum, err);
	if (!rc && !x->p.dry_run)
		rc = remove_library(x, &lib, err);
	if (!rc && prog_json(&x->p))
		put_record(x, &lib);
	if (!rc)
		prog_say(&x->p, "%s library '%s' with %" PRId64 " items; '%s' stays as it is",
			x->p.dry_run ? "would remove" : "removed", lib.name, sum.items, lib.path);
	library_release(&lib);
	return rc;
}

static const struct command {
	const char *name;
	int (*run)(struct ctx *x, int argc, char **argv, struct error *err);
	int least, most; /* words after it */
} commands[] = {
	{"add", cmd_add, 1, 3},
	{"list", cmd_list, 0, 0},
	{"set", cmd_set, 3, 3},
	{"unset", cmd_set, 2, 2},
	{"remove", cmd_remove, 1, 1},
};

static const struct command *find_command(const struct prog *p, int argc, char **argv)
{
	size_t i;

	for (i = 0; argc && i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(argv[0], commands[i].name) && argc > commands[i].least &&
			argc - 1 <= commands[i].most)
			return &commands[i];
	prog_usage(p);
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {PROG_LONG, {"dry-run", no_argument, NULL, 'n'},
		{"scan", no_argument, NULL, 's'}, {NULL, 0, NULL, 0}};
	const struct command *command;
	struct error err = ERROR_INIT;
	struct ctx x = {0};
	int c, rc;

	prog_init(&x.p, "metarr-library", usage);
	while ((c = getopt_long(argc, argv, PROG_SHORT "ns", longs, NULL)) != -1) {
		if (c == 's')
			x.scan = true;
		else if (!prog_option(&x.p, c))
			prog_usage(&x.p);
	}
	argc -= optind;
	argv += optind;
	command = find_command(&x.p, argc, argv);
	rc = command->run(&x, argc - 1, argv + 1, &err);
	session_close(&x.s);
	if (rc)
		prog_die(&x.p, &err);
	error_release(&err);
	return prog_finish(&x.p);
}
