/*
 * Which pictures a gallery has, and what their files are called; see plan_parts.h. A local picture whose name
 * a player takes stays where it is; the others get the names that the item's pictures have.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "media/artname.h"
#include "publish/plan_parts.h"

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
static bool read_name(const struct place *place, const char *name, struct artname *out)
{
	return artname_read(name, place->base, place->owner, out) &&
	       (out->season == place->season ||
		       (out->season == ART_ALL_SEASONS && place->season == ART_NO_SEASON));
}

/* A local picture directly in the folder, as its name says. */
static bool local_name(const struct place *place, const struct candidate *c, struct artname *out)
{
	const char *name = c->local_path ? path_relative(c->local_path, place->dir) : NULL;

	return name && !strchr(name, '/') && read_name(place, name, out);
}

/* It is to get a name of the item's, with any number that is free. */
static void need_name(const struct place *place, struct art *a)
{
	a->in_place = false;
	memset(&a->name, 0, sizeof(a->name));
	artname_read_kind(a->c->asset_type, &a->name);
	if (a->name.season == ART_NO_SEASON)
		a->name.season = place->season;
	a->name.index = -1;
}

static void add_selected(const struct place *place, struct art_list *list, const struct candidate *c)
{
	struct art *a;

	if (!plan_shows(c) || artname_kind_actor(c->asset_type))
		return;
	ALLOC_GROW(list->item, list->n + 1, list->alloc);
	a = &list->item[list->n++];
	memset(a, 0, sizeof(*a));
	a->c = c;
	a->in_place = local_name(place, c, &a->name) && (!a->name.alias || a->name.by_pixels);
	if (!a->in_place)
		need_name(place, a);
}

/* Of several that were found at one path that one stays whose bytes stand there, else the newest. */
static int divide_places(struct publisher *pub, const struct place *place, const struct plan_facts *facts,
	struct art_list *list, struct error *err)
{
	struct art *holder = NULL;
	struct standing st;
	size_t i;

	for (i = 0; i < list->n; i++) {
		struct art *a = &list->item[i];

		if (!a->in_place)
			continue;
		if (holder && candidate_same_file(holder->c, a->c)) {
			if (standing_look_seen(
				    pub, a->c->local_path, plan_seen(facts, a->c->local_path), &st, err))
				return -1;
			need_name(place, strcmp(st.hash, holder->c->content_hash) ? holder : a);
		}
		if (a->in_place)
			holder = a;
	}
	return 0;
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
static enum art_naming pictures_naming(struct publisher *pub, const struct place *place,
	const struct plan_facts *facts, const struct art_list *list)
{
	enum art_naming by_library = place_naming(place, pub->lib) == NAMING_LONG ? ART_LONG : ART_SHORT;
	struct artname name;
	size_t i, count[2] = {0, 0};

	if (!place->alone || place_renames(place, pub))
		return by_library;
	for (i = 0; i < list->n; i++)
		if (list->item[i].in_place)
			count[list->item[i].name.naming]++;
	for (i = 0; i < facts->npublished; i++)
		if (facts->published[i].asset_type &&
			read_name(place, path_base(facts->published[i].path), &name))
			count[name.naming]++;
	if (count[ART_SHORT] == count[ART_LONG])
		return by_library;
	return count[ART_LONG] > count[ART_SHORT] ? ART_LONG : ART_SHORT;
}

/* Pictures in place whose names are of the other naming get one of this; bytes that nobody has seen yet stay
 * where they are. */
static int rename_pictures(
	struct publisher *pub, const struct plan_facts *facts, struct art_list *list, struct error *err)
{
	struct standing st;
	size_t i;

