/*
 * PNG, GIF (first frame) and BMP by stb_image. It has no limit on memory and wants none of ours, so its
 * allocator is one that counts: a picture that unpacks to more than IMAGE_MAX_MEMORY fails.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "media/imgdec.h"

/* What is taken now; each block has its size in front. And why a block was refused, since the last picture.
 */
static size_t taken;
static enum error_code refused;

union block {
	size_t size;
	max_align_t align;
};

static void *counted_malloc(size_t size)
{
	union block *b;

	if (size > IMAGE_MAX_MEMORY - taken) {
		refused = ERR_TOO_LONG;
		return NULL;
	}
	b = malloc(sizeof(*b) + size);
	if (!b) {
		refused = ERR_NO_MEMORY;
		return NULL;
	}
	b->size = size;
	taken += size;
	return b + 1;
}

static void counted_free(void *p)
{
	union block *b = p;

	if (!b)
		return;
	taken -= b[-1].size;
	free(b - 1);
}

static void *counted_realloc(void *p, size_t size)
{
	void *bigger = counted_malloc(size);
	size_t had = p ? ((union block *)p)[-1].size : 0;

	if (!bigger)
		return NULL;
	if (p)
		memcpy(bigger, p, had < size ? had : size);
	counted_free(p);
	return bigger;
}

#define STBI_MALLOC(size) counted_malloc(size)
#define STBI_REALLOC(p, size) counted_realloc(p, size)
#define STBI_FREE(p) counted_free(p)
#define STBI_ONLY_PNG
#define STBI_ONLY_GIF
#define STBI_ONLY_BMP
#define STBI_NO_STDIO
#define STB_IMAGE_IMPLEMENTATION
#include <stb/stb_image.h>

/* stb_image does not always say why. */
static int fail(struct error *err)
{
	const char *why = stbi_failure_reason();
	enum error_code memory = refused;

	refused = ERR_NONE;
	if (memory == ERR_TOO_LONG)
		return error_set(err, ERR_TOO_LONG, "a picture that takes over %u MiB of memory",
			IMAGE_MAX_MEMORY >> 20);
	if (memory == ERR_NO_MEMORY)
		return error_set(err, ERR_NO_MEMORY, "not enough memory for the picture");
	return error_set(err, ERR_BAD_IMAGE, "a broken picture: %s", why ? why : "it cannot be unpacked");
}

static int decode(struct raster *out, const struct image *img, const uint8_t *data, size_t len, bool grey,
	int side, struct error *err)
{
	int width, height, had, channels = (grey ? 1 : 3) + img->has_alpha;
	uint8_t *px = stbi_load_from_memory(data, (int)len, &width, &height, &had, channels);

	(void)side;
	if (!px)
		return fail(err);
	raster_init(out, width, height, channels);
	memcpy(out->px, px, (size_t)width * (size_t)height * (size_t)channels);
	stbi_image_free(px);
	return 0;
}

static int more(bool all, struct error *err)
{
	return all ? imgdec_truncated(err) : 0;
}

/* PNG: chunks of length, type, data and checksum after eight bytes of signature. */

#define PNG_START 8
#define PNG_TYPE(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

static int png_header(struct image *img, const uint8_t *data, size_t len, bool all, struct error *err)
{
	struct image found = {IMAGE_PNG, 0, 0, 1, false};

	for (size_t at = PNG_START; at + 8 <= len;) {
		uint32_t size = be32(data + at), type = be32(data + at + 4);

		if (type == PNG_TYPE('I', 'D', 'A', 'T')) {
			if (!found.width)
				return error_set(err, ERR_BAD_IMAGE, "a PNG picture without a header");
			*img = found;
			return 1;
		}
		if (type == PNG_TYPE('I', 'H', 'D', 'R') && at + 18 <= len) {
			if (imgdec_check_size(be32(data + at + 8), be32(data + at + 12), err))
				return -1;
			found.width = (int)be32(data + at + 8);
			found.height = (int)be32(data + at + 12);
			found.has_alpha = data[at + 17] & 4;
		} else if (type == PNG_TYPE('t', 'R', 'N', 'S')) {
			found.has_alpha = true;
		} else if (type == PNG_TYPE('I', 'E', 'N', 'D')) {
			return error_set(err, ERR_BAD_IMAGE, "a PNG picture without a picture");
		}
		at += 12 + (size_t)size;
	}
	return more(all, err);
}

