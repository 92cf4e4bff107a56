/*
 * What a scan costs, each figure beside its goal: a library of films in folders of their own, each with an
 * NFO, a poster, fanart and a logo, pass by pass, again when nothing changed, and when one film did; films
 * with large pictures; and films and series in the tens of thousands, into the list. A loop that reads and
 * hashes the films' files, and knows of nothing else, says how fast the machine is just now. BENCH_FILMS and
 * BENCH_EPISODES say how many there are; the goals are of as many.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/file.h"
#include "core/path.h"
#include "core/process.h"
#include "core/sha256.h"

#define SHOW_EPISODES 100
#define LARGE_FILMS 50 /* what each costs is all that is of interest */

static struct strbuf top = STRBUF_INIT;
static struct error err = ERROR_INIT;

_Noreturn static void give_up(void)
{
	fprintf(stderr, "bench_scan: %s\n", err.msg.buf);
	exit(1);
}

static void run(const char *const argv[])
{
	struct strbuf out = STRBUF_INIT;

	if (process_run(argv, NULL, 0, NULL, 64 << 20, &out, &err) < 0)
		give_up();
	strbuf_release(&out);
}

static char *in_top(const char *name)
{
	struct strbuf path = STRBUF_INIT;

	path_join(&path, top.buf, name);
	return strbuf_detach(&path, NULL);
}

static char *program(const char *name)
{
	struct strbuf path = STRBUF_INIT;

	path_join(&path, getenv("METARR_TEST_BUILD") ? getenv("METARR_TEST_BUILD") : "build", "bin");
	strbuf_addf(&path, "/%s", name);
	return strbuf_detach(&path, NULL);
}

/* Reads what ffmpeg makes of a filter. */
static void sample(const char *name, const char *filter, const char *codec, struct strbuf *out)
{
	char *path = in_top(name);
	const char *const argv[] = {"/usr/bin/ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", filter,
		"-frames:v", "1", "-c:v", codec, path, NULL};

	run(argv);
	if (file_read(path, 64 << 20, out, &err) < 0)
		give_up();
	free(path);
}

static void put(
	const char *dir, const char *name, const void *data, size_t len, const void *tail, size_t taillen)
{
	struct strbuf path = STRBUF_INIT;
	FILE *f;

	path_join(&path, dir, name);
	f = fopen(path.buf, "w");
	if (!f || fwrite(data, 1, len, f) != len || fwrite(tail, 1, taillen, f) != taillen ||
		fclose(f) != 0) {
		error_errno(&err, errno, "cannot write '%s'", path.buf);
		give_up();
	}
	strbuf_release(&path);
}

static void add_nfo(struct strbuf *nfo, int i)
{
	strbuf_clear(nfo);
	strbuf_addf(nfo,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<movie>\n  <title>Film %04d</title>\n  "
		"<year>1999</year>\n",
		i);
	for (int k = 0; k < 20; k++)
		strbuf_addf(nfo,
			"  <actor>\n    <name>Actor %d</name>\n    <role>Role %d</role>\n    "
			"<order>%d</order>\n  </actor>\n",
			(i * 7 + k) % 500, k, k);
	strbuf_addf(nfo,
		"  <plot>%0*d</plot>\n  <genre>Drama</genre>\n  <uniqueid type=\"tmdb\" "
		"default=\"true\">%d</uniqueid>\n</movie>\n",
		800, i, 1000 + i);
}

/* What films are made of. Pictures get a mark behind their end, so that each has bytes of its own. */
struct pictures {
	struct strbuf poster, fanart;
};
static struct pictures small, large;
static struct strbuf video, logo;

static void make_samples(void)
{
	static const struct {
		const char *name, *filter, *codec;
		struct strbuf *out;
	} all[] = {{"v.mkv", "testsrc2=s=320x180", "mpeg4", &video},
		{"l.png", "testsrc=s=400x155", "png", &logo},
		{"p.jpg", "mandelbrot=s=1000x1500", "mjpeg", &small.poster},
		{"f.jpg", "mandelbrot=s=1920x1080", "mjpeg", &small.fanart},
		{"p2.jpg", "mandelbrot=s=2000x3000", "mjpeg", &large.poster},
		{"f2.jpg", "mandelbrot=s=3840x2160", "mjpeg", &large.fanart}};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		strbuf_init(all[i].out);
		sample(all[i].name, all[i].filter, all[i].codec, all[i].out);
	}
}

