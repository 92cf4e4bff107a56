/*
 * Facts about a picture from its bytes: type, size as it is shown, alpha, perceptual hash, thumbnail.
 * JPEG (baseline, progressive, CMYK), PNG, GIF (first frame), BMP and WebP (first frame). For metarr-image
 * alone: it links the decoders.
 *
 * The caps hold before anything is decoded: IMAGE_MAX_FILE bytes, IMAGE_MAX_SIDE and IMAGE_MAX_PIXELS by the
 * header, IMAGE_MAX_MEMORY for what a decoder may take. A picture over them is ERR_TOO_LONG, a broken one
 * ERR_BAD_IMAGE.
 */
#ifndef MEDIA_IMAGE_H
#define MEDIA_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/strbuf.h"

#define IMAGE_MAX_FILE (64 << 20)     /* bytes */
#define IMAGE_MAX_PIXELS 100000000    /* width times height */
#define IMAGE_MAX_SIDE 65500	      /* of the formats here only PNG and BMP go further */
#define IMAGE_MAX_MEMORY (900u << 20) /* bytes, of one decoding */
#define IMAGE_HEAD_BYTES (64 << 10)   /* the header is nearly always within these */
#define IMAGE_MAX_THUMBNAIL 2000      /* pixels */

enum image_type { IMAGE_JPEG, IMAGE_PNG, IMAGE_GIF, IMAGE_BMP, IMAGE_WEBP };

struct image {
	enum image_type type;
	int width, height; /* pixels, as shown: EXIF orientation applied */
	int orientation;   /* EXIF's 1 to 8; 1: as stored; only JPEG has others */
	bool has_alpha;	   /* the format says that there is transparency */
};

const char *image_mime(enum image_type type); /* "image/jpeg" */
const char *image_ext(enum image_type type);  /* "jpg", without a dot */

/*
 * Reads the header. libmagic says what the bytes are (the file's name does not count). 'data' may be the
 * first part of a file of 'size' bytes: 1 when all is known, 0 when the header goes on after 'len' bytes
 * (never when len == size), -1 on error.
 */
int image_read_header(struct image *img, const void *data, size_t len, size_t size, struct error *err);

/* The same for a file, of which no more is read than needed; *size is its length in bytes. 0 or -1. */
int image_read_file_header(struct image *img, const char *path, int64_t *size, struct error *err);

/* Whether the file goes on to its end mark: finds what a broken download leaves, without decoding. 0 or -1.
 */
int image_check_whole(const struct image *img, const void *data, size_t len, struct error *err);

/* The perceptual hash (media/phash.h) of the picture as shown, transparent parts on mid grey.
 * 1, 0: too flat to have one, -1: cannot be decoded. */
int image_phash(const struct image *img, const void *data, size_t len, uint64_t *hash, struct error *err);

/* Replaces *out by a picture whose longer side is 'side' (never larger than the original): JPEG, or PNG where
 * there is alpha; *type says which. 0 or -1. */
int image_thumbnail(const struct image *img, const void *data, size_t len, int side, struct strbuf *out,
	enum image_type *type, struct error *err);

#endif
