/*
 * What changed at TMDB; see provider.h. It says it by days, a hundred on a page, and gives 500 pages of one
 * question; some thousands change each day. So it is asked for a week at a time.
 */
#include <string.h>

#include "core/instant.h"
#include "provider/tmdb.h"

#define MOST_DAYS 14 /* more would take longer than asking for the items themselves */
#define AT_ONCE 7    /* days of one question */
#define PAGES 500
#define DAY_LEN 10 /* of "YYYY-MM-DD" */

struct reader {
	struct ask *ask;
	const char *kind;
	struct change_list found;
	enum ask_state state; /* of all questions; the worst */
	struct error *err;
};

/* Reads a page from 'from' to 'to', instants. Gives how many pages there are; 0: it is not answered. */
static int64_t read_page(struct reader *r, const char *from, const char *to, int64_t page)
{
	struct strbuf path = STRBUF_INIT;
	const cJSON *json, *item;
	enum ask_state state;
	int64_t id, pages = 1;

	strbuf_addf(&path, "%s/changes?start_date=%.*s&end_date=%.*s&page=%d", r->kind, DAY_LEN, from,
		DAY_LEN, to, (int)page);
	state = tmdb_get(r->ask, path.buf, NULL, NULL, &json, r->err);
	strbuf_release(&path);
	if (state == ASK_FAILED || (r->state != ASK_FAILED && state != ASK_ANSWERED))
		r->state = state;
	if (state != ASK_ANSWERED)
		return 0;
	cJSON_ArrayForEach (item, loose_list(json, "results"))
		if (loose_int(item, "id", &id))
			change_add(&r->found, id);
	loose_int(json, "total_pages", &pages);
	return pages;
}

/* The first page says how many there are, which are asked for together then. */
static void read_days(struct reader *r, const char *from, const char *to)
{
	int64_t pages = read_page(r, from, to, 1);

	if (pages > PAGES)
		r->state = ASK_NOTHING;
	for (int64_t page = 2; page <= pages && pages <= PAGES; page++)
		read_page(r, from, to, page);
}

enum ask_state tmdb_changed(struct ask *a, enum entity type, const char *since, const char *now,
	struct change_list *out, struct error *err)
{
	struct reader r = {a, type == ENTITY_MOVIE ? "movie" : "tv", {0}, ASK_ANSWERED, err};
	char from[INSTANT_SIZE], to[INSTANT_SIZE], oldest[INSTANT_SIZE];

	instant_days_later(now, -MOST_DAYS, oldest);
	if ((type != ENTITY_MOVIE && type != ENTITY_SERIES) || strcmp(since, oldest) < 0)
		return ASK_NOTHING;
	memcpy(from, since, sizeof(from));
	do {
		instant_days_later(from, AT_ONCE, to);
		if (strcmp(to, now) > 0)
			instant_days_later(now, 1, to); /* today, too */
		read_days(&r, from, to);
		memcpy(from, to, sizeof(from));
	} while (strcmp(to, now) < 0);
	for (size_t i = 0; i < r.found.n && r.state == ASK_ANSWERED; i++)
		change_add(out, r.found.id[i]);
	if (r.state == ASK_ANSWERED)
		change_list_sort(out);
	change_list_release(&r.found);
	return r.state;
}
