/* All that is known of one item, for people; see dossier.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/plural.h"
#include "core/table.h"
#include "store/dossier.h"

static struct table *section(const char *const heads[], size_t gives)
{
	struct table *t = table_new(heads);

	table_gives(t, gives);
	return t;
}

static void end_section(struct table *t, struct strbuf *out, size_t width)
{
	strbuf_addch(out, '\n');
	table_format(t, width, out);
	table_free(t);
}

static void add_fields(const struct item *it, size_t width, struct strbuf *out)
{
	static const char *const heads[] = {"FIELD", "SOURCE", "LOCKED", "SINCE", "VALUE", NULL};
	struct table *t = section(heads, 4);
	struct strbuf value = STRBUF_INIT;
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		const struct field_info *info = &it->field[f];

		if (!meta_has(&it->meta, f) && !*info->source && !pins_any(&info->pins))
			continue;
		strbuf_clear(&value);
		meta_field_text(&it->meta, (enum meta_field)f, &value);
		table_add(t, meta_field_name(f));
		table_add(t, info->source);
		table_add(t, info->locked ? "locked" : "");
		table_add(t, *info->updated_at ? info->updated_at : "");
		table_add(t, value.buf);
	}
	end_section(t, out, width);
	strbuf_release(&value);
}

static void add_values(struct strbuf *out, const struct meta_names *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		strbuf_addf(out, "%s%s", i ? ", " : "", list->item[i]);
}

/* Values that are locked into lists and out of them. */
static void add_pins(const struct item *it, size_t width, struct strbuf *out)
{
	static const char *const heads[] = {"LIST", "LOCKED IN", "LOCKED OUT", NULL};
	struct table *t = NULL;
	struct strbuf in = STRBUF_INIT, barred = STRBUF_INIT;
	int f;

	for (f = 0; f < MF_COUNT; f++) {
		if (!pins_any(&it->field[f].pins))
			continue;
		t = t ? t : section(heads, 1);
		strbuf_clear(&in);
		strbuf_clear(&barred);
		add_values(&in, &it->field[f].pins.pinned);
		add_values(&barred, &it->field[f].pins.barred);
		table_add(t, meta_field_name(f));
		table_add(t, in.buf);
		table_add(t, barred.buf);
	}
	if (t)
		end_section(t, out, width);
	strbuf_release(&in);
	strbuf_release(&barred);
}

/* What the file says of a field that is in conflict. */
static void disk_text(const struct field_info *info, enum meta_field f, struct strbuf *out)
{
	struct meta m = META_INIT;
	cJSON *v = json_parse(info->disk_value, strlen(info->disk_value), NULL);

	if (v && !meta_read_json(&m, f, v, NULL))
		meta_field_text(&m, f, out);
	cJSON_Delete(v);
	meta_release(&m);
}

static void add_conflicts(const struct item *it, size_t width, struct strbuf *out)
{
	static const char *const heads[] = {"CONFLICT", "THE FILE SAYS", NULL};
	struct table *t;
	struct strbuf value = STRBUF_INIT;
	int f;

	if (!item_conflict(it))
		return;
	t = section(heads, 1);
	for (f = 0; f < MF_COUNT; f++) {
		if (!it->field[f].disk_value)
			continue;
		strbuf_clear(&value);
		disk_text(&it->field[f], f, &value);
		table_add(t, meta_field_name(f));
		table_add(t, value.buf);
	}
	end_section(t, out, width);
	strbuf_release(&value);
}

static void add_artwork(const struct candidate_list *list, size_t width, struct strbuf *out)
{
	static const char *const heads[] = {"ARTWORK", "ID", "SIZE", "FROM", "CHOSEN", "WHERE", NULL};
	struct table *t;
	struct strbuf text = STRBUF_INIT;
	size_t i;

	if (!list->n)
		return;
	t = section(heads, 5);
	for (i = 0; i < list->n; i++) {
		const struct candidate *c = &list->item[i];

		table_add(t, c->asset_type);
		strbuf_clear(&text);
		strbuf_addf(&text, "%" PRId64, c->id);
		table_add(t, text.buf);
		strbuf_clear(&text);
		if (c->width)
			strbuf_addf(&text, "%" PRId64 "x%" PRId64, c->width, c->height);
		table_add(t, text.buf);
		table_add(t, c->provider);
		table_add(t, c->is_rejected	      ? "rejected"
			     : candidate_undecided(c) ? "undecided"
			     : c->is_selected	      ? c->selected_by
						      : "");
		table_add(t, c->local_path ? c->local_path : c->provider_url);
	}
	end_section(t, out, width);
	strbuf_release(&text);
}

