/*
 * What choosing costs: among 200 candidates of one kind, in memory; and films with three pictures each, whose
 * candidates a web server on loopback has (nginx, one connection after another kept open), beside curl in
 * parallel, sha256sum and the perceptual hashes of the same pictures alone. BENCH_FILMS says how many films.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "asset/choose.h"
#include "core/alloc.h"
#include "core/path.h"
#include "core/process.h"
#include "db/migrate.h"
#include "media/phash.h"
#include "store/candidate.h"
#include "store/item.h"
#include "store/library.h"

#define CANDIDATES 200
#define ROUNDS 200
#define KINDS 3
#define OFFERED 20 /* candidates of each kind */

static struct error err = ERROR_INIT;
static struct strbuf top = STRBUF_INIT, url = STRBUF_INIT;

static void need(int rc)
{
	if (rc < 0) {
		fprintf(stderr, "bench_select: %s\n", err.msg.buf);
		exit(EXIT_FAILURE);
	}
}

static double cpu_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* ---- among 200 -----------------------------------------------------------------------------------------
 */

static void choose_in_memory(const char *kind, int64_t max)
{
	static const char *const languages[] = {"de", "en", "fr", NULL};
	static const char *const providers[] = {"tmdb", "tvdb", "fanart.tv"};
	char *words[] = {(char *)"tmdb", (char *)"tvdb", (char *)"fanart.tv"},
	     *spoken[] = {(char *)"de", (char *)"en"};
	struct art_rule rule = {.max_count = max,
		.weight = {0.3, 0.4, 0.2, 0.1},
		.similarity = 0.9,
		.providers = {words, 3, 3},
		.language_rank = true};
	const struct meta_names list = {spoken, 2, 2};
	static struct candidate c[CANDIDATES];
	static char address[CANDIDATES][64], hash[CANDIDATES][PHASH_HEX_SIZE];
	const struct candidate *all[CANDIDATES];
	double start;
	int i, taken = 0;

	for (i = 0; i < CANDIDATES; i++) {
		snprintf(address[i], sizeof(address[i]), "https://image.example.org/%d",
			i * 7919 % CANDIDATES);
		snprintf(hash[i], sizeof(hash[i]), "%08x%08x", (unsigned)i % 40 * 0x9e3779b1u,
			(unsigned)i % 40 * 0x85ebca6bu);
		c[i] = (struct candidate){.id = i + 1,
			.asset_type = (char *)(uintptr_t)kind,
			.provider = (char *)(uintptr_t)providers[i % 3],
			.provider_url = address[i],
			.language = (char *)(uintptr_t)languages[i % 4],
			.width = 680 + 10 * (i % 150),
			.height = 1000,
			.vote_average = i % 11,
			.vote_count = i % 13,
			.perceptual_hash = hash[i],
			.phash_done = true};
		all[i] = &c[i];
	}
	start = cpu_ms();
	for (i = 0; i < ROUNDS; i++) {
		struct choice choice;

		choice_make(&choice, all, CANDIDATES, &rule, &list, false);
		taken += (int)choice.taken;
		choice_release(&choice);
	}
	printf("%-6s %d of %d candidates   %8.3f ms\n", kind, taken / ROUNDS, CANDIDATES,
		(cpu_ms() - start) / ROUNDS);
}

/* ---- films ---------------------------------------------------------------------------------------------
 */

static void run(const char *const argv[])
{
	struct strbuf out = STRBUF_INIT;

	if (process_run(argv, NULL, 0, NULL, 64 << 20, &out, &err))
		fprintf(stderr, "bench_select: %s: %s\n%s\n", argv[0], err.msg.buf, out.buf),
			exit(EXIT_FAILURE);
	strbuf_release(&out);
}

static void shell(const char *script, const char *arg)
{
	run((const char *const[]){"/bin/bash", "-euc", script, "bench", top.buf, url.buf, arg, NULL});
}

static int free_port(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) || getsockname(fd, (struct sockaddr *)&a, &len))
		need(error_errno(&err, 0, "no port"));
	close(fd);
	return ntohs(a.sin_port);
}

static const char make_pictures[] = "cd \"$1\"; mkdir www logs; for i in $(seq 40); do "
				    "ffmpeg -loglevel error -nostdin -f lavfi -i "
				    "mandelbrot=s=1000x1500:start_scale=0.$((i + 10)) -frames:v 1 "
				    "-q:v 3 www/p$i.jpg; done";
static const char start_server[] =
	"cd \"$1\"; cat >nginx.conf <<CONF\n"
	"worker_processes 1; pid $1/nginx.pid; error_log $1/logs/error.log; events { worker_connections 64; "
	"}\n"
	"http { access_log $1/logs/access.log; keepalive_requests 100000; client_body_temp_path $1/t1; "
	"proxy_temp_path $1/t2; "
	"fastcgi_temp_path $1/t3; uwsgi_temp_path $1/t4; scgi_temp_path $1/t5;\n"
	"server { listen 127.0.0.1:$3; root $1/www; } }\nCONF\n"
	"[ $(id -u) -ne 0 ] || sed -i '1i user root;' nginx.conf; nginx -p $1 -c $1/nginx.conf";

