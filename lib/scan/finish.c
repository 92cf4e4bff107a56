/* What an item is, once everything about it was read: what of it changed. See look.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/path.h"
#include "scan/survey.h"
#include "store/absorb.h"

static bool text_differs(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") != 0;
}

/* Replaces a text of the item; whether that changed it. */
static bool set_text(char **to, const char *value)
{
	bool differs = text_differs(*to, value);

	if (differs) {
		free(*to);
		*to = xstrdup_or_null(value && *value ? value : NULL);
	}
	return differs;
}

/* Of the folder's only NFO, which bears another name, the ids are taken when it holds nothing else; it may be
 * a release's notes. */
static bool is_hint(const struct survey *r)
{
	return r->w->found->nfo_any && r->root && r->root->root == NFO_URL;
}

/* Whether the item's NFO, wherever its values come from, is its own: to be edited, not only read. */
static bool has_own_nfo(const struct survey *r)
{
	const struct found *found = r->w->found;
	const char *name;

	if (found->nfo == NO_FILE || is_hint(r) || (found->nfo_any && *r->w->nfo_hash && !r->root))
		return false;
	name = path_base(folder_name(&r->l->f, found->nfo));
	return found->type != ENTITY_MOVIE || found->alone || found->disc ||
	       strcasecmp(name, "movie.nfo") != 0;
}

/* Where the item is now, and where its NFO is. */
static void set_place(struct survey *r)
{
	struct work *w = r->w;
	const struct found *found = w->found;
	struct strbuf path = STRBUF_INIT;

	look_place(r->s, r->l, found, &path);
	w->changed |= set_text(&w->it.file_path, path.buf);
	if (!w->it.folder || text_differs(w->it.folder, r->l->folder)) {
		free(w->it.folder);
		w->it.folder = xstrdup(r->l->folder);
		w->changed = true;
	}
	w->changed |= set_text(&w->it.version_label, found->label ? found->label : r->edition);
	strbuf_clear(&path);
	if (has_own_nfo(r))
		scanner_db_path(r->s, r->l->folder, folder_name(&r->l->f, found->nfo), &path);
	w->changed |= set_text(&w->it.nfo_path, path.buf);
	if (found->nfo == NO_FILE) {
		w->changed |= set_text(&w->it.nfo_hash, NULL);
		absorb_no_nfo(&w->it, &w->fields);
	}
	if (w->it.naming != found->naming) {
		w->it.naming = found->naming;
		w->changed = true;
	}
	strbuf_release(&path);
}

static void tell_conflict(struct survey *r, uint64_t conflict)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addstr(&text, "changed here and in Metarr, and left as it is on both sides: ");
	meta_names_text(conflict, &text);
	survey_warn(r, r->w->found->nfo, ERR_CHANGED, text.buf);
	strbuf_release(&text);
}

static void tell_rewrite(struct survey *r, enum nfo_maker maker)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "written anew by %s: the next publish repairs it", nfo_maker_name(maker));
	survey_warn(r, r->w->found->nfo, ERR_CHANGED, text.buf);
	strbuf_release(&text);
}

/* Takes the NFO into the item. 0 or -1. */
static int take_nfo(struct survey *r, struct error *err)
{
	struct work *w = r->w;
	uint64_t fields = 0, conflict = item_conflict(&w->it);
	struct nfo_seen seen = {.hash = w->nfo_hash, .nfo = &r->nfo, .root = r->root};

	if (!*w->nfo_hash || (!r->s->o->probe && !text_differs(w->it.nfo_hash, w->nfo_hash)))
		return 0;
	if (is_hint(r) || (w->found->nfo_any && !r->root)) {
		if (r->root)
			absorb_fill(&w->it, &r->root->meta, SOURCE_NFO, &w->fields);
		return 0;
	}
	if (r->root && absorb_nfo(r->s->db, &w->it, &seen, &fields, err) < 0)
		return -1;
	w->fields |= fields;
	if (seen.rewritten_by != NFO_BY_UNKNOWN)
		tell_rewrite(r, seen.rewritten_by);
	conflict = item_conflict(&w->it) & ~conflict;
	if (conflict)
		tell_conflict(r, conflict);
	w->nfo_keep = true;
	w->nfo_origin = w->it.nfo_parsed_at ? NFO_FILE : NFO_FOUND;
	w->changed |= set_text(&w->it.nfo_hash, w->nfo_hash);
	set_text(&w->it.nfo_parsed_at, r->l->now);
	return 0;
}

