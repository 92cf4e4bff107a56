/*
 * usage: others BUILD FOLDER VIDEO ENGINE STEP PUBLISHES
 *
 * Others at work. A publish is stopped at each STEP-th of its calls, and while it stands somebody else comes,
 * by turns: a program that rewrites the NFO, the poster and the disc that is to go, the same and then the
 * publish is killed after one more call, another publish, a scan, nobody; then it goes on.
 * And a reader reads every NFO and picture of the library without pause while a film is published PUBLISHES
 * times, to and fro between two states: no file is torn, empty or missing, ever.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "picture.h"
#include "subject.h"

#define FOREIGN_NFO "<movie>\n  <title>Film 1</title>\n  <plot>Somebody's.</plot>\n</movie>\n"

/* ---- stopped ----------------------------------------------------------------------------------------------
 */

struct foreign {
	struct strbuf nfo, poster, disc;
	char nfo_hash[SHA256_HEX_SIZE], poster_hash[SHA256_HEX_SIZE], disc_hash[SHA256_HEX_SIZE];
};

static void foreign_init(struct foreign *f)
{
	strbuf_init(&f->nfo);
	strbuf_init(&f->poster);
	strbuf_init(&f->disc);
	strbuf_addstr(&f->nfo, FOREIGN_NFO);
	picture(&f->poster, "jpg", 4711, 70, 100);
	picture(&f->disc, "png", 4712, 50, 50);
	sha256_hex(f->nfo.buf, f->nfo.len, f->nfo_hash);
	sha256_hex(f->poster.buf, f->poster.len, f->poster_hash);
	sha256_hex(f->disc.buf, f->disc.len, f->disc_hash);
}

static void put(struct world *w, const char *name, const struct strbuf *bytes)
{
	struct strbuf path = STRBUF_INIT;

	path_join(&path, w->films, name);
	must(file_write(path.buf, bytes->buf, bytes->len, NULL, NULL, &world_err));
	strbuf_release(&path);
}

/* Somebody's bytes stand where they were put, or are kept where they can be had again. */
static void check_kept(
	struct world *w, const char *name, const char *hash, const char *table, const char *column)
{
	struct tree now = {0};
	struct strbuf sql = STRBUF_INIT;
	const char *have;

	tree_read(w->films, &now);
	have = tree_hash(&now, name);
	strbuf_addf(&sql, "SELECT COUNT(*) FROM %s WHERE %s = '%s'", table, column, hash);
	if (!(have && !strcmp(have, hash)) && !world_int(w, sql.buf))
		world_bad(w, "somebody's '%s' is lost", name);
	tree_release(&now);
	strbuf_release(&sql);
}

static void must_end(struct world *w, struct run *r, bool may_fail)
{
	int status = world_wait(w, r);

	if (!WIFEXITED(status) || (WEXITSTATUS(status) && !(may_fail && WEXITSTATUS(status) == EX_TEMPFAIL)))
		world_bad(w, "%s: status %#x: %s", r->program, status, world_said(w));
}

static void check_all_kept(struct world *w, const struct foreign *f)
{
	check_kept(w, "Film 1 (2001)/movie.nfo", f->nfo_hash, "nfo_texts", "hash");
	check_kept(w, "Film 1 (2001)/poster.jpg", f->poster_hash, "cache_inventory", "content_hash");
	check_kept(w, "Film 1 (2001)/discart.png", f->disc_hash, "cache_inventory", "content_hash");
}

/* What the publish replaces and removes is another file when it goes on; killed: but not far. */
static void with_foreign(struct world *w, struct run *publish, bool killed)
{
	static struct foreign f;
	struct run again = {.program = "metarr-publish", .option = "-q"}, scan = again;
	int tries;

	if (!f.nfo.len)
		foreign_init(&f);
	put(w, "Film 1 (2001)/movie.nfo", &f.nfo);
	put(w, "Film 1 (2001)/poster.jpg", &f.poster);
	put(w, "Film 1 (2001)/discart.png", &f.disc);
	kill(publish->pid, SIGCONT);
	if (killed)
		world_wait(w, publish);
	else
		must_end(w, publish, true);
	scan.program = "metarr-scan";
	for (tries = 0; tries < 2; tries++) { /* what the first leaves to a person, so does the second */
		if (!killed || tries)	      /* else the recovery is first */
			check_all_kept(w, &f);
		world_start(w, &scan);
		must_end(w, &scan, false);
		world_start(w, &again);
		must_end(w, &again, true);
		world_check_agreement(w);
	}
}

static void with_program(struct world *w, struct run *publish, const char *program)
{
	struct run other = {.program = program, .option = "-q"};

	world_start(w, &other);
	kill(publish->pid, SIGCONT);
	must_end(w, publish, false);
	must_end(w, &other, false);
	world_check_published(w);
	world_check_agreement(w);
}

static void with_nobody(struct world *w, struct run *publish)
{
	kill(publish->pid, SIGCONT);
	must_end(w, publish, false);
	world_check_published(w);
	world_check_agreement(w);
}

enum { SOMEBODY, SOMEBODY_AND_A_KILL, PUBLISH, SCAN, NOBODY, OTHERS };
static const char *const others[OTHERS] = {
	"somebody", "somebody and a kill", "a publish", "a scan", "nobody"};

