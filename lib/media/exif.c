/* EXIF's orientation; see exif.h. */
#include <stdbool.h>
#include <string.h>

#include "media/exif.h"

#define TAG_ORIENTATION 0x0112
#define TYPE_SHORT 3

struct tiff {
	const uint8_t *data;
	size_t len;
	bool big_endian;
};

/* A number of 'size' bytes; 0 beyond the end. */
static uint32_t number(const struct tiff *t, size_t at, int size)
{
	uint32_t v = 0;

	if (at > t->len || t->len - at < (size_t)size)
		return 0;
	for (int i = 0; i < size; i++)
		v = v << 8 | t->data[at + (size_t)(t->big_endian ? i : size - 1 - i)];
	return v;
}

int exif_orientation(const uint8_t *app1, size_t len)
{
	struct tiff t;
	size_t at;
	uint32_t n, v;

	if (len < 14 || memcmp(app1, "Exif\0", 6))
		return 1;
	t = (struct tiff){app1 + 6, len - 6, app1[6] == 'M'};
	if (memcmp(t.data, t.big_endian ? "MM\0*" : "II*\0", 4))
		return 1;
	at = number(&t, 4, 4);
	n = number(&t, at, 2);
	for (at += 2; n-- && at < t.len; at += 12) {
		if (number(&t, at, 2) != TAG_ORIENTATION || number(&t, at + 2, 2) != TYPE_SHORT)
			continue;
		v = number(&t, at + 8, 2);
		return v >= 1 && v <= 8 ? (int)v : 1;
	}
	return 1;
}
