/*
 * usage: undo BUILD FOLDER VIDEO ENGINE STEPS SEED
 *
 * Edits, scans, publishes, undos and files of somebody's, at random, on films and a show; every ROUND steps
 * everything is taken back with "metarr undo --original", and each file is what it was, or what somebody made
 * of it since (mirror.h). In between, each undo does what it promises: a discarded item has nothing to
 * publish, a version is there byte for byte, a batch that is taken back leaves the fields as they were.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <sysexits.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "mirror.h"
#include "picture.h"
#include "worldparts.h"

#define ROUND 40
#define FILMS 4
#define EPISODES 3 /* of which the last two share a file */
#define MAX_VIDEO (1024 * 1024)
#define MAX_WORDS 12

#define SCALARS "title || '|' || COALESCE(plot, '-') || '|' || COALESCE(CAST(user_rating AS TEXT), '-')"

enum { FIELDS_STATES, FIELDS_FILMS, FIELDS_EPISODES, FIELDS_TAGS, FIELDS_COUNT };

static const struct db_sql statements[FIELDS_COUNT] = {
	[FIELDS_STATES] =
		{"SELECT entity_type || entity_id || '|' || field || '|' || source || '|' || locked || "
		 "'|' || COALESCE(pinned, '') || '|' || COALESCE(barred, '') FROM field_state "
		 "ORDER BY entity_type, entity_id, field",
			NULL},
	[FIELDS_FILMS] = {"SELECT " SCALARS " || '|' || COALESCE(tagline, '-') FROM movies ORDER BY id",
		NULL},
	[FIELDS_EPISODES] = {"SELECT " SCALARS " FROM episodes ORDER BY id", NULL},
	[FIELDS_TAGS] = {"SELECT i.entity_type || i.entity_id || '|' || t.name || '|' || i.position "
			 "FROM item_tags i JOIN tags t ON t.id = i.tag_id "
			 "ORDER BY i.entity_type, i.entity_id, i.position",
		NULL},
};
static const struct db_sqltab fields_sql = {"fields", statements, FIELDS_COUNT};

struct undo {
	struct world w;
	struct mirror *mirror;
	uint64_t random;
	struct strbuf diary;
	unsigned serial; /* of texts and pictures: no two are alike */
	bool alone;	 /* nobody else writes in this round */
	bool clean;	 /* nor did since the last scan after the original */
};

static unsigned below(struct undo *u, unsigned n)
{
	u->random ^= u->random >> 12;
	u->random ^= u->random << 25;
	u->random ^= u->random >> 27;
	return (unsigned)((u->random * 0x2545f4914f6cdd1dULL) >> 33) % n;
}

static void did(struct undo *u, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void did(struct undo *u, const char *fmt, ...)
{
	va_list ap;

	strbuf_addstr(&u->diary, "      ");
	va_start(ap, fmt);
	strbuf_vaddf(&u->diary, fmt, ap);
	va_end(ap);
	strbuf_addch(&u->diary, '\n');
}

/* Runs a program with these words, which end with NULL. A status that is not as it should be is bad. */
static int metarr(struct undo *u, int want, const char *program, ...)
{
	const char *argv[MAX_WORDS] = {program}, *word;
	struct run r = {.program = program, .argv = argv};
	int n = 1, status;
	va_list ap;

	strbuf_addstr(&u->diary, "      ");
	strbuf_addstr(&u->diary, program);
	va_start(ap, program);
	while ((word = va_arg(ap, const char *)) && n < MAX_WORDS - 1) {
		argv[n++] = word;
		strbuf_addf(&u->diary, " %s", word);
	}
	va_end(ap);
	strbuf_addch(&u->diary, '\n');
	status = world_run(&u->w, &r);
	if (want >= 0 && status != want << 8)
		world_bad(&u->w, "%s: status %#x: %s", program, status, world_said(&u->w));
	mirror_by_metarr(u->mirror);
	return status;
}

/* ---- the library ------------------------------------------------------------------------------------------
 */

static char *film_file(const struct undo *u, int film, const char *name)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/Film %d (200%d)/%s", u->w.films, film, film, name);
	return strbuf_detach(&path, NULL);
}

