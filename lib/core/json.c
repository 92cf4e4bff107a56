/* The JSON writer, and cJSON for what jsonscan.c found to be JSON; see json.h. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/jsonscan.h"

/* The writer */

void jsonw_init(struct jsonw *w, struct strbuf *out)
{
	memset(w, 0, sizeof(*w));
	w->out = out;
}

static uint64_t level_bit(const struct jsonw *w)
{
	return UINT64_C(1) << w->depth;
}

/* What stands before a value or a key: a comma, unless it is the first. */
static void separate(struct jsonw *w)
{
	if (w->some & level_bit(w))
		strbuf_addch(w->out, ',');
	w->some |= level_bit(w);
}

static void begin_value(struct jsonw *w)
{
	if (w->keyed)
		w->keyed = false;
	else if (w->depth == 0 && w->some)
		BUG("a second JSON value");
	else if (w->depth && !(w->array & level_bit(w)))
		BUG("a JSON value without a key");
	else
		separate(w);
}

static void open_level(struct jsonw *w, bool array)
{
	begin_value(w);
	if (w->depth == 63)
		BUG("JSON nested too deep");
	w->depth++;
	w->some &= ~level_bit(w);
	w->array = array ? w->array | level_bit(w) : w->array & ~level_bit(w);
	strbuf_addch(w->out, array ? '[' : '{');
}

void jsonw_object(struct jsonw *w)
{
	open_level(w, false);
}

void jsonw_array(struct jsonw *w)
{
	open_level(w, true);
}

void jsonw_end(struct jsonw *w)
{
	if (!w->depth || w->keyed)
		BUG("JSON ended where nothing is open");
	strbuf_addch(w->out, w->array & level_bit(w) ? ']' : '}');
	w->depth--;
}

static void add_escape(struct strbuf *out, unsigned char c)
{
	static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	size_t i;

	for (i = 0; letters[i]; i += 2)
		if ((unsigned char)letters[i] == c) {
			strbuf_addch(out, '\\');
			strbuf_addch(out, letters[i + 1]);
			return;
		}
	strbuf_addf(out, "\\u%04x", c);
}

static void add_quoted(struct strbuf *out, const char *s, size_t len)
{
	size_t run = 0, i;

	strbuf_addch(out, '"');
	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		strbuf_add(out, s + run, i - run);
		add_escape(out, c);
		run = i + 1;
	}
	strbuf_add(out, s + run, len - run);
	strbuf_addch(out, '"');
}

/* A string is cleaned first: what is no UTF-8, and U+0000, is left out. */
static void add_string(struct strbuf *out, const char *s, size_t len)
{
	struct strbuf clean = STRBUF_INIT;

	if (utf8_valid(s, len) && !memchr(s, '\0', len)) {
		add_quoted(out, s, len);
		return;
	}
	strbuf_add_utf8(&clean, s, len);
	add_quoted(out, clean.buf, clean.len);
	strbuf_release(&clean);
}

void jsonw_key(struct jsonw *w, const char *key)
{
	if (!w->depth || w->keyed || w->array & level_bit(w))
		BUG("JSON key '%s' where none can be", key);
	separate(w);
	add_string(w->out, key, strlen(key));
	strbuf_addch(w->out, ':');
	w->keyed = true;
}

void jsonw_strn(struct jsonw *w, const char *s, size_t len)
{
	begin_value(w);
	add_string(w->out, s, len);
}

void jsonw_str(struct jsonw *w, const char *s)
{
	if (s)
		jsonw_strn(w, s, strlen(s));
	else
		jsonw_null(w);
}

void jsonw_int(struct jsonw *w, int64_t v)
{
	begin_value(w);
	strbuf_addf(w->out, "%" PRId64, v);
}

