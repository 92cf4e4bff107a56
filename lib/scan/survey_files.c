/* What an item's files are: streams and subtitles, pictures, and what nobody knows. See survey.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/path.h"
#include "scan/survey.h"
#include "store/absorb.h"

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
	double minutes = r->w->it->streams.duration / 60 / (double)episodes_of_file(r->l, k);
	struct strbuf text = STRBUF_INIT;
	struct meta probe = META_INIT;

	strbuf_addf(&text, "%d", (int)(minutes + 0.5));
	if (minutes >= 0.5) {
		meta_set(&probe, MF_RUNTIME, text.buf, NULL);
		absorb_fill(r->w->it, &probe, SOURCE_PROBE, &r->w->fields);
	}
	meta_release(&probe);
	strbuf_release(&text);
}

void survey_streams(struct survey *r)
{
	struct strbuf before = STRBUF_INIT, after = STRBUF_INIT;
	struct work *w = r->w;

	streams_text(&w->it->streams, &before);
	if (w->probed) {
		streams_release(&w->it->streams);
		w->it->streams = w->streams;
		w->streams = (struct streams)STREAMS_INIT;
	}
	set_sidecars(r, &w->it->streams);
	streams_text(&w->it->streams, &after);
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

static bool is_changed(const struct survey *r, size_t file)
{
	struct look *l = r->l;
	const char *name = folder_name(&l->f, file);
	struct strbuf path = STRBUF_INIT;

	if (look_unchanged(l, file))
		return false;
	scanner_disk_path(r->s, l->folder, name, &path);
	l->header[file].same = scanner_same_bytes(path.buf, look_seen(&l->seen, name), l->f.file[file].size);
	strbuf_release(&path);
	return !l->header[file].same;
}

void survey_pictures(struct survey *r)
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
			.changed = is_changed(r, p->file),
		};
	}
}

void survey_unknown(struct survey *r)
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
