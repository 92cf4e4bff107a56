/* All that is known of one item, as a record; see dossier.h. */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/record.h"
#include "store/dossier.h"

static void put_json(struct jsonw *w, const char *key, const char *json)
{
	jsonw_key(w, key);
	jsonw_raw(w, json, strlen(json));
}

/* What only few fields have. */
static void put_locks(struct jsonw *w, const struct field_info *info)
{
	char *pinned = pins_json(&info->pins.pinned), *barred = pins_json(&info->pins.barred);

	if (pinned)
		put_json(w, "pinned", pinned);
	if (barred)
		put_json(w, "barred", barred);
	if (info->disk_value)
		put_json(w, "disk_value", info->disk_value);
	free(pinned);
	free(barred);
}

static bool says_nothing(const struct item *it, int f)
{
	const struct field_info *info = &it->field[f];

	return !meta_has(&it->meta, (enum meta_field)f) && !*info->source && !info->disk_value &&
	       !pins_any(&info->pins);
}

static void put_fields(struct jsonw *w, const struct dossier *d)
{
	const struct item *it = &d->row.item;
	struct strbuf value = STRBUF_INIT;
	int f;

	jsonw_object(w);
	for (f = 0; f < MF_COUNT; f++) {
		const struct field_info *info = &it->field[f];

		if (says_nothing(it, f))
			continue;
		strbuf_clear(&value);
		meta_field_json(&it->meta, f, &value);
		jsonw_key(w, meta_field_name(f));
		jsonw_object(w);
		jsonw_key(w, "value");
		jsonw_raw(w, value.buf, value.len);
		jsonw_kstr(w, "source", *info->source ? info->source : NULL);
		jsonw_kbool(w, "locked", info->locked);
		jsonw_kstr(w, "updated_at", *info->updated_at ? info->updated_at : NULL);
		put_locks(w, info);
		jsonw_end(w);
	}
	jsonw_end(w);
	strbuf_release(&value);
}

void dossier_candidate(struct jsonw *w, const struct candidate *c)
{
	jsonw_kint(w, "id", c->id);
	jsonw_kstr(w, "provider", c->provider);
	jsonw_kstr(w, "provider_url", c->provider_url);
	jsonw_kstr(w, "local_path", c->local_path);
	jsonw_kstr(w, "language", c->language);
	jsonw_kstr(w, "mime_type", c->mime_type);
	jsonw_kint(w, "width", c->width);
	jsonw_kint(w, "height", c->height);
	jsonw_kstr(w, "cache_path", c->cache_path);
	jsonw_kstr(w, "content_hash", c->content_hash);
	jsonw_kstr(w, "perceptual_hash", c->perceptual_hash);
	jsonw_kbool(w, "is_downloaded", c->is_downloaded);
	jsonw_kbool(w, "is_selected", c->is_selected);
	jsonw_kbool(w, "is_rejected", c->is_rejected);
	jsonw_kstr(w, "selected_by", c->selected_by);
	jsonw_kstr(w, "selected_at", c->selected_at);
	jsonw_key(w, "auto_score");
	if (c->auto_score < 0)
		jsonw_null(w);
	else
		jsonw_real(w, c->auto_score);
}

/* Candidates come in the order of their kinds. */
static void put_artwork(struct jsonw *w, const struct dossier *d)
{
	const struct candidate_list *list = &d->artwork;
	size_t i;

	jsonw_object(w);
	for (i = 0; i < list->n; i++) {
		const struct candidate *c = &list->item[i];

		if (!i || strcmp(c->asset_type, list->item[i - 1].asset_type) != 0) {
			if (i)
				jsonw_end(w);
			jsonw_key(w, c->asset_type);
			jsonw_array(w);
		}
		jsonw_object(w);
		dossier_candidate(w, c);
		jsonw_end(w);
	}
	if (list->n)
		jsonw_end(w);
	jsonw_end(w);
}

