/* Words of items and of naming; see entity.h. */
#include <string.h>

#include "media/entity.h"

static const char *const entities[ENTITY_ALL] = {"movie", "series", "season", "episode", "set"};
static const char *const namings[] = {NULL, "short", "long"};

const char *entity_name(enum entity e)
{
	return entities[e];
}

int entity_by_name(const char *name)
{
	int i;

	for (i = 0; i < ENTITY_ALL; i++)
		if (!strcmp(entities[i], name))
			return i;
	return -1;
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
