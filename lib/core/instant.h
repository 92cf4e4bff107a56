/*
 * Instants as text, as they are stored: "YYYY-MM-DD HH:MM:SS.mmm", UTC; their order is that of the text.
 */
#ifndef CORE_INSTANT_H
#define CORE_INSTANT_H

#include <stdint.h>

#define INSTANT_SIZE 24 /* with the NUL */

/* The instant so many seconds, or days of 24 hours, later; before, where they are fewer than 0. One that is
 * no instant gives none of use. */
void instant_seconds_later(const char *instant, int64_t seconds, char out[INSTANT_SIZE]);
void instant_days_later(const char *instant, int days, char out[INSTANT_SIZE]);

/* Whole seconds since the beginning of 1970. Of one that is no instant any number. */
int64_t instant_seconds(const char *instant);

#endif