static void put(const char *path, const void *data, size_t len, mode_t mode, int64_t seconds)
{
	struct timespec times[2] = {{0, UTIME_OMIT}, {seconds, 123456789}};
	struct strbuf dir = STRBUF_INIT;

	path_dir(&dir, path);
	must(file_mkdirs(dir.buf, NULL, &world_err));
	must(file_write(path, data, len, NULL, NULL, &world_err));
	if (mode && chmod(path, mode))
		give_up("cannot chmod '%s'", path);
	if (seconds && utimensat(AT_FDCWD, path, times, 0))
		give_up("cannot set the time of '%s'", path);
	strbuf_release(&dir);
}

static void put_text(const char *path, const char *text, mode_t mode, int64_t seconds)
{
	put(path, text, strlen(text), mode, seconds);
}

static void put_picture(const char *path, unsigned seed, mode_t mode, int64_t seconds)
{
	struct strbuf bytes = STRBUF_INIT;

	picture(&bytes, path_ext(path), seed, 40, 60);
	put(path, bytes.buf, bytes.len, mode, seconds);
	strbuf_release(&bytes);
}

static void make_film(struct undo *u, int film, const struct strbuf *video)
{
	struct strbuf bytes = STRBUF_INIT, name = STRBUF_INIT;
	char *path;

	strbuf_addbuf(&bytes, video);
	strbuf_addf(&bytes, "%0*d", film, 0);
	strbuf_addf(&name, "Film %d (200%d).mkv", film, film);
	path = film_file(u, film, name.buf);
	put(path, bytes.buf, bytes.len, 0, 1000000000);
	free(path);
	strbuf_release(&bytes);
	strbuf_release(&name);
}

/* One film with all that there can be, one with a link, one with a long name, one with nothing. */
static void make_files(struct undo *u)
{
	char *nfo = film_file(u, 1, "movie.nfo"), *poster = film_file(u, 1, "poster.jpg"),
	     *fanart = film_file(u, 1, "fanart.jpg"), *link = film_file(u, 2, "movie.nfo"),
	     *shared = world_path(u->w.films, "shared.xml"), *long_nfo = film_file(u, 3, "Film 3 (2003).nfo"),
	     *long_poster = film_file(u, 3, "Film 3 (2003)-poster.jpg");

	put_text(nfo,
		"<movie>\r\n\t<title>Film 1</title>\r\n\t<!-- mine -->\r\n\t<plot>Found.</plot>\r\n"
		"\t<mine/>\r\n</movie>\r\nhttps://example.org/1\r\n",
		0640, 1100000000);
	put_picture(poster, 1, 0604, 1200000000);
	put_picture(fanart, 2, 0644, 1200000001);
	setxattr(poster, "user.mine", "yes", 3, 0); /* where the filesystem has such */
	put_text(shared, "<movie><title>Film 2</title><plot>Shared.</plot></movie>", 0644, 1300000000);
	if (symlink("../shared.xml", link))
		give_up("cannot make the link '%s'", link);
	put_text(
		long_nfo, "<movie>\n  <title>Film 3</title>\n  <tag>Found</tag>\n</movie>", 0444, 1400000000);
	put_picture(long_poster, 3, 0644, 1400000001);
	free(nfo);
	free(poster);
	free(fanart);
	free(link);
	free(shared);
	free(long_nfo);
	free(long_poster);
}

static void make_show(struct undo *u, const char *shows, const struct strbuf *video)
{
	char *one = world_path(shows, "Show/Season 01/Show S01E01.mkv"),
	     *two = world_path(shows, "Show/Season 01/Show S01E02E03.mkv"),
	     *nfo = world_path(shows, "Show/Season 01/Show S01E01.nfo");
	struct strbuf bytes = STRBUF_INIT;

	(void)u;
	strbuf_addbuf(&bytes, video);
	strbuf_addstr(&bytes, "one");
	put(one, bytes.buf, bytes.len, 0, 1000000001);
	strbuf_addstr(&bytes, "two");
	put(two, bytes.buf, bytes.len, 0, 1000000002);
	put_text(nfo,
		"<episodedetails>\n<title>First</title>\n<season>1</season>\n<episode>1</episode>\n"
		"</episodedetails>\n",
		0600, 1500000000);
	strbuf_release(&bytes);
	free(one);
	free(two);
	free(nfo);
}

