/*
 * One line on stderr while long work goes on: "scanned 120/1000  40/s  0:22 left". Only when stderr is a
 * terminal, at most ten times a second. Messages, prog_put() and prog_finish() clear it; who prints for
 * people calls progress_end() first.
 */
#ifndef CORE_PROGRESS_H
#define CORE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

void progress_enable(bool on); /* -q: off */
/* total 0: not known. Another word (a constant), or a 'done' that goes back, begins anew: another kind of
 * work. */
void progress_show(size_t done, size_t total, const char *word);
void progress_end(void);

#endif
