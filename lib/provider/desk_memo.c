/* Answers at hand; see desk_parts.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "provider/desk_parts.h"

static size_t bucket_of(enum provider_id p, const char *path)
{
	uint32_t h = 2166136261u ^ (uint32_t)p;

	for (; *path; path++)
		h = (h ^ (unsigned char)*path) * 16777619u;
	return h % DESK_BUCKETS;
}

struct question *memo_find(struct memo *m, enum provider_id p, const char *path)
{
	struct question *q = m->bucket[bucket_of(p, path)];

	while (q && (q->provider != p || strcmp(q->path, path)))
		q = q->next;
	return q;
}

static void link_newest(struct memo *m, struct question *q)
{
	q->older = m->newest;
	q->newer = NULL;
	*(m->newest ? &m->newest->newer : &m->oldest) = q;
	m->newest = q;
}

static void unlink_it(struct memo *m, struct question *q)
{
	*(q->newer ? &q->newer->older : &m->newest) = q->older;
	*(q->older ? &q->older->newer : &m->oldest) = q->newer;
}

struct question *memo_add(struct memo *m, enum provider_id p, const char *path)
{
	struct question *q = xcalloc(1, sizeof(*q)), **at = &m->bucket[bucket_of(p, path)];

	q->provider = p;
	q->path = xstrdup(path);
	q->state = ASK_WAITING;
	strbuf_init(&q->text);
	strbuf_init(&q->err.msg);
	q->next = *at;
	*at = q;
	link_newest(m, q);
	m->count++;
	return q;
}

void memo_use(struct memo *m, struct question *q)
{
	unlink_it(m, q);
	link_newest(m, q);
}

void memo_answer(struct memo *m, struct question *q, struct strbuf *text)
{
	q->state = ASK_ANSWERED;
	strbuf_release(&q->text);
	q->text = *text;
	strbuf_init(text);
	m->bytes += q->text.len;
}

int memo_parse(struct memo *m, struct question *q, struct error *err)
{
	struct error bad = ERROR_INIT;

	if (q->json)
		return 0;
	q->json = json_tree_new(q->text.buf, q->text.len, REPLY_MAX_BODY, &bad);
	if (q->json && !cJSON_IsObject(json_tree_root(q->json)) && !cJSON_IsArray(json_tree_root(q->json))) {
		json_tree_free(q->json);
		q->json = NULL;
		error_set(&bad, ERR_BAD_ANSWER, "neither an object nor a list");
	}
	if (!q->json)
		error_set(err, ERR_BAD_ANSWER, "what %s answered to '%s' is of no use: %s",
			provider_name(q->provider), q->path, bad.msg.buf);
	else
		m->parsed += q->text.len;
	error_release(&bad);
	return q->json ? 0 : -1;
}

static void unparse(struct memo *m, struct question *q)
{
	if (!q->json)
		return;
	json_tree_free(q->json);
	q->json = NULL;
	m->parsed -= q->text.len;
}

static void free_question(struct memo *m, struct question *q)
{
	struct question **at = &m->bucket[bucket_of(q->provider, q->path)];

	while (*at != q)
		at = &(*at)->next;
	*at = q->next;
	unlink_it(m, q);
	unparse(m, q);
	m->count--;
	m->bytes -= q->text.len;
	free(q->path);
	strbuf_release(&q->text);
	error_release(&q->err);
	free(q);
}

void memo_trim(struct memo *m, uint64_t run)
{
	struct question *q, *newer;

	for (q = m->oldest; q && m->parsed > DESK_PARSED_BYTES; q = q->newer)
		if (q->run != run)
			unparse(m, q);
	for (q = m->oldest; q && (m->bytes > DESK_MEMO_BYTES || m->count > DESK_MEMO_MOST); q = newer) {
		newer = q->newer;
		if (!q->refs && q->state != ASK_WAITING)
			free_question(m, q);
	}
}

void memo_release(struct memo *m)
{
	while (m->oldest)
		free_question(m, m->oldest);
}
