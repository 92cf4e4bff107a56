/*
 * metarr-check: one page of what is wrong, each with what helps; see metarr-check(1). Writes nothing, unless
 * it is asked to try what filesystems do.
 */
#include <getopt.h>
#include <inttypes.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "asset/cachecheck.h"
#include "core/plural.h"
#include "core/process.h"
#include "core/prog.h"
#include "db/migrate.h"
#include "publish/health.h"
#include "store/session.h"

#define PROVIDERS_MS 60000	    /* for all of them to answer */
#define PROVIDERS_MAX (1024 * 1024) /* bytes of what is said of them */

static const char usage[] =
	"usage: metarr-check [-fwjtqv] [--full] [--write]\n"
	"Says what is wrong with the database, the cache, the libraries and providers, and what helps.\n"
	"  -f, --full   reads every object of the cache; else only its size is looked at\n"
	"  -w, --write  makes temporary files in the libraries, to see what their filesystems do\n"
	"  -j, --json   records                          -t, --text     lines for people, also into a pipe\n"
	"  -q, --quiet  only the status                  -v, --verbose  also how each library's folder is\n"
	"  -h, --help   this text                        -V, --version  the version\n";

struct ctx {
	struct prog prog;
	struct session session;
	struct findings findings;
	bool full, write;
	int64_t libraries, objects; /* that were looked at */
};

static void put(struct ctx *x, const struct record *r)
{
	if (prog_json(&x->prog))
		prog_put(&x->prog, r);
}

static void put_finding(const struct finding *f, void *ctx)
{
	struct ctx *x = ctx;
	struct strbuf text = STRBUF_INIT;
	struct record *r = record_new();

	finding_record(f, r);
	put(x, r);
	finding_text(f, &text);
	if (!prog_json(&x->prog) && x->prog.verbose >= 0)
		puts(text.buf);
	strbuf_release(&text);
	record_free(r);
}

static void give_fault(const char *line, void *ctx)
{
	struct ctx *x = ctx;
	struct finding f = finding_new(FINDING_WRONG, "database_fault", NULL);

	strbuf_addf(&f.cause, "the database: %s", line);
	strbuf_addstr(&f.help,
		"metarr db backup FILE, then metarr db restore FILE into a new one; or an older backup");
	findings_give(&x->findings, &f);
}

/* What the owner of the file may do with it; on PostgreSQL that is the server's to say. */
static void check_file(struct ctx *x)
{
	struct finding f = finding_new(FINDING_WRONG, "database_unwritable", NULL);
	const char *path = db_path(x->session.db);

	if (!path || !access(path, W_OK))
		return;
	strbuf_addf(&f.cause, "the database '%s' cannot be written by this user", path);
	strbuf_addf(&f.help, "run metarr as the user that owns it, or give this one the right: '%s'", path);
	findings_give(&x->findings, &f);
}

static int check_database(struct ctx *x, struct error *err)
{
	check_file(x);
	return db_schema_check(x->session.db, give_fault, x, err) < 0 ? -1 : 0;
}

static int check_cache(struct ctx *x, struct error *err)
{
	struct mender m = {.db = x->session.db,
		.cache_dir = x->session.cache.buf,
		.sources = {.db = x->session.db, .conf = &x->session.conf},
		.look_only = true};
	int rc = cachecheck(&m, x->full, &x->findings, &x->objects, err);

	mender_release(&m);
	return rc;
}

static void put_facts(struct ctx *x, const struct library *lib, const struct health_facts *facts)
{
	struct strbuf can = STRBUF_INIT;
	struct record *r = record_new();

	record_set_str(r, "library", lib->name);
	record_set_int(r, "library_id", lib->id);
	record_set_str(r, "path", facts->root.buf);
	record_set_str(r, "fs_type", facts->fs_type.buf);
	ability_record(&facts->can, r);
	put(x, r);
	ability_text(&facts->can, &can);
	prog_say(&x->prog, "library '%s': '%s' on %s%s%s", lib->name, facts->root.buf, facts->fs_type.buf,
		can.len ? ": " : "", can.buf);
	strbuf_release(&can);
	record_free(r);
}

static int check_library(struct ctx *x, struct health *h, const struct library *lib, struct error *err)
{
	struct health_facts facts = HEALTH_FACTS_INIT;
	int rc = 0;

	if (lib->enabled) {
		x->libraries++;
		rc = health_library(h, lib, &facts, err);
		if (!rc && facts.there && x->prog.verbose > 0)
			put_facts(x, lib, &facts);
	}
	health_facts_release(&facts);
	return rc;
}

/* What metarr-enrich found out about a provider; it has the network in it, and this program has not. */
static void put_provider(struct ctx *x, struct record *r)
{
	const char *name = record_str(r, "provider"), *state = record_str(r, "provider_state");
	const char *message = record_str(r, "message");
	bool refused = state && !strcmp(state, "refused");
	struct finding f;

	if (!name || !state)
		return;
	if (x->prog.verbose > 0)
		put(x, r);
	if (x->prog.verbose > 0)
		prog_say(&x->prog, "provider %s: %s", name, state);
	if (!refused && strcmp(state, "unreachable") != 0)
		return;
	f = finding_new(FINDING_WRONG, refused ? "provider_refused" : "provider_unreachable", NULL);
	strbuf_addstr(&f.cause, message ? message : name);
	strbuf_addstr(&f.help, refused ? "look at its key in metarr.conf"
				       : "look at the network; metarr enrich goes on when it answers");
	findings_give(&x->findings, &f);
}

