/*
 * The perceptual hash: 64 signs of the low frequencies of a picture's luminance. Pictures that were only
 * resized or compressed again stay within PHASH_SAME bits; up to PHASH_SIMILAR they look alike to people.
 *
 * The picture, stretched to 32 x 32 by averaging, goes through a DCT-II; rows and columns 1 to 8 (without the
 * mean and the first row and column) are compared with their median; bit 63 is the lowest frequency. A
 * picture with almost no energy there (one colour, a plain gradient) has no hash, because noise would decide
 * its bits.
 */
#ifndef MEDIA_PHASH_H
#define MEDIA_PHASH_H

#include <stdbool.h>
#include <stdint.h>

#define PHASH_SIDE 32
#define PHASH_SAME 4
#define PHASH_SIMILAR 10
#define PHASH_HEX_SIZE 17 /* with the NUL */

/* 'grey' holds 0 to 255, row by row. False: too flat, *hash untouched. */
bool phash_of(const float grey[PHASH_SIDE * PHASH_SIDE], uint64_t *hash);
int phash_distance(uint64_t a, uint64_t b); /* 0 to 64 bits */
void phash_hex(uint64_t hash, char out[PHASH_HEX_SIZE]);
bool phash_from_hex(const char *hex, uint64_t *hash); /* 16 lower-case hex digits */

#endif
