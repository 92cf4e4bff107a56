/* HTML to text; see plain.h. */
#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#include "provider/plain.h"

/* Whether the tag at 'p' ("<p>", "</p>", "<br/>") is of this name. */
static bool is_tag(const char *p, const char *name)
{
	size_t len = strlen(name);

	p += 1;
	return !strncasecmp(p, name, len) && !isalnum((unsigned char)p[len]);
}

/* What a tag means in plain text. */
static void add_break(struct strbuf *out, size_t start, const char *tag)
{
	const char *breaks = "";

	if (is_tag(tag, "br") || is_tag(tag, "li"))
		breaks = "\n";
	else if (is_tag(tag, "/p") || is_tag(tag, "/ul"))
		breaks = "\n\n";
	if (out->len > start)
		strbuf_addstr(out, breaks);
}

static void add_code_point(struct strbuf *out, unsigned long c)
{
	char utf8[4];
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};

	for (size_t i = n; i-- > 1; c >>= 6)
		utf8[i] = (char)(0x80 | (c & 0x3F));
	utf8[0] = (char)(lead[n == 1 ? 0 : n] | c);
	strbuf_add_utf8(out, utf8, n); /* nothing, for a surrogate */
}

/* A reference at 'p' ("&amp;", "&#8217;", "&#x2019;"). Its length, or 0: there is none. */
static size_t add_reference(struct strbuf *out, const char *p)
{
	static const char *const names[][2] = {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""},
		{"apos", "'"}, {"nbsp", " "}, {"hellip", "…"}, {"ndash", "–"}, {"mdash", "—"}, {"lsquo", "‘"},
		{"rsquo", "’"}, {"ldquo", "“"}, {"rdquo", "”"}, {"eacute", "é"}};
	size_t len = strcspn(p, ";");
	bool hex = p[1] == '#' && (p[2] == 'x' || p[2] == 'X');
	const char *digits = p + (hex ? 3 : 2);
	unsigned long c;
	char *end;

	if (!p[len] || len < 2 || len > 10)
		return 0;
	if (p[1] != '#') {
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			if (strlen(names[i][0]) == len - 1 && !strncmp(p + 1, names[i][0], len - 1)) {
				strbuf_addstr(out, names[i][1]);
				return len + 1;
			}
		return 0;
	}
	c = isxdigit((unsigned char)*digits) ? strtoul(digits, &end, hex ? 16 : 10) : 0;
	if (c == 0 || c > 0x10FFFF || end != p + len)
		return 0;
	add_code_point(out, c);
	return len + 1;
}

void plain_text(struct strbuf *out, const char *html)
{
	size_t start = out->len, n;

	while (*html) {
		n = *html == '&' ? add_reference(out, html) : 0;
		if (*html == '<' && (isalpha((unsigned char)html[1]) || html[1] == '/') &&
			strchr(html, '>')) {
			add_break(out, start, html);
			n = strcspn(html, ">") + 1;
		}
		if (n == 0) {
			strbuf_addch(out, *html);
			n = 1;
		}
		html += n;
	}
	while (out->len > start && isspace((unsigned char)out->buf[out->len - 1]))
		strbuf_setlen(out, out->len - 1);
}
