/* The names of providers, and the lists that they fill; see provider.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "provider/provider.h"

static const char *const provider_names[PROVIDER_COUNT] = {"tmdb", "tvdb", "fanart.tv", "tvmaze"};
static const char *const numbering_names[NUMBERING_COUNT] = {"tvdb", "tmdb", "dvd", "absolute"};

const struct provider *const provider_all[PROVIDER_COUNT] = {
	[PROVIDER_TMDB] = &provider_tmdb,
	[PROVIDER_TVDB] = &provider_tvdb,
	[PROVIDER_FANARTTV] = &provider_fanarttv,
	[PROVIDER_TVMAZE] = &provider_tvmaze,
};

enum ask_state provider_details(const struct provider *p, struct ask *a, const struct subject *s,
	const struct wishes *w, struct answer *out, struct error *err)
{
	return p->details[s->type] && p->knows(s) ? p->details[s->type](a, s, w, out, err) : ASK_NOTHING;
}

static int index_of(const char *const *names, int n, const char *name)
{
	int i;

	for (i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

const char *provider_name(enum provider_id id)
{
	return provider_names[id];
}

int provider_by_name(const char *name)
{
	return index_of(provider_names, PROVIDER_COUNT, name);
}

const char *numbering_name(enum numbering n)
{
	return numbering_names[n];
}

int numbering_by_name(const char *name)
{
	return index_of(numbering_names, NUMBERING_COUNT, name);
}
