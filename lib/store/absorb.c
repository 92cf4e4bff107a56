/* Taking an NFO into an item; see absorb.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "media/nfo_pick.h"
#include "store/absorb.h"
#include "store/nfotext.h"

#define EDITED_AT_MOST                                                                                       \
	3 /* fields that a person is taken to have changed in one go, in the file of a program */

static bool same_hash(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

static void set_source(struct item *it, int f, const char *source)
{
	snprintf(it->field[f].source, sizeof(it->field[f].source), "%s", source);
}

static void take(struct item *it, const struct meta *from, int f, const char *source, uint64_t *fields)
{
	if (!meta_field_equal(&it->meta, from, f)) {
		meta_copy_field(&it->meta, from, f);
		pins_apply(&it->field[f].pins, &it->meta, f);
		*fields |= MF_BIT(f);
	}
	if (strcmp(it->field[f].source, source) != 0) {
		set_source(it, f, source);
		*fields |= MF_BIT(f);
	}
}

/* The bytes of the newest version whose text is kept; 'foreign': of those that Metarr did not write. 1 found,
 * 0 there is none, -1 error. */
static int last_seen(
	struct db *db, const struct item *it, bool foreign, struct strbuf *bytes, struct error *err)
{
	struct nfo_version *v = NULL;
	size_t i, n = 0;
	int rc = 0;

	if (!it->id)
		return 0;
	if (nfo_versions_of(db, it->type, it->id, &v, &n, err))
		return -1;
	for (i = n; i > 0 && !rc; i--)
		if (!foreign || v[i - 1].origin != NFO_PUBLISHED)
			rc = nfotext_get(db, v[i - 1].hash, bytes, err);
	nfo_versions_free(v, n);
	return rc;
}

static int number_of(const struct item *it, enum meta_field f)
{
	const char *v = meta_get(&it->meta, f);

	return v ? (int)strtol(v, NULL, 10) : -1;
}

const struct nfo_item *absorb_root(const struct nfo *nfo, const struct item *it)
{
	static const struct nfo_item nothing = {.root = NFO_OTHER};
	const struct nfo_item *root =
		nfo_pick(nfo, it->type, number_of(it, MF_SEASON_NUMBER), number_of(it, MF_EPISODE_NUMBER));

	return root ? root : &nothing;
}

/* The fields that an NFO has a say in. Where an item stands in its series its file says. */
static bool is_for_nfo(const struct item *it, int f)
{
	return it->type == ENTITY_MOVIE || it->type == ENTITY_SERIES ||
	       (f != MF_SEASON_NUMBER && f != MF_EPISODE_NUMBER);
}

static bool locks_field(const struct nfo_item *root, int f)
{
	return root->locks.item || (root->locks.fields & MF_BIT(f));
}

const char *absorb_source(enum nfo_maker maker)
{
	return maker == NFO_BY_RADARR ? SOURCE_RADARR : maker == NFO_BY_SONARR ? SOURCE_SONARR : SOURCE_NFO;
}

/* First seen: the file is the library's word. A lock of the file is one of ours. */
static void take_all(struct item *it, const struct nfo_seen *seen, uint64_t *fields)
{
	const char *source = absorb_source(seen->nfo->maker);
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		if (item_locked(it, f) || !is_for_nfo(it, f))
			continue;
		if (meta_has(&seen->root->meta, f))
			take(it, &seen->root->meta, f, source, fields);
		if (locks_field(seen->root, f) && meta_has(&it->meta, f)) {
			it->field[f].locked = true;
			*fields |= MF_BIT(f);
		}
	}
}

/* Whether a lock that the file no longer has goes here, too: when a hand took it away, of a value that is the
 * file's. A program may have forgotten it: Jellyfin does when it starts. */
static bool goes_with_file(const struct item *it, int f, const struct nfo_seen *seen)
{
	return seen->nfo->maker == NFO_BY_UNKNOWN && source_is_file(it->field[f].source);
}

/* Locks that somebody set in the file since, or took away. */
static void take_locks(
	struct item *it, const struct nfo_item *base, const struct nfo_seen *seen, uint64_t *fields)
{
	const struct nfo_item *disk = seen->root;
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		bool now = locks_field(disk, f);

