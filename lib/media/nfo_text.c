/*
 * Charsets of NFOs: finding them out, reading and writing them.
 */
#include "media/nfo_text.h"

#include <errno.h>
#include <stdint.h>
#include <strings.h>

#define NO_ICONV ((iconv_t)-1)

/* Windows-1252 from 0x80 to 0x9F; what it does not define stays a control character, as browsers have it. */
static const uint16_t cp1252[32] = {0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6,
	0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178};

void nfo_add_char(struct strbuf *out, unsigned long c)
{
	if (c < 0x80) {
		strbuf_addch(out, (int)c);
	} else if (c < 0x800) {
		strbuf_addch(out, (int)(0xC0 | c >> 6));
		strbuf_addch(out, (int)(0x80 | (c & 0x3F)));
	} else if (c < 0x10000) {
		strbuf_addch(out, (int)(0xE0 | c >> 12));
		strbuf_addch(out, (int)(0x80 | (c >> 6 & 0x3F)));
		strbuf_addch(out, (int)(0x80 | (c & 0x3F)));
	} else {
		strbuf_addch(out, (int)(0xF0 | c >> 18));
		strbuf_addch(out, (int)(0x80 | (c >> 12 & 0x3F)));
		strbuf_addch(out, (int)(0x80 | (c >> 6 & 0x3F)));
		strbuf_addch(out, (int)(0x80 | (c & 0x3F)));
	}
}

/* The character at 's' (well-formed UTF-8, or a surrogate's three bytes); *len gets its bytes. */
static unsigned long get_char(const char *s, size_t left, size_t *len)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned long c = p[0];
	size_t n = c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;

	if (n > left)
		n = left;
	if (n > 1)
		c &= 0xFFu >> (n + 1);
	for (size_t i = 1; i < n; i++)
		c = c << 6 | (p[i] & 0x3F);
	*len = n;
	return c;
}

static unsigned unit(const struct nfo_text *t, const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return t->charset == NFO_UTF16LE ? u[0] | (unsigned)u[1] << 8 : (unsigned)u[0] << 8 | u[1];
}

static void add_unit(const struct nfo_text *t, struct strbuf *out, unsigned long u)
{
	strbuf_addch(out, (int)(t->charset == NFO_UTF16LE ? u & 0xFF : u >> 8));
	strbuf_addch(out, (int)(t->charset == NFO_UTF16LE ? u >> 8 : u & 0xFF));
}

static void open_utf16(struct nfo_text *t, const char *bytes, size_t len)
{
	size_t i = 0;

	for (; i + 1 < len; i += 2) {
		unsigned long c = unit(t, bytes + i);

		if (c >= 0xD800 && c < 0xDC00 && i + 3 < len) {
			unsigned low = unit(t, bytes + i + 2);
			if (low >= 0xDC00 && low < 0xE000) {
				c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
				i += 2;
			}
		}
		nfo_add_char(&t->buf, c);
	}
	t->nodd = len - i;
	if (t->nodd > 0)
		t->odd[0] = bytes[i];
}

static void close_utf16(const struct nfo_text *t, const struct strbuf *buf, struct strbuf *out)
{
	size_t n;

	if (t->bom)
		add_unit(t, out, 0xFEFF);
	for (size_t i = 0; i < buf->len; i += n) {
		unsigned long c = get_char(buf->buf + i, buf->len - i, &n);

		if (c >= 0x10000) {
			add_unit(t, out, 0xD800 + ((c - 0x10000) >> 10));
			add_unit(t, out, 0xDC00 + ((c - 0x10000) & 0x3FF));
		} else {
			add_unit(t, out, c);
		}
	}
	strbuf_add(out, t->odd, t->nodd);
}

/* The value of encoding="…" in the declaration, lower case; "" when there is none. */
static void declared(const char *s, size_t len, char *name, size_t size)
{
	const char *end = len > 5 && !memcmp(s, "<?xml", 5) ? memchr(s, '>', len < 1024 ? len : 1024) : NULL;
	const char *p = end ? memmem(s, (size_t)(end - s), "encoding", 8) : NULL;
	size_t n = 0;

	name[0] = '\0';
	if (!p)
		return;
	for (p += 8; p < end && strchr(" \t\r\n=", *p); p++)
		;
	if (p == end || (*p != '"' && *p != '\''))
		return;
	for (char quote = *p++; p < end && *p != quote && n + 1 < size; p++)
		name[n++] = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
	name[n] = '\0';
}

