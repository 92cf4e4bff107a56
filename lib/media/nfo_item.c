/*
 * Reading one item of an NFO.
 */
#include "media/nfo_item.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#include "core/alloc.h"
#include "media/nfo_fields.h"
#include "media/nfo_part.h"
#include "media/nfo_streams.h"

struct item_reader {
	struct nfo_doc *d;
	struct nfo_item *item;
	struct meta other; /* what stands in other writers' elements, used where the own ones say nothing */
	struct meta tags;  /* ids of <imdbid> and the like */
	struct strbuf text, text2;
};

static void read_ratings(struct item_reader *r, const struct nfo_elem *e)
{
	struct meta *m = &r->item->meta;
	struct meta_rating rating;
	struct nfo_elem c;

	for (size_t pos = e->open_end; nfo_next(&r->d->xml, &pos, e->content_end, &c);) {
		if (!nfo_is(&r->d->xml, &c, "rating") || !nfo_read_rating(r->d, &c, &rating))
			continue;
		for (size_t i = 0; i < m->ratings.n; i++)
			rating.is_default &= !m->ratings.item[i].is_default; /* the first one is meant */
		meta_add_rating(m, &rating);
		free(rating.source);
	}
}

/* <rating>7.5</rating><votes>12</votes> and other forms from before <ratings>. */
static void read_old_ratings(struct item_reader *r, const struct nfo_elem *root)
{
	static const char *const forms[] = {"rating", "communityrating", "criticrating"};
	char people[] = "default", critics[] = "rottenTomatoes";
	struct meta_rating rating;
	struct nfo_elem e;

	for (int i = 0; i < 3; i++) {
		bool critic = i == 2;

		rating = (struct meta_rating){.source = critic ? critics : people, .votes = -1};
		if (!nfo_child(&r->d->xml, root, forms[i], &e) || !nfo_elem_value(r->d, &e, &r->text) ||
			!nfo_decimal(r->text.buf, &rating.value))
			continue;
		rating.max = critic ? 100 : nfo_rating_scale(r->d, &e);
		if (rating.value > rating.max)
			rating.max = 100;
		if (!critic && nfo_child(&r->d->xml, root, "votes", &e) && nfo_elem_value(r->d, &e, &r->text))
			rating.votes = nfo_votes(r->text.buf);
		meta_add_rating(&r->item->meta, &rating);
	}
}

static void read_id(struct item_reader *r, const struct nfo_elem *e)
{
	struct meta *m = &r->item->meta;

	if (!nfo_read_id(r->d, e, r->item->root, &r->text, &r->text2))
		return;
	if (nfo_is(&r->d->xml, e, "uniqueid")) {
		struct strbuf v = STRBUF_INIT;
		bool is_default = nfo_attr_value(r->d, e, "default", &v) && !strcasecmp(v.buf, "true");
		for (size_t i = 0; i < m->ids.n; i++)
			is_default &= !m->ids.item[i].is_default;
		meta_add_id(m, r->text.buf, r->text2.buf, is_default);
		strbuf_release(&v);
	} else if (!nfo_is(&r->d->xml, e, "id")) {
		meta_add_id(&r->tags, r->text.buf, r->text2.buf, false);
	}
}

/* <id> counts only without any <uniqueid>: beside one, it may be of any provider. */
static void read_old_id(struct item_reader *r, const struct nfo_elem *root)
{
	static const char *const attributes[][2] = {{"IMDB", "imdb"}, {"TMDB", "tmdb"}, {"TVDB", "tvdb"}};
	struct meta *m = &r->item->meta;
	struct nfo_elem e;

	if (!nfo_child(&r->d->xml, root, "id", &e))
		return;
	if (nfo_read_id(r->d, &e, r->item->root, &r->text, &r->text2))
		meta_add_id(m, r->text.buf, r->text2.buf, false);
	for (int i = 0; i < 3; i++)
		if (nfo_attr_value(r->d, &e, attributes[i][0], &r->text))
			meta_add_id(m, attributes[i][1], r->text.buf, false);
}

static void read_set(struct item_reader *r, const struct nfo_elem *e)
{
	struct meta *m = &r->item->meta;
	struct strbuf name = STRBUF_INIT, overview = STRBUF_INIT, id = STRBUF_INIT;
	struct nfo_elem c;
	size_t pos = e->open_end;

	if (nfo_child(&r->d->xml, e, "overview", &c))
		nfo_elem_value(r->d, &c, &overview);
	if (nfo_child(&r->d->xml, e, "name", &c))
		nfo_elem_value(r->d, &c, &name);
	else if (!nfo_next(&r->d->xml, &pos, e->content_end, &c))
		nfo_elem_value(r->d, e, &name);
	nfo_attr_value(r->d, e, "tmdbcolid", &id);
	if (!m->set_name)
		meta_set_collection(m, name.buf, overview.buf, id.buf);
	strbuf_release(&name);
	strbuf_release(&overview);
	strbuf_release(&id);
}

