/* Programs that are disturbed; see subject.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/process.h"
#include "provide.h"
#include "worldparts.h"

/* Items that say that they are. */
#define NEVER_PUBLISHED                                                                                      \
	"SELECT (SELECT COUNT(*) FROM movies WHERE last_published_at IS NOT NULL) + "                        \
	"(SELECT COUNT(*) FROM series WHERE last_published_at IS NOT NULL) + "                               \
	"(SELECT COUNT(*) FROM seasons WHERE last_published_at IS NOT NULL) + "                              \
	"(SELECT COUNT(*) FROM episodes WHERE last_published_at IS NOT NULL)"

#define EDITED                                                                                               \
	"SELECT (SELECT COUNT(*) FROM movies WHERE plot = 'Edited.') + "                                     \
	"(SELECT COUNT(*) FROM series WHERE plot = 'Edited.')"

static const char *const undo_argv[] = {"metarr-undo", "-aqo", NULL};
static const char *const edit_argv[] = {"metarr-edit", "-aq", "plot=Edited.", "--lock=poster", NULL};
static const char *restore_argv[] = {"metarr-db", "-q", "restore", NULL, NULL};

static char *items; /* of an undisturbed scan */
static char *trace_file, *dump_file;
static char *enriched_facts, *selected_facts, *replies; /* of undisturbed runs */
static struct tree provided;				/* what they come to in the library */

static void must_go(struct world *w, const char *const argv[])
{
	struct run r = {.program = *argv, .argv = argv};
	int status = world_run(w, &r);

	if (status)
		world_bad(w, "%s afterwards: status %#x: %s", *argv, status, world_said(w));
}

static void scanned(struct world *w, int turn)
{
	struct tree now = {0};
	char *have;

	(void)turn;
	world_must_run(w, "metarr-scan");
	have = world_items(w);
	if (strcmp(have, items) != 0)
		world_bad(w, "not the items of an undisturbed scan: %s", have);
	free(have);
	tree_read(w->films, &now);
	if (!tree_same_below(&now, &w->old, ""))
		world_bad(w, "a scan changed the library");
	tree_release(&now);
	world_check_agreement(w);
}

static void published(struct world *w, int turn)
{
	world_check_files(w);
	if (turn % 3 == 2)
		world_recover(w);
	else
		world_must_run(w, turn % 3 ? "metarr-scan" : "metarr-publish");
	world_check_films(w);
	world_check_agreement(w);
	world_must_run(w, "metarr-publish");
	world_check_published(w);
	world_check_agreement(w);
}

/* A scan that comes in between forgets nothing that is to be put back. */
static void recovered(struct world *w, int turn)
{
	world_check_contents(w);
	if (turn % 3 == 2)
		world_recover(w);
	else if (turn % 3)
		world_must_run(w, "metarr-scan");
	world_must_run(w, "metarr-recover");
	world_check_agreement(w);
	world_must_run(w, "metarr-publish");
	world_check_published(w);
	world_check_agreement(w);
}

/* Whoever comes next may be a scan; then all is as it was found, and was never published. */
static void undone(struct world *w, int turn)
{
	struct tree now = {0};

	world_check_files(w);
	if (turn % 3 == 2)
		world_recover(w);
	else if (turn % 3)
		world_must_run(w, "metarr-scan");
	must_go(w, undo_argv);
	tree_read(w->films, &now);
	if (!tree_same_below(&now, &w->old, ""))
		world_bad(w, "the library is not as it was found");
	tree_release(&now);
	if (world_int(w, "SELECT COUNT(*) FROM displaced_files") || world_int(w, NEVER_PUBLISHED))
		world_bad(w, "the database says that something is published");
	world_check_agreement(w);
	world_must_run(w, "metarr-publish");
	world_check_agreement(w);
}

/* All films, or the show, are edited, or none is; done once more they are. A batch that is taken back leaves
 * nothing. */
static void edited(struct world *w, int turn)
{
	int64_t total = w->nfilms ? w->nfilms : 1, n = world_int(w, EDITED);
	char batch[24];
	const char *const back[] = {"metarr-undo", "-q", "--batch", batch, NULL};

	if ((n && n != total) || (n != 0) != world_int(w, "SELECT COUNT(*) FROM edit_batches"))
		world_bad(w, "%lld of %lld items are edited", (long long)n, (long long)total);
	if (turn % 3)
		world_must_run(w, turn % 3 == 1 ? "metarr-scan" : "metarr-publish");
	must_go(w, edit_argv);
	world_must_run(w, "metarr-publish");
	if (world_int(w, EDITED) != total)
		world_bad(w, "an edit afterwards does not edit");
	snprintf(batch, sizeof(batch), "%lld", (long long)world_int(w, "SELECT MAX(id) FROM edit_batches"));
	must_go(w, back);
	world_must_run(w, "metarr-publish");
	world_check_published(w);
	world_check_agreement(w);
}

