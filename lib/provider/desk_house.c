/* Where providers are, with what key and how often they are asked; see desk_parts.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/log.h"
#include "provider/desk_parts.h"

/* fresh_s: TMDB says itself how long an answer stays fresh; fanart.tv and TVmaze keep theirs for so long. */
static const struct {
	const char *title;
	enum conf_key url, key, rate;
	int64_t fresh_s;
	const char *key_name; /* NULL: needs none */
} houses[PROVIDER_COUNT] = {
	[PROVIDER_TMDB] = {"TMDB", CONF_TMDB_URL, CONF_TMDB_KEY, CONF_TMDB_RATE, 0, "tmdb_key"},
	[PROVIDER_TVDB] = {"TVDB", CONF_TVDB_URL, CONF_TVDB_KEY, CONF_TVDB_RATE, 600, "tvdb_key"},
	[PROVIDER_FANARTTV] = {"fanart.tv", CONF_FANARTTV_URL, CONF_FANARTTV_KEY, CONF_FANARTTV_RATE, 600,
		"fanarttv_key"},
	[PROVIDER_TVMAZE] = {"TVmaze", CONF_TVMAZE_URL, CONF_COUNT, CONF_TVMAZE_RATE, 3600, NULL},
};

static char *header(const char *name, const char *value)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_addf(&line, "%s%s", name, value);
	return strbuf_detach(&line, NULL);
}

/* A read token (a JWT) goes in a header; the old key of 32 digits TMDB takes only in the query. */
static void tmdb_key(struct house *h, const char *key)
{
	if (strchr(key, '.'))
		h->headers[0] = header("Authorization: Bearer ", key);
	else
		h->secret = header("api_key=", key);
}

static void fanarttv_keys(struct house *h, const struct conf *c, const char *key)
{
	const char *own = conf_get(c, CONF_FANARTTV_CLIENT_KEY);

	h->headers[0] = header("api-key: ", key);
	if (own)
		h->headers[1] = header("client-key: ", own);
}

static void open_one(struct desk *d, enum provider_id p)
{
	const struct conf *c = &d->s->conf;
	struct house *h = &d->house[p];
	const char *key = houses[p].key_name ? conf_get(c, houses[p].key) : "";
	int64_t rate = conf_int(c, houses[p].rate),
		kept = p == PROVIDER_TMDB ? conf_int(c, CONF_TMDB_RATE_KEPT) : 0;

	h->site.title = houses[p].title;
	h->base = xstrdup(conf_get(c, houses[p].url));
	while (h->base[0] && h->base[strlen(h->base) - 1] == '/')
		h->base[strlen(h->base) - 1] = '\0';
	h->site.base = h->base;
	h->site.fresh_s = houses[p].fresh_s;
	h->site.limit.provider = provider_name(p);
	h->site.limit.rate = rate > 0 ? (int)rate : 1;
	h->site.limit.kept = kept < h->site.limit.rate ? (int)kept : h->site.limit.rate - 1;
	h->open = key != NULL;
	if (h->open && p == PROVIDER_TMDB)
		tmdb_key(h, key);
	else if (h->open && p == PROVIDER_FANARTTV)
		fanarttv_keys(h, c, key);
}

void houses_open(struct desk *d)
{
	int p;

	for (p = 0; p < PROVIDER_COUNT; p++)
		open_one(d, (enum provider_id)p);
	tvdb_open(d);
}

static void free_secret(char *s)
{
	if (s)
		explicit_bzero(s, strlen(s));
	free(s);
}

void houses_release(struct desk *d)
{
	int p, i;

	for (p = 0; p < PROVIDER_COUNT; p++) {
		free(d->house[p].base);
		free_secret(d->house[p].secret);
		for (i = 0; i < 3; i++)
			free_secret(d->house[p].headers[i]);
	}
	tvdb_release(d);
}

bool desk_asks(const struct desk *d, enum provider_id p)
{
	return d->house[p].open;
}

static void say_closed(struct house *h, enum provider_id p)
{
	if (!h->said)
		log_warn("%s is not asked: there is no key for it (%s)", h->site.title, houses[p].key_name);
	h->said = true;
}

void house_ask(struct desk *d, struct question *q)
{
	struct house *h = &d->house[q->provider];

	if (!h->open) {
		say_closed(h, q->provider);
		q->state = ASK_NOTHING;
	} else if (q->provider != PROVIDER_TVDB || !tvdb_parks(d, q)) {
		fetch_start(d->fetch,
			&(struct fetch_want){.site = &h->site,
				.path = q->path,
				.secret = h->secret,
				.headers = (const char *const *)h->headers,
				.again = q->again,
				.unkept = q->unkept,
				.expires = q->provider == PROVIDER_TVDB},
			q);
	}
}

/* A body that is no JSON must not come back from what is kept. */
static void useless(struct desk *d, struct question *q)
{
	struct error ignored = ERROR_INIT;

	d->memo.bytes -= q->text.len;
	strbuf_release(&q->text);
	q->state = ASK_FAILED;
	if (fetch_forget(d->fetch, &d->house[q->provider].site, q->path, &ignored))
		log_warn("%s", ignored.msg.buf);
	error_release(&ignored);
}

void house_answer(struct desk *d, void *tag, struct fetch_answer *a)
{
	struct question *q = tag;

	if (tag == &d->token) {
		tvdb_logged_in(d, a);
	} else if (a->status == 401 && tvdb_expired(d, q)) {
		return;
	} else if (a->err.code) {
		q->state = ASK_FAILED;
		error_move(&q->err, &a->err);
	} else if (a->status == 200) {
		memo_answer(&d->memo, q, &a->body);
		if (memo_parse(&d->memo, q, &q->err))
			useless(d, q);
	} else if (a->status == 401) {
		q->state = ASK_FAILED;
		error_set(&q->err, ERR_CONFIG, "TVDB does not take the token that it gave");
	} else {
		q->state = ASK_NOTHING;
	}
}
