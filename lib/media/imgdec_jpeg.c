/*
 * JPEG by libjpeg-turbo. Scaled in the frequency domain, so that a big picture is never decoded in full for a
 * hash; of a big progressive file the hash takes only the first scan that has luminance. libjpeg leaves by
 * longjmp: to run() and nowhere else, and all that it may leave behind is in struct session.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#include "core/alloc.h"
#include "media/exif.h"
#include "media/imgdec.h"

#define FIRST_SCAN_SIDE 200 /* samples of the shorter side that the first scan must give to be enough */
#define MAX_SCANS 200	    /* of a progressive file: each costs a walk over the whole picture */

struct session {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr mgr;
	jmp_buf leave;
	const uint8_t *data;
	size_t len;
	bool ended; /* the bytes ended before the picture did */
	/* of a decoding */
	bool grey, first_scan; /* no more than the first scan */
	int side;
	struct raster out;
	uint8_t *row; /* CMYK */
};

static void on_error(j_common_ptr jpeg)
{
	struct session *s = jpeg->client_data;

	longjmp(s->leave, 1);
}

/* Warnings are the daily bread of old files; only one of them means that something is missing. */
static void on_message(j_common_ptr jpeg, int level)
{
	struct session *s = jpeg->client_data;

	if (level < 0 && jpeg->err->msg_code == JWRN_JPEG_EOF)
		s->ended = true;
}

/* Runs a step that may call on_error(). False: it did. */
static bool run(struct session *s, void (*step)(struct session *s))
{
	if (setjmp(s->leave))
		return false;
	step(s);
	return true;
}

static void session_init(struct session *s, const uint8_t *data, size_t len)
{
	memset(s, 0, sizeof(*s));
	s->data = data;
	s->len = len;
	s->jpeg.err = jpeg_std_error(&s->mgr);
	s->jpeg.client_data = s;
	s->mgr.error_exit = on_error;
	s->mgr.emit_message = on_message;
}

static void session_release(struct session *s)
{
	jpeg_destroy_decompress(&s->jpeg);
	raster_release(&s->out);
	free(s->row);
}

static int fail(struct session *s, struct error *err)
{
	char why[JMSG_LENGTH_MAX];
	int code = s->mgr.msg_code;

	if (s->ended)
		return imgdec_truncated(err);
	if (code == JERR_OUT_OF_MEMORY)
		return error_set(err, ERR_NO_MEMORY, "not enough memory for the picture");
	if (code == JERR_NO_BACKING_STORE)
		return error_set(err, ERR_TOO_LONG, "a picture that takes over %u MiB of memory",
			IMAGE_MAX_MEMORY >> 20);
	s->mgr.format_message((j_common_ptr)&s->jpeg, why);
	return error_set(err, ERR_BAD_IMAGE, "a broken JPEG picture: %s", why);
}

static void read_start(struct session *s)
{
	jpeg_create_decompress(&s->jpeg);
	s->jpeg.mem->max_memory_to_use = IMAGE_MAX_MEMORY;
	jpeg_mem_src(&s->jpeg, s->data, s->len);
	jpeg_save_markers(&s->jpeg, JPEG_APP0 + 1, 0xffff);
	jpeg_read_header(&s->jpeg, TRUE);
}

static int orientation(const struct session *s)
{
	for (jpeg_saved_marker_ptr m = s->jpeg.marker_list; m; m = m->next) {
		int found = exif_orientation(m->data, m->data_length);

		if (found != 1)
			return found;
	}
	return 1;
}

static int header(struct image *img, const uint8_t *data, size_t len, bool all, struct error *err)
{
	struct session s;
	int rc = 1;

	session_init(&s, data, len);
	if (!run(&s, read_start))
		rc = s.ended && !all ? 0 : fail(&s, err);
	else if (imgdec_check_size(s.jpeg.image_width, s.jpeg.image_height, err))
		rc = -1;
	else
		*img = (struct image){IMAGE_JPEG, (int)s.jpeg.image_width, (int)s.jpeg.image_height,
			orientation(&s), false};
	session_release(&s);
	return rc;
}

/* The end mark stands somewhere after the start of the first scan: in coded data an 0xff is followed by zero.
 */
static int whole(const struct image *img, const uint8_t *data, size_t len, struct error *err)
{
	struct session s;
	size_t from = 0;
	bool found = false;
	int rc = 0;

	(void)img;
	session_init(&s, data, len);
	if (run(&s, read_start))
		from = len - s.jpeg.src->bytes_in_buffer;
	else
		rc = fail(&s, err);
	session_release(&s);
	for (size_t i = len; !rc && !found && i >= from + 2; i--)
		found = data[i - 2] == 0xff && data[i - 1] == JPEG_EOI;
	return rc || found ? rc : imgdec_truncated(err);
}

