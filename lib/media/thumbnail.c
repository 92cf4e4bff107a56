/* Small versions of pictures; see image_thumbnail() in image.h. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "core/alloc.h"
#include "media/image.h"
#include "media/imgdec.h"

#define STBIW_MALLOC(size) xmalloc(size)
#define STBIW_REALLOC(p, size) xrealloc(p, size)
#define STBIW_FREE(p) free(p)
#define STBI_WRITE_NO_STDIO
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image_write.h>

#define JPEG_QUALITY 85

struct encoder {
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr mgr;
	jmp_buf leave;
	unsigned char *bytes;
	unsigned long len;
};

static void on_error(j_common_ptr jpeg)
{
	struct encoder *e = jpeg->client_data;

	longjmp(e->leave, 1);
}

static void compress(struct encoder *e, const struct raster *r)
{
	size_t stride = (size_t)r->width * 3;

	jpeg_create_compress(&e->jpeg);
	jpeg_mem_dest(&e->jpeg, &e->bytes, &e->len);
	e->jpeg.image_width = (JDIMENSION)r->width;
	e->jpeg.image_height = (JDIMENSION)r->height;
	e->jpeg.input_components = 3;
	e->jpeg.in_color_space = JCS_RGB;
	jpeg_set_defaults(&e->jpeg);
	jpeg_set_quality(&e->jpeg, JPEG_QUALITY, TRUE);
	jpeg_start_compress(&e->jpeg, TRUE);
	while (e->jpeg.next_scanline < e->jpeg.image_height) {
		JSAMPROW row = r->px + stride * e->jpeg.next_scanline;

		jpeg_write_scanlines(&e->jpeg, &row, 1);
	}
	jpeg_finish_compress(&e->jpeg);
}

static bool run(struct encoder *e, const struct raster *r)
{
	if (setjmp(e->leave))
		return false;
	compress(e, r);
	return true;
}

static int write_jpeg(struct strbuf *out, const struct raster *r, struct error *err)
{
	struct encoder e = {.mgr = {0}};
	char why[JMSG_LENGTH_MAX];
	int rc = 0;

	e.jpeg.err = jpeg_std_error(&e.mgr);
	e.jpeg.client_data = &e;
	e.mgr.error_exit = on_error;
	if (run(&e, r)) {
		strbuf_clear(out);
		strbuf_add(out, e.bytes, e.len);
	} else {
		e.mgr.format_message((j_common_ptr)&e.jpeg, why);
		rc = error_set(err, ERR_INTERNAL, "cannot write a JPEG picture: %s", why);
	}
	jpeg_destroy_compress(&e.jpeg);
	free(e.bytes);
	return rc;
}

static void append(void *ctx, void *data, int len)
{
	strbuf_add(ctx, data, (size_t)len);
}

static int write_png(struct strbuf *out, const struct raster *r, struct error *err)
{
	strbuf_clear(out);
	if (!stbi_write_png_to_func(append, out, r->width, r->height, 4, r->px, r->width * 4))
		return error_set(err, ERR_NO_MEMORY, "cannot write a PNG picture");
	return 0;
}

/* The length that a side gets when the longer one becomes 'most'. */
static int shrink(int side, int longer, int most)
{
	int v = longer > most ? (int)(((int64_t)side * most + longer / 2) / longer) : side;

	return v > 0 ? v : 1;
}

int image_thumbnail(const struct image *img, const void *data, size_t len, int side, struct strbuf *out,
	enum image_type *type, struct error *err)
{
	bool sideways = img->orientation >= 5;
	int width = sideways ? img->height : img->width, height = sideways ? img->width : img->height;
	int longer = width > height ? width : height;
	struct raster full = RASTER_INIT, small = RASTER_INIT;
	int rc;

	if (side < 1 || side > IMAGE_MAX_THUMBNAIL)
		return error_set(err, ERR_BAD_VALUE, "no size for a thumbnail (1 to %d): %d",
			IMAGE_MAX_THUMBNAIL, side);
	width = shrink(width, longer, side);
	height = shrink(height, longer, side);
	if (imgdec_of(img->type)->decode(&full, img, data, len, false, width < height ? width : height, err))
		return -1;
	raster_scale(&small, &full, width, height);
	raster_release(&full);
	raster_orient(&small, img->orientation);
	rc = img->has_alpha ? write_png(out, &small, err) : write_jpeg(out, &small, err);
	if (!rc)
		*type = img->has_alpha ? IMAGE_PNG : IMAGE_JPEG;
	raster_release(&small);
	return rc;
}
