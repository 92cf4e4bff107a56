/* What providers said of what an item was taken for; see forget.h. */
#include <stdio.h>
#include <stdlib.h>

#include "store/candidate.h"
#include "store/forget.h"
#include "store/matches.h"
#include "store/row.h"

enum { FORGET_ART, FORGET_ASKED, FORGET_COUNT };

static const struct db_sql statements[FORGET_COUNT] = {
	/* A person's choices stay, and kinds that are locked. */
	[FORGET_ART] = {"DELETE FROM asset_candidates WHERE entity_type = $1 AND entity_id = $2 "
			"AND provider <> 'local' AND NOT (is_selected = 1 AND COALESCE(selected_by, '') "
			"NOT IN ('" SELECTED_LOCAL "', '" SELECTED_AUTO "', '" SELECTED_MIGRATION "')) "
			"AND NOT EXISTS (SELECT 1 FROM field_state s WHERE s.entity_type = $1 "
			"AND s.entity_id = $2 AND s.field = asset_candidates.asset_type AND s.locked = 1)",
		NULL},
	[FORGET_ASKED] = {"DELETE FROM provider_items WHERE entity_type = $1 AND entity_id = $2", NULL},
};
const struct db_sqltab forget_sql = {"forget", statements, FORGET_COUNT};

static bool is_forgotten(const struct item *it, enum meta_field f)
{
	return !item_locked(it, f) && source_is_provider(it->field[f].source);
}

/* What is locked into a list stays in it. */
static void forget(struct item *it, enum meta_field f, uint64_t *fields)
{
	struct field_info *info = &it->field[f];

	meta_clear_field(&it->meta, f);
	pins_apply(&info->pins, &it->meta, f);
	snprintf(info->source, sizeof(info->source), "%s", meta_has(&it->meta, f) ? SOURCE_EDIT : "");
	*fields |= MF_BIT(f);
}

void forget_values(struct item *it, uint64_t *fields)
{
	struct field_info *title = &it->field[MF_TITLE];
	int f;

	for (f = 0; f < MF_COUNT; f++)
		if (f != MF_TITLE && f != MF_UNIQUEIDS && is_forgotten(it, (enum meta_field)f))
			forget(it, (enum meta_field)f, fields);
	if (!is_forgotten(it, MF_TITLE))
		return;
	snprintf(title->source, sizeof(title->source), "%s", SOURCE_NAME);
	*fields |= MF_BIT(MF_TITLE);
}

void forget_episode(struct item *it, uint64_t *fields)
{
	int f;

	for (f = 0; f < MF_COUNT; f++)
		if (is_forgotten(it, (enum meta_field)f))
			forget(it, (enum meta_field)f, fields);
	free(it->enriched_at);
	it->enriched_at = NULL;
}

int forget_rows(struct db *db, enum entity type, int64_t id, bool another, struct error *err)
{
	if (matches_save(db, type, id, NULL, 0, err))
		return -1;
	if (another && db_run(stmt_of(db, &forget_sql, FORGET_ART, type, id), err))
		return -1;
	return db_run(stmt_of(db, &forget_sql, FORGET_ASKED, type, id), err);
}
