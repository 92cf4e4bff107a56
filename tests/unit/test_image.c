/* Facts about pictures of every kind, broken ones too. */
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "harness/pictures.h"
#include "harness/scratch.h"
#include "media/exif.h"
#include "media/image.h"
#include "media/imgdec.h"
#include "media/phash.h"

static struct strbuf file;
static struct image img;

static int header(void)
{
	int rc = image_read_header(&img, file.buf, file.len, file.len, &scratch_err);

	return rc == 1 ? 0 : -1;
}

static int whole(void)
{
	return image_check_whole(&img, file.buf, file.len, &scratch_err);
}

static uint64_t hash(void)
{
	uint64_t h = 0;

	ok(header());
	ok(whole());
	ck_assert_msg(
		image_phash(&img, file.buf, file.len, &h, &scratch_err) == 1, "%s", scratch_err.msg.buf);
	return h;
}

static void is(enum image_type type, int width, int height, bool alpha)
{
	ok(header());
	ok(whole());
	ck_assert_int_eq(img.type, type);
	ck_assert_int_eq(img.width, width);
	ck_assert_int_eq(img.height, height);
	ck_assert_int_eq(img.has_alpha, alpha);
}

static void jpeg(struct picture_jpeg how)
{
	picture_jpeg(&file, 5, 640, 400, how);
}

START_TEST(every_kind)
{
	jpeg((struct picture_jpeg){0});
	is(IMAGE_JPEG, 640, 400, false);
	picture_png(&file, 5, 33, 77, false);
	is(IMAGE_PNG, 33, 77, false);
	picture_png(&file, 5, 33, 77, true);
	is(IMAGE_PNG, 33, 77, true);
	picture_bmp(&file, 5, 31, 9);
	is(IMAGE_BMP, 31, 9, false);
	picture_webp(&file, 5, 80, 50, false, 80);
	is(IMAGE_WEBP, 80, 50, false);
	picture_webp(&file, 5, 80, 50, true, 80);
	is(IMAGE_WEBP, 80, 50, true);
	picture_gif(&file, false);
	is(IMAGE_GIF, 4, 4, false);
	picture_gif(&file, true);
	is(IMAGE_GIF, 4, 4, true);
	ck_assert_str_eq(image_mime(IMAGE_WEBP), "image/webp");
	ck_assert_str_eq(image_ext(IMAGE_JPEG), "jpg");
}
END_TEST

START_TEST(a_palette_with_transparency)
{
	/* 1 x 1, palette, tRNS before the picture; checksums are not looked at by the header. */
	static const unsigned char png[] =
		"\211PNG\r\n\32\n"
		"\0\0\0\15IHDR\0\0\0\1\0\0\0\1\10\3\0\0\0....\0\0\0\3PLTE\1\2\3...."
		"\0\0\0\1tRNS\0....\0\0\0\0IDAT....";

	strbuf_clear(&file);
	strbuf_add(&file, png, sizeof(png) - 1);
	ok(header());
	ck_assert(img.has_alpha);
}
END_TEST

START_TEST(one_picture_one_hash)
{
	static const struct picture_jpeg kinds[] = {{.progressive = true}, {.quality = 50}, {.cmyk = true},
		{.grey = true}, {.quality = 30, .progressive = true}, {.progressive = true, .cmyk = true}};
	uint64_t first, other;

	jpeg((struct picture_jpeg){0});
	first = hash();
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		jpeg(kinds[i]);
		ck_assert_msg(phash_distance(first, hash()) <= PHASH_SAME, "kind %zu: %d", i,
			phash_distance(first, hash()));
	}
	picture_png(&file, 5, 640, 400, false);
	ck_assert_int_le(phash_distance(first, hash()), 2);
	picture_bmp(&file, 5, 640, 400);
	ck_assert_int_le(phash_distance(first, hash()), 2);
	picture_webp(&file, 5, 640, 400, false, 75);
	ck_assert_int_le(phash_distance(first, hash()), 2);
	/* Sizes on both sides of every scale. */
	for (int side = 100; side < 1500; side = side * 3 / 2) {
		picture_jpeg(&file, 5, side * 8 / 5 + 3, side + 1, (struct picture_jpeg){0});
		ck_assert_msg(phash_distance(first, hash()) <= 4, "side %d", side);
	}
	picture_jpeg(&file, 6, 640, 400, (struct picture_jpeg){0});
	other = hash();
	ck_assert_int_gt(phash_distance(first, other), PHASH_SIMILAR);
}
END_TEST