static bool has_keys(const struct conf *conf)
{
	return conf_get(conf, CONF_TMDB_KEY) || conf_get(conf, CONF_TVDB_KEY) ||
	       conf_get(conf, CONF_FANARTTV_KEY);
}

static void give_unasked(struct ctx *x, const struct error *err)
{
	struct finding f = finding_new(FINDING_WRONG, "providers_unasked", NULL);

	strbuf_addf(&f.cause, "providers cannot be asked: %s", err->msg.buf);
	strbuf_addstr(&f.help, "metarr enrich --check-providers");
	findings_give(&x->findings, &f);
}

/* Without any key nothing is asked of the network. */
static void check_providers(struct ctx *x)
{
	struct strbuf path = STRBUF_INIT, out = STRBUF_INIT;
	const struct child_limits limits = {.timeout_ms = PROVIDERS_MS};
	struct error err = ERROR_INIT;
	struct record *r = record_new();
	char *line, *save = NULL;
	int rc;

	if (!has_keys(&x->session.conf))
		goto out;
	rc = prog_sibling("metarr-enrich", &path, &err);
	if (!rc) {
		const char *const argv[] = {path.buf, "--check-providers", "-j", NULL};

		rc = process_run(argv, NULL, 0, &limits, PROVIDERS_MAX, &out, &err);
	}
	if (rc)
		give_unasked(x, &err);
	for (line = strtok_r(out.buf, "\n", &save); line && !rc; line = strtok_r(NULL, "\n", &save))
		if (!record_parse(r, line, strlen(line), NULL))
			put_provider(x, r);
out:
	record_free(r);
	strbuf_release(&path);
	strbuf_release(&out);
	error_release(&err);
}

static void give_no_library(struct ctx *x)
{
	struct finding f = finding_new(FINDING_NOTE, "no_library", NULL);

	strbuf_addstr(&f.cause, "there is no library yet");
	strbuf_addstr(&f.help, "metarr add FOLDER");
	findings_give(&x->findings, &f);
}

static int check_libraries(struct ctx *x, struct error *err)
{
	struct health h = {
		.db = x->session.db, .conf = &x->session.conf, .try_it = x->write, .out = &x->findings};
	struct library_list all = {0};
	int rc = library_all(h.db, &all, err);
	size_t i;

	for (i = 0; i < all.n && !rc; i++)
		rc = check_library(x, &h, &all.item[i], err);
	if (!rc && !all.n)
		give_no_library(x);
	if (!rc && x->session.sets.len)
		health_sets(&h, x->session.sets.buf);
	library_list_release(&all);
	return rc;
}

/* Nothing more can be looked at then. The status is that of any program that cannot go on because of it. */
static int unusable(struct ctx *x, const struct error *err)
{
	struct finding f = finding_new(FINDING_WRONG, "database_unusable", NULL);

	strbuf_addbuf(&f.cause, &err->msg);
	strbuf_addstr(&f.help, "metarr db status; where the database is: 'db' in metarr.conf");
	findings_give(&x->findings, &f);
	return prog_finish(&x->prog) ? 1 : error_exit_status(err->code);
}

static void say_sum(struct ctx *x)
{
	const struct findings *f = &x->findings;
	struct strbuf notes = STRBUF_INIT;

	if (f->notes)
		strbuf_addf(&notes, ", %zu %s", f->notes, plural((int64_t)f->notes, "note", "notes"));
	if (f->wrong)
		prog_say(&x->prog, "%zu %s wrong%s", f->wrong,
			plural((int64_t)f->wrong, "thing is", "things are"), notes.buf);
	else
		prog_say(&x->prog,
			"nothing is wrong%s; libraries: %" PRId64 ", objects in the cache: %" PRId64
			", database version: %d",
			notes.buf, x->libraries, x->objects, migrate_latest());
	strbuf_release(&notes);
}

static int check(struct ctx *x, struct error *err)
{
	int status;

	if (check_database(x, err) || check_cache(x, err) || check_libraries(x, err))
		return unusable(x, err);
	check_providers(x);
	say_sum(x);
	status = prog_finish(&x->prog);
	return status || !x->findings.wrong ? status : 1;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"full", no_argument, NULL, 'f'},
		{"write", no_argument, NULL, 'w'}, PROG_LONG, {NULL, 0, NULL, 0}};
	struct ctx x = {.findings = {.fn = put_finding, .ctx = &x}};
	struct error err = ERROR_INIT;
	int c, status;

	prog_init(&x.prog, argv[0], usage);
	while ((c = getopt_long(argc, argv, PROG_SHORT "fw", options, NULL)) != -1)
		if (c == 'f')
			x.full = true;
		else if (c == 'w')
			x.write = true;
		else if (!prog_option(&x.prog, c))
			prog_usage(&x.prog);
	if (optind < argc)
		prog_usage(&x.prog);
	if (x.prog.output == OUT_AUTO)
		x.prog.output = OUT_TEXT;
	if (session_open(&x.session, SESSION_READONLY, &err)) {
		status = unusable(&x, &err);
	} else {
		status = check(&x, &err);
		session_close(&x.session);
	}
	error_release(&err);
	return status;
}
