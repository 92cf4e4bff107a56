/*
 * Markup as spans of bytes, found from the outside in.
 */
#include "media/nfo_xml.h"

#include <string.h>
#include <strings.h>

#define MAX_TAG (64 * 1024) /* bytes of a start tag with its attributes */

/* Structures, and what can stand in them. Every other element is a field, whose content is one value. */
static const struct {
	const char *name, *children;
} structures[] = {
	{"movie", NULL},
	{"tvshow", NULL},
	{"season", NULL},
	{"episodedetails", NULL},
	{"actor", " name role order thumb type sortorder profile tmdbid imdbid tvdbid "},
	{"producer", " name role thumb profile tmdbid "},
	{"set", " name overview "},
	{"ratings", " rating "},
	{"rating", " value votes "},
	{"fanart", " thumb "},
	{"art", " poster fanart banner clearlogo clearart landscape discart keyart thumb "},
	{"fileinfo", " streamdetails "},
	{"streamdetails", " video audio subtitle "},
	{"resume", " position total "},
};

static bool space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool name_char(char c, bool first)
{
	unsigned char u = (unsigned char)c;

	if ((unsigned char)((u | 0x20) - 'a') < 26 || u == '_' || u >= 0x80)
		return true;
	return !first && ((u >= '0' && u <= '9') || u == ':' || u == '-' || u == '.');
}

static size_t name_end(const struct nfo_xml *x, size_t pos, size_t limit)
{
	size_t p = pos;

	while (p < limit && name_char(x->s[p], p == pos))
		p++;
	return p;
}

/* The offset after the tag whose attributes begin at 'p', 0 when no '>' ends it before the next '<'. */
static size_t tag_end(const struct nfo_xml *x, size_t p, size_t limit, bool quotes)
{
	char quote = '\0';

	for (; p < limit && x->s[p] != '<'; p++) {
		if (quote) {
			quote = x->s[p] == quote ? '\0' : quote;
		} else if (quotes && (x->s[p] == '"' || x->s[p] == '\'')) {
			quote = x->s[p];
		} else if (x->s[p] == '>') {
			return p + 1;
		}
	}
	return 0;
}

static size_t start_tag(const struct nfo_xml *x, size_t pos, size_t limit)
{
	size_t p = name_end(x, pos + 1, limit), end;

	if (p == pos + 1 || p == limit)
		return 0;
	if (x->s[p] != '>' && !space(x->s[p]) && !(x->s[p] == '/' && p + 1 < limit && x->s[p + 1] == '>'))
		return 0;
	if (limit - pos > MAX_TAG)
		limit = pos + MAX_TAG;
	end = tag_end(x, p, limit, true);
	return end ? end : tag_end(x, p, limit, false);
}

static size_t end_tag(const struct nfo_xml *x, size_t pos, size_t limit)
{
	size_t p = name_end(x, pos + 2, limit);

	if (p == pos + 2)
		return 0;
	while (p < limit && space(x->s[p]))
		p++;
	return p < limit && x->s[p] == '>' ? p + 1 : 0;
}

static bool begins(const struct nfo_xml *x, size_t pos, size_t limit, const char *with)
{
	size_t n = strlen(with);

	return limit - pos >= n && !memcmp(x->s + pos, with, n);
}

/* What ends a piece of markup. Where it was looked for in vain is remembered: it need not be looked for
 * again. */
enum mark { COMMENT_END, CDATA_END, PI_END, DOCTYPE_END, SUBSET_END };

/* The offset after the mark at or behind 'pos', 0 when it is not there. */
static size_t behind(struct nfo_xml *x, size_t pos, size_t limit, enum mark m)
{
	static const char *const marks[] = {"-->", "]]>", "?>", ">", "]"};
	size_t len = strlen(marks[m]);
	const char *p = NULL;

	if (pos >= limit || (x->missing[m] && pos + 1 >= x->missing[m]))
		return 0;
	p = memmem(x->s + pos, x->len - pos, marks[m], len);
	if (!p)
		x->missing[m] = pos + 1;
	return p && (size_t)(p - x->s) + len <= limit ? (size_t)(p - x->s) + len : 0;
}