START_TEST(transparency_counts_as_mid_grey)
{
	uint64_t png, webp;

	picture_png(&file, 5, 300, 300, true);
	png = hash();
	picture_webp(&file, 5, 300, 300, true, 90);
	webp = hash();
	ck_assert_int_le(phash_distance(png, webp), 2);
	picture_png(&file, 5, 300, 300, false);
	ck_assert_int_gt(phash_distance(png, hash()), PHASH_SAME);
}
END_TEST

START_TEST(a_flat_picture_has_no_hash)
{
	uint64_t h;

	picture_gif(&file, false);
	ok(header());
	ck_assert_int_eq(image_phash(&img, file.buf, file.len, &h, &scratch_err), 0);
}
END_TEST

START_TEST(orientation)
{
	struct raster shown, turned;

	jpeg((struct picture_jpeg){0});
	ok(header());
	ok(imgdec_of(IMAGE_JPEG)
			->decode(&shown, &img, (uint8_t *)file.buf, file.len, true, 400, &scratch_err));
	for (int o = 1; o <= 8; o++) {
		jpeg((struct picture_jpeg){.orientation = o, .big_endian = o & 1});
		ok(header());
		ck_assert_int_eq(img.orientation, o);
		ck_assert_int_eq(img.width, o >= 5 ? 400 : 640);
		ck_assert_int_eq(img.height, o >= 5 ? 640 : 400);
		ck_assert_int_eq(image_phash(&img, file.buf, file.len, &(uint64_t){0}, &scratch_err), 1);
	}
	/* A quarter turn to the right: the upper left corner is what was the lower left. */
	raster_scale(&turned, &shown, 640, 400);
	raster_orient(&turned, 6);
	ck_assert_int_eq(turned.width, 400);
	ck_assert_int_eq(turned.px[0], shown.px[399 * 640]);
	ck_assert_int_eq(turned.px[399], shown.px[0]);
	raster_orient(&turned, 8);
	ck_assert_int_eq(memcmp(turned.px, shown.px, 640 * 400), 0);
	raster_orient(&turned, 5);
	raster_orient(&turned, 5);
	raster_orient(&turned, 7);
	raster_orient(&turned, 7);
	raster_orient(&turned, 2);
	raster_orient(&turned, 3);
	raster_orient(&turned, 4);
	ck_assert_int_eq(memcmp(turned.px, shown.px, 640 * 400), 0);
	raster_release(&turned);
	raster_release(&shown);
}
END_TEST

/* A picture of one row is the mean of what each sample covers, in part at its ends. */
static void scales(int channels, const char *from, int width, double right, const char *to, int n)
{
	struct raster r, scaled;

	raster_init(&r, width, 1, channels);
	memcpy(r.px, from, (size_t)width * (size_t)channels);
	r.right = right;
	raster_scale(&scaled, &r, n, 1);
	for (int i = 0; i < n * channels; i++)
		ck_assert_msg(scaled.px[i] == (uint8_t)to[i], "byte %d is %d", i, scaled.px[i]);
	raster_release(&scaled);
	raster_release(&r);
}

START_TEST(means)
{
	scales(1, "\12\24\36\50", 4, 4, "\17\43", 2);
	scales(1, "\0\60\140", 3, 3, "\20\120", 2);
	scales(1, "\0\60\140", 3, 2.5, "\12\103", 2); /* 0 and a quarter of 48; three quarters, and a half */
	scales(1, "\0\60", 2, 2, "\0\0\60\60", 4);
	scales(3, "\1\2\3\3\4\5", 2, 2, "\2\3\4", 1);
	/* What is not seen has no colour. */
	scales(2, "\144\377\0\0", 2, 2, "\144\200", 1);
	scales(2, "\144\0\0\0", 2, 2, "\0\0", 1);
	scales(4, "\144\0\12\377\0\144\12\377", 2, 2, "\62\62\12\377", 1);
}
END_TEST

START_TEST(broken_exif)
{
	uint8_t app1[] = "Exif\0\0II*\0\10\0\0\0\377\377\22\1\3\0\1\0\0\0\6\0\0\0";

	ck_assert_int_eq(exif_orientation(app1, sizeof(app1) - 1), 6);
	for (size_t len = 0; len < 25; len++)
		ck_assert_int_eq(exif_orientation(app1, len), 1);
	app1[24] = 9;
	ck_assert_int_eq(exif_orientation(app1, sizeof(app1) - 1), 1);
	memset(app1 + 10, 0xff, 4); /* a directory beyond the end */
	ck_assert_int_eq(exif_orientation(app1, sizeof(app1) - 1), 1);
}
END_TEST