static void make_film(const char *lib, const struct pictures *of, int i)
{
	struct strbuf nfo = STRBUF_INIT, dir = STRBUF_INIT, name = STRBUF_INIT;
	char mark[32];
	size_t n = (size_t)snprintf(mark, sizeof(mark), "%08d", i);

	strbuf_addf(&dir, "%s/Film %04d (1999)", lib, i);
	mkdir(dir.buf, 0755);
	strbuf_addf(&name, "Film %04d (1999).mkv", i);
	add_nfo(&nfo, i);
	put(dir.buf, name.buf, video.buf, video.len, mark, n);
	put(dir.buf, "movie.nfo", nfo.buf, nfo.len, "", 0);
	put(dir.buf, "poster.jpg", of->poster.buf, of->poster.len, mark, n);
	put(dir.buf, "fanart.jpg", of->fanart.buf, of->fanart.len, mark, n);
	put(dir.buf, "clearlogo.png", logo.buf, logo.len, mark, n);
	strbuf_release(&nfo);
	strbuf_release(&dir);
	strbuf_release(&name);
}

static void make_films(const char *lib, const struct pictures *of, int from, int to)
{
	mkdir(lib, 0755);
	for (int i = from; i < to; i++)
		make_film(lib, of, i);
}

static void make_episode(const char *dir, int show, int i)
{
	struct strbuf name = STRBUF_INIT, nfo = STRBUF_INIT;
	char mark[32];
	size_t n = (size_t)snprintf(mark, sizeof(mark), "%04d%04d", show, i);

	strbuf_addf(&name, "Show %04d - S01E%03d.mkv", show, i);
	put(dir, name.buf, video.buf, video.len, mark, n);
	strbuf_setlen(&name, name.len - 3);
	strbuf_addstr(&name, "nfo");
	strbuf_addf(&nfo,
		"<episodedetails>\n  <title>Episode %d</title>\n  <season>1</season>\n  "
		"<episode>%d</episode>\n"
		"  <plot>%0400d</plot>\n  <aired>2001-01-01</aired>\n</episodedetails>\n",
		i, i, i);
	put(dir, name.buf, nfo.buf, nfo.len, "", 0);
	strbuf_release(&name);
	strbuf_release(&nfo);
}

static void make_shows(const char *lib, int episodes)
{
	static const char nfo[] = "<tvshow>\n  <title>Show</title>\n  <plot>Of all.</plot>\n</tvshow>\n";
	struct strbuf dir = STRBUF_INIT;

	mkdir(lib, 0755);
	for (int i = 0; i < episodes; i++) {
		if (i % SHOW_EPISODES == 0) {
			strbuf_clear(&dir);
			strbuf_addf(&dir, "%s/Show %04d (2001)", lib, i / SHOW_EPISODES);
			mkdir(dir.buf, 0755);
			put(dir.buf, "tvshow.nfo", nfo, sizeof(nfo) - 1, "", 0);
			strbuf_addstr(&dir, "/Season 01");
			mkdir(dir.buf, 0755);
		}
		make_episode(dir.buf, i / SHOW_EPISODES, i % SHOW_EPISODES + 1);
	}
	strbuf_release(&dir);
}

static double cpu_of(const struct rusage *u)
{
	return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) +
	       (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) / 1e6;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* The most that a process ever had in memory, MiB; 0: it is gone. */
static double peak_of(pid_t pid)
{
	struct strbuf path = STRBUF_INIT;
	char line[256];
	long kib = 0;
	FILE *f;

	strbuf_addf(&path, "/proc/%d/status", (int)pid);
	f = fopen(path.buf, "r");
	while (f && kib == 0 && fgets(line, sizeof(line), f))
		kib = strncmp(line, "VmHWM:", 6) == 0 ? strtol(line + 6, NULL, 10) : 0;
	if (f)
		fclose(f);
	strbuf_release(&path);
	return (double)kib / 1024;
}

/* What a scan took: with its children, but for the memory. */
struct cost {
	double cpu, wall, peak;
};

static struct cost scan(const char *passes)
{
	char *path = program("metarr-scan");
	const char *const argv[] = {path, "-q", "-t", "-a", "--passes", passes, NULL};
	const struct timespec tick = {0, 10000000};
	posix_spawn_file_actions_t actions;
	struct cost cost = {0};
	struct rusage usage;
	double start = now();
	int status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	errno = posix_spawn(&pid, path, &actions, NULL, (char *const *)(uintptr_t)argv, environ);
	if (errno) {
		error_errno(&err, errno, "cannot start '%s'", path);
		give_up();
	}
	while (wait4(pid, &status, WNOHANG, &usage) == 0) {
		double peak = peak_of(pid);

		cost.peak = peak > cost.peak ? peak : cost.peak;
		nanosleep(&tick, NULL);
	}
	cost.cpu = cpu_of(&usage);
	cost.wall = now() - start;
	if (status) {
		error_set(&err, ERR_INTERNAL, "metarr-scan ended with status %d", status);
		give_up();
	}
	posix_spawn_file_actions_destroy(&actions);
	free(path);
	return cost;
}

