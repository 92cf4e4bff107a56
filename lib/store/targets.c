/* The rows of what operands and records mean; see operand.h. */
#include <stdlib.h>

#include "core/alloc.h"
#include "store/operand.h"

#define PAGE_ROWS 200

/* Of the rows of a filter those of its ids. */
static int each_id(struct db *db, const struct list_filter *filter,
	int (*fn)(const struct list_row *row, void *ctx, struct error *err), void *ctx, struct error *err)
{
	struct list_filter one = *filter;
	struct list_page page = {0};
	size_t i;
	int rc = 0;

	for (i = 0; i < filter->ids->n && !rc; i++) {
		one.only_id = filter->ids->id[i];
		if (filter->only_id && filter->only_id != one.only_id)
			continue;
		rc = list_items(db, &one, NULL, 0, 1, &page, err);
		if (!rc && page.n)
			rc = fn(&page.row[0], ctx, err);
		list_page_release(&page);
	}
	return rc;
}

static int each_of(struct db *db, struct list_filter *filter,
	int (*fn)(const struct list_row *row, void *ctx, struct error *err), void *ctx, struct error *err)
{
	struct list_page page = {0};
	char *key = NULL;
	int64_t id = 0;
	size_t i;
	int rc;

	if (filter->ids)
		return each_id(db, filter, fn, ctx, err);
	do {
		list_page_release(&page);
		rc = list_items(db, filter, key, id, PAGE_ROWS, &page, err);
		for (i = 0; i < page.n && !rc; i++)
			rc = fn(&page.row[i], ctx, err);
		if (page.n) {
			free(key);
			key = xstrdup(page.row[page.n - 1].item.sort_key);
			id = page.row[page.n - 1].item.id;
		}
	} while (!rc && page.n == PAGE_ROWS);
	list_page_release(&page);
	free(key);
	return rc;
}

/* Whether the target is an item that has items of that kind below it. */
static bool has_below(const struct target *t, enum entity type)
{
	if (t->kind != TARGET_ITEM)
		return false;
	return (t->type == ENTITY_SERIES &&
		       (type == ENTITY_SERIES || type == ENTITY_SEASON || type == ENTITY_EPISODE)) ||
	       (t->type == ENTITY_SEASON && type == ENTITY_EPISODE) ||
	       (t->type == ENTITY_SET && type == ENTITY_MOVIE);
}

/* Of "sets" those films are meant that are in one. */
static bool in_sets(const struct target *t, enum entity type)
{
	return type == ENTITY_MOVIE && t->kinds == 1u << ENTITY_SET;
}

/* The filter for one target; false when it has nothing of that kind. A series has its seasons and episodes,
 * and a season its episodes. */
static bool target_filter(const struct target *t, const struct list_filter *filter, struct list_filter *out)
{
	bool item = t->kind == TARGET_ITEM, below = has_below(t, filter->type);

	*out = *filter;
	out->library_id = t->library_id;
	out->only_id = item && !below ? t->id : 0;
	out->series_id = below && t->type == ENTITY_SERIES ? t->id : 0;
	out->set_id = below && t->type == ENTITY_SET ? t->id : in_sets(t, filter->type) ? LIST_IN_SETS : 0;
	out->season_id = below && t->type == ENTITY_SEASON ? t->id : 0;
	out->folder = t->kind == TARGET_FOLDER ? t->folder : NULL;
	if (t->kinds && !(t->kinds & 1u << filter->type))
		return out->set_id == LIST_IN_SETS;
	return !item || below || t->type == filter->type;
}

bool target_is_sets(const struct target *t)
{
	return t->kinds == 1u << ENTITY_SET || (t->kind == TARGET_ITEM && t->type == ENTITY_SET);
}

unsigned target_kinds(const struct target *t)
{
	unsigned kinds = t->kinds;

	for (int type = 0; type < ENTITY_ALL && t->kind == TARGET_ITEM; type++) {
		if (t->type == (enum entity)type || has_below(t, (enum entity)type))
			kinds |= 1u << type;
	}
	return kinds;
}

/* Sets that were given, of which each comes once: its films may be in several of the targets. */
struct once {
	int (*fn)(const struct list_row *row, void *ctx, struct error *err);
	void *ctx;
	struct id_list seen;
};