START_TEST(a_header_in_pieces)
{
	size_t all, needed;

	for (int kind = 0; kind < 5; kind++) {
		switch (kind) {
		case 0:
			jpeg((struct picture_jpeg){.orientation = 6});
			break;
		case 1:
			picture_png(&file, 5, 200, 100, true);
			break;
		case 2:
			picture_bmp(&file, 5, 200, 100);
			break;
		case 3:
			picture_webp(&file, 5, 200, 100, true, 80);
			break;
		default:
			picture_gif(&file, true);
		}
		all = file.len;
		needed = 0;
		for (size_t len = 32; len <= all && !needed; len++) {
			int rc = image_read_header(&img, file.buf, len, all, &scratch_err);

			ck_assert_msg(rc >= 0, "kind %d, %zu bytes: %s", kind, len, scratch_err.msg.buf);
			if (rc)
				needed = len;
		}
		ck_assert_uint_gt(needed, 0);
		ck_assert_uint_lt(needed, 1000);
		ck_assert_int_eq(img.has_alpha, kind == 1 || kind >= 3);
		/* When that is all there is, it is an error. */
		if (needed > 32 && img.type != IMAGE_BMP)
			fails(image_read_header(&img, file.buf, needed - 1, needed - 1, &scratch_err) == 1
					? 0
					: -1,
				ERR_BAD_IMAGE);
	}
}
END_TEST

static void cut_everywhere(void)
{
	size_t all = file.len, step = all / 97 + 1;

	ok(header());
	ok(whole());
	for (size_t len = 64; len < all; len += step) {
		struct image found;
		struct error *e = &scratch_err;

		error_clear(e);
		if (image_read_header(&found, file.buf, len, len, e) == 1)
			ck_assert_int_eq(image_check_whole(&found, file.buf, len, e), -1);
		ck_assert_str_eq(error_name(e->code), "bad_image");
	}
}

START_TEST(truncated)
{
	jpeg((struct picture_jpeg){0});
	cut_everywhere();
	jpeg((struct picture_jpeg){.progressive = true});
	cut_everywhere();
	picture_png(&file, 5, 200, 100, true);
	cut_everywhere();
	picture_bmp(&file, 5, 200, 100);
	cut_everywhere();
	picture_webp(&file, 5, 200, 100, true, 80);
	cut_everywhere();
}
END_TEST

START_TEST(decoders_see_the_end_too)
{
	uint64_t h;

	jpeg((struct picture_jpeg){0});
	ok(header());
	fails(image_phash(&img, file.buf, file.len / 2, &h, &scratch_err), ERR_BAD_IMAGE);
	says("ends too early");
	picture_png(&file, 5, 200, 100, false);
	ok(header());
	fails(image_phash(&img, file.buf, file.len / 2, &h, &scratch_err), ERR_BAD_IMAGE);
	picture_webp(&file, 5, 200, 100, false, 80);
	ok(header());
	fails(image_phash(&img, file.buf, file.len / 2, &h, &scratch_err), ERR_BAD_IMAGE);
}
END_TEST

START_TEST(no_pictures)
{
	static const char *const texts[] = {"hello", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
		"<!DOCTYPE html><html><body>404</body></html>", "\xff\xd8\xff\xe0garbage", "GIF89a",
		"\211PNG\r\n\32\n"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		strbuf_clear(&file);
		strbuf_addstr(&file, texts[i]);
		fails(header(), ERR_BAD_IMAGE);
	}
	strbuf_clear(&file);
	fails(header(), ERR_BAD_IMAGE);
	says("empty");
}
END_TEST

START_TEST(too_big)
{
	picture_png(&file, 5, 20, 10, false);
	memcpy(file.buf + 16, "\0\0\xff\xdc\0\0\xff\xdc", 8); /* 65500 to a side */
	fails(header(), ERR_TOO_LONG);
	says("65500 x 65500");
	memcpy(file.buf + 16, "\x7f\xff\xff\xff\0\0\0\1", 8);
	fails(header(), ERR_TOO_LONG);
	memcpy(file.buf + 16, "\0\0\0\0\0\0\0\1", 8);
	fails(header(), ERR_BAD_IMAGE);
	fails(image_read_header(&img, file.buf, file.len, IMAGE_MAX_FILE + 1u, &scratch_err), ERR_TOO_LONG);
}
END_TEST

