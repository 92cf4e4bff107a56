/* Which row an item is that no row has the place of: what moved or was renamed keeps its history. See
 * reading.h. */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "core/alloc.h"
#include "scan/claims.h"
#include "scan/survey.h"

static const char *const id_types[] = {"tmdb", "imdb", "tvdb"};
#define ID_TYPES (sizeof(id_types) / sizeof(id_types[0]))

static bool streams_alike(const struct streams *a, const struct streams *b)
{
	if (fabs(a->duration - b->duration) > 0.5 || a->nvideo != b->nvideo || a->naudio != b->naudio ||
		a->nvideo == 0)
		return false;
	for (size_t i = 0; i < a->nvideo; i++) {
		const struct video_stream *x = &a->video[i], *y = &b->video[i];

		if (x->width != y->width || x->height != y->height ||
			strcmp(x->codec ? x->codec : "", y->codec ? y->codec : "") != 0)
			return false;
	}
	return true;
}

/* What stands in the NFO, else in the name: "603", or NULL. */
static const char *id_of(const struct survey *r, const char *type)
{
	const char *id = r->root ? meta_id(&r->root->meta, type) : NULL;

	return id ? id : meta_id(&r->name, type);
}

/* 1: the stored item may be this one: it is loaded into *it; 0: its ids are another's; -1. */
static int load_other(struct survey *r, int64_t id, struct item *it, struct error *err)
{
	int rc = item_load(r->s->db, r->w->found->type, id, ITEM_ALL, it, err);

	for (size_t i = 0; i < ID_TYPES && rc > 0; i++) {
		const char *here = id_of(r, id_types[i]), *there = meta_id(&it->meta, id_types[i]);

		if (here && there && strcmp(here, there) != 0)
			rc = 0;
	}
	if (rc > 0 && it->library_id != r->s->lib->id)
		rc = 0;
	if (rc <= 0)
		item_release(it);
	return rc;
}

/* Whether an item that has this one's id has lost its own video. */
static bool is_orphan(const struct survey *r, const struct item *it)
{
	enum claim claim = claims_state(r->s->claims, it->id);
	struct strbuf path = STRBUF_INIT;
	struct stat st;
	bool orphan;

	if (it->deleted_on || claim != CLAIM_UNKNOWN)
		return it->deleted_on || claim == CLAIM_OPEN;
	scanner_local(r->s, it->file_path, &path);
	orphan = lstat(path.buf, &st) < 0 && errno == ENOENT;
	strbuf_release(&path);
	return orphan;
}

/* The one orphan that has an id of this one. 1, 0 or -1. */
static int find_by_ids(struct survey *r, struct item *out, struct error *err)
{
	int found = 0, rc = 0;

	for (size_t i = 0; i < ID_TYPES && found == 0 && rc == 0; i++) {
		struct id_list ids = {NULL, 0, 0};
		const char *value = id_of(r, id_types[i]);

		if (value)
			rc = items_ever_by_external_id(
				r->s->db, r->w->found->type, id_types[i], value, &ids, err);
		for (size_t k = 0; k < ids.n && rc == 0; k++) {
			struct item it = ITEM_INIT;

			rc = load_other(r, ids.id[k], &it, err);
			if (rc > 0 && is_orphan(r, &it) && ++found == 1)
				*out = it;
			else if (rc > 0)
				item_release(&it);
			rc = rc < 0 ? -1 : 0;
		}
		id_list_release(&ids);
	}
	if (rc < 0 || found > 1)
		item_release(out);
	return rc < 0 ? -1 : found == 1;
}

/* The item that a new film or episode was before it moved: by its video, by its ids, or because it stands
 * alone in the folder where the only film went. 1 and *out, 0 or -1. */
static int find_old(struct survey *r, struct item *out, struct error *err)
{
	struct scanner *s = r->s;
	struct work *w = r->w;
	const struct folder_file *video = &r->l->f.file[w->found->part[0]];
	size_t nth = finds_nth(&r->l->finds, w->found);
	int64_t id = s->inodes ? claims_by_inode(s->claims, video, nth) : 0;
	int rc;

	if (id)
		return load_other(r, id, out, err);
	id = w->probed ? claims_by_size(s->claims, video, nth) : 0;
	if (id && (rc = load_other(r, id, out, err)) != 0) {
		if (rc < 0 || streams_alike(&out->streams, &w->streams))
			return rc;
		item_release(out);
	}
	rc = find_by_ids(r, out, err);
	if (rc != 0 || !w->found->alone || r->l->gone.n != 1)
		return rc;
	id = r->l->gone.item[0].id;
	return claims_state(s->claims, id) == CLAIM_OPEN ? load_other(r, id, out, err) : 0;
}

int survey_identify(struct survey *r, struct error *err)
{
	struct work *w = r->w;
	struct item old = ITEM_INIT;
	int rc = w->id || w->found->nparts == 0 ? 0 : find_old(r, &old, err);

	if (rc > 0) {
		claims_take(r->s->claims, old.id);
		item_release(w->it);
		*w->it = old;
		w->id = old.id;
		w->revision = old.revision;
		w->moved = true;
		w->old_folder = xstrdup(old.folder ? old.folder : "");
		w->old_file = xstrdup(old.file_path);
	}
	if (!w->id) {
		w->it->type = w->found->type;
		w->it->library_id = r->s->lib->id;
	}
	return rc < 0 ? -1 : 0;
}
