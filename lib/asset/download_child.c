/* Pictures, looked at by children; see downloadparts.h. */
#include <string.h>

#include "asset/downloadparts.h"
#include "core/alloc.h"
#include "core/json.h"
#include "core/prog.h"

struct child_pool *download_pool(
	const struct download *d, const char *option, const char *value, struct error *err)
{
	struct child_limits limits = {
		.memory_bytes = (size_t)conf_int(d->conf, CONF_CHILD_MEMORY) * 1024 * 1024,
		.timeout_ms = (int)conf_int(d->conf, CONF_CHILD_TIMEOUT) * 1000};
	struct strbuf path = STRBUF_INIT;
	struct child_pool *pool = NULL;

	if (d->settings.image)
		strbuf_addstr(&path, d->settings.image);
	if (path.len || !prog_sibling("metarr-image", &path, err)) {
		const char *argv[] = {path.buf, option, value, NULL};

		pool = child_pool_new(argv, (size_t)conf_int(d->conf, CONF_CHILDREN), &limits);
	}
	strbuf_release(&path);
	return pool;
}

void download_submit(struct child_pool *pool, const char *path, struct transfer *t)
{
	struct strbuf line = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &line);
	jsonw_object(&w);
	jsonw_kstr(&w, "path", path);
	jsonw_end(&w);
	child_pool_submit(pool, line.buf, line.len, t);
	strbuf_release(&line);
}

static void take_facts(struct transfer *t, const cJSON *json)
{
	struct cache_object *o = &t->answer.object;
	bool alpha = false;

	*o = (struct cache_object){.perceptual_hash = xstrdup_or_null(json_str(json, "phash")),
		.phash_done = true,
		.has_alpha = json_bool(json, "has_alpha", &alpha) ? alpha : -1};
	if (t->what != DOWNLOAD_BYTES)
		return;
	json_int(json, "size", &o->file_size);
	json_int(json, "width", &o->width);
	json_int(json, "height", &o->height);
	o->mime_type = xstrdup_or_null(json_str(json, "mime"));
	o->file_path = xstrdup_or_null(json_str(json, "cache_path"));
	o->content_hash = xstrdup_or_null(json_str(json, "sha256"));
	o->asset_type = xstrdup(t->asset_type);
}

/* The child names the file that it read, which is nothing to the person who reads it. */
static const char *without_path(const char *message, const char *path)
{
	size_t n = strlen(path);

	return *message == '\'' && !strncmp(message + 1, path, n) && !strncmp(message + 1 + n, "': ", 3)
		       ? message + n + 4
		       : message;
}

static void take_child(struct download *d, struct transfer *t, const struct strbuf *line, struct error *err)
{
	const char *path = t->url ? t->part.path.buf : t->local.buf;
	cJSON *json = err->code == ERR_NONE ? json_parse(line->buf, line->len, err) : NULL;
	const cJSON *error = json_member(json, "error");
	const char *code = json_str(error, "code"), *message = json_str(error, "message");

	if (error)
		error_set(err, error_by_name(code ? code : ""), "%s",
			without_path(message ? message : "no reason given", path));
	if (err->code == ERR_NONE) {
		take_facts(t, json);
		download_finish(d, t, DOWNLOAD_DONE);
	} else {
		download_give_up(d, t, error_lasts(err->code) ? DOWNLOAD_NOTHING : DOWNLOAD_FAILED, err);
	}
	cJSON_Delete(json);
}

bool download_take_children(struct download *d, struct child_pool *pool)
{
	struct strbuf line = STRBUF_INIT;
	struct error err = ERROR_INIT;
	void *tag = NULL;
	bool any = false;

	while (child_pool_pending(pool) && child_pool_next(pool, 0, &tag, &line, &err) > 0) {
		take_child(d, tag, &line, &err);
		error_clear(&err);
		any = true;
	}
	strbuf_release(&line);
	error_release(&err);
	return any;
}
