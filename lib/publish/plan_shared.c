/*
 * What an item shares with others; see plan_parts.h. The pictures of its actors stand in .actors, of a film
 * beside it and of a series in its folder, where they are its episodes', too. Those of a set stand in the
 * folder of sets, whatever libraries its films are in.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "media/artname.h"
#include "publish/plan_parts.h"

bool plan_in_sets(const struct plan *plan, const struct publisher *pub)
{
	size_t i;

	for (i = 0; pub->sets && i < plan->n; i++)
		if (plan->entry[i].action != PLAN_KEEP && path_inside(plan->entry[i].path, pub->sets))
			return true;
	return false;
}

/* A folder that is made when something is written in it, which is entry 'first' or a later one. */
static void need_folder(struct plan *plan, size_t first, const char *path)
{
	size_t i;

	for (i = first; i < plan->n && plan->entry[i].action != PLAN_WRITE; i++)
		;
	if (i < plan->n && access(path, F_OK))
		plan_add(plan, PLAN_FOLDER, path, NULL);
}

/* Where an actor's picture stands: the file that was found in .actors, else the name that Kodi looks for. */
static void actor_path(const struct candidate *c, const char *name, const char *dir, struct strbuf *out)
{
	const char *ext = c->cache_path ? path_ext(c->cache_path) : "";
	struct strbuf file = STRBUF_INIT;

	strbuf_clear(out);
	if (c->local_path && path_inside(c->local_path, dir)) {
		strbuf_addstr(out, c->local_path);
		return;
	}
	strbuf_addf(&file, "%s.%s", name, *ext ? ext : artname_ext(ART_THUMB));
	path_join(out, dir, file.buf);
	strbuf_release(&file);
}

/* Of several files for one actor a player takes any: what stands beside ours goes. */
static int remove_actor_rivals(struct plan *plan, const char *name, const char *dir, struct error *err)
{
	static const char *const exts[] = {"jpg", "png", "tbn"};
	const struct plan_entry *ours = &plan->entry[plan->n - 1];
	struct strbuf path = STRBUF_INIT, file = STRBUF_INIT;
	char *type = ours->action == PLAN_WRITE ? xstrdup(ours->asset_type) : NULL;
	size_t i;
	int rc = 0;

	for (i = 0; type && i < sizeof(exts) / sizeof(exts[0]) && !rc; i++) {
		strbuf_clear(&path);
		strbuf_clear(&file);
		strbuf_addf(&file, "%s.%s", name, exts[i]);
		path_join(&path, dir, file.buf);
		rc = plan_removal(plan, path.buf, type, err);
	}
	free(type);
	strbuf_release(&path);
	strbuf_release(&file);
	return rc;
}

int plan_actors(struct publisher *pub, struct plan *plan, const struct plan_facts *facts, struct error *err)
{
	const struct gallery g = {&plan->place, facts->candidates, .shared = true};
	struct strbuf dir = STRBUF_INIT, path = STRBUF_INIT;
	size_t i, first = plan->n;
	int rc = 0;

	place_actors(&plan->place, pub, &dir);
	for (i = 0; i < facts->candidates->n && !rc && library_actors(pub->lib); i++) {
		const struct candidate *c = &facts->candidates->item[i];
		const char *name = artname_kind_actor(c->asset_type);

		if (!name || !plan_shows(c))
			continue;
		actor_path(c, name, dir.buf, &path);
		if (plan_has(plan, path.buf))
			continue;
		rc = plan_picture(pub, plan, facts, &g, path.buf, c, err);
		if (!rc)
			rc = remove_actor_rivals(plan, name, dir.buf, err);
	}
	need_folder(plan, first, dir.buf);
	strbuf_release(&dir);
	strbuf_release(&path);
	return rc;
}

int plan_set(struct publisher *pub, struct plan *plan, const struct plan_facts *facts, struct error *err)
{
	struct place place;
	const struct gallery g = {&place, facts->set_candidates, .shared = true, .common = true};
	size_t first = plan->n;
	int rc;

	if (!facts->set_name || !facts->set_candidates->n)
		return 0;
	if (access(pub->sets, F_OK)) {
		plan_warn(plan, "the folder of sets '%s' is not there: the pictures of '%s' are left out",
			pub->sets, facts->set_name);
		return 0;
	}
	if (place_set(pub, facts->set_name, &place)) {
		plan_warn(plan, "no folder can have the name of the set '%s'", facts->set_name);
		return 0;
	}
	rc = plan_gallery(pub, plan, facts, &g, err);
	need_folder(plan, first, place.dir);
	place_release(&place);
	return rc;
}
