/*
 * metarr-scan: what is in the libraries' folders goes into the database. See scan/scan.h.
 */
#include <getopt.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/log.h"
#include "core/path.h"
#include "core/plural.h"
#include "core/prog.h"
#include "core/progress.h"
#include "publish/recover.h"
#include "scan/left.h"
#include "scan/scan.h"
#include "store/guard.h"
#include "store/operand.h"
#include "store/session.h"

static const char usage[] =
	"usage: metarr-scan [-fjlnpqtvw] [--passes N] [-a | WHAT...]\n"
	"Films, series, NFOs and artwork of libraries into the database. WHAT is a library, a path, "
	"movie:12, tmdb:603.\n"
	"Without WHAT, records on standard input say what: by library, path, or type and id.\n"
	"  -a, --all      every library\n"
	"  -f, --force    also when a library looks as if it were not all there\n"
	"  -l, --left     also items that were scanned before, and not enriched or published since\n"
	"  -n, --dry-run  only say which folders are new, changed and gone\n"
	"  -p, --probe    read every video and NFO again\n"
	"  -w, --wait     for another scan of the same library to end\n"
	"      --passes N only 1: the list, or 2: pictures into the cache, too; the rest another time\n"
	"  -j, --json   records, also on a terminal      -t, --text     lines for people, also into a pipe\n"
	"  -q, --quiet  errors only                      -v, --verbose  say more\n"
	"  -h, --help   this text                        -V, --version  the version\n";

struct work {
	struct prog p;
	struct session s;
	struct scan_options options;
	struct publisher pub; /* of the library in hand, to finish what was killed */
	const struct library *lib;
	struct record *into; /* the record that came in; NULL: nothing did */
	struct target item;  /* the one item that it names; id 0: it names none */
	struct scan_sum sum; /* of all */
	bool left;	     /* -l */
	struct left told;
};

static void say_item(struct work *w, const struct list_row *row)
{
	const char *year = meta_get(&row->item.meta, MF_YEAR);
	struct strbuf line = STRBUF_INIT;

	list_label(row, &line);
	if (year)
		strbuf_addf(&line, " (%s)", year);
	if (row->video_height)
		strbuf_addf(&line, ", %" PRId64 "x%" PRId64 " %s", row->video_width, row->video_height,
			row->video_codec ? row->video_codec : "");
	if (row->artwork)
		strbuf_addf(&line, ", %s", row->artwork);
	prog_say(&w->p, "%s%s", line.buf, strcmp(row->item.state, "discovered") == 0 ? ", no id" : "");
	strbuf_release(&line);
}

static int on_item(const struct list_row *row, void *ctx)
{
	struct work *w = ctx;
	const struct item *it = &row->item;
	struct record *r;
	int rc = 0;

	if (w->left && it->type < ENTITY_COUNT)
		left_told(&w->told, it->type, it->id);
	if (w->into && w->item.id == it->id && w->item.type == it->type) {
		list_record(row, w->into);
		return 0;
	}
	prog_count(&w->p, NULL);
	if (prog_json(&w->p)) {
		r = record_new();
		list_record(row, r);
		rc = prog_put(&w->p, r);
		record_free(r);
	} else {
		say_item(w, row);
	}
	return rc < 0;
}

static void on_problem(const char *path, const struct error *err, bool warning, void *ctx)
{
	struct work *w = ctx;
	struct record *r;

	if (warning) {
		log_warn("%s", err->msg.buf);
		return;
	}
	r = record_new();
	record_set_str(r, "library", w->lib->name);
	record_set_str(r, "path", path);
	prog_result(&w->p, r, err);
	record_free(r);
}

static void on_progress(enum scan_pass pass, size_t done, size_t total, void *ctx)
{
	static const char *const words[] = {
		"folders found", "folders read", "pictures cached", "pictures compared"};

	(void)ctx;
	progress_show(done, total, words[pass]);
}

static void on_change(const char *folder, enum scan_change what, void *ctx)
{
	static const char *const words[] = {"new", "changed", "gone"};
	struct work *w = ctx;
	struct record *r;

	if (!prog_json(&w->p)) {
		prog_say(&w->p, "%-8s %s", words[what], folder);
		return;
	}
	r = record_new();
	record_set_str(r, "library", w->lib->name);
	record_set_str(r, "path", folder);
	record_set_str(r, "change", words[what]);
	prog_put(&w->p, r);
	record_free(r);
}

static int on_recover(const char *folder, void *ctx, struct error *err)
{
	struct work *w = ctx;
	size_t count = 0;

	return recover_folder(&w->pub, folder, &count, err);
}

