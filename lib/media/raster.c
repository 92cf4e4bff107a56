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
 * samples, and what share of it each of these has; those at the ends are covered in part. */
struct span {
	int first, last;
	float first_share, share, last_share;
};

static void spans_of(struct span *span, int n, double extent, int samples)
{
	double covers = extent / n;

	for (int i = 0; i < n; i++) {
		double from = covers * i, to = covers * (i + 1);
		struct span *s = &span[i];

		s->share = (float)(1 / covers);
		s->first = (int)from;
		s->last = (int)ceil(to) - 1;
		if (s->last >= samples)
			s->last = samples - 1;
		if (s->last <= s->first) {
			s->last = s->first;
			s->first_share = 1;
			s->last_share = 0;
		} else {
			s->first_share = (float)((s->first + 1 - from) / covers);
			s->last_share = (float)((to - s->last) / covers);
		}
	}
}

static float share(const struct span *s, int i)
{
	return i == s->first ? s->first_share : i == s->last ? s->last_share : s->share;
}

/* Adds its share of a row to the columns. Colours count as much as they are opaque. */
static void add_row(float *columns, const uint8_t *px, size_t width, int channels, float of_row)
{
	int colours = channels - 1;

	if (channels % 2) {
		for (size_t i = 0; i < width * (size_t)channels; i++)
			columns[i] += of_row * (float)px[i];
		return;
	}
	for (size_t x = 0; x < width; x++, columns += channels, px += channels) {
		float opaque = of_row * (float)px[colours];

		for (int c = 0; c < colours; c++)
			columns[c] += opaque * (float)px[c];
		columns[colours] += opaque;
	}
}

/* The mean of the columns that one sample covers. */
static void mean_of(float *mean, const float *columns, int channels, const struct span *span)
{
	for (int c = 0; c < channels; c++)
		mean[c] = 0;
	columns += (size_t)span->first * (size_t)channels;
	for (int x = span->first; x <= span->last; x++, columns += channels) {
		float of_column = share(span, x);

		for (int c = 0; c < channels; c++)
			mean[c] += of_column * columns[c];
	}
}

/* Calls 'put' with each row of a width x height version of the picture: the means of each sample's channels,
 * those of colours with their opacity as a factor. */
static void average(const struct raster *r, int width, int height,
	void (*put)(void *ctx, int y, const float *means), void *ctx)
{
	struct span *cols = xcalloc((size_t)width, sizeof(*cols)),
		    *rows = xcalloc((size_t)height, sizeof(*rows));
	size_t channels = (size_t)r->channels, stride = (size_t)r->width * channels;
	float *columns = xcalloc(stride, sizeof(*columns)),
	      *means = xcalloc((size_t)width * channels, sizeof(*means));

	spans_of(cols, width, r->right, r->width);
	spans_of(rows, height, r->bottom, r->height);
	for (int y = 0; y < height; y++) {
		memset(columns, 0, stride * sizeof(*columns));
		for (int from = rows[y].first; from <= rows[y].last; from++)
			add_row(columns, r->px + stride * (size_t)from, (size_t)r->width, r->channels,
				share(&rows[y], from));
		for (int x = 0; x < width; x++)
			mean_of(means + (size_t)x * channels, columns, r->channels, &cols[x]);
		put(ctx, y, means);
	}
	free(means);
	free(columns);
	free(rows);
	free(cols);
}

struct grid {
	float *out;
	int side, channels;
};

static void put_grid(void *ctx, int y, const float *means)
{
	struct grid *g = ctx;

	for (int x = 0; x < g->side; x++, means += g->channels) {
		float grey = means[0];

		if (g->channels == 2)
			grey = grey / 255 + MID_GREY * (1 - means[1] / 255);
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

static void put_scaled(void *ctx, int y, const float *means)
{
	struct raster *out = ctx;
	int channels = out->channels, colours = channels % 2 ? channels : channels - 1;
	uint8_t *px = out->px + (size_t)y * (size_t)out->width * (size_t)channels;

	for (int x = 0; x < out->width; x++, means += channels, px += channels) {
		float opaque = colours < channels ? means[colours] : 1;

		for (int c = 0; c < colours; c++)
			px[c] = opaque > 0 ? to_byte(means[c] / opaque) : 0;
		if (colours < channels)
			px[colours] = to_byte(opaque);
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