/* Charsets in which the bytes of markup are ASCII's wherever they stand. */
static bool safe_for_iconv(const char *name)
{
	static const char *const known[] = {"iso-8859-", "windows-125", "windows-874", "cp125", "koi8-",
		"gb2312", "gbk", "gb18030", "big5", "shift_jis", "shift-jis", "euc-jp", "euc-kr",
		"macintosh"};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strncmp(name, known[i], strlen(known[i])))
			return true;
	return false;
}

static enum nfo_charset named(struct nfo_text *t, const char *name)
{
	if (!strcmp(name, "iso-8859-1") || !strcmp(name, "latin1") || !strcmp(name, "us-ascii"))
		return NFO_LATIN1;
	if (!strcmp(name, "windows-1252") || !strcmp(name, "cp1252"))
		return NFO_CP1252;
	if (!safe_for_iconv(name))
		return NFO_UNSURE;
	t->in = iconv_open("UTF-8", name);
	t->out = iconv_open(name, "UTF-8");
	return t->in != NO_ICONV && t->out != NO_ICONV ? NFO_ICONV : NFO_UNSURE;
}

static enum nfo_charset bytes_charset(struct nfo_text *t, const char *s, size_t len)
{
	char name[32];
	bool utf8 = utf8_valid(s, len), ascii = true;

	for (size_t i = 0; i < len && ascii; i++)
		ascii = (unsigned char)s[i] < 0x80;
	declared(s, len, name, sizeof(name));
	if (!*name || !strcmp(name, "utf-8") || !strcmp(name, "utf8") || (t->bom && utf8))
		return utf8 ? NFO_UTF8 : NFO_UNSURE;
	if (utf8 && !ascii)
		return NFO_UNSURE;
	return named(t, name);
}

static const char *line_end(const struct strbuf *buf)
{
	size_t lf = 0, crlf = 0, cr = 0;

	for (size_t i = 0; i < buf->len; i++)
		if (buf->buf[i] == '\n')
			(*(i > 0 && buf->buf[i - 1] == '\r' ? &crlf : &lf))++;
		else if (buf->buf[i] == '\r' && (i + 1 == buf->len || buf->buf[i + 1] != '\n'))
			cr++;
	return crlf > lf && crlf >= cr ? "\r\n" : cr > lf ? "\r" : "\n";
}

void nfo_text_open(struct nfo_text *t, const char *bytes, size_t len)
{
	const unsigned char *b = (const unsigned char *)bytes;

	*t = (struct nfo_text){.buf = STRBUF_INIT, .in = NO_ICONV, .out = NO_ICONV};
	if (len >= 2 && ((b[0] == 0xFF && b[1] == 0xFE) || (b[0] == 0xFE && b[1] == 0xFF))) {
		t->charset = b[0] == 0xFF ? NFO_UTF16LE : NFO_UTF16BE;
		t->bom = true;
	} else if (len >= 4 && ((b[0] && !b[1] && b[2] && !b[3]) || (!b[0] && b[1] && !b[2] && b[3]))) {
		t->charset = b[0] ? NFO_UTF16LE : NFO_UTF16BE;
	} else {
		t->bom = len >= 3 && !memcmp(b, "\xEF\xBB\xBF", 3);
		size_t skip = t->bom ? 3 : 0;
		t->charset = bytes_charset(t, bytes + skip, len - skip);
	}
	if (t->charset == NFO_UTF16LE || t->charset == NFO_UTF16BE)
		open_utf16(t, bytes + (t->bom ? 2 : 0), len - (t->bom ? 2 : 0));
	else
		strbuf_add(&t->buf, bytes, len);
	t->eol = line_end(&t->buf);
}

size_t nfo_text_start(const struct nfo_text *t)
{
	return t->bom && t->charset != NFO_UTF16LE && t->charset != NFO_UTF16BE ? 3 : 0;
}

void nfo_text_release(struct nfo_text *t)
{
	strbuf_release(&t->buf);
	if (t->in != NO_ICONV)
		iconv_close(t->in);
	if (t->out != NO_ICONV)
		iconv_close(t->out);
	t->in = t->out = NO_ICONV;
}

