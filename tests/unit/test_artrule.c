/* Rules of pictures: words in, rows, words out; and what is refused. */
#include <stdlib.h>
#include <string.h>

#include "core/record.h"
#include "harness/items.h"
#include "store/artrule.h"

static void library(struct library *lib, const char *language)
{
	*lib = (struct library){.name = (char *)"films", .path = (char *)"/f", .enabled = true};
	if (language)
		library_setting_add(lib, "language", language);
	must(library_add(engines_db, lib, &engines_err));
}

static struct art_rules load(const struct library *lib)
{
	struct art_rules rules = {0};

	must(art_rules_load(engines_db, lib, "en,fr", &rules, &engines_err));
	return rules;
}

static struct art_rule *rule_of(struct art_rules *rules, const char *kind)
{
	return (struct art_rule *)(uintptr_t)art_rule_of(rules, kind);
}

static void is_text(const struct art_rule *rule, const char *want)
{
	struct strbuf out = STRBUF_INIT;

	art_rule_text(rule, &out);
	ck_assert_str_eq(out.buf, want);
	strbuf_release(&out);
}

static void setting_release(struct library *lib)
{
	for (size_t i = 0; i < lib->nsetting; i++) {
		free(lib->setting[i].name);
		free(lib->setting[i].value);
	}
	free(lib->setting);
}

START_TEST(usual)
{
	struct library lib;
	struct art_rules rules;

	library(&lib, NULL);
	rules = load(&lib);
	is_text(art_rule_of(&rules, "poster"), "poster: max_count=1");
	is_text(art_rule_of(&rules, "fanart"), "fanart: max_count=3");
	is_text(art_rule_of(&rules, "season-all-banner"), "banner: max_count=1");
	ck_assert_int_eq(art_rule_of(&rules, "actor/Tom_Doe")->max_count, 1);
	ck_assert_int_eq(art_rule_of(&rules, "square")->max_count, 1);
	ck_assert_str_eq(art_rule_languages(&rules, art_rule_of(&rules, "poster"))->item[1], "fr");
	ck_assert_str_eq(art_rule_of(&rules, "thumb")->providers.item[2], "fanart.tv");
	art_rules_release(&rules);
}
END_TEST

START_TEST(set_and_kept)
{
	static const char *const words[] = {"min_width=1000", "min_height=1500", "max_count=4", "min_count=0",
		"weight_resolution=0.4", "weight_votes=0.3", "prefer_language=de,pt-BR",
		"provider_priority=fanart.tv,tmdb", "phash_similarity_threshold=0.95", "text=none",
		"language_rank=no", "replace_local=yes"};
	static const char want[] =
		"poster: min_count=0 max_count=4 min_width=1000 min_height=1500 weight_resolution=0.4 "
		"weight_votes=0.3 prefer_language=de,pt-BR provider_priority=fanart.tv,tmdb "
		"phash_similarity_threshold=0.95 text=none language_rank=no replace_local=yes";
	struct library lib;
	struct art_rules rules;
	struct record *r = record_new();
	struct strbuf line = STRBUF_INIT;
	size_t i;

	library(&lib, "de");
	rules = load(&lib);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		must(art_rule_set(rule_of(&rules, "poster"), words[i], &engines_err));
	must(art_rule_check(rule_of(&rules, "poster"), &engines_err));
	must(art_rules_save(engines_db, &rules, &engines_err));
	art_rules_release(&rules);
	rules = load(&lib);
	is_text(art_rule_of(&rules, "poster"), want);
	is_text(art_rule_of(&rules, "fanart"), "fanart: max_count=3");
	ck_assert_str_eq(art_rule_languages(&rules, art_rule_of(&rules, "poster"))->item[1], "pt-BR");
	ck_assert_str_eq(art_rule_languages(&rules, art_rule_of(&rules, "fanart"))->item[0], "de");
	art_rule_record(&lib, art_rule_of(&rules, "poster"), r);
	record_format(r, &line);
	ck_assert_str_eq(line.buf,
		"{\"library\":\"films\",\"rule\":\"poster\",\"min_count\":0,\"max_count\":4,"
		"\"min_width\":1000,\"min_height\":1500,\"weight_resolution\":0.4,\"weight_votes\":0.3,"
		"\"weight_language\":0.2,\"weight_provider\":0.1,\"prefer_language\":[\"de\",\"pt-BR\"],"
		"\"provider_priority\":[\"fanart.tv\",\"tmdb\"],\"phash_similarity_threshold\":0.95,"
		"\"text\":\"none\",\"language_rank\":false,\"replace_local\":true}");
	must(art_rule_set(rule_of(&rules, "poster"), "text=", &engines_err));
	must(art_rule_set(rule_of(&rules, "poster"), "prefer_language=", &engines_err));
	must(art_rule_set(rule_of(&rules, "poster"), "default", &engines_err));
	is_text(art_rule_of(&rules, "poster"), "poster: max_count=1");
	art_rules_release(&rules);
	setting_release(&lib);
	record_free(r);
	strbuf_release(&line);
}
END_TEST

