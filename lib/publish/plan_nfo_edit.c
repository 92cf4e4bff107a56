/* What the bytes of an NFO should be; see plan_parts.h. */
#include <string.h>

#include "core/alloc.h"
#include "media/name.h"
#include "media/nfo.h"
#include "media/nfo_edit.h"
#include "media/nfo_streams.h"
#include "publish/plan_parts.h"
#include "store/absorb.h"
#include "store/nfotext.h"

/* Fields that say nothing against an NFO that is there: a name's or the video's word is only added to a
 * changed or new one. */
static bool is_weak(const struct field_info *f)
{
	return !strcmp(f->source, SOURCE_NAME) || !strcmp(f->source, SOURCE_PROBE);
}

static uint64_t fields_to_write(const struct item *it, bool weak_too)
{
	uint64_t fields = 0;
	int f;

	for (f = 0; f < MF_COUNT; f++)
		if (*it->field[f].source && (weak_too || !is_weak(&it->field[f])))
			fields |= MF_BIT(f);
	/* Only films are in sets: what another's file says of one is not kept, and no reason to take it out.
	 */
	return it->type == ENTITY_MOVIE ? fields : fields & ~MF_BIT(MF_SET);
}

/* The weak fields that the file itself does not have: what it says stands. */
static uint64_t fields_to_add(const struct item *it, const struct meta *disk)
{
	uint64_t fields = fields_to_write(it, true);
	int f;

	for (f = 0; f < MF_COUNT; f++)
		if (is_weak(&it->field[f]) && meta_has(disk, (enum meta_field)f))
			fields &= ~MF_BIT(f);
	return fields;
}

/* Whether the video's name says that it has several episodes: then a root of another number is not ours. */
static bool has_several(const struct item *it)
{
	struct name_info info = NAME_INIT;
	bool several;

	name_parse(&info, it->file_path, NAME_EPISODE);
	several = info.nepisodes > 1;
	name_release(&info);
	return several;
}

/* Which root of the file is the item's; nfo->n for one that is to be made. Kodi takes a lone root whatever
 * its number. */
static size_t root_of(const struct nfo *nfo, const struct item *it)
{
	size_t i;

	if (it->type != ENTITY_EPISODE)
		return 0;
	for (i = 0; i < nfo->n; i++)
		if (meta_field_equal(&nfo->item[i].meta, &it->meta, MF_EPISODE_NUMBER) &&
			(!meta_has(&nfo->item[i].meta, MF_SEASON_NUMBER) ||
				meta_field_equal(&nfo->item[i].meta, &it->meta, MF_SEASON_NUMBER)))
			return i;
	return nfo->n == 1 && !has_several(it) ? 0 : nfo->n;
}

/* Whether the bytes on disk are news: neither what was seen last nor what Metarr wrote last. */
static bool is_news(const struct item *it, const char *hash)
{
	return !(it->nfo_hash && !strcmp(hash, it->nfo_hash)) &&
	       !(it->published_nfo_hash && !strcmp(hash, it->published_nfo_hash));
}

/* A conflict that was known before is not said again. */
static void tell_absorbed(struct plan *plan, uint64_t known)
{
	struct strbuf names = STRBUF_INIT;
	uint64_t conflict = item_conflict(&plan->item);

	if (plan->absorbed & ~conflict & ~known)
		plan_warn(plan, "'%s' was changed by somebody since it was scanned: taken over",
			plan->nfo_path);
	meta_names_text(conflict & ~known, &names);
	if (names.len)
		plan_warn(plan, "'%s' was changed here and on disk, and stays as it is on both: %s",
			plan->nfo_path, names.buf);
	strbuf_release(&names);
}

static int absorb_disk(
	struct publisher *pub, struct plan *plan, const struct nfo *nfo, const char *hash, struct error *err)
{
	struct nfo_seen seen = {.hash = hash, .nfo = nfo, .root = &nfo->item[plan->root]};
	uint64_t known = item_conflict(&plan->item);

