/* Providers' answers for tests; see answers.h. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "core/alloc.h"
#include "core/file.h"
#include "core/path.h"

/* A path, and its query cut into its decoded "name=value". */
struct address {
	char *path;
	struct meta_names param;
};

struct answers_route {
	enum provider_id provider;
	struct address address;
	char *json; /* the text; NULL: a 404, or to be read from 'file' */
	char *file; /* recorded; NULL: put by the test */
	int status; /* 200, 404; any other fails */
};

struct answers_question {
	enum provider_id provider;
	char *path;
	int round; /* in which it was asked first */
	enum ask_state state;
	enum error_code code;
	cJSON *json;
};

static const struct recorded {
	const char *dir, *base;
} recorded[PROVIDER_COUNT] = {
	[PROVIDER_TMDB] = {"tmdb", "/3/"},
	[PROVIDER_TVDB] = {"tvdb", "/v4/"},
	[PROVIDER_FANARTTV] = {"fanart", "/v3/"},
	[PROVIDER_TVMAZE] = {"tvmaze", "/"},
};

static int hex(char c)
{
	const char *digits = "0123456789abcdef0123456789ABCDEF", *at = c ? strchr(digits, c) : NULL;

	return at ? (int)((at - digits) % 16) : -1;
}

static char *decoded(const char *s, size_t len)
{
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '%' && i + 2 < len && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0) {
			strbuf_addch(&out, hex(s[i + 1]) * 16 + hex(s[i + 2]));
			i += 2;
		} else {
			strbuf_addch(&out, s[i] == '+' ? ' ' : s[i]);
		}
	}
	return strbuf_detach(&out, NULL);
}

static void address_read(struct address *a, const char *text)
{
	size_t len = strcspn(text, "?");
	const char *p = text + len;

	memset(a, 0, sizeof(*a));
	a->path = decoded(text, len);
	while (*p) {
		p++;
		len = strcspn(p, "&");
		ALLOC_GROW(a->param.item, a->param.n + 1, a->param.alloc);
		a->param.item[a->param.n++] = decoded(p, len);
		p += len;
	}
}

static void address_release(struct address *a)
{
	for (size_t i = 0; i < a->param.n; i++)
		free(a->param.item[i]);
	free(a->param.item);
	free(a->path);
}

/* The value of a parameter; NULL: it is not there. */
static const char *param(const struct address *a, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < a->param.n; i++)
		if (!strncmp(a->param.item[i], name, len) && a->param.item[i][len] == '=')
			return a->param.item[i] + len + 1;
	return NULL;
}

/* Parameters that change what an answer says, not what it answers. */
static bool is_loose(enum provider_id p, const char *text)
{
	static const char *const loose[] = {"language=", "append_to_response=", "include_image_language=",
		"include_video_language=", "include_adult=", "country="};

	for (size_t i = 0; p == PROVIDER_TMDB && i < sizeof(loose) / sizeof(loose[0]); i++)
		if (!strncmp(text, loose[i], strlen(loose[i])))
			return true;
	return p == PROVIDER_TMDB && !strcmp(text, "page=1");
}

/* Whether all that binds in a's query stands in b's. */
static bool within(enum provider_id p, const struct address *a, const struct address *b)
{
	for (size_t i = 0, k; i < a->param.n; i++) {
		for (k = 0; k < b->param.n && strcmp(a->param.item[i], b->param.item[k]); k++)
			;
		if (k == b->param.n && !is_loose(p, a->param.item[i]))
			return false;
	}
	return true;
}

/* How well a route fits; negative: not. */
static int fit(const struct answers_route *r, enum provider_id p, const struct address *want)
{
	const char *had = param(&r->address, "language"), *wanted = param(want, "language");
	int score = r->file ? 0 : 16;

	if (r->provider != p || strcmp(r->address.path, want->path) || !within(p, &r->address, want) ||
		!within(p, want, &r->address))
		return -1;
	if (p != PROVIDER_TMDB)
		return score;
	if (had && wanted && !strcmp(had, wanted))
		score += 8;
	else if (!had)
		score += 4;
	if (param(&r->address, "append_to_response"))
		score += 1;
	if (param(&r->address, "include_image_language")) /* a part of what there is */
		score -= 2;
	return score;
}

