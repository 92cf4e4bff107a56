/* An edit made to an item in memory; see edit.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "store/editparts.h"

#define NUMBERS                                                                                              \
	(MF_BIT(MF_SEASON_NUMBER) | MF_BIT(MF_EPISODE_NUMBER) | MF_BIT(MF_DISPLAY_SEASON) |                  \
		MF_BIT(MF_DISPLAY_EPISODE))

/* What an item of a kind does not have, or (a season's number) is, and cannot become. */
static uint64_t not_of(enum entity type)
{
	switch (type) {
	case ENTITY_MOVIE:
		return NUMBERS | MF_BIT(MF_AIRED) | MF_BIT(MF_SERIES_STATUS);
	case ENTITY_SERIES:
		return NUMBERS | MF_BIT(MF_AIRED) | MF_BIT(MF_SET);
	case ENTITY_SEASON:
		return NUMBERS | MF_BIT(MF_SET) | MF_BIT(MF_SERIES_STATUS) | MF_BIT(MF_RUNTIME) |
		       MF_BIT(MF_TRAILER_URL) | MF_BIT(MF_TAGLINE);
	case ENTITY_SET:
		return ~(MF_BIT(MF_TITLE) | MF_BIT(MF_SORT_TITLE) | MF_BIT(MF_PLOT) | MF_BIT(MF_UNIQUEIDS));
	default:
		return MF_BIT(MF_SET) | MF_BIT(MF_SERIES_STATUS);
	}
}

/* What it cannot be without. */
static uint64_t needed_by(enum entity type)
{
	uint64_t title = type == ENTITY_SEASON ? 0 : MF_BIT(MF_TITLE);

	return type == ENTITY_EPISODE ? title | MF_BIT(MF_SEASON_NUMBER) | MF_BIT(MF_EPISODE_NUMBER) : title;
}

static uint64_t fields_of(const struct edit *e)
{
	uint64_t fields = e->sets | e->locks | e->unlocks;
	size_t i;

	for (i = 0; i < e->nword; i++)
		fields |= MF_BIT(e->word[i].field);
	return fields;
}

static int check(const struct edit *e, const struct item *it, struct error *err)
{
	uint64_t fields = fields_of(e), conflict = item_conflict(it);
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		const char *name = meta_field_name((enum meta_field)f);

		if (fields & not_of(it->type) & MF_BIT(f))
			return error_set(err, ERR_BAD_VALUE, "%s: a %s has none that could be edited", name,
				entity_name(it->type));
		if ((e->sets & needed_by(it->type) & MF_BIT(f)) && !meta_has(&e->values, f))
			return error_set(err, ERR_BAD_VALUE, "%s cannot be empty", name);
		if (e->keep_fields & ~conflict & MF_BIT(f))
			return error_set(err, ERR_BAD_VALUE, "%s is not in conflict", name);
	}
	return 0;
}

static void lock(struct item *it, int f)
{
	snprintf(it->field[f].source, sizeof(it->field[f].source), "%s", SOURCE_EDIT);
	it->field[f].locked = true;
}

static const struct meta_person *person_of(const struct meta_people *people, const char *name)
{
	size_t i;

	for (i = 0; i < people->n; i++)
		if (!strcmp(people->item[i].name, name))
			return &people->item[i];
	return NULL;
}

/* People as they were given, in that order; what is known of those that were there stays known. */
static void set_people(struct item *it, enum meta_field f, const struct meta *values)
{
	const struct meta_people *given = meta_people(values, f);
	struct meta was = META_INIT;
	size_t i;

	meta_copy_field(&was, &it->meta, f);
	meta_clear_field(&it->meta, f);
	for (i = 0; i < given->n; i++) {
		struct meta_person p = given->item[i];
		const struct meta_person *old = person_of(meta_people(&was, f), p.name);

		p.thumb = p.thumb || !old ? p.thumb : old->thumb;
		p.tmdb_id = p.tmdb_id || !old ? p.tmdb_id : old->tmdb_id;
		p.order = f == MF_ACTORS && p.order < 0 ? (int)i : p.order;
		meta_add_person(&it->meta, f, &p);
	}
	meta_release(&was);
}

