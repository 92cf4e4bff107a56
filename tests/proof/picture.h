/* Pictures of films that are not: small, and another one for each seed. */
#ifndef PROOF_PICTURE_H
#define PROOF_PICTURE_H

#include "core/strbuf.h"

/* Replaces *out by a JPEG, or by a PNG with alpha where 'ext' says so. */
void picture(struct strbuf *out, const char *ext, unsigned seed, int width, int height);

#endif
