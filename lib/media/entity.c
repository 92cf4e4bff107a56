/* Words of items and of naming; see entity.h. */
#include <string.h>

#include "media/entity.h"

static const char *const entities[] = {"movie", "series", "season", "episode", "set"};
#define NWORDS ((int)(sizeof(entities) / sizeof(entities[0])))
static const char *const namings[] = {NULL, "short", "long"};

const char *entity_name(enum entity e)
{
	return entities[e];
}

int entity_by_name(const char *name)
{
	int i;

	for (i = 0; i < NWORDS; i++)
		if (!strcmp(entities[i], name))
			return i;
	return -1;
}

int item_kind_by_name(const char *name)
{
	int e = entity_by_name(name);

	return e < ENTITY_COUNT ? e : -1;
}

const char *naming_name(enum naming n)
{
	return namings[n];
}

enum naming naming_by_name(const char *name)
{
	if (name && !strcmp(name, "short"))
		return NAMING_SHORT;
	if (name && !strcmp(name, "long"))
		return NAMING_LONG;
	return NAMING_UNKNOWN;
}