static size_t doctype(struct nfo_xml *x, size_t pos, size_t limit)
{
	size_t close = behind(x, pos, limit, DOCTYPE_END);
	const char *subset = close ? memchr(x->s + pos, '[', close - pos) : NULL;

	if (!subset)
		return close;
	size_t end = behind(x, (size_t)(subset - x->s), limit, SUBSET_END);
	return end ? behind(x, end, limit, DOCTYPE_END) : 0;
}

/* What begins with "<!". */
static size_t declaration(struct nfo_xml *x, size_t pos, size_t limit, enum nfo_markup *kind)
{
	*kind = NFO_SKIPPED;
	if (begins(x, pos, limit, "<!--"))
		return behind(x, pos + 4, limit, COMMENT_END);
	if (begins(x, pos, limit, "<!DOCTYPE") || begins(x, pos, limit, "<!doctype"))
		return doctype(x, pos, limit);
	*kind = NFO_CDATA;
	return begins(x, pos, limit, "<![CDATA[") ? behind(x, pos + 9, limit, CDATA_END) : 0;
}

size_t nfo_markup_at(struct nfo_xml *x, size_t pos, size_t limit, enum nfo_markup *kind)
{
	char next = pos + 1 < limit ? x->s[pos + 1] : '\0';
	size_t end;

	if (next == '/') {
		*kind = NFO_END_TAG;
		end = end_tag(x, pos, limit);
	} else if (next == '!') {
		end = declaration(x, pos, limit, kind);
	} else if (next == '?') {
		*kind = NFO_SKIPPED;
		end = behind(x, pos + 2, limit, PI_END);
	} else {
		*kind = NFO_START_TAG;
		end = start_tag(x, pos, limit);
	}
	if (!end)
		*kind = NFO_CHAR;
	return end;
}

static size_t next_bracket(const struct nfo_xml *x, size_t pos, size_t limit)
{
	const char *p = pos < limit ? memchr(x->s + pos, '<', limit - pos) : NULL;

	return p ? (size_t)(p - x->s) : limit;
}

static bool same_name(const struct nfo_xml *x, size_t pos, size_t other, size_t len)
{
	return !strncasecmp(x->s + pos, x->s + other, len) && !name_char(x->s[pos + len], false);
}

/* An element without its end tag is met on every walk, and searched for once. */
static bool known_vain(const struct nfo_xml *x, size_t name)
{
	for (int i = 0; i < x->nvain; i++)
		if (x->vain[i] == name)
			return true;
	return x->nvain == NFO_MAX_BROKEN;
}

/* Looks for the end tag that belongs to a start tag: *content_end and *end. */
static bool find_end(struct nfo_xml *x, size_t name, size_t name_len, size_t from, size_t limit,
	size_t *content_end, size_t *end)
{
	size_t depth = 1;

	if (known_vain(x, name))
		return false;
	for (size_t p = next_bracket(x, from, limit), after; p < limit; p = next_bracket(x, after, limit)) {
		enum nfo_markup kind;

		after = nfo_markup_at(x, p, limit, &kind);
		if (kind == NFO_START_TAG && x->s[after - 2] != '/' && same_name(x, p + 1, name, name_len)) {
			depth++;
		} else if (kind == NFO_END_TAG && same_name(x, p + 2, name, name_len) && --depth == 0) {
			*content_end = p;
			*end = after;
			return true;
		} else if (kind == NFO_CHAR) {
			after = p + 1;
		}
	}
	x->vain[x->nvain++] = name;
	return false;
}

static int structure_of(const struct nfo_xml *x, size_t name, size_t len)
{
	for (size_t i = 0; i < sizeof(structures) / sizeof(structures[0]); i++)
		if ((structures[i].children || x->items) && strlen(structures[i].name) == len &&
			!strncasecmp(structures[i].name, x->s + name, len))
			return (int)i;
	return -1;
}

static bool listed(const char *list, const char *name, size_t len)
{
	for (const char *p = list; (p = strchr(p, ' ')); p++)
		if (!strncasecmp(p + 1, name, len) && p[1 + len] == ' ')
			return true;
	return false;
}

