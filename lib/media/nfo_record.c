/*
 * NFO items and their changes as records.
 */
#include "media/nfo_record.h"

#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"

static const struct {
	const char *member, *type;
	bool number; /* a number in the database */
} id_members[] = {{"tmdb_id", "tmdb", true}, {"imdb_id", "imdb", false}, {"tvdb_id", "tvdb", true}};

static void set_ids(const struct meta *m, struct record *r)
{
	for (size_t i = 0; i < sizeof(id_members) / sizeof(id_members[0]); i++) {
		const char *id = meta_id(m, id_members[i].type);
		bool number = id && strlen(id) <= 15 && strspn(id, "0123456789") == strlen(id);

		if (id && id_members[i].number && number)
			record_set_int(r, id_members[i].member, strtoll(id, NULL, 10));
		else
			record_set_str(r, id_members[i].member, id);
	}
}

static void set_locks(const struct nfo_locks *locks, struct record *r)
{
	struct strbuf json = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &json);
	jsonw_object(&w);
	jsonw_kbool(&w, "item", locks->item);
	jsonw_key(&w, "fields");
	jsonw_array(&w);
	for (int f = 0; f < MF_COUNT; f++)
		if (locks->fields & MF_BIT(f))
			jsonw_str(&w, meta_field_name((enum meta_field)f));
	jsonw_end(&w);
	jsonw_end(&w);
	record_set_raw(r, "locks", json.buf, json.len);
	strbuf_release(&json);
}

static void set_artwork(const struct nfo_item *item, struct record *r)
{
	struct strbuf json = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &json);
	jsonw_array(&w);
	for (size_t i = 0; i < item->nart; i++) {
		const struct nfo_art *art = &item->art[i];

		jsonw_object(&w);
		jsonw_kstr(&w, "type", art->type);
		jsonw_kstr(&w, "url", art->url);
		if (art->preview)
			jsonw_kstr(&w, "preview", art->preview);
		if (art->season >= 0)
			jsonw_kint(&w, "season", art->season);
		jsonw_end(&w);
	}
	jsonw_end(&w);
	record_set_raw(r, "artwork", json.buf, json.len);
	strbuf_release(&json);
}

static void set_warnings(const struct nfo *nfo, struct record *r)
{
	struct strbuf json = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &json);
	jsonw_array(&w);
	for (size_t i = 0; i < nfo->nwarning; i++) {
		jsonw_object(&w);
		jsonw_kint(&w, "line", (int64_t)nfo->warning[i].line);
		jsonw_kstr(&w, "message", nfo->warning[i].text);
		jsonw_end(&w);
	}
	jsonw_end(&w);
	record_set_raw(r, "warnings", json.buf, json.len);
	strbuf_release(&json);
}

void nfo_to_record(const struct nfo *nfo, size_t i, struct record *r)
{
	const struct nfo_item *item = &nfo->item[i];
	struct strbuf json = STRBUF_INIT;
	struct jsonw w;

	record_set_int(r, "index", (int64_t)i);
	record_set_str(r, "root", nfo_root_name(item->root));
	for (int f = 0; f < MF_COUNT; f++) {
		strbuf_clear(&json);
		jsonw_init(&w, &json);
		meta_write_json(&item->meta, (enum meta_field)f, &w);
		record_set_raw(r, meta_field_name((enum meta_field)f), json.buf, json.len);
	}
	set_ids(&item->meta, r);
	if (item->has_streams)
		streams_to_record(&item->streams, r);
	set_locks(&item->locks, r);
	set_artwork(item, r);
	record_set_str(r, "maker", nfo_maker_name(nfo->maker));
	record_set_str(r, "url", nfo->url);
	set_warnings(nfo, r);
	strbuf_release(&json);
}

void nfo_change_release(struct nfo_change *c)
{
	meta_release(&c->meta);
	streams_release(&c->streams);
	*c = (struct nfo_change){0};
}

/* The member as a tree, or NULL: it is not there. */
static cJSON *tree(const struct record *r, const char *key, struct error *err)
{
	size_t len;
	const char *raw = record_raw(r, key, &len);

	return raw ? json_parse(raw, len, err) : NULL;
}

static int take_field(struct nfo_change *c, const struct record *r, enum meta_field f, struct error *err)
{
	cJSON *v = tree(r, meta_field_name(f), err);
	int rc = 0;

	if (!v)
		return record_has(r, meta_field_name(f)) ? -1 : 0;
	rc = meta_read_json(&c->meta, f, v, err);
	c->fields |= MF_BIT(f);
	cJSON_Delete(v);
	return rc;
}

