/* Numbers of things in what people read. */
#ifndef CORE_PLURAL_H
#define CORE_PLURAL_H

#include <stdint.h>

/* The word for n of a thing: plural(n, "file", "files"). Either is returned as it was given. */
static inline const char *plural(int64_t n, const char *one, const char *many)
{
	return n == 1 ? one : many;
}

#endif
