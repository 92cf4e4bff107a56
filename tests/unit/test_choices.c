/* What was said of pictures, as text, and taken back. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "harness/items.h"
#include "store/candidate.h"
#include "store/choices.h"
#include "store/revert.h"

static struct candidate_list all;

/* A film with three posters of a provider, the first one selected by the rules; and two of the library. */
static void film(void)
{
	items_new(items_library("films", "/f"), "/f", "A");
	engines_exec(
		"INSERT INTO asset_candidates (entity_type, entity_id, asset_type, provider, provider_url, "
		"local_path, content_hash, is_downloaded, is_selected, selected_by, created_at) VALUES "
		"('movie', 1, 'poster', 'tmdb', 'http://t/1', NULL, NULL, 0, 1, 'auto', ''), "
		"('movie', 1, 'poster', 'tmdb', 'http://t/2', NULL, NULL, 0, 0, NULL, ''), "
		"('movie', 1, 'poster', 'tmdb', 'http://t/3', NULL, NULL, 0, 0, NULL, ''), "
		"('movie', 1, 'fanart', 'local', NULL, '/f/A/fanart.jpg', 'abc', 1, 1, 'local', ''), "
		"('movie', 1, 'fanart', 'local', NULL, '/f/A/fanart1.jpg', 'def', 1, 1, 'local', '')");
}

static struct candidate *at(int64_t id)
{
	size_t i;

	for (i = 0; i < all.n; i++)
		if (all.item[i].id == id)
			return &all.item[i];
	ck_abort_msg("no candidate");
}

static void load(void)
{
	candidate_list_release(&all);
	must(candidates_of(engines_db, ENTITY_MOVIE, 1, &all, &engines_err));
}

static void is_said(const char *kind, const char *want)
{
	char *json;

	load();
	json = choices_of(&all, kind);
	ck_assert_str_eq(json ? json : "", want);
	free(json);
}

/* What a program for choosing does with an item. */
struct wish {
	int64_t choose, reject;
};

static int wish(
	struct db *db, struct edit_job *job, struct item *it, struct candidate_list *list, struct error *err)
{
	const struct wish *w = job->ctx;
	size_t i;

	(void)db;
	(void)err;
	(void)it;
	for (i = 0; i < list->n; i++) {
		struct candidate *c = &list->item[i];

		if (c->id == w->reject) {
			choices_set(c, NULL);
			c->is_rejected = true;
		}
		if (c->id == w->choose)
			choices_select(list, c, "ann");
	}
	return 0;
}

static const struct edit_means means = {.artwork = wish};

static int64_t do_wish(int64_t choose, int64_t reject)
{
	const struct wish w = {choose, reject};
	struct edit_job job = {
		.type = ENTITY_MOVIE, .id = 1, .means = &means, .ctx = &w, .error = ERROR_INIT};
	int64_t batch = 0;

	must(edit_items(engines_db, &job, 1, "ann", false, &batch, &engines_err));
	ck_assert_uint_eq(job.nchange, 1);
	edit_job_release(&job);
	return batch;
}

static int hear(const struct edit_job *job, void *ctx, struct error *err)
{
	struct strbuf *said = ctx;

	(void)err;
	if (job->nchange)
		edit_entry_text(&job->change[0], said);
	if (job->kept.n)
		strbuf_addf(said, "kept: %s", job->kept.item[0]);
	return 0;
}

/* The batch that this is. */
static int64_t take_back(int64_t batch, const char *says)
{
	struct revert_run run = {.number = batch, .by = "ann"};
	struct strbuf said = STRBUF_INIT;

	must(revert_batch_run(engines_db, &run, hear, &said, &engines_err));
	ck_assert_str_eq(said.buf, says);
	strbuf_release(&said);
	return run.batch;
}

START_TEST(as_text)
{
	struct strbuf text = STRBUF_INIT;

	film();
	is_said("poster", "[{\"id\":1,\"selected_by\":\"auto\"}]");
	is_said("banner", "");
	at(2)->is_rejected = true;
	choices_set(at(4), "ann");
	choices_text("[{\"id\":4,\"selected_by\":\"ann\"},{\"id\":9,\"rejected\":true},"
		     "{\"id\":5,\"selected_by\":\"x\"},{\"id\":6,\"undecided\":true}]",
		&text);
	ck_assert_str_eq(text.buf, "4, 5, rejected: 9");
	ck_assert(choices_by_hand("[{\"id\":4,\"selected_by\":\"ann\"}]"));
	ck_assert(!choices_by_hand("[{\"id\":4,\"selected_by\":\"auto\"}]"));
	ck_assert(!choices_by_hand("no JSON") && !choices_by_hand(NULL));
	strbuf_release(&text);
}
END_TEST

START_TEST(a_choice)
{
	int64_t batch;

	film();
	batch = do_wish(2, 0);
	is_said("poster", "[{\"id\":2,\"selected_by\":\"ann\"}]");
	ck_count(1, "SELECT COUNT(*) FROM movies WHERE has_unpublished_changes = 1");
	batch = take_back(batch, "poster: 2 -> 1, unlocked");
	is_said("poster", "[{\"id\":1,\"selected_by\":\"auto\"}]");
	ck_count(1, "SELECT COUNT(*) FROM asset_candidates WHERE asset_type = 'poster' AND "
		    "selected_at IS NOT NULL");
	take_back(batch, "poster: 1 -> 2, locked");
	is_said("poster", "[{\"id\":2,\"selected_by\":\"ann\"}]");
	take_back(batch, ""); /* it is so already */
}
END_TEST