	for (i = 0; i < list->n; i++) {
		struct art *a = &list->item[i];

		if (!a->in_place || a->name.naming == list->naming || a->name.season != ART_NO_SEASON)
			continue;
		if (standing_look_seen(pub, a->c->local_path, plan_seen(facts, a->c->local_path), &st, err))
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

static int target_path(const struct place *place, const struct art *a, struct strbuf *out)
{
	struct strbuf name = STRBUF_INIT;
	int rc = 0;

	strbuf_clear(out);
	if (a->in_place) {
		strbuf_addstr(out, a->c->local_path);
		return 0;
	}
	rc = artname_write(
		&name, &a->name, place->base, a->moves ? path_ext(a->c->local_path) : ext_of(a->c));
	if (!rc)
		path_join(out, place->dir, name.buf);
	strbuf_release(&name);
	return rc;
}

/*
 * More backdrops have no name that both players read (fanart1 is Kodi's, backdrop1 Jellyfin's): Jellyfin gets
 * the same bytes under a second name, where nobody else has put a picture.
 */
static int plan_twin(struct publisher *pub, struct plan *plan, const struct plan_facts *facts,
	const struct gallery *g, const struct art *a, const char *path, struct error *err)
{
	struct artname name = a->name;
	struct strbuf file = STRBUF_INIT, twin = STRBUF_INIT;
	struct plan_entry *e;
	int rc = 0;

	if (strcmp(name.type, ART_FANART) != 0 || name.index == 0 || name.season != ART_NO_SEASON ||
		g->place->owner == ART_EPISODE || g->place->owner == ART_SET ||
		!library_serves(pub->lib, PLAYER_JELLYFIN))
		return 0;
	memcpy(name.type, "backdrop", sizeof("backdrop"));
	if (!artname_write(&file, &name, g->place->base, path_ext(path)))
		path_join(&twin, g->place->dir, file.buf);
	if (twin.len && !plan_has(plan, twin.buf)) {
		rc = plan_picture(pub, plan, facts, g, twin.buf, a->c, err);
		e = &plan->entry[plan->n - 1];
		if (!rc && e->old.there && !plan_published(facts, e->path, e->old.hash))
			e->action = PLAN_KEEP;
	}
	strbuf_release(&file);
	strbuf_release(&twin);
	return rc;
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
	const struct gallery *g, const struct art *a, const char *path, struct error *err)
{
	if (plan_has(plan, path))
		return 0;
	if (plan_picture(pub, plan, facts, g, path, a->c, err) ||
		plan_twin(pub, plan, facts, g, a, path, err))
		return -1;
	return a->moves ? plan_move(plan, a, path, err) : 0;
}

/* Whether a file of the folder would be shown in place of one that is written: same role, better rank. */
static bool beats_ours(
	const struct plan *plan, size_t first, const struct place *place, const struct artname *rival)
{
	struct artname ours;
	size_t i;

	for (i = first; i < plan->n; i++) {
		const struct plan_entry *e = &plan->entry[i];

		if (e->action == PLAN_WRITE && read_name(place, path_base(e->path), &ours) &&
			!strcmp(ours.type, rival->type) && ours.season == rival->season &&
			ours.index == rival->index && rival->rank < ours.rank)
			return true;
	}
	return false;
}

/* What would beat the pictures that are written, entry 'first' and on. */
static int remove_rivals(struct plan *plan, size_t first, const struct place *place, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	struct artname rival;
	struct dirent *de;
	DIR *dir = opendir(place->dir);
	int rc = 0;

	if (!dir && errno == ENOENT && place->owner == ART_SET) /* it will be made */
		return 0;
	if (!dir)
		return error_errno(err, errno, "cannot open the folder '%s'", place->dir);
	while (!rc && (de = readdir(dir))) {
		if (!read_name(place, de->d_name, &rival) || rival.by_pixels)
			continue;
		strbuf_clear(&path);
		path_join(&path, place->dir, de->d_name);
		if (beats_ours(plan, first, place, &rival))
			rc = plan_removal(plan, path.buf, rival.type, err);
	}
	closedir(dir);
	strbuf_release(&path);
	return rc;
}

static int plan_list(struct publisher *pub, struct plan *plan, const struct plan_facts *facts,
	const struct gallery *g, struct art_list *list, struct error *err)
{
	struct strbuf path = STRBUF_INIT;
	size_t i, first = plan->n;
	bool any = false;
	int rc;

	for (i = 0; i < g->candidates->n; i++)
		add_selected(g->place, list, &g->candidates->item[i]);
	rc = divide_places(pub, g->place, facts, list, err);
	list->naming = pictures_naming(pub, g->place, facts, list);
	if (!rc && place_renames(g->place, pub))
		rc = rename_pictures(pub, facts, list, err);
	number_rest(list);
	for (i = 0; i < list->n && !rc; i++) {
		const struct candidate *c = list->item[i].c;

		if (target_path(g->place, &list->item[i], &path))
			plan_warn(plan, "no file name for %s of '%s'", c->asset_type, plan->item.file_path);
		else
			rc = plan_art(pub, plan, facts, g, &list->item[i], path.buf, err);
	}
	for (i = first; i < plan->n; i++)
		any |= plan->entry[i].action == PLAN_WRITE;
	if (!rc && any)
		rc = remove_rivals(plan, first, g->place, err);
	strbuf_release(&path);
	return rc;
}

int plan_gallery(struct publisher *pub, struct plan *plan, const struct plan_facts *facts,
	const struct gallery *g, struct error *err)
{
	struct art_list list = {0};
	int rc = plan_list(pub, plan, facts, g, &list, err);

	free(list.item);
	return rc;
}

int plan_artwork(struct publisher *pub, struct plan *plan, const struct plan_facts *facts, struct error *err)
{
	/* Episodes of one file have one thumb. */
	const struct gallery own = {.place = &plan->place,
		.candidates = facts->candidates,
		.shared = plan->place.owner == ART_EPISODE};

	if (plan_gallery(pub, plan, facts, &own, err) || plan_actors(pub, plan, facts, err) ||
		plan_set(pub, plan, facts, err))
		return -1;
	return plan_unpublish(pub, plan, facts, err);
}
