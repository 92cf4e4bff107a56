/* An edit that says that an item is another film or series than it was taken for; see editparts.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/below.h"
#include "store/editparts.h"
#include "store/matches.h"
#include "store/row.h"

enum { IDENTITY_DROP_ART, IDENTITY_DROP_ASKED, IDENTITY_COUNT };

static const struct db_sql statements[IDENTITY_COUNT] = {
	/* A person's choices stay, and kinds that are locked. */
	[IDENTITY_DROP_ART] =
		{"DELETE FROM asset_candidates WHERE entity_type = $1 AND entity_id = $2 "
		 "AND provider <> 'local' AND NOT (is_selected = 1 AND COALESCE(selected_by, '') "
		 "NOT IN ('" SELECTED_LOCAL "', '" SELECTED_AUTO "', '" SELECTED_MIGRATION "')) "
		 "AND NOT EXISTS (SELECT 1 FROM field_state s WHERE s.entity_type = $1 "
		 "AND s.entity_id = $2 AND s.field = asset_candidates.asset_type AND s.locked = 1)",
			NULL},
	[IDENTITY_DROP_ASKED] = {"DELETE FROM provider_items WHERE entity_type = $1 AND entity_id = $2",
		NULL},
};
const struct db_sqltab identity_sql = {"identity", statements, IDENTITY_COUNT};

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

/* What providers said of what it was. It keeps a title, as one that a name has. */
static void forget_values(struct item *it, uint64_t *fields)
{
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		struct field_info *info = &it->field[f];

		if (info->locked || f == MF_UNIQUEIDS || !source_is_provider(info->source))
			continue;
		*fields |= MF_BIT(f);
		if (f != MF_TITLE) {
			meta_clear_field(&it->meta, (enum meta_field)f);
			pins_apply(&info->pins, &it->meta, (enum meta_field)f);
		}
		snprintf(info->source, sizeof(info->source), "%s",
			f == MF_TITLE				  ? SOURCE_NAME
			: meta_has(&it->meta, (enum meta_field)f) ? SOURCE_EDIT
								  : "");
	}
}

bool edit_forget(const struct edit *e, struct item *it, const struct meta *was, uint64_t *fields)
{
	if (it->type == ENTITY_SEASON || it->type == ENTITY_EPISODE || !is_another(was, &it->meta))
		return false;
	if (!(e->sets & MF_BIT(MF_UNIQUEIDS)))
		forget_ids(e, it);
	forget_values(it, fields);
	return true;
}

static int forget_rows(struct db *db, enum entity type, int64_t id, bool another, struct error *err)
{
	if (matches_save(db, type, id, NULL, 0, err))
		return -1;
	if (another && db_run(stmt_of(db, &identity_sql, IDENTITY_DROP_ART, type, id), err))
		return -1;
	return db_run(stmt_of(db, &identity_sql, IDENTITY_DROP_ASKED, type, id), err);
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
