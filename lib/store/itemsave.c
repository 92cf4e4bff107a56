/* Saving an item: only what differs from the stored rows is written; see item.h. */
#include <inttypes.h>
#include <string.h>

#include "db/words.h"
#include "store/itemparts.h"
#include "store/row.h"

struct saving {
	const struct item *it;
	const struct item_save *what;
	struct item old;	 /* as stored, then with the fields that are saved; empty for a new one */
	const struct meta *meta; /* as it will be stored */
	char *was_title;	 /* of a season */
	uint64_t changed;	 /* fields whose values differ */
	uint64_t restated;	 /* fields whose field_state is to be written */
	bool says_of_set;	 /* it says something else of the same set */
	char now[DB_INSTANT_SIZE];
};

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* Whether a column other than those of the meta fields is to be written; nfo_parsed_at does not count. */
static bool columns_differ(const struct item *a, const struct item *b)
{
	return a->library_id != b->library_id || a->series_id != b->series_id || a->naming != b->naming ||
	       (b->has_unpublished_changes && !a->has_unpublished_changes) ||
	       !same_text(a->file_path, b->file_path) || !same_text(a->folder, b->folder) ||
	       !same_text(a->nfo_path, b->nfo_path) || !same_text(a->version_label, b->version_label) ||
	       !same_text(a->state, b->state) || !same_text(a->error_message, b->error_message) ||
	       !same_text(a->nfo_hash, b->nfo_hash) ||
	       !same_text(a->published_nfo_hash, b->published_nfo_hash) ||
	       !same_text(a->last_published_at, b->last_published_at) ||
	       !same_text(a->enriched_at, b->enriched_at) || !same_text(a->deleted_on, b->deleted_on);
}

/* The stored item, as far as it is compared. 0 or -1. */
static int load_old(struct db *db, struct saving *s, struct error *err)
{
	const struct item *it = s->it;
	/* A film's row names its set, which is among what it has beside the row. */
	unsigned parts = (s->what->fields || it->type == ENTITY_MOVIE ? ITEM_META | ITEM_FIELDS : ITEM_ROW) |
			 (s->what->streams ? ITEM_STREAMS : ITEM_ROW);
	int rc = item_load(db, it->type, it->id, parts, &s->old, err);

	if (rc < 0)
		return -1;
	if (!rc)
		return error_set(
			err, ERR_NOT_FOUND, "there is no %s %" PRId64, entity_name(it->type), it->id);
	if (s->old.revision != it->revision)
		return error_set(err, ERR_CHANGED, "%s %" PRId64 " was changed meanwhile",
			entity_name(it->type), it->id);
	return 0;
}

/* A new item is stored whole, as it stands. */
static void take_fields(struct saving *s)
{
	const struct item *it = s->it;
	int f;

	s->meta = &it->meta;
	for (f = 0; f < MF_COUNT; f++) {
		if (meta_has(&it->meta, f))
			s->changed |= MF_BIT(f);
		if (*it->field[f].source)
			s->restated |= MF_BIT(f);
	}
}

/* The value as its pins allow it, in the place of the stored one; whether it differs from that. */
static bool take_value(struct saving *s, int f)
{
	const struct pins *pins = &s->it->field[f].pins;
	struct meta pinned = META_INIT;
	const struct meta *to = &s->it->meta;
	bool differs;

	if (pins_any(pins)) {
		meta_copy_field(&pinned, to, f);
		pins_apply(pins, &pinned, f);
		to = &pinned;
	}
	if (f == MF_SET)
		s->says_of_set = meta_field_equal(&s->old.meta, to, f) && !meta_set_equal(&s->old.meta, to);
	differs = s->says_of_set || !meta_field_equal(&s->old.meta, to, f);
	if (differs)
		meta_copy_field(&s->old.meta, to, f);
	meta_release(&pinned);
	return differs;
}

static bool info_differs(const struct field_info *a, const struct field_info *b)
{
	return a->locked != b->locked || strcmp(a->source, b->source) != 0 ||
	       !pins_equal(&a->pins, &b->pins) || !same_text(a->disk_value, b->disk_value);
}