	if (absorb_nfo(pub->db, &plan->item, &seen, &plan->absorbed, err))
		return -1;
	if (seen.rewritten_by != NFO_BY_UNKNOWN)
		plan_warn(plan, "'%s' was written anew by %s: it is repaired", plan->nfo_path,
			nfo_maker_name(seen.rewritten_by));
	else
		tell_absorbed(plan, known);
	return 0;
}

static struct nfo_want wanted(const struct plan *plan, uint64_t fields)
{
	return (struct nfo_want){.index = plan->root,
		.root = plan->place.root,
		.meta = &plan->item.meta,
		.set_words = plan->set_follows,
		.fields = fields & ~item_conflict(&plan->item)};
}

/*
 * The locks as the file should say them. What it locks of fields that the item does not have stays; all of
 * the item is locked as long as everything that the file says is.
 */
static struct nfo_locks wanted_locks(const struct item *it, const struct nfo_item *disk)
{
	struct nfo_locks locks = {.item = disk->locks.item};
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		bool locked = item_locked(it, (enum meta_field)f);

		if (nfo_lock_name((enum meta_field)f) &&
			(locked || (!meta_has(&it->meta, f) && (disk->locks.fields & MF_BIT(f)))))
			locks.fields |= MF_BIT(f);
		if (!locked && f != MF_SEASON_NUMBER && f != MF_EPISODE_NUMBER && meta_has(&disk->meta, f))
			locks.item = false;
	}
	if (locks.item)
		locks.fields = disk->locks.fields;
	return locks;
}

/* Only Jellyfin's files have locks: one that has some already, or is to be read by it. */
static bool has_locks(struct publisher *pub, const struct nfo_item *disk)
{
	return disk->locks.item || disk->locks.fields || library_serves(pub->lib, PLAYER_JELLYFIN);
}

static bool locks_differ(const struct nfo_locks *a, const struct nfo_locks *b)
{
	return a->item != b->item || a->fields != b->fields;
}

/* Whether the file says something else of the item than it should. */
static bool fields_differ(const struct meta *disk, const struct nfo_want *want)
{
	return (meta_diff(disk, want->meta) & want->fields) ||
	       (want->set_words && want->fields & MF_BIT(MF_SET) && !meta_set_equal(disk, want->meta));
}

/* Whether these bytes are Metarr's, and were nobody's before. 1, 0, -1. */
static int is_ours(struct publisher *pub, const struct item *it, const char *hash, struct error *err)
{
	struct nfo_version *v = NULL;
	size_t i, n = 0, published = 0, others = 0;

	if (!it->published_nfo_hash || strcmp(hash, it->published_nfo_hash) != 0)
		return 0;
	if (nfo_versions_of(pub->db, it->type, it->id, &v, &n, err))
		return -1;
	for (i = 0; i < n; i++)
		if (!strcmp(v[i].hash, hash))
			*(v[i].origin == NFO_PUBLISHED ? &published : &others) += 1;
	nfo_versions_free(v, n);
	return published && !others;
}

/* Whether Metarr wrote the file when the video had not been read, as the child that reads it had died: it
 * gets the streams as a new one would. 1, 0, -1. */
static int lacks_streams(struct publisher *pub, const struct plan *plan, const struct nfo_item *root,
	const char *hash, struct error *err)
{
	if (!plan->place.has_streams || root->has_streams || !nfo_has_streams(&plan->item.streams))
		return 0;
	return is_ours(pub, &plan->item, hash, err);
}

/* The edit of the file that stands there. The strong fields and the locks decide whether it changes at all,
 * and 'late': streams that it lacks. 1 it does, 0, -1. */
static int edit_nfo(
	struct publisher *pub, struct plan *plan, const struct nfo_item *root, bool late, struct error *err)
{
	const struct meta *disk = &root->meta;
	struct nfo_locks locks = has_locks(pub, root) ? wanted_locks(&plan->item, root) : root->locks;
	struct nfo_want want = wanted(plan, fields_to_write(&plan->item, false));
	int rc = 1;

