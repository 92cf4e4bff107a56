/*
 * The scanner behind json_check(), json_members() and json_elements(): one pass, no memory, recursion bounded
 * by JSON_MAX_DEPTH. See jsonscan.h.
 */
#include <string.h>

#include "core/json.h"
#include "core/jsonscan.h"

bool json_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct scan {
	const char *start, *at, *end;
	size_t most; /* bytes */
	size_t values;
	int depth;
	struct error *err;
	json_member_fn member;	 /* for the members of the outermost object; NULL: nobody wants them */
	json_element_fn element; /* for the elements of the outermost array; NULL likewise */
	void *ctx;
};

static int scan_value(struct scan *s);

static int bad(struct scan *s, const char *what)
{
	return error_set(
		s->err, ERR_BAD_RECORD, "not JSON at byte %zu: %s", (size_t)(s->at - s->start), what);
}

static bool at(const struct scan *s, char c)
{
	return s->at < s->end && *s->at == c;
}

static bool take(struct scan *s, char c)
{
	if (!at(s, c))
		return false;
	s->at++;
	return true;
}

static void skip_space(struct scan *s)
{
	while (s->at < s->end && json_space(*s->at))
		s->at++;
}

static bool at_digit(const struct scan *s)
{
	return s->at < s->end && *s->at >= '0' && *s->at <= '9';
}

static int take_digits(struct scan *s)
{
	if (!at_digit(s))
		return bad(s, "a digit is missing");
	while (at_digit(s))
		s->at++;
	return 0;
}

static int scan_number(struct scan *s)
{
	take(s, '-');
	if (take(s, '0')) {
		if (at_digit(s))
			return bad(s, "a number with a leading zero");
	} else if (take_digits(s)) {
		return -1;
	}
	if (take(s, '.') && take_digits(s))
		return -1;
	if (take(s, 'e') || take(s, 'E')) {
		if (!take(s, '+'))
			take(s, '-');
		return take_digits(s);
	}
	return 0;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits after "\u", or -1. */
static long take_unit(struct scan *s)
{
	long unit = 0;
	int i, digit;

	for (i = 0; i < 4; i++) {
		digit = s->at < s->end ? hex_digit(*s->at) : -1;
		if (digit < 0)
			return bad(s, "\\u without four hexadecimal digits");
		unit = unit * 16 + digit;
		s->at++;
	}
	return unit;
}

static int scan_unicode(struct scan *s)
{
	long unit = take_unit(s);

	if (unit < 0)
		return -1;
	if (unit == 0)
		return bad(s, "a \\u0000");
	if (unit >= 0xd800 && unit < 0xdc00 && take(s, '\\') && take(s, 'u')) {
		unit = take_unit(s);
		if (unit < 0)
			return -1;
		if (unit >= 0xdc00 && unit < 0xe000)
			return 0;
		return bad(s, "half a surrogate pair");
	}
	return unit >= 0xd800 && unit < 0xe000 ? bad(s, "half a surrogate pair") : 0;
}

static int scan_escape(struct scan *s)
{
	if (take(s, 'u'))
		return scan_unicode(s);
	if (s->at == s->end || !*s->at || !strchr("\"\\/bfnrt", *s->at))
		return bad(s, "an unknown escape");
	s->at++;
	return 0;
}

/* What a string has most of: no quote, escape or control character. */
static bool is_plain(char c)
{
	return (unsigned char)c >= 0x20 && c != '"' && c != '\\';
}

static int scan_string(struct scan *s)
{
	if (!take(s, '"'))
		return bad(s, "a string is missing");
	for (;;) {
		while (s->at < s->end && is_plain(*s->at))
			s->at++;
		if (s->at == s->end)
			return bad(s, "a string without its end");
		if ((unsigned char)*s->at < 0x20)
			return bad(s, "a control character in a string");
		if (*s->at++ == '"')
			return 0;
		if (scan_escape(s))
			return -1;
	}
}

static int scan_word(struct scan *s, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(s->end - s->at) < len || memcmp(s->at, word, len) != 0)
		return bad(s, "an unknown word");
	s->at += len;
	return 0;
}

