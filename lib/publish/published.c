/* What was published of an item; see published.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "core/sha256.h"
#include "publish/published.h"
#include "store/candidate.h"
#include "store/nfotext.h"
#include "store/seen.h"

void published_state_release(struct published_state *s)
{
	published_free(s->file, s->n);
	memset(s, 0, sizeof(*s));
}

static struct published_file *file_at(struct published_state *s, const char *path)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (!strcmp(s->file[i].path, path))
			return &s->file[i];
	return NULL;
}

/* What a file was is not known any more but by its hash. */
static void set_hash(struct published_file *f, const char *hash)
{
	if (f->hash && !strcmp(f->hash, hash))
		return;
	free(f->hash);
	f->hash = xstrdup(hash);
	f->size = f->mtime_ns = -1;
}

static struct published_file *add_file(
	struct published_state *s, const char *kind, const char *path, const char *asset_type)
{
	struct published_file *f;

	ALLOC_GROW(s->file, s->n + 1, s->alloc);
	f = &s->file[s->n++];
	memset(f, 0, sizeof(*f));
	f->kind = xstrdup(kind);
	f->path = xstrdup(path);
	f->asset_type = xstrdup_or_null(asset_type);
	f->size = f->mtime_ns = -1;
	return f;
}

/* Whether it is a picture of the library that a player reads where it stands. */
static bool in_place(const struct candidate *c, const struct place *place, const char *dir)
{
	const char *name = path_relative(c->local_path, dir);
	struct artname art;

	if (!name)
		return false;
	if (!strncmp(name, ".actors/", 8))
		return artname_read_actor(name + 8, &art);
	return artname_read(name, place->base, place->owner, &art) && (!art.alias || art.by_pixels);
}

/* A picture that was chosen before the item was published, and after something was written there, was left as
 * it was. */
static void take_picture(struct published_state *s, const struct item *it, const struct candidate *c)
{
	struct published_file *f = file_at(s, c->local_path);

	if (!c->selected_at || strcmp(c->selected_at, it->last_published_at) > 0)
		return;
	if (!f)
		f = add_file(s, "artwork", c->local_path, c->asset_type);
	else if (strcmp(f->published_at, c->selected_at) > 0)
		return;
	set_hash(f, c->content_hash);
}

static int take_pictures(struct db *db, const struct item *it, const struct place *place,
	const struct publisher *pub, struct published_state *s, struct error *err)
{
	struct candidate_list list = {0};
	char *dir = xstrdup(place->dir);
	size_t i;
	int rc = candidates_selected(db, it->type, it->id, &list, err);

	publisher_there(pub, &dir);
	for (i = 0; i < list.n; i++) {
		const struct candidate *c = &list.item[i];

		if (!c->is_rejected && c->is_downloaded && c->local_path && c->content_hash &&
			sha256_is_hex(c->content_hash) && in_place(c, place, dir))
			take_picture(s, it, c);
	}
	candidate_list_release(&list);
	free(dir);
	return rc;
}

/* Where the NFO of the last publish stood: its row knows, or (a scan that finds none forgets it) its version.
 */
static int nfo_path(struct db *db, const struct item *it, char **out, struct error *err)
{
	struct nfo_version *v = NULL;
	size_t i, n = 0;
	int rc = 0;

	*out = xstrdup_or_null(it->nfo_path);
	if (!*out)
		rc = nfo_versions_of(db, it->type, it->id, &v, &n, err);
	for (i = n; i-- > 0 && !*out;)
		if (!strcmp(v[i].hash, it->published_nfo_hash))
			*out = xstrdup_or_null(v[i].path);
	nfo_versions_free(v, n);
	return rc;
}

/* One NFO, at the end: of several the one that the item knows, else the newest. */
static void keep_one_nfo(struct published_state *s, const struct item *it)
{
	struct published_file nfo = {0};
	size_t i, kept = 0;

	for (i = 0; i < s->n; i++) {
		struct published_file *f = &s->file[i];

		if (strcmp(f->kind, "nfo") != 0) {
			s->file[kept++] = *f;
		} else if (!nfo.path || (it->nfo_path && !strcmp(f->path, it->nfo_path)) ||
			   (strcmp(nfo.path, it->nfo_path ? it->nfo_path : "") != 0 &&
				   strcmp(f->published_at, nfo.published_at) > 0)) {
			published_file_release(&nfo);
			nfo = *f;
		} else {
			published_file_release(f);
		}
	}
	s->n = kept;
	if (nfo.path)
		s->file[s->n++] = nfo;
}

/* The NFO of the last publish is newer than what was written when that found nothing to write. */
static int take_nfo(struct db *db, const struct item *it, struct published_state *s, struct error *err)
{
	struct published_file *f;
	char *path = NULL;
	int rc = 0;

	keep_one_nfo(s, it);
	f = s->n && !strcmp(s->file[s->n - 1].kind, "nfo") ? &s->file[s->n - 1] : NULL;
	if (!it->published_nfo_hash || (f && strcmp(f->published_at, it->last_published_at) > 0))
		return 0;
	if (!f) {
		rc = nfo_path(db, it, &path, err);
		f = path ? add_file(s, "nfo", path, NULL) : NULL;
	}
	if (f)
		set_hash(f, it->published_nfo_hash);
	free(path);
	return rc;
}

/* What a scan saw of a file with these bytes. */
static int fill_stamp(
	struct db *db, const struct item *it, const char *root, struct published_file *f, struct error *err)
{
	struct strbuf folder = STRBUF_INIT;
	struct seen_list seen = {0};
	const char *relative = path_relative(f->path, root), *name;
	size_t i;
	int rc = 0;

	if (f->size >= 0 || !relative)
		return 0;
	rc = seen_place(db, it->library_id, relative, &folder, &name, err);
	if (!rc)
		rc = seen_files(db, it->library_id, folder.buf, &seen, err);
	for (i = 0; i < seen.n; i++) {
		const struct seen_file *file = &seen.item[i];

		if (strcmp(file->name, name) || !file->content_hash || strcmp(file->content_hash, f->hash))
			continue;
		f->size = file->size;
		f->mtime_ns = file->mtime_ns;
	}
	seen_list_release(&seen);
	strbuf_release(&folder);
	return rc;
}

static void drop_without_hash(struct published_state *s)
{
	size_t i, kept = 0;

	for (i = 0; i < s->n; i++)
		if (s->file[i].hash && sha256_is_hex(s->file[i].hash))
			s->file[kept++] = s->file[i];
		else
			published_file_release(&s->file[i]);
	s->n = kept;
}

int published_state(struct db *db, const struct item *it, const struct place *place,
	const struct publisher *pub, struct published_state *out, struct error *err)
{
	int rc;

	memset(out, 0, sizeof(*out));
	if (!it->last_published_at)
		return 0;
	rc = published_last(db, it->type, it->id, &out->file, &out->n, err);
	out->alloc = out->n;
	if (!rc)
		rc = take_pictures(db, it, place, pub, out, err);
	if (!rc)
		rc = take_nfo(db, it, out, err);
	drop_without_hash(out);
	return rc;
}

int published_stamps(struct db *db, const struct item *it, const struct publisher *pub,
	struct published_state *s, struct error *err)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (fill_stamp(db, it, pub->lib->path, &s->file[i], err))
			return -1;
	return 0;
}