static void put_published(struct jsonw *w, const struct dossier *d)
{
	size_t i;

	jsonw_array(w);
	for (i = 0; i < d->npublished; i++) {
		jsonw_object(w);
		jsonw_kstr(w, "path", d->published[i].path);
		jsonw_kstr(w, "kind", d->published[i].kind);
		jsonw_kstr(w, "asset_type", d->published[i].asset_type);
		jsonw_kstr(w, "hash", d->published[i].hash);
		jsonw_kint(w, "size", d->published[i].size);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void put_unknown(struct jsonw *w, const struct dossier *d)
{
	size_t i;

	jsonw_array(w);
	for (i = 0; i < d->nunknown; i++) {
		jsonw_object(w);
		jsonw_kstr(w, "path", d->unknown[i].path);
		jsonw_kint(w, "size", d->unknown[i].size);
		jsonw_kstr(w, "mime_type", d->unknown[i].mime_type);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void put_versions(struct jsonw *w, const struct dossier *d)
{
	size_t i;

	jsonw_array(w);
	for (i = 0; i < d->nversion; i++) {
		jsonw_object(w);
		jsonw_kint(w, "version", d->version[i].version);
		jsonw_kstr(w, "origin", nfo_origin_name(d->version[i].origin));
		jsonw_kstr(w, "path", d->version[i].path);
		jsonw_kstr(w, "hash", d->version[i].hash);
		jsonw_kstr(w, "seen_at", d->version[i].seen_at);
		if (d->version[i].artwork)
			put_json(w, "artwork", d->version[i].artwork);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void put_history(struct jsonw *w, const struct dossier *d)
{
	size_t i;

	jsonw_array(w);
	for (i = 0; i < d->nhistory; i++) {
		const struct publog_entry *e = &d->history[i];

		jsonw_object(w);
		jsonw_kint(w, "id", e->id);
		jsonw_kstr(w, "published_at", e->published_at);
		jsonw_kstr(w, "published_by", e->published_by);
		jsonw_kbool(w, "success", e->success);
		jsonw_kbool(w, "open", e->open);
		jsonw_kstr(w, "nfo_hash", *e->nfo_hash ? e->nfo_hash : NULL);
		jsonw_key(w, "assets_published");
		if (e->assets)
			jsonw_raw(w, e->assets, strlen(e->assets));
		else
			jsonw_null(w);
		jsonw_kstr(w, "error_message", e->error_message);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void put_names(struct jsonw *w, const struct meta_names *list)
{
	size_t i;

	jsonw_array(w);
	for (i = 0; i < list->n; i++)
		jsonw_str(w, list->item[i]);
	jsonw_end(w);
}

static void put_kinds(struct jsonw *w, const struct dossier *d)
{
	put_names(w, &d->row.item.locked_kinds);
}

static void put_warnings(struct jsonw *w, const struct dossier *d)
{
	put_names(w, &d->warnings);
}

static void put_edits(struct jsonw *w, const struct dossier *d)
{
	size_t i;

	jsonw_array(w);
	for (i = 0; i < d->nedit; i++) {
		const struct edit_entry *e = &d->edit[i];

		jsonw_object(w);
		jsonw_kint(w, "batch", e->batch);
		jsonw_kstr(w, "made_at", e->made_at);
		jsonw_kstr(w, "made_by", e->made_by);
		jsonw_kstr(w, "undone_at", e->undone_at);
		jsonw_key(w, "change");
		edit_entry_json(e, w);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void put_films(struct jsonw *w, const struct dossier *d)
{
	size_t i;

	jsonw_array(w);
	for (i = 0; i < d->films.n; i++) {
		const struct list_row *row = &d->films.row[i];
		const char *year = meta_get(&row->item.meta, MF_YEAR);

		jsonw_object(w);
		jsonw_kint(w, "id", row->item.id);
		jsonw_kstr(w, "title", meta_get(&row->item.meta, MF_TITLE));
		jsonw_key(w, "year");
		if (year)
			jsonw_int(w, strtoll(year, NULL, 10));
		else
			jsonw_null(w);
		jsonw_kstr(w, "library", row->library);
		jsonw_kstr(w, "path", row->item.file_path);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void put_streams(struct jsonw *w, const struct dossier *d)
{
	jsonw_object(w);
	streams_to_json(&d->row.item.streams, w);
	jsonw_end(w);
}

static void put_matches(struct jsonw *w, const struct dossier *d)
{
	matches_json(&d->match, w);
}

void dossier_record(const struct dossier *d, struct record *r)
{
	enum { SETS = 1, FILES = 2 };
	static const struct {
		const char *key;
		void (*put)(struct jsonw *w, const struct dossier *d);
		int of;
	} parts[] = {{"fields", put_fields, SETS | FILES}, {"locked_kinds", put_kinds, SETS | FILES},
		{"artwork", put_artwork, SETS | FILES}, {"films", put_films, SETS},
		{"streams", put_streams, FILES}, {"published_files", put_published, FILES},
		{"unknown_files", put_unknown, FILES}, {"nfo_versions", put_versions, FILES},
		{"history", put_history, FILES}, {"edits", put_edits, SETS | FILES},
		{"matches", put_matches, SETS | FILES}, {"warnings", put_warnings, FILES}};
	int of = d->row.item.type == ENTITY_SET ? SETS : FILES;
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;
	size_t i;

	list_record(&d->row, r);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!(parts[i].of & of))
			continue;
		strbuf_clear(&out);
		jsonw_init(&w, &out);
		parts[i].put(&w, d);
		record_set_raw(r, parts[i].key, out.buf, out.len);
	}
	strbuf_release(&out);
}