static int save_film(struct db *db, void *ctx, struct error *e)
{
	const int *n = ctx;
	struct item it = ITEM_INIT;
	struct item_save what = {.fields = MF_BIT(MF_TITLE)};
	struct remote_picture p[KINDS * OFFERED];
	static char address[KINDS * OFFERED][200];
	static const char *const kinds[KINDS] = {"poster", "banner", "landscape"};
	char name[64];
	bool changed;
	int i, rc;

	snprintf(name, sizeof(name), "/films/Film %d/Film %d.mkv", *n, *n);
	it.library_id = 1;
	it.folder = xstrdup(name);
	it.file_path = xstrdup(name);
	it.state = xstrdup("enriched");
	need(meta_set(&it.meta, MF_TITLE, name + 7, e));
	rc = item_save(db, &it, &what, e);
	for (i = 0; i < KINDS * OFFERED; i++) { /* each film has its own best ones */
		snprintf(address[i], sizeof(address[i]), "%s/p%d.jpg?%d-%d", url.buf,
			(*n * KINDS + i) % 40 + 1, *n, i);
		p[i] = (struct remote_picture){.asset_type = kinds[i % KINDS],
			.url = address[i],
			.language = "en",
			.width = 1000,
			.height = 1500,
			.vote_count = 1 + i,
			.vote_average = (i * 7 + *n) % 10};
	}
	if (rc >= 0)
		rc = candidates_set_remote(
			db, ENTITY_MOVIE, what.id, "tmdb", p, KINDS * OFFERED, &changed, e);
	item_release(&it);
	return rc < 0 ? -1 : 0;
}

static void make_database(const char *path, int films)
{
	struct library lib = {.name = (char *)"films", .path = (char *)"/films", .enabled = true};
	struct db *db;
	int i;

	need(db_open(&db, path, DB_CREATE, &err));
	need(migrate_to(db, migrate_latest(), NULL, NULL, NULL, &err));
	need(library_add(db, &lib, &err));
	for (i = 0; i < films; i++)
		need(db_transact(db, DB_WRITE, save_film, &i, &err));
	db_close(db);
}

/* CPU of children that have ended, in seconds, and the wall. */
struct cost {
	double cpu, wall;
};

static struct cost since(struct cost start)
{
	struct rusage u;
	struct timespec ts;

	getrusage(RUSAGE_CHILDREN, &u);
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (struct cost){(double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
				     (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6 - start.cpu,
		(double)ts.tv_sec + (double)ts.tv_nsec / 1e9 - start.wall};
}

static void films(int n)
{
	struct strbuf db = STRBUF_INIT, cache = STRBUF_INIT, select = STRBUF_INIT, port = STRBUF_INIT;
	struct cost start, ours, theirs;

	strbuf_addf(&port, "%d", free_port());
	strbuf_addf(&url, "http://127.0.0.1:%s", port.buf);
	shell(make_pictures, "");
	shell(start_server, port.buf);
	path_join(&db, top.buf, "metarr.db");
	path_join(&cache, top.buf, "cache");
	path_join(&select, getenv("METARR_TEST_BUILD"), "bin/metarr-select");
	make_database(db.buf, n);
	setenv("METARR_DB", db.buf, 1);
	setenv("METARR_CACHE", cache.buf, 1);
	setenv("METARR_TMDB_IMAGE_URL", url.buf, 1);
	start = since((struct cost){0, 0});
	run((const char *const[]){select.buf, "-qa", NULL});
	ours = since(start);
	start = since((struct cost){0, 0});
	/* What was asked for just now, by curl over ten connections; then both hashes of each. */
	shell("cd \"$1\"; mkdir got; grep -o 'GET [^ ]*' logs/access.log | awk -v u=\"$2\" "
	      "'{ print \"url = \\\"\" u $2 \"\\\"\\noutput = \\\"got/\" NR \".jpg\\\"\" }' >list; "
	      "curl -s -Z --parallel-max 10 -K list; sha256sum got/*.jpg >sums; "
	      "\"$METARR_TEST_BUILD\"/bin/metarr-image -S got/*.jpg >hashes & "
	      "wait",
		"");
	theirs = since(start);
	printf("%d films, %d pictures   %8.2f s of CPU, %.2f s; curl, sha256sum and metarr-image %.2f s of "
	       "CPU, %.2f s: "
	       "%.2f times\n",
		n, n * KINDS, ours.cpu, ours.wall, theirs.cpu, theirs.wall, ours.cpu / theirs.cpu);
	start = since((struct cost){0, 0});
	run((const char *const[]){select.buf, "-qa", NULL});
	printf("with nothing to do     %8.2f ms of CPU a film\n", since(start).cpu * 1000 / n);
	shell("kill $(cat \"$1/nginx.pid\"); rm -rf \"$1\"", "");
	strbuf_release(&db);
	strbuf_release(&cache);
	strbuf_release(&select);
	strbuf_release(&port);
}

int main(void)
{
	const char *tmp = getenv("TMPDIR"), *n = getenv("BENCH_FILMS");

	if (!getenv("METARR_TEST_BUILD"))
		need(error_set(&err, ERR_USAGE, "METARR_TEST_BUILD is not set"));
	strbuf_addf(&top, "%s/bench-select-XXXXXX", tmp ? tmp : "/var/tmp");
	if (!mkdtemp(top.buf))
		need(error_errno(&err, 0, "cannot make '%s'", top.buf));
	choose_in_memory("poster", 1);
	choose_in_memory("fanart", 10);
	films(n ? atoi(n) : 1000);
	strbuf_release(&top);
	strbuf_release(&url);
	error_release(&err);
	return 0;
}
