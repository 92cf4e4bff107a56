/*
 * Which pictures an item has, and what their files are called; see plan.h. A local picture whose name a
 * player takes stays where it is; the others get the names that the item's pictures have.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "media/artname.h"
#include "publish/plan.h"
#include "store/candidate.h"

#define MAX_INDEX 64 /* pictures of one kind that are told apart */

/* A picture that is to stand in the folder. */
struct art {
	const struct candidate *c;
	struct artname name;
	bool in_place; /* its own file is what a player reads */
	bool moves;    /* its own file gets another name */
};

struct art_list {
	struct art *item;
	size_t n, alloc;
	enum art_naming naming;
};

/* A file name as artwork of this item: a series' folder has its seasons' pictures, too. (Those for all
 * seasons are its own.) */
static bool read_name(const struct plan *plan, const char *name, struct artname *out)
{
	return artname_read(name, plan->place.base, plan->place.owner, out) &&
	       (out->season == plan->place.season ||
		       (out->season == ART_ALL_SEASONS && plan->place.season == ART_NO_SEASON));
}

/* A local picture directly in the folder, as its name says. */
static bool local_name(const struct plan *plan, const struct candidate *c, struct artname *out)
{
	const char *name = c->local_path ? path_relative(c->local_path, plan->place.dir) : NULL;

	return name && !strchr(name, '/') && read_name(plan, name, out);
}

static void add_selected(const struct plan *plan, struct art_list *list, const struct candidate *c)
{
	struct art *a;

	if (!c->is_selected || c->is_rejected || !c->content_hash || !sha256_is_hex(c->content_hash) ||
		!c->is_downloaded || artname_kind_actor(c->asset_type))
		return;
	ALLOC_GROW(list->item, list->n + 1, list->alloc);
	a = &list->item[list->n++];
	memset(a, 0, sizeof(*a));
	a->c = c;
	a->in_place = local_name(plan, c, &a->name) && (!a->name.alias || a->name.by_pixels);
	if (!a->in_place) {
		memset(&a->name, 0, sizeof(a->name));
		artname_read_kind(c->asset_type, &a->name);
		if (a->name.season == ART_NO_SEASON)
			a->name.season = plan->place.season;
		a->name.index = -1; /* any that is free */
	}
}

static bool index_taken(const struct art_list *list, const struct artname *name, int index)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		const struct artname *other = &list->item[i].name;

		if (!strcmp(other->type, name->type) && other->season == name->season &&
			other->index == index)
			return true;
	}
	return false;
}

static void number_rest(struct art_list *list)
{
	size_t i;
	int index;

	for (i = 0; i < list->n; i++) {
		struct art *a = &list->item[i];

		if (a->in_place || a->moves)
			continue;
		for (index = 0; index < MAX_INDEX && index_taken(list, &a->name, index); index++)
			;
		a->name.index = index;
		a->name.naming = list->naming;
	}
}

/* The majority of its pictures decides where there is a choice, then the library. */
static enum art_naming pictures_naming(struct publisher *pub, const struct plan *plan,
	const struct plan_facts *facts, const struct art_list *list)
{
	enum art_naming by_library =
		place_naming(&plan->place, pub->lib) == NAMING_LONG ? ART_LONG : ART_SHORT;
	struct artname name;
	size_t i, count[2] = {0, 0};

	if (!plan->place.alone || place_renames(&plan->place, pub))
		return by_library;
	for (i = 0; i < list->n; i++)
		if (list->item[i].in_place)
			count[list->item[i].name.naming]++;
	for (i = 0; i < facts->npublished; i++)
		if (facts->published[i].asset_type &&
			read_name(plan, path_base(facts->published[i].path), &name))
			count[name.naming]++;
	if (count[ART_SHORT] == count[ART_LONG])
		return by_library;
	return count[ART_LONG] > count[ART_SHORT] ? ART_LONG : ART_SHORT;
}

/* Pictures in place whose names are of the other naming get one of this; bytes that nobody has seen yet stay
 * where they are. */
static int rename_pictures(const struct plan_facts *facts, struct art_list *list, struct error *err)
{
	struct standing st;
	size_t i;

	for (i = 0; i < list->n; i++) {
		struct art *a = &list->item[i];

		if (!a->in_place || a->name.naming == list->naming || a->name.season != ART_NO_SEASON)
			continue;
		if (standing_look_seen(a->c->local_path, plan_seen(facts, a->c->local_path), &st, err))
			return -1;
		if (*st.hash && strcmp(st.hash, a->c->content_hash) != 0)
			continue;
		a->in_place = false;
		a->moves = true;
		a->name.naming = list->naming;
		snprintf(a->name.type, sizeof(a->name.type), "%s", a->c->asset_type);
	}
	return 0;
}

