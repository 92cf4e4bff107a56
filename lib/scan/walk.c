#include "scan/walk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "core/prog.h"

/* A folder that is still to be walked. */
struct place {
	char *folder;		      /* relative to the library */
	const struct ignores *ignore; /* of the folders around it */
	char *real;		      /* below a linked folder: the path without links; else NULL */
};

struct places {
	struct place *item;
	size_t n, alloc;
};

struct walk {
	struct lister lister;
	const char *only;
	const struct walk_events *ev;
	void *ctx;
	struct folder now;
	struct places ahead; /* a stack: depth first, in the order of names */
	struct places links; /* linked folders, for the end */
	char **followed;     /* real paths of linked folders that were walked */
	size_t nfollowed, afollowed;
	char *real_root; /* once a link was met */
};

static void place_add(struct places *to, const char *folder, const struct ignores *ignore, const char *real)
{
	ALLOC_GROW(to->item, to->n + 1, to->alloc);
	to->item[to->n++] = (struct place){xstrdup(folder), ignore, xstrdup_or_null(real)};
}

static void place_release(struct place *p)
{
	free(p->folder);
	free(p->real);
}

static void places_release(struct places *p)
{
	for (size_t i = 0; i < p->n; i++)
		place_release(&p->item[i]);
	free(p->item);
}

static int by_folder_down(const void *a, const void *b)
{
	return -strcmp(((const struct place *)a)->folder, ((const struct place *)b)->folder);
}

static size_t depth_of(const char *folder)
{
	size_t n = *folder != '\0';

	for (; *folder; folder++)
		n += *folder == '/';
	return n;
}

/* Whether a folder below a link was walked through another link, or is the library itself. */
static bool was_followed(const struct walk *w, const char *real)
{
	for (size_t i = 0; i < w->nfollowed; i++) {
		if (strcmp(real, w->followed[i]) == 0)
			return true;
	}
	return strcmp(real, w->real_root) == 0;
}

/* Puts the subfolders where they wait for their turn: all of them, or those that lead to w->only. How many
 * there were. */
static size_t descend(struct walk *w, const struct place *at, const struct subfolders *subs)
{
	bool all = folder_inside(at->folder, w->only);
	struct strbuf path = STRBUF_INIT, real = STRBUF_INIT;
	size_t n = 0;

	for (size_t i = 0; i < subs->n; i++) {
		const struct subfolder *sub = &subs->item[i];

		strbuf_clear(&path);
		path_join(&path, at->folder, sub->name);
		if (!all && !folder_inside(w->only, path.buf))
			continue;
		strbuf_clear(&real);
		if (at->real)
			path_join(&real, at->real, sub->name);
		if (at->real && was_followed(w, real.buf))
			continue;
		place_add(sub->link ? &w->links : &w->ahead, path.buf, subs->ignore,
			at->real ? real.buf : NULL);
		n++;
	}
	strbuf_release(&path);
	strbuf_release(&real);
	return n;
}

static void blind(struct walk *w, const char *folder, struct error *err)
{
	w->ev->blind(folder, w->ctx);
	lister_tell(&w->lister, folder, err, false);
}

/* Walks one place: tells of the folder, and puts what is below it on the stack. */
static int visit(struct walk *w, const struct place *at, struct error *err)
{
	struct subfolders subs = {NULL, 0, 0, NULL};
	struct error bad = ERROR_INIT;
	size_t ahead = w->ahead.n, below = 0;
	int rc = folder_list(&w->lister, at->folder, at->ignore, &w->now, &subs, &bad), result = 0;

	if (rc <= 0 && !*at->folder) {
		if (rc == 0)
			error_set(
				&bad, ERR_LIBRARY_ABSENT, "there is nothing to scan at '%s'", w->lister.root);
		error_move(err, &bad);
		result = -1;
	} else if (rc < 0) {
		blind(w, at->folder, &bad);
	} else if (subs.n > 0 && depth_of(at->folder) >= WALK_MAX_DEPTH) {
		error_set(&bad, ERR_TOO_LONG, "folders are nested too deeply in '%s'", at->folder);
		blind(w, at->folder, &bad);
	} else if (rc > 0) {
		below = descend(w, at, &subs);
		qsort(w->ahead.item + ahead, w->ahead.n - ahead, sizeof(*w->ahead.item), by_folder_down);
		/* On the way to 'only', the folder counts when what it names belongs to it. */
		if (below == 0 || folder_inside(at->folder, w->only))
			result = w->ev->folder(&w->now, w->ctx);
	}
	subfolders_release(&subs);
	error_release(&bad);
	return result;
}

