/* Making the library, running programs on it, and counting; see world.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "picture.h"
#include "world.h"
#include "worldparts.h"

#define MAX_SAID (16 * 1024 * 1024)
#define RUN_SECONDS 120 /* a program that takes longer hangs */

struct error world_err = ERROR_INIT;

void give_up(const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	va_start(ap, fmt);
	fputs("the proof itself failed: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(EXIT_FAILURE);
}

char *world_path(const char *dir, const char *name)
{
	struct strbuf path = STRBUF_INIT;

	path_join(&path, dir, name);
	return strbuf_detach(&path, NULL);
}

static void make_folder(const char *path)
{
	if (mkdir(path, 0755) && errno != EEXIST)
		give_up("cannot make the folder '%s': %s", path, strerror(errno));
}

void world_put(const char *dir, const char *name, const void *data, size_t len)
{
	struct strbuf folder = STRBUF_INIT;
	char *path = world_path(dir, name);

	path_dir(&folder, path);
	must(file_mkdirs(folder.buf, NULL, &world_err));
	must(file_write(path, data, len, NULL, NULL, &world_err));
	strbuf_release(&folder);
	free(path);
}

void world_put_text(const char *dir, const char *name, const char *text)
{
	world_put(dir, name, text, strlen(text));
}

/* What the programs find around them. */
static void set_environment(const struct world *w)
{
	char *conf = world_path(w->dir, "metarr.conf");

	world_put(w->dir, "metarr.conf", "", 0);
	setenv("METARR_CONF", conf, 1);
	setenv("METARR_DB", w->url, 1);
	setenv("METARR_CACHE", w->cache, 1);
	setenv("METARR_SETTLE", "0", 1);
	setenv("HOME", w->dir, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	free(conf);
}

void world_init(struct world *w, const char *build, const char *dir, const char *engine)
{
	memset(w, 0, sizeof(*w));
	strbuf_init(&w->where);
	w->bin = world_path(build, "bin");
	w->shim = world_path(build, "proof/shim.so");
	w->dir = xstrdup(dir);
	w->root = world_path(dir, "world");
	w->films = world_path(w->root, "Films");
	w->cache = world_path(w->root, "cache");
	w->postgres = !strcmp(engine, "postgres");
	make_folder(w->root);
	make_folder(w->films);
	make_folder(w->cache);
	world_create_database(w);
	set_environment(w);
}

void world_release(struct world *w)
{
	world_drop_database(w);
	tree_release(&w->old);
	tree_release(&w->new);
	strbuf_release(&w->where);
	free((char *)w->bin);
	free((char *)w->shim);
	free(w->dir);
	free(w->root);
	free(w->films);
	free(w->cache);
	free(w->url);
}

/* ---- the films --------------------------------------------------------------------------------------------
 */

void world_put_picture(const char *dir, const char *name, unsigned seed, int width, int height)
{
	struct strbuf bytes = STRBUF_INIT;

	picture(&bytes, path_ext(name), seed, width, height);
	world_put(dir, name, bytes.buf, bytes.len);
	strbuf_release(&bytes);
}

static void make_film(struct world *w, int i, const struct strbuf *video)
{
	struct strbuf name = STRBUF_INIT, text = STRBUF_INIT;
	char *dir;

	strbuf_addf(&name, "Film %d (200%d)", i, i);
	dir = world_path(w->films, name.buf);
	strbuf_addstr(&name, ".mkv");
	world_put(dir, name.buf, video->buf, video->len);
	strbuf_addf(&text,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<movie>\n  <title>Film %d</title>\n"
		"  <plot>Old.</plot>\n</movie>\n",
		i);
	world_put_text(dir, "movie.nfo", text.buf);
	world_put_picture(dir, "poster.jpg", (unsigned)i * 10 + 1, 60, 90);
	world_put_picture(dir, "fanart.jpg", (unsigned)i * 10 + 2, 160, 90);
	world_put_picture(dir, "fanart1.jpg", (unsigned)i * 10 + 3, 160, 90);
	world_put_picture(dir, "clearlogo.png", (unsigned)i * 10 + 4, 80, 31);
	world_put_picture(dir, "discart.png", (unsigned)i * 10 + 5, 50, 50);
	strbuf_release(&name);
	strbuf_release(&text);
	free(dir);
}

static void run_to_end(struct world *w, const char *const argv[])
{
	struct strbuf program = STRBUF_INIT;
	pid_t pid;
	int status;

	path_join(&program, w->bin, argv[0]);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		execv(program.buf, (char *const *)argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		give_up("%s %s: status %#x", argv[0], argv[2], status);
	strbuf_release(&program);
}

void world_make(struct world *w, const char *video, int nfilms)
{
	const char *const add[] = {"metarr-library", "-qt", "add", "films", nfilms ? "movies" : "tvshows",
		w->films, NULL},
			  *const actors[] = {"metarr-library", "-qt", "set", "films", "actors", "yes", NULL};
	struct strbuf bytes = STRBUF_INIT;
	int i;

	must(file_read(video, MAX_SAID, &bytes, &world_err));
	w->nfilms = nfilms;
	for (i = 1; i <= nfilms; i++)
		make_film(w, i, &bytes);
	if (!nfilms)
		show_make(w, &bytes);
	run_to_end(w, add);
	run_to_end(w, actors);
	strbuf_release(&bytes);
}

/* ---- runs -------------------------------------------------------------------------------------------------
 */

static void set_or_not(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

/* In the child. */
static void become(const struct world *w, const struct run *r)
{
	char *program = world_path(w->bin, r->program), *said = world_path(w->dir, "said");
	const char *const argv[] = {r->program, r->operand ? r->operand : "-a", r->option, NULL};
	int fd = open(said, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600),
	    null = open("/dev/null", O_RDONLY);

	if (fd < 0 || null < 0 || dup2(null, 0) < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
		_exit(127);
	close(fd);
	close(null);
	if (r->act || r->trace) {
		setenv("LD_PRELOAD", w->shim, 1);
		setenv("PROOF_PROGRAM", r->victim ? r->victim : r->program, 1);
		setenv("PROOF_ROOT", w->root, 1);
		set_or_not("PROOF_ACT", r->act);
		set_or_not("PROOF_TRACE", r->trace);
		set_or_not("PROOF_DATA", r->data ? "1" : NULL);
	}
	alarm(RUN_SECONDS); /* outlives the exec */
	execv(program, (char *const *)(r->argv ? r->argv : argv));
	_exit(127);
}

void world_start(struct world *w, struct run *r)
{
	if (r->trace && unlink(r->trace) && errno != ENOENT)
		give_up("cannot remove '%s': %s", r->trace, strerror(errno));
	fflush(stdout);
	r->pid = fork();
	if (r->pid < 0)
		give_up("cannot start a process: %s", strerror(errno));
	if (!r->pid)
		become(w, r);
}

int world_wait(struct world *w, struct run *r)
{
	int status;

	if (r->kill_us) {
		usleep((useconds_t)r->kill_us);
		kill(r->pid, SIGKILL);
	}
	if (waitpid(r->pid, &status, 0) != r->pid)
		give_up("cannot wait for %s: %s", r->program, strerror(errno));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		give_up("%s does not start", r->program);
	if (WIFSIGNALED(status))
		world_settle(w);
	return status;
}

int world_run(struct world *w, struct run *r)
{
	world_start(w, r);
	return world_wait(w, r);
}

void world_must_run(struct world *w, const char *program)
{
	struct run r = {.program = program, .option = "-q"};
	int status = world_run(w, &r);

	if (status)
		world_bad(w, "%s afterwards: status %#x: %s", program, status, world_said(w));
}

const char *world_said(struct world *w)
{
	static struct strbuf text = STRBUF_INIT;
	char *said = world_path(w->dir, "said");

	strbuf_clear(&text);
	must(file_read(said, MAX_SAID, &text, &world_err));
	free(said);
	return text.buf;
}

void world_lose(struct world *w)
{
	struct tree now = {0};
	struct strbuf path = STRBUF_INIT;
	size_t i;

	tree_read(w->films, &now);
	for (i = 0; i < now.n; i++) {
		strbuf_clear(&path);
		path_join(&path, w->films, now.leaf[i].path);
		if (strcmp(path_ext(path.buf), "mkv") != 0)
			must(file_remove(path.buf, &world_err));
	}
	strbuf_release(&path);
	tree_release(&now);
}

/* ---- keeping ----------------------------------------------------------------------------------------------
 */

static char *kept(const struct world *w, const char *name, const char *what)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/kept-%s", w->dir, name);
	make_folder(path.buf);
	strbuf_addf(&path, "/%s", what);
	return strbuf_detach(&path, NULL);
}

void world_keep(struct world *w, const char *name)
{
	char *films = kept(w, name, "Films"), *cache = kept(w, name, "cache"),
	     *db = kept(w, name, "metarr.db");

	tree_empty(films);
	tree_empty(cache);
	tree_copy(w->films, films);
	tree_copy(w->cache, cache);
	world_keep_database(w, name, db);
	free(films);
	free(cache);
	free(db);
}

void world_restore(struct world *w, const char *name)
{
	char *films = kept(w, name, "Films"), *cache = kept(w, name, "cache"),
	     *db = kept(w, name, "metarr.db");

	tree_empty(w->films); /* which may be a mount */
	tree_empty(w->cache);
	tree_copy(films, w->films);
	tree_copy(cache, w->cache);
	world_restore_database(w, name, db);
	free(films);
	free(cache);
	free(db);
}

/* ---- counting ---------------------------------------------------------------------------------------------
 */

void world_case(struct world *w, const char *fmt, ...)
{
	va_list ap;

	w->ok = true;
	strbuf_clear(&w->where);
	va_start(ap, fmt);
	strbuf_vaddf(&w->where, fmt, ap);
	va_end(ap);
}

void world_bad(struct world *w, const char *fmt, ...)
{
	va_list ap;

	if (w->ok)
		printf("FAILED %s: %s\n", w->postgres ? "PostgreSQL" : "SQLite", w->where.buf);
	w->ok = false;
	fputs("    ", stdout);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

void world_case_end(struct world *w)
{
	if (w->ok)
		w->passed++;
	else
		w->failed++;
}

int world_sum(const struct world *w)
{
	printf("%d passed, %d failed, 0 skipped\n", w->passed, w->failed);
	return w->failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
