/* Candidates of a provider follow what it offers, and keep what was chosen and what is in the cache. */
#include <string.h>

#include "harness/items.h"
#include "store/candidate.h"

static int64_t film(void)
{
	return items_new(items_library("films", "/f"), "/f", "A");
}

struct offer {
	int64_t id;
	const char *provider;
	const struct remote_picture *pictures;
	size_t n;
	bool changed;
};

static int set_remote(struct db *db, void *ctx, struct error *err)
{
	struct offer *o = ctx;

	return candidates_set_remote(
		db, ENTITY_MOVIE, o->id, o->provider, o->pictures, o->n, &o->changed, err);
}

static bool offer(int64_t id, const char *provider, const struct remote_picture *pictures, size_t n)
{
	struct offer o = {id, provider, pictures, n, false};

	items_write(set_remote, &o);
	return o.changed;
}

static struct remote_picture picture(const char *url)
{
	return (struct remote_picture){.asset_type = "poster",
		.url = url,
		.preview_url = "https://i/small",
		.language = "de",
		.width = 2000,
		.height = 3000,
		.vote_count = 7,
		.vote_average = 8.5};
}

static void load(int64_t id, struct candidate_list *list)
{
	*list = (struct candidate_list){0};
	must(candidates_of(engines_db, ENTITY_MOVIE, id, list, &engines_err));
}

START_TEST(offered_and_offered_again)
{
	struct remote_picture p[] = {picture("https://i/1"), picture("https://i/2"), picture("https://i/1")};
	int64_t id = film();
	struct candidate_list list;

	p[1].language = "";
	p[1].vote_average = -1;
	p[1].vote_count = -1;
	p[1].preview_url = NULL;
	p[1].width = 0;
	ck_assert(offer(id, "tmdb", p, 3));
	ck_assert(!offer(id, "tmdb", p, 3));
	load(id, &list);
	ck_assert_int_eq(list.n, 2);
	ck_assert_str_eq(list.item[0].provider, "tmdb");
	ck_assert_str_eq(list.item[0].provider_url, "https://i/1");
	ck_assert_str_eq(list.item[0].preview_url, "https://i/small");
	ck_assert_str_eq(list.item[0].language, "de");
	ck_assert(list.item[0].vote_count == 7 && list.item[0].vote_average == 8.5);
	ck_assert(!list.item[0].is_selected && !list.item[0].is_rejected && !list.item[0].phash_done);
	ck_assert(!list.item[1].language && !list.item[1].preview_url && !list.item[1].vote_count);
	ck_assert(list.item[1].vote_average < 0 && !list.item[1].width);
	candidate_list_release(&list);
	p[0].vote_count = 8;
	ck_assert(offer(id, "tmdb", p, 2));
	ck_count(8, "SELECT vote_count FROM asset_candidates WHERE provider_url = 'https://i/1'");
	ck_assert(offer(id, "tvdb", p, 1)); /* the same address at another one */
	ck_count(3, "SELECT COUNT(*) FROM asset_candidates");
}
END_TEST

START_TEST(offered_no_more)
{
	const struct remote_picture p[] = {picture("https://i/1"), picture("https://i/2"),
		picture("https://i/3"), picture("https://i/4")};
	int64_t id = film();

	offer(id, "tmdb", p, 4);
	offer(id, "tvdb", p, 1);
	engines_exec("UPDATE asset_candidates SET is_selected = 1 WHERE id = 1;"
		     "UPDATE asset_candidates SET is_rejected = 1 WHERE id = 2;"
		     "UPDATE asset_candidates SET content_hash = 'abc', is_downloaded = 1, width = 10, "
		     "height = 20 WHERE id = 3");
	ck_assert(offer(id, "tmdb", NULL, 0));
	ck_count(4, "SELECT COUNT(*) FROM asset_candidates");
	ck_count(0, "SELECT COUNT(*) FROM asset_candidates WHERE id = 4");
	ck_assert(!offer(id, "tmdb", p, 3)); /* what was measured counts more than what is said */
	ck_count(10, "SELECT width FROM asset_candidates WHERE id = 3");
}
END_TEST

START_TEST(rejected_everywhere)
{
	const struct remote_picture p[] = {picture("https://i/1"), picture("https://i/2")};
	int64_t id = film();
	struct candidate_list list;

	engines_exec("INSERT INTO rejected_assets (provider, provider_url, asset_type, rejected_at, reason) "
		     "VALUES ('tmdb', 'https://i/1', 'poster', '', 'ugly'), "
		     "('local', 'sha256:abc', 'fanart', '', NULL)");
	offer(id, "tmdb", p, 2);
	offer(id, "tvdb", p, 1);
	load(id, &list);
	ck_assert(list.item[0].is_rejected);
	ck_assert_str_eq(list.item[0].reject_reason, "ugly");
	ck_assert(!list.item[1].is_rejected && !list.item[1].reject_reason && !list.item[2].is_rejected);
	candidate_list_release(&list);
	engines_exec("UPDATE asset_candidates SET content_hash = 'abc' WHERE id = 2");
	load(id, &list);
	ck_assert(list.item[1].is_rejected);
	ck_assert_str_eq(list.item[1].reject_reason, "");
	candidate_list_release(&list);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {offered_and_offered_again, offered_no_more, rejected_everywhere};
	Suite *s = suite_create("remoteart");

	engines_add(s, "remoteart", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