static void stop_at(struct world *w, struct subject *s, int64_t number, int other)
{
	const struct event *e = trace_point(&s->trace, number);
	struct strbuf act = STRBUF_INIT;
	struct run r = {.program = s->program, .option = "-q"};
	int status;

	strbuf_addf(&act, "%lld %s", (long long)number, other == SOMEBODY_AND_A_KILL ? "halt" : "stop");
	r.act = act.buf;
	world_restore(w, s->from);
	world_case(w, "stopped at call %lld, %s %s, with %s", (long long)number, call_name(e->call.kind),
		e->path ? e->path : "", others[other]);
	world_start(w, &r);
	if (waitpid(r.pid, &status, WUNTRACED) != r.pid || !WIFSTOPPED(status)) {
		s->missed++;
		world_bad(w, "it did not stop: status %#x", status);
	} else {
		s->hit++;
		if (other <= SOMEBODY_AND_A_KILL)
			with_foreign(w, &r, other == SOMEBODY_AND_A_KILL);
		else if (other == NOBODY)
			with_nobody(w, &r);
		else
			with_program(w, &r, other == SCAN ? "metarr-scan" : "metarr-publish");
	}
	world_case_end(w);
	strbuf_release(&act);
}

/* ---- a reader ---------------------------------------------------------------------------------------------
 */

/* The child: reads what both trees have, until it is told to end; prints what is wrong. Its status: 0, or 1.
 */
static void read_on(const struct world *w, const struct tree *a, const struct tree *b, int until)
{
	struct strbuf path = STRBUF_INIT, bytes = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE], c;
	size_t i, reads = 0;
	int bad = 0;

	while (read(until, &c, 1) < 0 && errno == EAGAIN)
		for (i = 0; i < a->n; i++, reads++) {
			const char *other = tree_hash(b, a->leaf[i].path);

			strbuf_clear(&path);
			strbuf_clear(&bytes);
			path_join(&path, w->films, a->leaf[i].path);
			if (!other)
				continue;
			if (file_read(path.buf, SIZE_MAX, &bytes, &world_err)) {
				printf("    a reader: %s\n", world_err.msg.buf);
				bad = 1;
				continue;
			}
			sha256_hex(bytes.buf, bytes.len, hash);
			if (strcmp(hash, other) != 0 && strcmp(hash, a->leaf[i].hash) != 0) {
				printf("    a reader: '%s' is neither\n", path.buf);
				bad = 1;
			}
		}
	printf("a reader on %s: %zu files read\n", w->postgres ? "PostgreSQL" : "SQLite", reads);
	fflush(stdout);
	_exit(bad);
}

/* The other plot, the other pictures. */
static void to_and_fro(struct world *w)
{
	struct db *db = world_db(w);

	must(db_exec(db,
		"UPDATE movies SET plot = CASE plot WHEN 'New.' THEN 'Old.' ELSE 'New.' END, "
		"revision = revision + 1, has_unpublished_changes = 1;"
		"UPDATE asset_candidates SET is_selected = 1 - is_selected;",
		&world_err));
	world_db_done(w, db);
	world_must_run(w, "metarr-publish");
}

static void with_reader(struct world *w, int publishes)
{
	struct tree back = {0}, forth = {0}, now = {0};
	int until[2], i, status;
	pid_t reader;

	world_restore(w, "changed");
	world_case(w, "%d publishes with a reader", publishes);
	world_must_run(w, "metarr-publish");
	to_and_fro(w);
	tree_read(w->films, &back);
	to_and_fro(w);
	tree_read(w->films, &forth);
	if (pipe2(until, O_NONBLOCK | O_CLOEXEC))
		give_up("cannot make a pipe: %s", strerror(errno));
	fflush(stdout);
	reader = fork();
	if (!reader) {
		close(until[1]);
		read_on(w, &back, &forth, until[0]);
	}
	for (i = 0; i < publishes; i++)
		to_and_fro(w);
	close(until[1]);
	if (waitpid(reader, &status, 0) != reader || status)
		world_bad(w, "the reader: status %#x", status);
	close(until[0]);
	tree_read(w->films, &now);
	if (!tree_same_below(&now, publishes % 2 ? &back : &forth, ""))
		world_bad(w, "not the state that was published last");
	world_check_agreement(w);
	world_case_end(w);
	tree_release(&back);
	tree_release(&forth);
	tree_release(&now);
}

int main(int argc, char **argv)
{
	struct subject s[SUBJECTS];
	struct world w;
	int step, status, other;
	int64_t number;

	if (argc != 7 || (step = atoi(argv[5])) < 1) {
		fputs("usage: others BUILD FOLDER VIDEO ENGINE STEP PUBLISHES\n", stderr);
		return EX_USAGE;
	}
	world_init(&w, argv[1], argv[2], argv[4]);
	subjects_make(&w, s, argv[3], 1);
	for (number = 1; number <= s[SUBJECT_PUBLISH].trace.points; number += step)
		for (other = 0; other < OTHERS; other++)
			stop_at(&w, &s[SUBJECT_PUBLISH], number, other);
	subject_report(&w, &s[SUBJECT_PUBLISH]);
	putchar('\n');
	with_reader(&w, atoi(argv[6]));
	status = world_sum(&w);
	subjects_release(s);
	world_release(&w);
	return status;
}