START_TEST(refused)
{
	static const struct {
		const char *word, *says;
	} bad[] = {{"max_count=65", "'max_count' takes a whole number up to 64, not '65'"},
		{"min_width=-1", "'min_width' takes a whole number up to 65500, not '-1'"},
		{"min_height=", "'min_height' takes a whole number up to 65500, not ''"},
		{"weight_votes=1.5", "'weight_votes' takes a fraction from 0 to 1, not '1.5'"},
		{"weight_votes=nan", "'weight_votes' takes a fraction from 0 to 1, not 'nan'"},
		{"weight_votes=.", "'weight_votes' takes a fraction from 0 to 1, not '.'"},
		{"text=yes", "'text' takes none, or nothing, not 'yes'"},
		{"language_rank=1", "'language_rank' takes yes or no, not '1'"},
		{"prefer_language=de,", "'prefer_language' takes a list like de,en, or nothing, not 'de,'"},
		{"prefer_language=,de", "'prefer_language' takes a list like de,en, or nothing, not ',de'"},
		{"provider_priority=TMDB",
			"'provider_priority' takes a list like tmdb,tvdb,fanart.tv, best first, not 'TMDB'"}};
	struct library lib;
	struct art_rules rules;
	size_t i;

	library(&lib, NULL);
	rules = load(&lib);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_int_eq(art_rule_set(rule_of(&rules, "poster"), bad[i].word, &engines_err), -1);
		ck_assert_int_eq(engines_err.code, ERR_BAD_VALUE);
		ck_assert_str_eq(engines_err.msg.buf, bad[i].says);
		is_text(art_rule_of(&rules, "poster"), "poster: max_count=1");
	}
	ck_assert_int_eq(art_rule_set(rule_of(&rules, "poster"), "width=3", &engines_err), -1);
	ck_assert_ptr_nonnull(
		strstr(engines_err.msg.buf, "'width=3' is no setting of a rule; there are min_count,"));
	must(art_rule_set(rule_of(&rules, "poster"), "weight_votes=0.5", &engines_err));
	ck_assert_int_eq(art_rule_check(rule_of(&rules, "poster"), &engines_err), -1);
	ck_assert_str_eq(engines_err.msg.buf, "the weights of poster are 0.3, 0.5, 0.2 and 0.1 for "
					      "resolution, votes, language and provider: "
					      "together 1.1, and not 1");
	must(art_rule_type("keyart", &engines_err));
	ck_assert_int_eq(art_rule_type("plakat", &engines_err), -1);
	ck_assert_ptr_nonnull(strstr(
		engines_err.msg.buf, "'plakat' is no kind of artwork that has a rule; there are banner,"));
	art_rules_release(&rules);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {usual, set_and_kept, refused};
	Suite *s = suite_create("artrule");

	engines_add(s, "artrule", ENGINES_MIGRATED, tests, sizeof(tests) / sizeof(tests[0]));
	return engines_run(s);
}