	if (!late && !fields_differ(disk, &want) && !locks_differ(&locks, &root->locks))
		return 0;
	want.locks = &locks;
	if (!late)
		rc = nfo_edit(&plan->nfo, plan->nfo_old.buf, plan->nfo_old.len, &want, err);
	if (rc <= 0)
		return rc;
	strbuf_clear(&plan->nfo);
	want = wanted(plan, fields_to_add(&plan->item, disk));
	want.locks = &locks;
	want.streams_alone = late;
	want.streams = plan->place.has_streams ? &plan->item.streams : NULL;
	return nfo_edit(&plan->nfo, plan->nfo_old.buf, plan->nfo_old.len, &want, err);
}

int plan_nfo_add(struct publisher *pub, struct plan *plan, const char *bytes, size_t len, struct error *err)
{
	static const struct nfo_item none = {.root = NFO_OTHER};
	struct nfo_locks locks = wanted_locks(&plan->item, &none);
	struct nfo_want want = wanted(plan, fields_to_write(&plan->item, true));

	strbuf_clear(&plan->nfo);
	want.streams = plan->place.has_streams ? &plan->item.streams : NULL;
	want.locks = has_locks(pub, &none) ? &locks : NULL;
	return nfo_edit(&plan->nfo, bytes, len, &want, err) < 0 ? -1 : 1;
}

int plan_nfo_edit_base(struct publisher *pub, struct plan *plan, struct error *err)
{
	struct strbuf disk = plan->nfo_old;
	struct nfo nfo = NFO_INIT;
	int rc = nfo_read(&nfo, plan->base->buf, plan->base->len, err);

	if (!rc) {
		plan->nfo_old = *plan->base;
		rc = edit_nfo(pub, plan, &nfo.item[0], false, err);
		plan->nfo_old = disk;
	}
	if (rc == 0)
		strbuf_addbuf(&plan->nfo, plan->base);
	nfo_release(&nfo);
	if (rc < 0)
		return -1;
	return plan->nfo.len != disk.len || memcmp(plan->nfo.buf, disk.buf, disk.len) != 0;
}

static int edit_or_add(
	struct publisher *pub, struct plan *plan, const struct nfo *nfo, const char *hash, struct error *err)
{
	int late;

	plan->root = root_of(nfo, &plan->item);
	if (plan->root == nfo->n)
		return plan_nfo_add(pub, plan, plan->nfo_old.buf, plan->nfo_old.len, err);
	if (is_news(&plan->item, hash) && absorb_disk(pub, plan, nfo, hash, err))
		return -1;
	if (plan->base && nfo->n == 1 && !has_several(&plan->item))
		return plan_nfo_edit_base(pub, plan, err);
	late = lacks_streams(pub, plan, &nfo->item[plan->root], hash, err);
	return late < 0 ? -1 : edit_nfo(pub, plan, &nfo->item[plan->root], late > 0, err);
}

int plan_nfo_edit(struct publisher *pub, struct plan *plan, struct plan_entry *e, struct error *err)
{
	struct nfo nfo = NFO_INIT;
	int rc = -1, changed;

	if (nfo_read(&nfo, plan->nfo_old.buf, plan->nfo_old.len, err))
		goto out;
	changed = edit_or_add(pub, plan, &nfo, e->old.hash, err);
	if (changed < 0 && err->code == ERR_BAD_NFO) {
		/* Bytes that hold nothing for us, and cannot be divided: kept, and written anew when there is
		 * something to say against them. */
		plan->nfo_rewritten = true;
		plan_warn(plan,
			"'%s' is no NFO that can be edited, it is kept in the database and written anew: %s",
			plan->nfo_path, err->msg.buf);
		error_clear(err);
		plan->root = 0;
		changed = plan_nfo_add(pub, plan, "", 0, err);
	}
	if (changed < 0)
		goto out;
	if (changed == 0) {
		strbuf_clear(&plan->nfo);
		strbuf_addbuf(&plan->nfo, &plan->nfo_old);
	}
	e->action = changed ? PLAN_WRITE : PLAN_KEEP;
	rc = 0;
out:
	nfo_release(&nfo);
	return rc;
}
