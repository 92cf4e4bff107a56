/* Averaging and turning of decoded pictures; see raster.h. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "media/raster.h"

#define MID_GREY 128

void raster_init(struct raster *r, int width, int height, int channels)
{
	*r = (struct raster){NULL, width, height, channels, width, height};
	r->px = xreallocarray(NULL, (size_t)width * (size_t)height, (size_t)channels);
}

void raster_release(struct raster *r)
{
	free(r->px);
	*r = (struct raster)RASTER_INIT;
}

/* What one sample of a smaller picture covers along one side: from the first to the last of the larger one's
 * samples, those at the ends in part. */
struct span {
	int first, last;
	float first_weight, last_weight;
};

static void spans_of(struct span *span, int n, double extent, int samples)
{
	for (int i = 0; i < n; i++) {
		double from = extent * i / n, to = extent * (i + 1) / n;
		struct span *s = &span[i];

		s->first = (int)from;
		s->last = (int)ceil(to) - 1;
		if (s->last >= samples)
			s->last = samples - 1;
		if (s->last <= s->first) {
			s->last = s->first;
			s->first_weight = (float)(to - from);
			s->last_weight = 0;
		} else {
			s->first_weight = (float)(s->first + 1 - from);
			s->last_weight = (float)(to - s->last);
		}
	}
}

static float weight(const struct span *s, int i)
{
	return i == s->first ? s->first_weight : i == s->last ? s->last_weight : 1;
}

/* Adds one row, averaged along x, to a row of sums: 'n' samples of 'channels' + 1 floats, the last of which
 * is the weight. Colours count as much as they are opaque. */
static void add_row(
	float *sums, const struct span *span, int n, const uint8_t *row, int channels, float row_weight)
{
	bool alpha = channels == 2 || channels == 4;
	int colours = channels - alpha;

	for (int i = 0; i < n; i++, sums += channels + 1) {
		for (int x = span[i].first; x <= span[i].last; x++) {
			const uint8_t *px = row + (size_t)x * (size_t)channels;
			float w = weight(&span[i], x) * row_weight;
			float opaque = alpha ? w * (float)px[colours] : w;

			for (int c = 0; c < colours; c++)
				sums[c] += opaque * (float)px[c];
			if (alpha)
				sums[colours] += opaque;
			sums[channels] += w;
		}
	}
}

/* Calls 'put' with each averaged row of a width x height version of the picture. */
static void average(const struct raster *r, int width, int height,
	void (*put)(void *ctx, int y, const float *sums), void *ctx)
{
	struct span *cols = xcalloc((size_t)width, sizeof(*cols)),
		    *rows = xcalloc((size_t)height, sizeof(*rows));
	size_t n = (size_t)width * ((size_t)r->channels + 1), stride = (size_t)r->width * (size_t)r->channels;
	float *sums = xcalloc(n, sizeof(*sums));

	spans_of(cols, width, r->right, r->width);
	spans_of(rows, height, r->bottom, r->height);
	for (int y = 0; y < height; y++) {
		memset(sums, 0, n * sizeof(*sums));
		for (int from = rows[y].first; from <= rows[y].last; from++)
			add_row(sums, cols, width, r->px + stride * (size_t)from, r->channels,
				weight(&rows[y], from));
		put(ctx, y, sums);
	}
	free(sums);
	free(rows);
	free(cols);
}

struct grid {
	float *out;
	int side, channels;
};

static void put_grid(void *ctx, int y, const float *sums)
{
	struct grid *g = ctx;

	for (int x = 0; x < g->side; x++, sums += g->channels + 1) {
		float grey = sums[0] / sums[g->channels];

		if (g->channels == 2) {
			float opaque = sums[1] / sums[2] / 255;

			grey = grey / 255 + MID_GREY * (1 - opaque);
		}
		g->out[y * g->side + x] = grey;
	}
}

void raster_grid(const struct raster *r, int side, float *grid)
{
	struct grid g = {grid, side, r->channels};

	average(r, side, side, put_grid, &g);
}

static uint8_t to_byte(float v)
{
	return v <= 0 ? 0 : v >= 255 ? 255 : (uint8_t)(v + 0.5f);
}

static void put_scaled(void *ctx, int y, const float *sums)
{
	struct raster *out = ctx;
	int channels = out->channels, colours = channels % 2 ? channels : channels - 1;
	uint8_t *px = out->px + (size_t)y * (size_t)out->width * (size_t)channels;

	for (int x = 0; x < out->width; x++, sums += channels + 1, px += channels) {
		float all = colours < channels ? sums[colours] : sums[channels];

		for (int c = 0; c < colours; c++)
			px[c] = all > 0 ? to_byte(sums[c] / all) : 0;
		if (colours < channels)
			px[colours] = to_byte(all / sums[channels]);
	}
}

void raster_scale(struct raster *out, const struct raster *r, int width, int height)
{
	raster_init(out, width, height, r->channels);
	average(r, width, height, put_scaled, out);
}

void raster_turn(int orientation, int width, int height, int x, int y, int *from_x, int *from_y)
{
	bool sideways = orientation >= 5;
	int sx = sideways ? y : x, sy = sideways ? x : y;

	/* 2 mirrors, 3 turns by half, 4 is both; 5 to 8 are the same after the diagonal. */
	if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
		sx = width - 1 - sx;
	if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
		sy = height - 1 - sy;
	*from_x = sx;
	*from_y = sy;
}

void raster_orient(struct raster *r, int orientation)
{
	bool sideways = orientation >= 5;
	struct raster out;
	size_t size = (size_t)r->channels;
	uint8_t *px;

	if (orientation == 1)
		return;
	raster_init(&out, sideways ? r->height : r->width, sideways ? r->width : r->height, r->channels);
	px = out.px;
	for (int y = 0; y < out.height; y++) {
		for (int x = 0; x < out.width; x++, px += size) {
			int sx, sy;

			raster_turn(orientation, r->width, r->height, x, y, &sx, &sy);
			memcpy(px, r->px + ((size_t)sy * (size_t)r->width + (size_t)sx) * size, size);
		}
	}
	raster_release(r);
	*r = out;
}