/* Whether the tag of this kind at 'p' ends the unclosed element 'e'. */
static bool breaks_off(
	const struct nfo_xml *x, const struct nfo_elem *e, int structure, size_t p, enum nfo_markup kind)
{
	size_t name = p + (kind == NFO_END_TAG ? 2 : 1), len = name_end(x, name, x->len) - name;

	if (kind != NFO_START_TAG && kind != NFO_END_TAG)
		return false;
	if (structure < 0 || (len == e->name_len && !strncasecmp(x->s + name, x->s + e->start + 1, len)))
		return true;
	return structures[structure].children && !listed(structures[structure].children, x->s + name, len);
}

static void break_off(struct nfo_xml *x, struct nfo_elem *e, size_t limit)
{
	int structure = structure_of(x, e->start + 1, e->name_len);
	size_t p, after;
	enum nfo_markup kind = NFO_CHAR;

	for (p = next_bracket(x, e->open_end, limit); p < limit; p = next_bracket(x, after, limit)) {
		after = nfo_markup_at(x, p, limit, &kind);
		if (breaks_off(x, e, structure, p, kind))
			break;
		after = kind == NFO_CHAR ? p + 1 : after;
	}
	e->content_end = e->end = p;
	if (p < limit && kind == NFO_END_TAG && structure < 0)
		e->end = after; /* it was meant to be this one's */
	if (x->warn)
		x->warn(x->ctx, e->start, "element without its end tag");
}

bool nfo_next(struct nfo_xml *x, size_t *pos, size_t limit, struct nfo_elem *e)
{
	for (size_t p = next_bracket(x, *pos, limit), after; p < limit; p = next_bracket(x, after, limit)) {
		enum nfo_markup kind;

		after = nfo_markup_at(x, p, limit, &kind);
		if (kind == NFO_CHAR || kind == NFO_END_TAG) {
			if (x->warn)
				x->warn(x->ctx, p,
					kind == NFO_CHAR ? "'<' that begins no tag"
							 : "end tag without its start tag");
			after = kind == NFO_CHAR ? p + 1 : after;
			continue;
		}
		if (kind != NFO_START_TAG)
			continue;
		*e = (struct nfo_elem){
			.start = p, .name_len = name_end(x, p + 1, limit) - p - 1, .open_end = after};
		e->empty = x->s[after - 2] == '/';
		e->closed = e->empty;
		e->content_end = e->end = after;
		if (!e->empty)
			e->closed = find_end(x, p + 1, e->name_len, after, limit, &e->content_end, &e->end);
		if (!e->closed)
			break_off(x, e, limit);
		*pos = e->end;
		return true;
	}
	*pos = limit;
	return false;
}

bool nfo_is(const struct nfo_xml *x, const struct nfo_elem *e, const char *name)
{
	return strlen(name) == e->name_len && !memcmp(x->s + e->start + 1, name, e->name_len);
}

bool nfo_child(struct nfo_xml *x, const struct nfo_elem *parent, const char *name, struct nfo_elem *e)
{
	size_t pos = parent->open_end;

	while (nfo_next(x, &pos, parent->content_end, e))
		if (nfo_is(x, e, name))
			return true;
	return false;
}

bool nfo_attr(const struct nfo_xml *x, const struct nfo_elem *e, const char *name, struct nfo_attr *a)
{
	size_t p = e->start + 1 + e->name_len, end = e->open_end - 1;

	while (p < end) {
		a->start = p;
		while (p < end && (space(x->s[p]) || x->s[p] == '/'))
			p++;
		size_t key = p;
		while (p < end && !space(x->s[p]) && x->s[p] != '=' && x->s[p] != '/')
			p++;
		size_t key_len = p - key;
		while (p < end && space(x->s[p]))
			p++;
		if (p == key || p == end || x->s[p] != '=') {
			p += p == key; /* a '=' or quote of its own */
			continue;
		}
		for (p++; p < end && space(x->s[p]); p++)
			;
		char quote = p < end && (x->s[p] == '"' || x->s[p] == '\'') ? x->s[p++] : '\0';
		a->value = p;
		while (p < end && (quote ? x->s[p] != quote : !space(x->s[p])))
			p++;
		a->value_len = p - a->value;
		p += quote && p < end;
		a->end = p;
		if (key_len == strlen(name) && !memcmp(x->s + key, name, key_len))
			return true;
	}
	return false;
}
