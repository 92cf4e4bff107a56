/*
 * A real web server for one test: nginx on loopback, with its files in the test's scratch folder, gone with
 * the test.
 */
#ifndef HARNESS_NGINX_H
#define HARNESS_NGINX_H

#include <stdbool.h>
#include <stddef.h>

/* Starts it with the given lines inside of "server { … }"; its root is scratch("www"), a type is only what
 * "types" or default_type (application/json) says. Ends the test when it does not start. dir: where its files
 * are to be. */
void nginx_start(const char *dir, const char *lines, bool tls);
/* "http://127.0.0.1:PORT" and the path, https where that was wanted; lives until nginx_stop(). */
const char *nginx_url(const char *path);
/* The certificate that it uses: an authority of its own, for 127.0.0.1; made at run time. */
const char *nginx_certificate(void);
/* Stops it; what it logged is complete then: "MSEC CONNECTION STATUS METHOD URI PROTOCOL", a line a request.
 */
void nginx_stop(void);
/* Lines of the log in which the words are, after nginx_stop(). */
size_t nginx_logged(const char *words);
const char *nginx_log(void);

#endif
