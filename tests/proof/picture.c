/* Pictures; see picture.h. */
#include <stdlib.h>
#include <string.h>

#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h> /* compiled in lib/media/thumbnail.c */

#include "core/alloc.h"
#include "picture.h"
#include "world.h"

static void add(void *ctx, void *data, int size)
{
	strbuf_add(ctx, data, (size_t)size);
}

void picture(struct strbuf *out, const char *ext, unsigned seed, int width, int height)
{
	unsigned char *px = xmalloc((size_t)width * (size_t)height * 4), *p = px;
	bool png = !strcmp(ext, "png");
	int x, y, done;

	for (y = 0; y < height; y++)
		for (x = 0; x < width; x++) {
			*p++ = (unsigned char)(x * (int)(seed % 7 + 1));
			*p++ = (unsigned char)(y * (int)(seed % 11 + 1));
			*p++ = (unsigned char)(seed * 37);
			*p++ = x < width / 2 ? 0 : 255;
		}
	strbuf_clear(out);
	done = png ? stbi_write_png_to_func(add, out, width, height, 4, px, width * 4)
		   : stbi_write_jpg_to_func(add, out, width, height, 4, px, 90);
	if (!done)
		give_up("cannot make a picture");
	free(px);
}