static void set_values(const struct edit *e, struct item *it)
{
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		if (!(e->sets & MF_BIT(f)))
			continue;
		if (f == MF_ACTORS || f == MF_DIRECTORS || f == MF_WRITERS)
			set_people(it, (enum meta_field)f, &e->values);
		else
			meta_copy_field(&it->meta, &e->values, (enum meta_field)f);
		pins_release(&it->field[f].pins);
		lock(it, f);
	}
}

/* One id is locked, and the others are free: providers add those that they know. */
static void set_id(struct item *it, const struct edit_word *w)
{
	struct field_info *info = &it->field[w->field];
	struct strbuf pin = STRBUF_INIT;

	strbuf_addf(&pin, "%s:%s", w->name, w->value);
	edit_set_member(&it->meta, w->field, w->name, w->value);
	pins_add(&info->pins, w->field, pin.buf);
	if (!*info->source)
		snprintf(info->source, sizeof(info->source), "%s", SOURCE_EDIT);
	strbuf_release(&pin);
}

static void do_word(struct item *it, const struct edit_word *w)
{
	struct field_info *info = &it->field[w->field];

	if (w->verb == EDIT_MEMBER && w->field == MF_UNIQUEIDS && *w->value) {
		set_id(it, w);
		return;
	}
	if (w->verb == EDIT_MEMBER) {
		if (w->field == MF_UNIQUEIDS)
			pins_free_id(&info->pins, w->name);
		edit_set_member(&it->meta, w->field, w->name, w->value);
		lock(it, w->field);
		return;
	}
	if (w->verb == EDIT_PIN)
		pins_add(&info->pins, w->field, w->value);
	else
		pins_bar(&info->pins, w->field, w->value);
	pins_apply(&info->pins, &it->meta, w->field);
	if (!*info->source && meta_has(&it->meta, w->field))
		snprintf(info->source, sizeof(info->source), "%s", SOURCE_EDIT);
}

/* A field that is locked with no value is the person's; and so becomes what came from the library's own
 * files, which would follow their next edit otherwise. */
static bool becomes_edit(const char *source)
{
	return !*source || source_is_file(source);
}

static void lock_fields(struct item *it, uint64_t fields)
{
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		if (!(fields & MF_BIT(f)))
			continue;
		if (becomes_edit(it->field[f].source))
			lock(it, f);
		it->field[f].locked = true;
	}
}

static void unlock_fields(struct item *it, uint64_t fields)
{
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		if (!(fields & MF_BIT(f)))
			continue;
		it->field[f].locked = false;
		pins_release(&it->field[f].pins);
	}
}

/* What the file says, as if it had been changed there alone. */
static void take_disk(struct item *it, int f)
{
	const char *json = it->field[f].disk_value;
	cJSON *v = json_parse(json, strlen(json), NULL);

	if (v)
		meta_read_json(&it->meta, (enum meta_field)f, v, NULL);
	cJSON_Delete(v);
	snprintf(it->field[f].source, sizeof(it->field[f].source), "%s", SOURCE_FILE);
	it->field[f].locked = true;
}

static uint64_t keep(const struct edit *e, struct item *it)
{
	uint64_t fields = item_conflict(it);
	int f;

	if (e->keep == KEEP_NEITHER)
		return 0;
	fields &= e->keep_fields || e->keep_kinds.n ? e->keep_fields : ~UINT64_C(0);
	for (f = 0; f < MF_COUNT; f++) {
		if (!(fields & MF_BIT(f)))
			continue;
		if (e->keep == KEEP_DISK)
			take_disk(it, f);
		free(it->field[f].disk_value);
		it->field[f].disk_value = NULL;
	}
	return fields;
}

int edit_item(const struct edit *e, struct item *it, uint64_t *fields, struct error *err)
{
	size_t i;

	if (check(e, it, err))
		return -1;
	*fields = fields_of(e) | (e->unlock_all ? MF_BIT(MF_COUNT) - 1 : 0) | keep(e, it);
	if (e->unlock_all)
		unlock_fields(it, ~UINT64_C(0));
	set_values(e, it);
	for (i = 0; i < e->nword; i++)
		do_word(it, &e->word[i]);
	lock_fields(it, e->locks);
	unlock_fields(it, e->unlocks);
	return 0;
}