		if (locks_field(base, f) == now || (!now && !goes_with_file(it, f, seen)) ||
			!is_for_nfo(it, f) || !meta_has(&it->meta, f) || item_locked(it, f) == now)
			continue;
		it->field[f].locked = now;
		*fields |= MF_BIT(f);
	}
}

/*
 * A program wrote the whole file anew. What Metarr has published is repaired by the next publish, so that
 * only what is empty here is taken; before that the file is the library's word still, as far as it says
 * anything.
 */
static void take_rewrite(struct item *it, const struct nfo_seen *seen, uint64_t *fields)
{
	const char *source = absorb_source(seen->nfo->maker);
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		bool has = meta_has(&it->meta, f);

		if (item_locked(it, f) || !is_for_nfo(it, f) || !meta_has(&seen->root->meta, f) ||
			(has && it->published_nfo_hash))
			continue;
		/* Who said it before has said it first. */
		if (!has || !meta_field_equal(&it->meta, &seen->root->meta, f))
			take(it, &seen->root->meta, f, source, fields);
	}
}

/* What the file itself once said is locked against providers, not against the next edit of the file. */
static uint64_t locked_fields(const struct item *it)
{
	uint64_t locked = 0;
	int f;

	for (f = 0; f < MF_COUNT; f++)
		if (item_locked(it, f) && strcmp(it->field[f].source, SOURCE_FILE) != 0)
			locked |= MF_BIT(f);
	return locked;
}

/* A side of the merge, with the values that are locked into lists, or out of them. */
static void pinned(const struct item *it, const struct meta *side, struct meta *out)
{
	int f;

	meta_copy(out, side);
	for (f = 0; f < MF_COUNT; f++)
		pins_apply(&it->field[f].pins, out, f);
}

/* Those in which the file still differs. */
static uint64_t still_in_conflict(const struct item *it, const struct meta *disk)
{
	return item_conflict(it) & meta_diff(disk, &it->meta);
}

/* Somebody edited what the file says of its set, which is still the same: the film says it, and so the set,
 * unless it is locked there (item_save()). */
static void take_set_words(
	struct item *it, const struct meta *base, const struct meta *disk, uint64_t *fields)
{
	if (!disk->set_name || !meta_field_equal(base, disk, MF_SET) ||
		!meta_field_equal(disk, &it->meta, MF_SET) || meta_set_equal(base, disk) ||
		meta_set_equal(disk, &it->meta) || it->type != ENTITY_MOVIE)
		return;
	meta_copy_field(&it->meta, disk, MF_SET);
	set_source(it, MF_SET, SOURCE_FILE);
	it->field[MF_SET].locked = true;
	*fields |= MF_BIT(MF_SET);
}

/* Somebody edited the file: three ways, by field. */
static void take_edits(
	struct item *it, const struct meta *base, const struct nfo_seen *seen, uint64_t *fields)
{
	struct meta merged = META_INIT, was = META_INIT, disk = META_INIT;
	uint64_t taken = 0, conflict = 0;
	int f;

	pinned(it, base, &was);
	pinned(it, &seen->root->meta, &disk);
	meta_merge3(&merged, &was, &disk, &it->meta, locked_fields(it), &taken, &conflict);
	conflict |= still_in_conflict(it, &disk);
	for (f = 0; f < MF_COUNT; f++) {
		if (!is_for_nfo(it, f)) {
			taken &= ~MF_BIT(f);
			conflict &= ~MF_BIT(f);
		}
		if (!(taken & MF_BIT(f)))
			continue;
		meta_copy_field(&it->meta, &merged, f);
		set_source(it, f, SOURCE_FILE);
		it->field[f].locked = true;
	}
	take_set_words(it, base, &seen->root->meta, fields);
	*fields |= taken | conflict | item_conflict(it);
	item_set_conflict(it, conflict, &seen->root->meta);
	meta_release(&merged);
	meta_release(&was);
	meta_release(&disk);
}

static int count_differing(const struct meta *a, const struct meta *b)
{
	uint64_t differing = meta_diff(a, b);
	int n = 0;

	for (; differing; differing &= differing - 1)
		n++;
	return n;
}

/* Whether the file says what it said before Metarr wrote into it: the program has written its own words
 * again. 1, 0, -1. */
