/*
 * Dividing an NFO into its items, and reading values from spans.
 */
#include "media/nfo_doc.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#include "core/alloc.h"

#define MAX_URLS 16

static const char *const root_names[] = {
	[NFO_MOVIE] = "movie",
	[NFO_TVSHOW] = "tvshow",
	[NFO_SEASON] = "season",
	[NFO_EPISODE] = "episodedetails",
	[NFO_URL] = "url",
	[NFO_OTHER] = "other",
};

const char *nfo_root_name(enum nfo_root root)
{
	return root_names[root];
}

enum nfo_root nfo_root_of(enum entity item)
{
	static const enum nfo_root roots[ENTITY_COUNT] = {NFO_MOVIE, NFO_TVSHOW, NFO_SEASON, NFO_EPISODE};

	return roots[item];
}

enum nfo_root nfo_root_kind(const struct nfo_xml *xml, const struct nfo_elem *e)
{
	for (int k = NFO_MOVIE; k <= NFO_EPISODE; k++)
		if (nfo_is(xml, e, root_names[k]))
			return (enum nfo_root)k;
	return NFO_OTHER;
}

static void warn(const struct nfo_doc *d, size_t offset, const char *text)
{
	if (d->warn)
		d->warn(d->ctx, offset, text);
}

static void add_root(struct nfo_doc *d, enum nfo_root kind, const struct nfo_elem *e)
{
	if (d->nroot == 1 && d->root[0].kind == NFO_OTHER)
		d->nroot = 0; /* it was only a makeshift */
	if (d->nroot >= NFO_MAX_ROOTS) {
		warn(d, e->start, "too many items, this one is left out");
		return;
	}
	ALLOC_GROW(d->root, d->nroot + 1, d->aroot);
	d->root[d->nroot].kind = kind;
	d->root[d->nroot++].e = *e;
}

/* The addresses of a stretch outside the XML. */
static void find_urls(struct nfo_doc *d, size_t from, size_t to)
{
	const char *s = d->xml.s;

	for (size_t p = from; p < to;) {
		enum nfo_markup kind;
		size_t after = s[p] == '<' ? nfo_markup_at(&d->xml, p, to, &kind) : 0;

		if (after) {
			p = after;
		} else if (!strncasecmp(s + p, "http://", 7) || !strncasecmp(s + p, "https://", 8)) {
			size_t end = p;
			while (end < to && !isspace((unsigned char)s[end]) && !strchr("<>\"", s[end]))
				end++;
			if (d->nurl < MAX_URLS) {
				ALLOC_GROW(d->url, d->nurl + 1, d->aurl);
				d->url[d->nurl++] = (struct nfo_span){p, end};
			}
			p = end;
		} else {
			d->stray |= !isspace((unsigned char)s[p]);
			p++;
		}
	}
}

/* Adds the items between pos and limit; the one wrapper that there may be is gone through. */
static void find_roots(struct nfo_doc *d, size_t pos, size_t limit, bool wrapped)
{
	struct nfo_elem e, first;
	size_t gap = pos;

	while (nfo_next(&d->xml, &pos, limit, &e)) {
		enum nfo_root kind = nfo_root_kind(&d->xml, &e);
		size_t inner = e.open_end;

		if (kind == NFO_OTHER && !e.closed)
			continue;
		if (!wrapped)
			find_urls(d, gap, e.start);
		gap = e.end;
		if (kind != NFO_OTHER)
			add_root(d, kind, &e);
		else if (!wrapped && nfo_next(&d->xml, &inner, e.content_end, &first) &&
			 nfo_root_kind(&d->xml, &first) != NFO_OTHER)
			find_roots(d, e.open_end, e.content_end, true);
		else if (d->nroot == 0)
			add_root(d, NFO_OTHER, &e);
	}
	if (!wrapped)
		find_urls(d, gap, limit);
}

static void divide(struct nfo_doc *d)
{
	d->xml = (struct nfo_xml){
		.s = d->text.buf.buf, .len = d->text.buf.len, .warn = d->warn, .ctx = d->ctx};
	d->nroot = d->nurl = d->line = 0;
	d->stray = false;
	d->xml.items = true;
	find_roots(d, nfo_text_start(&d->text), d->xml.len, false);
	d->xml.items = false;
}

void nfo_doc_open(struct nfo_doc *d, const char *bytes, size_t len,
	void (*warn_fn)(void *ctx, size_t offset, const char *text), void *ctx)
{
	*d = (struct nfo_doc){.warn = warn_fn, .ctx = ctx};
	nfo_text_open(&d->text, bytes, len);
	divide(d);
}

void nfo_doc_replace(struct nfo_doc *d, struct strbuf *text)
{
	strbuf_release(&d->text.buf);
	d->text.buf = *text;
	strbuf_init(text);
	divide(d);
}

void nfo_doc_release(struct nfo_doc *d)
{
	nfo_text_release(&d->text);
	free(d->root);
	free(d->url);
	*d = (struct nfo_doc){0};
}

size_t nfo_line(struct nfo_doc *d, size_t offset)
{
	const char *s = d->xml.s;

	if (!d->line || offset < d->line_at) {
		d->line = 1;
		d->line_at = 0;
	}
	for (; d->line_at < offset && d->line_at < d->xml.len; d->line_at++) {
		char c = s[d->line_at], next = s[d->line_at + 1];
		d->line += c == '\n' || (c == '\r' && next != '\n');
	}
	return d->line;
}

