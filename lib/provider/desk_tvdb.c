/* TVDB's token: valid for a month, so it is kept in a file of the user's session; see desk_parts.h. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/file.h"
#include "core/log.h"
#include "core/sha256.h"
#include "provider/desk_parts.h"

#define TOKEN_MOST 8192 /* bytes */

/* Named by what it was given for, so that another key or server never gets it. */
void tvdb_open(struct desk *d)
{
	const struct conf *c = &d->s->conf;
	const char *dir = getenv("XDG_RUNTIME_DIR"), *pin = conf_get(c, CONF_TVDB_PIN);
	struct strbuf what = STRBUF_INIT;
	char hash[SHA256_HEX_SIZE];

	strbuf_init(&d->token_file);
	if (!dir || dir[0] != '/' || !d->house[PROVIDER_TVDB].open)
		return;
	strbuf_addf(
		&what, "%s\n%s\n%s", conf_get(c, CONF_TVDB_URL), conf_get(c, CONF_TVDB_KEY), pin ? pin : "");
	sha256_hex(what.buf, what.len, hash);
	explicit_bzero(what.buf, what.len);
	strbuf_release(&what);
	strbuf_addf(&d->token_file, "%s/metarr/tvdb-%.16s", dir, hash);
}

void tvdb_release(struct desk *d)
{
	strbuf_release(&d->token_file);
}

static bool is_token(const char *s, size_t len)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=";

	return len > 0 && len < TOKEN_MOST && strspn(s, plain) == len;
}

static void take_token(struct desk *d, const char *token)
{
	struct house *h = &d->house[PROVIDER_TVDB];
	struct strbuf line = STRBUF_INIT;

	strbuf_addf(&line, "Authorization: Bearer %s", token);
	free(h->headers[0]);
	h->headers[0] = strbuf_detach(&line, NULL);
	d->token++;
	d->has_token = true;
}

/* One that another process got: not one that we had, and that did not do. */
static bool read_token(struct desk *d)
{
	const char *had = d->house[PROVIDER_TVDB].headers[0];
	struct strbuf text = STRBUF_INIT;
	bool good = d->token_file.len && !file_read(d->token_file.buf, TOKEN_MOST, &text, NULL);

	strbuf_trim(&text);
	good = good && is_token(text.buf, text.len) && (!had || strcmp(strrchr(had, ' ') + 1, text.buf));
	if (good)
		take_token(d, text.buf);
	strbuf_release(&text);
	return good;
}

static void write_token(struct desk *d, const char *token)
{
	const struct file_attrs own = {.have_file_mode = true, .file_mode = 0600};
	struct strbuf dir = STRBUF_INIT;
	struct error err = ERROR_INIT;

	if (!d->token_file.len)
		return;
	strbuf_add(&dir, d->token_file.buf, (size_t)(strrchr(d->token_file.buf, '/') - d->token_file.buf));
	mkdir(dir.buf, 0700);
	if (file_write(d->token_file.buf, token, strlen(token), &own, NULL, &err))
		log_info("the token of TVDB is not kept: %s", err.msg.buf);
	error_release(&err);
	strbuf_release(&dir);
}

void tvdb_login(struct desk *d, bool once)
{
	const struct conf *c = &d->s->conf;
	const char *pin = conf_get(c, CONF_TVDB_PIN);
	struct strbuf body = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &body);
	jsonw_object(&w);
	jsonw_kstr(&w, "apikey", conf_get(c, CONF_TVDB_KEY));
	if (pin)
		jsonw_kstr(&w, "pin", pin);
	jsonw_end(&w);
	d->logging_in = true;
	fetch_start(d->fetch,
		&(struct fetch_want){.site = &d->house[PROVIDER_TVDB].site,
			.path = "login",
			.json = body.buf,
			.once = once},
		&d->token);
	explicit_bzero(body.buf, body.len);
	strbuf_release(&body);
}

bool tvdb_parks(struct desk *d, struct question *q)
{
	if (!d->has_token && !d->logging_in && !read_token(d))
		tvdb_login(d, false);
	q->token = d->has_token ? d->token : 0;
	return !d->has_token;
}

bool tvdb_expired(struct desk *d, struct question *q)
{
	if (q->again)
		return false;
	q->again = true;
	if (q->token == d->token)
		d->has_token = false;
	house_ask(d, q);
	return true;
}

/* All that waited for it. */
static void release_parked(struct desk *d, const struct error *err)
{
	struct question *q, *newer;

	for (q = d->memo.oldest; q; q = newer) {
		newer = q->newer;
		if (q->provider != PROVIDER_TVDB || q->state != ASK_WAITING || q->token)
			continue;
		if (err) {
			q->state = ASK_FAILED;
			error_set(&q->err, err->code, "%s", err->msg.buf);
		} else {
			house_ask(d, q);
		}
	}
}

void tvdb_logged_in(struct desk *d, struct fetch_answer *a)
{
	struct error *err = &a->err;
	const char *token = NULL;
	cJSON *json = NULL;

	d->logging_in = false;
	if (!err->code && a->status == 200 && (json = json_parse(a->body.buf, a->body.len, err)))
		token = json_str(json_member(json, "data"), "token");
	if (token && is_token(token, strlen(token))) {
		take_token(d, token);
		write_token(d, token);
		release_parked(d, NULL);
	} else {
		if (!err->code || json || err->code == ERR_BAD_RECORD)
			error_set(err, ERR_BAD_ANSWER, "TVDB gives no token at its login");
		release_parked(d, err);
	}
	explicit_bzero(a->body.buf, a->body.len);
	cJSON_Delete(json);
}
