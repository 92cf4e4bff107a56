#include "scan/lister.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "media/ignore.h"

/* The entries of one directory, before it is known what they are. */
struct entry {
	size_t name;
	unsigned char type; /* DT_… */
};

struct listing {
	DIR *dir;
	struct strbuf names;
	struct entry *item;
	size_t n, alloc;
};

void lister_release(struct lister *l)
{
	for (size_t i = 0; i < l->nignores; i++)
		ignores_free(l->ignores[i]);
	free(l->ignores);
	l->ignores = NULL;
	l->nignores = l->aignores = 0;
}

void lister_tell(const struct lister *l, const char *path, struct error *err, bool warning)
{
	if (l->problem)
		l->problem(path, err, warning, l->ctx);
	error_release(err);
}

void lister_warn(const struct lister *l, enum error_code code, const char *path, const char *text)
{
	struct error err = ERROR_INIT;

	error_set(&err, code, "'%s' %s", path, text);
	lister_tell(l, path, &err, true);
}

void subfolders_release(struct subfolders *subs)
{
	for (size_t i = 0; i < subs->n; i++)
		free(subs->item[i].name);
	free(subs->item);
	*subs = (struct subfolders){NULL, 0, 0, NULL};
}

static void listing_release(struct listing *l)
{
	if (l->dir)
		closedir(l->dir);
	strbuf_release(&l->names);
	free(l->item);
}

/* 1; 0: there is no such directory; -1. */
static int listing_read(struct listing *l, const char *path, struct error *err)
{
	struct dirent *e;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);

	if (fd >= 0 && !(l->dir = fdopendir(fd)))
		close(fd);
	if (!l->dir) {
		if (errno == ENOENT || errno == ENOTDIR)
			return 0;
		return error_errno(err, errno, "cannot read folder '%s'", path);
	}
	while ((errno = 0, e = readdir(l->dir))) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		ALLOC_GROW(l->item, l->n + 1, l->alloc);
		l->item[l->n++] = (struct entry){l->names.len, e->d_type};
		strbuf_add(&l->names, e->d_name, strlen(e->d_name) + 1);
	}
	return errno ? error_errno(err, errno, "cannot read folder '%s'", path) : 1;
}

/* What is never looked at, whatever the rest of the folder is. */
static bool file_passed_by(const char *name)
{
	enum file_kind kind = file_kind(name);

	return kind == FILE_HIDDEN || kind == FILE_CLUTTER || kind == FILE_TEMP || kind == FILE_PARTIAL ||
	       kind == FILE_MARKER;
}

static bool dir_passed_by(const char *name)
{
	enum dir_kind kind = dir_kind(name, true);

	return kind == DIR_HIDDEN || kind == DIR_CLUTTER;
}

/* The same before it is known what the entry is, so that most of them cost no system call. */
static bool entry_passed_by(const struct entry *e, const char *name)
{
	if (e->type == DT_DIR)
		return dir_passed_by(name);
	return file_passed_by(name) && (e->type == DT_REG || dir_passed_by(name));
}

/* One directory on its way into a folder. */
struct reading {
	struct lister *l;
	struct folder *f;
	struct listing dir;
	const char *below; /* its path from the folder: "VIDEO_TS"; "" for the folder itself */
	enum dir_kind where;
	bool linked; /* it is below a link */
	const struct ignores *ignore;
	struct subfolders subs; /* all that were met in it */
};

/* 1 and *st, following links; 0: not there, or nothing to scan; -1: cannot tell. */
static int entry_stat(
	const struct reading *r, const struct entry *e, const char *path, struct stat *st, struct error *err)
{
	const char *name = r->dir.names.buf + e->name;
	int fd = dirfd(r->dir.dir);

	if (e->type == DT_DIR) {
		st->st_mode = S_IFDIR;
		return 1;
	}
	if (fstatat(fd, name, st, e->type == DT_LNK ? 0 : AT_SYMLINK_NOFOLLOW) == 0 &&
		(!S_ISLNK(st->st_mode) || fstatat(fd, name, st, 0) == 0))
		return S_ISREG(st->st_mode) || S_ISDIR(st->st_mode);
	if (errno != ENOENT && errno != ELOOP)
		return error_errno(err, errno, "cannot look at '%s'", path);
	if (e->type == DT_LNK)
		lister_warn(r->l, ERR_NOT_FOUND, path, "is a link that leads nowhere");
	return 0;
}