static bool is_cmyk(const struct session *s)
{
	return s->jpeg.jpeg_color_space == JCS_CMYK || s->jpeg.jpeg_color_space == JCS_YCCK;
}

static unsigned shorter(const struct session *s)
{
	return s->jpeg.image_width < s->jpeg.image_height ? s->jpeg.image_width : s->jpeg.image_height;
}

/* The smallest scale in eighths that leaves the shorter side long enough. */
static unsigned scale(const struct session *s)
{
	unsigned eighths = 1;

	while (eighths < 8 && (uint64_t)shorter(s) * eighths < (uint64_t)s->side * 8)
		eighths *= 2;
	return eighths;
}

/* Reads all scans or, where the first does, up to the first that gives luminance. */
static void read_scans(struct session *s)
{
	struct jpeg_decompress_struct *jpeg = &s->jpeg;
	int got;

	do {
		got = jpeg_consume_input(jpeg);
		if (jpeg->input_scan_number > MAX_SCANS)
			ERREXIT(jpeg, JERR_BAD_PROGRESSION);
	} while (got != JPEG_REACHED_EOI &&
		 !(s->first_scan && got == JPEG_SCAN_COMPLETED && jpeg->coef_bits[0][0] >= 0));
	jpeg_start_output(jpeg, jpeg->input_scan_number);
}

/* Adobe's programs store ink inverted, and nearly all files of this kind are theirs. */
static void put_cmyk(const struct session *s, const uint8_t *row, uint8_t *px)
{
	bool inverted = s->jpeg.saw_Adobe_marker;

	for (JDIMENSION x = 0; x < s->jpeg.output_width; x++, row += 4, px += s->out.channels) {
		unsigned rgb[3], key = inverted ? row[3] : 255u - row[3];

		for (int c = 0; c < 3; c++)
			rgb[c] = (inverted ? row[c] : 255u - row[c]) * key / 255;
		if (s->out.channels == 1)
			px[0] = (uint8_t)((rgb[0] * 77 + rgb[1] * 150 + rgb[2] * 29) >> 8);
		for (int c = 0; c < 3 && s->out.channels == 3; c++)
			px[c] = (uint8_t)rgb[c];
	}
}

static void read_rows(struct session *s)
{
	struct jpeg_decompress_struct *jpeg = &s->jpeg;
	size_t stride = (size_t)s->out.width * (size_t)s->out.channels;
	bool cmyk = is_cmyk(s);

	if (cmyk)
		s->row = xmalloc((size_t)jpeg->output_width * 4);
	while (jpeg->output_scanline < jpeg->output_height) {
		uint8_t *px = s->out.px + stride * jpeg->output_scanline;
		JSAMPROW row = cmyk ? s->row : px;

		jpeg_read_scanlines(jpeg, &row, 1);
		if (cmyk)
			put_cmyk(s, row, px);
	}
}

static void read_picture(struct session *s)
{
	struct jpeg_decompress_struct *jpeg = &s->jpeg;

	read_start(s);
	/* The first scan has the mean of each block of 8 x 8, which is the picture at an eighth. */
	s->first_scan = s->grey && !is_cmyk(s) && jpeg->progressive_mode && shorter(s) >= 8 * FIRST_SCAN_SIDE;
	jpeg->scale_num = s->first_scan ? 1 : scale(s);
	jpeg->scale_denom = 8;
	jpeg->out_color_space = is_cmyk(s) ? JCS_CMYK : s->grey ? JCS_GRAYSCALE : JCS_RGB;
	jpeg->buffered_image = jpeg_has_multiple_scans(jpeg);
	jpeg_start_decompress(jpeg);
	if (jpeg->buffered_image)
		read_scans(s);
	raster_init(&s->out, (int)jpeg->output_width, (int)jpeg->output_height, s->grey ? 1 : 3);
	s->out.right = jpeg->image_width * jpeg->scale_num / 8.0;
	s->out.bottom = jpeg->image_height * jpeg->scale_num / 8.0;
	read_rows(s);
}

static int decode(struct raster *out, const struct image *img, const uint8_t *data, size_t len, bool grey,
	int side, struct error *err)
{
	struct session s;
	int rc = 0;

	(void)img;
	session_init(&s, data, len);
	s.grey = grey;
	s.side = side;
	if (!run(&s, read_picture) || s.ended) {
		rc = fail(&s, err);
	} else {
		*out = s.out;
		s.out = (struct raster)RASTER_INIT;
	}
	session_release(&s);
	return rc;
}

const struct imgdec imgdec_jpeg = {header, whole, decode};
