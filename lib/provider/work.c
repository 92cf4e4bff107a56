/* One item on its way through the providers; see work.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "media/name.h"
#include "provider/loose.h"
#include "provider/merge.h"
#include "provider/work.h"
#include "store/forget.h"

/* Its rows, as of one moment. */
struct loading {
	struct work *w;
	enum entity type;
	int64_t id;
	struct series_wishes own;
};

static int load_rows(struct db *db, void *ctx, struct error *err)
{
	struct loading *l = ctx;
	struct work *w = l->w;
	int64_t series;
	int rc;

	item_release(&w->it);
	item_release(&w->series);
	series_wishes_release(&l->own);
	rc = item_load(db, l->type, l->id, ITEM_META | ITEM_FIELDS, &w->it, err);
	if (rc == 0)
		rc = error_set(err, ERR_NOT_FOUND, "the item is gone");
	series = l->type == ENTITY_SERIES ? l->id : w->it.series_id;
	if (rc == 1 && series)
		rc = series_wishes_load(db, series, &l->own, err);
	if (rc == 1 && series && l->type != ENTITY_SERIES)
		rc = item_load(db, ENTITY_SERIES, series, ITEM_META, &w->series, err);
	return rc < 0 ? -1 : 0;
}

static void set_inquiry(struct work *w)
{
	struct inquiry *q = &w->inquiry;

	q->type = w->it.type;
	q->meta = &w->it.meta;
	q->series = &w->series.meta;
	q->series_asked = w->series.enriched_at != NULL;
	q->aired_is_ours = provider_by_name(w->it.field[MF_AIRED].source) < 0;
	q->wishes = &w->wishes;
}

static void add_number(struct meta *m, const char *type, int64_t number)
{
	char text[LOOSE_ID];

	snprintf(text, sizeof(text), "%" PRId64, number);
	if (number > 0)
		meta_add_id(m, type, text, false);
}

/* What its NFO says of its ids is all that a scan has taken, but the name may say more. */
static void set_named(struct work *w)
{
	struct name_info info = NAME_INIT;

	if ((w->it.type != ENTITY_MOVIE && w->it.type != ENTITY_SERIES) || !w->it.file_path)
		return;
	name_parse(&info, w->it.file_path, w->it.type == ENTITY_MOVIE ? NAME_MOVIE : NAME_SERIES);
	add_number(&w->named, "tmdb", info.tmdb_id);
	add_number(&w->named, "tvdb", info.tvdb_id);
	meta_add_id(&w->named, "imdb", info.imdb_id, false);
	name_release(&info);
	w->inquiry.named = &w->named;
}

int work_load(struct work *w, struct shop *shop, enum entity type, int64_t id, struct error *err)
{
	static const struct library none = {0};
	struct loading l = {w, type, id, {0}};
	const struct library *lib = &none;
	int rc;

	memset(w, 0, sizeof(*w));
	w->inquiry = (struct inquiry)INQUIRY_INIT;
	w->artwork = shop->artwork;
	rc = db_transact(shop->session->db, DB_READ, load_rows, &l, err);
	if (!rc && w->it.library_id) /* films of a set may be in several */
		lib = shop_library(shop, w->it.library_id, err);
	if (!rc && lib) {
		set_inquiry(w);
		set_named(w);
		shop_wishes(shop, lib, &l.own, &w->wishes);
		shop_order(shop, lib, &w->inquiry);
		w->inquiry.numbering = shop_numbering(lib, &l.own);
		w->replace = shop_replace(shop, lib);
		meta_copy_field(&w->ids, &w->it.meta, MF_UNIQUEIDS);
	}
	series_wishes_release(&l.own);
	return rc || !lib ? -1 : 0;
}

enum ask_state work_run(struct ask *a, void *job, struct error *err)
{
	struct work *w = job;

	(void)err;
	return inquiry_run(a, &w->inquiry);
}

/* Whether the episodes are counted otherwise than when this one was asked about last: it was another one. */
static bool is_another(const struct work *w)
{
	const char *type = provider_name(w->inquiry.rank[0]);
	const char *was = meta_id(&w->it.meta, type);
	const char *is = meta_id(&w->inquiry.by[w->inquiry.rank[0]].answer.meta, type);

	return w->it.type == ENTITY_EPISODE && source_is_provider(w->it.field[MF_UNIQUEIDS].source) && was &&
	       is && strcmp(was, is) != 0;
}

