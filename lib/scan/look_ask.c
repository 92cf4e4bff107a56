/* What children find out about the files of a folder: what they are asked, and what their answers say. See
 * look.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/path.h"
#include "scan/look.h"

static void ask(struct child_pool *pool, const struct strbuf *line, struct look *l, size_t k, bool probe,
	size_t index)
{
	struct asked *asked = &l->asked[probe ? index : l->finds.n + index];

	*asked = (struct asked){l, k, probe, index};
	child_pool_submit(pool, line->buf, line->len, asked);
	l->work[k].waiting++;
}

static void ask_probe(struct scanner *s, struct look *l, size_t k)
{
	const struct found *found = l->work[k].found;
	struct strbuf line = STRBUF_INIT, path = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &line);
	jsonw_object(&w);
	scanner_disk_path(s, l->folder, folder_name(&l->f, found->part[0]), &path);
	jsonw_kstr(&w, "path", path.buf);
	if (found->nparts > 1) {
		jsonw_key(&w, "parts");
		jsonw_array(&w);
		for (size_t i = 0; i < found->nparts; i++) {
			strbuf_clear(&path);
			scanner_disk_path(s, l->folder, folder_name(&l->f, found->part[i]), &path);
			jsonw_str(&w, path.buf);
		}
		jsonw_end(&w);
	}
	jsonw_end(&w);
	ask(s->probes, &line, l, k, true, k);
	strbuf_release(&line);
	strbuf_release(&path);
}

static void ask_header(struct scanner *s, struct look *l, size_t k, size_t file)
{
	struct strbuf line = STRBUF_INIT, path = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &line);
	jsonw_object(&w);
	scanner_disk_path(s, l->folder, folder_name(&l->f, file), &path);
	jsonw_kstr(&w, "path", path.buf);
	jsonw_end(&w);
	l->header[file].asked = true;
	ask(s->images, &line, l, k, false, file);
	strbuf_release(&line);
	strbuf_release(&path);
}

/* Whether a picture's size is to be asked for: it is new, or only its pixels tell what it is for. */
static bool is_question(const struct look *l, const struct found_picture *p)
{
	const struct seen_file *seen = look_unchanged(l, p->file);

	return !seen || (!p->kind && !(seen->kind && strcmp(seen->kind, SEEN_BROKEN) == 0));
}

/* Whether another episode of the same file asks for its streams. */
static bool gets_streams(const struct look *l, size_t k)
{
	size_t twin = l->finds.item[k].twin;

	return twin != NO_FILE && l->work[twin].probe && !l->work[twin].skip;
}

/* What another item asked is there before this one is finished: slices are, one after another. */
void look_ask(struct scanner *s, struct look *l, size_t k)
{
	const struct found *found = &l->finds.item[k];

	if (l->work[k].skip)
		return;
	if (l->work[k].probe && !gets_streams(l, k))
		ask_probe(s, l, k);
	for (size_t i = 0; i < found->npictures; i++) {
		size_t file = found->picture[i].file;

		if (!l->header[file].asked && is_question(l, &found->picture[i]))
			ask_header(s, l, k, file);
	}
}

/* A video's streams came, or why there are none; of its other episodes, which may not be begun, too. What may
 * go better another time is tried by the next scan. */
static void take_streams(
	struct scanner *s, struct look *l, size_t k, const struct strbuf *answer, struct error *err)
{
	struct work *w = &l->work[k];
	size_t file = w->found->part[0];
	struct strbuf path = STRBUF_INIT;

	if (err->code == ERR_NONE && streams_from_json(&w->streams, answer->buf, answer->len, err) == 0) {
		w->probed = true;
		for (size_t t = k + 1; t < l->finds.n && l->finds.item[t].twin == k; t++)
			l->work[t].probed =
				streams_from_json(&l->work[t].streams, answer->buf, answer->len, err) == 0;
		return;
	}
	if (err->code == ERR_UNSUPPORTED) /* an image of a disc, a link to a stream: an item all the same */
		return;
	l->later[file] = scanner_again(err->code);
	l->again |= l->later[file];
	path_join(&path, l->folder, folder_name(&l->f, file));
	scanner_problem(s, path.buf, err, false);
	strbuf_release(&path);
}

/* A picture's size came. One that is broken is no candidate; one that nobody could look at gets its size in
 * pass two. */
static void take_header(
	struct scanner *s, struct look *l, size_t file, const struct strbuf *answer, struct error *err)
{
	struct header *h = &l->header[file];
	struct strbuf path = STRBUF_INIT;
	cJSON *json = err->code == ERR_NONE ? json_parse(answer->buf, answer->len, err) : NULL;
	const cJSON *error = json_member(json, "error");

	if (error)
		error_set(err, error_by_name(json_str(error, "code") ? json_str(error, "code") : ""), "%s",
			json_str(error, "message") ? json_str(error, "message") : "no reason given");
	if (err->code == ERR_NONE) {
		json_int(json, "width", &h->width);
		json_int(json, "height", &h->height);
		h->mime = xstrdup_or_null(json_str(json, "mime"));
	} else if (err->code == ERR_BAD_IMAGE || err->code == ERR_TOO_LONG || err->code == ERR_UNSUPPORTED) {
		h->broken = true;
		path_join(&path, l->folder, folder_name(&l->f, file));
		scanner_problem(s, path.buf, err, false);
	}
	cJSON_Delete(json);
	strbuf_release(&path);
}

static int answer_of(struct scanner *s, struct child_pool *pool)
{
	struct strbuf answer = STRBUF_INIT;
	struct error err = ERROR_INIT;
	void *tag = NULL;
	int rc = child_pool_ready(pool) ? child_pool_next(pool, 0, &tag, &answer, &err) : 0;

	if (rc > 0) {
		struct asked *asked = tag;

		asked->look->work[asked->item].waiting--;
		if (asked->probe)
			take_streams(s, asked->look, asked->index, &answer, &err);
		else
			take_header(s, asked->look, asked->index, &answer, &err);
	}
	strbuf_release(&answer);
	error_release(&err);
	return rc;
}

bool look_answer(struct scanner *s)
{
	bool any = false;

	while (answer_of(s, s->probes) + answer_of(s, s->images) > 0)
		any = true;
	return any;
}