/* HTML's names for U+00A0 to U+00FF, in that order, and for some more. */
static const char latin1[] = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg "
			     "macr deg plusmn sup2 sup3 acute "
			     "micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave "
			     "Aacute Acirc Atilde Auml Aring AElig "
			     "Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve "
			     "Oacute Ocirc Otilde Ouml times Oslash "
			     "Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml "
			     "aring aelig ccedil egrave eacute "
			     "ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml "
			     "divide oslash ugrave uacute "
			     "ucirc uuml yacute thorn yuml ";
static const struct {
	const char *name;
	unsigned long c;
} entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"ndash", 0x2013},
	{"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"sbquo", 0x201A}, {"ldquo", 0x201C},
	{"rdquo", 0x201D}, {"bdquo", 0x201E}, {"bull", 0x2022}, {"hellip", 0x2026}, {"euro", 0x20AC},
	{"trade", 0x2122}, {"OElig", 0x152}, {"oelig", 0x153}, {"Scaron", 0x160}, {"scaron", 0x161}};

/* The character that a reference stands for (its text between '&' and ';'), 0 when it is none. */
static unsigned long entity(const char *name, size_t len)
{
	char *end;

	if (name[0] == '#') {
		bool hex = name[1] == 'x' || name[1] == 'X';
		const char *digits = name + 1 + hex;
		unsigned long c = isxdigit((unsigned char)*digits) ? strtoul(digits, &end, hex ? 16 : 10) : 0;
		bool good = c && end == name + len && c < 0x110000 && (c < 0xD800 || c > 0xDFFF);
		return good ? c : 0;
	}
	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (strlen(entities[i].name) == len && !memcmp(entities[i].name, name, len))
			return entities[i].c;
	unsigned long c = 0xA0;
	for (const char *p = latin1; *p; p = strchr(p, ' ') + 1, c++)
		if (!strncmp(p, name, len) && p[len] == ' ')
			return c;
	return 0;
}

/* Resolves the reference at 'p': the offset after it, 0 when there is none. */
static size_t reference(const struct nfo_doc *d, size_t p, size_t to, struct strbuf *out)
{
	const char *s = d->xml.s;
	size_t end = p + 1;

	while (end < to && end - p < 12 && (isalnum((unsigned char)s[end]) || s[end] == '#'))
		end++;
	if (end == to || s[end] != ';' || end == p + 1) {
		warn(d, p, "'&' that begins no entity");
		return 0;
	}
	unsigned long c = entity(s + p + 1, end - p - 1);
	if (!c) {
		warn(d, p, "entity that is not known");
		return 0;
	}
	nfo_add_char(out, c);
	return end + 1;
}

/* Formatting of HTML: left out of a value; what ends a line becomes a line end. */
static bool formatting(const struct nfo_xml *x, size_t p, struct strbuf *out)
{
	static const char names[] = " a b i u p br em div font small span strong sub sup li ol ul ";
	char name[10] = " ";
	size_t n = 1;

	for (p += x->s[p + 1] == '/' ? 2 : 1; n < 8 && isalpha((unsigned char)x->s[p]); p++)
		name[n++] = (char)tolower((unsigned char)x->s[p]);
	name[n++] = ' ';
	name[n] = '\0';
	if (!strstr(names, name))
		return false;
	if (!strcmp(name, " br ") || !strcmp(name, " p "))
		strbuf_addch(out, '\n');
	return true;
}

void nfo_value(struct nfo_doc *d, size_t from, size_t to, struct strbuf *out)
{
	const char *s = d->xml.s;
	size_t plain = from; /* where the text begins that is not in 'out' yet */

	for (size_t p = from; p < to;) {
		enum nfo_markup kind = NFO_CHAR;
		struct strbuf put = STRBUF_INIT;
		size_t after = 0;

		if (s[p] == '&') {
			after = reference(d, p, to, &put);
		} else if (s[p] == '<') {
			after = nfo_markup_at(&d->xml, p, to, &kind);
			if (kind == NFO_CDATA)
				nfo_text_decode(&d->text, s + p + 9, after - p - 12, &put);
			else if (kind != NFO_SKIPPED && (!after || !formatting(&d->xml, p, &put)))
				after = 0;
		}
		if (after) {
			nfo_text_decode(&d->text, s + plain, p - plain, out);
			strbuf_addbuf(out, &put);
			plain = after;
		}
		strbuf_release(&put);
		p = after ? after : p + 1;
	}
	nfo_text_decode(&d->text, s + plain, to - plain, out);
}

/* %41 becomes A, in place. */
static void undo_url_encoding(struct strbuf *v)
{
	size_t to = 0;

	for (size_t i = 0; i < v->len; i++) {
		const char *p = v->buf + i;
		char hex[3] = {p[0] == '%' ? p[1] : '\0', p[0] == '%' && p[1] ? p[2] : '\0', '\0'};
		bool escaped = isxdigit((unsigned char)hex[0]) && isxdigit((unsigned char)hex[1]);

		v->buf[to++] = escaped ? (char)strtoul(hex, NULL, 16) : *p;
		i += escaped ? 2 : 0;
	}
	strbuf_setlen(v, to);
}

bool nfo_elem_value(struct nfo_doc *d, const struct nfo_elem *e, struct strbuf *out)
{
	bool encoded = nfo_attr_value(d, e, "urlencoded", out) && !strcasecmp(out->buf, "yes");

	strbuf_clear(out);
	nfo_value(d, e->open_end, e->content_end, out);
	if (encoded)
		undo_url_encoding(out);
	strbuf_trim(out);
	return out->len > 0;
}

bool nfo_attr_value(struct nfo_doc *d, const struct nfo_elem *e, const char *name, struct strbuf *out)
{
	struct nfo_attr a;

	strbuf_clear(out);
	if (nfo_attr(&d->xml, e, name, &a))
		nfo_value(d, a.value, a.value + a.value_len, out);
	strbuf_trim(out);
	return out->len > 0;
}
