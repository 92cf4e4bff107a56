/* Levels and sinks of messages; see log.h. */
#include <stdarg.h>
#include <stdio.h>

#include "core/log.h"
#include "core/strbuf.h"

static log_sink the_sink;
static void *the_ctx;
static enum log_level most_level = LOG_LEVEL_WARN;

static void stderr_sink(enum log_level level, const char *line, void *ctx)
{
	(void)level;
	fprintf(stderr, "%s: %s\n", (const char *)ctx, line);
}

void log_to_stderr(const char *program)
{
	static struct strbuf name = STRBUF_INIT;

	strbuf_clear(&name);
	strbuf_addstr(&name, program);
	log_set_sink(stderr_sink, name.buf);
}

void log_set_sink(log_sink sink, void *ctx)
{
	the_sink = sink;
	the_ctx = ctx;
}

void log_set_level(enum log_level most)
{
	most_level = most;
}

static void log_v(enum log_level level, const char *fmt, va_list ap)
{
	struct strbuf raw = STRBUF_INIT, line = STRBUF_INIT;

	if (!the_sink || level > most_level)
		return;
	strbuf_vaddf(&raw, fmt, ap);
	strbuf_add_escaped(&line, raw.buf, raw.len);
	the_sink(level, line.buf, the_ctx);
	strbuf_release(&raw);
	strbuf_release(&line);
}

#define LOG_AT(level)                                                                                        \
	do {                                                                                                 \
		va_list ap;                                                                                  \
		va_start(ap, fmt);                                                                           \
		log_v(level, fmt, ap);                                                                       \
		va_end(ap);                                                                                  \
	} while (0)

void log_error(const char *fmt, ...)
{
	LOG_AT(LOG_LEVEL_ERROR);
}

void log_warn(const char *fmt, ...)
{
	LOG_AT(LOG_LEVEL_WARN);
}

void log_info(const char *fmt, ...)
{
	LOG_AT(LOG_LEVEL_INFO);
}

void log_debug(const char *fmt, ...)
{
	LOG_AT(LOG_LEVEL_DEBUG);
}