static int scan_member(struct scan *s)
{
	const char *key = s->at, *value;
	size_t keylen;

	if (scan_string(s))
		return -1;
	keylen = (size_t)(s->at - key);
	skip_space(s);
	if (!take(s, ':'))
		return bad(s, "a colon is missing");
	skip_space(s);
	value = s->at;
	if (scan_value(s))
		return -1;
	if (s->depth == 1 && s->member)
		s->member(key, keylen, value, (size_t)(s->at - value), s->ctx);
	return 0;
}

static int scan_element(struct scan *s)
{
	const char *value = s->at;

	if (scan_value(s))
		return -1;
	if (s->depth == 1 && s->element)
		s->element(value, (size_t)(s->at - value), s->ctx);
	return 0;
}

/* The inside of an object or an array, from after its opening to its closing bracket. */
static int scan_inside(struct scan *s, char closing, int (*one)(struct scan *))
{
	if (s->depth == JSON_MAX_DEPTH)
		return error_set(s->err, ERR_TOO_LONG, "JSON nested more than %d deep", JSON_MAX_DEPTH);
	s->depth++;
	skip_space(s);
	if (!take(s, closing)) {
		do {
			skip_space(s);
			if (one(s))
				return -1;
			skip_space(s);
		} while (take(s, ','));
		if (!take(s, closing))
			return bad(s, "a comma or a bracket is missing");
	}
	s->depth--;
	return 0;
}

static int scan_value(struct scan *s)
{
	if (s->at == s->end)
		return bad(s, "a value is missing");
	s->values++;
	switch (*s->at) {
	case '{':
		s->at++;
		return scan_inside(s, '}', scan_member);
	case '[':
		s->at++;
		return scan_inside(s, ']', scan_element);
	case '"':
		return scan_string(s);
	case 't':
		return scan_word(s, "true");
	case 'f':
		return scan_word(s, "false");
	case 'n':
		return scan_word(s, "null");
	default:
		return at(s, '-') || at_digit(s) ? scan_number(s) : bad(s, "a value is missing");
	}
}

/* One value, and nothing after it but white space. */
static int scan_text(struct scan *s)
{
	size_t len = (size_t)(s->end - s->start);

	if (len > s->most)
		return error_set(s->err, ERR_TOO_LONG, "JSON of more than %zu bytes", s->most);
	if (!utf8_valid(s->start, len))
		return error_set(s->err, ERR_BAD_RECORD, "not JSON: bytes that are not UTF-8");
	skip_space(s);
	if (scan_value(s))
		return -1;
	skip_space(s);
	return s->at == s->end ? 0 : bad(s, "something after the value");
}

int json_check(const char *text, size_t len, struct error *err)
{
	size_t values;

	return json_check_long(text, len, JSON_MAX_LINE, &values, err);
}

int json_check_long(const char *text, size_t len, size_t most, size_t *values, struct error *err)
{
	struct scan s = {.start = text, .at = text, .end = text + len, .most = most, .err = err};
	int rc = scan_text(&s);

	*values = s.values;
	return rc;
}

/* A text that must begin with 'opening'. */
static int scan_all(struct scan *s, char opening, const char *what)
{
	skip_space(s);
	if (!at(s, opening))
		return json_check(s->start, (size_t)(s->end - s->start), s->err)
			       ? -1
			       : error_set(s->err, ERR_BAD_RECORD, "no JSON %s", what);
	s->at = s->start;
	return scan_text(s);
}

int json_members(const char *text, size_t len, json_member_fn member, void *ctx, struct error *err)
{
	struct scan s = {.start = text,
		.at = text,
		.end = text + len,
		.most = JSON_MAX_LINE,
		.err = err,
		.member = member,
		.ctx = ctx};

	return scan_all(&s, '{', "object");
}

int json_elements(const char *text, size_t len, json_element_fn element, void *ctx, struct error *err)
{
	struct scan s = {.start = text,
		.at = text,
		.end = text + len,
		.most = JSON_MAX_LINE,
		.err = err,
		.element = element,
		.ctx = ctx};

	return scan_all(&s, '[', "array");
}
