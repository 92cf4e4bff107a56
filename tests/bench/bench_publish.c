/*
 * What publishing costs (SQLite): films whose NFO and three pictures changed, beside a loop that writes the
 * same bytes durably and knows of no database; and the same films with nothing to do. BENCH_FILMS says how
 * many there are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "asset/cache.h"
#include "core/alloc.h"
#include "core/path.h"
#include "core/process.h"
#include "db/migrate.h"
#include "publish/publish.h"
#include "store/candidate.h"

static const struct picture {
	const char *type, *name;
	size_t size; /* bytes, as such pictures have */
} pictures[] = {{"poster", "poster.jpg", 150000}, {"landscape", "landscape.jpg", 300000},
	{"clearlogo", "clearlogo.jpg", 40000}};
#define PICTURES (sizeof(pictures) / sizeof(pictures[0]))

static struct error err = ERROR_INIT;
static struct strbuf top = STRBUF_INIT, cache = STRBUF_INIT;
static struct publisher pub;
static struct library lib;
static struct db *db;

static void need(int rc)
{
	if (rc < 0) {
		fprintf(stderr, "bench_publish: %s\n", err.msg.buf);
		exit(EXIT_FAILURE);
	}
}

static double seconds(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static char *film_path(const char *root, int n, const char *name)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s/Film %04d/%s", top.buf, root, n, name);
	return strbuf_detach(&path, NULL);
}

/* Bytes that no other picture has. */
static void bytes_of(int n, size_t picture, int round, struct strbuf *out)
{
	uint32_t x = (uint32_t)n * 2654435761u + (uint32_t)picture * 40503u + (uint32_t)round + 1;
	size_t i;

	strbuf_clear(out);
	for (i = 0; i < pictures[picture].size; i++) {
		x = x * 1664525u + 1013904223u;
		strbuf_addch(out, (char)(x >> 24));
	}
}

struct film {
	int n, round;
	int64_t id;
};

static void fill(struct item *it, const struct film *f)
{
	struct strbuf plot = STRBUF_INIT;
	int i;

	strbuf_addf(&plot, "%0800d", f->round);
	need(meta_set(&it->meta, MF_TITLE, "Film", &err));
	need(meta_set(&it->meta, MF_PLOT, plot.buf, &err));
	for (i = 0; i < 15 && it->meta.actors.n < 15; i++) {
		char name[32];

		snprintf(name, sizeof(name), "Person %d", (f->n * 7 + i) % 500);
		meta_add_person(&it->meta, MF_ACTORS, &(struct meta_person){.name = name, .role = name});
	}
	for (i = 0; i < MF_COUNT; i++)
		if (meta_has(&it->meta, (enum meta_field)i))
			snprintf(it->field[i].source, sizeof(it->field[i].source), "%s", SOURCE_EDIT);
	strbuf_release(&plot);
}

/* A picture as the selection leaves it: in the cache, with a row that is selected. */
static int choose(struct db *d, const struct film *f, size_t picture, struct error *e)
{
	/* Not where a player reads it: so it is written, as one from a provider is. */
	static const char *const incoming[] = {"in/old.jpg", "in/new.jpg"};
	struct local_picture local = {.asset_type = (char *)pictures[picture].type,
		.path = film_path("Films", f->n, incoming[f->round]),
		.selected = true};
	struct strbuf bytes = STRBUF_INIT, rel = STRBUF_INIT;
	struct candidate_list list = {0};
	char hash[SHA256_HEX_SIZE];
	struct cache_object o = {.content_hash = hash, .asset_type = local.asset_type, .has_alpha = -1};
	bool changed;
	size_t i;
	int rc;

	bytes_of(f->n, picture, f->round, &bytes);
	rc = cache_store(cache.buf, bytes.buf, bytes.len, "jpg", hash, &rel, e) ||
	     candidates_set_local(d, ENTITY_MOVIE, f->id, &local, 1, &changed, e);
	o.file_path = rel.buf;
	o.file_size = (int64_t)bytes.len;
	rc = rc || cache_object_add(d, &o, e) || candidates_of(d, ENTITY_MOVIE, f->id, &list, e);
	for (i = 0; i < list.n && !rc; i++)
		if (!list.item[i].content_hash && !strcmp(list.item[i].asset_type, local.asset_type))
			rc = candidate_set_object(d, list.item[i].id, &o, e);
	candidate_list_release(&list);
	strbuf_release(&bytes);
	strbuf_release(&rel);
	free(local.path);
	return rc ? -1 : 0;
}

static int save(struct db *d, void *ctx, struct error *e)
{
	struct film *f = ctx;
	struct item it = ITEM_INIT;
	struct item_save what = {
		.fields = MF_BIT(MF_TITLE) | MF_BIT(MF_PLOT) | MF_BIT(MF_ACTORS), .unpublished = true};
	size_t i;
	int rc = f->id ? item_load(d, ENTITY_MOVIE, f->id, ITEM_ALL, &it, e) : 1;

	if (!f->id) {
		it.type = ENTITY_MOVIE;
		it.library_id = lib.id;
		it.file_path = film_path("Films", f->n, "film.mkv");
		it.folder = xstrdup(path_relative(it.file_path, lib.path));
		*strrchr(it.folder, '/') = '\0';
		it.state = xstrdup("discovered");
	}
	fill(&it, f);
	rc = rc == 1 && item_save(d, &it, &what, e) >= 0 ? 0 : -1;
	f->id = what.id;
	for (i = 0; i < PICTURES && !rc; i++)
		rc = choose(d, f, i, e);
	item_release(&it);
	return rc;
}

