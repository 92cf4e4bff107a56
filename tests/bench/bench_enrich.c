/*
 * What enriching films costs: metarr-enrich over films whose id is known, TMDB played by nginx on loopback
 * with invented answers in the true shape; how much longer it takes than the limiter's own schedule (TMDB's
 * 50 requests a second); the same films again, unchanged, asked about with their ETag.
 * Beside it one libcurl handle that gets the same answers and parses them. On SQLite, and on PostgreSQL where
 * METARR_TEST_PG names a server (scripts/pg-test). BENCH_FILMS says how many films.
 */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/file.h"
#include "core/json.h"
#include "core/path.h"
#include "core/process.h"
#include "db/migrate.h"
#include "store/item.h"
#include "store/library.h"

#define SHARED (40 * 0.97) /* requests a second, as store/rate.h paces TMDB's 50 less what is kept */
#define FAST "100000"	   /* a limit that nobody waits for */
#define RICH_FIRST 1000000 /* films from this number on have 208 candidates, others 40 */
#define RICH_FILMS 100

static struct error err = ERROR_INIT;
static struct strbuf top = STRBUF_INIT, server = STRBUF_INIT;

static void need(int rc)
{
	if (rc < 0) {
		fprintf(stderr, "bench_enrich: %s\n", err.msg.buf);
		exit(EXIT_FAILURE);
	}
}

static void run(const char *const argv[], const struct strbuf *in)
{
	struct strbuf out = STRBUF_INIT;

	need(process_run(argv, in ? in->buf : NULL, in ? in->len : 0, NULL, 64 << 20, &out, &err));
	strbuf_release(&out);
}

static void shell(const char *script, const char *arg)
{
	run((const char *const[]){"/bin/bash", "-euc", script, "bench", top.buf, arg, NULL}, NULL);
}

/* ---- answers ------------------------------------------------------------------------------------------- */

/* How much there is of what; each picture and each person with one (pictured) is a candidate. */
static const struct shape {
	int posters, backdrops, logos, cast, pictured, crew, countries;
} ordinary = {16, 8, 4, 30, 12, 45, 40}, rich = {81, 56, 11, 75, 60, 188, 90};

static void add_pictures(struct strbuf *out, const char *list, int film, int n, int width, int height)
{
	/* Backdrops have no words, so that each is one candidate. */
	static const char *const languages[] = {"\"en\"", "\"de\"", "\"fr\""};
	int i;

	strbuf_addf(out, "\"%s\":[", list);
	for (i = 0; i < n; i++)
		strbuf_addf(out,
			"%s{\"aspect_ratio\":%.3f,\"height\":%d,\"iso_639_1\":%s,\"file_path\":"
			"\"/%c%08x%06xQzXvWuTs%04d.jpg\",\"vote_average\":%.3f,\"vote_count\":%d,"
			"\"width\":%d}",
			i ? "," : "", (double)width / height, height,
			*list == 'b' ? "null" : languages[i % 3], *list, (unsigned)film * 2654435761u,
			(unsigned)i * 40503u, i, 3 + (i * 7 + film) % 50 / 10.0, 1 + i % 40, width);
	strbuf_addstr(out, "],");
}

static void add_people(struct strbuf *out, const char *list, int film, int n, int pictured, const char *more)
{
	int i, id;

	strbuf_addf(out, "\"%s\":[", list);
	for (i = 0; i < n; i++) {
		id = film * 7 % 500 + i;
		strbuf_addf(out,
			"%s{\"adult\":false,\"gender\":%d,\"id\":%d,\"known_for_department\":\"Acting\","
			"\"name\":\"Person of the name %d\",\"original_name\":\"Person of the name %d\","
			"\"popularity\":%.4f,\"profile_path\":",
			i ? "," : "", 1 + i % 2, 1000 + id, id, id, id % 90 / 10.0);
		strbuf_addf(
			out, i < pictured ? "\"/h%08x%015dPq.jpg\"" : "null", (unsigned)id * 2654435761u, id);
		strbuf_addf(out, ",\"credit_id\":\"52fe4250c3a36847f8%06x\",\"order\":%d,%s}", id, i, more);
	}
	strbuf_addstr(out, "],");
}

