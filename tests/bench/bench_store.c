/*
 * What an item costs in the database (SQLite), CPU microseconds: new ones of the size that NFOs of real films
 * have (fifteen actors, streams, three pictures, six files), the same again with nothing changed, one field
 * changed, and a list of all of them with its records. 100 items a transaction, as a scan writes them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/record.h"
#include "db/migrate.h"
#include "store/candidate.h"
#include "store/item.h"
#include "store/library.h"
#include "store/list.h"
#include "store/seen.h"

#define ITEMS 2000
#define BATCH 100
#define ACTORS 15
#define PEOPLE 9000 /* that they are out of */

static struct error err = ERROR_INIT;

static double cpu_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static void need(int rc)
{
	if (rc < 0) {
		fprintf(stderr, "bench_store: %s\n", err.msg.buf);
		exit(EXIT_FAILURE);
	}
}

static char *text(const char *fmt, int n)
{
	struct strbuf out = STRBUF_INIT;

	for (; *fmt; fmt++)
		if (*fmt == '#')
			strbuf_addf(&out, "%d", n);
		else
			strbuf_addch(&out, *fmt);
	return strbuf_detach(&out, NULL);
}

static void set(struct item *it, enum meta_field f, const char *fmt, int n)
{
	char *value = text(fmt, n);

	need(meta_set(&it->meta, f, value, &err));
	snprintf(it->field[f].source, sizeof(it->field[f].source), "nfo");
	free(value);
}

static void fill_lists(struct item *it, int n)
{
	static const enum meta_field lists[] = {
		MF_GENRES, MF_STUDIOS, MF_ACTORS, MF_DIRECTORS, MF_RATINGS, MF_UNIQUEIDS, MF_EXTRA};
	struct meta *m = &it->meta;
	char *id = text("#", n), *imdb = text("tt1#", n);
	size_t i;

	meta_add_name(m, MF_GENRES, n % 2 ? "Drama" : "Comedy");
	meta_add_name(m, MF_GENRES, n % 3 ? "Action" : "Horror");
	meta_add_name(m, MF_STUDIOS, n % 5 ? "Studio One" : "Studio Two");
	for (i = 0; i <= ACTORS; i++) {
		char *name =
			text("Person Number #", (int)((unsigned)n * 7919u + (unsigned)i * 104729u) % PEOPLE);
		struct meta_person p = {.name = name, .role = name, .order = (int)i, .thumb = name};

		meta_add_person(m, i == ACTORS ? MF_DIRECTORS : MF_ACTORS, &p);
		free(name);
	}
	meta_add_rating(
		m, &(struct meta_rating){.source = (char *)"imdb", .value = 7.1, .max = 10, .votes = n});
	meta_add_id(m, "tmdb", id, true);
	meta_add_id(m, "imdb", imdb, false);
	meta_add_extra(m, "dateadded", "2020-02-02 02:02:02");
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		snprintf(it->field[lists[i]].source, sizeof(it->field[0].source), "nfo");
	free(id);
	free(imdb);
}

static void fill(struct item *it, int64_t library, int n)
{
	struct video_stream *v = streams_add_video(&it->streams);
	struct audio_stream *a = streams_add_audio(&it->streams);

	it->type = ENTITY_MOVIE;
	it->library_id = library;
	it->file_path = text("/films/Film #/Film #.mkv", n);
	it->folder = text("Film #", n);
	it->state = xstrdup("identified");
	set(it, MF_TITLE, "Film Number #", n);
	set(it, MF_ORIGINAL_TITLE, "Le film #", n);
	set(it, MF_YEAR, "1999", n);
	set(it, MF_PLOT,
		"A plot of the usual length, in which somebody goes somewhere and comes back as another. #",
		n);
	set(it, MF_TAGLINE, "Tag #", n);
	set(it, MF_PREMIERED, "1999-03-31", n);
	set(it, MF_RUNTIME, "120", n);
	set(it, MF_MPAA, "PG-13", n);
	fill_lists(it, n);
	it->streams.duration = 7200;
	v->codec = xstrdup("h264");
	v->width = 1920;
	v->height = 1080;
	a->codec = xstrdup("ac3");
	a->channels = 6;
}

struct batch {
	struct item *items;
	int64_t library;
	bool all; /* pictures and files, too */
};

