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
#define NICE 10

struct hash {
	bool done;
	char *phash; /* NULL: there is none */
};

struct hashes {
	struct scanner *s;
	struct phash_work *work;   /* a page of it */
	struct hash *hash;	   /* of each */
	size_t n, waiting;	   /* of those, and how many have no answer yet */
	int64_t after;		   /* the last one's id */
	size_t seen;		   /* how many pictures pass 2 had written when the page was asked for */
	bool dry;		   /* and after that page there was none */
	size_t done, saved, total; /* the total is known once pass 2 is done */
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
	child_pool_submit(h->s->hashes, line.buf, line.len, &h->hash[i]);
	h->waiting++;
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
	hash->done = err->code == ERR_NONE || !scanner_again(err->code);
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

static bool take_answers(struct hashes *h)
{
	struct strbuf answer = STRBUF_INIT;
	struct error err = ERROR_INIT;
	bool any = false;
	void *tag = NULL;

	while (child_pool_ready(h->s->hashes) && child_pool_next(h->s->hashes, 0, &tag, &answer, &err) > 0) {
		take_answer(tag, &answer, &err);
		h->waiting--;
		h->done++;
		any = true;
	}
	if (any)
		scanner_progress(h->s, SCAN_HASHES, h->done, h->total);
	strbuf_release(&answer);
	error_release(&err);
	return any;
}

static void drop_page(struct hashes *h)
{
	for (size_t i = 0; i < h->n; i++)
		free(h->hash[i].phash);
	free(h->hash);
	phash_work_free(h->work, h->n);
	h->hash = NULL;
	h->work = NULL;
	h->n = 0;
}

static int write_page(struct hashes *h, struct error *err)
{
	int rc = db_transact(h->s->db, DB_WRITE, save_page, h, err);

	h->saved += h->n;
	drop_page(h);
	return rc;
}

static int next_page(struct hashes *h, struct error *err)
{
	h->seen = h->s->sum->pictures;
	if (cache_phash_open(h->s->db, h->after, PAGE, &h->work, &h->n, err) < 0)
		return -1;
	h->dry = h->n < PAGE;
	if (h->n == 0)
		return 0;
	h->hash = xcalloc(h->n, sizeof(*h->hash));
	for (size_t i = 0; i < h->n; i++)
		submit(h, i);
	h->after = h->work[h->n - 1].id;
	return 0;
}

/* Once no other object will come, that of an earlier scan or of another library included. */
static int count_all(struct hashes *h, struct error *err)
{
	int64_t left;

	if (h->total > 0 || h->s->at < SCAN_HASHES - SCAN_ROWS)
		return 0;
	if (cache_phash_left(h->s->db, &left, err) < 0)
		return -1;
	h->total = h->saved + (size_t)left;
	return 0;
}

static int hashes_turn(void *pass, struct error *err)
{
	struct hashes *h = pass;
	bool more = take_answers(h);

	if (count_all(h, err) < 0)
		return -1;
	if (h->n > 0 && h->waiting == 0)
		return write_page(h, err) < 0 ? -1 : TURN_MORE;
	if (h->n > 0)
		return more ? TURN_MORE : TURN_WAIT;
	if (!h->dry || h->seen != h->s->sum->pictures)
		return next_page(h, err) < 0 ? -1 : TURN_MORE;
	return h->s->at < SCAN_HASHES - SCAN_ROWS ? TURN_WAIT : TURN_DONE;
}

static int hashes_stop(void *pass, struct error *err)
{
	struct hashes *h = pass;

	return h->n > 0 ? write_page(h, err) : 0;
}

static void hashes_end(void *pass)
{
	struct hashes *h = pass;

	drop_page(h);
	child_pool_free(h->s->hashes);
	h->s->hashes = NULL;
	free(h);
}

static void *hashes_begin(struct scanner *s, struct error *err)
{
	static const char *const options[] = {"--no-sha256", NULL}; /* that is its name */
	struct hashes *h = xcalloc(1, sizeof(*h));

	h->s = s;
	s->hashes = scanner_pool(s, "metarr-image", options, NICE, err);
	if (s->hashes)
		return h;
	free(h);
	return NULL;
}

const struct pass pass_hashes = {hashes_begin, hashes_turn, hashes_stop, hashes_end};
