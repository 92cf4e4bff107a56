/* Decoded pictures between the decoders and what is made of them: averaging, turning. */
#ifndef MEDIA_RASTER_H
#define MEDIA_RASTER_H

#include <stdint.h>

/* 8 bits a sample, row by row without gaps; channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
struct raster {
	uint8_t *px;	   /* free() */
	int width, height; /* samples */
	int channels;
	double right,
		bottom; /* where the picture ends, in samples: a decoder that scales fills up the last one */
};

#define RASTER_INIT                                                                                          \
	{                                                                                                    \
		0                                                                                            \
	}

/* Allocates px; right and bottom are width and height. */
void raster_init(struct raster *r, int width, int height, int channels);
void raster_release(struct raster *r);

/* The picture stretched to side x side by averaging, grey, 0 to 255; transparent parts on mid grey. One or
 * two channels only. */
void raster_grid(const struct raster *r, int side, float *grid);
/* *out is the picture at width x height, each sample the average of what it covers. */
void raster_scale(struct raster *out, const struct raster *r, int width, int height);

/* Where the sample that is shown at x, y is stored, by EXIF's orientation; width and height are the stored
 * ones. */
void raster_turn(int orientation, int width, int height, int x, int y, int *from_x, int *from_y);
/* Turns a picture to how it is shown. */
void raster_orient(struct raster *r, int orientation);

#endif
