/* Pictures for tests; see pictures.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <check.h>
#include <jpeglib.h>
#include <string.h>
#include <webp/encode.h>

#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h> /* compiled in lib/media/thumbnail.c */

#include "core/alloc.h"
#include "pictures.h"

#define BLOBS 7

/* How bright a blob is along one side of the picture. */
static float *profile(float centre, int n)
{
	float *light = xreallocarray(NULL, (size_t)n, sizeof(*light));

	for (int i = 0; i < n; i++) {
		float d = ((float)i + .5f) / (float)n - centre;

		light[i] = expf(-d * d * 25);
	}
	return light;
}

unsigned char *picture_draw(unsigned seed, int width, int height)
{
	unsigned char *px = xreallocarray(NULL, (size_t)width * (size_t)height, 4), *p = px;
	float blob[BLOBS][5], *across[BLOBS], *down[BLOBS];

	for (int b = 0; b < BLOBS; b++) {
		for (int i = 0; i < 5; i++)
			blob[b][i] = (float)((seed = seed * 1103515245u + 12345u) >> 16 & 0xfff) / 4096;
		across[b] = profile(blob[b][0], width);
		down[b] = profile(blob[b][1], height);
	}
	for (int y = 0; y < height; y++) {
		for (int x = 0; x < width; x++, p += 4) {
			float rgb[3] = {30, 30, 30};

			for (int b = 0; b < BLOBS; b++) {
				for (int c = 0; c < 3; c++)
					rgb[c] += 200 * across[b][x] * down[b][y] * blob[b][2 + c];
			}
			for (int c = 0; c < 3; c++)
				p[c] = (unsigned char)fminf(rgb[c], 255);
			p[3] = x < width / 2 && y < height / 2 ? 0 : 255;
		}
	}
	for (int b = 0; b < BLOBS; b++) {
		free(across[b]);
		free(down[b]);
	}
	return px;
}

/* An APP1 segment with one entry, the orientation. */
static void write_exif(j_compress_ptr jpeg, const struct picture_jpeg *how)
{
	static const unsigned char big[] = "Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0\0\0\0\0\0\0\0";
	static const unsigned char little[] = "Exif\0\0II*\0\10\0\0\0\1\0\22\1\3\0\1\0\0\0\0\0\0\0\0\0\0\0";
	unsigned char app1[sizeof(big) - 1];

	memcpy(app1, how->big_endian ? big : little, sizeof(app1));
	app1[how->big_endian ? 25 : 24] = (unsigned char)how->orientation;
	jpeg_write_marker(jpeg, JPEG_APP0 + 1, app1, sizeof(app1));
}

/* One row as libjpeg wants it; CMYK inverted, as Adobe writes it. */
static void convert_row(
	unsigned char *row, const unsigned char *px, int width, const struct picture_jpeg *how)
{
	for (int x = 0; x < width; x++, px += 4) {
		if (how->grey) {
			*row++ = (unsigned char)((px[0] * 77 + px[1] * 150 + px[2] * 29) >> 8);
		} else {
			memcpy(row, px, 3);
			row += 3;
			if (how->cmyk)
				*row++ = 255;
		}
	}
}

void picture_jpeg(struct strbuf *out, unsigned seed, int width, int height, struct picture_jpeg how)
{
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr mgr;
	unsigned char *px = picture_draw(seed, width, height), *row = xmalloc((size_t)width * 4),
		      *bytes = NULL;
	unsigned long len = 0;

	jpeg.err = jpeg_std_error(&mgr);
	jpeg_create_compress(&jpeg);
	jpeg_mem_dest(&jpeg, &bytes, &len);
	jpeg.image_width = (JDIMENSION)width;
	jpeg.image_height = (JDIMENSION)height;
	jpeg.input_components = how.grey ? 1 : how.cmyk ? 4 : 3;
	jpeg.in_color_space = how.grey ? JCS_GRAYSCALE : how.cmyk ? JCS_CMYK : JCS_RGB;
	jpeg_set_defaults(&jpeg);
	jpeg_set_quality(&jpeg, how.quality ? how.quality : 90, TRUE);
	if (how.progressive)
		jpeg_simple_progression(&jpeg);
	jpeg.write_Adobe_marker = how.cmyk;
	jpeg_start_compress(&jpeg, TRUE);
	if (how.orientation)
		write_exif(&jpeg, &how);
	while (jpeg.next_scanline < jpeg.image_height) {
		convert_row(row, px + (size_t)jpeg.next_scanline * (size_t)width * 4, width, &how);
		jpeg_write_scanlines(&jpeg, &row, 1);
	}
	jpeg_finish_compress(&jpeg);
	jpeg_destroy_compress(&jpeg);
	strbuf_clear(out);
	strbuf_add(out, bytes, len);
	free(bytes);
	free(row);
	free(px);
}

static void append(void *ctx, void *data, int len)
{
	strbuf_add(ctx, data, (size_t)len);
}

/* In place: every fourth byte goes. */
static void drop_alpha(unsigned char *px, int width, int height)
{
	for (size_t i = 0; i < (size_t)width * (size_t)height; i++)
		memmove(px + 3 * i, px + 4 * i, 3);
}

void picture_png(struct strbuf *out, unsigned seed, int width, int height, bool alpha)
{
	unsigned char *px = picture_draw(seed, width, height);
	int channels = alpha ? 4 : 3;

	if (!alpha)
		drop_alpha(px, width, height);
	strbuf_clear(out);
	ck_assert_int_eq(
		stbi_write_png_to_func(append, out, width, height, channels, px, width * channels), 1);
	free(px);
}

void picture_bmp(struct strbuf *out, unsigned seed, int width, int height)
{
	unsigned char *px = picture_draw(seed, width, height);

	drop_alpha(px, width, height);
	strbuf_clear(out);
	ck_assert_int_eq(stbi_write_bmp_to_func(append, out, width, height, 3, px), 1);
	free(px);
}

void picture_webp(struct strbuf *out, unsigned seed, int width, int height, bool alpha, float quality)
{
	unsigned char *px = picture_draw(seed, width, height);
	uint8_t *bytes = NULL;
	size_t len;

	if (alpha) {
		len = WebPEncodeRGBA(px, width, height, width * 4, quality, &bytes);
	} else {
		drop_alpha(px, width, height);
		len = WebPEncodeRGB(px, width, height, width * 3, quality, &bytes);
	}
	ck_assert_uint_gt(len, 0);
	strbuf_clear(out);
	strbuf_add(out, bytes, len);
	WebPFree(bytes);
	free(px);
}

void picture_gif(struct strbuf *out, bool transparent)
{
	/* Screen 4 x 4, two colours; control extension; frames of 4 x 4 whose codes, three bits each, are
	 * clear, 16 times 0 (with a clear after every two), end. */
	static const unsigned char start[] = "GIF89a\4\0\4\0\200\0\0\377\377\377\0\0\0";
	static const unsigned char frame[] = ",\0\0\0\0\4\0\4\0\0\2\12\4\10\20\40\100\200\0\1\2\5\0";
	unsigned char control[] = "!\371\4\0\0\0\0\0";

	control[3] = transparent;
	strbuf_clear(out);
	strbuf_add(out, start, sizeof(start) - 1);
	for (int i = 0; i < 2; i++) {
		strbuf_add(out, control, sizeof(control) - 1);
		strbuf_add(out, frame, sizeof(frame) - 1);
	}
	strbuf_addch(out, ';');
}