static const struct scan_events *events(struct work *w)
{
	static struct scan_events ev = {on_item, on_problem, on_progress, on_change, on_recover, NULL};

	ev.ctx = w;
	return &ev;
}

/* Scans one library, or what 'only' names in it. */
static int scan(struct work *w, const struct library *lib, const char *only, struct error *err)
{
	struct strbuf root = STRBUF_INIT;
	int rc;

	conf_map_path(&w->s.conf, lib->path, &root);
	w->lib = lib;
	w->options.root = root.buf;
	w->options.only = only;
	w->options.sets = w->s.sets.len ? w->s.sets.buf : NULL;
	w->options.sets_there = w->s.sets_there.buf;
	w->pub = (struct publisher){.db = w->s.db,
		.sets = w->options.sets,
		.sets_there = w->options.sets_there,
		.cache_dir = w->s.cache.buf,
		.lib = lib,
		.root = root.buf,
		.by = "system"};
	rc = conf_file_attrs(&w->s.conf, &w->pub.attrs, err);
	if (rc == 0)
		rc = publisher_attrs(lib, &w->pub.attrs, err);
	if (rc == 0)
		rc = scan_library(w->s.db, lib, &w->options, events(w), &w->sum, err);
	if (rc < 0 && err->code == ERR_NONE) /* told to stop, which is no failure of its own */
		rc = 0;
	w->lib = w->pub.lib = NULL;
	strbuf_release(&root);
	return rc;
}

static int on_left(const struct list_row *row, void *ctx, struct error *err)
{
	(void)err;
	return on_item(row, ctx);
}

static int scan_target(struct work *w, const struct target *t, struct error *err);

/* Of sets, their films. */
static int scan_films(struct work *w, const struct target *t, struct error *err)
{
	struct target_list films = {NULL, 0, 0};
	int rc = targets_films(w->s.db, t, &films, err);

	for (size_t i = 0; i < films.n && rc == 0; i++)
		rc = scan_target(w, &films.item[i], err);
	target_list_release(&films);
	return rc;
}

static int scan_target(struct work *w, const struct target *t, struct error *err)
{
	struct library lib = {0};
	struct item it = ITEM_INIT;
	const char *only = t->kind == TARGET_FOLDER ? t->folder : NULL;
	int rc;

	if (target_is_sets(t))
		return scan_films(w, t, err);
	rc = library_by_id(w->s.db, t->library_id, &lib, err);

	if (rc > 0 && t->kind == TARGET_ITEM) {
		rc = item_load(w->s.db, t->type, t->id, ITEM_ROW, &it, err);
		only = rc > 0 ? path_relative(it.file_path, lib.path) : NULL;
	}
	if (rc == 0)
		rc = error_set(err, ERR_NOT_FOUND, "it was removed meanwhile");
	else if (rc > 0)
		rc = scan(w, &lib, only, err);
	if (rc == 0 && w->left && !w->p.dry_run && !prog_interrupted())
		rc = left_each(w->s.db, &w->told, t, on_left, w, err);
	item_release(&it);
	library_release(&lib);
	return rc;
}

static void scan_targets(struct work *w, const struct target_list *list)
{
	struct error err = ERROR_INIT;

	for (size_t i = 0; i < list->n && !prog_interrupted(); i++) {
		if (scan_target(w, &list->item[i], &err) < 0)
			prog_fail(&w->p, &err);
	}
	error_release(&err);
}

static void scan_operands(struct work *w, char *const *words)
{
	struct target_list list = {NULL, 0, 0};
	struct error err = ERROR_INIT;

	for (; *words; words++) {
		if (operand_resolve(&w->s, *words, &list, &err) < 0)
			prog_fail(&w->p, &err);
	}
	scan_targets(w, &list);
	target_list_release(&list);
	error_release(&err);
}

static void scan_all(struct work *w)
{
	struct target_list list = {NULL, 0, 0};
	struct error err = ERROR_INIT;

	if (operand_all(&w->s, &list, &err) < 0)
		prog_die(&w->p, &err);
	if (list.n == 0)
		log_warn("there is no library yet: metarr-library add PATH");
	scan_targets(w, &list);
	target_list_release(&list);
}

