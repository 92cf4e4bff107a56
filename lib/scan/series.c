#include "scan/series.h"

#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/path.h"
#include "store/item.h"

/* A show on its way to be matched. */
struct matching {
	struct series *series;
	const struct folder *f;
	const struct finds *finds;
	int64_t *id;
};

/* Takes the item over, or releases it. */
static int load_below(struct db *db, struct item *it, struct series *out, struct error *err)
{
	struct series series = {.id = it->id, .path = xstrdup(it->file_path)};

	item_release(it);
	if (below_series(db, ENTITY_SEASON, series.id, &series.season, err) < 0 ||
		below_series(db, ENTITY_EPISODE, series.id, &series.episode, err) < 0) {
		series_release(&series);
		return -1;
	}
	series.has_season = xcalloc(series.season.n + 1, sizeof(*series.has_season));
	series.has_episode = xcalloc(series.episode.n + 1, sizeof(*series.has_episode));
	*out = series;
	return 1;
}

int series_by_path(struct db *db, const char *path, struct series *out, struct error *err)
{
	struct item it = ITEM_INIT;
	int rc = item_by_file(db, ENTITY_SERIES, path, ITEM_ROW, &it, err);

	return rc > 0 ? load_below(db, &it, out, err) : rc;
}

int series_by_id(struct db *db, int64_t id, struct series *out, struct error *err)
{
	struct item it = ITEM_INIT;
	int rc = item_load(db, ENTITY_SERIES, id, ITEM_ROW, &it, err);

	return rc > 0 ? load_below(db, &it, out, err) : rc;
}

void series_release(struct series *series)
{
	free(series->path);
	below_list_release(&series->season);
	below_list_release(&series->episode);
	free(series->has_season);
	free(series->has_episode);
	free(series->by_path);
	*series = (struct series){0};
}

static int by_path(const void *a, const void *b, void *rows)
{
	const struct below_list *list = rows;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	int order = strcmp(list->item[x].path, list->item[y].path);

	return order ? order : (x > y) - (x < y);
}

static void sort_by_path(struct series *series)
{
	series->by_path = xcalloc(series->episode.n + 1, sizeof(*series->by_path));
	for (size_t i = 0; i < series->episode.n; i++)
		series->by_path[i] = i;
	if (series->episode.n > 0)
		qsort_r(series->by_path, series->episode.n, sizeof(*series->by_path), by_path,
			&series->episode);
}

/* The first place in by_path that is not before the path. */
static size_t first_at(const struct series *series, const char *path)
{
	size_t low = 0, high = series->episode.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(series->episode.item[series->by_path[mid]].path, path) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool series_numbers(struct series *series, const char *name, struct show_numbers *out)
{
	struct strbuf path = STRBUF_INIT;

	out->n = 0;
	if (!series->by_path)
		sort_by_path(series);
	path_join(&path, series->path, name);
	for (size_t i = first_at(series, path.buf); i < series->episode.n && out->n < NAME_MAX_EPISODES;
		i++) {
		const struct below *row = &series->episode.item[series->by_path[i]];

		if (strcmp(row->path, path.buf) != 0)
			break;
		if (row->deleted || (out->n > 0 && row->season != out->season))
			continue;
		out->season = row->season;
		out->episode[out->n++] = row->episode;
	}
	strbuf_release(&path);
	return out->n > 0;
}

/* The file of a row, below the show's folder; NULL: it is not in there. */
static const char *name_of(const struct matching *m, size_t row)
{
	return path_relative(m->series->episode.item[row].path, m->series->path);
}

static bool has_file(const struct matching *m, size_t k, size_t row)
{
	const char *name = name_of(m, row);

	return name && strcmp(folder_name(m->f, m->finds->item[k].part[0]), name) == 0;
}

static void take(struct matching *m, size_t k, size_t row)
{
	m->id[k] = m->series->episode.item[row].id;
	m->series->has_episode[row] = true;
}

/* The first row that is not before these numbers. */
static size_t first_row(const struct below_list *rows, int season, int episode)
{
	size_t low = 0, high = rows->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct below *row = &rows->item[mid];

		if (row->season < season || (row->season == season && row->episode < episode))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* By numbers: a row of the same file, or ('gone') one whose file is not there any more. */
static void match_numbers(struct matching *m, size_t k, bool gone)
{
	const struct found *e = &m->finds->item[k];
	const struct below_list *rows = &m->series->episode;
	size_t best = rows->n;

	for (size_t i = first_row(rows, e->season, e->episode);
		i < rows->n && rows->item[i].season == e->season && rows->item[i].episode == e->episode;
		i++) {
		const char *name = name_of(m, i);

		if (m->series->has_episode[i])
			continue;
		if (gone ? name && folder_find(m->f, name) < m->f->n : !has_file(m, k, i))
			continue;
		if (best == rows->n || (rows->item[best].deleted && !rows->item[i].deleted))
			best = i;
	}
	if (best < rows->n)
		take(m, k, best);
}

/* By the file alone, when one row and one episode of it are left. */
static void match_file(struct matching *m, size_t k)
{
	const struct below_list *rows = &m->series->episode;
	const struct found *e = &m->finds->item[k];
	size_t row = rows->n;

	for (size_t j = 0; j < m->finds->n; j++) {
		const struct found *other = &m->finds->item[j];

		if (j != k && other->type == ENTITY_EPISODE && other->part[0] == e->part[0] && !m->id[j])
			return;
	}
	for (size_t i = 0; i < rows->n; i++) {
		if (m->series->has_episode[i] || !has_file(m, k, i))
			continue;
		if (row < rows->n)
			return;
		row = i;
	}
	if (row < rows->n)
		take(m, k, row);
}

static void match_season(struct matching *m, size_t k)
{
	const struct below_list *rows = &m->series->season;

	for (size_t i = 0; i < rows->n; i++) {
		if (rows->item[i].season == m->finds->item[k].season) {
			m->id[k] = rows->item[i].id;
			m->series->has_season[i] = true;
		}
	}
}

void series_match(struct series *series, const struct folder *f, const struct finds *finds, int64_t *id)
{
	struct matching m = {series, f, finds, id};

	memset(id, 0, finds->n * sizeof(*id));
	for (size_t k = 0; k < finds->n; k++) {
		if (finds->item[k].type == ENTITY_SERIES)
			id[k] = series->id;
		else if (finds->item[k].type == ENTITY_SEASON)
			match_season(&m, k);
		else
			match_numbers(&m, k, false);
	}
	/* What was guessed is the row of its file, whatever the numbers there. */
	for (int pass = 0; pass < 3 && series->episode.n > 0; pass++) {
		for (size_t k = 0; k < finds->n; k++) {
			const struct found *e = &finds->item[k];

			if (e->type != ENTITY_EPISODE || id[k] || (pass == 0 && e->by_name))
				continue;
			if (pass == 1)
				match_numbers(&m, k, true);
			else
				match_file(&m, k);
		}
	}
}
