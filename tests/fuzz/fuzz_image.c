/* Any bytes as a picture: the header, the whole-file check, the hash, a small version. */
#include <stdint.h>

#include "media/image.h"

#define MAX_PIXELS 1000000 /* what a header may ask for here, so that one input stays quick */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct strbuf small = STRBUF_INIT;
	struct error err = ERROR_INIT;
	enum image_type type;
	struct image img;
	uint64_t hash;

	image_read_header(&img, data, len / 2, len, &err);
	if (image_read_header(&img, data, len, len, &err) == 1 &&
		(int64_t)img.width * img.height <= MAX_PIXELS) {
		image_check_whole(&img, data, len, &err);
		image_phash(&img, data, len, &hash, &err);
		image_thumbnail(&img, data, len, 50, &small, &type, &err);
	}
	strbuf_release(&small);
	error_release(&err);
	return 0;
}
