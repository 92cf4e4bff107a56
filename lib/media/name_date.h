/* Dates in names; used by media/name_number.c alone. */
#ifndef MEDIA_NAME_DATE_H
#define MEDIA_NAME_DATE_H

#include <stdbool.h>
#include <stddef.h>

struct span {
	size_t from, to; /* bytes; to 0: nothing was found */
};

/*
 * Finds the first date in a lower-cased text: "2024-01-31", "31.01.2024", "20240131", "240131", "31 jan
 * 2024". Where day and month may be either the day is first, and behind a year the month. 'date' becomes
 * YYYY-MM-DD.
 */
bool name_date(const char *low, char date[11], struct span *where);
/* The same for two digits a field, "3.29.12": many things look so, and only what has no other number is
 * asked. */
bool name_short_date(const char *low, char date[11], struct span *where);

#endif