static int one(struct record *r, void *ctx, struct error *err)
{
	struct work *w = ctx;
	struct target_list list = {NULL, 0, 0};
	struct strbuf word = STRBUF_INIT;
	int rc;

	if (!record_has(r, "path") && record_str(r, "library")) {
		strbuf_addf(&word, "library:%s", record_str(r, "library"));
		rc = operand_resolve(&w->s, word.buf, &list, err);
	} else {
		rc = record_target(&w->s, r, &list, err);
	}
	w->into = r;
	w->item = list.n == 1 ? list.item[0] : (struct target){.id = 0};
	for (size_t i = 0; i < list.n && rc == 0; i++)
		rc = scan_target(w, &list.item[i], err);
	w->into = NULL;
	target_list_release(&list);
	strbuf_release(&word);
	return rc;
}

/* The child's part of store/guard.h: {"fs_type":…,"empty":…}. */
static int look(struct prog *p, const char *path)
{
	struct guard_facts facts = {STRBUF_INIT, false};
	struct error err = ERROR_INIT;
	struct record *r = record_new();

	if (guard_look(path, &facts, &err) < 0) {
		record_set_error(r, &err);
	} else {
		record_set_str(r, "fs_type", facts.fs_type.buf);
		record_set_bool(r, "empty", facts.empty);
	}
	prog_put(p, r);
	record_free(r);
	strbuf_release(&facts.fs_type);
	error_release(&err);
	return prog_finish(p);
}

static void print_sum(const struct work *w)
{
	const struct scan_sum *s = &w->sum;

	progress_end();
	if (s->unsettled > 0)
		log_warn("%zu %s than %d %s: left for the next scan", s->unsettled,
			plural((int64_t)s->unsettled, "file is younger", "files are younger"),
			w->options.settle, plural(w->options.settle, "second", "seconds"));
	if (w->p.dry_run)
		return;
	prog_say(&w->p, "%zu new, %zu changed, %zu moved, %zu gone; %zu %s cached; %zu of %zu %s looked at",
		s->items, s->changed, s->moved, s->gone, s->pictures,
		plural((int64_t)s->pictures, "picture", "pictures"), s->looked, s->folders,
		plural((int64_t)s->folders, "folder", "folders"));
}

static void set_options(struct work *w)
{
	const struct conf *c = &w->s.conf;

	w->options.cache = w->s.cache.buf;
	w->options.settle = (int)conf_int(c, CONF_SETTLE);
	w->options.children = (size_t)conf_int(c, CONF_CHILDREN);
	w->options.child_memory = (size_t)conf_int(c, CONF_CHILD_MEMORY) * 1024 * 1024;
	w->options.child_timeout = (int)conf_int(c, CONF_CHILD_TIMEOUT) * 1000;
	w->options.dry_run = w->p.dry_run;
}

static int passes(const struct prog *p, const char *text)
{
	if (strlen(text) != 1 || *text < '1' || *text > '3')
		prog_usage(p);
	return *text - '0';
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"all", no_argument, NULL, 'a'},
		{"force", no_argument, NULL, 'f'}, {"dry-run", no_argument, NULL, 'n'},
		{"left", no_argument, NULL, 'l'}, {"probe", no_argument, NULL, 'p'},
		{"wait", no_argument, NULL, 'w'}, {"passes", required_argument, NULL, 'P'},
		{"look", required_argument, NULL, 'L'}, PROG_LONG, {NULL, 0, NULL, 0}};
	struct work w = {.options = {.passes = 3}};
	struct error err = ERROR_INIT;
	bool all = false;
	int c;

	prog_init(&w.p, NULL, usage);
	w.p.needs = "library,path,id";
	while ((c = getopt_long(argc, argv, "aflnpw" PROG_SHORT, options, NULL)) != -1) {
		if (c == 'a')
			all = true;
		else if (c == 'f')
			w.options.force = true;
		else if (c == 'l')
			w.left = true;
		else if (c == 'p')
			w.options.probe = true;
		else if (c == 'w')
			w.options.wait = -1;
		else if (c == 'P')
			w.options.passes = passes(&w.p, optarg);
		else if (c == 'L')
			return look(&w.p, optarg);
		else if (!prog_option(&w.p, c))
			prog_usage(&w.p);
	}
	prog_want_input(&w.p, all, argc - optind);
	if (session_open(&w.s, 0, &err) < 0)
		prog_die(&w.p, &err);
	set_options(&w);
	prog_interruptible();
	if (all)
		scan_all(&w);
	else if (optind < argc)
		scan_operands(&w, argv + optind);
	else
		prog_records(&w.p, STDIN_FILENO, one, &w);
	print_sum(&w);
	left_release(&w.told);
	session_close(&w.s);
	error_release(&err);
	return prog_finish(&w.p);
}