START_TEST(a_rejection)
{
	int64_t batch;

	film();
	batch = do_wish(0, 1);
	is_said("poster", "[{\"id\":1,\"rejected\":true}]");
	ck_count(1, "SELECT COUNT(*) FROM rejected_assets WHERE provider = 'tmdb' AND provider_url = "
		    "'http://t/1' AND asset_type = 'poster'");
	/* What the rules took meanwhile gives way. */
	engines_exec("UPDATE asset_candidates SET is_selected = 1, selected_by = 'auto' WHERE id = 3");
	batch = take_back(batch, "poster: 3, rejected: 1 -> 1");
	is_said("poster", "[{\"id\":1,\"selected_by\":\"auto\"}]");
	ck_count(0, "SELECT COUNT(*) FROM rejected_assets");
	take_back(batch, "poster: 1 -> 3, rejected: 1");
	ck_count(1, "SELECT COUNT(*) FROM rejected_assets");
	batch = do_wish(0, 4);
	ck_count(1, "SELECT COUNT(*) FROM rejected_assets WHERE provider_url = 'sha256:abc'");
	take_back(batch, "fanart: 5, rejected: 4 -> 4, 5");
	ck_count(1, "SELECT COUNT(*) FROM rejected_assets");
}
END_TEST

START_TEST(what_was_changed_since)
{
	int64_t first, second;

	film();
	first = do_wish(2, 0);
	second = do_wish(3, 0);
	take_back(first, "kept: poster has been changed since");
	is_said("poster", "[{\"id\":3,\"selected_by\":\"ann\"}]");
	take_back(second, "poster: 3 -> 2");
	engines_exec("DELETE FROM asset_candidates WHERE id = 1");
	take_back(first, "kept: poster was a picture that is gone");
	is_said("poster", "[{\"id\":2,\"selected_by\":\"ann\"}]");
	/* The rejection of another picture is no change of the choice. */
	do_wish(0, 3);
	take_back(second, "kept: poster has been changed since");
	is_said("poster", "[{\"id\":2,\"selected_by\":\"ann\"},{\"id\":3,\"rejected\":true}]");
}
END_TEST

static int snapshot(struct db *db, void *ctx, struct error *err)
{
	return choices_snapshot(db, ENTITY_MOVIE, 1, ctx, err);
}

START_TEST(a_snapshot)
{
	char *json = NULL, *chosen;
	bool locked;
	struct meta_names kinds = {0};

	film();
	engines_exec("INSERT INTO field_state (entity_type, entity_id, field, source, locked) VALUES "
		     "('movie', 1, 'banner', 'edit', 1), ('movie', 1, 'plot', 'edit', 1)");
	items_write(snapshot, &json);
	ck_assert_str_eq(json, "{\"fanart\":{\"locked\":false,\"chosen\":[{\"id\":4,\"selected_by\":"
			       "\"local\"},{\"id\":5,\"selected_by\":\"local\"}]},\"poster\":{\"locked\":"
			       "false,\"chosen\":[{\"id\":1,\"selected_by\":\"auto\"}]},\"banner\":{"
			       "\"locked\":true,\"chosen\":[]}}");
	choices_snapshot_kinds(json, &kinds);
	ck_assert_uint_eq(kinds.n, 3);
	chosen = choices_in_snapshot(json, "banner", &locked);
	ck_assert(!chosen && locked);
	chosen = choices_in_snapshot(json, "poster", &locked);
	ck_assert_str_eq(chosen, "[{\"id\":1,\"selected_by\":\"auto\"}]");
	ck_assert(!locked);
	free(chosen);
	names_release(&kinds);

	/* Back to it: what the rules chose gives way, what stands in the library as one of several stays. */
	load();
	choices_set(at(1), NULL);
	choices_set(at(3), SELECTED_AUTO);
	ck_assert_ptr_null(choices_put(&all, "poster", "[{\"id\":1,\"selected_by\":\"auto\"}]"));
	ck_assert(at(1)->is_selected && !at(3)->is_selected);
	ck_assert_ptr_null(choices_put(&all, "fanart", "[{\"id\":4,\"selected_by\":\"local\"}]"));
	ck_assert(at(4)->is_selected && at(5)->is_selected);
	/* But not where another one is to stand. */
	free(at(5)->local_path);
	at(5)->local_path = xstrdup(at(4)->local_path);
	ck_assert_ptr_null(choices_put(&all, "fanart", "[{\"id\":4,\"selected_by\":\"local\"}]"));
	ck_assert(at(4)->is_selected && !at(5)->is_selected);
	ck_assert_ptr_null(choices_put(&all, "poster", NULL));
	ck_assert(!at(1)->is_selected);
	at(1)->is_rejected = true;
	ck_assert_ptr_nonnull(choices_put(&all, "poster", "[{\"id\":1,\"selected_by\":\"auto\"}]"));
	ck_assert_ptr_nonnull(choices_put(&all, "poster", "[{\"id\":77,\"selected_by\":\"auto\"}]"));
	candidate_list_release(&all);
	free(json);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {as_text, a_choice, a_rejection, what_was_changed_since, a_snapshot};
	Suite *s = suite_create("choices");

	engines_add(s, "choices", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