/* 'goal': CPU seconds; 0: there is none. */
static void say(const char *what, const struct cost *cost, double goal)
{
	printf("%-44s %7.2f CPU s", what, cost->cpu);
	if (goal > 0)
		printf(" (goal %5.2f)", goal);
	else
		printf("%13s", "");
	printf(" %7.2f s, %3.0f MiB\n", cost->wall, cost->peak);
	fflush(stdout);
}

static int read_and_hash(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	struct strbuf bytes = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE];

	(void)st;
	(void)ftw;
	if (kind == FTW_F && file_read(path, 64 << 20, &bytes, &err) == 0)
		sha256_hex(bytes.buf, bytes.len, hash);
	strbuf_release(&bytes);
	return 0;
}

static void reference(const char *lib)
{
	struct rusage before, after;
	double start = now();

	getrusage(RUSAGE_SELF, &before);
	nftw(lib, read_and_hash, 16, FTW_PHYS);
	getrusage(RUSAGE_SELF, &after);
	printf("%-44s %7.2f CPU s %20.2f s\n", "for comparison: all files read and hashed",
		cpu_of(&after) - cpu_of(&before), now() - start);
	fflush(stdout);
}

static void set(const char *name, char *value)
{
	setenv(name, value, 1);
	free(value);
}

/* Another database and cache, with a library. */
static void begin(const char *name, const char *type, const char *root)
{
	char *library = program("metarr-library");
	struct strbuf file = STRBUF_INIT;

	strbuf_addf(&file, "%s.db", name);
	set("METARR_DB", in_top(file.buf));
	set("METARR_CACHE", in_top(name));
	run((const char *const[]){library, "add", type, type, root, NULL});
	strbuf_release(&file);
	free(library);
}

static int number(const char *name, int otherwise)
{
	return getenv(name) ? (int)strtol(getenv(name), NULL, 10) : otherwise;
}

static void bench_films(int n)
{
	char *lib = in_top("Films"), *changed = in_top("Films/Film 0000 (1999)/movie.nfo");
	struct cost cost;
	double k = n / 1000.0;

	make_films(lib, &small, 0, n);
	reference(lib);
	begin("one", "movies", lib);
	cost = scan("1");
	printf("%d films:\n", n);
	say("  listed", &cost, 0.8 * k);
	begin("two", "movies", lib);
	cost = scan("2");
	say("  and their pictures hashed and cached", &cost, 3 * k);
	scan("3");
	cost = scan("3");
	say("  nothing changed", &cost, 0.05 * k);
	run((const char *const[]){"/usr/bin/touch", changed, NULL});
	cost = scan("3");
	say("  one NFO touched", &cost, 0);
	free(changed);
	free(lib);
}

static void bench_large(void)
{
	char *lib = in_top("Large");
	struct cost cost;

	make_films(lib, &large, 0, LARGE_FILMS);
	begin("large", "movies", lib);
	cost = scan("3");
	printf("%d films with pictures of 2000 x 3000 and 3840 x 2160:\n", LARGE_FILMS);
	say("  all, with perceptual hashes", &cost, 22.0 * LARGE_FILMS / 1000);
	free(lib);
}

static void bench_many(int films, int episodes)
{
	char *lib = in_top("Films"), *shows = in_top("TV"), *library = program("metarr-library");
	double k = (films + episodes) / 32000.0;
	struct cost cost;

	make_films(lib, &small, films / 2, films); /* the others are there */
	make_shows(shows, episodes);
	begin("many", "movies", lib);
	run((const char *const[]){library, "add", "tvshows", "tvshows", shows, NULL});
	cost = scan("1");
	printf("%d films and %d episodes:\n", films, episodes);
	say("  listed", &cost, 0);
	printf("  (goals %.1f s, and 25 MiB)\n", 25 * k);
	cost = scan("1");
	say("  nothing changed", &cost, 1.5 * k);
	free(lib);
	free(shows);
	free(library);
}

int main(void)
{
	int films = number("BENCH_FILMS", 1000), episodes = number("BENCH_EPISODES", 30000);

	strbuf_addf(&top, "%s/metarr-bench-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/var/tmp");
	if (!mkdtemp(top.buf)) {
		error_errno(&err, errno, "cannot make '%s'", top.buf);
		give_up();
	}
	put(top.buf, "conf", "", 0, "", 0);
	set("METARR_CONF", in_top("conf"));
	setenv("METARR_SETTLE", "0", 1);
	make_samples();
	bench_films(films);
	bench_large();
	bench_many(2 * films, episodes);
	run((const char *const[]){"/bin/rm", "-rf", top.buf, NULL});
	strbuf_release(&top);
	error_release(&err);
	return 0;
}