/* What stands between the first line of a dump, which has the time, and the last. */
static void read_dump(const char *file, struct strbuf *rows)
{
	struct strbuf text = STRBUF_INIT;
	const char *first, *last;

	must(file_read(file, SIZE_MAX, &text, &world_err));
	first = strchr(text.buf, '\n');
	strbuf_setlen(&text, text.len - 1);
	last = strrchr(text.buf, '\n');
	strbuf_clear(rows);
	strbuf_add(rows, first, (size_t)(last - first));
	strbuf_release(&text);
}

/* The database has nothing, or all that the dump has. */
static void restored(struct world *w, int turn)
{
	char *again = world_path(w->dir, "again.dump");
	const char *const backup[] = {"metarr-db", "-q", "backup", again, NULL};
	struct run r = {.program = *restore_argv, .argv = restore_argv};
	struct strbuf want = STRBUF_INIT, have = STRBUF_INIT;
	int status = world_run(w, &r);

	(void)turn;
	if (status && status != EXIT_FAILURE << 8) /* it was done */
		world_bad(w, "a restore afterwards: status %#x: %s", status, world_said(w));
	must_go(w, backup);
	read_dump(dump_file, &want);
	read_dump(again, &have);
	if (want.len != have.len || memcmp(want.buf, have.buf, want.len) != 0)
		world_bad(w, "what was restored is not what the dump has");
	world_must_run(w, "metarr-publish");
	world_check_published(w);
	world_check_agreement(w);
	strbuf_release(&want);
	strbuf_release(&have);
	free(again);
}

static void check_facts(struct world *w, const char *want)
{
	char *have = provide_facts(w);

	if (strcmp(have, want) != 0)
		world_bad(w, "not what an undisturbed run leaves, but: %s", have);
	free(have);
}

/* What was stored stays, and the next run asks about the rest. */
static void enriched(struct world *w, int turn)
{
	char *have;

	if (turn % 2)
		world_must_run(w, "metarr-scan");
	world_must_run(w, "metarr-enrich");
	check_facts(w, enriched_facts);
	have = provide_replies(w);
	if (!provide_among(have, replies))
		world_bad(w, "other answers are kept than those that came: %s", have);
	free(have);
	world_check_agreement(w);
}

static void selected(struct world *w, int turn)
{
	struct tree now = {0};

	if (turn % 2)
		world_must_run(w, "metarr-scan");
	world_must_run(w, "metarr-select");
	check_facts(w, selected_facts);
	world_check_agreement(w);
	world_must_run(w, "metarr-publish");
	tree_read(w->films, &now);
	if (!tree_same_below(&now, &provided, ""))
		world_bad(w, "the library is not as after undisturbed runs");
	tree_release(&now);
	world_check_agreement(w);
}

int subject_step(const struct subject *s, int step)
{
	return s->sparse && step > 1 ? step * s->sparse : step;
}

struct run subject_begin(struct world *w, const struct subject *s)
{
	world_restore(w, s->from);
	if (s->before)
		s->before(w);
	return (struct run){.program = s->program, .option = "-q", .argv = s->argv, .victim = s->victim};
}

/* An undisturbed run, recorded, and one more for the time that it takes. */
static void record(struct world *w, struct subject *s)
{
	struct run r = subject_begin(w, s);
	int64_t start = process_clock();

	if (world_run(w, &r))
		give_up("%s: %s", s->program, world_said(w));
	s->run_us = (process_clock() - start + 1) * 1000;
	r = subject_begin(w, s);
	r.trace = trace_file;
	if (world_run(w, &r))
		give_up("%s: %s", s->program, world_said(w));
	trace_read(trace_file, &s->trace);
}

const char *subject_name(const struct subject *s)
{
	return s->victim ? s->victim : s->program;
}

