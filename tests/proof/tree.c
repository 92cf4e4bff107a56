/* Trees of files; see tree.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "world.h"

#define MAX_FILE (256 * 1024 * 1024)

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct leaf *)a)->path, ((const struct leaf *)b)->path);
}

static void add_leaf(struct tree *t, const char *path, const char *relative)
{
	struct strbuf bytes = STRBUF_INIT;
	struct leaf *leaf;

	if (file_read(path, MAX_FILE, &bytes, &world_err)) {
		if (world_err.code != ERR_NOT_FOUND)
			give_up("%s", world_err.msg.buf);
		return;
	}
	ALLOC_GROW(t->leaf, t->n + 1, t->alloc);
	leaf = &t->leaf[t->n++];
	leaf->path = xstrdup(relative);
	sha256_hex(bytes.buf, bytes.len, leaf->hash);
	strbuf_release(&bytes);
}

/* Calls fn for each name in a folder but "." and "..". */
static void each(const char *dir,
	void (*fn)(const char *path, const char *name, const struct stat *st, void *ctx), void *ctx)
{
	struct strbuf path = STRBUF_INIT;
	struct dirent *de;
	struct stat st;
	DIR *d = opendir(dir);

	if (!d && errno == ENOENT)
		return;
	if (!d)
		give_up("cannot open the folder '%s': %s", dir, strerror(errno));
	while ((de = readdir(d))) {
		if (!strcmp(de->d_name, ".") || !strcmp(de->d_name, ".."))
			continue;
		strbuf_clear(&path);
		path_join(&path, dir, de->d_name);
		if (!lstat(path.buf, &st))
			fn(path.buf, de->d_name, &st, ctx);
	}
	closedir(d);
	strbuf_release(&path);
}

struct reading {
	struct tree *tree;
	const char *folder;
};

static void read_one(const char *path, const char *name, const struct stat *st, void *ctx)
{
	const struct reading *r = ctx;
	struct strbuf relative = STRBUF_INIT;

	path_join(&relative, r->folder, name);
	if (S_ISDIR(st->st_mode)) {
		struct reading below = {r->tree, relative.buf};
		each(path, read_one, &below);
	} else if (S_ISREG(st->st_mode)) {
		add_leaf(r->tree, path, relative.buf);
	}
	strbuf_release(&relative);
}

void tree_read(const char *dir, struct tree *out)
{
	struct reading r = {out, ""};

	tree_release(out);
	each(dir, read_one, &r);
	if (out->n)
		qsort(out->leaf, out->n, sizeof(*out->leaf), by_path);
}

void tree_release(struct tree *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		free(t->leaf[i].path);
	free(t->leaf);
	memset(t, 0, sizeof(*t));
}

const char *tree_hash(const struct tree *t, const char *path)
{
	struct leaf key = {.path = (char *)path};
	const struct leaf *leaf = t->n ? bsearch(&key, t->leaf, t->n, sizeof(key), by_path) : NULL;

	return leaf ? leaf->hash : NULL;
}

/* Whether every leaf of a below the folder is in b. */
static bool all_in(const struct tree *a, const struct tree *b, const char *folder)
{
	size_t i;

	for (i = 0; i < a->n; i++) {
		const char *hash = path_relative(a->leaf[i].path, folder) || !*folder
					   ? tree_hash(b, a->leaf[i].path)
					   : a->leaf[i].hash;

		if (!hash || strcmp(hash, a->leaf[i].hash) != 0)
			return false;
	}
	return true;
}

bool tree_same_below(const struct tree *a, const struct tree *b, const char *folder)
{
	return all_in(a, b, folder) && all_in(b, a, folder);
}

static void copy_file(const char *from, const char *to, const struct stat *st)
{
	struct timespec times[2] = {st->st_atim, st->st_mtim};
	struct strbuf bytes = STRBUF_INIT;
	int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, st->st_mode & 0777);

	must(file_read(from, MAX_FILE, &bytes, &world_err));
	if (fd < 0 || file_write_fd(fd, bytes.buf, bytes.len) || futimens(fd, times) || close(fd))
		give_up("cannot write '%s': %s", to, strerror(errno));
	strbuf_release(&bytes);
}

static void copy_one(const char *path, const char *name, const struct stat *st, void *ctx)
{
	struct strbuf to = STRBUF_INIT;

	path_join(&to, ctx, name);
	if (S_ISDIR(st->st_mode))
		tree_copy(path, to.buf);
	else if (S_ISREG(st->st_mode))
		copy_file(path, to.buf, st);
	strbuf_release(&to);
}

void tree_copy(const char *from, const char *to)
{
	if (mkdir(to, 0755) && errno != EEXIST)
		give_up("cannot make the folder '%s': %s", to, strerror(errno));
	each(from, copy_one, (void *)to);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	if (ftw->level > 0 && remove(path))
		give_up("cannot remove '%s': %s", path, strerror(errno));
	return 0;
}

void tree_empty(const char *dir)
{
	if (nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS) && errno != ENOENT)
		give_up("cannot empty '%s': %s", dir, strerror(errno));
}