static void add_streams(const struct streams *s, struct strbuf *out)
{
	size_t i;

	if (s->nvideo + s->naudio + s->nsubtitle)
		strbuf_addstr(out, "\nSTREAMS\n");
	for (i = 0; i < s->nvideo; i++)
		strbuf_addf(out, "video     %s %dx%d%s%s, %d:%02d:%02d\n",
			s->video[i].codec ? s->video[i].codec : "?", s->video[i].width, s->video[i].height,
			s->video[i].hdr_type ? " " : "", s->video[i].hdr_type ? s->video[i].hdr_type : "",
			(int)s->duration / 3600, (int)s->duration / 60 % 60, (int)s->duration % 60);
	for (i = 0; i < s->naudio; i++)
		strbuf_addf(out, "audio     %s %d channels%s%s%s\n",
			s->audio[i].codec ? s->audio[i].codec : "?", s->audio[i].channels,
			s->audio[i].language ? " " : "", s->audio[i].language ? s->audio[i].language : "",
			s->audio[i].is_default ? ", default" : "");
	for (i = 0; i < s->nsubtitle; i++)
		strbuf_addf(out, "subtitle  %s%s%s%s\n", s->subtitle[i].codec ? s->subtitle[i].codec : "?",
			s->subtitle[i].language ? " " : "",
			s->subtitle[i].language ? s->subtitle[i].language : "",
			s->subtitle[i].file_path ? ", a file" : "");
}

static void add_files(const struct dossier *d, size_t width, struct strbuf *out)
{
	static const char *const heads[] = {"FILE", "PATH", NULL};
	struct table *t = section(heads, 1);
	size_t i;

	table_add(t, "video");
	table_add(t, d->row.item.file_path);
	if (d->row.item.nfo_path) {
		table_add(t, "nfo");
		table_add(t, d->row.item.nfo_path);
	}
	for (i = 0; i < d->npublished; i++) {
		table_add(t, "published");
		table_add(t, d->published[i].path);
	}
	for (i = 0; i < d->nunknown; i++) {
		table_add(t, "unknown");
		table_add(t, d->unknown[i].path);
	}
	end_section(t, out, width);
}

/* Of a set. */
static void add_films(const struct dossier *d, size_t width, struct strbuf *out)
{
	static const char *const heads[] = {"FILM", "TITLE", "YEAR", "STATE", "LIBRARY", NULL};
	struct table *t = section(heads, 1);
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < d->films.n; i++) {
		const struct list_row *row = &d->films.row[i];

		strbuf_clear(&text);
		strbuf_addf(&text, "movie:%" PRId64, row->item.id);
		table_add(t, text.buf);
		table_add(t, meta_get(&row->item.meta, MF_TITLE));
		table_add(t, meta_get(&row->item.meta, MF_YEAR));
		strbuf_clear(&text);
		strbuf_addf(&text, "%s%s", row->item.state, row->item.has_unpublished_changes ? " *" : "");
		table_add(t, text.buf);
		table_add(t, row->library);
	}
	if (d->films.n)
		end_section(t, out, width);
	else
		table_free(t);
	strbuf_release(&text);
}

/* What happened, and when. */
struct happening {
	const char *when; /* borrowed */
	char *what;
	size_t order; /* of what happened at the same time */
};
struct happenings {
	struct happening *item;
	size_t n, alloc;
};

static void happened(struct happenings *h, const char *when, struct strbuf *what)
{
	ALLOC_GROW(h->item, h->n + 1, h->alloc);
	h->item[h->n] = (struct happening){when ? when : "", strbuf_detach(what, NULL), h->n};
	h->n++;
}

static int newest_first(const void *a, const void *b)
{
	const struct happening *x = a, *y = b;
	int c = strcmp(y->when, x->when);

	return c ? c : x->order < y->order ? -1 : 1;
}

static void list_edits(const struct dossier *d, struct happenings *h)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < d->nedit; i++) {
		const struct edit_entry *e = &d->edit[i];

		strbuf_addf(&text, "edit %" PRId64 " by %s%s: ", e->batch, e->made_by,
			e->undone_at ? ", undone" : "");
		edit_entry_text(e, &text);
		happened(h, e->made_at, &text);
	}
}

