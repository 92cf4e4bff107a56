/* Pictures of TMDB; see tmdb.h. */
#include <stdlib.h>
#include <string.h>

#include "media/artname.h"
#include "provider/tmdb.h"

/* The lists of pictures, and the member of an answer that names one of each. */
static const struct list {
	const char *list, *one, *kind, *preview; /* the size of its small ones */
} lists[] = {
	{"posters", "poster_path", ART_POSTER, "w342"},
	{"backdrops", "backdrop_path", ART_FANART, "w780"},
	{"logos", NULL, ART_CLEARLOGO, "w300"},
	{"stills", "still_path", ART_THUMB, "w300"},
	{"profiles", "profile_path", NULL, "w185"},
};
#define LISTS (sizeof(lists) / sizeof(lists[0]))

bool tmdb_image_url(struct strbuf *out, const struct wishes *w, const char *size, const char *file)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
	size_t len = strlen(file);

	if (file[0] != '/' || len < 2 || file[1] == '.' || file[1 + strspn(file + 1, allowed)])
		return false;
	strbuf_addstr(out, w->tmdb_image_url);
	strbuf_addch(out, '/');
	strbuf_addstr(out, size);
	if (len > 4 && !strcmp(file + len - 4, ".svg")) { /* the same, rendered */
		strbuf_add(out, file, len - 4);
		strbuf_addstr(out, ".png");
	} else {
		strbuf_add(out, file, len);
	}
	return true;
}

/* "xx" is what people of TMDB choose for a picture without words. */
static const char *language_of(const cJSON *json)
{
	const char *code = loose_text(json, "iso_639_1");

	return code && strlen(code) == 2 && strcmp(code, "xx") != 0 && strcmp(code, "00") != 0 ? code : NULL;
}

static int64_t length(const cJSON *json, const char *key)
{
	int64_t v;

	return loose_int(json, key, &v) && v > 0 && v < 100000 ? v : 0;
}

static void read_votes(struct picture *p, const cJSON *json)
{
	p->vote_count = -1;
	p->vote_average = -1;
	loose_int(json, "vote_count", &p->vote_count);
	loose_real(json, "vote_average", &p->vote_average);
	if (p->vote_count == 0 || p->vote_average <= 0 || p->vote_average > 10)
		p->vote_average = -1;
}

static void add(struct answer *out, const char *kind, const char *preview, const char *file,
	const cJSON *facts, const struct wishes *w)
{
	struct strbuf url = STRBUF_INIT, small = STRBUF_INIT;
	struct picture p = {.kind = (char *)kind, .provider_key = (char *)file};

	if (tmdb_image_url(&url, w, "original", file) && tmdb_image_url(&small, w, preview, file)) {
		p.url = url.buf;
		p.preview_url = small.buf;
		p.language = (char *)language_of(facts);
		p.width = length(facts, "width");
		p.height = length(facts, "height");
		read_votes(&p, facts);
		picture_add(&out->pictures, &p);
	}
	strbuf_release(&url);
	strbuf_release(&small);
}

void tmdb_add_picture(
	struct answer *out, const char *kind, const cJSON *json, const char *key, const struct wishes *w)
{
	const char *file = loose_text(json, key);
	size_t i;

	for (i = 0; file && i < LISTS; i++)
		if (lists[i].one && !strcmp(lists[i].one, key))
			add(out, kind, lists[i].preview, file, NULL, w);
}

/* Whether a list has a picture without words. */
static bool has_plain(const cJSON *list)
{
	const cJSON *json;

	cJSON_ArrayForEach (json, list)
		if (loose_text(json, "file_path") && !language_of(json))
			return true;
	return false;
}

static void add_list(struct answer *out, const struct list *l, const cJSON *list, const struct wishes *w)
{
	bool plain = has_plain(list);
	const cJSON *json;

	cJSON_ArrayForEach (json, list) {
		const char *file = loose_text(json, "file_path"), *language = language_of(json);
		bool words = language && !strcmp(l->kind, ART_FANART);

		if (!file)
			continue;
		if (words)
			add(out, ART_LANDSCAPE, l->preview, file, json, w);
		if (!words || !plain)
			add(out, l->kind, l->preview, file, json, w);
		if (!language && !strcmp(l->kind, ART_POSTER))
			add(out, ART_KEYART, l->preview, file, json, w);
	}
}

enum ask_state tmdb_get_images(struct ask *a, enum ask_state state, const char *path, const struct wishes *w,
	const cJSON **images, struct error *err)
{
	struct strbuf all = STRBUF_INIT;
	enum ask_state pictures;

	*images = NULL;
	if (!w->every_picture || state == ASK_FAILED || state == ASK_NOTHING)
		return state;
	strbuf_addf(&all, "%.*s/images", (int)strcspn(path, "?"), path);
	pictures = tmdb_get(a, all.buf, NULL, NULL, images, err);
	strbuf_release(&all);
	return pictures == ASK_FAILED || pictures == ASK_WAITING ? pictures : state;
}

void tmdb_read_pictures(struct answer *out, const cJSON *json, const cJSON *images, const struct wishes *w)
{
	size_t i, had;

	if (!images)
		images = json_member(json, "images");
	for (i = 0; i < LISTS && lists[i].kind; i++) {
		had = out->pictures.n;
		add_list(out, &lists[i], loose_list(images, lists[i].list), w);
		if (lists[i].one && out->pictures.n == had)
			tmdb_add_picture(out, lists[i].kind, json, lists[i].one, w);
	}
}
