/* A library, and what it was; see mirror.h. */
#include "mirror.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "core/alloc.h"

#define MAX_FILE (16 * 1024 * 1024)
#define ATTRIBUTE "user.mine"

struct state {
	bool there, is_dir;
	mode_t mode;
	int64_t mtime_ns; /* 0 for folders and links */
	char hash[SHA256_HEX_SIZE];
	char text[64]; /* of a link, or the attribute */
};

struct spot {
	char *path;
	struct state now, found; /* found: when 'touched' */
	bool touched;		 /* by Metarr, since it was found */
	bool foreign;		 /* and changed by somebody since */
};

struct mirror {
	char *dir;
	struct spot *spot;
	size_t n, alloc;
};

static struct spot *spot_at(struct mirror *m, const char *path)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (!strcmp(m->spot[i].path, path))
			return &m->spot[i];
	ALLOC_GROW(m->spot, m->n + 1, m->alloc);
	m->spot[m->n] = (struct spot){.path = xstrdup(path)};
	return &m->spot[m->n++];
}

static struct state look(const char *path)
{
	struct state s = {0};
	struct strbuf bytes = STRBUF_INIT;
	struct stat st;
	ssize_t len;

	if (lstat(path, &st))
		return s;
	s.there = true;
	s.is_dir = S_ISDIR(st.st_mode);
	s.mode = S_ISLNK(st.st_mode) ? 0 : st.st_mode & 07777;
	if (S_ISREG(st.st_mode)) {
		must(file_read(path, MAX_FILE, &bytes, &world_err));
		sha256_hex(bytes.buf, bytes.len, s.hash);
		s.mtime_ns = st.st_mtim.tv_sec * 1000000000LL + st.st_mtim.tv_nsec;
	}
	len = S_ISLNK(st.st_mode) ? readlink(path, s.text, sizeof(s.text) - 1)
				  : getxattr(path, ATTRIBUTE, s.text, sizeof(s.text) - 1);
	s.text[len > 0 ? len : 0] = '\0';
	strbuf_release(&bytes);
	return s;
}

static bool same(const struct state *a, const struct state *b)
{
	return a->there == b->there && a->is_dir == b->is_dir && a->mode == b->mode &&
	       a->mtime_ns == b->mtime_ns && !strcmp(a->hash, b->hash) && !strcmp(a->text, b->text);
}

static struct mirror *walking; /* nftw() takes no argument */

static int meet(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	if (ftw->level > 0)
		spot_at(walking, path);
	return 0;
}

/* Calls fn with each path whose state is not what it was. */
static void each_changed(
	struct mirror *m, void (*fn)(struct mirror *m, struct spot *s, const struct state *is))
{
	size_t i;

	walking = m;
	if (nftw(m->dir, meet, 16, FTW_PHYS))
		give_up("cannot walk '%s'", m->dir);
	for (i = 0; i < m->n; i++) {
		struct state is = look(m->spot[i].path);

		if (same(&is, &m->spot[i].now))
			continue;
		fn(m, &m->spot[i], &is);
		m->spot[i].now = is;
	}
}

static void by_others(struct mirror *m, struct spot *s, const struct state *is)
{
	(void)is;
	s->foreign = s->touched;
	(void)m;
}

static void by_metarr(struct mirror *m, struct spot *s, const struct state *is)
{
	(void)m;
	(void)is;
	if (!s->touched)
		s->found = s->now;
	s->touched = true;
	s->foreign = false;
}

struct mirror *mirror_new(const char *dir)
{
	struct mirror *m = xcalloc(1, sizeof(*m));

	m->dir = xstrdup(dir);
	mirror_by_others(m);
	return m;
}

void mirror_free(struct mirror *m)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		free(m->spot[i].path);
	free(m->spot);
	free(m->dir);
	free(m);
}

void mirror_by_others(struct mirror *m)
{
	each_changed(m, by_others);
}

void mirror_by_metarr(struct mirror *m)
{
	each_changed(m, by_metarr);
}

static void check(struct world *w, const struct spot *s, const struct state *is, const struct state *want)
{
	if (same(is, want))
		return;
	world_bad(w, "'%s' is %s%.8s %o %lld '%s', and should be %s%.8s %o %lld '%s'", s->path,
		is->there ? "" : "gone ", is->hash, (unsigned)is->mode, (long long)is->mtime_ns, is->text,
		want->there ? "" : "gone ", want->hash, (unsigned)want->mode, (long long)want->mtime_ns,
		want->text);
}

/* What somebody made of a file stays, what somebody removed comes back. */
static bool stays(const struct spot *s, bool changed)
{
	return !s->touched || (s->foreign && s->now.there && !changed);
}

void mirror_check_original(struct mirror *m, struct world *w, bool changed)
{
	size_t i;

	walking = m;
	if (nftw(m->dir, meet, 16, FTW_PHYS))
		give_up("cannot walk '%s'", m->dir);
	for (i = 0; i < m->n; i++) {
		struct spot *s = &m->spot[i];
		struct state is = look(s->path);
		bool stay = stays(s, changed);

		check(w, s, &is, stay ? &s->now : &s->found);
		s->touched = s->touched && stay;
		s->foreign = s->foreign && stay;
		s->now = is;
	}
}
