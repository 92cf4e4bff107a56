/* What a film is, once everything about it was read: which item, and what of it changed. See look.h. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/log.h"
#include "core/path.h"
#include "media/name.h"
#include "media/nfo.h"
#include "scan/claims.h"
#include "scan/look.h"
#include "store/absorb.h"

/* What was read of one film. */
struct reading {
	struct scanner *s;
	struct look *l;
	struct work *w;
	struct nfo nfo;
	const struct nfo_item *root; /* the film in the NFO; NULL: there is none */
	struct meta name;	     /* what the file's and the folder's name say */
	char *edition;
};

/* The film of an NFO: the first <movie>, else whatever root has values, else addresses that name ids. */
static const struct nfo_item *nfo_film(const struct nfo *nfo)
{
	static const enum nfo_root order[] = {
		NFO_MOVIE, NFO_EPISODE, NFO_TVSHOW, NFO_SEASON, NFO_OTHER, NFO_URL};
	static const struct meta nothing = META_INIT;

	for (size_t k = 0; k < sizeof(order) / sizeof(order[0]); k++) {
		for (size_t i = 0; i < nfo->n; i++) {
			if (nfo->item[i].root == order[k] &&
				(order[k] == NFO_MOVIE || meta_diff(&nfo->item[i].meta, &nothing)))
				return &nfo->item[i];
		}
	}
	return NULL;
}

static void tell(struct reading *r, size_t file, enum error_code code, const char *text)
{
	struct strbuf path = STRBUF_INIT;
	struct error err = ERROR_INIT;

	path_join(&path, r->l->folder, folder_name(&r->l->f, file));
	error_set(&err, code, "'%s': %s", path.buf, text);
	scanner_problem(r->s, path.buf, &err, true);
	strbuf_release(&path);
}

static void parse_nfo(struct reading *r)
{
	struct work *w = r->w;
	struct error err = ERROR_INIT;

	if (!*w->nfo_hash)
		return;
	if (nfo_read(&r->nfo, w->nfo.buf, w->nfo.len, &err) < 0)
		tell(r, w->found->nfo, err.code, err.msg.buf);
	else
		r->root = nfo_film(&r->nfo);
	for (size_t i = 0; i < r->nfo.nwarning && r->root; i++)
		log_info("'%s', line %zu: %s", w->nfo_path.buf, r->nfo.warning[i].line,
			r->nfo.warning[i].text);
	/* The only NFO of a folder may be a release's notes: then it is none of ours. */
	if (w->found->nfo_any && r->root && r->root->root != NFO_MOVIE && r->root->root != NFO_URL)
		r->root = NULL;
	error_release(&err);
}

static void add_number(struct meta *m, enum meta_field f, int64_t v)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%lld", (long long)v);
	meta_set(m, f, text.buf, NULL);
	strbuf_release(&text);
}

static void add_id(struct meta *m, const char *type, int64_t id, bool is_default)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%lld", (long long)id);
	meta_add_id(m, type, text.buf, is_default);
	strbuf_release(&text);
}

/* Title, year and ids from the names. In a folder of several films, and in the root, the folder's name is
 * nobody's. */
static void parse_name(struct reading *r)
{
	const struct found *found = r->w->found;
	struct name_info info = NAME_INIT;
	struct strbuf path = STRBUF_INIT;
	const char *file = folder_name(&r->l->f, found->part[0]);

	if (found->disc)
		strbuf_addstr(&path, found->base);
	else if (found->alone || r->l->finds.shared)
		path_join(&path, r->l->folder, file);
	else
		strbuf_addstr(&path, file);
	name_parse(&info, path.buf, NAME_MOVIE);
	meta_set(&r->name, MF_TITLE, info.title ? info.title : found->base, NULL);
	if (!meta_has(&r->name, MF_TITLE))
		meta_set(&r->name, MF_TITLE, path_base(file), NULL);
	if (info.year)
		add_number(&r->name, MF_YEAR, info.year);
	if (info.tmdb_id)
		add_id(&r->name, "tmdb", info.tmdb_id, true);
	if (info.imdb_id)
		meta_add_id(&r->name, "imdb", info.imdb_id, !info.tmdb_id);
	if (info.tvdb_id)
		add_id(&r->name, "tvdb", info.tvdb_id, !info.tmdb_id && !info.imdb_id);
	r->edition = xstrdup_or_null(info.edition);
	name_release(&info);
	strbuf_release(&path);
}