/* Whether the walk comes to a path below the library without links. */
static bool reachable(const char *rel)
{
	struct strbuf name = STRBUF_INIT;
	bool ok = true;

	while (*rel && ok) {
		size_t len = strcspn(rel, "/");
		enum dir_kind kind;

		strbuf_clear(&name);
		strbuf_add(&name, rel, len);
		kind = dir_kind(name.buf, false);
		ok = kind == DIR_PLAIN;
		rel += len + (rel[len] == '/');
	}
	strbuf_release(&name);
	return ok;
}

/* Whether a real path was walked, or is on its way to be: by itself, or through a link. */
static bool met(const struct walk *w, const char *real)
{
	if (strcmp(real, w->real_root) == 0)
		return true;
	if (path_inside(real, w->real_root) && reachable(path_relative(real, w->real_root)))
		return true;
	for (size_t i = 0; i < w->nfollowed; i++) {
		if (path_inside(real, w->followed[i]))
			return true;
	}
	return false;
}

/* Takes a linked folder up, unless it leads to where the walk comes anyway. */
static int follow(struct walk *w, struct place *at, struct error *err)
{
	struct strbuf path = STRBUF_INIT, above = STRBUF_INIT;
	char *real = NULL, *from = NULL;

	path_join(&path, w->lister.root, at->folder);
	path_dir(&above, path.buf);
	if (!w->real_root && !(w->real_root = realpath(w->lister.root, NULL))) {
		error_errno(err, errno, "cannot look at '%s'", w->lister.root);
		goto out;
	}
	real = realpath(path.buf, NULL);
	from = realpath(above.buf, NULL);
	if (!real || !from)
		goto out; /* gone meanwhile */
	if (path_inside(w->real_root, real) || path_inside(from, real)) {
		lister_warn(&w->lister, ERR_UNSUPPORTED, at->folder,
			"is a link to a folder around it, and is not followed");
	} else if (!met(w, real)) {
		place_add(&w->ahead, at->folder, at->ignore, real);
		ALLOC_GROW(w->followed, w->nfollowed + 1, w->afollowed);
		w->followed[w->nfollowed++] = xstrdup(real);
	}
out:
	strbuf_release(&path);
	strbuf_release(&above);
	free(real);
	free(from);
	return w->real_root ? 0 : -1;
}

/* The next place: from the stack, else the first of the links. */
static int next(struct walk *w, struct place *at, struct error *err)
{
	while (w->ahead.n == 0 && w->links.n > 0) {
		struct place link;
		int rc;

		qsort(w->links.item, w->links.n, sizeof(*w->links.item), by_folder_down);
		link = w->links.item[--w->links.n];
		rc = follow(w, &link, err);
		place_release(&link);
		if (rc < 0)
			return -1;
	}
	if (w->ahead.n == 0)
		return 0;
	*at = w->ahead.item[--w->ahead.n];
	return 1;
}

static void walk_release(struct walk *w)
{
	folder_release(&w->now);
	places_release(&w->ahead);
	places_release(&w->links);
	lister_release(&w->lister);
	for (size_t i = 0; i < w->nfollowed; i++)
		free(w->followed[i]);
	free(w->followed);
	free(w->real_root);
}

int walk_library(const char *root, bool shows, const char *only, const struct walk_events *ev, void *ctx,
	struct error *err)
{
	struct walk w = {.lister = {.root = root, .problem = ev->problem, .ctx = ctx, .shows = shows},
		.only = only ? only : "",
		.ev = ev,
		.ctx = ctx,
		.now = FOLDER_INIT};
	struct place at;
	int rc = 0, more = 1;

	place_add(&w.ahead, "", NULL, NULL);
	while (rc == 0 && (more = next(&w, &at, err)) > 0) {
		if (prog_interrupted()) {
			error_clear(err);
			rc = -1;
		} else {
			rc = visit(&w, &at, err);
		}
		place_release(&at);
	}
	walk_release(&w);
	return more < 0 ? -1 : rc;
}