/* Takes up what an ignore file in 'dir' (relative to the library) says. True: all of it is passed by. */
static bool marker(struct lister *l, const char *dir, const char *name, const struct ignores **ignore)
{
	struct strbuf path = STRBUF_INIT;
	enum ignore_scope scope = IGNORE_NONE;
	struct ignores *ig = NULL;
	struct stat st;

	path_join(&path, l->root, dir);
	strbuf_addch(&path, '/');
	strbuf_addstr(&path, name);
	if (stat(path.buf, &st) == 0 && S_ISREG(st.st_mode))
		scope = ignore_scope(name, (long long)st.st_size);
	if (scope == IGNORE_PATTERNS)
		ig = ignores_read(path.buf, dir, *ignore);
	if (ig) {
		ALLOC_GROW(l->ignores, l->nignores + 1, l->aignores);
		l->ignores[l->nignores++] = ig;
		*ignore = ig;
	}
	strbuf_release(&path);
	return scope == IGNORE_FOLDER;
}

/* Reads a directory's names and its ignore files. 1; 0: not there, or passed by; -1. */
static int reading_open(struct reading *r, struct error *err)
{
	struct strbuf rel = STRBUF_INIT, path = STRBUF_INIT;
	int rc;

	path_join(&rel, r->f->path.buf, r->below);
	path_join(&path, r->l->root, rel.buf);
	rc = listing_read(&r->dir, path.buf, err);
	for (size_t i = 0; i < r->dir.n && rc > 0; i++) {
		const char *name = r->dir.names.buf + r->dir.item[i].name;

		if (file_kind(name) == FILE_MARKER && marker(r->l, rel.buf, name, &r->ignore))
			rc = 0;
	}
	strbuf_release(&rel);
	strbuf_release(&path);
	return rc;
}

/* One entry of a directory: a file goes into the folder, a subfolder into r->subs. 0 or -1. */
static int entry_take(struct reading *r, const struct entry *e, struct error *err)
{
	const char *name = r->dir.names.buf + e->name;
	struct strbuf rel = STRBUF_INIT, path = STRBUF_INIT;
	struct stat st;
	int found = 0;

	path_join(&rel, r->below, name);
	path_join(&path, r->f->path.buf, rel.buf);
	if (entry_passed_by(e, name))
		goto out;
	if (!utf8_valid(name, strlen(name))) {
		struct error bad = ERROR_INIT;

		error_set(&bad, ERR_BAD_NAME, "the name of '%s' is not UTF-8", path.buf);
		lister_tell(r->l, r->f->path.buf, &bad, false);
		goto out;
	}
	found = entry_stat(r, e, path.buf, &st, err);
	if (found <= 0 || ignores_match(r->ignore, path.buf, S_ISDIR(st.st_mode)))
		goto out;
	if (S_ISDIR(st.st_mode)) {
		ALLOC_GROW(r->subs.item, r->subs.n + 1, r->subs.alloc);
		r->subs.item[r->subs.n++] = (struct subfolder){xstrdup(name), e->type == DT_LNK};
	} else if (!file_passed_by(name)) {
		folder_add(r->f, rel.buf, &st, r->where);
	}
out:
	strbuf_release(&rel);
	strbuf_release(&path);
	return found < 0 ? -1 : 0;
}

static int entries_take(struct reading *r, struct error *err)
{
	for (size_t i = 0; i < r->dir.n; i++) {
		if (entry_take(r, &r->dir.item[i], err) < 0)
			return -1;
	}
	return 0;
}

static void reading_release(struct reading *r)
{
	listing_release(&r->dir);
	subfolders_release(&r->subs);
}

/* What a folder below a show's is to it: DIR_PLAIN for a season's, or a disc's in it. */
static enum dir_kind kind_below_show(const char *name)
{
	enum dir_kind kind = dir_kind(name, true);

	return kind == DIR_PART ? DIR_PLAIN : kind == DIR_CLUTTER ? DIR_HIDDEN : kind;
}

/* Whether a link leads out of the library: to what is walked nowhere else. */
static bool leads_out(const struct reading *r, const char *name)
{
	struct strbuf rel = STRBUF_INIT, path = STRBUF_INIT;
	char *target, *root = realpath(r->l->root, NULL);
	bool out;

	path_join(&rel, r->f->path.buf, r->below);
	path_join(&path, r->l->root, rel.buf);
	strbuf_addch(&path, '/');
	strbuf_addstr(&path, name);
	target = realpath(path.buf, NULL);
	out = target && root && !path_inside(target, root) && !path_inside(root, target);
	if (target && !out)
		lister_warn(r->l, ERR_UNSUPPORTED, path_relative(path.buf, r->l->root),
			"is a link to a folder of the library, and is not followed");
	free(target);
	free(root);
	strbuf_release(&rel);
	strbuf_release(&path);
	return out;
}

/* Adds the files of a subfolder that belongs to the folder, and of what is below it. Links are passed by:
 * what belongs to a film lies in its folder. A show may have a season elsewhere; in there no link is
 * followed. */
static int belonging(const struct reading *from, const struct subfolder *sub, enum dir_kind where, int depth,
	struct error *err)
{
	struct strbuf below = STRBUF_INIT;
	struct reading r = *from;
	int rc = 0;