/* Films/ and Films/TV are two libraries, so that one mirror has both. */
static void make(struct undo *u, const struct strbuf *video)
{
	char *shows = world_path(u->w.root, "Films/TV"), *films = world_path(u->w.root, "Films/F");
	int film;

	free(u->w.films);
	u->w.films = films;
	for (film = 1; film <= FILMS; film++)
		make_film(u, film, video);
	make_files(u);
	make_show(u, shows, video);
	metarr(u, 0, "metarr-library", "-qt", "add", "films", "movies", films, NULL);
	metarr(u, 0, "metarr-library", "-qt", "add", "shows", "tvshows", shows, NULL);
	metarr(u, 0, "metarr-library", "-qt", "set", "films", "actors", "yes", NULL);
	free(shows);
}

/* ---- what happens -----------------------------------------------------------------------------------------
 */

/* An item, as an operand. */
static const char *any_item(struct undo *u)
{
	static char word[32];

	if (below(u, 4))
		snprintf(word, sizeof(word), "movie:%u", below(u, FILMS) + 1);
	else
		snprintf(word, sizeof(word), "episode:%u", below(u, EPISODES) + 1);
	return word;
}

static const char *what(struct undo *u)
{
	static const char *const all[] = {"films", "shows"};

	return below(u, 3) ? any_item(u) : all[below(u, 2)];
}

static void edit(struct undo *u)
{
	static const char *const fields[] = {
		"plot=", "title=T", "tags+=", "tags-=", "user_rating=", "tagline="};
	struct strbuf word = STRBUF_INIT;
	const char *item = any_item(u);
	unsigned n = below(u, *item == 'm' ? 6 : 5);

	strbuf_addf(&word, "%s%u", fields[n], n == 4 ? below(u, 10) + 1 : n == 3 ? below(u, 3) : ++u->serial);
	metarr(u, 0, "metarr-edit", "-qt", item, word.buf, NULL);
	strbuf_release(&word);
}

static void lock(struct undo *u)
{
	static const char *const names[] = {"plot", "tags", "title", "poster", "plot,tags", "all"};
	unsigned n = below(u, 6);

	metarr(u, 0, "metarr-edit", "-qt", n < 5 && below(u, 2) ? "--lock" : "--unlock", names[n],
		any_item(u), NULL);
}

static void scan(struct undo *u)
{
	metarr(u, -1, "metarr-scan", "-qt", "-a", NULL); /* 65 for a file that nobody can read */
}

static void publish(struct undo *u)
{
	metarr(u, 0, "metarr-publish", "-qt", what(u), NULL);
}

/* Every name changes, and with the next publish back again. */
static void rename_all(struct undo *u)
{
	metarr(u, 0, "metarr-library", "-qt", "set", "films", "names", below(u, 2) ? "long" : "short", NULL);
	metarr(u, 0, "metarr-publish", "-qt", "--rename", "films", NULL);
}

static void choose(struct undo *u)
{
	static const char *const types[] = {"poster", "fanart", "banner", "actor/Ann_Lee"};
	struct choice c = {types[below(u, 4)], 1000 + ++u->serial, 40, 60, below(u, 2) ? 0 : -1};
	char id[8];

	snprintf(id, sizeof(id), "%u", below(u, FILMS) + 1);
	did(u, "choose another %s for movie:%s", c.type, id);
	world_choose(&u->w, &c, "movie", id);
	world_exec(&u->w, "UPDATE movies SET has_unpublished_changes = 1, revision = revision + 1");
}

