/*
 * What an H.264 stream says of itself in its sequence parameter set: the size of the picture, the shape of a
 * pixel, the colours. Read from the container's extradata (ITU-T H.264, 7.3.2.1 and E.1.1), because
 * libavcodec gives these only to those who decode a picture, which costs a hundred times as much.
 */
#ifndef MEDIA_SPS_H
#define MEDIA_SPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sps {
	int width, height;		 /* pixels, after cropping */
	int sar_num, sar_den;		 /* 0, 0: not said */
	int primaries, transfer, matrix; /* the codes of ISO/IEC 23091-2; 2: not said */
};

/* extradata is an avcC box's content or NAL units with start codes. False: no parameter set, or a broken one.
 */
bool sps_read(struct sps *out, const uint8_t *extradata, size_t len);

#endif
