/* The pictures of one item and the choice among them; see gallery.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "asset/gallery.h"
#include "core/alloc.h"
#include "core/json.h"
#include "store/list.h"
#include "store/serieswish.h"

void gallery_release(struct gallery *g)
{
	size_t i;

	for (i = 0; i < g->nkind; i++)
		choice_release(&g->kind[i].choice);
	for (i = 0; g->found && i < g->all.n; i++) {
		cache_object_release(&g->found[i].object);
		free(g->found[i].no_picture);
	}
	free(g->kind);
	free(g->found);
	free(g->pick);
	names_release(&g->languages);
	candidate_list_release(&g->all);
	item_release(&g->item);
	*g = (struct gallery){.item = ITEM_INIT};
}

/* Candidates come by their kinds. */
static void find_kinds(struct gallery *g)
{
	size_t i;

	g->kind = xcalloc(g->all.n + 1, sizeof(*g->kind));
	for (i = 0; i < g->all.n; i++)
		if (!i || strcmp(g->all.item[i].asset_type, g->all.item[i - 1].asset_type) != 0)
			g->kind[g->nkind++].name = g->all.item[i].asset_type;
}

static int read_languages(struct db *db, struct gallery *g, struct error *err)
{
	struct series_wishes wishes = {0};
	int64_t series = g->type == ENTITY_SERIES ? g->id : g->item.series_id;
	int rc = series ? series_wishes_load(db, series, &wishes, err) : 0;

	art_languages_read(&g->languages, wishes.language);
	series_wishes_release(&wishes);
	return rc < 0 ? -1 : 0;
}

int gallery_load(struct db *db, enum entity type, int64_t id, struct gallery *g, struct error *err)
{
	int rc = item_load(db, type, id, ITEM_FIELDS, &g->item, err);

	g->type = type;
	g->id = id;
	if (rc == 1 && (candidates_of(db, type, id, &g->all, err) || read_languages(db, g, err)))
		rc = -1;
	g->found = xcalloc(g->all.n + 1, sizeof(*g->found));
	find_kinds(g);
	return rc;
}

int gallery_library(struct db *db, const struct gallery *g, int64_t *id, struct error *err)
{
	const struct list_filter films = {.type = ENTITY_MOVIE, .unpublished = -1, .set_id = g->id};
	struct list_page page = {0};
	int found = 1;

	if (g->type != ENTITY_SET) {
		*id = g->item.library_id;
		return 1;
	}
	if (list_items(db, &films, NULL, 0, 1, &page, err))
		found = -1;
	else if (!page.n)
		found = 0;
	else
		*id = page.row[0].item.library_id;
	list_page_release(&page);
	return found;
}

int gallery_rules(
	struct db *db, const struct conf *conf, int64_t library_id, struct art_rules *out, struct error *err)
{
	struct library lib = {0};
	int rc = library_by_id(db, library_id, &lib, err);

	if (rc == 0)
		error_set(err, ERR_NOT_FOUND, "there is no library %" PRId64, library_id);
	rc = rc == 1 ? art_rules_load(db, &lib, conf_get(conf, CONF_LANGUAGE), out, err) : -1;
	library_release(&lib);
	return rc;
}

/* Those of the rule, else of the series, else of the library. */
static const struct meta_names *languages_of(const struct gallery *g, const struct art_rule *rule)
{
	return !rule->languages.n && g->languages.n ? &g->languages : art_rule_languages(g->rules, rule);
}

void gallery_choose(struct gallery *g)
{
	const struct candidate **list = xcalloc(g->all.n + 1, sizeof(*list));
	size_t i, k, n;

	for (k = 0; k < g->nkind; k++) {
		struct gallery_kind *kind = &g->kind[k];
		const struct art_rule *rule = art_rule_of(g->rules, kind->name);

		for (i = 0, n = 0; i < g->all.n; i++)
			if (!strcmp(g->all.item[i].asset_type, kind->name) && !g->found[i].out_of_reach)
				list[n++] = &g->all.item[i];
		choice_release(&kind->choice);
		choice_make(&kind->choice, list, n, rule, languages_of(g, rule),
			names_find(&g->item.locked_kinds, kind->name) >= 0);
	}
	free(list);
}

struct gallery_kind *gallery_kind(struct gallery *g, const char *name)
{
	size_t i;

	for (i = 0; i < g->nkind; i++)
		if (!strcmp(g->kind[i].name, name))
			return &g->kind[i];
	return NULL;
}

size_t gallery_index(const struct gallery *g, const struct choice_row *row)
{
	return (size_t)(row->c - g->all.item);
}

static void replace(char **text, const char *by)
{
	free(*text);
	*text = xstrdup_or_null(by);
}

void gallery_found_object(struct gallery *g, size_t at, struct cache_object *object)
{
	struct candidate *c = &g->all.item[at];

	cache_object_release(&g->found[at].object);
	g->found[at].object = *object;
	replace(&c->content_hash, object->content_hash);
	replace(&c->cache_path, object->file_path);
	replace(&c->perceptual_hash, object->perceptual_hash);
	c->width = object->width;
	c->height = object->height;
	c->phash_done = object->phash_done;
	c->is_downloaded = true;
	*object = (struct cache_object){0};
}

void gallery_found_phash(struct gallery *g, size_t at, const char *phash)
{
	replace(&g->all.item[at].perceptual_hash, phash);
	g->all.item[at].phash_done = true;
	g->found[at].judged = true;
}