	if (where == DIR_HIDDEN ||
		(sub->link && (where != DIR_PLAIN || from->linked || !leads_out(from, sub->name))))
		return 0;
	path_join(&below, from->below, sub->name);
	r.dir = (struct listing){NULL, STRBUF_INIT, NULL, 0, 0};
	r.subs = (struct subfolders){NULL, 0, 0, NULL};
	r.below = below.buf;
	r.where = where;
	r.linked |= sub->link;
	rc = reading_open(&r, err);
	if (rc > 0)
		rc = entries_take(&r, err);
	for (size_t i = 0; i < r.subs.n && rc == 0 && depth < LISTER_SUB_DEPTH; i++)
		rc = belonging(&r, &r.subs.item[i],
			where == DIR_PLAIN ? kind_below_show(r.subs.item[i].name) : where, depth + 1, err);
	reading_release(&r);
	strbuf_release(&below);
	return rc < 0 ? -1 : 0;
}

static bool is_disc(enum dir_kind kind)
{
	return kind == DIR_DVD || kind == DIR_BLURAY;
}

/* Whether the folder holds an item: a video, a disc, or parts in folders of their own. */
static bool holds_item(const struct folder *f, const struct subfolders *subs)
{
	for (size_t i = 0; i < f->n; i++) {
		if (f->file[i].kind == FILE_VIDEO)
			return true;
	}
	for (size_t i = 0; i < subs->n; i++) {
		enum dir_kind kind = dir_kind(subs->item[i].name, true);

		if (is_disc(kind) || (kind == DIR_PART && f->path.len > 0))
			return true;
	}
	return false;
}

/* What a subfolder is to the folder: DIR_PLAIN when it stands by itself, DIR_HIDDEN when it is passed by. In
 * a library's root words like "Shorts" or "Other" are titles. */
static enum dir_kind sub_kind(const char *name, bool in_root, bool in_item)
{
	enum dir_kind kind = dir_kind(name, in_item && !in_root);

	if (kind == DIR_PLAIN || (kind == DIR_PART && in_root))
		return DIR_PLAIN;
	if (kind == DIR_CLUTTER || (!in_item && !is_disc(kind)))
		return DIR_HIDDEN;
	return kind;
}

/* Each subfolder goes its way: into the folder, into 'plain' (may be NULL), or nowhere. 0 or -1. */
static int subs_take(struct reading *r, struct subfolders *plain, struct error *err)
{
	bool in_root = r->f->path.len == 0, is_show = r->l->shows && !in_root;
	bool in_item = !r->l->shows && holds_item(r->f, &r->subs);

	for (size_t i = 0; i < r->subs.n; i++) {
		struct subfolder *sub = &r->subs.item[i];
		enum dir_kind kind =
			is_show ? kind_below_show(sub->name) : sub_kind(sub->name, in_root, in_item);

		if (is_show) {
			if (belonging(r, sub, kind, 1, err) < 0)
				return -1;
		} else if (kind == DIR_PLAIN && plain) {
			ALLOC_GROW(plain->item, plain->n + 1, plain->alloc);
			plain->item[plain->n++] = *sub;
			sub->name = NULL;
		} else if (kind != DIR_PLAIN && belonging(r, sub, kind, 1, err) < 0) {
			return -1;
		}
	}
	if (plain)
		plain->ignore = r->ignore;
	return 0;
}

int folder_list(struct lister *l, const char *path, const struct ignores *ignore, struct folder *f,
	struct subfolders *subs, struct error *err)
{
	struct reading r = {.l = l,
		.f = f,
		.dir = {NULL, STRBUF_INIT, NULL, 0, 0},
		.below = "",
		.where = DIR_PLAIN,
		.ignore = ignore};
	int rc;

	folder_clear(f, path);
	if (subs)
		subfolders_release(subs);
	rc = reading_open(&r, err);
	if (rc > 0 && (entries_take(&r, err) < 0 || subs_take(&r, subs, err) < 0))
		rc = -1;
	reading_release(&r);
	return rc;
}

int folder_read(struct lister *l, const char *path, struct folder *f, struct error *err)
{
	const struct ignores *ignore = NULL;
	struct strbuf up = STRBUF_INIT;
	int rc;

	for (const char *p = path; *p; p += strcspn(p, "/"), p += *p == '/') {
		strbuf_clear(&up);
		strbuf_add(&up, path, p == path ? 0 : (size_t)(p - path) - 1);
		marker(l, up.buf, ".ignore", &ignore);
		marker(l, up.buf, ".plexignore", &ignore);
	}
	rc = folder_list(l, path, ignore, f, NULL, err);
	if (rc > 0)
		folder_sort(f);
	lister_release(l);
	strbuf_release(&up);
	return rc;
}
