/* Titles as they are written: what stands between two marks of a name, without the signs that divide words.
 */
#include <string.h>
#include <strings.h>

#include "media/name_title.h"

static bool is_sep(char c)
{
	return c && strchr(" ._", c);
}

/* Whether a single letter stands at i, between dots: one of "S.H.I.E.L.D." */
static bool is_initial(const char *s, size_t i, size_t len)
{
	char c = s[i] | 32;

	return i < len && c >= 'a' && c <= 'z' && (i == 0 || is_sep(s[i - 1])) &&
	       (i + 1 >= len || is_sep(s[i + 1]));
}

/* Dots are spaces when there are no spaces; initials, two or more, keep theirs. */
static bool keeps_dot(const char *s, size_t i, size_t len)
{
	return i > 0 && is_initial(s, i - 1, len) &&
	       (is_initial(s, i + 1, len) || (i > 2 && s[i - 2] == '.' && is_initial(s, i - 3, len)));
}

/* Whether spaces divide the words, and dots do not: "Vol.2 of the Tale", not "Big.Orchard.Fire Part". */
static bool has_spaces(const char *s, size_t len)
{
	size_t dots = 0, spaces = 0;

	for (size_t i = 0; i < len; i++) {
		bool inner = i > 0 && i + 1 < len && !strchr(" .", s[i - 1]) && !strchr(" .", s[i + 1]);
		spaces += s[i] == ' ';
		dots += s[i] == '.' && inner && !is_initial(s, i - 1, len) && !is_initial(s, i + 1, len);
	}
	return spaces > dots;
}

static void add_title(struct strbuf *out, const char *s, size_t len)
{
	bool spaces = has_spaces(s, len);

	for (size_t i = 0; i < len; i++) {
		char c = s[i];
		bool kept = c == '.' && !spaces && keeps_dot(s, i, len);
		if (c == '_' || c == '\t' || (c == '.' && !spaces && !kept))
			c = ' ';
		if (c == ' ' && (!out->len || out->buf[out->len - 1] == ' '))
			continue;
		strbuf_addch(out, c);
		if (kept && !is_initial(s, i + 1, len)) /* "A.I.Artificial" */
			strbuf_addch(out, ' ');
	}
}

static void trim_title(struct strbuf *t)
{
	size_t n = 0;

	while (t->len > 0 && strchr(" -_,;:([{<|/+~=#\"", t->buf[t->len - 1]))
		strbuf_setlen(t, t->len - 1);
	while (n < t->len && strchr(" -_.,;:)]}|/+~=\"", t->buf[n]))
		n++;
	strbuf_splice(t, 0, n, "", 0);
}

/* "Simpsons, The" */
static void move_article(struct strbuf *t)
{
	static const char *const articles[] = {"The", "A", "An", "Der", "Die", "Das", "Le", "La", "Les"};

	for (size_t i = 0; i < sizeof(articles) / sizeof(*articles); i++) {
		size_t len = strlen(articles[i]);
		if (t->len <= len + 2 || strcasecmp(t->buf + t->len - len, articles[i]) ||
			strncmp(t->buf + t->len - len - 2, ", ", 2))
			continue;
		strbuf_setlen(t, t->len - len - 2);
		strbuf_splice(t, 0, 0, " ", 1);
		strbuf_splice(t, 0, 0, articles[i], len);
		return;
	}
}

/* Chinese in front of a Latin title: releases give both. */
static size_t skip_han(const char *text, size_t from, size_t to)
{
	size_t at = from;

	while (at + 2 < to && (unsigned char)text[at] >= 0xe4 && (unsigned char)text[at] <= 0xe9)
		at += 3;
	if (at == from || at + 1 >= to || !strchr(" ._", text[at]))
		return from;
	for (size_t i = ++at; i < to; i++)
		if ((text[i] | 32) >= 'a' && (text[i] | 32) <= 'z')
			return (text[at] & 0x80) ? from : at;
	return from;
}

/* "A Bout Portant (The Killers)" in front of a year or release words: another title, a director. */
static size_t cut_group(const struct scan *s, size_t from, size_t to)
{
	const char *text = s->text.buf;
	size_t end = to, open;

	while (end > from && strchr(" .", text[end - 1]))
		end--;
	if (to == s->text.len || end == from || text[end - 1] != ')')
		return to;
	for (open = end; open > from && text[open - 1] != '(';)
		open--;
	return open > from + 1 && scan_has_text(s, from, open - 1) ? open - 1 : to;
}

/* The last of several languages, " / " or " | " between them: "Босх / Bosch (2014)". Not inside brackets. */
static size_t last_alternative(const struct scan *s, size_t from, size_t to)
{
	const char *text = s->text.buf;
	int depth = 0;

	for (size_t i = from; i + 3 < to; i++) {
		depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
		if (depth == 0 && (!memcmp(text + i, " / ", 3) || !memcmp(text + i, " | ", 3)) &&
			scan_has_text(s, i + 3, to))
			from = i + 3;
	}
	return from;
}

void title_between(const struct scan *s, size_t from, size_t to, struct strbuf *out)
{
	while (from < to && s->text.buf[from] == ' ')
		from++;
	while (to > from && s->text.buf[to - 1] == ' ')
		to--;
	add_title(out, s->text.buf + from, to - from);
	trim_title(out);
}

void title_read(const struct scan *s, bool is_film, struct strbuf *out)
{
	size_t from = s->start, to = s->end;

	if (to <= from)
		return;
	if (is_film)
		to = cut_group(s, from, to);
	if (to < s->text.len && to - from > 2 && s->text.buf[to - 1] == '.' && s->text.buf[to - 3] != '.')
		to--; /* between title and anchor: not in "S.W.A.T." and "Monsters, Inc. (2001)" */
	from = last_alternative(s, from, to);
	from = skip_han(s->text.buf, from, to);
	title_between(s, from, to, out);
	move_article(out);
}