void gallery_found_none(struct gallery *g, size_t at, const char *reason)
{
	replace(&g->found[at].no_picture, reason);
	replace(&g->all.item[at].reject_reason, reason);
	g->all.item[at].is_rejected = true;
}

static bool is_free(const struct gallery_kind *kind)
{
	return !kind->choice.locked && !kind->held;
}

static const struct choice_row *row_of(
	const struct gallery *g, const struct candidate *c, const struct gallery_kind **kind)
{
	size_t i, k;

	for (k = 0; k < g->nkind; k++)
		for (i = 0; i < g->kind[k].choice.n; i++)
			if (g->kind[k].choice.row[i].c == c) {
				*kind = &g->kind[k];
				return &g->kind[k].choice.row[i];
			}
	return NULL;
}

/* Scores are made of what passes the filters. */
static double score_to_keep(const struct choice_row *row)
{
	return row->verdict == VERDICT_REJECTED || row->verdict == VERDICT_TOO_SMALL ? -1 : row->score.total;
}

static void fill_pick(const struct gallery *g, size_t at, struct pick *p)
{
	const struct finding_out *found = &g->found[at];
	const struct gallery_kind *kind = NULL;
	const struct choice_row *row = row_of(g, &g->all.item[at], &kind);

	*p = (struct pick){.c = &g->all.item[at],
		.free = row && is_free(kind),
		.selected = row && row->verdict == VERDICT_TAKEN,
		.score = row ? score_to_keep(row) : g->all.item[at].auto_score,
		.object = found->object.content_hash ? &found->object : NULL,
		.judged = found->judged,
		.phash = g->all.item[at].perceptual_hash,
		.no_picture = found->no_picture};
}

void gallery_picks(struct gallery *g, struct pick_job *job)
{
	size_t i;

	free(g->pick);
	g->pick = xcalloc(g->all.n + 1, sizeof(*g->pick));
	for (i = 0; i < g->all.n; i++)
		fill_pick(g, i, &g->pick[i]);
	*job = (struct pick_job){
		.type = g->type, .id = g->id, .revision = g->item.revision, .pick = g->pick, .n = g->all.n};
}

static bool kind_changes(const struct gallery *g, const struct gallery_kind *kind)
{
	size_t i;

	for (i = 0; i < kind->choice.n && is_free(kind); i++) {
		const struct choice_row *row = &kind->choice.row[i];

		if (row->c->is_selected != (row->verdict == VERDICT_TAKEN))
			return true;
	}
	for (i = 0; i < g->all.n && is_free(kind); i++) /* one that cannot be had */
		if (g->found[i].out_of_reach && g->all.item[i].is_selected &&
			!strcmp(g->all.item[i].asset_type, kind->name))
			return true;
	return false;
}

bool gallery_changes(const struct gallery *g)
{
	size_t k;

	for (k = 0; k < g->nkind; k++)
		if (kind_changes(g, &g->kind[k]))
			return true;
	return false;
}

static void describe(const struct choice_row *row, struct strbuf *out)
{
	const struct candidate *c = row->c;

	strbuf_addf(out, "%" PRId64 " (%s", c->id, c->provider);
	if (c->language && *c->language)
		strbuf_addf(out, ", %s", c->language);
	if (c->width && c->height)
		strbuf_addf(out, ", %" PRId64 " x %" PRId64, c->width, c->height);
	strbuf_addf(out, ", %.1f)", row->score.total);
}

/* Those that are to be selected, or those that are; how many. */
static size_t describe_rows(const struct choice *choice, bool now, struct strbuf *out)
{
	size_t i, n = 0;

	for (i = 0; i < choice->n; i++) {
		const struct choice_row *row = &choice->row[i];

		if (now ? row->verdict != VERDICT_TAKEN : !row->c->is_selected)
			continue;
		strbuf_addstr(out, n++ ? ", " : "");
		describe(row, out);
	}
	if (!n)
		strbuf_addstr(out, "none");
	return n;
}

void gallery_text(const struct gallery *g, const char *label, struct strbuf *out)
{
	struct strbuf was = STRBUF_INIT;
	size_t k;

	for (k = 0; k < g->nkind; k++) {
		if (!kind_changes(g, &g->kind[k]))
			continue;
		strbuf_clear(&was);
		strbuf_addf(out, "%s: %s: ", label, g->kind[k].name);
		describe_rows(&g->kind[k].choice, true, out);
		if (describe_rows(&g->kind[k].choice, false, &was))
			strbuf_addf(out, " instead of %s", was.buf);
		strbuf_addch(out, '\n');
	}
	strbuf_release(&was);
}

static void put_ids(struct jsonw *w, const char *key, const struct choice *choice, bool now)
{
	size_t i;

	jsonw_key(w, key);
	jsonw_array(w);
	for (i = 0; i < choice->n; i++)
		if (now ? choice->row[i].verdict == VERDICT_TAKEN : choice->row[i].c->is_selected)
			jsonw_int(w, choice->row[i].c->id);
	jsonw_end(w);
}

void gallery_json(const struct gallery *g, struct strbuf *out)
{
	struct jsonw w;
	size_t k;

	jsonw_init(&w, out);
	jsonw_array(&w);
	for (k = 0; k < g->nkind; k++) {
		if (!kind_changes(g, &g->kind[k]))
			continue;
		jsonw_object(&w);
		jsonw_kstr(&w, "kind", g->kind[k].name);
		put_ids(&w, "selected", &g->kind[k].choice, true);
		put_ids(&w, "was", &g->kind[k].choice, false);
		jsonw_end(&w);
	}
	jsonw_end(&w);
}
