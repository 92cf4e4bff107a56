/* What a pipeline left; see left.h. */
#include <stdlib.h>

#include "core/alloc.h"
#include "scan/left.h"

struct telling {
	struct left *left;
	int (*fn)(const struct list_row *row, void *ctx, struct error *err);
	void *ctx;
};

void left_release(struct left *l)
{
	size_t i;

	for (i = 0; i < ENTITY_COUNT; i++)
		id_list_release(&l->told[i]);
}

void left_told(struct left *l, enum entity type, int64_t id)
{
	struct id_list *told = &l->told[type];

	ALLOC_GROW(told->id, told->n + 1, told->alloc);
	told->id[told->n++] = id;
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static bool was_told(struct left *l, enum entity type, int64_t id)
{
	struct id_list *told = &l->told[type];

	if (l->sorted[type] < told->n) {
		qsort(told->id, told->n, sizeof(*told->id), compare);
		l->sorted[type] = told->n;
	}
	return told->n && bsearch(&id, told->id, told->n, sizeof(*told->id), compare);
}

static int tell(const struct list_row *row, void *ctx, struct error *err)
{
	const struct item *it = &row->item;
	struct telling *t = ctx;

	if ((it->enriched_at && !it->has_unpublished_changes) || was_told(t->left, it->type, it->id))
		return 0;
	return t->fn(row, t->ctx, err);
}

int left_each(struct db *db, struct left *l, const struct target *t,
	int (*fn)(const struct list_row *row, void *ctx, struct error *err), void *ctx, struct error *err)
{
	const struct list_filter filter = {.unpublished = -1, .texts = true};
	struct target target = *t;
	const struct target_list list = {&target, 1, 1};
	struct telling telling = {l, fn, ctx};

	return targets_each_kind(db, &list, &filter, tell, &telling, err);
}