static int says_again(struct db *db, const struct item *it, const struct nfo_seen *seen, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	struct nfo nfo = NFO_INIT;
	int rc = last_seen(db, it, true, &bytes, err);

	if (rc == 1 && nfo_read(&nfo, bytes.buf, bytes.len, err))
		rc = -1;
	else if (rc == 1)
		rc = !meta_diff(&absorb_root(&nfo, it)->meta, &seen->root->meta);
	nfo_release(&nfo);
	strbuf_release(&bytes);
	return rc;
}

bool absorb_is_rewrite(
	enum nfo_maker was_by, const struct meta *was, enum nfo_maker by, const struct meta *now)
{
	if (by == NFO_BY_UNKNOWN || by == NFO_BY_KODI)
		return false;
	return was_by != by || count_differing(was, now) > EDITED_AT_MOST;
}

/* The same, or by what it said before Metarr wrote into it. 1, 0, -1. */
static int is_rewrite(struct db *db, const struct item *it, const struct nfo *was, const struct meta *base,
	const struct nfo_seen *seen, struct error *err)
{
	if (seen->nfo->maker == NFO_BY_UNKNOWN || seen->nfo->maker == NFO_BY_KODI)
		return 0;
	if (absorb_is_rewrite(was->maker, base, seen->nfo->maker, &seen->root->meta))
		return 1;
	return says_again(db, it, seen, err);
}

/* A file that was emptied or cut off, or holds nothing for us any more, is no person's word about every field
 * that it lacks. */
static bool says_nothing(const struct nfo_item *base, const struct nfo_item *disk)
{
	const struct meta *m = &disk->meta;
	int f;

	if (disk->torn && !base->torn)
		return true;

	for (f = 0; f < MF_COUNT; f++)
		if (meta_has(m, (enum meta_field)f))
			return false;
	return true;
}

/* 'bytes' are what was seen last. */
static int take_news(struct db *db, struct item *it, const struct strbuf *bytes, struct nfo_seen *seen,
	uint64_t *fields, struct error *err)
{
	struct nfo nfo = NFO_INIT;
	const struct nfo_item *base;
	int rewritten;

	if (nfo_read(&nfo, bytes->buf, bytes->len, err))
		return -1;
	base = absorb_root(&nfo, it);
	if (says_nothing(base, seen->root)) {
		nfo_release(&nfo);
		return 0;
	}
	rewritten = is_rewrite(db, it, &nfo, &base->meta, seen, err);
	if (rewritten == 1) {
		take_rewrite(it, seen, fields);
		seen->rewritten_by = it->published_nfo_hash ? seen->nfo->maker : NFO_BY_UNKNOWN;
	} else if (rewritten == 0) {
		take_edits(it, &base->meta, seen, fields);
	}
	if (rewritten >= 0)
		take_locks(it, base, seen, fields);
	nfo_release(&nfo);
	return rewritten < 0 ? -1 : 0;
}

int absorb_nfo(struct db *db, struct item *it, struct nfo_seen *seen, uint64_t *fields, struct error *err)
{
	struct strbuf bytes = STRBUF_INIT;
	int rc;

	*fields = 0;
	seen->rewritten_by = NFO_BY_UNKNOWN;
	if (same_hash(seen->hash, it->nfo_hash) || same_hash(seen->hash, it->published_nfo_hash))
		return 0;
	rc = last_seen(db, it, false, &bytes, err);
	if (!rc)
		take_all(it, seen, fields);
	else if (rc == 1)
		rc = take_news(db, it, &bytes, seen, fields, err);
	strbuf_release(&bytes);
	return rc < 0 ? -1 : 0;
}

void absorb_no_nfo(struct item *it, uint64_t *fields)
{
	*fields |= item_conflict(it);
	item_set_conflict(it, 0, &it->meta);
}

void absorb_fill(struct item *it, const struct meta *from, const char *source, uint64_t *fields)
{
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		bool ours = !meta_has(&it->meta, f) || !strcmp(it->field[f].source, source);

		if (ours && !item_locked(it, f) && meta_has(from, f))
			take(it, from, f, source, fields);
	}
}

void absorb_put(struct item *it, enum meta_field f, const char *value, const char *source, uint64_t *fields)
{
	struct meta from = META_INIT;

	if (item_locked(it, f) || meta_set(&from, f, value, NULL) < 0)
		return;
	take(it, &from, f, source, fields);
	meta_release(&from);
}