/* "LIST":[{"id":0,"name":"WORD 0"}, …], */
static void add_names(struct strbuf *out, const char *list, const char *word, int n)
{
	int i;

	strbuf_addf(out, "\"%s\":[", list);
	for (i = 0; i < n; i++)
		strbuf_addf(out, "%s{\"id\":%d,\"name\":\"%s %d\"}", i ? "," : "", i, word, i);
	strbuf_addstr(out, "],");
}

static void add_releases(struct strbuf *out, int countries)
{
	int i;

	strbuf_addstr(out, "\"release_dates\":{\"results\":[");
	for (i = 0; i < countries; i++)
		strbuf_addf(out,
			"%s{\"iso_3166_1\":\"%c%c\",\"release_dates\":[{\"certification\":\"12\","
			"\"descriptors\":[],"
			"\"iso_639_1\":\"\",\"note\":\"\",\"release_date\":\"1999-10-15T00:00:00.000Z\","
			"\"type\":3}]}",
			i ? "," : "", 'A' + i / 26, 'A' + i % 26);
	strbuf_addstr(out, "]},");
}

/* What TMDB says of a film with everything appended; "" ends objects, as what is added ends with a comma. */
static void answer(int film, const struct shape *s, struct strbuf *out)
{
	strbuf_addf(out,
		"{\"id\":%d,\"imdb_id\":\"tt%07d\",\"title\":\"Film %d\",\"original_title\":\"Film %d\","
		"\"original_language\":\"en\",\"overview\":\"%-400s\",\"tagline\":\"Nobody has.\","
		"\"release_date\":\"1999-10-15\",\"runtime\":%d,\"vote_average\":7.125,\"vote_count\":%d,",
		film, film, film, film, "About a film that nobody has made.", 90 + film % 60, film);
	add_names(out, "genres", "Genre", 3);
	add_names(out, "production_companies", "Studio", 4);
	add_names(out, "production_countries", "Country", 2);
	add_releases(out, s->countries);
	strbuf_addstr(out, "\"images\":{");
	add_pictures(out, "posters", film, s->posters, 2000, 3000);
	add_pictures(out, "backdrops", film, s->backdrops, 3840, 2160);
	add_pictures(out, "logos", film, s->logos, 800, 310);
	strbuf_addstr(out, "\"\":0},\"credits\":{");
	add_people(out, "cast", film, s->cast, s->pictured, "\"character\":\"Somebody\"");
	add_people(out, "crew", film, s->crew, s->crew / 4,
		"\"department\":\"Writing\",\"job\":\"Script Editor\"");
	strbuf_addstr(out, "\"\":0},\"keywords\":{");
	add_names(out, "keywords", "keyword", 14);
	strbuf_addstr(out, "\"\":0}}");
}

static int candidates(const struct shape *s)
{
	return s->posters + s->backdrops + s->logos + s->pictured;
}

