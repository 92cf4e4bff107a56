/*
 * What a scan costs: a library of films in folders of their own, each with an NFO, a poster, fanart and a
 * logo, from nothing, again when nothing changed, and again when one film did. BENCH_FILMS says how many
 * there are.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/file.h"
#include "core/path.h"
#include "core/process.h"

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

static void make_library(int films)
{
	struct strbuf video = STRBUF_INIT, poster = STRBUF_INIT, fanart = STRBUF_INIT, logo = STRBUF_INIT,
		      nfo = STRBUF_INIT, dir = STRBUF_INIT, name = STRBUF_INIT;

	sample("v.mkv", "testsrc2=s=320x180", "mpeg4", &video);
	sample("p.jpg", "mandelbrot=s=1000x1500", "mjpeg", &poster);
	sample("f.jpg", "mandelbrot=s=1920x1080", "mjpeg", &fanart);
	sample("l.png", "testsrc=s=400x155", "png", &logo);
	for (int i = 0; i < films; i++) {
		char *lib = in_top("Films");
		char mark[32];
		int n = snprintf(mark, sizeof(mark), "%08d", i);

		strbuf_clear(&dir);
		strbuf_addf(&dir, "%s/Film %04d (1999)", lib, i);
		mkdir(lib, 0755);
		mkdir(dir.buf, 0755);
		strbuf_clear(&name);
		strbuf_addf(&name, "Film %04d (1999).mkv", i);
		add_nfo(&nfo, i);
		put(dir.buf, name.buf, video.buf, video.len, mark, (size_t)n);
		put(dir.buf, "movie.nfo", nfo.buf, nfo.len, "", 0);
		/* Behind the end of the picture, so that each has bytes of its own. */
		put(dir.buf, "poster.jpg", poster.buf, poster.len, mark, (size_t)n);
		put(dir.buf, "fanart.jpg", fanart.buf, fanart.len, mark, (size_t)n);
		put(dir.buf, "clearlogo.png", logo.buf, logo.len, mark, (size_t)n);
		free(lib);
	}
	strbuf_release(&video);
	strbuf_release(&poster);
	strbuf_release(&fanart);
	strbuf_release(&logo);
	strbuf_release(&nfo);
	strbuf_release(&dir);
	strbuf_release(&name);
}

static double seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

/* Runs a scan and prints what it took, children included. */
static void scan(const char *what)
{
	char *path = program("metarr-scan");
	const char *const argv[] = {path, "-q", "-a", NULL};
	struct rusage before, after;
	struct timespec begun, done;

	getrusage(RUSAGE_CHILDREN, &before);
	clock_gettime(CLOCK_MONOTONIC, &begun);
	run(argv);
	clock_gettime(CLOCK_MONOTONIC, &done);
	getrusage(RUSAGE_CHILDREN, &after);
	printf("%-28s %8.3f CPU s %8.3f s\n", what,
		seconds(&after.ru_utime) + seconds(&after.ru_stime) - seconds(&before.ru_utime) -
			seconds(&before.ru_stime),
		(double)(done.tv_sec - begun.tv_sec) + (double)(done.tv_nsec - begun.tv_nsec) / 1e9);
	free(path);
}

static void set(const char *name, char *value)
{
	setenv(name, value, 1);
	free(value);
}

int main(void)
{
	int films = getenv("BENCH_FILMS") ? (int)strtol(getenv("BENCH_FILMS"), NULL, 10) : 1000;
	char *library = program("metarr-library"), *lib, *changed;

	strbuf_addf(&top, "%s/metarr-bench-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/var/tmp");
	if (!mkdtemp(top.buf)) {
		error_errno(&err, errno, "cannot make '%s'", top.buf);
		give_up();
	}
	put(top.buf, "conf", "", 0, "", 0);
	set("METARR_CONF", in_top("conf"));
	set("METARR_DB", in_top("metarr.db"));
	set("METARR_CACHE", in_top("cache"));
	setenv("METARR_SETTLE", "0", 1);
	make_library(films);
	lib = in_top("Films");
	run((const char *const[]){library, "add", "films", "movies", lib, NULL});
	printf("%d films, with hashes of %d pictures\n", films, 3 * films);
	scan("first scan");
	scan("nothing changed");
	changed = in_top("Films/Film 0000 (1999)/movie.nfo");
	run((const char *const[]){"/usr/bin/touch", changed, NULL});
	scan("one NFO touched");
	run((const char *const[]){"/bin/rm", "-rf", top.buf, NULL});
	free(changed);
	free(lib);
	free(library);
	strbuf_release(&top);
	error_release(&err);
	return 0;
}
