/* Values that are locked into a list or out of it; see pins.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "store/pins.h"

void names_release(struct meta_names *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		free(list->item[i]);
	free(list->item);
	*list = (struct meta_names){0};
}

void pins_release(struct pins *p)
{
	names_release(&p->pinned);
	names_release(&p->barred);
}

bool pins_any(const struct pins *p)
{
	return p->pinned.n || p->barred.n;
}

static bool same(const struct meta_names *a, const struct meta_names *b)
{
	size_t i;

	for (i = 0; i < a->n && a->n == b->n; i++)
		if (strcmp(a->item[i], b->item[i]) != 0)
			return false;
	return a->n == b->n;
}

bool pins_equal(const struct pins *a, const struct pins *b)
{
	return same(&a->pinned, &b->pinned) && same(&a->barred, &b->barred);
}

int names_find(const struct meta_names *list, const char *value)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (!strcmp(list->item[i], value))
			return (int)i;
	return -1;
}

void names_add(struct meta_names *list, const char *value)
{
	if (names_find(list, value) >= 0)
		return;
	ALLOC_GROW(list->item, list->n + 1, list->alloc);
	list->item[list->n++] = xstrdup(value);
}

void pins_copy(struct pins *to, const struct pins *from)
{
	size_t i;

	pins_release(to);
	for (i = 0; i < from->pinned.n; i++)
		names_add(&to->pinned, from->pinned.item[i]);
	for (i = 0; i < from->barred.n; i++)
		names_add(&to->barred, from->barred.item[i]);
}

static bool of_people(enum meta_field f)
{
	return f == MF_ACTORS || f == MF_DIRECTORS || f == MF_WRITERS;
}

bool pins_field(enum meta_field f)
{
	return of_people(f) || f == MF_GENRES || f == MF_STUDIOS || f == MF_COUNTRIES || f == MF_TAGS;
}

void pins_add_person(struct meta *m, enum meta_field f, const char *text)
{
	size_t name = f == MF_ACTORS ? strcspn(text, "/") : strlen(text);
	struct meta_person p = {.name = xstrndup(text, name), .order = -1};

	if (text[name])
		p.role = xstrdup(text + name + 1);
	meta_add_person(m, f, &p);
	free(p.name);
	free(p.role);
}

/* Whether a pinned value is what a barred one speaks of. */
static bool is_of(enum meta_field f, const char *pinned, const char *barred)
{
	size_t len = strlen(barred);

	return !strcmp(pinned, barred) ||
	       (f == MF_ACTORS && !strncmp(pinned, barred, len) && pinned[len] == '/');
}

/* Takes the values out that a barred one speaks of, or (pinned) the barred ones that speak of it. */
static void drop(struct meta_names *list, enum meta_field f, const char *value, bool pinned)
{
	size_t i, kept = 0;

	for (i = 0; i < list->n; i++) {
		if (pinned ? is_of(f, value, list->item[i]) : is_of(f, list->item[i], value))
			free(list->item[i]);
		else
			list->item[kept++] = list->item[i];
	}
	list->n = kept;
}

static void add_value(struct pins *p, enum meta_field f, const char *value, bool pinned)
{
	names_add(pinned ? &p->pinned : &p->barred, value);
	drop(pinned ? &p->barred : &p->pinned, f, value, pinned);
}

void pins_free_id(struct pins *p, const char *type)
{
	size_t len = strlen(type), i, kept = 0;

	for (i = 0; i < p->pinned.n; i++) {
		const char *pin = p->pinned.item[i];

		if (strncasecmp(pin, type, len) != 0 || pin[len] != ':')
			p->pinned.item[kept++] = p->pinned.item[i];
		else
			free(p->pinned.item[i]);
	}
	p->pinned.n = kept;
}

/* An id takes the place of another one of its type. */
static void pin_id(struct pins *p, const char *value)
{
	char *type = xstrndup(value, strcspn(value, ":"));

	pins_free_id(p, type);
	names_add(&p->pinned, value);
	free(type);
}

