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

/* Month and day behind the year; in front of it day and month, as Jellyfin reads it and most of the world
 * writes. What is no date that way round is one the other way. */
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
	good = len == 4 ? set_either(date, a, b, c) : set_either(date, c, b, a);
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

/* A month's name in English, long or short: 1 to 12, 0 for none. */
static int eat_month(const char **p)
{
	static const char months[][10] = {"january", "february", "march", "april", "may", "june", "july",
		"august", "september", "october", "november", "december"};
	size_t len = strspn(*p, "abcdefghijklmnopqrstuvwxyz");

	for (int i = 0; i < 12; i++) {
		if (len >= 3 && **p == months[i][0] && !strncmp(*p, months[i], len)) {
			*p += len;
			return i + 1;
		}
	}
	return 0;
}

static int eat_day(const char **p)
{
	static const char *const endings[] = {"st", "nd", "rd", "th", NULL};
	int day = eat_number(p, 1, 2);

	eat_word(p, endings);
	return day;
}

/* "2024 jan 31" */
static size_t named_backwards(const char *s, char date[11])
{
	const char *p = s;
	int year = eat_number(&p, 4, 4), month, day;

	eat_gap(&p, " ._-", 1);
	month = eat_month(&p);
	eat_gap(&p, " ._-", 1);
	day = eat_day(&p);
	return month && !eat_is_alnum(*p) && set_date(date, year, month, day) ? (size_t)(p - s) : 0;
}

/* "31 jan 2024", "4th of december 2020", "16-feb-2017", "january 31, 2024" */
static size_t named(const char *s, char date[11])
{
	const char *p = s;
	bool day_first = eat_is_digit(*s);
	int day = day_first ? eat_day(&p) : 0, month, year;

	p += day_first && *p && strchr(" ._-", *p);
	p += day_first && !strncmp(p, "of", 2) && p[2] && strchr(" ._", p[2]) ? 3 : 0;
	month = eat_month(&p);
	eat_gap(&p, " ._-", 1);
	if (!day_first)
		day = eat_day(&p);
	eat_gap(&p, " ._,-", 2);
	year = eat_number(&p, 4, 4);
	return month && !eat_is_alnum(*p) && set_date(date, year, month, day) ? (size_t)(p - s) : 0;
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
	return set_either(date, 2000 + c, b, a) ? (size_t)(p - s) : 0;
}

static bool find(const char *low, form *match, char date[11], struct span *where)
{
	for (size_t at = 0; low[at]; at++) {
		size_t len = eat_word_starts(low, at) && eat_is_alnum(low[at]) ? match(low + at, date) : 0;
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
	       find(low, named, date, where) || find(low, named_backwards, date, where);
}

bool name_short_date(const char *low, char date[11], struct span *where)
{
	return find(low, two_digits, date, where);
}
