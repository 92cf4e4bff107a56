/* Loads libpq, and reads its words; see libpq.h. It stays loaded: threads and exit handlers of the libraries
 * below it may not go.
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

enum error_code libpq_code(const char *state)
{
	static const struct {
		const char *prefix;
		enum error_code code;
	} table[] = {
		{"40001", ERR_BUSY}, /* serialization_failure */
		{"40P01", ERR_BUSY}, /* deadlock_detected */
		{"55P03", ERR_BUSY}, /* lock_not_available: lock_timeout */
		{"57014", ERR_BUSY}, /* query_canceled: statement_timeout */
		{"57P", ERR_IO},     /* the server goes down */
		{"08", ERR_IO},	     /* connection */
		{"25006", ERR_READ_ONLY}, {"42501", ERR_PERMISSION}, {"53100", ERR_NO_SPACE}, /* disk_full */
		{"53", ERR_IO}, /* memory, connections, files */
		{"58", ERR_IO}, /* the server's system */
	};
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (!strncmp(state, table[i].prefix, strlen(table[i].prefix)))
			return table[i].code;
	return ERR_DATABASE;
}