/* Which values differ, and which rows of field_state. */
static void compare_fields(struct saving *s)
{
	const struct item *it = s->it;
	int f;

	s->meta = &s->old.meta;
	for (f = 0; f < MF_COUNT; f++) {
		if (!(s->what->fields & MF_BIT(f)))
			continue;
		if (take_value(s, f))
			s->changed |= MF_BIT(f);
		if ((s->changed & MF_BIT(f)) || info_differs(&s->old.field[f], &it->field[f]))
			s->restated |= MF_BIT(f);
	}
}

/* What a set's films say of it; the locks and the sort title are none of it. */
static bool says_otherwise(const struct saving *s)
{
	return (s->changed & (MF_BIT(MF_TITLE) | MF_BIT(MF_PLOT) | MF_BIT(MF_UNIQUEIDS))) || !s->restated;
}

static int write_row(struct db *db, const struct saving *s, int64_t *id, struct error *err)
{
	struct item_row row = {.item = s->it,
		.meta = s->meta,
		.old_key = s->old.sort_key,
		.revision = s->old.revision + 1,
		.unpublished = s->old.has_unpublished_changes || s->it->has_unpublished_changes ||
			       s->what->unpublished,
		.says_of_set = s->says_of_set,
		.now = s->now};

	if (s->it->type == ENTITY_SET)
		row.unpublished = s->what->unpublished && says_otherwise(s);
	return item_row_save(db, &row, id, err);
}

/* What has neither value nor lock has no source. */
static int write_state(struct db *db, const struct saving *s, int64_t id, struct error *err)
{
	struct field_info field[MF_COUNT];
	int f;

	memcpy(field, s->it->field, sizeof(field));
	for (f = 0; f < MF_COUNT; f++)
		if (!meta_has(s->meta, f) && !field[f].locked)
			field[f].source[0] = '\0';
	return item_state_save(db, s->it->type, id, field, s->restated, s->now, s->what->job_id, err);
}

/* What its series' file says of it. What a scan found is in a file already. */
static int write_season_name(struct db *db, const struct saving *s, struct error *err)
{
	const struct item_row row = {.item = s->it, .meta = s->meta, .now = s->now};

	if (s->it->type != ENTITY_SEASON || !s->what->unpublished || !(s->changed & MF_BIT(MF_TITLE)))
		return 0;
	return item_season_named(db, &row, s->was_title, err);
}

/* By which it is found. */
static int write_words(struct db *db, const struct saving *s, int64_t id, struct error *err)
{
	if (!(s->changed & (MF_BIT(MF_TITLE) | MF_BIT(MF_ORIGINAL_TITLE))))
		return 0;
	return words_put(db, entity_name(s->it->type), id, meta_get(s->meta, MF_TITLE),
		meta_get(s->meta, MF_ORIGINAL_TITLE), !s->it->id, err);
}

static int write_parts(struct db *db, const struct saving *s, bool streams, int64_t id, struct error *err)
{
	const struct item *it = s->it;

	if (item_lists_save(db, it->type, id, s->meta, s->changed, !it->id, s->now, err))
		return -1;
	if (s->restated && write_state(db, s, id, err))
		return -1;
	return streams ? item_streams_save(db, it->type, id, &it->streams, !it->id, s->now, err) : 0;
}

static int save(struct db *db, struct saving *s, struct item_save *what, struct error *err)
{
	const struct item *it = s->it;
	bool streams;
	int64_t id;

	if (it->id && load_old(db, s, err))
		return -1;
	if (it->id && it->type == ENTITY_SEASON)
		s->was_title = xstrdup_or_null(meta_get(&s->old.meta, MF_TITLE));
	if (it->id)
		compare_fields(s);
	else
		take_fields(s);
	streams = what->streams && !item_streams_equal(&s->old.streams, &it->streams);
	if (it->id && !what->touch && !s->changed && !s->restated && !streams &&
		!columns_differ(&s->old, it)) {
		what->id = it->id;
		what->revision = it->revision;
		return 0;
	}
	if (db_now(db, s->now, err) || write_row(db, s, &id, err) || write_parts(db, s, streams, id, err) ||
		write_words(db, s, id, err) || write_season_name(db, s, err))
		return -1;
	what->id = id;
	what->revision = s->old.revision + 1;
	return 1;
}

int item_save(struct db *db, const struct item *it, struct item_save *what, struct error *err)
{
	struct saving s = {.it = it, .what = what};
	int rc = save(db, &s, what, err);

	item_release(&s.old);
	free(s.was_title);
	return rc;
}