/* Merges, and says what differs. */
static void merge(struct work *w, bool tell)
{
	const struct inquiry *q = &w->inquiry;
	struct merge_source from[PROVIDER_COUNT];
	struct item was = w->it;
	uint64_t forgotten = 0;
	size_t i;

	was.meta = (struct meta)META_INIT;
	meta_copy(&was.meta, &w->it.meta);
	w->result.another = is_another(w);
	if (w->result.another)
		forget_episode(&w->it, &forgotten);
	for (i = 0; i < q->norder; i++) {
		const struct inquiry_answer *by = &q->by[q->rank[i]];

		from[i] = (struct merge_source){
			q->rank[i], by->state == ASK_ANSWERED ? &by->answer.meta : NULL};
	}
	w->result.fields = forgotten | merge_item(&w->it, from, q->norder, w->replace);
	w->result.values = meta_diff(&was.meta, &w->it.meta) != 0;
	if (tell)
		edit_compare(&w->changes, &was, &w->it, w->result.fields);
	meta_release(&was.meta);
}

static void set_pictures(struct work *w, enum provider_id p, struct enriched_by *by)
{
	const struct picture_list *list = &w->inquiry.by[p].answer.pictures;
	struct remote_picture *out = xcalloc(list->n + 1, sizeof(*out));
	size_t i;

	for (i = 0; i < list->n; i++) {
		const struct picture *from = &list->item[i];

		out[i] = (struct remote_picture){.asset_type = from->kind,
			.url = from->url,
			.preview_url = from->preview_url,
			.language = from->language,
			.width = from->width,
			.height = from->height,
			.vote_count = from->vote_count,
			.vote_average = from->vote_average};
	}
	free(w->picture[p]);
	w->picture[p] = out;
	by->picture = out;
	by->npicture = list->n;
}

/* Whom nobody asked is not spoken of. */
static void set_asked(struct work *w)
{
	const struct inquiry *q = &w->inquiry;
	size_t i;

	w->result.by = w->by;
	w->result.nby = 0;
	for (i = 0; i < q->norder; i++) {
		const struct inquiry_answer *answer = &q->by[q->order[i]];
		struct enriched_by *by = &w->by[w->result.nby];

		if (answer->state == ASK_WAITING)
			continue;
		*by = (struct enriched_by){.provider = provider_name(q->order[i]),
			.provider_id = answer->id,
			.failure = answer->state == ASK_FAILED ? &answer->failure : NULL};
		set_pictures(w, q->order[i], by);
		w->result.nby++;
	}
}

static void set_matches(struct work *w)
{
	const struct match_list *list = &w->inquiry.matches;
	size_t i;

	free(w->match);
	w->match = xcalloc(list->n + 1, sizeof(*w->match));
	for (i = 0; i < list->n; i++) {
		const struct match *m = &list->item[i];

		w->match[i] = (struct match_row){.provider = (char *)(uintptr_t)provider_name(m->provider),
			.provider_id = m->id,
			.title = m->title,
			.original_title = m->original_title,
			.url = m->url,
			.year = m->year,
			.score = m->score};
	}
	w->result.match = w->match;
	w->result.nmatch = list->n;
	w->result.asked_what = w->inquiry.searched;
}

void work_plan(struct work *w, bool tell)
{
	static const enum enriched_how how[] = {[INQUIRY_GOOD] = ENRICHED_GOOD,
		[INQUIRY_UNKNOWN] = ENRICHED_UNKNOWN,
		[INQUIRY_FAILED] = ENRICHED_FAILED};
	struct inquiry *q = &w->inquiry;

	error_release(&w->result.error);
	edit_job_release(&w->changes);
	w->changes.type = w->it.type;
	w->changes.id = w->it.id;
	w->result = (struct enriched){
		.it = &w->it, .how = how[q->end], .pictures_only = w->artwork, .error = ERROR_INIT};
	if (q->nobody)
		w->result.pictures_only = true;
	if (q->reason.len)
		w->result.message = q->reason.buf;
	if (q->end == INQUIRY_GOOD && !w->artwork)
		merge(w, tell);
	set_asked(w);
	set_matches(w);
}

int work_again(struct work *w, struct shop *shop, bool tell, struct error *err)
{
	struct loading l = {w, w->it.type, w->it.id, {0}};
	int rc = db_transact(shop->session->db, DB_READ, load_rows, &l, err);

	series_wishes_release(&l.own);
	if (!rc && !meta_field_equal(&w->ids, &w->it.meta, MF_UNIQUEIDS))
		rc = error_set(err, ERR_CHANGED, "somebody changed its ids meanwhile");
	if (!rc)
		work_plan(w, tell);
	return rc;
}

void work_release(struct work *w)
{
	size_t i;

	for (i = 0; i < PROVIDER_COUNT; i++)
		free(w->picture[i]);
	free(w->match);
	edit_job_release(&w->changes);
	error_release(&w->result.error);
	inquiry_release(&w->inquiry);
	names_release(&w->wishes.languages);
	meta_release(&w->ids);
	meta_release(&w->named);
	item_release(&w->it);
	item_release(&w->series);
}