static void write_answers(int first, int n, const struct shape *s)
{
	struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;
	int i;

	for (i = 0; i < n; i++) {
		strbuf_clear(&path);
		strbuf_clear(&text);
		strbuf_addf(&path, "%s/www/movie/%d", top.buf, first + i);
		answer(first + i, s, &text);
		need(file_write(path.buf, text.buf, text.len, NULL, NULL, &err));
	}
	strbuf_release(&path);
	strbuf_release(&text);
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

static const char start_server[] =
	"cd \"$1\"; cat >nginx.conf <<CONF\n"
	"worker_processes 1; pid $1/nginx.pid; error_log $1/error.log; events { worker_connections 64; }\n"
	"http { access_log $1/access.log; keepalive_requests 100000; client_body_temp_path $1/t1; "
	"proxy_temp_path $1/t2; fastcgi_temp_path $1/t3; uwsgi_temp_path $1/t4; scgi_temp_path $1/t5; "
	"default_type application/json; gzip on; gzip_types application/json;\n"
	"server { listen 127.0.0.1:$2; root $1/www; } }\nCONF\n"
	"[ $(id -u) -ne 0 ] || sed -i '1i user root;' nginx.conf; nginx -p $1 -c $1/nginx.conf";

/* ---- what is measured ---------------------------------------------------------------------------------- */

struct cost {
	double cpu, wall; /* seconds */
};

static struct cost since(int who, struct cost start)
{
	struct rusage u;
	struct timespec ts;

	getrusage(who, &u);
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (struct cost){(double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
				     (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6 - start.cpu,
		(double)ts.tv_sec + (double)ts.tv_nsec / 1e9 - start.wall};
}

static size_t take(char *data, size_t size, size_t n, void *ctx)
{
	strbuf_add(ctx, data, size * n);
	return size * n;
}

/* Milliseconds of CPU an answer. */
static double reference(int first, int n)
{
	struct strbuf url = STRBUF_INIT, body = STRBUF_INIT;
	struct cost start = since(RUSAGE_SELF, (struct cost){0, 0});
	CURL *c = curl_easy_init();
	cJSON *json;
	int i;

	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, &body);
	for (i = 0; i < n; i++) {
		strbuf_clear(&url);
		strbuf_clear(&body);
		strbuf_addf(&url, "%s/movie/%d", server.buf, first + i);
		curl_easy_setopt(c, CURLOPT_URL, url.buf);
		if (curl_easy_perform(c))
			need(error_set(&err, ERR_PROVIDER, "no answer"));
		json = json_parse(body.buf, body.len, &err);
		need(json ? 0 : -1);
		cJSON_Delete(json);
	}
	curl_easy_cleanup(c);
	strbuf_release(&url);
	strbuf_release(&body);
	return since(RUSAGE_SELF, start).cpu * 1000 / n;
}

/* metarr-enrich of a library, or (NULL) of the records. */
static struct cost enrich(const char *library, const struct strbuf *records, const char *rate)
{
	struct strbuf program = STRBUF_INIT;
	struct cost start = since(RUSAGE_CHILDREN, (struct cost){0, 0});

	path_join(&program, getenv("METARR_TEST_BUILD"), "bin/metarr-enrich");
	setenv("METARR_TMDB_RATE", rate, 1);
	run((const char *const[]){program.buf, "-qj", library, NULL}, library ? NULL : records);
	strbuf_release(&program);
	return since(RUSAGE_CHILDREN, start);
}

/* ---- films --------------------------------------------------------------------------------------------- */

struct films {
	const char *library;
	const struct shape *shape;
	int first, n;
	int64_t library_id;
	struct strbuf records; /* that name them all */
};

static int save_film(struct db *db, struct films *f, int number, struct error *e)
{
	struct item it = ITEM_INIT;
	struct item_save what = {.fields = MF_BIT(MF_TITLE) | MF_BIT(MF_UNIQUEIDS)};
	char id[20];
	int rc;

	snprintf(id, sizeof(id), "%d", number);
	it.library_id = f->library_id;
	it.folder = xstrdup(id);
	it.file_path = xmalloc(64);
	snprintf(it.file_path, 64, "/%s/%d/film.mkv", f->library, number);
	it.state = xstrdup("identified");
	need(meta_set(&it.meta, MF_TITLE, id, e));
	meta_add_id(&it.meta, "tmdb", id, false);
	snprintf(it.field[MF_TITLE].source, sizeof(it.field[0].source), "%s", SOURCE_NAME);
	snprintf(it.field[MF_UNIQUEIDS].source, sizeof(it.field[0].source), "%s", SOURCE_NAME);
	rc = item_save(db, &it, &what, e);
	strbuf_addf(&f->records, "{\"type\":\"movie\",\"id\":%lld}\n", (long long)what.id);
	item_release(&it);
	return rc < 0 ? -1 : 0;
}

static int save_films(struct db *db, void *ctx, struct error *e)
{
	struct films *f = ctx;
	int i, rc = 0;

	strbuf_clear(&f->records);
	for (i = 0; i < f->n && !rc; i++)
		rc = save_film(db, f, f->first + i, e);
	return rc;
}

static void add_films(struct db *db, struct films *f)
{
	struct strbuf path = STRBUF_INIT;
	struct library lib = {.name = (char *)(uintptr_t)f->library, .enabled = true};

	strbuf_addf(&path, "/%s", f->library);
	lib.path = path.buf;
	need(library_add(db, &lib, &err));
	f->library_id = lib.id;
	need(db_transact(db, DB_WRITE, save_films, f, &err));
	strbuf_release(&path);
}

/* First, then with nothing new: asked about by their ETags. */
static void measure(struct films *f, const char *rate)
{
	struct cost first = enrich(f->library, NULL, rate), again = enrich(NULL, &f->records, FAST);
	double schedule = (f->n - 1) / SHARED;

	printf("  %4d of %3d candidates: %5.2f ms of CPU a film", f->n, candidates(f->shape),
		first.cpu * 1000 / f->n);
	printf(", unchanged %5.2f ms", again.cpu * 1000 / f->n);
	if (strcmp(rate, FAST) != 0)
		printf("; %.1f s, %+.1f %% of the limiter's own %.1f s", first.wall,
			100 * (first.wall / schedule - 1), schedule);
	printf("\n");
	fflush(stdout);
}

static void on_engine(const char *name, const char *url, int n)
{
	struct films some = {"ordinary", &ordinary, 1, n, 0, STRBUF_INIT};
	struct films rich_ones = {"rich", &rich, RICH_FIRST, RICH_FILMS, 0, STRBUF_INIT};
	struct db *db;

	need(db_open(&db, url, DB_CREATE, &err));
	need(migrate_to(db, migrate_latest(), top.buf, NULL, NULL, &err));
	add_films(db, &some);
	add_films(db, &rich_ones);
	db_close(db);
	setenv("METARR_DB", url, 1);
	printf("%s\n", name);
	measure(&some, "50");
	measure(&rich_ones, FAST);
	strbuf_release(&some.records);
	strbuf_release(&rich_ones.records);
}

/* A database of its own on the server. */
static void on_postgres(const char *admin, int n)
{
	const char *rest = strchr(admin, '?');
	struct strbuf url = STRBUF_INIT;
	struct db *db;

	need(db_open(&db, admin, 0, &err));
	need(db_exec(db, "DROP DATABASE IF EXISTS metarr_bench_enrich", &err));
	need(db_exec(db, "CREATE DATABASE metarr_bench_enrich TEMPLATE template0 ENCODING 'UTF8'", &err));
	strbuf_addf(&url, "postgresql://metarr@/metarr_bench_enrich%s", rest ? rest : "");
	on_engine("PostgreSQL", url.buf, n);
	need(db_exec(db, "DROP DATABASE metarr_bench_enrich", &err));
	db_close(db);
	strbuf_release(&url);
}

static void set_up(int n)
{
	const char *tmp = getenv("TMPDIR");
	struct strbuf port = STRBUF_INIT;

	strbuf_addf(&top, "%s/bench-enrich-XXXXXX", tmp ? tmp : "/var/tmp");
	if (!getenv("METARR_TEST_BUILD"))
		need(error_set(&err, ERR_USAGE, "METARR_TEST_BUILD is not set"));
	if (!mkdtemp(top.buf))
		need(error_errno(&err, errno, "cannot make '%s'", top.buf));
	strbuf_addf(&port, "%d", free_port());
	strbuf_addf(&server, "http://127.0.0.1:%s", port.buf);
	shell("mkdir -p \"$1/www/movie\"", NULL);
	write_answers(1, n, &ordinary);
	write_answers(RICH_FIRST, RICH_FILMS, &rich);
	shell(start_server, port.buf);
	setenv("METARR_CONF", "/dev/null", 1);
	setenv("METARR_TMDB_URL", server.buf, 1);
	setenv("METARR_TMDB_KEY", "a.b.c", 1);
	strbuf_release(&port);
}

int main(void)
{
	const char *wanted = getenv("BENCH_FILMS"), *admin = getenv("METARR_TEST_PG");
	int n = wanted ? atoi(wanted) : 1000;
	struct strbuf path = STRBUF_INIT;

	set_up(n);
	printf("one handle and a parser alone: %.2f ms of CPU a film of %d candidates, %.2f of %d\n",
		reference(1, n), candidates(&ordinary), reference(RICH_FIRST, RICH_FILMS), candidates(&rich));
	path_join(&path, top.buf, "metarr.db");
	on_engine("SQLite", path.buf, n);
	if (admin)
		on_postgres(admin, n);
	shell("kill $(cat \"$1/nginx.pid\"); rm -rf \"$1\"", NULL);
	strbuf_release(&path);
	strbuf_release(&top);
	strbuf_release(&server);
	error_release(&err);
	return 0;
}
