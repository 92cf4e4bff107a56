/* Inflating and deflating; see inflate.h. */
#include <limits.h>
#include <stdint.h>
#include <zlib.h>

#include "core/alloc.h"
#include "core/inflate.h"

#define EITHER (15 + 32) /* gzip or zlib, whichever it is */
#define FAST 1

/* Z_STREAM_END when it came to its end. */
static int run(z_stream *z, size_t most, struct strbuf *out)
{
	size_t room, start = out->len;
	int rc = Z_OK;

	while (rc == Z_OK && out->len - start <= most) {
		strbuf_grow(out, z->avail_in * 4 + 256);
		room = out->alloc - out->len - 1;
		room = room < most + 1 - (out->len - start) ? room : most + 1 - (out->len - start);
		z->next_out = (Bytef *)out->buf + out->len;
		z->avail_out = room < UINT_MAX ? (uInt)room : UINT_MAX;
		room = z->avail_out;
		rc = inflate(z, Z_NO_FLUSH);
		strbuf_setlen(out, out->len + (room - z->avail_out));
	}
	return rc;
}

int inflate_bytes(const void *data, size_t len, size_t most, struct strbuf *out, struct error *err)
{
	z_stream z = {.next_in = (Bytef *)(uintptr_t)data, .avail_in = (uInt)len};
	size_t start = out->len;
	bool whole, too_long;

	if (len > UINT_MAX || inflateInit2(&z, EITHER) != Z_OK)
		return error_set(err, ERR_BAD_VALUE, "what is deflated cannot be inflated");
	whole = run(&z, most, out) == Z_STREAM_END && !z.avail_in;
	too_long = out->len - start > most;
	inflateEnd(&z);
	if (whole && !too_long)
		return 0;
	strbuf_setlen(out, start);
	if (too_long)
		return error_set(err, ERR_TOO_LONG, "more than %zu bytes, inflated", most);
	return error_set(err, ERR_BAD_VALUE, "what is deflated is damaged");
}

void deflate_bytes(const void *data, size_t len, struct strbuf *out)
{
	uLongf size = compressBound(len);

	strbuf_grow(out, size);
	if (compress2((Bytef *)out->buf + out->len, &size, data, len, FAST) != Z_OK)
		BUG("zlib does not deflate");
	strbuf_setlen(out, out->len + size);
}
