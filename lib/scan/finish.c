/* What an item is, once everything about it was read: what of it changed. See look.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alloc.h"
#include "core/path.h"
#include "scan/survey.h"
#include "store/absorb.h"
#include "store/forget.h"

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
	w->changed |= set_text(&w->it->file_path, path.buf);
	if (!w->it->folder || text_differs(w->it->folder, r->l->folder)) {
		free(w->it->folder);
		w->it->folder = xstrdup(r->l->folder);
		w->changed = true;
	}
	w->changed |= set_text(&w->it->version_label, found->label ? found->label : r->edition);
	strbuf_clear(&path);
	if (has_own_nfo(r))
		scanner_db_path(r->s, r->l->folder, folder_name(&r->l->f, found->nfo), &path);
	w->changed |= set_text(&w->it->nfo_path, path.buf);
	if (found->nfo == NO_FILE) {
		w->changed |= set_text(&w->it->nfo_hash, NULL);
		absorb_no_nfo(w->it, &w->fields);
	}
	if (w->it->naming != found->naming) {
		w->it->naming = found->naming;
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
	uint64_t fields = 0, conflict = item_conflict(w->it);
	struct nfo_seen seen = {.hash = w->nfo_hash, .nfo = &r->nfo, .root = r->root};

	if (!*w->nfo_hash || (!r->s->o->probe && !text_differs(w->it->nfo_hash, w->nfo_hash)))
		return 0;
	if (is_hint(r) || (w->found->nfo_any && !r->root)) {
		if (r->root)
			absorb_fill(w->it, &r->root->meta, absorb_source(r->nfo.maker), &w->fields);
		return 0;
	}
	if (r->root && absorb_nfo(r->s->db, w->it, &seen, &fields, err) < 0)
		return -1;
	w->fields |= fields;
	if (seen.rewritten_by != NFO_BY_UNKNOWN)
		tell_rewrite(r, seen.rewritten_by);
	conflict = item_conflict(w->it) & ~conflict;
	if (conflict)
		tell_conflict(r, conflict);
	w->nfo_keep = true;
	w->nfo_origin = w->it->nfo_parsed_at || w->it->published_nfo_hash ? NFO_FILE : NFO_FOUND;
	w->changed |= set_text(&w->it->nfo_hash, w->nfo_hash);
	set_text(&w->it->nfo_parsed_at, r->l->now);
	return 0;
}

static void put_number(struct work *w, enum meta_field f, int n, const char *source)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%d", n);
	absorb_put(w->it, f, text.buf, source, &w->fields);
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
		else if (!meta_has(&w->it->meta, fields[i]))
			put_number(w, fields[i], numbers[i], SOURCE_NAME);
	}
}

static long number_of(const struct item *it, enum meta_field f)
{
	const char *text = meta_get(&it->meta, f);

	return text ? strtol(text, NULL, 10) : -1;
}

/* An episode that had other numbers is another one than providers were asked about. */
static void take_other_numbers(struct survey *r, long season, long episode)
{
	struct work *w = r->w;

	take_numbers(r);
	w->another = w->id && w->found->type == ENTITY_EPISODE &&
		     (number_of(w->it, MF_SEASON_NUMBER) != season ||
			     number_of(w->it, MF_EPISODE_NUMBER) != episode);
	if (w->another)
		forget_episode(w->it, &w->fields);
}

/* A person's word, in tvshow.nfo or about it: it is over what a provider says, and stays so. */
static void take_own_name(struct item *it, const char *title, const char *source, uint64_t *fields)
{
	const char *was = meta_get(&it->meta, MF_TITLE);

	if (item_locked(it, MF_TITLE) || (was && !strcmp(was, title)))
		return;
	absorb_put(it, MF_TITLE, title, source, fields);
	it->field[MF_TITLE].locked = true;
}

/* The name that tvshow.nfo has for a season, unless season.nfo names it. */
static void take_season_name(struct survey *r)
{
	const struct item *series = r->l->work[0].it;
	const char *source, *title;
	struct strbuf name = STRBUF_INIT;
	struct meta m = META_INIT;

	if (!series)
		return;
	source = series->field[MF_EXTRA].source;
	strbuf_addf(&name, "namedseason:%d", r->w->found->season);
	title = meta_extra(&series->meta, name.buf);
	if (title && r->w->found->nfo == NO_FILE) {
		meta_set(&m, MF_TITLE, title, NULL);
		if (!strcmp(source, SOURCE_FILE) || !strcmp(source, SOURCE_EDIT))
			take_own_name(r->w->it, title, source, &r->w->fields);
		else
			absorb_fill(r->w->it, &m, SOURCE_NFO, &r->w->fields);
	}
	meta_release(&m);
	strbuf_release(&name);
}

/* Fills what the NFO does not say. Ids that differ are told: the NFO's count. */
static void take_name(struct survey *r)
{
	static const char *const types[] = {"tmdb", "imdb", "tvdb"};
	struct work *w = r->w;

	absorb_fill(w->it, &r->name, SOURCE_NAME, &w->fields);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const char *named = meta_id(&r->name, types[i]), *known = meta_id(&w->it->meta, types[i]);

		if (named && known && strcmp(named, known) != 0 && r->root)
			survey_warn(r, w->found->nfo, ERR_BAD_VALUE,
				w->found->type == ENTITY_MOVIE
					? "names another film than the file's name does"
					: "names another series than the folder's name does");
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
	bool identified = has_id(&w->it->meta);

	if (w->found->type == ENTITY_SERIES)
		r->l->identified = identified;
	else
		identified |= r->l->identified;
	w->state = identified ? "identified" : "discovered";
	w->changed |= !w->id || w->moved || w->fields || w->streams_changed || w->it->deleted_on ||
		      (is_first_state(w->it->state) && strcmp(w->it->state, w->state) != 0);
}

static int work_finish(struct survey *r, struct error *err)
{
	enum entity type = r->w->found->type;
	long season, episode;

	r->w->probed &= r->w->probe;
	survey_nfo(r);
	survey_names(r);
	if (survey_identify(r, err) < 0)
		return -1;
	season = number_of(r->w->it, MF_SEASON_NUMBER);
	episode = number_of(r->w->it, MF_EPISODE_NUMBER);
	set_place(r);
	/* What was seen last is told by the numbers that it had then. */
	if (take_nfo(r, err) < 0)
		return -1;
	if (type == ENTITY_SEASON || type == ENTITY_EPISODE)
		take_other_numbers(r, season, episode);
	if (!r->w->id || r->w->moved || *r->w->nfo_hash)
		take_name(r);
	if (type == ENTITY_SEASON)
		take_season_name(r);
	if (r->w->found->nparts > 0)
		survey_streams(r);
	survey_actors(r);
	survey_pictures(r);
	survey_unknown(r);
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
	size_t end = l->finished + look_slice(l);
	int rc = db_now(s->db, l->now, err);

	for (; l->finished < end && rc == 0; l->finished++) {
		struct survey r = {
			.s = s, .l = l, .w = &l->work[l->finished], .nfo = NFO_INIT, .name = META_INIT};

		if (!r.w->skip)
			rc = work_finish(&r, err);
		survey_release(&r);
	}
	if (l->finished == l->finds.n)
		keep_moved(l);
	return rc;
}
