/* All that is known of one item; see dossier.h. */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/record.h"
#include "store/dossier.h"

void dossier_release(struct dossier *d)
{
	list_row_release(&d->row);
	candidate_list_release(&d->artwork);
	published_free(d->published, d->npublished);
	unknown_free(d->unknown, d->nunknown);
	nfo_versions_free(d->version, d->nversion);
	publog_free(d->history, d->nhistory);
	*d = (struct dossier){.row = {.item = ITEM_INIT}};
}

struct loading {
	enum entity type;
	int64_t id;
	struct dossier *d;
	bool found;
};

/* The row of a list, with the whole item in the place of its own row; of a soft-deleted one, too. */
static int load_row(struct db *db, struct loading *l, struct error *err)
{
	struct list_filter filter = {.type = l->type, .unpublished = -1, .only_id = l->id, .texts = true};
	struct list_page page = {0};
	struct item whole = ITEM_INIT;
	int rc = list_items(db, &filter, NULL, 0, 1, &page, err);

	if (!rc && !page.n) {
		filter.deleted = true;
		rc = list_items(db, &filter, NULL, 0, 1, &page, err);
	}
	if (!rc && page.n)
		rc = item_load(db, l->type, l->id, ITEM_ALL, &whole, err);
	l->found = rc == 1;
	if (l->found) {
		item_release(&page.row[0].item);
		page.row[0].item = whole;
		l->d->row = page.row[0];
		page.n = 0;
	}
	list_page_release(&page);
	return rc < 0 ? -1 : 0;
}

static int load(struct db *db, void *ctx, struct error *err)
{
	struct loading *l = ctx;
	struct dossier *d = l->d;

	dossier_release(d); /* of a run before this one */
	if (load_row(db, l, err))
		return -1;
	if (!l->found)
		return 0;
	return candidates_of(db, l->type, l->id, &d->artwork, err) ||
			       published_of(db, l->type, l->id, &d->published, &d->npublished, err) ||
			       unknown_of(db, l->type, l->id, &d->unknown, &d->nunknown, err) ||
			       nfo_versions_of(db, l->type, l->id, &d->version, &d->nversion, err) ||
			       publog_of(db, l->type, l->id, &d->history, &d->nhistory, err)
		       ? -1
		       : 0;
}

int dossier_load(struct db *db, enum entity type, int64_t id, struct dossier *out, struct error *err)
{
	struct loading l = {type, id, out, false};

	if (db_transact(db, DB_READ, load, &l, err)) {
		dossier_release(out);
		return -1;
	}
	return l.found;
}

static void put_fields(struct jsonw *w, const struct dossier *d)
{
	const struct item *it = &d->row.item;
	struct strbuf value = STRBUF_INIT;
	int f;

	jsonw_object(w);
	for (f = 0; f < MF_COUNT; f++) {
		const struct field_info *info = &it->field[f];

		if (!meta_has(&it->meta, f) && !*info->source)
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
		jsonw_end(w);
	}
	jsonw_end(w);
	strbuf_release(&value);
}

static void put_candidate(struct jsonw *w, const struct candidate *c)
{
	jsonw_object(w);
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
	jsonw_end(w);
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
		put_candidate(w, c);
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

static void put_streams(struct jsonw *w, const struct dossier *d)
{
	jsonw_object(w);
	streams_to_json(&d->row.item.streams, w);
	jsonw_end(w);
}

void dossier_record(const struct dossier *d, struct record *r)
{
	static const struct {
		const char *key;
		void (*put)(struct jsonw *w, const struct dossier *d);
	} parts[] = {{"fields", put_fields}, {"artwork", put_artwork}, {"streams", put_streams},
		{"published_files", put_published}, {"unknown_files", put_unknown},
		{"nfo_versions", put_versions}, {"history", put_history}};
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;
	size_t i;

	list_record(&d->row, r);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		strbuf_clear(&out);
		jsonw_init(&w, &out);
		parts[i].put(&w, d);
		record_set_raw(r, parts[i].key, out.buf, out.len);
	}
	strbuf_release(&out);
}
