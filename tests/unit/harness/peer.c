/* A server that misbehaves; see peer.h. */
#include <arpa/inet.h>
#include <check.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/process.h"
#include "core/strbuf.h"
#include "peer.h"

#define SLOTS 64
#define HEAD 8192

static struct shared {
	atomic_int hits[SLOTS];
	atomic_long when[SLOTS];
	char head[HEAD];
} * shared;
static pid_t server;
static int port;

static void say(int fd, const char *text)
{
	size_t len = strlen(text);
	ssize_t n;

	for (; len; text += n, len -= (size_t)n) {
		n = send(fd, text, len, MSG_NOSIGNAL);
		if (n <= 0)
			_exit(0);
	}
}

static void answer(int fd, const char *status, const char *type, const char *more, const char *body)
{
	struct strbuf out = STRBUF_INIT;

	strbuf_addf(&out,
		"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n%s\r\n%s",
		status, type, strlen(body), more, body);
	say(fd, out.buf);
	strbuf_release(&out);
}

static void good(int fd)
{
	answer(fd, "200 OK", "application/json", "", "{\"ok\":true}");
}

static void reset(int fd)
{
	const struct linger at_once = {1, 0};

	say(fd, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"ok\":");
	usleep(20000); /* so that half of it is read */
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

static void for_ever(int fd, const char *start, const char *more, useconds_t pause)
{
	say(fd, start);
	for (;;) {
		say(fd, more);
		usleep(pause);
	}
}

static void endless(int fd, const char *start, const char *line)
{
	struct strbuf many = STRBUF_INIT;

	while (many.len < 65536)
		strbuf_addstr(&many, line);
	for_ever(fd, start, many.buf, 0);
}

#define JSON_HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

static void status(int fd, const char *act)
{
	struct strbuf line = STRBUF_INIT, more = STRBUF_INIT;
	time_t then = time(NULL) + 2;
	const char *plus = strchr(act, '+');
	char date[64];
	struct tm tm;

	strbuf_addf(&line, "%.3s Whatever", act);
	if (plus && strcmp(plus + 1, "date")) {
		strbuf_addf(&more, "Retry-After: %s\r\n", plus + 1);
	} else if (plus) {
		strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&then, &tm));
		strbuf_addf(&more, "Retry-After: %s\r\n", date);
	}
	answer(fd, line.buf, "application/json", more.buf, "{\"success\":false,\"status_message\":\"no\"}");
	strbuf_release(&line);
	strbuf_release(&more);
}

static void act(int fd, const char *what)
{
	static const struct {
		const char *name, *body;
	} bodies[] = {{"broken", "{\"ok\":"}, {"list", "[1,2]"}, {"null", "null"}, {"text", "\"ok\""}};
	size_t i;

	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		if (!strcmp(what, bodies[i].name)) {
			answer(fd, "200 OK", "application/json", "", bodies[i].body);
			return;
		}
	if (*what >= '1' && *what <= '9')
		status(fd, what);
	else if (!strcmp(what, "reset"))
		reset(fd);
	else if (!strcmp(what, "short"))
		say(fd, JSON_HEAD "Content-Length: 100\r\n\r\n{\"ok\":");
	else if (!strcmp(what, "endless"))
		endless(fd, JSON_HEAD "\r\n", "{\"ok\":true}\n");
	else if (!strcmp(what, "slow"))
		for_ever(fd, JSON_HEAD "\r\n", " ", 50000);
	else if (!strcmp(what, "silent"))
		pause();
	else if (!strcmp(what, "garbage"))
		say(fd, "220 mail.example.org ESMTP\r\n");
	else if (!strcmp(what, "heads"))
		endless(fd, "HTTP/1.1 200 OK\r\n", "X-More: 0123456789012345678901234567890123456789\r\n");
	else if (!strcmp(what, "html"))
		answer(fd, "200 OK", "text/html", "", "<html>Please log in.</html>");
	else
		good(fd);
}

/* One request of one connection, in a process of its own. */
static void serve(int fd)
{
	char head[HEAD] = "", what[64] = "";
	size_t len = 0;
	int slot = 0, times = -1, nth;
	ssize_t n;

	while (!strstr(head, "\r\n\r\n") && (n = read(fd, head + len, sizeof(head) - len - 1)) > 0)
		head[len += (size_t)n] = '\0';
	if (sscanf(head, "%*s /%63[^/]/%d/%d", what, &slot, &times) < 2 || slot < 0 || slot >= SLOTS)
		_exit(0);
	memcpy(shared->head, head, sizeof(head));
	shared->when[slot] = (long)process_clock();
	nth = atomic_fetch_add(&shared->hits[slot], 1);
	if (times >= 0 && nth >= times)
		good(fd);
	else
		act(fd, what);
	_exit(0);
}

static void run(int listener)
{
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGCHLD, SIG_IGN);
	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			serve(fd);
		}
		close(fd);
	}
	_exit(1);
}

void peer_start(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(shared, MAP_FAILED);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, len), 0);
	ck_assert_int_eq(listen(fd, 64), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	port = ntohs(a.sin_port);
	server = fork();
	if (!server)
		run(fd);
	close(fd);
}

void peer_stop(void)
{
	if (server > 0) {
		kill(server, SIGKILL);
		waitpid(server, NULL, 0);
	}
	server = 0;
	munmap(shared, sizeof(*shared));
}

const char *peer_url(const char *path)
{
	static struct strbuf ring[4] = {STRBUF_INIT, STRBUF_INIT, STRBUF_INIT, STRBUF_INIT};
	static unsigned turn;
	struct strbuf *url = &ring[turn++ % 4];

	strbuf_clear(url);
	strbuf_addf(url, "http://127.0.0.1:%d%s", port, path);
	return url->buf;
}

int peer_hits(int slot)
{
	return shared->hits[slot];
}

long peer_when(int slot)
{
	return shared->when[slot];
}

const char *peer_head(void)
{
	return shared->head;
}