static void put_number(struct work *w, enum meta_field f, int n, const char *source)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%d", n);
	absorb_put(&w->it, f, text.buf, source, &w->fields);
	strbuf_release(&text);
}

/* Where a season or episode stands. A guess is no better than what it is already. */
static void take_numbers(struct survey *r)
{
	static const enum meta_field fields[] = {MF_SEASON_NUMBER, MF_EPISODE_NUMBER};
	struct work *w = r->w;
	const struct found *found = w->found;
	const int numbers[] = {found->season, found->episode};

	for (size_t i = 0; i < (found->type == ENTITY_SEASON ? 1 : 2); i++) {
		if (found->by_name || found->by_nfo || found->type == ENTITY_SEASON)
			put_number(w, fields[i], numbers[i], found->by_nfo ? SOURCE_NFO : SOURCE_NAME);
		else if (!meta_has(&w->it.meta, fields[i]))
			put_number(w, fields[i], numbers[i], SOURCE_NAME);
	}
}

/* The name that tvshow.nfo has for a season, unless season.nfo names it. */
static void take_season_name(struct survey *r)
{
	const struct work *series = &r->l->work[0];
	struct strbuf name = STRBUF_INIT;
	const char *title;

	strbuf_addf(&name, "namedseason:%d", r->w->found->season);
	title = meta_extra(&series->it.meta, name.buf);
	if (title && r->w->found->nfo == NO_FILE) {
		struct meta m = META_INIT;

		meta_set(&m, MF_TITLE, title, NULL);
		absorb_fill(&r->w->it, &m, SOURCE_NFO, &r->w->fields);
		meta_release(&m);
	}
	strbuf_release(&name);
}

/* Fills what the NFO does not say. Ids that differ are told: the NFO's count. */
static void take_name(struct survey *r)
{
	static const char *const types[] = {"tmdb", "imdb", "tvdb"};
	struct work *w = r->w;

	absorb_fill(&w->it, &r->name, SOURCE_NAME, &w->fields);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const char *named = meta_id(&r->name, types[i]), *known = meta_id(&w->it.meta, types[i]);

		if (named && known && strcmp(named, known) != 0 && r->root)
			survey_warn(r, w->found->nfo, ERR_BAD_VALUE,
				w->found->type == ENTITY_MOVIE
					? "names another film than the file's name does"
					: "names another series than the folder's name does");
	}
}

/* "Movie.idx" and "Movie.sub" are one subtitle. */
static bool is_idx_half(const struct look *l, size_t file)
{
	struct strbuf idx = STRBUF_INIT;
	const char *name = folder_name(&l->f, file);
	bool half = false;

	if (strcasecmp(path_ext(name), "sub") == 0) {
		strbuf_add(&idx, name, strlen(name) - 3);
		strbuf_addstr(&idx, "idx");
		half = folder_find(&l->f, idx.buf) < l->f.n;
	}
	strbuf_release(&idx);
	return half;
}

static const char *subtitle_codec(const char *name)
{
	static const struct {
		const char *ext, *codec;
	} known[] = {{"srt", "subrip"}, {"ass", "ass"}, {"ssa", "ssa"}, {"vtt", "webvtt"},
		{"idx", "dvd_subtitle"}, {"sup", "hdmv_pgs_subtitle"}, {"smi", "sami"}};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcasecmp(path_ext(name), known[i].ext) == 0)
			return known[i].codec;
	}
	return path_ext(name);
}

