/* Members of providers' answers as they really come; see loose.h. */
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "provider/loose.h"

const char *loose_text(const cJSON *obj, const char *key)
{
	const char *s = json_str(obj, key);

	return s && s[strspn(s, " \t\r\n")] ? s : NULL;
}

/* "8.4", "-1", but not "0x10", "inf", "12 min". */
static bool is_number(const char *s, double *out)
{
	char *end;
	double v;

	if (s[strspn(s, "+-.0123456789eE")] || !strpbrk(s, "0123456789"))
		return false;
	v = strtod(s, &end);
	if (*end || !isfinite(v))
		return false;
	*out = v;
	return true;
}

bool loose_real(const cJSON *obj, const char *key, double *out)
{
	const char *s = json_str(obj, key);

	return s ? is_number(s, out) : json_real(obj, key, out);
}

bool loose_int(const cJSON *obj, const char *key, int64_t *out)
{
	double v = 0;

	if (!loose_real(obj, key, &v) || v != trunc(v) || fabs(v) > 9007199254740992.0)
		return false;
	*out = (int64_t)v;
	return true;
}

bool loose_true(const cJSON *obj, const char *key)
{
	double v = 0;
	bool b;

	return json_bool(obj, key, &b) ? b : loose_real(obj, key, &v) && v != 0;
}

const char *loose_id(const cJSON *obj, const char *key, char out[LOOSE_ID])
{
	int64_t v;

	if (!loose_int(obj, key, &v) || v <= 0)
		return NULL;
	snprintf(out, LOOSE_ID, "%" PRId64, v);
	return out;
}

const cJSON *loose_list(const cJSON *obj, const char *key)
{
	const cJSON *list = json_member(obj, key);

	return cJSON_IsArray(list) ? list : NULL;
}

void loose_set(struct meta *m, enum meta_field f, const cJSON *obj, const char *key)
{
	const char *text = loose_text(obj, key);
	char number[LOOSE_ID];
	int64_t v;

	if (!text && loose_int(obj, key, &v)) {
		snprintf(number, sizeof(number), "%" PRId64, v);
		text = number;
	}
	if (text)
		meta_set(m, f, text, NULL);
}

void loose_set_date(struct meta *m, enum meta_field f, const cJSON *obj, const char *key)
{
	const char *text = loose_text(obj, key);
	char day[11];

	if (!text)
		return;
	snprintf(day, sizeof(day), "%s", text);
	meta_set(m, f, day, NULL);
}

void loose_add(struct meta *m, enum meta_field f, const cJSON *obj, const char *list, const char *key)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, loose_list(obj, list)) {
		const char *text = loose_text(item, key);

		if (text)
			meta_add_name(m, f, text);
	}
}