static void add_art(struct nfo_item *item, const char *type, int season, const char *url, const char *preview)
{
	if (!*url || item->nart >= META_MAX_LIST)
		return;
	ALLOC_GROW(item->art, item->nart + 1, item->aart);
	item->art[item->nart++] = (struct nfo_art){
		.type = xstrdup(type),
		.url = xstrdup(url),
		.preview = *preview ? xstrdup(preview) : NULL,
		.season = season,
	};
}

static void read_thumb(struct item_reader *r, const struct nfo_elem *e)
{
	bool episode = r->item->root == NFO_SEASON || r->item->root == NFO_EPISODE;
	struct strbuf type = STRBUF_INIT;
	int season = -1;

	if (nfo_attr_value(r->d, e, "season", &r->text) && isdigit((unsigned char)r->text.buf[0]) &&
		r->text.len < 6)
		season = atoi(r->text.buf);
	if (!nfo_attr_value(r->d, e, "aspect", &type))
		strbuf_addstr(&type, episode ? "thumb" : "poster");
	nfo_attr_value(r->d, e, "preview", &r->text2);
	nfo_elem_value(r->d, e, &r->text);
	add_art(r->item, type.buf, season, r->text.buf, r->text2.buf);
	strbuf_release(&type);
}

static void read_fanart(struct item_reader *r, const struct nfo_elem *e)
{
	struct strbuf url = STRBUF_INIT;
	struct nfo_elem c;
	bool any = false;

	for (size_t pos = e->open_end; nfo_next(&r->d->xml, &pos, e->content_end, &c);) {
		if (!nfo_is(&r->d->xml, &c, "thumb") || !nfo_elem_value(r->d, &c, &r->text))
			continue;
		any = true;
		nfo_attr_value(r->d, e, "url", &url); /* what all addresses begin with */
		strbuf_addbuf(&url, &r->text);
		nfo_attr_value(r->d, &c, "preview", &r->text2);
		add_art(r->item, "fanart", -1, url.buf, r->text2.buf);
	}
	if (!any && nfo_elem_value(r->d, e, &url))
		add_art(r->item, "fanart", -1, url.buf, "");
	strbuf_release(&url);
}

static const struct {
	const char *word;
	enum meta_field field;
} lock_words[] = {{"Cast", MF_ACTORS}, {"Genres", MF_GENRES}, {"ProductionLocations", MF_COUNTRIES},
	{"Studios", MF_STUDIOS}, {"Tags", MF_TAGS}, {"Name", MF_TITLE}, {"Overview", MF_PLOT},
	{"Runtime", MF_RUNTIME}, {"OfficialRating", MF_MPAA}};

const char *nfo_lock_name(enum meta_field f)
{
	for (size_t i = 0; i < sizeof(lock_words) / sizeof(lock_words[0]); i++)
		if (lock_words[i].field == f)
			return lock_words[i].word;
	return NULL;
}

static void read_locks(struct item_reader *r, const struct nfo_elem *root)
{
	struct nfo_locks *locks = &r->item->locks;
	struct nfo_elem e;

	if (nfo_child(&r->d->xml, root, "lockdata", &e) && nfo_elem_value(r->d, &e, &r->text))
		locks->item = !strcasecmp(r->text.buf, "true");
	if (!nfo_child(&r->d->xml, root, "lockedfields", &e) || !nfo_elem_value(r->d, &e, &r->text))
		return;
	for (char *save = NULL, *w = strtok_r(r->text.buf, "|", &save); w; w = strtok_r(NULL, "|", &save))
		for (size_t i = 0; i < sizeof(lock_words) / sizeof(lock_words[0]); i++)
			if (!strcasecmp(w, lock_words[i].word))
				locks->fields |= MF_BIT(lock_words[i].field);
}

static void read_actor(struct item_reader *r, const struct nfo_elem *e)
{
	struct meta_person p;

	if (nfo_read_person(r->d, e, &p))
		meta_add_person(&r->item->meta, MF_ACTORS, &p);
	nfo_release_person(&p);
}

static void read_field(struct item_reader *r, const struct nfo_elem *e, const struct nfo_field *f)
{
	struct meta *m = f->other ? &r->other : &r->item->meta;

	if (f->field >= MF_SCALARS)
		nfo_read_names(r->d, e, m, f->field);
	else if (!m->scalar[f->field])
		nfo_read_scalar(r->d, e, m, f->field);
}

static void read_extra(struct item_reader *r, const struct nfo_elem *e)
{
	if (nfo_extra_name(r->d, e, r->item->root, &r->text) && nfo_elem_value(r->d, e, &r->text2) &&
		!nfo_says_nothing(r->text2.buf))
		meta_add_extra(&r->item->meta, r->text.buf, r->text2.buf);
}

