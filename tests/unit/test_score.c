/* Parts of a score, its language's rank, and what decides between two. */
#include <string.h>

#include "asset/score.h"
#include "harness/scratch.h"

static char *tmdb[] = {(char *)"tmdb", (char *)"tvdb", (char *)"fanart.tv"};
static char *german[] = {(char *)"de", (char *)"fr"};
static const struct meta_names languages = {german, 2, 2};

static struct art_rule rule(void)
{
	return (struct art_rule){.type = ART_POSTER,
		.max_count = 1,
		.weight = {0.3, 0.4, 0.2, 0.1},
		.similarity = 0.9,
		.providers = {tmdb, 3, 3},
		.language_rank = true};
}

static struct candidate poster(const char *provider, int64_t width, const char *language)
{
	return (struct candidate){.asset_type = (char *)ART_POSTER,
		.provider = (char *)provider,
		.width = width,
		.language = (char *)language,
		.vote_average = -1};
}

static struct score score(struct candidate c)
{
	struct art_rule r = rule();
	struct score s;

	score_of(&c, &r, &languages, &s);
	return s;
}

#define near(a, b) ck_assert_double_eq_tol(a, b, 1e-9)

static double part(struct candidate c, enum art_part which)
{
	return score(c).points[which] / rule().weight[which];
}

START_TEST(resolution)
{
	struct candidate c = poster("tmdb", 1000, "de");

	near(part(c, PART_RESOLUTION), 50);
	c.width = 3000;
	near(part(c, PART_RESOLUTION), 100);
	c.width = 0;
	near(part(c, PART_RESOLUTION), 100); /* the usual one of TMDB */
	c.provider = (char *)"tvdb";
	near(part(c, PART_RESOLUTION), 34);
	c.provider = (char *)"tvmaze";
	near(part(c, PART_RESOLUTION), 0);
	c.asset_type = (char *)"season-all-banner";
	c.provider = (char *)"fanart.tv";
	near(part(c, PART_RESOLUTION), 100);
	c.asset_type = (char *)"clearlogo";
	c.width = 400;
	near(part(c, PART_RESOLUTION), 50);
	c.asset_type = (char *)"fanart";
	c.width = 1920;
	near(part(c, PART_RESOLUTION), 50);
}
END_TEST

START_TEST(votes)
{
	struct candidate c = poster("tmdb", 1000, "de");

	near(part(c, PART_VOTES), 50);
	c.vote_average = 8.25;
	near(part(c, PART_VOTES), 50); /* nobody voted */
	c.vote_count = 3;
	near(part(c, PART_VOTES), 82.5);
	c.vote_average = 0;
	near(part(c, PART_VOTES), 0);
	c.provider = (char *)"fanart.tv";
	c.vote_average = -1;
	c.vote_count = 10;
	near(part(c, PART_VOTES), 75);
	c.vote_count = 1;
	near(part(c, PART_VOTES), 50 + 50.0 / 11);
	c.provider = (char *)"tvdb";
	c.vote_count = 100012;
	near(part(c, PART_VOTES), 50);
}
END_TEST

START_TEST(language)
{
	static const struct {
		const char *language;
		double with, without; /* text */
		int rank, none_first;
	} want[] = {{"de", 100, 75, 0, 1}, {"ger", 100, 75, 0, 1}, {"deu", 100, 75, 0, 1},
		{"de-AT", 100, 75, 0, 1}, {"fr", 75, 50, 1, 2}, {"en", 50, 50, 2, 3}, {"eng", 50, 50, 2, 3},
		{NULL, 25, 100, 3, 0}, {"", 25, 100, 3, 0}, {"00", 25, 100, 3, 0}, {"ja", 0, 50, 4, 4}};
	struct art_rule none_first = rule();
	struct candidate c = poster("tmdb", 1000, NULL);
	struct score s;
	size_t i;

	none_first.text_none = true;
	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		c.language = (char *)want[i].language;
		c.asset_type = (char *)ART_POSTER;
		near(part(c, PART_LANGUAGE), want[i].with);
		ck_assert_int_eq(score(c).rank, want[i].rank);
		score_of(&c, &none_first, &languages, &s);
		ck_assert_int_eq(s.rank, want[i].none_first);
		none_first.language_rank = false;
		score_of(&c, &none_first, &languages, &s);
		ck_assert_int_eq(s.rank, SCORE_NO_RANK);
		none_first.language_rank = true;
		c.asset_type = (char *)ART_FANART;
		near(part(c, PART_LANGUAGE), want[i].without);
		ck_assert_int_eq(score(c).rank, SCORE_NO_RANK);
	}
}
END_TEST

START_TEST(provider)
{
	near(part(poster("tmdb", 1, NULL), PART_PROVIDER), 100);
	near(part(poster("tvdb", 1, NULL), PART_PROVIDER), 80);
	near(part(poster("fanart.tv", 1, NULL), PART_PROVIDER), 60);
	near(part(poster("local", 1, NULL), PART_PROVIDER), 100);
	near(part(poster("tvmaze", 1, NULL), PART_PROVIDER), 0);
}
END_TEST

START_TEST(they_add_up)
{
	struct candidate c = poster("tvdb", 777, "fr");
	struct score s = score(c);

	near(s.total, 0.3 * 38.85 + 0.4 * 50 + 0.2 * 75 + 0.1 * 80);
	ck_assert(s.total == s.points[0] + s.points[1] + s.points[2] + s.points[3]);
}
END_TEST

static enum decided decides(struct candidate a, struct candidate b)
{
	struct art_rule r = rule();
	struct score sa = score(a), sb = score(b);
	enum decided by, back;

	ck_assert_int_lt(score_compare(&a, &sa, &b, &sb, &r, &by), 0);
	ck_assert_int_gt(score_compare(&b, &sb, &a, &sa, &r, &back), 0);
	ck_assert_int_eq(by, back);
	return by;
}

START_TEST(what_decides)
{
	struct candidate a = poster("tmdb", 2000, "de"), b = poster("tmdb", 2000, "en");

	ck_assert_int_eq(decides(a, b), DECIDED_LANGUAGE);
	b.language = (char *)"de";
	b.width = 1000;
	ck_assert_int_eq(decides(a, b), DECIDED_SCORE);
	b.width = 2000;
	a.height = 3000;
	b.height = 2900;
	ck_assert_int_eq(decides(a, b), DECIDED_SIZE);
	b.height = 3000;
	a.vote_count = 2;
	b.vote_count = 1;
	a.vote_average = b.vote_average = 5;
	ck_assert_int_eq(decides(a, b), DECIDED_VOTES);
	b.vote_count = 2;
	a.provider_url = (char *)"https://x/1.jpg";
	b.provider_url = (char *)"https://x/2.jpg";
	ck_assert_int_eq(decides(a, b), DECIDED_ADDRESS);
	a = poster("tvmaze", 2000, "de");
	b = poster("other", 2000, "de");
	ck_assert_int_eq(score_compare(&a, &(struct score){{0}, 0, 0}, &b, &(struct score){{0}, 0, 0},
				 &(struct art_rule){.max_count = 1}, NULL),
		0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {resolution, votes, language, provider, they_add_up, what_decides};

	return scratch_run("score", tests, sizeof(tests) / sizeof(tests[0]));
}
