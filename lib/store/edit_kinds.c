/* Locks of kinds of artwork, and pictures of which it is undecided whether they count; see edit.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "store/choices.h"
#include "store/editparts.h"
#include "store/row.h"

enum { EDIT_LOCK_KIND, EDIT_UNLOCK_KIND, EDIT_COUNT };

static const struct db_sql statements[EDIT_COUNT] = {
	[EDIT_LOCK_KIND] = {"INSERT INTO field_state (entity_type, entity_id, field, source, locked, "
			    "updated_at) VALUES ($1, $2, $3, '" SOURCE_EDIT "', 1, $4) ON CONFLICT "
			    "(entity_type, entity_id, field) DO NOTHING",
		NULL},
	[EDIT_UNLOCK_KIND] = {"DELETE FROM field_state WHERE entity_type = $1 AND entity_id = $2 "
			      "AND field = $3",
		NULL},
};
const struct db_sqltab edit_sql = {"edit", statements, EDIT_COUNT};

/* ---- before and after -----------------------------------------------------------------------------------
 */

static struct edit_side side_of(const struct edit_art *art, const struct item *it, const char *kind)
{
	return (struct edit_side){
		.value = choices_of(&art->all, kind), .locked = names_find(&it->locked_kinds, kind) >= 0};
}

static void copy_names(struct meta_names *to, const struct meta_names *from)
{
	size_t i;

	for (i = 0; i < from->n; i++)
		names_add(to, from->item[i]);
}

int edit_art_load(struct db *db, const struct item *it, struct edit_art *art, struct error *err)
{
	size_t i;

	if (candidates_of(db, it->type, it->id, &art->all, err))
		return -1;
	choices_kinds(&art->all, &art->kind);
	copy_names(&art->kind, &it->locked_kinds);
	art->was = xcalloc(art->kind.n + 1, sizeof(*art->was));
	for (i = 0; i < art->kind.n; i++)
		art->was[i] = side_of(art, it, art->kind.item[i]);
	return 0;
}

void edit_art_release(struct edit_art *art)
{
	size_t i;

	for (i = 0; art->was && i < art->kind.n; i++)
		edit_side_release(&art->was[i]);
	free(art->was);
	names_release(&art->kind);
	candidate_list_release(&art->all);
	*art = (struct edit_art){0};
}

void edit_art_changes(const struct edit_art *art, const struct item *it, struct edit_job *job)
{
	struct meta_names kinds = {0};
	size_t i;

	copy_names(&kinds, &art->kind);
	choices_kinds(&art->all, &kinds);
	copy_names(&kinds, &it->locked_kinds);
	for (i = 0; i < kinds.n; i++) {
		struct edit_side was = {0}, now = side_of(art, it, kinds.item[i]);

		if (i < art->kind.n) {
			was = art->was[i];
			art->was[i] = (struct edit_side){0};
		}
		edit_add_change(job, kinds.item[i], &was, &now);
	}
	names_release(&kinds);
}

static int save_lock(struct db *db, const struct edit_entry *e, struct error *err)
{
	struct db_stmt *st = stmt_of(
		db, &edit_sql, e->now.locked ? EDIT_LOCK_KIND : EDIT_UNLOCK_KIND, e->type, e->entity_id);

	db_bind_text(st, 3, e->field);
	if (e->now.locked && bind_now(db, st, 4, err))
		return -1;
	return db_run(st, err);
}

int edit_art_save(struct db *db, const struct edit_art *art, const struct edit_job *job, struct error *err)
{
	size_t i;

	for (i = 0; i < job->nchange; i++) {
		const struct edit_entry *e = &job->change[i];

		if (meta_field_by_name(e->field) < 0 && e->old.locked != e->now.locked &&
			save_lock(db, e, err))
			return -1;
	}
	return choices_save(db, job->type, job->id, &art->all, err);
}

/* ---- the edit -------------------------------------------------------------------------------------------
 */

void edit_drop_kind(struct meta_names *list, const char *kind)
{
	int at = names_find(list, kind);

	if (at < 0)
		return;
	free(list->item[at]);
	list->item[at] = list->item[--list->n];
}

bool edit_touches_art(const struct edit *e)
{
	return e->unlock_all || e->lock_kinds.n || e->unlock_kinds.n ||
	       (e->keep != KEEP_NEITHER && (!e->keep_fields || e->keep_kinds.n));
}

void edit_art_unlock(struct item *it, struct candidate_list *all, const char *kind)
{
	edit_drop_kind(&it->locked_kinds, kind);
	choices_unlock(all, kind);
}

static void lock_kinds(const struct edit *e, struct item *it, struct candidate_list *all)
{
	size_t i;

	if (e->unlock_all) {
		names_release(&it->locked_kinds);
		for (i = 0; i < all->n; i++)
			choices_unlock(all, all->item[i].asset_type);
	}
	copy_names(&it->locked_kinds, &e->lock_kinds);
	for (i = 0; i < e->unlock_kinds.n; i++)
		edit_art_unlock(it, all, e->unlock_kinds.item[i]);
}

/* The pictures that somebody put into the folder are chosen, or are candidates as any other. */
static void keep_pictures(const struct edit *e, struct candidate_list *all)
{
	size_t i;

	if (e->keep == KEEP_NEITHER || (e->keep_fields && !e->keep_kinds.n))
		return;
	for (i = 0; i < all->n; i++) {
		struct candidate *c = &all->item[i];

		if (!candidate_undecided(c) ||
			(e->keep_kinds.n && names_find(&e->keep_kinds, c->asset_type) < 0))
			continue;
		if (e->keep == KEEP_DISK)
			choices_select(all, c, SELECTED_FILE);
		else
			choices_set(c, NULL);
	}
}

void edit_art(const struct edit *e, struct item *it, struct candidate_list *all)
{
	lock_kinds(e, it, all);
	keep_pictures(e, all);
}
