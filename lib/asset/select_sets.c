/* Choosing the pictures of sets with those of their films; see selectparts.h. */
#include <stdlib.h>

#include "asset/selectparts.h"
#include "core/alloc.h"
#include "store/sets.h"

/* Sets, and for each the first of its films. */
struct sets {
	struct selection *item;
	struct selection **film;
	size_t n;
};

static bool has_set(const struct selection *items, size_t n, int64_t id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (items[i].type == ENTITY_SET && items[i].id == id)
			return true;
	return false;
}

/* The set of one film, where it has one that is not chosen for already. */
static int add_set(struct selector *s, struct sets *sets, struct selection *items, size_t n,
	struct selection *film, struct error *err)
{
	char *name = NULL;
	int64_t id;
	int rc = set_of_movie(s->session->db, film->id, &id, &name, err);

	if (rc == 1 && !has_set(items, n, id) && !has_set(sets->item, sets->n, id)) {
		sets->item[sets->n] = (struct selection)SELECTION_INIT;
		sets->item[sets->n].type = ENTITY_SET;
		sets->item[sets->n].id = id;
		sets->film[sets->n++] = film;
	}
	free(name);
	return rc < 0 ? -1 : 0;
}

static void tell_film(struct selection *film, const struct selection *set)
{
	size_t i;

	for (i = 0; i < set->notes.n; i++)
		names_add(&film->notes, set->notes.item[i]);
	if (film->error.code == ERR_NONE && set->error.code != ERR_NONE)
		error_set(&film->error, set->error.code, "its set: %s", set->error.msg.buf);
}

int select_sets(struct selector *s, struct selection *items, size_t n, struct error *err)
{
	struct sets sets = {xcalloc(n + 1, sizeof(*sets.item)), xcalloc(n + 1, sizeof(*sets.film)), 0};
	size_t i;
	int rc = 0;

	for (i = 0; i < n && !rc; i++)
		if (items[i].type == ENTITY_MOVIE)
			rc = add_set(s, &sets, items, n, &items[i], err);
	if (!rc && sets.n)
		rc = select_all(s, sets.item, sets.n, err);
	for (i = 0; i < sets.n; i++) {
		if (!rc)
			tell_film(sets.film[i], &sets.item[i]);
		selection_release(&sets.item[i]);
	}
	free(sets.item);
	free(sets.film);
	return rc;
}
