#include "media/nfo_pick.h"

#include <stdlib.h>

static bool has_values(const struct nfo_item *item)
{
	static const struct meta nothing = META_INIT;

	return meta_diff(&item->meta, &nothing) != 0;
}

/* The first root of this kind; any kind but NFO_URL when it is not there; then NFO_URL. */
static const struct nfo_item *first(const struct nfo *nfo, enum nfo_root root)
{
	const struct nfo_item *other = NULL, *url = NULL;

	for (size_t i = 0; i < nfo->n; i++) {
		const struct nfo_item *item = &nfo->item[i];

		if (item->root == root)
			return item;
		if (item->root == NFO_URL && !url && has_values(item))
			url = item;
		else if (item->root != NFO_URL && !other && has_values(item))
			other = item;
	}
	return other ? other : url;
}

static bool is_number(const struct nfo_item *item, enum meta_field f, int n)
{
	const char *v = meta_get(&item->meta, f);

	return v && strtol(v, NULL, 10) == n;
}

static const struct nfo_item *pick_episode(const struct nfo *nfo, int season, int episode)
{
	const struct nfo_item *found = NULL;
	size_t episodes = 0, matching = 0;

	for (size_t i = 0; i < nfo->n; i++) {
		const struct nfo_item *item = &nfo->item[i];

		episodes += item->root == NFO_EPISODE;
		if (item->root != NFO_EPISODE || !is_number(item, MF_EPISODE_NUMBER, episode))
			continue;
		if (is_number(item, MF_SEASON_NUMBER, season))
			return item;
		found = item;
		matching++;
	}
	if (episodes < 2 || episode < 0)
		return first(nfo, NFO_EPISODE);
	return matching == 1 ? found : NULL;
}

const struct nfo_item *nfo_pick(const struct nfo *nfo, enum entity type, int season, int episode)
{
	static const enum nfo_root roots[ENTITY_COUNT] = {NFO_MOVIE, NFO_TVSHOW, NFO_SEASON, NFO_EPISODE};

	return type == ENTITY_EPISODE ? pick_episode(nfo, season, episode) : first(nfo, roots[type]);
}
