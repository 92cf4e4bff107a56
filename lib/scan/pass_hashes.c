/*
 * Pass 3: perceptual hashes of what is in the cache, by children on all processors. Nobody waits for it: an
 * item's record has left before.
 */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/json.h"
#include "core/path.h"
#include "core/prog.h"
#include "scan/scanner.h"
#include "store/candidate.h"

#define PAGE 100 /* objects in one transaction */

struct hash {
	bool done;
	char *phash; /* NULL: there is none */
};

struct hashes {
	struct scanner *s;
	struct child_pool *pool;
	struct phash_work *work; /* a page of it */
	struct hash *hash;	 /* of each */
	size_t n;
	size_t done;
};

static void submit(struct hashes *h, size_t i)
{
	struct strbuf line = STRBUF_INIT, path = STRBUF_INIT;
	struct jsonw w;

	path_join(&path, h->s->o->cache, h->work[i].file_path);
	jsonw_init(&w, &line);
	jsonw_object(&w);
	jsonw_kstr(&w, "path", path.buf);
	jsonw_end(&w);
	child_pool_submit(h->pool, line.buf, line.len, &h->hash[i]);
	strbuf_release(&line);
	strbuf_release(&path);
}

/* A picture without a hash, or one that no decoder takes, is done with; one that may go better later is not.
 */
static void take_answer(struct hash *hash, const struct strbuf *answer, struct error *err)
{
	cJSON *json = err->code == ERR_NONE ? json_parse(answer->buf, answer->len, err) : NULL;
	const cJSON *error = json_member(json, "error");
	const char *code = json_str(error, "code");

	if (error)
		error_set(err, error_by_name(code ? code : ""), "%s", code ? code : "no reason given");
	hash->done = err->code == ERR_NONE || error_lasts(err->code);
	if (err->code == ERR_NONE)
		hash->phash = xstrdup_or_null(json_str(json, "phash"));
	cJSON_Delete(json);
}

static int save_page(struct db *db, void *ctx, struct error *err)
{
	const struct hashes *h = ctx;

	for (size_t i = 0; i < h->n; i++) {
		if (h->hash[i].done && cache_set_phash(db, h->work[i].id, h->hash[i].phash, err) < 0)
			return -1;
	}
	return 0;
}

/* One page: asked, waited for, written. 0 or -1. */
static int do_page(struct hashes *h, struct error *err)
{
	struct strbuf answer = STRBUF_INIT;
	struct error bad = ERROR_INIT;
	void *tag = NULL;
	int rc;

	h->hash = xcalloc(h->n + 1, sizeof(*h->hash));
	for (size_t i = 0; i < h->n; i++)
		submit(h, i);
	while (child_pool_pending(h->pool) > 0 && !prog_interrupted()) {
		if (child_pool_next(h->pool, 1000, &tag, &answer, &bad) <= 0)
			continue;
		take_answer(tag, &answer, &bad);
		h->done++;
		if (h->s->ev->progress)
			h->s->ev->progress(SCAN_HASHES, h->done, 0, h->s->ev->ctx);
	}
	rc = db_transact(h->s->db, DB_WRITE, save_page, h, err);
	for (size_t i = 0; i < h->n; i++)
		free(h->hash[i].phash);
	free(h->hash);
	h->hash = NULL;
	strbuf_release(&answer);
	error_release(&bad);
	return rc;
}

int scan_pass_hashes(struct scanner *s, struct error *err)
{
	static const char *const none[] = {NULL};
	struct hashes h = {.s = s};
	int64_t after = 0;
	int rc = cache_phash_open(s->db, 0, PAGE, &h.work, &h.n, err);

	if (rc == 0 && h.n > 0 && !(h.pool = scanner_pool(s, "metarr-image", none, err)))
		rc = -1;
	while (rc == 0 && h.n > 0 && !prog_interrupted()) {
		rc = do_page(&h, err);
		after = h.work[h.n - 1].id;
		phash_work_free(h.work, h.n);
		h.work = NULL;
		h.n = 0;
		if (rc == 0)
			rc = cache_phash_open(s->db, after, PAGE, &h.work, &h.n, err);
	}
	phash_work_free(h.work, h.n);
	child_pool_free(h.pool);
	if (rc == 0 && prog_interrupted()) {
		error_clear(err);
		rc = -1;
	}
	return rc;
}
