/* A row of a list as a record, and what people call it; see list.h. */
#include <stdlib.h>

#include "core/path.h"
#include "core/record.h"
#include "store/columns.h"
#include "store/list.h"

static void set_number(struct record *r, const char *key, const char *digits)
{
	if (digits)
		record_set_int(r, key, strtoll(digits, NULL, 10));
	else
		record_set_str(r, key, NULL);
}

static void set_scalars(const struct list_row *row, struct record *r)
{
	const struct item *it = &row->item;
	int f;

	for (f = 0; f < MF_SCALARS; f++) {
		if (!item_has_column(it->type, f) || (!row->texts && (f == MF_PLOT || f == MF_OUTLINE)))
			continue;
		if (item_is_number(f))
			set_number(r, meta_field_name(f), meta_get(&it->meta, f));
		else
			record_set_str(r, meta_field_name(f), meta_get(&it->meta, f));
	}
}

static void set_ids(const struct item *it, struct record *r)
{
	if (it->type == ENTITY_SEASON || it->type == ENTITY_EPISODE)
		return;
	set_number(r, "tmdb_id", meta_id(&it->meta, "tmdb"));
	if (it->type == ENTITY_SET)
		return;
	record_set_str(r, "imdb_id", meta_id(&it->meta, "imdb"));
	if (it->type == ENTITY_SERIES)
		set_number(r, "tvdb_id", meta_id(&it->meta, "tvdb"));
}

static void set_video(const struct list_row *row, struct record *r)
{
	record_set_str(r, "video_codec", row->video_codec);
	record_set_int(r, "video_width", row->video_width);
	record_set_int(r, "video_height", row->video_height);
}

/* A set has no files. */
static void set_files(const struct item *it, struct record *r)
{
	record_set_str(r,
		it->type == ENTITY_MOVIE || it->type == ENTITY_EPISODE ? "file_path" : "directory_path",
		it->file_path);
	record_set_str(r, "folder", it->folder);
	record_set_str(r, "nfo_path", it->nfo_path);
	record_set_str(r, "naming", naming_name(it->naming));
	record_set_str(r, "nfo_hash", it->nfo_hash);
	record_set_str(r, "published_nfo_hash", it->published_nfo_hash);
	record_set_str(r, "last_published_at", it->last_published_at);
}

void list_record(const struct list_row *row, struct record *r)
{
	const struct item *it = &row->item;
	bool of_set = it->type == ENTITY_SET;

	record_set_str(r, "type", entity_name(it->type));
	record_set_int(r, "id", it->id);
	record_set_str(r, "library", row->library);
	record_set_str(r, "path", it->file_path);
	record_set_str(r, "state", it->state);
	set_scalars(row, r);
	set_ids(it, r);
	if (it->type == ENTITY_MOVIE)
		record_set_str(r, "version_label", it->version_label);
	if (it->series_id) {
		record_set_int(r, "series_id", it->series_id);
		record_set_str(r, "series_title", row->series);
	}
	if (of_set)
		record_set_int(r, "films", row->films);
	if (it->library_id)
		record_set_int(r, "library_id", it->library_id);
	else
		record_set_str(r, "library_id", NULL);
	if (!of_set)
		set_files(it, r);
	record_set_bool(r, "has_unpublished_changes", it->has_unpublished_changes);
	record_set_str(r, "error_message", it->error_message);
	record_set_str(r, "enriched_at", it->enriched_at);
	record_set_str(r, "deleted_on", it->deleted_on);
	record_set_int(r, "revision", it->revision);
	record_set_str(r, "created_at", it->created_at);
	record_set_str(r, "updated_at", it->updated_at);
	if (!of_set)
		set_video(row, r);
	record_set_str(r, "artwork", row->artwork);
	record_set_bool(r, "interrupted", row->interrupted);
	record_set_bool(r, "conflict", row->conflict);
}

static int number_of(const struct item *it, enum meta_field f)
{
	const char *v = meta_get(&it->meta, f);

	return v ? (int)strtol(v, NULL, 10) : 0;
}

void list_label(const struct list_row *row, struct strbuf *out)
{
	const struct item *it = &row->item;
	const char *title = meta_get(&it->meta, MF_TITLE);
	int season = number_of(it, MF_SEASON_NUMBER);

	if (it->series_id)
		strbuf_addstr(out, row->series ? row->series : "");
	if (it->type == ENTITY_SEASON) {
		strbuf_addstr(out, ", ");
		if (title)
			strbuf_addstr(out, title);
		else if (season == 0)
			strbuf_addstr(out, "Specials");
		else
			strbuf_addf(out, "Season %d", season);
	} else if (it->type == ENTITY_EPISODE) {
		strbuf_addf(out, " S%02dE%02d", season, number_of(it, MF_EPISODE_NUMBER));
		if (title)
			strbuf_addf(out, " %s", title);
	} else if (title) {
		strbuf_addstr(out, title);
	} else if (it->file_path) {
		strbuf_addstr(out, path_base(it->file_path));
	}
}