static struct answers_route *route_of(struct answers *a, enum provider_id p, const struct address *want)
{
	struct answers_route *best = NULL;
	int best_fit = -1;

	for (size_t i = 0; i < a->nroute; i++) {
		int f = fit(&a->route[i], p, want);

		if (f >= best_fit && f >= 0) {
			best = &a->route[i];
			best_fit = f;
		}
	}
	return best;
}

static cJSON *body(const struct answers_route *r)
{
	struct strbuf text = STRBUF_INIT;
	struct error err = ERROR_INIT;
	cJSON *json;

	if (r->file)
		ck_assert_msg(!file_read(r->file, 1 << 24, &text, &err), "%s", err.msg.buf);
	else
		strbuf_addstr(&text, r->json);
	json = json_parse(text.buf, text.len, &err);
	ck_assert_msg(json != NULL, "%s: %s", r->address.path, err.msg.buf);
	strbuf_release(&text);
	error_release(&err);
	return json;
}

/* Adds what was asked for with it, each from a route of its own. */
static void append(struct answers *a, enum provider_id p, const struct address *want, cJSON *json)
{
	const char *words = param(want, "append_to_response");

	for (const char *w = words ? words : ""; *w;) {
		size_t len = strcspn(w, ",");
		struct strbuf path = STRBUF_INIT;
		struct address part = *want;
		const struct answers_route *r;
		char *word = xstrndup(w, len);

		strbuf_addf(&path, "%s/%s", want->path, word);
		part.path = path.buf;
		r = json_member(json, word) ? NULL : route_of(a, p, &part);
		if (r && r->status == 200)
			cJSON_AddItemToObject(json, word, body(r));
		strbuf_release(&path);
		free(word);
		w += len + (w[len] == ',');
	}
}

static void answer(struct answers *a, struct answers_question *q)
{
	struct address want;
	const struct answers_route *r;

	address_read(&want, q->path);
	r = route_of(a, q->provider, &want);
	q->state = ASK_NOTHING;
	if (r && r->status == 200) {
		q->json = body(r);
		q->state = ASK_ANSWERED;
		if (q->provider == PROVIDER_TMDB)
			append(a, q->provider, &want, q->json);
	} else if (r && r->status != 404) {
		q->state = ASK_FAILED;
		q->code = r->status < 0 ? (enum error_code)(-r->status) : ERR_INTERNAL;
	}
	address_release(&want);
}

static enum ask_state get(
	struct ask *ask, enum provider_id p, const char *path, const cJSON **json, struct error *err)
{
	struct answers *a = (struct answers *)ask;
	struct answers_question *q = NULL;

	for (size_t i = 0; i < a->nquestion; i++)
		if (a->question[i].provider == p && !strcmp(a->question[i].path, path))
			q = &a->question[i];
	if (!q) {
		ALLOC_GROW(a->question, a->nquestion + 1, a->aquestion);
		q = &a->question[a->nquestion++];
		*q = (struct answers_question){
			.provider = p, .path = xstrdup(path), .round = a->now, .state = ASK_WAITING};
	}
	if (q->state == ASK_WAITING && q->round < a->now)
		answer(a, q);
	if (q->state == ASK_FAILED)
		error_set(err, q->code, "'%s' was not answered", path);
	if (q->state == ASK_ANSWERED)
		*json = q->json;
	return q->state;
}

void answers_init(struct answers *a)
{
	memset(a, 0, sizeof(*a));
	a->ask.get = get;
}

void answers_release(struct answers *a)
{
	for (size_t i = 0; i < a->nroute; i++) {
		address_release(&a->route[i].address);
		free(a->route[i].json);
		free(a->route[i].file);
	}
	for (size_t i = 0; i < a->nquestion; i++) {
		free(a->question[i].path);
		cJSON_Delete(a->question[i].json);
	}
	free(a->route);
	free(a->question);
	memset(a, 0, sizeof(*a));
}

static struct answers_route *add(struct answers *a, enum provider_id p, const char *path, int status)
{
	struct answers_route *r;

	ALLOC_GROW(a->route, a->nroute + 1, a->aroute);
	r = &a->route[a->nroute++];
	*r = (struct answers_route){.provider = p, .status = status};
	address_read(&r->address, path);
	return r;
}