static void list_publishes(const struct dossier *d, struct happenings *h)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = 0; i < d->nhistory; i++) {
		const struct publog_entry *e = &d->history[i];

		strbuf_addf(&text, "publish %" PRId64 "%s", e->id,
			e->open	     ? " was interrupted"
			: e->success ? ""
				     : " failed: ");
		if (e->success)
			strbuf_addf(&text, " by %s", e->published_by);
		else if (!e->open && e->error_message)
			strbuf_addstr(&text, e->error_message);
		happened(h, e->published_at, &text);
	}
}

/* Whether a version has the bytes of the one before it, and other pictures or locks of them. */
static bool has_other_artwork(const struct nfo_version *v, size_t i)
{
	return i && !strcmp(v[i].hash, v[i - 1].hash) && v[i].artwork && v[i - 1].artwork &&
	       strcmp(v[i].artwork, v[i - 1].artwork) != 0;
}

static void list_versions(const struct dossier *d, struct happenings *h)
{
	struct strbuf text = STRBUF_INIT;
	size_t i;

	for (i = d->nversion; i-- > 0;) {
		strbuf_addf(&text, "NFO version %d, %s, %.12s%s", d->version[i].version,
			nfo_origin_name(d->version[i].origin), d->version[i].hash,
			has_other_artwork(d->version, i) ? ", other artwork" : "");
		happened(h, d->version[i].seen_at, &text);
	}
}

static void add_history(const struct dossier *d, size_t width, struct strbuf *out)
{
	static const char *const heads[] = {"WHEN", "WHAT", NULL};
	struct happenings h = {0};
	struct table *t;
	size_t i;

	list_edits(d, &h);
	list_publishes(d, &h);
	list_versions(d, &h);
	if (!h.n)
		return;
	qsort(h.item, h.n, sizeof(*h.item), newest_first);
	t = section(heads, 1);
	for (i = 0; i < h.n; i++) {
		table_add(t, h.item[i].when);
		table_add(t, h.item[i].what);
		free(h.item[i].what);
	}
	free(h.item);
	end_section(t, out, width);
}

static void add_warnings(const struct dossier *d, struct strbuf *out)
{
	size_t i;

	if (d->warnings.n)
		strbuf_addstr(out, "\nWARNINGS\n");
	for (i = 0; i < d->warnings.n; i++) {
		strbuf_add_escaped(out, d->warnings.item[i], strlen(d->warnings.item[i]));
		strbuf_addch(out, '\n');
	}
}

static void add_head(const struct dossier *d, struct strbuf *out)
{
	const struct item *it = &d->row.item;
	const char *title = meta_get(&it->meta, MF_TITLE), *year = meta_get(&it->meta, MF_YEAR);
	struct strbuf head = STRBUF_INIT;

	strbuf_addf(&head, "%s:%" PRId64 "  %s%s%s%s", entity_name(it->type), it->id, title ? title : "",
		year ? " (" : "", year ? year : "", year ? ")" : "");
	strbuf_add_escaped(out, head.buf, head.len);
	strbuf_addch(out, '\n');
	if (it->type == ENTITY_SET)
		strbuf_addf(out, "%" PRId64 " %s", d->row.films, plural(d->row.films, "film", "films"));
	if (d->row.library)
		strbuf_addf(out, "%slibrary '%s'", it->type == ENTITY_SET ? ", " : "", d->row.library);
	strbuf_addf(out, ", %s%s%s%s%s\n", it->state,
		it->has_unpublished_changes ? ", with unpublished changes" : "",
		d->row.conflict ? ", in conflict" : "",
		d->row.interrupted ? ", interrupted while published" : "",
		it->deleted_on ? ", gone from the disk" : "");
	if (it->error_message)
		strbuf_addf(out, "%s: %s\n", strncmp(it->state, "error_", 6) ? "not identified" : "error",
			it->error_message);
	if (it->locked_kinds.n) {
		strbuf_addstr(out, "locked artwork: ");
		add_values(out, &it->locked_kinds);
		strbuf_addch(out, '\n');
	}
	strbuf_release(&head);
}

void dossier_text(const struct dossier *d, size_t width, struct strbuf *out)
{
	add_head(d, out);
	add_fields(&d->row.item, width, out);
	add_pins(&d->row.item, width, out);
	add_conflicts(&d->row.item, width, out);
	add_artwork(&d->artwork, width, out);
	if (d->row.item.type == ENTITY_SET) {
		add_films(d, width, out);
	} else {
		add_streams(&d->row.item.streams, out);
		add_files(d, width, out);
	}
	add_warnings(d, out);
	add_history(d, width, out);
}

void dossier_history(const struct dossier *d, size_t width, struct strbuf *out)
{
	add_head(d, out);
	add_history(d, width, out);
}
