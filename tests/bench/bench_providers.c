/*
 * Asking providers, played by nginx on loopback: what five processes get of a limit (TMDB's, 40 requests a
 * second for those that nobody waits for), how fairly, how many the server sees in its busiest second, how
 * long somebody who is in a hurry waits meanwhile; and what a request costs, CPU milliseconds, with an answer
 * of 180 KB that is parsed and kept, and with one that has not changed.
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/file.h"
#include "core/process.h"
#include "db/migrate.h"
#include "provider/desk.h"

#define PROCESSES 5
#define SECONDS 10
#define ANSWERS 200

static char dir[] = "/var/tmp/metarr-bench.XXXXXX";
static struct error err = ERROR_INIT;
static struct strbuf url = STRBUF_INIT;
static struct process nginx = PROCESS_INIT;

static struct shared {
	_Atomic int requests[PROCESSES];
	_Atomic long cpu_us;
} * shared;

static double clock_ms(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void need(int rc)
{
	if (rc) {
		fprintf(stderr, "bench_providers: %s\n", err.msg.buf);
		exit(EXIT_FAILURE);
	}
}

static char *path_of(const char *name)
{
	struct strbuf path = STRBUF_INIT;

	strbuf_addf(&path, "%s/%s", dir, name);
	return strbuf_detach(&path, NULL);
}

static void write_file(const char *name, const struct strbuf *text)
{
	char *path = path_of(name);

	need(file_write(path, text->buf, text->len, NULL, NULL, &err));
	free(path);
}

/* What a film's details, credits and pictures look like. */
static void write_answer(void)
{
	struct strbuf text = STRBUF_INIT;
	int i;

	strbuf_addstr(&text, "{\"id\":1,\"title\":\"A film\",\"images\":{\"posters\":[");
	for (i = 0; text.len < 180000; i++)
		strbuf_addf(&text,
			"%s{\"aspect_ratio\":0.667,\"height\":3000,\"iso_639_1\":\"de\",\"file_path\":\"/"
			"%08x%08x.jpg\","
			"\"vote_average\":%d.%03d,\"vote_count\":%d,\"width\":2000}",
			i ? "," : "", i * 2654435761u, i * 40503u, i % 10, i % 1000, i % 97);
	strbuf_addstr(&text, "]}}");
	write_file("film.json", &text);
	strbuf_release(&text);
}

static int free_port(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&a, len) || getsockname(fd, (struct sockaddr *)&a, &len))
		need(error_set(&err, ERR_IO, "no port"));
	close(fd);
	return ntohs(a.sin_port);
}

static void start_nginx(void)
{
	struct strbuf conf = STRBUF_INIT;
	char *path = path_of("conf");
	const char *argv[] = {"/usr/sbin/nginx", "-p", dir, "-e", "stderr", "-c", path, NULL};
	int port = free_port();

	strbuf_addf(&conf,
		"daemon off; master_process off; pid %s/pid; events {}\nhttp { log_format request '$msec'; "
		"access_log %s/log request; client_body_temp_path %s; proxy_temp_path %s; fastcgi_temp_path "
		"%s; "
		"uwsgi_temp_path %s; scgi_temp_path %s; default_type application/json; keepalive_requests "
		"100000; "
		"gzip on; gzip_types application/json; gzip_comp_level 1; server { listen 127.0.0.1:%d; root "
		"%s; "
		"location /film { try_files /film.json =404; } location / { return 200 '{}'; } } }\n",
		dir, dir, dir, dir, dir, dir, dir, port, dir);
	write_file("conf", &conf);
	need(process_start(&nginx, argv, NULL, &err));
	strbuf_addf(&url, "http://127.0.0.1:%d", port);
	usleep(200000);
	strbuf_release(&conf);
	free(path);
}

static void open_session(struct session *s, const char *rate)
{
	char *db = path_of("metarr.db");

	memset(s, 0, sizeof(*s));
	need(db_open(&s->db, db, DB_CREATE, &err));
	need(migrate_to(s->db, migrate_latest(), NULL, NULL, NULL, &err));
	need(conf_set(&s->conf, CONF_TMDB_KEY, "a.b.c", "bench", &err));
	need(conf_set(&s->conf, CONF_TMDB_URL, url.buf, "bench", &err));
	need(conf_set(&s->conf, CONF_TMDB_RATE, rate, "bench", &err));
	free(db);
}

static void close_session(struct session *s)
{
	db_close(s->db);
	conf_release(&s->conf);
}

struct task {
	char path[32];
};

static enum ask_state one(struct ask *a, void *job, struct error *e)
{
	const cJSON *json;

	return ask_get(a, PROVIDER_TMDB, ((struct task *)job)->path, &json, e);
}

