/* Lists of what changed at a provider; see provider.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "provider/provider.h"

void change_list_release(struct change_list *list)
{
	free(list->id);
	memset(list, 0, sizeof(*list));
}

void change_add(struct change_list *list, int64_t id)
{
	if (id <= 0)
		return;
	ALLOC_GROW(list->id, list->n + 1, list->alloc);
	list->id[list->n++] = id;
}

static int by_id(const void *va, const void *vb)
{
	int64_t a = *(const int64_t *)va, b = *(const int64_t *)vb;

	return a < b ? -1 : a > b;
}

void change_list_sort(struct change_list *list)
{
	size_t i, kept = 0;

	if (list->n > 0)
		qsort(list->id, list->n, sizeof(*list->id), by_id);
	for (i = 0; i < list->n; i++)
		if (kept == 0 || list->id[i] != list->id[kept - 1])
			list->id[kept++] = list->id[i];
	list->n = kept;
}

bool change_list_has(const struct change_list *list, const char *id)
{
	int64_t number = strtoll(id, NULL, 10);

	return list->n > 0 && bsearch(&number, list->id, list->n, sizeof(*list->id), by_id);
}
