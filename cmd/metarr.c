/*
 * metarr: "metarr X" runs metarr-X; alone it says how things stand, and what may be done next.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/log.h"
#include "core/nearest.h"
#include "core/plural.h"
#include "core/process.h"
#include "core/prog.h"
#include "store/guard.h"
#include "store/list.h"
#include "store/session.h"
#include "store/trouble.h"

static const char usage[] =
	"usage: metarr [-hjqtV] [COMMAND [ARGUMENT...]]\n"
	"Alone: how things stand. \"metarr COMMAND\" runs metarr-COMMAND; \"metarr add [NAME] PATH\" adds a "
	"library\n"
	"and scans it; \"metarr help\" lists the commands, \"metarr help COMMAND\" explains one.\n"
	"  -j, --json   records                          -t, --text     lines for people, also into a pipe\n"
	"  -q, --quiet  errors only                      -v, --verbose  say more\n"
	"  -h, --help   this text                        -V, --version  the version\n";

#define MAN "/usr/bin/man"
#define LOOK_MS 3000 /* for a library's folder to answer */

/* All programs of the suite, as help lists them: those for every day first. */
static const struct {
	const char *name, *does;
} commands[] = {
	{"add", "adds a folder of films or series, and scans it"},
	{"scan", "takes what is on disk into the database"},
	{"ls", "lists items"},
	{"show", "shows all that is known of an item"},
	{"edit", "sets fields of items, and locks them"},
	{"enrich", "finds out what items are, and what providers say of them"},
	{"select", "chooses pictures and downloads them"},
	{"publish", "writes NFOs and artwork into the libraries"},
	{"undo", "takes back edits and publishes, and all that Metarr did"},
	{"recover", "puts back what was published and is missing or damaged"},
	{"check", "says what is wrong, and what helps"},
	{NULL, NULL},
	{"library", "adds, lists, changes and removes libraries"},
	{"db", "makes, migrates, checks, backs up and copies the database"},
	{"image", "says what is in pictures"},
	{"name", "says what names of files mean"},
	{"nfo", "reads and edits NFO files"},
	{"probe", "says what is in videos"},
	{"help", "explains a command"},
};
#define NCOMMANDS (sizeof(commands) / sizeof(commands[0]))

static bool is_command(const char *name)
{
	size_t i;

	for (i = 0; i < NCOMMANDS; i++)
		if (commands[i].name && !strcmp(commands[i].name, name))
			return true;
	return false;
}

static int no_such_command(const char *name, struct error *err)
{
	const char *known[NCOMMANDS + 1];
	const char *guess;
	size_t i, n = 0;

	for (i = 0; i < NCOMMANDS; i++)
		if (commands[i].name)
			known[n++] = commands[i].name;
	known[n] = NULL;
	guess = nearest(name, known);
	if (!guess)
		return error_set(err, ERR_USAGE, "there is no command '%s': metarr help lists them", name);
	return error_set(err, ERR_USAGE, "there is no command '%s': did you mean '%s'?", name, guess);
}

/* Becomes metarr-NAME with these arguments; comes back only with an error. */
static int become(const char *name, char **args, struct error *err)
{
	struct strbuf program = STRBUF_INIT;
	int rc;

	strbuf_addf(&program, "metarr-%s", name);
	rc = prog_exec(program.buf, args, err);
	strbuf_release(&program);
	return rc;
}

/* metarr add …: metarr-library with the option to scan what it added. */
static int add(char **args, struct error *err)
{
	size_t n = 0;
	char **argv;
	int rc;

	while (args[n])
		n++;
	argv = xcalloc(n + 3, sizeof(*argv));
	argv[0] = (char *)"--scan";
	argv[1] = (char *)"add";
	memcpy(argv + 2, args, n * sizeof(*argv));
	rc = become("library", argv, err);
	free(argv);
	return rc;
}

static void list_commands(void)
{
	size_t i;

	puts("metarr keeps metadata and artwork of films and series. For every day:");
	for (i = 0; i < NCOMMANDS; i++) {
		if (commands[i].name)
			printf("  %-9s %s\n", commands[i].name, commands[i].does);
		else
			puts("Besides:");
	}
	puts("\"metarr\" alone says how things stand, \"metarr help COMMAND\" explains one.");
}

/* The manual page where there is one, for a person who can page; else the program's own summary. */
static int help(const char *name, struct error *err)
{
	struct strbuf page = STRBUF_INIT, out = STRBUF_INIT;
	const struct child_limits limits = {.timeout_ms = 5000};
	char *summary[] = {(char *)"-h", NULL};
	int rc;

	if (!name) {
		list_commands();
		return 0;
	}
	if (!strcmp(name, "add"))
		name = "library";
	if (!is_command(name))
		return no_such_command(name, err);
	strbuf_addf(&page, strcmp(name, "help") ? "metarr-%s" : "metarr", name);
	const char *const where[] = {MAN, "-w", page.buf, NULL};
	if (isatty(STDOUT_FILENO) && !process_run(where, NULL, 0, &limits, 4096, &out, err))
		execl(MAN, MAN, page.buf, (char *)NULL);
	error_clear(err);
	strbuf_release(&out);
	rc = strcmp(name, "help") ? become(name, summary, err) : (list_commands(), 0);
	strbuf_release(&page);
	return rc;
}

struct status {
	struct prog p;
	struct session s;
	bool wrong; /* something that metarr-check says more of */
};

