#include "scan/claims.h"

#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "scan/look.h"

struct gone {
	struct folder_file
		video; /* first, for first_of_size(); as it was seen; the size is -1 when it never was */
	size_t file;   /* the same of the episodes of one video */
	size_t order;  /* among all */
	int64_t id;
	int64_t series; /* of an episode whose show's folder is gone; else 0 */
	bool awaited;	/* a new video is this one, and so its first item */
	bool taken;
};

struct claims {
	struct gone *gone; /* by size */
	size_t n, alloc;
	size_t nfiles; /* that were seen in folders before that which is looked at */
	size_t *by_id; /* of gone */
	struct id_list taken_series;
	struct folder_file *fresh; /* new videos */
	size_t nfresh, afresh;
};

void claims_free(struct claims *c)
{
	if (!c)
		return;
	free(c->gone);
	free(c->by_id);
	free(c->fresh);
	id_list_release(&c->taken_series);
	free(c);
}

struct claims *claims_new(void)
{
	return xcalloc(1, sizeof(struct claims));
}

void claims_add_gone(
	struct claims *c, int64_t id, int64_t series, const struct seen_list *seen, const char *name)
{
	struct gone gone = {.id = id, .series = series, .order = c->n, .video = {.size = -1}};
	const struct seen_file *was = name ? look_seen(seen, name) : NULL;

	if (was) {
		gone.file = c->nfiles + (size_t)(was - seen->item);
		gone.video.size = was->size;
		gone.video.mtime_ns = was->mtime_ns;
		gone.video.inode = was->inode;
	}
	ALLOC_GROW(c->gone, c->n + 1, c->alloc);
	c->gone[c->n++] = gone;
}

void claims_next_folder(struct claims *c, const struct seen_list *seen)
{
	c->nfiles += seen->n;
}

void claims_add_fresh(struct claims *c, const struct folder_file *video)
{
	ALLOC_GROW(c->fresh, c->nfresh + 1, c->afresh);
	c->fresh[c->nfresh++] = *video;
}

static int by_size(const void *a, const void *b)
{
	const struct folder_file *x = a, *y = b;

	return (x->size > y->size) - (x->size < y->size);
}

