/* Facts about pictures; see image.h. Which decoder gets the bytes, their first ones say, and libmagic where
 * they do not. */
#include <errno.h>
#include <magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "media/image.h"
#include "media/imgdec.h"
#include "media/phash.h"

#define MAGIC_BYTES 4096 /* libmagic needs no more to know a picture */
/* The shorter side of what is hashed: larger ones, scaled to it, keep all but two bits, and a poster of
 * 2000 x 3000 is taken at an eighth. */
#define HASH_SIDE 240

static const struct {
	const char *mime, *ext;
	const struct imgdec *dec;
} types[] = {
	[IMAGE_JPEG] = {"image/jpeg", "jpg", &imgdec_jpeg},
	[IMAGE_PNG] = {"image/png", "png", &imgdec_png},
	[IMAGE_GIF] = {"image/gif", "gif", &imgdec_gif},
	[IMAGE_BMP] = {"image/bmp", "bmp", &imgdec_bmp},
	[IMAGE_WEBP] = {"image/webp", "webp", &imgdec_webp},
};
#define TYPES (sizeof(types) / sizeof(*types))

const char *image_mime(enum image_type type)
{
	return types[type].mime;
}

const char *image_ext(enum image_type type)
{
	return types[type].ext;
}

const struct imgdec *imgdec_of(enum image_type type)
{
	return types[type].dec;
}

int imgdec_check_size(int64_t width, int64_t height, struct error *err)
{
	if (width <= 0 || height <= 0)
		return error_set(err, ERR_BAD_IMAGE, "a picture without a size");
	if (width > IMAGE_MAX_SIDE || height > IMAGE_MAX_SIDE || width * height > IMAGE_MAX_PIXELS)
		return error_set(err, ERR_TOO_LONG,
			"a picture of %lld x %lld, over %d pixels or %d to a side", (long long)width,
			(long long)height, IMAGE_MAX_PIXELS, IMAGE_MAX_SIDE);
	return 0;
}

int imgdec_truncated(struct error *err)
{
	return error_set(err, ERR_BAD_IMAGE, "a picture that ends too early");
}

/* What hardly any picture in a library is not, without a database. -1: libmagic may know. */
static int plain_type(const void *data, size_t len)
{
	static const struct {
		size_t at;
		const char *mark;
		enum image_type type;
	} marks[] = {{0, "\xff\xd8\xff", IMAGE_JPEG}, {0, "\x89PNG\r\n\x1a\n", IMAGE_PNG},
		{0, "GIF87a", IMAGE_GIF}, {0, "GIF89a", IMAGE_GIF}, {8, "WEBPVP8", IMAGE_WEBP}};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		size_t n = strlen(marks[i].mark);

		if (len >= marks[i].at + n && memcmp((const char *)data + marks[i].at, marks[i].mark, n) == 0)
			return (int)marks[i].type;
	}
	return -1;
}

/* The database is opened once and kept: that costs as much as two hundred pictures. */
static const char *magic_name(const void *data, size_t len, struct error *err)
{
	static magic_t magic;
	const char *name;

	if (!magic) {
		magic = magic_open(MAGIC_MIME_TYPE);
		if (!magic || magic_load(magic, NULL)) {
			error_set(err, ERR_CONFIG, "cannot load libmagic's database: %s",
				magic ? magic_error(magic) : strerror(errno));
			if (magic)
				magic_close(magic);
			magic = NULL;
			return NULL;
		}
	}
	name = magic_buffer(magic, data, len < MAGIC_BYTES ? len : MAGIC_BYTES);
	if (!name)
		error_set(err, ERR_BAD_IMAGE, "libmagic does not know what it is");
	return name;
}

/* An image_type, or -1. */
static int type_of(const void *data, size_t len, struct error *err)
{
	const char *name;
	int type = plain_type(data, len);

	if (type >= 0)
		return type;
	name = magic_name(data, len, err);
	if (!name)
		return -1;
	for (type = 0; type < (int)TYPES; type++)
		if (strcmp(name, types[type].mime) == 0)
			return type;
	return error_set(err, ERR_BAD_IMAGE, "no picture that can be read: %s", name);
}

int image_read_header(struct image *img, const void *data, size_t len, size_t size, struct error *err)
{
	int type, rc;

	if (size > IMAGE_MAX_FILE)
		return error_set(err, ERR_TOO_LONG, "a picture of %zu bytes, over %d", size, IMAGE_MAX_FILE);
	if (!size)
		return error_set(err, ERR_BAD_IMAGE, "an empty file");
	type = type_of(data, len, err);
	if (type < 0)
		return -1;
	rc = types[type].dec->header(img, data, len, len >= size, err);
	if (rc > 0 && img->orientation >= 5) {
		int width = img->width;

		img->width = img->height;
		img->height = width;
	}
	return rc;
}

int image_check_whole(const struct image *img, const void *data, size_t len, struct error *err)
{
	return imgdec_of(img->type)->whole(img, data, len, err);
}

/* Reads the first bytes of an open file, and if they do not do, all of it. */
static int read_head(struct image *img, int fd, size_t size, struct error *err)
{
	size_t want = size < IMAGE_HEAD_BYTES ? size : IMAGE_HEAD_BYTES;
	struct strbuf data = STRBUF_INIT;
	int rc;

	do {
		ssize_t n;

		strbuf_grow(&data, want - data.len);
		n = pread(fd, data.buf + data.len, want - data.len, (off_t)data.len);
		if (n < 0) {
			rc = error_errno(err, errno, "cannot read");
			break;
		}
		strbuf_setlen(&data, data.len + (size_t)n);
		/* A file that has become shorter ends here. */
		rc = image_read_header(img, data.buf, data.len, n ? size : data.len, err);
		want = size;
	} while (!rc);
	strbuf_release(&data);
	return rc < 0 ? -1 : 0;
}

int image_read_file_header(struct image *img, const char *path, int64_t *size, struct error *err)
{
	struct stat st;
	int rc, fd = file_open_regular(path, &st, err);

	if (fd < 0)
		return -1;
	rc = read_head(img, fd, (size_t)st.st_size, err);
	if (rc < 0)
		error_prefix(err, "'%s'", path);
	else
		*size = st.st_size;
	close(fd);
	return rc;
}

int image_phash(const struct image *img, const void *data, size_t len, uint64_t *hash, struct error *err)
{
	float grid[PHASH_SIDE * PHASH_SIDE], shown[PHASH_SIDE * PHASH_SIDE];
	struct raster r = RASTER_INIT;

	if (imgdec_of(img->type)->decode(&r, img, data, len, true, HASH_SIDE, err))
		return -1;
	raster_grid(&r, PHASH_SIDE, grid);
	raster_release(&r);
	for (int y = 0; y < PHASH_SIDE; y++) {
		for (int x = 0; x < PHASH_SIDE; x++) {
			int sx, sy;

			raster_turn(img->orientation, PHASH_SIDE, PHASH_SIDE, x, y, &sx, &sy);
			shown[y * PHASH_SIDE + x] = grid[sy * PHASH_SIDE + sx];
		}
	}
	return phash_of(shown, hash);
}