static bool streams_alike(const struct streams *a, const struct streams *b)
{
	if (fabs(a->duration - b->duration) > 0.5 || a->nvideo != b->nvideo || a->naudio != b->naudio ||
		a->nvideo == 0)
		return false;
	for (size_t i = 0; i < a->nvideo; i++) {
		const struct video_stream *x = &a->video[i], *y = &b->video[i];

		if (x->width != y->width || x->height != y->height ||
			strcmp(x->codec ? x->codec : "", y->codec ? y->codec : "") != 0)
			return false;
	}
	return true;
}

/* What stands in the NFO, else in the name: "603", or NULL. */
static const char *id_of(const struct reading *r, const char *type)
{
	const char *id = r->root ? meta_id(&r->root->meta, type) : NULL;

	return id ? id : meta_id(&r->name, type);
}

/* 1: the stored item may be this film: it is loaded into *it; 0: its ids are another film's; -1. */
static int load_other(struct reading *r, int64_t id, struct item *it, struct error *err)
{
	static const char *const types[] = {"tmdb", "imdb"};
	int rc = item_load(r->s->db, ENTITY_MOVIE, id, ITEM_ALL, it, err);

	for (size_t i = 0; i < 2 && rc > 0; i++) {
		const char *here = id_of(r, types[i]), *there = meta_id(&it->meta, types[i]);

		if (here && there && strcmp(here, there) != 0)
			rc = 0;
	}
	if (rc > 0 && it->library_id != r->s->lib->id)
		rc = 0;
	if (rc <= 0)
		item_release(it);
	return rc;
}

/* Whether an item that has the film's id has lost its own video. */
static bool is_orphan(const struct reading *r, const struct item *it)
{
	struct strbuf path = STRBUF_INIT;
	struct stat st;
	bool orphan = it->deleted_on != NULL || claims_open(r->s->claims, it->id);

	if (!orphan) {
		scanner_local(r->s, it->file_path, &path);
		orphan = lstat(path.buf, &st) < 0 && errno == ENOENT;
	}
	strbuf_release(&path);
	return orphan;
}

/* The one orphan that has the film's id. 1, 0 or -1. */
static int find_by_ids(struct reading *r, struct item *out, struct error *err)
{
	static const char *const types[] = {"tmdb", "imdb"};
	int found = 0, rc = 0;

	for (size_t i = 0; i < 2 && found == 0 && rc == 0; i++) {
		struct id_list ids = {NULL, 0, 0};
		const char *value = id_of(r, types[i]);

		if (value)
			rc = items_by_external_id(r->s->db, ENTITY_MOVIE, types[i], value, &ids, err);
		for (size_t k = 0; k < ids.n && rc == 0; k++) {
			struct item it = ITEM_INIT;

			rc = load_other(r, ids.id[k], &it, err);
			if (rc > 0 && is_orphan(r, &it) && ++found == 1)
				*out = it;
			else if (rc > 0)
				item_release(&it);
			rc = rc < 0 ? -1 : 0;
		}
		id_list_release(&ids);
	}
	if (rc < 0 || found > 1)
		item_release(out);
	return rc < 0 ? -1 : found == 1;
}

/* The item that a new film was before it moved: by its video, by its ids, or because it stands alone in the
 * folder where the only film went. 1 and *out, 0 or -1. */
static int find_old(struct reading *r, struct item *out, struct error *err)
{
	struct scanner *s = r->s;
	struct work *w = r->w;
	const struct folder_file *video = &r->l->f.file[w->found->part[0]];
	int64_t id = s->inodes ? claims_by_inode(s->claims, video) : 0;
	int rc;

	if (id)
		return load_other(r, id, out, err);
	id = w->probed ? claims_by_size(s->claims, video) : 0;
	if (id && (rc = load_other(r, id, out, err)) != 0) {
		if (rc < 0 || streams_alike(&out->streams, &w->streams))
			return rc;
		item_release(out);
	}
	rc = find_by_ids(r, out, err);
	if (rc != 0 || !w->found->alone || r->l->gone.n != 1)
		return rc;
	return claims_open(s->claims, r->l->gone.id[0]) ? load_other(r, r->l->gone.id[0], out, err) : 0;
}

