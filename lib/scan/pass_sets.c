/*
 * The pictures of the sets that the library's films are in: they stand in the folder of sets, one folder for
 * each, and become the set's candidates; pass 2 hashes them with the others. What was seen of them is in
 * scan_files under the set's own, absolute folder. Several libraries may have films of one set: each sees for
 * itself, and the candidates are the same.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/file.h"
#include "core/path.h"
#include "media/artname.h"
#include "media/filekind.h"
#include "scan/scanner.h"
#include "store/candidate.h"
#include "store/publog.h"
#include "store/seen.h"
#include "store/sets.h"

#define MAX_PICTURES 256 /* of one set that are looked at */

/* One set, and what stands in its folder. */
struct set_look {
	struct scanner *s;
	const struct set_row *set;
	struct strbuf here, there; /* its folder, as this machine and as the database have it */
	struct seen_list seen;	   /* what was seen of it */
	struct seen_list now;	   /* what stands there, one row for each picture */
	struct local_picture *picture;
	struct artname *name; /* of each */
	bool young;	      /* one of them is younger than settle: another time */
	bool changed;	      /* candidates were */
};

static void set_look_release(struct set_look *l)
{
	size_t i;

	for (i = 0; i < l->now.n; i++) {
		free(l->picture[i].asset_type);
		free(l->picture[i].path);
	}
	free(l->picture);
	free(l->name);
	seen_list_release(&l->seen);
	seen_list_release(&l->now);
	strbuf_release(&l->here);
	strbuf_release(&l->there);
}

static const struct seen_file *find_seen(const struct seen_list *list, const char *name)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (!strcmp(list->item[i].name, name))
			return &list->item[i];
	return NULL;
}

static bool is_same(int64_t size, int64_t mtime_ns, const struct file_stamp *stamp)
{
	return size == stamp->size && mtime_ns == stamp->mtime_ns;
}

/* The hash of bytes that a scan saw or a publish wrote: 1 (the caller frees; NULL: not hashed yet), 0 they
 * are others, -1. */
static int known_hash(const struct set_look *l, const char *name, const char *here, const char *path,
	const struct file_stamp *stamp, char **hash, struct error *err)
{
	const struct seen_file *old = find_seen(&l->seen, name);
	struct published_file f = {0};
	int rc;

	if (old && is_same(old->size, old->mtime_ns, stamp)) {
		if (old->inode == (int64_t)stamp->inode) /* a publish believes all three */
			*hash = xstrdup_or_null(old->content_hash);
		return 1;
	}
	if (old && scanner_same_bytes(here, old, stamp->size)) {
		*hash = xstrdup(old->content_hash);
		return 1;
	}
	rc = published_at(l->s->db, path, &f, err);
	if (rc == 1 && !is_same(f.size, f.mtime_ns, stamp))
		rc = 0;
	if (rc == 1)
		*hash = xstrdup_or_null(f.hash);
	published_file_release(&f);
	return rc;
}

static int add_picture(struct set_look *l, const char *name, const struct artname *art, struct error *err)
{
	struct strbuf here = STRBUF_INIT, there = STRBUF_INIT;
	int64_t age = l->s->now_ns;
	struct file_stamp stamp;
	char *hash = NULL;
	int rc;

	path_join(&here, l->here.buf, name);
	path_join(&there, l->there.buf, name);
	rc = file_stamp(here.buf, &stamp, err);
	if (rc == 1 && S_ISREG(stamp.mode)) {
		age -= stamp.mtime_ns;
		l->young |= age >= 0 && age < (int64_t)l->s->o->settle * 1000000000;
		rc = known_hash(l, name, here.buf, there.buf, &stamp, &hash, err);
		ALLOC_GROW(l->now.item, l->now.n + 1, l->now.alloc);
		l->picture = xrealloc(l->picture, l->now.alloc * sizeof(*l->picture));
		l->name = xrealloc(l->name, l->now.alloc * sizeof(*l->name));
		l->picture[l->now.n] = (struct local_picture){.asset_type = xstrdup(art->type),
			.path = strbuf_detach(&there, NULL),
			.changed = rc != 1};
		l->name[l->now.n] = *art;
		l->now.item[l->now.n++] = (struct seen_file){.name = xstrdup(name),
			.size = stamp.size,
			.mtime_ns = stamp.mtime_ns,
			.inode = (int64_t)stamp.inode,
			.kind = xstrdup(file_kind_name(FILE_PICTURE)),
			.entity = ENTITY_SET,
			.entity_id = l->set->id,
			.content_hash = hash};
	}
	strbuf_release(&here);
	strbuf_release(&there);
	return rc < 0 ? -1 : 0;
}

