/* A library's word on new files; see publisher.h. */
#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>

#include "core/path.h"
#include "publish/publisher.h"

/* Whether the path is below 'from'. */
static bool move(char **path, const char *from, const char *to)
{
	struct strbuf moved = STRBUF_INIT;
	const char *rest = *path ? path_relative(*path, from) : NULL;

	if (rest && strcmp(from, to) != 0) {
		path_join(&moved, to, rest);
		free(*path);
		*path = strbuf_detach(&moved, NULL);
	}
	return rest != NULL;
}

void publisher_here(const struct publisher *pub, char **path)
{
	if (!move(path, pub->lib->path, pub->root) && pub->sets)
		move(path, pub->sets_there, pub->sets);
}

void publisher_there(const struct publisher *pub, char **path)
{
	if (!move(path, pub->root, pub->lib->path) && pub->sets)
		move(path, pub->sets, pub->sets_there);
}

static int group_id(const char *text, gid_t *out, struct error *err)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);
	struct group *gr;

	if (*text && !*end) {
		*out = (gid_t)number;
		return 0;
	}
	gr = getgrnam(text);
	if (!gr)
		return error_set(err, ERR_CONFIG, "there is no group '%s' on this machine", text);
	*out = gr->gr_gid;
	return 0;
}

int publisher_attrs(const struct library *lib, struct file_attrs *attrs, struct error *err)
{
	const char *text;

	text = library_setting(lib, "file_mode");
	if (text) {
		attrs->file_mode = (mode_t)strtoul(text, NULL, 8);
		attrs->have_file_mode = true;
	}
	text = library_setting(lib, "dir_mode");
	if (text) {
		attrs->dir_mode = (mode_t)strtoul(text, NULL, 8);
		attrs->have_dir_mode = true;
	}
	text = library_setting(lib, "group");
	if (text) {
		if (group_id(text, &attrs->group, err))
			return error_prefix(err, "library '%s'", lib->name);
		attrs->have_group = true;
	}
	return 0;
}
