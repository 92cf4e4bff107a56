/* Loads libpq; see libpq.h. It stays loaded: threads and exit handlers of the libraries below it may not go.
 */
#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

#include "db/libpq.h"

#define LIBPQ_SONAME "libpq.so.5"

struct libpq pq;

int libpq_load(struct error *err)
{
	static bool loaded;
	void *lib, *function;

	if (loaded)
		return 0;
	lib = dlopen(LIBPQ_SONAME, RTLD_NOW | RTLD_LOCAL);
	if (!lib)
		return error_set(err, ERR_CONFIG,
			"PostgreSQL needs the library " LIBPQ_SONAME " (Debian's package libpq5): %s",
			dlerror());
/* A function's address through memory: ISO C has no cast from void *. */
#define LIBPQ_FIND(name)                                                                                     \
	function = dlsym(lib, #name);                                                                        \
	if (!function)                                                                                       \
		return error_set(err, ERR_CONFIG, LIBPQ_SONAME " is too old: it has no " #name);             \
	memcpy(&pq.name, &function, sizeof(function));
	LIBPQ_FUNCTIONS(LIBPQ_FIND)
#undef LIBPQ_FIND
	loaded = true;
	return 0;
}

void libpq_add_message(struct strbuf *out, const char *text)
{
	strbuf_add(out, text, strcspn(text, "\n"));
}
