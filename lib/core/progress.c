/* The progress line; see progress.h. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/progress.h"
#include "core/strbuf.h"

static struct {
	bool off, shown;
	struct timespec begin, last;
	size_t first;	  /* how many were done at the begin */
	const char *word; /* of that kind of work */
} progress;

static double seconds_between(const struct timespec *a, const struct timespec *b)
{
	return (double)(b->tv_sec - a->tv_sec) + (double)(b->tv_nsec - a->tv_nsec) / 1e9;
}

static void draw_progress(size_t done, size_t total, const char *word, double seconds)
{
	double rate = seconds > 0 && done > progress.first ? (double)(done - progress.first) / seconds : 0;
	struct strbuf line = STRBUF_INIT;

	strbuf_addf(&line, "\r%s %zu", word, done);
	if (total)
		strbuf_addf(&line, "/%zu", total);
	if (rate > 0)
		strbuf_addf(&line, "  %.*f/s", rate < 10, rate);
	if (rate > 0 && total > done) {
		long left = (long)((double)(total - done) / rate + 0.5);
		strbuf_addf(&line, "  %ld:%02ld left", left / 60, left % 60);
	}
	strbuf_addstr(&line, "\033[K");
	fputs(line.buf, stderr);
	strbuf_release(&line);
}

void progress_enable(bool on)
{
	progress.off = !on;
}

void progress_show(size_t done, size_t total, const char *word)
{
	struct timespec now;

	if (progress.off || !isatty(STDERR_FILENO))
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!progress.word || strcmp(progress.word, word) != 0 || done < progress.first) {
		progress.begin = now;
		progress.first = done;
		progress.word = word;
	} else if (seconds_between(&progress.last, &now) < 0.1) {
		return;
	}
	progress.last = now;
	progress.shown = true;
	draw_progress(done, total, word, seconds_between(&progress.begin, &now));
}

void progress_end(void)
{
	if (!progress.shown)
		return;
	fputs("\r\033[K", stderr);
	progress.shown = false;
}