/* Keeps the desk full until the time is over; who: a number for the paths. */
static void ask_on(struct desk *d, int who, double until)
{
	struct task *t;
	enum ask_state how;
	void *job;
	int n = 0;

	while (clock_ms(CLOCK_MONOTONIC) < until) {
		while (!desk_full(d)) {
			t = malloc(sizeof(*t));
			snprintf(t->path, sizeof(t->path), "x?%d-%d", who, n++);
			desk_add(d, one, t);
		}
		if (desk_next(d, 100, -1, &job, &how, &err) != 1)
			continue;
		free(job);
		if (how == ASK_FAILED)
			need(-1);
		shared->requests[who]++;
	}
}

static void background(int who, double until)
{
	struct session s;
	struct desk *d;

	open_session(&s, "50");
	need(desk_new(&d, &s, 5, &err));
	ask_on(d, who, until);
	shared->cpu_us += (long)(clock_ms(CLOCK_PROCESS_CPUTIME_ID) * 1000);
	_exit(0);
}

/* The longest wait of requests of priority 1 that come now and then. */
static double in_a_hurry(double until)
{
	struct session s;
	struct desk *d;
	struct task t;
	enum ask_state how;
	double start, longest = 0;
	void *job;
	int n = 0;

	open_session(&s, "50");
	need(desk_new(&d, &s, 1, &err));
	while ((start = clock_ms(CLOCK_MONOTONIC)) < until) {
		snprintf(t.path, sizeof(t.path), "hurry?%d", n++);
		desk_add(d, one, &t);
		if (desk_next(d, -1, -1, &job, &how, &err) != 1 || how != ASK_ANSWERED)
			need(-1);
		if (clock_ms(CLOCK_MONOTONIC) - start > longest)
			longest = clock_ms(CLOCK_MONOTONIC) - start;
		usleep(150000);
	}
	desk_free(d);
	close_session(&s);
	return longest;
}

static int busiest_second(void)
{
	static double at[4096];
	char *path = path_of("log");
	FILE *f = fopen(path, "r");
	int n = 0, first = 0, most = 0;

	while (f && n < 4096 && fscanf(f, "%lf", &at[n]) == 1) {
		while (at[n] - at[first] >= 1)
			first++;
		if (++n - first > most)
			most = n - first;
	}
	if (f)
		fclose(f);
	free(path);
	return most;
}

static void five_processes(void)
{
	double until = clock_ms(CLOCK_MONOTONIC) + SECONDS * 1e3, hurry;
	int i, all = 0, least = 1 << 30, most = 0, status;
	pid_t pid[PROCESSES];

	for (i = 0; i < PROCESSES; i++) {
		pid[i] = fork();
		if (!pid[i])
			background(i, until);
	}
	hurry = in_a_hurry(until - 500);
	for (i = 0; i < PROCESSES; i++)
		if (waitpid(pid[i], &status, 0) < 0 || status)
			need(error_set(&err, ERR_CRASHED, "a process of the five failed"));
	for (i = 0; i < PROCESSES; i++) {
		all += shared->requests[i];
		least = shared->requests[i] < least ? shared->requests[i] : least;
		most = shared->requests[i] > most ? shared->requests[i] : most;
	}
	printf("five processes          %6.1f requests/s, %.1f %% of 40; each %d to %d; busiest second %d of "
	       "50\n",
		(double)all / SECONDS, 100.0 * all / SECONDS / 40, least, most, busiest_second());
	printf("  meanwhile priority 1  %6.0f ms at most\n", hurry);
	printf("  a request             %6.2f ms CPU\n", (double)shared->cpu_us / 1e3 / all);
}

static void answers(const char *what)
{
	struct session s;
	struct desk *d;
	struct task t;
	enum ask_state how;
	double cpu;
	void *job;
	int i;

	open_session(&s, "100000");
	need(desk_new(&d, &s, 5, &err));
	cpu = clock_ms(CLOCK_PROCESS_CPUTIME_ID);
	for (i = 0; i < ANSWERS; i++) {
		snprintf(t.path, sizeof(t.path), "film?%d", i);
		desk_add(d, one, &t);
		if (desk_next(d, -1, -1, &job, &how, &err) != 1 || how != ASK_ANSWERED)
			need(-1);
	}
	desk_free(d);
	printf("%-23s %6.2f ms CPU an answer of 180 KB\n", what,
		(clock_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu) / ANSWERS);
	close_session(&s);
}

int main(void)
{
	struct session s;
	char *const remove_it[] = {(char[]){"rm"}, (char[]){"-rf"}, dir, NULL};

	need(mkdtemp(dir) ? 0 : error_set(&err, ERR_IO, "no folder"));
	chmod(dir, 0755);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	write_answer();
	start_nginx();
	open_session(&s, "50"); /* makes the database */
	close_session(&s);
	five_processes();
	answers("parsed and kept");
	answers("not changed");
	fflush(stdout);
	kill(nginx.pid, SIGKILL);
	execvp("rm", remove_it);
	return EXIT_FAILURE;
}