/* The value in the form in which lists have it, which may be two. */
static void each_value(struct pins *p, enum meta_field f, const char *value, bool pinned)
{
	struct meta m = META_INIT;
	struct strbuf text = STRBUF_INIT;
	size_t i;

	if (of_people(f))
		pins_add_person(&m, f, value);
	else
		meta_add_name(&m, f, value);
	for (i = 0; !of_people(f) && i < meta_names(&m, f)->n; i++)
		add_value(p, f, meta_names(&m, f)->item[i], pinned);
	for (i = 0; of_people(f) && i < meta_people(&m, f)->n; i++) {
		const struct meta_person *person = &meta_people(&m, f)->item[i];

		strbuf_clear(&text);
		strbuf_addstr(&text, person->name);
		if (pinned && person->role)
			strbuf_addf(&text, "/%s", person->role);
		add_value(p, f, text.buf, pinned);
	}
	strbuf_release(&text);
	meta_release(&m);
}

void pins_add(struct pins *p, enum meta_field f, const char *value)
{
	if (f == MF_UNIQUEIDS)
		pin_id(p, value);
	else
		each_value(p, f, value, true);
}

void pins_bar(struct pins *p, enum meta_field f, const char *value)
{
	each_value(p, f, value, false);
}

static void apply_to_names(const struct pins *p, struct meta *m, const struct meta *was, enum meta_field f)
{
	const struct meta_names *names = meta_names(was, f);
	size_t i;

	for (i = 0; i < names->n; i++)
		if (names_find(&p->barred, names->item[i]) < 0)
			meta_add_name(m, f, names->item[i]);
	for (i = 0; i < p->pinned.n; i++)
		meta_add_name(m, f, p->pinned.item[i]);
}

/* A person without a role is there in any. */
static bool has_person(const struct meta_people *people, const char *pinned)
{
	size_t i;

	for (i = 0; i < people->n; i++)
		if (!strcmp(people->item[i].name, pinned))
			return true;
	return false;
}

static void apply_to_people(const struct pins *p, struct meta *m, const struct meta *was, enum meta_field f)
{
	const struct meta_people *people = meta_people(was, f);
	size_t i;

	for (i = 0; i < people->n; i++)
		if (names_find(&p->barred, people->item[i].name) < 0)
			meta_add_person(m, f, &people->item[i]);
	for (i = 0; i < p->pinned.n; i++)
		if (!has_person(meta_people(m, f), p->pinned.item[i]))
			pins_add_person(m, f, p->pinned.item[i]);
}

/* In their places, where others of their types are. */
static void apply_to_ids(const struct pins *p, struct meta *m, const struct meta *was)
{
	struct meta pinned = META_INIT;
	size_t i;

	for (i = 0; i < p->pinned.n; i++) {
		const char *colon = strchr(p->pinned.item[i], ':');
		char *type = colon ? xstrndup(p->pinned.item[i], (size_t)(colon - p->pinned.item[i])) : NULL;

		if (type)
			meta_add_id(&pinned, type, colon + 1, false);
		free(type);
	}
	for (i = 0; i < was->ids.n; i++) {
		const struct meta_id *id = &was->ids.item[i];
		const char *own = meta_id(&pinned, id->type);

		meta_add_id(m, id->type, own ? own : id->value, id->is_default);
	}
	for (i = 0; i < pinned.ids.n; i++)
		meta_add_id(m, pinned.ids.item[i].type, pinned.ids.item[i].value, false);
	meta_release(&pinned);
}

void pins_apply(const struct pins *p, struct meta *m, enum meta_field f)
{
	struct meta was = META_INIT;

	if (!pins_any(p))
		return;
	meta_copy_field(&was, m, f);
	meta_clear_field(m, f);
	if (f == MF_UNIQUEIDS)
		apply_to_ids(p, m, &was);
	else if (of_people(f))
		apply_to_people(p, m, &was, f);
	else
		apply_to_names(p, m, &was, f);
	meta_release(&was);
}

char *pins_json(const struct meta_names *list)
{
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;
	size_t i;

	if (!list->n)
		return NULL;
	jsonw_init(&w, &out);
	jsonw_array(&w);
	for (i = 0; i < list->n; i++)
		jsonw_str(&w, list->item[i]);
	jsonw_end(&w);
	return strbuf_detach(&out, NULL);
}

void pins_read(struct meta_names *list, const char *json)
{
	cJSON *root = json ? json_parse(json, strlen(json), NULL) : NULL;
	const cJSON *v;

	names_release(list);
	cJSON_ArrayForEach (v, root)
		if (cJSON_IsString(v))
			names_add(list, v->valuestring);
	cJSON_Delete(root);
}
