/*
 * The decoders behind media/image.h, one file for each library. Each looks at bytes that libmagic has named,
 * checks every size before it allocates, and ends with an error where the bytes do.
 */
#ifndef MEDIA_IMGDEC_H
#define MEDIA_IMGDEC_H

#include "media/image.h"
#include "media/raster.h"

struct imgdec {
	/* As image_read_header(): 1, 0 (more bytes needed), -1. Fills everything but the type. Sizes are as
	 * stored. */
	int (*header)(struct image *img, const uint8_t *data, size_t len, bool all, struct error *err);
	/* As image_check_whole(). */
	int (*whole)(const struct image *img, const uint8_t *data, size_t len, struct error *err);
	/* The picture as stored: grey (1 or 2 channels) or colour (3 or 4), perhaps smaller, but with its
	 * shorter side at 'side' samples or more if it has so many. 0 or -1. */
	int (*decode)(struct raster *out, const struct image *img, const uint8_t *data, size_t len, bool grey,
		int side, struct error *err);
};

extern const struct imgdec imgdec_jpeg, imgdec_png, imgdec_gif, imgdec_bmp, imgdec_webp;
const struct imgdec *imgdec_of(enum image_type type);

/* The sizes of a header against the caps of image.h. 0 or -1. */
int imgdec_check_size(int64_t width, int64_t height, struct error *err);
/* "a picture that ends too early": the error of all of them. -1. */
int imgdec_truncated(struct error *err);

/* Numbers as files have them. */
static inline uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint32_t le32(const uint8_t *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static inline unsigned le16(const uint8_t *p)
{
	return (unsigned)p[1] << 8 | p[0];
}

#endif
