/* The one thing that matters here in a picture's EXIF data. */
#ifndef MEDIA_EXIF_H
#define MEDIA_EXIF_H

#include <stddef.h>
#include <stdint.h>

/* The orientation (1 to 8) from a JPEG's APP1 segment, "Exif\0\0" and a TIFF header; 1 when it says nothing.
 */
int exif_orientation(const uint8_t *app1, size_t len);

#endif