/* Somebody writes a file, as it was or with a mode of its own, or removes it. */
static void foreign(struct undo *u)
{
	static const char *const names[] = {
		"movie.nfo", "poster.jpg", "fanart.jpg", "banner.jpg", "notes.txt"};
	int film = (int)below(u, FILMS) + 1;
	const char *name = names[below(u, 5)];
	char *path, text[128];

	if (u->alone)
		return;
	u->clean = false;
	path = film_file(u, film, name);
	snprintf(text, sizeof(text), "<movie><title>Film %d</title><plot>By hand %u</plot></movie>\n", film,
		++u->serial);
	if (!below(u, 4)) {
		did(u, "somebody removes '%s'", path);
		must(file_remove(path, &world_err));
	} else {
		did(u, "somebody writes '%s'", path);
		if (strstr(name, ".jpg"))
			put_picture(path, 5000 + u->serial, below(u, 2) ? 0640 : 0, 0);
		else
			put_text(path, text, below(u, 2) ? 0600 : 0, 0);
	}
	mirror_by_others(u->mirror);
	free(path);
}

/* ---- undos ------------------------------------------------------------------------------------------------
 */

/* Nothing is left to be published of an item that has no unpublished changes, unless somebody wrote. */
static void discard(struct undo *u)
{
	struct strbuf sql = STRBUF_INIT;
	const char *item = any_item(u);
	bool film = *item == 'm';
	int status = metarr(u, -1, "metarr-undo", "-qt", item, NULL);

	strbuf_addf(&sql, "SELECT COUNT(*) FROM %s WHERE id = %s AND last_published_at IS NOT NULL",
		film ? "movies" : "episodes", strchr(item, ':') + 1);
	if (status && (status != 1 << 8 || world_int(&u->w, sql.buf)))
		world_bad(&u->w, "a discard: status %#x: %s", status, world_said(&u->w));
	strbuf_release(&sql);
}

/* Without what is locked, and with what is. */
static void version(struct undo *u)
{
	struct strbuf sql = STRBUF_INIT;
	const char *item = any_item(u), *id = strchr(item, ':') + 1;
	char number[16];
	int64_t versions;

	strbuf_addf(&sql, "SELECT COUNT(*) FROM nfo_versions WHERE entity_type = '%s' AND entity_id = %s",
		*item == 'm' ? "movie" : "episode", id);
	versions = world_int(&u->w, sql.buf);
	strbuf_release(&sql);
	if (!versions)
		return;
	snprintf(number, sizeof(number), "%u", below(u, (unsigned)versions));
	metarr(u, 0, "metarr-undo", below(u, 2) ? "-qtu" : "-qt", item, number, NULL);
}

/* What the edits are about, as one text. */
static char *fields_of(struct undo *u)
{
	struct strbuf text = STRBUF_INIT;
	struct db *db = world_db(&u->w);
	int i, rc = 0;

	for (i = 0; i < FIELDS_COUNT; i++) {
		struct db_stmt *st = db_stmt(db, &fields_sql, i);

		while ((rc = db_step(st, &world_err)) == 1)
			strbuf_addf(&text, "%s\n", db_text(st, 0));
		must(rc < 0);
	}
	world_db_done(&u->w, db);
	return strbuf_detach(&text, NULL);
}

/* An edit of many, taken back at once, and that again. */
static void batch(struct undo *u)
{
	char *before = fields_of(u), *edited, *now;
	int64_t last = world_int(&u->w, "SELECT COALESCE(MAX(id), 0) FROM edit_batches");
	char word[32], number[24];

	snprintf(word, sizeof(word), "plot=Batch %u", ++u->serial);
	metarr(u, 0, "metarr-edit", "-qt", "films", word, "tags+=Batch", "--lock", "title", NULL);
	edited = fields_of(u);
	snprintf(number, sizeof(number), "%lld", (long long)last + 1);
	metarr(u, 0, "metarr-undo", "-qt", "--batch", number, NULL);
	now = fields_of(u);
	if (strcmp(before, now) != 0)
		world_bad(&u->w, "a batch that was taken back left\n%s instead of\n%s", now, before);
	free(now);
	snprintf(number, sizeof(number), "%lld", (long long)last + 2);
	metarr(u, 0, "metarr-undo", "-qt", "--batch", number, NULL);
	now = fields_of(u);
	if (strcmp(edited, now) != 0)
		world_bad(&u->w, "a batch that was taken back twice left\n%s instead of\n%s", now, edited);
	free(before);
	free(edited);
	free(now);
}

