/* nginx for one test; see nginx.h. */
#include <arpa/inet.h>
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/file.h"
#include "core/process.h"
#include "core/strbuf.h"
#include "nginx.h"

static struct process server = PROCESS_INIT;
static struct strbuf folder = STRBUF_INIT, certificate = STRBUF_INIT, url = STRBUF_INIT, text = STRBUF_INIT;
static struct error bad = ERROR_INIT;
static int port;
static bool secure;

static const char *in_folder(const char *name)
{
	strbuf_clear(&text);
	strbuf_addf(&text, "%s/%s", folder.buf, name);
	return text.buf;
}

static void make_certificate(void)
{
	const char *const argv[] = {"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
		"ec_paramgen_curve:prime256v1", "-nodes", "-keyout", NULL, "-out", certificate.buf, "-days",
		"2", "-subj", "/CN=metarr test", "-addext", "subjectAltName=IP:127.0.0.1", NULL};
	const char *args[sizeof(argv) / sizeof(argv[0])];
	struct strbuf out = STRBUF_INIT;

	memcpy(args, argv, sizeof(argv));
	args[9] = in_folder("key.pem");
	ck_assert_msg(!process_run(args, NULL, 0, NULL, 65536, &out, &bad), "%s", bad.msg.buf);
	strbuf_release(&out);
}

/* One that is free now. */
static int free_port(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, len), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	close(fd);
	return ntohs(a.sin_port);
}

static void write_conf(const char *lines)
{
	struct strbuf conf = STRBUF_INIT;
	const char *dir = folder.buf;

	strbuf_addf(&conf,
		"daemon off; master_process off; worker_processes 1;\n"
		"pid %s/pid; error_log %s/error.log;\n"
		"events { worker_connections 128; }\n"
		"http {\nlog_format request '$msec $connection $status $request';\n"
		"access_log %s/access.log request;\n",
		dir, dir, dir);
	strbuf_addf(&conf,
		"client_body_temp_path %s; proxy_temp_path %s; fastcgi_temp_path %s; uwsgi_temp_path %s; "
		"scgi_temp_path %s;\n",
		dir, dir, dir, dir, dir);
	strbuf_addf(&conf,
		"default_type application/json; keepalive_requests 100000;\nserver {\nlisten "
		"127.0.0.1:%d%s;\n",
		port, secure ? " ssl http2" : "");
	if (secure)
		strbuf_addf(
			&conf, "ssl_certificate %s; ssl_certificate_key %s/key.pem;\n", certificate.buf, dir);
	strbuf_addf(&conf, "root %s/www;\n%s\n}\n}\n", dir, lines);
	ck_assert_msg(
		!file_write(in_folder("conf"), conf.buf, conf.len, NULL, NULL, &bad), "%s", bad.msg.buf);
	strbuf_release(&conf);
}

static bool answers(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool there = connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;

	close(fd);
	return there;
}

void nginx_start(const char *dir, const char *lines, bool tls)
{
	struct strbuf conf = STRBUF_INIT;
	const char *argv[] = {"/usr/sbin/nginx", "-p", NULL, "-e", "stderr", "-c", NULL, NULL};

	strbuf_clear(&folder);
	strbuf_addf(&folder, "%s/nginx", dir);
	mkdir(folder.buf, 0755);
	mkdir(in_folder("www"), 0755);
	strbuf_clear(&certificate);
	strbuf_addf(&certificate, "%s/certificate.pem", folder.buf);
	secure = tls;
	if (tls)
		make_certificate();
	port = free_port();
	write_conf(lines);
	strbuf_addstr(&conf, in_folder("conf"));
	argv[2] = folder.buf;
	argv[6] = conf.buf;
	ck_assert_msg(!process_start(&server, argv, NULL, &bad), "%s", bad.msg.buf);
	while (!answers()) {
		ck_assert_msg(waitpid(server.pid, NULL, WNOHANG) == 0, "nginx ended: %s", conf.buf);
		usleep(2000);
	}
	strbuf_release(&conf);
}

const char *nginx_url(const char *path)
{
	strbuf_clear(&url);
	strbuf_addf(&url, "http%s://127.0.0.1:%d%s", secure ? "s" : "", port, path);
	return url.buf;
}

const char *nginx_certificate(void)
{
	return certificate.buf;
}

void nginx_stop(void)
{
	if (!server.pid)
		return;
	kill(server.pid, SIGQUIT);
	waitpid(server.pid, NULL, 0);
	process_release(&server);
	server = (struct process)PROCESS_INIT;
}

const char *nginx_log(void)
{
	static struct strbuf log = STRBUF_INIT;

	strbuf_clear(&log);
	ck_assert_msg(!file_read(in_folder("access.log"), 16 << 20, &log, &bad), "%s", bad.msg.buf);
	return log.buf;
}

size_t nginx_logged(const char *words)
{
	const char *line = nginx_log(), *end, *at;
	size_t n = 0;

	for (; *line; line = end + 1) {
		end = strchr(line, '\n');
		at = strstr(line, words);
		n += at && at < end;
	}
	return n;
}
