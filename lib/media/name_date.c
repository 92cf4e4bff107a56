/* Dates in names: each form is tried at every place where a number begins, the plainest first. */
#include <stdlib.h>
#include <string.h>

#include "media/name_date.h"
#include "media/name_eat.h"

static bool set_date(char date[11], int y, int m, int d)
{
	const int fields[] = {
		y / 1000, y / 100 % 10, y / 10 % 10, y % 10, -1, m / 10, m % 10, -1, d / 10, d % 10};

	if (y < 1900 || y > 2099 || m < 1 || m > 12 || d < 1 || d > 31)
		return false;
	for (size_t i = 0; i < 10; i++)
		date[i] = fields[i] < 0 ? '-' : (char)('0' + fields[i]);
	date[10] = '\0';
	return true;
}

/* Month first, as Kodi and Sonarr read it, and where that is no date day first. */
static bool set_either(char date[11], int y, int a, int b)
{
	return set_date(date, y, a, b) || set_date(date, y, b, a);
}

/* Each form gives the bytes it takes, or 0. */
typedef size_t form(const char *s, char date[11]);

static size_t divided(const char *s, char date[11])
{
	const char *p = s;
	size_t len = strspn(s, "0123456789");
	char sep = s[len];
	int a, b, c;
	bool good;

	if (!sep || !strchr(" ._-", sep))
		return 0;
	if ((a = eat_number(&p, 1, 4)) < 0 || *p++ != sep || (b = eat_number(&p, 1, 2)) < 0 || *p++ != sep ||
		(c = eat_number(&p, 1, 4)) < 0 || eat_is_alnum(*p))
		return 0;
	good = len == 4 ? set_either(date, a, b, c) : set_either(date, c, a, b);
	return good ? (size_t)(p - s) : 0;
}

static size_t packed(const char *s, char date[11])
{
	size_t len = strspn(s, "0123456789");
	int v = len == 8 || len == 6 ? atoi(s) : 0;

	if (len == 6)
		v = v < 400000 ? v + 20000000 : 0;
	return !eat_is_alnum(s[len]) && set_date(date, v / 10000, v / 100 % 100, v % 100) ? len : 0;
}

/* "31 jan 2024", "4th december 2020", "16-feb-2017" */
static size_t named(const char *s, char date[11])
{
	static const char months[][4] = {
		"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
	const char *p = s;
	int day = eat_number(&p, 1, 2), month = 0, year;

	if (!strncmp(p, "st", 2) || !strncmp(p, "nd", 2) || !strncmp(p, "rd", 2) || !strncmp(p, "th", 2))
		p += 2;
	p += *p && strchr(" .-", *p);
	while (month < 12 && strncmp(p, months[month], 3))
		month++;
	if (day < 0 || month == 12)
		return 0;
	while (*p >= 'a' && *p <= 'z')
		p++;
	p += *p && strchr(" .-", *p);
	year = eat_number(&p, 4, 4);
	return !eat_is_alnum(*p) && set_date(date, year, month + 1, day) ? (size_t)(p - s) : 0;
}

static size_t two_digits(const char *s, char date[11])
{
	const char *p = s;
	char sep = s[strspn(s, "0123456789")];
	int a, b, c;

	if (!sep || !strchr(".-", sep))
		return 0;
	if ((a = eat_number(&p, 1, 2)) < 0 || *p++ != sep || (b = eat_number(&p, 1, 2)) < 0 || *p++ != sep ||
		(c = eat_number(&p, 2, 2)) < 0 || c > 39 || eat_is_alnum(*p))
		return 0;
	return set_either(date, 2000 + c, a, b) ? (size_t)(p - s) : 0;
}

static bool find(const char *low, form *match, char date[11], struct span *where)
{
	for (size_t at = 0; low[at]; at++) {
		size_t len = eat_is_digit(low[at]) && eat_word_starts(low, at) ? match(low + at, date) : 0;
		if (len > 0) {
			*where = (struct span){at, at + len};
			return true;
		}
	}
	return false;
}

bool name_date(const char *low, char date[11], struct span *where)
{
	return find(low, divided, date, where) || find(low, packed, date, where) ||
	       find(low, named, date, where);
}

bool name_short_date(const char *low, char date[11], struct span *where)
{
	return find(low, two_digits, date, where);
}
