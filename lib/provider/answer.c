/* What providers say, as lists that own what is in them; see provider.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "provider/provider.h"
#include "store/pins.h"

static void picture_release(struct picture *p)
{
	free(p->kind);
	free(p->url);
	free(p->preview_url);
	free(p->language);
	free(p->provider_key);
}

void answer_release(struct answer *f)
{
	size_t i;

	for (i = 0; i < f->pictures.n; i++)
		picture_release(&f->pictures.item[i]);
	free(f->pictures.item);
	meta_release(&f->meta);
	memset(f, 0, sizeof(*f));
}

/* FNV-1a: there are hundreds of pictures, whose addresses begin alike. */
static uint32_t hash_of(uint32_t hash, const char *s)
{
	do
		hash = (hash ^ (unsigned char)*s) * 16777619u;
	while (*s++);
	return hash;
}

void picture_add(struct picture_list *list, const struct picture *p)
{
	uint32_t hash = hash_of(hash_of(2166136261u, p->kind), p->url);
	struct picture *own;
	size_t i;

	for (i = 0; i < list->n; i++)
		if (list->item[i].hash == hash && !strcmp(list->item[i].kind, p->kind) &&
			!strcmp(list->item[i].url, p->url))
			return;
	ALLOC_GROW(list->item, list->n + 1, list->alloc);
	own = &list->item[list->n++];
	*own = *p;
	own->hash = hash;
	own->kind = xstrdup(p->kind);
	own->url = xstrdup(p->url);
	own->preview_url = xstrdup_or_null(p->preview_url);
	own->language = xstrdup_or_null(p->language);
	own->provider_key = xstrdup_or_null(p->provider_key);
}

void match_add(struct match_list *list, const struct match *m)
{
	struct match *own;
	size_t i;

	ALLOC_GROW(list->item, list->n + 1, list->alloc);
	own = &list->item[list->n++];
	*own = *m;
	own->id = xstrdup(m->id);
	own->title = xstrdup(m->title);
	own->original_title = xstrdup_or_null(m->original_title);
	own->url = xstrdup_or_null(m->url);
	own->aliases = (struct meta_names){0};
	for (i = 0; i < m->aliases.n; i++)
		names_add(&own->aliases, m->aliases.item[i]);
}

void match_release(struct match *m)
{
	free(m->id);
	free(m->title);
	free(m->original_title);
	free(m->url);
	names_release(&m->aliases);
}

void match_list_release(struct match_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		match_release(&list->item[i]);
	free(list->item);
	memset(list, 0, sizeof(*list));
}