/* The ending of the cached bytes is that of their kind. */
static const char *ext_of(const struct candidate *c)
{
	const char *ext = c->cache_path ? path_ext(c->cache_path) : "";

	return *ext ? ext : artname_ext(c->asset_type);
}

static int target_path(const struct plan *plan, const struct art *a, struct strbuf *out)
{
	struct strbuf name = STRBUF_INIT;
	int rc = 0;

	strbuf_clear(out);
	if (a->in_place) {
		strbuf_addstr(out, a->c->local_path);
		return 0;
	}
	rc = artname_write(
		&name, &a->name, plan->place.base, a->moves ? path_ext(a->c->local_path) : ext_of(a->c));
	if (!rc)
		path_join(out, plan->place.dir, name.buf);
	strbuf_release(&name);
	return rc;
}

/* Whether these are the bytes that Metarr wrote there last. */
static bool is_published(const struct plan_facts *facts, const char *path, const char *hash)
{
	size_t i;

	for (i = 0; i < facts->npublished; i++)
		if (facts->published[i].hash && !strcmp(facts->published[i].path, path) &&
			!strcmp(facts->published[i].hash, hash))
			return true;
	return false;
}

/* Whether the database knows these bytes as something of this item, so that they may be replaced. */
static bool is_known(const struct plan_facts *facts, const char *path, const char *hash)
{
	size_t i;

	if (is_published(facts, path, hash))
		return true;
	for (i = 0; i < facts->candidates->n; i++)
		if (facts->candidates->item[i].content_hash &&
			!strcmp(facts->candidates->item[i].content_hash, hash))
			return true;
	return false;
}

static int size_in_cache(struct publisher *pub, struct plan_entry *e, struct error *err)
{
	struct cache_object object = {0};
	int rc = cache_object_get(pub->db, e->new_hash, &object, err);

	e->new_size = object.file_size;
	cache_object_release(&object);
	return rc < 0 ? -1 : 0;
}

static int plan_picture(struct publisher *pub, struct plan *plan, const struct plan_facts *facts,
	const char *path, const struct candidate *c, struct error *err)
{
	struct plan_entry *e = plan_add(plan, PLAN_KEEP, path, c->asset_type);

	e->new_kind = CONTENT_CACHE;
	memcpy(e->new_hash, c->content_hash, SHA256_HEX_SIZE);
	if (standing_look_seen(path, plan_seen(facts, path), &e->old, err))
		return -1;
	if (!strcmp(e->old.hash, e->new_hash))
		return 0;
	if (*e->old.hash && !is_known(facts, path, e->old.hash))
		plan_warn(plan, "'%s' was changed since it was scanned: it stays, until the next scan", path);
	else
		e->action = PLAN_WRITE;
	return e->action == PLAN_WRITE ? size_in_cache(pub, e, err) : 0;
}

/*
 * More backdrops have no name that both players read (fanart1 is Kodi's, backdrop1 Jellyfin's): Jellyfin gets
 * the same bytes under a second name, where nobody else has put a picture.
 */
static int plan_twin(struct publisher *pub, struct plan *plan, const struct plan_facts *facts,
	const struct art *a, const char *path, struct error *err)
{
	struct artname name = a->name;
	struct strbuf file = STRBUF_INIT, twin = STRBUF_INIT;
	struct plan_entry *e;
	int rc = 0;

	if (strcmp(name.type, ART_FANART) != 0 || name.index == 0 || name.season != ART_NO_SEASON ||
		plan->place.owner == ART_EPISODE || !library_serves(pub->lib, PLAYER_JELLYFIN))
		return 0;
	memcpy(name.type, "backdrop", sizeof("backdrop"));
	if (!artname_write(&file, &name, plan->place.base, path_ext(path))) {
		path_join(&twin, plan->place.dir, file.buf);
		rc = plan_picture(pub, plan, facts, twin.buf, a->c, err);
		e = &plan->entry[plan->n - 1];
		if (!rc && e->old.there && !is_published(facts, e->path, e->old.hash))
			e->action = PLAN_KEEP;
	}
	strbuf_release(&file);
	strbuf_release(&twin);
	return rc;
}

static int plan_removal(struct plan *plan, const char *path, const char *asset_type, struct error *err)
{
	struct standing st;

	if (standing_look(path, &st, NULL, err))
		return -1;
	if (st.there)
		plan_add(plan, PLAN_REMOVE, path, asset_type)->old = st;
	return 0;
}

