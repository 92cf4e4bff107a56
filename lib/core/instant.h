/*
 * Instants as text, as they are stored: "YYYY-MM-DD HH:MM:SS.mmm", UTC; their order is that of the text.
 */
#ifndef CORE_INSTANT_H
#define CORE_INSTANT_H

#define INSTANT_SIZE 24 /* with the NUL */

/* The instant so many days (of 24 hours) later; before, where they are fewer than 0. One that is no instant
 * gives none of use. */
void instant_days_later(const char *instant, int days, char out[INSTANT_SIZE]);

#endif
