/*
 * metarr-library: the folders of films and series that Metarr cares for, and their settings. With metarr add
 * and metarr-db create it is what makes a database.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/plural.h"
#include "core/prog.h"
#include "scan/guess.h"
#include "store/artrule.h"
#include "store/complete.h"
#include "store/library.h"
#include "store/list.h"
#include "store/operand.h"
#include "store/serieswish.h"
#include "store/session.h"

static const char usage[] =
	"usage: metarr-library [-jnqstv] add [NAME] [movies | tvshows] PATH\n"
	"       metarr-library [-jqtv] list\n"
	"       metarr-library [-jnqtv] set NAME KEY VALUE | unset NAME KEY | remove NAME\n"
	"       metarr-library [-ejnqtv] require [movie | series | season | episode [WORD ... | nothing]]\n"
	"       metarr-library [-jnqtv] rules NAME [KIND [KEY=VALUE ... | default] ...]\n"
	"       metarr-library [-jnqtv] series WHAT [KEY=VALUE ...]\n"
	"The libraries: add one (its kind, its name and the naming of its files are guessed when not said), "
	"list\n"
	"them, change a setting, take one out of the database; its folder is never touched.\n"
	"What an item must have to be published, in all of them: fields, and pictures as in poster=1.\n"
	"How the pictures of a library are chosen: poster min_width=1000 fanart max_count=5.\n"
	"How a series is asked about, where its library says otherwise: numbering=dvd language=de,en "
	"country=.\n"
	"  -n, --dry-run  only say what would be done      -s, --scan  scan what add added\n"
	"  -e, --error  an item that lacks it is not published; without, that is only said\n"
	"  -j, --json   records, also on a terminal      -t, --text     lines for people, also into a pipe\n"
	"  -q, --quiet  errors only                      -v, --verbose  say more\n"
	"  -h, --help   this text                        -V, --version  the version\n";

struct ctx {
	struct prog p;
	struct session s;
	bool scan;
	bool is_error; /* what require requires */
};

static void put_record(struct ctx *x, const struct library *lib)
{
	struct record *r = record_new();

	library_record(lib, r);
	prog_put(&x->p, r);
	record_free(r);
}

/* What would make a database goes without one in a dry run. */
static int open_session(struct ctx *x, unsigned flags, struct error *err)
{
	unsigned dry = SESSION_READONLY | (flags & SESSION_CREATE ? SESSION_MAYBE : 0);

	return session_open(&x->s, x->p.dry_run ? dry : flags, err);
}

