/* Instants as text; see instant.h. */
#include <string.h>
#include <time.h>

#include "core/instant.h"

#define SECONDS_LEN 19 /* of "YYYY-MM-DD HH:MM:SS"; the fraction stays as it is */

int64_t instant_seconds(const char *instant)
{
	struct tm tm = {0};

	strptime(instant, "%Y-%m-%d %H:%M:%S", &tm);
	return (int64_t)timegm(&tm);
}

void instant_seconds_later(const char *instant, int64_t seconds, char out[INSTANT_SIZE])
{
	time_t t = (time_t)(instant_seconds(instant) + seconds);
	char text[INSTANT_SIZE];
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
	memcpy(out, text, SECONDS_LEN);
	memcpy(out + SECONDS_LEN, instant + SECONDS_LEN, INSTANT_SIZE - SECONDS_LEN);
}

void instant_days_later(const char *instant, int days, char out[INSTANT_SIZE])
{
	instant_seconds_later(instant, (int64_t)days * 24 * 60 * 60, out);
}