/* A film or show that was published, and what becomes of it. */
static void subjects_init(struct subject s[SUBJECTS])
{
	s[SUBJECT_SCAN] = (struct subject){.program = "metarr-scan", .from = "empty", .look = scanned};
	s[SUBJECT_STORE] = s[SUBJECT_SCAN];
	s[SUBJECT_STORE].victim = "metarr-image";
	s[SUBJECT_PUBLISH] =
		(struct subject){.program = "metarr-publish", .from = "changed", .look = published};
	s[SUBJECT_RECOVER] = (struct subject){.program = "metarr-recover", .from = "lost", .look = recovered};
	s[SUBJECT_UNDO] = (struct subject){
		.program = *undo_argv, .argv = undo_argv, .from = "published", .look = undone, .sparse = 3};
	s[SUBJECT_EDIT] = (struct subject){
		.program = *edit_argv, .argv = edit_argv, .from = "published", .look = edited};
	s[SUBJECT_RESTORE] = (struct subject){.program = *restore_argv,
		.argv = restore_argv,
		.from = "published",
		.before = world_empty_database,
		.look = restored,
		.sparse = 12};
	s[SUBJECT_ENRICH] = (struct subject){
		.program = "metarr-enrich", .from = "scanned", .look = enriched, .sparse = 6};
	s[SUBJECT_SELECT] = (struct subject){
		.program = "metarr-select", .from = "enriched", .look = selected, .sparse = 6};
}

void subjects_make(struct world *w, struct subject s[SUBJECTS], const char *video, int nfilms)
{
	const char *backup[] = {"metarr-db", "-q", "backup", NULL, NULL};
	struct tree now = {0};

	trace_file = world_path(w->dir, "trace");
	dump_file = world_path(w->dir, "published.dump");
	restore_argv[3] = backup[3] = dump_file;
	subjects_init(s);
	world_make(w, video, nfilms);
	tree_read(w->films, &w->old);
	world_keep(w, "empty");
	record(w, &s[SUBJECT_STORE]);
	record(w, &s[SUBJECT_SCAN]);
	items = world_items(w);
	world_change(w);
	world_keep(w, "changed");
	record(w, &s[SUBJECT_PUBLISH]);
	tree_read(w->films, &w->new);
	world_keep(w, "published");
	must_go(w, backup);
	record(w, &s[SUBJECT_EDIT]);
	record(w, &s[SUBJECT_RESTORE]);
	world_lose(w);
	world_keep(w, "lost");
	record(w, &s[SUBJECT_RECOVER]);
	tree_read(w->films, &now);
	if (!tree_same_below(&now, &w->new, ""))
		give_up("a recovery does not bring back what was published");
	tree_release(&now);
	record(w, &s[SUBJECT_UNDO]);
	tree_read(w->films, &now);
	if (!tree_same_below(&now, &w->old, ""))
		give_up("an undo does not bring back what was found");
	tree_release(&now);
	world_learn_half(w, "changed");
}

void subjects_provide(struct world *w, struct subject s[SUBJECTS])
{
	provide_start(w);
	world_restore(w, "empty");
	world_must_run(w, "metarr-scan");
	world_keep(w, "scanned");
	record(w, &s[SUBJECT_ENRICH]);
	enriched_facts = provide_facts(w);
	replies = provide_replies(w);
	world_keep(w, "enriched");
	record(w, &s[SUBJECT_SELECT]);
	selected_facts = provide_facts(w);
	world_must_run(w, "metarr-publish");
	tree_read(w->films, &provided);
}

void subjects_release(struct subject s[SUBJECTS])
{
	int i;

	for (i = 0; i < SUBJECTS; i++)
		trace_release(&s[i].trace);
	free(items);
	free(trace_file);
	free(dump_file);
	free(enriched_facts);
	free(selected_facts);
	free(replies);
	tree_release(&provided);
}

int subject_disturb(struct world *w, struct subject *s, int64_t number, const char *act, struct trace *seen)
{
	const struct event *e = trace_point(&s->trace, number);
	struct strbuf text = STRBUF_INIT;
	struct run r = subject_begin(w, s);
	struct trace t;
	int status;

	strbuf_addf(&text, "%lld %s", (long long)number, act);
	r.act = text.buf;
	r.trace = trace_file;
	world_case(w, "%s, %s at call %lld, %s %s", subject_name(s), act, (long long)number,
		call_name(e->call.kind), e->path ? e->path : "");
	status = world_run(w, &r);
	trace_read(trace_file, &t);
	if (t.points >= number)
		s->hit++;
	else
		s->missed++;
	if (seen)
		*seen = t;
	else
		trace_release(&t);
	strbuf_release(&text);
	return status;
}

void subject_report(const struct world *w, const struct subject *s)
{
	int kinds[CALL_KINDS] = {0}, i;
	size_t n;

	for (n = 0; n < s->trace.n; n++)
		if (s->trace.event[n].call.number)
			kinds[s->trace.event[n].call.kind]++;
	printf("%s on %s: %lld points (", subject_name(s), w->postgres ? "PostgreSQL" : "SQLite",
		(long long)s->trace.points);
	for (i = 0, n = 0; i < CALL_KINDS; i++)
		if (kinds[i])
			printf("%s%s %d", n++ ? ", " : "", call_name((enum call_kind)i), kinds[i]);
	printf("): %d hit, %d missed", s->hit, s->missed);
}
