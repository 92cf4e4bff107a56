/* The text of a value in its canonical form; see meta.h. For its files only. */
#ifndef MEDIA_META_VALUE_H
#define MEDIA_META_VALUE_H

#include "media/meta.h"

/* What 's' (may be NULL) is canonically, on one line unless 'lines'; NULL when nothing is left or it is over
 * 'max' bytes. The caller frees. */
char *meta_canonical(const char *s, bool lines, size_t max);

#endif
