#include "scan/ignores.h"

#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/file.h"
#include "media/ignore.h"

struct ignores *ignores_read(const char *path, const char *folder, const struct ignores *up)
{
	struct strbuf text = STRBUF_INIT;
	struct error err = ERROR_INIT;
	struct ignores *ig = NULL;

	if (file_read(path, IGNORE_MAX_SIZE, &text, &err) == 0) {
		ig = xmalloc(sizeof(*ig));
		ig->up = up;
		ig->depth = *folder ? strlen(folder) + 1 : 0;
		ig->patterns = strbuf_detach(&text, NULL);
	}
	strbuf_release(&text);
	error_release(&err);
	return ig;
}

void ignores_free(struct ignores *ig)
{
	if (!ig)
		return;
	free(ig->patterns);
	free(ig);
}

bool ignores_match(const struct ignores *ig, const char *path, bool is_dir)
{
	for (; ig; ig = ig->up) {
		if (strlen(path) > ig->depth && ignore_match(ig->patterns, path + ig->depth, is_dir))
			return true;
	}
	return false;
}