static int once_row(const struct list_row *row, void *ctx, struct error *err)
{
	struct once *o = ctx;
	size_t i;

	for (i = 0; i < o->seen.n; i++)
		if (o->seen.id[i] == row->item.id)
			return 0;
	ALLOC_GROW(o->seen.id, o->seen.n + 1, o->seen.alloc);
	o->seen.id[o->seen.n++] = row->item.id;
	return o->fn(row, o->ctx, err);
}

int targets_each(struct db *db, const struct target_list *list, const struct list_filter *filter,
	int (*fn)(const struct list_row *row, void *ctx, struct error *err), void *ctx, struct error *err)
{
	bool once = filter->type == ENTITY_SET && list->n > 1;
	struct once o = {.fn = fn, .ctx = ctx};
	struct list_filter one;
	size_t i;
	int rc = 0;

	for (i = 0; i < list->n && !rc; i++)
		if (target_filter(&list->item[i], filter, &one))
			rc = each_of(db, &one, once ? once_row : fn, once ? &o : ctx, err);
	id_list_release(&o.seen);
	return rc;
}

int targets_count(struct db *db, const struct target_list *list, const struct list_filter *filter,
	size_t *out, struct error *err)
{
	struct list_filter one;
	int64_t n;
	size_t i, sum = 0;

	for (i = 0; i < list->n; i++) {
		if (!target_filter(&list->item[i], filter, &one))
			continue;
		if (list_count(db, &one, &n, err))
			return -1;
		sum += (size_t)n;
	}
	*out = sum;
	return 0;
}

int targets_each_kind(struct db *db, const struct target_list *list, const struct list_filter *filter,
	int (*fn)(const struct list_row *row, void *ctx, struct error *err), void *ctx, struct error *err)
{
	struct list_filter one = *filter;
	int type, rc = 0;

	for (type = 0; type < ENTITY_COUNT && !rc; type++) {
		one.type = (enum entity)type;
		rc = targets_each(db, list, &one, fn, ctx, err);
	}
	return rc;
}

int targets_count_kinds(struct db *db, const struct target_list *list, const struct list_filter *filter,
	size_t *out, struct error *err)
{
	struct list_filter one = *filter;
	size_t n, sum = 0;
	int type;

	for (type = 0; type < ENTITY_COUNT; type++) {
		one.type = (enum entity)type;
		if (targets_count(db, list, &one, &n, err))
			return -1;
		sum += n;
	}
	*out = sum;
	return 0;
}

struct counted {
	int (*fn)(const struct list_row *row, void *ctx, struct error *err);
	void *ctx;
	size_t n;
};

static int counted_row(const struct list_row *row, void *ctx, struct error *err)
{
	struct counted *c = ctx;

	c->n++;
	return c->fn(row, c->ctx, err);
}

int record_row(const struct session *s, struct record *r, const struct list_filter *filter,
	int (*fn)(const struct list_row *row, void *ctx, struct error *err), void *ctx, struct error *err)
{
	struct counted c = {fn, ctx, 0};
	struct target_list list = {0};
	struct list_filter one = *filter;
	int rc = record_target(s, r, &list, err);

	if (!rc && list.item[0].kind != TARGET_ITEM)
		rc = error_set(err, ERR_NOT_FOUND, "the record names no item");
	if (!rc) {
		one.type = list.item[0].type;
		rc = targets_each(s->db, &list, &one, counted_row, &c, err);
	}
	if (!rc && !c.n)
		rc = error_set(err, ERR_NOT_FOUND, "the item is gone from its library");
	target_list_release(&list);
	return rc;
}

static int add_film(const struct list_row *row, void *ctx, struct error *err)
{
	struct target_list *list = ctx;

	(void)err;
	ALLOC_GROW(list->item, list->n + 1, list->alloc);
	list->item[list->n++] = (struct target){.kind = TARGET_ITEM,
		.type = ENTITY_MOVIE,
		.id = row->item.id,
		.library_id = row->item.library_id};
	return 0;
}

int targets_films(struct db *db, const struct target *t, struct target_list *out, struct error *err)
{
	struct list_filter filter = {.type = ENTITY_MOVIE, .unpublished = -1};
	const struct target_list one = {(struct target *)(uintptr_t)t, 1, 1};

	return targets_each(db, &one, &filter, add_film, out, err);
}
