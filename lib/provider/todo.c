/* What a run asks about; see todo.h. */
#include <stdlib.h>

#include "core/alloc.h"
#include "provider/todo.h"
#include "store/sets.h"

void todo_release(struct todo *t)
{
	free(t->item);
	id_list_release(&t->sets);
}

static bool is_new_set(struct todo *t, int64_t id)
{
	size_t i;

	for (i = 0; i < t->sets.n; i++)
		if (t->sets.id[i] == id)
			return false;
	ALLOC_GROW(t->sets.id, t->sets.n + 1, t->sets.alloc);
	t->sets.id[t->sets.n++] = id;
	return true;
}

/* A set is in many libraries, and in the list once. */
static void add(struct todo *t, enum entity type, int64_t id)
{
	if (type == ENTITY_SET && !is_new_set(t, id))
		return;
	ALLOC_GROW(t->item, t->n + 1, t->alloc);
	t->item[t->n++] = (struct todo_item){type, id};
}

struct collecting {
	struct todo *t;
	bool all; /* also what was enriched */
};

static int collect(const struct list_row *row, void *ctx, struct error *err)
{
	const struct collecting *c = ctx;

	(void)err;
	if (c->all || !row->item.enriched_at)
		add(c->t, row->item.type, row->item.id);
	return 0;
}

static int collect_due(struct todo *t, int64_t library_id, struct error *err)
{
	int type, rc = 0;
	size_t i;

	for (type = 0; type < ENTITY_ALL && !rc; type++) {
		struct id_list list = {0};

		rc = due_find(t->shop, t->desk, (enum entity)type, library_id, t->dry_run, &list,
			&t->unchanged, err);
		for (i = 0; i < list.n && !rc; i++)
			add(t, (enum entity)type, list.id[i]);
		id_list_release(&list);
	}
	return rc;
}

int todo_target(struct todo *t, const struct target *target, struct error *err)
{
	struct collecting c = {t, target->kind == TARGET_ITEM || t->shop->artwork};
	const struct target_list one = {(struct target *)(uintptr_t)target, 1, 1};
	struct list_filter filter = {.unpublished = -1};
	bool set = target->kind == TARGET_ITEM && target->type == ENTITY_SET;
	int type, rc = 0;

	if (t->due && target->kind != TARGET_ITEM)
		return collect_due(t, target->library_id, err);
	for (type = 0; type < ENTITY_ALL && !rc; type++) {
		filter.type = (enum entity)type;
		if (!set || type == ENTITY_SET)
			rc = targets_each(t->shop->session->db, &one, &filter, collect, &c, err);
	}
	return rc;
}

int todo_set_of(struct todo *t, int64_t film, const struct enriched *result, struct error *err)
{
	struct db *db = t->shop->session->db;
	struct item set = ITEM_INIT;
	char *name = NULL;
	int64_t id;
	int rc;

	if (!result->it->meta.set_tmdb_id || t->dry_run || t->shop->artwork)
		return 0;
	rc = set_of_movie(db, film, &id, &name, err);
	if (rc == 1)
		rc = item_load(db, ENTITY_SET, id, ITEM_ROW, &set, err);
	if (rc == 1 && !set.enriched_at)
		add(t, ENTITY_SET, id);
	item_release(&set);
	free(name);
	return rc < 0 ? -1 : 0;
}