/* The old name of a picture that moved goes, once its bytes stand under the new one: written even where they
 * do already, for the journal says what moved. */
static int plan_move(struct plan *plan, const struct art *a, const char *path, struct error *err)
{
	struct plan_entry *e;
	size_t i;

	for (i = 0; i < plan->n; i++) {
		e = &plan->entry[i];
		if (strcmp(e->path, path) != 0 ||
			(e->action == PLAN_KEEP && strcmp(e->old.hash, e->new_hash) != 0))
			continue;
		e->action = PLAN_WRITE;
		return plan_removal(plan, a->c->local_path, a->c->asset_type, err);
	}
	return 0;
}

/* One picture, with what its being there brings along. */
static int plan_art(struct publisher *pub, struct plan *plan, const struct plan_facts *facts,
	const struct art *a, const char *path, struct error *err)
{
	if (plan_has(plan, path))
		return 0;
	if (plan_picture(pub, plan, facts, path, a->c, err) || plan_twin(pub, plan, facts, a, path, err))
		return -1;
	return a->moves ? plan_move(plan, a, path, err) : 0;
}

/* Whether a file of the folder would be shown in place of one that is written: same role, better rank. */
static bool beats_ours(const struct plan *plan, const struct artname *rival)
{
	struct artname ours;
	size_t i;

	for (i = 0; i < plan->n; i++) {
		const struct plan_entry *e = &plan->entry[i];

		if (e->action == PLAN_WRITE && e->asset_type && read_name(plan, path_base(e->path), &ours) &&
			!strcmp(ours.type, rival->type) && ours.season == rival->season &&
			ours.index == rival->index && rival->rank < ours.rank)
			return true;
	}
	return false;
}

static int remove_rivals(struct plan *plan, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	struct artname rival;
	struct dirent *de;
	DIR *dir = opendir(plan->place.dir);
	int rc = 0;

	if (!dir)
		return error_errno(err, errno, "cannot open the folder '%s'", plan->place.dir);
	while (!rc && (de = readdir(dir))) {
		if (!read_name(plan, de->d_name, &rival) || rival.by_pixels)
			continue;
		strbuf_clear(&path);
		path_join(&path, plan->place.dir, de->d_name);
		if (!plan_has(plan, path.buf) && beats_ours(plan, &rival))
			rc = plan_removal(plan, path.buf, rival.type, err);
	}
	closedir(dir);
	strbuf_release(&path);
	return rc;
}

/* What Metarr wrote before and the item has no more. Bytes that are no longer ours are somebody's: they stay.
 */
static int remove_published(struct plan *plan, const struct plan_facts *facts, struct error *err)
{
	size_t i;

	for (i = 0; i < facts->npublished; i++) {
		const struct published_file *f = &facts->published[i];
		struct plan_entry *e;

		if (strcmp(f->kind, "artwork") || !f->hash || plan_has(plan, f->path))
			continue;
		if (plan_removal(plan, f->path, f->asset_type, err))
			return -1;
		e = plan->n ? &plan->entry[plan->n - 1] : NULL;
		if (e && !strcmp(e->path, f->path) && strcmp(e->old.hash, f->hash))
			e->action = PLAN_KEEP;
	}
	return 0;
}

static int plan_list(struct publisher *pub, struct plan *plan, const struct plan_facts *facts,
	struct art_list *list, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	bool any = false;
	size_t i;
	int rc = 0;

	for (i = 0; i < facts->candidates->n; i++)
		add_selected(plan, list, &facts->candidates->item[i]);
	list->naming = pictures_naming(pub, plan, facts, list);
	if (place_renames(&plan->place, pub))
		rc = rename_pictures(facts, list, err);
	number_rest(list);
	for (i = 0; i < list->n && !rc; i++) {
		const struct candidate *c = list->item[i].c;

		if (target_path(plan, &list->item[i], &path))
			plan_warn(plan, "no file name for %s of '%s'", c->asset_type, plan->item.file_path);
		else
			rc = plan_art(pub, plan, facts, &list->item[i], path.buf, err);
	}
	for (i = 0; i < plan->n; i++)
		any |= plan->entry[i].action == PLAN_WRITE;
	if (!rc && any)
		rc = remove_rivals(plan, err);
	strbuf_release(&path);
	return rc ? rc : remove_published(plan, facts, err);
}

int plan_artwork(struct publisher *pub, struct plan *plan, const struct plan_facts *facts, struct error *err)
{
	struct art_list list = {0};
	int rc = plan_list(pub, plan, facts, &list, err);

	free(list.item);
	return rc;
}