static int png_whole(const struct image *img, const uint8_t *data, size_t len, struct error *err)
{
	(void)img;
	for (size_t at = PNG_START; at + 12 <= len; at += 12 + (size_t)be32(data + at)) {
		if (be32(data + at + 4) == PNG_TYPE('I', 'E', 'N', 'D'))
			return 0;
	}
	return imgdec_truncated(err);
}

/* GIF: a screen descriptor, then blocks that begin with '!', ',' or ';', with their data in sub-blocks. */

static size_t gif_table(unsigned flags)
{
	return flags & 0x80 ? (size_t)3 << ((flags & 7) + 1) : 0;
}

/* The place after the sub-blocks that begin at 'at'; beyond len when they do not end. */
static size_t gif_sub_blocks(const uint8_t *data, size_t len, size_t at)
{
	while (at < len && data[at])
		at += 1 + (size_t)data[at];
	return at + 1;
}

/* Goes through the blocks up to the first picture (1) or, when 'end', to the last (the number of them);
 * 0 when the bytes end before. */
static int gif_walk(const uint8_t *data, size_t len, bool end, bool *has_alpha)
{
	size_t at = 13 + (len > 10 ? gif_table(data[10]) : 0);
	int pictures = 0;

	while (at < len && data[at] != ';') {
		if (data[at] == '!' && at + 4 < len) {
			if (data[at + 1] == 0xf9 && !pictures)
				*has_alpha = data[at + 3] & 1;
			at = gif_sub_blocks(data, len, at + 2);
		} else if (data[at] == ',' && at + 10 < len) {
			if (!end)
				return 1;
			at = gif_sub_blocks(data, len, at + 11 + gif_table(data[at + 9]));
			pictures++;
		} else {
			return 0;
		}
	}
	/* A file that ends after a picture, without its mark, is shown by everybody. */
	return at <= len ? pictures : 0;
}

static int gif_header(struct image *img, const uint8_t *data, size_t len, bool all, struct error *err)
{
	bool has_alpha = false;

	if (!gif_walk(data, len, false, &has_alpha))
		return more(all, err);
	if (imgdec_check_size(le16(data + 6), le16(data + 8), err))
		return -1;
	*img = (struct image){IMAGE_GIF, (int)le16(data + 6), (int)le16(data + 8), 1, has_alpha};
	return 1;
}

static int gif_whole(const struct image *img, const uint8_t *data, size_t len, struct error *err)
{
	bool has_alpha;

	(void)img;
	return gif_walk(data, len, true, &has_alpha) ? 0 : imgdec_truncated(err);
}

/* BMP: a file header of 14 bytes, then one that begins with its own size. */

static int bmp_header(struct image *img, const uint8_t *data, size_t len, bool all, struct error *err)
{
	int width, height, channels;

	if (len < 14 + 124 && !all)
		return 0;
	if (!stbi_info_from_memory(data, (int)len, &width, &height, &channels))
		return fail(err);
	if (imgdec_check_size(width, height, err))
		return -1;
	*img = (struct image){IMAGE_BMP, width, height, 1, channels == 4};
	return 1;
}

static int bmp_whole(const struct image *img, const uint8_t *data, size_t len, struct error *err)
{
	size_t depth, row;

	if (len < 14 + 16)
		return imgdec_truncated(err);
	depth = le32(data + 14) == 12 ? le16(data + 24) : le16(data + 28);
	row = ((size_t)img->width * depth + 31) / 32 * 4;
	if (le32(data + 10) > len || row * (size_t)img->height > len - le32(data + 10))
		return imgdec_truncated(err);
	return 0;
}

const struct imgdec imgdec_png = {png_header, png_whole, decode};
const struct imgdec imgdec_gif = {gif_header, gif_whole, decode};
const struct imgdec imgdec_bmp = {bmp_header, bmp_whole, decode};