static void read_child(struct item_reader *r, const struct nfo_elem *e)
{
	static const struct {
		const char *name;
		void (*read)(struct item_reader *r, const struct nfo_elem *e);
	} structures[] = {{"actor", read_actor}, {"ratings", read_ratings}, {"uniqueid", read_id},
		{"set", read_set}, {"thumb", read_thumb}, {"fanart", read_fanart}};
	const struct nfo_field *f = nfo_field(&r->d->xml, e, r->item->root);

	if (f) {
		read_field(r, e, f);
		return;
	}
	for (size_t i = 0; i < sizeof(structures) / sizeof(structures[0]); i++)
		if (nfo_is(&r->d->xml, e, structures[i].name)) {
			structures[i].read(r, e);
			return;
		}
	if (nfo_is(&r->d->xml, e, "fileinfo") && !r->item->has_streams)
		r->item->has_streams = nfo_read_streams(r->d, e, &r->item->streams);
	else if (nfo_id_element(&r->d->xml, e))
		read_id(r, e);
	else
		read_extra(r, e);
}

static int by_order(const void *a, const void *b)
{
	const struct meta_person *x = a, *y = b;

	return x->order < y->order ? -1 : x->order > y->order;
}

/* Players sort by <order>; where an actor has none, the order of the file is all there is. Stable: few
 * actors. */
static void sort_actors(struct meta_people *actors)
{
	for (size_t i = 0; i < actors->n; i++)
		if (actors->item[i].order < 0)
			return;
	for (size_t i = 1; i < actors->n; i++) {
		struct meta_person p = actors->item[i];
		size_t at = i;
		for (; at > 0 && by_order(&actors->item[at - 1], &p) > 0; at--)
			actors->item[at] = actors->item[at - 1];
		actors->item[at] = p;
	}
}

static void finish(struct item_reader *r, const struct nfo_elem *root)
{
	struct meta *m = &r->item->meta;
	struct nfo_elem e;

	if (!meta_has(m, MF_UNIQUEIDS))
		read_old_id(r, root);
	for (size_t i = 0; i < r->tags.ids.n; i++)
		meta_add_id(m, r->tags.ids.item[i].type, r->tags.ids.item[i].value, false);
	for (int f = 0; f < MF_COUNT; f++)
		if (!meta_has(m, (enum meta_field)f) && meta_has(&r->other, (enum meta_field)f))
			meta_copy_field(m, &r->other, (enum meta_field)f);
	if (!meta_has(m, MF_RATINGS))
		read_old_ratings(r, root);
	bool chosen = false;
	for (size_t i = 0; i < m->ratings.n; i++)
		chosen |= m->ratings.item[i].is_default;
	if (m->ratings.n > 0 && !chosen)
		m->ratings.item[0].is_default = true;
	if (!m->scalar[MF_YEAR] && m->scalar[MF_PREMIERED]) {
		strbuf_clear(&r->text);
		strbuf_add(&r->text, m->scalar[MF_PREMIERED], 4);
		meta_set(m, MF_YEAR, r->text.buf, NULL);
	}
	for (int i = 0; i < 2 && m->set_name && !m->set_tmdb_id; i++)
		if (nfo_child(&r->d->xml, root, i ? "collectionnumber" : "tmdbcolid", &e) &&
			nfo_elem_value(r->d, &e, &r->text))
			m->set_tmdb_id = xstrdup(r->text.buf);
	sort_actors(&m->actors);
	read_locks(r, root);
}

void nfo_read_item(struct nfo_doc *d, size_t index, struct nfo_item *item)
{
	struct item_reader r = {.d = d, .item = item, .text = STRBUF_INIT, .text2 = STRBUF_INIT};
	const struct nfo_elem root = d->root[index].e;
	struct nfo_elem e;

	for (size_t pos = root.open_end; nfo_next(&d->xml, &pos, root.content_end, &e);)
		read_child(&r, &e);
	finish(&r, &root);
	meta_release(&r.other);
	meta_release(&r.tags);
	strbuf_release(&r.text);
	strbuf_release(&r.text2);
}

void nfo_read_urls(struct nfo_doc *d, struct meta *m)
{
	struct strbuf url = STRBUF_INIT;

	if (d->nroot > 1 || meta_has(m, MF_UNIQUEIDS))
		return;
	for (size_t i = 0; i < d->nurl; i++) {
		strbuf_clear(&url);
		nfo_text_decode(&d->text, d->xml.s + d->url[i].start, d->url[i].end - d->url[i].start, &url);
		nfo_url_ids(m, url.buf, url.len);
	}
	strbuf_release(&url);
}
