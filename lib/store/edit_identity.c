/* An edit that says that an item is another film or series than it was taken for; see editparts.h. */
#include <stdlib.h>
#include <string.h>

#include "store/below.h"
#include "store/editparts.h"
#include "store/forget.h"

static bool is_another(const struct meta *was, const struct meta *now)
{
	static const char *const types[] = {"tmdb", "imdb", "tvdb"};
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
		const char *a = meta_id(was, types[i]), *b = meta_id(now, types[i]);

		if (a && b && strcmp(a, b) != 0)
			return true;
	}
	return false;
}

/* Whether the edit speaks of an id of this type. */
static bool names_id(const struct edit *e, const char *type)
{
	size_t i;

	for (i = 0; i < e->nword; i++)
		if (e->word[i].field == MF_UNIQUEIDS && e->word[i].name && !strcasecmp(e->word[i].name, type))
			return true;
	return false;
}

/* Those that nobody said are of what it was. */
static void forget_ids(const struct edit *e, struct item *it)
{
	struct meta kept = META_INIT;
	size_t i;

	for (i = 0; i < it->meta.ids.n; i++) {
		const struct meta_id *id = &it->meta.ids.item[i];

		if (names_id(e, id->type))
			meta_add_id(&kept, id->type, id->value, false);
	}
	pins_apply(&it->field[MF_UNIQUEIDS].pins, &kept, MF_UNIQUEIDS);
	meta_copy_field(&it->meta, &kept, MF_UNIQUEIDS);
	meta_release(&kept);
}

/* An episode by other numbers is another one. */
static bool is_renumbered(const struct item *it, const struct meta *was)
{
	return it->type == ENTITY_EPISODE && (!meta_field_equal(was, &it->meta, MF_SEASON_NUMBER) ||
						     !meta_field_equal(was, &it->meta, MF_EPISODE_NUMBER));
}

bool edit_forget(const struct edit *e, struct item *it, const struct meta *was, uint64_t *fields)
{
	if (is_renumbered(it, was)) {
		forget_episode(it, fields);
		return true;
	}
	if (it->type == ENTITY_SEASON || it->type == ENTITY_EPISODE || !is_another(was, &it->meta))
		return false;
	if (!(e->sets & MF_BIT(MF_UNIQUEIDS)))
		forget_ids(e, it);
	forget_values(it, fields);
	return true;
}

/* A season or episode of what was another series. */
static int forget_one_below(struct db *db, enum entity type, int64_t id, struct error *err)
{
	struct item_save what = {.unpublished = true};
	struct item it = ITEM_INIT;
	int rc = item_load(db, type, id, ITEM_META | ITEM_FIELDS, &it, err);

	if (rc == 1) {
		forget_values(&it, &what.fields);
		if (!item_locked(&it, MF_UNIQUEIDS) && source_is_provider(it.field[MF_UNIQUEIDS].source)) {
			meta_clear_field(&it.meta, MF_UNIQUEIDS);
			what.fields |= MF_BIT(MF_UNIQUEIDS);
		}
		free(it.enriched_at);
		it.enriched_at = NULL;
		rc = item_save(db, &it, &what, err) < 0 ? -1 : forget_rows(db, type, id, true, err);
	}
	item_release(&it);
	return rc < 0 ? -1 : 0;
}

static int forget_below(struct db *db, enum entity type, int64_t series_id, struct error *err)
{
	struct below_list list = {0};
	size_t i;
	int rc = below_series(db, type, series_id, &list, err);

	for (i = 0; i < list.n && !rc; i++)
		rc = forget_one_below(db, type, list.item[i].id, err);
	below_list_release(&list);
	return rc;
}

int edit_forget_rows(struct db *db, const struct item *it, bool another, struct error *err)
{
	if (forget_rows(db, it->type, it->id, another, err))
		return -1;
	if (!another || it->type != ENTITY_SERIES)
		return 0;
	return forget_below(db, ENTITY_SEASON, it->id, err) || forget_below(db, ENTITY_EPISODE, it->id, err)
		       ? -1
		       : 0;
}
