/* What is due, and did not stay the same; see provider/due.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "provider/due.h"
#include "provider/merge.h"
#include "store/due.h"

#define LONGEST_DAYS 14 /* that lists of changes are asked for */

/* What changed at all of them between two instants. */
struct news {
	enum entity type;
	char since[INSTANT_SIZE], now[INSTANT_SIZE];
	unsigned asks, known; /* bits of providers: who is asked, and whose lists are whole */
	struct change_list list[PROVIDER_COUNT];
};

static void news_forget(struct news *n)
{
	size_t i;

	for (i = 0; i < PROVIDER_COUNT; i++)
		change_list_release(&n->list[i]);
	n->known = 0;
}

/* A desk_fn. One that does not say is as if all had changed there. */
static enum ask_state ask_news(struct ask *a, void *job, struct error *err)
{
	struct news *n = job;
	bool waiting = false;
	size_t i;

	news_forget(n);
	for (i = 0; i < PROVIDER_COUNT; i++) {
		enum ask_state state = ASK_NOTHING;

		if (n->asks & 1u << i && provider_all[i]->changed)
			state = provider_all[i]->changed(a, n->type, n->since, n->now, &n->list[i], err);
		waiting |= state == ASK_WAITING;
		n->known |= state == ASK_ANSWERED ? 1u << i : 0;
		error_clear(err);
	}
	return waiting ? ASK_WAITING : ASK_ANSWERED;
}

static void run(struct desk *desk, struct news *n, struct error *err)
{
	enum ask_state how;
	void *job;

	desk_add_unkept(desk, ask_news, n); /* the next time other days are asked about */
	if (desk_next(desk, -1, -1, &job, &how, err) != 1)
		news_forget(n); /* interrupted */
}

/* 1, 0, -1. */
static int has_news(struct db *db, const struct news *n, enum entity type, int64_t id, struct error *err)
{
	struct due_asked *asked = NULL;
	size_t i, count = 0;
	bool news;
	int rc = due_asked_of(db, type, id, &asked, &count, err);

	news = !count;
	for (i = 0; i < count && !news; i++) {
		int p = provider_by_name(asked[i].provider);

		news = p < 0 || !(n->known & 1u << p) || !asked[i].provider_id ||
		       change_list_has(&n->list[p], asked[i].provider_id);
	}
	due_asked_free(asked, count);
	return rc ? -1 : news;
}

/* Whether the time alone makes it due, and lists of changes go back so far. */
static bool may_be_unchanged(const struct due_row *row, const char *earliest)
{
	return row->was_enriched && row->enriched_at && strcmp(row->enriched_at, earliest) >= 0;
}

static void add(struct id_list *list, int64_t id)
{
	ALLOC_GROW(list->id, list->n + 1, list->alloc);
	list->id[list->n++] = id;
}

/* The instant from which on changes are of interest: false: of none. */
static bool set_since(struct news *n, const struct due_list *due)
{
	char earliest[INSTANT_SIZE];
	const char *since = NULL;
	size_t i;

	instant_days_later(n->now, -LONGEST_DAYS, earliest);
	for (i = 0; i < due->n; i++)
		if (may_be_unchanged(&due->item[i], earliest) &&
			(!since || strcmp(due->item[i].enriched_at, since) < 0))
			since = due->item[i].enriched_at;
	if (since)
		memcpy(n->since, since, sizeof(n->since));
	return since != NULL;
}

static int sift(struct db *db, const struct news *n, enum entity type, const struct due_list *due,
	struct id_list *out, struct id_list *same, struct error *err)
{
	size_t i;
	int news;

	for (i = 0; i < due->n; i++) {
		const struct due_row *row = &due->item[i];

		if (row->title && !merge_placeholder(type, row->title))
			continue;
		news = 1;
		if (*n->since && !row->title && may_be_unchanged(row, n->since))
			news = has_news(db, n, type, row->id, err);
		if (news < 0)
			return -1;
		add(news ? out : same, row->id);
	}
	return 0;
}

int due_find(struct shop *shop, struct desk *desk, enum entity type, int64_t library_id, bool dry_run,
	struct id_list *out, size_t *unchanged, struct error *err)
{
	struct db *db = shop->session->db;
	struct news n = {.type = type == ENTITY_MOVIE ? ENTITY_MOVIE : ENTITY_SERIES, .asks = shop->asks};
	struct due_list due = {0};
	struct id_list same = {0};
	int rc = db_now(db, n.now, err);

	if (!rc)
		rc = due_items(db, type, library_id, n.now, &due, err);
	if (!rc && type != ENTITY_SET && set_since(&n, &due))
		run(desk, &n, err);
	if (!rc)
		rc = sift(db, &n, type, &due, out, &same, err);
	if (!rc && !dry_run)
		rc = due_unchanged(db, type, same.id, same.n, err);
	*unchanged += same.n;
	news_forget(&n);
	due_list_release(&due);
	id_list_release(&same);
	return rc;
}