void nfo_text_close(const struct nfo_text *t, const struct strbuf *buf, struct strbuf *out)
{
	if (t->charset == NFO_UTF16LE || t->charset == NFO_UTF16BE)
		close_utf16(t, buf, out);
	else
		strbuf_addbuf(out, buf);
}

static void decode_cp1252(const char *s, size_t len, struct strbuf *out)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		nfo_add_char(out, c >= 0x80 && c < 0xA0 ? cp1252[c - 0x80] : c);
	}
}

static void decode_iconv(const struct nfo_text *t, const char *s, size_t len, struct strbuf *out)
{
	char *in = (char *)s;
	size_t left = len;

	iconv(t->in, NULL, NULL, NULL, NULL);
	while (left > 0) {
		char chunk[512], *to = chunk;
		size_t room = sizeof(chunk);
		size_t rc = iconv(t->in, &in, &left, &to, &room);

		strbuf_add(out, chunk, (size_t)(to - chunk));
		if (rc == (size_t)-1 && errno != E2BIG) { /* a byte that the charset does not have */
			decode_cp1252(in, 1, out);
			in++;
			left--;
		}
	}
}

void nfo_text_decode(const struct nfo_text *t, const char *bytes, size_t len, struct strbuf *out)
{
	switch (t->charset) {
	case NFO_LATIN1:
	case NFO_CP1252:
		decode_cp1252(bytes, len, out);
		break;
	case NFO_ICONV:
		decode_iconv(t, bytes, len, out);
		break;
	case NFO_UNSURE:
		if (!utf8_valid(bytes, len)) {
			decode_cp1252(bytes, len, out);
			break;
		}
		/* fall through */
	default:
		strbuf_add_utf8(out, bytes, len);
	}
}

/* Appends the character in the charset, if it is there: then true. */
static bool encode_char(
	const struct nfo_text *t, const char *utf8, size_t len, unsigned long c, struct strbuf *out)
{
	char *in = (char *)utf8, bytes[8], *to = bytes;
	size_t room = sizeof(bytes);

	if (t->ascii)
		return false;
	switch (t->charset) {
	case NFO_LATIN1:
	case NFO_CP1252:
		if (c >= 0xA0 && c <= 0xFF) {
			strbuf_addch(out, (int)c);
			return true;
		}
		for (int i = 0; i < 32 && t->charset == NFO_CP1252; i++)
			if (cp1252[i] == c && c >= 0xA0) {
				strbuf_addch(out, 0x80 + i);
				return true;
			}
		return false;
	case NFO_ICONV:
		iconv(t->out, NULL, NULL, NULL, NULL);
		if (iconv(t->out, &in, &len, &to, &room) != 0)
			return false;
		strbuf_add(out, bytes, (size_t)(to - bytes));
		return true;
	case NFO_UNSURE:
		return false;
	default:
		strbuf_add(out, utf8, len);
		return true;
	}
}

void nfo_text_spell(const struct nfo_text *t, const char *bytes, size_t len, struct strbuf *out)
{
	struct strbuf utf8 = STRBUF_INIT;
	size_t n;

	nfo_text_decode(t, bytes, len, &utf8);
	for (size_t i = 0; i < utf8.len; i += n) {
		unsigned long c = get_char(utf8.buf + i, utf8.len - i, &n);

		if (c < 0x80)
			strbuf_addch(out, (int)c);
		else
			strbuf_addf(out, "&#%lu;", c);
	}
	strbuf_release(&utf8);
}

void nfo_text_encode(const struct nfo_text *t, const char *utf8, bool attribute, struct strbuf *out)
{
	size_t n, left = strlen(utf8);

	for (; left > 0; utf8 += n, left -= n) {
		unsigned long c = get_char(utf8, left, &n);

		if (c == '&')
			strbuf_addstr(out, "&amp;");
		else if (c == '<')
			strbuf_addstr(out, "&lt;");
		else if (c == '>')
			strbuf_addstr(out, "&gt;");
		else if (c == '"' && attribute)
			strbuf_addstr(out, "&quot;");
		else if (c == '\n' || (c == '\r' && utf8[1] != '\n'))
			strbuf_addstr(out, t->eol);
		else if (c == '\r')
			continue;
		else if (c < 0x80)
			strbuf_addch(out, (int)c);
		else if (!encode_char(t, utf8, n, c, out))
			strbuf_addf(out, "&#%lu;", c);
	}
}
