/* Base64; see base64.h. */
#include <stdint.h>

#include "core/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Up to three bytes as four letters. */
static void encode_group(char *to, const unsigned char *from, size_t len)
{
	uint32_t bits = (uint32_t)from[0] << 16;

	if (len > 1)
		bits |= (uint32_t)from[1] << 8;
	if (len > 2)
		bits |= from[2];
	to[0] = digits[bits >> 18];
	to[1] = digits[bits >> 12 & 63];
	to[2] = '=';
	to[3] = '=';
	if (len > 1)
		to[2] = digits[bits >> 6 & 63];
	if (len > 2)
		to[3] = digits[bits & 63];
}

void base64_encode(struct strbuf *out, const void *data, size_t len)
{
	const unsigned char *from = data;
	size_t text = (len + 2) / 3 * 4, i;
	char *to;

	strbuf_grow(out, text);
	to = out->buf + out->len;
	for (i = 0; i < len; i += 3, to += 4)
		encode_group(to, from + i, len - i);
	if (len)
		strbuf_setlen(out, out->len + text);
}

static int value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Four letters, of which the last 'padding' are no more than that; false: no letters, or bits that no byte
 * has. */
static bool decode_group(struct strbuf *out, const char *text, size_t padding)
{
	uint32_t bits = 0;
	char bytes[3];
	size_t i;

	for (i = 0; i < 4; i++) {
		int value = i < 4 - padding ? value_of(text[i]) : 0;
		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
	}
	if (bits & ((UINT32_C(1) << 8 * padding) - 1))
		return false;
	bytes[0] = (char)(bits >> 16);
	bytes[1] = (char)(bits >> 8);
	bytes[2] = (char)bits;
	strbuf_add(out, bytes, 3 - padding);
	return true;
}

bool base64_decode(struct strbuf *out, const char *text, size_t len)
{
	size_t start = out->len, padding = 0, i;

	if (len % 4)
		return false;
	while (padding < 2 && padding < len && text[len - 1 - padding] == '=')
		padding++;
	for (i = 0; i < len; i += 4)
		if (!decode_group(out, text + i, i + 4 == len ? padding : 0)) {
			strbuf_setlen(out, start);
			return false;
		}
	return true;
}