/* By size, then by file, the episodes of one in their order. */
static int by_file(const void *a, const void *b)
{
	const struct gone *x = a, *y = b;
	int order = by_size(a, b);

	if (order == 0)
		order = (x->file > y->file) - (x->file < y->file);
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static int by_id(const void *a, const void *b, void *gone)
{
	const struct gone *array = gone, *x = &array[*(const size_t *)a], *y = &array[*(const size_t *)b];

	return (x->id > y->id) - (x->id < y->id);
}

static bool same(const struct folder_file *a, const struct folder_file *b, bool inode)
{
	return a->size == b->size && (!inode || (a->mtime_ns == b->mtime_ns && a->inode == b->inode));
}

/* The first of an array of videos (each 'step' bytes, by size) that is not smaller. */
static size_t first_of_size(const void *array, size_t n, size_t step, int64_t size)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (((const struct folder_file *)((const char *)array + mid * step))->size < size)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The items of the one file that is gone and matches, if no second one does, and no second new video: the
 * first of them and how many follow; else NULL. */
static struct gone *match(const struct claims *c, const struct folder_file *video, bool inode, size_t *n)
{
	size_t g = first_of_size(c->gone, c->n, sizeof(*c->gone), video->size);
	size_t f = first_of_size(c->fresh, c->nfresh, sizeof(*c->fresh), video->size), fresh = 0;
	struct gone *found = NULL;

	*n = 0;
	for (; g < c->n && c->gone[g].video.size == video->size; g++) {
		if (!same(&c->gone[g].video, video, inode))
			continue;
		if (found && found->file != c->gone[g].file)
			return NULL;
		found = found ? found : &c->gone[g];
		++*n;
	}
	for (; f < c->nfresh && c->fresh[f].size == video->size; f++)
		fresh += same(&c->fresh[f], video, inode);
	return fresh == 1 ? found : NULL;
}

void claims_sort(struct claims *c, bool inodes)
{
	size_t n;

	c->by_id = xcalloc(c->n + 1, sizeof(*c->by_id));
	for (size_t i = 0; i < c->n; i++)
		c->by_id[i] = i;
	if (c->n > 0) {
		qsort(c->gone, c->n, sizeof(*c->gone), by_file);
		qsort_r(c->by_id, c->n, sizeof(*c->by_id), by_id, c->gone);
	}
	if (c->nfresh > 0)
		qsort(c->fresh, c->nfresh, sizeof(*c->fresh), by_size);
	for (size_t i = 0; i < c->n; i++)
		c->gone[i].awaited = match(c, &c->gone[i].video, inodes, &n) == &c->gone[i];
}

static int64_t find_claim(const struct claims *c, const struct folder_file *video, bool inode, size_t nth)
{
	size_t n;
	const struct gone *first = match(c, video, inode, &n);

	return first && nth < n && !first[nth].taken ? first[nth].id : 0;
}

int64_t claims_by_inode(const struct claims *c, const struct folder_file *video, size_t nth)
{
	return find_claim(c, video, true, nth);
}

int64_t claims_by_size(const struct claims *c, const struct folder_file *video, size_t nth)
{
	return find_claim(c, video, false, nth);
}

/* The series that the video was an episode of; 0: none. */
static int64_t series_of(const struct claims *c, const struct folder *f, const struct found *e, bool inodes)
{
	const struct gone *gone;
	size_t n;

	if (e->type != ENTITY_EPISODE || e->twin != NO_FILE)
		return 0;
	gone = match(c, &f->file[e->part[0]], inodes, &n);
	return gone && !gone->taken ? gone->series : 0;
}

static bool series_taken(const struct claims *c, int64_t id)
{
	for (size_t i = 0; i < c->taken_series.n; i++) {
		if (c->taken_series.id[i] == id)
			return true;
	}
	return false;
}

int64_t claims_series(const struct claims *c, const struct folder *f, const struct finds *finds, bool inodes)
{
	size_t votes = 0, videos = 0, n = 0;
	int64_t best = 0;

	/* The one that has the majority, if any has; then it is counted. */
	for (size_t k = 0; k < finds->n; k++) {
		int64_t id = series_of(c, f, &finds->item[k], inodes);

		if (!id)
			continue;
		best = votes == 0 ? id : best;
		votes = id == best ? votes + 1 : votes - 1;
	}
	for (size_t k = 0; k < finds->n && best; k++) {
		videos += finds->item[k].type == ENTITY_EPISODE && finds->item[k].twin == NO_FILE;
		n += series_of(c, f, &finds->item[k], inodes) == best;
	}
	return n * 2 > videos && !series_taken(c, best) ? best : 0;
}

bool claims_series_open(const struct claims *c, int64_t id)
{
	size_t videos = 0, moved = 0;

	for (size_t i = 0; i < c->n; i++) {
		if (c->gone[i].series != id || (i > 0 && c->gone[i - 1].file == c->gone[i].file))
			continue;
		videos++;
		moved += c->gone[i].awaited;
	}
	return moved * 2 <= videos && !series_taken(c, id);
}

void claims_take_series(struct claims *c, int64_t id)
{
	ALLOC_GROW(c->taken_series.id, c->taken_series.n + 1, c->taken_series.alloc);
	c->taken_series.id[c->taken_series.n++] = id;
}

void claims_return_series(struct claims *c, int64_t id)
{
	struct id_list *taken = &c->taken_series;

	for (size_t i = 0; i < taken->n; i++) {
		if (taken->id[i] == id)
			taken->id[i--] = taken->id[--taken->n];
	}
}

static struct gone *find(const struct claims *c, int64_t id)
{
	size_t low = 0, high = c->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (c->gone[c->by_id[mid]].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < c->n && c->gone[c->by_id[low]].id == id ? &c->gone[c->by_id[low]] : NULL;
}

enum claim claims_state(const struct claims *c, int64_t id)
{
	const struct gone *g = find(c, id);

	return !g ? CLAIM_UNKNOWN : g->taken || g->awaited ? CLAIM_TAKEN : CLAIM_OPEN;
}

void claims_take(struct claims *c, int64_t id)
{
	struct gone *g = find(c, id);

	if (g)
		g->taken = true;
}

void claims_return(struct claims *c, int64_t id)
{
	struct gone *g = find(c, id);

	if (g)
		g->taken = false;
}

size_t claims_gone(const struct claims *c)
{
	return c->n;
}

size_t claims_lost(const struct claims *c, bool inodes)
{
	size_t lost = c->n, n;

	for (size_t i = 0; i < c->nfresh && inodes; i++)
		lost -= match(c, &c->fresh[i], true, &n) ? n : 0;
	return lost;
}