/* A folder that is not there has no pictures. */
static int read_folder(struct set_look *l, struct error *err)
{
	DIR *dir = opendir(l->here.buf);
	struct artname art;
	struct dirent *de;
	int rc = 0;

	if (!dir)
		return errno == ENOENT ? 0
				       : error_errno(err, errno, "cannot open the folder '%s'", l->here.buf);
	while (!rc && l->now.n < MAX_PICTURES && (de = readdir(dir)))
		if (artname_read(de->d_name, NULL, ART_SET, &art) && !art.alias && !art.by_pixels)
			rc = add_picture(l, de->d_name, &art, err);
	closedir(dir);
	return rc;
}

/* Of several files of one type and number a player shows one. */
static void choose(struct set_look *l)
{
	size_t i, k;

	for (i = 0; i < l->now.n; i++) {
		l->picture[i].selected = true;
		for (k = 0; k < l->now.n; k++)
			if (k != i && !strcmp(l->name[k].type, l->name[i].type) &&
				l->name[k].index == l->name[i].index && l->name[k].rank < l->name[i].rank)
				l->picture[i].selected = false;
	}
}

static bool is_as_seen(const struct set_look *l)
{
	size_t i;

	for (i = 0; i < l->now.n; i++)
		if (l->picture[i].changed || !find_seen(&l->seen, l->now.item[i].name))
			return false;
	return l->now.n == l->seen.n;
}

static int save(struct db *db, void *ctx, struct error *err)
{
	struct set_look *l = ctx;
	size_t i;

	if (candidates_set_local(db, ENTITY_SET, l->set->id, l->picture, l->now.n, &l->changed, err))
		return -1;
	for (i = 0; i < l->now.n; i++)
		if (seen_put_file(db, l->s->lib->id, l->there.buf, &l->now.item[i], err))
			return -1;
	for (i = 0; i < l->seen.n; i++)
		if (!find_seen(&l->now, l->seen.item[i].name) &&
			seen_drop_file(db, l->s->lib->id, l->there.buf, l->seen.item[i].name, err))
			return -1;
	return 0;
}

static int look_at(struct scanner *s, const struct set_row *set, struct error *err)
{
	struct set_look l = {.s = s, .set = set, .here = STRBUF_INIT, .there = STRBUF_INIT};
	struct strbuf name = STRBUF_INIT;
	int rc = 0;

	if (!artname_set_folder(&name, set->name)) {
		path_join(&l.here, s->o->sets, name.buf);
		path_join(&l.there, s->o->sets_there, name.buf);
		rc = seen_files(s->db, s->lib->id, l.there.buf, &l.seen, err) || read_folder(&l, err) ? -1
												      : 0;
		if (!rc && !l.young && !is_as_seen(&l)) {
			choose(&l);
			rc = db_transact(s->db, DB_WRITE, save, &l, err);
		}
		if (!rc && l.changed)
			ref_list_add(&s->touched, ENTITY_SET, set->id);
	}
	strbuf_release(&name);
	set_look_release(&l);
	return rc;
}

int scan_pass_sets(struct scanner *s, struct error *err)
{
	struct set_list sets = {0};
	struct file_stamp stamp;
	size_t i;
	int rc = 0;

	/* Where the folder of all of them is not there, nothing of them is gone. */
	if (!s->o->sets || *s->only || file_stamp(s->o->sets, &stamp, NULL) != 1)
		return 0;
	rc = sets_of_library(s->db, s->lib->id, &sets, err);
	for (i = 0; i < sets.n && !rc; i++)
		rc = look_at(s, &sets.item[i], err);
	set_list_release(&sets);
	return rc;
}
