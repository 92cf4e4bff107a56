/* Growing strings and the UTF-8 rules that every input goes through; see strbuf.h. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/strbuf.h"

char strbuf_empty[1];

void strbuf_init(struct strbuf *sb)
{
	sb->buf = strbuf_empty;
	sb->len = sb->alloc = 0;
}

void strbuf_release(struct strbuf *sb)
{
	if (sb->alloc)
		free(sb->buf);
	strbuf_init(sb);
}

void strbuf_clear(struct strbuf *sb)
{
	sb->len = 0;
	if (sb->alloc)
		sb->buf[0] = '\0';
}

void strbuf_grow(struct strbuf *sb, size_t extra)
{
	size_t want;

	if (extra > SIZE_MAX - sb->len - 1)
		BUG("a string of %zu + %zu bytes", sb->len, extra);
	want = sb->len + extra + 1;
	if (want <= sb->alloc)
		return;
	if (!sb->alloc)
		sb->buf = NULL;
	if (want < sb->alloc * 3 / 2 + 32)
		want = sb->alloc * 3 / 2 + 32;
	sb->buf = xrealloc(sb->buf, want);
	sb->alloc = want;
	sb->buf[sb->len] = '\0';
}

void strbuf_setlen(struct strbuf *sb, size_t len)
{
	if (len > (sb->alloc ? sb->alloc - 1 : 0))
		BUG("length %zu over %zu", len, sb->alloc);
	sb->len = len;
	if (sb->alloc)
		sb->buf[len] = '\0';
}

char *strbuf_detach(struct strbuf *sb, size_t *len)
{
	char *buf;

	strbuf_grow(sb, 0);
	buf = sb->buf;
	if (len)
		*len = sb->len;
	strbuf_init(sb);
	return buf;
}

void strbuf_add(struct strbuf *sb, const void *data, size_t len)
{
	if (!len)
		return;
	strbuf_grow(sb, len);
	memcpy(sb->buf + sb->len, data, len);
	strbuf_setlen(sb, sb->len + len);
}

void strbuf_addstr(struct strbuf *sb, const char *s)
{
	strbuf_add(sb, s, strlen(s));
}

void strbuf_addbuf(struct strbuf *sb, const struct strbuf *other)
{
	strbuf_add(sb, other->buf, other->len);
}

void strbuf_addch(struct strbuf *sb, int c)
{
	char ch = (char)c;

	strbuf_add(sb, &ch, 1);
}

void strbuf_vaddf(struct strbuf *sb, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	strbuf_grow(sb, 64);
	va_copy(again, ap);
	n = vsnprintf(sb->buf + sb->len, sb->alloc - sb->len, fmt, again);
	va_end(again);
	if (n < 0)
		BUG("vsnprintf cannot print '%s'", fmt);
	if ((size_t)n >= sb->alloc - sb->len) {
		strbuf_grow(sb, (size_t)n);
		n = vsnprintf(sb->buf + sb->len, sb->alloc - sb->len, fmt, ap);
	}
	strbuf_setlen(sb, sb->len + (size_t)n);
}

void strbuf_addf(struct strbuf *sb, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(sb, fmt, ap);
	va_end(ap);
}

void strbuf_splice(struct strbuf *sb, size_t pos, size_t len, const void *data, size_t datalen)
{
	size_t tail;

	if (pos > sb->len || len > sb->len - pos)
		BUG("splice of %zu bytes at %zu in %zu", len, pos, sb->len);
	tail = sb->len - pos - len;
	if (datalen > len)
		strbuf_grow(sb, datalen - len);
	if (tail && datalen != len)
		memmove(sb->buf + pos + datalen, sb->buf + pos + len, tail);
	if (datalen)
		memcpy(sb->buf + pos, data, datalen);
	strbuf_setlen(sb, pos + datalen + tail);
}

void strbuf_trim(struct strbuf *sb)
{
	size_t start = 0, end = sb->len;

	while (end && strchr(" \t\r\n\f\v", sb->buf[end - 1]) && sb->buf[end - 1])
		end--;
	while (start < end && strchr(" \t\r\n\f\v", sb->buf[start]) && sb->buf[start])
		start++;
	if (start)
		memmove(sb->buf, sb->buf + start, end - start);
	strbuf_setlen(sb, end - start);
}

/* How many bytes at 's' are ASCII, and none of them NUL: of most texts all. */
static size_t ascii_run(const char *s, size_t len)
{
	const uint64_t ones = 0x0101010101010101, high = ones << 7;
	size_t i = 0;

	for (; i + sizeof(uint64_t) <= len; i += sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, s + i, sizeof(word));
		if ((word | ((word - ones) & ~word)) & high)
			break;
	}
	while (i < len && s[i] && (unsigned char)s[i] < 0x80)
		i++;
	return i;
}

/* The length of the well-formed sequence at 's', or 0 (Unicode 15, table 3-7). */
static size_t utf8_sequence(const unsigned char *s, size_t len)
{
	size_t need, i;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	need = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (len < need)
		return 0;
	for (i = 1; i < need; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf0 && s[1] < 0x90) ||
		(s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return need;
}

bool utf8_valid(const char *s, size_t len)
{
	size_t i, n;

	for (i = ascii_run(s, len); i < len; i += n + ascii_run(s + i + n, len - i - n)) {
		n = utf8_sequence((const unsigned char *)s + i, len - i);
		if (!n)
			return false;
	}
	return true;
}

size_t strbuf_add_utf8(struct strbuf *sb, const char *s, size_t len)
{
	size_t i = 0, n, dropped = 0;

	while (i < len) {
		n = ascii_run(s + i, len - i);
		if (!n && s[i])
			n = utf8_sequence((const unsigned char *)s + i, len - i);
		if (n)
			strbuf_add(sb, s + i, n);
		else
			dropped++;
		i += n ? n : 1;
	}
	return dropped;
}

void strbuf_add_escaped(struct strbuf *sb, const char *s, size_t len)
{
	size_t i = 0, n;

	while (i < len) {
		unsigned char c = (unsigned char)s[i];
		n = utf8_sequence((const unsigned char *)s + i, len - i);
		/* C1 controls (U+0080 to U+009F) move cursors as well as C0 does. */
		if (!n || c < 0x20 || c == 0x7f || (n == 2 && c == 0xc2 && (unsigned char)s[i + 1] < 0xa0)) {
			strbuf_addf(sb, "\\x%02x", c);
			n = 1;
		} else {
			strbuf_add(sb, s + i, n);
		}
		i += n;
	}
}