/* One id of the list becomes 'value', or goes when that is NULL. */
static void change_id(struct meta *m, const char *type, const char *value)
{
	struct meta old = META_INIT;
	bool is_default = false;

	meta_copy_field(&old, m, MF_UNIQUEIDS);
	meta_clear_field(m, MF_UNIQUEIDS);
	for (size_t i = 0; i < old.ids.n; i++)
		if (strcmp(old.ids.item[i].type, type) != 0)
			meta_add_id(
				m, old.ids.item[i].type, old.ids.item[i].value, old.ids.item[i].is_default);
		else
			is_default = old.ids.item[i].is_default;
	if (value)
		meta_add_id(m, type, value, is_default);
	meta_release(&old);
}

static int take_id(
	struct nfo_change *c, const struct nfo_item *have, struct record *r, size_t i, struct error *err)
{
	const char *member = id_members[i].member, *type = id_members[i].type,
		   *was = meta_id(&have->meta, type);
	const char *text = record_str(r, member);
	struct strbuf value = STRBUF_INIT;
	int64_t n;
	size_t len;

	if (!record_has(r, member))
		return 0;
	if (text)
		strbuf_addstr(&value, text);
	else if (record_int(r, member, &n))
		strbuf_addf(&value, "%lld", (long long)n);
	else if (strncmp(record_raw(r, member, &len), "null", 4) != 0)
		return error_set(err, ERR_BAD_VALUE, "%s takes an id", member);
	if (strcmp(value.buf, was ? was : "") != 0) {
		if (!(c->fields & MF_BIT(MF_UNIQUEIDS)))
			meta_copy_field(&c->meta, &have->meta, MF_UNIQUEIDS);
		change_id(&c->meta, type, value.len > 0 ? value.buf : NULL);
		c->fields |= MF_BIT(MF_UNIQUEIDS);
	}
	strbuf_release(&value);
	return 0;
}

static int take_locks(struct nfo_change *c, const struct record *r, struct error *err)
{
	cJSON *v = tree(r, "locks", err);
	const cJSON *field;
	int rc = 0;

	if (!v)
		return record_has(r, "locks") ? -1 : 0;
	c->has_locks = cJSON_IsObject(v);
	json_bool(v, "item", &c->locks.item);
	cJSON_ArrayForEach (field, json_member(v, "fields")) {
		int f = cJSON_IsString(field) ? meta_field_by_name(field->valuestring) : -1;

		if (f < 0)
			rc = error_set(err, ERR_BAD_VALUE, "locks takes names of fields");
		else
			c->locks.fields |= MF_BIT(f);
	}
	cJSON_Delete(v);
	return rc;
}

static int take_streams(struct nfo_change *c, const struct record *r, struct error *err)
{
	struct strbuf line = STRBUF_INIT;
	int rc = 0;

	c->has_streams = record_has(r, "video") || record_has(r, "audio");
	if (c->has_streams) {
		record_format(r, &line);
		rc = streams_from_json(&c->streams, line.buf, line.len, err);
	}
	strbuf_release(&line);
	return rc;
}

int nfo_change_from_record(
	struct nfo_change *c, const struct nfo_item *have, struct record *r, struct error *err)
{
	int rc = 0;

	nfo_change_release(c);
	for (int f = 0; f < MF_COUNT && rc == 0; f++)
		rc = take_field(c, r, (enum meta_field)f, err);
	for (size_t i = 0; i < sizeof(id_members) / sizeof(id_members[0]) && rc == 0; i++)
		rc = take_id(c, have, r, i, err);
	if (rc == 0)
		rc = take_locks(c, r, err);
	return rc == 0 ? take_streams(c, r, err) : rc;
}

int nfo_index_from_record(const struct nfo *nfo, struct record *r, size_t *index, struct error *err)
{
	int64_t n = 0;

	if (record_has(r, "index") && (!record_int(r, "index", &n) || n < 0 || n > NFO_MAX_ROOTS))
		return error_set(err, ERR_BAD_RECORD, "'index' is no number of an item");
	if (!record_has(r, "index") && nfo->n > 1)
		return error_set(
			err, ERR_BAD_RECORD, "the NFO has %zu items, and 'index' does not say which", nfo->n);
	*index = (size_t)n;
	return 0;
}

int nfo_root_from_record(struct record *r, enum nfo_root *root, struct error *err)
{
	const char *name = record_str(r, "root");

	for (int k = NFO_MOVIE; k <= NFO_EPISODE && name; k++)
		if (!strcmp(name, nfo_root_name((enum nfo_root)k))) {
			*root = (enum nfo_root)k;
			return 0;
		}
	return error_set(err, ERR_BAD_RECORD,
		"'root' does not say what to make: movie, tvshow, season, episodedetails");
}
