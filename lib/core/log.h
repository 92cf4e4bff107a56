/*
 * Messages on their way out. The library says things through here and never prints itself; a program names
 * itself with log_to_stderr() at its start, and then each message is one line "metarr-scan: …" on stderr.
 * Without it (unit tests, the CGI program) messages are dropped or go to the sink that was set.
 */
#ifndef CORE_LOG_H
#define CORE_LOG_H

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

typedef void (*log_sink)(enum log_level level, const char *line, void *ctx);

void log_to_stderr(const char *program);
void log_set_sink(log_sink sink, void *ctx); /* NULL: drop */
void log_set_level(enum log_level most);     /* default LOG_LEVEL_WARN; -v: INFO, then DEBUG; -q: ERROR */

void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