static void put_record(
	struct status *x, const struct library *lib, const struct list_sum *sum, int64_t conflicts)
{
	struct record *r = record_new();

	record_set_str(r, "library", lib->name);
	record_set_int(r, "library_id", lib->id);
	record_set_str(r, "path", lib->path);
	record_set_int(r, "items", sum->items);
	record_set_int(r, "discovered", sum->discovered);
	record_set_int(r, "identified", sum->identified);
	record_set_int(r, "published", sum->published);
	record_set_int(r, "unpublished", sum->unpublished);
	record_set_int(r, "errors", sum->errors);
	record_set_int(r, "conflicts", conflicts);
	record_set_int(r, "interrupted", sum->interrupted);
	record_set_int(r, "deleted", sum->deleted);
	record_set_str(r, "last_scanned_at", lib->last_scanned_at);
	prog_put(&x->p, r);
	record_free(r);
}

/* "N things" and what to do about them, when there are any. */
static void print_count(int64_t n, const char *what, const char *command, const char *name)
{
	if (n)
		printf("  %" PRId64 " %s: %s 'library:%s'\n", n, what, command, name);
}

/* How many there are, and in which states. */
static void print_states(const struct library *lib, const struct list_sum *sum)
{
	const struct {
		const char *state;
		int64_t n;
	} states[] = {{"discovered", sum->discovered}, {"identified", sum->identified},
		{"published", sum->published}, {"with an error", sum->errors}};
	const char *between = ": ";
	size_t i;

	printf("  %" PRId64 " %s", sum->items, plural(sum->items, "item", "items"));
	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (states[i].n) {
			printf("%s%" PRId64 " %s", between, states[i].n, states[i].state);
			between = ", ";
		}
	if (lib->last_scanned_at)
		printf("; scanned %.16s\n", lib->last_scanned_at);
	else
		printf("; never scanned: metarr scan 'library:%s'\n", lib->name);
}

static void print_library(
	struct status *x, const struct library *lib, const struct list_sum *sum, int64_t conflicts)
{
	struct strbuf path = STRBUF_INIT, root = STRBUF_INIT;
	struct error err = ERROR_INIT;

	strbuf_add_escaped(&path, lib->path, strlen(lib->path));
	printf("\nlibrary '%s': %s\n", lib->name, path.buf);
	print_states(lib, sum);
	conf_map_path(&x->s.conf, lib->path, &root);
	if (guard_library(lib, root.buf, LOOK_MS, false, NULL, &err)) {
		printf("  not there: %s\n", err.msg.buf);
		x->wrong = true;
	}
	if (conflicts || sum->interrupted || sum->errors)
		x->wrong = true;
	print_count(sum->unpublished, "with unpublished changes", "metarr publish -n", lib->name);
	print_count(conflicts, "in conflict", "metarr ls --conflict", lib->name);
	print_count(sum->interrupted, "interrupted while published", "metarr publish", lib->name);
	print_count(sum->errors, "with an error", "metarr ls --state error", lib->name);
	print_count(sum->deleted, "gone from the disk", "metarr ls --deleted", lib->name);
	error_release(&err);
	strbuf_release(&path);
	strbuf_release(&root);
}

static int print_status(struct status *x, const struct library_list *all, struct error *err)
{
	struct list_sum sum;
	int64_t conflicts = 0;
	size_t i;

	if (x->p.output != OUT_JSON)
		printf("database %s\n", x->s.db ? db_name(x->s.db) : "none yet");
	for (i = 0; i < all->n; i++) {
		if (list_summary_all(x->s.db, all->item[i].id, &sum, err) ||
			trouble_conflicts(x->s.db, all->item[i].id, &conflicts, err))
			return -1;
		if (x->p.output == OUT_JSON)
			put_record(x, &all->item[i], &sum, conflicts);
		else
			print_library(x, &all->item[i], &sum, conflicts);
	}
	if (!all->n && x->p.output != OUT_JSON)
		puts("\nno library yet: metarr add PATH takes a folder of films or series in");
	if (x->wrong)
		puts("\nmetarr check says what is wrong, and what helps");
	return 0;
}

static int status(struct status *x, struct error *err)
{
	struct library_list all = {0};
	int rc = session_open(&x->s, SESSION_READONLY | SESSION_MAYBE, err);

	if (!rc && x->s.db)
		rc = library_all(x->s.db, &all, err);
	if (!rc)
		rc = print_status(x, &all, err);
	library_list_release(&all);
	session_close(&x->s);
	return rc;
}

static int run(struct status *x, char **args, struct error *err)
{
	if (!*args)
		return status(x, err);
	if (!strcmp(*args, "help"))
		return args[1] && args[2] ? error_set(err, ERR_USAGE, "help explains one command at a time")
					  : help(args[1], err);
	if (!strcmp(*args, "add"))
		return add(args + 1, err);
	if (!is_command(*args))
		return no_such_command(*args, err);
	return become(*args, args + 1, err);
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {PROG_LONG, {NULL, 0, NULL, 0}};
	struct error err = ERROR_INIT;
	struct status x = {0};
	int c;

	prog_init(&x.p, "metarr", usage);
	while ((c = getopt_long(argc, argv, "+" PROG_SHORT, longs, NULL)) != -1)
		if (!prog_option(&x.p, c))
			prog_usage(&x.p);
	if (run(&x, argv + optind, &err))
		prog_die(&x.p, &err);
	error_release(&err);
	return prog_finish(&x.p);
}