/* Settles which item the film is. 0 or -1. */
static int identify(struct reading *r, struct error *err)
{
	struct work *w = r->w;
	struct item old = ITEM_INIT;
	int rc = w->id ? 0 : find_old(r, &old, err);

	if (rc > 0) {
		claims_take(r->s->claims, old.id);
		item_release(&w->it);
		w->it = old;
		w->id = old.id;
		w->revision = old.revision;
		w->moved = true;
		w->old_folder = xstrdup(old.folder ? old.folder : "");
		w->old_file = xstrdup(old.file_path);
	}
	if (!w->id) {
		w->it.type = ENTITY_MOVIE;
		w->it.library_id = r->s->lib->id;
	}
	return rc < 0 ? -1 : 0;
}

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
static bool is_hint(const struct reading *r)
{
	return r->w->found->nfo_any && r->root && r->root->root == NFO_URL;
}

/* Whether the film's NFO, wherever its values come from, is its own: to be edited, not only read. */
static bool has_own_nfo(const struct reading *r)
{
	const struct found *found = r->w->found;
	const char *name;

	if (found->nfo == NO_FILE || is_hint(r) || (found->nfo_any && *r->w->nfo_hash && !r->root))
		return false;
	name = path_base(folder_name(&r->l->f, found->nfo));
	return found->alone || found->disc || strcasecmp(name, "movie.nfo") != 0;
}

/* Where the item is now, and where its NFO is. */
static void set_place(struct reading *r)
{
	struct work *w = r->w;
	const struct found *found = w->found;
	struct strbuf path = STRBUF_INIT;

	scanner_db_path(r->s, r->l->folder, folder_name(&r->l->f, found->part[0]), &path);
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
	if (found->nfo == NO_FILE)
		w->changed |= set_text(&w->it.nfo_hash, NULL);
	if (w->it.naming != found->naming) {
		w->it.naming = found->naming;
		w->changed = true;
	}
	strbuf_release(&path);
}

/* What differs is named by the fields' names. */
static void tell_conflict(struct reading *r, uint64_t conflict)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addstr(&text, "changed here and in Metarr, and left as it is on both sides:");
	for (int f = 0; f < MF_COUNT; f++) {
		if (conflict & MF_BIT(f))
			strbuf_addf(&text, " %s", meta_field_name((enum meta_field)f));
	}
	tell(r, r->w->found->nfo, ERR_CHANGED, text.buf);
	strbuf_release(&text);
}

/* Takes the NFO into the item. 0 or -1. */
static int take_nfo(struct reading *r, struct error *err)
{
	struct work *w = r->w;
	uint64_t fields = 0, conflict = 0;
	struct nfo_seen seen = {.hash = w->nfo_hash, .nfo = &r->nfo, .root = r->root};

	if (!*w->nfo_hash || (!r->s->o->probe && !text_differs(w->it.nfo_hash, w->nfo_hash)))
		return 0;
	if (is_hint(r) || (w->found->nfo_any && !r->root)) {
		if (r->root)
			absorb_fill(&w->it, &r->root->meta, SOURCE_NFO, &w->fields);
		return 0;
	}
	if (r->root && absorb_nfo(r->s->db, &w->it, &seen, &fields, &conflict, err) < 0)
		return -1;
	w->fields |= fields;
	if (conflict) {
		tell_conflict(r, conflict);
		return 0;
	}
	w->nfo_keep = true;
	w->nfo_origin = w->it.nfo_parsed_at ? NFO_FILE : NFO_FOUND;
	w->changed |= set_text(&w->it.nfo_hash, w->nfo_hash);
	set_text(&w->it.nfo_parsed_at, r->l->now);
	return 0;
}