/* Becomes metarr-scan, with the same options; comes back only with an error. */
static int scan_library(struct ctx *x, const struct library *lib, struct error *err)
{
	struct strbuf what = STRBUF_INIT;
	char options[4] = "-", *args[] = {options, (char *)"--", NULL, NULL};
	int rc;

	if (x->p.output != OUT_AUTO)
		options[strlen(options)] = x->p.output == OUT_JSON ? 'j' : 't';
	if (x->p.verbose)
		options[strlen(options)] = x->p.verbose > 0 ? 'v' : 'q';
	strbuf_addf(&what, "library:%s", lib->name);
	args[2] = what.buf;
	session_close(&x->s);
	fflush(stdout);
	rc = prog_exec("metarr-scan", options[1] ? args : args + 1, err);
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

/* A path that is none makes no database. */
static int cmd_add(struct ctx *x, int argc, char **argv, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	struct library lib = {0};
	int type, rc;

	if (guess_words(argv, argc - 1, &lib.name, &type))
		prog_usage(&x->p);
	rc = guess_folder(argv[argc - 1], &path, err) || open_session(x, SESSION_CREATE, err) ||
			     guess_new(&x->s, path.buf, type, &lib, err) || add_library(x, &lib, err)
		     ? -1
		     : 0;
	library_release(&lib);
	strbuf_release(&path);
	return rc;
}

static int cmd_list(struct ctx *x, int argc, char **argv, struct error *err)
{
	struct library_list all = {0};
	struct strbuf text = STRBUF_INIT;
	size_t i;
	int rc = open_session(x, SESSION_READONLY, err);

	(void)argc;
	(void)argv;
	if (!rc)
		rc = library_all(x->s.db, &all, err);
	for (i = 0; i < all.n && prog_json(&x->p); i++)
		put_record(x, &all.item[i]);
	if (!rc && !all.n)
		prog_say(&x->p, "no library yet: metarr add PATH");
	else if (!rc && !prog_json(&x->p))
		rc = library_table(x->s.db, &all, &text, err);
	if (text.len)
		fputs(text.buf, stdout);
	strbuf_release(&text);
	library_list_release(&all);
	return rc;
}

/* Opens the database for writing, and looks the library up. */
static int find(struct ctx *x, const char *name, struct library *lib, struct error *err)
{
	int rc = open_session(x, 0, err);

	if (rc)
		return -1;
	rc = library_by_name(x->s.db, name, lib, err);
	if (rc == 0)
		error_set(err, ERR_NOT_FOUND, "there is no library '%s'", name);
	return rc == 1 ? 0 : -1;
}

static int set(
	struct ctx *x, const struct library *lib, const char *key, const char *value, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	int rc = 0;

	if (value && !strcmp(key, "path")) {
		rc = guess_path(&x->s, value, &path, err);
		value = path.buf;
	}
	if (!rc && !x->p.dry_run)
		rc = library_set(x->s.db, lib->id, key, value, err);
	if (!rc)
		prog_say(&x->p, "%s '%s' of library '%s'%s%s", x->p.dry_run ? "would set" : "set", key,
			lib->name, value ? " to " : " back to its default", value ? value : "");
	strbuf_release(&path);
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

static int cmd_remove(struct ctx *x, int argc, char **argv, struct error *err)
{
	struct library lib = {0};
	struct list_sum sum;
	int rc = find(x, argv[0], &lib, err);

	(void)argc;
	if (!rc)
		rc = list_summary(x->s.db, library_counts(&lib), lib.id, &sum, err);
	if (!rc && !x->p.dry_run)
		rc = library_remove(x->s.db, lib.id, err);
	if (!rc && prog_json(&x->p))
		put_record(x, &lib);
	if (!rc)
		prog_say(&x->p, "%s library '%s' with %" PRId64 " %s; '%s' stays as it is",
			x->p.dry_run ? "would remove" : "removed", lib.name, sum.items,
			plural(sum.items, "item", "items"), lib.path);
	library_release(&lib);
	return rc;
}

static void put_rule(struct ctx *x, const struct complete_rule *rule)
{
	struct strbuf text = STRBUF_INIT;
	struct record *r = record_new();

	complete_text(rule, &text);
	complete_record(rule, r);
	if (prog_json(&x->p))
		prog_put(&x->p, r);
	prog_say(&x->p, "%s", text.buf);
	record_free(r);
	strbuf_release(&text);
}

static int list_rules(struct ctx *x, struct error *err)
{
	struct complete_rule rule;
	int type, rc = open_session(x, SESSION_READONLY, err);

	for (type = 0; type < ENTITY_COUNT && rc >= 0; type++) {
		rc = complete_load(x->s.db, (enum entity)type, &rule, err);
		if (rc == 1)
			put_rule(x, &rule);
	}
	return rc < 0 ? -1 : 0;
}

static int cmd_require(struct ctx *x, int argc, char **argv, struct error *err)
{
	struct complete_rule rule = {.is_error = x->is_error};
	int type = argc ? entity_by_name(argv[0]) : -1, i, rc = 0;

	if (!argc)
		return list_rules(x, err);
	if (type < 0 || type == ENTITY_SET || argc < 2)
		prog_usage(&x->p);
	rule.type = (enum entity)type;
	for (i = 1; i < argc && !rc; i++)
		rc = complete_add(&rule, argv[i], err);
	if (!rc)
		rc = open_session(x, 0, err);
	if (!rc && !x->p.dry_run)
		rc = complete_save(x->s.db, &rule, err);
	if (!rc)
		put_rule(x, &rule);
	return rc;
}

static void put_art_rule(struct ctx *x, const struct library *lib, const struct art_rule *rule)
{
	struct strbuf text = STRBUF_INIT;
	struct record *r = record_new();

	art_rule_text(rule, &text);
	art_rule_record(lib, rule, r);
	if (prog_json(&x->p))
		prog_put(&x->p, r);
	prog_say(&x->p, "%s", text.buf);
	record_free(r);
	strbuf_release(&text);
}

/* Shows the rules of the kinds that are named, or all of them, after they were made what the words say. */
static int cmd_rules(struct ctx *x, int argc, char **argv, struct error *err)
{
	struct library lib = {0};
	struct art_rules rules = {0};
	struct meta_names said = {0};
	bool writes = false;
	size_t i;
	int word, rc = find(x, argv[0], &lib, err);

	for (word = 1; word < argc; word++)
		writes |= strchr(argv[word], '=') || !strcmp(argv[word], "default");
	rc = rc || art_rules_load(x->s.db, &lib, conf_get(&x->s.conf, CONF_LANGUAGE), &rules, err) ||
			     art_rules_set(&rules, argv + 1, (size_t)argc - 1, &said, err) ||
			     (writes && !x->p.dry_run && art_rules_save(x->s.db, &rules, err))
		     ? -1
		     : 0;
	for (i = 0; i + 1 < rules.n && !rc; i++)
		if (!said.n || names_find(&said, rules.rule[i].type) >= 0)
			put_art_rule(x, &lib, &rules.rule[i]);
	if (!rc && writes && !x->p.dry_run)
		prog_say(&x->p, "what would change: metarr select -n 'library:%s'", lib.name);
	names_release(&said);
	art_rules_release(&rules);
	library_release(&lib);
	return rc;
}

static int find_series(struct ctx *x, const char *word, unsigned flags, int64_t *id, struct error *err)
{
	struct target_list list = {0};
	int rc = open_session(x, flags, err) || operand_resolve(&x->s, word, &list, err) ? -1 : 0;

	if (!rc && (list.n != 1 || list.item[0].kind != TARGET_ITEM || list.item[0].type != ENTITY_SERIES))
		rc = error_set(err, ERR_NOT_FOUND, "'%s' is not one series", word);
	if (!rc)
		*id = list.item[0].id;
	target_list_release(&list);
	return rc;
}

static void put_series(struct ctx *x, int64_t id, const struct series_wishes *w)
{
	struct strbuf text = STRBUF_INIT;
	struct record *r = record_new();

	record_set_str(r, "type", "series");
	record_set_int(r, "id", id);
	series_wishes_record(w, r);
	series_wishes_text(w, &text);
	if (prog_json(&x->p))
		prog_put(&x->p, r);
	prog_say(&x->p, "series:%" PRId64 ": %s", id, text.buf);
	record_free(r);
	strbuf_release(&text);
}

/* Shows how a series is asked about, after that was made what the words say. */
static int cmd_series(struct ctx *x, int argc, char **argv, struct error *err)
{
	struct series_wishes w = {0};
	int64_t id = 0;
	int i, rc = find_series(x, argv[0], argc > 1 ? 0 : SESSION_READONLY, &id, err), changed = 0;

	if (!rc && series_wishes_load(x->s.db, id, &w, err) < 0)
		rc = -1;
	for (i = 1; i < argc && !rc; i++)
		rc = series_wishes_set(&w, argv[i], err);
	if (!rc && argc > 1 && !x->p.dry_run)
		changed = series_wishes_save(x->s.db, id, &w, err);
	rc = rc || changed < 0 ? -1 : 0;
	if (!rc)
		put_series(x, id, &w);
	if (changed > 0)
		prog_say(&x->p, "to ask anew: metarr enrich series:%" PRId64, id);
	series_wishes_release(&w);
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
	{"require", cmd_require, 0, 1000},
	{"rules", cmd_rules, 1, 1000},
	{"series", cmd_series, 1, 4},
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
		{"error", no_argument, NULL, 'e'}, {"scan", no_argument, NULL, 's'}, {NULL, 0, NULL, 0}};
	const struct command *command;
	struct error err = ERROR_INIT;
	struct ctx x = {0};
	int c, rc;

	prog_init(&x.p, "metarr-library", usage);
	while ((c = getopt_long(argc, argv, PROG_SHORT "ens", longs, NULL)) != -1) {
		if (c == 's')
			x.scan = true;
		else if (c == 'e')
			x.is_error = true;
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