void jsonw_real(struct jsonw *w, double v)
{
	size_t start;
	int digits;

	begin_value(w);
	if (!isfinite(v)) {
		strbuf_addstr(w->out, "null");
		return;
	}
	start = w->out->len;
	for (digits = 15; digits <= 17; digits++) {
		strbuf_setlen(w->out, start);
		strbuf_addf(w->out, "%.*g", digits, v);
		if (strtod(w->out->buf + start, NULL) == v)
			break;
	}
}

void jsonw_bool(struct jsonw *w, bool v)
{
	begin_value(w);
	strbuf_addstr(w->out, v ? "true" : "false");
}

void jsonw_null(struct jsonw *w)
{
	begin_value(w);
	strbuf_addstr(w->out, "null");
}

/* White space outside strings goes, so that one value stays on one line. */
void jsonw_raw(struct jsonw *w, const char *json, size_t len)
{
	size_t run = 0, i;
	bool quoted = false;

	begin_value(w);
	for (i = 0; i < len; i++) {
		if (quoted && json[i] == '\\') {
			i++;
		} else if (json[i] == '"') {
			quoted = !quoted;
		} else if (!quoted && json_space(json[i])) {
			strbuf_add(w->out, json + run, i - run);
			run = i + 1;
		}
	}
	strbuf_add(w->out, json + run, len - run);
}

void jsonw_kstr(struct jsonw *w, const char *key, const char *s)
{
	jsonw_key(w, key);
	jsonw_str(w, s);
}

void jsonw_kint(struct jsonw *w, const char *key, int64_t v)
{
	jsonw_key(w, key);
	jsonw_int(w, v);
}

void jsonw_kreal(struct jsonw *w, const char *key, double v)
{
	jsonw_key(w, key);
	jsonw_real(w, v);
}

void jsonw_kbool(struct jsonw *w, const char *key, bool v)
{
	jsonw_key(w, key);
	jsonw_bool(w, v);
}

/* The tree */

cJSON *json_parse(const char *text, size_t len, struct error *err)
{
	const char *end;
	cJSON *tree;

	if (json_check(text, len, err))
		return NULL;
	tree = cJSON_ParseWithLengthOpts(text, len, &end, false);
	while (tree && end < text + len && json_space(*end))
		end++;
	if (tree && end == text + len)
		return tree;
	cJSON_Delete(tree);
	error_set(err, ERR_BAD_RECORD, "a number of more than 63 characters"); /* what some cJSON cut */
	return NULL;
}

void json_unquote(struct strbuf *out, const char *json, size_t len)
{
	cJSON *tree;

	if (!memchr(json, '\\', len)) {
		strbuf_add(out, json + 1, len - 2);
		return;
	}
	tree = json_parse(json, len, NULL);
	strbuf_addstr(out, cJSON_GetStringValue(tree));
	cJSON_Delete(tree);
}

const cJSON *json_member(const cJSON *obj, const char *key)
{
	const cJSON *item, *found = NULL;

	if (!cJSON_IsObject(obj))
		return NULL;
	cJSON_ArrayForEach (item, obj)
		if (!strcmp(item->string, key))
			found = item;
	return found;
}

const char *json_str(const cJSON *obj, const char *key)
{
	return cJSON_GetStringValue(json_member(obj, key));
}

bool json_real(const cJSON *obj, const char *key, double *out)
{
	const cJSON *item = json_member(obj, key);

	if (!cJSON_IsNumber(item) || !isfinite(item->valuedouble))
		return false;
	*out = item->valuedouble;
	return true;
}

bool json_int(const cJSON *obj, const char *key, int64_t *out)
{
	double v;

	if (!json_real(obj, key, &v) || v != trunc(v) || fabs(v) > 9007199254740992.0)
		return false;
	*out = (int64_t)v;
	return true;
}

bool json_bool(const cJSON *obj, const char *key, bool *out)
{
	const cJSON *item = json_member(obj, key);

	if (!cJSON_IsBool(item))
		return false;
	*out = cJSON_IsTrue(item);
	return true;
}