static int save_files(struct db *db, const struct item *it, int64_t id)
{
	static const char *const kinds[] = {"poster", "fanart", "banner"};
	struct local_picture pictures[3] = {0};
	struct seen_file files[6] = {0};
	struct seen_list list = {files, 6, 6};
	bool changed;
	int i, rc;

	for (i = 0; i < 3; i++) {
		pictures[i] = (struct local_picture){.asset_type = (char *)kinds[i], .selected = true};
		pictures[i].path = text("/films/x/#.jpg", i);
	}
	for (i = 0; i < 6; i++)
		files[i] = (struct seen_file){.name = text("file #", i), .size = i, .entity = -1};
	rc = candidates_set_local(db, ENTITY_MOVIE, id, pictures, 3, &changed, &err) ||
			     seen_set_folder(db, it->library_id, it->folder, "signature", &list, &err)
		     ? -1
		     : 0;
	for (i = 0; i < 3; i++)
		free(pictures[i].path);
	for (i = 0; i < 6; i++)
		free(files[i].name);
	return rc;
}

static int save(struct db *db, void *ctx, struct error *e)
{
	struct batch *b = ctx;
	int i;

	for (i = 0; i < BATCH; i++) {
		struct item_save what = {
			.fields = MF_BIT(MF_COUNT) - 1, .streams = true, .unpublished = true};

		if (item_save(db, &b->items[i], &what, e) < 0 ||
			(b->all && save_files(db, &b->items[i], what.id)))
			return -1;
		b->items[i].id = what.id;
		b->items[i].revision = what.revision;
	}
	return 0;
}

static void measure(struct db *db, struct item *items, bool all, const char *what)
{
	struct batch b = {.all = all};
	double start = cpu_us();
	int i;

	for (i = 0; i < ITEMS; i += BATCH) {
		b.items = items + i;
		need(db_transact(db, DB_WRITE, save, &b, &err));
	}
	printf("%-32s %7.1f us an item\n", what, (cpu_us() - start) / ITEMS);
}

static void measure_list(struct db *db)
{
	struct list_filter filter = {.type = ENTITY_MOVIE, .unpublished = -1, .texts = true};
	struct list_page page = {0};
	struct strbuf line = STRBUF_INIT;
	struct record *r = record_new();
	double start = cpu_us();
	char *key = NULL;
	int64_t id = 0;
	size_t i, n = 1;

	while (n) {
		need(list_items(db, &filter, key, id, 200, &page, &err));
		for (i = 0; i < page.n; i++) {
			record_clear(r);
			strbuf_clear(&line);
			list_record(&page.row[i], r);
			record_format(r, &line);
		}
		n = page.n;
		if (n) {
			free(key);
			key = xstrdup(page.row[n - 1].item.sort_key);
			id = page.row[n - 1].item.id;
		}
		list_page_release(&page);
	}
	printf("%-32s %7.1f us an item\n", "listed, with records", (cpu_us() - start) / ITEMS);
	free(key);
	record_free(r);
	strbuf_release(&line);
}

int main(void)
{
	char dir[] = "/var/tmp/metarr-bench.XXXXXX";
	struct library lib = {.name = (char *)"films", .path = (char *)"/films", .enabled = true};
	struct item *items = xcalloc(ITEMS, sizeof(*items));
	struct strbuf path = STRBUF_INIT;
	struct db *db = NULL;
	int i;

	if (!mkdtemp(dir))
		return EXIT_FAILURE;
	strbuf_addf(&path, "%s/bench.db", dir);
	need(db_open(&db, path.buf, DB_CREATE, &err));
	need(migrate_to(db, migrate_latest(), NULL, NULL, NULL, &err));
	need(library_add(db, &lib, &err));
	for (i = 0; i < ITEMS; i++)
		fill(&items[i], lib.id, i);
	measure(db, items, false, "new, fields and streams");
	measure(db, items, false, "again, nothing differs");
	measure(db, items, true, "its pictures and files, new");
	measure(db, items, true, "its pictures and files, again");
	for (i = 0; i < ITEMS; i++)
		set(&items[i], MF_PLOT, "Another plot #.", i);
	measure(db, items, false, "one field");
	measure_list(db);
	for (i = 0; i < ITEMS; i++)
		item_release(&items[i]);
	free(items);
	db_close(db);
	unlink(path.buf);
	strbuf_addstr(&path, ".lock");
	unlink(path.buf);
	strbuf_release(&path);
	return rmdir(dir) ? EXIT_FAILURE : EXIT_SUCCESS;
}