START_TEST(a_bomb_is_no_use)
{
	uint64_t h;

	/* Says 9000 x 9000 and has the data of 20 x 10: nothing is made up. */
	picture_png(&file, 5, 20, 10, false);
	memcpy(file.buf + 16, "\0\0\x23\x28\0\0\x23\x28", 8);
	ok(header());
	fails(image_phash(&img, file.buf, file.len, &h, &scratch_err), ERR_BAD_IMAGE);
	/* A screen of 100 million pixels around a frame of 16 would take over the limit. */
	picture_gif(&file, false);
	memcpy(file.buf + 6, "\x10\x27\x10\x27", 4);
	ok(header());
	fails(image_phash(&img, file.buf, file.len, &h, &scratch_err), ERR_TOO_LONG);
	says("memory");
}
END_TEST

START_TEST(header_of_a_file)
{
	int64_t size;

	jpeg((struct picture_jpeg){0});
	ok(file_write(scratch("a.txt"), file.buf, file.len, NULL, NULL, &scratch_err));
	ok(image_read_file_header(&img, scratch("a.txt"), &size, &scratch_err));
	ck_assert_int_eq(img.width, 640);
	ck_assert_int_eq(size, (int)file.len);
	fails(image_read_file_header(&img, scratch("nothing"), &size, &scratch_err), ERR_NOT_FOUND);
	fails(image_read_file_header(&img, scratch(""), &size, &scratch_err), ERR_NOT_FOUND);
	scratch_write("empty.jpg", "");
	fails(image_read_file_header(&img, scratch("empty.jpg"), &size, &scratch_err), ERR_BAD_IMAGE);
	says("empty.jpg");
}
END_TEST

START_TEST(a_header_longer_than_the_first_read)
{
	struct strbuf longer = STRBUF_INIT;
	int64_t size;

	/* Two segments of 60,000 bytes between the start mark and the rest. */
	jpeg((struct picture_jpeg){.orientation = 6});
	strbuf_add(&longer, file.buf, 2);
	for (int i = 0; i < 2; i++) {
		strbuf_add(&longer, "\xff\xe2\xea\x60", 4);
		for (int n = 0; n < 59998; n++)
			strbuf_addch(&longer, 'x');
	}
	strbuf_add(&longer, file.buf + 2, file.len - 2);
	ok(file_write(scratch("a.jpg"), longer.buf, longer.len, NULL, NULL, &scratch_err));
	ok(image_read_file_header(&img, scratch("a.jpg"), &size, &scratch_err));
	ck_assert_int_eq(img.width, 400);
	ck_assert_int_eq(img.height, 640);
	strbuf_release(&longer);
}
END_TEST

static void thumbnail_is(int side, enum image_type type, int width, int height)
{
	struct strbuf small = STRBUF_INIT;
	enum image_type got;

	ok(header());
	ok(image_thumbnail(&img, file.buf, file.len, side, &small, &got, &scratch_err));
	ck_assert_int_eq(got, type);
	strbuf_release(&file);
	file = small;
	is(type, width, height, type == IMAGE_PNG);
}

START_TEST(thumbnails)
{
	uint64_t before;

	jpeg((struct picture_jpeg){0});
	before = hash();
	thumbnail_is(320, IMAGE_JPEG, 320, 200);
	ck_assert_int_le(phash_distance(before, hash()), PHASH_SAME);
	jpeg((struct picture_jpeg){.orientation = 6, .progressive = true});
	before = hash();
	thumbnail_is(320, IMAGE_JPEG, 200, 320);
	ck_assert_int_le(phash_distance(before, hash()), PHASH_SAME);
	jpeg((struct picture_jpeg){.cmyk = true});
	thumbnail_is(100, IMAGE_JPEG, 100, 63);
	jpeg((struct picture_jpeg){.grey = true});
	thumbnail_is(2000, IMAGE_JPEG, 640, 400);
	picture_png(&file, 5, 300, 400, true);
	before = hash();
	thumbnail_is(200, IMAGE_PNG, 150, 200);
	ck_assert_int_le(phash_distance(before, hash()), PHASH_SAME);
	picture_webp(&file, 5, 300, 400, true, 90);
	thumbnail_is(200, IMAGE_PNG, 150, 200);
	picture_gif(&file, true);
	thumbnail_is(1, IMAGE_PNG, 1, 1);
	fails(image_thumbnail(&img, file.buf, file.len, 0, &file, &img.type, &scratch_err), ERR_BAD_VALUE);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {every_kind, a_palette_with_transparency, one_picture_one_hash,
		transparency_counts_as_mid_grey, a_flat_picture_has_no_hash, orientation, means, broken_exif,
		a_header_in_pieces, truncated, decoders_see_the_end_too, no_pictures, too_big,
		a_bomb_is_no_use, header_of_a_file, a_header_longer_than_the_first_read, thumbnails};

	strbuf_init(&file);
	return scratch_run("image", tests, sizeof(tests) / sizeof(tests[0]));
}
