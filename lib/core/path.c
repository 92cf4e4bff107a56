/* Paths as text; see path.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/path.h"

void path_join(struct strbuf *out, const char *dir, const char *name)
{
	size_t len = strlen(dir);

	strbuf_add(out, dir, len);
	if (!*name)
		return;
	while (len && *name == '/')
		name++;
	if (len && dir[len - 1] != '/')
		strbuf_addch(out, '/');
	strbuf_addstr(out, name);
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

void path_dir(struct strbuf *out, const char *path)
{
	const char *base = path_base(path);

	if (base == path)
		strbuf_addch(out, '.');
	else if (base == path + 1)
		strbuf_addch(out, '/');
	else
		strbuf_add(out, path, (size_t)(base - path) - 1);
}

const char *path_ext(const char *path)
{
	const char *base = path_base(path), *dot = strrchr(base, '.');

	return dot && dot != base ? dot + 1 : base + strlen(base);
}

void path_stem(struct strbuf *out, const char *path)
{
	const char *base = path_base(path), *dot = strrchr(base, '.');

	strbuf_add(out, base, dot && dot != base ? (size_t)(dot - base) : strlen(base));
}

/* Cuts the last component of the absolute path that begins at 'start'; nothing is above the root. */
static void cut_component(struct strbuf *out, size_t start)
{
	size_t len = out->len;

	while (len > start && out->buf[len - 1] != '/')
		len--;
	if (len > start)
		len--;
	strbuf_setlen(out, len);
}

static void add_components(struct strbuf *out, size_t start, const char *path)
{
	size_t n;

	for (; *path; path += n) {
		n = strcspn(path, "/");
		if (n == 0) {
			n = 1;
		} else if (n == 2 && !memcmp(path, "..", 2)) {
			cut_component(out, start);
		} else if (n != 1 || path[0] != '.') {
			strbuf_addch(out, '/');
			strbuf_add(out, path, n);
		}
	}
}

int path_normalise(struct strbuf *out, const char *path, struct error *err)
{
	size_t start = out->len;
	char *cwd;

	if (path[0] != '/') {
		cwd = getcwd(NULL, 0);
		if (!cwd)
			return error_errno(err, errno, "cannot tell the current directory");
		add_components(out, start, cwd);
		free(cwd);
	}
	add_components(out, start, path);
	if (out->len == start)
		strbuf_addch(out, '/');
	return 0;
}

const char *path_relative(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	while (len && dir[len - 1] == '/')
		len--;
	if (strncmp(path, dir, len) != 0)
		return NULL;
	path += len;
	if (*path && *path != '/')
		return NULL;
	return path + strspn(path, "/");
}

bool path_inside(const char *path, const char *dir)
{
	return path_relative(path, dir) != NULL;
}
