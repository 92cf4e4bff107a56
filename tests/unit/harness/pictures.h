/* Pictures for tests: drawn from a seed, written as files of every kind. */
#ifndef HARNESS_PICTURES_H
#define HARNESS_PICTURES_H

#include <stdbool.h>

#include "core/strbuf.h"

/* How a JPEG is written. */
struct picture_jpeg {
	int quality; /* 0: 90 */
	bool progressive, grey, cmyk;
	int orientation; /* EXIF's; 0: no EXIF */
	bool big_endian; /* the EXIF data */
};

/* RGBA, four bytes a pixel, malloc()ed: soft blobs of colour, the same whatever the size; a quarter of it is
 * transparent. */
unsigned char *picture_draw(unsigned seed, int width, int height);

/* Each replaces *out by a file. */
void picture_jpeg(struct strbuf *out, unsigned seed, int width, int height, struct picture_jpeg how);
void picture_png(struct strbuf *out, unsigned seed, int width, int height, bool alpha);
void picture_bmp(struct strbuf *out, unsigned seed, int width, int height);
void picture_webp(struct strbuf *out, unsigned seed, int width, int height, bool alpha, float quality);
/* A GIF of 4 x 4 pixels with two frames; the first may have a transparent colour. */
void picture_gif(struct strbuf *out, bool transparent);

#endif
