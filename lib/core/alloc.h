/*
 * Memory that cannot fail, and the one way to say that our own code is wrong.
 * These are the only functions of the library that end the program: status 71 (EX_OSERR) when memory is
 * gone, 70 (EX_SOFTWARE) for a bug. What a program had committed by then stays committed.
 */
#ifndef CORE_ALLOC_H
#define CORE_ALLOC_H

#include <stddef.h>

/* Each never returns NULL; the caller frees with free(). */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
void *xreallocarray(void *old, size_t count, size_t size);
char *xstrdup(const char *s);
char *xstrdup_or_null(const char *s);
char *xstrndup(const char *s, size_t len);
void *xmemdup(const void *p, size_t len);

/* Makes room for at least 'want' elements in a growing array: ALLOC_GROW(list, n + 1, alloc). */
#define ALLOC_GROW(array, want, alloc)                                                                       \
	do {                                                                                                 \
		if ((want) > (alloc)) {                                                                      \
			size_t grown_ = ((alloc) + 4) * 3 / 2;                                               \
			(alloc) = grown_ < (size_t)(want) ? (size_t)(want) : grown_;                         \
			(array) = xreallocarray((array), (alloc), sizeof(*(array)));                         \
		}                                                                                            \
	} while (0)

/* A thing that cannot be: prints file, line and the message, and aborts the program with status 70. */
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void bug_at(const char *file, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
