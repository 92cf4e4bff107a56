/* Casts and crews of TMDB; see tmdb.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "media/artname.h"
#include "provider/tmdb.h"

struct member {
	const cJSON *json;
	int64_t order;
	size_t place; /* in the answer: of two with one order the first comes first */
};

static int by_order(const void *va, const void *vb)
{
	const struct member *a = va, *b = vb;

	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

/* "character", or that of the first of "roles", which is the one with the most episodes. */
static const char *role_of(const cJSON *json)
{
	const char *role = loose_text(json, "character");
	const cJSON *r;

	cJSON_ArrayForEach (r, loose_list(json, "roles"))
		if (!role)
			role = loose_text(r, "character");
	return role;
}

/* The picture of an actor who was added last. */
static void add_actor_picture(struct answer *out, const char *name, const cJSON *json, const struct wishes *w)
{
	struct strbuf file = STRBUF_INIT, kind = STRBUF_INIT;

	if (!artname_actor(&file, name, "jpg")) {
		artname_kind(&(struct artname){.actor = true}, file.buf, &kind);
		tmdb_add_picture(out, kind.buf, json, "profile_path", w);
	}
	strbuf_release(&file);
	strbuf_release(&kind);
}

static void add_actor(struct answer *out, const struct member *member, const struct wishes *w)
{
	const struct meta_people *actors = &out->meta.actors;
	const char *name = loose_text(member->json, "name"), *file = loose_text(member->json, "profile_path");
	const char *role = role_of(member->json);
	struct strbuf thumb = STRBUF_INIT;
	size_t had = actors->n;
	char id[LOOSE_ID];

	if (name) {
		struct meta_person p = {(char *)name, (char *)role, NULL, NULL, (int)member->order};

		p.tmdb_id = (char *)loose_id(member->json, "id", id);
		if (file && tmdb_image_url(&thumb, w, "original", file))
			p.thumb = thumb.buf;
		meta_add_person(&out->meta, MF_ACTORS, &p);
		if (p.thumb && actors->n > had && had < FILL_FACES_MAX)
			add_actor_picture(out, actors->item[had].name, member->json, w);
	}
	strbuf_release(&thumb);
}

void tmdb_read_cast(struct answer *out, const cJSON *cast, const struct wishes *w)
{
	struct member *list = NULL;
	size_t n = 0, alloc = 0, i;
	const cJSON *json;

	cJSON_ArrayForEach (json, cast) {
		int64_t order = 0;

		if (!loose_int(json, "order", &order) || order < 0 || order > INT32_MAX)
			order = INT32_MAX;
		ALLOC_GROW(list, n + 1, alloc);
		list[n] = (struct member){json, order, n};
		n++;
	}
	if (n)
		qsort(list, n, sizeof(*list), by_order);
	for (i = 0; i < n && i < FILL_CAST_MAX; i++) {
		if (list[i].order == INT32_MAX)
			list[i].order = -1;
		add_actor(out, &list[i], w);
	}
	free(list);
}

/* Jobs of the department of writing whose holders are not the authors. */
static bool is_help(const char *job)
{
	static const char *const words[] = {
		"Assistant", "Consultant", "Coordinator", "Editor", "Researcher", "Supervisor", "Translator"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(job, words[i]))
			return true;
	return false;
}

void tmdb_read_crew(struct meta *m, const cJSON *crew)
{
	const cJSON *json;
	char id[LOOSE_ID];

	cJSON_ArrayForEach (json, crew) {
		const char *name = loose_text(json, "name"), *job = loose_text(json, "job");
		const char *department = loose_text(json, "department");
		struct meta_person p = {(char *)name, NULL, NULL, NULL, -1};

		if (!name || !job)
			continue;
		p.tmdb_id = (char *)loose_id(json, "id", id);
		if (!strcmp(job, "Director"))
			meta_add_person(m, MF_DIRECTORS, &p);
		else if (department && !strcmp(department, "Writing") && !is_help(job))
			meta_add_person(m, MF_WRITERS, &p);
	}
}