/* The subtitle files beside the video, in place of those that were there. */
static void set_sidecars(struct survey *r, struct streams *st)
{
	const struct found *found = r->w->found;
	size_t kept = 0;

	for (size_t i = 0; i < st->nsubtitle; i++) {
		struct subtitle_stream *sub = &st->subtitle[i];

		if (!sub->file_path) {
			st->subtitle[kept++] = *sub;
			continue;
		}
		free(sub->codec);
		free(sub->language);
		free(sub->file_path);
	}
	st->nsubtitle = kept;
	for (size_t i = 0; i < found->nsubtitles; i++) {
		const char *name = folder_name(&r->l->f, found->subtitle[i]);
		struct strbuf path = STRBUF_INIT;
		struct subtitle_stream sub = {NULL};

		if (is_idx_half(r->l, found->subtitle[i]))
			continue;
		sub.language =
			xstrdup_or_null(found_subtitle(name, found->base, &sub.is_forced, &sub.is_default));
		sub.codec = xstrdup(subtitle_codec(name));
		scanner_db_path(r->s, r->l->folder, name, &path);
		sub.file_path = strbuf_detach(&path, NULL);
		ALLOC_GROW(st->subtitle, st->nsubtitle + 1, st->asubtitle);
		st->subtitle[st->nsubtitle++] = sub;
	}
}

static void streams_text(const struct streams *st, struct strbuf *out)
{
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_object(&w);
	streams_to_json(st, &w);
	jsonw_end(&w);
}

/* How many episodes share the file. */
static size_t episodes_of_file(const struct look *l, size_t k)
{
	size_t first = l->finds.item[k].twin == NO_FILE ? k : l->finds.item[k].twin, n = 1;

	for (size_t i = first + 1; i < l->finds.n && l->finds.item[i].twin == first; i++)
		n++;
	return n;
}

static void fill_runtime(struct survey *r)
{
	size_t k = (size_t)(r->w - r->l->work);
	double minutes = r->w->it.streams.duration / 60 / (double)episodes_of_file(r->l, k);
	struct strbuf text = STRBUF_INIT;
	struct meta probe = META_INIT;

	strbuf_addf(&text, "%d", (int)(minutes + 0.5));
	if (minutes >= 0.5) {
		meta_set(&probe, MF_RUNTIME, text.buf, NULL);
		absorb_fill(&r->w->it, &probe, SOURCE_PROBE, &r->w->fields);
	}
	meta_release(&probe);
	strbuf_release(&text);
}

/* The streams, and the running time that they give an item which has none. */
static void take_streams(struct survey *r)
{
	struct strbuf before = STRBUF_INIT, after = STRBUF_INIT;
	struct work *w = r->w;

	streams_text(&w->it.streams, &before);
	if (w->probed) {
		streams_release(&w->it.streams);
		w->it.streams = w->streams;
		w->streams = (struct streams)STREAMS_INIT;
	}
	set_sidecars(r, &w->it.streams);
	streams_text(&w->it.streams, &after);
	w->streams_changed = strcmp(before.buf, after.buf) != 0;
	if (w->probed)
		fill_runtime(r);
	strbuf_release(&before);
	strbuf_release(&after);
}

/* What only the pixels of a picture tell: whether folder.jpg is a poster. */
static void name_by_pixels(const struct look *l, struct found_picture *p)
{
	const struct header *h = &l->header[p->file];

	if (!p->kind && h->width > 0 && h->height > 0)
		p->kind = xstrdup(artname_by_pixels((unsigned)h->width, (unsigned)h->height));
}

/* Keeps the pictures that can be candidates: those that nobody found broken, and whose kind is known. */
static void choose_pictures(struct survey *r)
{
	struct look *l = r->l;
	struct found *found = &l->finds.item[r->w->found - l->finds.item];
	size_t kept = 0;

	for (size_t i = 0; i < found->npictures; i++) {
		struct found_picture *p = &found->picture[i];
		const struct seen_file *seen = look_unchanged(l, p->file);

		name_by_pixels(l, p);
		if (seen && seen->kind && strcmp(seen->kind, SEEN_BROKEN) == 0)
			l->header[p->file].broken = true;
		if (p->kind && !l->header[p->file].broken)
			found->picture[kept++] = *p;
		else
			free(p->kind);
	}
	found->npictures = kept;
	found_choose_pictures(found);
}

