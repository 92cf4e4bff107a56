/*
 * Trees of JSON; see jsontree.h. The scanner has found the text good, so that reading it again needs no check
 * of anything. Strings stay where they are in a copy of the text, with their escapes resolved in place.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/jsonscan.h"
#include "core/jsontree.h"

struct json_tree {
	cJSON *node; /* the first is the root */
	size_t n;    /* nodes that are in use */
	char *text;
	char *at; /* what is read next */
};

static void skip_space(struct json_tree *t)
{
	while (json_space(*t->at))
		t->at++;
}

static unsigned take_unit(const char *digits)
{
	unsigned unit = 0;
	int i;

	for (i = 0; i < 4; i++) {
		char c = (char)(digits[i] | 0x20); /* a letter's small form; digits have that bit */

		unit = unit * 16 + (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return unit;
}

static char *put_utf8(char *out, unsigned c)
{
	if (c < 0x80) {
		*out++ = (char)c;
	} else if (c < 0x800) {
		*out++ = (char)(0xc0 | c >> 6);
		*out++ = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*out++ = (char)(0xe0 | c >> 12);
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
		*out++ = (char)(0x80 | (c & 0x3f));
	} else {
		*out++ = (char)(0xf0 | c >> 18);
		*out++ = (char)(0x80 | (c >> 12 & 0x3f));
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
		*out++ = (char)(0x80 | (c & 0x3f));
	}
	return out;
}

/* The escape at *in, which is moved behind it; what it stands for is never longer. */
static char *put_escape(char *out, const char **in)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *letter;
	unsigned unit;
	char c = (*in)[1];

	*in += 2;
	if (c != 'u') {
		letter = strchr(from, c);
		*out++ = letter ? to[letter - from] : c;
		return out;
	}
	unit = take_unit(*in);
	*in += 4;
	if (unit >= 0xd800 && unit < 0xdc00) { /* the other half follows */
		unit = 0x10000 + ((unit - 0xd800) << 10) + (take_unit(*in + 2) - 0xdc00);
		*in += 6;
	}
	return put_utf8(out, unit);
}

static char *read_string(struct json_tree *t)
{
	char *start = t->at + 1, *out;
	const char *in = start + strcspn(start, "\"\\");

	out = start + (in - start);
	while (*in != '"') {
		if (*in == '\\')
			out = put_escape(out, &in);
		else
			*out++ = *in++;
	}
	t->at += in + 1 - t->at;
	*out = '\0';
	return start;
}

/* Most are short: up to fifteen digits, of which some may stand behind the point, are exact as a quotient. */
static double read_number(struct json_tree *t)
{
	static const double tens[] = {
		1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
	const char *start = t->at, *p = start + (*start == '-');
	int64_t digits = 0;
	int n = 0, behind = 0;

	for (; *p >= '0' && *p <= '9'; p++, n++)
		digits = n < 15 ? digits * 10 + (*p - '0') : digits;
	if (*p == '.')
		for (p++; *p >= '0' && *p <= '9'; p++, n++, behind++)
			digits = n < 15 ? digits * 10 + (*p - '0') : digits;
	if (n > 15 || *p == 'e' || *p == 'E')
		return strtod(start, &t->at);
	t->at += p - start;
	return (*start == '-' ? -(double)digits : (double)digits) / tens[behind];
}

static cJSON *read_value(struct json_tree *t);

/* The inside of an object or an array, from its opening to behind its closing bracket. */
static void read_inside(struct json_tree *t, cJSON *parent, char closing)
{
	cJSON *last = NULL, *child;
	char *key = NULL;

	for (t->at++; skip_space(t), *t->at != closing; t->at += *t->at == ',') {
		skip_space(t);
		if (closing == '}') {
			key = read_string(t);
			skip_space(t);
			t->at++; /* the colon */
		}
		child = read_value(t);
		child->string = key;
		child->prev = last;
		*(last ? &last->next : &parent->child) = child;
		last = child;
		skip_space(t);
	}
	t->at++;
	if (parent->child)
		parent->child->prev = last; /* as cJSON has it */
}

static cJSON *read_value(struct json_tree *t)
{
	cJSON *node = &t->node[t->n++];

	*node = (cJSON){.next = NULL};
	skip_space(t);
	switch (*t->at) {
	case '{':
		node->type = cJSON_Object;
		read_inside(t, node, '}');
		break;
	case '[':
		node->type = cJSON_Array;
		read_inside(t, node, ']');
		break;
	case '"':
		node->type = cJSON_String;
		node->valuestring = read_string(t);
		break;
	case 't':
		node->type = cJSON_True;
		node->valueint = 1;
		t->at += 4;
		break;
	case 'f':
		node->type = cJSON_False;
		t->at += 5;
		break;
	case 'n':
		node->type = cJSON_NULL;
		t->at += 4;
		break;
	default:
		node->type = cJSON_Number;
		node->valuedouble = read_number(t);
		node->valueint = node->valuedouble >= INT_MAX	? INT_MAX
				 : node->valuedouble <= INT_MIN ? INT_MIN
								: (int)node->valuedouble;
	}
	return node;
}

struct json_tree *json_tree_new(const char *text, size_t len, size_t most, struct error *err)
{
	struct json_tree *t;
	size_t values;

	if (json_check_long(text, len, most, &values, err))
		return NULL;
	t = xcalloc(1, sizeof(*t));
	t->node = xmalloc(values * sizeof(*t->node));
	t->text = t->at = xstrndup(text, len);
	read_value(t);
	return t;
}

void json_tree_free(struct json_tree *t)
{
	if (!t)
		return;
	free(t->node);
	free(t->text);
	free(t);
}

const cJSON *json_tree_root(const struct json_tree *t)
{
	return t->node;
}