/* Fills what the NFO does not say. Ids that differ are told: the NFO's count. */
static void take_name(struct reading *r)
{
	static const char *const types[] = {"tmdb", "imdb"};
	struct work *w = r->w;

	absorb_fill(&w->it, &r->name, SOURCE_NAME, &w->fields);
	for (size_t i = 0; i < 2; i++) {
		const char *named = meta_id(&r->name, types[i]), *known = meta_id(&w->it.meta, types[i]);

		if (named && known && strcmp(named, known) != 0 && r->root)
			tell(r, w->found->nfo, ERR_BAD_VALUE, "names another film than the file's name does");
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
static void set_sidecars(struct reading *r, struct streams *st)
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

/* The streams, and the running time that they give a film which has none. */
static void take_streams(struct reading *r)
{
	struct strbuf before = STRBUF_INIT, after = STRBUF_INIT;
	struct work *w = r->w;
	struct meta probe = META_INIT;

	streams_text(&w->it.streams, &before);
	if (w->probed) {
		streams_release(&w->it.streams);
		w->it.streams = w->streams;
		w->streams = (struct streams)STREAMS_INIT;
	}
	set_sidecars(r, &w->it.streams);
	streams_text(&w->it.streams, &after);
	w->streams_changed = strcmp(before.buf, after.buf) != 0;
	if (w->probed && w->it.streams.duration >= 30) {
		add_number(&probe, MF_RUNTIME, (int64_t)(w->it.streams.duration / 60 + 0.5));
		absorb_fill(&w->it, &probe, SOURCE_PROBE, &w->fields);
	}
	meta_release(&probe);
	strbuf_release(&before);
	strbuf_release(&after);
}

/* What only the pixels of a picture tell: whether folder.jpg is a poster. */
static void name_by_pixels(const struct look *l, struct found_picture *p)
{
	const struct header *h = &l->header[p->file];
	const char *type;

	if (*p->type || h->width <= 0 || h->height <= 0)
		return;
	type = artname_by_pixels((unsigned)h->width, (unsigned)h->height);
	memcpy(p->type, type, strlen(type) + 1);
}

/* Keeps the pictures that can be candidates: those that nobody found broken, and whose kind is known. */
static void choose_pictures(struct reading *r)
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
		if (*p->type && !l->header[p->file].broken)
			found->picture[kept++] = *p;
	}
	found->npictures = kept;
	found_choose_pictures(found);
}

/* The candidates that stand for the pictures, and the files that nobody knows. */
static void list_files(struct reading *r)
{
	struct look *l = r->l;
	struct work *w = r->w;
	size_t k = (size_t)(w->found - l->finds.item);

	choose_pictures(r);
	w->picture = xcalloc(w->found->npictures + 1, sizeof(*w->picture));
	for (size_t i = 0; i < w->found->npictures; i++) {
		const struct found_picture *p = &w->found->picture[i];
		const struct header *h = &l->header[p->file];
		const char *name = folder_name(&l->f, p->file);
		struct strbuf path = STRBUF_INIT;

		scanner_db_path(r->s, l->folder, name, &path);
		w->picture[w->npictures++] = (struct local_picture){
			.asset_type = (char *)(uintptr_t)p->type,
			.path = strbuf_detach(&path, NULL),
			.selected = p->shown,
			.width = h->width,
			.height = h->height,
			.mime_type = h->mime,
			.changed = !look_unchanged(l, p->file),
		};
	}
	w->unknown = xcalloc(l->f.n + 1, sizeof(*w->unknown));
	for (size_t i = 0; i < l->f.n; i++) {
		struct strbuf path = STRBUF_INIT;

		if (l->finds.owner[i] != k || !l->finds.unknown[i] || i == w->found->nfo)
			continue;
		scanner_db_path(r->s, l->folder, folder_name(&l->f, i), &path);
		w->unknown[w->nunknown++] =
			(struct unknown_file){strbuf_detach(&path, NULL), l->f.file[i].size, NULL};
	}
}

/* A scan says no more of a film than whether somebody gave it an id. */
static void set_state(struct work *w)
{
	const struct meta *m = &w->it.meta;

	w->changed |= !w->id || w->moved || w->fields || w->streams_changed || w->it.deleted_on;
	w->state =
		meta_id(m, "tmdb") || meta_id(m, "imdb") || meta_id(m, "tvdb") ? "identified" : "discovered";
}

static int work_finish(struct reading *r, struct error *err)
{
	parse_nfo(r);
	parse_name(r);
	if (identify(r, err) < 0)
		return -1;
	set_place(r);
	if (take_nfo(r, err) < 0)
		return -1;
	if (!r->w->id || r->w->moved || *r->w->nfo_hash)
		take_name(r);
	take_streams(r);
	list_files(r);
	set_state(r->w);
	return 0;
}

int look_finish(struct scanner *s, struct look *l, struct error *err)
{
	int rc = db_now(s->db, l->now, err);

	for (size_t k = 0; k < l->finds.n && rc == 0; k++) {
		struct reading r = {.s = s, .l = l, .w = &l->work[k], .nfo = NFO_INIT, .name = META_INIT};

		if (r.w->skip)
			continue;
		rc = work_finish(&r, err);
		nfo_release(&r.nfo);
		meta_release(&r.name);
		free(r.edition);
	}
	/* What moved to another folder is not gone. */
	for (size_t i = 0; i < l->gone.n && rc == 0;) {
		bool moved = false;

		for (size_t k = 0; k < l->finds.n; k++)
			moved |= l->work[k].id == l->gone.id[i];
		if (moved)
			l->gone.id[i] = l->gone.id[--l->gone.n];
		else
			i++;
	}
	return rc;
}