/* The candidates that stand for the pictures. */
static void list_pictures(struct survey *r)
{
	struct look *l = r->l;
	struct work *w = r->w;

	choose_pictures(r);
	w->picture = xcalloc(w->found->npictures + 1, sizeof(*w->picture));
	for (size_t i = 0; i < w->found->npictures; i++) {
		const struct found_picture *p = &w->found->picture[i];
		const struct header *h = &l->header[p->file];
		const char *name = folder_name(&l->f, p->file);
		struct strbuf path = STRBUF_INIT;

		scanner_db_path(r->s, l->folder, name, &path);
		w->picture[w->npictures++] = (struct local_picture){
			.asset_type = p->kind,
			.path = strbuf_detach(&path, NULL),
			.selected = p->shown,
			.width = h->width,
			.height = h->height,
			.mime_type = h->mime,
			.changed = !look_unchanged(l, p->file),
		};
	}
}

/* The files that nobody knows: they are the first item's of a folder, or a film's that they are named after.
 */
static void list_unknown(struct survey *r)
{
	struct look *l = r->l;
	struct work *w = r->w;
	size_t k = (size_t)(w->found - l->finds.item), alloc = 0;

	for (size_t i = 0; i < l->f.n && w->found->type <= ENTITY_SERIES; i++) {
		struct strbuf path = STRBUF_INIT;

		if (l->finds.owner[i] != k || !l->finds.unknown[i] || i == w->found->nfo)
			continue;
		scanner_db_path(r->s, l->folder, folder_name(&l->f, i), &path);
		ALLOC_GROW(w->unknown, w->nunknown + 1, alloc);
		w->unknown[w->nunknown++] =
			(struct unknown_file){strbuf_detach(&path, NULL), l->f.file[i].size, NULL};
	}
}

static bool has_id(const struct meta *m)
{
	return meta_id(m, "tmdb") || meta_id(m, "imdb") || meta_id(m, "tvdb");
}

/* Whether a scan has a say in the state: no phase has come after it. */
static bool is_first_state(const char *state)
{
	return state && (strcmp(state, "discovered") == 0 || strcmp(state, "identified") == 0);
}

/* A scan says no more of an item than whether somebody gave it an id; the series' is its episodes', too. */
static void set_state(struct survey *r)
{
	struct work *w = r->w;
	bool identified = has_id(&w->it.meta);

	if (w->found->type == ENTITY_SERIES)
		r->l->identified = identified;
	else
		identified |= r->l->identified;
	w->state = identified ? "identified" : "discovered";
	w->changed |= !w->id || w->moved || w->fields || w->streams_changed || w->it.deleted_on ||
		      (is_first_state(w->it.state) && strcmp(w->it.state, w->state) != 0);
}

static int work_finish(struct survey *r, struct error *err)
{
	enum entity type = r->w->found->type;

	survey_nfo(r);
	survey_names(r);
	if (survey_identify(r, err) < 0)
		return -1;
	set_place(r);
	/* What was seen last is told by the numbers that it had then. */
	if (take_nfo(r, err) < 0)
		return -1;
	if (type == ENTITY_SEASON || type == ENTITY_EPISODE)
		take_numbers(r);
	if (!r->w->id || r->w->moved || *r->w->nfo_hash)
		take_name(r);
	if (type == ENTITY_SEASON)
		take_season_name(r);
	if (r->w->found->nparts > 0)
		take_streams(r);
	survey_actors(r);
	list_pictures(r);
	list_unknown(r);
	set_state(r);
	return 0;
}

/* What moved is not gone. */
static void keep_moved(struct look *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->gone.n; i++) {
		const struct ref *gone = &l->gone.item[i];
		bool moved = false;

		for (size_t k = 0; k < l->finds.n && !moved; k++)
			moved = l->work[k].moved && l->work[k].id == gone->id &&
				l->finds.item[k].type == gone->type;
		if (!moved)
			l->gone.item[kept++] = *gone;
	}
	l->gone.n = kept;
}

int look_finish(struct scanner *s, struct look *l, struct error *err)
{
	int rc = db_now(s->db, l->now, err);

	for (size_t k = 0; k < l->finds.n && rc == 0; k++) {
		struct survey r = {.s = s, .l = l, .w = &l->work[k], .nfo = NFO_INIT, .name = META_INIT};

		if (!r.w->skip)
			rc = work_finish(&r, err);
		survey_release(&r);
	}
	keep_moved(l);
	return rc;
}
