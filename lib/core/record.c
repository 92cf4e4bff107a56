/*
 * Records; see record.h.
 * A record is one buffer of text with the members as spans into it: a line is copied once, cut by the
 * scanner, and written out again span by span. What replaces a value goes to the end of the buffer. Only a
 * string that somebody asks for is decoded.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/jsonscan.h"
#include "core/record.h"

struct member {
	size_t key;	   /* in 'text': decoded, with a NUL */
	size_t value, len; /* in 'text': as JSON */
	char *str;	   /* the value decoded, once it was asked for */
};

struct record {
	struct strbuf text;
	struct member *member;
	size_t n, alloc;
	bool too_many; /* members, seen while parsing */
};

struct record *record_new(void)
{
	struct record *r = xcalloc(1, sizeof(*r));

	strbuf_init(&r->text);
	return r;
}

void record_clear(struct record *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		free(r->member[i].str);
	r->n = 0;
	r->too_many = false;
	strbuf_clear(&r->text);
}

void record_free(struct record *r)
{
	if (!r)
		return;
	record_clear(r);
	strbuf_release(&r->text);
	free(r->member);
	free(r);
}

static const char *key_of(const struct record *r, const struct member *m)
{
	return r->text.buf + m->key;
}

static const char *value_of(const struct record *r, const struct member *m)
{
	return r->text.buf + m->value;
}

static struct member *find(const struct record *r, const char *key)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (!strcmp(key_of(r, &r->member[i]), key))
			return &r->member[i];
	return NULL;
}

static void put_value(struct record *r, const char *key, const char *value, size_t len)
{
	struct member *m = find(r, key);

	if (!m) {
		ALLOC_GROW(r->member, r->n + 1, r->alloc);
		m = &r->member[r->n++];
		m->str = NULL;
		m->key = r->text.len;
		strbuf_add(&r->text, key, strlen(key) + 1);
	}
	free(m->str);
	m->str = NULL;
	m->value = r->text.len;
	m->len = len;
	strbuf_add(&r->text, value, len);
}

/* Decodes a string that stands with its quotes at 'json'. The caller frees. */
static char *decode(const char *json, size_t len)
{
	struct strbuf s = STRBUF_INIT;

	if (!memchr(json, '\\', len))
		return xstrndup(json + 1, len - 2);
	json_unquote(&s, json, len);
	return strbuf_detach(&s, NULL);
}

static void add_member(const char *key, size_t keylen, const char *value, size_t len, void *ctx)
{
	struct record *r = ctx;
	char *name;

	if (r->n == RECORD_MAX_MEMBERS) {
		r->too_many = true;
		return;
	}
	name = decode(key, keylen);
	put_value(r, name, value, len);
	free(name);
}

int record_parse(struct record *r, const char *line, size_t len, struct error *err)
{
	int rc;

	record_clear(r);
	rc = json_members(line, len, add_member, r, err);
	if (!rc && r->too_many)
		rc = error_set(err, ERR_TOO_LONG, "a record of more than %d members", RECORD_MAX_MEMBERS);
	if (rc)
		record_clear(r);
	return rc;
}

bool record_has(const struct record *r, const char *key)
{
	return find(r, key) != NULL;
}

const char *record_str(struct record *r, const char *key)
{
	struct member *m = find(r, key);

	if (!m || *value_of(r, m) != '"')
		return NULL;
	if (!m->str)
		m->str = decode(value_of(r, m), m->len);
	return m->str;
}

/* Of the text of a number: digits are taken as they are, 1e3 and 2.0 too while a double holds them exactly.
 */
static bool whole_number(const char *s, int64_t *out)
{
	char *end;
	long long v;
	double d;

	errno = 0;
	v = strtoll(s, &end, 10);
	if (*end != '.' && *end != 'e' && *end != 'E') {
		*out = v;
		return errno == 0;
	}
	d = strtod(s, NULL);
	if (d != trunc(d) || fabs(d) > 9007199254740992.0)
		return false;
	*out = (int64_t)d;
	return true;
}

bool record_int(const struct record *r, const char *key, int64_t *out)
{
	const struct member *m = find(r, key);
	const char *value = m ? value_of(r, m) : "";
	char *number;
	bool ok;

	if (*value != '-' && (*value < '0' || *value > '9'))
		return false;
	number = xstrndup(value, m->len);
	ok = whole_number(number, out);
	free(number);
	return ok;
}

bool record_bool(const struct record *r, const char *key, bool *out)
{
	const struct member *m = find(r, key);

	if (!m || (*value_of(r, m) != 't' && *value_of(r, m) != 'f'))
		return false;
	*out = *value_of(r, m) == 't';
	return true;
}

const char *record_raw(const struct record *r, const char *key, size_t *len)
{
	const struct member *m = find(r, key);

	if (!m)
		return NULL;
	*len = m->len;
	return value_of(r, m);
}

/* The value is made apart: it may be one of the record's own. */
#define SET_VALUE(r, key, write)                                                                             \
	do {                                                                                                 \
		struct strbuf made = STRBUF_INIT;                                                            \
		struct jsonw w;                                                                              \
		jsonw_init(&w, &made);                                                                       \
		write;                                                                                       \
		put_value((r), (key), made.buf, made.len);                                                   \
		strbuf_release(&made);                                                                       \
	} while (0)

void record_set_str(struct record *r, const char *key, const char *s)
{
	SET_VALUE(r, key, jsonw_str(&w, s));
}

void record_set_int(struct record *r, const char *key, int64_t v)
{
	SET_VALUE(r, key, jsonw_int(&w, v));
}

void record_set_real(struct record *r, const char *key, double v)
{
	SET_VALUE(r, key, jsonw_real(&w, v));
}

void record_set_bool(struct record *r, const char *key, bool v)
{
	SET_VALUE(r, key, jsonw_bool(&w, v));
}

void record_set_raw(struct record *r, const char *key, const char *json, size_t len)
{
	SET_VALUE(r, key, jsonw_raw(&w, json, len));
}

void record_remove(struct record *r, const char *key)
{
	struct member *m = find(r, key);

	if (!m)
		return;
	free(m->str);
	r->n--;
	memmove(m, m + 1, (r->n - (size_t)(m - r->member)) * sizeof(*m));
}

static void write_error(struct jsonw *w, const struct error *err)
{
	jsonw_object(w);
	jsonw_kstr(w, "code", error_name(err->code));
	jsonw_kstr(w, "message", err->msg.buf);
	jsonw_kbool(w, "retry", error_retry(err->code));
	jsonw_end(w);
}

void record_set_error(struct record *r, const struct error *err)
{
	SET_VALUE(r, "error", write_error(&w, err));
}

bool record_error(struct record *r, struct error *out)
{
	const struct member *m = find(r, "error");
	const char *code, *message;
	cJSON *tree;

	if (!m || *value_of(r, m) == 'n') /* null is no error */
		return false;
	if (!out)
		return true;
	tree = json_parse(value_of(r, m), m->len, NULL);
	code = json_str(tree, "code");
	message = json_str(tree, "message");
	error_set(out, code ? error_by_name(code) : ERR_INTERNAL, "%s", message ? message : "no message");
	cJSON_Delete(tree);
	return true;
}

void record_format(const struct record *r, struct strbuf *out)
{
	struct jsonw w;
	size_t i;

	jsonw_init(&w, out);
	jsonw_object(&w);
	for (i = 0; i < r->n; i++) {
		jsonw_key(&w, key_of(r, &r->member[i]));
		jsonw_raw(&w, value_of(r, &r->member[i]), r->member[i].len);
	}
	jsonw_end(&w);
}