void answers_put(struct answers *a, enum provider_id p, const char *path, const char *json)
{
	add(a, p, path, json ? 200 : 404)->json = xstrdup_or_null(json);
}

void answers_fail(struct answers *a, enum provider_id p, const char *path, enum error_code code)
{
	add(a, p, path, -(int)code);
}

/* One line of routes.tsv: method, URL, status, file. What is no GET of one path is passed over. */
static void add_recorded(struct answers *a, enum provider_id p, const char *dir, char *line)
{
	char *save = NULL, *method = strtok_r(line, "\t", &save), *url = strtok_r(NULL, "\t", &save);
	char *status = strtok_r(NULL, "\t", &save), *file = strtok_r(NULL, "\t", &save);
	size_t base = strlen(recorded[p].base);
	struct answers_route *r;

	if (!file || strcmp(method, "GET") || strncmp(url, recorded[p].base, base) ||
		strcspn(url, "*") < strcspn(url, "?"))
		return;
	r = add(a, p, url + base, atoi(status));
	if (r->status == 200) {
		struct strbuf path = STRBUF_INIT;

		path_join(&path, dir, file);
		r->file = strbuf_detach(&path, NULL);
	}
}

bool answers_recorded(struct answers *a)
{
	const char *root = getenv("METARR_FIXTURES");

	if (!root) {
		puts("skip: METARR_FIXTURES is not set");
		return false;
	}
	for (int p = 0; p < PROVIDER_COUNT; p++) {
		struct strbuf dir = STRBUF_INIT, name = STRBUF_INIT, text = STRBUF_INIT;
		struct error err = ERROR_INIT;
		char *save = NULL;

		path_join(&dir, root, recorded[p].dir);
		path_join(&name, dir.buf, "routes.tsv");
		ck_assert_msg(!file_read(name.buf, 1 << 20, &text, &err), "%s", err.msg.buf);
		for (char *line = strtok_r(text.buf, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
			add_recorded(a, (enum provider_id)p, dir.buf, line);
		strbuf_release(&dir);
		strbuf_release(&name);
		strbuf_release(&text);
		error_release(&err);
	}
	return true;
}

size_t answers_asked(const struct answers *a)
{
	return a->nquestion;
}

const char *answers_question(const struct answers *a, size_t n)
{
	return n < a->nquestion ? a->question[n].path : NULL;
}

/* After a run that gave 'state': whether to run again. */
static bool again(struct answers *a, enum ask_state state, size_t asked)
{
	if (state != ASK_WAITING)
		return false;
	ck_assert_msg(a->nquestion > asked, "it waits and has asked for nothing");
	ck_assert_msg(a->rounds < 100, "it asks without end");
	return true;
}

enum ask_state answers_identify(struct answers *a, const struct provider *p, const struct subject *s,
	const struct wishes *w, struct match_list *out, struct error *err)
{
	size_t had = out->n, asked;
	enum ask_state state;

	a->rounds = 0;
	do {
		a->rounds++;
		a->now++;
		asked = a->nquestion;
		state = p->identify(&a->ask, s, w, out, err);
		ck_assert(state == ASK_ANSWERED || out->n == had);
	} while (again(a, state, asked));
	return state;
}

enum ask_state answers_details(struct answers *a, const struct provider *p, const struct subject *s,
	const struct wishes *w, struct answer *out, struct error *err)
{
	struct answer untouched = ANSWER_INIT;
	enum ask_state state;
	size_t asked;

	a->rounds = 0;
	do {
		a->rounds++;
		a->now++;
		asked = a->nquestion;
		state = provider_details(p, &a->ask, s, w, out, err);
		ck_assert(state == ASK_ANSWERED ||
			  (!out->pictures.n && !meta_diff(&out->meta, &untouched.meta)));
	} while (again(a, state, asked));
	return state;
}

enum ask_state answers_run(struct answers *a, enum ask_state (*fn)(struct ask *a, void *ctx), void *ctx)
{
	enum ask_state state;
	size_t asked;

	a->rounds = 0;
	do {
		a->rounds++;
		a->now++;
		asked = a->nquestion;
		state = fn(&a->ask, ctx);
	} while (again(a, state, asked));
	return state;
}
