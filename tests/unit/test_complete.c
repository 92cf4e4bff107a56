/* Rules of completeness, on both engines. */
#include <string.h>

#include "harness/items.h"
#include "store/candidate.h"
#include "store/complete.h"

static struct complete_rule rule;

static void words(const char *list)
{
	struct strbuf text = STRBUF_INIT;
	char *word;

	memset(&rule, 0, sizeof(rule));
	strbuf_addstr(&text, list);
	for (word = strtok(text.buf, " "); word; word = strtok(NULL, " "))
		must(complete_add(&rule, word, &engines_err));
	strbuf_release(&text);
}

static void is_words(const struct complete_rule *r, const char *want)
{
	struct strbuf text = STRBUF_INIT;

	complete_words(r, &text);
	ck_assert_str_eq(text.buf ? text.buf : "", want);
	strbuf_release(&text);
}

START_TEST(comes_back_as_it_was)
{
	struct complete_rule back;

	words("thumb=2 genres title poster=1");
	rule.type = ENTITY_EPISODE;
	rule.is_error = true;
	must(complete_save(engines_db, &rule, &engines_err));
	ck_assert_int_eq(complete_load(engines_db, ENTITY_MOVIE, &back, &engines_err), 0);
	ck_assert_int_eq(complete_load(engines_db, ENTITY_EPISODE, &back, &engines_err), 1);
	ck_assert(back.is_error);
	is_words(&back, "title genres poster=1 thumb=2");
	words("plot");
	rule.type = ENTITY_EPISODE;
	must(complete_save(engines_db, &rule, &engines_err));
	ck_assert_int_eq(complete_load(engines_db, ENTITY_EPISODE, &back, &engines_err), 1);
	ck_assert(!back.is_error);
	is_words(&back, "plot");
	words("poster=0");
	rule.type = ENTITY_EPISODE;
	must(complete_save(engines_db, &rule, &engines_err));
	ck_assert_int_eq(complete_load(engines_db, ENTITY_EPISODE, &back, &engines_err), 0);
}
END_TEST

/* A newer program knows more fields. */
START_TEST(words_of_others)
{
	struct complete_rule back;

	engines_exec("INSERT INTO completeness_config (media_type, required_fields, created_at) VALUES "
		     "('movie', '[\"aura\", 7, \"plot\"]', 'x'), ('series', 'broken', 'x')");
	ck_assert_int_eq(complete_load(engines_db, ENTITY_MOVIE, &back, &engines_err), 1);
	is_words(&back, "plot");
	ck_assert_int_eq(complete_load(engines_db, ENTITY_SERIES, &back, &engines_err), 1);
	is_words(&back, "");
}
END_TEST

static void lacks(const struct item *it, const struct candidate_list *pictures, const char *want)
{
	struct strbuf text = STRBUF_INIT;

	ck_assert_int_eq(complete_lacks(&rule, it, pictures, &text), *want != '\0');
	ck_assert_str_eq(text.buf ? text.buf : "", want);
	strbuf_release(&text);
}

START_TEST(only_pictures_that_are_published_count)
{
	struct item it = ITEM_INIT;
	char poster[] = "poster", fanart[] = "fanart";
	struct candidate c[] = {
		{.asset_type = poster, .is_selected = true},
		{.asset_type = poster, .is_selected = true, .is_downloaded = true, .is_rejected = true},
		{.asset_type = poster, .is_downloaded = true},
		{.asset_type = fanart, .is_selected = true, .is_downloaded = true},
	};
	struct candidate_list pictures = {c, 4, 4};

	must(meta_set(&it.meta, MF_TITLE, "T", &engines_err));
	words("title plot poster=1 fanart=2");
	lacks(&it, &pictures, "plot, poster (0 of 1), fanart (1 of 2)");
	words("title fanart=1");
	lacks(&it, &pictures, "");
	item_release(&it);
}
END_TEST

START_TEST(what_is_no_word)
{
	static const char *const bad[] = {"", "poster", "fotos=1", "poster=", "poster=-1", "poster=65", "=1"};
	size_t i;

	memset(&rule, 0, sizeof(rule));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_msg(complete_add(&rule, bad[i], &engines_err) == -1, "%s", bad[i]);
		ck_assert_int_eq(engines_err.code, ERR_BAD_VALUE);
		error_clear(&engines_err);
	}
	is_words(&rule, "");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {comes_back_as_it_was, words_of_others,
		only_pictures_that_are_published_count, what_is_no_word};
	Suite *s = suite_create("complete");

	engines_add(s, "complete", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