/* A scan learns nothing from files that are what they were, but which pictures are shown where nobody chose;
 * and a second one nothing at all. */
static void check_scan(struct undo *u)
{
	char *before = fields_of(u), *now;

	metarr(u, -1, "metarr-scan", "-qt", "-a", NULL);
	now = fields_of(u);
	if (u->clean && strcmp(before, now) != 0)
		world_bad(&u->w, "a scan after the original made\n%s of\n%s", now, before);
	metarr(u, -1, "metarr-scan", "-j", "-a", NULL);
	if (u->clean && *world_said(&u->w))
		world_bad(&u->w, "a second scan after the original: %s", world_said(&u->w));
	u->clean = true;
	free(before);
	free(now);
}

/* Everything, at times with what somebody changed. Then a scan has nothing to say but of what somebody did.
 */
static void original(struct undo *u)
{
	bool changed = below(u, 2);
	struct run r = {.program = "metarr-undo"};
	const char *const argv[] = {"metarr-undo", "-aqto", changed ? "-c" : "-q", NULL};
	int status;

	did(u, "metarr-undo -aqto%s", changed ? " -c" : "");
	r.argv = argv;
	status = world_run(&u->w, &r);
	if (status)
		world_bad(&u->w, "the original: status %#x: %s", status, world_said(&u->w));
	mirror_check_original(u->mirror, &u->w, changed);
	if (world_int(&u->w, "SELECT COUNT(*) FROM publish_journal"))
		world_bad(&u->w, "the original left a journal");
	u->clean |= changed;
	check_scan(u);
}

static void happen(struct undo *u)
{
	static void (*const things[])(struct undo * u) = {edit, edit, edit, edit, lock, scan, scan, scan,
		publish, publish, publish, publish, rename_all, choose, choose, foreign, foreign, foreign,
		discard, discard, version, version, batch};

	things[below(u, sizeof(things) / sizeof(things[0]))](u);
}

static int play(struct undo *u, int steps)
{
	int step = 0;

	while (step < steps && u->w.ok) {
		world_case(&u->w, "step %d", step);
		strbuf_clear(&u->diary);
		u->alone = below(u, 2);
		for (int i = 0; i < ROUND && step < steps && u->w.ok; i++, step++)
			happen(u);
		if (u->w.ok)
			original(u);
		if (!u->w.ok)
			world_bad(&u->w, "what happened:\n%s", u->diary.buf);
		world_case_end(&u->w);
	}
	return step;
}

int main(int argc, char **argv)
{
	struct undo u = {.diary = STRBUF_INIT};
	struct strbuf video = STRBUF_INIT;
	char *dir;
	int steps, status;
	uint64_t seed;

	if (argc != 7 || (steps = atoi(argv[5])) < 1) {
		fputs("usage: undo BUILD FOLDER VIDEO ENGINE STEPS SEED\n", stderr);
		return EX_USAGE;
	}
	seed = strtoull(argv[6], NULL, 10);
	u.random = seed * 0x9e3779b97f4a7c15ULL + 1;
	must(file_read(argv[3], MAX_VIDEO, &video, &world_err));
	world_init(&u.w, argv[1], argv[2], argv[4]);
	dir = xstrdup(u.w.films);
	u.mirror = mirror_new(dir);
	u.w.ok = true;
	make(&u, &video);
	mirror_free(u.mirror);
	u.mirror = mirror_new(dir);
	scan(&u);
	steps = play(&u, steps);
	printf("%d steps on %s from seed %llu\n", steps, u.w.postgres ? "PostgreSQL" : "SQLite",
		(unsigned long long)seed);
	status = world_sum(&u.w);
	mirror_free(u.mirror);
	world_release(&u.w);
	strbuf_release(&video);
	strbuf_release(&u.diary);
	free(dir);
	return status;
}