static void prepare(struct film *films, int n, int round)
{
	int i;

	for (i = 0; i < n; i++) {
		films[i].n = i;
		films[i].round = round;
		need(db_transact(db, DB_WRITE, save, &films[i], &err));
	}
}

static size_t publish_some(const struct film *films, int n)
{
	struct publish_task task[PUBLISH_GROUP] = {{0}};
	size_t written = 0;
	int i;

	for (i = 0; i < n; i++) {
		task[i].type = ENTITY_MOVIE;
		task[i].id = films[i].id;
	}
	publish_group(&pub, task, (size_t)n);
	for (i = 0; i < n; i++) {
		if (task[i].err.code != ERR_NONE) {
			error_move(&err, &task[i].err);
			need(-1);
		}
		written += task[i].report.written;
		publish_task_release(&task[i]);
	}
	return written;
}

static size_t publish_all(const struct film *films, int n)
{
	size_t written = 0;
	int i;

	for (i = 0; i < n; i += PUBLISH_GROUP)
		written += publish_some(&films[i], n - i < PUBLISH_GROUP ? n - i : PUBLISH_GROUP);
	return written;
}

/* Each file of a film: temporary, fsync, rename, fsync of the folder. */
static void reference(int n)
{
	struct strbuf bytes = STRBUF_INIT;
	size_t k;
	int i;

	for (i = 0; i < n; i++)
		for (k = 0; k <= PICTURES; k++) {
			const char *name = k < PICTURES ? pictures[k].name : "movie.nfo";
			char *from = film_path("Films", i, name), *to = film_path("Reference", i, name);

			strbuf_clear(&bytes);
			need(file_read(from, 1 << 20, &bytes, &err));
			need(file_write(to, bytes.buf, bytes.len, NULL, NULL, &err));
			free(from);
			free(to);
		}
	strbuf_release(&bytes);
}

static void make_folders(int n)
{
	int i;

	for (i = 0; i < n; i++) {
		char *dir = film_path("Films", i, ""), *other = film_path("Reference", i, ""),
		     *video = film_path("Films", i, "film.mkv");

		need(file_mkdirs(dir, NULL, &err));
		need(file_mkdirs(other, NULL, &err));
		need(file_write(video, "video", 5, NULL, NULL, &err));
		free(dir);
		free(other);
		free(video);
	}
}

static void open_all(void)
{
	struct strbuf url = STRBUF_INIT;
	const char *tmp = getenv("TMPDIR");

	strbuf_addf(&top, "%s/bench_publish.XXXXXX", tmp ? tmp : "/var/tmp");
	if (!mkdtemp(top.buf)) {
		perror("bench_publish");
		exit(EXIT_FAILURE);
	}
	path_join(&url, top.buf, "metarr.db");
	path_join(&cache, top.buf, "cache");
	need(db_open(&db, url.buf, DB_CREATE, &err));
	need(migrate_to(db, migrate_latest(), cache.buf, NULL, NULL, &err));
	lib = (struct library){.name = xstrdup("films"), .enabled = true};
	strbuf_clear(&url);
	path_join(&url, top.buf, "Films");
	lib.path = strbuf_detach(&url, NULL);
	need(library_add(db, &lib, &err));
	pub = (struct publisher){
		.db = db, .cache_dir = cache.buf, .lib = &lib, .root = lib.path, .by = "bench"};
}

static void remove_all(void)
{
	const char *const argv[] = {"/bin/rm", "-rf", top.buf, NULL};
	struct strbuf out = STRBUF_INIT;

	need(process_run(argv, NULL, 0, NULL, 1 << 16, &out, &err));
	strbuf_release(&out);
}

int main(void)
{
	const char *wanted = getenv("BENCH_FILMS");
	int n = wanted ? atoi(wanted) : 1000;
	struct film *films = xcalloc((size_t)n, sizeof(*films));
	double wall, cpu, loop;
	size_t written;

	open_all();
	make_folders(n);
	prepare(films, n, 0);
	publish_all(films, n);
	reference(n);
	prepare(films, n, 1);
	wall = seconds(CLOCK_MONOTONIC);
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	written = publish_all(films, n);
	wall = seconds(CLOCK_MONOTONIC) - wall;
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	printf("%d films changed:       %6.2f s, %5.2f s CPU, %zu files written\n", n, wall, cpu, written);
	loop = seconds(CLOCK_MONOTONIC);
	reference(n);
	loop = seconds(CLOCK_MONOTONIC) - loop;
	printf("the same by a loop:       %6.2f s: %.2f times\n", loop, wall / loop);
	wall = seconds(CLOCK_MONOTONIC);
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	written = publish_all(films, n);
	printf("%d with nothing to do:  %6.2f s, %5.2f s CPU, %zu files written\n", n,
		seconds(CLOCK_MONOTONIC) - wall, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu, written);
	db_close(db);
	remove_all();
	library_release(&lib);
	free(films);
	return 0;
}
